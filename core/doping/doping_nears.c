/* SPDX-License-Identifier: BSD-3-Clause */
/* Pairs of sites that may be too close, found by distance and then closed
 * under the group: positions are known to a tolerance, orbits exactly. */
#include "doping_contacts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "neighbor.h"

/* Where each pair is in the list: open addressing by its two sites. */
typedef struct pair_index {
  size_t *slots; /* number in the list plus one, 0: empty */
  size_t n_slots;
} pair_index;

static size_t *slot_of(const pair_index *index, const iwi_nears *nears,
                       int32_t a, int32_t b)
{
  const uint64_t key = ((uint64_t)(uint32_t)a << 32) | (uint32_t)b;
  size_t slot = (size_t)((key * 0x9e3779b97f4a7c15u) >> 20);

  for (;; slot++) {
    size_t *at = &index->slots[slot & (index->n_slots - 1)];

    if (*at == 0 ||
        (nears->list[*at - 1].site_a == a && nears->list[*at - 1].site_b == b))
      return at;
  }
}

static iw_status grow_index(iw_context *ctx, pair_index *index,
                            const iwi_nears *nears)
{
  const size_t n = index->n_slots == 0 ? 64 : 2 * index->n_slots;

  if (2 * (nears->n + 1) <= index->n_slots)
    return IW_OK; /* at most half full */
  iwi_free(index->slots);
  index->slots = iwi_calloc(ctx, n, sizeof *index->slots);
  index->n_slots = n;
  if (index->slots == NULL)
    return IW_E_MEMORY;
  for (size_t k = 0; k < nears->n; k++)
    *slot_of(index, nears, nears->list[k].site_a, nears->list[k].site_b) =
        k + 1;
  return IW_OK;
}

/* Add the pair if it is new; else keep the shorter distance. */
static iw_status add(iw_context *ctx, pair_index *index, iwi_nears *nears,
                     iwi_near pair)
{
  iw_status status = grow_index(ctx, index, nears);
  size_t *slot;

  if (status != IW_OK)
    return status;
  slot = slot_of(index, nears, pair.site_a, pair.site_b);
  if (*slot != 0) {
    iwi_near *known = &nears->list[*slot - 1];

    known->distance_ang = fmin(known->distance_ang, pair.distance_ang);
    return IW_OK;
  }
  status = iwi_reserve(ctx, (void **)&nears->list, &nears->capacity,
                       nears->n + 1, sizeof *nears->list);
  if (status != IW_OK)
    return status;
  nears->list[nears->n++] = pair;
  *slot = nears->n;
  return IW_OK;
}

typedef struct visit {
  iw_context *ctx;
  const iw_doping *d;
  const uint8_t *can_be_empty; /* of every pool */
  pair_index *index;
  iwi_nears *nears;
  int32_t site;
  iw_status status;
} visit;

static int take(const iwi_neighbor *neighbor, void *user)
{
  visit *v = user;
  const iwi_near pair = {v->site, neighbor->site, neighbor->distance_ang};

  if (neighbor->site <= v->site ||
      (!v->can_be_empty[v->d->site_pools[v->site]] &&
       !v->can_be_empty[v->d->site_pools[neighbor->site]]))
    return 0;
  v->status = add(v->ctx, v->index, v->nears, pair);
  return v->status != IW_OK;
}

static iw_status find_pairs(visit *v, double radius_ang)
{
  const iw_doping *d = v->d;
  iwi_lattice lattice;
  iwi_bins *bins;
  iw_status status;

  iwi_lattice_init(&lattice, iw_doping_lattice(d));
  status = iwi_bins_create(v->ctx, &lattice, iw_doping_frac(d), d->n_sites,
                           fmax(radius_ang, 1), &bins);
  if (status != IW_OK)
    return status;
  for (size_t i = 0; v->status == IW_OK && i < d->n_sites; i++) {
    v->site = (int32_t)i;
    iwi_bins_visit(bins, d->frac[i], radius_ang, take, v);
  }
  iwi_bins_destroy(bins);
  return v->status;
}

/* Give every image of a pair its distance, adding those that were not found.
 * The first of an orbit decides; what is behind `done` is its images. */
static iw_status close_orbit(const visit *v, size_t k, uint8_t **is_done,
                             size_t *capacity)
{
  const iw_site_group *group = v->d->group;
  const int32_t *permutations = iw_site_group_permutations(group);
  const size_t n = iw_site_group_n_sites(group);
  const iwi_near seed = v->nears->list[k];

  for (size_t g = 0; g < iw_site_group_order(group); g++) {
    const int32_t a = permutations[g * n + (size_t)seed.site_a];
    const int32_t b = permutations[g * n + (size_t)seed.site_b];
    const iwi_near image = {a < b ? a : b, a < b ? b : a, seed.distance_ang};
    const size_t before = *capacity;
    iw_status status = add(v->ctx, v->index, v->nears, image);
    size_t at;

    if (status == IW_OK)
      status = iwi_reserve(v->ctx, (void **)is_done, capacity, v->nears->n,
                           sizeof **is_done);
    if (status != IW_OK)
      return status;
    memset(*is_done + before, 0, *capacity - before);
    at = *slot_of(v->index, v->nears, image.site_a, image.site_b) - 1;
    v->nears->list[at].distance_ang = seed.distance_ang;
    (*is_done)[at] = 1;
  }
  return IW_OK;
}

static int compare(const void *pa, const void *pb)
{
  const iwi_near *a = pa, *b = pb;

  if (a->site_a != b->site_a)
    return a->site_a < b->site_a ? -1 : 1;
  return (a->site_b > b->site_b) - (a->site_b < b->site_b);
}

static iw_status close_all(const visit *v)
{
  uint8_t *is_done = NULL;
  size_t capacity = 0;
  iw_status status = IW_OK;

  for (size_t k = 0; status == IW_OK && k < v->nears->n; k++) {
    if (k >= capacity || !is_done[k])
      status = close_orbit(v, k, &is_done, &capacity);
  }
  iwi_free(is_done);
  if (status == IW_OK && v->nears->n > 0)
    qsort(v->nears->list, v->nears->n, sizeof *v->nears->list, compare);
  return status;
}

iw_status iwi_nears_find(iw_context *ctx, const iw_doping *d, double radius_ang,
                         iwi_nears *out)
{
  uint8_t *can_be_empty = iwi_calloc(ctx, d->n_pools, sizeof *can_be_empty);
  pair_index index = {0};
  visit v = {ctx, d, can_be_empty, &index, out, 0, IW_OK};
  iw_status status = IW_E_MEMORY;

  if (can_be_empty != NULL) {
    for (size_t p = 0; p < d->n_pools; p++) {
      for (size_t s = 0; s < d->pools[p].n_species; s++)
        can_be_empty[p] |= d->pools[p].species[s].element == IW_VACANCY;
    }
    status = find_pairs(&v, radius_ang);
    if (status == IW_OK)
      status = close_all(&v);
  }
  iwi_free(can_be_empty);
  iwi_free(index.slots);
  return status;
}
