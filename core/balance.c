/* SPDX-License-Identifier: BSD-3-Clause */
/* Branch and bound over the states of all kinds. */
#include "balance.h"

#include <math.h>
#include <string.h>

#include "mem.h"

/* Cost of one elementary charge outside the tolerance: more than any states
 * can cost, so that balance always comes first. */
#define IMBALANCE 1000.0

/* Cost of an average where a pure state would do as well. */
#define AVERAGE 0.01

/* e; a closing kind this near to a pure state has it: occupancies are rounded.
 * More is real, such as 0.98 Li to a CoO2. */
#define SNAP 0.05

/* Nodes of one closing kind after which the best found so far is taken. Seven
 * other metals of five states each stay below. */
#define MAX_NODES 200000

typedef struct search {
  const iwi_kind *kinds;
  size_t n;
  double target, tolerance, atoms;
  size_t closing;  /* kind that takes the rest, n for none       */
  double *lowest;  /* n + 1: least sum of kinds k.. (not closing) */
  double *highest; /* n + 1: largest                              */
  double *least;   /* n + 1: least cost of kinds k..              */
  double *charge;  /* the branch being tried                      */
  int *choice;
  double *best; /* n charges */
  iwi_balance result;
  double objective; /* of the best */
  size_t nodes;
} search;

static void range(const iwi_kind *kind, double *low, double *high)
{
  *low = INFINITY;
  *high = -INFINITY;
  for (int i = 0; i < kind->n; i++) {
    *low = fmin(*low, kind->state[i]);
    *high = fmax(*high, kind->state[i]);
  }
}

double iwi_balance_cost(const iwi_kind *kind, double charge)
{
  int below = -1, above = -1;

  for (int i = 0; i < kind->n; i++) {
    if (kind->state[i] <= charge &&
        (below < 0 || kind->state[i] > kind->state[below]))
      below = i;
    if (kind->state[i] >= charge &&
        (above < 0 || kind->state[i] < kind->state[above]))
      above = i;
  }
  if (below < 0 || above < 0)
    return kind->cost[below < 0 ? above : below];
  if (below == above || kind->state[above] - kind->state[below] <= 0)
    return kind->cost[below];
  return kind->cost[below] + (kind->cost[above] - kind->cost[below]) *
                                 (charge - kind->state[below]) /
                                 (kind->state[above] - kind->state[below]);
}

static double imbalance(const search *s, double off)
{
  return IMBALANCE * fmax(0, fabs(off) - s->tolerance);
}

/* What of the rest the closing kind takes; returns what stays. */
static double close_balance(search *s, double rest, double *cost)
{
  const iwi_kind *kind = &s->kinds[s->closing];
  double low, high, q;

  range(kind, &low, &high);
  q = fmin(fmax(rest / kind->amount, low), high);
  if (fabs(q - floor(q + 0.5)) * kind->amount <= fmin(s->tolerance, SNAP))
    q = floor(q + 0.5);
  else
    *cost += kind->amount * AVERAGE;
  s->charge[s->closing] = q;
  *cost += kind->amount * iwi_balance_cost(kind, q);
  return rest - q * kind->amount;
}

static void take_leaf(search *s, double sum, double cost)
{
  double rest = s->target - sum, objective;

  if (s->closing < s->n)
    rest = close_balance(s, rest, &cost);
  objective = cost / s->atoms + imbalance(s, rest);
  if (!(objective < s->objective))
    return;
  s->objective = objective;
  s->result.residual = -rest;
  s->result.cost = cost / s->atoms;
  s->result.averaged = s->n;
  if (s->closing < s->n &&
      s->charge[s->closing] != floor(s->charge[s->closing]))
    s->result.averaged = s->closing;
  memcpy(s->best, s->charge, s->n * sizeof *s->best);
}

/* Least objective that a branch with these sums can still reach. */
static double bound(const search *s, size_t k, double sum, double cost)
{
  const double rest = s->target - sum;
  double low = s->lowest[k], high = s->highest[k], off = 0;

  if (s->closing < s->n) {
    double a, b;

    range(&s->kinds[s->closing], &a, &b);
    low += a * s->kinds[s->closing].amount;
    high += b * s->kinds[s->closing].amount;
  }
  if (rest < low)
    off = low - rest;
  else if (rest > high)
    off = rest - high;
  return (cost + s->least[k]) / s->atoms + imbalance(s, off);
}

/* Depth first with the choices on an own stack; sums are redone per level
 * from the stack, which keeps them exact. */
static void descend(search *s, double *sum, double *cost)
{
  size_t k = 0;

  sum[0] = cost[0] = 0;
  s->choice[0] = 0;
  for (;;) {
    const iwi_kind *kind = &s->kinds[k];
    const int n = k == s->closing ? 1 : kind->n;

    if (s->choice[k] >= n || s->nodes >= MAX_NODES) {
      if (k == 0)
        return;
      k--;
      s->choice[k]++;
      continue;
    }
    s->nodes++;
    sum[k + 1] = sum[k];
    cost[k + 1] = cost[k];
    if (k != s->closing) {
      s->charge[k] = kind->state[s->choice[k]];
      sum[k + 1] += kind->amount * s->charge[k];
      cost[k + 1] += kind->amount * kind->cost[s->choice[k]];
    }
    if (bound(s, k + 1, sum[k + 1], cost[k + 1]) >= s->objective) {
      s->choice[k]++;
    } else if (k + 1 == s->n) {
      take_leaf(s, sum[s->n], cost[s->n]);
      s->choice[k]++;
    } else {
      s->choice[++k] = 0;
    }
  }
}

static void search_with(search *s, size_t closing, double *sum, double *cost)
{
  s->closing = closing;
  s->nodes = 0;
  s->lowest[s->n] = s->highest[s->n] = s->least[s->n] = 0;
  for (size_t k = s->n; k-- > 0;) {
    const iwi_kind *kind = &s->kinds[k];
    double low = 0, high = 0, least = 0;

    if (k != closing) {
      range(kind, &low, &high);
      least = kind->cost[0];
      for (int i = 1; i < kind->n; i++)
        least = fmin(least, kind->cost[i]);
    }
    s->lowest[k] = s->lowest[k + 1] + low * kind->amount;
    s->highest[k] = s->highest[k + 1] + high * kind->amount;
    s->least[k] = s->least[k + 1] + least * kind->amount;
  }
  descend(s, sum, cost);
}

iw_status iwi_balance_search(iw_context *ctx, const iwi_kind *kinds, size_t n,
                             double target, double tolerance, double *charge,
                             iwi_balance *out)
{
  search s = {0};
  double *work = iwi_calloc(ctx, 6 * (n + 1), sizeof *work);

  s.choice = iwi_calloc(ctx, n, sizeof *s.choice);
  if (work == NULL || s.choice == NULL) {
    iwi_free(work);
    iwi_free(s.choice);
    return IW_E_MEMORY;
  }
  s.kinds = kinds;
  s.n = n;
  s.target = target;
  s.tolerance = tolerance;
  s.objective = INFINITY;
  s.best = charge;
  s.lowest = work;
  s.highest = work + (n + 1);
  s.least = work + 2 * (n + 1);
  s.charge = work + 3 * (n + 1);
  for (size_t k = 0; k < n; k++)
    s.atoms += kinds[k].amount;
  /* closing kinds first: they balance exactly, which bounds the rest */
  for (size_t k = 0; k <= n; k++) {
    if (k == n || kinds[k].average)
      search_with(&s, k, work + 4 * (n + 1), work + 5 * (n + 1));
  }
  *out = s.result;
  iwi_free(work);
  iwi_free(s.choice);
  return IW_OK;
}

double iwi_balance_tolerance(const iw_site *sites, size_t n)
{
  double partial = 0;

  for (size_t i = 0; i < n; i++) {
    if (sites[i].occupancy < 1 - 1e-9)
      partial += sites[i].occupancy;
  }
  return partial > 0 ? fmax(0.05, 0.02 * 2 * partial) : 0.005;
}
