/* SPDX-License-Identifier: BSD-3-Clause */
/* Searches that share one workspace. */
#ifndef IONWAY_STATIONARY_H
#define IONWAY_STATIONARY_H

#include "bvse_patch.h"
#include "ion_field.h"

/** Minimum (order 0) or first-order saddle (order 1) of any field near start;
 *  see iw_bvse_minimum() and iw_bvse_saddle(). */
iw_status iwi_stationary_find(iw_context *ctx, const iwi_ion_field *field,
                              const double start[3], int order,
                              double max_distance_ang, iw_stationary *out);

/** The same in a patch. */
iw_status iwi_stationary_search(iw_context *ctx, iwi_patch *patch,
                                const double start[3], int order,
                                double max_distance_ang, iw_stationary *out);

#endif
