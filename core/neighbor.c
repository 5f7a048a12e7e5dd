/* SPDX-License-Identifier: BSD-3-Clause */
/* Binned periodic neighbour search. Bins divide the cell along its own axes;
 * a sphere is covered by the bins between its tangent planes. */
#include "neighbor.h"

#include <math.h>
#include <string.h>

#include "mem.h"
#include "vec3.h"

struct iwi_bins {
  iwi_lattice lattice;
  int32_t n_bins[3];
  double bin_radius; /* centre of a bin to its corner, Angstrom */
  size_t n_sites;
  size_t *start;     /* first slot of every bin, CSR */
  int32_t *site;     /* site in every slot            */
  double (*cart)[3]; /* wrapped position by slot, Cartesian */
};

static size_t bin_of(const iwi_bins *bins, const double frac[3])
{
  size_t index = 0;

  for (int k = 0; k < 3; k++) {
    int32_t b = (int32_t)(frac[k] * bins->n_bins[k]);

    if (b >= bins->n_bins[k])
      b = bins->n_bins[k] - 1;
    index = index * (size_t)bins->n_bins[k] + (size_t)b;
  }
  return index;
}

static double bin_radius(const iwi_bins *bins)
{
  double longest = 0;

  for (int corner = 0; corner < 4; corner++) {
    double d[3] = {0.5, corner & 1 ? 0.5 : -0.5, corner & 2 ? 0.5 : -0.5};
    double cart[3];

    for (int k = 0; k < 3; k++)
      d[k] /= bins->n_bins[k];
    iwi_row_times3(d, (const double(*)[3])bins->lattice.rows, cart);
    longest = fmax(longest, iwi_norm3(cart));
  }
  return longest;
}

static void sort_into_bins(iwi_bins *bins, const double (*frac)[3],
                           size_t n_bins)
{
  double wrapped[3];

  for (size_t i = 0; i < bins->n_sites; i++) {
    for (int k = 0; k < 3; k++)
      wrapped[k] = iwi_wrap1(frac[i][k]);
    bins->start[bin_of(bins, wrapped) + 1]++;
  }
  for (size_t b = 0; b < n_bins; b++)
    bins->start[b + 1] += bins->start[b];
  /* Fill from the back, which moves start[b + 1] down to where bin b + 1
   * begins; sites then stand in rising order inside a bin. */
  for (size_t i = bins->n_sites; i-- > 0;) {
    size_t slot;

    for (int k = 0; k < 3; k++)
      wrapped[k] = iwi_wrap1(frac[i][k]);
    slot = --bins->start[bin_of(bins, wrapped) + 1];
    bins->site[slot] = (int32_t)i;
    iwi_row_times3(wrapped, (const double(*)[3])bins->lattice.rows,
                   bins->cart[slot]);
  }
  memmove(bins->start, bins->start + 1, n_bins * sizeof *bins->start);
  bins->start[n_bins] = bins->n_sites;
}

iw_status iwi_bins_create(iw_context *ctx, const iwi_lattice *lattice,
                          const double (*frac)[3], size_t n, double bin_ang,
                          iwi_bins **out)
{
  iwi_bins *bins;
  size_t n_bins = 1;

  *out = NULL;
  bins = iwi_calloc(ctx, 1, sizeof *bins);
  if (bins == NULL)
    return IW_E_MEMORY;
  bins->lattice = *lattice;
  bins->n_sites = n;
  for (int k = 0; k < 3; k++) {
    const double fit = lattice->width[k] / bin_ang;

    bins->n_bins[k] = fit < 1 ? 1 : fit > 256 ? 256 : (int32_t)fit;
    n_bins *= (size_t)bins->n_bins[k];
  }
  bins->bin_radius = bin_radius(bins);
  bins->start = iwi_calloc(ctx, n_bins + 2, sizeof *bins->start);
  bins->site = iwi_calloc(ctx, n, sizeof *bins->site);
  bins->cart = iwi_calloc(ctx, n, sizeof *bins->cart);
  if (bins->start == NULL || bins->site == NULL || bins->cart == NULL) {
    iwi_bins_destroy(bins);
    return IW_E_MEMORY;
  }
  sort_into_bins(bins, frac, n_bins);
  *out = bins;
  return IW_OK;
}

void iwi_bins_destroy(iwi_bins *bins)
{
  if (bins == NULL)
    return;
  iwi_free(bins->start);
  iwi_free(bins->site);
  iwi_free(bins->cart);
  iwi_free(bins);
}

static int32_t floor_div(int32_t a, int32_t b)
{
  return a >= 0 ? a / b : -((-a + b - 1) / b);
}

/* Does the bin reach into the sphere? */
static int touches(const iwi_bins *bins, const int32_t b[3],
                   const double frac[3], double radius_ang)
{
  const double reach = radius_ang + bins->bin_radius;
  double d[3], cart[3];

  for (int k = 0; k < 3; k++)
    d[k] = (b[k] + 0.5) / bins->n_bins[k] - frac[k];
  iwi_row_times3(d, (const double(*)[3])bins->lattice.rows, cart);
  return iwi_dot3(cart, cart) <= reach * reach * (1 + 1e-9);
}

static int visit_bin(const iwi_bins *bins, const int32_t b[3],
                     const double frac[3], double radius_ang,
                     iwi_neighbor_fn *visit, void *user)
{
  iwi_neighbor neighbor;
  double d[3], shift[3];
  size_t bin = 0;

  for (int k = 0; k < 3; k++) {
    neighbor.cell[k] = floor_div(b[k], bins->n_bins[k]);
    bin = bin * (size_t)bins->n_bins[k] +
          (size_t)(b[k] - neighbor.cell[k] * bins->n_bins[k]);
    d[k] = neighbor.cell[k] - frac[k];
  }
  if (bins->start[bin] == bins->start[bin + 1])
    return 0;
  iwi_row_times3(d, (const double(*)[3])bins->lattice.rows, shift);
  for (size_t slot = bins->start[bin]; slot < bins->start[bin + 1]; slot++) {
    double r2 = 0;

    for (int k = 0; k < 3; k++) {
      neighbor.vector[k] = bins->cart[slot][k] + shift[k];
      r2 += neighbor.vector[k] * neighbor.vector[k];
    }
    if (r2 > radius_ang * radius_ang)
      continue;
    neighbor.site = bins->site[slot];
    neighbor.distance_ang = sqrt(r2);
    if (visit(&neighbor, user) != 0)
      return 1;
  }
  return 0;
}

/* The bins between the sphere's tangent planes. */
static void covering(const iwi_bins *bins, const double frac[3],
                     double radius_ang, int32_t low[3], int32_t high[3])
{
  for (int k = 0; k < 3; k++) {
    const double reach = radius_ang / bins->lattice.width[k];

    /* 1e-9: a site on a bin face must not fall to rounding */
    low[k] = (int32_t)floor((frac[k] - reach) * bins->n_bins[k] - 1e-9);
    high[k] = (int32_t)floor((frac[k] + reach) * bins->n_bins[k] + 1e-9);
  }
}

void iwi_bins_visit(const iwi_bins *bins, const double frac[3],
                    double radius_ang, iwi_neighbor_fn *visit, void *user)
{
  int32_t low[3], high[3], b[3];

  covering(bins, frac, radius_ang, low, high);
  for (b[0] = low[0]; b[0] <= high[0]; b[0]++) {
    for (b[1] = low[1]; b[1] <= high[1]; b[1]++) {
      for (b[2] = low[2]; b[2] <= high[2]; b[2]++) {
        if (touches(bins, b, frac, radius_ang) &&
            visit_bin(bins, b, frac, radius_ang, visit, user))
          return;
      }
    }
  }
}

/* Slots first..last of one cell, whose sites sit at cart + shift seen from the
 * point. Every candidate is written, the count moves on for those within. */
static size_t collect_slots(const iwi_bins *bins, size_t first, size_t last,
                            const double shift[3], double radius_ang,
                            int32_t *sites, double (*vectors)[3], size_t n)
{
  for (size_t slot = first; slot < last; slot++) {
    const double x = bins->cart[slot][0] + shift[0];
    const double y = bins->cart[slot][1] + shift[1];
    const double z = bins->cart[slot][2] + shift[2];

    sites[n] = bins->site[slot];
    vectors[n][0] = x;
    vectors[n][1] = y;
    vectors[n][2] = z;
    n += x * x + y * y + z * z <= radius_ang * radius_ang;
  }
  return n;
}

size_t iwi_bins_collect(const iwi_bins *bins, const double frac[3],
                        double radius_ang, int32_t *sites, double (*vectors)[3])
{
  const int32_t *n_bins = bins->n_bins;
  int32_t low[3], high[3], b[3], cell[3];
  size_t n = 0;

  covering(bins, frac, radius_ang, low, high);
  for (b[0] = low[0]; b[0] <= high[0]; b[0]++) {
    for (b[1] = low[1]; b[1] <= high[1]; b[1]++) {
      cell[0] = floor_div(b[0], n_bins[0]);
      cell[1] = floor_div(b[1], n_bins[1]);
      /* bins in a row along the last axis hold consecutive slots */
      for (b[2] = low[2]; b[2] <= high[2]; b[2] = (cell[2] + 1) * n_bins[2]) {
        const size_t row = (size_t)((b[0] - cell[0] * n_bins[0]) * n_bins[1] +
                                    (b[1] - cell[1] * n_bins[1])) *
                           (size_t)n_bins[2];
        double d[3], shift[3];
        int32_t end;

        cell[2] = floor_div(b[2], n_bins[2]);
        end = (cell[2] + 1) * n_bins[2] - 1;
        if (end > high[2])
          end = high[2];
        for (int k = 0; k < 3; k++)
          d[k] = cell[k] - frac[k];
        iwi_row_times3(d, (const double(*)[3])bins->lattice.rows, shift);
        n = collect_slots(
            bins, bins->start[row + (size_t)(b[2] - cell[2] * n_bins[2])],
            bins->start[row + (size_t)(end - cell[2] * n_bins[2]) + 1], shift,
            radius_ang, sites, vectors, n);
      }
    }
  }
  return n;
}
