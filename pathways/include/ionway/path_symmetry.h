/* SPDX-License-Identifier: BSD-3-Clause */
/* An operation that maps a path on its own reverse: half of the images then
 * give the other half. */
#ifndef IONWAY_PATH_SYMMETRY_H
#define IONWAY_PATH_SYMMETRY_H

#include <ionway/path.h>

IW_BEGIN_DECLS

/** Atom i of image k lies at rotation times atom `from[i]` of image
 *  n_images-1-k plus offset[i], Cartesian. Applied twice it is the identity. */
typedef struct iw_path_symmetry {
  double rotation[3][3]; /* Cartesian, acts on column vectors                */
  size_t n_atoms;
  const int32_t *from;       /* n_atoms                                     */
  const double (*offset)[3]; /* n_atoms, Angstrom                           */
} iw_path_symmetry;

/**
 * Find such an operation: among the two-fold symmetries of the lattice, one
 * that maps every image of the path on the opposite one, atom by atom, within
 * tolerance_ang; the closest if there are several.
 *
 * *out is NULL when there is none, which is no error. From a path of two images
 * come the operations of its ends: a path made from them by the straight line
 * or by eq. (N2) has these, but the way of least energy need not (a hop past
 * a mirror plane may leave it); give the images to have them looked at.
 * Errors  IW_E_ARGUMENT, IW_E_MEMORY. Free: iw_path_symmetry_destroy.
 * Cost    O(n_atoms) for each of at most 48 rotations and each atom that goes
 *         as far as the mover.
 * Source  docs/theory.md eq. (N9).
 */
IW_API iw_status iw_path_symmetry_find(iw_context *ctx, const iw_path *ends,
                                       double tolerance_ang,
                                       iw_path_symmetry **out);
IW_API void iw_path_symmetry_destroy(iw_path_symmetry *symmetry);

IW_END_DECLS

#endif
