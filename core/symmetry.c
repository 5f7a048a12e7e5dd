/* SPDX-License-Identifier: BSD-3-Clause */
/* The only door to spglib [togo2018]: lock, transposition, and the way back
 * from the cell it is given to the cell of the structure. */
#include "symmetry.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include <spglib.h>

#include "context.h"
#include "lattice.h"
#include "mem.h"
#include "vec3.h"

/* spglib keeps its error code in one variable for all threads. */
static pthread_mutex_t spglib_lock = PTHREAD_MUTEX_INITIALIZER;

/* |a||b||c|/V above which the search runs in the reduced cell: spglib compares
 * positions by rounding fractional differences, which fails in skewed cells.
 * Others go in as they are, so that standard settings stay recognisable. */
#define SKEWED 2.0

struct iw_symmetry {
  double tolerance_ang;
  int32_t number;
  char symbol[16];
  char hall_symbol[24];
  char point_group[8];
  size_t n_operations;
  iw_operation *operations;
  size_t n_orbits;
  iw_orbit *orbits;
  int32_t *site_orbits;
};

/* The cell spglib sees: rows, and integers with rows = m times rows of the
 * structure. Both are right-handed. */
typedef struct search_cell {
  double rows[3][3];
  int32_t m[3][3];
} search_cell;

static void choose_cell(const iw_structure *structure, search_cell *cell)
{
  iwi_lattice lattice;
  double edges = 1, sign;
  int as_given;

  iwi_lattice_init(&lattice, iw_structure_lattice(structure));
  for (int i = 0; i < 3; i++)
    edges *= iwi_norm3(lattice.rows[i]);
  as_given = edges < SKEWED * lattice.volume;
  memcpy(cell->rows, as_given ? lattice.rows : lattice.reduced,
         sizeof cell->rows);
  sign = iwi_det3((const double(*)[3])cell->rows) < 0 ? -1 : 1;
  for (int i = 0; i < 3; i++) {
    double row[3];

    for (int k = 0; k < 3; k++)
      cell->rows[i][k] *= sign;
    iwi_row_times3(cell->rows[i], (const double(*)[3])lattice.inverse, row);
    for (int k = 0; k < 3; k++)
      cell->m[i][k] = (int32_t)lround(row[k]);
  }
}

/* Exact inverse of an integer matrix with determinant +-1. */
static void unimodular_inverse(const int32_t m[3][3], int32_t out[3][3])
{
  int32_t det = 0;

  for (int i = 0; i < 3; i++) {
    const int32_t *a = m[(i + 1) % 3], *b = m[(i + 2) % 3];

    for (int k = 0; k < 3; k++)
      out[k][i] =
          a[(k + 1) % 3] * b[(k + 2) % 3] - a[(k + 2) % 3] * b[(k + 1) % 3];
  }
  for (int k = 0; k < 3; k++)
    det += m[0][k] * out[k][0];
  for (int i = 0; i < 9; i++)
    out[i / 3][i % 3] *= det;
}

/* spglib's answer for the atoms in the search cell. NULL when there is none,
 * the reason then stands in text. Free: spg_free_dataset. */
static SpglibDataset *find_dataset(const iwi_atoms *atoms,
                                   const search_cell *cell, double (*frac)[3],
                                   double tolerance_ang, char text[64])
{
  double columns[3][3];
  int32_t inverse[3][3];
  SpglibDataset *dataset;

  unimodular_inverse((const int32_t(*)[3])cell->m, inverse);
  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++)
      columns[k][i] = cell->rows[i][k];
  }
  for (size_t a = 0; a < atoms->n_atoms; a++) {
    for (int k = 0; k < 3; k++) {
      double x = 0;

      /* frac of the structure = frac of the search cell times m */
      for (int i = 0; i < 3; i++)
        x += atoms->frac[a][i] * inverse[i][k];
      frac[a][k] = iwi_wrap1(x);
    }
  }
  pthread_mutex_lock(&spglib_lock);
  dataset = spg_get_dataset(columns, frac, atoms->types, (int)atoms->n_atoms,
                            tolerance_ang);
  if (dataset == NULL || dataset->spacegroup_number == 0)
    snprintf(text, 64, "%s", spg_get_error_message(spg_get_error_code()));
  pthread_mutex_unlock(&spglib_lock);
  if (dataset != NULL && dataset->spacegroup_number == 0) {
    spg_free_dataset(dataset);
    dataset = NULL;
  }
  return dataset;
}

/* x = P y with P the transpose of m takes the search cell's fractions y to the
 * structure's x, so the rotation becomes P R P^-1, the translation P t. */
static void to_structure(const search_cell *cell, const int rotation[3][3],
                         const double translation[3], iw_operation *out)
{
  int32_t inverse[3][3], half[3][3];

  unimodular_inverse((const int32_t(*)[3])cell->m, inverse);
  for (int i = 0; i < 3; i++) {
    double t = 0;

    for (int k = 0; k < 3; k++) {
      half[i][k] = 0;
      for (int j = 0; j < 3; j++)
        half[i][k] += cell->m[j][i] * rotation[j][k];
      t += cell->m[k][i] * translation[k];
    }
    out->translation[i] = iwi_wrap1(t);
  }
  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++) {
      out->rotation[i][k] = 0;
      for (int j = 0; j < 3; j++)
        out->rotation[i][k] += half[i][j] * inverse[k][j];
    }
  }
}

/* Distance from the identity, for bringing it to the front: rounding leaves
 * translations of 1e-17 or 1 - 1e-17. */
static int is_identity(const iw_operation *operation)
{
  for (int i = 0; i < 3; i++) {
    const double t = operation->translation[i];

    for (int k = 0; k < 3; k++) {
      if (operation->rotation[i][k] != (i == k))
        return 0;
    }
    if (fabs(t - floor(t + 0.5)) > 1e-4)
      return 0;
  }
  return 1;
}

static iw_status take_operations(iw_context *ctx, iw_symmetry *symmetry,
                                 const SpglibDataset *dataset,
                                 const search_cell *cell)
{
  const size_t n = (size_t)dataset->n_operations;
  iw_operation *all = iwi_calloc(ctx, n, sizeof *all);

  if (all == NULL)
    return IW_E_MEMORY;
  symmetry->operations = all;
  symmetry->n_operations = n;
  for (size_t i = 0; i < n; i++) {
    to_structure(cell, (const int(*)[3])dataset->rotations[i],
                 dataset->translations[i], &all[i]);
    if (i > 0 && is_identity(&all[i])) {
      const iw_operation identity = all[i];

      all[i] = all[0];
      all[0] = identity;
    }
  }
  if (!is_identity(&all[0]))
    return iwi_fail(ctx, IW_E_SYMMETRY,
                    "the symmetry operations lack the identity");
  memset(all[0].translation, 0, sizeof all[0].translation);
  return IW_OK;
}

static char wyckoff_letter(int index)
{
  /* 27 positions exist in Pmmm only; the last is 'A' */
  return "abcdefghijklmnopqrstuvwxyzA"[index];
}

static void start_orbit(iw_orbit *orbit, const iw_site *site, size_t index,
                        const SpglibDataset *dataset, int32_t atom)
{
  orbit->element = site->element;
  orbit->first_site = (int32_t)index;
  orbit->occupancy = site->occupancy;
  orbit->wyckoff = wyckoff_letter(dataset->wyckoffs[atom]);
  snprintf(orbit->site_symmetry, sizeof orbit->site_symmetry, "%s",
           dataset->site_symmetry_symbols[atom]);
}

/* Sites belong together when their atoms do and they hold the same rank among
 * the species of the atom. */
static iw_status take_orbits(iw_context *ctx, iw_symmetry *symmetry,
                             const iw_structure *structure,
                             const iwi_atoms *atoms,
                             const SpglibDataset *dataset)
{
  const iw_site *sites = iw_structure_sites(structure);
  const size_t n_sites = iw_structure_n_sites(structure);
  int32_t *rank = iwi_calloc(ctx, n_sites, sizeof *rank);
  int32_t *known = iwi_calloc(ctx, n_sites, sizeof *known);
  iw_status status = IW_E_MEMORY;

  symmetry->orbits = iwi_calloc(ctx, n_sites, sizeof *symmetry->orbits);
  symmetry->site_orbits = iwi_calloc(ctx, n_sites, sizeof(int32_t));
  if (rank == NULL || known == NULL || symmetry->orbits == NULL ||
      symmetry->site_orbits == NULL)
    goto done;
  for (size_t a = 0; a < atoms->n_atoms; a++) {
    for (int32_t s = atoms->first[a]; s < atoms->first[a + 1]; s++)
      rank[atoms->sites[s]] = s - atoms->first[a];
  }
  for (size_t i = 0; i < n_sites; i++) {
    const int32_t atom = atoms->atom_of[i];
    const int32_t root = dataset->crystallographic_orbits[atom];
    /* the site of the root atom that stands for the orbit; 0 in known is
     * "not met", others are orbit + 1 */
    const int32_t key = atoms->sites[atoms->first[root] + rank[i]];

    if (known[key] == 0) {
      known[key] = (int32_t)++symmetry->n_orbits;
      start_orbit(&symmetry->orbits[known[key] - 1], &sites[i], i, dataset,
                  atom);
    }
    symmetry->site_orbits[i] = known[key] - 1;
    symmetry->orbits[known[key] - 1].n_sites++;
  }
  /* An orbit is complete in either cell: members go with the cell's size. */
  for (size_t o = 0; o < symmetry->n_orbits; o++)
    symmetry->orbits[o].multiplicity =
        (int32_t)((int64_t)symmetry->orbits[o].n_sites * dataset->n_std_atoms /
                  dataset->n_atoms);
  status = IW_OK;

done:
  iwi_free(rank);
  iwi_free(known);
  return status;
}

static void copy_symbol(char *out, size_t size, const char *symbol)
{
  size_t length;

  snprintf(out, size, "%s", symbol);
  length = strlen(out);
  while (length > 0 && out[length - 1] == ' ')
    out[--length] = '\0';
}

static iw_status take_all(iw_context *ctx, iw_symmetry *symmetry,
                          const iw_structure *structure, const iwi_atoms *atoms,
                          const search_cell *cell, const SpglibDataset *dataset)
{
  iw_status status;

  symmetry->number = dataset->spacegroup_number;
  copy_symbol(symmetry->symbol, sizeof symmetry->symbol,
              dataset->international_symbol);
  copy_symbol(symmetry->hall_symbol, sizeof symmetry->hall_symbol,
              dataset->hall_symbol);
  copy_symbol(symmetry->point_group, sizeof symmetry->point_group,
              dataset->pointgroup_symbol);
  status = take_operations(ctx, symmetry, dataset, cell);
  if (status != IW_OK)
    return status;
  return take_orbits(ctx, symmetry, structure, atoms, dataset);
}

static iw_status check_tolerance(iw_context *ctx, double tolerance_ang)
{
  if (!(tolerance_ang > 0) || !isfinite(tolerance_ang))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "symmetry tolerance %g Angstrom, want a number above 0",
                    tolerance_ang);
  return IW_OK;
}

iw_status iw_symmetry_find(iw_context *ctx, const iw_structure *structure,
                           double tolerance_ang, iw_symmetry **out)
{
  const char *source = iw_structure_source(structure);
  iw_symmetry *symmetry = NULL;
  SpglibDataset *dataset = NULL;
  iwi_atoms *atoms = NULL;
  double(*frac)[3] = NULL;
  search_cell cell;
  char text[64] = "";
  iw_status status = check_tolerance(ctx, tolerance_ang);

  *out = NULL;
  if (status != IW_OK)
    return status;
  status = iwi_atoms_create(ctx, structure, &atoms);
  if (status != IW_OK)
    return status;
  status = IW_E_MEMORY;
  frac = iwi_calloc(ctx, atoms->n_atoms, sizeof *frac);
  symmetry = iwi_calloc(ctx, 1, sizeof *symmetry);
  if (frac == NULL || symmetry == NULL)
    goto done;
  choose_cell(structure, &cell);
  dataset = find_dataset(atoms, &cell, frac, tolerance_ang, text);
  if (dataset == NULL) {
    status = iwi_fail(ctx, IW_E_SYMMETRY,
                      "%s%sno space group found for %zu atoms at tolerance %g "
                      "Angstrom (spglib: %s), want a smaller tolerance",
                      source, source[0] == '\0' ? "" : ": ", atoms->n_atoms,
                      tolerance_ang, text);
    goto done;
  }
  symmetry->tolerance_ang = tolerance_ang;
  status = take_all(ctx, symmetry, structure, atoms, &cell, dataset);
  if (status != IW_OK)
    goto done;
  *out = symmetry;
  symmetry = NULL;

done:
  if (dataset != NULL)
    spg_free_dataset(dataset);
  iwi_free(frac);
  iwi_atoms_destroy(atoms);
  iw_symmetry_destroy(symmetry);
  return status;
}

iw_status iw_symmetry_scan(iw_context *ctx, const iw_structure *structure,
                           const double *tolerances_ang, size_t n,
                           int32_t *numbers)
{
  iwi_atoms *atoms = NULL;
  double(*frac)[3] = NULL;
  search_cell cell;
  iw_status status;

  for (size_t i = 0; i < n; i++) {
    status = check_tolerance(ctx, tolerances_ang[i]);
    if (status != IW_OK)
      return status;
  }
  status = iwi_atoms_create(ctx, structure, &atoms);
  if (status != IW_OK)
    return status;
  frac = iwi_calloc(ctx, atoms->n_atoms, sizeof *frac);
  if (frac == NULL) {
    iwi_atoms_destroy(atoms);
    return IW_E_MEMORY;
  }
  choose_cell(structure, &cell);
  for (size_t i = 0; i < n; i++) {
    char text[64];
    SpglibDataset *dataset =
        find_dataset(atoms, &cell, frac, tolerances_ang[i], text);

    numbers[i] = dataset == NULL ? 0 : dataset->spacegroup_number;
    if (dataset != NULL)
      spg_free_dataset(dataset);
  }
  iwi_free(frac);
  iwi_atoms_destroy(atoms);
  return IW_OK;
}

void iw_symmetry_destroy(iw_symmetry *symmetry)
{
  if (symmetry == NULL)
    return;
  iwi_free(symmetry->operations);
  iwi_free(symmetry->orbits);
  iwi_free(symmetry->site_orbits);
  iwi_free(symmetry);
}

double iw_symmetry_tolerance(const iw_symmetry *s)
{
  return s->tolerance_ang;
}

int32_t iw_symmetry_number(const iw_symmetry *s)
{
  return s->number;
}

const char *iw_symmetry_symbol(const iw_symmetry *s)
{
  return s->symbol;
}

const char *iw_symmetry_hall_symbol(const iw_symmetry *s)
{
  return s->hall_symbol;
}

const char *iw_symmetry_point_group(const iw_symmetry *s)
{
  return s->point_group;
}

size_t iw_symmetry_n_operations(const iw_symmetry *s)
{
  return s->n_operations;
}

const iw_operation *iw_symmetry_operations(const iw_symmetry *s)
{
  return s->operations;
}

size_t iw_symmetry_n_orbits(const iw_symmetry *s)
{
  return s->n_orbits;
}

const iw_orbit *iw_symmetry_orbits(const iw_symmetry *s)
{
  return s->orbits;
}

const int32_t *iw_symmetry_site_orbits(const iw_symmetry *s)
{
  return s->site_orbits;
}
