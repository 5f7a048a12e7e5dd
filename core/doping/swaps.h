/* SPDX-License-Identifier: BSD-3-Clause */
/* A decoration under change: random arrangements and swaps of unlike species
 * within a pool, with an eye on the exclusions. */
#ifndef IONWAY_DOPING_SWAPS_H
#define IONWAY_DOPING_SWAPS_H

#include <stddef.h>
#include <stdint.h>

#include "decoration.h"
#include "rng.h"

/** One side of an exclusion, as its site sees it. */
typedef struct iwi_conflict {
  int32_t site;        /* the other one        */
  uint32_t own, other; /* species that clash   */
} iwi_conflict;

typedef struct iwi_swaps {
  const iw_decorations *d; /* lent                                           */
  uint8_t *species;        /* n_sites, the present decoration; read only     */
  int32_t *members;        /* sites by pool, within it by species            */
  int32_t *places;         /* where a site stands in members                 */
  int32_t *first_member;   /* of every species of every pool, and the end    */
  int32_t *first_conflict; /* n_sites + 1                                    */
  iwi_conflict *conflicts;
  int32_t (*edges)[2]; /* sites that exclude each other, once each pair:     */
  size_t n_local;      /* first those within a pool,                         */
  size_t n_edges;      /* then all                                           */
  int32_t *active; /* sites of pools that hold two species or more           */
  size_t n_active;
} iwi_swaps;

/** Errors: IW_E_MEMORY. Free: iwi_swaps_destroy. */
iw_status iwi_swaps_create(iw_context *ctx, const iw_decorations *d,
                           iwi_swaps **out);
void iwi_swaps_destroy(iwi_swaps *swaps);

/** Take over a decoration with the right counts. */
void iwi_swaps_load(iwi_swaps *swaps, const uint8_t *species);
/** All arrangements equally likely, exclusions disregarded. */
void iwi_swaps_shuffle(iwi_swaps *swaps, iwi_rng *rng);
/** Number of violated exclusions that a site has part in, and in all. */
int32_t iwi_swaps_clashes(const iwi_swaps *swaps, int32_t site);
int32_t iwi_swaps_all_clashes(const iwi_swaps *swaps);
/** Number of exclusions that swapping the species of two sites of a pool would
 *  violate, less those it would heal. */
int32_t iwi_swaps_pair_change(const iwi_swaps *swaps, int32_t i, int32_t j);

/** One swap of species within a pool, or two at once. */
typedef struct iwi_move {
  int n_swaps;
  int32_t pairs[2][2];
} iwi_move;

/** Propose a move, exclusions disregarded; 0 when the draw came to nothing. A
 *  move and its reverse are proposed with the same probability. */
int iwi_swaps_propose(const iwi_swaps *swaps, iwi_rng *rng, iwi_move *move);
/** The same of a move; leaves the decoration as it is. */
int32_t iwi_swaps_clash_change(iwi_swaps *swaps, const iwi_move *move);
/** Propose a move out of a decoration that obeys the exclusions into another;
 *  0 when the draw came to nothing or is not allowed. */
int iwi_swaps_draw(iwi_swaps *swaps, iwi_rng *rng, iwi_move *move);
/** Swap the species of two sites of a pool; again: undoes it. */
void iwi_swaps_apply(iwi_swaps *swaps, const int32_t pair[2]);

/** Where iwi_swaps_next() is; starts from zero. */
typedef struct iwi_swap_cursor {
  size_t place;
  int32_t n_done;
  uint64_t n_seen; /* unlike pairs, allowed or not */
} iwi_swap_cursor;

/** The next of all allowed swaps of two sites; 0 behind the last. The swaps
 *  may be changed meanwhile if they are changed back. */
int iwi_swaps_next(const iwi_swaps *swaps, iwi_swap_cursor *cursor,
                   iwi_move *move);

/** First place in `members` of the pool of a site, and one behind its last. */
void iwi_swaps_pool_range(const iwi_swaps *swaps, int32_t site, int32_t *first,
                          int32_t *end);

/** A random decoration that obeys the exclusions (not all equally likely).
 *  Errors: IW_E_STRUCTURE when none was found, IW_E_MEMORY. */
iw_status iwi_swaps_find(iw_context *ctx, iwi_swaps *swaps, iwi_rng *rng);
/** Heal violated exclusions by swaps, as far as that can be done quickly;
 *  adds to *n_looks the pairs it looked at. Errors: IW_E_MEMORY. */
iw_status iwi_swaps_repair(iw_context *ctx, iwi_swaps *swaps, iwi_rng *rng,
                           uint64_t *n_looks);

#endif
