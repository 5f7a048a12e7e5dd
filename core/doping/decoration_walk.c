/* SPDX-License-Identifier: BSD-3-Clause */
/* Listing decorations, eq. (D4): the stages of the plan run inside each other,
 * each an orderly walk over subsets under the operations that keep what the
 * stages before have placed. */
#include <ionway/decoration.h>

#include <string.h>

#include "context.h"
#include "decoration_plan.h"
#include "mem.h"
#include "walk_stage.h"

struct iw_decoration_walk {
  const iw_decorations *decorations; /* lent */
  iwi_decoration_plan plan;
  iwi_walk_stage *stages;
  int32_t *translations; /* that move a site; none unless asked to skip */
  size_t n_translations;
  uint8_t *species;
  uint64_t multiplicity;
  int is_started, is_over;
};

/* Pools of one species come first and are never placed: what they exclude
 * among themselves leaves nothing to list. */
static int settled_pools_fit(const iw_decoration_walk *walk)
{
  const iw_decorations *d = walk->decorations;
  const iwi_decoration_plan *plan = &walk->plan;
  const int32_t first =
      plan->n_stages > 0 ? plan->ranks[plan->stages[0].pool] : INT32_MAX;

  for (size_t i = 0; i < d->n_exclusions; i++) {
    const iw_exclusion *e = &d->exclusions[i];

    if (plan->ranks[d->site_pools[e->site_a]] < first &&
        plan->ranks[d->site_pools[e->site_b]] < first &&
        iwi_exclusion_is_violated(e, walk->species))
      return 0;
  }
  return 1;
}

static int is_identity(const int32_t *permutation, size_t n)
{
  for (size_t i = 0; i < n; i++) {
    if (permutation[i] != (int32_t)i)
      return 0;
  }
  return 1;
}

/* The translations that move a site. */
static iw_status find_translations(iw_context *ctx, iw_decoration_walk *walk)
{
  const iw_decorations *d = walk->decorations;
  const uint8_t *flags = iw_site_group_translations(d->group);

  if (flags == NULL)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "listing primitive decorations: the group was made from "
                    "permutations, one that knows its translations is wanted");
  walk->translations = iwi_calloc(ctx, d->order, sizeof *walk->translations);
  if (walk->translations == NULL)
    return IW_E_MEMORY;
  for (size_t k = 0; k < d->order; k++) {
    if (flags[k] && !is_identity(d->permutations + k * d->n_sites, d->n_sites))
      walk->translations[walk->n_translations++] = (int32_t)k;
  }
  return IW_OK;
}

/* Every site as if nothing was placed. */
static void empty_sites(iw_decoration_walk *walk)
{
  const iw_decorations *d = walk->decorations;

  for (size_t i = 0; i < d->n_sites; i++)
    walk->species[i] = walk->plan.fillers[d->site_pools[i]];
}

static iw_status fill_walk(iw_context *ctx, iw_decoration_walk *walk,
                           int primitive_only)
{
  const iw_decorations *d = walk->decorations;
  iw_status status = iwi_decoration_plan_create(ctx, d, &walk->plan);

  if (status == IW_OK && primitive_only)
    status = find_translations(ctx, walk);
  if (status != IW_OK)
    return status;
  walk->species = iwi_calloc(ctx, d->n_sites, sizeof *walk->species);
  walk->stages = iwi_calloc(ctx, walk->plan.n_stages, sizeof *walk->stages);
  if (walk->species == NULL || walk->stages == NULL)
    return IW_E_MEMORY;
  for (size_t s = 0; s < walk->plan.n_stages && status == IW_OK; s++)
    status = iwi_walk_stage_create(ctx, d, &walk->plan, s, &walk->stages[s]);
  empty_sites(walk);
  walk->is_over = !settled_pools_fit(walk);
  return status;
}

iw_status iw_decoration_walk_create(iw_context *ctx, const iw_decorations *d,
                                    int primitive_only,
                                    iw_decoration_walk **out)
{
  iw_decoration_walk *walk;
  iw_status status;

  *out = NULL;
  walk = iwi_calloc(ctx, 1, sizeof *walk);
  if (walk == NULL)
    return IW_E_MEMORY;
  walk->decorations = d;
  walk->multiplicity = 1;
  status = fill_walk(ctx, walk, primitive_only);
  if (status != IW_OK) {
    iw_decoration_walk_destroy(walk);
    return status;
  }
  *out = walk;
  return IW_OK;
}

void iw_decoration_walk_destroy(iw_decoration_walk *walk)
{
  if (walk == NULL)
    return;
  for (size_t s = 0; walk->stages != NULL && s < walk->plan.n_stages; s++)
    iwi_walk_stage_clear(&walk->stages[s]);
  iwi_free(walk->stages);
  iwi_free(walk->translations);
  iwi_free(walk->species);
  iwi_decoration_plan_clear(&walk->plan);
  iwi_free(walk);
}

/* --------------------------------------------------------------- walking */

static void start_stage(iw_decoration_walk *walk, size_t s)
{
  iwi_walk_stage_start(&walk->stages[s], s > 0 ? &walk->stages[s - 1] : NULL,
                       walk->decorations->order, walk->species);
}

/* Does a translation leave the decoration as it is? */
static int is_periodic(const iw_decoration_walk *walk, const uint8_t *species)
{
  const iw_decorations *d = walk->decorations;

  for (size_t k = 0; k < walk->n_translations; k++) {
    const int32_t *row =
        d->permutations + (size_t)walk->translations[k] * d->n_sites;
    size_t i = 0;

    while (i < d->n_sites && species[row[i]] == species[i])
      i++;
    if (i == d->n_sites)
      return 1;
  }
  return 0;
}

/* All is placed: take stock; 0 when the decoration is not one to list. */
static int complete(iw_decoration_walk *walk)
{
  const size_t order = walk->decorations->order;
  const size_t n_stages = walk->plan.n_stages;
  const size_t keeping =
      n_stages == 0
          ? order
          : 1 + iwi_subset_walk_n_keeping(walk->stages[n_stages - 1].subsets);

  walk->multiplicity = order / keeping;
  return keeping == 1 || !is_periodic(walk, walk->species);
}

int iw_decoration_walk_next(iw_decoration_walk *walk)
{
  const size_t n_stages = walk->plan.n_stages;
  size_t s = n_stages - 1;

  if (walk->is_over)
    return 0;
  if (n_stages == 0) {
    walk->is_over = 1;
    return complete(walk);
  }
  if (!walk->is_started) {
    walk->is_started = 1;
    start_stage(walk, s = 0);
  }
  for (;;) {
    if (!iwi_walk_stage_next(&walk->stages[s], walk->species)) {
      if (s == 0)
        break;
      s--;
    } else if (s + 1 < n_stages) {
      start_stage(walk, ++s);
    } else if (complete(walk)) {
      return 1;
    }
  }
  walk->is_over = 1;
  return 0;
}

const uint8_t *iw_decoration_walk_species(const iw_decoration_walk *walk)
{
  return walk->species;
}

uint64_t iw_decoration_walk_multiplicity(const iw_decoration_walk *walk)
{
  return walk->multiplicity;
}

/* --------------------------------------------------------------- seeking */

static void place_all(iw_decoration_walk *walk, const uint8_t *species)
{
  for (size_t s = 0; s < walk->plan.n_stages; s++)
    iwi_walk_stage_leave(&walk->stages[s], walk->species);
  for (size_t s = 0; s < walk->plan.n_stages; s++) {
    start_stage(walk, s);
    iwi_walk_stage_seek(&walk->stages[s], species, walk->species);
  }
  complete(walk);
  walk->is_started = 1;
  walk->is_over = walk->plan.n_stages == 0;
}

iw_status iw_decoration_walk_seek(iw_context *ctx, iw_decoration_walk *walk,
                                  const uint8_t *species)
{
  const iw_decorations *d = walk->decorations;
  uint8_t *canonical = iwi_calloc(ctx, d->n_sites, sizeof *canonical);
  uint64_t multiplicity;
  iw_status status = IW_E_MEMORY;

  if (canonical != NULL)
    status =
        iw_decorations_canonical(ctx, d, species, canonical, &multiplicity);
  if (status == IW_OK && (memcmp(canonical, species, d->n_sites) != 0 ||
                          is_periodic(walk, species)))
    status = iwi_fail(ctx, IW_E_ARGUMENT,
                      "seeking a decoration that the listing does not hold: "
                      "one that was listed is wanted");
  if (status == IW_OK)
    place_all(walk, canonical); /* species may be the walk's own */
  iwi_free(canonical);
  return status;
}
