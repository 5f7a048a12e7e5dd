/* SPDX-License-Identifier: BSD-3-Clause */
/* The nearest two atoms of a cell, whatever unit its lengths are in. */
#include "atom_spacing.h"

#include <math.h>
#include <string.h>

#include "context.h"
#include "mem.h"
#include "neighbor.h"
#include "vec3.h"

/* Volume an atom has after scaling, Angstrom^3: that of a usual crystal, so
 * that cells of other units pass the checks of core/lattice.c. */
#define USUAL_VOLUME 10.0

/* No two of n points are farther apart than this times (V/n)^(1/3) from all
 * others: the densest packing, fcc, has 4^(1/3)/2^(1/2) = 1.1225. */
#define PACKING 1.13

typedef struct nearest {
  int32_t self;
  int32_t site;
  double distance;
} nearest;

static int look(const iwi_neighbor *neighbor, void *user)
{
  nearest *best = user;

  /* the atom itself, up to the rounding of its wrapped position */
  if (neighbor->site == best->self && neighbor->distance_ang < 1e-6)
    return 0;
  if (neighbor->distance_ang < best->distance) {
    best->distance = neighbor->distance_ang;
    best->site = neighbor->site;
  }
  return 0;
}

static iw_status search(iw_context *ctx, const iwi_lattice *lattice,
                        const double (*frac)[3], size_t n, double *spacing)
{
  const double reach = PACKING * cbrt(lattice->volume / (double)n);
  iwi_bins *bins = NULL;
  iw_status status = iwi_bins_create(ctx, lattice, frac, n, reach, &bins);

  *spacing = reach;
  for (size_t i = 0; status == IW_OK && i < n; i++) {
    nearest best = {(int32_t)i, -1, *spacing};

    iwi_bins_visit(bins, frac[i], *spacing, look, &best);
    *spacing = best.distance;
    if (best.distance < 1e-6)
      status =
          iwi_fail(ctx, IW_E_ARGUMENT, "atoms %zu and %d are on the same place",
                   i + 1, (int)best.site + 1);
  }
  iwi_bins_destroy(bins);
  return status;
}

iw_status iwi_atom_spacing(iw_context *ctx, const double lattice[3][3],
                           const double (*cart)[3], size_t n, double *spacing)
{
  const double volume = fabs(iwi_det3(lattice));
  const double scale = cbrt(USUAL_VOLUME * (double)n / volume);
  double rows[3][3], inverse[3][3], (*frac)[3];
  iwi_lattice scaled;
  iw_status status = IW_OK;

  *spacing = 0;
  for (int k = 0; k < 9; k++)
    rows[k / 3][k % 3] = scale * lattice[k / 3][k % 3];
  if (!isfinite(scale) || !iwi_lattice_init(&scaled, (const double(*)[3])rows))
    return iwi_fail(ctx, IW_E_ARGUMENT, "the cell is flat or not finite");
  frac = iwi_calloc(ctx, n, sizeof *frac);
  if (frac == NULL)
    return IW_E_MEMORY;
  iwi_inverse3(lattice, inverse);
  for (size_t i = 0; status == IW_OK && i < n; i++) {
    iwi_row_times3(cart[i], (const double(*)[3])inverse, frac[i]);
    if (!isfinite(frac[i][0] + frac[i][1] + frac[i][2]))
      status = iwi_fail(ctx, IW_E_ARGUMENT,
                        "the position of atom %zu is not finite", i + 1);
  }
  if (status == IW_OK)
    status = search(ctx, &scaled, (const double(*)[3])frac, n, spacing);
  *spacing /= scale;
  iwi_free(frac);
  return status;
}
