/* SPDX-License-Identifier: BSD-3-Clause */
/* Relaxation of atoms and cell against closed forms, other starts, and other
 * units. */
#include "check.h"

#include <stdlib.h>

#include "model_cases.h"

static iw_context *ctx;

typedef struct crystal {
  double lattice[3][3];
  double cart[256][3];
  int32_t elements[256];
  double charges[256];
  iw_energy_atoms atoms;
} crystal;

static void describe(crystal *c, size_t n)
{
  for (size_t i = 0; i < n; i++) {
    c->elements[i] = 18;
    c->charges[i] = 0;
  }
  c->atoms = (iw_energy_atoms){.lattice_ang = (const double(*)[3])c->lattice,
                               .elements = c->elements,
                               .charges = c->charges,
                               .n_atoms = n};
}

/* A number in -1..1 that depends on nothing but its place. */
static double shake(size_t i)
{
  return sin(12.9898 * (double)(i + 1)) * cos(78.233 * (double)(i + 2));
}

/* fcc of n^3 cells, rattled by `rattle` of the lattice constant. */
static void fcc(crystal *c, int n, double a, double rattle)
{
  const size_t count = fcc_fill(n, a, c->cart);

  memset(c->lattice, 0, sizeof c->lattice);
  for (int k = 0; k < 3; k++)
    c->lattice[k][k] = n * a;
  for (size_t i = 0; i < 3 * count; i++)
    c->cart[i / 3][i % 3] += rattle * a * shake(i);
  describe(c, count);
}

/* The lattice constant of least energy by golden section on one cell. */
static double best_constant(lj_case *lj, double pressure)
{
  const double golden = 0.5 * (sqrt(5.0) - 1);
  double low = 1.3 * lj->sigma, high = 1.8 * lj->sigma, value[2], at[2];

  for (int round = 0; round < 70; round++) {
    at[0] = high - golden * (high - low);
    at[1] = low + golden * (high - low);
    for (int k = 0; k < 2; k++) {
      crystal c;
      iw_energy model = lj_model(lj);
      iw_energy_result result = {0};
      double frac[4][3];

      fcc(&c, 1, at[k], 0);
      for (int i = 0; i < 12; i++)
        frac[i / 3][i % 3] = c.cart[i / 3][i % 3] / at[k];
      c.atoms.frac = (const double(*)[3])frac;
      model.evaluate(ctx, &c.atoms, NULL, &result, lj);
      value[k] = result.energy_ev + pressure * pow(at[k], 3);
    }
    if (value[0] < value[1])
      high = at[1];
    else
      low = at[0];
  }
  return 0.5 * (low + high);
}

static void finds_the_crystal(void)
{
  for (int method = 0; method < 2; method++) {
    lj_case lj = {.epsilon = 0.15, .sigma = 3.0, .cutoff = 7.5};
    iw_energy model = lj_model(&lj);
    iw_relax_options options;
    iw_relax_info info;
    crystal c, ideal;

    fcc(&ideal, 2, 4.74, 0);
    fcc(&c, 2, 4.74, 0.04);
    iw_relax_options_default(&options);
    options.method = (iw_relax_method)method;
    options.force_tol_ev_ang = 1e-8;
    CHECK_INT(iw_relax_atoms(ctx, &model, &c.atoms, NULL, &options, c.cart,
                             NULL, &info),
              IW_OK);
    CHECK(info.converged && info.max_force_ev_ang < 1e-8);
    CHECK_INT(info.n_calls, lj.n_calls);
    CHECK_INT(info.n_calls, info.n_steps + 1);
    CHECK(info.n_steps < (method == 0 ? 30 : 250));
    CHECK(info.energy_ev < info.start_energy_ev);
    CHECK(isnan(info.max_stress_ev_ang3));
    printf("     fcc by method %d: %zu calls\n", method, info.n_calls);
    /* the ideal crystal but for a shift of the whole; 1e-8 eV/Ang over a
     * curvature near 1 eV/Ang^2, and all 32 atoms */
    for (size_t i = 0; i < c.atoms.n_atoms; i++) {
      for (int k = 0; k < 3; k++)
        CHECK_NEAR(c.cart[i][k] - c.cart[0][k],
                   ideal.cart[i][k] - ideal.cart[0][k], 1e-6);
    }
  }
}

static void reaches_the_minima_of_surfaces(void)
{
  static const struct {
    surface_fn *surface;
    double spring, from[2], to[2];
  } cases[] = {
      {mueller_brown, 200, {-.9, 1.2}, {-0.558223634633, 1.441725841805}},
      {mueller_brown, 200, {.9, .3}, {0.623499404931, 0.028037758529}},
      {mueller_brown, 200, {.0, .5}, {-0.050010822998, 0.466694104872}},
      {leps_two, 1, {.9, 1.5}, {0.741520660120, 1.303419158222}},
      {leps_two, 1, {2.8, -1.1}, {3.001275805357, -1.304338279382}},
  };

  for (size_t at = 0; at < sizeof cases / sizeof *cases; at++) {
    for (int method = 0; method < 2; method++) {
      surface_case s = {.surface = cases[at].surface,
                        .spring = cases[at].spring};
      iw_energy model = surface_model(&s);
      iw_relax_options options;
      iw_relax_info info;
      crystal c;

      memset(c.lattice, 0, sizeof c.lattice);
      for (int k = 0; k < 3; k++)
        c.lattice[k][k] = 2; /* steps of at most 0.2 */
      describe(&c, 1);
      c.cart[0][0] = cases[at].from[0];
      c.cart[0][1] = cases[at].from[1];
      c.cart[0][2] = 0.1;
      iw_relax_options_default(&options);
      options.method = (iw_relax_method)method;
      options.force_tol_ev_ang = 1e-9;
      CHECK_INT(iw_relax_atoms(ctx, &model, &c.atoms, NULL, &options, c.cart,
                               NULL, &info),
                IW_OK);
      printf("     surface %zu by method %d: %zu calls\n", at, method,
             info.n_calls);
      /* published to 12 digits; 1e-9 over a curvature above 0.1 */
      CHECK_NEAR(c.cart[0][0], cases[at].to[0], 1e-8);
      CHECK_NEAR(c.cart[0][1], cases[at].to[1], 1e-8);
    }
  }
}

/* A sheared and stretched crystal finds the one density of its pressure. */
static void finds_the_cell(void)
{
  static const double pressures[3] = {0, 0.01, -0.002};

  for (int p = 0; p < 3; p++) {
    lj_case lj = {.epsilon = 0.15, .sigma = 3.0, .cutoff = 7.5};
    const double a = best_constant(&lj, pressures[p]);

    for (int method = 0; method < 2; method++) {
      static const double strain[3][3] = {
          {1.04, 0.05, -0.02}, {0.01, 0.97, 0.03}, {0.02, -0.04, 1.02}};
      iw_energy model = lj_model(&lj);
      iw_relax_options options;
      iw_relax_info info;
      crystal c, cube;
      double lattice[3][3], volume, reciprocal[3][3];
      iw_status status;

      fcc(&cube, 1, 4.74, 0.02);
      c = cube;
      for (int i = 0; i < 3; i++) {
        for (int k = 0; k < 3; k++)
          c.lattice[i][k] = 4.74 * strain[i][k];
      }
      for (int i = 0; i < 4; i++) {
        for (int k = 0; k < 3; k++)
          c.cart[i][k] = cube.cart[i][0] * strain[0][k] +
                         cube.cart[i][1] * strain[1][k] +
                         cube.cart[i][2] * strain[2][k];
      }
      describe(&c, 4);
      iw_relax_options_default(&options);
      options.method = (iw_relax_method)method;
      options.relax_cell = 1;
      options.pressure_ev_ang3 = pressures[p];
      options.force_tol_ev_ang = 1e-7;
      options.stress_tol_ev_ang3 = 1e-9;
      status = iw_relax_atoms(ctx, &model, &c.atoms, NULL, &options, c.cart,
                              lattice, &info);
      CHECK_INT(status, IW_OK);
      printf("     cell at %g by method %d: %zu calls\n", pressures[p], method,
             info.n_calls);
      volume = case_reciprocal((const double(*)[3])lattice, reciprocal);
      /* 1e-9 eV/Ang^3 over a bulk modulus near 0.03, and golden section's
       * 1e-8 of a length */
      CHECK_NEAR(cbrt(volume), a, 1e-6);
      CHECK(info.max_stress_ev_ang3 < 1e-9);
      for (int i = 0; i < 3; i++) /* a cube again */
        CHECK_NEAR(sqrt(case_dot(lattice[i], lattice[i])), a, 1e-5);
    }
  }
}

/* All lengths times s and all energies times e: the same steps. */
static void check_scale(iw_relax_method method, int cell)
{
  static const double factors[5][2] = {
      {1, 1}, {1e-3, 1}, {1e3, 1}, {1. / 3, 1 / 0.15}, {1, 1e3}};
  size_t steps = 0;

  for (int f = 0; f < 5; f++) {
    const double s = factors[f][0], e = factors[f][1];
    lj_case lj = {.epsilon = 0.15 * e, .sigma = 3.0 * s, .cutoff = 7.5 * s};
    iw_energy model = lj_model(&lj);
    iw_relax_options options;
    iw_relax_info info;
    crystal c;
    double lattice[3][3];

    fcc(&c, cell ? 1 : 2, 4.9 * s, 0.05);
    iw_relax_options_default(&options);
    options.method = method;
    options.relax_cell = cell;
    options.force_tol_ev_ang = 1e-5 * e / s;
    options.stress_tol_ev_ang3 = 1e-6 * e / (s * s * s);
    CHECK_INT(iw_relax_atoms(ctx, &model, &c.atoms, NULL, &options, c.cart,
                             lattice, &info),
              IW_OK);
    if (f == 0)
      steps = info.n_steps;
    CHECK_INT(info.n_steps, steps);
  }
  printf("     in any unit by method %d: %zu steps\n", (int)method, steps);
}

static void has_no_scale(void)
{
  for (int cell = 0; cell < 2; cell++) {
    check_scale(IW_RELAX_LBFGS, cell);
    check_scale(IW_RELAX_FIRE, cell);
  }
}

static void leaves_the_frozen(void)
{
  lj_case lj = {.epsilon = 0.15, .sigma = 3.0, .cutoff = 7.5};
  iw_energy model = lj_model(&lj);
  iw_relax_options options;
  iw_relax_info info;
  uint8_t frozen[32] = {1, 1, 0, 1};
  crystal c, before;

  fcc(&c, 2, 4.74, 0.04);
  before = c;
  iw_relax_options_default(&options);
  options.force_tol_ev_ang = 1e-6;
  CHECK_INT(iw_relax_atoms(ctx, &model, &c.atoms, frozen, &options, c.cart,
                           NULL, &info),
            IW_OK);
  for (int i = 0; i < 32; i++)
    CHECK((memcmp(c.cart[i], before.cart[i], sizeof c.cart[i]) == 0) ==
          (frozen[i] != 0));
  CHECK(info.farthest_atom >= 0 && !frozen[info.farthest_atom]);
  CHECK(info.max_displacement_ang > 0.01 && info.max_displacement_ang < 1);
}

/* Two atoms far too near each other: no step runs away. */
static void survives_a_bad_start(void)
{
  for (int method = 0; method < 2; method++) {
    lj_case lj = {.epsilon = 1, .sigma = 1, .cutoff = 2.5};
    iw_energy model = lj_model(&lj);
    iw_relax_options options;
    iw_relax_info info;
    crystal c;

    memset(c.lattice, 0, sizeof c.lattice);
    for (int k = 0; k < 3; k++)
      c.lattice[k][k] = 6;
    memset(c.cart, 0, sizeof c.cart);
    c.cart[1][0] = 0.4; /* 4 (2.5^12 - 2.5^6): a quarter of a million */
    c.cart[1][1] = 0.1;
    describe(&c, 2);
    iw_relax_options_default(&options);
    options.method = (iw_relax_method)method;
    options.force_tol_ev_ang = 1e-6;
    CHECK_INT(iw_relax_atoms(ctx, &model, &c.atoms, NULL, &options, c.cart,
                             NULL, &info),
              IW_OK);
    printf("     bad start by method %d: %zu calls\n", method, info.n_calls);
    {
      const double d[3] = {c.cart[1][0] - c.cart[0][0],
                           c.cart[1][1] - c.cart[0][1],
                           c.cart[1][2] - c.cart[0][2]};
      double e, de;

      /* no force at the distance it came to, whatever the image */
      lj_pair(&lj, sqrt(case_dot(d, d)), &e, &de);
      CHECK_NEAR(de, 0, 1e-5);
    }
  }
}

static iw_status run(iw_energy model, iw_relax_options options, int has_cell,
                     crystal *c, iw_relax_info *info)
{
  double lattice[3][3];

  return iw_relax_atoms(ctx, &model, &c->atoms, NULL, &options, c->cart,
                        has_cell ? lattice : NULL, info);
}

static void says_what_is_wrong(void)
{
  lj_case lj = {.epsilon = 0.15, .sigma = 3.0, .cutoff = 7.5};
  iw_energy model = lj_model(&lj);
  iw_relax_options options, other;
  iw_relax_info info;
  crystal c, start;

  fcc(&c, 1, 4.74, 0.05);
  start = c;
  iw_relax_options_default(&options);
  other = options;
  other.struct_size = 1;
  CHECK_INT(run(model, other, 0, &c, &info), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "options of size 1");
  other = options;
  other.force_tol_ev_ang = 0;
  CHECK_INT(run(model, other, 0, &c, &info), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "force tolerance 0");
  other = options;
  other.method = (iw_relax_method)7;
  CHECK_INT(run(model, other, 0, &c, &info), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "no method 7");
  other = options;
  other.relax_cell = 1;
  CHECK_INT(run(model, other, 0, &c, &info), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "no room");
  model.provides = IW_ENERGY_FORCES;
  CHECK_INT(run(model, other, 1, &c, &info), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "lj has no stress");
  model.provides = 0;
  CHECK_INT(run(model, options, 0, &c, &info), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "lj has no forces");
  model = lj_model(&lj);
  memcpy(c.cart[2], c.cart[1], sizeof c.cart[1]);
  CHECK_INT(run(model, options, 0, &c, &info), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "atoms 2 and 3");
  c = start;
  describe(&c, 4);
  c.cart[3][1] = NAN;
  CHECK_INT(run(model, options, 0, &c, &info), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "atom 4 is not finite");
  c = start;
  describe(&c, 4);
  memset(c.lattice[2], 0, sizeof c.lattice[2]);
  CHECK_INT(run(model, options, 0, &c, &info), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "flat");
  c = start;
  describe(&c, 4);
  c.atoms.n_atoms = 0;
  CHECK_INT(run(model, options, 0, &c, &info), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "no atoms");
}

static void stops_for_nan_steps_and_cancelling(void)
{
  lj_case lj = {.epsilon = 0.15, .sigma = 3.0, .cutoff = 7.5, .nan_at = 5};
  iw_energy model = lj_model(&lj);
  iw_relax_options options;
  iw_relax_info info;
  crystal c;

  iw_relax_options_default(&options);
  options.force_tol_ev_ang = 1e-6;
  fcc(&c, 1, 4.74, 0.05);
  CHECK_INT(run(model, options, 0, &c, &info), IW_E_ENERGY);
  CHECK_HOLDS(iw_context_message(ctx), "lj gave an energy that is not finite");
  CHECK_INT(info.n_calls, 5);
  CHECK(!info.converged && info.max_force_ev_ang > 1e-6);

  lj.nan_at = 0;
  lj.n_calls = 0;
  options.max_steps = 3;
  fcc(&c, 1, 4.74, 0.05);
  CHECK_INT(run(model, options, 0, &c, &info), IW_E_NOT_CONVERGED);
  CHECK_HOLDS(iw_context_message(ctx), "after 3 steps");
  CHECK_INT(info.n_steps, 3);
  CHECK_INT(lj.n_calls, 4);
  {
    /* what came back is the point whose force is told */
    double force = info.max_force_ev_ang;

    options.max_steps = 0;
    CHECK_INT(run(model, options, 0, &c, &info), IW_E_NOT_CONVERGED);
    CHECK_NEAR(info.max_force_ev_ang, force, 1e-12); /* rounding */
  }
}

static int stop(const char *stage, size_t done, size_t total, void *user)
{
  (void)stage;
  (void)total;
  (void)user;
  return done >= 2;
}

static void can_be_cancelled(void)
{
  lj_case lj = {.epsilon = 0.15, .sigma = 3.0, .cutoff = 7.5};
  iw_relax_options options;
  iw_relax_info info;
  crystal c;

  iw_relax_options_default(&options);
  options.force_tol_ev_ang = 1e-9;
  options.max_steps = 50;
  fcc(&c, 1, 4.74, 0.05);
  iw_context_set_progress(ctx, stop, NULL);
  CHECK_INT(run(lj_model(&lj), options, 0, &c, &info), IW_E_CANCELLED);
  iw_context_set_progress(ctx, NULL, NULL);
  CHECK_INT(lj.n_calls, 3);
}

/* Forces that point uphill are no gradient of the energy. */
static iw_status upside_down(iw_context *c, const iw_energy_atoms *atoms,
                             void *ws, iw_energy_result *out, void *user)
{
  const iw_status status = lj_evaluate(c, atoms, ws, out, user);

  out->energy_ev = -out->energy_ev;
  return status;
}

static void tells_forces_that_are_no_gradient(void)
{
  lj_case lj = {.epsilon = 0.15, .sigma = 3.0, .cutoff = 7.5};
  iw_energy model = lj_model(&lj);
  iw_relax_options options;
  iw_relax_info info;
  crystal c;

  model.evaluate = upside_down;
  iw_relax_options_default(&options);
  options.force_tol_ev_ang = 1e-9;
  fcc(&c, 1, 4.74, 0.05);
  CHECK_INT(run(model, options, 0, &c, &info), IW_E_NOT_CONVERGED);
  CHECK_HOLDS(iw_context_message(ctx), "do they belong to each other");
}

/* An engine's noise in the energy does not stop it. */
static void bears_noise(void)
{
  lj_case lj = {.epsilon = 0.15, .sigma = 3.0, .cutoff = 7.5, .noise = 1e-6};
  iw_relax_options options;
  iw_relax_info info;
  crystal c;

  iw_relax_options_default(&options);
  options.force_tol_ev_ang = 1e-7;
  fcc(&c, 1, 4.74, 0.05);
  CHECK_INT(run(lj_model(&lj), options, 0, &c, &info), IW_OK);
  CHECK(info.n_steps < 40);
}

int main(void)
{
  if (iw_context_create(&ctx) != IW_OK)
    return 1;
  RUN(finds_the_crystal);
  RUN(reaches_the_minima_of_surfaces);
  RUN(finds_the_cell);
  RUN(has_no_scale);
  RUN(leaves_the_frozen);
  RUN(survives_a_bad_start);
  RUN(says_what_is_wrong);
  RUN(stops_for_nan_steps_and_cancelling);
  RUN(can_be_cancelled);
  RUN(tells_forces_that_are_no_gradient);
  RUN(bears_noise);
  iw_context_destroy(ctx);
  return check_report();
}
