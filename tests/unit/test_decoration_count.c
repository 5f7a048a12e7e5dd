/* SPDX-License-Identifier: BSD-3-Clause */
/* Counts of decorations against numbers that are known in closed form:
 * necklaces, bracelets, lattices, Lyndon words, independent sets. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>

#include "garnet.h"
#include "groups.h"
#include "necklace.h"

#define RING 100

static iw_site_group *ring(iw_context *ctx, int n, int with_reflections)
{
  static int32_t rows[2 * RING * RING];
  iw_site_group *group = NULL;
  const size_t order = necklace_rows(n, with_reflections, rows);

  CHECK_INT(
      iw_site_group_from_permutations(ctx, rows, order, (size_t)n, &group),
      IW_OK);
  return group;
}

static void expect(iw_decoration_count *count, const char *total,
                   const char *distinct)
{
  CHECK(count != NULL);
  if (count == NULL)
    return;
  CHECK_TEXT(iw_decoration_count_total(count), total);
  CHECK_TEXT(iw_decoration_count_distinct(count), distinct);
  CHECK_INT(iw_decoration_count_is_exact(count), 1);
  iw_decoration_count_destroy(count);
}

static void necklaces_and_bracelets(void)
{
  const int32_t half[2] = {6, 6}, thirds[3] = {4, 4, 4};
  const int32_t one[3] = {0, 12, 0}, single[1] = {12};
  iw_context *ctx;
  iw_site_group *turns, *all;

  CHECK_INT(iw_context_create(&ctx), IW_OK);
  turns = ring(ctx, 12, 0);
  all = ring(ctx, 12, 1);
  expect(necklace_count(ctx, turns, half, 2, NULL, 0, NULL), "924", "80");
  expect(necklace_count(ctx, all, half, 2, NULL, 0, NULL), "924", "50");
  expect(necklace_count(ctx, turns, thirds, 3, NULL, 0, NULL), "34650", "2896");
  expect(necklace_count(ctx, all, one, 3, NULL, 0, NULL), "1", "1");
  expect(necklace_count(ctx, all, single, 1, NULL, 0, NULL), "1", "1");
  iw_site_group_destroy(turns);
  iw_site_group_destroy(all);
  iw_context_destroy(ctx);
}

/* A primitive cubic lattice of one site, its whole point group or none. */
static iw_site_group *cubic(iw_context *ctx, int a, int b, int c, int turns)
{
  static const groups_generator g[] = {
      {{{0, 0, 1}, {1, 0, 0}, {0, 1, 0}}, {0, 0, 0}},
      {{{0, -1, 0}, {1, 0, 0}, {0, 0, 1}}, {0, 0, 0}},
      {{{-1, 0, 0}, {0, -1, 0}, {0, 0, -1}}, {0, 0, 0}}};
  static groups_space s;
  iw_site_group *group = NULL;

  memset(&s, 0, sizeof s);
  for (int k = 0; k < 3; k++)
    s.lattice[k][k] = 4;
  groups_close(&s, g, turns ? 3 : 0);
  CHECK_INT(groups_orbit(&s, 0, 0, 0, 0), 1);
  CHECK_INT(groups_repeat(ctx, &s, a, b, c, &group), IW_OK);
  return group;
}

/* Z4^3 has 1, 7 and 56 elements of orders 1, 2, 4. */
static void translations_of_a_lattice(void)
{
  const int32_t half[2] = {32, 32};
  iw_context *ctx;
  iw_site_group *group;

  CHECK_INT(iw_context_create(&ctx), IW_OK);
  group = cubic(ctx, 4, 4, 4, 0);
  CHECK_INT(iw_site_group_order(group), 64);
  expect(necklace_count(ctx, group, half, 2, NULL, 0, NULL),
         "1832624140942590534", "28634752267982406");
  iw_site_group_destroy(group);
  iw_context_destroy(ctx);
}

/* Necklaces without a period are Lyndon words:
 * 1/12 sum over d of mu(d) binom(12/d, 6/d). */
static void lyndon_words(void)
{
  const int32_t half[2] = {6, 6};
  iw_decoration_count_options options;
  iw_context *ctx;
  iw_site_group *chain, *bare;

  CHECK_INT(iw_context_create(&ctx), IW_OK);
  chain = cubic(ctx, 12, 1, 1, 0);
  bare = ring(ctx, 12, 0);
  iw_decoration_count_options_default(&options);
  options.primitive_only = 1;
  expect(necklace_count(ctx, chain, half, 2, NULL, 0, &options), "900", "75");
  expect(necklace_count(ctx, chain, half, 2, NULL, 0, NULL), "924", "80");
  CHECK(necklace_count(ctx, bare, half, 2, NULL, 0, &options) == NULL);
  CHECK_HOLDS(iw_context_message(ctx), "translations");
  iw_site_group_destroy(chain);
  iw_site_group_destroy(bare);
  iw_context_destroy(ctx);
}

/* Decorations of n <= 16 sites with k ones, met one by one: bits. */
static size_t brute_force(const iw_site_group *group, int k, size_t *n_distinct)
{
  const int32_t *rows = iw_site_group_permutations(group);
  const uint8_t *shifts = iw_site_group_translations(group);
  const size_t n = iw_site_group_n_sites(group);
  size_t n_total = 0;

  *n_distinct = 0;
  for (uint32_t x = 0; x < 1u << n; x++) {
    int is_first = 1, is_primitive = 1, ones = 0;

    for (size_t i = 0; i < n; i++)
      ones += x >> i & 1;
    for (size_t g = 1; ones == k && g < iw_site_group_order(group); g++) {
      uint32_t y = 0;

      for (size_t i = 0; i < n; i++)
        y |= (x >> i & 1) << rows[g * n + i];
      is_first &= x <= y;
      is_primitive &= !(shifts[g] && x == y);
    }
    n_total += ones == k && is_primitive;
    *n_distinct += ones == k && is_primitive && is_first;
  }
  return n_total;
}

/* Several primes, and ranks above one. */
static void primitive_decorations_of_lattices(void)
{
  static const int cells[7][3] = {{2, 2, 2}, {3, 3, 1}, {2, 4, 1}, {6, 2, 1},
                                  {4, 2, 2}, {1, 4, 4}, {6, 1, 1}};
  iw_decoration_count_options options;
  iw_context *ctx;

  CHECK_INT(iw_context_create(&ctx), IW_OK);
  iw_decoration_count_options_default(&options);
  options.primitive_only = 1;
  for (int round = 0; round < 14; round++) {
    const int *c = cells[round / 2];
    const int n = c[0] * c[1] * c[2];
    iw_site_group *group = cubic(ctx, c[0], c[1], c[2], round % 2);

    for (int k = 0; k <= n / 2; k += n > 9 ? n / 4 : 1) {
      const int32_t counts[2] = {n - k, k};
      char total[24], distinct[24];
      size_t n_distinct;

      snprintf(total, sizeof total, "%zu", brute_force(group, k, &n_distinct));
      snprintf(distinct, sizeof distinct, "%zu", n_distinct);
      expect(necklace_count(ctx, group, counts, 2, NULL, 0, &options), total,
             distinct);
    }
    iw_site_group_destroy(group);
  }
  iw_context_destroy(ctx);
}

static void neighbors_on_a_ring(int n, iw_exclusion *exclusions)
{
  for (int32_t i = 0; i < n; i++)
    exclusions[i] = (iw_exclusion){i, (i + 1) % n, 2, 2};
}

/* Independent sets of a ring: n/(n-k) binom(n-k, k) of size k. A turn of order
 * d keeps those of the ring of n/d. */
static void independent_sets_of_rings(void)
{
  iw_exclusion exclusions[RING];
  const int32_t counts[2] = {80, 20};
  iw_context *ctx;
  iw_site_group *group;

  CHECK_INT(iw_context_create(&ctx), IW_OK);
  group = ring(ctx, RING, 0);
  neighbors_on_a_ring(RING, exclusions);
  expect(necklace_count(ctx, group, counts, 2, exclusions, RING, NULL),
         "4419145177765217900", "44191451788248416");
  iw_site_group_destroy(group);

  /* all sizes together: the Lucas number L_30 */
  group = ring(ctx, 30, 1);
  neighbors_on_a_ring(30, exclusions);
  {
    double sum = 0;

    for (int32_t k = 0; k <= 16; k++) {
      const int32_t these[2] = {30 - k, k};
      iw_decoration_count *c =
          necklace_count(ctx, group, these, 2, exclusions, 30, NULL);

      sum += iw_decoration_count_total_real(c);
      iw_decoration_count_destroy(c);
    }
    CHECK_NEAR(sum, 1860498, 0);
  }
  iw_site_group_destroy(group);
  iw_context_destroy(ctx);
}

/* 2 x n prisms: independent sets with any number of ones by a recurrence on
 * two-bit columns. */
static void independent_sets_of_ladders(void)
{
  enum { N = 20 };
  iw_exclusion exclusions[3 * N];
  int32_t rows[N * 2 * N];
  double want = 0, sum = 0;
  size_t m = 0;
  iw_context *ctx;
  iw_site_group *group;

  CHECK_INT(iw_context_create(&ctx), IW_OK);
  for (int32_t i = 0; i < N; i++) {
    const int32_t j = (i + 1) % N;

    exclusions[m++] = (iw_exclusion){i, j, 2, 2};
    exclusions[m++] = (iw_exclusion){N + i, N + j, 2, 2};
    exclusions[m++] = (iw_exclusion){N + i, i, 2, 2};
    for (int32_t k = 0; k < N; k++) {
      rows[k * 2 * N + i] = (i + k) % N;
      rows[k * 2 * N + N + i] = N + (i + k) % N;
    }
  }
  for (int first = 0; first < 3; first++) { /* empty, upper, lower */
    double ways[3] = {first == 0, first == 1, first == 2};

    for (int i = 1; i < N; i++) {
      const double a = ways[0] + ways[1] + ways[2];
      const double b = ways[0] + ways[2], c = ways[0] + ways[1];

      ways[0] = a;
      ways[1] = b;
      ways[2] = c;
    }
    want += ways[0] + (first == 1 ? 0 : ways[1]) + (first == 2 ? 0 : ways[2]);
  }
  CHECK_INT(iw_site_group_from_permutations(ctx, rows, N, 2 * N, &group),
            IW_OK);
  for (int32_t k = 0; k <= N; k++) {
    const int32_t counts[2] = {2 * N - k, k};
    iw_decoration_count *c =
        necklace_count(ctx, group, counts, 2, exclusions, m, NULL);

    sum += iw_decoration_count_total_real(c);
    iw_decoration_count_destroy(c);
  }
  CHECK_NEAR(sum, want, 0);
  iw_site_group_destroy(group);
  iw_context_destroy(ctx);
}

/* Lithium on split sites one to each doublet, which are far apart:
 * binom(24, k) 2^k. */
static void doublets(void)
{
  enum { N = 24 };
  iw_exclusion exclusions[N];
  int32_t rows[2 * 2 * N];
  const int32_t counts[2] = {2 * N - 18, 18};
  iw_context *ctx;
  iw_site_group *group;

  CHECK_INT(iw_context_create(&ctx), IW_OK);
  for (int32_t i = 0; i < N; i++) {
    exclusions[i] = (iw_exclusion){i, N + i, 2, 2};
    rows[i] = i;
    rows[N + i] = N + i;
    rows[2 * N + i] = N + i; /* swaps the halves of all doublets */
    rows[2 * N + N + i] = i;
  }
  CHECK_INT(iw_site_group_from_permutations(ctx, rows, 2, 2 * N, &group),
            IW_OK);
  /* 134596 * 262144; the swap keeps none: a doublet would be full */
  expect(necklace_count(ctx, group, counts, 2, exclusions, N, NULL),
         "35283533824", "17641766912");
  iw_site_group_destroy(group);
  iw_context_destroy(ctx);
}

static void too_entangled_is_an_upper_bound(void)
{
  const int32_t counts[2] = {9, 3};
  iw_exclusion exclusions[12];
  iw_decoration_count_options options;
  iw_decoration_count *count;
  iw_context *ctx;
  iw_site_group *group;

  CHECK_INT(iw_context_create(&ctx), IW_OK);
  group = ring(ctx, 12, 0);
  neighbors_on_a_ring(12, exclusions);
  iw_decoration_count_options_default(&options);
  options.max_states = 2;
  count = necklace_count(ctx, group, counts, 2, exclusions, 12, &options);
  CHECK(count != NULL);
  CHECK_INT(iw_decoration_count_is_exact(count), 0);
  CHECK_TEXT(iw_decoration_count_total(count), "220");
  CHECK_TEXT(iw_decoration_count_distinct(count), "19");
  CHECK_TEXT(iw_context_message(ctx), "");
  iw_decoration_count_destroy(count);
  options.max_states = 100;
  expect(necklace_count(ctx, group, counts, 2, exclusions, 12, &options), "112",
         "10");
  iw_site_group_destroy(group);
  iw_context_destroy(ctx);
}

static void impossible_is_zero(void)
{
  const int32_t counts[2] = {3, 3};
  const iw_exclusion all[15] = {
      {0, 1, 3, 3}, {0, 2, 3, 3}, {0, 3, 3, 3}, {0, 4, 3, 3}, {0, 5, 3, 3},
      {1, 2, 3, 3}, {1, 3, 3, 3}, {1, 4, 3, 3}, {1, 5, 3, 3}, {2, 3, 3, 3},
      {2, 4, 3, 3}, {2, 5, 3, 3}, {3, 4, 3, 3}, {3, 5, 3, 3}, {4, 5, 3, 3}};
  iw_decoration_count *count;
  iw_context *ctx;
  iw_site_group *group;

  CHECK_INT(iw_context_create(&ctx), IW_OK);
  group = ring(ctx, 6, 1);
  count = necklace_count(ctx, group, counts, 2, all, 15, NULL);
  CHECK(count != NULL);
  CHECK_NEAR(iw_decoration_count_total_real(count), 0, 0);
  CHECK(iw_decoration_count_log_total(count) == -INFINITY);
  expect(count, "0", "0");
  iw_site_group_destroy(group);
  iw_context_destroy(ctx);
}

/* The group of a garnet's lithium sites, by products of its generators. */
static iw_site_group *garnet_group(iw_context *ctx, const garnet *g)
{
  enum { N = GARNET_SITES };
  static int32_t rows[97 * N];
  iw_site_group *group = NULL;
  size_t n = 1;

  for (int32_t i = 0; i < N; i++)
    rows[i] = i;
  for (size_t a = 0; a < n && n < 97; a++) {
    for (int k = 0; k < 5 && n < 97; k++) {
      int32_t *row = rows + n * N;
      size_t known = 0;

      for (int i = 0; i < N; i++) {
        double image[3];

        garnet_image(k, g->frac[rows[a * N + (size_t)i]], image);
        row[i] = 0;
        while (garnet_distance(g->frac[row[i]], image) > 0.01)
          row[i]++;
      }
      while (memcmp(rows + known * N, row, N * sizeof *row) != 0)
        known++;
      n += known == n;
    }
  }
  CHECK_INT(n, 96);
  CHECK_INT(iw_site_group_from_permutations(ctx, rows, n, N, &group), IW_OK);
  return group;
}

/* 120 sites in one connected graph of 144 conflicts. At 13 + 43 lithium hardly
 * any room is left, and listing, which is another algorithm, soon ends. */
static void crowded_garnet(void)
{
  static garnet g;
  int32_t site_pools[GARNET_SITES];
  const int32_t d24[2] = {11, 13}, h96[2] = {53, 43};
  const iw_decoration_pool pools[2] = {{d24, 2}, {h96, 2}};
  iw_decoration_spec spec;
  iw_decorations *d = NULL;
  iw_decoration_count *count = NULL;
  iw_decoration_walk *walk = NULL;
  uint64_t n_listed = 0, sum = 0;
  iw_site_group *group;
  iw_context *ctx;

  CHECK_INT(iw_context_create(&ctx), IW_OK);
  garnet_make(&g);
  group = garnet_group(ctx, &g);
  for (int i = 0; i < GARNET_SITES; i++)
    site_pools[i] = i >= 24;
  iw_decoration_spec_default(&spec);
  spec.group = group;
  spec.site_pools = site_pools;
  spec.pools = pools;
  spec.n_pools = 2;
  spec.exclusions = g.exclusions;
  spec.n_exclusions = g.n_exclusions;
  CHECK_INT(iw_decorations_create(ctx, &spec, &d), IW_OK);
  CHECK_INT(iw_decorations_count(ctx, d, NULL, &count), IW_OK);
  expect(count, "1056", "11");
  CHECK_INT(iw_decoration_walk_create(ctx, d, 0, &walk), IW_OK);
  for (; iw_decoration_walk_next(walk); n_listed++)
    sum += iw_decoration_walk_multiplicity(walk);
  CHECK_INT(n_listed, 11);
  CHECK_INT(sum, 1056);
  iw_decoration_walk_destroy(walk);
  iw_decorations_destroy(d);
  iw_site_group_destroy(group);
  iw_context_destroy(ctx);
}

static void reals_logarithms_and_sums(void)
{
  const int32_t half[2] = {32, 32}, third[3] = {20, 21, 23};
  iw_decoration_count *counts[2], *sum, *none;
  iw_context *ctx;
  iw_site_group *group;

  CHECK_INT(iw_context_create(&ctx), IW_OK);
  group = cubic(ctx, 4, 4, 4, 0);
  counts[0] = necklace_count(ctx, group, half, 2, NULL, 0, NULL);
  counts[1] = necklace_count(ctx, group, third, 3, NULL, 0, NULL);
  CHECK_NEAR(iw_decoration_count_total_real(counts[0]), 1832624140942590534.0,
             0);
  CHECK_NEAR(iw_decoration_count_log_total(counts[0]),
             lgamma(65) - 2 * lgamma(33), 1e-12);
  CHECK_NEAR(iw_decoration_count_entropy_mev_k(counts[0]),
             8.617333262e-2 * (lgamma(65) - 2 * lgamma(33)), 1e-9);
  CHECK_NEAR(iw_decoration_count_log_total(counts[1]),
             lgamma(65) - lgamma(21) - lgamma(22) - lgamma(24), 1e-12);
  CHECK_INT(iw_decoration_count_sum(
                ctx, (const iw_decoration_count *const *)counts, 2, &sum),
            IW_OK);
  CHECK_NEAR(iw_decoration_count_distinct_real(sum) /
                 (iw_decoration_count_distinct_real(counts[0]) +
                  iw_decoration_count_distinct_real(counts[1])),
             1, 1e-15);
  CHECK_INT(iw_decoration_count_sum(ctx, NULL, 0, &none), IW_OK);
  CHECK_TEXT(iw_decoration_count_total(none), "0");
  CHECK_INT(iw_decoration_count_is_exact(none), 1);
  iw_decoration_count_destroy(none);
  iw_decoration_count_destroy(sum);
  iw_decoration_count_destroy(counts[0]);
  iw_decoration_count_destroy(counts[1]);
  iw_site_group_destroy(group);
  iw_context_destroy(ctx);
}

/* More than doubles hold: 1000 species-rich sites in a row. */
static void beyond_doubles(void)
{
  enum { N = 1500 };
  int32_t *row = calloc(N, sizeof *row);
  const int32_t counts[3] = {500, 500, 500};
  iw_decoration_count *count;
  iw_site_group *group;
  iw_context *ctx;

  CHECK(row != NULL);
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  for (int32_t i = 0; i < N; i++)
    row[i] = i;
  CHECK_INT(iw_site_group_from_permutations(ctx, row, 1, N, &group), IW_OK);
  count = necklace_count(ctx, group, counts, 3, NULL, 0, NULL);
  CHECK(count != NULL);
  CHECK(isinf(iw_decoration_count_total_real(count)));
  CHECK_NEAR(iw_decoration_count_log_total(count),
             lgamma(1501) - 3 * lgamma(501), 1e-9);
  CHECK_INT(strlen(iw_decoration_count_total(count)),
            1 + (int)((lgamma(1501) - 3 * lgamma(501)) / log(10)));
  iw_decoration_count_destroy(count);
  iw_site_group_destroy(group);
  iw_context_destroy(ctx);
  free(row);
}

static int stop(const char *stage, size_t done, size_t total, void *user)
{
  (void)stage;
  (void)done;
  (void)total;
  (void)user;
  return 1;
}

static void can_be_cancelled(void)
{
  const int32_t counts[2] = {6, 6};
  iw_decoration_count *count = NULL;
  iw_decorations *d;
  iw_site_group *group;
  iw_context *ctx;

  CHECK_INT(iw_context_create(&ctx), IW_OK);
  group = ring(ctx, 12, 1);
  d = necklace_space(ctx, group, counts, 2, NULL, 0);
  iw_context_set_progress(ctx, stop, NULL);
  CHECK_INT(iw_decorations_count(ctx, d, NULL, &count), IW_E_CANCELLED);
  CHECK(count == NULL);
  iw_decorations_destroy(d);
  iw_site_group_destroy(group);
  iw_context_destroy(ctx);
}

int main(void)
{
  RUN(necklaces_and_bracelets);
  RUN(translations_of_a_lattice);
  RUN(lyndon_words);
  RUN(primitive_decorations_of_lattices);
  RUN(independent_sets_of_rings);
  RUN(independent_sets_of_ladders);
  RUN(doublets);
  RUN(too_entangled_is_an_upper_bound);
  RUN(impossible_is_zero);
  RUN(crowded_garnet);
  RUN(reals_logarithms_and_sums);
  RUN(beyond_doubles);
  RUN(can_be_cancelled);
  return check_report();
}
