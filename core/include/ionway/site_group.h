/* SPDX-License-Identifier: BSD-3-Clause */
/* A space group as permutations of the sites of a supercell. */
#ifndef IONWAY_SITE_GROUP_H
#define IONWAY_SITE_GROUP_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/symmetry.h>

IW_BEGIN_DECLS

/** Positions of a parent cell and how the cell is repeated. Arrays are lent
 *  for the call. Start from iw_site_group_spec_default(). */
typedef struct iw_site_group_spec {
  size_t struct_size;
  double lattice_ang[3][3];       /* parent cell, rows                       */
  const iw_operation *operations; /* of the parent cell, a closed group      */
  size_t n_operations;
  const double (*frac)[3]; /* n_positions of the parent cell                 */
  const int32_t *kinds;    /* n_positions; only equal kinds may be mapped on
                              each other; NULL: all are equal                */
  size_t n_positions;
  int32_t matrix[3][3]; /* supercell, rows in parent vectors              */
  double tolerance_ang; /* by which a position may miss its image, > 0    */
} iw_site_group_spec;

IW_API void iw_site_group_spec_default(iw_site_group_spec *spec);

typedef struct iw_site_group iw_site_group;

/**
 * The operations of the parent that keep the lattice of the supercell, times
 * the translations of the supercell, as permutations of the supercell's sites:
 * site number a * index + t for position a and translation t, as in
 * iw_supercell_create(). The identity is the first. Operations that permute
 * the sites alike are all listed, so that the order is that of the group.
 *
 * Errors  IW_E_SYMMETRY naming the position that has no image of its own,
 *         IW_E_ARGUMENT, IW_E_LIMIT (a table of more than 2^28 entries, 1 GiB),
 *         IW_E_MEMORY.
 * Free    iw_site_group_destroy.
 * Cost    O(n_operations n_positions) to match the positions, then
 *         O(order n_sites) integer work.
 */
IW_API iw_status iw_site_group_create(iw_context *ctx,
                                      const iw_site_group_spec *spec,
                                      iw_site_group **out);

/**
 * A group from permutations: row k takes site i to permutations[k*n_sites+i].
 * Checked: every row is a permutation, the identity is there (it is moved to
 * the front), no row twice, and products of rows are rows.
 * Errors  IW_E_ARGUMENT, IW_E_MEMORY.
 */
IW_API iw_status iw_site_group_from_permutations(iw_context *ctx,
                                                 const int32_t *permutations,
                                                 size_t order, size_t n_sites,
                                                 iw_site_group **out);
IW_API void iw_site_group_destroy(iw_site_group *group);

IW_API size_t iw_site_group_n_sites(const iw_site_group *group);
IW_API size_t iw_site_group_order(const iw_site_group *group);
/** order x n_sites; row k takes site i to [k * n_sites + i]. Lent. */
IW_API const int32_t *iw_site_group_permutations(const iw_site_group *group);
/** Non-zero where operation k is a pure translation of the lattice of the
 *  parent. `order` entries; NULL for a group from permutations. Lent. */
IW_API const uint8_t *iw_site_group_translations(const iw_site_group *group);
/** What row k is in space: an operation on fractional points of the supercell,
 *  translation in [0, 1). `order` entries; NULL for a group from permutations.
 *  Lent. */
IW_API const iw_operation *iw_site_group_operations(const iw_site_group *group);

IW_END_DECLS

#endif
