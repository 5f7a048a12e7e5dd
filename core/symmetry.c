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
#include "mem.h"

/* spglib keeps its error code in one variable for all threads. */
static pthread_mutex_t spglib_lock = PTHREAD_MUTEX_INITIALIZER;

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

/* The crystal as spglib wants it: its cell in columns. */
typedef struct search {
  iwi_search_cell cell;
  double columns[3][3];
  double (*frac)[3];
  const int *types;
  int n_atoms;
  double tolerance_ang;
} search;

/* The group, and the same group in the setting the structure is written in (the
 * same object when that is the default one, or no tabulated one). */
typedef struct answer {
  SpglibDataset *group;
  SpglibDataset *setting;
} answer;

static void answer_clear(answer *found)
{
  if (found->setting != NULL && found->setting != found->group)
    spg_free_dataset(found->setting);
  if (found->group != NULL)
    spg_free_dataset(found->group);
  found->group = found->setting = NULL;
}

/* Free search->frac with iwi_free. */
static iw_status prepare(iw_context *ctx, const iw_structure *structure,
                         const iwi_atoms *atoms, search *out)
{
  memset(out, 0, sizeof *out);
  out->frac = iwi_calloc(ctx, atoms->n_atoms, sizeof *out->frac);
  if (out->frac == NULL)
    return IW_E_MEMORY;
  out->types = atoms->types;
  out->n_atoms = (int)atoms->n_atoms;
  iwi_search_cell_choose(structure, &out->cell);
  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++)
      out->columns[k][i] = out->cell.rows[i][k];
  }
  for (size_t a = 0; a < atoms->n_atoms; a++)
    iwi_search_cell_frac(&out->cell, atoms->frac[a], out->frac[a]);
  return IW_OK;
}

/* hall_number 0 leaves the setting to spglib. The caller holds the lock. */
static SpglibDataset *dataset_of(const search *in, int hall_number)
{
  double columns[3][3]; /* spglib's signature is not const */
  SpglibDataset *dataset;

  memcpy(columns, in->columns, sizeof columns);
  dataset = spg_get_dataset_with_hall_number(columns, in->frac, in->types,
                                             in->n_atoms, hall_number,
                                             in->tolerance_ang);
  if (dataset != NULL && dataset->spacegroup_number == 0) {
    spg_free_dataset(dataset);
    dataset = NULL;
  }
  return dataset;
}

/* Is the crystal written in the dataset's setting, axes and origin? 1e-4 of an
 * edge: both come out of sums of fractions. */
static int is_native(const SpglibDataset *dataset)
{
  for (int i = 0; i < 3; i++) {
    const double shift = dataset->origin_shift[i];

    if (fabs(shift - floor(shift + 0.5)) > 1e-4)
      return 0;
    for (int k = 0; k < 3; k++) {
      if (fabs(dataset->transformation_matrix[i][k] - (i == k)) > 1e-4)
        return 0;
    }
  }
  return 1;
}

/* Letters depend on the origin: a spinel written with its origin at -3m has its
 * cations on 8a and 16d there, on 8b and 16c in spglib's default setting. */
static SpglibDataset *native_setting(const search *in, SpglibDataset *group)
{
  if (is_native(group))
    return group;
  for (int hall = 1; hall <= 530; hall++) {
    SpglibDataset *dataset;

    if (hall == group->hall_number ||
        spg_get_spacegroup_type(hall).number != group->spacegroup_number)
      continue;
    dataset = dataset_of(in, hall);
    if (dataset != NULL && is_native(dataset))
      return dataset;
    if (dataset != NULL)
      spg_free_dataset(dataset);
  }
  return group;
}

/* Fill found; 0 when there is no group, the reason then stands in text. */
static int find_group(const search *in, int with_setting, answer *found,
                      char text[64])
{
  pthread_mutex_lock(&spglib_lock);
  found->group = dataset_of(in, 0);
  if (found->group == NULL)
    snprintf(text, 64, "%s", spg_get_error_message(spg_get_error_code()));
  found->setting = found->group;
  if (found->group != NULL && with_setting)
    found->setting = native_setting(in, found->group);
  pthread_mutex_unlock(&spglib_lock);
  return found->group != NULL;
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
                                 const iwi_search_cell *cell)
{
  const size_t n = (size_t)dataset->n_operations;
  iw_operation *all = iwi_calloc(ctx, n, sizeof *all);

  if (all == NULL)
    return IW_E_MEMORY;
  symmetry->operations = all;
  symmetry->n_operations = n;
  for (size_t i = 0; i < n; i++) {
    iwi_search_cell_operation(cell, (const int(*)[3])dataset->rotations[i],
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
                             const iwi_atoms *atoms, const answer *found)
{
  const SpglibDataset *group = found->group;
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
    const int32_t root = group->crystallographic_orbits[atom];
    /* the site of the root atom that stands for the orbit; 0 in known is
     * "not met", others are orbit + 1 */
    const int32_t key = atoms->sites[atoms->first[root] + rank[i]];

    if (known[key] == 0) {
      known[key] = (int32_t)++symmetry->n_orbits;
      start_orbit(&symmetry->orbits[known[key] - 1], &sites[i], i,
                  found->setting, atom);
    }
    symmetry->site_orbits[i] = known[key] - 1;
    symmetry->orbits[known[key] - 1].n_sites++;
  }
  /* An orbit is complete in either cell: members go with the cell's size. */
  for (size_t o = 0; o < symmetry->n_orbits; o++)
    symmetry->orbits[o].multiplicity =
        (int32_t)((int64_t)symmetry->orbits[o].n_sites * group->n_std_atoms /
                  group->n_atoms);
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
                          const search *in, const answer *found)
{
  iw_status status;

  symmetry->tolerance_ang = in->tolerance_ang;
  symmetry->number = found->group->spacegroup_number;
  copy_symbol(symmetry->symbol, sizeof symmetry->symbol,
              found->group->international_symbol);
  copy_symbol(symmetry->hall_symbol, sizeof symmetry->hall_symbol,
              found->setting->hall_symbol);
  copy_symbol(symmetry->point_group, sizeof symmetry->point_group,
              found->group->pointgroup_symbol);
  status = take_operations(ctx, symmetry, found->group, &in->cell);
  if (status != IW_OK)
    return status;
  return take_orbits(ctx, symmetry, structure, atoms, found);
}

static iw_status check_tolerance(iw_context *ctx, double tolerance_ang)
{
  if (!(tolerance_ang > 0) || !isfinite(tolerance_ang))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "symmetry tolerance %g Angstrom, want a number above 0",
                    tolerance_ang);
  return IW_OK;
}

/* A new symmetry in *out, or none: the one place that fails for want of a
 * group. */
static iw_status find_and_take(iw_context *ctx, const iw_structure *structure,
                               const iwi_atoms *atoms, const search *in,
                               iw_symmetry **out)
{
  const char *source = iw_structure_source(structure);
  iw_symmetry *symmetry = iwi_calloc(ctx, 1, sizeof *symmetry);
  answer found = {NULL, NULL};
  char text[64] = "";
  iw_status status;

  if (symmetry == NULL)
    return IW_E_MEMORY;
  if (find_group(in, 1, &found, text))
    status = take_all(ctx, symmetry, structure, atoms, in, &found);
  else
    status = iwi_fail(ctx, IW_E_SYMMETRY,
                      "%.500s%sno space group found for %zu atoms at tolerance "
                      "%g Angstrom (spglib: %s), want a smaller tolerance",
                      source, source[0] == '\0' ? "" : ": ", atoms->n_atoms,
                      in->tolerance_ang, text);
  answer_clear(&found);
  if (status == IW_OK)
    *out = symmetry;
  else
    iw_symmetry_destroy(symmetry);
  return status;
}

iw_status iw_symmetry_find(iw_context *ctx, const iw_structure *structure,
                           double tolerance_ang, iw_symmetry **out)
{
  iwi_atoms *atoms = NULL;
  search in;
  iw_status status = check_tolerance(ctx, tolerance_ang);

  *out = NULL;
  if (status == IW_OK)
    status = iwi_atoms_create(ctx, structure, &atoms);
  if (status != IW_OK)
    return status;
  status = prepare(ctx, structure, atoms, &in);
  in.tolerance_ang = tolerance_ang;
  if (status == IW_OK)
    status = find_and_take(ctx, structure, atoms, &in, out);
  iwi_free(in.frac);
  iwi_atoms_destroy(atoms);
  return status;
}

void iwi_symmetry_rename(iw_symmetry *symmetry, const iw_symmetry *names,
                         const int32_t *orbits)
{
  for (size_t i = 0; i < symmetry->n_orbits; i++) {
    const iw_orbit *name = &names->orbits[orbits[i]];
    iw_orbit *orbit = &symmetry->orbits[i];

    orbit->wyckoff = name->wyckoff;
    orbit->multiplicity = name->multiplicity;
    memcpy(orbit->site_symmetry, name->site_symmetry,
           sizeof orbit->site_symmetry);
  }
  memcpy(symmetry->hall_symbol, names->hall_symbol,
         sizeof symmetry->hall_symbol);
}

iw_status iw_symmetry_scan(iw_context *ctx, const iw_structure *structure,
                           const double *tolerances_ang, size_t n,
                           int32_t *numbers)
{
  iwi_atoms *atoms = NULL;
  search in;
  iw_status status;

  for (size_t i = 0; i < n; i++) {
    status = check_tolerance(ctx, tolerances_ang[i]);
    if (status != IW_OK)
      return status;
  }
  status = iwi_atoms_create(ctx, structure, &atoms);
  if (status != IW_OK)
    return status;
  status = prepare(ctx, structure, atoms, &in);
  for (size_t i = 0; status == IW_OK && i < n; i++) {
    answer found = {NULL, NULL};
    char text[64];

    in.tolerance_ang = tolerances_ang[i];
    numbers[i] =
        find_group(&in, 0, &found, text) ? found.group->spacegroup_number : 0;
    answer_clear(&found);
  }
  iwi_free(in.frac);
  iwi_atoms_destroy(atoms);
  return status;
}

iw_status iwi_symmetry_identify(iw_context *ctx, const double lattice_ang[3][3],
                                const iw_operation *operations,
                                size_t n_operations, double tolerance_ang,
                                int32_t *number, char symbol[16])
{
  int(*rotations)[3][3] = iwi_calloc(ctx, n_operations, sizeof *rotations);
  double(*translations)[3] =
      iwi_calloc(ctx, n_operations, sizeof *translations);
  iw_status status = IW_E_MEMORY;

  *number = 0;
  symbol[0] = '\0';
  if (rotations != NULL && translations != NULL) {
    double columns[3][3];
    SpglibSpacegroupType type;

    for (int i = 0; i < 3; i++) {
      for (int k = 0; k < 3; k++)
        columns[k][i] = lattice_ang[i][k];
    }
    for (size_t i = 0; i < n_operations; i++) {
      memcpy(rotations[i], operations[i].rotation, sizeof rotations[i]);
      memcpy(translations[i], operations[i].translation,
             sizeof translations[i]);
    }
    pthread_mutex_lock(&spglib_lock);
    type = spg_get_spacegroup_type_from_symmetry(
        rotations, translations, (int)n_operations, columns, tolerance_ang);
    pthread_mutex_unlock(&spglib_lock);
    *number = type.number;
    if (type.number > 0)
      snprintf(symbol, 16, "%s", type.international_short);
    status = IW_OK;
  }
  iwi_free(rotations);
  iwi_free(translations);
  return status;
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
