/* SPDX-License-Identifier: BSD-3-Clause */
/* What the searches for supercells share: rotations of the crystal, and what
 * they make of one normal form. */
#ifndef IONWAY_DOPING_SUPERCELL_SHAPES_H
#define IONWAY_DOPING_SUPERCELL_SHAPES_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/supercell.h>

#include "hermite.h"

/** Rotations of a group, each once. */
typedef struct iwi_rotations {
  size_t n;
  int32_t matrix[48][3][3];
  size_t n_translations; /* operations with each */
} iwi_rotations;

/** Errors: IW_E_ARGUMENT (more than 48). */
iw_status iwi_rotations_of(iw_context *ctx, const iw_symmetry *symmetry,
                           iwi_rotations *out);

/** Describe the supercell with a normal form. */
void iwi_supercell_shape_of(const iwi_hermite *h, const double lattice[3][3],
                            const iwi_rotations *rotations,
                            iw_supercell_shape *out);

/** Replace the matrix by that of a Minkowski-reduced cell of its lattice: of
 *  several, in any order of rows, the right-handed one closest to the axes of
 *  the parent. */
void iwi_supercell_reduce(int32_t matrix[3][3], int32_t index,
                          const double lattice[3][3]);

#endif
