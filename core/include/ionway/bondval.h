/* SPDX-License-Identifier: BSD-3-Clause */
/* Bond-valence sums and the global instability index of a charged structure. */
#ifndef IONWAY_BONDVAL_H
#define IONWAY_BONDVAL_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/parameters.h>
#include <ionway/structure.h>

IW_BEGIN_DECLS

typedef struct iw_bond_valence iw_bond_valence;

/**
 * Bond-valence sum of every site, V_i = sum_j occ_j exp((r0 - R_ij)/b) over
 * ions of opposite sign, and the global instability index
 * sqrt(<(V_i - |q_i|)^2>) weighted by occupancy, eqs. (V1)-(V3).
 *
 * structure   every site needs an oxidation state.
 * Pairs without a parameter make the sums of their sites NAN (logged once a
 * pair); they are left out of the index, which is NAN when no site is left.
 * Errors  IW_E_ARGUMENT, IW_E_MEMORY. Free: iw_bond_valence_destroy.
 * Cost    O(n_sites).
 */
IW_API iw_status iw_bond_valence_compute(iw_context *ctx,
                                         const iw_structure *structure,
                                         const iw_parameters *parameters,
                                         iw_bond_valence **out);
IW_API void iw_bond_valence_destroy(iw_bond_valence *valence);

/** n_sites sums in valence units, positive. Lent. */
IW_API const double *iw_bond_valence_sums(const iw_bond_valence *valence);
/** Global instability index, valence units. */
IW_API double iw_bond_valence_instability(const iw_bond_valence *valence);

IW_END_DECLS

#endif
