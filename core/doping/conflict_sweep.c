/* SPDX-License-Identifier: BSD-3-Clause */
/* Transfer-matrix counting: cycles get their species one after the other; a
 * state holds the counts so far and the species of those cycles only that are
 * in conflict with one still to come. */
#include "conflict_sweep.h"

#include <string.h>

#include "context.h"
#include "mem.h"

/* A sweep is not even begun when its cost is so many times max_states: counts
 * and conflicts can make the states fewer, but not by that much. */
#define HOPELESS ((double)(1 << 20))

/* States between two questions whether to go on: some tenths of a second. */
#define PAUSE ((uint64_t)1 << 20)

typedef struct sweeper {
  const iw_decorations *d;
  const iwi_sweep *sweep;
  size_t n_counts;
  const iwi_conflict_arc *arcs; /* of the present step                       */
  size_t n_open;                /* steps with conflicts to come ...          */
  int32_t *open;                /* ... which they are                        */
  int32_t *slots;               /* n: where in a state an open step stands   */
  size_t n_kept;
  int32_t *kept;    /* slots that stay open after the present step           */
  uint8_t *classes; /* n x species: the first species with the same conflicts
                       to come                                               */
  int32_t *capacities; /* (n + 1) x n_counts: what may still come             */
  uint16_t *paired; /* n: species, as bits, in a pair of the capacities      */
  uint16_t *key;    /* of the new state: counts, then open steps             */
  iwi_polynomial present, next;
} sweeper;

iw_status iwi_sweep_budget_take(iw_context *ctx, iwi_sweep_budget *budget,
                                uint64_t work)
{
  if (work > budget->work_left)
    return IW_E_LIMIT;
  budget->work_left -= work;
  budget->since_pause += work;
  if (budget->since_pause < PAUSE)
    return IW_OK;
  budget->since_pause = 0;
  return iwi_progress(ctx, budget->stage, budget->done, budget->total);
}

/* A later step that may not carry species s of its pool when step i does, and
 * is in no pair yet; -1 when there is none. */
static int32_t partner(const sweeper *w, int32_t i, int s)
{
  const iwi_conflict_arc *arc = w->sweep->arcs;

  for (size_t j = 0; j < w->sweep->n; j++) {
    const iwi_sweep_step *step = &w->sweep->steps[j];

    for (int32_t a = 0; a < step->n_arcs; a++, arc++) {
      if (arc->to == i && step->pool == w->sweep->steps[i].pool &&
          (arc->forbids[s] >> s & 1) && !(w->paired[j] >> s & 1))
        return (int32_t)j;
    }
  }
  return -1;
}

/* How many sites of a species the steps from i on and the cycles outside of
 * the sweep may still give: of two steps in conflict only one, in as many
 * pairs as are met going backwards. */
static void fill_capacities(sweeper *w)
{
  const iwi_sweep *sweep = w->sweep;
  int32_t *capacity = w->capacities + sweep->n * w->n_counts;

  for (size_t p = 0; p < w->d->n_pools; p++) {
    int32_t outside = w->d->pool_sizes[p];

    for (size_t i = 0; i < sweep->n; i++)
      outside -=
          sweep->steps[i].pool == (int32_t)p ? sweep->steps[i].length : 0;
    for (int32_t s = w->d->first_species[p]; s < w->d->first_species[p + 1];
         s++)
      capacity[s] = outside;
  }
  for (size_t i = sweep->n; i-- > 0; capacity -= w->n_counts) {
    const iwi_sweep_step *step = &sweep->steps[i];
    int32_t *before = capacity - w->n_counts;

    memcpy(before, capacity, w->n_counts * sizeof *before);
    before += w->d->first_species[step->pool];
    for (int s = 0; step->allowed >> s != 0; s++) {
      const int32_t other =
          step->allowed >> s & 1 ? partner(w, (int32_t)i, s) : -1;
      int32_t more = step->allowed >> s & 1 ? step->length : 0;

      if (other >= 0) {
        w->paired[other] |= (uint16_t)(1 << s);
        w->paired[i] |= (uint16_t)(1 << s);
        more -= sweep->steps[other].length;
      }
      before[s] += more > 0 ? more : 0;
    }
  }
}

/* Are the counts of a pool after step i not above those wanted, and can they
 * still become these? */
static int within_reach(const sweeper *w, size_t i, const uint16_t *counts)
{
  const int32_t pool = w->sweep->steps[i].pool;
  const int32_t *capacity = w->capacities + (i + 1) * w->n_counts;

  for (int32_t s = w->d->first_species[pool]; s < w->d->first_species[pool + 1];
       s++) {
    const int32_t missing = w->d->counts[s] - counts[s];

    if (missing < 0 || missing > capacity[s])
      return 0;
  }
  return 1;
}

/* Do arcs from later steps to this one tell two species apart? */
static int differ(const iwi_sweep *sweep, int32_t step, int s, int t)
{
  for (size_t a = 0; a < sweep->n_arcs; a++) {
    const iwi_conflict_arc *arc = &sweep->arcs[a];

    for (int k = 0; arc->to == step && k < IW_DECORATION_MAX_SPECIES; k++) {
      if ((arc->forbids[k] >> s ^ arc->forbids[k] >> t) & 1)
        return 1;
    }
  }
  return 0;
}

static void find_classes(sweeper *w)
{
  for (size_t i = 0; i < w->sweep->n; i++) {
    const int32_t allowed = w->sweep->steps[i].allowed;
    uint8_t *classes = w->classes + i * IW_DECORATION_MAX_SPECIES;

    for (int s = 0; s < IW_DECORATION_MAX_SPECIES; s++) {
      classes[s] = (uint8_t)s;
      for (int t = 0; t < s && (allowed >> s & 1); t++) {
        if ((allowed >> t & 1) && !differ(w->sweep, (int32_t)i, s, t)) {
          classes[s] = (uint8_t)t;
          break;
        }
      }
    }
  }
}

static iw_status prepare(iw_context *ctx, sweeper *w)
{
  const size_t n = w->sweep->n;

  w->open = iwi_calloc(ctx, n, sizeof *w->open);
  w->slots = iwi_calloc(ctx, n, sizeof *w->slots);
  w->kept = iwi_calloc(ctx, n, sizeof *w->kept);
  w->classes = iwi_calloc(ctx, n, IW_DECORATION_MAX_SPECIES);
  w->capacities = iwi_calloc(ctx, (n + 1) * w->n_counts, sizeof *w->capacities);
  w->paired = iwi_calloc(ctx, n, sizeof *w->paired);
  w->key = iwi_calloc(ctx, w->n_counts + n, sizeof *w->key);
  if (w->open == NULL || w->slots == NULL || w->kept == NULL ||
      w->classes == NULL || w->capacities == NULL || w->paired == NULL ||
      w->key == NULL)
    return IW_E_MEMORY;
  find_classes(w);
  fill_capacities(w);
  return IW_OK;
}

/* Which of the open steps stay so after step i, and where they stand. */
static void close_steps(sweeper *w, size_t i)
{
  const int32_t now = (int32_t)i;
  size_t n_open = 0;

  w->n_kept = 0;
  for (size_t k = 0; k < w->n_open; k++) {
    const int32_t step = w->open[k];

    if (w->sweep->steps[step].last <= now)
      continue;
    w->kept[w->n_kept++] = (int32_t)k;
    w->open[n_open++] = step;
  }
  if (w->sweep->steps[i].last > now)
    w->open[n_open++] = now;
  w->n_open = n_open;
}

static int in_conflict(const sweeper *w, size_t i, int s,
                       const uint16_t *species)
{
  for (int32_t a = 0; a < w->sweep->steps[i].n_arcs; a++) {
    const iwi_conflict_arc *arc = &w->arcs[a];

    if (arc->forbids[s] >> species[w->slots[arc->to]] & 1)
      return 1;
  }
  return 0;
}

/* All that one state becomes at step i. */
static iw_status expand(iw_context *ctx, sweeper *w, size_t i,
                        const uint16_t *state, const iwi_bigint *value)
{
  const iwi_sweep_step *step = &w->sweep->steps[i];
  const uint16_t *species = state + w->n_counts;
  uint16_t *open = w->key + w->n_counts;
  uint16_t *counts = w->key + w->d->first_species[step->pool];
  const size_t n_key = w->n_counts + w->n_open;
  iw_status status = IW_OK;

  memcpy(w->key, state, w->n_counts * sizeof *w->key);
  for (size_t k = 0; k < w->n_kept; k++)
    open[k] = species[w->kept[k]];
  for (int s = 0; step->allowed >> s != 0 && status == IW_OK; s++) {
    iwi_bigint *sum;

    if (!(step->allowed >> s & 1) || in_conflict(w, i, s, species))
      continue;
    counts[s] = (uint16_t)(counts[s] + step->length);
    if (within_reach(w, i, w->key)) {
      if (w->n_open > w->n_kept)
        open[w->n_kept] = w->classes[i * IW_DECORATION_MAX_SPECIES + s];
      status = iwi_polynomial_term(ctx, &w->next, w->key,
                                   n_key * sizeof *w->key, &sum);
      if (status == IW_OK)
        iwi_bigint_add(sum, value);
    }
    counts[s] = (uint16_t)(counts[s] - step->length);
  }
  return status;
}

static iw_status take_step(iw_context *ctx, sweeper *w, size_t i,
                           iwi_sweep_budget *budget)
{
  const iwi_polynomial swap = w->present;
  iw_status status = iwi_sweep_budget_take(ctx, budget, w->present.keys.n);

  iwi_polynomial_clear(&w->next);
  for (size_t k = 0; k < w->n_open; k++)
    w->slots[w->open[k]] = (int32_t)k;
  close_steps(w, i);
  for (size_t k = 0; status == IW_OK && k < w->present.keys.n; k++) {
    status = expand(ctx, w, i, iwi_dictionary_key(&w->present.keys, k),
                    iwi_polynomial_value(&w->present, k));
    if (status == IW_OK && w->next.keys.n > budget->max_states)
      status = IW_E_LIMIT;
  }
  w->arcs += w->sweep->steps[i].n_arcs;
  w->present = w->next;
  w->next = swap;
  return status;
}

iw_status iwi_sweep_run(iw_context *ctx, const iw_decorations *d,
                        const iwi_sweep *sweep, iwi_sweep_budget *budget,
                        iwi_polynomial *out)
{
  sweeper w = {.d = d, .sweep = sweep, .arcs = sweep->arcs};
  iwi_bigint *first;
  iw_status status;

  *out = (iwi_polynomial){0};
  if (sweep->cost > HOPELESS * (double)budget->max_states)
    return IW_E_LIMIT;
  w.n_counts = (size_t)d->first_species[d->n_pools];
  status = prepare(ctx, &w);
  if (status == IW_OK)
    status = iwi_polynomial_term(ctx, &w.present, w.key,
                                 w.n_counts * sizeof *w.key, &first);
  if (status == IW_OK)
    iwi_bigint_set_u64(first, 1);
  for (size_t i = 0; status == IW_OK && i < sweep->n; i++)
    status = take_step(ctx, &w, i, budget);
  if (status == IW_OK) {
    *out = w.present;
    w.present = (iwi_polynomial){0};
  }
  iwi_polynomial_release(&w.present);
  iwi_polynomial_release(&w.next);
  iwi_free(w.open);
  iwi_free(w.slots);
  iwi_free(w.kept);
  iwi_free(w.classes);
  iwi_free(w.capacities);
  iwi_free(w.paired);
  iwi_free(w.key);
  return status;
}
