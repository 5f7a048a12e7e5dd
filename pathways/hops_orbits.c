/* SPDX-License-Identifier: BSD-3-Clause */
/* Orbits of hops: the images of each under all operations, compared as chains
 * of places with their cells, never by their midpoints, which different hops
 * may share. docs/theory.md section H. */
#include "hops.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "context.h"
#include "mem.h"
#include "vec3.h"

#define DEGREES (180 / 3.14159265358979323846)

/* Lengths that differ by less, Angstrom, are in the order of the places:
 * rounding must not decide. */
#define SAME_ANG 1e-6

/* An image of a chain, and how it came about. */
typedef struct image {
  iwi_chain chain;
  int32_t operation, reversed, origin[3];
} image;

static int compare_images(const void *a, const void *b)
{
  const image *p = a, *q = b;
  const int order = iwi_chain_compare(&p->chain, &q->chain);

  if (order != 0)
    return order;
  return (p->operation > q->operation) - (p->operation < q->operation);
}

static void make_images(const iwi_hops_places *places, const iwi_chain *chain,
                        image *images)
{
  for (size_t o = 0; o < places->n_operations; o++) {
    images[o].operation = (int32_t)o;
    images[o].reversed =
        iwi_chain_image(places, o, chain, &images[o].chain, images[o].origin);
  }
  if (places->n_operations > 1)
    qsort(images, places->n_operations, sizeof *images, compare_images);
}

/* ---- one orbit -------------------------------------------------------- */

static iw_status add_members(iw_context *ctx, iw_hops *hops,
                             const image *images, size_t n, iw_hop *hop)
{
  iw_status status =
      iwi_reserve(ctx, (void **)&hops->members, &hops->member_capacity,
                  hops->n_members + n, sizeof *hops->members);

  if (status != IW_OK)
    return status;
  hop->first = (int32_t)hops->n_members;
  for (size_t i = 0; i < n; i++) {
    iw_hop_member *member;

    if (i > 0 && iwi_chain_compare(&images[i - 1].chain, &images[i].chain) == 0)
      continue; /* made by an earlier operation */
    member = &hops->members[hops->n_members++];
    memcpy(member->places, images[i].chain.places, sizeof member->places);
    member->operation = images[i].operation;
    member->reversed = images[i].reversed;
    memcpy(member->origin, images[i].origin, sizeof member->origin);
    hop->multiplicity++;
  }
  return IW_OK;
}

/* Operations that keep the chain, and the first that turns it round. */
static void look_at_stabiliser(const iwi_chain *chain, const image *images,
                               size_t n, iw_hop *hop)
{
  hop->reversing = -1;
  for (size_t i = 0; i < n; i++) {
    if (iwi_chain_compare(chain, &images[i].chain) != 0)
      continue;
    hop->stabiliser++;
    if (images[i].reversed && hop->reversing < 0)
      hop->reversing = images[i].operation;
  }
  hop->is_reversible = hop->reversing >= 0;
}

/* Means over the orbit: sites meet their images to some tolerance only. */
static void measure_lengths(const iw_hops *hops, iw_hop *hop)
{
  const iw_hop_member *members = &hops->members[hop->first];
  const int last = hop->n_places - 1;
  double sum[2] = {0, 0}, v[2][3];

  for (int64_t m = 0; m < hop->multiplicity; m++) {
    for (int i = 0; i < last; i++) {
      iwi_chain_vector(hops, &members[m].places[i], &members[m].places[i + 1],
                       v[0]);
      sum[members[m].reversed ? last - 1 - i : i] += iwi_norm3(v[0]);
    }
  }
  if (last == 1)
    sum[1] = sum[0];
  for (int i = 0; i < 2; i++)
    hop->leg_ang[i] = sum[i] / (double)hop->multiplicity;
  hop->length_ang = fmax(hop->leg_ang[0], hop->leg_ang[1]);
  iwi_chain_vector(hops, &hop->places[0], &hop->places[last], hop->vector_ang);
  hop->angle_deg = 180;
  if (last == 2) {
    iwi_chain_vector(hops, &hop->places[1], &hop->places[0], v[0]);
    iwi_chain_vector(hops, &hop->places[1], &hop->places[2], v[1]);
    hop->angle_deg =
        DEGREES * acos(fmax(-1, fmin(1, iwi_dot3(v[0], v[1]) / iwi_norm3(v[0]) /
                                            iwi_norm3(v[1]))));
  }
}

/* images come from the first chain of the orbit and are sorted. */
static iw_status add_orbit(iw_context *ctx, iw_hops *hops,
                           const iwi_hops_places *places,
                           iw_hop_mechanism mechanism, const image *images)
{
  const size_t n = places->n_operations;
  const iwi_chain *chain = &images[0].chain;
  iw_hop hop = {.mechanism = mechanism, .n_places = chain->n};
  iw_status status = iwi_reserve(ctx, (void **)&hops->list, &hops->capacity,
                                 hops->n + 1, sizeof *hops->list);

  if (status == IW_OK)
    status = add_members(ctx, hops, images, n, &hop);
  if (status != IW_OK)
    return status;
  memcpy(hop.places, chain->places, sizeof hop.places);
  look_at_stabiliser(chain, images, n, &hop);
  /* (H3) */
  if ((size_t)hop.multiplicity * (size_t)hop.stabiliser != n)
    return iwi_fail(ctx, IW_E_SYMMETRY,
                    "%zu operations are no group on the sites: a hop has %lld "
                    "images, each kept by %d of them",
                    n, (long long)hop.multiplicity, (int)hop.stabiliser);
  measure_lengths(hops, &hop);
  hops->list[hops->n++] = hop;
  return IW_OK;
}

/* ---- all orbits ------------------------------------------------------- */

static void mark_met(const iwi_chain *chains, size_t n, const image *images,
                     size_t n_images, uint8_t *met)
{
  for (size_t i = 0; i < n_images; i++) {
    const iwi_chain *found =
        bsearch(&images[i].chain, chains, n, sizeof *chains, iwi_chain_compare);

    if (found != NULL)
      met[found - chains] = 1;
  }
}

static int compare_hops(const void *a, const void *b)
{
  const iw_hop *p = a, *q = b;
  const double m = rint(p->length_ang / SAME_ANG);
  const double n = rint(q->length_ang / SAME_ANG);
  iwi_chain x = {.n = p->n_places}, y = {.n = q->n_places};

  if (m < n || m > n)
    return m < n ? -1 : 1;
  memcpy(x.places, p->places, sizeof x.places);
  memcpy(y.places, q->places, sizeof y.places);
  return iwi_chain_compare(&x, &y);
}

/* Those from the first on by length; without those that are too long. */
static iw_status sort_orbits(iw_context *ctx, iw_hops *hops, size_t first,
                             size_t first_member, double cutoff_ang)
{
  const size_t n_old = hops->n_members - first_member;
  iw_hop_member *old;
  size_t n = first;

  if (hops->n == first)
    return IW_OK;
  old = iwi_calloc(ctx, n_old, sizeof *old);
  if (old == NULL)
    return IW_E_MEMORY;
  memcpy(old, hops->members + first_member, n_old * sizeof *old);
  qsort(hops->list + first, hops->n - first, sizeof *hops->list, compare_hops);
  hops->n_members = first_member;
  while (n < hops->n && hops->list[n].length_ang <= cutoff_ang + SAME_ANG) {
    iw_hop *hop = &hops->list[n++];
    const size_t count = (size_t)hop->multiplicity;

    memcpy(hops->members + hops->n_members,
           old + ((size_t)hop->first - first_member), count * sizeof *old);
    hop->first = (int32_t)hops->n_members;
    hops->n_members += count;
  }
  hops->n = n;
  iwi_free(old);
  return IW_OK;
}

iw_status iwi_hops_gather(iw_context *ctx, iw_hops *hops,
                          const iwi_hops_places *places,
                          iw_hop_mechanism mechanism, double cutoff_ang,
                          const iwi_chain *chains, size_t n)
{
  const size_t first = hops->n, first_member = hops->n_members;
  image *images = iwi_calloc(ctx, places->n_operations, sizeof *images);
  uint8_t *met = iwi_calloc(ctx, n, sizeof *met);
  iw_status status = images != NULL && met != NULL ? IW_OK : IW_E_MEMORY;
  iwi_chain start;

  for (size_t i = 0; i < n && status == IW_OK; i++) {
    if (i % (n / 100 + 1) == 0)
      status = iwi_progress(ctx, "hops", i, n);
    if (status != IW_OK || met[i])
      continue;
    make_images(places, &chains[i], images);
    mark_met(chains, n, images, places->n_operations, met);
    /* again from the first of them, the hop that stands for the orbit */
    start = images[0].chain;
    make_images(places, &start, images);
    status = add_orbit(ctx, hops, places, mechanism, images);
  }
  if (status == IW_OK)
    status = iwi_progress(ctx, "hops", n, n);
  if (status == IW_OK)
    status = sort_orbits(ctx, hops, first, first_member, cutoff_ang);
  iwi_free(images);
  iwi_free(met);
  return status;
}
