/* SPDX-License-Identifier: BSD-3-Clause */
/* Bond-valence parameters of one pair: derivation, other charges, mixing. */
#include "bond.h"

#include <math.h>
#include <stddef.h>

#include "bondval_table.h"
#include "ion.h"

/* Coulomb constant as the authors of the table rounded it, eV Angstrom; with
 * the CODATA value the derived d0 would differ from the published by 2e-5. */
#define TABLE_COULOMB 14.4

int iwi_bond_exponent(int32_t cation)
{
  const int inner =
      (cation >= 21 && cation <= 30) || (cation >= 39 && cation <= 48) ||
      (cation >= 57 && cation <= 80) || (cation >= 89 && cation <= 112);

  return inner ? 2 : 1;
}

/* N_c of the cation with any anion, oxides first; NAN when it has no row. */
static double table_coordination(int32_t cation, double charge)
{
  double any = NAN;

  for (size_t i = 0; i < iwi_n_bond_table; i++) {
    const iw_bond *row = &iwi_bond_table[i];

    /* charges of rows are small integers, exact in double */
    if (row->cation != cation || row->cation_charge != charge)
      continue;
    if (row->anion == 8)
      return row->coordination;
    if (isnan(any))
      any = row->coordination;
  }
  return any;
}

static double softness(int32_t element, double charge)
{
  return iwi_ion_find(iwi_softness_table, iwi_n_softness_table, element,
                      charge);
}

int iwi_bond_derive(iw_bond *bond)
{
  const double vc = bond->cation_charge, va = -bond->anion_charge;

  if (isnan(bond->alpha_inv_ang))
    bond->alpha_inv_ang = 1 / bond->b_ang; /* (V4) alpha = 1/b */
  if (isnan(bond->r_min_ang)) {
    const double step = fabs(softness(bond->cation, bond->cation_charge) -
                             softness(bond->anion, bond->anion_charge));

    if (isnan(bond->coordination))
      bond->coordination = table_coordination(bond->cation, vc);
    /* (V5) r_min = r0 (0.9185 + 0.2285 |s_c - s_a|) - b ln(V_c/N_c) */
    bond->r_min_ang = bond->r0_ang * (0.9185 + 0.2285 * step) -
                      bond->b_ang * log(vc / bond->coordination);
  }
  if (isnan(bond->d0_ev)) {
    const double c = iwi_bond_exponent(bond->cation);
    const double n2 =
        iwi_ion_period(bond->cation) * iwi_ion_period(bond->anion);

    /* (V6) d0 = 14.4 c (c V_c V_a)^(1/c) b^2 / (2 r_min sqrt(n_c n_a)) */
    bond->d0_ev = TABLE_COULOMB * c * pow(c * vc * va, 1 / c) * bond->b_ang *
                  bond->b_ang / (2 * bond->r_min_ang * sqrt(n2));
  }
  return bond->r_min_ang > 0 && bond->d0_ev > 0 && bond->alpha_inv_ang > 0 &&
         isfinite(bond->r_min_ang) && isfinite(bond->d0_ev);
}

int iwi_bond_recharge(iw_bond *bond, double cation_charge, double anion_charge)
{
  const double vc = cation_charge / bond->cation_charge;
  const double va = anion_charge / bond->anion_charge;
  const double old = bond->r_min_ang;

  bond->r_min_ang = old - bond->b_ang * log(vc);
  bond->d0_ev *= pow(vc * va, 1.0 / iwi_bond_exponent(bond->cation)) * old /
                 bond->r_min_ang;
  bond->cation_charge = cation_charge;
  bond->anion_charge = anion_charge;
  bond->origin = IW_BOND_DERIVED;
  return bond->r_min_ang > 0 && bond->d0_ev > 0;
}

static double between(double low, double high, double weight)
{
  return low + (high - low) * weight;
}

iw_bond iwi_bond_mix(const iw_bond *low, const iw_bond *high, double weight)
{
  iw_bond mix = *low;

  mix.cation_charge = between(low->cation_charge, high->cation_charge, weight);
  mix.r0_ang = between(low->r0_ang, high->r0_ang, weight);
  mix.b_ang = between(low->b_ang, high->b_ang, weight);
  mix.bond_cutoff_ang =
      between(low->bond_cutoff_ang, high->bond_cutoff_ang, weight);
  mix.coordination = between(low->coordination, high->coordination, weight);
  mix.d0_ev = between(low->d0_ev, high->d0_ev, weight);
  mix.r_min_ang = between(low->r_min_ang, high->r_min_ang, weight);
  mix.alpha_inv_ang = between(low->alpha_inv_ang, high->alpha_inv_ang, weight);
  mix.origin = IW_BOND_MIXED;
  return mix;
}

double iwi_bond_valence(const iw_bond *bond, double distance_ang)
{
  return exp((bond->r0_ang - distance_ang) / bond->b_ang);
}
