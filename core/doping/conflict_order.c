/* SPDX-License-Identifier: BSD-3-Clause */
/* A sweep is cheap when few cycles are open at a time: the cost of an order is
 * the sum of 2^open over its steps. From a start, the next cycle is always the
 * neighbour after which the fewest are open; the best of several starts is
 * improved by moving short pieces about, where that pays. */
#include "conflict_order.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "rng.h"

/* Cycles times starts, which bounds the time spent on greedy orders. */
#define MAX_TRIED 1024

/* One move for so much cost, which is much less time than the sweep takes; and
 * moves times cycles: 0.1 s. */
#define COST_PER_MOVE 4
#define MAX_MOVED     8e6

/* Moves that cost up to this much more are made; at last, none that do. */
#define FIRST_THRESHOLD 0.03

/* Pieces of 1..4 cycles, to a place at most so far away every other time. */
#define MAX_PIECE 4
#define NEAR      10

iw_status iwi_conflict_parts_prepare(iw_context *ctx, const iw_decorations *d,
                                     iwi_conflict_parts *out)
{
  const size_t n = d->n_sites;

  out->members = iwi_calloc(ctx, n, sizeof *out->members);
  out->order = iwi_calloc(ctx, n, sizeof *out->order);
  out->trial = iwi_calloc(ctx, n, sizeof *out->trial);
  out->steps = iwi_calloc(ctx, n, sizeof *out->steps);
  out->missing = iwi_calloc(ctx, n, sizeof *out->missing);
  out->seen = iwi_calloc(ctx, n, 1);
  out->sweep.steps = iwi_calloc(ctx, n, sizeof *out->sweep.steps);
  out->sweep.arcs = iwi_calloc(ctx, d->n_exclusions, sizeof *out->sweep.arcs);
  return out->members != NULL && out->order != NULL && out->trial != NULL &&
                 out->steps != NULL && out->missing != NULL &&
                 out->seen != NULL && out->sweep.steps != NULL &&
                 out->sweep.arcs != NULL
             ? IW_OK
             : IW_E_MEMORY;
}

void iwi_conflict_parts_release(iwi_conflict_parts *parts)
{
  iwi_free(parts->members);
  iwi_free(parts->order);
  iwi_free(parts->trial);
  iwi_free(parts->steps);
  iwi_free(parts->missing);
  iwi_free(parts->seen);
  iwi_free(parts->sweep.steps);
  iwi_free(parts->sweep.arcs);
  *parts = (iwi_conflict_parts){0};
}

int iwi_cycle_is_free(const iwi_quotient *q, size_t cycle)
{
  return q->n_arcs[cycle] == 0 && q->barred[cycle] == 0;
}

void iwi_conflict_parts_begin(iwi_conflict_parts *parts,
                              const iwi_quotient *quotient)
{
  parts->quotient = quotient;
  parts->next = 0;
  memset(parts->seen, 0, quotient->n);
}

static const iwi_conflict_arc *arcs_of(const iwi_quotient *q, int32_t cycle)
{
  return q->arcs + q->first_arc[cycle];
}

static void gather(iwi_conflict_parts *parts, int32_t first)
{
  const iwi_quotient *q = parts->quotient;
  size_t n = 0;

  parts->members[n++] = first;
  parts->seen[first] = 1;
  for (size_t i = 0; i < n; i++) {
    const int32_t cycle = parts->members[i];

    for (int32_t a = 0; a < q->n_arcs[cycle]; a++) {
      const int32_t to = arcs_of(q, cycle)[a].to;

      if (!parts->seen[to])
        parts->members[n++] = to;
      parts->seen[to] = 1;
    }
  }
  parts->sweep.n = n;
}

/* By how many more cycles are open after this one came. */
static int32_t opens(const iwi_conflict_parts *parts, int32_t cycle)
{
  const iwi_quotient *q = parts->quotient;
  int32_t more = parts->missing[cycle] > 0;

  for (int32_t a = 0; a < q->n_arcs[cycle]; a++) {
    const int32_t to = arcs_of(q, cycle)[a].to;

    more -= parts->steps[to] >= 0 && parts->missing[to] == 1;
  }
  return more;
}

/* The unplaced neighbour of placed cycles that opens least, of equals the one
 * whose neighbour was placed first; -1 when there is none. */
static int32_t best_neighbor(const iwi_conflict_parts *parts, size_t n_placed)
{
  const iwi_quotient *q = parts->quotient;
  int32_t best = -1, least = INT32_MAX;

  for (size_t i = 0; i < n_placed; i++) {
    const int32_t cycle = parts->trial[i];

    if (parts->missing[cycle] == 0)
      continue;
    for (int32_t a = 0; a < q->n_arcs[cycle]; a++) {
      const int32_t to = arcs_of(q, cycle)[a].to;
      const int32_t more = parts->steps[to] < 0 ? opens(parts, to) : INT32_MAX;

      if (more < least) {
        best = to;
        least = more;
      }
    }
  }
  return best;
}

/* Order the part from a start, into trial. */
static void order_from(iwi_conflict_parts *parts, int32_t start)
{
  const iwi_quotient *q = parts->quotient;
  const size_t n = parts->sweep.n;
  int32_t cycle = start;

  for (size_t i = 0; i < n; i++) {
    parts->steps[parts->members[i]] = -1;
    parts->missing[parts->members[i]] = q->n_arcs[parts->members[i]];
  }
  for (size_t i = 0; i < n; i++) {
    parts->trial[i] = cycle;
    parts->steps[cycle] = (int32_t)i;
    for (int32_t a = 0; a < q->n_arcs[cycle]; a++)
      parts->missing[arcs_of(q, cycle)[a].to]--;
    cycle = best_neighbor(parts, i + 1);
  }
}

/* The cost of an order; steps are left as it has them. */
static double cost_of(iwi_conflict_parts *parts, const int32_t *order)
{
  const iwi_quotient *q = parts->quotient;
  const size_t n = parts->sweep.n;
  int32_t *change = parts->missing, n_open = 0;
  double cost = 0;

  for (size_t i = 0; i < n; i++) {
    parts->steps[order[i]] = (int32_t)i;
    change[i] = 0;
  }
  for (size_t i = 0; i < n; i++) {
    const iwi_conflict_arc *arcs = arcs_of(q, order[i]);
    int32_t last = (int32_t)i;

    for (int32_t a = 0; a < q->n_arcs[order[i]]; a++) {
      if (parts->steps[arcs[a].to] > last)
        last = parts->steps[arcs[a].to];
    }
    change[i]++;
    change[last]--;
  }
  for (size_t i = 0; i < n; i++) {
    n_open += change[i];
    cost += (double)(UINT64_C(1) << (n_open < 60 ? n_open : 60));
  }
  return cost;
}

/* Copy an order with a piece of it moved. */
static void move_piece(const int32_t *order, size_t n, iwi_rng *rng,
                       int32_t *moved)
{
  const uint32_t most = n < MAX_PIECE ? (uint32_t)n : MAX_PIECE;
  const size_t size = 1 + iwi_rng_below(rng, most);
  const uint32_t n_places = (uint32_t)(n - size + 1);
  const size_t from = iwi_rng_below(rng, n_places);
  size_t to = iwi_rng_below(rng, n_places), lowest, highest;

  if (iwi_rng_below(rng, 2)) {
    lowest = from < NEAR ? 0 : from - NEAR;
    highest = from + NEAR < n_places ? from + NEAR : n_places - 1;
    to = lowest + to % (highest - lowest + 1);
  }
  memcpy(moved, order, n * sizeof *moved);
  if (to < from)
    memcpy(moved + to + size, order + to, (from - to) * sizeof *moved);
  else
    memcpy(moved + from, order + from + size, (to - from) * sizeof *moved);
  memcpy(moved + to, order + from, size * sizeof *moved);
}

/* Threshold accepting: what the present order, in members, becomes is taken
 * unless it costs too much more. The best goes to order. */
static void improve(iwi_conflict_parts *parts, double cost)
{
  const size_t n = parts->sweep.n;
  const int n_moves = (int)fmin(cost / COST_PER_MOVE, MAX_MOVED / (double)n);
  iwi_rng rng;

  iwi_rng_seed(&rng, 1, 0);
  parts->sweep.cost = cost;
  memcpy(parts->members, parts->order, n * sizeof *parts->members);
  for (int i = 0; i < n_moves; i++) {
    const double threshold = FIRST_THRESHOLD * (n_moves - i) / n_moves;
    double moved;

    move_piece(parts->members, n, &rng, parts->trial);
    moved = cost_of(parts, parts->trial);
    if (moved > cost * (1 + threshold))
      continue;
    cost = moved;
    memcpy(parts->members, parts->trial, n * sizeof *parts->members);
    if (cost < parts->sweep.cost) {
      parts->sweep.cost = cost;
      memcpy(parts->order, parts->trial, n * sizeof *parts->order);
    }
  }
}

static void find_order(iwi_conflict_parts *parts)
{
  const size_t n = parts->sweep.n;
  const size_t limit = MAX_TRIED / n;
  double least = INFINITY;

  for (size_t i = 0; i < n && (i == 0 || i < limit); i++) {
    double cost;

    order_from(parts, parts->members[i]);
    cost = cost_of(parts, parts->trial);
    if (cost < least) {
      least = cost;
      memcpy(parts->order, parts->trial, n * sizeof *parts->order);
    }
  }
  improve(parts, least);
  for (size_t i = 0; i < n; i++)
    parts->steps[parts->order[i]] = (int32_t)i;
}

static int by_step(const void *a, const void *b)
{
  const iwi_conflict_arc *x = a, *y = b;

  return (x->to > y->to) - (x->to < y->to);
}

static void write_sweep(iwi_conflict_parts *parts)
{
  const iwi_quotient *q = parts->quotient;
  iwi_sweep *sweep = &parts->sweep;

  sweep->n_arcs = 0;
  for (size_t i = 0; i < sweep->n; i++) {
    const int32_t cycle = parts->order[i];
    iwi_sweep_step *step = &sweep->steps[i];
    iwi_conflict_arc *arcs = sweep->arcs + sweep->n_arcs;

    *step = (iwi_sweep_step){q->pools[cycle], q->lengths[cycle],
                             q->allowed[cycle], (int32_t)i, 0};
    for (int32_t a = 0; a < q->n_arcs[cycle]; a++) {
      const iwi_conflict_arc *arc = &arcs_of(q, cycle)[a];
      const int32_t other = parts->steps[arc->to];

      if (other > step->last)
        step->last = other;
      if (other < (int32_t)i) {
        arcs[step->n_arcs] = *arc;
        arcs[step->n_arcs++].to = other;
      }
    }
    qsort(arcs, (size_t)step->n_arcs, sizeof *arcs, by_step);
    sweep->n_arcs += (size_t)step->n_arcs;
  }
}

int iwi_conflict_parts_next(iwi_conflict_parts *parts)
{
  const iwi_quotient *q = parts->quotient;

  while (parts->next < q->n &&
         (parts->seen[parts->next] || iwi_cycle_is_free(q, parts->next)))
    parts->next++;
  if (parts->next == q->n)
    return 0;
  gather(parts, (int32_t)parts->next);
  find_order(parts);
  write_sweep(parts);
  return 1;
}
