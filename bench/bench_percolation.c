/* SPDX-License-Identifier: BSD-3-Clause */
/* Percolation sweep on bare grids: voxels per second on random landscapes,
 * rough ones (every voxel a minimum or a pass: the worst case) and smooth ones
 * (a few waves, as crystals have). */
#include "harness.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define SIDE  64
#define WAVES 12

typedef struct job {
  const bench *b;
  const iw_landscape *landscape;
} job;

static void run(void *user)
{
  const job *j = user;
  iw_percolation_options options;
  iw_percolation *percolation;

  iw_percolation_options_default(&options);
  options.refine = 0;
  options.max_barrier_ev = 100; /* sweep to the end */
  bench_require(j->b,
                iw_percolation_compute(j->b->ctx, j->landscape, NULL, &options,
                                       &percolation),
                "percolation");
  iw_percolation_destroy(percolation);
}

static void fill_rough(double *energies)
{
  uint64_t state = 3;

  for (size_t p = 0; p < (size_t)SIDE * SIDE * SIDE; p++)
    energies[p] = bench_uniform(&state);
}

static void fill_smooth(double *energies)
{
  uint64_t state = 5;
  int wave[WAVES][3];
  double phase[WAVES];

  for (int w = 0; w < WAVES; w++) {
    for (int k = 0; k < 3; k++)
      wave[w][k] = (int)(7 * bench_uniform(&state)) - 3;
    phase[w] = bench_uniform(&state);
  }
  for (int p = 0; p < SIDE * SIDE * SIDE; p++) {
    const int at[3] = {p / (SIDE * SIDE), p / SIDE % SIDE, p % SIDE};

    energies[p] = 0;
    for (int w = 0; w < WAVES; w++) {
      double turns = phase[w];

      for (int k = 0; k < 3; k++)
        turns += (double)wave[w][k] * at[k] / SIDE;
      energies[p] += 0.1 * cos(6.283185307179586 * turns);
    }
  }
}

static void measure(bench *b, const char *name, void (*fill)(double *energies))
{
  static const double cell[3][3] = {{10, 0, 0}, {0, 10, 0}, {0, 0, 10}};
  static const int32_t grid[3] = {SIDE, SIDE, SIDE};
  const double n = (double)SIDE * SIDE * SIDE;
  double *energies = malloc((size_t)n * sizeof *energies);
  iw_landscape *landscape;
  iwi_json_node *record;
  bench_time time;

  if (energies == NULL)
    exit(1);
  fill(energies);
  bench_require(
      b, iw_landscape_from_grid(b->ctx, cell, grid, energies, &landscape),
      "landscape");
  time = bench_measure(b, run, &(job){b, landscape});
  record = bench_record(b, name);
  bench_add_time(b, record, &time);
  iwi_json_number(&b->json, record, "voxels", n);
  iwi_json_number(&b->json, record, "voxels_per_s", n / time.cpu_min_s);
  printf("%-24s %7.2f ms, %.3g voxels/s\n", name, 1e3 * time.cpu_min_s,
         n / time.cpu_min_s);
  iw_landscape_destroy(landscape);
  free(energies);
}

int main(int argc, char **argv)
{
  bench b;

  bench_begin(&b, argc, argv, "bench_percolation");
  measure(&b, "uncorrelated, 64^3", fill_rough);
  measure(&b, "smooth, 64^3", fill_smooth);
  return bench_finish(&b);
}
