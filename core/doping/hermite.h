/* SPDX-License-Identifier: BSD-3-Clause */
/* Hermite normal forms: integer arithmetic on the lattices of supercells. */
#ifndef IONWAY_DOPING_HERMITE_H
#define IONWAY_DOPING_HERMITE_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/context.h>

/** A sublattice of the integer vectors: its lower-triangular normal form, rows
 *  with 0 <= row[i][j] < row[j][j] for j < i, eq. (D1). Two matrices span the
 *  same supercell lattice when their normal forms are equal. */
typedef struct iwi_hermite {
  int32_t row[3][3];
  int32_t index; /* its determinant */
} iwi_hermite;

/** Normal form of a supercell matrix a user may have written. Errors:
 *  IW_E_ARGUMENT (determinant 0), IW_E_LIMIT (index too large). */
iw_status iwi_hermite_create(iw_context *ctx, const int32_t matrix[3][3],
                             iwi_hermite *out);

/** Normal form of the lattice that rows span together with modulus times
 *  every integer vector. A lattice of index n holds n times all of them. */
void iwi_hermite_span(const int64_t (*rows)[3], size_t n_rows, int32_t modulus,
                      iwi_hermite *out);

/** Number in 0 .. index - 1 of the class that v belongs to; 0 for the vectors
 *  of the sublattice. */
int32_t iwi_hermite_class(const iwi_hermite *h, const int64_t v[3]);

/** The vector that stands for a class; components are not negative. */
void iwi_hermite_vector(const iwi_hermite *h, int32_t number, int32_t v[3]);

/** out = rotation v. */
void iwi_hermite_turn(const int32_t rotation[3][3], const int32_t v[3],
                      int64_t out[3]);

/** The sublattice under v' = rotation v. */
void iwi_hermite_rotate(const iwi_hermite *h, const int32_t rotation[3][3],
                        iwi_hermite *out);

/** Does v' = rotation v map the sublattice on itself? */
int iwi_hermite_keeps(const iwi_hermite *h, const int32_t rotation[3][3]);

/** The first normal form of an index, and the next one in lexicographic order
 *  of the rows; 0 when there is none. */
void iwi_hermite_first(int32_t index, iwi_hermite *h);
int iwi_hermite_next(iwi_hermite *h);

/** Lexicographic order of the rows: negative, 0, positive. */
int iwi_hermite_compare(const iwi_hermite *a, const iwi_hermite *b);

#endif
