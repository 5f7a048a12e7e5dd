/* SPDX-License-Identifier: BSD-3-Clause */
/* Frequencies against closed forms: chains of one and two masses, wells and
 * saddles of given curvature; and Vineyard's prefactor of a two-well model. */
#include "check.h"

#include <stdlib.h>

#include <ionway/ionway.h>

#include "model_cases.h"
#include "units.h"

#define LINKS 12

static iw_context *ctx;

/* A ring of atoms along x, springs between neighbours, and springs to their
 * sites across it (and along it with `held`). */
typedef struct chain {
  double spring, across, held;
  size_t n_calls, nan_at;
} chain;

static double along_x(const iw_energy_atoms *atoms, size_t i)
{
  return atoms->frac[i][0] * atoms->lattice_ang[0][0];
}

static iw_status chain_evaluate(iw_context *c, const iw_energy_atoms *atoms,
                                void *ws, iw_energy_result *out, void *user)
{
  chain *p = user;
  const size_t n = atoms->n_atoms;
  const double spacing = atoms->lattice_ang[0][0] / (double)n;

  (void)c;
  (void)ws;
#pragma omp atomic
  p->n_calls++;
  out->energy_ev = p->nan_at > 0 && p->n_calls >= p->nan_at ? NAN : 0;
  memset(out->forces_ev_ang, 0, n * sizeof(double[3]));
  for (size_t i = 0; i < n; i++) {
    const size_t j = (i + 1) % n;
    const double stretch = along_x(atoms, j) - along_x(atoms, i) +
                           (j == 0 ? atoms->lattice_ang[0][0] : 0) - spacing;
    const double off = along_x(atoms, i) - spacing * (double)i;

    out->forces_ev_ang[i][0] += p->spring * stretch - p->held * off;
    out->forces_ev_ang[j][0] -= p->spring * stretch;
    out->energy_ev +=
        0.5 * p->spring * stretch * stretch + 0.5 * p->held * off * off;
    for (int k = 1; k < 3; k++) {
      const double y = atoms->frac[i][k] * atoms->lattice_ang[k][k];

      out->forces_ev_ang[i][k] = -p->across * y;
      out->energy_ev += 0.5 * p->across * y * y;
    }
  }
  return IW_OK;
}

typedef struct ring {
  double lattice[3][3], cart[LINKS][3];
  int32_t elements[LINKS];
  double charges[LINKS];
  iw_energy_atoms atoms;
} ring;

static void lay(ring *r, int32_t even, int32_t odd)
{
  memset(r, 0, sizeof *r);
  r->lattice[0][0] = 2.5 * LINKS;
  r->lattice[1][1] = r->lattice[2][2] = 20;
  for (int i = 0; i < LINKS; i++) {
    r->cart[i][0] = 2.5 * i;
    r->elements[i] = i % 2 == 0 ? even : odd;
  }
  r->atoms = (iw_energy_atoms){.lattice_ang = (const double(*)[3])r->lattice,
                               .elements = r->elements,
                               .charges = r->charges,
                               .n_atoms = LINKS};
}

static iw_energy chain_model(chain *p)
{
  return (iw_energy){.struct_size = sizeof(iw_energy),
                     .name = "chain",
                     .evaluate = chain_evaluate,
                     .user = p,
                     .thread_safe = 1,
                     .provides = IW_ENERGY_FORCES};
}

static int ascending(const void *a, const void *b)
{
  const double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

static void has_the_right_unit(void)
{
  /* sqrt(e/u)/(2 pi) from the definitions */
  const double pi = acos(-1.0);
  const double hz =
      sqrt(1.602176634e-19 / 1e-20 / 1.66053906660e-27) / (2 * pi);

  CHECK_NEAR(IWI_THZ_PER_ROOT_EV_ANG2_U, hz * 1e-12, 1e-9); /* its digits */
}

/* nu = 2 sqrt(k/m) |sin(q/2)|/(2 pi), all q of the ring but 0, and the springs
 * across twice an atom. */
static void follows_the_dispersion_of_a_chain(void)
{
  const double pi = acos(-1.0), m = iw_element_mass_u(3);
  chain p = {.spring = 2.5, .across = 0.7};
  iw_energy model = chain_model(&p);
  double want[3 * LINKS];
  iw_vibrations *v = NULL;
  ring r;

  lay(&r, 3, 3);
  CHECK_INT(iw_vibrations_compute(ctx, &model, &r.atoms, NULL, NULL,
                                  (const double(*)[3])r.cart, &v),
            IW_OK);
  CHECK_INT(iw_vibrations_n(v), 3 * LINKS - 1); /* along x it is free */
  CHECK_INT(iw_vibrations_n_calls(v), 6 * LINKS);
  CHECK_INT(p.n_calls, 6 * LINKS);
  CHECK_INT(iw_vibrations_n_imaginary(v), 0);
  CHECK(iw_vibrations_asymmetry_ev_ang2(v) < 1e-10);
  for (int q = 1; q < LINKS; q++)
    want[q - 1] = 2 * sqrt(p.spring / m) * fabs(sin(pi * q / LINKS));
  for (int i = 0; i < 2 * LINKS; i++)
    want[LINKS - 1 + i] = sqrt(p.across / m);
  qsort(want, 3 * LINKS - 1, sizeof *want, ascending);
  for (int i = 0; i < 3 * LINKS - 1; i++) /* rounding of differences */
    CHECK_NEAR(iw_vibrations_thz(v)[i], IWI_THZ_PER_ROOT_EV_ANG2_U * want[i],
               1e-8);
  iw_vibrations_destroy(v);
}

/* Two masses: w^2 = k (1/m + 1/M) +- k sqrt((1/m + 1/M)^2 - 4 sin^2/(m M)). */
static void follows_the_two_branches_of_a_diatomic_chain(void)
{
  const double pi = acos(-1.0), a = 1 / iw_element_mass_u(3),
               b = 1 / iw_element_mass_u(8);
  chain p = {.spring = 1.9, .across = 40}; /* across above all branches */
  iw_energy model = chain_model(&p);
  double want[LINKS];
  iw_vibrations *v = NULL;
  ring r;

  lay(&r, 3, 8);
  CHECK_INT(iw_vibrations_compute(ctx, &model, &r.atoms, NULL, NULL,
                                  (const double(*)[3])r.cart, &v),
            IW_OK);
  for (int q = 0; q < LINKS / 2; q++) {
    const double s = sin(2 * pi * q / LINKS);
    const double root = sqrt((a + b) * (a + b) - 4 * a * b * s * s);

    want[2 * q] = sqrt(fmax(0, p.spring * (a + b - root)));
    want[2 * q + 1] = sqrt(p.spring * (a + b + root));
  }
  qsort(want, LINKS, sizeof *want, ascending);
  for (int i = 1; i < LINKS; i++) /* the first is the shift of the whole */
    CHECK_NEAR(iw_vibrations_thz(v)[i - 1],
               IWI_THZ_PER_ROOT_EV_ANG2_U * want[i], 1e-8);
  iw_vibrations_destroy(v);
}

/* Held along x nothing is free; one atom alone, all others frozen or too far,
 * is on two springs. */
static void heeds_what_holds_the_atoms(void)
{
  const double m = iw_element_mass_u(3);
  chain p = {.spring = 2.5, .across = 30, .held = 0.05};
  iw_energy model = chain_model(&p);
  iw_vibrations_options options;
  uint8_t frozen[LINKS];
  iw_vibrations *v = NULL;
  ring r;

  lay(&r, 3, 3);
  CHECK_INT(iw_vibrations_compute(ctx, &model, &r.atoms, NULL, NULL,
                                  (const double(*)[3])r.cart, &v),
            IW_OK);
  CHECK_INT(iw_vibrations_n(v), 3 * LINKS);
  CHECK_NEAR(iw_vibrations_thz(v)[0],
             IWI_THZ_PER_ROOT_EV_ANG2_U * sqrt(p.held / m), 1e-8);
  iw_vibrations_destroy(v);

  memset(frozen, 1, sizeof frozen);
  frozen[5] = 0;
  CHECK_INT(iw_vibrations_compute(ctx, &model, &r.atoms, frozen, NULL,
                                  (const double(*)[3])r.cart, &v),
            IW_OK);
  CHECK_INT(iw_vibrations_n(v), 3);
  CHECK_NEAR(iw_vibrations_thz(v)[0],
             IWI_THZ_PER_ROOT_EV_ANG2_U * sqrt((2 * p.spring + p.held) / m),
             1e-8);
  iw_vibrations_destroy(v);

  iw_vibrations_options_default(&options);
  options.radius_ang = 3; /* the two ends of the list are neighbours */
  CHECK_INT(iw_vibrations_compute(ctx, &model, &r.atoms, NULL, &options,
                                  (const double(*)[3])r.cart, &v),
            IW_OK);
  CHECK_INT(iw_vibrations_n(v), 9);
  CHECK_INT(iw_vibrations_n_calls(v), 18);
  /* three in a row between walls: 2k - sqrt(2) k is the lowest */
  CHECK_NEAR(iw_vibrations_thz(v)[0],
             IWI_THZ_PER_ROOT_EV_ANG2_U *
                 sqrt(((2 - sqrt(2.0)) * p.spring + p.held) / m),
             1e-8);
  iw_vibrations_destroy(v);
}

static double two_wells(const double p[2], double g[2])
{
  const double x = p[0], y = p[1];

  g[0] = 4 * x * (x * x - 0.25);
  g[1] = (2 + x * x) * y;
  g[0] += x * y * y;
  return (x * x - 0.25) * (x * x - 0.25) + 0.5 * (2 + x * x) * y * y;
}

/* Curvatures 2, 2.25, 3 at the wells and -1, 2, 3 on top. */
static void gives_the_prefactor_of_two_wells(void)
{
  surface_case s = {.surface = two_wells, .spring = 3};
  iw_energy model = surface_model(&s);
  const double lattice[3][3] = {{9, 0, 0}, {0, 9, 0}, {0, 0, 9}};
  const double bottom[1][3] = {{0.5, 0, 0}}, top[1][3] = {{0, 0, 0}};
  const int32_t element = 3;
  const double charge = 0, m = iw_element_mass_u(3);
  const iw_energy_atoms atoms = {.lattice_ang = lattice,
                                 .elements = &element,
                                 .charges = &charge,
                                 .n_atoms = 1};
  iw_vibrations_options options;
  iw_vibrations *low = NULL, *high = NULL;
  double prefactor;

  iw_vibrations_options_default(&options);
  options.difference_ang = 1e-4;
  CHECK_INT(
      iw_vibrations_compute(ctx, &model, &atoms, NULL, &options, bottom, &low),
      IW_OK);
  CHECK_INT(
      iw_vibrations_compute(ctx, &model, &atoms, NULL, &options, top, &high),
      IW_OK);
  CHECK_INT(iw_vibrations_n(low), 3);
  CHECK_INT(iw_vibrations_n_imaginary(high), 1);
  CHECK_NEAR(iw_vibrations_thz(high)[0],
             -IWI_THZ_PER_ROOT_EV_ANG2_U * sqrt(1 / m), 1e-6);
  CHECK_INT(iw_vibrations_prefactor(ctx, low, high, &prefactor), IW_OK);
  /* 1e-8 of the third derivative of the force, 24/6 */
  CHECK_NEAR(prefactor,
             IWI_THZ_PER_ROOT_EV_ANG2_U * sqrt(2 * 2.25 * 3 / (2 * 3.0) / m),
             1e-6);

  CHECK_INT(iw_vibrations_prefactor(ctx, high, high, &prefactor),
            IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "at the minimum is -");
  CHECK(isnan(prefactor));
  CHECK_INT(iw_vibrations_prefactor(ctx, low, low, &prefactor), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "0 imaginary");
  iw_vibrations_destroy(low);
  iw_vibrations_destroy(high);
}

/* An argon crystal of a hundred atoms: the whole product would overflow; the
 * same on any number of threads; and a second size is refused. */
static void holds_for_many_atoms(void)
{
  static double cart[108][3];
  static int32_t elements[108];
  static double charges[108];
  const size_t n = fcc_fill(2, 4.74, cart);
  const double lattice[3][3] = {{9.48, 0, 0}, {0, 9.48, 0}, {0, 0, 9.48}};
  lj_case lj = {.epsilon = 0.15, .sigma = 3.0, .cutoff = 7.5};
  iw_energy model = lj_model(&lj);
  iw_energy_atoms atoms = {.lattice_ang = lattice,
                           .elements = elements,
                           .charges = charges,
                           .n_atoms = n};
  iw_vibrations_options options;
  iw_vibrations *v = NULL, *part = NULL;
  double prefactor;

  for (size_t i = 0; i < n; i++)
    elements[i] = 18;
  CHECK_INT(iw_vibrations_compute(ctx, &model, &atoms, NULL, NULL,
                                  (const double(*)[3])cart, &v),
            IW_OK);
  CHECK_INT(iw_vibrations_n(v), 3 * n - 3);
  CHECK_INT(iw_vibrations_n_imaginary(v), 0);
  /* the trace, from the closed curvature of the pair sum by a second program's
   * formula: sum of squares = trace of the Hessian over the mass */
  {
    double sum = 0, trace = 0;

    for (size_t i = 0; i < iw_vibrations_n(v); i++)
      sum += pow(iw_vibrations_thz(v)[i] / IWI_THZ_PER_ROOT_EV_ANG2_U, 2);
    for (int a = -8; a <= 8; a++) { /* fcc neighbours of one atom */
      for (int b = -8; b <= 8; b++) {
        for (int c = -8; c <= 8; c++) {
          const double r = 0.5 * 4.74 * sqrt(a * a + b * b + c * c);
          const double h = 1e-4;
          double e, low, high, slope;

          if ((a + b + c) % 2 != 0 || r == 0 || r > 7.5 - h)
            continue;
          lj_pair(&lj, r - h, &e, &low);
          lj_pair(&lj, r + h, &e, &high);
          lj_pair(&lj, r, &e, &slope);
          /* images of the atom itself do not pull when it moves */
          if (a % 4 == 0 && b % 4 == 0 && c % 4 == 0)
            continue;
          trace += (high - low) / (2 * h) + 2 * slope / r;
        }
      }
    }
    trace *= (double)n / iw_element_mass_u(18);
    CHECK_NEAR(sum, trace, 2e-3 * trace); /* differences of 0.01 Angstrom */
  }
  iw_vibrations_options_default(&options);
  options.radius_ang = 4;
  CHECK_INT(iw_vibrations_compute(ctx, &model, &atoms, NULL, &options,
                                  (const double(*)[3])cart, &part),
            IW_OK);
  CHECK_INT(iw_vibrations_n(part), 39); /* an atom and its twelve */
  CHECK_INT(iw_vibrations_prefactor(ctx, v, part, &prefactor), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "93 frequencies at the minimum and 39");
  iw_vibrations_destroy(v);
  iw_vibrations_destroy(part);
}

static void is_the_same_on_any_threads(void)
{
  chain p = {.spring = 2.5, .across = 0.7};
  iw_energy model = chain_model(&p);
  iw_vibrations *v[2] = {NULL, NULL};
  ring r;

  lay(&r, 3, 8);
  for (int i = 0; i < LINKS; i++)
    r.cart[i][0] += 0.01 * sin(i);
  for (int round = 0; round < 2; round++) {
    CHECK_INT(iw_context_set_threads(ctx, 1 + 3 * round), IW_OK);
    CHECK_INT(iw_vibrations_compute(ctx, &model, &r.atoms, NULL, NULL,
                                    (const double(*)[3])r.cart, &v[round]),
              IW_OK);
  }
  CHECK(memcmp(iw_vibrations_thz(v[0]), iw_vibrations_thz(v[1]),
               iw_vibrations_n(v[0]) * sizeof(double)) == 0);
  iw_vibrations_destroy(v[0]);
  iw_vibrations_destroy(v[1]);
  CHECK_INT(iw_context_set_threads(ctx, 1), IW_OK);
}

static iw_status compute(iw_energy model, const ring *r,
                         const iw_vibrations_options *options)
{
  iw_vibrations *v = (iw_vibrations *)(void *)&ctx;
  const iw_status status = iw_vibrations_compute(
      ctx, &model, &r->atoms, NULL, options, (const double(*)[3])r->cart, &v);

  CHECK((v == NULL) == (status != IW_OK));
  if (status == IW_OK)
    iw_vibrations_destroy(v);
  return status;
}

static void says_what_is_wrong(void)
{
  chain p = {.spring = 2.5, .across = 0.7};
  iw_energy model = chain_model(&p);
  iw_vibrations_options good, options;
  ring r;

  lay(&r, 3, 3);
  iw_vibrations_options_default(&good);
  options = good;
  options.struct_size = 5;
  CHECK_INT(compute(model, &r, &options), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "options of size 5");
  options = good;
  options.difference_ang = 0;
  CHECK_INT(compute(model, &r, &options), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "difference 0");
  options = good;
  options.radius_ang = -1;
  CHECK_INT(compute(model, &r, &options), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "radius -1");
  options = good;
  options.centre_ang[1] = NAN;
  CHECK_INT(compute(model, &r, &options), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "centre");
  options = good;
  options.radius_ang = 1;
  options.centre_ang[2] = 9;
  CHECK_INT(compute(model, &r, &options), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "no atom may move");
  model.provides = 0;
  CHECK_INT(compute(model, &r, &good), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "chain has no forces");
  model.provides = IW_ENERGY_FORCES;
  r.elements[4] = 0;
  CHECK_INT(compute(model, &r, &good), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "atom 5 has element number 0");
  r.elements[4] = 3;
  p.nan_at = 40;
  CHECK_INT(compute(model, &r, &good), IW_E_ENERGY);
  CHECK_HOLDS(iw_context_message(ctx), "not finite");
  p.nan_at = 0;
  r.cart[3][0] = NAN;
  CHECK_INT(compute(model, &r, &good), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "atom 4 is not finite");
}

int main(void)
{
  if (iw_context_create(&ctx) != IW_OK)
    return 1;
  RUN(has_the_right_unit);
  RUN(follows_the_dispersion_of_a_chain);
  RUN(follows_the_two_branches_of_a_diatomic_chain);
  RUN(heeds_what_holds_the_atoms);
  RUN(gives_the_prefactor_of_two_wells);
  RUN(holds_for_many_atoms);
  RUN(is_the_same_on_any_threads);
  RUN(says_what_is_wrong);
  iw_context_destroy(ctx);
  return check_report();
}
