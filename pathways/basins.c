/* SPDX-License-Identifier: BSD-3-Clause */
/* Watershed by rising energy on a periodic grid with 26 neighbours, cell
 * offsets carried along. Each point joins its lowest flooded neighbour; with
 * another basin next to it, it is where the two meet; the first meeting of a
 * kind (from, to, shift) in its neighbourhood is the lowest there.
 * docs/theory.md eq. (P5). */
#include "basins.h"

#include <stdlib.h>
#include <string.h>

#include "context.h"
#include "mem.h"
#include "passes.h"

/* Points of one class share their energy: classes are sorted, not points. */
typedef struct level {
  double energy;
  int32_t class;
} level;

/* Where a flooded point belongs, in one word that can be compared: basin, and
 * the cell (-100..100) of the copy of it that holds the point of the home
 * cell. Dry points have DRY. */
typedef int64_t membership;
#define DRY        ((membership)-1)
#define CELL_LIMIT 100

static membership pack(int32_t basin, const int32_t cell[3])
{
  return ((membership)basin << 24) | ((membership)(cell[0] + 128) << 16) |
         ((membership)(cell[1] + 128) << 8) | (membership)(cell[2] + 128);
}

static int32_t basin_of(membership m)
{
  return (int32_t)(m >> 24);
}

static void cell_of(membership m, int32_t cell[3])
{
  cell[0] = (int32_t)((m >> 16) & 255) - 128;
  cell[1] = (int32_t)((m >> 8) & 255) - 128;
  cell[2] = (int32_t)(m & 255) - 128;
}

struct iwi_basins {
  const double *energies;
  int32_t grid[3];
  int32_t inner[26]; /* index steps to the neighbours of an inner point */
  level *levels;     /* ascending */
  size_t n_levels, next_level;
  int32_t *members;     /* points sorted by class */
  int32_t *class_start; /* n_classes + 1 */
  membership *member_of;
  int32_t *points; /* lowest point of every basin */
  size_t n_basins, basin_capacity;
  iwi_pass_table passes;
  size_t flooded, floodable;
};

/* Step to neighbour k of 26, each component -1..1; 13 stands for no step. */
static void step_of(int k, int32_t step[3])
{
  const int code = k < 13 ? k : k + 1;

  step[0] = code / 9 - 1;
  step[1] = code / 3 % 3 - 1;
  step[2] = code % 3 - 1;
}

static void set_inner_steps(iwi_basins *b)
{
  for (int k = 0; k < 26; k++) {
    int32_t step[3];

    step_of(k, step);
    b->inner[k] = (step[0] * b->grid[1] + step[1]) * b->grid[2] + step[2];
  }
}

static void indices_of(const int32_t n[3], int32_t point, int32_t j[3])
{
  j[2] = point % n[2];
  point /= n[2];
  j[1] = point % n[1];
  j[0] = point / n[1];
}

/* Indices of the 26 neighbours; returns whether one lies across a face of the
 * cell. */
static int neighbours_of(const iwi_basins *b, int32_t point, int32_t out[26])
{
  const int32_t *n = b->grid;
  int32_t j[3], index[3][3];
  int count = 0;

  indices_of(n, point, j);
  if (j[0] > 0 && j[0] < n[0] - 1 && j[1] > 0 && j[1] < n[1] - 1 && j[2] > 0 &&
      j[2] < n[2] - 1) {
    for (int k = 0; k < 26; k++)
      out[k] = point + b->inner[k];
    return 0;
  }
  for (int i = 0; i < 3; i++) {
    for (int s = 0; s < 3; s++)
      index[i][s] = (j[i] + s - 1 + n[i]) % n[i];
  }
  for (int code = 0; code < 27; code++) { /* the order of step_of() */
    if (code != 13)
      out[count++] =
          (index[0][code / 9] * n[1] + index[1][code / 3 % 3]) * n[2] +
          index[2][code % 3];
  }
  return 1;
}

/* Cell boundary crossed on the way from a point to its neighbour k. */
static void crossing(const iwi_basins *b, int32_t point, int k,
                     int32_t cross[3])
{
  const int32_t *n = b->grid;
  int32_t step[3], j[3];

  indices_of(n, point, j);
  step_of(k, step);
  for (int i = 0; i < 3; i++)
    cross[i] = j[i] + step[i] < 0 ? -1 : j[i] + step[i] >= n[i] ? 1 : 0;
}

static int by_energy(const void *a, const void *b)
{
  const level *x = a, *y = b;

  if (x->energy < y->energy || x->energy > y->energy)
    return x->energy < y->energy ? -1 : 1;
  return x->class < y->class ? -1 : x->class > y->class;
}

static iw_status sort_levels(iw_context *ctx, iwi_basins *b,
                             const iw_landscape *l, double highest_ev)
{
  const int32_t *classes = iw_landscape_classes(l);
  const size_t n_classes = iw_landscape_n_irreducible(l);
  const size_t n = iw_landscape_n_points(l);

  b->levels = iwi_calloc(ctx, n_classes, sizeof *b->levels);
  b->class_start = iwi_calloc(ctx, n_classes + 2, sizeof *b->class_start);
  b->members = iwi_calloc(ctx, n, sizeof *b->members);
  if (b->levels == NULL || b->class_start == NULL || b->members == NULL)
    return IW_E_MEMORY;
  for (size_t p = 0; p < n; p++)
    b->class_start[classes[p] + 2]++;
  for (size_t c = 0; c < n_classes; c++)
    b->class_start[c + 2] += b->class_start[c + 1];
  for (size_t p = 0; p < n; p++)
    b->members[b->class_start[classes[p] + 1]++] = (int32_t)p;
  for (size_t c = 0; c < n_classes; c++) {
    const double energy = b->energies[b->members[b->class_start[c]]];

    if (energy <= highest_ev) {
      b->levels[b->n_levels++] = (level){energy, (int32_t)c};
      b->floodable += (size_t)(b->class_start[c + 1] - b->class_start[c]);
    }
  }
  qsort(b->levels, b->n_levels, sizeof *b->levels, by_energy);
  return IW_OK;
}

static iw_status prepare(iw_context *ctx, iwi_basins *b, const iw_landscape *l,
                         double highest_ev)
{
  const size_t n = iw_landscape_n_points(l);
  iw_status status;

  b->energies = iw_landscape_energies(l);
  memcpy(b->grid, iw_landscape_grid(l), sizeof b->grid);
  set_inner_steps(b);
  status = sort_levels(ctx, b, l, highest_ev);
  if (status != IW_OK)
    return status;
  b->member_of = iwi_calloc(ctx, n, sizeof *b->member_of);
  if (b->member_of == NULL)
    return IW_E_MEMORY;
  for (size_t p = 0; p < n; p++)
    b->member_of[p] = DRY;
  return iwi_pass_table_init(ctx, &b->passes, b->grid, iw_landscape_lattice(l));
}

iw_status iwi_basins_create(iw_context *ctx, const iw_landscape *landscape,
                            double highest_ev, iwi_basins **out)
{
  iwi_basins *b = iwi_calloc(ctx, 1, sizeof *b);
  iw_status status;

  *out = NULL;
  if (b == NULL)
    return IW_E_MEMORY;
  status = prepare(ctx, b, landscape, highest_ev);
  if (status != IW_OK) {
    iwi_basins_destroy(b);
    return status;
  }
  *out = b;
  return IW_OK;
}

void iwi_basins_destroy(iwi_basins *b)
{
  if (b == NULL)
    return;
  iwi_free(b->levels);
  iwi_free(b->members);
  iwi_free(b->class_start);
  iwi_free(b->member_of);
  iwi_free(b->points);
  iwi_pass_table_release(&b->passes);
  iwi_free(b);
}

/* The point meets another basin, or another copy of its own, at neighbour k:
 * a pass, unless the two copies are the same after all across the face. */
static iw_status meet(iw_context *ctx, iwi_basins *b, int32_t point, int k,
                      int32_t partner)
{
  iwi_pass pass = {0};
  int32_t here[3], there[3], cross[3];
  int apart;

  pass.from = basin_of(b->member_of[point]);
  pass.to = basin_of(b->member_of[partner]);
  pass.height_ev = b->energies[point];
  pass.point = point;
  pass.partner = partner;
  step_of(k, pass.step);
  cell_of(b->member_of[point], here);
  cell_of(b->member_of[partner], there);
  crossing(b, point, k, cross);
  apart = pass.from != pass.to;
  for (int i = 0; i < 3; i++) {
    pass.shift[i] = there[i] + cross[i] - here[i];
    pass.cell[i] = -here[i];
    apart = apart || pass.shift[i] != 0;
  }
  return apart ? iwi_pass_table_add(ctx, &b->passes, &pass) : IW_OK;
}

/* The point goes where its lowest flooded neighbour went. */
static iw_status belong(iw_context *ctx, iwi_basins *b, int32_t point, int k,
                        int32_t down)
{
  int32_t cell[3], cross[3];

  cell_of(b->member_of[down], cell);
  crossing(b, point, k, cross);
  for (int i = 0; i < 3; i++) {
    cell[i] += cross[i];
    if (cell[i] > CELL_LIMIT || cell[i] < -CELL_LIMIT)
      return iwi_fail(ctx, IW_E_LIMIT, "a basin spans more than %d cells",
                      CELL_LIMIT);
  }
  b->member_of[point] = pack(basin_of(b->member_of[down]), cell);
  return IW_OK;
}

/* A point without a flooded neighbour is the lowest of a new basin. */
static iw_status start_basin(iw_context *ctx, iwi_basins *b, int32_t point)
{
  static const int32_t home[3] = {0, 0, 0};
  const iw_status status =
      iwi_reserve(ctx, (void **)&b->points, &b->basin_capacity, b->n_basins + 1,
                  sizeof *b->points);

  if (status != IW_OK)
    return status;
  b->member_of[point] = pack((int32_t)b->n_basins, home);
  b->points[b->n_basins++] = point;
  return IW_OK;
}

/* The lowest flooded neighbour, -1 when all are dry. A neighbour with less
 * energy than the point has been flooded before it; among equals one has to
 * look. No branch depends on the data in the common case: this loop and the
 * next are what flooding costs. */
static int lowest_wet(const iwi_basins *b, int32_t point,
                      const int32_t around[26])
{
  double least = b->energies[point];
  int lowest = -1;

  for (int k = 0; k < 26; k++) {
    const double e = b->energies[around[k]];

    lowest = e < least ? k : lowest;
    least = e < least ? e : least;
  }
  for (int k = 0; k < 26 && lowest < 0; k++) {
    if (b->member_of[around[k]] != DRY)
      lowest = k;
  }
  return lowest;
}

static iw_status flood_point(iw_context *ctx, iwi_basins *b, int32_t point)
{
  int32_t around[26];
  const int inner = !neighbours_of(b, point, around);
  const int lowest = lowest_wet(b, point, around);
  membership met = DRY; /* the last one: neighbours in one basin come in runs */
  iw_status status;

  b->flooded++;
  if (lowest < 0)
    return start_basin(ctx, b, point);
  status = belong(ctx, b, point, lowest, around[lowest]);
  for (int k = 0; k < 26 && status == IW_OK; k++) {
    const membership there = b->member_of[around[k]];

    if ((there == DRY) |
        (inner & ((there == b->member_of[point]) | (there == met))))
      continue;
    status = meet(ctx, b, point, k, around[k]);
    met = there;
  }
  return status;
}

iw_status iwi_basins_flood(iw_context *ctx, iwi_basins *b, double level_ev)
{
  for (; b->next_level < b->n_levels &&
         b->levels[b->next_level].energy <= level_ev;
       b->next_level++) {
    const int32_t class = b->levels[b->next_level].class;

    for (int32_t m = b->class_start[class]; m < b->class_start[class + 1];
         m++) {
      const iw_status status = flood_point(ctx, b, b->members[m]);

      if (status != IW_OK)
        return status;
    }
  }
  return IW_OK;
}

size_t iwi_basins_count(const iwi_basins *b)
{
  return b->n_basins;
}

const int32_t *iwi_basins_points(const iwi_basins *b)
{
  return b->points;
}

size_t iwi_basins_n_passes(const iwi_basins *b)
{
  return b->passes.n;
}

const iwi_pass *iwi_basins_passes(const iwi_basins *b)
{
  return b->passes.passes;
}

size_t iwi_basins_flooded(const iwi_basins *b)
{
  return b->flooded;
}

size_t iwi_basins_floodable(const iwi_basins *b)
{
  return b->floodable;
}
