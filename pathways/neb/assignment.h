/* SPDX-License-Identifier: BSD-3-Clause */
/* One-to-one assignment of least total cost. */
#ifndef IONWAY_ASSIGNMENT_H
#define IONWAY_ASSIGNMENT_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/context.h>

/** Costs of a row in every column, n of them. */
typedef void iwi_assignment_row_fn(size_t row, double *costs, void *user);

/**
 * Give each of n rows a column of its own, the sum of costs the least there
 * is. Rows are asked for when they are needed, each once.
 *
 * nearest, least   the cheapest column of each row and its cost, where the
 *                  caller has them for less than a row; or both NULL.
 * column_of        n, out. total: out, may be NULL.
 * Errors  IW_E_MEMORY.
 * Cost    O(n) beyond the costs for rows whose cheapest columns differ; for
 *         each other row O(n) times the rows its path goes through.
 * Source  [jonker1987].
 */
iw_status iwi_assignment_solve(iw_context *ctx, size_t n,
                               iwi_assignment_row_fn *row, void *user,
                               const int32_t *nearest, const double *least,
                               int32_t *column_of, double *total);

#endif
