/* SPDX-License-Identifier: BSD-3-Clause */
/* The rigid field as an energy model. A workspace keeps the host images around
 * the ion, so that the steps of a search cost only their pairs. */
#include <ionway/bvse_model.h>

#include <string.h>

#include "bvse_patch.h"
#include "one_ion.h"

#define NAME "bvse"

static iw_status open_workspace(iw_context *ctx, const iw_energy_atoms *atoms,
                                void *user, void **workspace)
{
  const iw_bvse *field = user;
  iw_status status = iwi_one_ion_check(ctx, field, NAME, atoms);
  iwi_patch *patch = NULL;

  if (status == IW_OK)
    status = iwi_patch_create(ctx, field, &patch);
  *workspace = patch;
  return status;
}

static void close_workspace(void *workspace, void *user)
{
  (void)user;
  iwi_patch_destroy(workspace);
}

static iw_status evaluate(iw_context *ctx, const iw_energy_atoms *atoms,
                          void *workspace, iw_energy_result *result, void *user)
{
  const iw_status status = iwi_one_ion_check(ctx, user, NAME, atoms);
  iw_bvse_value value;

  if (status != IW_OK)
    return status;
  iwi_patch_evaluate(workspace, atoms->frac[0], &value);
  iwi_one_ion_store(&value, result);
  return IW_OK;
}

void iw_bvse_model_describe(const iw_bvse *field, iw_energy *out)
{
  memset(out, 0, sizeof *out);
  out->struct_size = sizeof *out;
  out->name = NAME;
  out->evaluate = evaluate;
  /* only read; the interface carries one pointer for all models */
  out->user = (void *)(uintptr_t)field;
  out->thread_safe = 1;
  out->provides = IW_ENERGY_FORCES;
  out->open = open_workspace;
  out->close = close_workspace;
}
