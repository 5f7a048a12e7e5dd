/* SPDX-License-Identifier: BSD-3-Clause */
/* One stage of listing: exclusions turned into sites that are denied, pairs in
 * conflict, and checks; subsets written into the decoration. */
#include "walk_stage.h"

#include <assert.h>
#include <string.h>

#include "mem.h"

/* What a stage is made from. */
typedef struct source {
  const iw_decorations *decorations;
  const iwi_decoration_plan *plan;
  int32_t (*conflicts)[2]; /* numbers within the pool */
  size_t n_conflicts;
} source;

/* The exclusion seen from its other site. */
static iw_exclusion turned(const iw_exclusion *e)
{
  return (iw_exclusion){e->site_b, e->site_a, e->species_b, e->species_a};
}

/* Which of the species that site_a may not carry are settled before. */
static uint32_t settled_species(const source *from, const iwi_stage *stage,
                                const iw_exclusion *e)
{
  const int32_t pool = from->decorations->site_pools[e->site_a];

  if (pool == stage->pool)
    return e->species_a & stage->placed_mask;
  return from->plan->ranks[pool] < from->plan->ranks[stage->pool] ? e->species_a
                                                                  : 0;
}

/* What the exclusion means for a stage that puts its species on site_b. */
static void add_rule(source *from, const iw_exclusion *e, iwi_walk_stage *out)
{
  const iwi_stage *stage = out->stage;
  const int32_t *pools = from->decorations->site_pools;
  const int32_t on_local = from->plan->local[e->site_b];
  const uint32_t settled = settled_species(from, stage, e);

  if (pools[e->site_b] != stage->pool || !(e->species_b >> stage->species & 1))
    return;
  if (settled != 0)
    out->bans[out->n_bans++] = (iwi_ban){e->site_a, on_local, settled};
  if (pools[e->site_a] == stage->pool && (e->species_a >> stage->species & 1)) {
    from->conflicts[from->n_conflicts][0] = from->plan->local[e->site_a];
    from->conflicts[from->n_conflicts][1] = on_local;
    from->n_conflicts++;
  }
}

/* Is the exclusion open until the stage has settled the filler of its pool? */
static int waits_for_filler(const source *from, const iwi_stage *stage,
                            const iw_exclusion *e)
{
  const int32_t *ranks = from->plan->ranks;
  const int32_t a = from->decorations->site_pools[e->site_a];
  const int32_t b = from->decorations->site_pools[e->site_b];
  const uint32_t filler = UINT32_C(1) << from->plan->fillers[stage->pool];

  return stage->ends_pool && ranks[a] <= ranks[stage->pool] &&
         ranks[b] <= ranks[stage->pool] &&
         ((a == stage->pool && (e->species_a & filler)) ||
          (b == stage->pool && (e->species_b & filler)));
}

static void add_rules(source *from, iwi_walk_stage *out)
{
  const iw_decorations *d = from->decorations;

  for (size_t i = 0; i < d->n_exclusions; i++) {
    const iw_exclusion e = d->exclusions[i], t = turned(&e);

    add_rule(from, &e, out);
    add_rule(from, &t, out);
    if (waits_for_filler(from, out->stage, &e))
      out->checks[out->n_checks++] = e;
  }
}

static iw_status create_subsets(iw_context *ctx, const source *from,
                                iwi_walk_stage *out)
{
  const iw_decorations *d = from->decorations;
  const iwi_subset_spec spec = {.permutations = d->permutations,
                                .order = d->order,
                                .n_sites = d->n_sites,
                                .sites = out->sites,
                                .local = from->plan->local,
                                .n_pool = out->n_pool,
                                .size = (size_t)out->stage->count,
                                .conflicts =
                                    (const int32_t(*)[2])from->conflicts,
                                .n_conflicts = from->n_conflicts};

  return iwi_subset_walk_create(ctx, &spec, &out->subsets);
}

iw_status iwi_walk_stage_create(iw_context *ctx, const iw_decorations *d,
                                const iwi_decoration_plan *plan, size_t s,
                                iwi_walk_stage *out)
{
  const int32_t pool = plan->stages[s].pool;
  const size_t n_pool = (size_t)d->pool_sizes[pool];
  const size_t n_words = iwi_mask_words(n_pool);
  source from = {.decorations = d, .plan = plan};
  iw_status status = IW_E_MEMORY;

  *out = (iwi_walk_stage){.stage = &plan->stages[s],
                          .sites = plan->sites + plan->first_site[pool],
                          .n_pool = n_pool,
                          .filler = plan->fillers[pool]};
  out->placed = iwi_calloc(ctx, n_words, sizeof *out->placed);
  out->mask = iwi_calloc(ctx, n_words, sizeof *out->mask);
  out->operations = iwi_calloc(ctx, d->order, sizeof *out->operations);
  /* an exclusion counts at most once from each of its sites */
  out->bans = iwi_calloc(ctx, d->n_exclusions, 2 * sizeof *out->bans);
  out->checks = iwi_calloc(ctx, d->n_exclusions, sizeof *out->checks);
  from.conflicts = iwi_calloc(ctx, d->n_exclusions, 2 * sizeof *from.conflicts);
  if (out->placed != NULL && out->mask != NULL && out->operations != NULL &&
      out->bans != NULL && out->checks != NULL && from.conflicts != NULL) {
    add_rules(&from, out);
    status = create_subsets(ctx, &from, out);
  }
  iwi_free(from.conflicts);
  return status;
}

void iwi_walk_stage_clear(iwi_walk_stage *stage)
{
  iwi_subset_walk_destroy(stage->subsets);
  iwi_free(stage->placed);
  iwi_free(stage->mask);
  iwi_free(stage->operations);
  iwi_free(stage->bans);
  iwi_free(stage->checks);
}

static void find_allowed(const iwi_walk_stage *stage, const uint8_t *species,
                         uint64_t *allowed)
{
  memset(allowed, 0, iwi_mask_words(stage->n_pool) * sizeof *allowed);
  for (size_t i = 0; i < stage->n_pool; i++) {
    if (species[stage->sites[i]] == stage->filler)
      iwi_mask_add(allowed, i);
  }
  for (size_t i = 0; i < stage->n_bans; i++) {
    const iwi_ban *ban = &stage->bans[i];

    if (ban->species >> species[ban->site] & 1)
      iwi_mask_remove(allowed, (size_t)ban->on_local);
  }
}

void iwi_walk_stage_start(iwi_walk_stage *stage, const iwi_walk_stage *before,
                          size_t order, const uint8_t *species)
{
  size_t n = 0;

  if (before != NULL) {
    n = iwi_subset_walk_keeping(before->subsets, stage->operations);
  } else {
    for (size_t k = 1; k < order; k++) /* 0 is the identity */
      stage->operations[n++] = (int32_t)k;
  }
  find_allowed(stage, species, stage->mask);
  iwi_subset_walk_start(stage->subsets, stage->operations, n, stage->mask);
}

/* Write the difference to what is placed. */
static void place(iwi_walk_stage *stage, const uint64_t *subset,
                  uint8_t *species)
{
  for (size_t w = 0; w < iwi_mask_words(stage->n_pool); w++) {
    uint64_t change = stage->placed[w] ^ subset[w];

    stage->placed[w] = subset[w];
    while (change != 0) {
      const size_t i = iwi_mask_first(w, change);
      const uint64_t bit = iwi_mask_bit(i);

      species[stage->sites[i]] =
          subset[w] & bit ? stage->stage->species : stage->filler;
      change ^= bit;
    }
  }
}

void iwi_walk_stage_leave(iwi_walk_stage *stage, uint8_t *species)
{
  memset(stage->mask, 0, iwi_mask_words(stage->n_pool) * sizeof *stage->mask);
  place(stage, stage->mask, species);
}

static int checks_hold(const iwi_walk_stage *stage, const uint8_t *species)
{
  for (size_t i = 0; i < stage->n_checks; i++) {
    if (iwi_exclusion_is_violated(&stage->checks[i], species))
      return 0;
  }
  return 1;
}

int iwi_walk_stage_next(iwi_walk_stage *stage, uint8_t *species)
{
  while (iwi_subset_walk_next(stage->subsets)) {
    place(stage, iwi_subset_walk_subset(stage->subsets), species);
    if (checks_hold(stage, species))
      return 1;
  }
  iwi_walk_stage_leave(stage, species);
  return 0;
}

void iwi_walk_stage_seek(iwi_walk_stage *stage, const uint8_t *like,
                         uint8_t *species)
{
  int is_placed;

  memset(stage->mask, 0, iwi_mask_words(stage->n_pool) * sizeof *stage->mask);
  for (size_t i = 0; i < stage->n_pool; i++) {
    if (like[stage->sites[i]] == stage->stage->species)
      iwi_mask_add(stage->mask, i);
  }
  is_placed = iwi_subset_walk_seek(stage->subsets, stage->mask);
  assert(is_placed);
  (void)is_placed;
  place(stage, stage->mask, species);
}
