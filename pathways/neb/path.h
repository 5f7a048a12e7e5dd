/* SPDX-License-Identifier: BSD-3-Clause */
/* What the library itself does with paths. */
#ifndef IONWAY_PATHWAYS_PATH_H
#define IONWAY_PATHWAYS_PATH_H

#include <ionway/path.h>

/** The same atoms at other images (n_images x n_atoms). */
iw_status iwi_path_with_images(iw_context *ctx, const iw_path *path,
                               const double (*cart)[3], size_t n_images,
                               iw_path **out);

/** The atoms of a path for an energy model, positions of image 0 in frac
 *  (n_atoms, the caller's). */
iw_energy_atoms iwi_path_energy_atoms(const iw_path *path, double (*frac)[3]);

#endif
