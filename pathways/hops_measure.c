/* SPDX-License-Identifier: BSD-3-Clause */
/* What lies beside the straight way of a hop: other places of the mobile ion,
 * and the ions of the host that make the bottleneck. */
#include "hops.h"

#include <math.h>
#include <string.h>

#include <ionway/parameters.h>

#include "context.h"
#include "mem.h"
#include "neighbor.h"
#include "vec3.h"

/* Places of the mobile ion farther from the way are not told, Angstrom. */
#define BESIDE_ANG 3.0

/* The first look for host ions, Angstrom from the way; no cage is wider in an
 * ordinary crystal, and it is doubled until one is met. */
#define HOST_ANG 4.0

/* No ionic radius is larger: an ion farther than the nearest by this cannot
 * narrow the way more, Angstrom. */
#define RADIUS_ANG 3.0

/* Closer distances are one, Angstrom: rounding must not choose. */
#define SAME_ANG 1e-6

/* One straight piece of the way and what has been met beside it. */
typedef struct piece {
  const iw_hops *hops;
  const int32_t *host; /* sites of the structure in the host's bins */
  double vector[3];    /* from its start to its end                 */
  double ends[IW_HOP_MAX_PLACES][3]; /* the hop's places, from its middle */
  int32_t n_ends;
  iw_hop *hop;
} piece;

/* Distance of a point, given from the middle, to the piece; *along is 0 at its
 * start and 1 at its end, beyond these when it lies beyond. */
static double distance_to(const piece *p, const double x[3], double *along)
{
  const double length2 = iwi_dot3(p->vector, p->vector);
  double d[3], t;

  *along = 0.5 + iwi_dot3(x, p->vector) / length2;
  t = fmax(0, fmin(1, *along)) - 0.5;
  for (int k = 0; k < 3; k++)
    d[k] = x[k] - t * p->vector[k];
  return iwi_norm3(d);
}

static int is_end(const piece *p, const double x[3])
{
  for (int32_t i = 0; i < p->n_ends; i++) {
    double d[3];

    for (int k = 0; k < 3; k++)
      d[k] = x[k] - p->ends[i][k];
    if (iwi_norm3(d) <= SAME_ANG)
      return 1;
  }
  return 0;
}

static int take_place(const iwi_neighbor *near, void *user)
{
  piece *p = user;
  double along;
  const double d = distance_to(p, near->vector, &along);

  if (along <= 0 || along >= 1 || d > BESIDE_ANG || is_end(p, near->vector))
    return 0;
  if (d < p->hop->blocking_ang - SAME_ANG) {
    p->hop->blocking_ang = d;
    p->hop->blocking = near->site;
  }
  return 0;
}

static int take_host(const iwi_neighbor *near, void *user)
{
  piece *p = user;
  const int32_t i = p->host[near->site];
  const iw_site *site = &iw_structure_sites(p->hops->structure)[i];
  const double radius =
      isfinite(site->oxidation)
          ? iw_parameters_ionic_radius_ang(site->element, site->oxidation)
          : NAN;
  double along;
  const double d = distance_to(p, near->vector, &along);

  if (p->hop->host_site < 0 || d < p->hop->host_ang - SAME_ANG) {
    p->hop->host_ang = d;
    p->hop->host_site = i;
  }
  if (isfinite(radius) && !(p->hop->free_radius_ang <= d - radius))
    p->hop->free_radius_ang = d - radius; /* (H4) */
  return 0;
}

/* Host ions: the search grows until the nearest is met and those that could be
 * wider are, too. Repeated looks find the same again. */
static void look_at_host(piece *p, const iwi_bins *bins, const double frac[3])
{
  const double half = 0.5 * iwi_norm3(p->vector);
  double reach = HOST_ANG;

  iwi_bins_visit(bins, frac, half + reach, take_host, p);
  while (p->hop->host_site < 0 || p->hop->host_ang + RADIUS_ANG > reach) {
    reach = p->hop->host_site < 0 ? 2 * reach : p->hop->host_ang + RADIUS_ANG;
    iwi_bins_visit(bins, frac, half + reach, take_host, p);
  }
}

static void measure_piece(iw_hops *hops, iw_hop *hop, int32_t first,
                          const iwi_bins *places, const iwi_bins *host,
                          const int32_t *host_sites)
{
  piece p = {.hops = hops, .host = host_sites, .hop = hop};
  const iw_hop_place *from = &hop->places[first], *to = from + 1;
  double middle[3];

  iwi_chain_vector(hops, from, to, p.vector);
  p.n_ends = hop->n_places;
  for (int k = 0; k < 3; k++)
    middle[k] = 0.5 * (hops->sites[from->place].frac[k] + from->cell[k] +
                       hops->sites[to->place].frac[k] + to->cell[k]);
  for (int32_t i = 0; i < p.n_ends; i++) {
    iwi_chain_vector(hops, from, &hop->places[i], p.ends[i]);
    for (int k = 0; k < 3; k++)
      p.ends[i][k] -= 0.5 * p.vector[k];
  }
  iwi_bins_visit(places, middle, 0.5 * iwi_norm3(p.vector) + BESIDE_ANG,
                 take_place, &p);
  if (host != NULL)
    look_at_host(&p, host, middle);
}

static void measure_hop(iw_hops *hops, iw_hop *hop, const iwi_bins *places,
                        const iwi_bins *host, const int32_t *host_sites,
                        double blocked_ang)
{
  hop->blocking = hop->host_site = -1;
  hop->blocking_ang = INFINITY;
  hop->host_ang = hop->free_radius_ang = NAN;
  for (int32_t i = 0; i + 1 < hop->n_places; i++)
    measure_piece(hops, hop, i, places, host, host_sites);
  hop->is_blocked = hop->blocking_ang < blocked_ang;
}

/* Positions into bins: places, or sites of the host. */
static iw_status make_bins(iw_context *ctx, const iw_hops *hops,
                           const iwi_hops_places *places, int32_t *host_sites,
                           iwi_bins **out)
{
  const iw_site *sites = iw_structure_sites(hops->structure);
  const size_t n = host_sites == NULL ? hops->n_sites
                                      : iw_structure_n_sites(hops->structure);
  double(*frac)[3] = iwi_calloc(ctx, n, sizeof *frac);
  size_t used = 0;
  iw_status status = IW_OK;

  if (frac == NULL)
    return IW_E_MEMORY;
  for (size_t i = 0; i < n; i++) {
    if (host_sites == NULL) {
      memcpy(frac[used++], hops->sites[i].frac, sizeof *frac);
    } else if (sites[i].element != hops->mobile_element) {
      host_sites[used] = (int32_t)i;
      memcpy(frac[used++], sites[i].frac, sizeof *frac);
    }
  }
  if (used > 0)
    status = iwi_bins_create(ctx, &places->lattice, (const double(*)[3])frac,
                             used, HOST_ANG, out);
  iwi_free(frac);
  return status;
}

iw_status iwi_hops_measure(iw_context *ctx, iw_hops *hops,
                           const iwi_hops_places *places, double blocked_ang)
{
  const size_t n = iw_structure_n_sites(hops->structure);
  int32_t *host_sites = iwi_calloc(ctx, n, sizeof *host_sites);
  iwi_bins *beside = NULL, *host = NULL;
  iw_status status = host_sites == NULL ? IW_E_MEMORY : IW_OK;

  if (status == IW_OK)
    status = make_bins(ctx, hops, places, NULL, &beside);
  if (status == IW_OK)
    status = make_bins(ctx, hops, places, host_sites, &host);
  for (size_t i = 0; i < hops->n && status == IW_OK; i++)
    measure_hop(hops, &hops->list[i], beside, host, host_sites, blocked_ang);
  iwi_bins_destroy(beside);
  iwi_bins_destroy(host);
  iwi_free(host_sites);
  return status;
}
