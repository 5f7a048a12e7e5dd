/* SPDX-License-Identifier: BSD-3-Clause */
/* One stage of listing: a species put on sites of its pool that are free and
 * that no exclusion denies. The decoration itself says what is settled: sites
 * that no stage has taken carry the filler of their pool. */
#ifndef IONWAY_WALK_STAGE_H
#define IONWAY_WALK_STAGE_H

#include "decoration_plan.h"
#include "subset_walk.h"

/** A site that denies another one to the stage's species while it carries one
 *  of these. */
typedef struct iwi_ban {
  int32_t site;
  int32_t on_local; /* number within the pool */
  uint32_t species;
} iwi_ban;

typedef struct iwi_walk_stage {
  const iwi_stage *stage; /* of the plan */
  const int32_t *sites;   /* of the pool */
  size_t n_pool;
  uint8_t filler;
  iwi_subset_walk *subsets;
  uint64_t *placed;    /* the sites taken, as written in the decoration  */
  uint64_t *mask;      /* scratch                                        */
  int32_t *operations; /* in force, without the identity                 */
  iwi_ban *bans;       /* by sites that are settled before               */
  size_t n_bans;
  iw_exclusion *checks; /* that wait for the pool's filler to be settled */
  size_t n_checks;
} iwi_walk_stage;

/** Stage s of the plan, both lent. On failure clear it all the same.
 *  Errors IW_E_MEMORY. */
iw_status iwi_walk_stage_create(iw_context *ctx, const iw_decorations *d,
                                const iwi_decoration_plan *plan, size_t s,
                                iwi_walk_stage *out);
/** Frees what the stage owns, not the stage. */
void iwi_walk_stage_clear(iwi_walk_stage *stage);

/** Start over on a decoration that this stage and later ones have left, under
 *  what the stage before keeps of its operations; NULL: all of the group. */
void iwi_walk_stage_start(iwi_walk_stage *stage, const iwi_walk_stage *before,
                          size_t order, const uint8_t *species);

/** Put the species on its next sites; 0 when there are none left, and then the
 *  stage has left the decoration. */
int iwi_walk_stage_next(iwi_walk_stage *stage, uint8_t *species);

/** Place a stage just started as in the decoration `like`, a representative. */
void iwi_walk_stage_seek(iwi_walk_stage *stage, const uint8_t *like,
                         uint8_t *species);

/** Take the species from its sites. */
void iwi_walk_stage_leave(iwi_walk_stage *stage, uint8_t *species);

static inline int iwi_exclusion_is_violated(const iw_exclusion *e,
                                            const uint8_t *species)
{
  return (e->species_a >> species[e->site_a] &
          e->species_b >> species[e->site_b] & 1) != 0;
}

#endif
