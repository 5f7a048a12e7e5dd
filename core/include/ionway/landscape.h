/* SPDX-License-Identifier: BSD-3-Clause */
/* The energy of the mobile ion on a periodic grid over the cell. */
#ifndef IONWAY_LANDSCAPE_H
#define IONWAY_LANDSCAPE_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/bvse.h>
#include <ionway/symmetry.h>

IW_BEGIN_DECLS

typedef struct iw_landscape_options {
  size_t struct_size;
  double step_ang; /* largest spacing, 0.02..1 Angstrom, default 0.2         */
  int32_t grid[3]; /* points an axis; all zero: from step_ang, rounded up so
                      that the symmetry maps the grid on itself              */
} iw_landscape_options;

IW_API void iw_landscape_options_default(iw_landscape_options *options);

typedef struct iw_landscape iw_landscape;

/**
 * Fill the grid: point (i, j, k) sits at fractional (i/n0, j/n1, k/n2), so
 * there is no duplicate end plane.
 *
 * symmetry  of the structure the field was made from; NULL for none. Only
 *           operations that hold to 1e-5 Angstrom and map the grid on itself
 *           are used; one point of each class is computed.
 * Errors  IW_E_ARGUMENT, IW_E_LIMIT (over 2^31 points), IW_E_MEMORY,
 *         IW_E_CANCELLED. Free: iw_landscape_destroy.
 * Cost    n_irreducible x host ions within the cutoff; OpenMP over blocks.
 */
IW_API iw_status iw_landscape_compute(iw_context *ctx, const iw_bvse *field,
                                      const iw_structure *structure,
                                      const iw_symmetry *symmetry,
                                      const iw_landscape_options *options,
                                      iw_landscape **out);

/** A landscape from energies the caller already has (another program, a test):
 *  n0*n1*n2 values in eV, index (i*n1 + j)*n2 + k; copied. */
IW_API iw_status iw_landscape_from_grid(iw_context *ctx,
                                        const double lattice_ang[3][3],
                                        const int32_t grid[3],
                                        const double *energies_ev,
                                        iw_landscape **out);
IW_API void iw_landscape_destroy(iw_landscape *landscape);

IW_API const double (*iw_landscape_lattice(const iw_landscape *l))[3];
/** Three numbers of points. */
IW_API const int32_t *iw_landscape_grid(const iw_landscape *l);
IW_API size_t iw_landscape_n_points(const iw_landscape *l);
/** Energies, eV, index (i*n1 + j)*n2 + k. Lent. */
IW_API const double *iw_landscape_energies(const iw_landscape *l);
/** Points computed; the others are their images. */
IW_API size_t iw_landscape_n_irreducible(const iw_landscape *l);
/** Class of every point, 0..n_irreducible-1. Lent. */
IW_API const int32_t *iw_landscape_classes(const iw_landscape *l);
/** Lowest grid energy, eV, and (if index is not NULL) where. */
IW_API double iw_landscape_lowest(const iw_landscape *l, size_t *index);

IW_END_DECLS

#endif
