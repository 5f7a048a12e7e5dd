/* SPDX-License-Identifier: BSD-3-Clause */
/* One decoration on its way to low energy by swaps. */
#ifndef IONWAY_DOPING_SWAP_WALKER_H
#define IONWAY_DOPING_SWAP_WALKER_H

#include "swap_energy.h"

typedef struct iwi_walker {
  const iwi_swap_energy *energy; /* lent                                     */
  iwi_swaps *swaps;              /* lent                                     */
  iwi_rng rng;
  double energy_ev;
  double penalty_ev; /* of a violated exclusion; INFINITY: never allowed     */
  int32_t n_clashes; /* violated exclusions                                  */
  uint64_t n_looks;  /* pairs gone through to quench and to heal             */
} iwi_walker;

/** Stand on a random decoration. Errors: IW_E_STRUCTURE, IW_E_MEMORY, what the
 *  energy returns, as below. */
iw_status iwi_walker_start(iw_context *ctx, iwi_walker *walker);
/** Stand on this decoration. */
iw_status iwi_walker_load(iwi_walker *walker, const uint8_t *species);
/** Propose a move and make it with the probability of Metropolis; with an
 *  infinite k_B T whenever it is allowed. */
iw_status iwi_walker_try(iwi_walker *walker, double kt_ev, int *is_made);
/** Obey all exclusions again. */
iw_status iwi_walker_heal(iw_context *ctx, iwi_walker *walker);
/** Swap whatever lowers the energy most until nothing does. */
iw_status iwi_walker_quench(iwi_walker *walker);

#endif
