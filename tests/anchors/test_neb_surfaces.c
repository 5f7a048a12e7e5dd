/* SPDX-License-Identifier: BSD-3-Clause */
/* Bands on surfaces whose stationary points are known to 12 digits (Newton's
 * method, gradient below 1e-13), and what must not change them: direction,
 * frame, units, threads. */
#include "check.h"

#include "neb_cases.h"

static iw_context *ctx;

typedef struct surface {
  const char *name;
  int kind;
  const double *a, *b;
  double barrier_ev;
  double saddle[2];
} surface;

static const surface surfaces[] = {
    {"Mueller-Brown",
     CASE_MUELLER_BROWN,
     case_mb_a,
     case_mb_b,
     1.06034673701297,
     {-0.822001558733, 0.624312802815}},
    /* from the end as given, which is no minimum */
    {"LEPS I",
     CASE_LEPS_1,
     case_leps1_a,
     case_leps1_b,
     NAN,
     {1.149377993366, 0.862468769947}},
    {"LEPS II",
     CASE_LEPS_2,
     case_leps2_a,
     case_leps2_b,
     3.633951316559,
     {2.020827734366, -0.172901205459}},
};

static iw_neb *relax(neb_case_model *m, const surface *s, double tol,
                     iw_neb_method method, int reversed)
{
  const iw_energy energy = case_energy(m);
  iw_path *path = case_surface_path(ctx, m, reversed ? s->b : s->a,
                                    reversed ? s->a : s->b, 9);
  iw_neb_options o;
  iw_neb *neb;

  iw_neb_options_default(&o);
  o.force_tol_ev_ang = tol;
  o.method = method;
  CHECK_INT(iw_neb_relax(ctx, &energy, path, &o, &neb), IW_OK);
  iw_path_destroy(path);
  return neb;
}

static double barrier(const iw_neb *neb)
{
  return iw_neb_energies(neb)[iw_neb_highest(neb)] - iw_neb_energies(neb)[0];
}

static void saddle_is(const iw_neb *neb, const surface *s, double slack)
{
  const double *x = iw_path_image(iw_neb_path(neb), iw_neb_highest(neb))[0];
  double f[2];

  CHECK_NEAR(x[0], s->saddle[0], slack);
  CHECK_NEAR(x[1], s->saddle[1], slack);
  CHECK_NEAR(barrier(neb),
             isnan(s->barrier_ev)
                 ? case_surface(s->kind, s->saddle[0], s->saddle[1], f) -
                       case_surface(s->kind, s->a[0], s->a[1], f)
                 : s->barrier_ev,
             slack * slack * 10);
}

/* Force f leaves the climbing image f/lambda from the saddle; the softest
 * curvature of the three is 0.7 eV/Angstrom^2, the stiffest below 20. */
static void finds_the_saddles(void)
{
  for (int k = 0; k < 3; k++)
    for (int method = 0; method < 2; method++) {
      neb_case_model m = {.kind = surfaces[k].kind, .ev = 1, .ang = 1};
      iw_neb *neb = relax(&m, &surfaces[k], 1e-4, (iw_neb_method)method, 0);

      CHECK_INT(iw_neb_get_state(neb), IW_NEB_CONVERGED);
      CHECK(iw_neb_max_force(neb) < 1e-4);
      saddle_is(neb, &surfaces[k], 3e-4);
      printf("  %s, method %d: %zu calls to 1e-4\n", surfaces[k].name, method,
             iw_neb_n_calls(neb));
      iw_neb_destroy(neb);
    }
}

/* The forces handed out obey the rules: recomputed here from energies and
 * positions, without a call of the library's own. */
static void largest_force_is_the_bands(void)
{
  neb_case_model m = {.kind = CASE_MUELLER_BROWN, .ev = 1, .ang = 1};
  iw_neb *neb = relax(&m, &surfaces[0], 0.01, IW_NEB_LBFGS, 0);
  const size_t top = iw_neb_highest(neb);
  double most = 0;

  for (size_t i = 1; i < 8; i++) {
    const double *f = iw_neb_forces(neb, i)[0], *t = iw_neb_tangent(neb, i)[0];
    const double along = f[0] * t[0] + f[1] * t[1];
    const double share = i == top ? 2 : 1; /* across, and turned round */
    const double across =
        hypot(f[0] - share * along * t[0], f[1] - share * along * t[1]);

    CHECK_NEAR(hypot(t[0], t[1]), 1, 1e-12);
    if (i == top)
      CHECK_NEAR(iw_neb_image_force(neb, i), across, 1e-12);
    else
      CHECK(iw_neb_image_force(neb, i) >= across - 1e-12);
    most = fmax(most, iw_neb_image_force(neb, i));
  }
  CHECK_NEAR(iw_neb_max_force(neb), most, 0);
  CHECK(most < 0.01);
  iw_neb_destroy(neb);
}

static void backwards_is_the_reverse(void)
{
  for (int k = 0; k < 3; k++) {
    neb_case_model m = {.kind = surfaces[k].kind, .ev = 1, .ang = 1};
    iw_neb *neb = relax(&m, &surfaces[k], 1e-4, IW_NEB_LBFGS, 0);
    iw_neb *back = relax(&m, &surfaces[k], 1e-4, IW_NEB_LBFGS, 1);

    /* images slide along the path by force over spring: 1e-4/0.1; on LEPS I
     * another one of them climbs, the fourth from the start either way */
    for (size_t i = 0; i < 9 && k != 1; i++)
      CHECK_NEAR(iw_neb_energies(back)[8 - i], iw_neb_energies(neb)[i], 5e-3);
    CHECK_NEAR(iw_neb_energies(back)[iw_neb_highest(back)],
               iw_neb_energies(neb)[iw_neb_highest(neb)], 1e-6);
    iw_neb_destroy(back);
    iw_neb_destroy(neb);
  }
}

static void any_frame_will_do(void)
{
  for (int k = 0; k < 8; k++) {
    neb_case_model m = {
        .kind = CASE_MUELLER_BROWN, .ev = 1, .ang = 1, .turn = 0.8 * k};
    iw_neb *neb = relax(&m, &surfaces[0], 0.01, IW_NEB_LBFGS, 0);

    CHECK_NEAR(barrier(neb), 1.06034673701297, 2e-4); /* f^2/(2 lambda) */
    CHECK(iw_neb_n_calls(neb) <= 200);
    iw_neb_destroy(neb);
  }
}

/* Powers of two change no digit, so calls and barrier are the same bits; other
 * units round, but take the same calls. */
static void any_unit_will_do(void)
{
  static const double evs[] = {1, 1024, 1.0 / 1024, 1000, 1e-3},
                      angs[] = {1, 1024, 1.0 / 1024, 1e-3, 1e3};
  size_t calls = 0;
  double first = 0;

  for (int k = 0; k < 5; k++)
    for (int l = 0; l < 5; l++) {
      neb_case_model m = {
          .kind = CASE_MUELLER_BROWN, .ev = evs[k], .ang = angs[l]};
      iw_neb *neb =
          relax(&m, &surfaces[0], 0.01 * m.ev / m.ang, IW_NEB_LBFGS, 0);

      if (k == 0 && l == 0) {
        calls = iw_neb_n_calls(neb);
        first = barrier(neb);
      }
      CHECK_INT(iw_neb_n_calls(neb), calls);
      CHECK_NEAR(barrier(neb) / m.ev, first, k < 3 && l < 3 ? 0 : 1e-9);
      iw_neb_destroy(neb);
    }
}

static void threads_change_no_bit(void)
{
  neb_case_model m = {.kind = CASE_LEPS_2, .ev = 1, .ang = 1};
  iw_neb *neb[2];

  for (int k = 0; k < 2; k++) {
    CHECK_INT(iw_context_set_threads(ctx, k == 0 ? 1 : 4), IW_OK);
    neb[k] = relax(&m, &surfaces[2], 0.01, IW_NEB_LBFGS, 0);
  }
  iw_context_set_threads(ctx, 1);
  CHECK_INT(iw_neb_n_calls(neb[0]), iw_neb_n_calls(neb[1]));
  CHECK(memcmp(iw_neb_energies(neb[0]), iw_neb_energies(neb[1]),
               9 * sizeof(double)) == 0);
  for (size_t i = 0; i < 9; i++)
    CHECK(memcmp(iw_path_image(iw_neb_path(neb[0]), i),
                 iw_path_image(iw_neb_path(neb[1]), i),
                 sizeof(double[3])) == 0);
  iw_neb_destroy(neb[0]);
  iw_neb_destroy(neb[1]);
}

/* Energy-weighted springs crowd the images at the top and change no saddle. */
static void weighted_springs_keep_the_saddle(void)
{
  const surface *s = &surfaces[2];
  neb_case_model m = {.kind = s->kind, .ev = 1, .ang = 1};
  const iw_energy energy = case_energy(&m);
  iw_path *path = case_surface_path(ctx, &m, s->a, s->b, 9);
  double near[2];

  for (int weighted = 0; weighted < 2; weighted++) {
    iw_neb_options o;
    iw_neb *neb;
    double x[9];
    size_t top;

    iw_neb_options_default(&o);
    o.force_tol_ev_ang = 1e-3;
    o.energy_weighted = weighted;
    CHECK_INT(iw_neb_relax(ctx, &energy, path, &o, &neb), IW_OK);
    saddle_is(neb, s, 2e-3);
    iw_path_coordinate(iw_neb_path(neb), x);
    top = iw_neb_highest(neb);
    near[weighted] = (x[top + 1] - x[top - 1]) / x[8];
    iw_neb_destroy(neb);
  }
  CHECK(near[1] < 0.9 * near[0]);
  iw_path_destroy(path);
}

int main(void)
{
  if (iw_context_create(&ctx) != IW_OK)
    return 1;
  RUN(finds_the_saddles);
  RUN(largest_force_is_the_bands);
  RUN(backwards_is_the_reverse);
  RUN(any_frame_will_do);
  RUN(any_unit_will_do);
  RUN(threads_change_no_bit);
  RUN(weighted_springs_keep_the_saddle);
  iw_context_destroy(ctx);
  return check_report();
}
