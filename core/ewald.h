/* SPDX-License-Identifier: BSD-3-Clause */
/* What the Ewald energy and the Ewald matrix share: the split into two sums,
 * and the waves of the reciprocal one. */
#ifndef IONWAY_CORE_EWALD_H
#define IONWAY_CORE_EWALD_H

#include <stddef.h>

#include <ionway/ewald.h>

#include "lattice.h"

/** One Ewald sum, eqs. (C1) and (C4), described in the reduced cell. */
typedef struct iwi_ewald {
  iwi_lattice lattice; /* its rows are reduced                           */
  double (*frac)[3];   /* n positions in that cell, in [0, 1)            */
  size_t n;
  double alpha;       /* 1/Angstrom                                      */
  double cutoff_ang;  /* of the sum in real space                        */
  double wave_cutoff; /* of the sum over waves, |G|, 1/Angstrom          */
} iwi_ewald;

/**
 * Check the lattice and the positions, and split the sum so that the time is
 * least when a wave costs as much as wave_cost pairs.
 * options may be NULL: then `precision` holds.
 * Errors  IW_E_ARGUMENT, IW_E_MEMORY. End with iwi_ewald_end() in any case.
 */
iw_status iwi_ewald_begin(iw_context *ctx, const iw_energy_atoms *atoms,
                          const iw_ewald_options *options, double precision,
                          double wave_cost, iwi_ewald *out);
void iwi_ewald_end(iwi_ewald *ewald);

/** A pair within the cutoff: j <= i, and an image of itself where j == i. */
typedef struct iwi_pair {
  int32_t i, j;
  const double *vector; /* from i to j, Angstrom */
  double distance_ang;
} iwi_pair;

typedef void iwi_pair_fn(const iwi_pair *pair, void *user);

/** Visit each pair (i, image of j) with j < i once, and both images of the
 *  pairs with j = i, in a fixed order.
 *  Errors: IW_E_ARGUMENT when two are on top of each other, IW_E_MEMORY. */
iw_status iwi_ewald_pairs(iw_context *ctx, const iwi_ewald *ewald,
                          iwi_pair_fn *visit, void *user);

/** One wave G, standing for -G as well. */
typedef struct iwi_wave {
  double vector[3]; /* G, 1/Angstrom                                     */
  double weight;    /* (8 pi/V) exp(-G^2/4a^2)/G^2, 1/Angstrom           */
  const double *cosine, *sine; /* of G.r at the n positions              */
} iwi_wave;

typedef void iwi_wave_fn(const iwi_wave *wave, void *user);

/** Visit one of each pair (G, -G) within the cutoff, in a fixed order.
 *  Errors: IW_E_MEMORY. */
iw_status iwi_ewald_waves(iw_context *ctx, const iwi_ewald *ewald,
                          iwi_wave_fn *visit, void *user);

#endif
