/* SPDX-License-Identifier: BSD-3-Clause */
/* Watershed by rising energy on a periodic grid with 26 neighbours, cell
 * offsets carried along. Each point joins its lowest flooded neighbour; with
 * another basin next to it, it is where the two meet; the first meeting of a
 * kind (from, to, shift) in its neighbourhood is the lowest there.
 * docs/theory.md eq. (P1). */
#include "basins.h"

#include <stdlib.h>
#include <string.h>

#include "context.h"
#include "mem.h"
#include "vec3.h"

/* Points of one class share their energy: classes are sorted, not points. */
typedef struct level {
  double energy;
  int32_t class;
} level;

/* Two basins may share several passes. Along a ridge, meetings further apart
 * than this, Angstrom, count as passes of their own. */
#define SEPARATE_ANG 0.8

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
  size_t n_basins, bound;
  iwi_pass *passes;
  size_t n_passes, capacity;
  int32_t *next_of_kind; /* chain of passes of one kind, -1 ends it */
  size_t chain_capacity;
  const double (*lattice)[3];
  int32_t *slots; /* hash of passes by (from, to, shift), -1 free */
  size_t n_slots; /* a power of two */
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

/* Indices of the 26 neighbours; returns whether one lies across a face of the
 * cell. */
static int neighbours_of(const iwi_basins *b, int32_t point, int32_t out[26])
{
  const int32_t *n = b->grid;
  const int32_t j[3] = {point / (n[1] * n[2]), point / n[2] % n[1],
                        point % n[2]};
  int inside = 1;

  for (int k = 0; k < 3; k++)
    inside = inside && j[k] > 0 && j[k] < n[k] - 1;
  for (int k = 0; k < 26; k++) {
    int32_t step[3], index = 0;

    if (inside) {
      out[k] = point + b->inner[k];
      continue;
    }
    step_of(k, step);
    for (int i = 0; i < 3; i++)
      index = index * n[i] + (j[i] + step[i] + n[i]) % n[i];
    out[k] = index;
  }
  return !inside;
}

/* Cell boundary crossed on the way from a point to its neighbour k. */
static void crossing(const iwi_basins *b, int32_t point, int k,
                     int32_t cross[3])
{
  const int32_t *n = b->grid;
  const int32_t j[3] = {point / (n[1] * n[2]), point / n[2] % n[1],
                        point % n[2]};
  int32_t step[3];

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

/* A basin starts at a point without a lower neighbour. Points of equal energy
 * may count too often, never too rarely. Every image is asked: index steps to
 * the 26 neighbours are no set that a hexagonal axis keeps, so one image may
 * have a lower neighbour where another has none. */
static size_t count_low_points(const iwi_basins *b)
{
  int32_t around[26];
  size_t count = 0;

  for (size_t i = 0; i < b->n_levels; i++) {
    const int32_t class = b->levels[i].class;

    for (int32_t m = b->class_start[class]; m < b->class_start[class + 1];
         m++) {
      int lowest = 1;

      neighbours_of(b, b->members[m], around);
      for (int k = 0; k < 26 && lowest; k++)
        lowest = b->energies[around[k]] >= b->levels[i].energy;
      count += (size_t)lowest;
    }
  }
  return count;
}

static iw_status prepare(iw_context *ctx, iwi_basins *b, const iw_landscape *l,
                         double highest_ev)
{
  const size_t n = iw_landscape_n_points(l);
  iw_status status;

  b->energies = iw_landscape_energies(l);
  memcpy(b->grid, iw_landscape_grid(l), sizeof b->grid);
  b->lattice = iw_landscape_lattice(l);
  set_inner_steps(b);
  status = sort_levels(ctx, b, l, highest_ev);
  if (status != IW_OK)
    return status;
  b->bound = count_low_points(b);
  b->points = iwi_calloc(ctx, b->bound, sizeof *b->points);
  b->member_of = iwi_calloc(ctx, n, sizeof *b->member_of);
  b->n_slots = 1024;
  b->slots = iwi_calloc(ctx, b->n_slots, sizeof *b->slots);
  if (b->points == NULL || b->member_of == NULL || b->slots == NULL)
    return IW_E_MEMORY;
  for (size_t p = 0; p < n; p++)
    b->member_of[p] = DRY;
  for (size_t s = 0; s < b->n_slots; s++)
    b->slots[s] = -1;
  return IW_OK;
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
  iwi_free(b->passes);
  iwi_free(b->next_of_kind);
  iwi_free(b->slots);
  iwi_free(b);
}

static int same_kind(const iwi_pass *a, const iwi_pass *b)
{
  return a->from == b->from && a->to == b->to && a->shift[0] == b->shift[0] &&
         a->shift[1] == b->shift[1] && a->shift[2] == b->shift[2];
}

static size_t hash_of(const iwi_pass *pass)
{
  const uint64_t words[5] = {
      (uint64_t)pass->from, (uint64_t)pass->to, (uint64_t)(pass->shift[0] + 64),
      (uint64_t)(pass->shift[1] + 64), (uint64_t)(pass->shift[2] + 64)};
  uint64_t hash = UINT64_C(0x9E3779B97F4A7C15);

  for (int i = 0; i < 5; i++) {
    hash ^= words[i];
    hash *= UINT64_C(0xFF51AFD7ED558CCD);
    hash ^= hash >> 32;
  }
  return (size_t)hash;
}

/* Slot of the pass's kind, or the free slot where it belongs. */
static size_t find_slot(const iwi_basins *b, const iwi_pass *pass)
{
  size_t s = hash_of(pass) & (b->n_slots - 1);

  while (b->slots[s] >= 0 && !same_kind(&b->passes[b->slots[s]], pass))
    s = (s + 1) & (b->n_slots - 1);
  return s;
}

static iw_status grow_slots(iw_context *ctx, iwi_basins *b)
{
  const size_t larger = 2 * b->n_slots;
  int32_t *slots = iwi_calloc(ctx, larger, sizeof *slots);

  if (slots == NULL)
    return IW_E_MEMORY;
  iwi_free(b->slots);
  b->slots = slots;
  b->n_slots = larger;
  for (size_t s = 0; s < larger; s++)
    slots[s] = -1;
  for (size_t p = 0; p < b->n_passes; p++) /* later ones head their chain */
    slots[find_slot(b, &b->passes[p])] = (int32_t)p;
  return IW_OK;
}

/* Each kind has one name: from < to, or for a basin meeting its own image a
 * shift whose first non-zero entry is positive. */
static void name_kind(iwi_pass *pass)
{
  int turn = pass->from > pass->to;

  if (pass->from == pass->to) {
    for (int k = 0; k < 3 && !turn; k++) {
      if (pass->shift[k] > 0)
        break;
      turn = pass->shift[k] < 0;
    }
  }
  if (!turn)
    return;
  for (int k = 0; k < 3; k++) {
    /* with the old `to` at home everything moves by -shift */
    pass->cell[k] -= pass->shift[k];
    pass->shift[k] = -pass->shift[k];
  }
  const int32_t from = pass->from;

  pass->from = pass->to;
  pass->to = from;
}

/* Between two meetings of one kind, both with `from` at home, Angstrom. */
static double distance(const iwi_basins *b, const iwi_pass *x,
                       const iwi_pass *y)
{
  const int32_t *n = b->grid;
  int32_t p = x->point, q = y->point;
  double d[3], cart[3];

  for (int k = 2; k >= 0; k--) {
    d[k] = (double)(p % n[k] - q % n[k]) / n[k] + x->cell[k] - y->cell[k];
    p /= n[k];
    q /= n[k];
  }
  iwi_row_times3(d, b->lattice, cart);
  return iwi_norm3(cart);
}

static iw_status add_pass(iw_context *ctx, iwi_basins *b, iwi_pass *pass)
{
  iw_status status;
  int32_t earlier;
  size_t slot;

  name_kind(pass);
  slot = find_slot(b, pass);
  earlier = b->slots[slot];
  for (int32_t p = earlier; p >= 0; p = b->next_of_kind[p]) {
    if (distance(b, pass, &b->passes[p]) < SEPARATE_ANG)
      return IW_OK; /* the ridge around a lower pass */
  }
  status = iwi_reserve(ctx, (void **)&b->passes, &b->capacity, b->n_passes + 1,
                       sizeof *b->passes);
  if (status == IW_OK)
    status = iwi_reserve(ctx, (void **)&b->next_of_kind, &b->chain_capacity,
                         b->n_passes + 1, sizeof *b->next_of_kind);
  if (status != IW_OK)
    return status;
  b->slots[slot] = (int32_t)b->n_passes;
  b->next_of_kind[b->n_passes] = earlier;
  b->passes[b->n_passes++] = *pass;
  return 2 * b->n_passes > b->n_slots ? grow_slots(ctx, b) : IW_OK;
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
  return apart ? add_pass(ctx, b, &pass) : IW_OK;
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

static iw_status flood_point(iw_context *ctx, iwi_basins *b, int32_t point)
{
  static const int32_t home[3] = {0, 0, 0};
  int32_t around[26];
  const int at_face = neighbours_of(b, point, around);
  membership met = DRY; /* the last one: neighbours in one basin come in runs */
  int lowest = -1;
  iw_status status;

  b->flooded++;
  for (int k = 0; k < 26; k++) {
    if (b->member_of[around[k]] != DRY &&
        (lowest < 0 || b->energies[around[k]] < b->energies[around[lowest]]))
      lowest = k;
  }
  if (lowest < 0) {
    b->member_of[point] = pack((int32_t)b->n_basins, home);
    b->points[b->n_basins++] = point;
    return IW_OK;
  }
  status = belong(ctx, b, point, lowest, around[lowest]);
  for (int k = 0; k < 26 && status == IW_OK; k++) {
    const membership there = b->member_of[around[k]];

    if (there == DRY ||
        (!at_face && (there == b->member_of[point] || there == met)))
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

size_t iwi_basins_bound(const iwi_basins *b)
{
  return b->bound;
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
  return b->n_passes;
}

const iwi_pass *iwi_basins_passes(const iwi_basins *b)
{
  return b->passes;
}

size_t iwi_basins_flooded(const iwi_basins *b)
{
  return b->flooded;
}

size_t iwi_basins_floodable(const iwi_basins *b)
{
  return b->floodable;
}
