/* SPDX-License-Identifier: BSD-3-Clause */
/* Percolation thresholds on the graph of minima and passes.
 *
 * The water rises once. Passes wait in a heap under the lowest energy they can
 * have (their height on the grid less a margin for its coarseness); the lowest
 * is taken, refined if it can still change the network, put back with its true
 * energy, and joined when it comes up again. Most passes close cycles whose
 * winding the network has already, and are never refined. docs/theory.md eqs.
 * (P1)-(P4). */
#include <ionway/percolation.h>

#include <math.h>
#include <string.h>

#include <ionway/winding.h>

#include "basins.h"
#include "context.h"
#include "mem.h"
#include "saddles.h"
#include "vec3.h"

/* The true pass may lie below its grid height by the curvature across the
 * channel times the square of half a step: up to some 100 eV/Angstrom^2 in
 * the energy range of interest, so 12 eV/Angstrom^2 times step^2. */
#define MARGIN_EV_ANG2 12.0

/* Of the drop that the curvature of the grid predicts (its differences are
 * coarse: doubled) plus this, eV, the pass is never further below. */
#define DROP_FACTOR   2.0
#define DROP_SLACK_EV 0.05

/* The flood rises by at least this much at a time, eV. */
#define RISE_EV 0.1

/* Passes closer than this in energy open together: symmetric copies of one
 * pass computed at different places. eV */
#define SAME_LEVEL_EV 1e-6

/* eV and Angstrom: two searches that ended this close found one minimum */
#define SAME_MINIMUM_EV  1e-7
#define SAME_MINIMUM_ANG 0.02

typedef struct waiting {
  double key;
  int32_t pass;
  int32_t final; /* the key is the pass's energy */
} waiting;

typedef struct node {
  iwi_refined minimum; /* unwrapped, frame of the basin's home copy */
  double lowest;       /* of its component, kept at the root        */
  int32_t lowest_node;
} node;

/* The work in hand. */
typedef struct sweep {
  const iw_landscape *landscape;
  const iw_bvse *field;
  double margin, highest;
  iwi_basins *basins;
  iwi_saddles *saddles;
  iw_winding *network;
  iw_winding *grid_network;
  node *nodes;
  size_t n_nodes;
  iwi_refined *saddle_of; /* per pass, valid once refined */
  size_t saddle_capacity;
  size_t n_passes; /* taken over from the basins */
  waiting *heap;
  size_t n_heap, heap_capacity;
  int32_t *joined; /* passes that changed the network, in order */
  size_t n_joined, joined_capacity;
  double grid_threshold[3];
  int n_found;
} sweep;

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
  options->max_barrier_ev = 10.0;
  options->refine = 1;
}

/* ---- heap, smallest key first; ties by pass number keep the order fixed */

static int before(const waiting *a, const waiting *b)
{
  if (a->key < b->key || a->key > b->key)
    return a->key < b->key;
  return a->pass < b->pass;
}

static iw_status push(iw_context *ctx, sweep *s, waiting item)
{
  const iw_status status =
      iwi_reserve(ctx, (void **)&s->heap, &s->heap_capacity, s->n_heap + 1,
                  sizeof *s->heap);
  size_t i = s->n_heap;

  if (status != IW_OK)
    return status;
  for (s->n_heap++; i > 0 && before(&item, &s->heap[(i - 1) / 2]);
       i = (i - 1) / 2)
    s->heap[i] = s->heap[(i - 1) / 2];
  s->heap[i] = item;
  return IW_OK;
}

static waiting pop(sweep *s)
{
  const waiting top = s->heap[0], last = s->heap[--s->n_heap];
  size_t i = 0, child;

  while ((child = 2 * i + 1) < s->n_heap) {
    if (child + 1 < s->n_heap && before(&s->heap[child + 1], &s->heap[child]))
      child++;
    if (!before(&s->heap[child], &last))
      break;
    s->heap[i] = s->heap[child];
    i = child;
  }
  s->heap[i] = last;
  return top;
}

/* ---- taking over what the flood has found */

/* Is minimum b a copy of minimum a? cell receives where. */
static int same_minimum(const sweep *s, const iwi_refined *a,
                        const iwi_refined *b, int32_t cell[3])
{
  double d[3], cart[3];

  if (fabs(a->energy_ev - b->energy_ev) > SAME_MINIMUM_EV)
    return 0;
  for (int k = 0; k < 3; k++) {
    d[k] = a->frac[k] - b->frac[k];
    cell[k] = (int32_t)floor(d[k] + 0.5);
    d[k] -= cell[k];
  }
  iwi_row_times3(d, iw_landscape_lattice(s->landscape), cart);
  return iwi_norm3(cart) < SAME_MINIMUM_ANG;
}

/* New basins become nodes. Basins whose searches end in one minimum are one:
 * the grid had split it. */
static iw_status take_basins(iw_context *ctx, sweep *s)
{
  const int32_t *points = iwi_basins_points(s->basins);

  for (; s->n_nodes < iwi_basins_count(s->basins); s->n_nodes++) {
    node *fresh = &s->nodes[s->n_nodes];
    const int32_t me = (int32_t)s->n_nodes;
    const iw_status status = iwi_saddles_minimum(
        ctx, s->saddles, points[s->n_nodes], &fresh->minimum);

    if (status != IW_OK)
      return status;
    fresh->lowest = fresh->minimum.energy_ev;
    fresh->lowest_node = me;
    for (int32_t other = 0; fresh->minimum.refined && other < me; other++) {
      int32_t cell[3];

      /* fresh's minimum + cell... : node `me` in the home cell is `other` in
       * the cell that brings its minimum here */
      if (same_minimum(s, &fresh->minimum, &s->nodes[other].minimum, cell)) {
        iw_winding_join(s->network, me, other, cell);
        break;
      }
    }
  }
  return IW_OK;
}

/* How far below its height a pass may turn out to lie. */
static double possible_drop(const sweep *s, const iwi_pass *pass)
{
  if (s->field == NULL)
    return 0;
  return fmin(s->margin,
              DROP_SLACK_EV + DROP_FACTOR * iwi_saddles_expected_drop(
                                                s->saddles, pass->point));
}

static iw_status take_passes(iw_context *ctx, sweep *s)
{
  const iwi_pass *passes = iwi_basins_passes(s->basins);
  iw_status status =
      iwi_reserve(ctx, (void **)&s->saddle_of, &s->saddle_capacity,
                  iwi_basins_n_passes(s->basins), sizeof *s->saddle_of);

  for (; status == IW_OK && s->n_passes < iwi_basins_n_passes(s->basins);
       s->n_passes++) {
    const iwi_pass *p = &passes[s->n_passes];
    const int rank = iw_winding_join(s->grid_network, p->from, p->to, p->shift);

    for (int d = 0; d < rank; d++) {
      if (isnan(s->grid_threshold[d]))
        s->grid_threshold[d] = p->height_ev;
    }
    status = push(ctx, s,
                  (waiting){p->height_ev - possible_drop(s, p),
                            (int32_t)s->n_passes, s->field == NULL});
    if (s->field == NULL)
      s->saddle_of[s->n_passes] = (iwi_refined){{0}, p->height_ev, 0};
  }
  return status;
}

static iw_status rise(iw_context *ctx, sweep *s, double level)
{
  iw_status status = iwi_basins_flood(ctx, s->basins, level);

  if (status == IW_OK)
    status = take_basins(ctx, s);
  if (status == IW_OK)
    status = take_passes(ctx, s);
  return status;
}

/* ---- the network */

/* True energy of a pass; both minima in the frame of the pass's point. */
static iw_status refine(iw_context *ctx, sweep *s, int32_t index)
{
  const iwi_pass *pass = &iwi_basins_passes(s->basins)[index];
  double from[3], to[3];

  for (int k = 0; k < 3; k++) {
    from[k] = s->nodes[pass->from].minimum.frac[k] - pass->cell[k];
    to[k] = s->nodes[pass->to].minimum.frac[k] + pass->shift[k] - pass->cell[k];
  }
  return iwi_saddles_pass(ctx, s->saddles, pass, from, to,
                          &s->saddle_of[index]);
}

/* Join a pass and keep the component's lowest minimum at the new root. */
static iw_status join(iw_context *ctx, sweep *s, int32_t index)
{
  const iwi_pass *pass = &iwi_basins_passes(s->basins)[index];
  const int32_t a = iw_winding_root(s->network, pass->from);
  const int32_t b = iw_winding_root(s->network, pass->to);
  const node *lower =
      s->nodes[b].lowest < s->nodes[a].lowest ? &s->nodes[b] : &s->nodes[a];
  const double lowest = lower->lowest;
  const int32_t lowest_node = lower->lowest_node;
  iw_status status;
  int32_t root;

  if (iw_winding_join(s->network, pass->from, pass->to, pass->shift) < 0)
    return iwi_fail(ctx, IW_E_LIMIT, "winding numbers exceed 32 bits");
  root = iw_winding_root(s->network, pass->from);
  s->nodes[root].lowest = lowest;
  s->nodes[root].lowest_node = lowest_node;
  status = iwi_reserve(ctx, (void **)&s->joined, &s->joined_capacity,
                       s->n_joined + 1, sizeof *s->joined);
  if (status == IW_OK)
    s->joined[s->n_joined++] = index;
  return status;
}

static void fill_event(sweep *s, int dimension, int32_t index,
                       iw_percolation_event *event)
{
  const iwi_pass *pass = &iwi_basins_passes(s->basins)[index];
  const int32_t root = iw_winding_root(s->network, pass->from);
  const node *lowest = &s->nodes[s->nodes[root].lowest_node];
  const iwi_refined *saddle = &s->saddle_of[index];

  event->dimension = dimension;
  event->found = 1;
  event->energy_ev = saddle->energy_ev;
  event->minimum_ev = s->nodes[root].lowest;
  event->barrier_ev = event->energy_ev - event->minimum_ev;
  event->refined = saddle->refined;
  event->rank = iw_winding_lattice(s->network, root, event->basis);
  event->interpenetration = iw_winding_interpenetration(
      event->rank, (const int32_t(*)[3])event->basis);
  for (int k = 0; k < 3; k++)
    event->minimum_frac[k] = iwi_wrap1(lowest->minimum.frac[k]);
  memcpy(event->saddle.frac, saddle->frac, sizeof saddle->frac);
  if (s->field == NULL)
    iwi_saddles_grid_frac(s->landscape, pass->point, event->saddle.frac);
  event->saddle.energy_ev = event->energy_ev;
}

/* After a level is complete: dimensions reached by passes joined since. */
static void record_events(sweep *s, size_t first_joined,
                          iw_percolation_event events[3])
{
  for (size_t j = first_joined; j < s->n_joined && s->n_found < 3; j++) {
    const int32_t index = s->joined[j];
    int32_t basis[3][3];
    const int rank = iw_winding_lattice(
        s->network, iwi_basins_passes(s->basins)[index].from, basis);

    while (s->n_found < rank) {
      fill_event(s, s->n_found + 1, index, &events[s->n_found]);
      s->n_found++;
    }
  }
}

/* Take every pass that opens at the same level as the lowest one waiting, all
 * below `sure`. The flood has shown every pass that can lie below it. */
static iw_status open_level(iw_context *ctx, sweep *s, double sure,
                            iw_percolation_event events[3])
{
  const iwi_pass *passes = iwi_basins_passes(s->basins);
  const size_t first_joined = s->n_joined;
  double level = NAN; /* energy of the first pass joined */
  iw_status status = IW_OK;

  while (status == IW_OK && s->n_heap > 0 && s->heap[0].key <= sure &&
         !(s->heap[0].key > level + SAME_LEVEL_EV)) {
    const waiting item = pop(s);
    const iwi_pass *p = &passes[item.pass];

    if (iw_winding_holds(s->network, p->from, p->to, p->shift))
      continue;
    if (item.final) {
      if (isnan(level))
        level = item.key;
      status = join(ctx, s, item.pass);
      continue;
    }
    status = refine(ctx, s, item.pass);
    if (status == IW_OK)
      status = push(ctx, s,
                    (waiting){s->saddle_of[item.pass].energy_ev, item.pass, 1});
  }
  if (status == IW_OK)
    record_events(s, first_joined, events);
  return status;
}

static iw_status run(iw_context *ctx, sweep *s, iw_percolation_event events[3])
{
  double level = iw_landscape_lowest(s->landscape, NULL);
  iw_status status = iwi_progress(ctx, "percolation", 0, 100);

  while (status == IW_OK && s->n_found < 3) {
    const int last = level >= s->highest;
    const double sure = last ? s->highest : level - s->margin;

    status = rise(ctx, s, level);
    while (status == IW_OK && s->n_found < 3 && s->n_heap > 0 &&
           s->heap[0].key <= sure)
      status = open_level(ctx, s, sure, events);
    if (status != IW_OK || last)
      break;
    level += RISE_EV;
    if (s->n_heap > 0) /* high enough to be sure of the lowest waiting */
      level = fmax(level, s->heap[0].key + s->margin);
    level = fmin(level, s->highest);
    status =
        iwi_progress(ctx, "percolation",
                     (size_t)(99.0 * (double)iwi_basins_flooded(s->basins) /
                              (double)(iwi_basins_floodable(s->basins) + 1)),
                     100);
  }
  return status == IW_OK ? iwi_progress(ctx, "percolation", 100, 100) : status;
}

/* ---- results */

static void certify_events(sweep *s, iw_percolation_event events[3])
{
  for (int d = 0; d < 3; d++) {
    iw_percolation_event *e = &events[d];
    iw_stationary saddle;

    e->dimension = d + 1;
    e->grid_energy_ev = s->grid_threshold[d];
    e->bottleneck_site = -1;
    e->bottleneck_distance_ang = e->free_radius_ang = NAN;
    if (!e->found || s->field == NULL)
      continue;
    if (e->refined && iwi_saddles_certificate(NULL, s->saddles, e->saddle.frac,
                                              &saddle) == IW_OK)
      e->saddle = saddle;
    e->bottleneck_site = iw_bvse_nearest_host(s->field, e->saddle.frac,
                                              &e->bottleneck_distance_ang);
    e->free_radius_ang =
        iw_bvse_free_radius_ang(s->field, e->saddle.frac, NULL);
    for (int k = 0; k < 3; k++)
      e->saddle.frac[k] = iwi_wrap1(e->saddle.frac[k]);
  }
}

/* Minima and joined passes, everything brought into wrapped positions. */
static iw_status collect(iw_context *ctx, const sweep *s, iw_percolation *p)
{
  const iwi_pass *passes = iwi_basins_passes(s->basins);

  p->minima = iwi_calloc(ctx, s->n_nodes, sizeof *p->minima);
  p->passes = iwi_calloc(ctx, s->n_joined, sizeof *p->passes);
  if (p->minima == NULL || p->passes == NULL)
    return IW_E_MEMORY;
  p->n_minima = s->n_nodes;
  p->n_passes = s->n_joined;
  for (size_t i = 0; i < s->n_nodes; i++) {
    const iwi_refined *m = &s->nodes[i].minimum;

    for (int k = 0; k < 3; k++)
      p->minima[i].frac[k] = iwi_wrap1(m->frac[k]);
    p->minima[i].energy_ev = m->energy_ev;
    p->minima[i].refined = m->refined;
  }
  for (size_t i = 0; i < s->n_joined; i++) {
    const iwi_pass *pass = &passes[s->joined[i]];
    const iwi_refined *saddle = &s->saddle_of[s->joined[i]];
    iw_percolation_pass *out = &p->passes[i];
    double grid[3];

    iwi_saddles_grid_frac(s->landscape, pass->point, grid);
    out->from = pass->from;
    out->to = pass->to;
    out->energy_ev = saddle->energy_ev;
    out->refined = saddle->refined;
    for (int k = 0; k < 3; k++) {
      const double home = floor(s->nodes[pass->from].minimum.frac[k]);
      const double there = floor(s->nodes[pass->to].minimum.frac[k]);

      out->shift[k] = pass->shift[k] + (int32_t)(there - home);
      out->frac[k] =
          (s->field == NULL ? grid[k] : saddle->frac[k]) + pass->cell[k] - home;
    }
  }
  return IW_OK;
}

static iw_status prepare(iw_context *ctx, sweep *s,
                         const iw_percolation_options *options)
{
  size_t bound;
  iw_status status;

  s->highest =
      iw_landscape_lowest(s->landscape, NULL) + options->max_barrier_ev;
  for (int d = 0; d < 3; d++)
    s->grid_threshold[d] = NAN;
  status = iwi_basins_create(ctx, s->landscape, s->highest, &s->basins);
  if (status == IW_OK)
    status = iwi_saddles_create(ctx, s->landscape, s->field, &s->saddles);
  if (status != IW_OK)
    return status;
  if (s->field != NULL) {
    const double step = iwi_saddles_step_ang(s->saddles);

    s->margin = MARGIN_EV_ANG2 * step * step;
  }
  bound = iwi_basins_bound(s->basins);
  s->nodes = iwi_calloc(ctx, bound, sizeof *s->nodes);
  if (s->nodes == NULL)
    return IW_E_MEMORY;
  status = iw_winding_create(ctx, bound, &s->network);
  if (status == IW_OK)
    status = iw_winding_create(ctx, bound, &s->grid_network);
  return status;
}

static void finish(sweep *s)
{
  iwi_basins_destroy(s->basins);
  iwi_saddles_destroy(s->saddles);
  iw_winding_destroy(s->network);
  iw_winding_destroy(s->grid_network);
  iwi_free(s->nodes);
  iwi_free(s->saddle_of);
  iwi_free(s->heap);
  iwi_free(s->joined);
}

iw_status iw_percolation_compute(iw_context *ctx, const iw_landscape *landscape,
                                 const iw_bvse *field,
                                 const iw_percolation_options *options,
                                 iw_percolation **out)
{
  iw_percolation_options defaults;
  sweep s = {0};
  iw_percolation *p;
  iw_status status;

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
  s.landscape = landscape;
  s.field = options->refine ? field : NULL;
  status = prepare(ctx, &s, options);
  if (status == IW_OK)
    status = run(ctx, &s, p->events);
  if (status == IW_OK) {
    certify_events(&s, p->events);
    status = collect(ctx, &s, p);
  }
  finish(&s);
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
