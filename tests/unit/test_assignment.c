/* SPDX-License-Identifier: BSD-3-Clause */
/* The assignment against all permutations where n is small, and against the
 * absence of any improving cycle where it is not. */
#include "check.h"

#include <stdlib.h>

#include <ionway/ionway.h>

#include "assignment.h"
#include "rng.h"

#define LARGEST 120

static iw_context *ctx;

typedef struct table {
  size_t n, asked;
  double costs[LARGEST][LARGEST];
} table;

static void row_of(size_t row, double *costs, void *user)
{
  table *t = user;

  t->asked++;
  memcpy(costs, t->costs[row], t->n * sizeof *costs);
}

static double sum_of(const table *t, const int32_t *columns)
{
  double sum = 0;

  for (size_t i = 0; i < t->n; i++)
    sum += t->costs[i][columns[i]];
  return sum;
}

static int is_permutation(const int32_t *columns, size_t n)
{
  char seen[LARGEST] = {0};

  for (size_t i = 0; i < n; i++) {
    if (columns[i] < 0 || (size_t)columns[i] >= n || seen[columns[i]]++)
      return 0;
  }
  return 1;
}

/* Least sum over all permutations of the columns from `at` on. */
static double by_force(const table *t, int32_t *columns, size_t at)
{
  double best = HUGE_VAL;

  if (at == t->n)
    return sum_of(t, columns);
  for (size_t i = at; i < t->n; i++) {
    const int32_t a = columns[at], b = columns[i];
    double found;

    columns[at] = b;
    columns[i] = a;
    found = by_force(t, columns, at + 1);
    columns[at] = a;
    columns[i] = b;
    best = fmin(best, found);
  }
  return best;
}

static void fill(table *t, size_t n, iwi_rng *rng, int whole)
{
  t->n = n;
  t->asked = 0;
  for (size_t i = 0; i < n; i++) {
    for (size_t j = 0; j < n; j++)
      t->costs[i][j] = whole ? iwi_rng_below(rng, 6) : iwi_rng_real(rng);
  }
}

static void cheapest(const table *t, int32_t *nearest, double *least)
{
  for (size_t i = 0; i < t->n; i++) {
    nearest[i] = 0;
    for (size_t j = 1; j < t->n; j++) {
      if (t->costs[i][j] < t->costs[i][nearest[i]])
        nearest[i] = (int32_t)j;
    }
    least[i] = t->costs[i][nearest[i]];
  }
}

static void agrees_with_all_permutations(void)
{
  iwi_rng rng;

  iwi_rng_seed(&rng, 7, 0);
  for (int round = 0; round < 400; round++) {
    table t;
    int32_t columns[LARGEST], all[8], nearest[LARGEST];
    double total, least[LARGEST];

    fill(&t, 1 + (size_t)round % 7, &rng, round % 2);
    for (int32_t i = 0; i < 8; i++)
      all[i] = i;
    cheapest(&t, nearest, least);
    CHECK_INT(iwi_assignment_solve(ctx, t.n, row_of, &t,
                                   round % 3 ? nearest : NULL,
                                   round % 3 ? least : NULL, columns, &total),
              IW_OK);
    CHECK(is_permutation(columns, t.n));
    CHECK_NEAR(sum_of(&t, columns), by_force(&t, all, 0), 1e-12); /* sums */
    CHECK_NEAR(total, sum_of(&t, columns), 1e-12);
  }
}

/* Rows that swap columns in a ring: an assignment is the best exactly when no
 * ring lowers the sum (Bellman and Ford on the differences). */
static int has_improving_ring(const table *t, const int32_t *columns)
{
  double length[LARGEST] = {0};

  for (size_t round = 0; round <= t->n; round++) {
    int changed = 0;

    for (size_t i = 0; i < t->n; i++) {
      for (size_t j = 0; j < t->n; j++) {
        const double d =
            length[i] + t->costs[i][columns[j]] - t->costs[i][columns[i]];

        if (d < length[j] - 1e-12) {
          length[j] = d;
          changed = 1;
        }
      }
    }
    if (!changed)
      return 0;
  }
  return 1;
}

static void leaves_no_improving_ring(void)
{
  iwi_rng rng;

  iwi_rng_seed(&rng, 8, 0);
  for (int round = 0; round < 6; round++) {
    static table t;
    int32_t columns[LARGEST];

    fill(&t, LARGEST - (size_t)round, &rng, round % 2);
    CHECK_INT(
        iwi_assignment_solve(ctx, t.n, row_of, &t, NULL, NULL, columns, NULL),
        IW_OK);
    CHECK(is_permutation(columns, t.n));
    CHECK(!has_improving_ring(&t, columns));
  }
}

/* The usual case: nearly everybody stays. Few rows are ever asked for. */
static void asks_for_few_rows(void)
{
  static table t;
  iwi_rng rng;
  int32_t columns[LARGEST], nearest[LARGEST];
  double least[LARGEST];

  iwi_rng_seed(&rng, 9, 0);
  fill(&t, LARGEST, &rng, 0);
  for (size_t i = 0; i < t.n; i++) {
    for (size_t j = 0; j < t.n; j++)
      t.costs[i][j] += i == j ? -0.999 : 1;
  }
  t.costs[17][17] = 3; /* the one that hops: to the column 18 holds */
  t.costs[17][18] = 0.5;
  cheapest(&t, nearest, least);
  t.asked = 0;
  CHECK_INT(
      iwi_assignment_solve(ctx, t.n, row_of, &t, nearest, least, columns, NULL),
      IW_OK);
  CHECK(!has_improving_ring(&t, columns));
  CHECK(t.asked <= t.n);
  CHECK(t.asked > 0);
}

int main(void)
{
  if (iw_context_create(&ctx) != IW_OK)
    return 1;
  RUN(agrees_with_all_permutations);
  RUN(leaves_no_improving_ring);
  RUN(asks_for_few_rows);
  iw_context_destroy(ctx);
  return check_report();
}
