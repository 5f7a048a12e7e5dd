/* SPDX-License-Identifier: BSD-3-Clause */
/* Supercells: any integer matrix, all shapes of an index up to symmetry, the
 * smallest one with a wanted distance between periodic images. */
#ifndef IONWAY_SUPERCELL_H
#define IONWAY_SUPERCELL_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/structure.h>
#include <ionway/symmetry.h>

IW_BEGIN_DECLS

/** The largest determinant of a supercell matrix. */
#define IW_SUPERCELL_MAX_INDEX 4096

/**
 * The primitive cell of a structure: its sites once per lattice point of the
 * centring found by symmetry; a copy when the cell is primitive already. The
 * new cell is Minkowski-reduced and right-handed when the old one was; sites
 * keep order, labels and lines.
 * Errors  IW_E_SYMMETRY (translations that do not map the sites),
 *         IW_E_STRUCTURE, IW_E_MEMORY.
 * Free    iw_structure_destroy. Cost O(n_sites n_translations).
 */
IW_API iw_status iw_supercell_primitive(iw_context *ctx,
                                        const iw_structure *structure,
                                        const iw_symmetry *symmetry,
                                        iw_structure **out);

typedef struct iw_supercell iw_supercell;

/**
 * The structure repeated: new vectors (rows) = matrix times old vectors. The
 * matrix may have any sign of determinant; |det| is the index.
 *
 * Site a of the parent in translation t becomes site a * index + t; the
 * translations are those of iw_supercell_translations().
 * Errors  IW_E_ARGUMENT (determinant 0), IW_E_LIMIT (index above
 *         IW_SUPERCELL_MAX_INDEX, more than 1e6 sites), IW_E_MEMORY.
 * Free    iw_supercell_destroy. Cost O(n_sites index).
 */
IW_API iw_status iw_supercell_create(iw_context *ctx,
                                     const iw_structure *structure,
                                     const int32_t matrix[3][3],
                                     iw_supercell **out);
IW_API void iw_supercell_destroy(iw_supercell *supercell);

/** The repeated structure. Lent. */
IW_API const iw_structure *iw_supercell_structure(const iw_supercell *s);
IW_API const int32_t (*iw_supercell_matrix(const iw_supercell *s))[3];
IW_API int32_t iw_supercell_index(const iw_supercell *s);
/** index entries, in cell vectors of the parent; the first is zero. Lent. */
IW_API const int32_t (*iw_supercell_translations(const iw_supercell *s))[3];
/** Shortest vector between periodic images, Angstrom. */
IW_API double iw_supercell_image_distance_ang(const iw_supercell *s);

/** One shape of supercell. */
typedef struct iw_supercell_shape {
  int32_t matrix[3][3]; /* lower-triangular Hermite normal form: row i holds
                           0 <= matrix[i][j] < matrix[j][j] for j < i (only
                           shapes found by reduction differ)                */
  int32_t index;
  int32_t multiplicity; /* normal forms the group maps on this one        */
  int32_t n_operations; /* operations that keep it, translations included */
  double image_distance_ang;
} iw_supercell_shape;

typedef struct iw_supercell_shapes iw_supercell_shapes;

/**
 * All supercells of an index that no operation of the crystal maps on each
 * other, one Hermite normal form each (the first in lexicographic order).
 * Multiplicities add up to the number of all normal forms.
 *
 * structure should be primitive, or shapes with centring are missed.
 * Errors  IW_E_ARGUMENT, IW_E_LIMIT, IW_E_MEMORY, IW_E_CANCELLED.
 * Free    iw_supercell_shapes_destroy.
 * Cost    O(index^2 n_operations).
 * Source  docs/theory.md eq. (D1); [hart2008].
 */
IW_API iw_status iw_supercell_shapes_find(iw_context *ctx,
                                          const iw_structure *structure,
                                          const iw_symmetry *symmetry,
                                          int32_t index,
                                          iw_supercell_shapes **out);
IW_API void iw_supercell_shapes_destroy(iw_supercell_shapes *shapes);
IW_API size_t iw_supercell_shapes_n(const iw_supercell_shapes *shapes);
IW_API const iw_supercell_shape *
iw_supercell_shapes_get(const iw_supercell_shapes *shapes);

/**
 * The smallest supercell whose periodic images are at least
 * image_distance_ang apart; of several of that index the one with most
 * operations, then the one with the largest distance, then the first. Its
 * matrix spans the Minkowski-reduced cell.
 * Errors  IW_E_ARGUMENT, IW_E_LIMIT when none up to IW_SUPERCELL_MAX_INDEX
 *         does (says how far it got), IW_E_MEMORY, IW_E_CANCELLED.
 */
IW_API iw_status iw_supercell_smallest(iw_context *ctx,
                                       const iw_structure *structure,
                                       const iw_symmetry *symmetry,
                                       double image_distance_ang,
                                       iw_supercell_shape *out);

IW_END_DECLS

#endif
