/* SPDX-License-Identifier: BSD-3-Clause */
/* The order in which listing places the species of a space, eq. (D4). */
#ifndef IONWAY_DECORATION_PLAN_H
#define IONWAY_DECORATION_PLAN_H

#include "decoration.h"

/** One species of one pool, put on sites that are still free. */
typedef struct iwi_stage {
  int32_t pool;
  int32_t count; /* > 0 */
  uint8_t species;
  uint8_t ends_pool;    /* what is left goes to the pool's filler       */
  uint32_t placed_mask; /* species that earlier stages of the pool place */
} iwi_stage;

typedef struct iwi_decoration_plan {
  iwi_stage *stages;
  size_t n_stages;
  uint8_t *fillers;    /* n_pools: the species that gets what is left     */
  uint32_t *excluding; /* n_pools: species that stand in an exclusion     */
  int32_t *ranks;      /* n_pools: place in the order of the pools        */
  int32_t *first_site; /* n_pools + 1: where a pool's sites begin         */
  int32_t *sites;      /* n_sites, rising within each pool                */
  int32_t *local;      /* n_sites: number of a site within its pool       */
} iwi_decoration_plan;

/** Pools with fewer choices first, so that little is left of the group when
 *  the many come; in a pool the rarest species first. The filler is the most
 *  frequent species, of those outside all exclusions if there are any. */
iw_status iwi_decoration_plan_create(iw_context *ctx, const iw_decorations *d,
                                     iwi_decoration_plan *plan);
/** Frees the arrays, not the plan. */
void iwi_decoration_plan_clear(iwi_decoration_plan *plan);

#endif
