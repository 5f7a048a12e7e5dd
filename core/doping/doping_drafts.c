/* SPDX-License-Identifier: BSD-3-Clause */
/* All amounts that were asked for, spread over the pools of their targets in
 * every way, and balanced one by one. */
#include "doping_model.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "balance.h"
#include "context.h"
#include "mem.h"

#define REASON_SIZE 700

void iwi_append(char *text, size_t size, const char *format, ...)
{
  const size_t used = strlen(text);
  va_list args;

  va_start(args, format);
  vsnprintf(text + used, size - used, format, args);
  va_end(args);
}

/* Ways to put a move's atoms: `width` numbers each, one a slot. */
typedef struct options {
  int32_t *list;
  size_t n, capacity, width;
} options;

static int32_t room_of(const iwi_plan *plan, const iwi_slot *slot)
{
  return (int32_t)(plan->pools[slot->pool].ions[slot->from].atoms + 0.5);
}

/* Number of ways: coefficients of prod_s (1 + x + ... + x^room_s). */
static iw_status count_ways(const iwi_plan *plan, const iwi_exchange *move,
                            double *ways)
{
  const size_t n = (size_t)move->high + 1;
  double *now = iwi_calloc(plan->ctx, 2 * n, sizeof *now), *then;

  *ways = 0;
  if (now == NULL)
    return IW_E_MEMORY;
  then = now + n;
  now[0] = 1;
  for (size_t s = 0; s < move->n_slots; s++) {
    const size_t room = (size_t)room_of(plan, &move->slots[s]);
    double sum = 0;

    for (size_t m = 0; m < n; m++) {
      sum += now[m] - (m > room ? now[m - room - 1] : 0);
      then[m] = sum;
    }
    memcpy(now, then, n * sizeof *now);
  }
  for (int32_t m = move->low; m <= move->high; m++)
    *ways += now[m];
  iwi_free(now);
  return IW_OK;
}

/* Put as much of m as fits into the last slots; 0 when it does not fit. */
static int fill_from_back(const iwi_plan *plan, const iwi_exchange *move,
                          size_t first, int32_t m, int32_t *put)
{
  for (size_t s = move->n_slots; s-- > first;) {
    const int32_t room = room_of(plan, &move->slots[s]);

    put[s] = m < room ? m : room;
    m -= put[s];
  }
  return m == 0;
}

/* The next way with the same sum, in lexicographic order; 0 after the last. */
static int next_way(const iwi_plan *plan, const iwi_exchange *move,
                    int32_t *put)
{
  int32_t behind = 0;

  for (size_t s = move->n_slots; s-- > 0;) {
    if (behind > 0 && put[s] < room_of(plan, &move->slots[s])) {
      put[s]++;
      return fill_from_back(plan, move, s + 1, behind - 1, put);
    }
    behind += put[s];
  }
  return 0;
}

static iw_status add_way(iw_context *ctx, options *o, const int32_t *put)
{
  const iw_status status = iwi_reserve(ctx, (void **)&o->list, &o->capacity,
                                       (o->n + 1) * o->width, sizeof *o->list);

  if (status == IW_OK)
    memcpy(o->list + o->n++ * o->width, put, o->width * sizeof *put);
  return status;
}

static iw_status list_ways(const iwi_plan *plan, const iwi_exchange *move,
                           options *o)
{
  int32_t *put = iwi_calloc(plan->ctx, move->n_slots, sizeof *put);
  iw_status status = put == NULL ? IW_E_MEMORY : IW_OK;

  o->width = move->n_slots;
  for (int32_t m = move->low; status == IW_OK && m <= move->high; m++) {
    if (!fill_from_back(plan, move, 0, m, put))
      continue;
    do
      status = add_way(plan->ctx, o, put);
    while (status == IW_OK && next_way(plan, move, put));
  }
  iwi_free(put);
  return status;
}

static iw_status list_all(const iwi_plan *plan, options *all)
{
  const size_t n = plan->request->n_substitutions;
  double product = 1;
  iw_status status = IW_OK;

  for (size_t m = 0; status == IW_OK && m < n; m++) {
    double ways;

    status = count_ways(plan, &plan->moves[m], &ways);
    product *= ways;
  }
  if (status != IW_OK)
    return status;
  if (product > (double)plan->request->max_compositions)
    return iwi_fail(plan->ctx, IW_E_LIMIT,
                    "%.6g compositions, the limit is %zu: narrow the amounts, "
                    "name one orbit as target, join orbits to one pool, or "
                    "raise the limit",
                    product, plan->request->max_compositions);
  for (size_t m = 0; status == IW_OK && m < n; m++)
    status = list_ways(plan, &plan->moves[m], &all[m]);
  return status;
}

/* Room for one more draft, all zero. */
static iw_status new_draft(const iwi_plan *plan, iwi_drafts *drafts,
                           iwi_draft **out)
{
  const size_t n = plan->n_pools * IWI_POOL_STRIDE;
  iw_status status =
      iwi_reserve(plan->ctx, (void **)&drafts->list, &drafts->capacity,
                  drafts->n + 1, sizeof *drafts->list);

  if (status != IW_OK)
    return status;
  *out = &drafts->list[drafts->n++];
  memset(*out, 0, sizeof **out);
  (*out)->counts = iwi_calloc(plan->ctx, n, sizeof *(*out)->counts);
  (*out)->wanted = iwi_calloc(plan->ctx, n, sizeof *(*out)->wanted);
  (*out)->put = iwi_calloc(plan->ctx, plan->n_moves, sizeof *(*out)->put);
  return (*out)->counts == NULL || (*out)->wanted == NULL || (*out)->put == NULL
             ? IW_E_MEMORY
             : IW_OK;
}

static void drop_last(iwi_drafts *drafts)
{
  iwi_draft *last = &drafts->list[--drafts->n];

  iwi_free(last->counts);
  iwi_free(last->wanted);
  iwi_free(last->put);
}

/* N o of every pool and species, eq. (D5) */
static void want_parent(const iwi_plan *plan, double *wanted)
{
  for (size_t p = 0; p < plan->n_pools; p++) {
    const iwi_pool *pool = &plan->pools[p];
    double *row = wanted + p * IWI_POOL_STRIDE;
    double atoms = 0;

    for (int32_t i = 0; i < pool->n_ions; i++)
      atoms += row[i] = pool->ions[i].atoms;
    row[IWI_POOL_VACANCY] = pool->is_partial || pool->is_interstitial
                                ? fmax(pool->n_sites - atoms, 0)
                                : 0;
  }
}

static void move_atoms(const iwi_plan *plan, const iwi_exchange *move,
                       size_t slot, double atoms, iwi_draft *draft)
{
  const iwi_slot *s = &move->slots[slot];
  const iwi_pool *pool = &plan->pools[s->pool];
  double *row = draft->wanted + (size_t)s->pool * IWI_POOL_STRIDE;

  row[s->from] -= atoms;
  row[s->to] += atoms;
  draft->residual -= atoms * pool->ions[s->from].charge;
  if (s->to != IWI_POOL_VACANCY)
    draft->residual += atoms * pool->ions[s->to].charge;
}

/* Charge the cell has too much before anything is put in. Sums of rounded
 * occupancies are only near what they stand for, and (D7) settles them. */
static double parent_residual(const iwi_plan *plan)
{
  const double off = plan->parent_charge - plan->request->cell_charge;
  const double noise =
      iwi_balance_tolerance(iw_structure_sites(plan->structure),
                            iw_structure_n_sites(plan->structure));

  return fabs(off) <= noise * plan->index ? 0 : off;
}

static iw_status try_way(const iwi_plan *plan, const options *all,
                         const size_t *at, iwi_drafts *drafts, int *held,
                         char *text)
{
  iwi_draft *draft;
  iw_status status = new_draft(plan, drafts, &draft);

  *held = 0;
  if (status != IW_OK)
    return status;
  want_parent(plan, draft->wanted);
  draft->residual = parent_residual(plan);
  for (size_t m = 0; m < plan->request->n_substitutions; m++) {
    const int32_t *put = all[m].list + at[m] * all[m].width;

    for (size_t s = 0; s < all[m].width; s++) {
      move_atoms(plan, &plan->moves[m], s, put[s], draft);
      draft->put[m] += put[s];
    }
  }
  return iwi_draft_balance(plan, draft, held, text, REASON_SIZE);
}

/* Count up, the last move fastest; 0 after the last. */
static int step(const options *all, size_t *at, size_t n)
{
  for (size_t m = n; m-- > 0;) {
    if (++at[m] < all[m].n)
      return 1;
    at[m] = 0;
  }
  return 0;
}

static iw_status try_all(const iwi_plan *plan, const options *all, size_t *at,
                         iwi_drafts *drafts)
{
  const size_t n = plan->request->n_substitutions;
  char text[REASON_SIZE], first[REASON_SIZE] = "";
  size_t n_failed = 0;

  for (size_t m = 0; m < n; m++) {
    if (all[m].n == 0)
      return iwi_fail(plan->ctx, IW_E_ARGUMENT,
                      "\"%s\": fewer target atoms than asked for",
                      plan->moves[m].wish->target);
  }
  do {
    int held;
    const iw_status status = try_way(plan, all, at, drafts, &held, text);

    if (status != IW_OK)
      return status;
    if (held)
      continue;
    drop_last(drafts);
    if (n_failed++ == 0)
      memcpy(first, text, sizeof first);
  } while (step(all, at, n));
  if (drafts->n == 0)
    return iwi_fail(plan->ctx, IW_E_OXIDATION, "%s", first);
  if (n_failed > 0)
    iwi_log(plan->ctx, IW_LOG_NOTE,
            "%zu of %zu compositions do not balance and are left out, the "
            "first: %s",
            n_failed, n_failed + drafts->n, first);
  return IW_OK;
}

iw_status iwi_drafts_make(const iwi_plan *plan, iwi_drafts *out)
{
  const size_t n = plan->request->n_substitutions;
  options *all = iwi_calloc(plan->ctx, n, sizeof *all);
  size_t *at = iwi_calloc(plan->ctx, n, sizeof *at);
  iw_status status = IW_E_MEMORY;

  if (all != NULL && at != NULL)
    status = list_all(plan, all);
  if (status == IW_OK)
    status = try_all(plan, all, at, out);
  for (size_t m = 0; all != NULL && m < n; m++)
    iwi_free(all[m].list);
  iwi_free(all);
  iwi_free(at);
  return status;
}

void iwi_drafts_release(iwi_drafts *drafts)
{
  while (drafts->n > 0)
    drop_last(drafts);
  iwi_free(drafts->list);
}
