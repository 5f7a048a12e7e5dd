/* SPDX-License-Identifier: BSD-3-Clause */
/* The only BLAS/LAPACK door. */
#include "linalg.h"

#include <math.h>
#include <string.h>

#include <lapacke.h>

int iwi_linalg_eigen3(const double matrix[3][3], double values[3],
                      double vectors[3][3])
{
  double a[9]; /* column-major eigenvectors on return: our rows */
  int info;

  memcpy(a, matrix, sizeof a);
  for (int i = 0; i < 9; i++) {
    if (!isfinite(a[i]))
      return -1;
  }
  info = LAPACKE_dsyev(LAPACK_COL_MAJOR, 'V', 'U', 3, a, 3, values);
  if (info != 0)
    return info;
  for (int i = 0; i < 3; i++) {
    int largest = 0;

    for (int k = 1; k < 3; k++) {
      if (fabs(a[3 * i + k]) > fabs(a[3 * i + largest]) + 1e-9)
        largest = k;
    }
    for (int k = 0; k < 3; k++)
      vectors[i][k] = a[3 * i + largest] < 0 ? -a[3 * i + k] : a[3 * i + k];
  }
  return 0;
}
