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

/* Crystals that the table was made from and that no file holds: the cell of
 * LiFePO4 and the 24g coordinate of Li6PS5Cl follow from the lengths, those of
 * the garnet are the six that give all 23 lengths to the last digit. Their
 * hosts only have to have the symmetry. */
#define CIF(name, group, a, b, c, atoms)                                       \
  {                                                                            \
    name, "data_x\n_space_group_name_H-M_alt '" group "'\n_cell_length_a " a   \
          "\n_cell_length_b " b "\n_cell_length_c " c                          \
          "\n_cell_angle_alpha 90\n_cell_angle_beta 90\n"                      \
          "_cell_angle_gamma 90\nloop_\n_atom_site_type_symbol\n"              \
          "_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\n" atoms \
  }

static const char *const crystals[][2] = {
    CIF("bcc_Li", "I m -3 m", "3.51", "3.51", "3.51", "Li 0 0 0\n"),
    CIF("LiCl", "F m -3 m", "5.13", "5.13", "5.13",
        "Li 0 0 0\nCl 0.5 0.5 0.5\n"),
    CIF("LiFePO4", "P n m a", "10.3377", "6.0112", "4.695",
        "Li 0 0 0\nFe 0.282 0.25 0.975\nP 0.095 0.25 0.418\n"
        "O 0.097 0.25 0.743\nO 0.457 0.25 0.206\nO 0.166 0.046 0.285\n"),
    CIF("Li6PS5Cl_24g", "F -4 3 m", "9.859", "9.859", "9.859",
        "Li 0.482 0.25 0.25\nP 0.5 0.5 0.5\nS 0.25 0.25 0.25\n"
        "S 0.618 0.618 0.618\nCl 0 0 0\n"),
    CIF("LLZO_tet", "I 41/a c d :2", "13.134", "13.134", "12.663",
        "Li 0 0.25 0.375\nLi 0.1813 0.4313 0.125\nLi 0.0796 0.0867 0.8096\n"
        "La 0 0.25 0.125\nLa 0.127 0 0.25\nZr 0 0 0\n"
        "O -0.0338 0.0548 0.1524\nO 0.0541 0.8529 0.5338\n"
        "O 0.1496 0.0276 0.4464\n")};

static iw_status open_crystal(const char *name, iw_structure **out)
{
  char path[1024];

  for (size_t i = 0; i < sizeof crystals / sizeof crystals[0]; i++) {
    if (strcmp(name, crystals[i][0]) == 0)
      return iw_structure_read_memory(
          ctx, crystals[i][1], strlen(crystals[i][1]), "x.cif", NULL, out);
  }
  snprintf(path, sizeof path, "%s%s%s.cif", FOLDER,
           strcmp(name, "Li3N") == 0 ? "alpha-" : "", name);
  return iw_structure_read_file(ctx, path, NULL, out);
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
