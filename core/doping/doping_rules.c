/* SPDX-License-Identifier: BSD-3-Clause */
/* Who pays for the charge that was put in, eq. (D6). */
#include "doping_rules.h"

#include <math.h>

#include <ionway/elements.h>

#include "ion.h"
#include "oxidation_table.h"

int iwi_is_mobile(const iwi_plan *plan, const iwi_pool_ion *ion)
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
      const double n = iwi_is_mobile(plan, ion) ? ion->atoms + 1e-9 : 0;

      charge += n * ion->charge;
      atoms += n;
    }
  }
  return atoms > 0 ? charge / atoms : 0;
}

/* Mobile ions leave, from every pool in proportion to what it has. */
static int let_leave(iwi_attempt *a, double change, double charge)
{
  const iwi_plan *plan = a->plan;
  char ion[IWI_ION_TEXT];
  double there = 0;

  iwi_ion_text(plan->request->mobile_element, charge, ion);
  if (change > IWI_NEUTRAL) {
    iwi_append(a->text, a->size, "; vacancies of %s can only balance %s charge",
               ion, charge > 0 ? "positive" : "negative");
    return 0;
  }
  for (int pass = 0; pass < 2; pass++) {
    for (size_t p = 0; p < plan->n_pools; p++) {
      double *row = a->wanted + p * IWI_POOL_STRIDE;

      for (int32_t i = 0; i < plan->pools[p].n_ions; i++) {
        if (!iwi_is_mobile(plan, &plan->pools[p].ions[i]))
          continue;
        if (pass == 0)
          there += row[i];
        else
          row[i] += change * row[i] / there;
      }
    }
    if (pass == 0 && there < -change - IWI_NEUTRAL) {
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
static double room_in(const iwi_attempt *a, size_t p, int interstitial,
                      int32_t *ion)
{
  const iwi_pool *pool = &a->plan->pools[p];
  const double *row = a->wanted + p * IWI_POOL_STRIDE;
  double room = pool->n_sites;

  *ion = -1;
  for (int32_t i = 0; i < pool->n_ions; i++) {
    room -= row[i];
    if (iwi_is_mobile(a->plan, &pool->ions[i]))
      *ion = i;
  }
  if (*ion < 0 || pool->is_interstitial != interstitial ||
      !(pool->is_partial || pool->is_interstitial))
    return 0;
  return fmax(room, 0);
}

/* Mobile ions enter partly filled orbits, then empty positions; each pool in
 * proportion to its room. */
static int let_enter(iwi_attempt *a, double change, double charge)
{
  double room[2] = {0, 0};
  char ion_text[IWI_ION_TEXT];
  int32_t ion;

  iwi_ion_text(a->plan->request->mobile_element, charge, ion_text);
  if (change < -IWI_NEUTRAL) {
    iwi_append(a->text, a->size,
               "; interstitials of %s can only balance %s charge", ion_text,
               charge > 0 ? "negative" : "positive");
    return 0;
  }
  for (int k = 0; k < 2; k++) {
    for (size_t p = 0; p < a->plan->n_pools; p++)
      room[k] += room_in(a, p, k, &ion);
  }
  if (room[0] + room[1] < change - IWI_NEUTRAL) {
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
static int add_codopant(iwi_attempt *a)
{
  const iwi_plan *plan = a->plan;
  const iwi_exchange *move = &plan->moves[plan->n_moves - 1];
  const double each = move->charge - move->target_charge;
  const double x = fabs(each) > IWI_NEUTRAL ? -a->draft->residual / each : -1;
  double left = floor(x + 0.5), there = move->target_atoms;

  if (x < 0) {
    iwi_append(a->text, a->size,
               "; co-dopant: %+.4g e each does not go against it", each);
    return 0;
  }
  if (fabs(x - left) > IWI_NEUTRAL || left < move->low || left > move->high) {
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
static void set_absorber(iwi_attempt *a, int32_t element)
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
static int takes_mobile(const iwi_attempt *a)
{
  const iwi_plan *plan = a->plan;

  for (size_t m = 0; m < plan->request->n_substitutions; m++) {
    if (a->draft->put[m] > 0 && plan->moves[m].wish->element == IW_VACANCY &&
        plan->moves[m].target_element == plan->request->mobile_element)
      return 1;
  }
  return 0;
}

int iwi_rule_apply(iwi_attempt *a)
{
  const double charge = mobile_charge(a->plan);
  const double change = charge == 0 ? 0 : -a->draft->residual / charge;

  set_absorber(a, a->plan->absorber);
  a->draft->mobile_change = 0;
  switch (a->rule) {
  case IW_COMPENSATE_NONE:
    return fabs(a->draft->residual) < IWI_NEUTRAL;
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
