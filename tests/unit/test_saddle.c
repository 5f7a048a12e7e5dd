/* SPDX-License-Identifier: BSD-3-Clause */
/* Saddles refined to published stationary points; certificates against
 * Hessians known otherwise; points that are no saddles are not certified. */
#include "check.h"

#include <stdlib.h>

#include "model_cases.h"

static iw_context *ctx;

typedef struct lone {
  double lattice[3][3];
  double cart[1][3];
  int32_t element;
  double charge;
  iw_energy_atoms atoms;
} lone;

/* One atom in a cell of 2 units: steps of at most 0.1. */
static void place(lone *a, double x, double y, double z)
{
  memset(a, 0, sizeof *a);
  for (int k = 0; k < 3; k++)
    a->lattice[k][k] = 2;
  a->cart[0][0] = x;
  a->cart[0][1] = y;
  a->cart[0][2] = z;
  a->element = 1;
  a->atoms = (iw_energy_atoms){.lattice_ang = (const double(*)[3])a->lattice,
                               .elements = &a->element,
                               .charges = &a->charge,
                               .n_atoms = 1};
}

/* Eigenvalues of the 2x2 Hessian by fourth-order differences of the gradient,
 * step 1e-3: 1e-12 in the fifth derivative, rounding 1e-12 / 1e-3. */
static void two_eigenvalues(surface_fn *surface, const double p[2],
                            double out[2])
{
  static const double weight[4] = {1, -8, 8, -1};
  static const int at[4] = {-2, -1, 1, 2};
  const double h = 1e-3;
  double m[2][2] = {{0}};

  for (int i = 0; i < 2; i++) {
    for (int k = 0; k < 4; k++) {
      double q[2] = {p[0], p[1]}, g[2];

      q[i] += at[k] * h;
      surface(q, g);
      m[i][0] += weight[k] * g[0] / (12 * h);
      m[i][1] += weight[k] * g[1] / (12 * h);
    }
  }
  {
    const double mean = 0.5 * (m[0][0] + m[1][1]);
    const double half = 0.5 * (m[0][0] - m[1][1]);
    const double root = sqrt(half * half + m[0][1] * m[0][1]);

    out[0] = mean - root;
    out[1] = mean + root;
  }
}

static void reaches_published_saddles(void)
{
  static const struct {
    surface_fn *surface;
    double from[2], to[2], energy;
  } cases[] = {
      {mueller_brown,
       {-.7, .7},
       {-0.822001558733, 0.624312802815},
       -40.664843508657},
      {mueller_brown,
       {.3, .2},
       {0.212486582001, 0.292988325107},
       -72.248940112325},
      {leps_one, {1.2, .95}, {1.149377993366, 0.862468769947}, -3.176913086718},
      {leps_two,
       {1.9, -.3},
       {2.020827734366, -0.172901205459},
       -0.875224679101},
  };

  for (size_t at = 0; at < sizeof cases / sizeof *cases; at++) {
    for (int spring = 0; spring < 2; spring++) { /* z free, or held */
      surface_case s = {.surface = cases[at].surface, .spring = spring};
      iw_energy model = surface_model(&s);
      iw_saddle_options options;
      iw_saddle_info info;
      double eigen[2], mode[1][3];
      lone a;

      place(&a, cases[at].from[0], cases[at].from[1], spring * 0.05);
      iw_saddle_options_default(&options);
      options.force_tol_ev_ang = 1e-10;
      CHECK_INT(iw_saddle_refine(ctx, &model, &a.atoms, NULL, &options, NULL,
                                 a.cart, mode, &info),
                IW_OK);
      printf("     surface %zu: %zu calls, off by %.1e %.1e\n", at,
             info.n_calls, a.cart[0][0] - cases[at].to[0],
             a.cart[0][1] - cases[at].to[1]);
      CHECK_NEAR(a.cart[0][0], cases[at].to[0], 1e-10);
      CHECK_NEAR(a.cart[0][1], cases[at].to[1], 1e-10);
      CHECK_NEAR(info.energy_ev, cases[at].energy, 1e-10);
      CHECK(info.certified);
      CHECK_INT(info.order, 1);
      CHECK_INT(info.n_calls, s.n_calls);
      CHECK(isnan(info.alignment));
      /* differences of 0.002: 4e-6/6 of the third derivative of the gradient,
       * some thousands here */
      two_eigenvalues(cases[at].surface, cases[at].to, eigen);
      CHECK_NEAR(info.eigenvalues_ev_ang2[0], eigen[0],
                 1e-4 * fabs(eigen[0]) + 2e-3);
      CHECK_INT(info.n_eigenvalues, 2 + spring);
      CHECK_NEAR(info.eigenvalues_ev_ang2[info.n_eigenvalues - 1],
                 spring && eigen[1] < 1 ? 1 : eigen[1],
                 1e-4 * fabs(eigen[1]) + 2e-3);
      CHECK_NEAR(case_dot(mode[0], mode[0]), 1, 1e-12);
      CHECK(info.energy_error_ev >= 0 && info.energy_error_ev < 1e-18);
    }
  }
}

static double egg(const double p[2], double g[2])
{
  const double x = p[0], y = p[1];

  g[0] = 4 * x * (x * x - 0.25);
  g[1] = 2 * y * (y * y - 0.09);
  return (x * x - 0.25) * (x * x - 0.25) +
         0.5 * (y * y - 0.09) * (y * y - 0.09);
}

/* The origin is a maximum: kicked off along y, up along x, it comes to rest at
 * (0, +-0.3). */
static void leaves_a_ridge(void)
{
  static const double along[1][3] = {{1, 0, 0}};
  surface_case s = {.surface = egg, .spring = 2};
  iw_energy model = surface_model(&s);
  iw_saddle_options options;
  iw_saddle_info info;
  double mode[1][3];
  lone a;

  place(&a, 0, 0, 0);
  iw_saddle_options_default(&options);
  options.max_steps = 0;
  CHECK_INT(iw_saddle_refine(ctx, &model, &a.atoms, NULL, &options, along,
                             a.cart, mode, &info),
            IW_OK);
  CHECK_INT(info.order, 2);
  CHECK(!info.certified);
  CHECK_NEAR(info.moved_ang, 0, 0);
  CHECK_NEAR(info.eigenvalues_ev_ang2[0], -1, 1e-4); /* differences */
  CHECK_NEAR(info.eigenvalues_ev_ang2[1], -0.18, 1e-4);
  CHECK_NEAR(info.alignment, 1, 1e-9);

  options.max_steps = 50;
  options.force_tol_ev_ang = 1e-9;
  CHECK_INT(iw_saddle_refine(ctx, &model, &a.atoms, NULL, &options, along,
                             a.cart, mode, &info),
            IW_OK);
  CHECK(info.certified);
  CHECK_NEAR(a.cart[0][0], 0, 1e-8);
  CHECK_NEAR(fabs(a.cart[0][1]), 0.3, 1e-8);
  CHECK_NEAR(info.moved_ang, 0.3, 1e-8);
}

static void does_not_certify_minima(void)
{
  surface_case s = {.surface = mueller_brown, .spring = 100};
  iw_energy model = surface_model(&s);
  iw_saddle_options options;
  iw_saddle_info info;
  lone a;

  place(&a, -0.558223634633, 1.441725841805, 0);
  iw_saddle_options_default(&options);
  options.max_steps = 0;
  CHECK_INT(iw_saddle_refine(ctx, &model, &a.atoms, NULL, &options, NULL,
                             a.cart, NULL, &info),
            IW_OK);
  CHECK_INT(info.order, 0);
  CHECK(!info.certified && info.max_force_ev_ang < 1e-6);
  options.max_steps = 2; /* not enough to climb out */
  options.force_tol_ev_ang = 1e-13;
  CHECK_INT(iw_saddle_refine(ctx, &model, &a.atoms, NULL, &options, NULL,
                             a.cart, NULL, &info),
            IW_E_NOT_CONVERGED);
  CHECK(!info.certified);
}

/* What the quadratic model says is left, against what is: start a little off,
 * do not move. */
static void estimates_the_error(void)
{
  surface_case s = {.surface = leps_two, .spring = 1};
  iw_energy model = surface_model(&s);
  iw_saddle_options options;

  iw_saddle_options_default(&options);
  options.max_steps = 0;
  for (int k = 0; k < 8; k++) {
    iw_saddle_info info;
    lone a;
    double left;

    place(&a, 2.020827734366 + 0.004 * cos(0.8 * k),
          -0.172901205459 + 0.004 * sin(0.8 * k), 0.003);
    CHECK_INT(iw_saddle_refine(ctx, &model, &a.atoms, NULL, &options, NULL,
                               a.cart, NULL, &info),
              IW_OK);
    left = fabs(info.energy_ev - -0.875224679101);
    /* up- and downhill parts may cancel in what is left, not in the estimate;
     * a tenth for the cubic terms */
    CHECK(left <= 1.1 * info.energy_error_ev);
    CHECK(info.energy_error_ev < 1e-4);
  }
}

/* ---- many atoms: the vacancy hop of Lennard-Jones fcc ---- */

typedef struct crystal {
  double lattice[3][3];
  double ends[2][107][3], cart[107][3], tangent[107][3];
  int32_t elements[107];
  double charges[107];
  iw_energy_atoms atoms;
} crystal;

static int read_ends(crystal *c)
{
  FILE *file = fopen(IONWAY_SHARED_DATA "/anchors/methods/lj_ends_7.json", "r");
  int n = 0;

  if (file == NULL)
    return 0;
  for (int end = 0; end < 2; end++) {
    char key;

    while (fscanf(file, "%*[^\"]\"%c\"", &key) == 1 && key != 'a' + end)
      ;
    for (int i = 0; i < 3 * 107; i++)
      n += fscanf(file, "%*[^-0-9.]%lf", &c->ends[end][i / 3][i % 3]);
  }
  fclose(file);
  memset(c->lattice, 0, sizeof c->lattice);
  for (int k = 0; k < 3; k++)
    c->lattice[k][k] = 14.22;
  for (int i = 0; i < 107; i++) {
    c->elements[i] = 18;
    c->charges[i] = 0;
    for (int k = 0; k < 3; k++) {
      c->tangent[i][k] = c->ends[1][i][k] - c->ends[0][i][k];
      c->cart[i][k] = 0.5 * (c->ends[1][i][k] + c->ends[0][i][k]);
    }
  }
  c->atoms = (iw_energy_atoms){.lattice_ang = (const double(*)[3])c->lattice,
                               .elements = c->elements,
                               .charges = c->charges,
                               .n_atoms = 107};
  return n == 2 * 3 * 107;
}

/* From half way to a saddle; its barrier over the start. */
static iw_status refine_hop(lj_case *lj, crystal *c, double tolerance,
                            double (*mode)[3], double *barrier,
                            iw_saddle_info *info)
{
  const iw_energy model = lj_model(lj);
  static double frac[107][3];
  iw_energy_result start = {0};
  iw_saddle_options options;
  iw_status status;

  for (int i = 0; i < 3 * 107; i++)
    frac[i / 3][i % 3] = c->ends[0][i / 3][i % 3] / 14.22;
  c->atoms.frac = (const double(*)[3])frac;
  lj_evaluate(ctx, &c->atoms, NULL, &start, lj);
  lj->n_calls = 0;
  c->atoms.frac = NULL;
  iw_saddle_options_default(&options);
  options.force_tol_ev_ang = tolerance;
  status =
      iw_saddle_refine(ctx, &model, &c->atoms, NULL, &options,
                       (const double(*)[3])c->tangent, c->cart, mode, info);
  *barrier = info->energy_ev - start.energy_ev;
  printf("     vacancy hop: %zu calls, barrier %.7f, force %.2g, eigenvalues "
         "%.4f +- %.1e %.4f +- %.1e, error %.1e\n",
         info->n_calls, *barrier, info->max_force_ev_ang,
         info->eigenvalues_ev_ang2[0], info->residuals_ev_ang2[0],
         info->eigenvalues_ev_ang2[1], info->residuals_ev_ang2[1],
         info->energy_error_ev);
  CHECK_INT(info->n_calls, lj->n_calls);
  return status;
}

static void certifies_a_vacancy_hop(void)
{
  static crystal c;
  lj_case lj = {.epsilon = 0.15, .sigma = 3.0, .cutoff = 7.5};
  iw_saddle_info info, tight;
  static double mode[107][3];
  double drift[3] = {0, 0, 0}, barrier, exact;

  if (!read_ends(&c)) {
    SKIP("no anchors/methods/lj_ends_7.json");
    return;
  }
  CHECK_INT(refine_hop(&lj, &c, 1e-3, mode, &barrier, &info), IW_OK);
  CHECK(info.certified);
  CHECK(info.alignment > 0.8);
  CHECK_INT(info.n_eigenvalues, 4);
  for (int i = 0; i < 107; i++) { /* no part of the mode moves the whole */
    for (int k = 0; k < 3; k++)
      drift[k] += mode[i][k];
  }
  for (int k = 0; k < 3; k++)
    CHECK_NEAR(drift[k], 0, 1e-9);

  /* what was left is what the certificate said, within its own model */
  read_ends(&c);
  CHECK_INT(refine_hop(&lj, &c, 1e-8, mode, &exact, &tight), IW_OK);
  CHECK(tight.certified);
  CHECK_NEAR(barrier, exact, 1.5 * info.energy_error_ev);
  CHECK_NEAR(info.eigenvalues_ev_ang2[0], tight.eigenvalues_ev_ang2[0],
             info.residuals_ev_ang2[0] + 1e-2);
}

/* Another program's band at 2e-4 eV/Angstrom gives 0.678491 eV, with one image
 * of each pair in a box 5 % too small for the cutoff. */
static void agrees_with_another_program(void)
{
  static crystal c;
  lj_case lj = {.epsilon = 0.15, .sigma = 3.0, .cutoff = 7.5, .nearest = 1};
  iw_saddle_info info;
  static double mode[107][3];
  double barrier;

  if (!read_ends(&c)) {
    SKIP("no anchors/methods/lj_ends_7.json");
    return;
  }
  /* pairs half a box apart change sides, so the modes may stay vague */
  (void)refine_hop(&lj, &c, 1e-3, mode, &barrier, &info);
  CHECK(info.max_force_ev_ang < 1e-3);
  CHECK_NEAR(barrier, 0.678491, 1e-5);
}

/* Other units, the same calls. */
static void has_no_scale(void)
{
  size_t calls = 0;
  double values[2] = {0, 0};

  for (int round = 0; round < 4; round++) {
    static const double factors[4][2] = {
        {1, 1}, {1. / 3, 1 / 0.15}, {1e-2, 1}, {100, 1e3}};
    const double s = factors[round][0], e = factors[round][1];
    static crystal c;
    lj_case lj = {.epsilon = 0.15 * e, .sigma = 3 * s, .cutoff = 7.5 * s};
    const iw_energy model = lj_model(&lj);
    iw_saddle_options options;
    iw_saddle_info info;

    if (!read_ends(&c)) {
      SKIP("no anchors/methods/lj_ends_7.json");
      return;
    }
    for (int i = 0; i < 9; i++)
      c.lattice[i / 3][i % 3] *= s;
    for (int i = 0; i < 3 * 107; i++)
      c.cart[i / 3][i % 3] *= s;
    iw_saddle_options_default(&options);
    options.force_tol_ev_ang = 1e-3 * e / s;
    CHECK_INT(iw_saddle_refine(ctx, &model, &c.atoms, NULL, &options,
                               (const double(*)[3])c.tangent, c.cart, NULL,
                               &info),
              IW_OK);
    if (round == 0) {
      calls = info.n_calls;
      values[0] = info.energy_ev;
      values[1] = info.eigenvalues_ev_ang2[0];
    }
    CHECK_INT(info.n_calls, calls);
    CHECK_NEAR(info.energy_ev / e, values[0], 1e-9); /* rounding, 107 atoms */
    CHECK_NEAR(info.eigenvalues_ev_ang2[0] * s * s / e, values[1], 1e-6);
  }
}

/* Another basis of the lattice, the tangent the other way round, atoms moved by
 * lattice vectors: the same saddle. */
static void does_not_care_how_it_is_written(void)
{
  static crystal c, d;
  lj_case lj = {.epsilon = 0.15, .sigma = 3.0, .cutoff = 7.5};
  const iw_energy model = lj_model(&lj);
  iw_saddle_options options;
  iw_saddle_info one, other;

  if (!read_ends(&c) || !read_ends(&d)) {
    SKIP("no anchors/methods/lj_ends_7.json");
    return;
  }
  for (int k = 0; k < 3; k++) {
    d.lattice[1][k] += d.lattice[0][k];
    d.lattice[2][k] -= 2 * d.lattice[1][k];
  }
  for (int i = 0; i < 107; i++) {
    for (int k = 0; k < 3; k++) {
      d.cart[i][k] += c.lattice[i % 3][k] * (i % 5 - 2);
      d.tangent[i][k] *= -3;
    }
  }
  iw_saddle_options_default(&options);
  options.force_tol_ev_ang = 1e-6;
  CHECK_INT(iw_saddle_refine(ctx, &model, &c.atoms, NULL, &options,
                             (const double(*)[3])c.tangent, c.cart, NULL, &one),
            IW_OK);
  CHECK_INT(iw_saddle_refine(ctx, &model, &d.atoms, NULL, &options,
                             (const double(*)[3])d.tangent, d.cart, NULL,
                             &other),
            IW_OK);
  CHECK_NEAR(one.energy_ev, other.energy_ev, 1e-9); /* errors of 1e-12 */
  CHECK_NEAR(one.eigenvalues_ev_ang2[0], other.eigenvalues_ev_ang2[0],
             one.residuals_ev_ang2[0]);
  CHECK_NEAR(one.alignment, other.alignment, 0.02); /* residual over gap */
}

/* All but the nearest frozen: the whole Hessian, few coordinates. */
static void heeds_the_frozen(void)
{
  static crystal c, before;
  uint8_t frozen[107];
  lj_case lj = {.epsilon = 0.15, .sigma = 3.0, .cutoff = 7.5};
  iw_energy model = lj_model(&lj);
  iw_saddle_options options;
  iw_saddle_info info;
  static double mode[107][3];

  if (!read_ends(&c)) {
    SKIP("no anchors/methods/lj_ends_7.json");
    return;
  }
  before = c;
  for (int i = 0; i < 107; i++)
    frozen[i] = sqrt(case_dot(c.tangent[i], c.tangent[i])) < 0.1;
  iw_saddle_options_default(&options);
  options.force_tol_ev_ang = 1e-9;
  CHECK_INT(iw_saddle_refine(ctx, &model, &c.atoms, frozen, &options,
                             (const double(*)[3])c.tangent, c.cart, mode,
                             &info),
            IW_OK);
  CHECK(info.certified);
  for (int i = 0; i < 107; i++) {
    if (frozen[i]) {
      CHECK(memcmp(c.cart[i], before.cart[i], sizeof c.cart[i]) == 0);
      CHECK_NEAR(case_dot(mode[i], mode[i]), 0, 0);
    }
  }
  memset(frozen, 1, sizeof frozen);
  CHECK_INT(iw_saddle_refine(ctx, &model, &c.atoms, frozen, &options, NULL,
                             c.cart, mode, &info),
            IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "no atom may move");
}

static void says_what_is_wrong(void)
{
  surface_case s = {.surface = mueller_brown, .spring = 100};
  iw_energy model = surface_model(&s);
  const double zero[1][3] = {{0, 0, 0}};
  iw_saddle_options options, good;
  iw_saddle_info info;
  lone a;

  place(&a, -.7, .7, 0);
  iw_saddle_options_default(&good);
  options = good;
  options.struct_size = 2;
  CHECK_INT(iw_saddle_refine(ctx, &model, &a.atoms, NULL, &options, NULL,
                             a.cart, NULL, &info),
            IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "options of size 2");
  options = good;
  options.force_tol_ev_ang = NAN;
  CHECK_INT(iw_saddle_refine(ctx, &model, &a.atoms, NULL, &options, NULL,
                             a.cart, NULL, &info),
            IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "force tolerance");
  options = good;
  options.max_modes_calls = 3;
  CHECK_INT(iw_saddle_refine(ctx, &model, &a.atoms, NULL, &options, NULL,
                             a.cart, NULL, &info),
            IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "3 calls for the modes");
  options = good;
  options.difference_ang = -1;
  CHECK_INT(iw_saddle_refine(ctx, &model, &a.atoms, NULL, &options, NULL,
                             a.cart, NULL, &info),
            IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "difference -1");
  CHECK_INT(iw_saddle_refine(ctx, &model, &a.atoms, NULL, &good, zero, a.cart,
                             NULL, &info),
            IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "tangent has length 0");
  model.provides = 0;
  CHECK_INT(iw_saddle_refine(ctx, &model, &a.atoms, NULL, &good, NULL, a.cart,
                             NULL, &info),
            IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "surface has no forces");
  model.provides = IW_ENERGY_FORCES;
  options = good;
  options.max_steps = 1;
  options.force_tol_ev_ang = 1e-9;
  CHECK_INT(iw_saddle_refine(ctx, &model, &a.atoms, NULL, &options, NULL,
                             a.cart, NULL, &info),
            IW_E_NOT_CONVERGED);
  CHECK_HOLDS(iw_context_message(ctx), "after 1 steps");
  CHECK(!info.certified && info.n_eigenvalues == 3);
  a.cart[0][0] = NAN;
  CHECK_INT(iw_saddle_refine(ctx, &model, &a.atoms, NULL, &good, NULL, a.cart,
                             NULL, &info),
            IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "not finite");
}

static void stops_for_nan(void)
{
  lj_case lj = {.epsilon = 0.15, .sigma = 3.0, .cutoff = 7.5};
  iw_energy model = lj_model(&lj);
  double lattice[3][3] = {{9, 0, 0}, {0, 9, 0}, {0, 0, 9}};
  double cart[3][3] = {{0, 0, 0}, {3.3, 0.2, 0}, {1.2, 3, 0}};
  const int32_t elements[3] = {18, 18, 18};
  const double charges[3] = {0, 0, 0};
  const iw_energy_atoms atoms = {.lattice_ang = (const double(*)[3])lattice,
                                 .elements = elements,
                                 .charges = charges,
                                 .n_atoms = 3};

  for (size_t at = 1; at < 24; at += 4) {
    iw_saddle_info info;

    lj.n_calls = 0;
    lj.nan_at = at;
    CHECK_INT(iw_saddle_refine(ctx, &model, &atoms, NULL, NULL, NULL, cart,
                               NULL, &info),
              IW_E_ENERGY);
    CHECK_HOLDS(iw_context_message(ctx), "not finite");
    CHECK(!info.certified);
    CHECK_INT(info.n_calls, at);
  }
}

int main(void)
{
  if (iw_context_create(&ctx) != IW_OK)
    return 1;
  RUN(reaches_published_saddles);
  RUN(leaves_a_ridge);
  RUN(does_not_certify_minima);
  RUN(estimates_the_error);
  RUN(certifies_a_vacancy_hop);
  RUN(agrees_with_another_program);
  RUN(has_no_scale);
  RUN(does_not_care_how_it_is_written);
  RUN(heeds_the_frozen);
  RUN(says_what_is_wrong);
  RUN(stops_for_nan);
  iw_context_destroy(ctx);
  return check_report();
}
