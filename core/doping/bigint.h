/* SPDX-License-Identifier: BSD-3-Clause */
/* Non-negative integers of any length: the only door to GMP.
 *
 * Blocks of integers come from core/mem.h, their digits from GMP, which ends
 * the program when memory runs out: who makes many integers, or long ones, has
 * to bound them. GMP's memory functions, which are global, are left alone. */
#ifndef IONWAY_DOPING_BIGINT_H
#define IONWAY_DOPING_BIGINT_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/context.h>

typedef struct iwi_bigint iwi_bigint;

/** n integers, all zero, one block. Free: iwi_bigint_destroy(block, n). */
iw_status iwi_bigint_create(iw_context *ctx, size_t n, iwi_bigint **out);
void iwi_bigint_destroy(iwi_bigint *block, size_t n);

/** Make a block of n longer; the new ones are zero. *block may be NULL when n
 *  is 0, and stays as it is on failure. */
iw_status iwi_bigint_grow(iw_context *ctx, size_t n, size_t longer,
                          iwi_bigint **block);

/** Entry i of a block. */
iwi_bigint *iwi_bigint_at(iwi_bigint *block, size_t i);

void iwi_bigint_set(iwi_bigint *x, const iwi_bigint *y);
void iwi_bigint_set_u64(iwi_bigint *x, uint64_t value);
/** x := n over k */
void iwi_bigint_set_binomial(iwi_bigint *x, uint32_t n, uint32_t k);
void iwi_bigint_add(iwi_bigint *x, const iwi_bigint *y);
/** x -= y <= x */
void iwi_bigint_subtract(iwi_bigint *x, const iwi_bigint *y);
void iwi_bigint_multiply(iwi_bigint *x, const iwi_bigint *y);
void iwi_bigint_multiply_u32(iwi_bigint *x, uint32_t factor);
/** x += y z */
void iwi_bigint_add_product(iwi_bigint *x, const iwi_bigint *y,
                            const iwi_bigint *z);
/** x /= y, which divides it. */
void iwi_bigint_divide_exactly(iwi_bigint *x, const iwi_bigint *y);
void iwi_bigint_divide_exactly_u32(iwi_bigint *x, uint32_t divisor);
int iwi_bigint_is_zero(const iwi_bigint *x);

/** Decimal digits; free with iwi_free(). */
iw_status iwi_bigint_text(iw_context *ctx, const iwi_bigint *x, char **out);
/** The nearest double, ties to even; INFINITY above its range. */
double iwi_bigint_real(const iwi_bigint *x);
/** Natural logarithm; -INFINITY of 0. */
double iwi_bigint_log(const iwi_bigint *x);

#endif
