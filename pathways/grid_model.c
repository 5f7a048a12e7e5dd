/* SPDX-License-Identifier: BSD-3-Clause */
/* What the grid's own differences tell about the energy near one point. */
#include "grid_model.h"

#include <math.h>

#include "eigen3.h"
#include "vec3.h"

/* First and second central differences over the 27 points around one, in
 * Cartesian coordinates. */
static void model_at(const iw_landscape *l, int32_t point, double gradient[3],
                     double hessian[3][3])
{
  const double *e = iw_landscape_energies(l);
  const int32_t *n = iw_landscape_grid(l);
  const int32_t j[3] = {point / (n[1] * n[2]), point / n[2] % n[1],
                        point % n[2]};
  double step[3][3], inverse[3][3], g[3], h[3][3], half[3][3];
#define AT(a, b, c)                                                            \
  e[((size_t)((j[0] + (a) + n[0]) % n[0]) * (size_t)n[1] +                     \
     (size_t)((j[1] + (b) + n[1]) % n[1])) *                                   \
        (size_t)n[2] +                                                         \
    (size_t)((j[2] + (c) + n[2]) % n[2])]

  g[0] = 0.5 * (AT(1, 0, 0) - AT(-1, 0, 0));
  g[1] = 0.5 * (AT(0, 1, 0) - AT(0, -1, 0));
  g[2] = 0.5 * (AT(0, 0, 1) - AT(0, 0, -1));
  h[0][0] = AT(1, 0, 0) + AT(-1, 0, 0) - 2 * AT(0, 0, 0);
  h[1][1] = AT(0, 1, 0) + AT(0, -1, 0) - 2 * AT(0, 0, 0);
  h[2][2] = AT(0, 0, 1) + AT(0, 0, -1) - 2 * AT(0, 0, 0);
  h[0][1] = h[1][0] =
      0.25 * (AT(1, 1, 0) + AT(-1, -1, 0) - AT(1, -1, 0) - AT(-1, 1, 0));
  h[0][2] = h[2][0] =
      0.25 * (AT(1, 0, 1) + AT(-1, 0, -1) - AT(1, 0, -1) - AT(-1, 0, 1));
  h[1][2] = h[2][1] =
      0.25 * (AT(0, 1, 1) + AT(0, -1, -1) - AT(0, 1, -1) - AT(0, -1, 1));
#undef AT
  /* dr = s T with T the step vectors: g = T^-1 g_s, H = T^-1 H_s T^-T */
  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++)
      step[i][k] = iw_landscape_lattice(l)[i][k] / n[i];
  }
  iwi_inverse3((const double(*)[3])step, inverse);
  iwi_times_col3((const double(*)[3])inverse, g, gradient);
  for (int i = 0; i < 3; i++)
    iwi_times_col3((const double(*)[3])inverse, h[i], half[i]);
  for (int i = 0; i < 3; i++) {
    const double column[3] = {half[0][i], half[1][i], half[2][i]};
    double out[3];

    iwi_times_col3((const double(*)[3])inverse, column, out);
    for (int k = 0; k < 3; k++)
      hessian[k][i] = out[k];
  }
}

double iwi_grid_model_drop(const iw_landscape *l, int32_t point,
                           double step_ang)
{
  double gradient[3], hessian[3][3], lambda[3], mode[3][3], drop = 0;

  model_at(l, point, gradient, hessian);
  for (int k = 0; k < 9; k++) {
    if (!isfinite(hessian[k / 3][k % 3]))
      return INFINITY;
  }
  iwi_eigen3((const double(*)[3])hessian, lambda, mode);
  /* The lowest mode is the way over the pass; across it the channel's floor
   * lies g^2/(2 lambda) below, or what the slope gives over one step where
   * the grid sees no curvature. */
  for (int k = 1; k < 3; k++) {
    const double g = fabs(iwi_dot3(mode[k], gradient));
    const double linear = g * step_ang;
    const double quadratic = lambda[k] > 0 ? 0.5 * g * g / lambda[k] : INFINITY;

    drop += fmin(linear, quadratic);
    if (lambda[k] < 0)
      drop -= 0.5 * lambda[k] * step_ang * step_ang;
  }
  return drop;
}
