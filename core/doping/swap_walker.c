/* SPDX-License-Identifier: BSD-3-Clause */
/* Metropolis moves and steepest descent. */
#include "swap_walker.h"

#include <math.h>

/* Energies closer than this are rounding, eV: sums of some thousand terms of
 * up to 1000 eV. */
#define SAME_EV 1e-8

iw_status iwi_walker_start(iw_context *ctx, iwi_walker *w)
{
  iw_status status = iwi_swaps_find(ctx, w->swaps, &w->rng);

  w->n_clashes = 0;
  if (status == IW_OK)
    status = w->energy->load(w->energy->user, w->swaps->species, &w->energy_ev);
  return status;
}

iw_status iwi_walker_load(iwi_walker *w, const uint8_t *species)
{
  iwi_swaps_load(w->swaps, species);
  w->n_clashes = 0;
  return w->energy->load(w->energy->user, species, &w->energy_ev);
}

/* A move out of the present decoration and the exclusions it would violate
 * more; 0 when there is none. */
static int draw(iwi_walker *w, iwi_move *move, int32_t *clashes)
{
  *clashes = 0;
  if (isinf(w->penalty_ev))
    return iwi_swaps_draw(w->swaps, &w->rng, move);
  if (!iwi_swaps_propose(w->swaps, &w->rng, move))
    return 0;
  *clashes = iwi_swaps_clash_change(w->swaps, move);
  return 1;
}

static void make(iwi_walker *w, const iwi_move *move, double delta_ev)
{
  w->energy->accept(w->energy->user, w->swaps->species, move);
  for (int k = 0; k < move->n_swaps; k++)
    iwi_swaps_apply(w->swaps, move->pairs[k]);
  w->energy_ev += delta_ev;
}

iw_status iwi_walker_try(iwi_walker *w, double kt_ev, int *is_made)
{
  iw_status status;
  int32_t clashes;
  iwi_move move;
  double delta = 0, cost;

  *is_made = 0;
  if (!draw(w, &move, &clashes))
    return IW_OK;
  status = w->energy->delta(w->energy->user, w->swaps->species, &move, &delta);
  if (status != IW_OK)
    return status;
  cost = clashes == 0 ? delta : delta + clashes * w->penalty_ev;
  if (cost <= 0 || iwi_rng_real(&w->rng) < exp(-cost / kt_ev)) {
    make(w, &move, delta);
    w->n_clashes += clashes;
    *is_made = 1;
  }
  return IW_OK;
}

iw_status iwi_walker_heal(iw_context *ctx, iwi_walker *w)
{
  iw_status status = IW_OK;

  if (w->n_clashes > 0)
    status = iwi_swaps_repair(ctx, w->swaps, &w->rng, &w->n_looks);
  w->n_clashes = 0;
  if (status != IW_OK)
    return status;
  if (iwi_swaps_all_clashes(w->swaps) > 0)
    return iwi_walker_start(ctx, w); /* all there is left to do */
  return w->energy->load(w->energy->user, w->swaps->species, &w->energy_ev);
}

/* The swap that lowers the energy most; *delta_ev = 0 when none does. */
static iw_status steepest(iwi_walker *w, iwi_move *best, double *delta_ev)
{
  iwi_swap_cursor cursor = {0};
  iwi_move move;

  *delta_ev = 0;
  while (iwi_swaps_next(w->swaps, &cursor, &move)) {
    double delta;
    const iw_status status =
        w->energy->delta(w->energy->user, w->swaps->species, &move, &delta);

    if (status != IW_OK)
      return status;
    if (delta < *delta_ev) {
      *delta_ev = delta;
      *best = move;
    }
  }
  w->n_looks += cursor.n_seen;
  return IW_OK;
}

iw_status iwi_walker_quench(iwi_walker *w)
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
