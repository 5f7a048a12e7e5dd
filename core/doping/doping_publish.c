/* SPDX-License-Identifier: BSD-3-Clause */
/* From drafts to what callers see: pools and species that no composition uses
 * are left out, the rest gets names, texts and sums. */
#include "doping_object.h"

#include <math.h>
#include <string.h>

#include "context.h"
#include "doping_words.h"
#include "ion.h"
#include "mem.h"

/* Atoms: less is no rounding */
#define ROUNDED 1e-6

/* Which pools and species stay: public numbers or -1. */
typedef struct numbering {
  int32_t *pools;   /* n_pools                    */
  int32_t *species; /* n_pools x IWI_POOL_STRIDE  */
  size_t n_pools, n_species;
} numbering;

static int is_used(const iwi_drafts *drafts, size_t entry)
{
  for (size_t k = 0; k < drafts->n; k++) {
    if (drafts->list[k].counts[entry] > 0)
      return 1;
  }
  return 0;
}

/* Does the charge of an ion of the pool differ between drafts or from the
 * parent's? */
static int is_recharged(const iwi_plan *plan, const iwi_drafts *drafts,
                        size_t p)
{
  for (size_t k = 0; k < drafts->n; k++) {
    for (int32_t i = 0; i < plan->pools[p].n_ions; i++) {
      if (plan->pools[p].ions[i].element == drafts->list[k].absorber &&
          fabs(drafts->list[k].shift) > 1e-9)
        return 1;
    }
  }
  return 0;
}

static void number_pool(const iwi_plan *plan, const iwi_drafts *drafts,
                        size_t p, numbering *out)
{
  int32_t *species = out->species + p * IWI_POOL_STRIDE;
  int32_t n = 0;

  for (size_t s = 0; s < IWI_POOL_STRIDE; s++)
    species[s] = is_used(drafts, p * IWI_POOL_STRIDE + s) ? n++ : -1;
  out->pools[p] = -1;
  if (!plan->pools[p].is_asked && n < 2 &&
      (plan->pools[p].is_interstitial || !is_recharged(plan, drafts, p)))
    return;
  out->pools[p] = (int32_t)out->n_pools++;
  out->n_species += (size_t)n;
}

static void name_species(const iwi_plan *plan, size_t p, size_t s,
                         iw_doping_species *out)
{
  char ion[IWI_ION_TEXT];

  if (s == IWI_POOL_VACANCY) {
    out->element = IW_VACANCY;
    iwi_append(out->name, sizeof out->name, "vac");
    return;
  }
  out->element = plan->pools[p].ions[s].element;
  iwi_append(out->name, sizeof out->name, "%s",
             iwi_ion_text(out->element, plan->pools[p].ions[s].charge, ion));
}

static iw_status make_pools(const iwi_plan *plan, const numbering *numbers,
                            iw_doping *d)
{
  size_t at = 0;

  d->pools = iwi_calloc(plan->ctx, numbers->n_pools, sizeof *d->pools);
  d->species = iwi_calloc(plan->ctx, numbers->n_species, sizeof *d->species);
  d->first_species =
      iwi_calloc(plan->ctx, numbers->n_pools + 1, sizeof *d->first_species);
  d->place_pools =
      iwi_calloc(plan->ctx, plan->places.n_places, sizeof *d->place_pools);
  if (d->pools == NULL || d->species == NULL || d->first_species == NULL ||
      d->place_pools == NULL)
    return IW_E_MEMORY;
  d->n_pools = numbers->n_pools;
  for (size_t p = 0; p < plan->n_pools; p++) {
    iw_doping_pool *pool =
        &d->pools[numbers->pools[p] < 0 ? 0 : numbers->pools[p]];

    if (numbers->pools[p] < 0)
      continue;
    pool->n_sites = plan->pools[p].n_sites;
    pool->species = &d->species[at];
    iwi_words_pool(plan, p, pool->name, sizeof pool->name);
    for (size_t s = 0; s < IWI_POOL_STRIDE; s++) {
      if (numbers->species[p * IWI_POOL_STRIDE + s] < 0)
        continue;
      name_species(plan, p, s, &d->species[at++]);
      pool->n_species++;
    }
    d->first_species[numbers->pools[p] + 1] = (int32_t)at;
  }
  for (size_t q = 0; q < plan->places.n_places; q++)
    d->place_pools[q] =
        plan->pool_of[q] < 0 ? -1 : numbers->pools[plan->pool_of[q]];
  return IW_OK;
}

static int is_rounded(const iwi_draft *draft, size_t entry)
{
  return fabs(draft->wanted[entry] - draft->counts[entry]) > ROUNDED;
}

/* Of the public pools, species that are not among them included. */
static size_t count_roundings(const iwi_plan *plan, const iwi_draft *draft,
                              const numbering *numbers)
{
  size_t n = 0;

  for (size_t p = 0; p < plan->n_pools; p++) {
    for (int32_t s = 0; numbers->pools[p] >= 0 && s < plan->pools[p].n_ions;
         s++)
      n += (size_t)is_rounded(draft, p * IWI_POOL_STRIDE + (size_t)s);
  }
  return n;
}

static void add_rounding(const iwi_plan *plan, const numbering *numbers,
                         size_t p, size_t s, double wanted, int32_t got,
                         iw_doping_rounding *out)
{
  iw_doping_species species = {0};

  name_species(plan, p, s, &species);
  out->pool = numbers->pools[p];
  out->species = numbers->species[p * IWI_POOL_STRIDE + s];
  memcpy(out->name, species.name, sizeof out->name);
  out->wanted = wanted;
  out->got = got;
}

/* Pools that are public, species that are: one entry each. */
static void copy_counts(const iwi_plan *plan, const iwi_draft *draft,
                        const numbering *numbers, const iw_doping *d,
                        iw_composition *c, iwi_composition *store)
{
  for (size_t p = 0; p < plan->n_pools; p++) {
    for (size_t s = 0; numbers->pools[p] >= 0 && s < IWI_POOL_STRIDE; s++) {
      const size_t entry = p * IWI_POOL_STRIDE + s;
      const int32_t species = numbers->species[entry];
      size_t to;

      if ((int32_t)s < plan->pools[p].n_ions && is_rounded(draft, entry))
        add_rounding(plan, numbers, p, s, draft->wanted[entry],
                     draft->counts[entry], &store->roundings[c->n_roundings++]);
      if (species < 0)
        continue;
      to = (size_t)(d->first_species[numbers->pools[p]] + species);
      store->counts[to] = draft->counts[entry];
      if (s != IWI_POOL_VACANCY)
        store->charges[to] = iwi_draft_charge(plan, draft, p, (int32_t)s);
    }
  }
}

/* An amount that was no whole number is a rounding of its dopant, too. */
static void add_amounts(const iwi_plan *plan, const iwi_draft *draft,
                        const numbering *numbers, iw_composition *c,
                        iwi_composition *store)
{
  for (size_t m = 0; m < plan->request->n_substitutions; m++) {
    const iwi_exchange *move = &plan->moves[m];
    const iwi_slot *slot = &move->slots[0];

    store->amounts[m] = draft->put[m];
    if (isnan(move->wanted) || numbers->pools[slot->pool] < 0)
      continue;
    add_rounding(plan, numbers, (size_t)slot->pool, (size_t)slot->to,
                 move->wanted, draft->put[m],
                 &store->roundings[c->n_roundings++]);
  }
}

static iw_status make_composition(const iwi_plan *plan, const iwi_draft *draft,
                                  const numbering *numbers, const iw_doping *d,
                                  iw_composition *c, iwi_composition *store)
{
  const size_t n = numbers->n_species;
  const size_t max_terms =
      (plan->places.n_places + plan->n_pools) * IWI_POOL_IONS;

  store->counts = iwi_calloc(plan->ctx, n, sizeof *store->counts);
  store->charges = iwi_calloc(plan->ctx, n, sizeof *store->charges);
  store->amounts = iwi_calloc(plan->ctx, plan->request->n_substitutions,
                              sizeof *store->amounts);
  store->terms = iwi_calloc(plan->ctx, max_terms, sizeof *store->terms);
  store->roundings = iwi_calloc(plan->ctx,
                                count_roundings(plan, draft, numbers) +
                                    plan->request->n_substitutions,
                                sizeof *store->roundings);
  if (store->counts == NULL || store->charges == NULL ||
      store->amounts == NULL || store->terms == NULL ||
      store->roundings == NULL)
    return IW_E_MEMORY;
  copy_counts(plan, draft, numbers, d, c, store);
  add_amounts(plan, draft, numbers, c, store);
  c->n_terms = iwi_draft_terms(plan, draft, store->terms, max_terms);
  for (size_t k = 0; k < c->n_terms; k++)
    c->charge += store->terms[k].charge * store->terms[k].count;
  if (fabs(c->charge - plan->request->cell_charge) < 1e-6)
    c->charge = plan->request->cell_charge; /* free of rounding */
  iwi_words_rule(plan, draft, store->rule_text, sizeof store->rule_text);
  iwi_words_formula(store->terms, c->n_terms, store->formula,
                    sizeof store->formula);
  c->counts = store->counts;
  c->charges = store->charges;
  c->amounts = store->amounts;
  c->terms = store->terms;
  c->roundings = store->roundings;
  c->rule = draft->rule;
  c->rule_text = store->rule_text;
  c->formula = store->formula;
  return IW_OK;
}

static iw_status publish(const iwi_plan *plan, const iwi_drafts *drafts,
                         numbering *numbers, iw_doping *d)
{
  iw_status status;

  for (size_t p = 0; p < plan->n_pools; p++)
    number_pool(plan, drafts, p, numbers);
  if (numbers->n_pools == 0)
    return iwi_fail(plan->ctx, IW_E_ARGUMENT,
                    "nothing to decorate: no mixed or partly filled site and "
                    "no substitution");
  status = make_pools(plan, numbers, d);
  if (status != IW_OK)
    return status;
  d->compositions = iwi_calloc(plan->ctx, drafts->n, sizeof *d->compositions);
  d->storage = iwi_calloc(plan->ctx, drafts->n, sizeof *d->storage);
  if (d->compositions == NULL || d->storage == NULL)
    return IW_E_MEMORY;
  for (size_t k = 0; status == IW_OK && k < drafts->n; k++) {
    d->n_compositions++;
    status = make_composition(plan, &drafts->list[k], numbers, d,
                              &d->compositions[k], &d->storage[k]);
  }
  return status;
}

iw_status iwi_doping_publish(const iwi_plan *plan, const iwi_drafts *drafts,
                             iw_doping *d)
{
  numbering numbers = {0};
  iw_status status = IW_E_MEMORY;

  numbers.pools = iwi_calloc(plan->ctx, plan->n_pools, sizeof *numbers.pools);
  numbers.species = iwi_calloc(plan->ctx, plan->n_pools * IWI_POOL_STRIDE,
                               sizeof *numbers.species);
  if (numbers.pools != NULL && numbers.species != NULL)
    status = publish(plan, drafts, &numbers, d);
  iwi_free(numbers.pools);
  iwi_free(numbers.species);
  return status;
}
