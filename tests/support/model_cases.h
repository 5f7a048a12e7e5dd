/* SPDX-License-Identifier: BSD-3-Clause */
/* Small energy models with known answers: Lennard-Jones with stress, the
 * surfaces of Mueller and Brown and of LEPS, springs, and models that fail. */
#ifndef IONWAY_TESTS_MODEL_CASES_H
#define IONWAY_TESTS_MODEL_CASES_H

#include <math.h>
#include <string.h>

#include <ionway/ionway.h>

/* Lennard-Jones with shifted force at the cutoff (0: whole), any cell, all
 * images by brute force. */
typedef struct lj_case {
  double epsilon, sigma, cutoff;
  size_t n_calls;
  size_t nan_at; /* this call gives NAN; 0: none */
  double noise;  /* added to the energy, alternating in sign */
  int nearest;   /* one image of a pair only, in a box */
} lj_case;

static inline void lj_pair(const lj_case *c, double r, double *e, double *de)
{
  const double s6 = pow(c->sigma / r, 6), c6 = pow(c->sigma / c->cutoff, 6);
  const double slope = -24 * c->epsilon * (2 * c6 * c6 - c6) / c->cutoff;
  const double shift = 4 * c->epsilon * (c6 * c6 - c6);

  *e = 4 * c->epsilon * (s6 * s6 - s6) - shift - (r - c->cutoff) * slope;
  *de = -24 * c->epsilon * (2 * s6 * s6 - s6) / r - slope;
}

static inline double case_dot(const double a[3], const double b[3])
{
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/* Rows of the reciprocal cell without 2 pi, and the volume. */
static inline double case_reciprocal(const double (*h)[3], double g[3][3])
{
  double volume = 0;

  for (int i = 0; i < 3; i++) {
    const double *a = h[(i + 1) % 3], *b = h[(i + 2) % 3];

    g[i][0] = a[1] * b[2] - a[2] * b[1];
    g[i][1] = a[2] * b[0] - a[0] * b[2];
    g[i][2] = a[0] * b[1] - a[1] * b[0];
  }
  volume = case_dot(h[0], g[0]);
  for (int i = 0; i < 9; i++)
    g[i / 3][i % 3] /= volume;
  return fabs(volume);
}

static inline iw_status lj_evaluate(iw_context *ctx,
                                    const iw_energy_atoms *atoms, void *ws,
                                    iw_energy_result *out, void *user)
{
  lj_case *c = user;
  const double(*h)[3] = atoms->lattice_ang;
  double g[3][3], energy = 0, stress[3][3] = {{0}};
  const double volume = case_reciprocal(h, g);
  int reach[3];

  (void)ctx;
  (void)ws;
  c->n_calls++;
  for (int k = 0; k < 3; k++) /* image counts from the widths of the cell */
    reach[k] =
        c->nearest ? 0 : (int)ceil(c->cutoff * sqrt(case_dot(g[k], g[k])));
  if (out->forces_ev_ang != NULL)
    memset(out->forces_ev_ang, 0, atoms->n_atoms * sizeof(double[3]));
  for (size_t i = 0; i < atoms->n_atoms; i++) {
    for (size_t j = 0; j < atoms->n_atoms; j++) {
      double f[3];

      for (int k = 0; k < 3; k++) {
        f[k] = atoms->frac[j][k] - atoms->frac[i][k];
        f[k] -= floor(f[k] + 0.5);
      }
      for (int a = -reach[0]; a <= reach[0]; a++) {
        for (int b = -reach[1]; b <= reach[1]; b++) {
          for (int d = -reach[2]; d <= reach[2]; d++) {
            const double x = f[0] + a, y = f[1] + b, z = f[2] + d;
            double v[3], e, de, r;

            for (int k = 0; k < 3; k++)
              v[k] = x * h[0][k] + y * h[1][k] + z * h[2][k];
            r = sqrt(case_dot(v, v));
            if (r == 0 || r > c->cutoff)
              continue;
            lj_pair(c, r, &e, &de);
            energy += 0.5 * e;
            for (int k = 0; k < 3; k++) {
              if (out->forces_ev_ang != NULL)
                out->forces_ev_ang[i][k] += de * v[k] / r;
              for (int l = 0; l < 3; l++)
                stress[k][l] += 0.5 * de * v[k] * v[l] / (r * volume);
            }
          }
        }
      }
    }
  }
  if (c->noise != 0)
    energy += c->n_calls % 2 == 0 ? c->noise : -c->noise;
  out->energy_ev = c->n_calls == c->nan_at ? NAN : energy;
  if (out->stress_ev_ang3 != NULL)
    memcpy(out->stress_ev_ang3, stress, sizeof stress);
  return IW_OK;
}

static inline iw_energy lj_model(lj_case *c)
{
  return (iw_energy){.struct_size = sizeof(iw_energy),
                     .name = "lj",
                     .evaluate = lj_evaluate,
                     .user = c,
                     .provides = IW_ENERGY_FORCES | IW_ENERGY_STRESS};
}

/* fcc with lattice constant a, n x n x n conventional cells; 4 n^3 atoms. */
static inline size_t fcc_fill(int n, double a, double (*cart)[3])
{
  static const double base[4][3] = {
      {0, 0, 0}, {0, .5, .5}, {.5, 0, .5}, {.5, .5, 0}};
  size_t at = 0;

  for (int i = 0; i < n * n * n * 4; i++) {
    const int cell[3] = {i / 4 / n / n, i / 4 / n % n, i / 4 % n};

    for (int k = 0; k < 3; k++)
      cart[at][k] = a * (cell[k] + base[i % 4][k]);
    at++;
  }
  return at;
}

/* A surface in the plane z = 0 of one atom. */
typedef double surface_fn(const double p[2], double gradient[2]);

static inline double mueller_brown(const double p[2], double g[2])
{
  static const double A[4] = {-200, -100, -170, 15}, a[4] = {-1, -1, -6.5, .7},
                      b[4] = {0, 0, 11, .6}, c[4] = {-10, -10, -6.5, .7},
                      x0[4] = {1, 0, -.5, -1}, y0[4] = {0, .5, 1.5, 1};
  double energy = 0;

  g[0] = g[1] = 0;
  for (int i = 0; i < 4; i++) {
    const double x = p[0] - x0[i], y = p[1] - y0[i];
    const double e = A[i] * exp(a[i] * x * x + b[i] * x * y + c[i] * y * y);

    energy += e;
    g[0] += e * (2 * a[i] * x + b[i] * y);
    g[1] += e * (b[i] * x + 2 * c[i] * y);
  }
  return energy;
}

static inline void leps_terms(double d, double r, double q[2], double j[2])
{
  const double alpha = 1.942, e1 = exp(-alpha * (r - .742)), e2 = e1 * e1;

  q[0] = d / 2 * (1.5 * e2 - e1);
  q[1] = d / 2 * (-3 * alpha * e2 + alpha * e1);
  j[0] = d / 4 * (e2 - 6 * e1);
  j[1] = d / 4 * (-2 * alpha * e2 + 6 * alpha * e1);
}

static inline double leps(double b, const double p[2], double g[2])
{
  const double weight[3] = {1.05, 1 + b, 1.05},
               depth[3] = {4.746, 4.746, 3.445};
  const double r[3] = {p[0], p[1], p[0] + p[1]};
  double q[3][2], j[3][2], d[3], root, energy = 0;

  for (int i = 0; i < 3; i++) {
    leps_terms(depth[i], r[i], q[i], j[i]);
    for (int k = 0; k < 2; k++) {
      q[i][k] /= weight[i];
      j[i][k] /= weight[i];
    }
    energy += q[i][0];
  }
  root = sqrt(j[0][0] * j[0][0] + j[1][0] * j[1][0] + j[2][0] * j[2][0] -
              j[0][0] * j[1][0] - j[1][0] * j[2][0] - j[0][0] * j[2][0]);
  for (int i = 0; i < 3; i++)
    d[i] = q[i][1] - (2 * j[i][0] - j[(i + 1) % 3][0] - j[(i + 2) % 3][0]) *
                         j[i][1] / (2 * root);
  g[0] = d[0] + d[2];
  g[1] = d[1] + d[2];
  return energy - root;
}

static inline double leps_one(const double p[2], double g[2])
{
  return leps(.30, p, g);
}

static inline double leps_two(const double p[2], double g[2])
{
  const double kc = .2025, c = 1.154, rac = 3.742;
  const double inner[2] = {p[0], rac - p[0]};
  const double u = p[0] - (rac / 2 - p[1] / c);
  double gi[2];
  const double energy = leps(.80, inner, gi);

  g[0] = gi[0] - gi[1] + 4 * kc * u;
  g[1] = 4 * kc * u / c;
  return energy + 2 * kc * u * u;
}

typedef struct surface_case {
  surface_fn *surface;
  double spring; /* along z, eV/Angstrom^2 */
  size_t n_calls;
} surface_case;

static inline iw_status surface_evaluate(iw_context *ctx,
                                         const iw_energy_atoms *atoms, void *ws,
                                         iw_energy_result *out, void *user)
{
  surface_case *c = user;
  double p[3] = {0, 0, 0}, g[2];

  (void)ctx;
  (void)ws;
  c->n_calls++;
  for (int k = 0; k < 3; k++) {
    for (int i = 0; i < 3; i++)
      p[k] += atoms->frac[0][i] * atoms->lattice_ang[i][k];
  }
  out->energy_ev = c->surface(p, g) + 0.5 * c->spring * p[2] * p[2];
  if (out->forces_ev_ang != NULL) {
    out->forces_ev_ang[0][0] = -g[0];
    out->forces_ev_ang[0][1] = -g[1];
    out->forces_ev_ang[0][2] = -c->spring * p[2];
  }
  return IW_OK;
}

static inline iw_energy surface_model(surface_case *c)
{
  return (iw_energy){.struct_size = sizeof(iw_energy),
                     .name = "surface",
                     .evaluate = surface_evaluate,
                     .user = c,
                     .provides = IW_ENERGY_FORCES};
}

#endif
