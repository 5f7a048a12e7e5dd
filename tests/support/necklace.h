/* SPDX-License-Identifier: BSD-3-Clause */
/* Decorations of rings, and of any sites under hand-made permutations, in one
 * call. */
#ifndef IONWAY_TESTS_NECKLACE_H
#define IONWAY_TESTS_NECKLACE_H

#include <stdint.h>
#include <string.h>

#include <ionway/ionway.h>

#define NECKLACE_MAX_SITES 128

/* Rows of the rotations of n beads, then those of the reflections. */
static inline size_t necklace_rows(int n, int with_reflections, int32_t *rows)
{
  for (int k = 0; k < n; k++) {
    for (int i = 0; i < n; i++) {
      rows[k * n + i] = (i + k) % n;
      if (with_reflections)
        rows[(n + k) * n + i] = (k + n - i) % n;
    }
  }
  return (size_t)(with_reflections ? 2 * n : n);
}

/* One pool on all sites of a group; NULL when the space is refused. */
static inline iw_decorations *
necklace_space(iw_context *ctx, const iw_site_group *group,
               const int32_t *counts, size_t n_species,
               const iw_exclusion *exclusions, size_t n_exclusions)
{
  static const int32_t site_pools[4096];
  const iw_decoration_pool pool = {counts, n_species};
  iw_decorations *d = NULL;
  iw_decoration_spec spec;

  iw_decoration_spec_default(&spec);
  spec.group = group;
  spec.site_pools = site_pools;
  spec.pools = &pool;
  spec.n_pools = 1;
  spec.exclusions = exclusions;
  spec.n_exclusions = n_exclusions;
  iw_decorations_create(ctx, &spec, &d);
  return d;
}

/* The same with its count; NULL when anything fails. */
static inline iw_decoration_count *
necklace_count(iw_context *ctx, const iw_site_group *group,
               const int32_t *counts, size_t n_species,
               const iw_exclusion *exclusions, size_t n_exclusions,
               const iw_decoration_count_options *options)
{
  iw_decorations *d =
      necklace_space(ctx, group, counts, n_species, exclusions, n_exclusions);
  iw_decoration_count *count = NULL;

  if (d != NULL)
    iw_decorations_count(ctx, d, options, &count);
  iw_decorations_destroy(d);
  return count;
}

#endif
