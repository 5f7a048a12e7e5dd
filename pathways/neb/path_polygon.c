/* SPDX-License-Identifier: BSD-3-Clause */
/* Images equally spaced on a polygon in configuration space: how a band starts
 * from images that are there already. */
#include "barrier_run.h"

#include <math.h>
#include <string.h>

#include "mem.h"
#include "path.h"
#include "vec3.h"

double iwi_path_farthest(const double (*a)[3], const double (*b)[3], size_t n)
{
  double most = 0;

  for (size_t i = 0; i < n; i++) {
    const double d[3] = {b[i][0] - a[i][0], b[i][1] - a[i][1],
                         b[i][2] - a[i][2]};

    most = fmax(most, iwi_norm3(d));
  }
  return most;
}

static double distance(const double (*a)[3], const double (*b)[3], size_t n)
{
  double sum = 0;

  for (size_t i = 0; i < n; i++) {
    for (int k = 0; k < 3; k++)
      sum += (a[i][k] - b[i][k]) * (a[i][k] - b[i][k]);
  }
  return sqrt(sum);
}

static void between(const double (*a)[3], const double (*b)[3], size_t n,
                    double share, double (*out)[3])
{
  for (size_t i = 0; i < n; i++) {
    for (int k = 0; k < 3; k++)
      out[i][k] = a[i][k] + share * (b[i][k] - a[i][k]);
  }
}

/* The images at equal shares of the polygon's length. */
static void place(const double (*const *points)[3], const double *s, size_t n,
                  size_t n_atoms, size_t n_images, double (*cart)[3])
{
  size_t at = 0;

  for (size_t i = 0; i < n_images; i++) {
    const double want = s[n - 1] * (double)i / (double)(n_images - 1);
    double length;

    while (at + 2 < n && s[at + 1] < want)
      at++;
    length = s[at + 1] - s[at];
    between(points[at], points[at + 1], n_atoms,
            length > 0 ? fmin((want - s[at]) / length, 1) : 0,
            cart + i * n_atoms);
  }
  memcpy(cart, points[0], n_atoms * sizeof *cart);
  memcpy(cart + (n_images - 1) * n_atoms, points[n - 1],
         n_atoms * sizeof *cart);
}

iw_status iwi_path_on_polygon(iw_context *ctx, const iw_path *like,
                              const double (*const *points)[3], size_t n,
                              size_t n_images, iw_path **out)
{
  const size_t n_atoms = iw_path_n_atoms(like);
  double *s = iwi_calloc(ctx, n, sizeof *s);
  double(*cart)[3] = iwi_calloc(ctx, n_images * n_atoms, sizeof *cart);
  iw_status status = IW_E_MEMORY;

  *out = NULL;
  if (s != NULL && cart != NULL) {
    for (size_t i = 1; i < n; i++)
      s[i] = s[i - 1] + distance(points[i - 1], points[i], n_atoms);
    place(points, s, n, n_atoms, n_images, cart);
    status = iwi_path_with_images(ctx, like, (const double(*)[3])cart, n_images,
                                  out);
  }
  iwi_free(s);
  iwi_free(cart);
  return status;
}
