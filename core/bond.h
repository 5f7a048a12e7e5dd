/* SPDX-License-Identifier: BSD-3-Clause */
/* The formulas between the numbers of one cation-anion pair. */
#ifndef IONWAY_CORE_BOND_H
#define IONWAY_CORE_BOND_H

#include <stdint.h>

#include <ionway/parameters.h>

/** Fill alpha, N_c, r_min and d0 by eqs. (V4)-(V6), each only where the row
 *  has NAN. 0 when a softness or N_c is unknown or the result is no well
 *  (r_min or d0 not positive), else 1. */
int iwi_bond_derive(iw_bond *bond);

/** The exponent c of eq. (V6): 1 for cations of the s and p block, else 2. */
int iwi_bond_exponent(int32_t cation);

/** Move a row to other charges of its ions with r0, b and N_c kept: r_min and
 *  d0 follow eqs. (V5), (V6) relative to the row. Origin becomes derived. 0
 *  when that leaves no well, else 1. */
int iwi_bond_recharge(iw_bond *bond, double cation_charge, double anion_charge);

/** Eq. (V7): all numbers linear between two rows, weight of high in 0..1. */
iw_bond iwi_bond_mix(const iw_bond *low, const iw_bond *high, double weight);

/** Valence exp((r0 - R)/b), eq. (V1). */
double iwi_bond_valence(const iw_bond *bond, double distance_ang);

#endif
