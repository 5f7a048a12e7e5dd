/* SPDX-License-Identifier: BSD-3-Clause */
/* From grid points to the stationary points of the field they stand for, each
 * computed once a symmetry class. */
#ifndef IONWAY_SADDLES_H
#define IONWAY_SADDLES_H

#include <ionway/landscape.h>

#include "links.h"
#include "passes.h"

typedef struct iwi_saddles iwi_saddles;

/** field NULL: everything stays on the grid. Both are borrowed. */
iw_status iwi_saddles_create(iw_context *ctx, const iw_landscape *landscape,
                             const iw_bvse *field, iwi_saddles **out);
void iwi_saddles_destroy(iwi_saddles *saddles);

/** Minimum of the basin of a grid point. */
iw_status iwi_saddles_minimum(iw_context *ctx, iwi_saddles *saddles,
                              int32_t point, iwi_refined *out);

/** What leads over a pass; from and to are its two minima. Everything is in
 *  the frame in which the pass's point is in the home cell. */
iw_status iwi_saddles_way(iw_context *ctx, iwi_saddles *saddles,
                          const iwi_pass *pass, const double from[3],
                          const double to[3], iwi_way *way);

/** The saddle again with its whole certificate; frac as returned above. */
iw_status iwi_saddles_certificate(iw_context *ctx, iwi_saddles *saddles,
                                  const double frac[3], iw_stationary *out);

/** Fractional coordinates of a grid point. */
void iwi_saddles_grid_frac(const iw_landscape *landscape, int32_t point,
                           double frac[3]);

/** Largest spacing of the grid, Angstrom. */
double iwi_saddles_step_ang(const iwi_saddles *saddles);

#endif
