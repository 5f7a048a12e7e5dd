/* SPDX-License-Identifier: BSD-3-Clause */
/* The set of bond-valence parameters in force, and lookup in it. */
#include <ionway/parameters.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ionway/elements.h>

#include "bond.h"
#include "bondval_table.h"
#include "context.h"
#include "ion.h"
#include "mem.h"
#include "parameters.h"

/* e; charges closer than this are the same. They come from sums of a few
 * occupancies, so rounding is far below and real differences are far above. */
#define SAME_CHARGE 1e-6

/* e; how far outside the tabulated charges a row is still stretched. */
#define STRETCH 0.5

struct iw_parameters {
  iw_radii radii;
  size_t n_bonds;
  iw_bond *bonds; /* own rows first, so that the first match wins */
};

void iw_parameters_options_default(iw_parameters_options *options)
{
  memset(options, 0, sizeof *options);
  options->struct_size = sizeof *options;
  options->radii = IW_RADII_CORDERO;
}

static int row_is_sound(const iw_bond *row)
{
  return row->cation >= 1 && row->cation <= IW_MAX_ELEMENT && row->anion >= 1 &&
         row->anion <= IW_MAX_ELEMENT && row->cation_charge > 0 &&
         row->cation_charge <= 8 && row->anion_charge < 0 &&
         row->anion_charge >= -4 && row->r0_ang > 0 && row->r0_ang < 10 &&
         row->b_ang > 0 && row->b_ang < 5 &&
         /* NAN is left to the formulas */
         !(row->d0_ev <= 0) && !(row->r_min_ang <= 0) &&
         !(row->alpha_inv_ang <= 0) && !(row->coordination <= 0) &&
         !isinf(row->d0_ev) && !isinf(row->r_min_ang) &&
         !isinf(row->alpha_inv_ang) && !isinf(row->coordination);
}

iw_status iwi_parameters_take_row(iw_context *ctx, const iw_bond *row,
                                  const char *where, iw_bond *out)
{
  char cation[IWI_ION_TEXT], anion[IWI_ION_TEXT];

  *out = *row;
  out->origin = IW_BOND_USER;
  iwi_ion_text(row->cation, row->cation_charge, cation);
  iwi_ion_text(row->anion, row->anion_charge, anion);
  if (!row_is_sound(row))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "%.500s: %s - %s: want elements, charges in 0..8 and "
                    "-4..0, 0 < r0 < 10, 0 < b < 5, and positive or no energy "
                    "parameters",
                    where, cation, anion);
  if (!iwi_bond_derive(out))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "%.500s: %s - %s: its energy parameters cannot be derived; "
                    "give N_c, d0, r_min and alpha",
                    where, cation, anion);
  return IW_OK;
}

iw_status iw_parameters_create(iw_context *ctx,
                               const iw_parameters_options *options,
                               iw_parameters **out)
{
  iw_parameters_options defaults;
  iw_parameters *parameters;
  iw_status status = IW_OK;

  *out = NULL;
  iw_parameters_options_default(&defaults);
  if (options == NULL)
    options = &defaults;
  if (options->struct_size != sizeof *options ||
      (options->radii != IW_RADII_CORDERO &&
       options->radii != IW_RADII_SOFTBV) ||
      (options->own == NULL && options->n_own > 0))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "parameter options: want those of "
                    "iw_parameters_options_default, a known radius set and "
                    "rows where n_own is not 0");
  parameters = iwi_calloc(ctx, 1, sizeof *parameters);
  if (parameters == NULL)
    return IW_E_MEMORY;
  parameters->radii = options->radii;
  parameters->bonds = iwi_calloc(ctx, options->n_own + iwi_n_bond_table,
                                 sizeof *parameters->bonds);
  if (parameters->bonds == NULL)
    status = IW_E_MEMORY;
  for (size_t i = 0; i < options->n_own && status == IW_OK; i++) {
    char where[48];

    snprintf(where, sizeof where, "own parameter row %zu", i + 1);
    status = iwi_parameters_take_row(ctx, &options->own[i], where,
                                     &parameters->bonds[i]);
  }
  if (status != IW_OK) {
    iw_parameters_destroy(parameters);
    return status;
  }
  memcpy(parameters->bonds + options->n_own, iwi_bond_table,
         iwi_n_bond_table * sizeof *iwi_bond_table);
  parameters->n_bonds = options->n_own + iwi_n_bond_table;
  *out = parameters;
  return IW_OK;
}

void iw_parameters_destroy(iw_parameters *parameters)
{
  if (parameters == NULL)
    return;
  iwi_free(parameters->bonds);
  iwi_free(parameters);
}

size_t iw_parameters_n_bonds(const iw_parameters *parameters)
{
  return parameters->n_bonds;
}

const iw_bond *iw_parameters_bonds(const iw_parameters *parameters)
{
  return parameters->bonds;
}

/* The anion charge of the rows to look among: the one nearest to the wanted. */
static double nearest_anion_charge(const iw_parameters *parameters,
                                   int32_t cation, int32_t anion,
                                   double anion_charge)
{
  double best = NAN;

  for (size_t i = 0; i < parameters->n_bonds; i++) {
    const iw_bond *row = &parameters->bonds[i];

    if (row->cation == cation && row->anion == anion &&
        !(fabs(row->anion_charge - anion_charge) >= fabs(best - anion_charge)))
      best = row->anion_charge;
  }
  return best;
}

/* The rows whose cation charges enclose the wanted one; first match wins. */
static void enclosing_rows(const iw_parameters *parameters, int32_t cation,
                           double cation_charge, int32_t anion,
                           double anion_charge, const iw_bond **below,
                           const iw_bond **above)
{
  *below = NULL;
  *above = NULL;
  for (size_t i = 0; i < parameters->n_bonds; i++) {
    const iw_bond *row = &parameters->bonds[i];

    if (row->cation != cation || row->anion != anion ||
        fabs(row->anion_charge - anion_charge) > SAME_CHARGE)
      continue;
    if (row->cation_charge <= cation_charge + SAME_CHARGE &&
        (*below == NULL || row->cation_charge > (*below)->cation_charge))
      *below = row;
    if (row->cation_charge >= cation_charge - SAME_CHARGE &&
        (*above == NULL || row->cation_charge < (*above)->cation_charge))
      *above = row;
  }
}

/* How unlike a row is to the wanted pair: a wrong charge of the right pair
 * costs least, then another anion, then another cation, nearby in number. */
static double unlikeness(const iw_bond *row, int32_t cation,
                         double cation_charge, int32_t anion,
                         double anion_charge)
{
  double cost = fabs(row->cation_charge - cation_charge) +
                fabs(row->anion_charge - anion_charge);

  if (row->anion != anion)
    cost += 100 + 0.1 * abs(row->anion - anion);
  if (row->cation != cation)
    cost += 1000 + 3 * abs(row->cation - cation);
  return cost;
}

static iw_status fail_missing(iw_context *ctx, const iw_parameters *parameters,
                              int32_t cation, double cation_charge,
                              int32_t anion, double anion_charge)
{
  char name[4][IWI_ION_TEXT];
  const iw_bond *nearest = &parameters->bonds[0];

  for (size_t i = 1; i < parameters->n_bonds; i++) {
    const iw_bond *row = &parameters->bonds[i];

    if (unlikeness(row, cation, cation_charge, anion, anion_charge) <
        unlikeness(nearest, cation, cation_charge, anion, anion_charge))
      nearest = row;
  }
  return iwi_fail(
      ctx, IW_E_PARAMETER,
      "no bond-valence parameters for %s - %s; nearest: %s - %s; give your "
      "own with --parameters FILE",
      iwi_ion_text(cation, cation_charge, name[0]),
      iwi_ion_text(anion, anion_charge, name[1]),
      iwi_ion_text(nearest->cation, nearest->cation_charge, name[2]),
      iwi_ion_text(nearest->anion, nearest->anion_charge, name[3]));
}

iw_status iw_parameters_find(iw_context *ctx, const iw_parameters *parameters,
                             int32_t cation, double cation_charge,
                             int32_t anion, double anion_charge, iw_bond *out)
{
  const iw_bond *below, *above;
  double row_anion_charge;

  if (!(cation_charge > 0 && cation_charge <= 8) ||
      !(anion_charge < 0 && anion_charge >= -8))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "bond-valence parameters of %s and %s: want a charge in "
                    "0..8 and one in -8..0, not %g and %g",
                    iw_element_symbol(cation), iw_element_symbol(anion),
                    cation_charge, anion_charge);
  row_anion_charge =
      nearest_anion_charge(parameters, cation, anion, anion_charge);
  enclosing_rows(parameters, cation, cation_charge, anion, row_anion_charge,
                 &below, &above);
  if (below != NULL && above != NULL) {
    const double span = above->cation_charge - below->cation_charge;

    if (span <= SAME_CHARGE)
      *out = *below;
    else
      *out = iwi_bond_mix(below, above,
                          (cation_charge - below->cation_charge) / span);
  } else if (below != NULL && cation_charge - below->cation_charge <= STRETCH) {
    *out = *below;
  } else if (above != NULL && above->cation_charge - cation_charge <= STRETCH) {
    *out = *above;
  } else {
    return fail_missing(ctx, parameters, cation, cation_charge, anion,
                        anion_charge);
  }
  if ((fabs(out->cation_charge - cation_charge) > SAME_CHARGE ||
       fabs(out->anion_charge - anion_charge) > SAME_CHARGE) &&
      !iwi_bond_recharge(out, cation_charge, anion_charge))
    return fail_missing(ctx, parameters, cation, cation_charge, anion,
                        anion_charge);
  return IW_OK;
}

iw_radii iw_parameters_radii(const iw_parameters *parameters)
{
  return parameters->radii;
}

double iw_parameters_radius_ang(const iw_parameters *parameters,
                                int32_t element, double charge)
{
  const int sign = charge < 0 ? -1 : 1;

  if (parameters->radii == IW_RADII_CORDERO) {
    if (element < 1 || (size_t)element >= iwi_n_covalent_table ||
        !(iwi_covalent_table[element] > 0))
      return NAN;
    return iwi_covalent_table[element];
  }
  return iwi_ion_find(iwi_screening_table, iwi_n_screening_table, element,
                      sign);
}

int32_t iw_parameters_quantum_number(int32_t element)
{
  return iwi_ion_period(element);
}

double iw_parameters_ionic_radius_ang(int32_t element, double charge)
{
  return iwi_ion_find(iwi_shannon_table, iwi_n_shannon_table, element, charge);
}
