/* SPDX-License-Identifier: BSD-3-Clause */
/* What a relaxed band hands out, and its profile between the images. */
#include "neb_result.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "mem.h"
#include "path.h"

struct iw_neb {
  iw_path *path;
  size_t n_images, n; /* n = 3 n_atoms */
  double *energies, *forces, *tangents, *image_force;
  double *s;      /* length up to each image */
  double *slopes; /* dE/ds */
  double max_force;
  size_t n_steps, n_calls;
  iw_neb_state state;
  char reason[256];
};

static double *copied(iw_context *ctx, const double *from, size_t n)
{
  double *copy = iwi_calloc(ctx, n, sizeof *copy);

  if (copy != NULL)
    memcpy(copy, from, n * sizeof *copy);
  return copy;
}

iw_status iwi_neb_result(iw_context *ctx, const iwi_band *band, iw_neb **out)
{
  const size_t all = band->n_images * band->n;
  iw_neb *neb = iwi_calloc(ctx, 1, sizeof *neb);

  *out = NULL;
  if (neb == NULL)
    return IW_E_MEMORY;
  neb->n_images = band->n_images;
  neb->n = band->n;
  neb->energies = copied(ctx, band->energies, band->n_images);
  neb->forces = copied(ctx, band->forces, all);
  neb->tangents = copied(ctx, band->tangents, all);
  neb->image_force = copied(ctx, band->image_force, band->n_images);
  neb->s = iwi_calloc(ctx, band->n_images, sizeof *neb->s);
  neb->slopes = iwi_calloc(ctx, band->n_images, sizeof *neb->slopes);
  if (neb->energies == NULL || neb->forces == NULL || neb->tangents == NULL ||
      neb->image_force == NULL || neb->s == NULL || neb->slopes == NULL ||
      iwi_path_with_images(ctx, band->path, (const double(*)[3])band->cart,
                           band->n_images, &neb->path) != IW_OK) {
    iw_neb_destroy(neb);
    return IW_E_MEMORY;
  }
  iw_path_coordinate(neb->path, neb->s);
  for (size_t i = 0; i < neb->n_images; i++)
    neb->slopes[i] = -iwi_neb_dot(neb->forces + i * neb->n,
                                  neb->tangents + i * neb->n, neb->n);
  neb->max_force = band->max_force;
  neb->n_steps = band->n_steps;
  neb->n_calls = band->n_calls;
  neb->state = band->state;
  memcpy(neb->reason, band->reason, sizeof neb->reason);
  *out = neb;
  return IW_OK;
}

void iw_neb_destroy(iw_neb *neb)
{
  if (neb == NULL)
    return;
  iw_path_destroy(neb->path);
  iwi_free(neb->energies);
  iwi_free(neb->forces);
  iwi_free(neb->tangents);
  iwi_free(neb->image_force);
  iwi_free(neb->s);
  iwi_free(neb->slopes);
  iwi_free(neb);
}

iw_neb_state iw_neb_get_state(const iw_neb *neb)
{
  return neb->state;
}

const char *iw_neb_reason(const iw_neb *neb)
{
  return neb->reason;
}

const iw_path *iw_neb_path(const iw_neb *neb)
{
  return neb->path;
}

const double *iw_neb_energies(const iw_neb *neb)
{
  return neb->energies;
}

const double (*iw_neb_forces(const iw_neb *neb, size_t i))[3]
{
  return (const double(*)[3])(neb->forces + i * neb->n);
}

const double (*iw_neb_tangent(const iw_neb *neb, size_t i))[3]
{
  return (const double(*)[3])(neb->tangents + i * neb->n);
}

double iw_neb_image_force(const iw_neb *neb, size_t i)
{
  return neb->image_force[i];
}

double iw_neb_max_force(const iw_neb *neb)
{
  return neb->max_force;
}

size_t iw_neb_highest(const iw_neb *neb)
{
  size_t top = 0;

  for (size_t i = 1; i < neb->n_images; i++)
    if (neb->energies[i] > neb->energies[top])
      top = i;
  return top;
}

size_t iw_neb_n_steps(const iw_neb *neb)
{
  return neb->n_steps;
}

size_t iw_neb_n_calls(const iw_neb *neb)
{
  return neb->n_calls;
}

/* (N10) E(t) = c0 + c1 t + c2 t^2 + c3 t^3 on segment k, t from 0 to 1 */
static void cubic(const iw_neb *neb, size_t k, double c[4])
{
  const double length = neb->s[k + 1] - neb->s[k];
  const double rise = neb->energies[k + 1] - neb->energies[k];
  const double a = neb->slopes[k] * length, b = neb->slopes[k + 1] * length;

  c[0] = neb->energies[k];
  c[1] = a;
  c[2] = 3 * rise - 2 * a - b;
  c[3] = a + b - 2 * rise;
}

static double value(const double c[4], double t)
{
  return c[0] + t * (c[1] + t * (c[2] + t * c[3]));
}

double iwi_neb_profile_at(const iw_neb *neb, double s_ang)
{
  size_t k = 0;
  double c[4], step;

  while (k + 2 < neb->n_images && s_ang > neb->s[k + 1])
    k++;
  step = neb->s[k + 1] - neb->s[k];
  cubic(neb, k, c);
  return value(c, step > 0 ? fmin((s_ang - neb->s[k]) / step, 1) : 0);
}

void iw_neb_profile(const iw_neb *neb, size_t n, double *s_ang,
                    double *energies_ev)
{
  const double length = neb->s[neb->n_images - 1];

  for (size_t i = 0; i < n; i++) {
    const double s = n > 1 ? length * (double)i / (double)(n - 1) : 0;

    energies_ev[i] = iwi_neb_profile_at(neb, s);
    if (s_ang != NULL)
      s_ang[i] = s;
  }
}

/* Roots of c1 + 2 c2 t + 3 c3 t^2 in (0, 1], ascending. */
static int turns(const double c[4], double roots[2])
{
  const double a = 3 * c[3], b = c[2], root = b * b - a * c[1];
  double q, t[2];
  int n = 0;

  if (!(root > 0)) /* a double root is no extremum */
    return 0;
  /* q has no cancellation; the roots are q/a and c1/q */
  q = -(b + copysign(sqrt(root), b));
  t[0] = a != 0 ? q / a : HUGE_VAL;
  t[1] = q != 0 ? c[1] / q : HUGE_VAL;
  if (t[0] > t[1]) {
    const double swap = t[0];

    t[0] = t[1];
    t[1] = swap;
  }
  for (int k = 0; k < 2; k++)
    if (t[k] > 0 && t[k] <= 1)
      roots[n++] = t[k];
  return n;
}

void iw_neb_extrema(const iw_neb *neb, iw_neb_extremum *extrema, size_t room,
                    size_t *n)
{
  const double length = neb->s[neb->n_images - 1];

  *n = 0;
  for (size_t k = 0; k + 1 < neb->n_images; k++) {
    const double step = neb->s[k + 1] - neb->s[k];
    double c[4], roots[2];
    int n_roots;

    cubic(neb, k, c);
    n_roots = turns(c, roots);
    for (int r = 0; r < n_roots; r++) {
      const double s = neb->s[k] + roots[r] * step;

      /* an image that is an extremum shows on both sides of it, to rounding;
       * the ends are none of the inner ones */
      if (s < 1e-9 * length || s > (1 - 1e-9) * length ||
          (*n > 0 && *n <= room && s - extrema[*n - 1].s_ang < 1e-9 * length))
        continue;
      if (*n < room)
        extrema[*n] =
            (iw_neb_extremum){.s_ang = s,
                              .energy_ev = value(c, roots[r]),
                              .is_maximum = c[2] + 3 * c[3] * roots[r] < 0,
                              .segment = k};
      ++*n;
    }
  }
}
