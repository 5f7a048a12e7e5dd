/* SPDX-License-Identifier: BSD-3-Clause */
/* Gradient and Hessian of the site energy against central differences, whose
 * error must fall as h^2, and the vectorised energies against single points. */
#include "check.h"

#include "crystals.h"
#include "lattice.h"

static iw_context *ctx;

static double uniform(uint64_t *seed)
{
  *seed = *seed * 6364136223846793005u + 1442695040888963407u;
  return (double)(*seed >> 11) / 9007199254740992.0;
}

/* frac + h along Cartesian axis k */
static void displaced(const iwi_lattice *lattice, const double frac[3], int k,
                      double h, double out[3])
{
  for (int j = 0; j < 3; j++)
    out[j] = frac[j] + h * lattice->inverse[k][j];
}

/* Largest error of the gradient (and of the Hessian's rows against
 * differences of gradients) at step h. */
static void errors_at(const iw_bvse *field, const iwi_lattice *lattice,
                      const double frac[3], double h, double *gradient_error,
                      double *hessian_error)
{
  iw_bvse_value here, plus, minus;
  double point[3];

  iw_bvse_evaluate(field, frac, &here);
  *gradient_error = *hessian_error = 0;
  for (int k = 0; k < 3; k++) {
    displaced(lattice, frac, k, h, point);
    iw_bvse_evaluate(field, point, &plus);
    displaced(lattice, frac, k, -h, point);
    iw_bvse_evaluate(field, point, &minus);
    *gradient_error = fmax(*gradient_error,
                           fabs((plus.energy_ev - minus.energy_ev) / (2 * h) -
                                here.gradient_ev_ang[k]));
    for (int i = 0; i < 3; i++)
      *hessian_error = fmax(
          *hessian_error,
          fabs((plus.gradient_ev_ang[i] - minus.gradient_ev_ang[i]) / (2 * h) -
               here.hessian_ev_ang2[i][k]));
  }
}

/* The cutoff makes a step of some 1e-8 eV in the energy wherever an ion enters
 * the sphere; such points say nothing about derivatives. */
static int sphere_is_empty(const iw_structure *structure,
                           const iwi_lattice *lattice, const double frac[3],
                           double cutoff, double h)
{
  const iw_site *sites = iw_structure_sites(structure);

  for (size_t s = 0; s < iw_structure_n_sites(structure); s++) {
    for (int cell = 0; cell < 15 * 15 * 15; cell++) {
      const int n[3] = {cell / 225 - 7, cell / 15 % 15 - 7, cell % 15 - 7};
      double r2 = 0;

      for (int k = 0; k < 3; k++) {
        double x = 0;

        for (int j = 0; j < 3; j++)
          x += (sites[s].frac[j] + n[j] - frac[j]) * lattice->rows[j][k];
        r2 += x * x;
      }
      if (fabs(sqrt(r2) - cutoff) < 2 * h)
        return 0;
    }
  }
  return 1;
}

static void derivatives_converge(const crystal *c)
{
  const double coarse = 2e-3;
  iw_structure *structure;
  iwi_lattice lattice;
  iw_bvse *field;
  uint64_t seed = 9;
  int tested = 0;

  CHECK_INT(crystal_structure(ctx, c, &structure), IW_OK);
  CHECK_INT(crystal_field(ctx, c, structure, &field), IW_OK);
  iwi_lattice_init(&lattice, (const double(*)[3])c->lattice);
  for (int round = 0; round < 400 && tested < 12; round++) {
    const double frac[3] = {uniform(&seed), uniform(&seed), uniform(&seed)};
    double g[3], h[3], distance;
    iw_bvse_value value;

    iw_bvse_nearest_host(field, frac, &distance);
    iw_bvse_evaluate(field, frac, &value);
    if (distance < 1.2 || !sphere_is_empty(structure, &lattice, frac,
                                           iw_bvse_cutoff_ang(field), coarse))
      continue;
    tested++;
    for (int i = 0; i < 3; i++)
      errors_at(field, &lattice, frac, coarse / (1 << i), &g[i], &h[i]);
    for (int i = 0; i < 2; i++) {
      /* halving h quarters the error; round-off is about 1e-16 E / h */
      CHECK_NEAR(g[i + 1] / g[i], 0.25, 0.02);
      CHECK_NEAR(h[i + 1] / h[i], 0.25, 0.02);
    }
    CHECK(g[2] < 1e-4 * (1 + fabs(value.gradient_ev_ang[0])));
  }
  CHECK(tested >= 10);
  iw_bvse_destroy(field);
  iw_structure_destroy(structure);
}

/* The sum of the pair law's parts at 1000 scattered points: 1e-12 of the
 * largest term's scale (the sum itself may cancel). */
static void energies_equal_evaluate(const crystal *c)
{
  enum { N = 1000 };
  static double frac[N][3], energies[N];
  iw_structure *structure;
  iw_bvse *field;
  uint64_t seed = 10;

  CHECK_INT(crystal_structure(ctx, c, &structure), IW_OK);
  CHECK_INT(crystal_field(ctx, c, structure, &field), IW_OK);
  for (int p = 0; p < N; p++) {
    for (int k = 0; k < 3; k++) /* clusters and jumps: chunks of all sizes */
      frac[p][k] = p % 37 < 30 && p > 0
                       ? frac[p - 1][k] + 0.03 * (uniform(&seed) - 0.5)
                       : 6 * uniform(&seed) - 3;
  }
  CHECK_INT(iw_bvse_energies(ctx, field, (const double(*)[3])frac, N, energies),
            IW_OK);
  for (int p = 0; p < N; p++) {
    iw_bvse_value value;

    iw_bvse_evaluate(field, frac[p], &value);
    CHECK_NEAR(energies[p], value.energy_ev,
               1e-12 * fmax(10, fabs(value.energy_ev)));
  }
  CHECK_INT(iw_bvse_energies(ctx, field, (const double(*)[3])frac, 0, energies),
            IW_OK);
  iw_bvse_destroy(field);
  iw_structure_destroy(structure);
}

static void olivine(void)
{
  crystal c;

  crystal_olivine(&c);
  derivatives_converge(&c);
  energies_equal_evaluate(&c);
}

static void layered(void)
{
  crystal c;

  crystal_layered(&c);
  derivatives_converge(&c);
  energies_equal_evaluate(&c);
}

static void fluorite(void)
{
  crystal c;

  crystal_fluorite(&c);
  derivatives_converge(&c);
  energies_equal_evaluate(&c);
}

static void scattered(void)
{
  crystal c;

  crystal_scattered(&c);
  derivatives_converge(&c);
  energies_equal_evaluate(&c);
}

int main(void)
{
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  RUN(olivine);
  RUN(layered);
  RUN(fluorite);
  RUN(scattered);
  iw_context_destroy(ctx);
  return check_report();
}
