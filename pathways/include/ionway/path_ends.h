/* SPDX-License-Identifier: BSD-3-Clause */
/* The two ends of a hop as a path of two images, ready for an energy model. */
#ifndef IONWAY_PATH_ENDS_H
#define IONWAY_PATH_ENDS_H

#include <ionway/hops.h>
#include <ionway/path.h>

IW_BEGIN_DECLS

/**
 * From the structures of iw_hops_ends(): atom i of one is atom i of the other.
 * The movers go by their displacements, the others to their nearest image.
 *
 * energy  gives kinds to the atoms of the start; NULL: none.
 * Errors  IW_E_ARGUMENT (other numbers of atoms), IW_E_STRUCTURE, IW_E_MEMORY,
 *         those of the model. Free: iw_path_destroy.
 */
IW_API iw_status iw_path_ends_of_hop(iw_context *ctx, const iw_energy *energy,
                                     const iw_structure *start,
                                     const iw_structure *end,
                                     const iw_hop_ends *info, iw_path **out);

/** A path with the kinds that a model gives to the atoms of a structure in the
 *  same order (that of iw_path_match()). */
IW_API iw_status iw_path_ends_typed(iw_context *ctx, const iw_energy *energy,
                                    const iw_structure *start,
                                    const iw_path *ends, iw_path **out);

IW_END_DECLS

#endif
