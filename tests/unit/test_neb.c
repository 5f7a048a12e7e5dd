/* SPDX-License-Identifier: BSD-3-Clause */
/* The rules of the band on energies and places made by hand, its profile
 * against closed forms, and what becomes of bad bands. */
#include "check.h"

#include "neb_cases.h"
#include "neb_force.h"
#include "neb_stiffness.h"
#include "path.h"

static iw_context *ctx;

static const double before[3] = {0, 0, 0}, here[3] = {1, 0, 0},
                    after[3] = {1, 2, 0};

static void tangent_is(double e0, double e1, double e2, double x, double y)
{
  const double e[3] = {e0, e1, e2}, size = sqrt(x * x + y * y);
  double t[3];

  iwi_neb_tangent(before, here, after, e, 1e-9, 3, t);
  CHECK_NEAR(t[0], x / size, 1e-15);
  CHECK_NEAR(t[1], y / size, 1e-15);
  CHECK_NEAR(t[2], 0, 0);
}

/* The step before is (1,0), the one after (0,2). */
static void takes_the_uphill_neighbour(void)
{
  tangent_is(0, 1, 2, 0, 2);
  tangent_is(2, 1, 0, 1, 0);
}

static void mixes_at_an_extremum(void)
{
  /* maximum, right neighbour higher: larger difference 3 weighs the step after
   */
  tangent_is(0, 3, 1, 2, 2 * 3);
  tangent_is(1, 3, 0, 3, 2 * 2);
  /* minimum */
  tangent_is(4, 1, 3, 3, 2 * 2);
}

static void ties_do_not_turn_it(void)
{
  tangent_is(0, 1, 0, 1, 2);
  tangent_is(0, 1, 1e-12, 1, 2);
  tangent_is(1e-12, 1, 0, 1, 2);
  tangent_is(0.5, 0.5, 0.5, 1, 1); /* flat: the bisector */
  tangent_is(0.5, 0.5 + 1e-12, 0.5, 1, 1);
}

static void coinciding_images_have_none(void)
{
  const double e[3] = {0, 1, 0};
  double t[3];

  iwi_neb_tangent(here, here, here, e, 1e-9, 3, t);
  CHECK(t[0] == 0 && t[1] == 0 && t[2] == 0);
}

static void projects_forces(void)
{
  const double f[3] = {3, 4, 5}, t[3] = {0, 1, 0};
  double out[3];

  iwi_neb_nudged(f, t, 7, 3, out);
  CHECK(out[0] == 3 && out[1] == 7 && out[2] == 5);
  iwi_neb_climbing(f, t, 3, out);
  CHECK(out[0] == 3 && out[1] == -4 && out[2] == 5);
}

static void stiffens_springs_near_the_top(void)
{
  const iwi_neb_springs s = {
      .soft = 1, .stiff = 5, .reference_ev = 2, .top_ev = 4};

  CHECK_NEAR(iwi_neb_spring(&s, 0, 1), 1, 0);
  CHECK_NEAR(iwi_neb_spring(&s, 1, 3), 3, 1e-15);
  CHECK_NEAR(iwi_neb_spring(&s, 4, 3), 5, 1e-15);
}

/* Three atoms of two elements in a big cell; a step that stretches both kinds
 * of springs has one answer. */
static void learns_stiffness(void)
{
  static const double x[6][3] = {{1, 1, 1}, {3, 1, 1}, {1, 3.5, 1},
                                 {1, 1, 1}, {3, 1, 1}, {1, 3.5, 1}};
  static const int32_t elements[3] = {8, 15, 3};
  const double step[9] = {0.01, -0.02, 0.005, 0.03, 0.01, 0, 0.01, 0.02, -0.01};
  double change[9] = {0}, v[9], back[9];
  iw_path_spec spec;
  iw_path *path;
  iwi_stiffness *s;

  iw_path_spec_default(&spec);
  for (int c = 0; c < 3; c++)
    spec.lattice_ang[c][c] = 20;
  spec.n_atoms = 3;
  spec.elements = elements;
  spec.n_images = 2;
  spec.cart_ang = x;
  CHECK_INT(iw_path_create(ctx, &spec, &path), IW_OK);
  CHECK_INT(iwi_stiffness_create(ctx, path, &s), IW_OK);
  /* O-P along x holds with 50, O-Li along y with 0.5; P-Li, along (2,-2.5),
   * with 0 */
  change[3] = 50 * (step[3] - step[0]);
  change[0] = -change[3];
  change[7] = 0.5 * (step[7] - step[1]);
  change[1] = -change[7];
  iwi_stiffness_fit(s, step, change);
  for (int k = 0; k < 9; k++)
    v[k] = k == 3;
  iwi_stiffness_apply(s, v, back);
  /* besides, every atom is held by 0.3 of the mean stiffness, a ninth of the
   * trace 2 (50 + 0.5) */
  CHECK_NEAR(back[0], -50, 1e-6);
  CHECK_NEAR(back[3], 50 + 0.3 * 101.0 / 9, 1e-6);
  v[7] = 2;
  iwi_stiffness_apply(s, v, back);
  iwi_stiffness_solve(s, back, v);
  for (int k = 0; k < 9; k++) /* solved to 1e-3 of the force */
    CHECK_NEAR(v[k], k == 3 ? 1 : k == 7 ? 2 : 0, 0.02);
  iwi_stiffness_destroy(s);
  iw_path_destroy(path);
}

static iw_neb *relax(neb_case_model *m, const iw_path *path,
                     const iw_neb_options *o, iw_status want)
{
  const iw_energy energy = case_energy(m);
  iw_neb *neb;

  CHECK_INT(iw_neb_relax(ctx, &energy, path, o, &neb), want);
  return neb;
}

static double barrier(const iw_neb *neb)
{
  return iw_neb_energies(neb)[iw_neb_highest(neb)] - iw_neb_energies(neb)[0];
}

/* On the ridge the images stay on the line y = 0, where E = (1 - x^2)^2. */
static void profile_is_smooth(void)
{
  neb_case_model m = {.kind = CASE_RIDGE, .ev = 1, .ang = 1};
  iw_path *path =
      case_surface_path(ctx, &m, (double[]){-1, 0}, (double[]){1, 0}, 9);
  iw_neb *neb = relax(&m, path, NULL, IW_OK);
  double s[41], e[41];
  iw_neb_extremum extrema[4];
  size_t n;

  iw_neb_profile(neb, 41, s, e);
  for (int i = 0; i < 41; i++) {
    const double x = -1 + s[i];

    CHECK_NEAR(s[i], 2 * i / 40.0, 1e-12);
    /* a cubic on 1/4: at most max E''''/384 (1/4)^4 = 24/384/256 */
    CHECK_NEAR(e[i], (1 - x * x) * (1 - x * x), 24.0 / 384 / 256 * 1.01);
  }
  iw_neb_extrema(neb, extrema, 4, &n);
  CHECK_INT(n, 1);
  CHECK(extrema[0].is_maximum);
  CHECK_NEAR(extrema[0].s_ang, 1, 1e-6);
  CHECK_NEAR(extrema[0].energy_ev, 1, 1e-9);
  iw_neb_extrema(neb, NULL, 0, &n);
  CHECK_INT(n, 1);
  iw_neb_destroy(neb);
  iw_path_destroy(path);
}

static void leaves_a_symmetric_ridge(void)
{
  neb_case_model m = {.kind = CASE_RIDGE, .ev = 1, .ang = 1};
  iw_path *path =
      case_surface_path(ctx, &m, (double[]){-1, 0}, (double[]){1, 0}, 9);
  iw_neb_options o;
  iw_neb *neb;

  iw_neb_options_default(&o);
  neb = relax(&m, path, &o, IW_OK);
  CHECK_NEAR(barrier(neb), 1, 1e-9); /* no force off the line */
  iw_neb_destroy(neb);
  o.break_symmetry = 1;
  o.force_tol_ev_ang = 1e-4;
  neb = relax(&m, path, &o, IW_OK);
  CHECK_NEAR(barrier(neb), 0.75, 1e-6);
  iw_neb_destroy(neb);
  iw_path_destroy(path);
}

static void tells_a_way_without_barrier(void)
{
  neb_case_model m = {.kind = CASE_RIDGE, .ev = 1, .ang = 1};
  iw_path *path =
      case_surface_path(ctx, &m, (double[]){-1, 0}, (double[]){-0.5, 0}, 6);
  iw_path *back;
  iw_neb *neb = relax(&m, path, NULL, IW_OK);

  CHECK_INT(iw_neb_get_state(neb), IW_NEB_NO_BARRIER);
  CHECK_HOLDS(iw_neb_reason(neb), "the end is the highest image");
  iw_neb_destroy(neb);
  CHECK_INT(iw_path_reversed(ctx, path, &back), IW_OK);
  neb = relax(&m, back, NULL, IW_OK);
  CHECK_INT(iw_neb_get_state(neb), IW_NEB_NO_BARRIER);
  CHECK_HOLDS(iw_neb_reason(neb), "the start is the highest image");
  iw_neb_destroy(neb);
  iw_path_destroy(back);
  iw_path_destroy(path);
}

static void tells_identical_ends(void)
{
  neb_case_model m = {.kind = CASE_RIDGE, .ev = 1, .ang = 1};
  iw_path *path =
      case_surface_path(ctx, &m, (double[]){0.5, 0}, (double[]){0.5, 0}, 5);
  iw_neb *neb = relax(&m, path, NULL, IW_OK);

  CHECK_INT(iw_neb_get_state(neb), IW_NEB_IDENTICAL_ENDS);
  CHECK_NEAR(iw_neb_energies(neb)[4], 0.5625, 1e-15);
  CHECK_NEAR(iw_neb_energies(neb)[0], 0.5625, 1e-15);
  iw_neb_destroy(neb);
  iw_path_destroy(path);
}

/* An atom led straight through another one. */
static void tells_a_hop_through_an_atom(void)
{
  static const double x[4][3] = {{5, 5, 5}, {2, 5, 5}, {5, 5, 5}, {8, 5, 5}};
  static const int32_t elements[2] = {18, 18};
  neb_case_model m = {.kind = CASE_LENNARD_JONES, .ev = 1, .ang = 1};
  iw_path_spec spec;
  iw_path *ends, *path;
  iw_neb *neb;

  iw_path_spec_default(&spec);
  for (int c = 0; c < 3; c++)
    spec.lattice_ang[c][c] = 20;
  spec.n_atoms = 2;
  spec.elements = elements;
  spec.n_images = 2;
  spec.cart_ang = x;
  CHECK_INT(iw_path_create(ctx, &spec, &ends), IW_OK);
  CHECK_INT(iw_path_straight(ctx, ends, 5, &path), IW_OK);
  neb = relax(&m, path, NULL, IW_E_NOT_CONVERGED);
  CHECK(neb != NULL);
  CHECK_INT(iw_neb_get_state(neb), IW_NEB_COLLISION);
  CHECK_HOLDS(iw_neb_reason(neb), "image 2: atoms 1 and 2 are 0 Angstrom");
  CHECK_INT(m.n_calls, 0);
  iw_neb_destroy(neb);
  iw_path_destroy(path);
  /* distances that change evenly lead around it */
  CHECK_INT(iw_path_idpp(ctx, ends, 5, &path), IW_OK);
  neb = relax(&m, path, NULL, IW_OK);
  /* where they turn about each other and may go farther apart: no barrier */
  CHECK_INT(iw_neb_get_state(neb), IW_NEB_NO_BARRIER);
  iw_neb_destroy(neb);
  iw_path_destroy(path);
  iw_path_destroy(ends);
}

static void tells_images_that_meet(void)
{
  neb_case_model m = {.kind = CASE_MUELLER_BROWN, .ev = 1, .ang = 1};
  iw_path *path = case_surface_path(ctx, &m, case_mb_a, case_mb_b, 5), *bad;
  double x[5][3];
  iw_neb *neb;

  for (int i = 0; i < 5; i++)
    memcpy(x[i], iw_path_image(path, (size_t)i), sizeof x[i]);
  memcpy(x[2], x[1], sizeof x[1]);
  CHECK_INT(iwi_path_with_images(ctx, path, (const double(*)[3])x, 5, &bad),
            IW_OK);
  neb = relax(&m, bad, NULL, IW_E_NOT_CONVERGED);
  CHECK_INT(iw_neb_get_state(neb), IW_NEB_COLLISION);
  CHECK_HOLDS(iw_neb_reason(neb), "images 1 and 2 are 0 Angstrom apart");
  iw_neb_destroy(neb);
  iw_path_destroy(bad);
  iw_path_destroy(path);
}

static void survives_a_model_without_number(void)
{
  neb_case_model m = {
      .kind = CASE_MUELLER_BROWN, .ev = 1, .ang = 1, .fails_at = 40};
  iw_path *path = case_surface_path(ctx, &m, case_mb_a, case_mb_b, 9);
  iw_neb *neb = relax(&m, path, NULL, IW_E_ENERGY);
  double f[2];

  CHECK(neb != NULL);
  CHECK_INT(iw_neb_get_state(neb), IW_NEB_ENERGY_FAILED);
  CHECK_HOLDS(iw_context_message(ctx), "not finite");
  CHECK_HOLDS(iw_neb_reason(neb), "image");
  for (size_t i = 0; i < 9; i++) { /* the last complete band is whole */
    const double *x = iw_path_image(iw_neb_path(neb), i)[0];

    CHECK_NEAR(iw_neb_energies(neb)[i], case_surface(m.kind, x[0], x[1], f),
               1e-12);
    CHECK_NEAR(iw_neb_forces(neb, i)[0][0], f[0], 1e-10);
  }
  iw_neb_destroy(neb);
  m.fails_at = 1;
  m.n_calls = 0;
  neb = relax(&m, path, NULL, IW_E_ENERGY);
  CHECK(neb != NULL && isnan(iw_neb_energies(neb)[0]));
  iw_neb_destroy(neb);
  iw_path_destroy(path);
}

static void runs_out_of_steps(void)
{
  neb_case_model m = {.kind = CASE_MUELLER_BROWN, .ev = 1, .ang = 1};
  iw_path *path = case_surface_path(ctx, &m, case_mb_a, case_mb_b, 9);
  iw_neb_options o;
  iw_neb *neb;

  iw_neb_options_default(&o);
  o.max_steps = 3;
  neb = relax(&m, path, &o, IW_E_NOT_CONVERGED);
  CHECK_INT(iw_neb_get_state(neb), IW_NEB_OUT_OF_STEPS);
  CHECK_INT(iw_neb_n_steps(neb), 3);
  CHECK_INT(iw_neb_n_calls(neb), 4 * 7 + 1);
  CHECK_INT(m.n_calls, 4 * 7 + 1 + 2);
  CHECK_HOLDS(iw_neb_reason(neb), "after 3 steps");
  CHECK_TEXT(iw_neb_state_text(iw_neb_get_state(neb)), "out of steps");
  iw_neb_destroy(neb);
  iw_path_destroy(path);
}

typedef struct stop {
  size_t at;
  double x[9][3];
} stop;

static iw_status stop_there(iw_context *c, const iw_neb_checkpoint *at,
                            void *user)
{
  stop *s = user;

  (void)c;
  memcpy(s->x, at->cart_ang, at->n_images * sizeof(double[3]));
  return at->n_steps == s->at ? IW_E_CANCELLED : IW_OK;
}

static void goes_on_from_a_checkpoint(void)
{
  neb_case_model m = {.kind = CASE_MUELLER_BROWN, .ev = 1, .ang = 1};
  iw_path *path = case_surface_path(ctx, &m, case_mb_a, case_mb_b, 9), *rest;
  stop s = {.at = 12};
  iw_neb_options o;
  iw_neb *whole, *neb;

  iw_neb_options_default(&o);
  o.force_tol_ev_ang = 1e-3;
  whole = relax(&m, path, &o, IW_OK);
  o.checkpoint = stop_there;
  o.checkpoint_user = &s;
  CHECK(relax(&m, path, &o, IW_E_CANCELLED) == NULL);
  CHECK_INT(iwi_path_with_images(ctx, path, (const double(*)[3])s.x, 9, &rest),
            IW_OK);
  o.checkpoint = NULL;
  neb = relax(&m, rest, &o, IW_OK);
  /* the same saddle to f^2/(2 lambda), lambda about 2 eV/Angstrom^2 */
  CHECK_NEAR(barrier(neb), barrier(whole), 1e-6);
  CHECK(iw_neb_n_steps(neb) <= iw_neb_n_steps(whole));
  iw_neb_destroy(neb);
  iw_neb_destroy(whole);
  iw_path_destroy(rest);
  iw_path_destroy(path);
}

static void refuses_bad_options(void)
{
  neb_case_model m = {.kind = CASE_MUELLER_BROWN, .ev = 1, .ang = 1};
  iw_path *path = case_surface_path(ctx, &m, case_mb_a, case_mb_b, 9), *ends;
  iw_neb_options o;

  iw_neb_options_default(&o);
  o.force_tol_ev_ang = 0;
  CHECK(relax(&m, path, &o, IW_E_ARGUMENT) == NULL);
  iw_neb_options_default(&o);
  o.spring_ev_ang2 = -1;
  CHECK(relax(&m, path, &o, IW_E_ARGUMENT) == NULL);
  iw_neb_options_default(&o);
  o.struct_size = 8;
  CHECK(relax(&m, path, &o, IW_E_ARGUMENT) == NULL);
  iw_neb_options_default(&o);
  o.method = (iw_neb_method)9;
  CHECK(relax(&m, path, &o, IW_E_ARGUMENT) == NULL);
  CHECK_INT(iw_path_straight(ctx, path, 2, &ends), IW_OK);
  CHECK(relax(&m, ends, NULL, IW_E_ARGUMENT) == NULL);
  CHECK_HOLDS(iw_context_message(ctx), "no image between");
  CHECK_INT(m.n_calls, 0);
  iw_path_destroy(ends);
  iw_path_destroy(path);
}

int main(void)
{
  if (iw_context_create(&ctx) != IW_OK)
    return 1;
  RUN(takes_the_uphill_neighbour);
  RUN(mixes_at_an_extremum);
  RUN(ties_do_not_turn_it);
  RUN(coinciding_images_have_none);
  RUN(projects_forces);
  RUN(stiffens_springs_near_the_top);
  RUN(learns_stiffness);
  RUN(profile_is_smooth);
  RUN(leaves_a_symmetric_ridge);
  RUN(tells_a_way_without_barrier);
  RUN(tells_identical_ends);
  RUN(tells_a_hop_through_an_atom);
  RUN(tells_images_that_meet);
  RUN(survives_a_model_without_number);
  RUN(runs_out_of_steps);
  RUN(goes_on_from_a_checkpoint);
  RUN(refuses_bad_options);
  iw_context_destroy(ctx);
  return check_report();
}
