/* SPDX-License-Identifier: BSD-3-Clause */
/* Searches that share one workspace. */
#ifndef IONWAY_STATIONARY_H
#define IONWAY_STATIONARY_H

#include "bvse_patch.h"

/** Minimum (order 0) or first-order saddle (order 1) near start; see
 *  iw_bvse_minimum() and iw_bvse_saddle(). */
iw_status iwi_stationary_search(iw_context *ctx, iwi_patch *patch,
                                const double start[3], int order,
                                double max_distance_ang, iw_stationary *out);

#endif
