/* SPDX-License-Identifier: BSD-3-Clause */
/* Checks of a permutation group. Closure is shown with few generators: each
 * new one at least doubles the group that they generate, so that products of
 * all rows with log2(order) generators are enough. */
#include "permutations.h"

#include <stdlib.h>
#include <string.h>

#include "context.h"
#include "mem.h"

/* A group of 2^64 rows does not fit anywhere. */
#define MAX_GENERATORS 64

/* A row in the sorted index. */
typedef struct entry {
  const int32_t *row;
  size_t n;
} entry;

typedef struct closure {
  const int32_t *table;
  size_t order, n;
  entry *sorted; /* by content, for looking products up           */
  char *reached; /* rows that the generators generate             */
  size_t *queue; /* of those, in the order they were found        */
  size_t n_queue;
  int32_t *product; /* n                                             */
  size_t generators[MAX_GENERATORS];
  size_t n_generators;
} closure;

static int compare(const void *a, const void *b)
{
  const entry *x = a, *y = b;

  return memcmp(x->row, y->row, x->n * sizeof *x->row);
}

static size_t row_number(const closure *c, const int32_t *row)
{
  return (size_t)(row - c->table) / c->n;
}

static iw_status check_rows(iw_context *ctx, const closure *c)
{
  int32_t *seen = c->product; /* 1 + the last row that hit a site */

  memset(seen, 0, c->n * sizeof *seen);
  for (size_t k = 0; k < c->order; k++) {
    for (size_t i = 0; i < c->n; i++) {
      const int32_t to = c->table[k * c->n + i];

      if (to < 0 || (size_t)to >= c->n || seen[to] == (int32_t)k + 1)
        return iwi_fail(ctx, IW_E_ARGUMENT,
                        "site group: row %zu is no permutation: it takes site "
                        "%zu to %d",
                        k, i, (int)to);
      seen[to] = (int32_t)k + 1;
    }
  }
  return IW_OK;
}

static iw_status sort_rows(iw_context *ctx, closure *c)
{
  for (size_t k = 0; k < c->order; k++)
    c->sorted[k] = (entry){c->table + k * c->n, c->n};
  qsort(c->sorted, c->order, sizeof *c->sorted, compare);
  for (size_t k = 1; k < c->order; k++) {
    if (compare(&c->sorted[k - 1], &c->sorted[k]) == 0)
      return iwi_fail(
          ctx, IW_E_ARGUMENT, "site group: rows %zu and %zu are equal",
          row_number(c, c->sorted[k - 1].row), row_number(c, c->sorted[k].row));
  }
  return IW_OK;
}

/* Row equal to the product in c->product; order when there is none. */
static size_t find_product(const closure *c)
{
  const entry key = {c->product, c->n};
  const entry *hit =
      bsearch(&key, c->sorted, c->order, sizeof *c->sorted, compare);

  return hit == NULL ? c->order : row_number(c, hit->row);
}

static void reach(closure *c, size_t row)
{
  if (c->reached[row])
    return;
  c->reached[row] = 1;
  c->queue[c->n_queue++] = row;
}

/* All that the generators generate from the identity. */
static iw_status generate(iw_context *ctx, closure *c, size_t identity)
{
  memset(c->reached, 0, c->order);
  c->n_queue = 0;
  reach(c, identity);
  for (size_t q = 0; q < c->n_queue; q++) {
    const int32_t *row = c->table + c->queue[q] * c->n;

    for (size_t g = 0; g < c->n_generators; g++) {
      const int32_t *generator = c->table + c->generators[g] * c->n;
      size_t found;

      for (size_t i = 0; i < c->n; i++)
        c->product[i] = generator[row[i]];
      found = find_product(c);
      if (found == c->order)
        return iwi_fail(ctx, IW_E_ARGUMENT,
                        "site group: the product of rows %zu and %zu is not "
                        "among them",
                        c->queue[q], c->generators[g]);
      reach(c, found);
    }
  }
  return IW_OK;
}

static iw_status check_closure(iw_context *ctx, closure *c, size_t *identity)
{
  iw_status status = IW_OK;

  for (size_t i = 0; i < c->n; i++)
    c->product[i] = (int32_t)i;
  *identity = find_product(c);
  if (*identity == c->order)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "site group: the identity is not among %zu rows", c->order);
  c->reached[*identity] = 1;
  for (size_t k = 0; status == IW_OK && k < c->order; k++) {
    if (c->reached[k])
      continue;
    c->generators[c->n_generators++] = k;
    status = generate(ctx, c, *identity);
  }
  return status;
}

iw_status iwi_permutations_check(iw_context *ctx, const int32_t *table,
                                 size_t order, size_t n, size_t *identity)
{
  closure c = {.table = table, .order = order, .n = n};
  iw_status status = IW_E_MEMORY;

  if (order == 0 || n == 0 || order > INT32_MAX - 1 || n > INT32_MAX)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "site group: %zu rows of %zu sites, want 1 to %d", order, n,
                    INT32_MAX - 1);
  c.sorted = iwi_calloc(ctx, order, sizeof *c.sorted);
  c.reached = iwi_calloc(ctx, order, 1);
  c.queue = iwi_calloc(ctx, order, sizeof *c.queue);
  c.product = iwi_calloc(ctx, n, sizeof *c.product);
  if (c.sorted != NULL && c.reached != NULL && c.queue != NULL &&
      c.product != NULL)
    status = check_rows(ctx, &c);
  if (status == IW_OK)
    status = sort_rows(ctx, &c);
  if (status == IW_OK)
    status = check_closure(ctx, &c, identity);
  iwi_free(c.sorted);
  iwi_free(c.reached);
  iwi_free(c.queue);
  iwi_free(c.product);
  return status;
}
