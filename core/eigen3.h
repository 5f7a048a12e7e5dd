/* SPDX-License-Identifier: BSD-3-Clause */
/* Eigenvalues of a symmetric 3x3 matrix inside a search, where a LAPACK call
 * would cost more than the field itself. */
#ifndef IONWAY_EIGEN3_H
#define IONWAY_EIGEN3_H

/** Eigenvalues ascending, unit eigenvectors in the rows of vectors, by cyclic
 *  Jacobi rotations. The matrix must be finite. */
void iwi_eigen3(const double matrix[3][3], double values[3],
                double vectors[3][3]);

#endif
