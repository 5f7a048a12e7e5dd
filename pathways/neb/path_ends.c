/* SPDX-License-Identifier: BSD-3-Clause */
/* Ends of hops as paths. */
#include <ionway/path_ends.h>

#include <string.h>

#include "context.h"
#include "lattice.h"
#include "mem.h"
#include "model_atoms.h"
#include "vec3.h"

static void spec_of(const iwi_model_atoms *a, const double (*cart)[3],
                    iw_path_spec *spec)
{
  iw_path_spec_default(spec);
  memcpy(spec->lattice_ang, a->lattice, sizeof spec->lattice_ang);
  spec->n_atoms = a->atoms.n_atoms;
  spec->elements = a->elements;
  spec->charges = a->charges;
  spec->types = a->atoms.types;
  spec->n_images = 2;
  spec->cart_ang = cart;
}

static iw_status place_end(iw_context *ctx, const iwi_model_atoms *a,
                           const iw_structure *start, const iw_structure *end,
                           const iw_hop_ends *info, double (*cart)[3])
{
  const size_t n = a->atoms.n_atoms;
  iwi_lattice lattice;

  if (!iwi_lattice_init(&lattice, (const double(*)[3])a->lattice))
    return iwi_fail(ctx, IW_E_ARGUMENT, "the cell is flat or not finite");
  for (size_t i = 0; i < n; i++) {
    const double *from = iw_structure_sites(start)[i].frac;
    const double *to = iw_structure_sites(end)[i].frac;
    const double d[3] = {to[0] - from[0], to[1] - from[1], to[2] - from[2]};
    double shift[3];

    iwi_lattice_shortest(&lattice, d, shift);
    for (int k = 0; k < 3; k++)
      cart[i][k] = a->cart[i][k] + shift[k];
  }
  for (size_t m = 0; m < info->n_movers; m++) {
    const int32_t i = info->movers[m];

    for (int k = 0; k < 3; k++)
      cart[i][k] = a->cart[i][k] + info->displacement_ang[m][k];
  }
  return IW_OK;
}

iw_status iw_path_ends_of_hop(iw_context *ctx, const iw_energy *energy,
                              const iw_structure *start,
                              const iw_structure *end, const iw_hop_ends *info,
                              iw_path **out)
{
  const size_t n = iw_structure_n_sites(start);
  double(*cart)[3] = NULL;
  iwi_model_atoms a;
  iw_path_spec spec;
  iw_status status;

  *out = NULL;
  if (iw_structure_n_sites(end) != n)
    return iwi_fail(ctx, IW_E_ARGUMENT, "start has %zu atoms, end %zu", n,
                    iw_structure_n_sites(end));
  status = iwi_model_atoms_init(ctx, energy, start, &a);
  if (status == IW_OK) {
    cart = iwi_calloc(ctx, 2 * n, sizeof *cart);
    status = cart == NULL ? IW_E_MEMORY : IW_OK;
  }
  if (status == IW_OK) {
    memcpy(cart, a.cart, n * sizeof *cart);
    status = place_end(ctx, &a, start, end, info, cart + n);
  }
  if (status == IW_OK) {
    spec_of(&a, (const double(*)[3])cart, &spec);
    spec.mover = info->movers[0];
    status = iw_path_create(ctx, &spec, out);
  }
  iwi_free(cart);
  iwi_model_atoms_release(&a);
  return status;
}

iw_status iw_path_ends_typed(iw_context *ctx, const iw_energy *energy,
                             const iw_structure *start, const iw_path *ends,
                             iw_path **out)
{
  const size_t n = iw_path_n_atoms(ends);
  const size_t last = iw_path_n_images(ends) - 1;
  double(*cart)[3] = NULL;
  iwi_model_atoms a;
  iw_path_spec spec;
  iw_status status;

  *out = NULL;
  if (iw_structure_n_sites(start) != n)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "the structure has %zu atoms, the path "
                    "%zu",
                    iw_structure_n_sites(start), n);
  status = iwi_model_atoms_init(ctx, energy, start, &a);
  if (status == IW_OK) {
    cart = iwi_calloc(ctx, 2 * n, sizeof *cart);
    status = cart == NULL ? IW_E_MEMORY : IW_OK;
  }
  if (status == IW_OK) {
    memcpy(cart, iw_path_image(ends, 0), n * sizeof *cart);
    memcpy(cart + n, iw_path_image(ends, last), n * sizeof *cart);
    spec_of(&a, (const double(*)[3])cart, &spec);
    spec.frozen = iw_path_frozen(ends);
    spec.mover = iw_path_mover(ends);
    status = iw_path_create(ctx, &spec, out);
  }
  iwi_free(cart);
  iwi_model_atoms_release(&a);
  return status;
}
