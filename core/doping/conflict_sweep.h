/* SPDX-License-Identifier: BSD-3-Clause */
/* Ways to give species to cycles that are in conflict, by how many sites each
 * species then takes. */
#ifndef IONWAY_DOPING_CONFLICT_SWEEP_H
#define IONWAY_DOPING_CONFLICT_SWEEP_H

#include "polynomial.h"
#include "quotient.h"

/** A cycle as the sweep comes to it. Steps and arcs are compared byte by byte:
 *  they have no padding. */
typedef struct iwi_sweep_step {
  int32_t pool, length;
  int32_t allowed; /* species, as bits                                  */
  int32_t last;    /* the last step in conflict with this one           */
  int32_t n_arcs;  /* to earlier steps, after those of the steps before */
} iwi_sweep_step;

/** Connected cycles in the order in which they are swept. */
typedef struct iwi_sweep {
  size_t n, n_arcs;
  iwi_sweep_step *steps;
  iwi_conflict_arc *arcs; /* .to: a step                                  */
  double cost;            /* sum over steps of 2^(cycles open after it)   */
} iwi_sweep;

/** What counting may still cost. */
typedef struct iwi_sweep_budget {
  size_t max_states;    /* at a time                                     */
  uint64_t work_left;   /* states in all                                 */
  uint64_t since_pause; /* states since the caller was asked to go on    */
  const char *stage;    /* what is reported then                         */
  size_t done, total;
} iwi_sweep_budget;

/** IW_E_LIMIT (without a message) when the budget does not allow this much
 *  more work; IW_E_CANCELLED. */
iw_status iwi_sweep_budget_take(iw_context *ctx, iwi_sweep_budget *budget,
                                uint64_t work);

/**
 * The polynomial of a sweep: keys are counts (uint16_t) of all species of all
 * pools. Terms that cannot become the counts wanted are left out.
 * Errors  IW_E_LIMIT (without a message), IW_E_CANCELLED, IW_E_MEMORY.
 */
iw_status iwi_sweep_run(iw_context *ctx, const iw_decorations *d,
                        const iwi_sweep *sweep, iwi_sweep_budget *budget,
                        iwi_polynomial *out);

#endif
