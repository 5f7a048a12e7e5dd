/* SPDX-License-Identifier: BSD-3-Clause */
/* Uniform random decorations: shuffle and start anew where an exclusion is
 * violated, or where that takes too long a Markov chain of allowed swaps. */
#include "swaps.h"

#include "mem.h"

enum {
  TRIALS = 1000,       /* shuffles that tell how many obey the exclusions   */
  MIN_HITS = 10,       /* of them make trial and error good enough          */
  MOVES_PER_SITE = 3,  /* swaps made between two draws of the chain ...     */
  MIN_PROPOSALS = 10,  /* ... but never fewer proposals a site than this    */
  MAX_PROPOSALS = 200, /* nor more, where almost none is allowed            */
  WARM_UP = 10         /* draws thrown away at the start                    */
};

struct iw_decoration_sampler {
  iwi_swaps *swaps;
  iwi_rng rng;
  int is_independent;
  uint64_t n_proposals; /* between two draws of the chain */
};

static int hits_are_frequent(iwi_swaps *swaps, iwi_rng *rng)
{
  int hits = 0;

  for (int trial = 0; trial < TRIALS && hits < MIN_HITS; trial++) {
    iwi_swaps_shuffle(swaps, rng);
    hits += iwi_swaps_all_clashes(swaps) == 0;
  }
  return hits >= MIN_HITS;
}

/* The number of swaps made. */
static uint64_t run_chain(iw_decoration_sampler *sampler, uint64_t n)
{
  uint64_t n_moves = 0;
  iwi_move move;

  for (uint64_t k = 0; k < n; k++) {
    if (!iwi_swaps_draw(sampler->swaps, &sampler->rng, &move))
      continue;
    for (int m = 0; m < move.n_swaps; m++)
      iwi_swaps_apply(sampler->swaps, move.pairs[m]);
    n_moves++;
  }
  return n_moves;
}

/* The length must not depend on where the chain is, or states would no longer
 * be equally likely: it is set once, from a trial run. One proposal more or
 * less by chance, as every swap may be made and undone in turn. */
static void next_of_chain(iw_decoration_sampler *sampler)
{
  run_chain(sampler,
            sampler->n_proposals + (iwi_rng_next(&sampler->rng) >> 63));
}

static void start_chain(iw_decoration_sampler *sampler)
{
  const uint64_t n_sites = sampler->swaps->n_active;
  const uint64_t trial = MAX_PROPOSALS * n_sites;
  const double n_moves = (double)run_chain(sampler, trial);
  const double share = (n_moves + 1) / (double)(trial + 1);
  const double wanted = MOVES_PER_SITE * (double)n_sites / share;

  sampler->n_proposals = trial;
  if (wanted < (double)trial)
    sampler->n_proposals = (uint64_t)wanted;
  if (sampler->n_proposals < MIN_PROPOSALS * n_sites)
    sampler->n_proposals = MIN_PROPOSALS * n_sites;
  for (int k = 0; k < WARM_UP; k++)
    next_of_chain(sampler);
}

iw_status iw_decoration_sampler_create(iw_context *ctx, const iw_decorations *d,
                                       uint64_t seed,
                                       iw_decoration_sampler **out)
{
  iw_decoration_sampler *sampler = iwi_calloc(ctx, 1, sizeof *sampler);
  iw_status status = IW_OK;
  iwi_rng trial_rng;

  *out = NULL;
  if (sampler == NULL)
    return IW_E_MEMORY;
  iwi_rng_seed(&sampler->rng, seed, 0);
  iwi_rng_seed(&trial_rng, seed, 1);
  status = iwi_swaps_create(ctx, d, &sampler->swaps);
  if (status != IW_OK)
    goto fail;
  sampler->is_independent = hits_are_frequent(sampler->swaps, &trial_rng);
  if (!sampler->is_independent) {
    status = iwi_swaps_find(ctx, sampler->swaps, &trial_rng);
    if (status != IW_OK)
      goto fail;
    start_chain(sampler);
  }
  *out = sampler;
  return IW_OK;
fail:
  iw_decoration_sampler_destroy(sampler);
  return status;
}

void iw_decoration_sampler_destroy(iw_decoration_sampler *sampler)
{
  if (sampler == NULL)
    return;
  iwi_swaps_destroy(sampler->swaps);
  iwi_free(sampler);
}

void iw_decoration_sampler_next(iw_decoration_sampler *sampler,
                                uint8_t *species)
{
  if (!sampler->is_independent) {
    next_of_chain(sampler);
  } else {
    do
      iwi_swaps_shuffle(sampler->swaps, &sampler->rng);
    while (iwi_swaps_all_clashes(sampler->swaps) > 0);
  }
  for (size_t i = 0; i < sampler->swaps->d->n_sites; i++)
    species[i] = sampler->swaps->species[i];
}

int iw_decoration_sampler_is_independent(const iw_decoration_sampler *sampler)
{
  return sampler->is_independent;
}
