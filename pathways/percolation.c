/* SPDX-License-Identifier: BSD-3-Clause */
/* Percolation thresholds: let the water rise, see when the network of minima
 * and saddles winds through the crystal in one more direction. docs/theory.md
 * eqs. (P1)-(P5). */
#include <ionway/percolation.h>

#include <math.h>
#include <string.h>

#include "context.h"
#include "flood.h"
#include "mem.h"
#include "vec3.h"

/* The flood rises by at least this much at a time, eV. */
#define RISE_EV 0.1

struct iw_percolation {
  iw_percolation_event events[3];
  size_t n_minima;
  iw_percolation_minimum *minima;
  size_t n_passes;
  iw_percolation_pass *passes;
};

void iw_percolation_options_default(iw_percolation_options *options)
{
  memset(options, 0, sizeof *options);
  options->struct_size = sizeof *options;
  options->max_barrier_ev = 6.0;
  options->refine = 1;
}

static void fill_event(iwi_flood *f, int dimension, const iwi_flood_edge *edge,
                       iw_percolation_event *event)
{
  const int32_t root = iw_winding_root(f->network, edge->from);
  const iwi_flood_node *lowest = &f->nodes[f->nodes[root].lowest_node];

  event->dimension = dimension;
  event->found = 1;
  event->energy_ev = edge->saddle.energy_ev;
  event->minimum_ev = f->nodes[root].lowest_ev;
  event->barrier_ev = event->energy_ev - event->minimum_ev;
  event->refined = edge->saddle.refined;
  event->rank = iw_winding_lattice(f->network, root, event->basis);
  event->interpenetration = iw_winding_interpenetration(
      event->rank, (const int32_t(*)[3])event->basis);
  for (int k = 0; k < 3; k++)
    event->minimum_frac[k] = iwi_wrap1(lowest->minimum.frac[k]);
  memcpy(event->saddle.frac, edge->saddle.frac, sizeof event->saddle.frac);
  event->saddle.energy_ev = event->energy_ev;
}

/* After a level is complete: dimensions reached by edges joined since. */
static void record_events(iwi_flood *f, size_t first_joined, int *n_found,
                          iw_percolation_event events[3])
{
  for (size_t j = first_joined; j < f->n_joined && *n_found < 3; j++) {
    const iwi_flood_edge *edge = &f->edges[f->joined[j]];
    int32_t basis[3][3];
    const int rank = iw_winding_lattice(f->network, edge->from, basis);

    for (; *n_found < rank; (*n_found)++)
      fill_event(f, *n_found + 1, edge, &events[*n_found]);
  }
}

static iw_status report_progress(iw_context *ctx, const iwi_flood *f)
{
  const double done = (double)iwi_basins_flooded(f->basins);
  const double total = (double)iwi_basins_floodable(f->basins);

  return iwi_progress(ctx, "percolation", (size_t)(99 * done / (total + 1)),
                      100);
}

static iw_status run(iw_context *ctx, iwi_flood *f, double highest_ev,
                     iw_percolation_event events[3])
{
  double level = iw_landscape_lowest(f->landscape, NULL);
  iw_status status = iwi_progress(ctx, "percolation", 0, 100);
  int n_found = 0;

  while (status == IW_OK && n_found < 3) {
    const int last = level >= highest_ev;
    const double sure = last ? highest_ev : level - f->margin_ev;

    status = iwi_flood_rise(ctx, f, level);
    while (status == IW_OK && n_found < 3 && f->n_heap > 0 &&
           f->heap[0].key <= sure) {
      const size_t first_joined = f->n_joined;

      status = iwi_flood_open(ctx, f, sure);
      if (status == IW_OK)
        record_events(f, first_joined, &n_found, events);
    }
    if (status != IW_OK || last)
      break;
    level += RISE_EV;
    if (f->n_heap > 0) /* high enough to be sure of the lowest waiting */
      level = fmax(level, f->heap[0].key + f->margin_ev);
    level = fmin(level, highest_ev);
    status = report_progress(ctx, f);
  }
  return status == IW_OK ? iwi_progress(ctx, "percolation", 100, 100) : status;
}

static void certify_events(iwi_flood *f, iw_percolation_event events[3])
{
  for (int d = 0; d < 3; d++) {
    iw_percolation_event *e = &events[d];
    iw_stationary saddle;

    e->dimension = d + 1;
    e->grid_energy_ev = f->grid_threshold_ev[d];
    e->bottleneck_site = -1;
    e->bottleneck_distance_ang = e->free_radius_ang = NAN;
    if (e->found && f->field != NULL) {
      if (e->refined && iwi_saddles_certificate(
                            NULL, f->saddles, e->saddle.frac, &saddle) == IW_OK)
        e->saddle = saddle;
      e->bottleneck_site = iw_bvse_nearest_host(f->field, e->saddle.frac,
                                                &e->bottleneck_distance_ang);
      e->free_radius_ang =
          iw_bvse_free_radius_ang(f->field, e->saddle.frac, NULL);
    }
    for (int k = 0; k < 3; k++)
      e->saddle.frac[k] = iwi_wrap1(e->saddle.frac[k]);
  }
}

/* Minima and joined passes, everything brought into wrapped positions. */
static iw_status collect(iw_context *ctx, const iwi_flood *f, iw_percolation *p)
{
  p->minima = iwi_calloc(ctx, f->n_nodes, sizeof *p->minima);
  p->passes = iwi_calloc(ctx, f->n_joined, sizeof *p->passes);
  if (p->minima == NULL || p->passes == NULL)
    return IW_E_MEMORY;
  p->n_minima = f->n_nodes;
  p->n_passes = f->n_joined;
  for (size_t i = 0; i < f->n_nodes; i++) {
    const iwi_refined *m = &f->nodes[i].minimum;

    for (int k = 0; k < 3; k++)
      p->minima[i].frac[k] = iwi_wrap1(m->frac[k]);
    p->minima[i].energy_ev = m->energy_ev;
    p->minima[i].refined = m->refined;
  }
  for (size_t i = 0; i < f->n_joined; i++) {
    const iwi_flood_edge *edge = &f->edges[f->joined[i]];
    iw_percolation_pass *out = &p->passes[i];

    out->from = edge->from;
    out->to = edge->to;
    out->energy_ev = edge->saddle.energy_ev;
    out->refined = edge->saddle.refined;
    for (int k = 0; k < 3; k++) {
      const double home = floor(f->nodes[edge->from].minimum.frac[k]);
      const double there = floor(f->nodes[edge->to].minimum.frac[k]);

      out->shift[k] = edge->shift[k] + (int32_t)(there - home);
      out->frac[k] = edge->saddle.frac[k] - home;
    }
  }
  return IW_OK;
}

iw_status iw_percolation_compute(iw_context *ctx, const iw_landscape *landscape,
                                 const iw_bvse *field,
                                 const iw_percolation_options *options,
                                 iw_percolation **out)
{
  iw_percolation_options defaults;
  iwi_flood flood = {0};
  iw_percolation *p;
  iw_status status;
  double highest;

  *out = NULL;
  iw_percolation_options_default(&defaults);
  if (options == NULL)
    options = &defaults;
  if (!(options->max_barrier_ev > 0 && options->max_barrier_ev <= 1e4))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "largest barrier %g eV, want above 0 and at most 1e4",
                    options->max_barrier_ev);
  if (options->refine && field == NULL)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "refinement needs the field; without one set refine to 0");
  p = iwi_calloc(ctx, 1, sizeof *p);
  if (p == NULL)
    return IW_E_MEMORY;
  highest = iw_landscape_lowest(landscape, NULL) + options->max_barrier_ev;
  status = iwi_flood_init(ctx, &flood, landscape,
                          options->refine ? field : NULL, highest);
  if (status == IW_OK)
    status = run(ctx, &flood, highest, p->events);
  if (status == IW_OK) {
    certify_events(&flood, p->events);
    status = collect(ctx, &flood, p);
  }
  iwi_flood_release(&flood);
  if (status != IW_OK) {
    iw_percolation_destroy(p);
    return status;
  }
  *out = p;
  return IW_OK;
}

void iw_percolation_destroy(iw_percolation *p)
{
  if (p == NULL)
    return;
  iwi_free(p->minima);
  iwi_free(p->passes);
  iwi_free(p);
}

const iw_percolation_event *iw_percolation_threshold(const iw_percolation *p,
                                                     int dimension)
{
  return dimension < 1 || dimension > 3 ? NULL : &p->events[dimension - 1];
}

size_t iw_percolation_n_minima(const iw_percolation *p)
{
  return p->n_minima;
}

const iw_percolation_minimum *iw_percolation_minima(const iw_percolation *p)
{
  return p->minima;
}

size_t iw_percolation_n_passes(const iw_percolation *p)
{
  return p->n_passes;
}

const iw_percolation_pass *iw_percolation_passes(const iw_percolation *p)
{
  return p->passes;
}
