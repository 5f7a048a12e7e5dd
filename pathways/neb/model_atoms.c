/* SPDX-License-Identifier: BSD-3-Clause */
/* From sites to the arrays that energy models take. */
#include "model_atoms.h"

#include <math.h>
#include <string.h>

#include "context.h"
#include "mem.h"
#include "vec3.h"

void iwi_model_atoms_release(iwi_model_atoms *a)
{
  iwi_free(a->cart);
  iwi_free(a->elements);
  iwi_free(a->types);
  iwi_free(a->charges);
  *a = (iwi_model_atoms){0};
}

static iw_status fill(iw_context *ctx, const iw_structure *structure,
                      iwi_model_atoms *a)
{
  const iw_site *sites = iw_structure_sites(structure);

  for (size_t i = 0; i < a->atoms.n_atoms; i++) {
    /* 1e-6: full but for the digits of a file */
    if (sites[i].occupancy < 1 - 1e-6)
      return iwi_fail(ctx, IW_E_STRUCTURE,
                      "%s has occupancy %.4g, want full sites: order the "
                      "crystal first",
                      sites[i].label, sites[i].occupancy);
    iwi_row_times3(sites[i].frac, (const double(*)[3])a->lattice, a->cart[i]);
    a->elements[i] = sites[i].element;
    a->charges[i] = isnan(sites[i].oxidation) ? 0 : sites[i].oxidation;
  }
  return IW_OK;
}

iw_status iwi_model_atoms_init(iw_context *ctx, const iw_energy *energy,
                               const iw_structure *structure,
                               iwi_model_atoms *a)
{
  const size_t n = iw_structure_n_sites(structure);
  iw_status status;

  *a = (iwi_model_atoms){0};
  memcpy(a->lattice, iw_structure_lattice(structure), sizeof a->lattice);
  a->cart = iwi_calloc(ctx, n, sizeof *a->cart);
  a->elements = iwi_calloc(ctx, n, sizeof *a->elements);
  a->types = iwi_calloc(ctx, n, sizeof *a->types);
  a->charges = iwi_calloc(ctx, n, sizeof *a->charges);
  if (a->cart == NULL || a->elements == NULL || a->types == NULL ||
      a->charges == NULL)
    return IW_E_MEMORY;
  a->atoms = (iw_energy_atoms){.lattice_ang = (const double(*)[3])a->lattice,
                               .elements = a->elements,
                               .charges = a->charges,
                               .n_atoms = n};
  status = fill(ctx, structure, a);
  if (status != IW_OK || energy == NULL || energy->assign_types == NULL)
    return status;
  a->atoms.types = a->types;
  return energy->assign_types(ctx, structure, a->types, energy->user);
}
