/* SPDX-License-Identifier: BSD-3-Clause */
/* Assignment by shortest augmenting paths with prices [jonker1987]: every row
 * takes its cheapest column first; rows left without one are fitted in along
 * the path that costs the least. */
#include "assignment.h"

#include <math.h>
#include <string.h>

#include "mem.h"

typedef struct problem {
  iw_context *ctx;
  size_t n;
  iwi_assignment_row_fn *row;
  void *user;
  double **rows; /* as far as asked for                             */
  double *row_price, *column_price; /* cost - both >= 0, 0 where assigned */
  int32_t *column_of, *row_of;      /* -1: none                          */
  double *distance; /* of a column from the row to be fitted in         */
  int32_t *before;  /* the row a column is reached from                 */
  uint8_t *settled;
} problem;

static const double *costs_of(problem *p, size_t row)
{
  if (p->rows[row] == NULL) {
    p->rows[row] = iwi_calloc(p->ctx, p->n, sizeof **p->rows);
    if (p->rows[row] != NULL)
      p->row(row, p->rows[row], p->user);
  }
  return p->rows[row];
}

/* Cheapest columns, first come, first served. */
static iw_status begin(problem *p, const int32_t *nearest, const double *least)
{
  for (size_t i = 0; i < p->n; i++)
    p->column_of[i] = p->row_of[i] = -1;
  for (size_t i = 0; i < p->n; i++) {
    size_t best = 0;

    if (nearest != NULL) {
      best = (size_t)nearest[i];
      p->row_price[i] = least[i];
    } else {
      const double *costs = costs_of(p, i);

      if (costs == NULL)
        return IW_E_MEMORY;
      for (size_t j = 1; j < p->n; j++)
        best = costs[j] < costs[best] ? j : best;
      p->row_price[i] = costs[best];
    }
    if (p->row_of[best] < 0) {
      p->row_of[best] = (int32_t)i;
      p->column_of[i] = (int32_t)best;
    }
  }
  return IW_OK;
}

/* Ways on from a row that is reached at distance `so_far`. */
static iw_status spread(problem *p, size_t row, double so_far)
{
  const double *costs = costs_of(p, row);

  if (costs == NULL)
    return IW_E_MEMORY;
  for (size_t j = 0; j < p->n; j++) {
    const double length =
        so_far + costs[j] - p->row_price[row] - p->column_price[j];

    if (!p->settled[j] && length < p->distance[j]) {
      p->distance[j] = length;
      p->before[j] = (int32_t)row;
    }
  }
  return IW_OK;
}

/* The free column nearest to a row, all nearer ones settled. */
static iw_status find_free(problem *p, size_t row, size_t *free_column)
{
  iw_status status;

  for (size_t j = 0; j < p->n; j++) {
    p->distance[j] = HUGE_VAL;
    p->settled[j] = 0;
  }
  status = spread(p, row, 0);
  while (status == IW_OK) {
    size_t next = p->n;

    for (size_t j = 0; j < p->n; j++) {
      if (!p->settled[j] &&
          (next == p->n || p->distance[j] < p->distance[next]))
        next = j;
    }
    if (p->row_of[next] < 0) {
      *free_column = next;
      return IW_OK;
    }
    p->settled[next] = 1;
    status = spread(p, (size_t)p->row_of[next], p->distance[next]);
  }
  return status;
}

static iw_status fit_in(problem *p, size_t row)
{
  size_t column, at;
  const iw_status status = find_free(p, row, &column);
  double length;

  if (status != IW_OK)
    return status;
  length = p->distance[column];
  p->row_price[row] += length;
  for (size_t j = 0; j < p->n; j++) {
    if (!p->settled[j])
      continue;
    p->column_price[j] += p->distance[j] - length;
    p->row_price[p->row_of[j]] += length - p->distance[j];
  }
  do { /* back along the path, everybody moves up */
    const int32_t left = p->column_of[p->before[column]];

    at = (size_t)p->before[column];
    p->row_of[column] = (int32_t)at;
    p->column_of[at] = (int32_t)column;
    column = (size_t)left;
  } while (at != row);
  return IW_OK;
}

static iw_status solve(problem *p, const int32_t *nearest, const double *least)
{
  iw_status status = begin(p, nearest, least);

  for (size_t i = 0; status == IW_OK && i < p->n; i++) {
    if (p->column_of[i] < 0)
      status = fit_in(p, i);
  }
  return status;
}

/* Of the assignment found: prices say it without the rows. */
static double total_of(const problem *p)
{
  double sum = 0;

  for (size_t i = 0; i < p->n; i++)
    sum += p->row_price[i] + p->column_price[i];
  return sum;
}

iw_status iwi_assignment_solve(iw_context *ctx, size_t n,
                               iwi_assignment_row_fn *row, void *user,
                               const int32_t *nearest, const double *least,
                               int32_t *column_of, double *total)
{
  problem p = {.ctx = ctx, .n = n, .row = row, .user = user};
  iw_status status = IW_E_MEMORY;

  p.column_of = column_of;
  p.rows = iwi_calloc(ctx, n, sizeof *p.rows);
  p.row_price = iwi_calloc(ctx, n, sizeof *p.row_price);
  p.column_price = iwi_calloc(ctx, n, sizeof *p.column_price);
  p.row_of = iwi_calloc(ctx, n, sizeof *p.row_of);
  p.distance = iwi_calloc(ctx, n, sizeof *p.distance);
  p.before = iwi_calloc(ctx, n, sizeof *p.before);
  p.settled = iwi_calloc(ctx, n, sizeof *p.settled);
  if (p.rows != NULL && p.row_price != NULL && p.column_price != NULL &&
      p.row_of != NULL && p.distance != NULL && p.before != NULL &&
      p.settled != NULL)
    status = solve(&p, nearest, least);
  if (status == IW_OK && total != NULL)
    *total = total_of(&p);
  for (size_t i = 0; p.rows != NULL && i < n; i++)
    iwi_free(p.rows[i]);
  iwi_free(p.rows);
  iwi_free(p.row_price);
  iwi_free(p.column_price);
  iwi_free(p.row_of);
  iwi_free(p.distance);
  iwi_free(p.before);
  iwi_free(p.settled);
  return status;
}
