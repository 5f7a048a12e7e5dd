/* SPDX-License-Identifier: BSD-3-Clause */
/* Which orbits are decorated, which of them together, and what each pool holds
 * before anything is put in: the N o of eq. (D5). */
#include "doping_contacts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <ionway/elements.h>

#include "context.h"
#include "mem.h"
#include "oxidation_table.h"

int iwi_request_has_rule(const iw_doping_request *request, iw_compensation rule)
{
  for (size_t i = 0; i < request->n_rules; i++) {
    if (request->rules[i] == rule)
      return 1;
  }
  return 0;
}

/* Cells in the supercell; 0 when its vectors are not independent. */
static int32_t index_of(const int32_t m[3][3])
{
  int64_t det = 0;

  for (int k = 0; k < 3; k++) {
    const int a = (k + 1) % 3, b = (k + 2) % 3;

    if (llabs(m[0][k]) > 10000 || llabs(m[1][k]) > 10000 ||
        llabs(m[2][k]) > 10000)
      return 0;
    det += m[0][k] * ((int64_t)m[1][a] * m[2][b] - (int64_t)m[1][b] * m[2][a]);
  }
  det = llabs(det);
  return det > IW_SUPERCELL_MAX_INDEX ? 0 : (int32_t)det;
}

static uint32_t *mask_of(const iwi_plan *plan, size_t move)
{
  return plan->masks + move * plan->places.n_places;
}

static iw_status find_targets(iwi_plan *plan)
{
  const iw_doping_request *request = plan->request;
  const int codopes = iwi_request_has_rule(request, IW_COMPENSATE_CODOPANT);
  iw_status status = IW_OK;

  plan->n_moves = request->n_substitutions + (codopes ? 1 : 0);
  plan->masks = iwi_calloc(plan->ctx, plan->n_moves * plan->places.n_places,
                           sizeof *plan->masks);
  plan->moves = iwi_calloc(plan->ctx, plan->n_moves, sizeof *plan->moves);
  if (plan->masks == NULL || plan->moves == NULL)
    return IW_E_MEMORY;
  for (size_t i = 0; status == IW_OK && i < plan->n_moves; i++) {
    plan->moves[i].wish = i < request->n_substitutions
                              ? &request->substitutions[i]
                              : request->codopant;
    status = iwi_target_find(plan->ctx, plan->structure, &plan->places,
                             plan->moves[i].wish->target, mask_of(plan, i));
  }
  return status;
}

static int is_whole(double charge)
{
  return fabs(charge - floor(charge + 0.5)) < 1e-6;
}

/* The element whose sites carry a fractional mean: of several the one that
 * takes mixed valence most readily, then the one with most atoms. */
static int32_t find_absorber(const iwi_places *places)
{
  double most = 0;
  int32_t found = 0;

  for (size_t p = 0; p < places->n_places; p++) {
    const iwi_place *place = &places->places[p];

    for (int32_t i = 0; i < place->n_ions; i++) {
      const iwi_place_ion *ion = &place->ions[i];
      const double atoms = ion->occupancy * place->n_positions;
      const double rank =
          iwi_states_table[ion->element].redox ? 1e9 + atoms : atoms;

      if (is_whole(ion->charge) || rank <= most)
        continue;
      most = rank;
      found = ion->element;
    }
  }
  return found;
}

static int holds(const iwi_place *place, int32_t element)
{
  for (int32_t i = 0; i < place->n_ions; i++) {
    if (place->ions[i].element == element)
      return 1;
  }
  return 0;
}

/* Is there nothing to decorate: an ordered crystal, and no wish? */
static int is_plain(const iwi_plan *plan)
{
  if (plan->n_moves > 0 || plan->request->n_pools > 0)
    return 0;
  for (size_t p = 0; p < plan->places.n_places; p++) {
    const iwi_place *place = &plan->places.places[p];

    if (!place->is_interstitial &&
        (place->n_ions > 1 || iwi_place_is_partial(place)))
      return 0;
  }
  return 1;
}

/* Decorated whatever comes of the balance: 2; only if the balance needs it: 1;
 * spectator: 0. */
static int role_of(const iwi_plan *plan, size_t p)
{
  const iw_doping_request *request = plan->request;
  const iwi_place *place = &plan->places.places[p];

  if (place->is_interstitial)
    return 1;
  if (plan->is_plain)
    return p == 0 ? 2 : 0;
  if (place->n_ions > 1 || iwi_place_is_partial(place))
    return 2;
  for (size_t i = 0; i < plan->n_moves; i++) {
    if (mask_of(plan, i)[p] != 0)
      return i < request->n_substitutions ? 2 : 1;
  }
  if (holds(place, request->mobile_element) &&
      iwi_request_has_rule(request, IW_COMPENSATE_VACANCY))
    return 1;
  if (iwi_request_has_rule(request, IW_COMPENSATE_REDOX) &&
      holds(place, request->redox_element))
    return 1;
  return plan->absorber != 0 && holds(place, plan->absorber);
}

/* May these orbits be one pool without being told so? One element on both,
 * full, that every substitution means alike, and that something takes from. */
static int belong_together(const iwi_plan *plan, size_t p, size_t q)
{
  const iwi_place *a = &plan->places.places[p], *b = &plan->places.places[q];
  int taken = 0;

  if (a->is_interstitial && b->is_interstitial)
    return 1; /* which of them is filled, energies have to say */
  if (a->is_interstitial || b->is_interstitial || a->n_ions != 1 ||
      !iwi_place_is_full_of(a, a->ions[0].element) ||
      !iwi_place_is_full_of(b, a->ions[0].element))
    return 0;
  for (size_t i = 0; i < plan->n_moves; i++) {
    if (mask_of(plan, i)[p] != mask_of(plan, i)[q])
      return 0;
    taken |= mask_of(plan, i)[p] != 0;
  }
  return taken || (a->ions[0].element == plan->request->mobile_element &&
                   iwi_request_has_rule(plan->request, IW_COMPENSATE_VACANCY));
}

/* pool_of becomes the first place of each pool, -1 for spectators. */
static void join(int32_t *pool_of, size_t n, int32_t a, int32_t b)
{
  const int32_t low = a < b ? a : b, high = a < b ? b : a;

  for (size_t i = 0; i < n; i++) {
    if (pool_of[i] == high)
      pool_of[i] = low;
  }
}

static iw_status join_named(iwi_plan *plan)
{
  const size_t n = plan->places.n_places;
  uint32_t *named = iwi_calloc(plan->ctx, n, sizeof *named);
  iw_status status = named == NULL ? IW_E_MEMORY : IW_OK;

  for (size_t i = 0; status == IW_OK && i < plan->request->n_pools; i++) {
    int32_t first = -1;

    status = iwi_target_places(plan->ctx, plan->structure, &plan->places,
                               plan->request->pools[i], named);
    for (size_t p = 0; status == IW_OK && p < n; p++) {
      if (named[p] == 0)
        continue;
      if (plan->pool_of[p] < 0)
        plan->pool_of[p] = (int32_t)p;
      if (first >= 0)
        join(plan->pool_of, n, plan->pool_of[first], plan->pool_of[p]);
      else
        first = (int32_t)p;
    }
  }
  iwi_free(named);
  return status;
}

static iw_status group_places(iwi_plan *plan)
{
  const size_t n = plan->places.n_places;

  plan->pool_of = iwi_calloc(plan->ctx, n, sizeof *plan->pool_of);
  if (plan->pool_of == NULL)
    return IW_E_MEMORY;
  for (size_t p = 0; p < n; p++)
    plan->pool_of[p] = role_of(plan, p) > 0 ? (int32_t)p : -1;
  for (size_t p = 0; p < n; p++) {
    for (size_t q = 0; q < p; q++) {
      if (plan->pool_of[p] >= 0 && plan->pool_of[q] >= 0 &&
          plan->pool_of[p] != plan->pool_of[q] && belong_together(plan, p, q))
        join(plan->pool_of, n, plan->pool_of[p], plan->pool_of[q]);
    }
  }
  return join_named(plan);
}

/* The ion of an element in a pool, NULL when there is none and no room. */
static iwi_pool_ion *ion_for(iwi_pool *pool, int32_t element)
{
  for (int32_t i = 0; i < pool->n_ions; i++) {
    if (pool->ions[i].element == element)
      return &pool->ions[i];
  }
  if (pool->n_ions == IWI_POOL_IONS)
    return NULL;
  pool->ions[pool->n_ions].element = element;
  pool->ions[pool->n_ions].is_dopant = 1;
  return &pool->ions[pool->n_ions++];
}

static iw_status fail_full(const iwi_plan *plan, int32_t element)
{
  return iwi_fail(plan->ctx, IW_E_LIMIT,
                  "%s: more than %d elements on one pool of sites",
                  iw_element_symbol(element), IWI_POOL_IONS);
}

static iw_status add_place(iwi_plan *plan, size_t p, iwi_pool *pool)
{
  const iwi_place *place = &plan->places.places[p];
  const double n = (double)place->n_positions * plan->index;
  int32_t capacity;

  for (int32_t i = 0; i < place->n_ions; i++) {
    iwi_pool_ion *ion = ion_for(pool, place->ions[i].element);
    const double atoms = n * place->ions[i].occupancy;

    iw_status status;

    if (ion == NULL)
      return fail_full(plan, place->ions[i].element);
    status = iwi_place_capacity(plan, p, ion->element, place->ions[i].charge,
                                &capacity);
    if (status != IW_OK)
      return status;
    ion->capacity += capacity * plan->index;
    ion->charge = (ion->charge * ion->atoms + place->ions[i].charge * atoms) /
                  (ion->atoms + atoms);
    ion->atoms += atoms;
    ion->is_dopant = 0;
  }
  pool->n_sites += place->n_positions * plan->index;
  pool->is_partial |= !place->is_interstitial && iwi_place_is_partial(place);
  pool->is_interstitial |= place->is_interstitial;
  pool->is_asked |= role_of(plan, p) == 2;
  if (!place->is_interstitial)
    return IW_OK;
  if (ion_for(pool, plan->request->mobile_element) == NULL)
    return fail_full(plan, plan->request->mobile_element);
  return IW_OK;
}

/* Numbers the pools and fills them; charges of interstitial ions are those of
 * the mobile ion elsewhere. */
static iw_status fill_pools(iwi_plan *plan)
{
  const size_t n = plan->places.n_places;
  iw_status status = IW_OK;

  plan->pools = iwi_calloc(plan->ctx, n, sizeof *plan->pools);
  if (plan->pools == NULL)
    return IW_E_MEMORY;
  for (size_t p = 0; status == IW_OK && p < n; p++) {
    const iwi_place *place = &plan->places.places[p];
    const int32_t first = plan->pool_of[p];

    for (int32_t i = 0; i < place->n_ions; i++) {
      const double charge = place->ions[i].charge * place->ions[i].occupancy *
                            place->n_positions * plan->index;

      plan->parent_charge += charge;
      if (first < 0)
        plan->spectator_charge += charge;
    }
    plan->is_disordered |= place->n_ions > 1 || (!place->is_interstitial &&
                                                 iwi_place_is_partial(place));
    if (first < 0)
      continue;
    /* earlier places of a pool have its number already */
    plan->pool_of[p] =
        first == (int32_t)p ? (int32_t)plan->n_pools++ : plan->pool_of[first];
    status = add_place(plan, p, &plan->pools[plan->pool_of[p]]);
  }
  return status;
}

static void charge_mobile(iwi_plan *plan)
{
  const int32_t mobile = plan->request->mobile_element;
  double charge = 0, atoms = 0;

  for (size_t p = 0; p < plan->places.n_places; p++) {
    const iwi_place *place = &plan->places.places[p];

    for (int32_t i = 0; i < place->n_ions; i++) {
      if (place->ions[i].element != mobile)
        continue;
      charge +=
          place->ions[i].charge * place->ions[i].occupancy * place->n_positions;
      atoms += place->ions[i].occupancy * place->n_positions;
    }
  }
  for (size_t p = 0; p < plan->n_pools; p++) {
    if (plan->pools[p].is_interstitial)
      plan->pools[p].ions[0].charge =
          atoms > 0 ? charge / atoms : iwi_states_table[mobile].state[0];
  }
}

iw_status iwi_plan_pools(iwi_plan *plan)
{
  iw_status status;

  plan->index = index_of(plan->request->matrix);
  if (plan->index == 0)
    return iwi_fail(plan->ctx, IW_E_ARGUMENT,
                    "supercell matrix: want a determinant other than 0 and at "
                    "most %d",
                    IW_SUPERCELL_MAX_INDEX);
  status = find_targets(plan);
  plan->absorber = find_absorber(&plan->places);
  plan->is_plain = is_plain(plan);
  if (status == IW_OK)
    status = group_places(plan);
  if (status == IW_OK)
    status = fill_pools(plan);
  if (status == IW_OK)
    charge_mobile(plan);
  return status;
}
