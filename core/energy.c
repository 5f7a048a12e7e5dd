/* SPDX-License-Identifier: BSD-3-Clause */
/* One checked evaluation of a model. */
#include "energy.h"

#include <math.h>

#include "context.h"

iw_status iwi_energy_check(iw_context *ctx, const iw_energy *energy)
{
  if (energy->struct_size != sizeof *energy)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "energy model of size %zu, want %zu (zero it, then set "
                    "struct_size to sizeof(iw_energy))",
                    energy->struct_size, sizeof *energy);
  if (energy->name == NULL || energy->evaluate == NULL)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "an energy model needs a name and an evaluate function");
  return IW_OK;
}

iw_status iwi_energy_check_result(iw_context *ctx, const iw_energy *energy,
                                  size_t n_atoms,
                                  const iw_energy_result *result)
{
  if (!isfinite(result->energy_ev))
    return iwi_fail(ctx, IW_E_ENERGY, "%s gave an energy that is not finite",
                    energy->name);
  for (size_t i = 0; result->forces_ev_ang != NULL && i < n_atoms; i++) {
    const double *f = result->forces_ev_ang[i];

    if (!isfinite(f[0]) || !isfinite(f[1]) || !isfinite(f[2]))
      return iwi_fail(ctx, IW_E_ENERGY,
                      "%s gave a force on atom %zu that is not finite",
                      energy->name, i + 1);
  }
  for (int k = 0; result->stress_ev_ang3 != NULL && k < 9; k++) {
    if (!isfinite(result->stress_ev_ang3[k / 3][k % 3]))
      return iwi_fail(ctx, IW_E_ENERGY, "%s gave a stress that is not finite",
                      energy->name);
  }
  return IW_OK;
}

static iw_status check_wanted(iw_context *ctx, const iw_energy *energy,
                              const iw_energy_result *result)
{
  if (result->forces_ev_ang != NULL && !(energy->provides & IW_ENERGY_FORCES))
    return iwi_fail(ctx, IW_E_ARGUMENT, "%s has no forces", energy->name);
  if (result->stress_ev_ang3 != NULL && !(energy->provides & IW_ENERGY_STRESS))
    return iwi_fail(ctx, IW_E_ARGUMENT, "%s has no stress", energy->name);
  return IW_OK;
}

iw_status iw_energy_evaluate(iw_context *ctx, const iw_energy *energy,
                             const iw_energy_atoms *atoms,
                             iw_energy_result *result)
{
  void *workspace = NULL;
  iw_status status = iwi_energy_check(ctx, energy);

  if (status == IW_OK)
    status = check_wanted(ctx, energy, result);
  if (status == IW_OK && energy->open != NULL)
    status = energy->open(ctx, atoms, energy->user, &workspace);
  if (status != IW_OK)
    return status;
  status = energy->evaluate(ctx, atoms, workspace, result, energy->user);
  if (status == IW_OK)
    status = iwi_energy_check_result(ctx, energy, atoms->n_atoms, result);
  if (energy->close != NULL)
    energy->close(workspace, energy->user);
  return status;
}
