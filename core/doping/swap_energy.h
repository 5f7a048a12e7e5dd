/* SPDX-License-Identifier: BSD-3-Clause */
/* What annealing asks of an energy: its change when species are swapped. */
#ifndef IONWAY_DOPING_SWAP_ENERGY_H
#define IONWAY_DOPING_SWAP_ENERGY_H

#include "swaps.h"

typedef struct iwi_swap_energy {
  /** Energy of a decoration, from which the moves start. */
  iw_status (*load)(void *user, const uint8_t *species, double *energy_ev);
  /** What a move would change; `species` is still without it. */
  iw_status (*delta)(void *user, const uint8_t *species, const iwi_move *move,
                     double *delta_ev);
  /** The move asked for last is made; `species` is still without it. */
  void (*accept)(void *user, const uint8_t *species, const iwi_move *move);
  void *user;
  int is_cheap; /* delta is a few products: it may be asked for every pair */
} iwi_swap_energy;

/** E = sum_i b_i q_i + 1/2 sum_ij A_ij q_i q_j, eq. (C5). All lent. */
typedef struct iwi_quadratic {
  const iw_decorations *d;
  const double *matrix;  /* A, n_sites x n_sites, symmetric        */
  const double *field;   /* b, n_sites                             */
  const double *charges; /* of each species of pool 0, pool 1, ... */
} iwi_quadratic;

typedef struct iwi_quadratic_swaps iwi_quadratic_swaps;

/** Fills *energy, whose user is *out. Errors: IW_E_MEMORY.
 *  Free: iwi_quadratic_swaps_destroy. Cost: load O(n_sites^2), delta O(1),
 *  accept O(n_sites). Source: docs/theory.md eq. (D12). */
iw_status iwi_quadratic_swaps_create(iw_context *ctx, const iwi_quadratic *form,
                                     iwi_swap_energy *energy,
                                     iwi_quadratic_swaps **out);
void iwi_quadratic_swaps_destroy(iwi_quadratic_swaps *swaps);

#endif
