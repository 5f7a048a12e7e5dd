/* SPDX-License-Identifier: BSD-3-Clause */
/* Counts on random small groups, pools and exclusions against all colourings,
 * met one by one. */
#include "check.h"

#include <ionway/ionway.h>

#include "network.h"

#define MAX_SITES      7
#define MAX_ORDER      60
#define MAX_EXCLUSIONS 200

typedef struct sample {
  int n, order, n_pools, n_species[2];
  int32_t rows[(MAX_ORDER + 1) * MAX_SITES];
  int32_t site_pools[MAX_SITES];
  int32_t counts[2][3];
  iw_exclusion exclusions[MAX_EXCLUSIONS];
  size_t n_exclusions;
} sample;

static void random_row(uint64_t *seed, int n, int32_t *row)
{
  for (int i = 0; i < n; i++) {
    const int j = network_draw(seed, 0, i);

    row[i] = row[j];
    row[j] = i;
  }
}

/* The closure of one or two random permutations; 0 when it gets too large. */
static int random_group(uint64_t *seed, sample *s)
{
  int32_t generators[2][MAX_SITES];
  const int n = s->n, n_generators = network_draw(seed, 1, 2);

  for (int g = 0; g < n_generators; g++)
    random_row(seed, n, generators[g]);
  for (int i = 0; i < n; i++)
    s->rows[i] = i;
  s->order = 1;
  for (int a = 0; a < s->order; a++) {
    for (int g = 0; g < n_generators; g++) {
      int32_t *row = s->rows + s->order * n;
      int known = 0;

      for (int i = 0; i < n; i++)
        row[i] = generators[g][s->rows[a * n + i]];
      while (memcmp(s->rows + known * n, row, (size_t)n * sizeof *row) != 0)
        known++;
      s->order += known == s->order;
      if (s->order > MAX_ORDER)
        return 0;
    }
  }
  return 1;
}

/* Orbits of sites go to one of two pools, which are filled at random. */
static void random_pools(uint64_t *seed, sample *s)
{
  int sizes[2] = {0, 0};

  s->n_pools = network_draw(seed, 1, 2);
  for (int i = 0; i < s->n; i++)
    s->site_pools[i] = -1;
  for (int i = 0; i < s->n; i++) {
    const int32_t pool = network_draw(seed, 0, s->n_pools - 1);

    for (int g = 0; s->site_pools[i] < 0 && g < s->order; g++) {
      if (s->rows[g * s->n + i] != i)
        s->site_pools[s->rows[g * s->n + i]] = pool;
    }
    if (s->site_pools[i] < 0)
      s->site_pools[i] = pool;
    sizes[s->site_pools[i]]++;
  }
  memset(s->counts, 0, sizeof s->counts);
  for (int p = 0; p < s->n_pools; p++) {
    s->n_species[p] = network_draw(seed, 1, 3);
    for (int i = 0; i < sizes[p]; i++)
      s->counts[p][network_draw(seed, 0, s->n_species[p] - 1)]++;
  }
}

/* All images of a few random exclusions. */
static void random_exclusions(uint64_t *seed, sample *s)
{
  int n_orbits = network_draw(seed, 0, 3);

  s->n_exclusions = 0;
  for (; s->n > 1 && n_orbits > 0; n_orbits--) {
    const int a = network_draw(seed, 0, s->n - 1);
    const int b = (a + network_draw(seed, 1, s->n - 1)) % s->n;
    const int most_a = (1 << s->n_species[s->site_pools[a]]) - 1;
    const int most_b = (1 << s->n_species[s->site_pools[b]]) - 1;
    const uint32_t mask_a = (uint32_t)network_draw(seed, 1, most_a);
    const uint32_t mask_b = (uint32_t)network_draw(seed, 1, most_b);

    for (int g = 0; g < s->order; g++)
      s->exclusions[s->n_exclusions++] = (iw_exclusion){
          s->rows[g * s->n + a], s->rows[g * s->n + b], mask_a, mask_b};
  }
}

static int obeys(const sample *s, const uint8_t *species)
{
  int32_t counts[2][3] = {{0}};

  for (int i = 0; i < s->n; i++)
    counts[s->site_pools[i]][species[i]]++;
  if (memcmp(counts, s->counts, sizeof counts) != 0)
    return 0;
  for (size_t e = 0; e < s->n_exclusions; e++) {
    const iw_exclusion *x = &s->exclusions[e];

    if ((x->species_a >> species[x->site_a] & 1) &&
        (x->species_b >> species[x->site_b] & 1))
      return 0;
  }
  return 1;
}

/* No image comes before it. */
static int is_first(const sample *s, const uint8_t *species)
{
  for (int g = 1; g < s->order; g++) {
    uint8_t image[MAX_SITES] = {0};

    for (int i = 0; i < s->n; i++)
      image[s->rows[g * s->n + i]] = species[i];
    if (memcmp(image, species, (size_t)s->n) < 0)
      return 0;
  }
  return 1;
}

static iw_decorations *space_of(iw_context *ctx, const sample *s,
                                iw_site_group **group)
{
  iw_decoration_pool pools[2];
  iw_decoration_spec spec;
  iw_decorations *d = NULL;

  CHECK_INT(iw_site_group_from_permutations(ctx, s->rows, (size_t)s->order,
                                            (size_t)s->n, group),
            IW_OK);
  for (int p = 0; p < s->n_pools; p++)
    pools[p] = (iw_decoration_pool){s->counts[p], (size_t)s->n_species[p]};
  iw_decoration_spec_default(&spec);
  spec.group = *group;
  spec.site_pools = s->site_pools;
  spec.pools = pools;
  spec.n_pools = (size_t)s->n_pools;
  spec.exclusions = s->exclusions;
  spec.n_exclusions = s->n_exclusions;
  CHECK_INT(iw_decorations_create(ctx, &spec, &d), IW_OK);
  return d;
}

static void check_sample(iw_context *ctx, const sample *s)
{
  iw_site_group *group;
  iw_decorations *d = space_of(ctx, s, &group);
  iw_decoration_count *count = NULL;
  uint8_t species[MAX_SITES] = {0};
  size_t n_total = 0, n_distinct = 0, n_colourings = 1;
  int n_wrong = 0;

  for (int i = 0; i < s->n; i++)
    n_colourings *= 3;
  for (size_t c = 0; c < n_colourings; c++) {
    size_t left = c;
    int good = 1;

    for (int i = 0; i < s->n; i++, left /= 3) {
      species[i] = (uint8_t)(left % 3);
      good &= species[i] < s->n_species[s->site_pools[i]];
    }
    good = good && obeys(s, species);
    n_wrong += good != iw_decorations_holds(d, species);
    n_total += (size_t)good;
    n_distinct += good && is_first(s, species);
  }
  CHECK_INT(n_wrong, 0);
  CHECK_INT(iw_decorations_count(ctx, d, NULL, &count), IW_OK);
  CHECK_INT(iw_decoration_count_is_exact(count), 1);
  CHECK_NEAR(iw_decoration_count_total_real(count), (double)n_total, 0);
  CHECK_NEAR(iw_decoration_count_distinct_real(count), (double)n_distinct, 0);
  iw_decoration_count_destroy(count);
  iw_decorations_destroy(d);
  iw_site_group_destroy(group);
}

static void counts_are_those_of_brute_force(void)
{
  iw_context *ctx;
  uint64_t seed = 7;
  int n_done = 0;

  CHECK_INT(iw_context_create(&ctx), IW_OK);
  while (n_done < 1000) {
    sample s;

    s.n = network_draw(&seed, 1, MAX_SITES);
    if (!random_group(&seed, &s))
      continue;
    random_pools(&seed, &s);
    random_exclusions(&seed, &s);
    check_sample(ctx, &s);
    n_done++;
  }
  iw_context_destroy(ctx);
}

int main(void)
{
  RUN(counts_are_those_of_brute_force);
  return check_report();
}
