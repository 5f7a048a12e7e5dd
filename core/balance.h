/* SPDX-License-Identifier: BSD-3-Clause */
/* Charges of the kinds of a cell that add up to what the cell carries. */
#ifndef IONWAY_CORE_BALANCE_H
#define IONWAY_CORE_BALANCE_H

#include <stddef.h>

#include "chemenv.h"

typedef struct iwi_balance {
  double residual; /* sum of charges less the target, e          */
  double cost;     /* mean cost of the states, lower is likelier */
  size_t averaged; /* kind that carries an average, n if none    */
} iwi_balance;

/**
 * The cheapest states whose sum is within the tolerance of the target; where
 * there is none, those that come closest (then |residual| > tolerance).
 *
 * One kind that may carry an average closes the balance, all others have one
 * of their states.
 * charge   n kinds, out.
 * Cost     a product over kinds with a choice, cut by bounds; the number of
 *          kinds is that of elements and environments, not of atoms. After
 *          200 000 nodes for one closing kind the best so far is taken, which
 *          balances, but may not be the cheapest.
 * Errors   IW_E_MEMORY.
 */
iw_status iwi_balance_search(iw_context *ctx, const iwi_kind *kinds, size_t n,
                             double target, double tolerance, double *charge,
                             iwi_balance *out);

/** How far the charges of a cell may be from their sum, e. Full cells add up
 *  exactly. Occupancies are rounded, so that average structures miss by a part
 *  of the charge that partly filled sites carry: 0.05 e, or 2 % of it (with a
 *  mean charge of 2). */
double iwi_balance_tolerance(const iw_site *sites, size_t n);

/** Cost of a kind at a charge: linear between its states. */
double iwi_balance_cost(const iwi_kind *kind, double charge);

#endif
