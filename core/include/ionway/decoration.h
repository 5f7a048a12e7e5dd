/* SPDX-License-Identifier: BSD-3-Clause */
/* All ways to put given numbers of species on sites, up to a group: the space
 * that counting, listing and sampling work on. */
#ifndef IONWAY_DECORATION_H
#define IONWAY_DECORATION_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/site_group.h>

IW_BEGIN_DECLS

/** Species of one pool; a vacancy is a species like any other. */
#define IW_DECORATION_MAX_SPECIES 16

/** A set of sites that share species: counts[s] of its sites carry species s;
 *  the counts add up to the size of the pool. */
typedef struct iw_decoration_pool {
  const int32_t *counts;
  size_t n_species;
} iw_decoration_pool;

/** Two sites that may not carry these species at once: bit s of species_a
 *  stands for species s of the pool of site_a. */
typedef struct iw_exclusion {
  int32_t site_a, site_b;
  uint32_t species_a, species_b;
} iw_exclusion;

typedef struct iw_decoration_spec {
  size_t struct_size;
  const iw_site_group *group; /* maps each pool on itself; lent for the life
                                 of the space                               */
  const int32_t *site_pools;  /* one of n_pools for each site of the group   */
  const iw_decoration_pool *pools;
  size_t n_pools;
  const iw_exclusion *exclusions; /* the group maps the set on itself        */
  size_t n_exclusions;
} iw_decoration_spec;

IW_API void iw_decoration_spec_default(iw_decoration_spec *spec);

typedef struct iw_decorations iw_decorations;

/**
 * Errors  IW_E_ARGUMENT (counts that do not add up, a group or exclusions
 *         that mix pools or are not symmetric), IW_E_MEMORY.
 * Free    iw_decorations_destroy.
 */
IW_API iw_status iw_decorations_create(iw_context *ctx,
                                       const iw_decoration_spec *spec,
                                       iw_decorations **out);
IW_API void iw_decorations_destroy(iw_decorations *decorations);
IW_API size_t iw_decorations_n_sites(const iw_decorations *d);
IW_API size_t iw_decorations_order(const iw_decorations *d);

/** 0 where counts or exclusions are violated, else 1. species: n_sites. */
IW_API int iw_decorations_holds(const iw_decorations *d,
                                const uint8_t *species);

/**
 * The representative of a decoration's orbit, the one that listing yields, and
 * the size of the orbit. `canonical` may be `species`.
 * Errors  IW_E_ARGUMENT when `species` is not a decoration of this space.
 * Cost    O(order n_sites).
 */
IW_API iw_status iw_decorations_canonical(iw_context *ctx,
                                          const iw_decorations *d,
                                          const uint8_t *species,
                                          uint8_t *canonical,
                                          uint64_t *multiplicity);

/* -------------------------------------------------------------- counting */

typedef struct iw_decoration_count iw_decoration_count;

typedef struct iw_decoration_count_options {
  size_t struct_size;
  int primitive_only; /* non-zero: leave out decorations that a translation
                         of the group keeps; default 0. Needs a group with
                         translations, made by iw_site_group_create()       */
  size_t max_states;  /* memory for counting under exclusions; default 2^18  */
} iw_decoration_count_options;

IW_API void
iw_decoration_count_options_default(iw_decoration_count_options *options);

/**
 * How many decorations there are, and how many up to the group, in exact
 * integers of any length, without listing one: Burnside's lemma over cycle
 * types, Polya's generating function for each, and under exclusions a sweep
 * over the quotient of the conflict graph.
 *
 * Where the conflicts are too entangled for max_states the count is that
 * without exclusions, an upper bound, and is_exact is 0.
 * options may be NULL. Errors: IW_E_ARGUMENT, IW_E_MEMORY, IW_E_CANCELLED.
 * Free    iw_decoration_count_destroy.
 * Cost    O(order n_sites) for the cycle types; each type polynomial in the
 *         counts.
 * Source  docs/theory.md eqs. (D2), (D3); [polya1937].
 */
IW_API iw_status iw_decorations_count(
    iw_context *ctx, const iw_decorations *d,
    const iw_decoration_count_options *options, iw_decoration_count **out);
/** The sum of n counts (exact when all are). */
IW_API iw_status iw_decoration_count_sum(
    iw_context *ctx, const iw_decoration_count *const *counts, size_t n,
    iw_decoration_count **out);
IW_API void iw_decoration_count_destroy(iw_decoration_count *count);

/** Decimal digits. Lent. */
IW_API const char *iw_decoration_count_total(const iw_decoration_count *c);
IW_API const char *iw_decoration_count_distinct(const iw_decoration_count *c);
/** As the nearest double, INFINITY above its range. */
IW_API double iw_decoration_count_total_real(const iw_decoration_count *c);
IW_API double iw_decoration_count_distinct_real(const iw_decoration_count *c);
/** Natural logarithm of the total, finite for any length; -INFINITY for 0. */
IW_API double iw_decoration_count_log_total(const iw_decoration_count *c);
IW_API int iw_decoration_count_is_exact(const iw_decoration_count *c);
/** Ideal configurational entropy k_B ln(total), meV/K, eq. (D9). */
IW_API double iw_decoration_count_entropy_mev_k(const iw_decoration_count *c);

/* --------------------------------------------------------------- listing */

typedef struct iw_decoration_walk iw_decoration_walk;

/**
 * One representative of each orbit, in a fixed order, each made when it is
 * asked for: orderly generation, pool by pool and species by species, each
 * under what the earlier ones left of the group. Memory is O(order n_sites^2
 * / 64), whatever the number of orbits.
 *
 * primitive_only  as in iw_decoration_count_options.
 * Errors  IW_E_ARGUMENT, IW_E_MEMORY. Free: iw_decoration_walk_destroy.
 * Source  docs/theory.md eq. (D4); [read1978], [mckay1998].
 */
IW_API iw_status iw_decoration_walk_create(iw_context *ctx,
                                           const iw_decorations *d,
                                           int primitive_only,
                                           iw_decoration_walk **out);
IW_API void iw_decoration_walk_destroy(iw_decoration_walk *walk);

/** Go to the next representative; 0 when there is none left. */
IW_API int iw_decoration_walk_next(iw_decoration_walk *walk);
/** n_sites species of the present representative. Lent until the next step. */
IW_API const uint8_t *
iw_decoration_walk_species(const iw_decoration_walk *walk);
/** How many decorations it stands for. */
IW_API uint64_t iw_decoration_walk_multiplicity(const iw_decoration_walk *walk);
/** Place the walk on a representative, so that next() goes on behind it.
 *  Errors: IW_E_ARGUMENT when `species` is not a representative. */
IW_API iw_status iw_decoration_walk_seek(iw_context *ctx,
                                         iw_decoration_walk *walk,
                                         const uint8_t *species);

/* -------------------------------------------------------------- sampling */

typedef struct iw_decoration_sampler iw_decoration_sampler;

/**
 * Random decorations, each with the same probability. Without exclusions, and
 * where trial and error is good enough, draws are independent; else a Markov
 * chain of allowed swaps is run between draws (equal probabilities in its
 * limit, and only over what swaps can reach), see is_independent.
 *
 * Errors  IW_E_STRUCTURE when no decoration obeying the exclusions is found,
 *         IW_E_ARGUMENT, IW_E_MEMORY. Free: iw_decoration_sampler_destroy.
 */
IW_API iw_status iw_decoration_sampler_create(iw_context *ctx,
                                              const iw_decorations *d,
                                              uint64_t seed,
                                              iw_decoration_sampler **out);
IW_API void iw_decoration_sampler_destroy(iw_decoration_sampler *sampler);
/** Put the next draw into species (n_sites). */
IW_API void iw_decoration_sampler_next(iw_decoration_sampler *sampler,
                                       uint8_t *species);
IW_API int
iw_decoration_sampler_is_independent(const iw_decoration_sampler *sampler);

IW_END_DECLS

#endif
