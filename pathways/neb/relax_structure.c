/* SPDX-License-Identifier: BSD-3-Clause */
/* Relaxing a structure: its atoms to the model and back. */
#include <ionway/relax_structure.h>

#include <string.h>

#include "mem.h"
#include "model_atoms.h"
#include "vec3.h"

static iw_status rebuild(iw_context *ctx, const iw_structure *from,
                         const iwi_model_atoms *a, iw_structure **out)
{
  const size_t n = iw_structure_n_sites(from);
  iw_site *sites = iwi_calloc(ctx, n, sizeof *sites);
  double inverse[3][3];
  iw_structure_spec spec;
  iw_status status;

  if (sites == NULL)
    return IW_E_MEMORY;
  iw_structure_spec_default(&spec);
  memcpy(spec.lattice_ang, a->lattice, sizeof spec.lattice_ang);
  spec.sites = sites;
  spec.n_sites = n;
  spec.title = iw_structure_title(from);
  spec.source = iw_structure_source(from);
  iwi_inverse3((const double(*)[3])a->lattice, inverse);
  for (size_t i = 0; i < n; i++) {
    sites[i] = iw_structure_sites(from)[i];
    iwi_row_times3(a->cart[i], (const double(*)[3])inverse, sites[i].frac);
  }
  status = iw_structure_create(ctx, &spec, out);
  iwi_free(sites);
  return status;
}

iw_status iw_relax_structure(iw_context *ctx, const iw_energy *energy,
                             const iw_structure *structure,
                             const iw_relax_options *options,
                             iw_relax_info *info, iw_structure **out)
{
  iwi_model_atoms a;
  iw_status status = iwi_model_atoms_init(ctx, energy, structure, &a);
  iw_status relaxed;

  *out = NULL;
  memset(info, 0, sizeof *info);
  if (status != IW_OK) {
    iwi_model_atoms_release(&a);
    return status;
  }
  relaxed = iw_relax_atoms(ctx, energy, &a.atoms, NULL, options, a.cart,
                           a.lattice, info);
  status = relaxed;
  if (relaxed == IW_OK || relaxed == IW_E_NOT_CONVERGED) {
    status = rebuild(ctx, structure, &a, out);
    if (status == IW_OK)
      status = relaxed;
  }
  iwi_model_atoms_release(&a);
  return status;
}
