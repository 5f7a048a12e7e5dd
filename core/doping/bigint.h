/* SPDX-License-Identifier: BSD-3-Clause */
/* Non-negative integers of any length: the only door to GMP. */
#ifndef IONWAY_DOPING_BIGINT_H
#define IONWAY_DOPING_BIGINT_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/context.h>

typedef struct iwi_bigint iwi_bigint;

/** n integers, all zero, one block. Free: iwi_bigint_destroy(block, n). */
iw_status iwi_bigint_create(iw_context *ctx, size_t n, iwi_bigint **out);
void iwi_bigint_destroy(iwi_bigint *block, size_t n);

/** Entry i of a block. */
iwi_bigint *iwi_bigint_at(iwi_bigint *block, size_t i);

#endif
