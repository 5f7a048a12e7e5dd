/* SPDX-License-Identifier: BSD-3-Clause */
/* What the library itself may ask of symmetry: the sites as the group search
 * sees them, and the operations that hold exactly. */
#ifndef IONWAY_CORE_SYMMETRY_H
#define IONWAY_CORE_SYMMETRY_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/symmetry.h>

/** out = rotation x + translation; out must not be x. */
static inline void iwi_operation_apply(const iw_operation *operation,
                                       const double x[3], double out[3])
{
  for (int i = 0; i < 3; i++) {
    out[i] = operation->translation[i];
    for (int k = 0; k < 3; k++)
      out[i] += operation->rotation[i][k] * x[k];
  }
}

/** Positions of a structure: sites that share one are one mixed atom, its type
 *  the multiset of (element, occupancy, oxidation) on it. */
typedef struct iwi_atoms {
  size_t n_atoms;
  double (*frac)[3];
  int *types;       /* 1.., equal for atoms with the same multiset           */
  int32_t *first;   /* n_atoms + 1: where an atom's sites begin in sites     */
  int32_t *sites;   /* n_sites, each atom's in the order of their species    */
  int32_t *atom_of; /* atom of every site                                    */
} iwi_atoms;

/** Free: iwi_atoms_destroy (NULL is fine). Errors: IW_E_MEMORY. */
iw_status iwi_atoms_create(iw_context *ctx, const iw_structure *structure,
                           iwi_atoms **out);
void iwi_atoms_destroy(iwi_atoms *atoms);

/** Order of two sites by species: element, then occupancy, then oxidation
 *  (unknown first); 0 when they are the same species. */
int iwi_site_compare(const iw_site *a, const iw_site *b);

/** Give orbit i the letter, multiplicity and site symmetry of orbit orbits[i]
 *  of names, and the Hall symbol these letters belong to. */
void iwi_symmetry_rename(iw_symmetry *symmetry, const iw_symmetry *names,
                         const int32_t *orbits);

/** The cell the group search sees, right-handed and not skewed: rows, and
 *  integers with rows = m times rows of the structure. */
typedef struct iwi_search_cell {
  double rows[3][3];
  int32_t m[3][3];
} iwi_search_cell;

void iwi_search_cell_choose(const iw_structure *structure,
                            iwi_search_cell *cell);
/** A position of the structure in the search cell, wrapped. */
void iwi_search_cell_frac(const iwi_search_cell *cell, const double in[3],
                          double out[3]);
/** An operation found in the search cell, for the structure's cell. */
void iwi_search_cell_operation(const iwi_search_cell *cell,
                               const int rotation[3][3],
                               const double translation[3], iw_operation *out);

/**
 * The operations among those of symmetry that map the structure (sites with
 * species and occupancy, and the metric of the cell) on itself within
 * tolerance_ang, checked site by site.
 *
 * Translations are the mean over the sites of what maps them, made n/24 where
 * that is within 1e-6. The set is a group: when the operations that pass are
 * not closed under multiplication the tolerance is halved until they are. The
 * identity comes first and is always there.
 * Errors  IW_E_ARGUMENT, IW_E_MEMORY. Free *operations: iwi_free.
 * Cost    O(n_operations n_sites + n_operations^2).
 */
iw_status iwi_symmetry_exact(iw_context *ctx, const iw_structure *structure,
                             const iw_symmetry *symmetry, double tolerance_ang,
                             iw_operation **operations, size_t *n_operations);

/** Number and short symbol (size 16) of the space group that these operations
 *  of a cell are; 0 and "" when spglib finds none. Errors: IW_E_MEMORY. */
iw_status iwi_symmetry_identify(iw_context *ctx, const double lattice_ang[3][3],
                                const iw_operation *operations,
                                size_t n_operations, double tolerance_ang,
                                int32_t *number, char symbol[16]);

#endif
