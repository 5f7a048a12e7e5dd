/* SPDX-License-Identifier: BSD-3-Clause */
/* The nearest two atoms anywhere on a path. */
#include <ionway/path.h>

#include <string.h>

#include "lattice.h"
#include "mem.h"
#include "neighbor.h"
#include "vec3.h"

/* The nearest other atom, or image of the same one, to a point. */
typedef struct nearest {
  int32_t atom, other;
  double distance;
} nearest;

static int take_nearer(const iwi_neighbor *neighbor, void *user)
{
  nearest *n = user;
  const int self = neighbor->site == n->atom && neighbor->cell[0] == 0 &&
                   neighbor->cell[1] == 0 && neighbor->cell[2] == 0;

  if (!self && neighbor->distance_ang < n->distance) {
    n->distance = neighbor->distance_ang;
    n->other = neighbor->site;
  }
  return 0;
}

/* Closest pair of one image within the radius, which it lowers. */
static iw_status closest_of_image(iw_context *ctx, const iwi_lattice *lattice,
                                  const double (*frac)[3], size_t n,
                                  double *radius, int32_t pair[2])
{
  iwi_bins *bins;
  const iw_status status =
      iwi_bins_create(ctx, lattice, frac, n, *radius, &bins);

  if (status != IW_OK)
    return status;
  for (size_t a = 0; a < n; a++) {
    nearest found = {.atom = (int32_t)a, .other = -1, .distance = *radius};
    double wrapped[3];

    for (int c = 0; c < 3; c++)
      wrapped[c] = iwi_wrap1(frac[a][c]);
    iwi_bins_visit(bins, wrapped, *radius, take_nearer, &found);
    if (found.other < 0)
      continue;
    *radius = found.distance;
    pair[0] = (int32_t)a;
    pair[1] = found.other;
  }
  iwi_bins_destroy(bins);
  return IW_OK;
}

iw_status iw_path_closest(iw_context *ctx, const iw_path *path,
                          double *distance_ang, size_t *image, int32_t pair[2])
{
  const size_t n = iw_path_n_atoms(path);
  double(*frac)[3] = iwi_calloc(ctx, n, sizeof *frac);
  iwi_lattice lattice;
  size_t at = 0;
  int32_t best[2] = {0, 0};
  double radius;
  iw_status status = IW_OK;

  if (frac == NULL)
    return IW_E_MEMORY;
  iwi_lattice_init(&lattice, iw_path_lattice(path));
  /* Equal spheres fill at most 0.7405 of space, so that some pair is nearer
   * than 1.1225 cbrt(V/n), and a search this far finds the nearest one. */
  radius = 1.2 * cbrt(lattice.volume / (double)n);
  for (size_t i = 0; i < iw_path_n_images(path) && status == IW_OK; i++) {
    const double before = radius;

    for (size_t a = 0; a < n; a++)
      iwi_row_times3(iw_path_image(path, i)[a],
                     (const double(*)[3])lattice.inverse, frac[a]);
    status = closest_of_image(ctx, &lattice, (const double(*)[3])frac, n,
                              &radius, best);
    if (radius < before)
      at = i;
  }
  iwi_free(frac);
  if (status != IW_OK)
    return status;
  *distance_ang = radius;
  if (image != NULL)
    *image = at;
  if (pair != NULL)
    memcpy(pair, best, sizeof best);
  return IW_OK;
}
