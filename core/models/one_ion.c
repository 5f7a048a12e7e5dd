/* SPDX-License-Identifier: BSD-3-Clause */
/* Checks and results of the models of a single mobile ion. */
#include "one_ion.h"

#include <math.h>

#include <ionway/elements.h>

#include "context.h"

/* A lattice counts as the field's to this share of its longest vector: what
 * reading it back from a file with ten digits leaves. */
#define SAME_LATTICE 1e-8

static int same_lattice(const double (*a)[3], const double (*b)[3])
{
  double longest = 0, worst = 0;

  for (int k = 0; k < 9; k++) {
    longest = fmax(longest, fabs(b[k / 3][k % 3]));
    worst = fmax(worst, fabs(a[k / 3][k % 3] - b[k / 3][k % 3]));
  }
  return worst <= SAME_LATTICE * longest;
}

iw_status iwi_one_ion_check(iw_context *ctx, const iw_bvse *field,
                            const char *model, const iw_energy_atoms *atoms)
{
  if (atoms->n_atoms != 1)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "%s: %zu atoms, want one, the mobile ion (the host is in "
                    "the model)",
                    model, atoms->n_atoms);
  if (atoms->elements[0] != field->mobile_element)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "%s: the atom is %s, the field is that of %s", model,
                    iw_element_symbol(atoms->elements[0]),
                    iw_element_symbol(field->mobile_element));
  if (atoms->charges != NULL &&
      !(fabs(atoms->charges[0] - field->mobile_charge) <= 1e-6))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "%s: the ion has charge %g, the field is that of %g", model,
                    atoms->charges[0], field->mobile_charge);
  if (!same_lattice(atoms->lattice_ang,
                    (const double(*)[3])field->lattice.rows))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "%s: the lattice is not that of the field", model);
  for (int k = 0; k < 3; k++) {
    if (!isfinite(atoms->frac[0][k]))
      return iwi_fail(ctx, IW_E_ARGUMENT, "%s: the position is not finite",
                      model);
  }
  return IW_OK;
}

void iwi_one_ion_store(const iw_bvse_value *value, iw_energy_result *result)
{
  result->energy_ev = value->energy_ev;
  for (int k = 0; result->forces_ev_ang != NULL && k < 3; k++)
    result->forces_ev_ang[0][k] = -value->gradient_ev_ang[k];
}
