/* SPDX-License-Identifier: BSD-3-Clause */
/* Thresholds on landscapes whose answer is known: plane waves, and channels
 * carved so that only the exact winding tells their dimension. */
#include "check.h"

#include <stdlib.h>

#include <ionway/ionway.h>

#define N 16

static iw_context *ctx;
static const double cube[3][3] = {{5, 0, 0}, {0, 5, 0}, {0, 0, 5}};

static iw_percolation *percolate(const int32_t grid[3], const double *energies,
                                 double max_barrier)
{
  iw_percolation_options options;
  iw_landscape *landscape;
  iw_percolation *p;

  iw_percolation_options_default(&options);
  options.refine = 0;
  options.max_barrier_ev = max_barrier;
  CHECK_INT(iw_landscape_from_grid(ctx, cube, grid, energies, &landscape),
            IW_OK);
  CHECK_INT(iw_percolation_compute(ctx, landscape, NULL, &options, &p), IW_OK);
  iw_landscape_destroy(landscape);
  return p;
}

/* -a cos x - b cos y - c cos z: passes lie 2a, 2b, 2c above the minimum. */
static void plane_waves_open_one_axis_at_a_time(void)
{
  static const int32_t grid[3] = {12, 16, 20};
  static const double amplitude[3] = {0.3, 0.1, 0.7};
  const double tau = 6.283185307179586;
  double *energies = malloc(sizeof(double) * 12 * 16 * 20), *e = energies;
  iw_percolation *p;

  for (int i = 0; i < 12; i++) {
    for (int j = 0; j < 16; j++) {
      for (int k = 0; k < 20; k++)
        *e++ = -amplitude[0] * cos(tau * i / 12) -
               amplitude[1] * cos(tau * j / 16) -
               amplitude[2] * cos(tau * k / 20);
    }
  }
  p = percolate(grid, energies, 10);
  CHECK_NEAR(iw_percolation_threshold(p, 1)->barrier_ev, 0.2, 1e-12);
  CHECK_NEAR(iw_percolation_threshold(p, 2)->barrier_ev, 0.6, 1e-12);
  CHECK_NEAR(iw_percolation_threshold(p, 3)->barrier_ev, 1.4, 1e-12);
  CHECK_NEAR(iw_percolation_threshold(p, 1)->energy_ev, -0.9, 1e-12);
  CHECK_INT(iw_percolation_threshold(p, 1)->rank, 1);
  CHECK_INT(iw_percolation_threshold(p, 1)->basis[0][1], 1); /* along b */
  CHECK_INT(iw_percolation_threshold(p, 2)->rank, 2);
  CHECK_INT(iw_percolation_threshold(p, 3)->rank, 3);
  CHECK_INT(iw_percolation_n_minima(p), 1);
  CHECK(iw_percolation_threshold(p, 0) == NULL);
  CHECK(iw_percolation_threshold(p, 4) == NULL);
  iw_percolation_destroy(p);
  /* the search stops where it is told to */
  p = percolate(grid, energies, 1.0);
  CHECK_INT(iw_percolation_threshold(p, 2)->found, 1);
  CHECK_INT(iw_percolation_threshold(p, 3)->found, 0);
  iw_percolation_destroy(p);
  free(energies);
}

/* A block of rock at 9 eV through which channels are cut. */
static double rock[N * N * N];
static const int32_t cube_grid[3] = {N, N, N};

static void fill_rock(void)
{
  for (int p = 0; p < N * N * N; p++)
    rock[p] = 9;
}

static int wrapped(int x)
{
  return ((x % N) + N) % N;
}

/* Cut straight from a to b (one step a time along every axis that differs). */
static void cut(int at[3], int x, int y, int z, double energy)
{
  const int to[3] = {x, y, z};
  int moving = 1;

  while (moving) {
    double *e =
        &rock[(wrapped(at[0]) * N + wrapped(at[1])) * N + wrapped(at[2])];

    *e = fmin(*e, energy);
    moving = 0;
    for (int k = 0; k < 3; k++) {
      const int d = to[k] > at[k] ? 1 : to[k] < at[k] ? -1 : 0;

      at[k] += d;
      moving |= d;
    }
  }
}

/* Winding (2,0,0): the channel closes only after two cells; a 2x2x2 supercell
 * sees it closed in no direction. */
static void a_channel_that_closes_after_two_cells_is_one_dimensional(void)
{
  int at[3] = {0, 0, 0};
  const iw_percolation_event *e;
  iw_percolation *p;

  fill_rock();
  cut(at, 10, 0, 0, 1);
  cut(at, 10, 0, 4, 1);
  cut(at, 10, 8, 4, 1);
  cut(at, N, 8, 4, 1); /* into the next cell, half a cell higher in y */
  cut(at, N, 8, 8, 1);
  cut(at, N + 10, 8, 8, 1);
  cut(at, N + 10, 8, 12, 1);
  cut(at, N + 10, 0, 12, 1);
  cut(at, 2 * N, 0, 12, 1);
  cut(at, 2 * N, 0, N, 1); /* z + N: back at the start, one cell up in z */
  p = percolate(cube_grid, rock, 5);
  e = iw_percolation_threshold(p, 1);
  CHECK_INT(e->found, 1);
  CHECK_NEAR(e->energy_ev, 1, 1e-12);
  CHECK_INT(e->rank, 1);
  CHECK_INT(e->basis[0][0], 2);
  CHECK_INT(e->basis[0][1], 0);
  CHECK_INT(e->basis[0][2], 1);
  CHECK_INT(e->interpenetration, 1);
  CHECK_INT(iw_percolation_threshold(p, 2)->found, 0);
  iw_percolation_destroy(p);

  /* the same with the way back down: winding (2,0,0), two copies */
  fill_rock();
  at[0] = at[1] = at[2] = 0;
  cut(at, 10, 0, 0, 1);
  cut(at, 10, 0, 4, 1);
  cut(at, 10, 8, 4, 1);
  cut(at, N, 8, 4, 1);
  cut(at, N, 8, 8, 1);
  cut(at, N + 10, 8, 8, 1);
  cut(at, N + 10, 8, 12, 1);
  cut(at, N + 10, 4, 12, 1);
  cut(at, 2 * N - 2, 4, 12, 1);
  cut(at, 2 * N - 2, 4, 0, 1);
  cut(at, 2 * N - 2, 0, 0, 1);
  cut(at, 2 * N, 0, 0, 1);
  p = percolate(cube_grid, rock, 5);
  e = iw_percolation_threshold(p, 1);
  CHECK_INT(e->found, 1);
  CHECK_INT(e->rank, 1);
  CHECK_INT(e->basis[0][0], 2);
  CHECK_INT(e->basis[0][1], 0);
  CHECK_INT(e->basis[0][2], 0);
  CHECK_INT(e->interpenetration, 2);
  CHECK_INT(iw_percolation_threshold(p, 2)->found, 0);
  iw_percolation_destroy(p);
}

/* Windings (1,1,0) and (1,-1,0): two-dimensional, though modulo two they are
 * the same vector. */
static void crossing_diagonals_are_two_dimensional(void)
{
  int at[3] = {0, 0, 0};
  const iw_percolation_event *e;
  iw_percolation *p;

  fill_rock();
  cut(at, N, N, 0, 1); /* one diagonal in the plane z = 0 */
  at[0] = at[1] = at[2] = 0;
  cut(at, 0, 0, 5, 2); /* the other one above it, at 2 eV */
  cut(at, N, -N, 5, 2);
  cut(at, N, -N, 0, 2);
  p = percolate(cube_grid, rock, 5);
  e = iw_percolation_threshold(p, 1);
  CHECK_NEAR(e->energy_ev, 1, 1e-12);
  CHECK_INT(e->rank, 1);
  CHECK_INT(e->basis[0][0], 1);
  CHECK_INT(e->basis[0][1], 1);
  e = iw_percolation_threshold(p, 2);
  CHECK_INT(e->found, 1);
  CHECK_NEAR(e->energy_ev, 2, 1e-12);
  CHECK_INT(e->rank, 2);
  CHECK_INT(e->interpenetration, 2);
  CHECK_INT(iw_percolation_threshold(p, 3)->found, 0);
  iw_percolation_destroy(p);
}

/* The barrier counts from the minimum of the percolating component, not from
 * a deeper hole that leads nowhere. */
static void barrier_is_against_the_minimum_of_its_own_component(void)
{
  int at[3] = {0, 0, 0};
  const iw_percolation_event *e;
  iw_percolation *p;

  fill_rock();
  cut(at, N, 0, 0, 2);
  rock[(4 * N + 0) * N + 0] = 1.5; /* minimum of the channel */
  rock[(8 * N + 8) * N + 8] = -3;  /* deep and closed */
  p = percolate(cube_grid, rock, 11);
  e = iw_percolation_threshold(p, 1);
  CHECK_INT(e->found, 1);
  CHECK_NEAR(e->energy_ev, 2, 1e-12);
  CHECK_NEAR(e->minimum_ev, 1.5, 1e-12);
  CHECK_NEAR(e->barrier_ev, 0.5, 1e-12);
  CHECK_NEAR(e->minimum_frac[0], 0.25, 1e-12);
  iw_percolation_destroy(p);
}

static void bad_arguments_are_refused(void)
{
  static const int32_t small[3] = {2, 16, 16};
  iw_percolation_options options;
  iw_landscape *landscape;
  iw_percolation *p;

  fill_rock();
  CHECK_INT(iw_landscape_from_grid(ctx, cube, small, rock, &landscape),
            IW_E_ARGUMENT);
  CHECK(landscape == NULL);
  CHECK_INT(iw_landscape_from_grid(ctx, cube, cube_grid, rock, &landscape),
            IW_OK);
  iw_percolation_options_default(&options);
  CHECK_INT(iw_percolation_compute(ctx, landscape, NULL, &options, &p),
            IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "refinement needs the field");
  options.refine = 0;
  options.max_barrier_ev = -1;
  CHECK_INT(iw_percolation_compute(ctx, landscape, NULL, &options, &p),
            IW_E_ARGUMENT);
  CHECK(p == NULL);
  iw_landscape_destroy(landscape);
}

int main(void)
{
  iw_context_create(&ctx);
  RUN(plane_waves_open_one_axis_at_a_time);
  RUN(a_channel_that_closes_after_two_cells_is_one_dimensional);
  RUN(crossing_diagonals_are_two_dimensional);
  RUN(barrier_is_against_the_minimum_of_its_own_component);
  RUN(bad_arguments_are_refused);
  iw_context_destroy(ctx);
  return check_report();
}
