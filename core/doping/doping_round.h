/* SPDX-License-Identifier: BSD-3-Clause */
/* Whole numbers near wanted ones whose charges add up, eq. (D7). */
#ifndef IONWAY_DOPING_ROUND_H
#define IONWAY_DOPING_ROUND_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/context.h>

/** Charges are whole millionths of e, so that sums are exact. */
#define IWI_CHARGE_UNITS 1000000.0

/** A species of a pool. Terms of a pool follow each other. */
typedef struct iwi_round_term {
  double wanted; /* atoms             */
  double weight; /* of (n - wanted)^2 */
  int64_t charge;
  int32_t low, high; /* bounds of n */
  int32_t pool;
} iwi_round_term;

/** Atoms that the terms of a pool may sum to. */
typedef struct iwi_round_pool {
  int32_t low, high;
} iwi_round_pool;

typedef struct iwi_round_problem {
  const iwi_round_term *terms;
  size_t n_terms;
  const iwi_round_pool *pools;
  int64_t charge_low, charge_high; /* the sum lies in this closed range */
} iwi_round_problem;

/**
 * The counts (n_terms) with least sum of weight (n - wanted)^2; of equals the
 * first in lexicographic order. *found is 0 when no counts within the bounds
 * do. Not proven least when more than some millions of states are met, which
 * takes many terms of many different charges.
 *
 * nearest non-zero: the counts within one atom of the wanted ones whose sum
 * comes closest to the range, for messages.
 * Errors  IW_E_MEMORY.
 * Cost    polynomial: terms x width of the search x distinct sums of charge.
 */
iw_status iwi_round_solve(iw_context *ctx, const iwi_round_problem *problem,
                          int nearest, int32_t *counts, int *found);

#endif
