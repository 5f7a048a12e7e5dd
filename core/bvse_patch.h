/* SPDX-License-Identifier: BSD-3-Clause */
/* The field near one place: host images gathered once, so that the dozens of
 * evaluations of a search cost only their pairs. */
#ifndef IONWAY_BVSE_PATCH_H
#define IONWAY_BVSE_PATCH_H

#include "bvse.h"

typedef struct iwi_patch iwi_patch;

/** A workspace for searches in one field; one thread at a time. */
iw_status iwi_patch_create(iw_context *ctx, const iw_bvse *field,
                           iwi_patch **out);
void iwi_patch_destroy(iwi_patch *patch);

/** The field this patch belongs to. */
const iw_bvse *iwi_patch_field(const iwi_patch *patch);

/** As iw_bvse_evaluate(), to rounding; gathers anew when the point has left
 *  the patch. Allocates nothing. */
void iwi_patch_evaluate(iwi_patch *patch, const double frac[3],
                        iw_bvse_value *out);

#endif
