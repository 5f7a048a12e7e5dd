/* SPDX-License-Identifier: BSD-3-Clause */
/* The conjugacy classes of a permutation group: whatever an operation leaves
 * as it is, a conjugate leaves as much. */
#ifndef IONWAY_DOPING_CONJUGACY_H
#define IONWAY_DOPING_CONJUGACY_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/context.h>

typedef struct iwi_conjugacy_class {
  size_t representative; /* the first of the class                 */
  uint64_t size;         /* operations that permute alike all count */
} iwi_conjugacy_class;

/**
 * The classes of a closed group, identity (row 0) first. Free *out with
 * iwi_free().
 * Cost  O(order n_sites), and O(order log^2 order) look-ups.
 */
iw_status iwi_conjugacy_classes(iw_context *ctx, const int32_t *permutations,
                                size_t order, size_t n_sites,
                                iwi_conjugacy_class **out, size_t *n);

#endif
