/* SPDX-License-Identifier: BSD-3-Clause */
/* Dynamic programming for eq. (D7), last term first. A state is a sum of
 * charges and of atoms in the pool at hand; many counts lead to one state, and
 * the cheapest of them is all that has to be remembered.
 *
 * Counts are looked for within a radius R of the wanted ones, R / sqrt(weight)
 * for each term. What costs at most R^2 is the optimum: anything outside has a
 * term that alone costs more. Else the radius is doubled. */
#include "doping_round.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

/* Costs closer than this are equal; atoms^2, sums of squares of rounded
 * numbers. */
#define SAME_COST 1e-9

#define MAX_RADIUS 64
#define MAX_STATES 4000000

typedef struct state {
  int64_t charge;
  int32_t atoms; /* of the pool at hand */
  int32_t n;     /* count of this term */
  int32_t next;  /* state of the next term's layer */
  int32_t rank;  /* of the counts from here on, lexicographic */
  double cost;
} state;

typedef struct layer {
  state *states;
  size_t n, capacity;
} layer;

typedef struct search {
  iw_context *ctx;
  const iwi_round_problem *problem;
  int32_t *low, *high;               /* range of every term at this radius */
  int64_t *before_low, *before_high; /* charge that earlier terms can add */
  layer *layers;                     /* n_terms + 1 */
  int any_charge;                    /* do not prune by charge */
  int too_many;
} search;

static int compare_states(const void *pa, const void *pb)
{
  const state *a = pa, *b = pb;

  if (a->charge != b->charge)
    return a->charge < b->charge ? -1 : 1;
  if (a->atoms != b->atoms)
    return a->atoms < b->atoms ? -1 : 1;
  if (a->n != b->n)
    return a->n < b->n ? -1 : 1;
  return (a->rank > b->rank) - (a->rank < b->rank);
}

/* Is a better than b, which comes before it among equals? */
static int is_better(const state *a, const state *b)
{
  return a->cost < b->cost - SAME_COST;
}

/* Of states with one charge and one number of atoms keep the best. */
static void keep_best(layer *l)
{
  size_t n = 0;

  if (l->n == 0)
    return;
  qsort(l->states, l->n, sizeof *l->states, compare_states);
  for (size_t i = 0; i < l->n; i++) {
    state *last = &l->states[n == 0 ? 0 : n - 1];

    if (n > 0 && last->charge == l->states[i].charge &&
        last->atoms == l->states[i].atoms) {
      if (is_better(&l->states[i], last))
        *last = l->states[i];
    } else {
      l->states[n++] = l->states[i];
    }
  }
  l->n = n;
}

static int compare_order(const void *pa, const void *pb)
{
  const int64_t *a = pa, *b = pb;

  for (int k = 0; k < 2; k++) {
    if (a[k] != b[k])
      return a[k] < b[k] ? -1 : 1;
  }
  return 0;
}

/* Rank the counts from this term on: by n, then by what follows. */
static iw_status give_ranks(search *s, layer *l)
{
  int64_t(*order)[3] = iwi_calloc(s->ctx, l->n, sizeof *order);
  int32_t rank = -1;

  if (order == NULL)
    return IW_E_MEMORY;
  for (size_t i = 0; i < l->n; i++) {
    order[i][0] = l->states[i].n;
    order[i][1] = l->states[i].rank;
    order[i][2] = (int64_t)i;
  }
  qsort(order, l->n, sizeof *order, compare_order);
  for (size_t i = 0; i < l->n; i++) {
    rank += i == 0 || compare_order(order[i - 1], order[i]) != 0;
    l->states[order[i][2]].rank = rank;
  }
  iwi_free(order);
  return IW_OK;
}

static int is_reachable(const search *s, size_t term, int64_t charge)
{
  return s->any_charge ||
         (charge + s->before_low[term] <= s->problem->charge_high &&
          charge + s->before_high[term] >= s->problem->charge_low);
}

/* All states of term k that state `from` of the next layer leads to. */
static iw_status extend(search *s, size_t k, size_t from)
{
  const iwi_round_term *term = &s->problem->terms[k];
  const int is_first = k == 0 || term[-1].pool != term->pool;
  const iwi_round_pool *pool = &s->problem->pools[term->pool];
  const state *old = &s->layers[k + 1].states[from];
  layer *l = &s->layers[k];

  for (int32_t n = s->low[k]; n <= s->high[k]; n++) {
    const double off = n - term->wanted;
    state new = {old->charge + n * term->charge,
                 old->atoms + n,
                 n,
                 (int32_t)from,
                 old->rank,
                 old->cost + term->weight * off * off};
    iw_status status;

    if (new.atoms > pool->high || (is_first && new.atoms < pool->low) ||
        !is_reachable(s, k, new.charge))
      continue;
    if (is_first)
      new.atoms = 0;
    status = iwi_reserve(s->ctx, (void **)&l->states, &l->capacity, l->n + 1,
                         sizeof *l->states);
    if (status != IW_OK)
      return status;
    l->states[l->n++] = new;
  }
  return IW_OK;
}

static iw_status build_layers(search *s)
{
  const state end = {0};
  layer *last = &s->layers[s->problem->n_terms];
  iw_status status = iwi_reserve(s->ctx, (void **)&last->states,
                                 &last->capacity, 1, sizeof *last->states);

  if (status != IW_OK)
    return status;
  last->states[0] = end;
  last->n = 1;
  for (size_t k = s->problem->n_terms; k-- > 0;) {
    layer *l = &s->layers[k];

    l->n = 0;
    for (size_t i = 0; i < s->layers[k + 1].n; i++) {
      status = extend(s, k, i);
      if (status != IW_OK)
        return status;
      s->too_many |= l->n > MAX_STATES;
      if (s->too_many)
        return IW_OK;
    }
    keep_best(l);
    status = give_ranks(s, l);
    if (status != IW_OK)
      return status;
  }
  return IW_OK;
}

/* Ranges at a radius; 0 when every bound is met, so that a larger one adds
 * nothing. */
static int set_ranges(search *s, double radius)
{
  const iwi_round_problem *problem = s->problem;
  int more = 0;
  int64_t low = 0, high = 0;

  for (size_t k = 0; k < problem->n_terms; k++) {
    const iwi_round_term *t = &problem->terms[k];
    const double reach = radius / sqrt(t->weight) + SAME_COST;
    const double from = ceil(t->wanted - reach), to = floor(t->wanted + reach);

    s->low[k] = from <= t->low ? t->low : (int32_t)from;
    s->high[k] = to >= t->high ? t->high : (int32_t)to;
    more |= s->low[k] > t->low || s->high[k] < t->high;
    s->before_low[k] = low;
    s->before_high[k] = high;
    low += t->charge * (t->charge > 0 ? s->low[k] : s->high[k]);
    high += t->charge * (t->charge > 0 ? s->high[k] : s->low[k]);
  }
  return more;
}

static int64_t miss(const iwi_round_problem *problem, int64_t charge)
{
  if (charge < problem->charge_low)
    return problem->charge_low - charge;
  return charge > problem->charge_high ? charge - problem->charge_high : 0;
}

/* The best complete state: closest to the range, then cheapest, then first. */
static const state *choose(const search *s)
{
  const layer *l = &s->layers[0];
  const state *best = NULL;

  for (size_t i = 0; i < l->n; i++) {
    const state *a = &l->states[i];
    const int64_t off = miss(s->problem, a->charge);
    const int64_t best_off = best == NULL ? 0 : miss(s->problem, best->charge);

    if (best == NULL || off < best_off ||
        (off == best_off &&
         (is_better(a, best) || (!is_better(best, a) && a->rank < best->rank))))
      best = a;
  }
  return best;
}

static void read_counts(const search *s, const state *at, int32_t *counts)
{
  for (size_t k = 0; k < s->problem->n_terms; k++) {
    counts[k] = at->n;
    at = &s->layers[k + 1].states[at->next];
  }
}

static iw_status run(search *s, int nearest, int32_t *counts, int *found)
{
  iw_status status = IW_OK;

  s->any_charge = nearest;
  for (double radius = 1; status == IW_OK && radius <= MAX_RADIUS;
       radius *= 2) {
    const int more = set_ranges(s, radius);
    const state *best;

    status = build_layers(s);
    if (status != IW_OK || s->too_many)
      break;
    best = choose(s);
    if (best != NULL) {
      *found = 1;
      read_counts(s, best, counts);
    }
    if (!more || nearest ||
        (best != NULL && best->cost <= radius * radius + SAME_COST))
      break;
  }
  return status;
}

iw_status iwi_round_solve(iw_context *ctx, const iwi_round_problem *problem,
                          int nearest, int32_t *counts, int *found)
{
  const size_t n = problem->n_terms;
  search s = {0};
  iw_status status = IW_E_MEMORY;

  *found = 0;
  s.ctx = ctx;
  s.problem = problem;
  s.low = iwi_calloc(ctx, n, sizeof *s.low);
  s.high = iwi_calloc(ctx, n, sizeof *s.high);
  s.before_low = iwi_calloc(ctx, n, sizeof *s.before_low);
  s.before_high = iwi_calloc(ctx, n, sizeof *s.before_high);
  s.layers = iwi_calloc(ctx, n + 1, sizeof *s.layers);
  if (s.low != NULL && s.high != NULL && s.before_low != NULL &&
      s.before_high != NULL && s.layers != NULL)
    status = run(&s, nearest, counts, found);
  for (size_t k = 0; s.layers != NULL && k <= n; k++)
    iwi_free(s.layers[k].states);
  iwi_free(s.layers);
  iwi_free(s.low);
  iwi_free(s.high);
  iwi_free(s.before_low);
  iwi_free(s.before_high);
  return status;
}
