/* SPDX-License-Identifier: BSD-3-Clause */
/* Warren-Cowley order of a decoration, eq. (D10): pairs of a pool sorted by
 * distance, cut into shells, and counted by species. */
#include "short_range_order.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "context.h"
#include "mem.h"
#include "neighbor.h"

/* Distances that differ by less belong to one shell, Angstrom: above what
 * coordinates of five digits leave open, below what distortions mean. */
#define SHELL_GAP_ANG 1e-3

/* Pairs grow with its cube; no order reaches that far. */
#define MAX_CUTOFF_ANG 30.0

/* Two sites of a pool, one of them perhaps in another cell. */
typedef struct pair {
  double distance_ang;
  int32_t pool, a, b;
} pair;

typedef struct pairs {
  iw_context *ctx;
  const iwi_ordered_sites *sites;
  int32_t at; /* the site whose neighbours are visited */
  pair *list;
  size_t n, capacity;
  iw_status status;
} pairs;

static int add_pair(const iwi_neighbor *neighbor, void *user)
{
  pairs *p = user;
  const int32_t *pool = p->sites->site_pools;
  const int32_t a = p->at, b = neighbor->site;

  /* A site and its own image carry the same species by construction, which
   * says nothing about order. */
  if (b >= a || pool[a] != pool[b])
    return 0;
  p->status = iwi_reserve(p->ctx, (void **)&p->list, &p->capacity, p->n + 1,
                          sizeof *p->list);
  if (p->status != IW_OK)
    return 1;
  p->list[p->n++] = (pair){neighbor->distance_ang, pool[a], a, b};
  return 0;
}

static int compare(const void *first, const void *second)
{
  const pair *x = first, *y = second;

  if (x->pool != y->pool)
    return x->pool < y->pool ? -1 : 1;
  if (x->distance_ang != y->distance_ang)
    return x->distance_ang < y->distance_ang ? -1 : 1;
  if (x->a != y->a)
    return x->a < y->a ? -1 : 1;
  return (x->b > y->b) - (x->b < y->b);
}

static iw_status find_pairs(pairs *p, double cutoff_ang)
{
  const iwi_ordered_sites *sites = p->sites;
  iwi_lattice lattice;
  iwi_bins *bins;

  if (!iwi_lattice_init(&lattice, sites->lattice_ang))
    return iwi_fail(p->ctx, IW_E_ARGUMENT,
                    "short-range order: the cell is flat or not finite");
  p->status = iwi_bins_create(p->ctx, &lattice, sites->frac, sites->n_sites,
                              fmin(cutoff_ang, 5.0), &bins);
  for (size_t i = 0; i < sites->n_sites && p->status == IW_OK; i++) {
    p->at = (int32_t)i;
    iwi_bins_visit(bins, sites->frac[i], cutoff_ang, add_pair, p);
  }
  iwi_bins_destroy(bins);
  if (p->status == IW_OK && p->n > 0)
    qsort(p->list, p->n, sizeof *p->list, compare);
  return p->status;
}

/* ---------------------------------------------------------------- counting */

typedef struct tally {
  const iwi_ordered_sites *sites;
  const uint8_t *species;
  int32_t *counts;     /* sites of each species of all pools */
  int32_t *pool_sizes; /* n_pools */
  double (*beside)[IW_DECORATION_MAX_SPECIES]; /* Z_ab of a shell */
  iw_short_range_order *list;
  size_t n, capacity;
} tally;

/* Are these as many sites of each species as there should be? */
static iw_status check_counts(iw_context *ctx, const tally *t)
{
  for (int32_t s = 0; s < t->sites->first_species[t->sites->n_pools]; s++) {
    if (t->counts[s] != t->sites->counts[s])
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "short-range order: species %ld (of all pools) is on %ld "
                      "sites, but on %ld in the composition",
                      (long)s, (long)t->counts[s], (long)t->sites->counts[s]);
  }
  return IW_OK;
}

static iw_status begin_tally(iw_context *ctx, tally *t)
{
  const iwi_ordered_sites *sites = t->sites;
  const int32_t *first = sites->first_species;

  t->counts = iwi_calloc(ctx, (size_t)first[sites->n_pools], sizeof *t->counts);
  t->pool_sizes = iwi_calloc(ctx, sites->n_pools, sizeof *t->pool_sizes);
  t->beside = iwi_calloc(ctx, IW_DECORATION_MAX_SPECIES, sizeof *t->beside);
  if (t->counts == NULL || t->pool_sizes == NULL || t->beside == NULL)
    return IW_E_MEMORY;
  for (size_t i = 0; i < sites->n_sites; i++) {
    const int32_t pool = sites->site_pools[i];

    if (t->species[i] >= first[pool + 1] - first[pool])
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "short-range order: species %d on site %zu, but its "
                      "pool has %ld",
                      t->species[i], i, (long)(first[pool + 1] - first[pool]));
    t->counts[first[pool] + t->species[i]]++;
    t->pool_sizes[pool]++;
  }
  return check_counts(ctx, t);
}

/* One entry for each two species of which there are enough. */
static iw_status add_shell(iw_context *ctx, tally *t, int32_t pool,
                           double distance_ang, double total)
{
  const int32_t first = t->sites->first_species[pool];
  const int32_t n_species = t->sites->first_species[pool + 1] - first;
  const double size = t->pool_sizes[pool];

  for (int32_t a = 0; a < n_species; a++) {
    for (int32_t b = a; b < n_species; b++) {
      const double by_chance = total * t->counts[first + a] *
                               (t->counts[first + b] - (a == b)) /
                               (size * (size - 1));

      if (by_chance <= 0)
        continue;
      if (iwi_reserve(ctx, (void **)&t->list, &t->capacity, t->n + 1,
                      sizeof *t->list) != IW_OK)
        return IW_E_MEMORY;
      t->list[t->n++] =
          (iw_short_range_order){.pool = pool,
                                 .species_a = a,
                                 .species_b = b,
                                 .distance_ang = distance_ang,
                                 .n_neighbors = total / size,
                                 .alpha = 1 - t->beside[a][b] / by_chance};
    }
  }
  return IW_OK;
}

/* The pairs from `begin` on that make a shell; returns where the next begins.
 */
static size_t count_shell(tally *t, const pairs *p, size_t begin,
                          double *distance_ang)
{
  double sum = 0;
  size_t i = begin;

  memset(t->beside, 0, IW_DECORATION_MAX_SPECIES * sizeof *t->beside);
  do {
    const uint8_t a = t->species[p->list[i].a], b = t->species[p->list[i].b];

    t->beside[a][b]++; /* seen from one and from the other */
    t->beside[b][a]++;
    sum += p->list[i].distance_ang - p->list[begin].distance_ang;
    i++;
  } while (i < p->n && p->list[i].pool == p->list[begin].pool &&
           p->list[i].distance_ang - p->list[i - 1].distance_ang <
               SHELL_GAP_ANG);
  *distance_ang = p->list[begin].distance_ang + sum / (double)(i - begin);
  return i;
}

iw_status iwi_short_range_order_from(iw_context *ctx,
                                     const iwi_ordered_sites *sites,
                                     const uint8_t *species, double cutoff_ang,
                                     iw_short_range_order **out, size_t *n)
{
  pairs p = {.ctx = ctx, .sites = sites};
  tally t = {.sites = sites, .species = species};
  iw_status status;

  *out = NULL;
  *n = 0;
  if (!(cutoff_ang > 0 && cutoff_ang <= MAX_CUTOFF_ANG))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "short-range order: cutoff %g, want above 0, at most %g "
                    "Angstrom",
                    cutoff_ang, MAX_CUTOFF_ANG);
  status = begin_tally(ctx, &t);
  if (status == IW_OK)
    status = find_pairs(&p, cutoff_ang);
  for (size_t i = 0; i < p.n && status == IW_OK;) {
    const size_t begin = i;
    double distance_ang;

    i = count_shell(&t, &p, begin, &distance_ang);
    status = add_shell(ctx, &t, p.list[begin].pool, distance_ang,
                       2.0 * (double)(i - begin));
  }
  iwi_free(p.list);
  iwi_free(t.counts);
  iwi_free(t.pool_sizes);
  iwi_free(t.beside);
  if (status != IW_OK) {
    iwi_free(t.list);
    return status;
  }
  *out = t.list;
  *n = t.n;
  return IW_OK;
}

/* --------------------------------------------------------------- a doping */

iw_status iw_short_range_order_compute(iw_context *ctx, const iw_doping *doping,
                                       size_t composition,
                                       const uint8_t *species,
                                       double cutoff_ang,
                                       iw_short_range_order **out, size_t *n)
{
  const size_t n_pools = iw_doping_n_pools(doping);
  int32_t *first;
  iw_status status;

  *out = NULL;
  *n = 0;
  if (composition >= iw_doping_n_compositions(doping))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "short-range order: composition %zu, want below %zu",
                    composition, iw_doping_n_compositions(doping));
  first = iwi_calloc(ctx, n_pools + 1, sizeof *first);
  if (first == NULL)
    return IW_E_MEMORY;
  for (size_t p = 0; p < n_pools; p++)
    first[p + 1] = first[p] + (int32_t)iw_doping_pools(doping)[p].n_species;
  status = iwi_short_range_order_from(
      ctx,
      &(iwi_ordered_sites){
          .lattice_ang = iw_doping_lattice(doping),
          .frac = iw_doping_frac(doping),
          .site_pools = iw_doping_site_pools(doping),
          .n_sites = iw_doping_n_sites(doping),
          .first_species = first,
          .n_pools = n_pools,
          .counts = iw_doping_compositions(doping)[composition].counts},
      species, cutoff_ang, out, n);
  iwi_free(first);
  return status;
}

void iw_short_range_order_free(iw_short_range_order *order)
{
  iwi_free(order);
}
