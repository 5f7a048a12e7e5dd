/* SPDX-License-Identifier: BSD-3-Clause */
/* Metropolis moves under falling temperature. Restarts have random streams of
 * their own, so that none depends on how long the one before it ran. */
#include "annealing.h"

#include <math.h>

#include "context.h"
#include "units.h"

enum {
  RESTARTS = 4,
  MOVES_PER_SITE = 10,      /* of a sweep, as far as ...                     */
  SMALL_SWEEP_MOVES = 1000, /* ... this; beyond, one a site                 */
  PROBES = 200,             /* moves that tell the scale of the energy       */
  PROBE_STARTS = 4
};

/* Energies closer than this are rounding, eV: sums of some thousand terms of
 * up to 1000 eV. */
#define SAME_EV 1e-8

typedef struct walker {
  const iwi_annealing *a;
  iwi_swaps *swaps;
  iwi_rng rng;
  double energy_ev;
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

static iw_status try_move(walker *w, double kt_ev)
{
  const iwi_swap_energy *energy = w->a->energy;
  iw_status status;
  iwi_move move;
  double delta = 0;

  if (!iwi_swaps_draw(w->swaps, &w->rng, &move))
    return IW_OK;
  status = energy->delta(energy->user, w->swaps->species, &move, &delta);
  if (status == IW_OK &&
      (delta <= 0 || iwi_rng_real(&w->rng) < exp(-delta / kt_ev)))
    make(w, &move, delta);
  return status;
}

/* Root mean square change of the energy by an allowed move in a random
 * decoration, eV: at this k_B T most moves are accepted. */
static iw_status scale_of_energy(iw_context *ctx, const iwi_annealing *a,
                                 double *scale_ev)
{
  walker w = {.a = a, .swaps = a->swaps};
  double sum = 0;
  int n = 0;

  iwi_rng_seed(&w.rng, a->seed, 0);
  for (int k = 0; k < PROBES; k++) {
    iwi_move move;
    double delta = 0;
    iw_status status =
        k % (PROBES / PROBE_STARTS) == 0 ? start(ctx, &w) : IW_OK;

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

/* Cool one walker from start to end; offer what each sweep has come to. */
static iw_status cool(iw_context *ctx, walker *w, double kt_start_ev,
                      uint64_t n_sweeps, uint64_t *done)
{
  const iwi_annealing *a = w->a;
  const double kt_end_ev = IWI_BOLTZMANN_EV_K * a->temperature_end_k;
  const uint64_t n_moves = moves_of_sweep(a);
  const double ratio =
      n_sweeps > 1 ? pow(kt_end_ev / kt_start_ev, 1.0 / (double)(n_sweeps - 1))
                   : 1;
  double kt_ev = kt_start_ev;
  iw_status status = start(ctx, w);

  for (uint64_t sweep = 0; sweep < n_sweeps && status == IW_OK; sweep++) {
    for (uint64_t k = 0; k < n_moves && status == IW_OK; k++)
      status = try_move(w, kt_ev);
    if (status == IW_OK)
      status = a->offer(a->user, w->swaps->species, w->energy_ev, ++*done);
    kt_ev *= ratio;
  }
  if (status == IW_OK && a->energy->is_cheap)
    status = quench(w);
  if (status == IW_OK)
    status = a->offer(a->user, w->swaps->species, w->energy_ev, *done);
  return status;
}

iw_status iwi_anneal(iw_context *ctx, const iwi_annealing *a)
{
  const uint64_t restarts = a->n_sweeps < RESTARTS ? a->n_sweeps : RESTARTS;
  const double kt_end_ev = IWI_BOLTZMANN_EV_K * a->temperature_end_k;
  double kt_start_ev = IWI_BOLTZMANN_EV_K * a->temperature_start_k;
  iw_status status = IW_OK;
  uint64_t done = 0;

  if (isnan(kt_start_ev))
    status = scale_of_energy(ctx, a, &kt_start_ev);
  if (kt_start_ev < kt_end_ev)
    kt_start_ev = kt_end_ev;
  for (uint64_t k = 0; k < restarts && status == IW_OK; k++) {
    const uint64_t share =
        a->n_sweeps / restarts + (k < a->n_sweeps % restarts);
    walker w = {.a = a, .swaps = a->swaps};

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
