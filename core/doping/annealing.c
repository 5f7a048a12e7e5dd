/* SPDX-License-Identifier: BSD-3-Clause */
/* Metropolis moves under falling temperature. Restarts have random streams of
 * their own, so that none depends on how long the one before it ran.
 *
 * Exclusions are soft where the energy is that of charges: a violated one costs
 * about as much as a random move, which freezes them out on the way down. Hard
 * ones cut the space of crowded sites into parts that no swap connects. A
 * model of the user's is never asked about atoms on top of each other. */
#include "annealing.h"

#include <math.h>

#include "context.h"
#include "units.h"

enum {
  RESTARTS = 4,
  MOVES_PER_SITE = 10,      /* of a sweep, as far as ...                     */
  SMALL_SWEEP_MOVES = 1000, /* ... this; beyond, one a site                 */
  PROBE_STARTS = 4, /* random decorations that tell the scale of energies   */
  PROBES = 50,      /* moves proposed in each                               */
  DEAR_PROBES = 5   /* the same where an energy takes long                  */
};

/* k_B T that nothing gets over: exp(-20) is one in 5e8 moves. */
#define COLD 20.0

/* Energies closer than this are rounding, eV: sums of some thousand terms of
 * up to 1000 eV. */
#define SAME_EV 1e-8

typedef struct walker {
  const iwi_annealing *a;
  iwi_swaps *swaps;
  iwi_rng rng;
  double energy_ev;
  double penalty_ev; /* of a violated exclusion; INFINITY: never allowed */
  int32_t n_clashes; /* violated exclusions                              */
} walker;

static iw_status start(iw_context *ctx, walker *w)
{
  iw_status status = iwi_swaps_find(ctx, w->swaps, &w->rng);

  if (status == IW_OK)
    status = w->a->energy->load(w->a->energy->user, w->swaps->species,
                                &w->energy_ev);
  return status;
}

static void make(walker *w, const iwi_move *move, double delta_ev)
{
  w->a->energy->accept(w->a->energy->user, w->swaps->species, move);
  for (int k = 0; k < move->n_swaps; k++)
    iwi_swaps_apply(w->swaps, move->pairs[k]);
  w->energy_ev += delta_ev;
}

/* A move out of the present decoration and the exclusions it would violate
 * more; 0 when there is none. */
static int draw(walker *w, iwi_move *move, int32_t *clashes)
{
  *clashes = 0;
  if (isinf(w->penalty_ev))
    return iwi_swaps_draw(w->swaps, &w->rng, move);
  if (!iwi_swaps_propose(w->swaps, &w->rng, move))
    return 0;
  *clashes = iwi_swaps_clash_change(w->swaps, move);
  return 1;
}

static iw_status try_move(walker *w, double kt_ev)
{
  const iwi_swap_energy *energy = w->a->energy;
  iw_status status;
  int32_t clashes;
  iwi_move move;
  double delta = 0, cost;

  if (!draw(w, &move, &clashes))
    return IW_OK;
  status = energy->delta(energy->user, w->swaps->species, &move, &delta);
  if (status != IW_OK)
    return status;
  cost = clashes == 0 ? delta : delta + clashes * w->penalty_ev;
  if (cost <= 0 || iwi_rng_real(&w->rng) < exp(-cost / kt_ev)) {
    make(w, &move, delta);
    w->n_clashes += clashes;
  }
  return IW_OK;
}

/* Root mean square change of the energy by an allowed move in a random
 * decoration, eV: at this k_B T most moves are accepted. */
static iw_status scale_of_energy(iw_context *ctx, const iwi_annealing *a,
                                 double *scale_ev)
{
  walker w = {.a = a, .swaps = a->swaps, .penalty_ev = INFINITY};
  const int probes = a->energy->is_cheap ? PROBES : DEAR_PROBES;
  double sum = 0;
  int n = 0;

  iwi_rng_seed(&w.rng, a->seed, 0);
  for (int k = 0; k < PROBE_STARTS * probes; k++) {
    iwi_move move;
    double delta = 0;
    iw_status status = k % probes == 0 ? start(ctx, &w) : IW_OK;

    if (status == IW_OK && iwi_swaps_draw(w.swaps, &w.rng, &move)) {
      status =
          a->energy->delta(a->energy->user, w.swaps->species, &move, &delta);
      sum += delta * delta;
      n++;
    }
    if (status != IW_OK)
      return status;
  }
  *scale_ev = n > 0 ? sqrt(sum / n) : 0;
  return IW_OK;
}

/* The swap that lowers the energy most; *delta_ev = 0 when none does. */
static iw_status steepest(const walker *w, iwi_move *best, double *delta_ev)
{
  const iwi_swap_energy *energy = w->a->energy;
  iwi_swap_cursor cursor = {0};
  iwi_move move;

  *delta_ev = 0;
  while (iwi_swaps_next(w->swaps, &cursor, &move)) {
    double delta;
    const iw_status status =
        energy->delta(energy->user, w->swaps->species, &move, &delta);

    if (status != IW_OK)
      return status;
    if (delta < *delta_ev) {
      *delta_ev = delta;
      *best = move;
    }
  }
  return IW_OK;
}

static iw_status quench(walker *w)
{
  double delta = 0;
  iwi_move best;

  do {
    const iw_status status = steepest(w, &best, &delta);

    if (status != IW_OK)
      return status;
    if (delta < -SAME_EV)
      make(w, &best, delta);
  } while (delta < -SAME_EV);
  return IW_OK;
}

static uint64_t moves_of_sweep(const iwi_annealing *a)
{
  const uint64_t n = a->swaps->n_active, many = MOVES_PER_SITE * n;

  if (!a->energy->is_cheap)
    return 1;
  return n > SMALL_SWEEP_MOVES      ? n
         : many > SMALL_SWEEP_MOVES ? SMALL_SWEEP_MOVES
                                    : many;
}

/* Bring a walker that may have violated exclusions back to where none is. */
static iw_status heal(iw_context *ctx, walker *w)
{
  iw_status status = IW_OK;

  if (w->n_clashes > 0)
    status = iwi_swaps_repair(ctx, w->swaps, &w->rng);
  w->n_clashes = 0;
  if (status != IW_OK)
    return status;
  if (iwi_swaps_all_clashes(w->swaps) > 0)
    return start(ctx, w); /* all there is left to do */
  return w->a->energy->load(w->a->energy->user, w->swaps->species,
                            &w->energy_ev);
}

static iw_status offer(const walker *w, uint64_t done)
{
  const uint8_t *species = w->n_clashes == 0 ? w->swaps->species : NULL;

  return w->a->offer(w->a->user, species, w->energy_ev, done);
}

/* Cool one walker from start to end; offer what each sweep has come to. */
static iw_status cool(iw_context *ctx, walker *w, double kt_start_ev,
                      uint64_t n_sweeps, uint64_t *done)
{
  const double kt_end_ev = IWI_BOLTZMANN_EV_K * w->a->temperature_end_k;
  const uint64_t n_moves = moves_of_sweep(w->a);
  const double ratio =
      n_sweeps > 1 ? pow(kt_end_ev / kt_start_ev, 1.0 / (double)(n_sweeps - 1))
                   : 1;
  double kt_ev = kt_start_ev;
  iw_status status = start(ctx, w);

  for (uint64_t sweep = 0; sweep < n_sweeps && status == IW_OK; sweep++) {
    for (uint64_t k = 0; k < n_moves && status == IW_OK; k++)
      status = try_move(w, kt_ev);
    if (status == IW_OK)
      status = offer(w, ++*done);
    kt_ev *= ratio;
  }
  if (status != IW_OK || !w->a->energy->is_cheap)
    return status;
  status = heal(ctx, w);
  if (status == IW_OK)
    status = quench(w);
  return status == IW_OK ? offer(w, *done) : status;
}

iw_status iwi_anneal(iw_context *ctx, const iwi_annealing *a)
{
  const uint64_t restarts = a->n_sweeps < RESTARTS ? a->n_sweeps : RESTARTS;
  const double kt_end_ev = IWI_BOLTZMANN_EV_K * a->temperature_end_k;
  double kt_start_ev = IWI_BOLTZMANN_EV_K * a->temperature_start_k;
  double scale_ev = 0;
  iw_status status = scale_of_energy(ctx, a, &scale_ev);
  uint64_t done = 0;

  if (isnan(kt_start_ev))
    kt_start_ev = fmax(scale_ev, kt_end_ev);
  for (uint64_t k = 0; k < restarts && status == IW_OK; k++) {
    const uint64_t share =
        a->n_sweeps / restarts + (k < a->n_sweeps % restarts);
    walker w = {.a = a, .swaps = a->swaps, .penalty_ev = INFINITY};

    if (a->energy->is_cheap)
      w.penalty_ev = fmax(scale_ev, COLD * kt_end_ev);
    iwi_rng_seed(&w.rng, a->seed, k + 1);
    status = cool(ctx, &w, kt_start_ev, share, &done);
  }
  return status;
}

iw_status iwi_anneal_look_around(const iwi_annealing *a, const uint8_t *species,
                                 double limit_ev)
{
  iwi_swap_cursor cursor = {0};
  double energy_ev, delta;
  iw_status status;
  iwi_move move;

  iwi_swaps_load(a->swaps, species);
  status = a->energy->load(a->energy->user, species, &energy_ev);
  while (status == IW_OK && iwi_swaps_next(a->swaps, &cursor, &move)) {
    status =
        a->energy->delta(a->energy->user, a->swaps->species, &move, &delta);
    if (status != IW_OK || energy_ev + delta > limit_ev)
      continue;
    iwi_swaps_apply(a->swaps, move.pairs[0]);
    status =
        a->offer(a->user, a->swaps->species, energy_ev + delta, a->n_sweeps);
    iwi_swaps_apply(a->swaps, move.pairs[0]);
  }
  return status;
}
