/* SPDX-License-Identifier: BSD-3-Clause */
/* Electrostatics of decorations from plain arrays: what is left of a doping
 * when only charges and positions count. */
#ifndef IONWAY_DOPING_DECORATION_ENERGY_H
#define IONWAY_DOPING_DECORATION_ENERGY_H

#include <ionway/decoration_energy.h>
#include <ionway/energy.h>

typedef struct iwi_charged_sites {
  iw_energy_atoms atoms; /* spectators with their charges, then the decorated
                            sites with charge 0                              */
  size_t n_spectators;
  const int32_t *site_pools;    /* of each decorated site                    */
  const int32_t *first_species; /* n_pools + 1: where a pool's species begin */
  size_t n_pools;
} iwi_charged_sites;

/** Arrays are copied. Errors: as iw_ewald_matrix(). */
iw_status iwi_decoration_energy_from(iw_context *ctx,
                                     const iwi_charged_sites *sites,
                                     iw_decoration_energy **out);

/** Take the charges (lent) and numbers of all species of all pools. */
void iwi_decoration_energy_bind(iw_decoration_energy *energy,
                                const int32_t *counts, const double *charges);

/** The quadratic form of eq. (C5) for the composition it is bound to: *matrix
 *  of n_sites x n_sites, *field of n_sites, *charges of each species of pool
 *  0, pool 1, ... Lent until the next rebind. */
void iwi_decoration_energy_form(const iw_decoration_energy *energy,
                                const double **matrix, const double **field,
                                const double **charges);

#endif
