/* SPDX-License-Identifier: BSD-3-Clause */
/* Shortest image and binned search against brute force in skewed cells. */
#include "check.h"

#include <stdint.h>
#include <stdlib.h>

#include <ionway/ionway.h>

#include "lattice.h"
#include "neighbor.h"
#include "vec3.h"

static uint64_t seed = 20261122;

static double uniform(void)
{
  seed = seed * 6364136223846793005u + 1442695040888963407u;
  return (double)(seed >> 11) / 9007199254740992.0;
}

/* A random cell, made skew by adding multiples of one row to another. */
static void random_cell(double rows[3][3])
{
  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++)
      rows[i][k] = (i == k ? 4.0 : 0.0) + 2 * uniform() - 1;
  }
  for (int step = 0; step < 3; step++) {
    const int a = (int)(3 * uniform()), b = (a + 1 + (int)(2 * uniform())) % 3;
    const double n = floor(5 * uniform()) - 2;

    for (int k = 0; k < 3; k++)
      rows[a][k] += n * rows[b][k];
  }
}

static double brute_shortest(const double rows[3][3], const double d[3])
{
  double best = 1e30;

  for (int i = -25; i <= 25; i++) {
    for (int j = -25; j <= 25; j++) {
      for (int k = -25; k <= 25; k++) {
        const double f[3] = {d[0] + i, d[1] + j, d[2] + k};
        double v[3];

        iwi_row_times3(f, rows, v);
        best = fmin(best, iwi_dot3(v, v));
      }
    }
  }
  return sqrt(best);
}

static void shortest_image_equals_brute_force(void)
{
  for (int round = 0; round < 40; round++) {
    double rows[3][3], d[3], v[3];
    iwi_lattice lattice;
    double found;

    random_cell(rows);
    CHECK(iwi_lattice_init(&lattice, (const double(*)[3])rows));
    for (int k = 0; k < 3; k++)
      d[k] = 4 * uniform() - 2;
    found = iwi_lattice_shortest(&lattice, d, v);
    CHECK_NEAR(found, brute_shortest((const double(*)[3])rows, d), 1e-10);
    CHECK_NEAR(iwi_norm3(v), found, 1e-12);
  }
}

static void flat_cells_are_refused(void)
{
  const double flat[3][3] = {{1, 0, 0}, {0, 1, 0}, {1, 1, 0}};
  const double nan_cell[3][3] = {{NAN, 0, 0}, {0, 1, 0}, {0, 0, 1}};
  iwi_lattice lattice;

  CHECK(!iwi_lattice_init(&lattice, flat));
  CHECK(!iwi_lattice_init(&lattice, nan_cell));
}

typedef struct tally {
  size_t n;
  double sum;
} tally;

static int count(const iwi_neighbor *neighbor, void *user)
{
  tally *t = user;

  t->n++;
  t->sum += neighbor->distance_ang;
  return 0;
}

static void bins_find_what_brute_force_finds(void)
{
  iw_context *ctx;

  CHECK_INT(iw_context_create(&ctx), IW_OK);
  for (int round = 0; round < 20; round++) {
    double rows[3][3], frac[30][3], point[3];
    tally binned = {0, 0}, brute = {0, 0};
    iwi_lattice lattice;
    iwi_bins *bins;
    const double radius = 3 + 5 * uniform();

    random_cell(rows);
    CHECK(iwi_lattice_init(&lattice, (const double(*)[3])rows));
    for (int i = 0; i < 30; i++) {
      for (int k = 0; k < 3; k++)
        frac[i][k] = 6 * uniform() - 3;
    }
    for (int k = 0; k < 3; k++)
      point[k] = 6 * uniform() - 3;
    CHECK_INT(iwi_bins_create(ctx, &lattice, (const double(*)[3])frac, 30, 1.0,
                              &bins),
              IW_OK);
    iwi_bins_visit(bins, point, radius, count, &binned);
    for (int i = 0; i < 30; i++) {
      for (int cell = 0; cell < 51 * 51 * 51; cell++) {
        const int n[3] = {cell / 2601 - 25, cell / 51 % 51 - 25,
                          cell % 51 - 25};
        double d[3], v[3];

        for (int k = 0; k < 3; k++)
          d[k] = iwi_wrap1(frac[i][k]) + n[k] - point[k];
        iwi_row_times3(d, (const double(*)[3])rows, v);
        if (iwi_norm3(v) <= radius) {
          brute.n++;
          brute.sum += iwi_norm3(v);
        }
      }
    }
    CHECK_INT(binned.n, brute.n);
    CHECK_NEAR(binned.sum, brute.sum, 1e-9 * (1 + brute.sum));
    iwi_bins_destroy(bins);
  }
  iw_context_destroy(ctx);
}

int main(void)
{
  RUN(shortest_image_equals_brute_force);
  RUN(flat_cells_are_refused);
  RUN(bins_find_what_brute_force_finds);
  return check_report();
}
