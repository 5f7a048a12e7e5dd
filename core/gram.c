/* SPDX-License-Identifier: BSD-3-Clause */
/* Gram matrix by tiles of 4 x 8 sums that stay in registers. Each sum runs
 * over the components in order. Compiled as the vector kernels are. */
#include "gram.h"

#include "machine.h"

#define HALF (IWI_PANEL / 2)

static inline __attribute__((always_inline)) void
tile(size_t used, const double *restrict rows, const double *restrict columns,
     double sums[HALF][IWI_PANEL])
{
  double s[HALF][IWI_PANEL] = {{0}};

  for (size_t k = 0; k < used; k++) {
    for (int r = 0; r < HALF; r++) {
#pragma omp simd
      for (int c = 0; c < IWI_PANEL; c++)
        s[r][c] += rows[k * IWI_PANEL + r] * columns[k * IWI_PANEL + c];
    }
  }
  for (int r = 0; r < HALF; r++) {
    for (int c = 0; c < IWI_PANEL; c++)
      sums[r][c] = s[r][c];
  }
}

IWI_EVERY_MACHINE
void iwi_gram_add(size_t n, size_t depth, size_t used,
                  const double *restrict panels, double *restrict matrix)
{
  double sums[HALF][IWI_PANEL];

  for (size_t i0 = 0; i0 < n; i0 += HALF) {
    const double *rows = panels + iwi_panels_at(depth, i0, 0);
    const size_t n_rows = n - i0 < HALF ? n - i0 : HALF;

    for (size_t j0 = 0; j0 <= i0; j0 += IWI_PANEL) {
      const size_t n_columns = n - j0 < IWI_PANEL ? n - j0 : IWI_PANEL;

      tile(used, rows, panels + iwi_panels_at(depth, j0, 0), sums);
      for (size_t r = 0; r < n_rows; r++) {
        for (size_t c = 0; c < n_columns; c++)
          matrix[(i0 + r) * n + j0 + c] += sums[r][c];
      }
    }
  }
}
