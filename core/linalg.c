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

/* Sign of a vector: its largest component is positive. 1e-9: of components as
 * large the first decides, not rounding. */
static void fix_sign(double *v, int n)
{
  int largest = 0;

  for (int k = 1; k < n; k++) {
    if (fabs(v[k]) > fabs(v[largest]) + 1e-9)
      largest = k;
  }
  if (v[largest] > 0)
    return;
  for (int k = 0; k < n; k++)
    v[k] = -v[k];
}

int iwi_linalg_eigen_symmetric(int n, double *matrix, double *values)
{
  const size_t size = (size_t)n * (size_t)n;
  int info;

  for (size_t i = 0; i < size; i++) {
    if (!isfinite(matrix[i]))
      return -1;
  }
  info = LAPACKE_dsyev(LAPACK_COL_MAJOR, 'V', 'U', n, matrix, n, values);
  for (int i = 0; info == 0 && i < n; i++)
    fix_sign(matrix + (size_t)i * (size_t)n, n);
  return info;
}
