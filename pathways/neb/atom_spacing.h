/* SPDX-License-Identifier: BSD-3-Clause */
/* The length that makes steps scale-free: how near the nearest two atoms are.
 */
#ifndef IONWAY_ATOM_SPACING_H
#define IONWAY_ATOM_SPACING_H

#include <stddef.h>

#include <ionway/context.h>

/** Smallest distance between two of n atoms, periodic images (an atom's own,
 *  too) included, Angstrom; for any unit of length.
 *  Errors: IW_E_ARGUMENT (a flat cell, numbers not finite, two atoms on one
 *  place), IW_E_MEMORY. */
iw_status iwi_atom_spacing(iw_context *ctx, const double lattice[3][3],
                           const double (*cart)[3], size_t n, double *spacing);

#endif
