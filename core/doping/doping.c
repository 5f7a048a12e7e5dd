/* SPDX-License-Identifier: BSD-3-Clause */
/* The doping object: its steps in order, and what it hands out. */
#include <ionway/doping.h>

#include <math.h>
#include <string.h>

#include <ionway/elements.h>

#include "context.h"
#include "doping_object.h"
#include "mem.h"

void iw_doping_request_default(iw_doping_request *request)
{
  memset(request, 0, sizeof *request);
  request->struct_size = sizeof *request;
  for (int i = 0; i < 3; i++)
    request->matrix[i][i] = 1;
  request->rules[0] = IW_COMPENSATE_VACANCY;
  request->rules[1] = IW_COMPENSATE_INTERSTITIAL;
  request->n_rules = 2;
  request->rounding = 0.1;
  request->contact_scale = 1;
  request->max_compositions = 10000;
}

static int is_element(int32_t element)
{
  return element >= 1 && element <= IW_MAX_ELEMENT;
}

static iw_status check_rules(iw_context *ctx, const iw_doping_request *request)
{
  if (request->n_rules > IW_DOPING_MAX_RULES)
    return iwi_fail(ctx, IW_E_ARGUMENT, "%zu rules of compensation, want 0..%d",
                    request->n_rules, IW_DOPING_MAX_RULES);
  for (size_t i = 0; i < request->n_rules; i++) {
    if ((int)request->rules[i] < IW_COMPENSATE_NONE ||
        request->rules[i] > IW_COMPENSATE_REDOX)
      return iwi_fail(ctx, IW_E_ARGUMENT, "rule of compensation %d, want 0..%d",
                      (int)request->rules[i], IW_COMPENSATE_REDOX);
    if (request->rules[i] == IW_COMPENSATE_CODOPANT &&
        request->codopant == NULL)
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "compensation by a co-dopant: none is given");
    if (request->rules[i] == IW_COMPENSATE_REDOX &&
        !is_element(request->redox_element))
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "compensation by redox: no element is given");
  }
  return IW_OK;
}

static iw_status check_request(iw_context *ctx,
                               const iw_doping_request *request)
{
  if (request->struct_size != sizeof *request || request->mobile_element < 0 ||
      request->mobile_element > IW_MAX_ELEMENT ||
      !(fabs(request->cell_charge) < 1e6) || !(request->rounding >= 0) ||
      !(request->rounding <= 1) || !(request->contact_scale >= 0) ||
      !(request->contact_scale < 100) || request->max_compositions == 0)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "doping request: want that of iw_doping_request_default "
                    "with a mobile element (or 0), a finite cell charge, a "
                    "rounding of 0..1, a contact scale of 0..100 and room for "
                    "a composition");
  for (size_t i = 0; i < request->n_contacts; i++) {
    const iw_contact *c = &request->contacts[i];

    if (!is_element(c->element_a) || !is_element(c->element_b) ||
        !(c->distance_ang >= 0) || !(c->distance_ang <= 10))
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "contact %zu: want two elements and 0..10 Angstrom",
                      i + 1);
  }
  return check_rules(ctx, request);
}

static void plan_release(iwi_plan *plan)
{
  iwi_places_release(&plan->places);
  iwi_free(plan->masks);
  iwi_free(plan->pool_of);
  iwi_free(plan->pools);
  for (size_t m = 0; plan->moves != NULL && m < plan->n_moves; m++)
    iwi_free(plan->moves[m].slots);
  iwi_free(plan->moves);
}

/* Elements in order of the parent, then dopants as they were named. */
static iw_status rank_elements(const iwi_plan *plan, iw_doping *d)
{
  const iw_site *sites = iw_structure_sites(plan->structure);
  int32_t rank = 0;

  d->element_ranks =
      iwi_calloc(plan->ctx, IW_MAX_ELEMENT + 1, sizeof *d->element_ranks);
  if (d->element_ranks == NULL)
    return IW_E_MEMORY;
  for (size_t i = 0; i < iw_structure_n_sites(plan->structure); i++) {
    if (d->element_ranks[sites[i].element] == 0)
      d->element_ranks[sites[i].element] = ++rank;
  }
  for (size_t m = 0; m < plan->n_moves; m++) {
    if (d->element_ranks[plan->moves[m].wish->element] == 0)
      d->element_ranks[plan->moves[m].wish->element] = ++rank;
  }
  return IW_OK;
}

/* Compositions: no geometry is needed for these. */
static iw_status compose(iwi_plan *plan, const iw_symmetry *symmetry,
                         iw_doping *d)
{
  iwi_drafts drafts = {0};
  iw_status status = iwi_places_find(plan->ctx, plan->structure, symmetry,
                                     plan->request, &plan->places);

  if (status == IW_OK)
    status = iwi_plan_pools(plan);
  if (status == IW_OK)
    status = iwi_plan_moves(plan);
  if (status == IW_OK)
    status = iwi_drafts_make(plan, &drafts);
  if (status == IW_OK)
    status = iwi_doping_publish(plan, &drafts, d);
  iwi_drafts_release(&drafts);
  if (status == IW_OK)
    status = rank_elements(plan, d);
  return status;
}

iw_status iw_doping_create(iw_context *ctx, const iw_structure *structure,
                           const iw_symmetry *symmetry,
                           const iw_doping_request *request, iw_doping **out)
{
  iwi_plan plan = {0};
  iw_doping *d;
  iw_status status = check_request(ctx, request);

  *out = NULL;
  if (status != IW_OK)
    return status;
  d = iwi_calloc(ctx, 1, sizeof *d);
  if (d == NULL)
    return IW_E_MEMORY;
  plan.ctx = ctx;
  plan.request = request;
  plan.structure = structure;
  status = compose(&plan, symmetry, d);
  d->places = plan.places; /* the doping goes on with them */
  memset(&plan.places, 0, sizeof plan.places);
  plan_release(&plan);
  if (status == IW_OK)
    status = iwi_doping_place(ctx, structure, symmetry, request, d);
  if (status == IW_OK)
    status = iwi_doping_exclude(ctx, request, d);
  if (status == IW_OK)
    *out = d;
  else
    iw_doping_destroy(d);
  return status;
}

void iw_doping_destroy(iw_doping *d)
{
  if (d == NULL)
    return;
  iwi_places_release(&d->places);
  iw_supercell_destroy(d->supercell);
  iw_site_group_destroy(d->group);
  iwi_free(d->place_pools);
  iwi_free(d->frac);
  iwi_free(d->site_pools);
  iwi_free(d->positions);
  iwi_free(d->pools);
  iwi_free(d->species);
  iwi_free(d->first_species);
  iwi_free(d->exclusions);
  iwi_free(d->contacts);
  iwi_free(d->spectators);
  iwi_free(d->element_ranks);
  for (size_t i = 0; i < d->n_compositions; i++) {
    iwi_free(d->storage[i].counts);
    iwi_free(d->storage[i].charges);
    iwi_free(d->storage[i].amounts);
    iwi_free(d->storage[i].terms);
    iwi_free(d->storage[i].roundings);
  }
  iwi_free(d->compositions);
  iwi_free(d->storage);
  iwi_free(d);
}

const iw_site_group *iw_doping_group(const iw_doping *d)
{
  return d->group;
}

size_t iw_doping_n_sites(const iw_doping *d)
{
  return d->n_sites;
}

const double (*iw_doping_frac(const iw_doping *d))[3]
{
  return (const double(*)[3])d->frac;
}

const int32_t *iw_doping_site_pools(const iw_doping *d)
{
  return d->site_pools;
}

size_t iw_doping_n_pools(const iw_doping *d)
{
  return d->n_pools;
}

const iw_doping_pool *iw_doping_pools(const iw_doping *d)
{
  return d->pools;
}

size_t iw_doping_n_exclusions(const iw_doping *d)
{
  return d->n_exclusions;
}

const iw_exclusion *iw_doping_exclusions(const iw_doping *d)
{
  return d->exclusions;
}

size_t iw_doping_n_contacts(const iw_doping *d)
{
  return d->n_contacts;
}

const iw_contact *iw_doping_contacts(const iw_doping *d)
{
  return d->contacts;
}

const double (*iw_doping_lattice(const iw_doping *d))[3]
{
  return iw_structure_lattice(iw_supercell_structure(d->supercell));
}

size_t iw_doping_n_spectators(const iw_doping *d)
{
  return d->n_spectators;
}

const iw_site *iw_doping_spectators(const iw_doping *d)
{
  return d->spectators;
}

size_t iw_doping_n_compositions(const iw_doping *d)
{
  return d->n_compositions;
}

const iw_composition *iw_doping_compositions(const iw_doping *d)
{
  return d->compositions;
}

iw_status iw_doping_decorations(iw_context *ctx, const iw_doping *d,
                                size_t composition, iw_decorations **out)
{
  iw_decoration_spec spec;
  iw_decoration_pool *pools;
  iw_status status;

  *out = NULL;
  if (composition >= d->n_compositions)
    return iwi_fail(ctx, IW_E_ARGUMENT, "composition %zu of %zu",
                    composition + 1, d->n_compositions);
  pools = iwi_calloc(ctx, d->n_pools, sizeof *pools);
  if (pools == NULL)
    return IW_E_MEMORY;
  for (size_t p = 0; p < d->n_pools; p++) {
    pools[p].counts = d->compositions[composition].counts + d->first_species[p];
    pools[p].n_species = d->pools[p].n_species;
  }
  iw_decoration_spec_default(&spec);
  spec.group = d->group;
  spec.site_pools = d->site_pools;
  spec.pools = pools;
  spec.n_pools = d->n_pools;
  spec.exclusions = d->exclusions;
  spec.n_exclusions = d->n_exclusions;
  status = iw_decorations_create(ctx, &spec, out);
  iwi_free(pools);
  return status;
}
