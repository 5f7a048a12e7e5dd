/* SPDX-License-Identifier: BSD-3-Clause */
/* The charge balance of one composition: the first rule that pays with whole
 * numbers of atoms, the nearest to those aimed at, eq. (D7). */
#include "doping_rules.h"

#include <math.h>
#include <string.h>

#include <ionway/elements.h>

#include "doping_round.h"
#include "doping_words.h"
#include "mem.h"

/* w of eq. (D7) */
#define MOBILE_WEIGHT 0.01

static double rounding_limit(const iwi_attempt *a, const iwi_pool *pool)
{
  const double rounding = a->plan->request->rounding;

  /* an atom is the least that rounding can give */
  return rounding > 0 ? fmax(rounding * pool->n_sites, 1) : 0;
}

static iwi_round_term term_of(const iwi_attempt *a, size_t p, int32_t i)
{
  const iwi_pool *pool = &a->plan->pools[p];
  const iwi_pool_ion *ion = &pool->ions[i];
  const double wanted = a->wanted[p * IWI_POOL_STRIDE + (size_t)i];
  const double limit = rounding_limit(a, pool) + IWI_NEUTRAL;
  /* who pays for what was put in is not held to the rounding */
  const int pays =
      iwi_is_mobile(a->plan, ion) && fabs(a->draft->residual) > IWI_NEUTRAL;
  iwi_round_term t = {0};

  t.wanted = wanted;
  t.weight = iwi_is_mobile(a->plan, ion) ? MOBILE_WEIGHT : 1;
  t.charge = llround(ion->charge * IWI_CHARGE_UNITS);
  t.pool = (int32_t)p;
  t.low = (int32_t)fmax(ceil(wanted - limit), 0);
  t.high = (int32_t)fmin(floor(wanted + limit), pool->n_sites);
  if (pays && a->rule == IW_COMPENSATE_VACANCY)
    t.low = 0;
  if (pays && a->rule == IW_COMPENSATE_INTERSTITIAL)
    t.high = pool->n_sites;
  /* alternatives are not filled at once; where no whole numbers can mind that,
   * the contact distances give way */
  if (pool->is_partial && !ion->is_dopant && !a->crowded)
    t.high = t.high < ion->capacity ? t.high : ion->capacity;
  if (pool->is_interstitial && a->rule != IW_COMPENSATE_INTERSTITIAL)
    t.low = t.high = 0;
  else if (ion->is_dopant && !pool->is_interstitial)
    t.low = t.high = (int32_t)floor(wanted + 0.5);
  return t;
}

/* Atoms a pool may hold: full ones stay full but for vacancies asked for, and
 * where mobile ions may leave. */
static iwi_round_pool pool_of(const iwi_attempt *a, size_t p)
{
  const iwi_pool *pool = &a->plan->pools[p];
  iwi_round_pool range = {0, pool->n_sites};

  if (pool->is_partial || pool->is_interstitial)
    return range;
  range.high -=
      (int32_t)floor(a->wanted[p * IWI_POOL_STRIDE + IWI_POOL_VACANCY] + 0.5);
  range.low = range.high;
  for (int32_t i = 0; i < pool->n_ions; i++) {
    if (a->rule == IW_COMPENSATE_VACANCY &&
        iwi_is_mobile(a->plan, &pool->ions[i]))
      range.low = 0;
  }
  return range;
}

/* The problem of eq. (D7); *atoms counts those of the absorber for sure. */
static void pose(const iwi_attempt *a, iwi_round_term *terms,
                 iwi_round_pool *pools, iwi_round_problem *problem)
{
  const iwi_plan *plan = a->plan;
  const double target = plan->request->cell_charge - plan->spectator_charge;
  double slack = 1e-6, absorbing = 0;

  memset(problem, 0, sizeof *problem);
  for (size_t p = 0; p < plan->n_pools; p++) {
    pools[p] = pool_of(a, p);
    slack += 1e-6 * plan->pools[p].n_sites; /* of charges cut to units */
    for (int32_t i = 0; i < plan->pools[p].n_ions; i++) {
      iwi_round_term *t = &terms[problem->n_terms++];

      *t = term_of(a, p, i);
      if (plan->pools[p].ions[i].element == a->absorber)
        absorbing += fmax(floor(t->wanted), t->low);
    }
  }
  problem->terms = terms;
  problem->pools = pools;
  problem->charge_low =
      llround((target - slack - absorbing * a->shift_high) * IWI_CHARGE_UNITS);
  problem->charge_high =
      llround((target + slack - absorbing * a->shift_low) * IWI_CHARGE_UNITS);
}

static void take_counts(iwi_attempt *a, const int32_t *counts)
{
  const iwi_plan *plan = a->plan;
  double sum = plan->spectator_charge - plan->request->cell_charge;
  double absorbing = 0;
  size_t k = 0;

  for (size_t p = 0; p < plan->n_pools; p++) {
    const iwi_pool *pool = &plan->pools[p];
    int32_t *row = a->draft->counts + p * IWI_POOL_STRIDE;

    row[IWI_POOL_VACANCY] = pool->n_sites;
    for (int32_t i = 0; i < pool->n_ions; i++) {
      row[i] = counts[k++];
      row[IWI_POOL_VACANCY] -= row[i];
      sum += row[i] * pool->ions[i].charge;
      if (pool->ions[i].element == a->absorber)
        absorbing += row[i];
    }
  }
  a->draft->absorber = absorbing > 0 ? a->absorber : 0;
  a->draft->shift = absorbing > 0 ? -sum / absorbing : 0;
  a->draft->rule = a->rule;
  memcpy(a->draft->wanted, a->wanted,
         plan->n_pools * IWI_POOL_STRIDE * sizeof *a->wanted);
}

/* nearest: the best miss goes into the draft, for words */
static iw_status solve(iwi_attempt *a, int nearest, int *found)
{
  const iwi_plan *plan = a->plan;
  iwi_round_term *terms =
      iwi_calloc(plan->ctx, plan->n_pools * IWI_POOL_IONS, sizeof *terms);
  iwi_round_pool *pools = iwi_calloc(plan->ctx, plan->n_pools, sizeof *pools);
  int32_t *counts =
      iwi_calloc(plan->ctx, plan->n_pools * IWI_POOL_IONS, sizeof *counts);
  iwi_round_problem problem;
  iw_status status = IW_E_MEMORY;

  if (terms != NULL && pools != NULL && counts != NULL) {
    pose(a, terms, pools, &problem);
    status = iwi_round_solve(plan->ctx, &problem, nearest, counts, found);
    if (status == IW_OK && *found)
      take_counts(a, counts);
  }
  iwi_free(terms);
  iwi_free(pools);
  iwi_free(counts);
  return status;
}

static int enough_atoms(const iwi_plan *plan, const iwi_draft *draft,
                        char *text, size_t size)
{
  for (size_t p = 0; p < plan->n_pools; p++) {
    for (int32_t i = 0; i < plan->pools[p].n_ions; i++) {
      /* half an atom: of 15.6 sixteen may be taken */
      if (draft->wanted[p * IWI_POOL_STRIDE + (size_t)i] >= -0.5 - IWI_NEUTRAL)
        continue;
      iwi_append(text, size, "more %s taken out than the %.4g of the supercell",
                 iw_element_symbol(plan->pools[p].ions[i].element),
                 plan->pools[p].ions[i].atoms);
      return 0;
    }
  }
  return 1;
}

static void why_no_rounding(iwi_attempt *a)
{
  if (a->rule == IW_COMPENSATE_REDOX)
    iwi_append(a->text, a->size, "; redox: %s would leave its known states",
               iw_element_symbol(a->plan->request->redox_element));
  else if (a->rule != IW_COMPENSATE_NONE)
    iwi_append(a->text, a->size,
               "; %s: no whole numbers of atoms within the rounding balance",
               iwi_rule_name(a->rule));
}

static iw_status try_rules(iwi_attempt *a, const double *wanted, int *balanced)
{
  const iw_doping_request *request = a->plan->request;
  iw_status status = IW_OK;

  for (size_t r = 0; status == IW_OK && !*balanced && r <= request->n_rules;
       r++) {
    a->rule = r == 0 ? IW_COMPENSATE_NONE : request->rules[r - 1];
    if (r > 0 && a->rule == IW_COMPENSATE_NONE)
      continue;
    memcpy(a->wanted, wanted,
           a->plan->n_pools * IWI_POOL_STRIDE * sizeof *wanted);
    if (a->plan->n_moves > request->n_substitutions)
      a->draft->put[a->plan->n_moves - 1] = 0; /* of an earlier rule */
    if (!iwi_rule_apply(a))
      continue;
    for (a->crowded = 0; a->crowded < 2 && status == IW_OK && !*balanced;
         a->crowded++)
      status = solve(a, 0, balanced);
    if (status == IW_OK && !*balanced)
      why_no_rounding(a);
  }
  return status;
}

/* The sum of what comes nearest, for the refusal. */
static iw_status show_miss(iwi_attempt *a, const double *wanted)
{
  int found = 0;
  iw_status status;

  a->rule = IW_COMPENSATE_NONE;
  a->absorber = 0;
  a->shift_low = a->shift_high = 0;
  memcpy(a->wanted, wanted,
         a->plan->n_pools * IWI_POOL_STRIDE * sizeof *wanted);
  status = solve(a, 1, &found);
  if (status != IW_OK || !found)
    return status;
  iwi_append(a->text, a->size, "; nearest: ");
  iwi_words_sum(a->plan, a->draft, a->text, a->size);
  return IW_OK;
}

iw_status iwi_draft_balance(const iwi_plan *plan, iwi_draft *draft,
                            int *balanced, char *text, size_t size)
{
  const size_t n = plan->n_pools * IWI_POOL_STRIDE;
  double *wanted = iwi_calloc(plan->ctx, 2 * n, sizeof *wanted);
  iwi_attempt a = {0};
  iw_status status;

  *balanced = 0;
  text[0] = '\0';
  if (wanted == NULL)
    return IW_E_MEMORY;
  if (!enough_atoms(plan, draft, text, size)) {
    iwi_free(wanted);
    return IW_OK;
  }
  a.plan = plan;
  a.draft = draft;
  a.wanted = wanted + n;
  a.text = text;
  a.size = size;
  memcpy(wanted, draft->wanted, n * sizeof *wanted);
  iwi_words_residual(plan, draft, text, size);
  status = try_rules(&a, wanted, balanced);
  if (status == IW_OK && !*balanced && fabs(draft->residual) < IWI_NEUTRAL)
    status = show_miss(&a, wanted);
  if (status == IW_OK && !*balanced)
    iwi_append(text, size,
               "; try a larger supercell, another rule of "
               "compensation, a larger rounding, or other oxidation states");
  iwi_free(wanted);
  return status;
}
