/* SPDX-License-Identifier: BSD-3-Clause */
/* The space of decorations as counting, listing and sampling see it. */
#ifndef IONWAY_DOPING_DECORATION_H
#define IONWAY_DOPING_DECORATION_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/decoration.h>

struct iw_decorations {
  const iw_site_group *group; /* lent                                        */
  size_t n_sites, order, n_pools;
  const int32_t *permutations; /* of the group: order x n_sites              */
  int32_t *site_pools;         /* n_sites                                    */
  int32_t *pool_sizes;         /* n_pools                                    */
  int32_t *first_species;      /* n_pools + 1: where a pool's counts begin   */
  int32_t *counts;             /* first_species[n_pools]                     */
  iw_exclusion *exclusions;    /* site_a < site_b, sorted, no pair twice with
                                  the same masks                             */
  size_t n_exclusions;
};

#endif
