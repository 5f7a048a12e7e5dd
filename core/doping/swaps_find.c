/* SPDX-License-Identifier: BSD-3-Clause */
/* A first decoration that obeys the exclusions, by min-conflicts search: take
 * a site that clashes, swap it with the partner that leaves the fewest
 * clashes, and for a while do not touch the two again. */
#include "swaps.h"

#include <string.h>

#include "context.h"
#include "mem.h"

enum {
  ROUNDS = 20,        /* fresh starts                                       */
  STEPS_PER_SITE = 50 /* of one round                                       */
};

/* Looks at sites and partners, in all: about a second where nothing can be
 * found. */
#define MAX_LOOKS 50000000

typedef struct search {
  iwi_swaps *swaps;
  iwi_rng *rng;
  int32_t *frozen_until; /* step from which a site may move again */
  uint64_t looks;
} search;

/* One of the sites that clash and can be moved; -1 when no site clashes, -2
 * when none of those that do may move. */
static int32_t pick_site(search *q, int32_t step)
{
  const iwi_swaps *s = q->swaps;
  uint32_t n = 0, n_free = 0;
  int32_t site = -1;

  q->looks += s->d->n_sites;
  for (size_t i = 0; i < s->d->n_sites; i++) {
    if (iwi_swaps_clashes(s, (int32_t)i) == 0)
      continue;
    n++;
    if (q->frozen_until[i] <= step && iwi_rng_below(q->rng, ++n_free) == 0)
      site = (int32_t)i;
  }
  return n == 0 ? -1 : n_free == 0 ? -2 : site;
}

/* The cheapest unlike partner, any of several; -1 when there is none. */
static int32_t pick_partner(search *q, int32_t i, int32_t step)
{
  const iwi_swaps *s = q->swaps;
  int32_t first, end, best = INT32_MAX, partner = -1;
  uint32_t n_best = 0;

  iwi_swaps_pool_range(s, i, &first, &end);
  for (int32_t k = first; k < end; k++) {
    const int32_t j = s->members[k];
    int32_t cost;

    if (s->species[j] == s->species[i] || q->frozen_until[j] > step)
      continue;
    q->looks++;
    cost = iwi_swaps_pair_change(s, i, j);
    if (cost < best) {
      best = cost;
      n_best = 0;
    }
    if (cost == best && iwi_rng_below(q->rng, ++n_best) == 0)
      partner = j;
  }
  return partner;
}

static void freeze(search *q, int32_t site, int32_t step)
{
  q->frozen_until[site] = step + 2 + (int32_t)iwi_rng_below(q->rng, 8);
}

static int one_round(search *q)
{
  const iwi_swaps *s = q->swaps;
  const int32_t n_steps = (int32_t)(STEPS_PER_SITE * s->d->n_sites);

  memset(q->frozen_until, 0, s->d->n_sites * sizeof *q->frozen_until);
  for (int32_t step = 0; step < n_steps && q->looks < MAX_LOOKS; step++) {
    const int32_t i = pick_site(q, step);
    int32_t j;

    if (i == -1)
      return 1;
    if (i < 0)
      continue;
    j = pick_partner(q, i, step);
    freeze(q, i, step);
    if (j < 0)
      continue; /* its pool has one species only, or waits */
    freeze(q, j, step);
    iwi_swaps_apply(q->swaps, (int32_t[2]){i, j});
  }
  return iwi_swaps_all_clashes(s) == 0;
}

/* The decoration at hand, then fresh ones. */
static iw_status rounds(iw_context *ctx, iwi_swaps *swaps, iwi_rng *rng,
                        int n_rounds, uint64_t *n_looks)
{
  search q = {.swaps = swaps, .rng = rng};
  int found = 0;

  q.frozen_until = iwi_calloc(ctx, swaps->d->n_sites, sizeof *q.frozen_until);
  if (q.frozen_until == NULL)
    return IW_E_MEMORY;
  for (int round = 0; round < n_rounds && !found; round++) {
    if (round > 0)
      iwi_swaps_shuffle(swaps, rng);
    found = one_round(&q);
  }
  iwi_free(q.frozen_until);
  *n_looks += q.looks;
  return IW_OK;
}

iw_status iwi_swaps_repair(iw_context *ctx, iwi_swaps *swaps, iwi_rng *rng,
                           uint64_t *n_looks)
{
  return rounds(ctx, swaps, rng, 1, n_looks);
}

iw_status iwi_swaps_find(iw_context *ctx, iwi_swaps *swaps, iwi_rng *rng)
{
  uint64_t n_looks = 0;
  iw_status status;

  iwi_swaps_shuffle(swaps, rng);
  status = rounds(ctx, swaps, rng, ROUNDS, &n_looks);
  if (status != IW_OK || iwi_swaps_all_clashes(swaps) == 0)
    return status;
  return iwi_fail(ctx, IW_E_STRUCTURE,
                  "no decoration of the %zu sites was found that obeys their "
                  "%zu exclusions: too many atoms on sites that exclude each "
                  "other",
                  swaps->d->n_sites, swaps->d->n_exclusions);
}
