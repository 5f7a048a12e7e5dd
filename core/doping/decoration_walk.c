/* SPDX-License-Identifier: BSD-3-Clause */
/* Listing decorations: the stages of the plan run inside each other, each an
 * orderly walk over subsets under the operations that keep what the stages
 * before have placed. The present decoration is the state: sites that no stage
 * has taken carry the filler of their pool. */
#include <ionway/decoration.h>

#include <assert.h>
#include <string.h>

#include "context.h"
#include "decoration_plan.h"
#include "mem.h"
#include "subset_walk.h"

/* A site that rules out the stage's species on another while it carries one of
 * these. */
typedef struct ban {
  int32_t site;
  int32_t on_local;
  uint32_t species;
} ban;

typedef struct stage_state {
  iwi_subset_walk *subsets;
  uint64_t *placed;    /* of the stage, as written into species           */
  uint64_t *allowed;   /* scratch                                         */
  int32_t *operations; /* in force, without the identity                  */
  size_t n_operations;
  ban *bans; /* by sites that earlier stages have settled       */
  size_t n_bans;
  iw_exclusion *checks; /* that involve the pool's filler, once it is set */
  size_t n_checks;
} stage_state;

struct iw_decoration_walk {
  const iw_decorations *decorations; /* lent */
  iwi_decoration_plan plan;
  stage_state *stages;
  int32_t *translations; /* that move a site; none unless asked to skip */
  size_t n_translations;
  uint8_t *species;
  uint64_t multiplicity;
  int is_started, is_over;
};

static size_t pool_size(const iw_decoration_walk *walk, int32_t pool)
{
  return (size_t)walk->decorations->pool_sizes[pool];
}

/* ---------------------------------------------------------- exclusions */

/* The exclusion seen from its other site. */
static iw_exclusion turned(iw_exclusion e)
{
  return (iw_exclusion){e.site_b, e.site_a, e.species_b, e.species_a};
}

/* What species on site_a of an exclusion are settled when the stage begins. */
static uint32_t settled_species(const iw_decoration_walk *walk,
                                const iwi_stage *stage, const iw_exclusion *e)
{
  const int32_t pool = walk->decorations->site_pools[e->site_a];

  if (pool == stage->pool)
    return e->species_a & stage->placed_mask;
  return walk->plan.ranks[pool] < walk->plan.ranks[stage->pool] ? e->species_a
                                                                : 0;
}

/* Add what the exclusion means for a stage that puts its species on site_b. */
static void add_rule(const iw_decoration_walk *walk, const iwi_stage *stage,
                     const iw_exclusion *e, stage_state *state,
                     int32_t (*conflicts)[2], size_t *n_conflicts)
{
  const iw_decorations *d = walk->decorations;
  const int32_t on_local = walk->plan.local[e->site_b];
  const uint32_t settled = settled_species(walk, stage, e);

  if (d->site_pools[e->site_b] != stage->pool ||
      !(e->species_b >> stage->species & 1))
    return;
  if (settled != 0)
    state->bans[state->n_bans++] = (ban){e->site_a, on_local, settled};
  if (d->site_pools[e->site_a] == stage->pool &&
      (e->species_a >> stage->species & 1)) {
    conflicts[*n_conflicts][0] = walk->plan.local[e->site_a];
    conflicts[*n_conflicts][1] = on_local;
    ++*n_conflicts;
  }
}

/* Can the exclusion be violated first when the filler of this pool is set? */
static int needs_check(const iw_decoration_walk *walk, int32_t pool,
                       const iw_exclusion *e)
{
  const int32_t a = walk->decorations->site_pools[e->site_a];
  const int32_t b = walk->decorations->site_pools[e->site_b];
  const uint32_t filler = UINT32_C(1) << walk->plan.fillers[pool];
  const int32_t rank = walk->plan.ranks[pool];

  return walk->plan.ranks[a] <= rank && walk->plan.ranks[b] <= rank &&
         ((a == pool && (e->species_a & filler)) ||
          (b == pool && (e->species_b & filler)));
}

static int is_violated(const iw_decoration_walk *walk, const iw_exclusion *e)
{
  return (e->species_a >> walk->species[e->site_a] &
          e->species_b >> walk->species[e->site_b] & 1) != 0;
}

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
        plan->ranks[d->site_pools[e->site_b]] < first && is_violated(walk, e))
      return 0;
  }
  return 1;
}

/* ------------------------------------------------------- create, destroy */

static iw_status create_subsets(iw_context *ctx, const iw_decoration_walk *walk,
                                const iwi_stage *stage, stage_state *state)
{
  const iw_decorations *d = walk->decorations;
  int32_t(*conflicts)[2] =
      iwi_calloc(ctx, 2 * d->n_exclusions, sizeof *conflicts);
  iwi_subset_spec spec = {.permutations = d->permutations,
                          .order = d->order,
                          .n_sites = d->n_sites,
                          .local = walk->plan.local,
                          .n_pool = pool_size(walk, stage->pool),
                          .size = (size_t)stage->count};
  iw_status status = IW_E_MEMORY;

  if (conflicts != NULL) {
    for (size_t i = 0; i < d->n_exclusions; i++) {
      const iw_exclusion e = d->exclusions[i], t = turned(e);

      add_rule(walk, stage, &e, state, conflicts, &spec.n_conflicts);
      add_rule(walk, stage, &t, state, conflicts, &spec.n_conflicts);
      if (stage->ends_pool && needs_check(walk, stage->pool, &e))
        state->checks[state->n_checks++] = e;
    }
    spec.sites = walk->plan.sites + walk->plan.first_site[stage->pool];
    spec.conflicts = (const int32_t(*)[2])conflicts;
    status = iwi_subset_walk_create(ctx, &spec, &state->subsets);
  }
  iwi_free(conflicts);
  return status;
}

static iw_status create_stage(iw_context *ctx, iw_decoration_walk *walk,
                              size_t s)
{
  const iw_decorations *d = walk->decorations;
  const iwi_stage *stage = &walk->plan.stages[s];
  const size_t n_words = iwi_mask_words(pool_size(walk, stage->pool));
  stage_state *state = &walk->stages[s];

  state->placed = iwi_calloc(ctx, n_words, sizeof *state->placed);
  state->allowed = iwi_calloc(ctx, n_words, sizeof *state->allowed);
  state->operations = iwi_calloc(ctx, d->order, sizeof *state->operations);
  state->bans = iwi_calloc(ctx, 2 * d->n_exclusions, sizeof *state->bans);
  state->checks = iwi_calloc(ctx, d->n_exclusions, sizeof *state->checks);
  if (state->placed == NULL || state->allowed == NULL ||
      state->operations == NULL || state->bans == NULL || state->checks == NULL)
    return IW_E_MEMORY;
  return create_subsets(ctx, walk, stage, state);
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
    status = create_stage(ctx, walk, s);
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
  for (size_t s = 0; walk->stages != NULL && s < walk->plan.n_stages; s++) {
    iwi_subset_walk_destroy(walk->stages[s].subsets);
    iwi_free(walk->stages[s].placed);
    iwi_free(walk->stages[s].allowed);
    iwi_free(walk->stages[s].operations);
    iwi_free(walk->stages[s].bans);
    iwi_free(walk->stages[s].checks);
  }
  iwi_free(walk->stages);
  iwi_free(walk->translations);
  iwi_free(walk->species);
  iwi_decoration_plan_clear(&walk->plan);
  iwi_free(walk);
}

/* --------------------------------------------------------------- walking */

/* Write the stage's sites into the decoration; NULL takes them out. */
static void place(iw_decoration_walk *walk, size_t s, const uint64_t *subset)
{
  const iwi_stage *stage = &walk->plan.stages[s];
  const int32_t *sites = walk->plan.sites + walk->plan.first_site[stage->pool];
  const size_t n_words = iwi_mask_words(pool_size(walk, stage->pool));
  const uint8_t filler = walk->plan.fillers[stage->pool];
  uint64_t *placed = walk->stages[s].placed;

  for (size_t w = 0; w < n_words; w++) {
    const uint64_t wanted = subset == NULL ? 0 : subset[w];

    while (placed[w] != wanted) {
      const size_t site = iwi_mask_first(w, placed[w] ^ wanted);
      const uint64_t bit = iwi_mask_bit(site);

      walk->species[sites[site]] = wanted & bit ? stage->species : filler;
      placed[w] ^= bit;
    }
  }
}

/* The pool's sites that no stage has taken and no exclusion rules out. */
static void find_allowed(iw_decoration_walk *walk, size_t s)
{
  const iwi_stage *stage = &walk->plan.stages[s];
  const size_t n_pool = pool_size(walk, stage->pool);
  stage_state *state = &walk->stages[s];

  memset(state->allowed, 0, iwi_mask_words(n_pool) * sizeof *state->allowed);
  for (size_t i = 0; i < n_pool; i++)
    iwi_mask_add(state->allowed, i);
  for (size_t t = s; t-- > 0 && walk->plan.stages[t].pool == stage->pool;) {
    for (size_t w = 0; w < iwi_mask_words(n_pool); w++)
      state->allowed[w] &= ~walk->stages[t].placed[w];
  }
  for (size_t i = 0; i < state->n_bans; i++) {
    const ban *b = &state->bans[i];

    if (b->species >> walk->species[b->site] & 1)
      iwi_mask_remove(state->allowed, (size_t)b->on_local);
  }
}

static void begin_stage(iw_decoration_walk *walk, size_t s)
{
  stage_state *state = &walk->stages[s];

  if (s > 0) {
    state->n_operations =
        iwi_subset_walk_keeping(walk->stages[s - 1].subsets, state->operations);
  } else {
    state->n_operations = walk->decorations->order - 1;
    for (size_t i = 0; i < state->n_operations; i++)
      state->operations[i] = (int32_t)(i + 1); /* 0 is the identity */
  }
  find_allowed(walk, s);
  iwi_subset_walk_start(state->subsets, state->operations, state->n_operations,
                        state->allowed);
}

static int checks_hold(const iw_decoration_walk *walk, size_t s)
{
  for (size_t i = 0; i < walk->stages[s].n_checks; i++) {
    if (is_violated(walk, &walk->stages[s].checks[i]))
      return 0;
  }
  return 1;
}

static int advance(iw_decoration_walk *walk, size_t s)
{
  iwi_subset_walk *subsets = walk->stages[s].subsets;

  while (iwi_subset_walk_next(subsets)) {
    place(walk, s, iwi_subset_walk_subset(subsets));
    if (checks_hold(walk, s))
      return 1;
  }
  place(walk, s, NULL);
  return 0;
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
    begin_stage(walk, s = 0);
  }
  for (;;) {
    if (!advance(walk, s)) {
      if (s == 0)
        break;
      s--;
    } else if (s + 1 < n_stages) {
      begin_stage(walk, ++s);
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

static iw_status check_representative(iw_context *ctx,
                                      const iw_decoration_walk *walk,
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
  iwi_free(canonical);
  return status;
}

static void seek_stage(iw_decoration_walk *walk, size_t s,
                       const uint8_t *species)
{
  const iwi_stage *stage = &walk->plan.stages[s];
  const int32_t *sites = walk->plan.sites + walk->plan.first_site[stage->pool];
  stage_state *state = &walk->stages[s];
  int is_placed;

  begin_stage(walk, s);
  memset(state->allowed, 0,
         iwi_mask_words(pool_size(walk, stage->pool)) * sizeof *state->allowed);
  for (size_t i = 0; i < pool_size(walk, stage->pool); i++) {
    if (species[sites[i]] == stage->species)
      iwi_mask_add(state->allowed, i);
  }
  is_placed = iwi_subset_walk_seek(state->subsets, state->allowed);
  assert(is_placed);
  (void)is_placed;
  place(walk, s, state->allowed);
}

iw_status iw_decoration_walk_seek(iw_context *ctx, iw_decoration_walk *walk,
                                  const uint8_t *species)
{
  const iw_status status = check_representative(ctx, walk, species);

  if (status != IW_OK)
    return status;
  for (size_t s = 0; s < walk->plan.n_stages; s++)
    place(walk, s, NULL);
  for (size_t s = 0; s < walk->plan.n_stages; s++)
    seek_stage(walk, s, species);
  complete(walk);
  walk->is_started = 1;
  walk->is_over = walk->plan.n_stages == 0;
  return IW_OK;
}
