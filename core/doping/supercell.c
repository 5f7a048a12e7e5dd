/* SPDX-License-Identifier: BSD-3-Clause */
/* A structure repeated by an integer matrix, and back to the primitive cell. */
#include <ionway/supercell.h>

#include <math.h>
#include <string.h>

#include "context.h"
#include "hermite.h"
#include "lattice.h"
#include "mem.h"
#include "site_match.h"
#include "symmetry.h"
#include "vec3.h"

#define MAX_SITES 1000000

struct iw_supercell {
  iw_structure *structure;
  int32_t matrix[3][3];
  int32_t index;
  int32_t (*translations)[3];
  double image_distance_ang;
};

/* What the same crystal in another cell shares with the old description. */
static void spec_like(const iw_structure *structure, iw_structure_spec *spec)
{
  iw_structure_spec_default(spec);
  spec->title = iw_structure_title(structure);
  spec->source = iw_structure_source(structure);
  spec->declared_group = iw_structure_declared_group(structure);
  spec->declared_symbol = iw_structure_declared_symbol(structure);
  spec->min_distance_ang = 0; /* checked when the structure was made */
}

static iw_status make_translations(iw_context *ctx, iw_supercell *s,
                                   const iwi_hermite *h)
{
  s->translations = iwi_calloc(ctx, (size_t)s->index, sizeof *s->translations);
  if (s->translations == NULL)
    return IW_E_MEMORY;
  for (int32_t t = 0; t < s->index; t++)
    iwi_hermite_vector(h, t, s->translations[t]);
  return IW_OK;
}

static iw_status repeat_sites(iw_context *ctx, iw_supercell *s,
                              const iw_structure *structure)
{
  const iw_site *parent = iw_structure_sites(structure);
  const size_t n = iw_structure_n_sites(structure), index = (size_t)s->index;
  double matrix[3][3], inverse[3][3], shortest[3][3];
  iw_structure_spec spec;
  iw_site *sites = iwi_calloc(ctx, n * index, sizeof *sites);
  iw_status status;

  if (sites == NULL)
    return IW_E_MEMORY;
  spec_like(structure, &spec);
  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++)
      matrix[i][k] = s->matrix[i][k];
    iwi_row_times3(matrix[i], iw_structure_lattice(structure),
                   spec.lattice_ang[i]);
  }
  iwi_inverse3((const double(*)[3])matrix, inverse);
  for (size_t i = 0; i < n * index; i++) {
    double at[3];

    sites[i] = parent[i / index];
    for (int k = 0; k < 3; k++)
      at[k] = sites[i].frac[k] + s->translations[i % index][k];
    iwi_row_times3(at, (const double(*)[3])inverse, sites[i].frac);
  }
  spec.sites = sites;
  spec.n_sites = n * index;
  status = iw_structure_create(ctx, &spec, &s->structure);
  iwi_free(sites);
  if (status != IW_OK)
    return status;
  memcpy(shortest, spec.lattice_ang, sizeof shortest);
  iwi_lattice_reduce(shortest);
  s->image_distance_ang = iwi_norm3(shortest[0]);
  return IW_OK;
}

iw_status iw_supercell_create(iw_context *ctx, const iw_structure *structure,
                              const int32_t matrix[3][3], iw_supercell **out)
{
  iw_supercell *s;
  iwi_hermite h;
  iw_status status;

  *out = NULL;
  status = iwi_hermite_create(ctx, matrix, &h);
  if (status != IW_OK)
    return status;
  if (iw_structure_n_sites(structure) > (size_t)(MAX_SITES / h.index))
    return iwi_fail(ctx, IW_E_LIMIT,
                    "supercell: %d cells of %zu sites, want at most %d sites",
                    (int)h.index, iw_structure_n_sites(structure), MAX_SITES);
  s = iwi_calloc(ctx, 1, sizeof *s);
  if (s == NULL)
    return IW_E_MEMORY;
  memcpy(s->matrix, matrix, sizeof s->matrix);
  s->index = h.index;
  status = make_translations(ctx, s, &h);
  if (status == IW_OK)
    status = repeat_sites(ctx, s, structure);
  if (status != IW_OK) {
    iw_supercell_destroy(s);
    return status;
  }
  *out = s;
  return IW_OK;
}

void iw_supercell_destroy(iw_supercell *s)
{
  if (s == NULL)
    return;
  iw_structure_destroy(s->structure);
  iwi_free(s->translations);
  iwi_free(s);
}

const iw_structure *iw_supercell_structure(const iw_supercell *s)
{
  return s->structure;
}

const int32_t (*iw_supercell_matrix(const iw_supercell *s))[3]
{
  return (const int32_t(*)[3])s->matrix;
}

int32_t iw_supercell_index(const iw_supercell *s)
{
  return s->index;
}

const int32_t (*iw_supercell_translations(const iw_supercell *s))[3]
{
  return (const int32_t(*)[3])s->translations;
}

double iw_supercell_image_distance_ang(const iw_supercell *s)
{
  return s->image_distance_ang;
}

/* Rows of the primitive cell: the lattice of all pure translations, which are
 * whole multiples of 1/n when there are n of them. */
static iw_status primitive_rows(iw_context *ctx, const iw_structure *structure,
                                const iw_operation *pure, size_t n,
                                double rows[3][3])
{
  const double sign = iwi_det3(iw_structure_lattice(structure)) < 0 ? -1 : 1;
  int64_t(*whole)[3] = iwi_calloc(ctx, n, sizeof *whole);
  iwi_hermite h;

  if (whole == NULL)
    return IW_E_MEMORY;
  for (size_t i = 0; i < n; i++) {
    for (int k = 0; k < 3; k++)
      whole[i][k] = llround(pure[i].translation[k] * (double)n);
  }
  iwi_hermite_span((const int64_t(*)[3])whole, n, (int32_t)n, &h);
  iwi_free(whole);
  if ((double)h.row[0][0] * h.row[1][1] * h.row[2][2] != (double)n * (double)n)
    return iwi_fail(ctx, IW_E_SYMMETRY,
                    "primitive cell: the %zu translations of the cell form no "
                    "lattice",
                    n);
  for (int i = 0; i < 3; i++) {
    double row[3];

    for (int k = 0; k < 3; k++)
      row[k] = h.row[i][k] / (double)n;
    iwi_row_times3(row, iw_structure_lattice(structure), rows[i]);
  }
  iwi_lattice_reduce(rows);
  if (sign * iwi_det3((const double(*)[3])rows) < 0) {
    for (int i = 0; i < 9; i++)
      rows[i / 3][i % 3] *= -1;
  }
  return IW_OK;
}

/* keep[a]: no translation takes atom a to an earlier one. */
static iw_status choose_atoms(iw_context *ctx, const iw_structure *structure,
                              const iwi_atoms *atoms, const iw_operation *pure,
                              size_t n, double tolerance_ang, char *keep)
{
  int32_t *image = iwi_calloc(ctx, atoms->n_atoms, sizeof *image);
  int32_t(*shift)[3] = iwi_calloc(ctx, atoms->n_atoms, sizeof *shift);
  iwi_site_match *match = NULL;
  iw_status status = IW_E_MEMORY;
  size_t n_kept = 0;

  if (image != NULL && shift != NULL)
    status = iwi_site_match_create(
        ctx, iw_structure_lattice(structure), (const double(*)[3])atoms->frac,
        atoms->types, atoms->n_atoms, tolerance_ang, &match);
  memset(keep, 1, atoms->n_atoms);
  for (size_t i = 0; status == IW_OK && i < n; i++) {
    status = iwi_site_match_find(ctx, match, &pure[i], image, shift);
    for (size_t a = 0; status == IW_OK && a < atoms->n_atoms; a++)
      keep[a] = keep[a] && image[a] >= (int32_t)a;
  }
  for (size_t a = 0; a < atoms->n_atoms; a++)
    n_kept += keep[a] != 0;
  if (status == IW_OK && n_kept * n != atoms->n_atoms)
    status = iwi_fail(ctx, IW_E_SYMMETRY,
                      "primitive cell: %zu positions are not %zu times %zu",
                      atoms->n_atoms, n, n_kept);
  iwi_site_match_destroy(match);
  iwi_free(image);
  iwi_free(shift);
  return status;
}

/* The sites of the atoms kept, in the cell with these rows. */
static iw_status keep_sites(iw_context *ctx, const iw_structure *structure,
                            const iwi_atoms *atoms, const char *keep,
                            const double rows[3][3], iw_structure **out)
{
  const size_t n = iw_structure_n_sites(structure);
  const iw_site *old = iw_structure_sites(structure);
  iw_site *sites = iwi_calloc(ctx, n, sizeof *sites);
  iw_structure_spec spec;
  double inverse[3][3], cart[3];
  iw_status status;

  if (sites == NULL)
    return IW_E_MEMORY;
  spec_like(structure, &spec);
  memcpy(spec.lattice_ang, rows, sizeof spec.lattice_ang);
  iwi_inverse3(rows, inverse);
  for (size_t i = 0; i < n; i++) {
    iw_site *site = &sites[spec.n_sites];

    if (!keep[atoms->atom_of[i]])
      continue;
    *site = old[i];
    iwi_row_times3(old[i].frac, iw_structure_lattice(structure), cart);
    iwi_row_times3(cart, (const double(*)[3])inverse, site->frac);
    spec.n_sites++;
  }
  spec.sites = sites;
  status = iw_structure_create(ctx, &spec, out);
  iwi_free(sites);
  return status;
}

static iw_status copy_structure(iw_context *ctx, const iw_structure *structure,
                                iw_structure **out)
{
  iw_structure_spec spec;

  spec_like(structure, &spec);
  memcpy(spec.lattice_ang, iw_structure_lattice(structure),
         sizeof spec.lattice_ang);
  spec.sites = iw_structure_sites(structure);
  spec.n_sites = iw_structure_n_sites(structure);
  return iw_structure_create(ctx, &spec, out);
}

iw_status iw_supercell_primitive(iw_context *ctx, const iw_structure *structure,
                                 const iw_symmetry *symmetry,
                                 iw_structure **out)
{
  const size_t n_operations = iw_symmetry_n_operations(symmetry);
  const iw_operation *all = iw_symmetry_operations(symmetry);
  iw_operation *pure = NULL;
  iwi_atoms *atoms = NULL;
  char *keep = NULL;
  double rows[3][3];
  size_t n = 0;
  iw_status status;

  *out = NULL;
  pure = iwi_calloc(ctx, n_operations, sizeof *pure);
  if (pure == NULL)
    return IW_E_MEMORY;
  for (size_t i = 0; i < n_operations; i++) {
    if (iwi_operation_is_translation(&all[i]))
      pure[n++] = all[i];
  }
  if (n <= 1) {
    iwi_free(pure);
    return copy_structure(ctx, structure, out);
  }
  status = primitive_rows(ctx, structure, pure, n, rows);
  if (status == IW_OK)
    status = iwi_atoms_create(ctx, structure, &atoms);
  if (status == IW_OK) {
    keep = iwi_calloc(ctx, atoms->n_atoms, 1);
    status = keep == NULL ? IW_E_MEMORY
                          : choose_atoms(ctx, structure, atoms, pure, n,
                                         iw_symmetry_tolerance(symmetry), keep);
  }
  if (status == IW_OK)
    status =
        keep_sites(ctx, structure, atoms, keep, (const double(*)[3])rows, out);
  iwi_free(keep);
  iwi_atoms_destroy(atoms);
  iwi_free(pure);
  return status;
}
