/* SPDX-License-Identifier: BSD-3-Clause */
/* Oxidation states and bond-valence sums of crystals from files: 37 reference
 * conductors, whose files give the states, and the 254 of OBELiX, most of them
 * disordered, which do not. */
#include "check.h"

#include <dirent.h>

#include <ionway/ionway.h>
#include <ionway/read.h>

static iw_context *ctx;
static iw_parameters *parameters;

typedef void file_fn(const char *name, const iw_structure *structure);

/* Call for every CIF of a folder of the reference data; the number read. */
static int for_each_cif(const char *folder, file_fn *call)
{
  char path[1024];
  struct dirent *entry;
  DIR *directory = opendir(folder);
  int n = 0;

  if (directory == NULL) {
    SKIP(folder);
    return 0;
  }
  while ((entry = readdir(directory)) != NULL) {
    const size_t length = strlen(entry->d_name);
    iw_structure *structure;

    if (length < 4 || strcmp(entry->d_name + length - 4, ".cif") != 0)
      continue;
    snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
    CHECK_INT(iw_structure_read_file(ctx, path, NULL, &structure), IW_OK);
    if (structure == NULL)
      continue;
    call(entry->d_name, structure);
    iw_structure_destroy(structure);
    n++;
  }
  closedir(directory);
  return n;
}

static int n_sound;

/* The guess is what the file says, and the sums agree with it. Antiperovskite
 * Li3OCl and Li3N are strained in this parameter set, too. */
static void check_reference(const char *name, const iw_structure *structure)
{
  const int strained =
      strstr(name, "Li3OCl") != NULL || strstr(name, "Li3N") != NULL;
  iw_oxidation_options options;
  iw_oxidation *oxidation;
  iw_bond_valence *valence;

  iw_oxidation_options_default(&options);
  options.ignore_input = 1;
  CHECK_INT(
      iw_oxidation_assign(ctx, structure, parameters, &options, &oxidation),
      IW_OK);
  if (oxidation == NULL)
    return;
  for (size_t i = 0; i < iw_structure_n_sites(structure); i++)
    CHECK_NEAR(
        iw_structure_sites(iw_oxidation_structure(oxidation))[i].oxidation,
        iw_structure_sites(structure)[i].oxidation, 1e-6);
  CHECK_INT(iw_bond_valence_compute(ctx, iw_oxidation_structure(oxidation),
                                    parameters, &valence),
            IW_OK);
  if (!(iw_bond_valence_instability(valence) < 0.25))
    printf("%s: index %.3f\n", name, iw_bond_valence_instability(valence));
  CHECK(iw_bond_valence_instability(valence) < (strained ? 0.5 : 0.25));
  n_sound += iw_bond_valence_instability(valence) < 0.2;
  iw_bond_valence_destroy(valence);
  iw_oxidation_destroy(oxidation);
}

static void reference_conductors(void)
{
  const int n =
      for_each_cif(IONWAY_SHARED_DATA "/data/structures", check_reference);

  if (n == 0)
    return;
  printf("%d reference structures, %d with an index below 0.2\n", n, n_sound);
  CHECK_INT(n, 37);
  CHECK(n_sound >= 28);
}

/* What textbook charges say of the composition; NAN with other elements. */
static double textbook_sum(const iw_structure *structure, double *positive)
{
  static const struct {
    const char *symbols;
    double charge;
  } table[] = {{" Li Na K ", 1},       {" Mg Ca Sr Ba Zn ", 2},
               {" Al La Y In Ga ", 3}, {" Ti Zr Hf Si Ge Sn ", 4},
               {" P Ta Nb ", 5},       {" O S Se ", -2},
               {" F Cl Br I ", -1}};
  const iw_site *sites = iw_structure_sites(structure);
  double sum = 0;

  *positive = 0;
  for (size_t i = 0; i < iw_structure_n_sites(structure); i++) {
    char word[8];
    double charge = NAN;

    snprintf(word, sizeof word, " %s ", iw_element_symbol(sites[i].element));
    for (size_t k = 0; k < sizeof table / sizeof table[0]; k++) {
      if (strstr(table[k].symbols, word) != NULL)
        charge = table[k].charge;
    }
    sum += sites[i].occupancy * charge;
    if (charge > 0)
      *positive += sites[i].occupancy * charge;
  }
  return sum;
}

static int n_assigned, n_refused;

/* A file that is refused is out of balance by textbook charges: atoms are
 * missing from it, mostly lithium. */
static void check_obelix(const char *name, const iw_structure *structure)
{
  iw_oxidation *oxidation;

  if (iw_oxidation_assign(ctx, structure, parameters, NULL, &oxidation) ==
      IW_OK) {
    n_assigned++;
    CHECK_NEAR(iw_structure_charge(iw_oxidation_structure(oxidation)), 0, 2.5);
  } else {
    double positive;
    const double sum = textbook_sum(structure, &positive);

    printf("%s: %s\n", name, iw_context_message(ctx));
    CHECK(fabs(sum) > 0.01 * positive);
    n_refused++;
  }
  iw_oxidation_destroy(oxidation);
}

static void obelix(void)
{
  const int n =
      for_each_cif(IONWAY_SHARED_DATA "/data/obelix-train/cifs", check_obelix);

  if (n == 0)
    return;
  printf("%d OBELiX structures: %d assigned, %d refused\n", n, n_assigned,
         n_refused);
  CHECK_INT(n, 254);
  CHECK(n_assigned >= 236);
}

int main(void)
{
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  CHECK_INT(iw_parameters_create(ctx, NULL, &parameters), IW_OK);
  RUN(reference_conductors);
  RUN(obelix);
  iw_parameters_destroy(parameters);
  iw_context_destroy(ctx);
  return check_report();
}
