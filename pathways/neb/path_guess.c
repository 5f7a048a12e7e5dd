/* SPDX-License-Identifier: BSD-3-Clause */
/* Guesses of a path from its ends: a straight line, or a polygon of the atom
 * that hops. */
#include <ionway/path.h>

#include <string.h>

#include "context.h"
#include "mem.h"
#include "path.h"
#include "vec3.h"

/* (N1) r(t) = r_0 + t (r_1 - r_0) of one atom; exact at both ends */
static void between(const double a[3], const double b[3], double t,
                    double out[3])
{
  for (int c = 0; c < 3; c++)
    out[c] = t < 1 ? a[c] + t * (b[c] - a[c]) : b[c];
}

static iw_status check_count(iw_context *ctx, size_t n_images)
{
  if (n_images < 2)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "path: %zu images, want the two ends at least", n_images);
  return IW_OK;
}

/* Images on the line; the mover's own positions may then be replaced. */
static double (*line(iw_context *ctx, const iw_path *ends, size_t n_images))[3]
{
  const size_t n = iw_path_n_atoms(ends);
  const double(*first)[3] = iw_path_image(ends, 0);
  const double(*last)[3] = iw_path_image(ends, iw_path_n_images(ends) - 1);
  double(*cart)[3] = iwi_calloc(ctx, n_images * n, sizeof *cart);

  if (cart == NULL)
    return NULL;
  for (size_t i = 0; i < n_images; i++)
    for (size_t a = 0; a < n; a++)
      between(first[a], last[a], (double)i / (double)(n_images - 1),
              cart[i * n + a]);
  return cart;
}

iw_status iw_path_straight(iw_context *ctx, const iw_path *ends,
                           size_t n_images, iw_path **out)
{
  iw_status status = check_count(ctx, n_images);
  double(*cart)[3];

  *out = NULL;
  if (status != IW_OK)
    return status;
  cart = line(ctx, ends, n_images);
  if (cart == NULL)
    return IW_E_MEMORY;
  status =
      iwi_path_with_images(ctx, ends, (const double(*)[3])cart, n_images, out);
  iwi_free(cart);
  return status;
}

/* Place at share t (0..1) of the length of a polygon of n points. */
static void on_polygon(const double (*points)[3], size_t n, double length,
                       double t, double out[3])
{
  double left = t * length;

  for (size_t k = 0; k + 1 < n; k++) {
    double d[3], step;

    for (int c = 0; c < 3; c++)
      d[c] = points[k + 1][c] - points[k][c];
    step = iwi_norm3(d);
    if (left <= step || k + 2 == n) {
      between(points[k], points[k + 1], step > 0 ? fmin(left / step, 1) : 0,
              out);
      return;
    }
    left -= step;
  }
}

static double polygon_length(const double (*points)[3], size_t n)
{
  double length = 0;

  for (size_t k = 0; k + 1 < n; k++) {
    double d[3];

    for (int c = 0; c < 3; c++)
      d[c] = points[k + 1][c] - points[k][c];
    length += iwi_norm3(d);
  }
  return length;
}

static iw_status check_waypoints(iw_context *ctx, const iw_path *ends,
                                 const double (*waypoints)[3], size_t n)
{
  const uint8_t *frozen = iw_path_frozen(ends);

  if (frozen != NULL && frozen[iw_path_mover(ends)])
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "path: atom %d is to go through waypoints but is frozen",
                    (int)iw_path_mover(ends) + 1);
  for (size_t k = 0; k < n; k++)
    for (int c = 0; c < 3; c++)
      if (!isfinite(waypoints[k][c]))
        return iwi_fail(ctx, IW_E_ARGUMENT, "path: waypoint %zu is %g", k + 1,
                        waypoints[k][c]);
  return IW_OK;
}

iw_status iw_path_through(iw_context *ctx, const iw_path *ends,
                          const double (*waypoints_ang)[3], size_t n,
                          size_t n_images, iw_path **out)
{
  const size_t n_atoms = iw_path_n_atoms(ends);
  const size_t mover = (size_t)iw_path_mover(ends);
  double(*cart)[3] = NULL, (*points)[3] = NULL;
  iw_status status = check_count(ctx, n_images);

  *out = NULL;
  if (status == IW_OK)
    status = check_waypoints(ctx, ends, waypoints_ang, n);
  if (status != IW_OK)
    return status;
  cart = line(ctx, ends, n_images);
  points = iwi_calloc(ctx, n + 2, sizeof *points);
  if (cart == NULL || points == NULL) {
    status = IW_E_MEMORY;
    goto done;
  }
  memcpy(points[0], cart[mover], sizeof *points);
  if (n > 0)
    memcpy(points[1], waypoints_ang, n * sizeof *points);
  memcpy(points[n + 1], cart[(n_images - 1) * n_atoms + mover], sizeof *points);
  for (size_t i = 1; i + 1 < n_images; i++)
    on_polygon((const double(*)[3])points, n + 2,
               polygon_length((const double(*)[3])points, n + 2),
               (double)i / (double)(n_images - 1), cart[i * n_atoms + mover]);
  status =
      iwi_path_with_images(ctx, ends, (const double(*)[3])cart, n_images, out);

done:
  iwi_free(points);
  iwi_free(cart);
  return status;
}
