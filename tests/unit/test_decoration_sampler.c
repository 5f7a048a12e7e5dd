/* SPDX-License-Identifier: BSD-3-Clause */
/* Random decorations: every one as likely as every other (chi-square over all
 * of small spaces), counts and exclusions kept, repeatable. */
#include "check.h"

#include <stdlib.h>

#include <ionway/ionway.h>

#include "garnet.h"

/* A small space, and whether trial and error must do. */
typedef struct space {
  int32_t site_pools[24];
  size_t n_sites;
  iw_decoration_pool pools[2];
  size_t n_pools;
  iw_exclusion exclusions[24];
  size_t n_exclusions;
  int independent;
} space;

static iw_context *ctx;

/* Without symmetry: the sampler does not look at it. */
static iw_decorations *open_space(const space *s, iw_site_group **group)
{
  iw_decoration_spec spec;
  iw_decorations *d = NULL;
  int32_t identity[GARNET_SITES];

  for (size_t i = 0; i < s->n_sites; i++)
    identity[i] = (int32_t)i;
  CHECK_INT(
      iw_site_group_from_permutations(ctx, identity, 1, s->n_sites, group),
      IW_OK);
  iw_decoration_spec_default(&spec);
  spec.group = *group;
  spec.site_pools = s->site_pools;
  spec.pools = s->pools;
  spec.n_pools = s->n_pools;
  spec.exclusions = s->exclusions;
  spec.n_exclusions = s->n_exclusions;
  CHECK_INT(iw_decorations_create(ctx, &spec, &d), IW_OK);
  return d;
}

/* By the definition, for the test to be its own judge. */
static int obeys(const space *s, const uint8_t *species)
{
  for (size_t p = 0; p < s->n_pools; p++) {
    for (size_t k = 0; k < s->pools[p].n_species; k++) {
      int32_t n = 0;

      for (size_t i = 0; i < s->n_sites; i++)
        n += s->site_pools[i] == (int32_t)p && species[i] == k;
      if (n != s->pools[p].counts[k])
        return 0;
    }
  }
  for (size_t e = 0; e < s->n_exclusions; e++) {
    const iw_exclusion *x = &s->exclusions[e];

    if ((x->species_a >> species[x->site_a] & 1) &&
        (x->species_b >> species[x->site_b] & 1))
      return 0;
  }
  return 1;
}

static size_t n_species(const space *s)
{
  size_t n = 2;

  for (size_t p = 0; p < s->n_pools; p++)
    n = s->pools[p].n_species > n ? s->pools[p].n_species : n;
  return n;
}

/* Above this a chi-square of k degrees comes once in a million (Wilson and
 * Hilferty's approximation). */
static double chi_square_limit(double k)
{
  const double v = 2 / (9 * k);

  return k * pow(1 - v + 4.753 * sqrt(v), 3);
}

/* Draw, count every decoration by its number in base n_species, compare with
 * as many as the exact count says there are. */
static void check_uniform(const space *s, int draws)
{
  const size_t base = n_species(s);
  size_t n_codes = 1;
  iw_site_group *group = NULL;
  iw_decorations *d = open_space(s, &group);
  iw_decoration_sampler *sampler = NULL;
  iw_decoration_count *count = NULL;
  uint8_t species[24];
  double chi_square = 0, n_states;
  int *hits;

  for (size_t i = 0; i < s->n_sites; i++)
    n_codes *= base;
  hits = calloc(n_codes, sizeof *hits);
  CHECK_INT(iw_decorations_count(ctx, d, NULL, &count), IW_OK);
  CHECK(iw_decoration_count_is_exact(count));
  n_states = iw_decoration_count_total_real(count);
  CHECK_INT(iw_decoration_sampler_create(ctx, d, 1, &sampler), IW_OK);
  CHECK_INT(iw_decoration_sampler_is_independent(sampler), s->independent);
  for (int k = 0; k < draws; k++) {
    size_t code = 0;

    iw_decoration_sampler_next(sampler, species);
    CHECK(obeys(s, species));
    for (size_t i = s->n_sites; i-- > 0;)
      code = code * base + species[i];
    hits[code]++;
  }
  for (size_t code = 0; code < n_codes; code++)
    chi_square += (double)hits[code] * hits[code];
  chi_square = chi_square * n_states / draws - draws;
  printf("%g decorations, %d draws: chi-square %.1f, limit %.1f\n", n_states,
         draws, chi_square, chi_square_limit(n_states - 1));
  CHECK(n_states > 1 && chi_square < chi_square_limit(n_states - 1));
  iw_decoration_sampler_destroy(sampler);
  iw_decoration_count_destroy(count);
  iw_decorations_destroy(d);
  iw_site_group_destroy(group);
  free(hits);
}

static void two_free_pools(void)
{
  static const int32_t a[3] = {2, 1, 1}, b[2] = {1, 2};
  const space s = {.site_pools = {0, 1, 0, 0, 1, 1, 0},
                   .n_sites = 7,
                   .pools = {{a, 3}, {b, 2}},
                   .n_pools = 2,
                   .independent = 1};

  check_uniform(&s, 10000);
}

/* A rare exclusion between the pools and their third species: trial and
 * error. */
static void exclusions_across_pools(void)
{
  static const int32_t a[3] = {2, 1, 1}, b[3] = {1, 1, 1};
  const space s = {.site_pools = {0, 1, 0, 0, 1, 1, 0},
                   .n_sites = 7,
                   .pools = {{a, 3}, {b, 3}},
                   .n_pools = 2,
                   .exclusions = {{0, 1, 2, 6}, {2, 4, 2, 4}, {0, 3, 6, 6}},
                   .n_exclusions = 3,
                   .independent = 1};

  check_uniform(&s, 10000);
}

/* n pairs, n atoms: all a swap can do is to flip a pair. */
static void every_pair_holds_one(void)
{
  static const int32_t half[2] = {10, 10};
  space s = {.n_sites = 20, .pools = {{half, 2}}, .n_pools = 1};

  for (int32_t i = 0; i < 10; i++)
    s.exclusions[s.n_exclusions++] = (iw_exclusion){2 * i, 2 * i + 1, 2, 2};
  check_uniform(&s, 5000);
}

/* Neighbours on a ring exclude each other. */
static void ring_of_sixteen(void)
{
  static const int32_t counts[2] = {9, 7};
  space s = {.n_sites = 16, .pools = {{counts, 2}}, .n_pools = 1};

  for (int32_t i = 0; i < 16; i++)
    s.exclusions[s.n_exclusions++] = (iw_exclusion){i, (i + 1) % 16, 2, 2};
  check_uniform(&s, 10000);
}

/* Two pools on a ladder, three species in one: the chain again. */
static void ladder_of_two_pools(void)
{
  static const int32_t a[3] = {3, 2, 2}, b[2] = {4, 2};
  space s = {.n_sites = 13, .pools = {{a, 3}, {b, 2}}, .n_pools = 2};

  for (int32_t i = 0; i < 13; i++)
    s.site_pools[i] = i % 2;
  for (int32_t i = 0; i + 1 < 13; i++)
    s.exclusions[s.n_exclusions++] = i % 2 == 0
                                         ? (iw_exclusion){i, i + 1, 6, 2}
                                         : (iw_exclusion){i, i + 1, 2, 6};
  for (int32_t i = 0; i + 2 < 13; i += 2)
    s.exclusions[s.n_exclusions++] = (iw_exclusion){i, i + 2, 2, 2};
  check_uniform(&s, 10000);
}

/* Draws that are far beyond trial and error. */
static void check_found(const int32_t *site_pools, size_t n_sites,
                        const iw_decoration_pool *pools, size_t n_pools,
                        const iw_exclusion *exclusions, size_t n_exclusions)
{
  iw_decoration_spec spec;
  iw_decorations *d = NULL;
  iw_site_group *group = NULL;
  int32_t identity[GARNET_SITES];

  for (size_t i = 0; i < n_sites; i++)
    identity[i] = (int32_t)i;
  CHECK_INT(iw_site_group_from_permutations(ctx, identity, 1, n_sites, &group),
            IW_OK);
  iw_decoration_spec_default(&spec);
  spec.group = group;
  spec.site_pools = site_pools;
  spec.pools = pools;
  spec.n_pools = n_pools;
  spec.exclusions = exclusions;
  spec.n_exclusions = n_exclusions;
  CHECK_INT(iw_decorations_create(ctx, &spec, &d), IW_OK);
  for (uint64_t seed = 1; seed <= 2; seed++) {
    iw_decoration_sampler *sampler[2] = {NULL, NULL};
    uint8_t species[2][GARNET_SITES];

    for (int k = 0; k < 2; k++)
      CHECK_INT(iw_decoration_sampler_create(ctx, d, seed, &sampler[k]), IW_OK);
    for (int draw = 0; draw < 3 && sampler[1] != NULL; draw++) {
      for (int k = 0; k < 2; k++)
        iw_decoration_sampler_next(sampler[k], species[k]);
      CHECK(iw_decorations_holds(d, species[0]));
      CHECK(memcmp(species[0], species[1], n_sites) == 0);
    }
    for (int k = 0; k < 2; k++)
      iw_decoration_sampler_destroy(sampler[k]);
  }
  iw_decorations_destroy(d);
  iw_site_group_destroy(group);
}

static void argyrodite_doublets(void)
{
  static const int32_t counts[2] = {24, 24}, site_pools[48];
  const iw_decoration_pool pool = {counts, 2};
  iw_exclusion exclusions[24];

  for (int32_t i = 0; i < 24; i++)
    exclusions[i] = (iw_exclusion){i, i + 24, 2, 2};
  check_found(site_pools, 48, &pool, 1, exclusions, 24);
}

/* 56 Li: in one pool, and 13 + 43, 8 + 48 in two. */
static void garnet_lithium(void)
{
  static const int32_t all[2] = {64, 56}, site_pools[GARNET_SITES];
  static const int32_t tetrahedral[2][2] = {{11, 13}, {16, 8}};
  static const int32_t octahedral[2][2] = {{53, 43}, {48, 48}};
  int32_t split_pools[GARNET_SITES];
  const iw_decoration_pool pool = {all, 2};
  static garnet g;

  garnet_make(&g);
  CHECK_INT(g.n_sites, GARNET_SITES);
  CHECK_INT(g.n_exclusions, 24 * 4 + 48);
  check_found(site_pools, 120, &pool, 1, g.exclusions, g.n_exclusions);
  for (int i = 0; i < GARNET_SITES; i++)
    split_pools[i] = i >= 24;
  for (int k = 0; k < 2; k++) {
    const iw_decoration_pool pools[2] = {{tetrahedral[k], 2},
                                         {octahedral[k], 2}};

    check_found(split_pools, 120, pools, 2, g.exclusions, g.n_exclusions);
  }
}

static void says_when_there_is_none(void)
{
  static const int32_t counts[2] = {9, 11};
  space s = {.n_sites = 20, .pools = {{counts, 2}}, .n_pools = 1};
  iw_site_group *group = NULL;
  iw_decoration_sampler *sampler = NULL;
  iw_decorations *d;

  for (int32_t i = 0; i < 10; i++)
    s.exclusions[s.n_exclusions++] = (iw_exclusion){2 * i, 2 * i + 1, 2, 2};
  d = open_space(&s, &group);
  CHECK_INT(iw_decoration_sampler_create(ctx, d, 1, &sampler), IW_E_STRUCTURE);
  CHECK(sampler == NULL);
  CHECK_HOLDS(iw_context_message(ctx), "exclusions");
  iw_decorations_destroy(d);
  iw_site_group_destroy(group);
}

int main(void)
{
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  RUN(two_free_pools);
  RUN(exclusions_across_pools);
  RUN(every_pair_holds_one);
  RUN(ring_of_sixteen);
  RUN(ladder_of_two_pools);
  RUN(argyrodite_doublets);
  RUN(garnet_lithium);
  RUN(says_when_there_is_none);
  iw_context_destroy(ctx);
  return check_report();
}
