/* SPDX-License-Identifier: BSD-3-Clause */
/* Electrostatic energies of many decorations from one pair matrix. */
#ifndef IONWAY_DECORATION_ENERGY_H
#define IONWAY_DECORATION_ENERGY_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/doping.h>

IW_BEGIN_DECLS

typedef struct iw_decoration_energy iw_decoration_energy;

/**
 * Electrostatic energy of the decorations of one composition from a matrix
 * made once: E = E_0 + sum_i b_i q_i + 1/2 sum_ij M_ij q_i q_j over the
 * decorated sites, spectators in E_0 and b.
 * The doping is lent for the life of the energy, which starts with composition
 * 0; rebind() moves to another without a new matrix.
 * Errors  IW_E_ARGUMENT (sites on top of each other), IW_E_MEMORY. Free:
 *         iw_decoration_energy_destroy.
 * Cost    an Ewald sum over all sites and the Ewald matrix of the decorated
 *         ones, once; rebind O(n_sites^2); an energy O(n_sites) and half the
 *         square of the sites without their pool's commonest species.
 * Source  docs/theory.md eq. (C5).
 */
IW_API iw_status iw_decoration_energy_create(iw_context *ctx,
                                             const iw_doping *doping,
                                             iw_decoration_energy **out);
IW_API void iw_decoration_energy_destroy(iw_decoration_energy *energy);
IW_API void iw_decoration_energy_rebind(iw_decoration_energy *energy,
                                        size_t composition);
/** eV a supercell. The bits depend on the decoration only. One thread at a
 *  time. */
IW_API double iw_decoration_energy_ev(iw_decoration_energy *energy,
                                      const uint8_t *species);

IW_END_DECLS

#endif
