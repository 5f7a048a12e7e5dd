/* SPDX-License-Identifier: BSD-3-Clause */
/* From grid points to the stationary points of the field they stand for, each
 * computed once a symmetry class. */
#ifndef IONWAY_SADDLES_H
#define IONWAY_SADDLES_H

#include <ionway/landscape.h>

#include "basins.h"

/** A refined point near a grid point. */
typedef struct iwi_refined {
  double frac[3];   /* not wrapped: next to the grid point in the home cell */
  double energy_ev; /* the grid's own energy when not refined               */
  int refined;
} iwi_refined;

typedef struct iwi_saddles iwi_saddles;

/** field NULL: everything stays on the grid. Both are borrowed. */
iw_status iwi_saddles_create(iw_context *ctx, const iw_landscape *landscape,
                             const iw_bvse *field, iwi_saddles **out);
void iwi_saddles_destroy(iwi_saddles *saddles);

/** Minimum of the basin of a grid point. */
iw_status iwi_saddles_minimum(iw_context *ctx, iwi_saddles *saddles,
                              int32_t point, iwi_refined *out);

/** The saddle a pass stands for. It counts as refined only when going down
 *  from it on both sides ends in the pass's two minima: from and to, both in
 *  the frame in which the pass's point is in the home cell. */
iw_status iwi_saddles_pass(iw_context *ctx, iwi_saddles *saddles,
                           const iwi_pass *pass, const double from[3],
                           const double to[3], iwi_refined *out);

/** A saddle and the two minima below it, one frame for all. */
typedef struct iwi_link {
  iwi_refined saddle;
  iwi_refined ends[2];
} iwi_link;

/** For a pass that is not itself one saddle, because the grid has overlooked a
 *  shallow minimum between its two: the saddles found on the way and what they
 *  connect, at most two. */
iw_status iwi_saddles_explore(iw_context *ctx, iwi_saddles *saddles,
                              const iwi_pass *pass, const double from[3],
                              const double to[3], iwi_link links[2],
                              int *n_links);

/** How far below the energy of a grid point the pass it stands for may lie, by
 *  the curvature of the grid itself (no field evaluation), eV. */
double iwi_saddles_expected_drop(const iwi_saddles *saddles, int32_t point);

/** The saddle again with its whole certificate; start as returned above. */
iw_status iwi_saddles_certificate(iw_context *ctx, iwi_saddles *saddles,
                                  const double frac[3], iw_stationary *out);

/** Fractional coordinates of a grid point. */
void iwi_saddles_grid_frac(const iw_landscape *landscape, int32_t point,
                           double frac[3]);

/** Largest spacing of the grid, Angstrom. */
double iwi_saddles_step_ang(const iwi_saddles *saddles);

#endif
