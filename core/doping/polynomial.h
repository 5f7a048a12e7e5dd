/* SPDX-License-Identifier: BSD-3-Clause */
/* Sparse sums of terms: a byte string of fixed width (exponents, or the state
 * of a sweep) and how often it occurs. */
#ifndef IONWAY_DOPING_POLYNOMIAL_H
#define IONWAY_DOPING_POLYNOMIAL_H

#include "bigint.h"
#include "dictionary.h"

/** Zeroed is empty. */
typedef struct iwi_polynomial {
  iwi_dictionary keys;
  iwi_bigint *values; /* capacity; the first keys.n are in use */
  size_t capacity;
} iwi_polynomial;

/** The coefficient of a term, zero when it is new. Lent until the next. */
iw_status iwi_polynomial_term(iw_context *ctx, iwi_polynomial *p,
                              const void *key, size_t size, iwi_bigint **out);
/** Coefficient i, of key i. */
const iwi_bigint *iwi_polynomial_value(const iwi_polynomial *p, size_t i);
void iwi_polynomial_clear(iwi_polynomial *p);
void iwi_polynomial_release(iwi_polynomial *p);

#endif
