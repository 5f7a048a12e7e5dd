/* SPDX-License-Identifier: BSD-3-Clause */
/* The grid: its points, its symmetry, and the stationary points refined from
 * it. */
#include "check.h"

#include "crystals.h"

static iw_context *ctx;

typedef struct setting {
  iw_structure *structure;
  iw_symmetry *symmetry;
  iw_bvse *field;
} setting;

static setting set_up(const crystal *c)
{
  setting s = {0};

  CHECK_INT(crystal_structure(ctx, c, &s.structure), IW_OK);
  CHECK_INT(iw_symmetry_find(ctx, s.structure, 0.01, &s.symmetry), IW_OK);
  CHECK_INT(crystal_field(ctx, c, s.structure, &s.field), IW_OK);
  return s;
}

static void tear_down(setting *s)
{
  iw_bvse_destroy(s->field);
  iw_symmetry_destroy(s->symmetry);
  iw_structure_destroy(s->structure);
}

/* Points copied by symmetry carry the energies they have themselves. */
static void symmetry_changes_no_energy(void)
{
  static void (*const makers[])(crystal *) = {crystal_olivine, crystal_layered,
                                              crystal_fluorite};

  for (size_t m = 0; m < sizeof makers / sizeof *makers; m++) {
    crystal c;
    setting s;
    iw_landscape *copied;
    const int32_t *n;
    size_t point = 0;

    makers[m](&c);
    s = set_up(&c);
    CHECK_INT(iw_landscape_compute(ctx, s.field, s.structure, s.symmetry, NULL,
                                   &copied),
              IW_OK);
    n = iw_landscape_grid(copied);
    CHECK(iw_landscape_n_irreducible(copied) * 4 <
          iw_landscape_n_points(copied));
    for (int k = 0; k < 3; k++)
      CHECK(sqrt(c.lattice[k][0] * c.lattice[k][0] +
                 c.lattice[k][1] * c.lattice[k][1] +
                 c.lattice[k][2] * c.lattice[k][2]) /
                n[k] <=
            0.2 + 1e-9);
    for (int32_t i = 0; i < n[0]; i++) {
      for (int32_t j = 0; j < n[1]; j++) {
        for (int32_t k = 0; k < n[2]; k++, point++) {
          const double frac[3] = {(double)i / n[0], (double)j / n[1],
                                  (double)k / n[2]};
          const double e = iw_landscape_energies(copied)[point];
          iw_bvse_value value;

          if (point % 17 != 0) /* every point would take a while */
            continue;
          iw_bvse_evaluate(s.field, frac, &value);
          CHECK_NEAR(e, value.energy_ev, 1e-10 * (1 + fabs(e)));
        }
      }
    }
    iw_landscape_destroy(copied);
    tear_down(&s);
  }
}

/* A grid that the group does not fit still gives right energies. */
static void an_odd_grid_uses_the_operations_that_fit(void)
{
  iw_landscape_options options;
  iw_landscape *l;
  crystal c;
  setting s;
  size_t where;
  double lowest;

  crystal_olivine(&c);
  s = set_up(&c);
  iw_landscape_options_default(&options);
  options.grid[0] = 31;
  options.grid[1] = 17;
  options.grid[2] = 13;
  CHECK_INT(
      iw_landscape_compute(ctx, s.field, s.structure, s.symmetry, &options, &l),
      IW_OK);
  CHECK_INT(iw_landscape_n_points(l), 31 * 17 * 13);
  /* Pnma has halves in the translations of all operations but the inversion */
  CHECK_INT(iw_landscape_n_irreducible(l), (31 * 17 * 13 + 1) / 2);
  lowest = iw_landscape_lowest(l, &where);
  CHECK_NEAR(iw_landscape_energies(l)[where], lowest, 0);
  for (size_t p = 0; p < iw_landscape_n_points(l); p++)
    CHECK(iw_landscape_energies(l)[p] >= lowest);
  iw_landscape_destroy(l);
  tear_down(&s);
}

static int stop_at_once(const char *stage, size_t done, size_t total,
                        void *user)
{
  (void)stage;
  (void)done;
  (void)total;
  (void)user;
  return 1;
}

static void cancelled_and_bad_options(void)
{
  iw_landscape_options options;
  iw_landscape *l;
  crystal c;
  setting s;

  crystal_fluorite(&c);
  s = set_up(&c);
  iw_context_set_progress(ctx, stop_at_once, NULL);
  CHECK_INT(
      iw_landscape_compute(ctx, s.field, s.structure, s.symmetry, NULL, &l),
      IW_E_CANCELLED);
  CHECK(l == NULL);
  iw_context_set_progress(ctx, NULL, NULL);
  iw_landscape_options_default(&options);
  options.step_ang = 0;
  CHECK_INT(
      iw_landscape_compute(ctx, s.field, s.structure, s.symmetry, &options, &l),
      IW_E_ARGUMENT);
  options.step_ang = 0.2;
  options.grid[0] = 5;
  CHECK_INT(
      iw_landscape_compute(ctx, s.field, s.structure, s.symmetry, &options, &l),
      IW_E_ARGUMENT);
  tear_down(&s);
}

/* In fluorite F sits at 1/4 1/4 1/4, where all directions are alike. */
static void symmetry_fixes_the_minimum(void)
{
  static const double near_minimum[3] = {0.27, 0.24, 0.26};
  iw_stationary minimum, saddle;
  crystal c;
  setting s;

  crystal_fluorite(&c);
  s = set_up(&c);
  CHECK_INT(iw_bvse_minimum(ctx, s.field, near_minimum, &minimum), IW_OK);
  for (int k = 0; k < 3; k++)
    CHECK_NEAR(minimum.frac[k], 0.25, 1e-5);
  CHECK_INT(minimum.order, 0);
  CHECK(minimum.energy_error_ev < 1e-10);
  CHECK_NEAR(minimum.eigenvalues_ev_ang2[0], minimum.eigenvalues_ev_ang2[2],
             1e-5);
  CHECK_INT(iw_bvse_saddle(ctx, s.field, minimum.frac, 0.05, &saddle),
            IW_E_NOT_CONVERGED);
  CHECK_HOLDS(iw_context_message(ctx), "no saddle found");
  CHECK_INT(iw_bvse_saddle(ctx, s.field, near_minimum, -1, &saddle),
            IW_E_ARGUMENT);
  tear_down(&s);
}

/* In the olivine 0 0 1/2 is a centre of inversion half-way between two Li: the
 * gradient vanishes there, and it is the pass along c. */
static void symmetry_fixes_a_saddle(void)
{
  static const double near_centre[3] = {0.004, -0.008, 0.512};
  iw_stationary saddle;
  crystal c;
  setting s;

  crystal_olivine(&c);
  s = set_up(&c);
  CHECK_INT(iw_bvse_saddle(ctx, s.field, near_centre, 0.5, &saddle), IW_OK);
  for (int k = 0; k < 3; k++)
    CHECK_NEAR(saddle.frac[k], k == 2 ? 0.5 : 0.0, 1e-5);
  CHECK_INT(saddle.order, 1);
  CHECK(saddle.eigenvalues_ev_ang2[0] < 0 && saddle.eigenvalues_ev_ang2[1] > 0);
  tear_down(&s);
}

/* Thresholds do not depend on the grid they are found on. */
static void thresholds_do_not_depend_on_the_step(void)
{
  double first[3] = {0};
  crystal c;
  setting s;

  crystal_olivine(&c);
  s = set_up(&c);
  for (int round = 0; round < 4; round++) {
    iw_landscape_options options;
    iw_percolation *p;
    iw_landscape *l;

    iw_landscape_options_default(&options);
    options.step_ang = 0.15 + 0.05 * round;
    CHECK_INT(iw_landscape_compute(ctx, s.field, s.structure, s.symmetry,
                                   &options, &l),
              IW_OK);
    CHECK_INT(iw_percolation_compute(ctx, l, s.field, NULL, &p), IW_OK);
    for (int d = 1; d <= 3; d++) {
      const iw_percolation_event *e = iw_percolation_threshold(p, d);

      CHECK_INT(e->refined, 1);
      CHECK_INT(e->saddle.order, 1);
      CHECK(e->saddle.energy_error_ev < 1e-8);
      if (round == 0)
        first[d - 1] = e->barrier_ev;
      CHECK_NEAR(e->barrier_ev, first[d - 1], 1e-8);
    }
    iw_percolation_destroy(p);
    iw_landscape_destroy(l);
  }
  tear_down(&s);
}

int main(void)
{
  iw_context_create(&ctx);
  RUN(symmetry_changes_no_energy);
  RUN(an_odd_grid_uses_the_operations_that_fit);
  RUN(cancelled_and_bad_options);
  RUN(symmetry_fixes_the_minimum);
  RUN(symmetry_fixes_a_saddle);
  RUN(thresholds_do_not_depend_on_the_step);
  iw_context_destroy(ctx);
  return check_report();
}
