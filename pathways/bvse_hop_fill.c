/* SPDX-License-Identifier: BSD-3-Clause */
/* One hop: the rigid path, the soft one where it is asked for, the chain of
 * saddles, and what to say of it. docs/theory.md section W. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <ionway/elements.h>

#include "bvse.h"
#include "bvse_hop.h"
#include "bvse_hop_search.h"
#include "soft_host.h"
#include "vec3.h"

/* Angstrom: ends closer than this are one place. */
#define SAME_PLACE_ANG 1e-3

/* Angstrom: no ion gets this near to another. */
#define COLLISION_ANG 0.5

/* eV/Angstrom and steps for the string on the soft surface. */
#define SOFT_EV_ANG 0.02
#define SOFT_STEPS  25

/* ---- what cannot be a hop */

static int are_identical(iw_bvse_hop *hop, const iw_bvse *field,
                         const iw_bvse_hop_ends *ends)
{
  double d[3], cart[3];

  for (int k = 0; k < 3; k++)
    d[k] = ends->end[k] - ends->start[k];
  iwi_row_times3(d, (const double(*)[3])field->lattice.rows, cart);
  if (iwi_norm3(cart) >= SAME_PLACE_ANG)
    return 0;
  hop->state = IW_BVSE_HOP_IDENTICAL_ENDS;
  snprintf(hop->reason, sizeof hop->reason,
           "start and end are %.1e Angstrom apart: nothing hops",
           iwi_norm3(cart));
  return 1;
}

typedef struct nearest {
  int32_t host;
  double distance;
} nearest;

static int keep_nearest(const iwi_neighbor *neighbor, void *user)
{
  nearest *n = user;

  if (neighbor->distance_ang < n->distance) {
    n->distance = neighbor->distance_ang;
    n->host = neighbor->site;
  }
  return 0;
}

static int collides(iw_bvse_hop *hop, const iw_bvse *field,
                    const double frac[3], const char *what)
{
  nearest n = {-1, COLLISION_ANG};

  iwi_bins_visit(field->bins, frac, COLLISION_ANG, keep_nearest, &n);
  if (n.host < 0)
    return 0;
  hop->state = IW_BVSE_HOP_COLLISION;
  snprintf(hop->reason, sizeof hop->reason,
           "the %s is %.2f Angstrom from atom %d (%s)", what, n.distance,
           (int)field->host_site[n.host] + 1,
           iw_element_symbol(field->kinds[field->host_kind[n.host]].element));
  return 1;
}

/* ---- the result */

static void take_path(iw_bvse_hop *hop, const iw_bvse *field,
                      const iwi_string *string)
{
  hop->n_images = string->n;
  for (size_t i = 0; i < string->n; i++) {
    iwi_row_times3(string->cart[i], (const double(*)[3])field->lattice.inverse,
                   hop->path[i]);
    hop->path_energies[i] = string->value[i].energy_ev;
  }
  for (size_t i = 0; i + 1 < string->n; i++)
    hop->lengths[i + 1] =
        hop->lengths[i] + iwi_string_cubic(string, i, hop->cubics[i]);
  hop->energies[0] = hop->path_energies[0];
  hop->energies[1] = hop->path_energies[string->n - 1];
}

/* Highest image, ends included. */
static double highest_image(const iw_bvse_hop *hop)
{
  double highest = hop->path_energies[0];

  for (size_t i = 1; i < hop->n_images; i++)
    highest = fmax(highest, hop->path_energies[i]);
  return highest;
}

static void judge(iw_bvse_hop *hop, const iwi_string *string)
{
  const iwi_route *r = &hop->route;
  double highest = -INFINITY;

  if (!r->connected) {
    hop->state = IW_BVSE_HOP_UNCONNECTED;
    hop->highest = iwi_string_highest(string);
    snprintf(hop->reason, sizeof hop->reason,
             "%zu saddles found, which do not join the ends; the barrier is "
             "that of the images",
             r->n_saddles);
    return;
  }
  for (size_t i = 0; i < r->n_saddles; i++)
    highest = fmax(highest, r->saddles[i].energy_ev);
  hop->highest = highest; /* the ends are added by whoever asks */
  hop->relaxed[0] = r->minima[0].energy_ev;
  hop->relaxed[1] = r->minima[r->n_saddles].energy_ev;
  hop->relaxed_highest = r->n_saddles > 0 ? highest : hop->relaxed[0];
  hop->state = r->n_saddles > 0 ? IW_BVSE_HOP_CERTIFIED : IW_BVSE_HOP_NO_SADDLE;
  if (r->n_saddles == 0)
    snprintf(hop->reason, sizeof hop->reason,
             "both ends relax into one minimum: there is no barrier between "
             "them");
}

/* ---- the soft host */

static void measure_shift(iw_bvse_hop *hop, const iw_soft_host *host)
{
  for (size_t i = 0; i < hop->n_images; i++) {
    iw_bvse_value value;
    double shift;

    iw_soft_host_evaluate(host, hop->path[i], &value, &shift);
    hop->largest_shift = fmax(hop->largest_shift, shift);
  }
}

static iw_status soften(iw_context *ctx, iw_bvse_hop *hop, const iw_bvse *field,
                        const iw_bvse_hop_ends *ends,
                        const iw_bvse_hop_options *o, iwi_string *string)
{
  iw_soft_host *host;
  iwi_ion_field soft;
  const iw_status status =
      iw_soft_host_create(ctx, field, ends->start, ends->end, o->soft, &host);

  if (status != IW_OK)
    return status;
  soft = iwi_soft_host_ion_field(host);
  if (o->host == IW_BVSE_HOP_SOFT) {
    iwi_string_relax(string, &soft, SOFT_EV_ANG, SOFT_STEPS);
    take_path(hop, field, string);
    iwi_route_find(&soft, string, &hop->route);
    judge(hop, string);
  } else {
    iwi_string_evaluate(string, &soft);
    take_path(hop, field, string);
    hop->state = IW_BVSE_HOP_DRAGGED;
    hop->highest = highest_image(hop);
  }
  measure_shift(hop, host);
  iw_soft_host_destroy(host);
  return IW_OK;
}

static iw_status search(iw_context *ctx, iw_bvse_hop *hop, const iw_bvse *field,
                        const iw_bvse_hop_ends *ends,
                        const iw_bvse_hop_options *o)
{
  iwi_string string;
  iwi_patch *whole;
  iwi_ion_field rigid;
  iw_status status = iwi_bvse_hop_search(ctx, field, ends, o, &string, &whole);

  if (status == IW_OK && o->host == IW_BVSE_HOP_RIGID) {
    rigid = iwi_patch_ion_field(whole);
    take_path(hop, field, &string);
    iwi_route_find(&rigid, &string, &hop->route);
    judge(hop, &string);
  } else if (status == IW_OK) {
    status = soften(ctx, hop, field, ends, o, &string);
  }
  for (size_t i = 0; status == IW_OK && i < hop->n_images; i++) {
    if (collides(hop, field, hop->path[i], "lowest way"))
      break;
  }
  iwi_patch_destroy(whole);
  return status;
}

iw_status iwi_bvse_hop_fill(iw_context *ctx, iw_bvse_hop *hop,
                            const iw_bvse *field, const iw_bvse_hop_ends *ends,
                            const iw_bvse_hop_options *options)
{
  hop->highest = hop->relaxed_highest = NAN;
  if (are_identical(hop, field, ends) ||
      collides(hop, field, ends->start, "start") ||
      collides(hop, field, ends->end, "end"))
    return IW_OK;
  return search(ctx, hop, field, ends, options);
}
