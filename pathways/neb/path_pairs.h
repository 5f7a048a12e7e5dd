/* SPDX-License-Identifier: BSD-3-Clause */
/* Which atom of the end of a path an atom of its start becomes, for a given
 * shift of the whole. */
#ifndef IONWAY_PATH_PAIRS_H
#define IONWAY_PATH_PAIRS_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/context.h>

#include "lattice.h"

/** The two ends in one cell; elements in the order of their atoms. */
typedef struct iwi_path_pairs {
  const iwi_lattice *lattice;
  size_t n;
  const double (*start)[3]; /* fractional */
  const double (*end)[3];
  const int32_t *start_elements, *end_elements;
} iwi_path_pairs;

/** order[i] = atom of the end that atom i becomes, eq. (N3), of its element
 *  and of least sum of squared distances after the end is moved by minus
 *  drift. Every element must have as many atoms in both.
 *  Errors: IW_E_MEMORY. */
iw_status iwi_path_pairs_assign(iw_context *ctx, const iwi_path_pairs *pairs,
                                const double drift[3], int32_t *order);

/** The shift that lays most atoms of the end on some atom of the start with
 *  their element, from the pairs of two atoms (of the start, indices; one of
 *  them may be the one that hops) with all like them; Cartesian.
 *  Errors: IW_E_MEMORY. */
iw_status iwi_path_pairs_align(iw_context *ctx, const iwi_path_pairs *pairs,
                               const size_t atoms[2], double drift[3]);

/** From atom i of the start to atom j of the end, drift taken off, the nearest
 *  image: Cartesian vector; returns its length. */
double iwi_path_pairs_move(const iwi_path_pairs *pairs, size_t i, size_t j,
                           const double drift[3], double move[3]);

#endif
