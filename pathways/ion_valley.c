/* SPDX-License-Identifier: BSD-3-Clause */
/* A shortest-path sweep over layers of points across the straight line, with a
 * cost that the highest energy dominates. docs/theory.md eq. (W6). */
#include "ion_valley.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "bvse_kernel.h"
#include "eigen3.h"
#include "vec3.h"

/* Angstrom between points and, about, between layers: finds a channel, whose
 * bottom the string then finds. */
#define STEP_ANG 0.45

#define SIDE    6 /* points either way: 2.7 Angstrom */
#define WIDTH   (2 * SIDE + 1)
#define N_LAYER (WIDTH * WIDTH)
#define PADDED  ((N_LAYER + IWI_TILE - 1) / IWI_TILE * IWI_TILE)

/* eV: the softness of the maximum in (W6) */
#define SOFTNESS_EV 0.05

/* Weights stay finite: 300 softnesses, 15 eV, above the start. */
#define LARGEST_EXPONENT 300.0

/* A layer of the sweep: points that can be reached, their weights. */
typedef struct layer {
  size_t n;
  int8_t i[N_LAYER], k[N_LAYER];
  double cost[WIDTH][WIDTH]; /* of the best way here; infinite: none */
} layer;

void iwi_valley_frame(iwi_patch *patch, const double centre[3],
                      const double a[3], const double b[3], double across[2][3])
{
  const iwi_lattice *lattice = &iwi_patch_field(patch)->lattice;
  double t[3], middle[3], frac[3], h[3][3], th[3], lambda[3], mode[3][3];
  iw_bvse_value value;
  double length, tht;
  int n = 0, along = 0;

  for (int k = 0; k < 3; k++) {
    t[k] = b[k] - a[k];
    middle[k] = 0.5 * (a[k] + b[k]);
  }
  length = iwi_norm3(t);
  iwi_row_times3(middle, (const double(*)[3])lattice->inverse, frac);
  for (int k = 0; k < 3; k++) {
    t[k] /= length;
    frac[k] += centre[k];
  }
  iwi_patch_evaluate(patch, frac, &value);
  /* the Hessian without what it has along the line: (1 - tt) H (1 - tt) */
  iwi_times_col3((const double(*)[3])value.hessian_ev_ang2, t, th);
  tht = iwi_dot3(t, th);
  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++)
      h[i][k] = value.hessian_ev_ang2[i][k] - t[i] * th[k] - th[i] * t[k] +
                tht * t[i] * t[k];
  }
  iwi_eigen3((const double(*)[3])h, lambda, mode);
  for (int k = 1; k < 3; k++) {
    if (fabs(iwi_dot3(mode[k], t)) > fabs(iwi_dot3(mode[along], t)))
      along = k;
  }
  for (int k = 0; k < 3; k++) {
    if (k != along)
      memcpy(across[n++], mode[k], sizeof mode[k]);
  }
}

/* Which points of a layer can be reached from both ends by steps of at most
 * one point a layer. */
static void open_layer(layer *l, size_t at, size_t last)
{
  const int reach = (int)(at < last - at ? at : last - at);

  l->n = 0;
  for (int i = -SIDE; i <= SIDE; i++) {
    for (int k = -SIDE; k <= SIDE; k++) {
      l->cost[i + SIDE][k + SIDE] = INFINITY;
      if (i < -reach || i > reach || k < -reach || k > reach ||
          i * i + k * k > SIDE * SIDE)
        continue;
      l->i[l->n] = (int8_t)i;
      l->k[l->n++] = (int8_t)k;
    }
  }
}

static double energy_at(iwi_patch *patch, const double point[3])
{
  double tile[3][IWI_TILE], values[IWI_TILE];

  for (int p = 0; p < IWI_TILE; p++) {
    for (int axis = 0; axis < 3; axis++)
      tile[axis][p] = point[axis];
  }
  iwi_patch_energies(patch, point, 0.01, IWI_TILE, tile[0], tile[1], tile[2],
                     values);
  return values[0];
}

static void weigh(iwi_patch *patch, const layer *l, const double middle[3],
                  const double across[2][3], double base_ev,
                  double weights[PADDED])
{
  double x[PADDED], y[PADDED], z[PADDED];
  const size_t n = (l->n + IWI_TILE - 1) / IWI_TILE * IWI_TILE;

  for (size_t p = 0; p < n; p++) {
    const size_t q = p < l->n ? p : 0; /* padding */
    const double u = STEP_ANG * l->i[q], v = STEP_ANG * l->k[q];

    x[p] = middle[0] + u * across[0][0] + v * across[1][0];
    y[p] = middle[1] + u * across[0][1] + v * across[1][1];
    z[p] = middle[2] + u * across[0][2] + v * across[1][2];
  }
  iwi_patch_energies(patch, middle, SIDE * STEP_ANG + 0.01, n, x, y, z,
                     weights);
  for (size_t p = 0; p < l->n; p++)
    weights[p] =
        exp(fmin((weights[p] - base_ev) / SOFTNESS_EV, LARGEST_EXPONENT));
}

/* Best way into every point of a layer from the one before. */
static void sweep(const layer *before, layer *l, const double *weights,
                  int8_t from[N_LAYER])
{
  for (size_t p = 0; p < l->n; p++) {
    const int i = l->i[p] + SIDE, k = l->k[p] + SIDE;
    double best = INFINITY;
    int move = 4;

    for (int m = 0; m < 9; m++) {
      /* straight on first, so that ties stay straight */
      const int order = (m + 4) % 9, di = order / 3 - 1, dk = order % 3 - 1;

      if (i + di < 0 || i + di >= WIDTH || k + dk < 0 || k + dk >= WIDTH)
        continue;
      if (before->cost[i + di][k + dk] < best) {
        best = before->cost[i + di][k + dk];
        move = order;
      }
    }
    l->cost[i][k] = best + weights[p];
    from[i * WIDTH + k] = (int8_t)move;
  }
}

size_t iwi_valley_find(iwi_patch *patch, const double a[3], const double b[3],
                       const double across[2][3], double points[][3])
{
  const double d[3] = {b[0] - a[0], b[1] - a[1], b[2] - a[2]};
  const size_t n =
      (size_t)fmin(fmax(ceil(iwi_norm3(d) / STEP_ANG), 2), IWI_VALLEY_MAX - 1);
  int8_t from[IWI_VALLEY_MAX][N_LAYER];
  layer layers[2];
  double weights[PADDED], base;
  int i = SIDE, k = SIDE;

  base = energy_at(patch, a);
  open_layer(&layers[0], 0, n);
  layers[0].cost[SIDE][SIDE] = 0;
  for (size_t at = 1; at <= n; at++) {
    const double t = (double)at / (double)n;
    double middle[3];

    for (int axis = 0; axis < 3; axis++)
      middle[axis] = a[axis] + t * d[axis];
    open_layer(&layers[at % 2], at, n);
    weigh(patch, &layers[at % 2], middle, across, base, weights);
    sweep(&layers[(at + 1) % 2], &layers[at % 2], weights, from[at]);
  }
  for (size_t at = n;; at--) {
    const double t = (double)at / (double)n;

    for (int axis = 0; axis < 3; axis++)
      points[at][axis] = a[axis] + t * d[axis] +
                         STEP_ANG * ((i - SIDE) * across[0][axis] +
                                     (k - SIDE) * across[1][axis]);
    if (at == 0)
      break;
    {
      const int move = from[at][i * WIDTH + k];

      i += move / 3 - 1;
      k += move % 3 - 1;
    }
  }
  assert(i == SIDE && k == SIDE);
  return n + 1;
}
