/* SPDX-License-Identifier: BSD-3-Clause */
/* Hops: checks, many at once, and what there is to be read from one. */
#include "bvse_hop.h"

#include <math.h>
#include <string.h>

#include "bvse.h"
#include "context.h"
#include "mem.h"
#include "vec3.h"

/* Angstrom: longest hop. */
#define LONGEST_ANG 30.0

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
  status = iwi_bvse_hop_fill(ctx, hop, field, ends, options);
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
