/* SPDX-License-Identifier: BSD-3-Clause */
/* Listing and canonical forms of decorations against brute force: every
 * decoration of many small random spaces is made, mapped by every operation,
 * and the orbits found are compared with what is listed. */
#include "check.h"

#include <stdlib.h>

#include <ionway/ionway.h>

#define MAX_SITES   24
#define MAX_ORDER   96
#define MAX_POOLS   3
#define MAX_SPECIES 4
#define MAX_TOTAL   1000

static iw_context *ctx;

static uint64_t state = 20240607;

/* Uniform in 0 .. n - 1. */
static int32_t draw(int32_t n)
{
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return (int32_t)((state >> 33) % (uint64_t)n);
}

/* A space, with all that brute force needs. */
typedef struct space {
  int32_t n_sites;
  int32_t rows[MAX_ORDER][MAX_SITES];
  int32_t order;
  int32_t site_pools[MAX_SITES];
  int32_t counts[MAX_POOLS][MAX_SPECIES];
  int32_t n_species[MAX_POOLS];
  int32_t n_pools;
  iw_exclusion exclusions[MAX_SITES * MAX_SITES];
  int32_t n_exclusions;
  iw_site_group *group;
  iw_decorations *decorations;
} space;

/* One orbit: its decoration of least bytes, its size; and what is listed. */
typedef struct orbit {
  uint8_t least[MAX_SITES];
  uint64_t size;
  int is_listed;
} orbit;

static orbit orbits[MAX_TOTAL];
static int32_t n_orbits;
static uint8_t listed[MAX_TOTAL + 1][MAX_SITES];
static int32_t n_listed;

/* ------------------------------------------------------------- the group */

/* Permutations of n sites, closed under products; 0 when there are too many. */
static int close_group(space *s, int32_t n_generators)
{
  const size_t row_size = (size_t)s->n_sites * sizeof(int32_t);

  for (int32_t i = 0; i < s->order; i++) {
    for (int32_t g = 1; g <= n_generators; g++) {
      int32_t product[MAX_SITES], k = 0;

      for (int32_t x = 0; x < s->n_sites; x++)
        product[x] = s->rows[g][s->rows[i][x]];
      while (k < s->order && memcmp(s->rows[k], product, row_size) != 0)
        k++;
      if (k == MAX_ORDER)
        return 0;
      if (k == s->order)
        memcpy(s->rows[s->order++], product, row_size);
    }
  }
  return 1;
}

/* A map of the torus Z_a x Z_b x Z_c: a step, a mirror, or the inversion; for
 * blocks of sites that stand for some of its axes only (a quotient). */
typedef struct torus {
  int32_t axes[3];
  int32_t blocks[4][3]; /* per block: whether it has the axis */
  int32_t n_blocks;
} torus;

static void map_torus(const torus *t, const int32_t sign[3],
                      const int32_t step[3], const int32_t *names, int32_t *row)
{
  int32_t first = 0;

  for (int32_t b = 0; b < t->n_blocks; b++) {
    int32_t n[3], size = 1;

    for (int k = 0; k < 3; k++)
      size *= n[k] = t->blocks[b][k] ? t->axes[k] : 1;
    for (int32_t i = 0; i < size; i++) {
      int32_t x[3] = {i % n[0], i / n[0] % n[1], i / (n[0] * n[1])};

      for (int k = 0; k < 3; k++)
        x[k] = (sign[k] * x[k] + step[k] + 8 * n[k]) % n[k];
      row[names[first + i]] = names[first + x[0] + n[0] * (x[1] + n[1] * x[2])];
    }
    first += size;
  }
}

static int32_t random_torus(torus *t)
{
  int32_t n_sites = 0;

  t->n_blocks = 1 + draw(4);
  for (int k = 0; k < 3; k++)
    t->axes[k] = k == 2 ? 1 + draw(2) : 1 + draw(5);
  for (int32_t b = 0; b < t->n_blocks; b++) {
    int32_t size = 1;

    for (int k = 0; k < 3; k++) {
      t->blocks[b][k] = draw(4) != 0;
      size *= t->blocks[b][k] ? t->axes[k] : 1;
    }
    n_sites += size;
  }
  return n_sites;
}

/* Pools are made of whole blocks; sites carry shuffled numbers. */
static int random_group(space *s)
{
  const int32_t n_generators = draw(5);
  int32_t names[MAX_SITES], site = 0;
  torus t;

  s->n_sites = random_torus(&t);
  s->n_pools = 1 + draw(MAX_POOLS);
  if (s->n_sites > MAX_SITES)
    return 0;
  for (int32_t i = 0; i < s->n_sites; i++) {
    const int32_t j = draw(i + 1);

    names[i] = names[j];
    names[j] = i;
    s->rows[0][i] = i;
  }
  s->order = 1;
  for (int32_t g = 1; g <= n_generators; g++) {
    int32_t sign[3], step[3];

    for (int k = 0; k < 3; k++) {
      sign[k] = draw(3) == 0 ? -1 : 1;
      step[k] = draw(t.axes[k]);
    }
    map_torus(&t, sign, step, names, s->rows[s->order++]);
  }
  for (int32_t b = 0; b < t.n_blocks; b++) {
    const int32_t pool = draw(s->n_pools);
    int32_t size = 1;

    for (int k = 0; k < 3; k++)
      size *= t.blocks[b][k] ? t.axes[k] : 1;
    while (size-- > 0)
      s->site_pools[names[site++]] = pool;
  }
  return 1;
}

/* Generators may be the identity or equal: then rows repeat. */
static void drop_repeated_rows(space *s)
{
  const size_t row_size = (size_t)s->n_sites * sizeof(int32_t);
  int32_t n = 0;

  for (int32_t i = 0; i < s->order; i++) {
    int32_t k = 0;

    while (k < n && memcmp(s->rows[k], s->rows[i], row_size) != 0)
      k++;
    if (k == n)
      memmove(s->rows[n++], s->rows[i], row_size);
  }
  s->order = n;
}

/* ------------------------------------------------------------- the space */

static void random_counts(space *s)
{
  for (int32_t p = 0; p < s->n_pools; p++) {
    s->n_species[p] = 1 + draw(MAX_SPECIES);
    memset(s->counts[p], 0, sizeof s->counts[p]);
  }
  for (int32_t i = 0; i < s->n_sites; i++) {
    const int32_t p = s->site_pools[i];

    /* uneven, so that rare, frequent and absent species are met */
    s->counts[p][draw(1 + draw(s->n_species[p]))]++;
  }
}

/* Decorations without exclusions, MAX_TOTAL + 1 when there are more. */
static int32_t total(const space *s)
{
  double product = 1;

  for (int32_t p = 0; p < s->n_pools; p++) {
    int32_t n = 0;

    for (int32_t k = 0; k < s->n_species[p]; k++) {
      for (int32_t i = 1; i <= s->counts[p][k]; i++)
        product *= (double)++n / i;
    }
  }
  return product < MAX_TOTAL + 0.5 ? (int32_t)(product + 0.5) : MAX_TOTAL + 1;
}

static void add_exclusion_orbit(space *s)
{
  const int32_t a = draw(s->n_sites), b = draw(s->n_sites);
  const int32_t n_a = s->n_species[s->site_pools[a]];
  const int32_t n_b = s->n_species[s->site_pools[b]];
  uint32_t mask_a = 1u << draw(n_a), mask_b = 1u << draw(n_b);

  mask_a |= draw(4) == 0 ? 1u << draw(n_a) : 0;
  mask_b |= draw(4) == 0 ? 1u << draw(n_b) : 0;
  if (a == b || s->n_exclusions + s->order > MAX_SITES * MAX_SITES)
    return;
  for (int32_t g = 0; g < s->order; g++)
    s->exclusions[s->n_exclusions++] =
        (iw_exclusion){s->rows[g][a], s->rows[g][b], mask_a, mask_b};
}

static int is_allowed(const space *s, const uint8_t *species)
{
  for (int32_t i = 0; i < s->n_exclusions; i++) {
    const iw_exclusion *e = &s->exclusions[i];

    if ((e->species_a >> species[e->site_a] & 1) &&
        (e->species_b >> species[e->site_b] & 1))
      return 0;
  }
  return 1;
}

static void create_space(space *s)
{
  static int32_t flat[MAX_ORDER * MAX_SITES];
  iw_decoration_pool pools[MAX_POOLS];
  iw_decoration_spec spec;

  for (int32_t g = 0; g < s->order; g++)
    memcpy(flat + g * s->n_sites, s->rows[g],
           (size_t)s->n_sites * sizeof *flat);
  for (int32_t p = 0; p < s->n_pools; p++)
    pools[p] = (iw_decoration_pool){s->counts[p], (size_t)s->n_species[p]};
  s->group = NULL;
  s->decorations = NULL;
  CHECK_INT(iw_site_group_from_permutations(ctx, flat, (size_t)s->order,
                                            (size_t)s->n_sites, &s->group),
            IW_OK);
  iw_decoration_spec_default(&spec);
  spec.group = s->group;
  spec.site_pools = s->site_pools;
  spec.pools = pools;
  spec.n_pools = (size_t)s->n_pools;
  spec.exclusions = s->exclusions;
  spec.n_exclusions = (size_t)s->n_exclusions;
  CHECK_INT(iw_decorations_create(ctx, &spec, &s->decorations), IW_OK);
}

static void destroy_space(space *s)
{
  iw_decorations_destroy(s->decorations);
  iw_site_group_destroy(s->group);
}

static int random_space(space *s)
{
  int32_t n_exclusion_orbits = draw(5) / 2;
  const int32_t least_total = draw(4) == 0 ? 0 : 60;

  memset(s, 0, sizeof *s);
  if (!random_group(s))
    return 0;
  drop_repeated_rows(s);
  if (!close_group(s, s->order - 1))
    return 0;
  random_counts(s);
  if (total(s) > MAX_TOTAL || total(s) < least_total)
    return 0;
  while (n_exclusion_orbits-- > 0)
    add_exclusion_orbit(s);
  create_space(s);
  return 1;
}

/* ----------------------------------------------------------- brute force */

/* The next arrangement of a pool's species over its sites, in lexicographic
 * order; back at the first one after the last, and 0. */
static int next_in_pool(const space *s, int32_t pool, uint8_t *species)
{
  int32_t sites[MAX_SITES], n = 0, i, j;

  for (int32_t k = 0; k < s->n_sites; k++) {
    if (s->site_pools[k] == pool)
      sites[n++] = k;
  }
  for (i = n - 2; i >= 0 && species[sites[i]] >= species[sites[i + 1]]; i--)
    ;
  for (j = n - 1; i >= 0 && species[sites[j]] <= species[sites[i]]; j--)
    ;
  if (i >= 0) {
    const uint8_t keep = species[sites[i]];

    species[sites[i]] = species[sites[j]];
    species[sites[j]] = keep;
  }
  for (int32_t a = i + 1, b = n - 1; a < b; a++, b--) {
    const uint8_t keep = species[sites[a]];

    species[sites[a]] = species[sites[b]];
    species[sites[b]] = keep;
  }
  return i >= 0;
}

static int next_decoration(const space *s, uint8_t *species)
{
  for (int32_t p = 0; p < s->n_pools; p++) {
    if (next_in_pool(s, p, species))
      return 1;
  }
  return 0;
}

static void first_decoration(const space *s, uint8_t *species)
{
  int32_t left[MAX_POOLS][MAX_SPECIES];

  memcpy(left, s->counts, sizeof left);
  for (int32_t i = 0; i < s->n_sites; i++) {
    int32_t *counts = left[s->site_pools[i]];

    species[i] = 0;
    while (counts[species[i]] == 0)
      species[i]++;
    counts[species[i]]--;
  }
}

static void least_image(const space *s, const uint8_t *species, uint8_t *least)
{
  uint8_t image[MAX_SITES];

  memcpy(least, species, (size_t)s->n_sites);
  for (int32_t g = 0; g < s->order; g++) {
    for (int32_t i = 0; i < s->n_sites; i++)
      image[s->rows[g][i]] = species[i];
    if (memcmp(image, least, (size_t)s->n_sites) < 0)
      memcpy(least, image, (size_t)s->n_sites);
  }
}

/* NULL when the orbit of the decoration is not known. */
static orbit *find_orbit(const space *s, const uint8_t *species)
{
  uint8_t least[MAX_SITES];

  least_image(s, species, least);
  for (int32_t i = 0; i < n_orbits; i++) {
    if (memcmp(orbits[i].least, least, (size_t)s->n_sites) == 0)
      return &orbits[i];
  }
  return NULL;
}

static void find_orbits(const space *s)
{
  uint8_t species[MAX_SITES];

  n_orbits = 0;
  first_decoration(s, species);
  do {
    orbit *o;

    if (!is_allowed(s, species))
      continue;
    o = find_orbit(s, species);
    if (o == NULL) {
      o = &orbits[n_orbits++];
      *o = (orbit){.size = 0};
      least_image(s, species, o->least);
    }
    o->size++;
  } while (next_decoration(s, species));
}

/* ------------------------------------------------------------ comparison */

/* Every orbit once, none besides, each with its size. */
static void check_list(const space *s, iw_decoration_walk *walk)
{
  n_listed = 0;
  while (iw_decoration_walk_next(walk) && n_listed <= n_orbits) {
    const uint8_t *species = iw_decoration_walk_species(walk);
    orbit *o = find_orbit(s, species);

    memcpy(listed[n_listed++], species, (size_t)s->n_sites);
    CHECK(iw_decorations_holds(s->decorations, species));
    CHECK(o != NULL && !o->is_listed);
    if (o == NULL)
      continue;
    o->is_listed = 1;
    CHECK_INT(iw_decoration_walk_multiplicity(walk), o->size);
  }
  CHECK_INT(n_listed, n_orbits);
  CHECK(!iw_decoration_walk_next(walk));
}

/* Canonical forms are what is listed, for every decoration there is. */
static void check_canonical(const space *s)
{
  uint8_t species[MAX_SITES], canonical[MAX_SITES];

  first_decoration(s, species);
  do {
    uint64_t multiplicity = 0;
    int32_t i = 0;

    if (!is_allowed(s, species)) {
      CHECK_INT(iw_decorations_canonical(ctx, s->decorations, species,
                                         canonical, &multiplicity),
                IW_E_ARGUMENT);
      continue;
    }
    CHECK_INT(iw_decorations_canonical(ctx, s->decorations, species, canonical,
                                       &multiplicity),
              IW_OK);
    while (i < n_listed &&
           memcmp(listed[i], canonical, (size_t)s->n_sites) != 0)
      i++;
    CHECK(i < n_listed);
    CHECK(find_orbit(s, species) == find_orbit(s, canonical));
    CHECK_INT(multiplicity, find_orbit(s, species)->size);
  } while (next_decoration(s, species));
}

/* From each place of the list the rest follows as before. */
static void check_seek(const space *s, iw_decoration_walk *walk)
{
  const size_t n = (size_t)s->n_sites;

  for (int32_t i = n_listed - 1; i >= 0; i -= 1 + n_listed / 16) {
    CHECK_INT(iw_decoration_walk_seek(ctx, walk, listed[i]), IW_OK);
    CHECK(memcmp(iw_decoration_walk_species(walk), listed[i], n) == 0);
    if (i % 2 == 1) /* onto itself */
      CHECK_INT(
          iw_decoration_walk_seek(ctx, walk, iw_decoration_walk_species(walk)),
          IW_OK);
    CHECK_INT(iw_decoration_walk_multiplicity(walk),
              find_orbit(s, listed[i])->size);
    for (int32_t k = i + 1; k < n_listed; k++) {
      CHECK(iw_decoration_walk_next(walk));
      CHECK(memcmp(iw_decoration_walk_species(walk), listed[k], n) == 0);
    }
    CHECK(!iw_decoration_walk_next(walk));
  }
}

static void random_spaces_are_listed_as_by_brute_force(void)
{
  static space s;
  int32_t n_spaces = 0, n_excluded = 0, n_empty = 0, n_large = 0;

  for (int32_t trial = 0; trial < 400000 && n_spaces < 150; trial++) {
    iw_decoration_walk *walk = NULL;

    if (!random_space(&s))
      continue;
    find_orbits(&s);
    CHECK_INT(iw_decoration_walk_create(ctx, s.decorations, 0, &walk), IW_OK);
    check_list(&s, walk);
    check_canonical(&s);
    check_seek(&s, walk);
    iw_decoration_walk_destroy(walk);
    destroy_space(&s);
    n_spaces++;
    n_excluded += s.n_exclusions > 0;
    n_empty += n_orbits == 0;
    n_large += s.order >= 8 && n_orbits > 8;
  }
  printf("%d spaces, %d with exclusions, %d empty, %d large\n", n_spaces,
         n_excluded, n_empty, n_large);
  /* the draw has met all that it is for */
  CHECK(n_spaces == 150 && n_excluded > 50 && n_empty > 10 && n_large > 10);
}

int main(void)
{
  if (iw_context_create(&ctx) != IW_OK)
    return 1;
  RUN(random_spaces_are_listed_as_by_brute_force);
  iw_context_destroy(ctx);
  return check_report();
}
