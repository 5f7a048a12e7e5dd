/* SPDX-License-Identifier: BSD-3-Clause */
/* How many ways there are to give each of a set of cycles one species. */
#ifndef IONWAY_DOPING_CYCLE_COLOURINGS_H
#define IONWAY_DOPING_CYCLE_COLOURINGS_H

#include "polynomial.h"

/** Cycles of one pool: numbers[i] of them have the length lengths[i]. Lengths
 *  fall. */
typedef struct iwi_cycle_type {
  size_t n;
  const int32_t *lengths, *numbers;
} iwi_cycle_type;

/** Results so far and work space. Zeroed is empty. */
typedef struct iwi_cycle_colourings {
  iwi_polynomial known;
  iwi_polynomial present, next;
  int32_t *key;
  size_t key_capacity;
} iwi_cycle_colourings;

/**
 * Multiply x by the coefficient of prod_s x_s^counts[s] in the generating
 * function of eq. (D3). Counts (n_species) and cycles cover equally many sites.
 */
iw_status iwi_cycle_colourings_multiply(iw_context *ctx,
                                        iwi_cycle_colourings *c,
                                        const iwi_cycle_type *type,
                                        const int32_t *counts, size_t n_species,
                                        iwi_bigint *x);
void iwi_cycle_colourings_release(iwi_cycle_colourings *c);

#endif
