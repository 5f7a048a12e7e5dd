/* SPDX-License-Identifier: BSD-3-Clause */
/* The Gram kernel against sums written out, for sizes that fill no tile. */
#include "check.h"

#include <stdlib.h>

#include "gram.h"

#define MAX_N 37
#define DEPTH 12

static double component(size_t i, size_t k)
{
  return (double)((i * 7 + k * 13 + i * k) % 11) - 5; /* exact in any order */
}

static void products_are_right(void)
{
  for (size_t n = 1; n <= MAX_N; n++) {
    const size_t used = 1 + n % DEPTH;
    double *panels = calloc(iwi_panels_size(n, DEPTH), sizeof *panels);
    double *matrix = calloc(n * n, sizeof *matrix);

    CHECK(panels != NULL && matrix != NULL);
    if (panels == NULL || matrix == NULL)
      exit(1);
    for (size_t i = 0; i < n; i++) {
      for (size_t k = 0; k < DEPTH; k++)
        panels[iwi_panels_at(DEPTH, i, k)] = component(i, k);
      matrix[i * n + i] = 0.5; /* what is there stays */
    }
    iwi_gram_add(n, DEPTH, used, panels, matrix);
    for (size_t i = 0; i < n; i++) {
      for (size_t j = 0; j <= i; j++) {
        double sum = i == j ? 0.5 : 0;

        for (size_t k = 0; k < used; k++)
          sum += component(i, k) * component(j, k);
        CHECK(matrix[i * n + j] == sum);
      }
    }
    free(panels);
    free(matrix);
  }
}

int main(void)
{
  RUN(products_are_right);
  return check_report();
}
