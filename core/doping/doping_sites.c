/* SPDX-License-Identifier: BSD-3-Clause */
/* The decorated sites of the supercell, their symmetry, and the spectators
 * around them. */
#include "doping_object.h"

#include <string.h>

#include "mem.h"
#include "vec3.h"

static int32_t pool_of_position(const iw_doping *d, size_t position)
{
  return d->place_pools[d->places.place_of[position]];
}

/* Positions of the parent that are decorated, in order. */
static iw_status list_positions(iw_context *ctx, iw_doping *d, size_t *n)
{
  *n = 0;
  d->positions = iwi_calloc(ctx, d->places.n_positions, sizeof *d->positions);
  if (d->positions == NULL)
    return IW_E_MEMORY;
  for (size_t a = 0; a < d->places.n_positions; a++) {
    if (pool_of_position(d, a) >= 0)
      d->positions[(*n)++] = (int32_t)a;
  }
  return IW_OK;
}

/* Site a * index + t of the group: position a, moved by translation t. */
static iw_status list_sites(iw_context *ctx, iw_doping *d, size_t n)
{
  const size_t index = (size_t)iw_supercell_index(d->supercell);
  const int32_t(*translations)[3] = iw_supercell_translations(d->supercell);
  const int32_t(*m)[3] = iw_supercell_matrix(d->supercell);
  double rows[3][3], inverse[3][3];

  d->n_sites = n * index;
  d->frac = iwi_calloc(ctx, d->n_sites, sizeof *d->frac);
  d->site_pools = iwi_calloc(ctx, d->n_sites, sizeof *d->site_pools);
  if (d->frac == NULL || d->site_pools == NULL)
    return IW_E_MEMORY;
  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++)
      rows[i][k] = m[i][k];
  }
  iwi_inverse3((const double(*)[3])rows, inverse);
  for (size_t i = 0; i < d->n_sites; i++) {
    const size_t position = (size_t)d->positions[i / index];
    double x[3];

    for (int k = 0; k < 3; k++)
      x[k] = d->places.frac[position][k] + translations[i % index][k];
    iwi_row_times3(x, (const double(*)[3])inverse, d->frac[i]);
    for (int k = 0; k < 3; k++)
      d->frac[i][k] = iwi_wrap1(d->frac[i][k]);
    d->site_pools[i] = pool_of_position(d, position);
  }
  return IW_OK;
}

static iw_status make_group(iw_context *ctx, const iw_structure *structure,
                            const iw_symmetry *symmetry,
                            const iw_doping_request *request, size_t n,
                            iw_doping *d)
{
  double(*frac)[3] = iwi_calloc(ctx, n, sizeof *frac);
  int32_t *kinds = iwi_calloc(ctx, n, sizeof *kinds);
  iw_operation *operations = NULL;
  iw_site_group_spec spec;
  iw_status status = IW_E_MEMORY;

  iw_site_group_spec_default(&spec);
  if (frac == NULL || kinds == NULL)
    goto done;
  /* operations checked site by site: those of loose tolerances may not map
   * every site, and the group has to be one of permutations */
  spec.tolerance_ang = 2 * iw_symmetry_tolerance(symmetry);
  status = iwi_symmetry_exact(ctx, structure, symmetry, spec.tolerance_ang,
                              &operations, &spec.n_operations);
  if (status != IW_OK)
    goto done;
  for (size_t i = 0; i < n; i++) {
    memcpy(frac[i], d->places.frac[d->positions[i]], sizeof *frac);
    kinds[i] = d->places.place_of[d->positions[i]];
  }
  memcpy(spec.lattice_ang, iw_structure_lattice(structure),
         sizeof spec.lattice_ang);
  memcpy(spec.matrix, request->matrix, sizeof spec.matrix);
  spec.operations = operations;
  spec.frac = (const double(*)[3])frac;
  spec.kinds = kinds;
  spec.n_positions = n;
  /* room for what rounding adds to a site that just passed */
  spec.tolerance_ang *= 1.5;
  status = iw_site_group_create(ctx, &spec, &d->group);

done:
  iwi_free(operations);
  iwi_free(frac);
  iwi_free(kinds);
  return status;
}

/* Sites of the supercell on positions that are not decorated. */
static iw_status list_spectators(iw_context *ctx, iw_doping *d)
{
  const iw_structure *cell = iw_supercell_structure(d->supercell);
  const size_t index = (size_t)iw_supercell_index(d->supercell);
  const size_t n = iw_structure_n_sites(cell);

  d->spectators = iwi_calloc(ctx, n, sizeof *d->spectators);
  if (d->spectators == NULL)
    return IW_E_MEMORY;
  for (size_t i = 0; i < n; i++) {
    const int32_t atom = d->places.atoms->atom_of[i / index];

    if (pool_of_position(d, (size_t)atom) >= 0)
      continue;
    d->spectators[d->n_spectators] = iw_structure_sites(cell)[i];
    d->spectators[d->n_spectators++].occupancy = 1;
  }
  return IW_OK;
}

iw_status iwi_doping_place(iw_context *ctx, const iw_structure *structure,
                           const iw_symmetry *symmetry,
                           const iw_doping_request *request, iw_doping *d)
{
  size_t n;
  iw_status status =
      iw_supercell_create(ctx, structure, request->matrix, &d->supercell);

  if (status == IW_OK)
    status = list_positions(ctx, d, &n);
  if (status == IW_OK)
    status = list_sites(ctx, d, n);
  if (status == IW_OK)
    status = make_group(ctx, structure, symmetry, request, n, d);
  if (status == IW_OK)
    status = list_spectators(ctx, d);
  return status;
}
