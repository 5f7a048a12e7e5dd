/* SPDX-License-Identifier: BSD-3-Clause */
/* One hop from checks to result: the rigid path, the soft one where it is
 * asked for, and the chain of saddles. docs/theory.md section W. */
#include <ionway/bvse_hop.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <ionway/elements.h>

#include "bvse.h"
#include "bvse_hop_search.h"
#include "context.h"
#include "ion_route.h"
#include "mem.h"
#include "soft_host.h"
#include "vec3.h"

/* Angstrom: ends closer than this are one place. */
#define SAME_PLACE_ANG 1e-3

/* Angstrom: no ion gets this near to another. */
#define COLLISION_ANG 0.5

/* Angstrom: longest hop. */
#define LONGEST_ANG 30.0

/* eV/Angstrom and steps for the string on the soft surface. */
#define SOFT_EV_ANG 0.02
#define SOFT_STEPS  25

struct iw_bvse_hop {
  iw_bvse_hop_state state;
  char reason[256];
  double energies[2];     /* of the ends as given */
  double highest;         /* of the way, without the ends */
  double relaxed[2];      /* energies of the minima of the ends */
  double relaxed_highest; /* NAN: none */
  size_t n_images;
  double path[IWI_STRING_MAX][3];
  double path_energies[IWI_STRING_MAX];
  double lengths[IWI_STRING_MAX];   /* of the polygon up to an image         */
  double cubics[IWI_STRING_MAX][4]; /* over the segment after it             */
  iwi_route route;
  double largest_shift;
};

void iw_bvse_hop_options_default(iw_bvse_hop_options *options)
{
  memset(options, 0, sizeof *options);
  options->struct_size = sizeof *options;
  options->host = IW_BVSE_HOP_RIGID;
  options->n_images = 9;
  options->n_bends = 2;
  options->valley = 1;
}

const char *iw_bvse_hop_state_text(iw_bvse_hop_state state)
{
  switch (state) {
  case IW_BVSE_HOP_CERTIFIED:
    return "certified";
  case IW_BVSE_HOP_NO_SADDLE:
    return "no saddle";
  case IW_BVSE_HOP_DRAGGED:
    return "dragged";
  case IW_BVSE_HOP_UNCONNECTED:
    return "unconnected";
  case IW_BVSE_HOP_IDENTICAL_ENDS:
    return "identical ends";
  case IW_BVSE_HOP_COLLISION:
    return "collision";
  }
  return "unknown";
}

static iw_status check(iw_context *ctx, const iw_bvse *field,
                       const iw_bvse_hop_ends *ends,
                       const iw_bvse_hop_options *o)
{
  double d[3], cart[3];

  if (o->struct_size != sizeof *o)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "hop: options of size %zu, want %zu (start from the "
                    "defaults)",
                    o->struct_size, sizeof *o);
  if (o->n_images < 3 || o->n_images > IWI_STRING_MAX)
    return iwi_fail(ctx, IW_E_ARGUMENT, "hop: %zu images, want 3..%d",
                    o->n_images, IWI_STRING_MAX);
  if (o->n_bends != 0 && o->n_bends != 2 && o->n_bends != 4)
    return iwi_fail(ctx, IW_E_ARGUMENT, "hop: %d bends, want 0, 2 or 4",
                    o->n_bends);
  if (o->host != IW_BVSE_HOP_RIGID && o->host != IW_BVSE_HOP_DRAG &&
      o->host != IW_BVSE_HOP_SOFT)
    return iwi_fail(ctx, IW_E_ARGUMENT, "hop: no host number %d", (int)o->host);
  for (int k = 0; k < 3; k++) {
    if (!isfinite(ends->start[k]) || !isfinite(ends->end[k]))
      return iwi_fail(ctx, IW_E_ARGUMENT, "hop: an end is not finite");
    d[k] = ends->end[k] - ends->start[k];
  }
  iwi_row_times3(d, (const double(*)[3])field->lattice.rows, cart);
  if (!(iwi_norm3(cart) <= LONGEST_ANG))
    return iwi_fail(ctx, IW_E_LIMIT, "hop of %.1f Angstrom, want at most %g",
                    iwi_norm3(cart), LONGEST_ANG);
  return IW_OK;
}

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

static iw_status find(iw_context *ctx, const iw_bvse *field,
                      const iw_bvse_hop_ends *ends,
                      const iw_bvse_hop_options *options, iw_bvse_hop **out)
{
  iw_status status = check(ctx, field, ends, options);
  iw_bvse_hop *hop;

  *out = NULL;
  if (status != IW_OK)
    return status;
  hop = iwi_calloc(ctx, 1, sizeof *hop);
  if (hop == NULL)
    return IW_E_MEMORY;
  hop->highest = hop->relaxed_highest = NAN;
  if (!are_identical(hop, field, ends) &&
      !collides(hop, field, ends->start, "start") &&
      !collides(hop, field, ends->end, "end"))
    status = search(ctx, hop, field, ends, options);
  if (status != IW_OK) {
    iw_bvse_hop_destroy(hop);
    return status;
  }
  *out = hop;
  return IW_OK;
}

iw_status iw_bvse_hop_find(iw_context *ctx, const iw_bvse *field,
                           const double start[3], const double end[3],
                           const iw_bvse_hop_options *options,
                           iw_bvse_hop **out)
{
  iw_bvse_hop_options defaults;
  iw_bvse_hop_ends ends;

  iw_bvse_hop_options_default(&defaults);
  memcpy(ends.start, start, sizeof ends.start);
  memcpy(ends.end, end, sizeof ends.end);
  return find(ctx, field, &ends, options != NULL ? options : &defaults, out);
}

void iw_bvse_hop_destroy(iw_bvse_hop *hop)
{
  iwi_free(hop);
}

/* Find all, each with a status of its own. A context belongs to one thread, so
 * several go without: a hop depends on nothing but itself. */
static void find_each(iw_context *ctx, const iw_bvse *field,
                      const iw_bvse_hop_ends *ends, size_t n,
                      const iw_bvse_hop_options *options, iw_bvse_hop **hops,
                      iw_status *each)
{
  const int n_threads = iw_context_threads(ctx);

  if (n_threads == 1) {
    for (size_t i = 0; i < n; i++) {
      each[i] = find(ctx, field, &ends[i], options, &hops[i]);
      if (each[i] != IW_OK)
        return;
    }
    return;
  }
#pragma omp parallel for schedule(dynamic) num_threads(n_threads)
  for (size_t i = 0; i < n; i++)
    each[i] = find(NULL, field, &ends[i], options, &hops[i]);
}

/* Name the hop and what was wrong with it, which several threads have not
 * written down: that one is tried once more. */
static iw_status tell(iw_context *ctx, const iw_bvse *field,
                      const iw_bvse_hop_ends *ends, size_t which,
                      const iw_bvse_hop_options *options, iw_status status)
{
  char text[512] = "";

  if (iw_context_threads(ctx) > 1) {
    iw_bvse_hop *hop;
    const iw_status again = find(ctx, field, ends, options, &hop);

    iw_bvse_hop_destroy(hop);
    if (again == IW_OK) /* memory has come free meanwhile */
      return iwi_fail(ctx, status, "hop %zu: %s", which + 1,
                      iw_status_text(status));
  }
  strncat(text, iw_context_message(ctx), sizeof text - 1);
  return iwi_fail(ctx, status, "hop %zu: %s", which + 1, text);
}

iw_status iw_bvse_hop_find_all(iw_context *ctx, const iw_bvse *field,
                               const iw_bvse_hop_ends *ends, size_t n,
                               const iw_bvse_hop_options *options,
                               iw_bvse_hop **hops)
{
  iw_bvse_hop_options defaults;
  iw_status *each = iwi_calloc(ctx, n, sizeof *each);
  iw_status status = IW_OK;

  for (size_t i = 0; i < n; i++)
    hops[i] = NULL;
  if (each == NULL)
    return IW_E_MEMORY;
  iw_bvse_hop_options_default(&defaults);
  if (options == NULL)
    options = &defaults;
  find_each(ctx, field, ends, n, options, hops, each);
  for (size_t i = 0; i < n && status == IW_OK; i++) {
    if (each[i] != IW_OK)
      status = tell(ctx, field, &ends[i], i, options, each[i]);
  }
  for (size_t i = 0; i < n && status != IW_OK; i++) {
    iw_bvse_hop_destroy(hops[i]);
    hops[i] = NULL;
  }
  iwi_free(each);
  return status;
}

/* ---- looking at it */

iw_bvse_hop_state iw_bvse_hop_get_state(const iw_bvse_hop *hop)
{
  return hop->state;
}

const char *iw_bvse_hop_reason(const iw_bvse_hop *hop)
{
  return hop->reason;
}

double iw_bvse_hop_barrier_ev(const iw_bvse_hop *hop, int reverse)
{
  if (isnan(hop->highest) || hop->state == IW_BVSE_HOP_COLLISION)
    return NAN;
  return fmax(fmax(hop->energies[0], hop->energies[1]), hop->highest) -
         hop->energies[reverse != 0];
}

double iw_bvse_hop_relaxed_barrier_ev(const iw_bvse_hop *hop, int reverse)
{
  if (hop->state == IW_BVSE_HOP_COLLISION)
    return NAN;
  return hop->relaxed_highest - hop->relaxed[reverse != 0];
}

size_t iw_bvse_hop_n_images(const iw_bvse_hop *hop)
{
  return hop->n_images;
}

const double (*iw_bvse_hop_path(const iw_bvse_hop *hop))[3]
{
  return (const double(*)[3])hop->path;
}

const double *iw_bvse_hop_energies(const iw_bvse_hop *hop)
{
  return hop->path_energies;
}

void iw_bvse_hop_profile(const iw_bvse_hop *hop, size_t n, double *s_ang,
                         double *energies_ev)
{
  const size_t last = hop->n_images - 1;
  size_t at = 0;

  if (hop->n_images == 0)
    return;
  for (size_t i = 0; i < n; i++) {
    const double s = hop->lengths[last] * (double)i / (double)(n - 1);
    const double *c;
    double t;

    while (at + 1 < last && hop->lengths[at + 1] < s)
      at++;
    c = hop->cubics[at];
    t = (s - hop->lengths[at]) / (hop->lengths[at + 1] - hop->lengths[at]);
    if (s_ang != NULL)
      s_ang[i] = s;
    energies_ev[i] = c[0] + t * (c[1] + t * (c[2] + t * c[3]));
  }
}

size_t iw_bvse_hop_n_saddles(const iw_bvse_hop *hop)
{
  return hop->route.n_saddles;
}

const iw_stationary *iw_bvse_hop_saddles(const iw_bvse_hop *hop)
{
  return hop->route.saddles;
}

const iw_stationary *iw_bvse_hop_minima(const iw_bvse_hop *hop)
{
  return hop->route.connected ? hop->route.minima : NULL;
}

double iw_bvse_hop_largest_shift_ang(const iw_bvse_hop *hop)
{
  return hop->largest_shift;
}
