/* SPDX-License-Identifier: BSD-3-Clause */
/* Dense linear algebra the library needs; LAPACK behind it. */
#ifndef IONWAY_LINALG_H
#define IONWAY_LINALG_H

#include <stddef.h>

/** Eigenvalues (ascending) and unit eigenvectors (rows of vectors) of a
 *  symmetric matrix; each vector's largest component is positive, so that the
 *  answer does not depend on the LAPACK build. Returns 0, or LAPACK's info
 *  when it failed (a matrix that is not finite). */
int iwi_linalg_eigen3(const double matrix[3][3], double values[3],
                      double vectors[3][3]);

/** The same for n x n: the matrix (row by row, both triangles) is overwritten
 *  by the unit eigenvectors, one a row. n up to 46340. */
int iwi_linalg_eigen_symmetric(int n, double *matrix, double *values);

#endif
