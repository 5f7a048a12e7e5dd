/* SPDX-License-Identifier: BSD-3-Clause */
/* Exact periodicity of a growing periodic network: a union-find whose nodes
 * carry integer cell offsets and whose components carry the lattice of their
 * windings. Theory: docs/theory.md section P. */
#ifndef IONWAY_WINDING_H
#define IONWAY_WINDING_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/context.h>

IW_BEGIN_DECLS

typedef struct iw_winding iw_winding;

/** n_nodes isolated nodes. Free: iw_winding_destroy. Errors: IW_E_MEMORY,
 *  IW_E_LIMIT (over 2^31 - 1 nodes). */
IW_API iw_status iw_winding_create(iw_context *ctx, size_t n_nodes,
                                   iw_winding **out);
IW_API void iw_winding_destroy(iw_winding *winding);

/** Add isolated nodes until there are n_nodes; never fewer than there are.
 *  Errors as above, nothing is changed then. */
IW_API iw_status iw_winding_grow(iw_context *ctx, iw_winding *winding,
                                 size_t n_nodes);

/** Join node i in the home cell to node j in the cell shift. Returns the rank
 *  of the winding lattice of their component afterwards, 0..3; -1, with nothing
 *  joined, when an offset leaves the 31-bit range (|offset| < 2^30) or an entry
 *  of the lattice the 32-bit one. Cost: amortised near-constant. */
IW_API int iw_winding_join(iw_winding *winding, int32_t i, int32_t j,
                           const int32_t shift[3]);

/** Would joining them change nothing? 1 when i and j are connected already and
 *  the cycle's winding lies in the lattice of their component, else 0. */
IW_API int iw_winding_holds(iw_winding *winding, int32_t i, int32_t j,
                            const int32_t shift[3]);

/** Representative of the component of i. */
IW_API int32_t iw_winding_root(iw_winding *winding, int32_t i);

/** Cell of node i relative to its root. */
IW_API void iw_winding_offset(iw_winding *winding, int32_t i,
                              int32_t offset[3]);

/** Winding lattice of the component of i: returns its rank and fills that many
 *  rows of basis, in row Hermite normal form (cell vectors as integers). */
IW_API int iw_winding_lattice(iw_winding *winding, int32_t i,
                              int32_t basis[3][3]);

/** Index of a winding lattice in the saturated lattice of its span: the number
 *  of disjoint interpenetrating copies. rank 0 gives 1. Any basis will do; 0
 *  when the number does not fit 64 bits. */
IW_API int64_t iw_winding_interpenetration(int rank, const int32_t basis[3][3]);

IW_END_DECLS

#endif
