/* SPDX-License-Identifier: BSD-3-Clause */
/* Empty places for the mobile ion: where crystal chemistry knows them, true
 * minima of the field, whole orbits, and the same in any description. */
#include "check.h"

#include <stdlib.h>

#include <ionway/ionway.h>

#include "crystals.h"

static iw_context *ctx;
static iw_parameters *parameters;

/* A crystal with its interstitials. */
typedef struct trial {
  iw_structure *structure;
  iw_oxidation *oxidation; /* of a sample */
  iw_symmetry *symmetry;
  iw_interstitials *found;
} trial;

static const iw_structure *charged(const trial *t)
{
  return t->oxidation != NULL ? iw_oxidation_structure(t->oxidation)
                              : t->structure;
}

static void search(trial *t, int32_t mobile, double max_energy_ev,
                   double step_ang)
{
  iw_interstitials_options options;

  iw_interstitials_options_default(&options);
  options.mobile_element = mobile;
  options.max_energy_ev = max_energy_ev;
  options.step_ang = step_ang;
  CHECK_INT(iw_symmetry_find(ctx, t->structure, 0.01, &t->symmetry), IW_OK);
  CHECK_INT(iw_interstitials_find(ctx, charged(t), t->symmetry, parameters,
                                  &options, &t->found),
            IW_OK);
}

static void search_sample(trial *t, const char *name, double max_energy_ev,
                          double step_ang)
{
  char path[256];

  memset(t, 0, sizeof *t);
  snprintf(path, sizeof path, "%s/samples/%s/structure.cif", IONWAY_SOURCE_DIR,
           name);
  CHECK_INT(iw_structure_read_file(ctx, path, NULL, &t->structure), IW_OK);
  CHECK_INT(
      iw_oxidation_assign(ctx, t->structure, parameters, NULL, &t->oxidation),
      IW_OK);
  search(t, 3, max_energy_ev, step_ang);
}

static void search_crystal(trial *t, const crystal *c)
{
  memset(t, 0, sizeof *t);
  CHECK_INT(crystal_structure(ctx, c, &t->structure), IW_OK);
  search(t, c->mobile, 3, 0.3);
}

static void end(trial *t)
{
  iw_interstitials_destroy(t->found);
  iw_symmetry_destroy(t->symmetry);
  iw_oxidation_destroy(t->oxidation);
  iw_structure_destroy(t->structure);
}

/* Distance of two points but for whole cells, Angstrom. */
static double apart(const iw_structure *s, const double a[3], const double b[3])
{
  const double(*rows)[3] = iw_structure_lattice(s);
  double best = INFINITY;

  for (int code = 0; code < 27; code++) {
    double x[3] = {0, 0, 0};

    for (int k = 0; k < 3; k++) {
      const int step[3] = {code / 9 - 1, code / 3 % 3 - 1, code % 3 - 1};
      double d = b[k] - a[k];

      d += step[k] - floor(d + 0.5);
      for (int j = 0; j < 3; j++)
        x[j] += d * rows[k][j];
    }
    best = fmin(best, sqrt(x[0] * x[0] + x[1] * x[1] + x[2] * x[2]));
  }
  return best;
}

/* Is the position in an orbit of this size? */
static void check_place(const trial *t, size_t orbit, int32_t multiplicity,
                        double x, double y, double z)
{
  const double place[3] = {x, y, z};
  const double(*frac)[3] = iw_interstitials_frac(t->found);
  const iw_interstitial *i;
  double nearest = INFINITY;

  CHECK(orbit < iw_interstitials_n(t->found));
  if (orbit >= iw_interstitials_n(t->found))
    return;
  i = &iw_interstitials_get(t->found)[orbit];
  CHECK_INT(i->multiplicity, multiplicity);
  for (int32_t k = 0; k < i->multiplicity; k++)
    nearest = fmin(nearest, apart(t->structure, frac[i->first + k], place));
  CHECK_NEAR(nearest, 0, 0.02);
}

/* Spinel: octahedra 16c between the tetrahedra 8a, on their way; and nothing
 * else. Layered oxide: the tetrahedron above a face of the octahedron. Rock
 * salt: the tetrahedra, in the middle. An antiperovskite's Li has no other
 * place. */
static void they_are_where_crystal_chemistry_has_them(void)
{
  crystal c;
  trial t;

  search_sample(&t, "LiMn2O4", 3, 0.3);
  CHECK_INT(iw_interstitials_n(t.found), 1);
  check_place(&t, 0, 16, 0, 0, 0);
  CHECK_NEAR(iw_interstitials_get(t.found)[0].distance_ang,
             sqrt(3) / 8 * iw_structure_lattice(t.structure)[0][0], 1e-6);
  end(&t);
  search_sample(&t, "LiCoO2", 3, 0.3);
  CHECK_INT(iw_interstitials_n(t.found), 1);
  check_place(&t, 0, 6, 0, 0, 0.1417);
  end(&t);
  search_sample(&t, "Li3OCl", 3, 0.3);
  CHECK_INT(iw_interstitials_n(t.found), 0);
  CHECK_INT(iw_interstitials_n_positions(t.found), 0);
  end(&t);
  crystal_begin(&c, "LiCl", 3, 1, 5.14, 5.14, 5.14);
  for (int i = 0; i < 4; i++) {
    const double x = i == 1 || i == 2 ? 0.5 : 0, y = i > 1 ? 0.5 : 0,
                 z = i % 2 * 0.5;

    crystal_add(&c, 3, 1, x, y, z);
    crystal_add(&c, 17, -1, x + 0.5, y, z);
  }
  search_crystal(&t, &c);
  CHECK_INT(iw_interstitials_n(t.found), 1);
  check_place(&t, 0, 8, 0.25, 0.25, 0.25);
  end(&t);
}

/* The 24g site of this argyrodite is a saddle between two 48h minima 1.0
 * Angstrom away: they are its ion's, not empty. The 4c centre of the chloride
 * tetrahedra and two more are. */
static void the_minimum_of_an_ion_off_centre_is_not_empty(void)
{
  trial t;

  search_sample(&t, "Li6PS5Cl", 3, 0.3);
  CHECK_INT(iw_interstitials_n(t.found), 3);
  for (size_t i = 0; i < iw_interstitials_n(t.found); i++)
    CHECK(iw_interstitials_get(t.found)[i].distance_ang > 1.5);
  check_place(&t, 0, 16, 0.138, 0.138, 0.138);
  check_place(&t, 2, 4, 0.25, 0.25, 0.25);
  end(&t);
}

/* Every position: minimum of the field, at the energy told, not on a site;
 * all images of the first, each once. */
static void check_orbits(const trial *t, int32_t mobile)
{
  const iw_operation *operations = iw_symmetry_operations(t->symmetry);
  const double(*frac)[3] = iw_interstitials_frac(t->found);
  const iw_site *sites = iw_structure_sites(t->structure);
  double last = 0;
  iw_bvse_options options;
  iw_bvse *field;

  iw_bvse_options_default(&options);
  options.mobile_element = mobile;
  CHECK_INT(iw_bvse_create(ctx, charged(t), parameters, &options, &field),
            IW_OK);
  for (size_t i = 0; i < iw_interstitials_n(t->found); i++) {
    const iw_interstitial *x = &iw_interstitials_get(t->found)[i];
    double nearest = INFINITY;
    int32_t hits = 0;
    iw_stationary minimum;
    iw_bvse_value first, value;

    CHECK(x->energy_ev >= last);
    last = x->energy_ev;
    CHECK(memcmp(x->frac, frac[x->first], sizeof x->frac) == 0);
    CHECK_INT(iw_bvse_minimum(ctx, field, x->frac, &minimum), IW_OK);
    CHECK_NEAR(apart(t->structure, x->frac, minimum.frac), 0, 1e-3);
    iw_bvse_evaluate(field, x->frac, &first);
    for (size_t s = 0; s < iw_structure_n_sites(t->structure); s++) {
      if (sites[s].element == mobile)
        nearest = fmin(nearest, apart(t->structure, x->frac, sites[s].frac));
    }
    CHECK_NEAR(nearest, x->distance_ang, 1e-6);
    for (int32_t k = 0; k < x->multiplicity; k++) {
      iw_bvse_evaluate(field, frac[x->first + k], &value);
      CHECK_NEAR(value.energy_ev, first.energy_ev, 1e-4);
      for (size_t o = 0; o < iw_symmetry_n_operations(t->symmetry); o++) {
        double image[3];

        for (int a = 0; a < 3; a++) {
          image[a] = operations[o].translation[a];
          for (int b = 0; b < 3; b++)
            image[a] += operations[o].rotation[a][b] * x->frac[b];
        }
        if (apart(t->structure, image, frac[x->first + k]) < 0.01)
          hits++;
      }
    }
    /* as many operations on each position: the stabiliser */
    CHECK_INT(hits, iw_symmetry_n_operations(t->symmetry));
    CHECK_INT(hits % x->multiplicity, 0);
  }
  iw_bvse_destroy(field);
}

static void orbits_are_whole_and_minima(void)
{
  static const char *const names[] = {"Li3PO4-gamma", "LiFePO4", "Li6PS5Cl"};
  trial t;

  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    search_sample(&t, names[i], 3, 0.25);
    CHECK(iw_interstitials_n(t.found) > 0);
    check_orbits(&t, 3);
    end(&t);
  }
}

/* Beyond the energy at which the crystal percolates, too: the tetrahedra 8b of
 * this spinel lie 8.9 eV up. And a bound is a bound. */
static void the_range_of_energy_is_what_was_asked(void)
{
  trial t;

  search_sample(&t, "LiMn2O4", 10, 0.3);
  CHECK_INT(iw_interstitials_n(t.found), 2);
  check_place(&t, 1, 8, 0.375, 0.375, 0.375);
  CHECK(iw_interstitials_get(t.found)[1].energy_ev > 5);
  end(&t);
  search_sample(&t, "LiMn2O4", 0.1, 0.3);
  CHECK_INT(iw_interstitials_n(t.found), 0);
  end(&t);
}

static void compare(const trial *a, const trial *b, int32_t copies)
{
  CHECK_INT(iw_interstitials_n(a->found), iw_interstitials_n(b->found));
  if (iw_interstitials_n(a->found) != iw_interstitials_n(b->found))
    return;
  for (size_t i = 0; i < iw_interstitials_n(a->found); i++) {
    const iw_interstitial *x = &iw_interstitials_get(a->found)[i];
    const iw_interstitial *y = &iw_interstitials_get(b->found)[i];

    CHECK_INT(copies * x->multiplicity, y->multiplicity);
    CHECK_NEAR(x->energy_ev, y->energy_ev, 1e-8);
    CHECK_NEAR(x->distance_ang, y->distance_ang, 1e-5);
  }
}

/* At 0.25 Angstrom no point of the grid is the lowest around the tetrahedron
 * of this oxide. */
static void the_grid_does_not_matter(void)
{
  static const double steps[] = {0.2, 0.25, 0.3};
  trial t;

  for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
    search_sample(&t, "LiCoO2", 3, steps[i]);
    CHECK_INT(iw_interstitials_n(t.found), 1);
    check_place(&t, 0, 6, 0, 0, 0.1417);
    end(&t);
  }
}

static void same_in_any_description(void)
{
  static const int32_t u[3][3] = {{1, 0, 1}, {0, 1, 0}, {0, 0, 1}};
  static const double shift[3] = {0.13, 0.71, 0.29};
  crystal c;
  trial a, b;

  search_sample(&a, "Li3PO4-gamma", 3, 0.3);
  search_sample(&b, "Li3PO4-gamma", 3, 0.25);
  compare(&a, &b, 1);
  end(&a);
  end(&b);
  crystal_olivine(&c);
  search_crystal(&a, &c);
  CHECK_INT(iw_interstitials_n(a.found), 1);
  crystal_rebase(&c, u);
  crystal_shift(&c, shift);
  crystal_reverse(&c);
  search_crystal(&b, &c);
  compare(&a, &b, 1);
  end(&b);
  crystal_olivine(&c);
  crystal_repeat(&c, 1, 2);
  search_crystal(&b, &c);
  compare(&a, &b, 2);
  end(&a);
  end(&b);
}

static void bad_requests_are_refused(void)
{
  iw_interstitials_options options;
  iw_interstitials *found;
  crystal c;
  trial t;

  crystal_olivine(&c);
  search_crystal(&t, &c);
  iw_interstitials_options_default(&options);
  options.mobile_element = 3;
  options.max_energy_ev = NAN;
  CHECK_INT(iw_interstitials_find(ctx, t.structure, t.symmetry, parameters,
                                  &options, &found),
            IW_E_ARGUMENT);
  CHECK(found == NULL);
  options.max_energy_ev = 3;
  options.min_distance_ang = 0;
  CHECK_INT(iw_interstitials_find(ctx, t.structure, t.symmetry, parameters,
                                  &options, &found),
            IW_E_ARGUMENT);
  options.min_distance_ang = 1;
  options.mobile_element = 0;
  CHECK_INT(iw_interstitials_find(ctx, t.structure, t.symmetry, parameters,
                                  &options, &found),
            IW_E_ARGUMENT);
  end(&t);
}

int main(void)
{
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  CHECK_INT(iw_parameters_create(ctx, NULL, &parameters), IW_OK);
  RUN(they_are_where_crystal_chemistry_has_them);
  RUN(the_minimum_of_an_ion_off_centre_is_not_empty);
  RUN(orbits_are_whole_and_minima);
  RUN(the_range_of_energy_is_what_was_asked);
  RUN(the_grid_does_not_matter);
  RUN(same_in_any_description);
  RUN(bad_requests_are_refused);
  iw_parameters_destroy(parameters);
  iw_context_destroy(ctx);
  return check_report();
}
