/* SPDX-License-Identifier: BSD-3-Clause */
/* A structure repeated by an integer matrix, and its primitive cell. */
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
