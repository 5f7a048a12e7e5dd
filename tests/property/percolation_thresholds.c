/* SPDX-License-Identifier: BSD-3-Clause */
/* Site percolation thresholds of regular lattices, literature values, from
 * wrapping detected by winding lattices alone.
 *
 * Sites of an L^d torus are occupied in random order until the network wraps
 * in the wanted number of directions; n_i is the count at that moment. The
 * probability that a torus with occupation p wraps is the mean over samples of
 * P(binomial(N, p) >= n_i) (Newman and Ziff's convolution, here with the
 * normal limit of the binomial). These curves for two sizes cross at p_c up to
 * corrections that fall faster than L^(-1/nu).
 *
 * How many samples are enough: the crossing moves by the noise of the curves,
 * sqrt(R(1-R)/n) each, over the difference of their slopes. Both are measured
 * here, and the standard error is required to be at most a third of the
 * tolerance (three standard errors hold 99.7 %); the draw is fixed, so the
 * test says the same on every run. */
#include "check.h"

#include <stdint.h>
#include <stdlib.h>

#include <ionway/ionway.h>

#define MAX_SAMPLES 600
#define TOLERANCE   0.003

typedef struct grid {
  int side[3]; /* powers of two */
  int n_steps;
  const int (*steps)[3];
} grid;

typedef struct sample_set {
  int n_samples;
  double n_sites;
  int32_t count[MAX_SAMPLES]; /* occupied sites when it wraps */
} sample_set;

static int directions_lost;

static size_t count_sites(const grid *g)
{
  return (size_t)g->side[0] * (size_t)g->side[1] * (size_t)g->side[2];
}

static uint64_t draw(uint64_t *seed)
{
  /* splitmix64 */
  uint64_t z = *seed += 0x9e3779b97f4a7c15u;

  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

static void shuffle(uint64_t *seed, int32_t *order, int32_t n)
{
  for (int32_t i = 0; i < n; i++)
    order[i] = i;
  for (int32_t i = n - 1; i > 0; i--) {
    const int32_t j = (int32_t)(draw(seed) % (uint64_t)(i + 1));
    const int32_t t = order[i];

    order[i] = order[j];
    order[j] = t;
  }
}

/* Join a site to its occupied neighbours; the rank afterwards. */
static int occupy(const grid *g, iw_winding *winding, char *occupied,
                  int32_t site)
{
  const int at[3] = {(int)site / (g->side[1] * g->side[2]),
                     (int)site / g->side[2] % g->side[1],
                     (int)site % g->side[2]};
  int rank = 0;

  occupied[site] = 1;
  for (int s = 0; s < g->n_steps; s++) {
    int32_t shift[3], other = 0;
    int joined;

    for (int k = 0; k < 3; k++) {
      const int x = at[k] + g->steps[s][k];

      shift[k] = x < 0 ? -1 : x >= g->side[k];
      other = other * g->side[k] + x - shift[k] * g->side[k];
    }
    if (!occupied[other])
      continue;
    joined = iw_winding_join(winding, site, other, shift);
    directions_lost += joined < rank; /* a network never loses one */
    rank = joined;
  }
  return rank;
}

static int32_t sites_until_wrapped(iw_context *ctx, const grid *g, int rank,
                                   uint64_t *seed, int32_t *order,
                                   char *occupied)
{
  const size_t n = count_sites(g);
  iw_winding *winding;
  int32_t i = 0;

  CHECK_INT(iw_winding_create(ctx, n, &winding), IW_OK);
  shuffle(seed, order, (int32_t)n);
  memset(occupied, 0, n);
  while (i < (int32_t)n && occupy(g, winding, occupied, order[i]) < rank)
    i++;
  iw_winding_destroy(winding);
  return i + 1;
}

static void sample(iw_context *ctx, const grid *g, int rank, int n,
                   sample_set *set)
{
  const size_t n_sites = count_sites(g);
  int32_t *order = malloc(n_sites * sizeof *order);
  char *occupied = malloc(n_sites);
  uint64_t seed = 20261122u + n_sites;

  set->n_samples = n;
  set->n_sites = (double)n_sites;
  CHECK(order != NULL && occupied != NULL);
  for (int i = 0; i < n; i++)
    set->count[i] = sites_until_wrapped(ctx, g, rank, &seed, order, occupied);
  free(occupied);
  free(order);
}

/* Probability to wrap at occupation p. */
static double wrapping(const sample_set *set, double p)
{
  const double width = sqrt(2 * set->n_sites * p * (1 - p));
  double sum = 0;

  for (int i = 0; i < set->n_samples; i++)
    sum += 0.5 * erfc((set->count[i] - 0.5 - set->n_sites * p) / width);
  return sum / set->n_samples;
}

static double slope(const sample_set *set, double p)
{
  const double h = 1e-4;

  return (wrapping(set, p + h) - wrapping(set, p - h)) / (2 * h);
}

static void threshold_is(const char *name, const grid *small, int n_small,
                         const grid *large, int n_large, int rank, double p_c)
{
  static sample_set a, b;
  double low = p_c - 0.03, high = p_c + 0.03, noise;
  iw_context *ctx;

  CHECK_INT(iw_context_create(&ctx), IW_OK);
  sample(ctx, small, rank, n_small, &a);
  sample(ctx, large, rank, n_large, &b);
  /* the larger torus wraps more rarely below p_c, more often above */
  CHECK(wrapping(&b, low) < wrapping(&a, low));
  CHECK(wrapping(&b, high) > wrapping(&a, high));
  while (high - low > 1e-7) {
    const double p = 0.5 * (low + high);

    if (wrapping(&b, p) < wrapping(&a, p))
      low = p;
    else
      high = p;
  }
  {
    const double r = wrapping(&a, low);

    noise = sqrt(r * (1 - r) * (1.0 / n_small + 1.0 / n_large)) /
            (slope(&b, low) - slope(&a, low));
    printf("%s: p_c %.5f +- %.5f, literature %.5f, wrapping %.3f\n", name, low,
           noise, p_c, r);
  }
  CHECK_INT(directions_lost, 0);
  CHECK(noise > 0 && noise <= TOLERANCE / 3);
  CHECK_NEAR(low, p_c, TOLERANCE);
  iw_context_destroy(ctx);
}

static const int six[6][3] = {{1, 0, 0},  {-1, 0, 0}, {0, 1, 0},
                              {0, -1, 0}, {0, 0, 1},  {0, 0, -1}};

/* the accepted .3116077, known to its last digit */
static void simple_cubic(void)
{
  const grid small = {{32, 32, 32}, 6, six}, large = {{64, 64, 64}, 6, six};

  threshold_is("simple cubic", &small, 500, &large, 200, 1, 0.3116077);
}

/* .0976444: the neighbourhood in which voxels of a landscape touch */
static void twenty_six_neighbours(void)
{
  int steps[26][3], n = 0;

  for (int i = 0; i < 27; i++) {
    if (i == 13)
      continue;
    steps[n][0] = i / 9 - 1;
    steps[n][1] = i / 3 % 3 - 1;
    steps[n++][2] = i % 3 - 1;
  }
  {
    const grid small = {{16, 16, 16}, 26, (const int(*)[3])steps};
    const grid large = {{64, 64, 64}, 26, (const int(*)[3])steps};

    threshold_is("cubic, 26 neighbours", &small, 600, &large, 100, 2,
                 0.0976444);
  }
}

/* .59274605: a plane inside three-dimensional offsets */
static void square(void)
{
  const int four[4][3] = {{1, 0, 0}, {-1, 0, 0}, {0, 0, 1}, {0, 0, -1}};
  const grid small = {{32, 1, 32}, 4, four}, large = {{256, 1, 256}, 4, four};

  threshold_is("square", &small, 600, &large, 220, 1, 0.59274605);
}

int main(void)
{
  RUN(simple_cubic);
  RUN(twenty_six_neighbours);
  RUN(square);
  return check_report();
}
