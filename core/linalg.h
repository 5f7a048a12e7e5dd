/* SPDX-License-Identifier: BSD-3-Clause */
/* Dense linear algebra the library needs; LAPACK behind it. */
#ifndef IONWAY_LINALG_H
#define IONWAY_LINALG_H

/** Eigenvalues (ascending) and unit eigenvectors (rows of vectors) of a
 *  symmetric matrix; each vector's largest component is positive, so that the
 *  answer does not depend on the LAPACK build. Returns 0, or LAPACK's info
 *  when it failed (a matrix that is not finite). */
int iwi_linalg_eigen3(const double matrix[3][3], double values[3],
                      double vectors[3][3]);

#endif
