/* SPDX-License-Identifier: BSD-3-Clause */
/* Orderly generation of subsets: one of each orbit of the k-subsets of a set
 * of sites under a list of operations, with pairs that exclude each other. */
#ifndef IONWAY_SUBSET_WALK_H
#define IONWAY_SUBSET_WALK_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/context.h>

#include "site_mask.h"

/** Arrays are lent for the life of the walk, conflicts for the call. Masks are
 *  over the numbers of sites within the pool, iwi_mask_words(n_pool) words. */
typedef struct iwi_subset_spec {
  const int32_t *permutations; /* order x n_sites                            */
  size_t order, n_sites;
  const int32_t *sites; /* of the pool, n_pool                               */
  const int32_t *local; /* n_sites: number of a site within its pool         */
  size_t n_pool;
  size_t size; /* of a subset, > 0                                           */
  const int32_t (*conflicts)[2]; /* pairs of numbers within the pool         */
  size_t n_conflicts;
} iwi_subset_spec;

typedef struct iwi_subset_walk iwi_subset_walk;

/** Errors IW_E_MEMORY. Free: iwi_subset_walk_destroy. */
iw_status iwi_subset_walk_create(iw_context *ctx, const iwi_subset_spec *spec,
                                 iwi_subset_walk **out);
void iwi_subset_walk_destroy(iwi_subset_walk *walk);

/** Start over under these operations, a group without its identity, with
 *  subsets of the allowed sites, which the group maps on each other. The
 *  operations are lent until the next start. */
void iwi_subset_walk_start(iwi_subset_walk *walk, const int32_t *operations,
                           size_t n_operations, const uint64_t *allowed);

/** Go to the next subset that comes first in its orbit; 0 at the end. */
int iwi_subset_walk_next(iwi_subset_walk *walk);

/** Place a walk just started on a subset; 0 when next() would never stop
 *  there. */
int iwi_subset_walk_seek(iwi_subset_walk *walk, const uint64_t *subset);

/** The present subset. Lent until the next step. */
const uint64_t *iwi_subset_walk_subset(const iwi_subset_walk *walk);

/** How many operations keep the present subset, not counting the identity. */
size_t iwi_subset_walk_n_keeping(const iwi_subset_walk *walk);

/** Write them into operations; their number. */
size_t iwi_subset_walk_keeping(const iwi_subset_walk *walk,
                               int32_t *operations);

#endif
