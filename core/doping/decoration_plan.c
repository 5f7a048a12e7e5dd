/* SPDX-License-Identifier: BSD-3-Clause */
/* The order in which listing places the species of a space. */
#include "decoration_plan.h"

#include <stdlib.h>

#include "mem.h"

typedef struct pool_rank {
  double choices;
  int32_t pool;
} pool_rank;

static void index_sites(const iw_decorations *d, iwi_decoration_plan *plan)
{
  int32_t at = 0;

  for (size_t p = 0; p < d->n_pools; p++) {
    plan->first_site[p] = at;
    at += d->pool_sizes[p];
  }
  plan->first_site[d->n_pools] = at;
  /* ranks, which are found later, count the sites met so far */
  for (size_t i = 0; i < d->n_sites; i++) {
    const int32_t p = d->site_pools[i];

    plan->local[i] = plan->ranks[p]++;
    plan->sites[plan->first_site[p] + plan->local[i]] = (int32_t)i;
  }
}

static void find_excluding(const iw_decorations *d, iwi_decoration_plan *plan)
{
  for (size_t e = 0; e < d->n_exclusions; e++) {
    const iw_exclusion *x = &d->exclusions[e];

    plan->excluding[d->site_pools[x->site_a]] |= x->species_a;
    plan->excluding[d->site_pools[x->site_b]] |= x->species_b;
  }
}

static void choose_filler(const iw_decorations *d, iwi_decoration_plan *plan,
                          size_t pool)
{
  const int32_t *counts = d->counts + d->first_species[pool];
  const int32_t n = d->first_species[pool + 1] - d->first_species[pool];
  int32_t filler = 0;

  for (int32_t s = 1; s < n; s++) {
    const int is_free = counts[s] > 0 && !(plan->excluding[pool] >> s & 1);
    const int best_is_free =
        counts[filler] > 0 && !(plan->excluding[pool] >> filler & 1);

    if (is_free != best_is_free ? is_free : counts[s] > counts[filler])
      filler = s;
  }
  plan->fillers[pool] = (uint8_t)filler;
}

/* The rarest species not yet placed, -1 when only the filler is left. */
static int32_t rarest(const int32_t *counts, int32_t n, uint32_t placed)
{
  int32_t best = -1;

  for (int32_t s = 0; s < n; s++) {
    if (counts[s] > 0 && !(placed >> s & 1) &&
        (best < 0 || counts[s] < counts[best]))
      best = s;
  }
  return best;
}

/* Append the stages of a pool; the number of ways to place its species. */
static double add_stages(const iw_decorations *d, iwi_decoration_plan *plan,
                         size_t pool)
{
  const int32_t *counts = d->counts + d->first_species[pool];
  const int32_t n = d->first_species[pool + 1] - d->first_species[pool];
  const uint32_t filler = UINT32_C(1) << plan->fillers[pool];
  uint32_t placed = 0;
  int32_t n_free = d->pool_sizes[pool], s;
  double choices = 1;

  while ((s = rarest(counts, n, placed | filler)) >= 0) {
    iwi_stage *stage = &plan->stages[plan->n_stages++];

    stage->pool = (int32_t)pool;
    stage->count = counts[s];
    stage->species = (uint8_t)s;
    stage->placed_mask = placed;
    placed |= UINT32_C(1) << s;
    stage->ends_pool = rarest(counts, n, placed | filler) < 0;
    for (int32_t k = 0; k < counts[s]; k++)
      choices *= (double)n_free-- / (k + 1);
  }
  return choices;
}

static int compare_ranks(const void *a, const void *b)
{
  const pool_rank *x = a, *y = b;

  if (x->choices != y->choices)
    return x->choices < y->choices ? -1 : 1;
  return (x->pool > y->pool) - (x->pool < y->pool);
}

static iw_status order_stages(iw_context *ctx, const iw_decorations *d,
                              iwi_decoration_plan *plan)
{
  pool_rank *order = iwi_calloc(ctx, d->n_pools, sizeof *order);

  if (order == NULL)
    return IW_E_MEMORY;
  for (size_t p = 0; p < d->n_pools; p++) {
    choose_filler(d, plan, p);
    order[p].pool = (int32_t)p;
    plan->n_stages = 0;
    order[p].choices = add_stages(d, plan, p);
  }
  qsort(order, d->n_pools, sizeof *order, compare_ranks);
  plan->n_stages = 0;
  for (size_t r = 0; r < d->n_pools; r++) {
    plan->ranks[order[r].pool] = (int32_t)r;
    add_stages(d, plan, (size_t)order[r].pool);
  }
  iwi_free(order);
  return IW_OK;
}

iw_status iwi_decoration_plan_create(iw_context *ctx, const iw_decorations *d,
                                     iwi_decoration_plan *plan)
{
  const size_t n_species = (size_t)d->first_species[d->n_pools];
  iw_status status = IW_E_MEMORY;

  *plan = (iwi_decoration_plan){0};
  plan->stages = iwi_calloc(ctx, n_species, sizeof *plan->stages);
  plan->fillers = iwi_calloc(ctx, d->n_pools, sizeof *plan->fillers);
  plan->excluding = iwi_calloc(ctx, d->n_pools, sizeof *plan->excluding);
  plan->ranks = iwi_calloc(ctx, d->n_pools, sizeof *plan->ranks);
  plan->first_site = iwi_calloc(ctx, d->n_pools + 1, sizeof *plan->first_site);
  plan->sites = iwi_calloc(ctx, d->n_sites, sizeof *plan->sites);
  plan->local = iwi_calloc(ctx, d->n_sites, sizeof *plan->local);
  if (plan->stages == NULL || plan->fillers == NULL ||
      plan->excluding == NULL || plan->ranks == NULL ||
      plan->first_site == NULL || plan->sites == NULL || plan->local == NULL)
    goto fail;
  index_sites(d, plan);
  find_excluding(d, plan);
  status = order_stages(ctx, d, plan);
  if (status != IW_OK)
    goto fail;
  return IW_OK;

fail:
  iwi_decoration_plan_clear(plan);
  return status;
}

void iwi_decoration_plan_clear(iwi_decoration_plan *plan)
{
  iwi_free(plan->stages);
  iwi_free(plan->fillers);
  iwi_free(plan->excluding);
  iwi_free(plan->ranks);
  iwi_free(plan->first_site);
  iwi_free(plan->sites);
  iwi_free(plan->local);
  *plan = (iwi_decoration_plan){0};
}
