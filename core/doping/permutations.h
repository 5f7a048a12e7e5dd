/* SPDX-License-Identifier: BSD-3-Clause */
/* Is a table of permutations a group? */
#ifndef IONWAY_DOPING_PERMUTATIONS_H
#define IONWAY_DOPING_PERMUTATIONS_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/context.h>

/** Check that the rows of the table (order x n) are permutations, that none
 *  comes twice, that the identity is there (*identity says where), and that
 *  products of rows are rows. Errors: IW_E_ARGUMENT, IW_E_MEMORY. */
iw_status iwi_permutations_check(iw_context *ctx, const int32_t *table,
                                 size_t order, size_t n, size_t *identity);

#endif
