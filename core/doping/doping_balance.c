/* SPDX-License-Identifier: BSD-3-Clause */
/* The charge balance of one composition, eq. (D6): which rule pays, what that
 * makes of the counts aimed at, and the whole numbers nearest to them. */
#include "doping_model.h"

#include <math.h>
#include <string.h>

#include <ionway/elements.h>

#include "context.h"
#include "doping_round.h"
#include "doping_words.h"
#include "ion.h"
#include "mem.h"
#include "oxidation_table.h"

/* e: residuals below this are none, those of whole states are 1 or more */
#define NEUTRAL 1e-6

/* w of eq. (D7) */
#define MOBILE_WEIGHT 0.01

/* One attempt: what may give, beside the counts of disordered pools. */
typedef struct attempt {
  const iwi_plan *plan;
  iwi_draft *draft;
  iw_compensation rule;
  double *wanted; /* after the rule */
  int32_t absorber;
  double shift_low, shift_high; /* of the absorber's charge, e an atom */
  char *text;                   /* why it fails */
  size_t size;
} attempt;

static int is_mobile(const iwi_plan *plan, const iwi_pool_ion *ion)
{
  return ion->element == plan->request->mobile_element;
}

static double mobile_charge(const iwi_plan *plan)
{
  double charge = 0, atoms = 0;

  for (size_t p = 0; p < plan->n_pools; p++) {
    for (int32_t i = 0; i < plan->pools[p].n_ions; i++) {
      const iwi_pool_ion *ion = &plan->pools[p].ions[i];
      /* 1e-9: empty orbits count where there is nothing else */
      const double n = is_mobile(plan, ion) ? ion->atoms + 1e-9 : 0;

      charge += n * ion->charge;
      atoms += n;
    }
  }
  return atoms > 0 ? charge / atoms : 0;
}

/* ------------------------------------------------------- what a rule wants */

/* Mobile ions leave, from every pool in proportion to what it has. */
static int let_leave(attempt *a, double change, double charge)
{
  const iwi_plan *plan = a->plan;
  char ion[IWI_ION_TEXT];
  double there = 0;

  iwi_ion_text(plan->request->mobile_element, charge, ion);
  if (change > NEUTRAL) {
    iwi_append(a->text, a->size, "; vacancies of %s can only balance %s charge",
               ion, charge > 0 ? "positive" : "negative");
    return 0;
  }
  for (int pass = 0; pass < 2; pass++) {
    for (size_t p = 0; p < plan->n_pools; p++) {
      double *row = a->wanted + p * IWI_POOL_STRIDE;

      for (int32_t i = 0; i < plan->pools[p].n_ions; i++) {
        if (!is_mobile(plan, &plan->pools[p].ions[i]))
          continue;
        if (pass == 0)
          there += row[i];
        else
          row[i] += change * row[i] / there;
      }
    }
    if (pass == 0 && there < -change - NEUTRAL) {
      iwi_append(a->text, a->size,
                 "; vacancies: %.4g %s would have to leave, "
                 "there are %.4g",
                 -change, ion, there);
      return 0;
    }
    if (there <= 0)
      return 1;
  }
  return 1;
}

/* Empty sites of a pool that mobile ions may enter. */
static double room_in(const attempt *a, size_t p, int interstitial,
                      int32_t *ion)
{
  const iwi_pool *pool = &a->plan->pools[p];
  const double *row = a->wanted + p * IWI_POOL_STRIDE;
  double room = pool->n_sites;

  *ion = -1;
  for (int32_t i = 0; i < pool->n_ions; i++) {
    room -= row[i];
    if (is_mobile(a->plan, &pool->ions[i]))
      *ion = i;
  }
  if (*ion < 0 || pool->is_interstitial != interstitial ||
      !(pool->is_partial || pool->is_interstitial))
    return 0;
  return fmax(room, 0);
}

/* Mobile ions enter partly filled orbits, then empty positions; each pool in
 * proportion to its room. */
static int let_enter(attempt *a, double change, double charge)
{
  double room[2] = {0, 0};
  char ion_text[IWI_ION_TEXT];
  int32_t ion;

  iwi_ion_text(a->plan->request->mobile_element, charge, ion_text);
  if (change < -NEUTRAL) {
    iwi_append(a->text, a->size,
               "; interstitials of %s can only balance %s charge", ion_text,
               charge > 0 ? "negative" : "positive");
    return 0;
  }
  for (int k = 0; k < 2; k++) {
    for (size_t p = 0; p < a->plan->n_pools; p++)
      room[k] += room_in(a, p, k, &ion);
  }
  if (room[0] + room[1] < change - NEUTRAL) {
    if (room[0] + room[1] > 0)
      iwi_append(a->text, a->size,
                 "; interstitials: %.4g %s would have to enter, there is room "
                 "for %.4g",
                 change, ion_text, room[0] + room[1]);
    else
      iwi_append(a->text, a->size,
                 "; interstitials: no partly filled %s orbit and no "
                 "interstitial position",
                 iw_element_symbol(a->plan->request->mobile_element));
    return 0;
  }
  for (int k = 0; k < 2; k++) {
    const double part = fmin(change, room[k]);

    for (size_t p = 0; p < a->plan->n_pools && part > 0; p++) {
      const double here = room_in(a, p, k, &ion);

      if (here > 0)
        a->wanted[p * IWI_POOL_STRIDE + (size_t)ion] += part * here / room[k];
    }
    change -= part;
  }
  return 1;
}

/* x (q_c - q_t) = -residual, spread over the co-dopant's slots by what their
 * targets hold. */
static int add_codopant(attempt *a)
{
  const iwi_plan *plan = a->plan;
  const iwi_exchange *move = &plan->moves[plan->n_moves - 1];
  const double each = move->charge - move->target_charge;
  const double x = fabs(each) > NEUTRAL ? -a->draft->residual / each : -1;
  double left = floor(x + 0.5), there = move->target_atoms;

  if (x < 0) {
    iwi_append(a->text, a->size,
               "; co-dopant: %+.4g e each does not go against it", each);
    return 0;
  }
  if (fabs(x - left) > NEUTRAL || left < move->low || left > move->high) {
    iwi_append(a->text, a->size,
               "; co-dopant: %.4g would balance, want a whole number from %d "
               "to %d",
               x, (int)move->low, (int)move->high);
    return 0;
  }
  a->draft->put[plan->n_moves - 1] = (int32_t)left;
  for (size_t s = 0; s < move->n_slots; s++) {
    const iwi_slot *slot = &move->slots[s];
    const double has = plan->pools[slot->pool].ions[slot->from].atoms;
    const double part = floor(left * has / there + 0.5);
    double *row = a->wanted + (size_t)slot->pool * IWI_POOL_STRIDE;

    row[slot->from] -= part;
    row[slot->to] += part;
    left -= part;
    there -= has;
  }
  return 1;
}

/* How far the mean charge of an element may go within its known states. */
static void set_absorber(attempt *a, int32_t element)
{
  const iwi_states *states = &iwi_states_table[element];

  a->absorber = element;
  a->shift_low = -9;
  a->shift_high = 9;
  for (size_t p = 0; p < a->plan->n_pools; p++) {
    for (int32_t i = 0; i < a->plan->pools[p].n_ions; i++) {
      const iwi_pool_ion *ion = &a->plan->pools[p].ions[i];
      double low = ion->charge, high = ion->charge;

      if (ion->element != element)
        continue;
      for (int k = 0; k < states->n; k++) {
        if (states->state[k] * ion->charge <= 0)
          continue; /* no metal becomes an anion */
        low = fmin(low, states->state[k]);
        high = fmax(high, states->state[k]);
      }
      a->shift_low = fmax(a->shift_low, low - ion->charge);
      a->shift_high = fmin(a->shift_high, high - ion->charge);
    }
  }
}

/* Whether a mobile ion was asked to go: it must not come back as payment. */
static int takes_mobile(const attempt *a)
{
  const iwi_plan *plan = a->plan;

  for (size_t m = 0; m < plan->request->n_substitutions; m++) {
    if (a->draft->put[m] > 0 && plan->moves[m].wish->element == IW_VACANCY &&
        plan->moves[m].target_element == plan->request->mobile_element)
      return 1;
  }
  return 0;
}

/* Change what is wanted as the rule says; 0, with the reason, when it cannot
 * pay at all. */
static int apply_rule(attempt *a)
{
  const double charge = mobile_charge(a->plan);
  const double change = charge == 0 ? 0 : -a->draft->residual / charge;

  set_absorber(a, a->plan->absorber);
  a->draft->mobile_change = 0;
  switch (a->rule) {
  case IW_COMPENSATE_NONE:
    return fabs(a->draft->residual) < NEUTRAL;
  case IW_COMPENSATE_VACANCY:
  case IW_COMPENSATE_INTERSTITIAL:
    if (charge == 0) {
      iwi_append(a->text, a->size, "; no mobile ion to pay with");
      return 0;
    }
    a->draft->mobile_change = change;
    if (a->rule == IW_COMPENSATE_VACANCY)
      return let_leave(a, change, charge);
    if (takes_mobile(a)) {
      iwi_append(a->text, a->size,
                 "; interstitials would undo the vacancies asked for");
      return 0;
    }
    return let_enter(a, change, charge);
  case IW_COMPENSATE_CODOPANT:
    return add_codopant(a);
  default:
    set_absorber(a, a->plan->request->redox_element);
    return 1;
  }
}

/* --------------------------------------------------- the nearest composition
 */

static double rounding_limit(const attempt *a, const iwi_pool *pool)
{
  const double rounding = a->plan->request->rounding;

  /* an atom is the least that rounding can give */
  return rounding > 0 ? fmax(rounding * pool->n_sites, 1) : 0;
}

static iwi_round_term term_of(const attempt *a, size_t p, int32_t i)
{
  const iwi_pool *pool = &a->plan->pools[p];
  const iwi_pool_ion *ion = &pool->ions[i];
  const double wanted = a->wanted[p * IWI_POOL_STRIDE + (size_t)i];
  const double limit = rounding_limit(a, pool) + NEUTRAL;
  iwi_round_term t = {0};

  t.wanted = wanted;
  t.weight = is_mobile(a->plan, ion) ? MOBILE_WEIGHT : 1;
  t.charge = llround(ion->charge * IWI_CHARGE_UNITS);
  t.pool = (int32_t)p;
  t.low = (int32_t)fmax(ceil(wanted - limit), 0);
  t.high = (int32_t)fmin(floor(wanted + limit), pool->n_sites);
  if (pool->is_interstitial && a->rule != IW_COMPENSATE_INTERSTITIAL)
    t.low = t.high = 0;
  else if (ion->is_dopant && !pool->is_interstitial)
    t.low = t.high = (int32_t)floor(wanted + 0.5);
  return t;
}

/* Atoms a pool may hold: full ones stay full but for vacancies asked for, and
 * where mobile ions may leave. */
static iwi_round_pool pool_of(const attempt *a, size_t p)
{
  const iwi_pool *pool = &a->plan->pools[p];
  iwi_round_pool range = {0, pool->n_sites};

  if (pool->is_partial || pool->is_interstitial)
    return range;
  range.high -=
      (int32_t)floor(a->wanted[p * IWI_POOL_STRIDE + IWI_POOL_VACANCY] + 0.5);
  range.low = range.high;
  for (int32_t i = 0; i < pool->n_ions; i++) {
    if (a->rule == IW_COMPENSATE_VACANCY && is_mobile(a->plan, &pool->ions[i]))
      range.low = 0;
  }
  return range;
}

/* The problem of eq. (D7); *atoms counts those of the absorber for sure. */
static void pose(const attempt *a, iwi_round_term *terms, iwi_round_pool *pools,
                 iwi_round_problem *problem)
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

static void take_counts(attempt *a, const int32_t *counts)
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
static iw_status solve(attempt *a, int nearest, int *found)
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
      if (draft->wanted[p * IWI_POOL_STRIDE + (size_t)i] >= -0.5 - NEUTRAL)
        continue;
      iwi_append(text, size, "more %s taken out than the %.4g of the supercell",
                 iw_element_symbol(plan->pools[p].ions[i].element),
                 plan->pools[p].ions[i].atoms);
      return 0;
    }
  }
  return 1;
}

static void why_no_rounding(attempt *a)
{
  if (a->rule == IW_COMPENSATE_REDOX)
    iwi_append(a->text, a->size, "; redox: %s would leave its known states",
               iw_element_symbol(a->plan->request->redox_element));
  else if (a->rule != IW_COMPENSATE_NONE)
    iwi_append(a->text, a->size,
               "; %s: no whole numbers of atoms within the rounding balance",
               iwi_rule_name(a->rule));
}

static iw_status try_rules(attempt *a, const double *wanted, int *balanced)
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
    if (!apply_rule(a))
      continue;
    status = solve(a, 0, balanced);
    if (status == IW_OK && !*balanced)
      why_no_rounding(a);
  }
  return status;
}

/* The sum of what comes nearest, for the refusal. */
static iw_status show_miss(attempt *a, const double *wanted)
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
  attempt a = {0};
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
  if (status == IW_OK && !*balanced && fabs(draft->residual) < NEUTRAL)
    status = show_miss(&a, wanted);
  if (status == IW_OK && !*balanced)
    iwi_append(text, size,
               "; try a larger supercell, another rule of "
               "compensation, a larger rounding, or other oxidation states");
  iwi_free(wanted);
  return status;
}
