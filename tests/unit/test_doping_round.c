/* SPDX-License-Identifier: BSD-3-Clause */
/* Rounding with charges, eq. (D7), against all counts there are. */
#include "check.h"

#include <stdint.h>

#include <ionway/ionway.h>

#include "doping_round.h"
#include "rng.h"

#define MAX_TERMS 5

static iw_context *ctx;

typedef struct best {
  int found;
  double cost;
  int32_t counts[MAX_TERMS];
} best;

static double cost_of(const iwi_round_problem *p, const int32_t *n)
{
  double cost = 0;

  for (size_t k = 0; k < p->n_terms; k++)
    cost += p->terms[k].weight * (n[k] - p->terms[k].wanted) *
            (n[k] - p->terms[k].wanted);
  return cost;
}

static int holds(const iwi_round_problem *p, const int32_t *n)
{
  int32_t atoms[MAX_TERMS] = {0};
  int64_t charge = 0;

  for (size_t k = 0; k < p->n_terms; k++) {
    atoms[p->terms[k].pool] += n[k];
    charge += n[k] * p->terms[k].charge;
  }
  for (int32_t k = 0; k <= p->terms[p->n_terms - 1].pool; k++) {
    if (atoms[k] < p->pools[k].low || atoms[k] > p->pools[k].high)
      return 0;
  }
  return charge >= p->charge_low && charge <= p->charge_high;
}

/* Every vector within the bounds, in lexicographic order: the first of the
 * cheapest stays. */
static best by_brute_force(const iwi_round_problem *p)
{
  best b = {0};
  int32_t n[MAX_TERMS];
  size_t k;

  for (k = 0; k < p->n_terms; k++)
    n[k] = p->terms[k].low;
  do {
    if (holds(p, n) && (!b.found || cost_of(p, n) < b.cost - 1e-9)) {
      b.found = 1;
      b.cost = cost_of(p, n);
      memcpy(b.counts, n, sizeof n);
    }
    for (k = p->n_terms; k-- > 0;) {
      if (++n[k] <= p->terms[k].high)
        break;
      n[k] = p->terms[k].low;
    }
  } while (k < p->n_terms);
  return b;
}

/* A mixed cell at random: pools of up to three species, wanted counts in
 * tenths so that ties come up, charges of -2..5. */
static void draw(iwi_rng *rng, iwi_round_term *terms, iwi_round_pool *pools,
                 iwi_round_problem *p)
{
  int64_t charge = 0;
  int32_t pool = 0, in_pool = 0;

  p->n_terms = 1 + iwi_rng_below(rng, MAX_TERMS);
  for (size_t k = 0; k < p->n_terms; k++) {
    iwi_round_term *t = &terms[k];
    const int32_t span = 1 + (int32_t)iwi_rng_below(rng, 7);

    if (k > 0 && iwi_rng_below(rng, 2) == 0) {
      pool++;
      in_pool = 0;
    }
    t->pool = pool;
    t->low = (int32_t)iwi_rng_below(rng, 3);
    t->high = t->low + span;
    t->wanted = t->low + 0.1 * iwi_rng_below(rng, (uint32_t)(10 * span + 1));
    t->weight = iwi_rng_below(rng, 3) == 0 ? 0.01 : 1;
    t->charge = ((int64_t)iwi_rng_below(rng, 8) - 2) * 1000000;
    charge += t->charge * (int64_t)t->wanted;
    in_pool += (int32_t)t->wanted;
    pools[pool].low = in_pool - (int32_t)iwi_rng_below(rng, 2);
    pools[pool].high = in_pool + (int32_t)iwi_rng_below(rng, 3);
  }
  p->terms = terms;
  p->pools = pools;
  p->charge_low = charge + ((int64_t)iwi_rng_below(rng, 5) - 2) * 1000000;
  p->charge_high = p->charge_low + (iwi_rng_below(rng, 4) == 0 ? 1500000 : 0);
}

static void least_of_all_counts(void)
{
  iwi_rng rng;
  int n_found = 0, n_none = 0;

  iwi_rng_seed(&rng, 7, 0);
  for (int trial = 0; trial < 400; trial++) {
    iwi_round_term terms[MAX_TERMS];
    iwi_round_pool pools[MAX_TERMS] = {{0, 0}};
    iwi_round_problem p = {0};
    int32_t counts[MAX_TERMS];
    int found;
    best want;

    draw(&rng, terms, pools, &p);
    want = by_brute_force(&p);
    CHECK_INT(iwi_round_solve(ctx, &p, 0, counts, &found), IW_OK);
    CHECK_INT(found, want.found);
    n_found += found;
    n_none += !found;
    if (!found || !want.found)
      continue;
    CHECK(holds(&p, counts));
    CHECK_NEAR(cost_of(&p, counts), want.cost, 1e-9);
    for (size_t k = 0; k < p.n_terms; k++)
      CHECK_INT(counts[k], want.counts[k]);
  }
  CHECK(n_found > 50 && n_none > 50); /* both happen */
}

/* 16 species, thousands of atoms: polynomial, or this would never end. */
static void many_species_are_no_explosion(void)
{
  enum { N = 16 };
  iwi_round_term terms[N];
  iwi_round_pool pools[N];
  iwi_round_problem p = {terms, N, pools, 0, 0};
  int32_t counts[N];
  int64_t charge = 0;
  int found;

  for (int k = 0; k < N; k++) {
    const iwi_round_term t = {1000.5 + 0.03 * k,
                              k < 3 ? 0.01 : 1,
                              (k % 2 ? 1 + k % 5 : -(1 + k % 3)) * 1000000,
                              0,
                              2000,
                              k};

    terms[k] = t;
    pools[k].low = 0;
    pools[k].high = 2000;
    p.charge_low += t.charge * 1000;
  }
  p.charge_high = p.charge_low;
  CHECK_INT(iwi_round_solve(ctx, &p, 0, counts, &found), IW_OK);
  CHECK(found);
  for (int k = 0; k < N; k++)
    charge += counts[k] * terms[k].charge;
  CHECK_INT(charge, p.charge_low);
}

/* With `nearest` something always comes out, as close as one atom allows. */
static void the_nearest_miss(void)
{
  const iwi_round_term terms[2] = {{2.5, 1, 3000000, 0, 9, 0},
                                   {4, 1, -2000000, 4, 4, 1}};
  const iwi_round_pool pools[2] = {{0, 9}, {0, 9}};
  const iwi_round_problem p = {terms, 2, pools, 0, 0};
  int32_t counts[2];
  int found;

  CHECK_INT(iwi_round_solve(ctx, &p, 0, counts, &found), IW_OK);
  CHECK(!found);
  CHECK_INT(iwi_round_solve(ctx, &p, 1, counts, &found), IW_OK);
  CHECK(found);
  CHECK_INT(counts[0], 3); /* +1, not -2 */
}

int main(void)
{
  if (iw_context_create(&ctx) != IW_OK)
    return 1;
  RUN(least_of_all_counts);
  RUN(many_species_are_no_explosion);
  RUN(the_nearest_miss);
  iw_context_destroy(ctx);
  return check_report();
}
