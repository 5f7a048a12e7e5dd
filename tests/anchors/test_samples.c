/* SPDX-License-Identifier: BSD-3-Clause */
/* The sample crystals are what they say: group and cell content of the
 * literature, neutral, no two atoms too close. */
#include "check.h"

#include <ionway/ionway.h>

#include "lattice.h"

typedef struct sample {
  const char *name;
  int32_t group;
  int32_t n_sites;
  double shortest_ang; /* between sites that are full: lower bound */
} sample;

/* Group and number of sites from International Tables: the sum of the
 * multiplicities of the positions named in the sources. */
static const sample samples[] = {
    {"AgI-alpha", 229, 2 + 12, 4.0},
    {"Al2O3", 167, 12 + 18, 1.8},
    {"AlSc2Se4", 227, 8 + 16 + 32, 2.3},
    {"CaF2", 225, 3, 2.3}, /* primitive cell */
    {"CaMn2O4", 62, 7 * 4, 1.8},
    {"CeO2", 225, 4 + 8, 2.3},
    {"CuI-gamma", 216, 4 + 4, 2.5},
    {"KCrO2", 166, 4, 1.9}, /* rhombohedral cell */
    {"LaF3", 165, 6 + 12 + 4 + 2, 2.3},
    {"Li10GeP2S12", 137, 16 + 4 + 8 + 8 + 4 + 4 + 2 + 3 * 8, 1.9},
    {"Li3N", 191, 1 + 1 + 2, 1.9},
    {"Li3OCl", 221, 5, 1.9},
    {"Li3PO4-gamma", 62, 8 + 4 + 4 + 8 + 4 + 4, 1.5},
    {"Li6PS5Cl", 216, 24 + 4 + 16 + 4 + 4, 2.0},
    {"Li6PS5Cl-disordered", 216, 48 + 4 + 16 + 2 * 4 + 2 * 4, 2.0},
    {"Li7La3Zr2O12-tetragonal", 142, 8 + 16 + 32 + 8 + 16 + 16 + 96, 1.8},
    {"LiCoO2", 166, 3 + 3 + 6, 1.9},
    {"LiFePO4", 62, 4 * 5 + 8, 1.5},
    {"LiFePO4-Pmnb", 62, 4 * 5 + 8, 1.5},
    {"LiMn2O4", 227, 8 + 16 + 32, 1.9},
    {"LiTi2P3O12", 167, 6 + 12 + 18 + 72, 1.5},
    {"MgSc2Se4", 227, 8 + 16 + 32, 2.4},
    {"NaAl11O17", 194, 2 + 12 + 4 + 4 + 2 + 12 + 12 + 4 + 4 + 2, 1.6},
    {"NaZr2P3O12", 167, 6 + 12 + 18 + 72, 1.5},
    {"YSZ", 225, 4 + 4 + 8, 0},
    {"ZnAl2O4", 227, 8 + 16 + 32, 1.9},
};
#define N_SAMPLES (sizeof samples / sizeof samples[0])

static double shortest(const iw_structure *structure)
{
  const iw_site *sites = iw_structure_sites(structure);
  const size_t n = iw_structure_n_sites(structure);
  iwi_lattice lattice;
  double least = 1e30;

  iwi_lattice_init(&lattice, iw_structure_lattice(structure));
  for (size_t i = 0; i < n; i++) {
    for (size_t j = 0; j < i; j++) {
      double d[3];

      if (sites[i].occupancy < 1 || sites[j].occupancy < 1)
        continue;
      for (int k = 0; k < 3; k++)
        d[k] = sites[i].frac[k] - sites[j].frac[k];
      least = fmin(least, iwi_lattice_shortest(&lattice, d, NULL));
    }
  }
  return least;
}

static void check_sample(iw_context *ctx, const sample *s)
{
  char path[512];
  iw_structure *structure = NULL;
  iw_symmetry *symmetry = NULL;
  double charge;

  snprintf(path, sizeof path, "%s/samples/%s/structure.cif", IONWAY_SOURCE_DIR,
           s->name);
  if (iw_structure_read_file(ctx, path, NULL, &structure) != IW_OK ||
      iw_symmetry_find(ctx, structure, 1e-3, &symmetry) != IW_OK) {
    printf("%s\n", iw_context_message(ctx));
    CHECK(0); /* every sample is read and has a group */
    iw_structure_destroy(structure);
    return;
  }
  printf("%s\n", s->name);
  CHECK_INT(iw_symmetry_number(symmetry), s->group);
  CHECK_INT(iw_structure_n_sites(structure), s->n_sites);
  CHECK(shortest(structure) >= s->shortest_ang);
  charge = iw_structure_charge(structure); /* NAN where the file is silent */
  if (!isnan(charge))
    CHECK_NEAR(charge, 0, 0.01);
  iw_symmetry_destroy(symmetry);
  iw_structure_destroy(structure);
}

static void samples_are_what_they_say(void)
{
  iw_context *ctx;

  iw_context_create(&ctx);
  for (size_t i = 0; i < N_SAMPLES; i++)
    check_sample(ctx, &samples[i]);
  iw_context_destroy(ctx);
}

int main(void)
{
  RUN(samples_are_what_they_say);
  return check_report();
}
