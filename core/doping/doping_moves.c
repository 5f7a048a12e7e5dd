/* SPDX-License-Identifier: BSD-3-Clause */
/* What substitutions ask for, in terms of pools: which ions go, which come,
 * with what charge, and how many. */
#include "doping_model.h"

#include <math.h>

#include <ionway/elements.h>

#include "context.h"
#include "mem.h"
#include "oxidation_table.h"

/* Atoms: amounts this close to a whole number are that number. */
#define WHOLE 1e-6

static const char *species_name(int32_t element)
{
  return element == IW_VACANCY ? "vacancies" : iw_element_symbol(element);
}

/* The commonest state, of the target's sign where there is one. */
static double usual_charge(int32_t element, double target_charge)
{
  const iwi_states *states = &iwi_states_table[element];

  for (int i = 0; i < states->n; i++) {
    if (states->state[i] * target_charge > 0)
      return states->state[i];
  }
  return states->n > 0 ? states->state[0] : 0;
}

static int32_t find_ion(const iwi_pool *pool, int32_t element)
{
  int32_t i = 0;

  while (i < pool->n_ions && pool->ions[i].element != element)
    i++;
  return i;
}

/* Give the dopant an entry in the pool; in *to where it is. */
static iw_status settle_dopant(const iwi_plan *plan, const iwi_exchange *move,
                               iwi_pool *pool, int32_t from, int32_t *to)
{
  const int32_t element = move->wish->element;
  const double given = move->wish->charge;
  iwi_pool_ion *ion;

  *to = IWI_POOL_VACANCY;
  if (element == IW_VACANCY)
    return IW_OK;
  if (element == pool->ions[from].element)
    return iwi_fail(plan->ctx, IW_E_ARGUMENT, "%s on \"%s\": same element",
                    iw_element_symbol(element), move->wish->target);
  *to = find_ion(pool, element);
  if (*to == IWI_POOL_IONS)
    return iwi_fail(plan->ctx, IW_E_LIMIT,
                    "%s on \"%s\": more than %d elements on one pool of sites",
                    iw_element_symbol(element), move->wish->target,
                    IWI_POOL_IONS);
  ion = &pool->ions[*to];
  if (*to < pool->n_ions) {
    if (isnan(given) || fabs(given - ion->charge) < WHOLE)
      return IW_OK;
    return iwi_fail(plan->ctx, IW_E_ARGUMENT,
                    "%s on \"%s\": charge %g asked for where %g is there "
                    "already",
                    iw_element_symbol(element), move->wish->target, given,
                    ion->charge);
  }
  pool->n_ions++;
  ion->element = element;
  ion->is_dopant = 1;
  ion->charge =
      isnan(given) ? usual_charge(element, pool->ions[from].charge) : given;
  return IW_OK;
}

/* One slot for each pool and target ion; joined orbits share theirs. */
static iw_status add_slot(iwi_plan *plan, iwi_exchange *move,
                          int32_t pool_index, int32_t element)
{
  iwi_pool *pool = &plan->pools[pool_index];
  const int32_t from = find_ion(pool, element);
  const iwi_pool_ion *target = &pool->ions[from];
  iwi_slot *slot = &move->slots[move->n_slots];
  const double before = move->target_charge * move->target_atoms;
  iw_status status;

  for (size_t s = 0; s < move->n_slots; s++) {
    if (move->slots[s].pool == pool_index && move->slots[s].from == from)
      return IW_OK;
  }
  status = settle_dopant(plan, move, pool, from, &slot->to);
  if (status != IW_OK)
    return status;
  slot->pool = pool_index;
  slot->from = from;
  move->n_slots++;
  move->target_element = element;
  move->target_atoms += target->atoms;
  move->target_charge =
      (before + target->charge * target->atoms) / move->target_atoms;
  if (slot->to != IWI_POOL_VACANCY)
    move->charge = pool->ions[slot->to].charge;
  return IW_OK;
}

static iw_status add_slots(iwi_plan *plan, size_t m)
{
  iwi_exchange *move = &plan->moves[m];
  const uint32_t *mask = plan->masks + m * plan->places.n_places;
  iw_status status = IW_OK;

  move->slots =
      iwi_calloc(plan->ctx, plan->n_pools * IWI_POOL_IONS, sizeof *move->slots);
  if (move->slots == NULL)
    return IW_E_MEMORY;
  for (size_t p = 0; p < plan->places.n_places; p++) {
    const iwi_place *place = &plan->places.places[p];

    for (int32_t i = 0; status == IW_OK && i < place->n_ions; i++) {
      if (mask[p] >> i & 1)
        status = add_slot(plan, move, plan->pool_of[p], place->ions[i].element);
    }
  }
  return status;
}

static iw_status check_wish(const iwi_plan *plan, const iw_substitution *wish)
{
  const double most = wish->unit == IW_AMOUNT_FRACTION ? 1 : 1e9;

  if (wish->element < 0 || wish->element > IW_MAX_ELEMENT)
    return iwi_fail(plan->ctx, IW_E_ARGUMENT,
                    "dopant: element %d, want 0 (a vacancy) to %d",
                    (int)wish->element, IW_MAX_ELEMENT);
  if (!(wish->min >= 0) || !(wish->max >= wish->min) || !(wish->max <= most))
    return iwi_fail(plan->ctx, IW_E_ARGUMENT,
                    "%s on \"%s\": amounts from %g to %g, want 0 <= min <= max"
                    "%s",
                    species_name(wish->element), wish->target, wish->min,
                    wish->max, wish->unit == IW_AMOUNT_FRACTION ? " <= 1" : "");
  if (!isnan(wish->charge) && !(fabs(wish->charge) <= 9))
    return iwi_fail(plan->ctx, IW_E_ARGUMENT,
                    "%s on \"%s\": charge %g, want -9..9",
                    species_name(wish->element), wish->target, wish->charge);
  return IW_OK;
}

/* Whole numbers of atoms in the range, or the nearest one. */
static iw_status set_range(const iwi_plan *plan, iwi_exchange *move)
{
  const iw_substitution *wish = move->wish;
  const double scale =
      wish->unit == IW_AMOUNT_FRACTION ? move->target_atoms : 1;
  const double min = wish->min * scale, max = wish->max * scale;
  const double there = floor(move->target_atoms + 0.5);

  if (max > there + WHOLE && wish->unit == IW_AMOUNT_COUNT)
    return iwi_fail(plan->ctx, IW_E_ARGUMENT,
                    "%g %s on %s: the supercell has %g %s, want at most these "
                    "or a larger supercell",
                    wish->max, species_name(wish->element), wish->target, there,
                    iw_element_symbol(move->target_element));
  move->wanted = NAN;
  move->low = (int32_t)ceil(min - WHOLE);
  move->high = (int32_t)fmin(floor(max + WHOLE), there);
  if (move->low <= move->high)
    return IW_OK;
  move->wanted = 0.5 * (min + max);
  move->low = move->high = (int32_t)fmin(floor(move->wanted + 0.5), there);
  if (move->low == 0)
    iwi_log(plan->ctx, IW_LOG_WARNING,
            "%s on %s: %.4g of %g atoms is less than half of one: none is put "
            "in, a larger supercell is needed",
            species_name(wish->element), wish->target, move->wanted,
            move->target_atoms);
  return IW_OK;
}

iw_status iwi_plan_moves(iwi_plan *plan)
{
  iw_status status = IW_OK;

  for (size_t m = 0; status == IW_OK && m < plan->n_moves; m++) {
    status = check_wish(plan, plan->moves[m].wish);
    if (status == IW_OK)
      status = add_slots(plan, m);
    if (status == IW_OK)
      status = set_range(plan, &plan->moves[m]);
  }
  return status;
}
