/* SPDX-License-Identifier: BSD-3-Clause */
/* Paths in: extended XYZ of this program or of another one. */
#ifndef IONWAY_PATH_READ_H
#define IONWAY_PATH_READ_H

#include <stddef.h>

#include <ionway/path.h>

IW_BEGIN_DECLS

/**
 * Read a path: two or more frames of the same atoms in the same order and the
 * same cell.
 *
 * Positions are made to follow each other: every atom of a frame is taken at
 * the periodic image next to where it was in the frame before; of equally near
 * ones that which is written. Frames with `unwrapped=T`, as
 * iw_path_write_memory() makes them, are taken as they are. Oxidation states
 * become charges (all or no atom has to have one), `move_mask` (as ASE writes
 * it) tells what never moves, `mover` which atom hops, counted from 0.
 *
 * name    stands for the file in messages.
 * Errors  IW_E_IO, IW_E_PARSE (also: fewer than two frames, other atoms or
 *         another cell in a later frame, partial occupancy), IW_E_STRUCTURE,
 *         IW_E_LIMIT, IW_E_ARGUMENT (an atom that never moves moves),
 *         IW_E_MEMORY. The message names file, line or frame (from 0).
 * Free    iw_path_destroy.
 */
IW_API iw_status iw_path_read_memory(iw_context *ctx, const char *data,
                                     size_t size, const char *name,
                                     iw_path **out);
IW_API iw_status iw_path_read_file(iw_context *ctx, const char *path,
                                   iw_path **out);

IW_END_DECLS

#endif
