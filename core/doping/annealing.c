/* SPDX-License-Identifier: BSD-3-Clause */
/* Simulated annealing, then basin hopping. Restarts have random streams of
 * their own, so that none depends on how long the one before it ran.
 *
 * Exclusions are soft while cooling where the energy is that of charges: a
 * violated one costs about as much as a random move, which freezes them out on
 * the way down. Hard ones cut the space of crowded sites into parts that no
 * swap connects. A model of the user's is never asked about atoms on top of
 * each other. */
#include "annealing.h"

#include <math.h>
#include <string.h>

#include "mem.h"
#include "swap_walker.h"
#include "units.h"

enum {
  RESTARTS = 4,
  MOVES_PER_SITE = 10,      /* of a sweep, as far as ...                     */
  SMALL_SWEEP_MOVES = 1000, /* ... this; beyond, one a site                  */
  COOLING_SHARE = 2,        /* one sweep in so many; hops get the others     */
  LOOKS_PER_MOVE = 5,       /* a quench's look takes that much less time     */
  HOP_MOVES = 8,            /* at most, at random, between two minima        */
  PROBE_STARTS = 4, /* random decorations that tell the scale of energies    */
  PROBES = 50,      /* moves proposed in each                                */
  DEAR_PROBES = 5   /* the same where an energy takes long                   */
};

/* k_B T that nothing gets over: exp(-20) is one in 5e8 moves. */
#define COLD 20.0

/* k_B T of hops over the change of energy by a random move. Anything from a
 * quarter to three times as much does as well on a garnet. */
#define HOP_WARMTH (1.0 / 16)

typedef struct job {
  const iwi_annealing *a;
  iw_context *ctx;
  uint64_t moves;  /* of a sweep                        */
  double scale_ev; /* rms change by a random move       */
  double kt_start_ev, kt_end_ev;
  uint64_t done; /* sweeps                              */
  uint8_t *kept; /* minimum from which the next hop is  */
} job;

static uint64_t moves_of_sweep(const iwi_annealing *a)
{
  const uint64_t n = a->swaps->n_active, many = MOVES_PER_SITE * n;

  if (!a->energy->is_cheap)
    return 1;
  return n > SMALL_SWEEP_MOVES      ? n
         : many > SMALL_SWEEP_MOVES ? SMALL_SWEEP_MOVES
                                    : many;
}

/* Root mean square change of the energy by an allowed move in a random
 * decoration, eV: at this k_B T most moves are accepted. */
static iw_status measure_scale(job *j)
{
  const iwi_swap_energy *energy = j->a->energy;
  const int probes = energy->is_cheap ? PROBES : DEAR_PROBES;
  iwi_walker w = {
      .energy = energy, .swaps = j->a->swaps, .penalty_ev = INFINITY};
  double sum = 0;
  int n = 0;

  iwi_rng_seed(&w.rng, j->a->seed, 0);
  for (int k = 0; k < PROBE_STARTS * probes; k++) {
    iwi_move move;
    double delta = 0;
    iw_status status = k % probes == 0 ? iwi_walker_start(j->ctx, &w) : IW_OK;

    if (status == IW_OK && iwi_swaps_draw(w.swaps, &w.rng, &move)) {
      status = energy->delta(energy->user, w.swaps->species, &move, &delta);
      sum += delta * delta;
      n++;
    }
    if (status != IW_OK)
      return status;
  }
  j->scale_ev = n > 0 ? sqrt(sum / n) : 0;
  return IW_OK;
}

static iw_status offer(const job *j, const iwi_walker *w)
{
  const uint8_t *species = w->n_clashes == 0 ? w->swaps->species : NULL;

  return j->a->offer(j->a->user, species, w->energy_ev, j->done);
}

/* From start to end; offer what each sweep has come to. */
static iw_status cool(job *j, iwi_walker *w, uint64_t n_sweeps)
{
  const double ratio = n_sweeps > 1 ? pow(j->kt_end_ev / j->kt_start_ev,
                                          1.0 / (double)(n_sweeps - 1))
                                    : 1;
  double kt_ev = j->kt_start_ev;
  iw_status status = iwi_walker_start(j->ctx, w);
  int is_made;

  for (uint64_t sweep = 0; sweep < n_sweeps && status == IW_OK; sweep++) {
    for (uint64_t k = 0; k < j->moves && status == IW_OK; k++)
      status = iwi_walker_try(w, kt_ev, &is_made);
    j->done++;
    if (status == IW_OK)
      status = offer(j, w);
    kt_ev *= ratio;
  }
  return status;
}

/* A few moves at random and down again; *energy_ev is that of the minimum in
 * `kept`, which is left with the probability of Metropolis. */
static iw_status hop(job *j, iwi_walker *w, double *energy_ev)
{
  const uint32_t wanted = 1 + iwi_rng_below(&w->rng, HOP_MOVES);
  iw_status status = IW_OK;
  uint32_t n = 0;
  int is_made;

  for (uint64_t k = 0; k < j->moves && n < wanted && status == IW_OK; k++) {
    status = iwi_walker_try(w, INFINITY, &is_made);
    n += (uint32_t)is_made;
  }
  if (status == IW_OK && w->n_clashes > 0)
    status = iwi_walker_heal(j->ctx, w);
  if (status == IW_OK)
    status = offer(j, w);
  if (status == IW_OK)
    status = iwi_walker_quench(w);
  if (status == IW_OK)
    status = offer(j, w);
  if (status != IW_OK)
    return status;
  if (w->energy_ev > *energy_ev &&
      iwi_rng_real(&w->rng) >=
          exp((*energy_ev - w->energy_ev) / (HOP_WARMTH * j->scale_ev)))
    return iwi_walker_load(w, j->kept);
  *energy_ev = w->energy_ev;
  memcpy(j->kept, w->swaps->species, w->swaps->d->n_sites);
  return IW_OK;
}

/* Hops that take about as long as so many sweeps. */
static iw_status hop_about(job *j, iwi_walker *w, uint64_t n_sweeps)
{
  const uint64_t start = j->done, looks = LOOKS_PER_MOVE * j->moves;
  double energy_ev;
  iw_status status = iwi_walker_heal(j->ctx, w);

  if (status == IW_OK)
    status = iwi_walker_quench(w);
  if (status == IW_OK)
    status = offer(j, w);
  energy_ev = w->energy_ev;
  memcpy(j->kept, w->swaps->species, w->swaps->d->n_sites);
  for (uint64_t n = 0; n < n_sweeps && status == IW_OK; n++) {
    while (status == IW_OK && w->n_looks < (n + 1) * looks) {
      w->n_looks++; /* the moves of the hop, and no endless loop */
      status = hop(j, w, &energy_ev);
    }
    j->done = start + n + 1;
  }
  return status == IW_OK ? offer(j, w) : status;
}

static iw_status restart(job *j, uint64_t number, uint64_t n_sweeps)
{
  const int cheap = j->a->energy->is_cheap;
  const uint64_t cooling = cheap ? n_sweeps / COOLING_SHARE + 1 : n_sweeps;
  iwi_walker w = {
      .energy = j->a->energy, .swaps = j->a->swaps, .penalty_ev = INFINITY};
  iw_status status;

  if (cheap)
    w.penalty_ev = fmax(j->scale_ev, COLD * j->kt_end_ev);
  iwi_rng_seed(&w.rng, j->a->seed, number + 1);
  status = cool(j, &w, cooling);
  if (status == IW_OK && cheap)
    status = hop_about(j, &w, n_sweeps - cooling);
  return status;
}

iw_status iwi_anneal(iw_context *ctx, const iwi_annealing *a)
{
  const uint64_t n = a->n_sweeps, restarts = n < RESTARTS ? n : RESTARTS;
  job j = {.a = a,
           .ctx = ctx,
           .moves = moves_of_sweep(a),
           .kt_start_ev = IWI_BOLTZMANN_EV_K * a->temperature_start_k,
           .kt_end_ev = IWI_BOLTZMANN_EV_K * a->temperature_end_k};
  iw_status status;

  j.kept = iwi_calloc(ctx, a->swaps->d->n_sites, sizeof *j.kept);
  if (j.kept == NULL)
    return IW_E_MEMORY;
  status = measure_scale(&j);
  if (isnan(j.kt_start_ev))
    j.kt_start_ev = fmax(j.scale_ev, j.kt_end_ev);
  for (uint64_t k = 0; k < restarts && status == IW_OK; k++)
    status = restart(&j, k, n / restarts + (k < n % restarts));
  iwi_free(j.kept);
  return status;
}

iw_status iwi_anneal_look_around(const iwi_annealing *a, const uint8_t *species,
                                 double limit_ev)
{
  const iwi_swap_energy *energy = a->energy;
  iwi_swap_cursor cursor = {0};
  double energy_ev, delta;
  iw_status status;
  iwi_move move;

  iwi_swaps_load(a->swaps, species);
  status = energy->load(energy->user, species, &energy_ev);
  while (status == IW_OK && iwi_swaps_next(a->swaps, &cursor, &move)) {
    status = energy->delta(energy->user, a->swaps->species, &move, &delta);
    if (status != IW_OK || energy_ev + delta > limit_ev)
      continue;
    iwi_swaps_apply(a->swaps, move.pairs[0]);
    status =
        a->offer(a->user, a->swaps->species, energy_ev + delta, a->n_sweeps);
    iwi_swaps_apply(a->swaps, move.pairs[0]);
  }
  return status;
}
