/* SPDX-License-Identifier: BSD-3-Clause */
/* A doping from the inside: orbits of positions, pools of them, what the
 * request moves, and the compositions before anything is put into words. */
#ifndef IONWAY_DOPING_MODEL_H
#define IONWAY_DOPING_MODEL_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/doping.h>
#include <ionway/supercell.h>

#include "symmetry.h"

/** Ions a pool can hold, and where its vacancies are counted. */
#define IWI_POOL_IONS    (IW_DECORATION_MAX_SPECIES - 1)
#define IWI_POOL_VACANCY IWI_POOL_IONS
#define IWI_POOL_STRIDE  IW_DECORATION_MAX_SPECIES

/** Occupancies above 1 less this are full: files round to 3 or 4 digits. */
#define IWI_FULL_SLACK 1e-3

typedef struct iwi_place_ion {
  int32_t element;
  double charge;    /* mean over the sites of the element, e */
  double occupancy; /* sum over them                         */
} iwi_place_ion;

/** An orbit of positions under the group. Sites on one position are the ions
 *  of one place. */
typedef struct iwi_place {
  int32_t first_position;
  int32_t n_positions; /* in the parent cell */
  int32_t multiplicity;
  char wyckoff;
  int is_interstitial;
  int32_t n_ions; /* in order of the input */
  iwi_place_ion ions[IWI_POOL_IONS];
  double filled; /* sum of the occupancies */
} iwi_place;

typedef struct iwi_places {
  iwi_atoms *atoms;
  size_t n_positions; /* atoms, then interstitials */
  double (*frac)[3];
  int32_t *place_of; /* of every position */
  iwi_place *places;
  size_t n_places;
} iwi_places;

/** Errors: IW_E_ARGUMENT (interstitials that are no orbits), IW_E_LIMIT,
 *  IW_E_MEMORY. Free: iwi_places_release (always). */
iw_status iwi_places_find(iw_context *ctx, const iw_structure *structure,
                          const iw_symmetry *symmetry,
                          const iw_doping_request *request, iwi_places *out);
void iwi_places_release(iwi_places *places);

/** Is the place filled by this element alone, and completely? */
int iwi_place_is_full_of(const iwi_place *place, int32_t element);
int iwi_place_is_partial(const iwi_place *place);

/** Which ions a target text means: bit i of mask[p] is ion i of place p.
 *  Errors: IW_E_ARGUMENT. */
iw_status iwi_target_find(iw_context *ctx, const iw_structure *structure,
                          const iwi_places *places, const char *text,
                          uint32_t *mask);
/** Which orbits a text joins, whatever sits on them: 1 in is_named[p]. */
iw_status iwi_target_places(iw_context *ctx, const iw_structure *structure,
                            const iwi_places *places, const char *text,
                            uint32_t *is_named);

typedef struct iwi_pool_ion {
  int32_t element;
  double charge;
  double atoms;     /* N o of the supercell, eq. (D5); 0 for a dopant */
  int is_dopant;    /* not there in the parent */
  int32_t capacity; /* atoms that fit at once in partly filled orbits */
} iwi_pool_ion;

typedef struct iwi_pool {
  int32_t n_sites; /* in the supercell */
  int32_t n_ions;
  iwi_pool_ion ions[IWI_POOL_IONS];
  int is_partial; /* in the parent */
  int is_interstitial;
  int is_asked; /* disordered or named in the request: always decorated */
} iwi_pool;

/** Atoms of a dopant go from ions[from] to ions[to] of a pool (to may be
 *  IWI_POOL_VACANCY). */
typedef struct iwi_slot {
  int32_t pool, from, to;
} iwi_slot;

/** A substitution as the pools see it. */
typedef struct iwi_exchange {
  const iw_substitution *wish;
  size_t n_slots;
  iwi_slot *slots;
  double charge;        /* of the dopant, e           */
  double target_charge; /* mean over the target, e    */
  int32_t target_element;
  double target_atoms; /* in the supercell           */
  int32_t low, high;   /* atoms                      */
  double wanted;       /* when no whole number was in the range, else NAN */
} iwi_exchange;

/** Everything that compositions are worked out from. */
typedef struct iwi_plan {
  iw_context *ctx;
  const iw_doping_request *request;
  const iw_structure *structure;
  int32_t index; /* cells in the supercell */
  iwi_places places;
  uint32_t *masks;  /* (n_moves) x n_places */
  int32_t *pool_of; /* of every place, -1: spectator for sure */
  iwi_pool *pools;
  size_t n_pools;
  iwi_exchange *moves; /* substitutions, then the co-dopant */
  size_t n_moves;      /* with the co-dopant                */
  int is_disordered;
  int is_plain;     /* ordered, nothing asked for: one orbit stands for it */
  int32_t absorber; /* element with a fractional mean charge, 0: none */
  double spectator_charge; /* of what is in no pool, supercell, e */
  double parent_charge;    /* of the supercell before doping, e   */
} iwi_plan;

int iwi_request_has_rule(const iw_doping_request *request,
                         iw_compensation rule);

iw_status iwi_plan_pools(iwi_plan *plan);
iw_status iwi_plan_moves(iwi_plan *plan);

/** A composition as numbers; arrays have n_pools x IWI_POOL_STRIDE entries. */
typedef struct iwi_draft {
  int32_t *counts;
  double *wanted; /* atoms aimed at, to tell the roundings by */
  int32_t *put;   /* atoms of each move, n_moves */
  iw_compensation rule;
  int32_t absorber;     /* element whose mean charge is shifted, 0: none */
  double shift;         /* by this, e an atom */
  double residual;      /* of the substitutions, e */
  double mobile_change; /* ions entered (> 0) or left */
} iwi_draft;

typedef struct iwi_drafts {
  iwi_draft *list;
  size_t n, capacity;
} iwi_drafts;

/** All compositions of the plan. Free: iwi_drafts_release (always). */
iw_status iwi_drafts_make(const iwi_plan *plan, iwi_drafts *out);
void iwi_drafts_release(iwi_drafts *drafts);

/** Try the rules on a draft whose counts->wanted and put are set. *balanced
 *  says whether one held; else text (size bytes) says why not. */
iw_status iwi_draft_balance(const iwi_plan *plan, iwi_draft *draft,
                            int *balanced, char *text, size_t size);

/** snprintf at the end of what is there; too long is cut. */
void iwi_append(char *text, size_t size, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 3, 4)))
#endif
    ;

#endif
