/* SPDX-License-Identifier: BSD-3-Clause */
/* Chains of places that are hops: listed from the neighbours of one place of
 * each kind, put into one form, moved by operations. */
#include "hops.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "context.h"
#include "mem.h"
#include "neighbor.h"
#include "vec3.h"

/* More hops than anyone can use: some 100 MB. */
#define MAX_CHAINS ((size_t)2000000)

#define DEGREES (180 / 3.14159265358979323846)

int iwi_hops_bit(iw_hop_mechanism mechanism)
{
  switch (mechanism) {
  case IW_HOP_VACANCY:
    return 0;
  case IW_HOP_INTERSTITIAL:
    return 1;
  case IW_HOP_KNOCK_OFF:
    return 2;
  case IW_HOP_FRENKEL:
    return 3;
  }
  return -1;
}

/* ---- one chain -------------------------------------------------------- */

void iwi_chain_vector(const iw_hops *hops, const iw_hop_place *from,
                      const iw_hop_place *to, double vector[3])
{
  const double *a = hops->sites[from->place].frac;
  const double *b = hops->sites[to->place].frac;
  double d[3];

  for (int k = 0; k < 3; k++)
    d[k] = b[k] - a[k] + to->cell[k] - from->cell[k];
  iwi_row_times3(d, iw_structure_lattice(hops->structure), vector);
}

static int compare_cells(const int32_t a[3], const int32_t b[3])
{
  const int64_t m = llabs((int64_t)a[0]) + llabs((int64_t)a[1]) + llabs(a[2]);
  const int64_t n = llabs((int64_t)b[0]) + llabs((int64_t)b[1]) + llabs(b[2]);

  if (m != n)
    return m < n ? -1 : 1;
  for (int k = 0; k < 3; k++) {
    if (a[k] != b[k])
      return a[k] > b[k] ? -1 : 1; /* 0 0 1 rather than 0 0 -1 */
  }
  return 0;
}

int iwi_chain_compare(const void *a, const void *b)
{
  const iwi_chain *p = a, *q = b;

  for (int32_t i = 0; i < p->n; i++) {
    if (p->places[i].place != q->places[i].place)
      return p->places[i].place < q->places[i].place ? -1 : 1;
  }
  for (int32_t i = 1; i < p->n; i++) {
    const int order = compare_cells(p->places[i].cell, q->places[i].cell);

    if (order != 0)
      return order;
  }
  return 0;
}

static void move_home(iwi_chain *chain, int32_t origin[3])
{
  memcpy(origin, chain->places[0].cell, 3 * sizeof origin[0]);
  for (int32_t i = 0; i < chain->n; i++) {
    for (int k = 0; k < 3; k++)
      chain->places[i].cell[k] -= origin[k];
  }
}

int iwi_chain_settle(iwi_chain *chain, int32_t origin[3])
{
  iwi_chain back = {.n = chain->n};
  int32_t here[3], there[3];
  int turn;

  for (int32_t i = 0; i < chain->n; i++)
    back.places[i] = chain->places[chain->n - 1 - i];
  move_home(chain, here);
  move_home(&back, there);
  turn = iwi_chain_compare(&back, chain) < 0;
  if (turn)
    *chain = back;
  if (origin != NULL)
    memcpy(origin, turn ? there : here, sizeof here);
  return turn;
}

int iwi_chain_image(const iwi_hops_places *places, size_t o,
                    const iwi_chain *chain, iwi_chain *image, int32_t origin[3])
{
  const iw_operation *operation = &places->operations[o];

  *image = (iwi_chain){.n = chain->n};
  for (int32_t i = 0; i < chain->n; i++) {
    const iw_hop_place *from = &chain->places[i];
    const size_t at = o * places->n + (size_t)from->place;
    iw_hop_place *to = &image->places[i];

    /* (H2) the place's image, and its cell turned */
    to->place = places->image[at];
    for (int k = 0; k < 3; k++) {
      to->cell[k] = places->shift[at][k];
      for (int m = 0; m < 3; m++)
        to->cell[k] += operation->rotation[k][m] * from->cell[m];
    }
  }
  return iwi_chain_settle(image, origin);
}

/* ---- list ------------------------------------------------------------- */

/* What one listing works with. */
typedef struct listing {
  iw_context *ctx;
  const iw_hops *hops;
  iw_hop_mechanism mechanism;
  double max_cos; /* of the two legs of a knock-off, from the ion pushed */
  iwi_chain *chains;
  size_t n, capacity;
  iwi_neighbor *near; /* empty positions about the ion pushed */
  size_t n_near, near_capacity;
  int32_t from;
  iw_status status;
} listing;

static int is_empty(const iw_hops *hops, int32_t place)
{
  return (size_t)place >= hops->n_crystal;
}

static void add_chain(listing *l, iwi_chain *chain)
{
  if (l->n == MAX_CHAINS)
    l->status =
        iwi_fail(l->ctx, IW_E_LIMIT,
                 "more than %zu hops, want a shorter cutoff", MAX_CHAINS);
  else
    l->status = iwi_reserve(l->ctx, (void **)&l->chains, &l->capacity, l->n + 1,
                            sizeof *l->chains);
  if (l->status != IW_OK)
    return;
  iwi_chain_settle(chain, NULL);
  l->chains[l->n++] = *chain;
}

/* A pair, where the mechanism goes from such a place to such another. */
static int take_pair(const iwi_neighbor *near, void *user)
{
  listing *l = user;
  iwi_chain pair = {.n = 2, .places = {{.place = l->from}}};
  const int wants_empty = l->mechanism != IW_HOP_VACANCY;

  if (is_empty(l->hops, near->site) != wants_empty)
    return 0;
  if (near->site == l->from && near->cell[0] == 0 && near->cell[1] == 0 &&
      near->cell[2] == 0)
    return 0;
  pair.places[1].place = near->site;
  memcpy(pair.places[1].cell, near->cell, sizeof near->cell);
  add_chain(l, &pair);
  return l->status != IW_OK;
}

/* An empty position from or to which the ion pushed can go. */
static int take_near(const iwi_neighbor *near, void *user)
{
  listing *l = user;

  if (!is_empty(l->hops, near->site))
    return 0;
  l->status = iwi_reserve(l->ctx, (void **)&l->near, &l->near_capacity,
                          l->n_near + 1, sizeof *l->near);
  if (l->status == IW_OK)
    l->near[l->n_near++] = *near;
  return l->status != IW_OK;
}

static void take_triples(listing *l)
{
  for (size_t a = 0; a < l->n_near; a++) {
    for (size_t c = 0; c < a && l->status == IW_OK; c++) {
      const iwi_neighbor *p = &l->near[a], *q = &l->near[c];
      iwi_chain chain = {.n = 3};

      if (iwi_dot3(p->vector, q->vector) >
          l->max_cos * p->distance_ang * q->distance_ang)
        continue;
      chain.places[0].place = p->site;
      memcpy(chain.places[0].cell, p->cell, sizeof p->cell);
      chain.places[1].place = l->from;
      chain.places[2].place = q->site;
      memcpy(chain.places[2].cell, q->cell, sizeof q->cell);
      add_chain(l, &chain);
    }
  }
}

/* Hops from, or for a knock-off over, one place. */
static void list_from(listing *l, const iwi_bins *bins, int32_t from,
                      double radius_ang)
{
  const double *frac = l->hops->sites[from].frac;

  l->from = from;
  if (is_empty(l->hops, from) != (l->mechanism == IW_HOP_INTERSTITIAL))
    return;
  if (l->mechanism != IW_HOP_KNOCK_OFF) {
    iwi_bins_visit(bins, frac, radius_ang, take_pair, l);
    return;
  }
  l->n_near = 0;
  iwi_bins_visit(bins, frac, radius_ang, take_near, l);
  if (l->status == IW_OK)
    take_triples(l);
}

/* Is it the first of its kind? The operations bring the others. */
static int is_first(const iw_hops *hops, size_t i)
{
  for (size_t k = 0; k < i; k++) {
    if (hops->sites[k].kind == hops->sites[i].kind)
      return 0;
  }
  return 1;
}

static iw_status make_bins(iw_context *ctx, const iw_hops *hops,
                           const iwi_hops_places *places, double radius_ang,
                           iwi_bins **bins)
{
  double(*frac)[3] = iwi_calloc(ctx, hops->n_sites, sizeof *frac);
  iw_status status;

  *bins = NULL;
  if (frac == NULL)
    return IW_E_MEMORY;
  for (size_t i = 0; i < hops->n_sites; i++)
    memcpy(frac[i], hops->sites[i].frac, sizeof frac[i]);
  status = iwi_bins_create(ctx, &places->lattice, (const double(*)[3])frac,
                           hops->n_sites, fmax(1, radius_ang / 2), bins);
  iwi_free(frac);
  return status;
}

static void sort_chains(listing *l)
{
  size_t n = 0;

  if (l->n > 1)
    qsort(l->chains, l->n, sizeof *l->chains, iwi_chain_compare);
  for (size_t i = 0; i < l->n; i++) {
    if (i == 0 || iwi_chain_compare(&l->chains[n - 1], &l->chains[i]) != 0)
      l->chains[n++] = l->chains[i];
  }
  l->n = n;
}

iw_status iwi_hops_chains_list(iw_context *ctx, const iw_hops *hops,
                               const iwi_hops_places *places,
                               const iw_hops_options *options,
                               iw_hop_mechanism mechanism, double cutoff_ang,
                               iwi_chain **chains, size_t *n)
{
  /* the member that starts here may be longer than the mean of its orbit */
  const double radius_ang = cutoff_ang + 4 * places->tolerance_ang;
  listing l = {.ctx = ctx, .hops = hops, .mechanism = mechanism};
  iwi_bins *bins;

  *chains = NULL;
  *n = 0;
  /* 1e-9: a right angle asked for and met is one, whatever the rounding */
  l.max_cos = cos(options->min_angle_deg / DEGREES) + 1e-9;
  l.status = make_bins(ctx, hops, places, radius_ang, &bins);
  for (size_t i = 0; i < hops->n_sites && l.status == IW_OK; i++) {
    if (is_first(hops, i))
      list_from(&l, bins, (int32_t)i, radius_ang);
  }
  iwi_bins_destroy(bins);
  iwi_free(l.near);
  if (l.status != IW_OK) {
    iwi_free(l.chains);
    return l.status;
  }
  sort_chains(&l);
  *chains = l.chains;
  *n = l.n;
  return IW_OK;
}
