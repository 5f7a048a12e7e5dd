/* SPDX-License-Identifier: BSD-3-Clause */
/* Distinct hops of seven crystals by cutoff: numbers, lengths, multiplicities
 * and dimension as listed in the reference data, exactly. */
#include "check.h"

#include <stdlib.h>

#include <ionway/ionway.h>

#define TABLE   IONWAY_SHARED_DATA "/anchors/enumeration/hops.tsv"
#define FOLDER  IONWAY_SHARED_DATA "/data/structures/"
#define MAX_HOP 64

static iw_context *ctx;

/* One row of the table. */
typedef struct row {
  char structure[64], group[32];
  int n_mobile;
  double cutoff_ang;
  int n_per_cell, n_distinct, dimension;
  char terms[MAX_HOP][24]; /* "3.006(4)" */
} row;

/* Cut the next field off at a tab or blank. */
static char *field(char **rest, const char *ends)
{
  char *start = *rest;
  const size_t size = strcspn(start, ends);

  *rest = start + size + (start[size] != '\0');
  start[size] = '\0';
  return start;
}

static void read_row(char *line, row *r)
{
  char *lengths;

  memset(r, 0, sizeof *r);
  snprintf(r->structure, sizeof r->structure, "%.31s", field(&line, "\t"));
  snprintf(r->group, sizeof r->group, "%.31s", field(&line, "\t"));
  r->n_mobile = (int)strtol(field(&line, "\t"), NULL, 10);
  r->cutoff_ang = strtod(field(&line, "\t"), NULL);
  r->n_per_cell = (int)strtol(field(&line, "\t"), NULL, 10);
  r->n_distinct = (int)strtol(field(&line, "\t"), NULL, 10);
  lengths = field(&line, "\t");
  r->dimension = (int)strtol(field(&line, "\t\r\n"), NULL, 10);
  for (int i = 0; i < r->n_distinct && i < MAX_HOP; i++)
    snprintf(r->terms[i], sizeof r->terms[i], "%.23s", field(&lengths, " "));
  CHECK_TEXT(lengths, "");
}

/* The crystal of a row: a file, or a cell small enough to write down. Lengths
 * are those of the table. */
static iw_status open_crystal(const char *name, iw_structure **out)
{
  static const char *const files[][2] = {
      {"LiFePO4", "LiFePO4.cif"},
      {"LiCoO2", "LiCoO2.cif"},
      {"Li6PS5Cl_24g", "Li6PS5Cl_ordered_24g.cif"},
      {"LLZO_tet", "Li7La3Zr2O12_tetragonal.cif"},
      {"Li3N", "alpha-Li3N.cif"}};
  static const double fcc[4][3] = {
      {0, 0, 0}, {0, 0.5, 0.5}, {0.5, 0, 0.5}, {0.5, 0.5, 0}};
  iw_structure_spec spec;
  iw_site sites[8] = {0};
  char path[1024];

  for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
    if (strcmp(name, files[i][0]) == 0) {
      snprintf(path, sizeof path, "%s%s", FOLDER, files[i][1]);
      return iw_structure_read_file(ctx, path, NULL, out);
    }
  }
  iw_structure_spec_default(&spec);
  spec.sites = sites;
  if (strcmp(name, "bcc_Li") == 0) {
    spec.n_sites = 2;
    for (int k = 0; k < 3; k++) {
      spec.lattice_ang[k][k] = 3.51;
      sites[1].frac[k] = 0.5;
    }
  } else {
    CHECK_TEXT(name, "LiCl");
    spec.n_sites = 8;
    for (int i = 0; i < 8; i++) {
      for (int k = 0; k < 3; k++)
        sites[i].frac[k] = fcc[i % 4][k] + (i / 4) * 0.5;
    }
    for (int k = 0; k < 3; k++)
      spec.lattice_ang[k][k] = 5.13;
  }
  for (size_t i = 0; i < spec.n_sites; i++) {
    sites[i].element = i < 4 ? 3 : 17;
    sites[i].occupancy = 1;
    sites[i].oxidation = i < 4 ? 1 : -1;
  }
  return iw_structure_create(ctx, &spec, out);
}

static int compare_terms(const void *a, const void *b)
{
  return strcmp(a, b);
}

static void check_hops(const iw_structure *structure,
                       const iw_symmetry *symmetry, row *r)
{
  char terms[MAX_HOP][24];
  iw_hops_options options;
  iw_hops *hops;
  int dimension = 0;

  iw_hops_options_default(&options);
  options.mobile_element = 3;
  options.cutoff_ang = r->cutoff_ang;
  CHECK_INT(iw_hops_find(ctx, structure, symmetry, &options, &hops), IW_OK);
  if (hops == NULL) {
    printf("%s\n", iw_context_message(ctx));
    return;
  }
  CHECK_INT(iw_hops_n(hops), r->n_distinct);
  CHECK_INT(iw_hops_n_members(hops), r->n_per_cell);
  CHECK(iw_hops_n(hops) <= MAX_HOP);
  for (size_t i = 0; i < iw_hops_n(hops) && i < MAX_HOP; i++)
    snprintf(terms[i], sizeof terms[i], "%.3f(%lld)",
             iw_hops_get(hops)[i].length_ang,
             (long long)iw_hops_get(hops)[i].multiplicity);
  /* equal lengths come in either order */
  qsort(terms, iw_hops_n(hops), sizeof terms[0], compare_terms);
  qsort(r->terms, iw_hops_n(hops), sizeof r->terms[0], compare_terms);
  for (size_t i = 0; i < iw_hops_n(hops) && i < MAX_HOP; i++)
    CHECK_TEXT(terms[i], r->terms[i]);
  while (dimension < 3 &&
         isfinite(iw_hops_percolation_ang(hops, IW_HOP_VACANCY, dimension + 1)))
    dimension++;
  CHECK_INT(dimension, r->dimension);
  iw_hops_destroy(hops);
}

static void check_row(row *r)
{
  iw_structure *structure;
  iw_symmetry *symmetry = NULL;
  int n_mobile = 0;

  CHECK_INT(open_crystal(r->structure, &structure), IW_OK);
  if (structure == NULL)
    return;
  CHECK_INT(iw_symmetry_find(ctx, structure, 0.01, &symmetry), IW_OK);
  for (size_t i = 0; i < iw_structure_n_sites(structure); i++)
    n_mobile += iw_structure_sites(structure)[i].element == 3;
  CHECK_INT(n_mobile, r->n_mobile);
  if (symmetry != NULL) {
    CHECK_TEXT(iw_symmetry_symbol(symmetry), r->group);
    check_hops(structure, symmetry, r);
  }
  iw_symmetry_destroy(symmetry);
  iw_structure_destroy(structure);
}

static void every_row_is_met(void)
{
  FILE *file = fopen(TABLE, "r");
  char line[4096];
  int n = 0;

  if (file == NULL) {
    SKIP(TABLE);
    return;
  }
  CHECK(fgets(line, sizeof line, file) != NULL); /* names of the columns */
  while (fgets(line, sizeof line, file) != NULL) {
    const int before = check_failures;
    row r;

    read_row(line, &r);
    check_row(&r);
    if (check_failures != before)
      printf("in %s up to %.1f Angstrom\n", r.structure, r.cutoff_ang);
    n++;
  }
  fclose(file);
  CHECK_INT(n, 28);
}

int main(void)
{
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  check_total = 0;
  RUN(every_row_is_met);
  iw_context_destroy(ctx);
  return check_report();
}
