/* SPDX-License-Identifier: BSD-3-Clause */
/* Two structures as the ends of one path: which atom becomes which, through
 * which periodic image, without drift of the whole. */
#ifndef IONWAY_PATH_MATCH_H
#define IONWAY_PATH_MATCH_H

#include <ionway/path.h>

IW_BEGIN_DECLS

typedef struct iw_path_match_options {
  size_t struct_size;
  int keep_order;         /* non-zero: atom i becomes atom i; default 0: the
                             one-to-one assignment of least squared distance
                             within each element */
  int32_t mobile_element; /* not counted in the drift; 0 (default): the
                             element that moves farthest                    */
  int keep_drift;         /* non-zero: do not remove the mean displacement of
                             the other atoms; default 0 */
  double max_host_ang;    /* a host atom that goes farther makes a warning;
                             default 2 */
} iw_path_match_options;

IW_API void iw_path_match_options_default(iw_path_match_options *options);

/** What matching found. */
typedef struct iw_path_match_info {
  int32_t mover;         /* atom of the start that goes farthest          */
  double hop_ang;        /* by how much                                   */
  double drift_ang[3];   /* taken out of the end                          */
  double max_host_ang;   /* farthest of the others ...                    */
  int32_t farthest_host; /* ... and which                                 */
  size_t n_moved;        /* atoms that go more than 0.5 Angstrom          */
  int reordered;         /* non-zero: the end's order was another         */
} iw_path_match_info;

/**
 * The two ends as a path of two images, atoms in the order of the start, each
 * end position the periodic image nearest to the start's.
 *
 * options may be NULL, so may info and order (n_sites entries: atom of the end
 * that atom i of the start becomes).
 * Logged  a host atom that goes far; a hop that is nearly as long the other way
 *         round the cell.
 * Errors  IW_E_ARGUMENT: other cells (the vectors are named), other
 *         compositions (each element's counts), partly filled sites, identical
 *         ends (nothing moves by more than 0.05 Angstrom), another order where
 *         it is to be kept; IW_E_MEMORY.
 * Cost    O(n^3) at worst within an element (Jonker-Volgenant), O(n^2) usual.
 * Source  docs/theory.md eq. (N3); [jonker1987].
 */
IW_API iw_status iw_path_match(iw_context *ctx, const iw_structure *start,
                               const iw_structure *end,
                               const iw_path_match_options *options,
                               iw_path_match_info *info, int32_t *order,
                               iw_path **out);

IW_END_DECLS

#endif
