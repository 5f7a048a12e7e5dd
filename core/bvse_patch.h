/* SPDX-License-Identifier: BSD-3-Clause */
/* The field near one place: host images gathered once, so that the dozens of
 * evaluations of a search cost only their pairs. */
#ifndef IONWAY_BVSE_PATCH_H
#define IONWAY_BVSE_PATCH_H

#include "bvse.h"
#include "ion_field.h"

typedef struct iwi_patch iwi_patch;

/** A workspace for searches in one field; one thread at a time. */
iw_status iwi_patch_create(iw_context *ctx, const iw_bvse *field,
                           iwi_patch **out);
void iwi_patch_destroy(iwi_patch *patch);

/** One that serves a ball around a point without gathering anew, and leaves
 *  out pairs weaker than neglect_ev (0: none): searches that end in the whole
 *  field may start in a part of it. */
iw_status iwi_patch_create_ball(iw_context *ctx, const iw_bvse *field,
                                const double centre[3], double reach_ang,
                                double neglect_ev, iwi_patch **out);

/** The field this patch belongs to. */
const iw_bvse *iwi_patch_field(const iwi_patch *patch);

/** As iw_bvse_evaluate(), to rounding; gathers anew when the point has left
 *  the patch. Allocates nothing. */
void iwi_patch_evaluate(iwi_patch *patch, const double frac[3],
                        iw_bvse_value *out);

/** Energies only, at n points (a multiple of IWI_TILE) within radius_ang of
 *  the middle; all in Angstrom from the centre and inside the ball. */
void iwi_patch_energies(iwi_patch *patch, const double middle[3],
                        double radius_ang, size_t n, const double *x,
                        const double *y, const double *z, double *energies_ev);

/** The patch as a field of one ion; lends it. */
iwi_ion_field iwi_patch_ion_field(iwi_patch *patch);

#endif
