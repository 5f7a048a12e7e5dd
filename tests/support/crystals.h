/* SPDX-License-Identifier: BSD-3-Clause */
/* Crystals written out in code, for laws that must hold in any of them, and
 * the changes of description that must not matter: new cell vectors, origin,
 * atom order, a larger cell. */
#ifndef IONWAY_TESTS_CRYSTALS_H
#define IONWAY_TESTS_CRYSTALS_H

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <ionway/ionway.h>

#define CRYSTAL_MAX_SITES 256

typedef struct crystal {
  const char *name;
  double lattice[3][3];
  iw_site sites[CRYSTAL_MAX_SITES];
  size_t n_sites;
  int32_t mobile;
  double charge;
  double step_ang; /* grid on which its network is found */
} crystal;

static inline void crystal_add(crystal *c, int32_t element, double charge,
                               double x, double y, double z)
{
  iw_site *site = &c->sites[c->n_sites++];

  memset(site, 0, sizeof *site);
  site->element = element;
  site->oxidation = charge;
  site->occupancy = 1;
  site->frac[0] = x;
  site->frac[1] = y;
  site->frac[2] = z;
}

static inline void crystal_begin(crystal *c, const char *name, int32_t mobile,
                                 double charge, double a, double b, double h)
{
  memset(c, 0, sizeof *c);
  c->name = name;
  c->mobile = mobile;
  c->charge = charge;
  c->step_ang = 0.2;
  c->lattice[0][0] = a;
  c->lattice[1][1] = b;
  c->lattice[2][2] = h;
}

/* x, y, z and all eight images in Pnma */
static inline void crystal_pnma(crystal *c, int32_t element, double charge,
                                double x, double y, double z)
{
  const int mirror = fabs(y - 0.25) < 1e-9; /* on the mirror: four images */

  for (int s = 1; s >= (mirror ? 1 : -1); s -= 2) {
    crystal_add(c, element, charge, s * x, s * y, s * z);
    crystal_add(c, element, charge, s * (0.5 - x), s * -y, s * (z + 0.5));
    crystal_add(c, element, charge, s * -x, s * (y + 0.5), s * -z);
    crystal_add(c, element, charge, s * (x + 0.5), s * (0.5 - y),
                s * (0.5 - z));
  }
}

/* LiFePO4, olivine: one easy direction */
static inline void crystal_olivine(crystal *c)
{
  crystal_begin(c, "olivine", 3, 1, 10.33, 6.01, 4.69);
  for (int i = 0; i < 4; i++)
    crystal_add(c, 3, 1, i % 2 * 0.5, i / 2 * 0.5, i % 2 * 0.5);
  crystal_pnma(c, 26, 2, 0.2822, 0.25, 0.9747);
  crystal_pnma(c, 15, 5, 0.0948, 0.25, 0.4181);
  crystal_pnma(c, 8, -2, 0.0968, 0.25, 0.7427);
  crystal_pnma(c, 8, -2, 0.4571, 0.25, 0.2060);
  crystal_pnma(c, 8, -2, 0.1656, 0.0465, 0.2848);
}

/* LiCoO2, layered, hexagonal cell */
static inline void crystal_layered(crystal *c)
{
  crystal_begin(c, "layered", 3, 1, 2.816, 0, 14.054);
  c->lattice[1][0] = -0.5 * 2.816;
  c->lattice[1][1] = sqrt(0.75) * 2.816;
  for (int i = 0; i < 3; i++) {
    const double t = i / 3.0, z = 0.2605;

    crystal_add(c, 3, 1, 2 * t, t, t + 0.5);
    crystal_add(c, 27, 3, 2 * t, t, t);
    crystal_add(c, 8, -2, 2 * t, t, t + z);
    crystal_add(c, 8, -2, 2 * t, t, t - z);
  }
}

/* CaF2, fluorite: an anion moves; primitive cell */
static inline void crystal_fluorite(crystal *c)
{
  crystal_begin(c, "fluorite", 9, -1, 0, 0, 0);
  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++)
      c->lattice[i][k] = i == k ? 0 : 0.5 * 5.463;
  }
  crystal_add(c, 20, 2, 0, 0, 0);
  crystal_add(c, 9, -1, 0.25, 0.25, 0.25);
  crystal_add(c, 9, -1, 0.75, 0.75, 0.75);
}

/* Nothing equal to anything: a skew cell of 19 Angstrom^3 an atom with Na, P,
 * S scattered by a generator, no two closer than 1.9 Angstrom. */
static inline void crystal_scattered(crystal *c)
{
  static const int32_t elements[3] = {11, 15, 16};
  static const double charges[3] = {1, 5, -2};
  uint64_t seed = 42;

  crystal_begin(c, "scattered", 11, 1, 6.3, 6.9, 7.4);
  c->lattice[1][0] = 1.1;
  c->lattice[2][0] = -0.7;
  c->lattice[2][1] = 1.6;
  while (c->n_sites < 16) {
    const size_t kind = c->n_sites < 3 ? 0 : (c->n_sites < 6 ? 1 : 2);
    double f[3], nearest = 1e30;

    for (int k = 0; k < 3; k++) {
      seed = seed * 6364136223846793005u + 1442695040888963407u;
      f[k] = (double)(seed >> 11) / 9007199254740992.0;
    }
    for (size_t i = 0; i < 27 * c->n_sites; i++) {
      double d2 = 0;

      for (int k = 0; k < 3; k++) {
        double x = 0;

        for (int j = 0, m = (int)(i % 27); j < 3; j++, m /= 3)
          x += (f[j] - c->sites[i / 27].frac[j] + m % 3 - 1) * c->lattice[j][k];
        d2 += x * x;
      }
      nearest = fmin(nearest, d2);
    }
    if (nearest > 1.9 * 1.9)
      crystal_add(c, elements[kind], charges[kind], f[0], f[1], f[2]);
  }
}

/* Rows of u times the cell vectors; u has determinant 1 or -1. */
static inline void crystal_rebase(crystal *c, const int32_t u[3][3])
{
  double rows[3][3] = {{0}}, inverse[3][3];
  double det = 0;

  for (int k = 0; k < 3; k++)
    det += u[0][k] * (double)(u[1][(k + 1) % 3] * u[2][(k + 2) % 3] -
                              u[1][(k + 2) % 3] * u[2][(k + 1) % 3]);
  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++) {
      const int a = (i + 1) % 3, b = (i + 2) % 3, p = (k + 1) % 3,
                q = (k + 2) % 3;

      inverse[k][i] = (u[a][p] * u[b][q] - u[a][q] * u[b][p]) / det;
      for (int j = 0; j < 3; j++)
        rows[i][k] += u[i][j] * c->lattice[j][k];
    }
  }
  memcpy(c->lattice, rows, sizeof rows);
  for (size_t s = 0; s < c->n_sites; s++) {
    const double f[3] = {c->sites[s].frac[0], c->sites[s].frac[1],
                         c->sites[s].frac[2]};

    for (int k = 0; k < 3; k++)
      c->sites[s].frac[k] =
          f[0] * inverse[0][k] + f[1] * inverse[1][k] + f[2] * inverse[2][k];
  }
}

static inline void crystal_shift(crystal *c, const double shift[3])
{
  for (size_t s = 0; s < c->n_sites; s++) {
    for (int k = 0; k < 3; k++)
      c->sites[s].frac[k] += shift[k];
  }
}

static inline void crystal_reverse(crystal *c)
{
  for (size_t s = 0; s < c->n_sites / 2; s++) {
    const iw_site t = c->sites[s];

    c->sites[s] = c->sites[c->n_sites - 1 - s];
    c->sites[c->n_sites - 1 - s] = t;
  }
}

/* n copies along one axis */
static inline void crystal_repeat(crystal *c, int axis, int n)
{
  const size_t n_sites = c->n_sites;

  for (size_t s = 0; s < n_sites; s++) {
    c->sites[s].frac[axis] /= n;
    for (int copy = 1; copy < n; copy++) {
      c->sites[c->n_sites] = c->sites[s];
      c->sites[c->n_sites++].frac[axis] += (double)copy / n;
    }
  }
  for (int k = 0; k < 3; k++)
    c->lattice[axis][k] *= n;
}

static inline iw_status crystal_structure(iw_context *ctx, const crystal *c,
                                          iw_structure **out)
{
  iw_structure_spec spec;

  iw_structure_spec_default(&spec);
  memcpy(spec.lattice_ang, c->lattice, sizeof spec.lattice_ang);
  spec.sites = c->sites;
  spec.n_sites = c->n_sites;
  spec.title = c->name;
  return iw_structure_create(ctx, &spec, out);
}

static inline iw_status crystal_field(iw_context *ctx, const crystal *c,
                                      const iw_structure *structure,
                                      iw_bvse **out)
{
  iw_parameters *parameters;
  iw_bvse_options options;
  iw_status status = iw_parameters_create(ctx, NULL, &parameters);

  *out = NULL;
  if (status != IW_OK)
    return status;
  iw_bvse_options_default(&options);
  options.mobile_element = c->mobile;
  options.mobile_charge = c->charge;
  status = iw_bvse_create(ctx, structure, parameters, &options, out);
  iw_parameters_destroy(parameters);
  return status;
}

#endif
