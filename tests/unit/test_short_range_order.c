/* SPDX-License-Identifier: BSD-3-Clause */
/* Warren-Cowley order of arrangements whose order is known, and its mean over
 * all arrangements. */
#include "check.h"

#include <stdint.h>
#include <stdlib.h>

#include "short_range_order.h"

#define MAX_SITES   256
#define MAX_SPECIES 3

static iw_context *ctx;

/* A lattice of one or two pools in an orthogonal or skewed cell. */
typedef struct arrangement {
  double lattice[3][3];
  double frac[MAX_SITES][3];
  int32_t pools[MAX_SITES];
  uint8_t species[MAX_SITES];
  size_t n, n_pools;
  iw_short_range_order *order;
  size_t n_order;
} arrangement;

static iw_status compute(arrangement *a, double cutoff_ang)
{
  int32_t first[3] = {0, MAX_SPECIES, 2 * MAX_SPECIES};
  int32_t counts[2 * MAX_SPECIES] = {0};
  iwi_ordered_sites sites = {.lattice_ang = (const double(*)[3])a->lattice,
                             .frac = (const double(*)[3])a->frac,
                             .site_pools = a->pools,
                             .n_sites = a->n,
                             .first_species = first,
                             .n_pools = a->n_pools,
                             .counts = counts};

  for (size_t i = 0; i < a->n; i++)
    counts[MAX_SPECIES * a->pools[i] + a->species[i]]++;
  iw_short_range_order_free(a->order);
  return iwi_short_range_order_from(ctx, &sites, a->species, cutoff_ang,
                                    &a->order, &a->n_order);
}

/* Of the shell-th shell (from 0) of pool 0; NAN where there is no entry. */
static double alpha_of(const arrangement *s, int shell, int a, int b)
{
  double distance = -1;

  for (size_t i = 0, at = 0; i < s->n_order; i++) {
    at += i > 0 && s->order[i].distance_ang != distance;
    distance = s->order[i].distance_ang;
    if ((int)at == shell && s->order[i].species_a == a &&
        s->order[i].species_b == b)
      return s->order[i].alpha;
  }
  return NAN;
}

/* n^3 cells of side 1, each with the positions given; species 0. */
static void repeat(arrangement *s, int n, const double (*base)[3],
                   size_t n_base)
{
  memset(s, 0, sizeof *s);
  s->n_pools = 1;
  for (int k = 0; k < 3; k++)
    s->lattice[k][k] = n;
  for (int cell = 0; cell < n * n * n; cell++) {
    const int at[3] = {cell / (n * n), cell / n % n, cell % n};

    for (size_t b = 0; b < n_base; b++, s->n++) {
      for (int k = 0; k < 3; k++)
        s->frac[s->n][k] = (at[k] + base[b][k]) / n;
    }
  }
}

static const double bcc[2][3] = {{0, 0, 0}, {0.5, 0.5, 0.5}};
static const double fcc[4][3] = {
    {0, 0, 0}, {0, 0.5, 0.5}, {0.5, 0, 0.5}, {0.5, 0.5, 0}};

/* Every neighbour is the other species in the first shell, the same in the
 * second: -1 and +1, but for the site that cannot be its own neighbour. */
static void cscl_seeks_the_other(void)
{
  for (int n = 3; n <= 5; n++) { /* no two shells meet in one pair of sites */
    arrangement s;
    double size;

    repeat(&s, n, bcc, 2);
    size = (double)s.n;
    for (size_t i = 0; i < s.n; i++)
      s.species[i] = i % 2;
    CHECK_INT(compute(&s, 1.2), IW_OK);
    CHECK_NEAR(alpha_of(&s, 0, 0, 1), -1 + 2 / size, 1e-14);
    CHECK_NEAR(alpha_of(&s, 0, 0, 0), 1, 0);
    CHECK_NEAR(alpha_of(&s, 0, 1, 1), 1, 0);
    CHECK_NEAR(alpha_of(&s, 1, 0, 1), 1, 0);
    CHECK_NEAR(alpha_of(&s, 1, 0, 0), 1 - (size - 1) / (size / 2 - 1), 1e-14);
    CHECK_INT(s.n_order, 6);
    CHECK_NEAR(s.order[0].distance_ang, sqrt(0.75), 1e-14);
    CHECK_NEAR(s.order[0].n_neighbors, 8, 0);
    CHECK_NEAR(s.order[3].distance_ang, 1, 1e-14);
    CHECK_NEAR(s.order[3].n_neighbors, 6, 0);
    iw_short_range_order_free(s.order);
  }
}

/* A3B: all 12 neighbours of B are A, 4 of the 12 of A are B. */
static void l12_by_hand(void)
{
  arrangement s;
  double size;

  repeat(&s, 3, fcc, 4);
  size = (double)s.n;
  for (size_t i = 0; i < s.n; i++)
    s.species[i] = i % 4 == 0;
  CHECK_INT(compute(&s, 1.1), IW_OK);
  CHECK_NEAR(alpha_of(&s, 0, 1, 1), 1, 0);
  CHECK_NEAR(alpha_of(&s, 0, 0, 1), 1 - (size - 1) / (0.75 * size), 1e-14);
  CHECK_NEAR(alpha_of(&s, 0, 0, 0),
             1 - 8. / 12 * (size - 1) / (0.75 * size - 1), 1e-14);
  CHECK_NEAR(alpha_of(&s, 1, 0, 1), 1, 0); /* second shell: the same species */
  CHECK_NEAR(s.order[0].n_neighbors, 12, 0);
  iw_short_range_order_free(s.order);
}

/* A ring of 12: half of one, half of the other species. */
static void separated_chain(void)
{
  arrangement s;

  memset(&s, 0, sizeof s);
  s.n = 12;
  s.n_pools = 1;
  s.lattice[0][0] = 12;
  s.lattice[1][1] = s.lattice[2][2] = 20;
  for (size_t i = 0; i < s.n; i++) {
    s.frac[i][0] = (double)i / 12;
    s.species[i] = i >= 6;
  }
  CHECK_INT(compute(&s, 2.5), IW_OK);
  /* 2 of the 12 bonds are mixed; by chance 12 * 6/11 */
  CHECK_NEAR(alpha_of(&s, 0, 0, 1), 1 - 2. / (12 * 6. / 11), 1e-14);
  CHECK_NEAR(alpha_of(&s, 0, 0, 0), 1 - 5. / (6 * 5. / 11), 1e-14);
  CHECK_NEAR(alpha_of(&s, 1, 0, 1), 1 - 4. / (12 * 6. / 11), 1e-14);
  iw_short_range_order_free(s.order);
}

/* Next arrangement of the same species in lexicographic order; 0 at the end */
static int permute(uint8_t *x, size_t n)
{
  size_t i = n - 1, j = n - 1;
  uint8_t t;

  while (i > 0 && x[i - 1] >= x[i])
    i--;
  if (i == 0)
    return 0;
  while (x[j] <= x[i - 1])
    j--;
  t = x[j], x[j] = x[i - 1], x[i - 1] = t;
  for (j = n - 1; i < j; i++, j--)
    t = x[j], x[j] = x[i], x[i] = t;
  return 1;
}

/* The mean over all arrangements vanishes for each entry, also where a site
 * has several images of another for neighbours, or the sites of a pool have
 * unequally many. */
static void chance_has_no_order(const uint8_t *species, size_t n)
{
  double sum[1000] = {0};
  size_t n_order = 0;
  int total = 0;
  arrangement s;

  repeat(&s, 1, fcc, 4);
  for (size_t i = 4; i < n; i++) {
    s.frac[i][0] = 0.25 + 0.31 * (double)i;
    s.frac[i][1] = 0.1 * (double)i;
    s.frac[i][2] = 0.7;
  }
  s.n = n;
  s.lattice[1][0] = 0.3;
  memcpy(s.species, species, n);
  do {
    CHECK_INT(compute(&s, 1.2), IW_OK);
    CHECK(total == 0 || s.n_order == n_order);
    n_order = s.n_order;
    for (size_t i = 0; i < n_order && i < 1000; i++)
      sum[i] += s.order[i].alpha;
    total++;
  } while (permute(s.species, n));
  CHECK(n_order > 5 && n_order <= 1000);
  for (size_t i = 0; i < n_order && i < 1000; i++)
    CHECK_NEAR(sum[i] / total, 0, 1e-14);
  iw_short_range_order_free(s.order);
}

static void the_mean_is_zero(void)
{
  chance_has_no_order((const uint8_t[]){0, 0, 1, 1}, 4);
  chance_has_no_order((const uint8_t[]){0, 0, 0, 1, 1, 2, 2}, 7);
  chance_has_no_order((const uint8_t[]){0, 0, 1, 1, 1, 1, 2}, 7);
}

/* Two pools that interpenetrate do not see each other; distances that differ
 * by 1e-4 are one shell. */
static void pools_and_shells_are_kept_apart(void)
{
  arrangement s;

  repeat(&s, 3, bcc, 2);
  s.n_pools = 2;
  for (size_t i = 0; i < s.n; i++) {
    s.pools[i] = i % 2;
    s.species[i] = i / 2 % 2;
    s.frac[i][0] += i % 4 == 0 ? 3e-5 : 0;
  }
  CHECK_INT(compute(&s, 1.2), IW_OK);
  CHECK_INT(s.n_order, 6);
  for (size_t i = 0; i < s.n_order; i++) {
    CHECK_INT(s.order[i].pool, i / 3);
    CHECK_NEAR(s.order[i].distance_ang, 1, 1e-4);
    CHECK_NEAR(s.order[i].n_neighbors, 6, 0);
  }
  iw_short_range_order_free(s.order);
}

static void nonsense_is_refused(void)
{
  static const double cutoffs[] = {0, -1, NAN, INFINITY, 31};
  int32_t first[2] = {0, 2}, counts[2] = {1, 1}, pools[2] = {0, 0};
  double lattice[3][3] = {{3, 0, 0}, {0, 3, 0}, {0, 0, 3}};
  const iwi_ordered_sites sites = {
      (const double(*)[3])lattice, bcc, pools, 2, first, 1, counts};
  iw_short_range_order *order;
  uint8_t species[2] = {0, 1};
  size_t n;

  for (size_t i = 0; i < sizeof cutoffs / sizeof *cutoffs; i++)
    CHECK_INT(iwi_short_range_order_from(ctx, &sites, species, cutoffs[i],
                                         &order, &n),
              IW_E_ARGUMENT);
  species[0] = 2;
  CHECK_INT(iwi_short_range_order_from(ctx, &sites, species, 3, &order, &n),
            IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "species 2 on site 0");
  species[0] = 1;
  CHECK_INT(iwi_short_range_order_from(ctx, &sites, species, 3, &order, &n),
            IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "composition");
  species[0] = 0;
  lattice[2][2] = 0;
  CHECK_INT(iwi_short_range_order_from(ctx, &sites, species, 3, &order, &n),
            IW_E_ARGUMENT);
  CHECK(order == NULL && n == 0);
}

int main(void)
{
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  RUN(cscl_seeks_the_other);
  RUN(l12_by_hand);
  RUN(separated_chain);
  RUN(the_mean_is_zero);
  RUN(pools_and_shells_are_kept_apart);
  RUN(nonsense_is_refused);
  iw_context_destroy(ctx);
  return check_report();
}
