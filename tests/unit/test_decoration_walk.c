/* SPDX-License-Identifier: BSD-3-Clause */
/* Listing decorations where formulas give their number, in pools of more sites
 * than a word has bits; repeats of smaller cells; wrong requests. That lists
 * are right in general is tests/property/decorations_by_brute_force.c. */
#include "check.h"
#include "groups.h"

#include <stdlib.h>

#include <ionway/ionway.h>

static iw_context *ctx;

/* One pool over all sites. */
static iw_decorations *one_pool(const iw_site_group *group,
                                const int32_t *counts, size_t n_species,
                                const iw_exclusion *exclusions,
                                size_t n_exclusions)
{
  const iw_decoration_pool pool = {counts, n_species};
  int32_t *site_pools =
      calloc(iw_site_group_n_sites(group), sizeof *site_pools);
  iw_decorations *d = NULL;
  iw_decoration_spec spec;

  iw_decoration_spec_default(&spec);
  spec.group = group;
  spec.site_pools = site_pools;
  spec.pools = &pool;
  spec.n_pools = 1;
  spec.exclusions = exclusions;
  spec.n_exclusions = n_exclusions;
  CHECK_INT(iw_decorations_create(ctx, &spec, &d), IW_OK);
  free(site_pools);
  return d;
}

/* ------------------------------------------------------------ by formula */

/* The turns of a ring of n sites, and its mirrors. */
static iw_site_group *ring_group(int32_t n, int has_mirror)
{
  int32_t *rows = calloc((size_t)(2 * n * n), sizeof *rows);
  iw_site_group *group = NULL;

  for (int32_t k = 0; k < n; k++) {
    for (int32_t i = 0; i < n; i++) {
      rows[k * n + i] = (i + k) % n;
      rows[(n + k) * n + i] = (2 * n - i - k) % n;
    }
  }
  CHECK_INT(iw_site_group_from_permutations(
                ctx, rows, (size_t)(has_mirror ? 2 * n : n), (size_t)n, &group),
            IW_OK);
  free(rows);
  return group;
}

/* Count what is listed; every 97th time go on by seeking. */
static void list_ring(int32_t n, int has_mirror, const int32_t counts[3],
                      const iw_exclusion *exclusions, size_t n_exclusions,
                      uint64_t *sum, int64_t *distinct)
{
  iw_site_group *group = ring_group(n, has_mirror);
  iw_decorations *d = one_pool(group, counts, 3, exclusions, n_exclusions);
  iw_decoration_walk *walk = NULL, *other = NULL;

  *sum = 0;
  *distinct = 0;
  CHECK_INT(iw_decoration_walk_create(ctx, d, 0, &walk), IW_OK);
  CHECK_INT(iw_decoration_walk_create(ctx, d, 0, &other), IW_OK);
  while (iw_decoration_walk_next(walk)) {
    *sum += iw_decoration_walk_multiplicity(walk);
    if (++*distinct % 97 == 0) {
      iw_decoration_walk *keep = walk;

      CHECK_INT(
          iw_decoration_walk_seek(ctx, other, iw_decoration_walk_species(walk)),
          IW_OK);
      walk = other;
      other = keep;
    }
  }
  iw_decoration_walk_destroy(walk);
  iw_decoration_walk_destroy(other);
  iw_decorations_destroy(d);
  iw_site_group_destroy(group);
}

/* Three beads on a ring: the gaps between them are the partitions of n into
 * three parts, of which there are round(n^2 / 12). */
static void rings_of_many_words(void)
{
  static const int32_t sizes[] = {62, 63, 64, 65, 126, 127, 130};

  for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
    const int32_t n = sizes[k], counts[3] = {n - 3, 3, 0};
    const int32_t two[3] = {1, n - 2, 1};
    uint64_t sum;
    int64_t distinct;

    list_ring(n, 1, counts, NULL, 0, &sum, &distinct);
    CHECK_INT(distinct, floor(n * n / 12.0 + 0.5));
    CHECK_INT(sum, (int64_t)n * (n - 1) * (n - 2) / 6);
    /* two unlike beads: a distance of 1 .. n - 1, or .. n / 2 with mirrors */
    list_ring(n, 0, two, NULL, 0, &sum, &distinct);
    CHECK_INT(distinct, n - 1);
    CHECK_INT(sum, (int64_t)n * (n - 1));
    list_ring(n, 1, two, NULL, 0, &sum, &distinct);
    CHECK_INT(distinct, n / 2);
  }
}

/* Three beads, no two next to each other: every gap gives one to its end. */
static void rings_with_exclusions(void)
{
  static iw_exclusion pairs[130];
  static const int32_t sizes[] = {20, 63, 64, 130};

  for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
    const int32_t n = sizes[k], counts[3] = {n - 3, 3, 0};
    uint64_t sum;
    int64_t distinct;

    for (int32_t i = 0; i < n; i++)
      pairs[i] = (iw_exclusion){i, (i + 1) % n, 2, 2};
    list_ring(n, 1, counts, pairs, (size_t)n, &sum, &distinct);
    CHECK_INT(distinct, floor((n - 3) * (n - 3) / 12.0 + 0.5));
    CHECK_INT(sum, (int64_t)n * (n - 4) * (n - 5) / 6);
  }
}

/* ------------------------------------------------------------- primitive */

static int is_periodic(const iw_site_group *group, const uint8_t *species)
{
  const int32_t *rows = iw_site_group_permutations(group);
  const uint8_t *flags = iw_site_group_translations(group);
  const size_t n = iw_site_group_n_sites(group);

  for (size_t g = 0; g < iw_site_group_order(group); g++) {
    size_t n_same = 0, n_fixed = 0;

    for (size_t i = 0; i < n; i++) {
      n_same += species[(size_t)rows[g * n + i]] == species[i];
      n_fixed += rows[g * n + i] == (int32_t)i;
    }
    if (flags[g] && n_same == n && n_fixed < n)
      return 1;
  }
  return 0;
}

/* The list without repeats of smaller cells is the list less those. */
static void check_primitive(const iw_decorations *d, const iw_site_group *group)
{
  const size_t n = iw_decorations_n_sites(d);
  iw_decoration_walk *all = NULL, *primitive = NULL;
  size_t n_skipped = 0;

  CHECK_INT(iw_decoration_walk_create(ctx, d, 0, &all), IW_OK);
  CHECK_INT(iw_decoration_walk_create(ctx, d, 1, &primitive), IW_OK);
  while (iw_decoration_walk_next(all)) {
    const uint8_t *species = iw_decoration_walk_species(all);

    if (is_periodic(group, species)) {
      n_skipped++;
      CHECK_INT(iw_decoration_walk_seek(ctx, primitive, species),
                IW_E_ARGUMENT);
      continue;
    }
    CHECK(iw_decoration_walk_next(primitive));
    CHECK(memcmp(iw_decoration_walk_species(primitive), species, n) == 0);
    CHECK_INT(iw_decoration_walk_multiplicity(primitive),
              iw_decoration_walk_multiplicity(all));
    CHECK_INT(iw_decoration_walk_seek(ctx, primitive, species), IW_OK);
  }
  CHECK(!iw_decoration_walk_next(primitive));
  CHECK(n_skipped > 0);
  iw_decoration_walk_destroy(all);
  iw_decoration_walk_destroy(primitive);
}

static void repeats_of_smaller_cells_are_left_out(void)
{
  static const int32_t repeats[][3] = {{2, 1, 1}, {2, 2, 1}, {1, 3, 1}};
  static groups_space crystal;

  groups_pnma(&crystal);
  CHECK_INT(groups_orbit(&crystal, 0, 0, 0, 0), 4);
  for (size_t k = 0; k < 3; k++) {
    const int32_t *r = repeats[k];
    const int32_t n = 4 * r[0] * r[1] * r[2];
    const int32_t counts[2] = {n / 2, n / 2};
    iw_site_group *group = NULL;
    iw_decorations *d;

    CHECK_INT(groups_repeat(ctx, &crystal, r[0], r[1], r[2], &group), IW_OK);
    d = one_pool(group, counts, 2, NULL, 0);
    check_primitive(d, group);
    iw_decorations_destroy(d);
    iw_site_group_destroy(group);
  }
}

/* ---------------------------------------------------------------- errors */

static void wrong_requests_change_nothing(void)
{
  static const int32_t rows[2][4] = {{0, 1, 2, 3}, {3, 2, 1, 0}};
  static const int32_t counts[2] = {3, 1};
  const uint8_t wrong[4] = {0, 0, 0, 1}, none[4] = {0, 0, 0, 0};
  iw_decoration_walk *walk = (iw_decoration_walk *)(void *)&ctx;
  iw_site_group *group = NULL;
  iw_decorations *d;
  uint8_t copy[4];

  CHECK_INT(iw_site_group_from_permutations(ctx, rows[0], 2, 4, &group), IW_OK);
  d = one_pool(group, counts, 2, NULL, 0);
  /* a group that does not know its translations */
  CHECK_INT(iw_decoration_walk_create(ctx, d, 1, &walk), IW_E_ARGUMENT);
  CHECK(walk == NULL);
  CHECK_INT(iw_decoration_walk_create(ctx, d, 0, &walk), IW_OK);
  CHECK(iw_decoration_walk_next(walk));
  memcpy(copy, iw_decoration_walk_species(walk), sizeof copy);
  CHECK_INT(iw_decoration_walk_seek(ctx, walk, wrong), IW_E_ARGUMENT);
  CHECK_INT(iw_decoration_walk_seek(ctx, walk, none), IW_E_ARGUMENT);
  CHECK(memcmp(iw_decoration_walk_species(walk), copy, sizeof copy) == 0);
  CHECK(iw_decoration_walk_next(walk));
  CHECK(!iw_decoration_walk_next(walk));
  CHECK(!iw_decoration_walk_next(walk));
  iw_decoration_walk_destroy(walk);
  iw_decoration_walk_destroy(NULL);
  iw_decorations_destroy(d);
  iw_site_group_destroy(group);
}

int main(void)
{
  if (iw_context_create(&ctx) != IW_OK)
    return 1;
  RUN(rings_of_many_words);
  RUN(rings_with_exclusions);
  RUN(repeats_of_smaller_cells_are_left_out);
  RUN(wrong_requests_change_nothing);
  iw_context_destroy(ctx);
  return check_report();
}
