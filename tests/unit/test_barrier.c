/* SPDX-License-Identifier: BSD-3-Clause */
/* From two ends to a certified barrier, on surfaces whose stationary points
 * are known: Mueller-Brown, a mirror plane with a trap on it, a slope. */
#include "check.h"

#include <math.h>
#include <string.h>

#include <ionway/ionway.h>

static iw_context *ctx;

/* ---- surfaces: one atom, energy of x and y in a cell of 40 Angstrom -------
 */

#define CELL 40.0

typedef void surface_fn(const double x[2], double *energy, double force[2]);

typedef struct surface {
  surface_fn *fn;
  int fail_from; /* call number from which it gives no number; 0: never */
  int calls;
} surface;

static iw_status evaluate(iw_context *c, const iw_energy_atoms *atoms,
                          void *workspace, iw_energy_result *result, void *user)
{
  surface *s = user;
  const double x[2] = {CELL * atoms->frac[0][0], CELL * atoms->frac[0][1]};
  const double z = CELL * atoms->frac[0][2];
  double force[2];

  (void)c;
  (void)workspace;
  s->fn(x, &result->energy_ev, force);
  result->energy_ev += 0.5 * 20 * z * z;
  if (result->forces_ev_ang != NULL) {
    result->forces_ev_ang[0][0] = force[0];
    result->forces_ev_ang[0][1] = force[1];
    result->forces_ev_ang[0][2] = -20 * z;
  }
  if (s->fail_from > 0 && ++s->calls >= s->fail_from)
    result->energy_ev = NAN;
  return IW_OK;
}

/* Mueller and Brown's surface, a hundredth of it in eV. */
static void mueller_brown(const double x[2], double *energy, double force[2])
{
  static const double A[4] = {-2, -1, -1.7, 0.15}, a[4] = {-1, -1, -6.5, 0.7},
                      b[4] = {0, 0, 11, 0.6}, c[4] = {-10, -10, -6.5, 0.7},
                      x0[4] = {1, 0, -0.5, -1}, y0[4] = {0, 0.5, 1.5, 1};

  *energy = force[0] = force[1] = 0;
  for (int i = 0; i < 4; i++) {
    const double dx = x[0] - x0[i], dy = x[1] - y0[i];
    const double e =
        A[i] * exp(a[i] * dx * dx + b[i] * dx * dy + c[i] * dy * dy);

    *energy += e;
    force[0] -= e * (2 * a[i] * dx + b[i] * dy);
    force[1] -= e * (b[i] * dx + 2 * c[i] * dy);
  }
}

/* Minima at (+-1, 0). On the mirror plane y = 0 the way over (0, 0) has two
 * negative modes; the true saddles are (0, +-1/2), 1/8 below it:
 * V = (x^2 - 1)^2 + (2 x^2 - 1) y^2 + 2 y^4. */
static void trap(const double x[2], double *energy, double force[2])
{
  const double u = x[0], v = x[1];

  *energy =
      (u * u - 1) * (u * u - 1) + (2 * u * u - 1) * v * v + 2 * v * v * v * v;
  force[0] = -(4 * u * (u * u - 1) + 4 * u * v * v);
  force[1] = -(2 * (2 * u * u - 1) * v + 8 * v * v * v);
}

/* Minima at (-1, 0), (1, 0), (3, 0), exactly; along y = 0 the tops (0, 0) and
 * (2, 0) at 1 and 0.9, both ridges: the saddles beside the first one are
 * (0, +-1/sqrt(8)), 1/32 below it. */
static void two_traps(const double x[2], double *energy, double force[2])
{
  const double u = x[0], v2 = x[1] * x[1], pi = acos(-1);
  const double a = cos(pi * u), da = -pi * sin(pi * u);
  const double height = 1 - 0.05 * (1 + cos(0.5 * pi * (u - 2)));
  const double dheight = 0.025 * pi * sin(0.5 * pi * (u - 2));

  *energy = 0.5 * (1 + a) * height + (0.25 - 0.75 * a) * v2 + 2 * v2 * v2;
  force[0] = -(0.5 * da * height + 0.5 * (1 + a) * dheight - 0.75 * da * v2);
  force[1] = -(2 * (0.25 - 0.75 * a) + 8 * v2) * x[1];
}

/* One minimum at the origin. */
static void bowl(const double x[2], double *energy, double force[2])
{
  *energy = x[0] * x[0] + 2 * x[1] * x[1];
  force[0] = -2 * x[0];
  force[1] = -4 * x[1];
}

/* Minima at (+-1, +-1/2), at 0; between two of them, at (+-1, 0), a saddle 1/4
 * above, which the plane y = 0 holds; saddles at (0, +-1/2), at 1. */
static void four_minima(const double x[2], double *energy, double force[2])
{
  const double u = x[0] * x[0] - 1, v = x[1] * x[1] - 0.25;

  *energy = u * u + 4 * v * v;
  force[0] = -4 * u * x[0];
  force[1] = -16 * v * x[1];
}

static iw_energy model_of(surface *s)
{
  return (iw_energy){.struct_size = sizeof(iw_energy),
                     .name = "surface",
                     .evaluate = evaluate,
                     .user = s,
                     .provides = IW_ENERGY_FORCES};
}

static iw_path *ends_of(double ax, double ay, double bx, double by)
{
  const int32_t element = 3;
  const double cart[2][3] = {{ax, ay, 0}, {bx, by, 0}};
  iw_path_spec spec;
  iw_path *path = NULL;

  iw_path_spec_default(&spec);
  for (int k = 0; k < 3; k++)
    spec.lattice_ang[k][k] = CELL;
  spec.n_atoms = 1;
  spec.elements = &element;
  spec.n_images = 2;
  spec.cart_ang = cart;
  CHECK_INT(iw_path_create(ctx, &spec, &path), IW_OK);
  return path;
}

/* Exact stationary energies, by Newton on the surface (spec values, eV). */
#define MB_A  -1.46699517209954
#define MB_B  -1.08166724116852
#define MB_AC -0.40664843508657

static void goes_over_the_intermediate_minimum(void)
{
  surface s = {.fn = mueller_brown};
  const iw_energy model = model_of(&s);
  iw_path *ends = ends_of(-0.55, 1.44, 0.62, 0.03);
  iw_barrier_options options;
  const iw_barrier_result *r;
  iw_barrier *b = NULL;

  iw_barrier_options_default(&options);
  options.n_images = 9;
  options.relax.force_tol_ev_ang = 1e-4;
  CHECK_INT(iw_barrier_find(ctx, &model, ends, &options, &b), IW_OK);
  if (b == NULL) {
    printf("%s\n", iw_context_message(ctx));
    return;
  }
  r = iw_barrier_get(b);
  CHECK_TEXT(iw_barrier_reason(b), "");
  CHECK_INT(r->state, IW_BARRIER_CERTIFIED);
  CHECK_INT(r->n_segments, 2);
  CHECK_INT(r->highest, 0);
  /* 2e-6 eV: what residual forces of 1e-4 eV/Angstrom leave at the ends, on
   * modes of some 0.1 eV/Angstrom^2 */
  CHECK_NEAR(r->forward_ev, MB_AC - MB_A, 2e-6);
  CHECK_NEAR(r->reverse_ev, MB_AC - MB_B, 2e-6);
  CHECK(r->error_ev < 1e-6);
  CHECK(iw_barrier_segments(b)[0].saddle.eigenvalues_ev_ang2[0] < 0);
  CHECK(iw_barrier_segments(b)[0].saddle.eigenvalues_ev_ang2[1] > 0);
  CHECK_NEAR(iw_barrier_segments(b)[0].saddle_ang[0][0], -0.822001558733, 1e-3);
  CHECK_INT(iw_path_n_images(iw_barrier_path(b)), 17);
  iw_barrier_destroy(b);
  iw_path_destroy(ends);
}

static void profile_passes_through_the_images(void)
{
  surface s = {.fn = mueller_brown};
  const iw_energy model = model_of(&s);
  iw_path *ends = ends_of(-0.55, 1.44, 0.62, 0.03);
  iw_barrier_options options;
  iw_barrier *b = NULL;
  double curve_s[2001], curve_e[2001], at[64];
  size_t n;

  iw_barrier_options_default(&options);
  options.n_images = 9;
  CHECK_INT(iw_barrier_find(ctx, &model, ends, &options, &b), IW_OK);
  iw_barrier_profile(b, 2001, curve_s, curve_e);
  n = iw_path_n_images(iw_barrier_path(b));
  iw_path_coordinate(iw_barrier_path(b), at);
  CHECK_NEAR(curve_s[2000], at[n - 1], 1e-12);
  for (size_t i = 0; i < n; i++) {
    size_t k = 0;

    while (k < 2000 && curve_s[k + 1] <= at[i])
      k++;
    /* 0.02 eV: the slope of the surface times the spacing of the curve */
    CHECK_NEAR(curve_e[k], iw_barrier_energies(b)[i], 0.02);
  }
  iw_barrier_destroy(b);
  iw_path_destroy(ends);
}

static void leaves_the_mirror_plane(void)
{
  surface s = {.fn = trap};
  const iw_energy model = model_of(&s);
  iw_path *ends = ends_of(-1, 0, 1, 0);
  iw_barrier_options options;
  iw_barrier *b = NULL;

  iw_barrier_options_default(&options);
  CHECK_INT(iw_barrier_find(ctx, &model, ends, &options, &b), IW_OK);
  if (b == NULL)
    return;
  CHECK_INT(iw_barrier_get(b)->state, IW_BARRIER_CERTIFIED);
  /* over (0, 0) it would be 1 */
  CHECK_NEAR(iw_barrier_get(b)->forward_ev, 7.0 / 8, 1e-5);
  CHECK_NEAR(iw_barrier_get(b)->reverse_ev, 7.0 / 8, 1e-5);
  iw_barrier_destroy(b);
  iw_path_destroy(ends);
}

static void ends_leave_saddles(void)
{
  iw_path *ends = ends_of(-1.1, 0, 0.95, 0);
  iw_barrier_options options;

  iw_barrier_options_default(&options);
  for (int look = 0; look < 2; look++) {
    surface s = {.fn = four_minima};
    const iw_energy model = model_of(&s);
    const double end_ev = look ? 0 : 0.25;
    iw_barrier *b = NULL;

    options.check_minima = look;
    CHECK_INT(iw_barrier_find(ctx, &model, ends, &options, &b), IW_OK);
    if (b == NULL)
      break;
    CHECK_NEAR(iw_barrier_get(b)->ends[0].energy_ev, end_ev, 1e-5);
    CHECK_NEAR(iw_barrier_get(b)->ends[1].energy_ev, end_ev, 1e-5);
    CHECK_INT(iw_barrier_get(b)->state, IW_BARRIER_CERTIFIED);
    CHECK_NEAR(iw_barrier_get(b)->forward_ev, 1 - end_ev, 1e-5);
    iw_barrier_destroy(b);
  }
  iw_path_destroy(ends);
}

/* Wherever the model gives out: a number that is certified is right. */
static void certifies_no_wrong_number(void)
{
  iw_path *ends = ends_of(-1, 0, 1, 0);
  iw_barrier_options options;
  int n_calls = 1 << 30, n_certified = 0;

  iw_barrier_options_default(&options);
  for (int fail_from = n_calls; fail_from > 0;
       fail_from = (fail_from > n_calls ? n_calls : fail_from) - 1) {
    surface s = {.fn = trap, .fail_from = fail_from};
    const iw_energy model = model_of(&s);
    iw_barrier *b = NULL;

    CHECK_INT(iw_barrier_find(ctx, &model, ends, &options, &b), IW_OK);
    if (b == NULL)
      break;
    if (s.calls < n_calls && fail_from == 1 << 30)
      n_calls = s.calls;
    if (iw_barrier_get(b)->state == IW_BARRIER_CERTIFIED) {
      n_certified++;
      CHECK_NEAR(iw_barrier_get(b)->forward_ev, 7.0 / 8, 1e-5);
    }
    iw_barrier_destroy(b);
  }
  CHECK(n_certified > 0 && n_calls < 10000);
  iw_path_destroy(ends);
}

/* Two bands of so many images that together they have more than 256. */
static void leaves_a_ridge_on_a_long_route(void)
{
  surface s = {.fn = two_traps};
  const iw_energy model = model_of(&s);
  iw_path *ends = ends_of(-1, 0, 3, 0);
  iw_barrier_options options;
  iw_barrier *b = NULL;

  iw_barrier_options_default(&options);
  options.n_images = 151;
  options.neb.max_steps = 3000;
  options.saddle.max_steps = 0; /* a refinement would leave the ridge itself */
  options.saddle.force_tol_ev_ang = 0.05;
  CHECK_INT(iw_barrier_find(ctx, &model, ends, &options, &b), IW_OK);
  if (b != NULL) {
    const iw_barrier_result *r = iw_barrier_get(b);
    const iw_path *path = iw_barrier_path(b);

    CHECK_INT(r->state, IW_BARRIER_CERTIFIED);
    /* 1e-3 eV: the climbing image as the band leaves it */
    CHECK_NEAR(r->forward_ev, 31.0 / 32, 1e-3);
    CHECK_NEAR(r->reverse_ev, 31.0 / 32, 1e-3);
    CHECK_NEAR(iw_path_image(path, iw_path_n_images(path) - 1)[0][0], 3, 1e-3);
  }
  iw_barrier_destroy(b);
  iw_path_destroy(ends);
}

/* Images of one atom, and its element. */
static iw_path *given_path(const double (*cart)[3], size_t n_images,
                           int32_t element, double cell)
{
  iw_path_spec spec;
  iw_path *path = NULL;

  iw_path_spec_default(&spec);
  for (int k = 0; k < 3; k++)
    spec.lattice_ang[k][k] = cell;
  spec.n_atoms = 1;
  spec.elements = &element;
  spec.n_images = n_images;
  spec.cart_ang = cart;
  CHECK_INT(iw_path_create(ctx, &spec, &path), IW_OK);
  return path;
}

/* A file may have wrapped the atoms that a path starts from. */
static void takes_a_guess_whole_cells_away(void)
{
  const double inside[3][3] = {{-1, 0, 0}, {0, 0.6, 0}, {1, 0, 0}};
  const double wrapped[3][3] = {
      {-1 + CELL, 0, -CELL}, {CELL, 0.6, -CELL}, {1 + CELL, 0, -CELL}};
  surface s = {.fn = trap};
  const iw_energy model = model_of(&s);
  iw_path *ends = ends_of(-1, 0, 1, 0);
  iw_path *wrong[2] = {given_path(inside, 3, 11, CELL),
                       given_path(inside, 3, 3, 1.2 * CELL)};
  iw_barrier_options options;
  iw_barrier *b = NULL;

  iw_barrier_options_default(&options);
  for (int i = 0; i < 2; i++) {
    iw_path *guess = given_path(i == 0 ? inside : wrapped, 3, 3, CELL);

    options.guess = guess;
    CHECK_INT(iw_barrier_find(ctx, &model, ends, &options, &b), IW_OK);
    if (b != NULL) {
      CHECK_INT(iw_barrier_get(b)->state, IW_BARRIER_CERTIFIED);
      CHECK_NEAR(iw_barrier_get(b)->forward_ev, 7.0 / 8, 1e-5);
    }
    iw_barrier_destroy(b);
    iw_path_destroy(guess);
  }
  for (int i = 0; i < 2; i++) {
    options.guess = wrong[i];
    CHECK_INT(iw_barrier_find(ctx, &model, ends, &options, &b), IW_E_ARGUMENT);
    CHECK(b == NULL);
    iw_path_destroy(wrong[i]);
  }
  iw_path_destroy(ends);
}

static void reverse_is_the_reverse(void)
{
  surface s = {.fn = mueller_brown};
  const iw_energy model = model_of(&s);
  iw_path *ends = ends_of(-0.55, 1.44, 0.62, 0.03), *back = NULL;
  iw_barrier_options options;
  iw_barrier *b[2] = {NULL, NULL};

  iw_barrier_options_default(&options);
  options.relax.force_tol_ev_ang = 1e-4;
  CHECK_INT(iw_path_reversed(ctx, ends, &back), IW_OK);
  CHECK_INT(iw_barrier_find(ctx, &model, ends, &options, &b[0]), IW_OK);
  CHECK_INT(iw_barrier_find(ctx, &model, back, &options, &b[1]), IW_OK);
  if (b[0] != NULL && b[1] != NULL) {
    CHECK_NEAR(iw_barrier_get(b[0])->forward_ev,
               iw_barrier_get(b[1])->reverse_ev, 2e-6);
    CHECK_NEAR(iw_barrier_get(b[0])->reverse_ev,
               iw_barrier_get(b[1])->forward_ev, 2e-6);
  }
  iw_barrier_destroy(b[0]);
  iw_barrier_destroy(b[1]);
  iw_path_destroy(ends);
  iw_path_destroy(back);
}

static void ends_that_are_one_place(void)
{
  surface s = {.fn = bowl};
  const iw_energy model = model_of(&s);
  iw_path *ends = ends_of(-0.5, 0, 0.5, 0);
  iw_barrier_options options;
  iw_barrier *b = NULL;

  iw_barrier_options_default(&options);
  CHECK_INT(iw_barrier_find(ctx, &model, ends, &options, &b), IW_OK);
  if (b != NULL) {
    CHECK_INT(iw_barrier_get(b)->state, IW_BARRIER_NO_BARRIER);
    CHECK(strstr(iw_barrier_reason(b), "relax into each other") != NULL);
    CHECK_NEAR(iw_barrier_get(b)->forward_ev, 0, 0);
    CHECK(iw_barrier_path(b) == NULL);
  }
  iw_barrier_destroy(b);
  iw_path_destroy(ends);
  ends = ends_of(0.25, 0, 0.25, 0);
  CHECK_INT(iw_barrier_find(ctx, &model, ends, &options, &b), IW_OK);
  if (b != NULL) {
    CHECK_INT(iw_barrier_get(b)->state, IW_BARRIER_IDENTICAL_ENDS);
    CHECK(isnan(iw_barrier_get(b)->forward_ev));
  }
  iw_barrier_destroy(b);
  iw_path_destroy(ends);
}

/* Downhill from the rim of the bowl to its bottom. */
static void a_slope_has_no_barrier(void)
{
  surface s = {.fn = bowl};
  const iw_energy model = model_of(&s);
  iw_path *ends = ends_of(1, 0, 0, 0);
  iw_barrier_options options;
  iw_barrier *b = NULL;

  iw_barrier_options_default(&options);
  options.relax_ends = 0;
  CHECK_INT(iw_barrier_find(ctx, &model, ends, &options, &b), IW_OK);
  if (b != NULL) {
    CHECK_INT(iw_barrier_get(b)->state, IW_BARRIER_NO_BARRIER);
    CHECK_NEAR(iw_barrier_get(b)->forward_ev, 0, 1e-12);
    CHECK_NEAR(iw_barrier_get(b)->reverse_ev, 1, 1e-12);
  }
  iw_barrier_destroy(b);
  iw_path_destroy(ends);
}

static void no_number_is_a_state(void)
{
  iw_barrier_options options;

  iw_barrier_options_default(&options);
  for (int from = 1; from <= 60; from += 7) {
    surface s = {.fn = mueller_brown, .fail_from = from};
    const iw_energy model = model_of(&s);
    iw_path *ends = ends_of(-0.55, 1.44, 0.62, 0.03);
    iw_barrier *b = NULL;

    CHECK_INT(iw_barrier_find(ctx, &model, ends, &options, &b), IW_OK);
    if (b != NULL) {
      CHECK_INT(iw_barrier_get(b)->state, IW_BARRIER_ENERGY_FAILED);
      CHECK(strstr(iw_barrier_reason(b), "surface") != NULL);
      CHECK(strstr(iw_barrier_reason(b), "not finite") != NULL);
    }
    iw_barrier_destroy(b);
    iw_path_destroy(ends);
  }
}

/* One start, so that no other route replaces one that broke off: also behind
 * the minimum on the way. */
static void a_path_that_breaks_off_has_no_number(void)
{
  iw_path *ends = ends_of(-0.55, 1.44, 0.62, 0.03);
  iw_barrier_options options;
  int n_failed = 0, n_partial = 0, failed = 1;

  iw_barrier_options_default(&options);
  options.starts = IW_BARRIER_STRAIGHT;
  for (int from = 1; from < 2000 && failed; from++) {
    surface s = {.fn = mueller_brown, .fail_from = from};
    const iw_energy model = model_of(&s);
    iw_barrier *b = NULL;

    CHECK_INT(iw_barrier_find(ctx, &model, ends, &options, &b), IW_OK);
    if (b == NULL)
      break;
    failed = iw_barrier_get(b)->state == IW_BARRIER_ENERGY_FAILED;
    n_failed += failed;
    n_partial += failed && iw_barrier_get(b)->n_segments > 0;
    if (failed)
      CHECK(isnan(iw_barrier_get(b)->forward_ev) &&
            isnan(iw_barrier_get(b)->reverse_ev));
    iw_barrier_destroy(b);
  }
  CHECK(n_failed > n_partial && n_partial > 0);
  iw_path_destroy(ends);
}

static void refuses_wrong_options(void)
{
  surface s = {.fn = bowl};
  const iw_energy model = model_of(&s);
  iw_path *ends = ends_of(-1, 0, 1, 0);
  iw_barrier_options options;
  iw_barrier *b = NULL;

  iw_barrier_options_default(&options);
  options.n_images = 2;
  CHECK_INT(iw_barrier_find(ctx, &model, ends, &options, &b), IW_E_ARGUMENT);
  iw_barrier_options_default(&options);
  options.starts = 0;
  CHECK_INT(iw_barrier_find(ctx, &model, ends, &options, &b), IW_E_ARGUMENT);
  iw_barrier_options_default(&options);
  options.starts = IW_BARRIER_WAYPOINTS;
  CHECK_INT(iw_barrier_find(ctx, &model, ends, &options, &b), IW_E_ARGUMENT);
  iw_barrier_options_default(&options);
  options.struct_size = 3;
  CHECK_INT(iw_barrier_find(ctx, &model, ends, &options, &b), IW_E_ARGUMENT);
  CHECK(b == NULL);
  iw_path_destroy(ends);
}

static int stop(const char *stage, size_t done, size_t total, void *user)
{
  (void)stage;
  (void)total;
  return done > 0 && ++*(int *)user > 2;
}

static void can_be_cancelled(void)
{
  surface s = {.fn = mueller_brown};
  const iw_energy model = model_of(&s);
  iw_path *ends = ends_of(-0.55, 1.44, 0.62, 0.03);
  iw_barrier_options options;
  iw_barrier *b = NULL;
  int seen = 0;

  iw_barrier_options_default(&options);
  iw_context_set_progress(ctx, stop, &seen);
  CHECK_INT(iw_barrier_find(ctx, &model, ends, &options, &b), IW_E_CANCELLED);
  CHECK(b == NULL);
  iw_context_set_progress(ctx, NULL, NULL);
  iw_path_destroy(ends);
}

int main(void)
{
  if (iw_context_create(&ctx) != IW_OK)
    return 1;
  RUN(goes_over_the_intermediate_minimum);
  RUN(profile_passes_through_the_images);
  RUN(leaves_the_mirror_plane);
  RUN(ends_leave_saddles);
  RUN(certifies_no_wrong_number);
  RUN(leaves_a_ridge_on_a_long_route);
  RUN(takes_a_guess_whole_cells_away);
  RUN(reverse_is_the_reverse);
  RUN(ends_that_are_one_place);
  RUN(a_slope_has_no_barrier);
  RUN(no_number_is_a_state);
  RUN(a_path_that_breaks_off_has_no_number);
  RUN(refuses_wrong_options);
  RUN(can_be_cancelled);
  iw_context_destroy(ctx);
  return check_report();
}
