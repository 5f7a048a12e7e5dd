/* SPDX-License-Identifier: BSD-3-Clause */
/* Paths out: extended XYZ, a frame an image. */
#ifndef IONWAY_PATH_WRITE_H
#define IONWAY_PATH_WRITE_H

#include <ionway/path.h>
#include <ionway/write.h>

IW_BEGIN_DECLS

/**
 * A path as extended XYZ: positions that follow each other from frame to frame,
 * not wrapped into the cell; `image`, `s_ang` (path length), `mover`, and
 * `energy` in the comment lines; columns for forces, oxidation states, kinds
 * and what never moves, where there are such. iw_path_read_memory() gives back
 * every bit of the path, ASE also energies and forces.
 *
 * energies_ev    n_images, or NULL. NAN: not known, and forces of that image
 *                are not written either.
 * forces_ev_ang  n_images arrays of n_atoms, or NULL.
 * Errors         IW_E_ARGUMENT (infinite energy, force that is not finite),
 *                IW_E_MEMORY.
 * Free           iw_text_destroy.
 */
IW_API iw_status iw_path_write_memory(iw_context *ctx, const iw_path *path,
                                      const double *energies_ev,
                                      const double (*const *forces_ev_ang)[3],
                                      iw_text **out);

IW_END_DECLS

#endif
