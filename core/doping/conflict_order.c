/* SPDX-License-Identifier: BSD-3-Clause */
/* A sweep is cheap when few cycles are open at a time. From a start, the next
 * cycle is always the neighbour after which the fewest are open; the best of
 * several starts is taken. */
#include "conflict_order.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

/* Cycles times starts, which bounds the time spent on looking for an order. */
#define MAX_TRIED 4096

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

/* Order the part from a start; the sum over steps of 2^open. */
static double try_order(iwi_conflict_parts *parts, int32_t start)
{
  const iwi_quotient *q = parts->quotient;
  const size_t n = parts->sweep.n;
  int32_t cycle = start, n_open = 0;
  double cost = 0;

  for (size_t i = 0; i < n; i++) {
    parts->steps[parts->members[i]] = -1;
    parts->missing[parts->members[i]] = q->n_arcs[parts->members[i]];
  }
  for (size_t i = 0; i < n; i++) {
    n_open += opens(parts, cycle);
    cost += ldexp(1, n_open);
    parts->trial[i] = cycle;
    parts->steps[cycle] = (int32_t)i;
    for (int32_t a = 0; a < q->n_arcs[cycle]; a++)
      parts->missing[arcs_of(q, cycle)[a].to]--;
    cycle = best_neighbor(parts, i + 1);
  }
  return cost;
}

static void find_order(iwi_conflict_parts *parts)
{
  const size_t n = parts->sweep.n;
  const size_t limit = MAX_TRIED / n;
  double least = INFINITY;

  for (size_t i = 0; i < n && (i == 0 || i < limit); i++) {
    const double cost = try_order(parts, parts->members[i]);

    if (cost < least || i == 0) {
      least = cost;
      memcpy(parts->order, parts->trial, n * sizeof *parts->order);
    }
  }
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
