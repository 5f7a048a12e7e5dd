/* SPDX-License-Identifier: BSD-3-Clause */
/* The pair matrix behind the energies of decorations. */
#ifndef IONWAY_DOPING_DECORATION_ENERGY_H
#define IONWAY_DOPING_DECORATION_ENERGY_H

#include <ionway/decoration_energy.h>

/** The quadratic form of eq. (C5) for the composition it is bound to: *matrix
 *  of n_sites x n_sites, *field of n_sites, *charges of each species of pool
 *  0, pool 1, ... Lent until the next rebind. */
void iwi_decoration_energy_form(const iw_decoration_energy *energy,
                                const double **matrix, const double **field,
                                const double **charges);

#endif
