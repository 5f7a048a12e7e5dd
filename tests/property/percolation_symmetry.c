/* SPDX-License-Identifier: BSD-3-Clause */
/* A path system that holds a site is mapped on itself by every operation that
 * leaves the site in place: so its winding lattice is, too. A pass credited to
 * the wrong pair of minima breaks this. */
#include "check.h"

#include <ionway/ionway.h>

static iw_context *ctx;

typedef struct sample {
  const char *name;
  const char *mobile;
} sample;

static const sample samples[] = {{"LiTi2P3O12", "Li"},  {"Li6PS5Cl", "Li"},
                                 {"LiFePO4", "Li"},     {"LiCoO2", "Li"},
                                 {"LiMn2O4", "Li"},     {"Li3N", "Li"},
                                 {"Li10GeP2S12", "Li"}, {"YSZ", "O"},
                                 {"NaZr2P3O12", "Na"},  {"MgSc2Se4", "Mg"}};

/* Does the operation bring the point back, and in which rounding? */
static int fixes(const iw_operation *operation, const double frac[3])
{
  for (int i = 0; i < 3; i++) {
    double x = operation->translation[i] - frac[i];

    for (int k = 0; k < 3; k++)
      x += operation->rotation[i][k] * frac[k];
    if (fabs(x - floor(x + 0.5)) > 1e-3)
      return 0;
  }
  return 1;
}

/* Is the lattice of the event's rows the same after the rotation? */
static void check_invariant(const iw_percolation_event *e,
                            const iw_operation *operation)
{
  iw_winding *lattice;

  CHECK_INT(iw_winding_create(ctx, 1, &lattice), IW_OK);
  for (int r = 0; r < e->rank; r++)
    iw_winding_join(lattice, 0, 0, e->basis[r]);
  for (int r = 0; r < e->rank; r++) {
    int32_t image[3] = {0, 0, 0};

    for (int i = 0; i < 3; i++) {
      for (int k = 0; k < 3; k++)
        image[i] += operation->rotation[i][k] * e->basis[r][k];
    }
    CHECK(iw_winding_holds(lattice, 0, 0, image));
  }
  iw_winding_destroy(lattice);
}

static void check_sample(const sample *s, size_t *n_checked)
{
  char path[512];
  iw_structure *structure;
  iw_symmetry *symmetry;
  iw_parameters *parameters;
  iw_oxidation *oxidation;
  iw_bvse_options options;
  iw_bvse *field;
  iw_landscape *landscape;
  iw_percolation *p;

  snprintf(path, sizeof path, "%s/samples/%s/structure.cif", IONWAY_SOURCE_DIR,
           s->name);
  iw_bvse_options_default(&options);
  options.mobile_element = iw_element_from_symbol(s->mobile, strlen(s->mobile));
  CHECK_INT(iw_structure_read_file(ctx, path, NULL, &structure), IW_OK);
  CHECK_INT(iw_symmetry_find(ctx, structure, 0.01, &symmetry), IW_OK);
  CHECK_INT(iw_parameters_create(ctx, NULL, &parameters), IW_OK);
  CHECK_INT(iw_oxidation_assign(ctx, structure, parameters, NULL, &oxidation),
            IW_OK);
  CHECK_INT(iw_bvse_create(ctx, iw_oxidation_structure(oxidation), parameters,
                           &options, &field),
            IW_OK);
  CHECK_INT(
      iw_landscape_compute(ctx, field, structure, symmetry, NULL, &landscape),
      IW_OK);
  CHECK_INT(iw_percolation_compute(ctx, landscape, field, NULL, &p), IW_OK);
  for (int d = 1; d <= 3; d++) {
    const iw_percolation_event *e = iw_percolation_threshold(p, d);

    for (size_t o = 0; e->found && o < iw_symmetry_n_operations(symmetry);
         o++) {
      const iw_operation *operation = &iw_symmetry_operations(symmetry)[o];

      if (!fixes(operation, e->minimum_frac))
        continue;
      check_invariant(e, operation);
      (*n_checked)++;
    }
  }
  iw_percolation_destroy(p);
  iw_landscape_destroy(landscape);
  iw_bvse_destroy(field);
  iw_oxidation_destroy(oxidation);
  iw_parameters_destroy(parameters);
  iw_symmetry_destroy(symmetry);
  iw_structure_destroy(structure);
}

static void lattices_have_the_symmetry_of_their_minimum(void)
{
  size_t n_checked = 0;

  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
    check_sample(&samples[i], &n_checked);
  /* identities alone would be 30 */
  CHECK(n_checked > 100);
}

int main(void)
{
  iw_context_create(&ctx);
  RUN(lattices_have_the_symmetry_of_their_minimum);
  iw_context_destroy(ctx);
  return check_report();
}
