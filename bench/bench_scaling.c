/* SPDX-License-Identifier: BSD-3-Clause */
/* How time grows: with 1/step^3 at a fixed cell, and with the cell's volume at
 * a fixed step. Supercells of one crystal, without symmetry, so that eight
 * times the volume is eight times the work. The exponents are least-squares
 * slopes of log time against log size; 1 is linear. */
#include "harness.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "crystals.h"
#include "stages.h"

#define MAX_SIZES 8

typedef struct series {
  double size[MAX_SIZES], total[MAX_SIZES], landscape[MAX_SIZES],
      percolation[MAX_SIZES];
  int n;
} series;

static double slope(const double *x, const double *y, int n)
{
  double sx = 0, sy = 0, sxx = 0, sxy = 0;

  for (int i = 0; i < n; i++) {
    sx += log(x[i]);
    sy += log(y[i]);
    sxx += log(x[i]) * log(x[i]);
    sxy += log(x[i]) * log(y[i]);
  }
  return (n * sxy - sx * sy) / (n * sxx - sx * sx);
}

/* Fastest of the runs, stage by stage. */
static void measure(bench *b, const char *name, const stages_input *input,
                    double size, series *s)
{
  stages_result best = stages_run(b, input);
  iwi_json_node *record;

  for (int i = 0; i < b->runs; i++) {
    const stages_result r = stages_run(b, input);

    best.total = fmin(best.total, r.total);
    for (int k = 0; k < N_STAGES; k++)
      best.seconds[k] = fmin(best.seconds[k], r.seconds[k]);
  }
  record = bench_record(b, name);
  iwi_json_number(&b->json, record, "size", size);
  iwi_json_number(&b->json, record, "step_ang", input->step_ang);
  iwi_json_number(&b->json, record, "volume_ang3", best.volume_ang3);
  iwi_json_integer(&b->json, record, "points", (int64_t)best.n_points);
  iwi_json_number(&b->json, record, "total_cpu_min_s", best.total);
  iwi_json_number(&b->json, record, "landscape_cpu_min_s",
                  best.seconds[STAGE_LANDSCAPE]);
  iwi_json_number(&b->json, record, "percolation_cpu_min_s",
                  best.seconds[STAGE_PERCOLATION]);
  printf("%-10s size %6.2f  step %.3f A  %7.1f A^3 %8zu points  "
         "landscape %8.2f ms  percolation %8.2f ms  total %8.2f ms\n",
         name, size, input->step_ang, best.volume_ang3, best.n_points,
         1e3 * best.seconds[STAGE_LANDSCAPE],
         1e3 * best.seconds[STAGE_PERCOLATION], 1e3 * best.total);
  s->size[s->n] = size;
  s->total[s->n] = best.total;
  s->landscape[s->n] = best.seconds[STAGE_LANDSCAPE];
  s->percolation[s->n++] = best.seconds[STAGE_PERCOLATION];
}

static void report(bench *b, const char *name, const series *s)
{
  iwi_json_node *record = bench_record(b, name);
  const double total = slope(s->size, s->total, s->n);
  const double landscape = slope(s->size, s->landscape, s->n);
  const double percolation = slope(s->size, s->percolation, s->n);

  iwi_json_number(&b->json, record, "exponent_total", total);
  iwi_json_number(&b->json, record, "exponent_landscape", landscape);
  iwi_json_number(&b->json, record, "exponent_percolation", percolation);
  printf("%s: total %.2f, landscape %.2f, percolation %.2f\n\n", name, total,
         landscape, percolation);
}

static void over_steps(bench *b, const iw_structure *structure)
{
  static const double steps[] = {0.4, 0.3, 0.2, 0.15, 0.1};
  series s = {0};

  for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
    const stages_input input = {NULL, structure, NULL, 0, 3, steps[i], 0};

    measure(b, "step", &input, pow(0.4 / steps[i], 3), &s);
  }
  report(b, "exponent against 1/step^3", &s);
}

static void over_volumes(bench *b, const crystal *base)
{
  crystal c = *base;
  series s = {0};

  for (int doubling = 0; doubling < 4; doubling++) {
    iw_structure *structure;

    if (doubling > 0) /* c, b, a: the cell becomes less flat first */
      crystal_repeat(&c, 3 - doubling, 2);
    bench_require(b, crystal_structure(b->ctx, &c, &structure), "supercell");
    {
      const stages_input input = {NULL, structure, NULL, 0, 3, 0.2, 0};

      measure(b, "volume", &input, 1 << doubling, &s);
    }
    iw_structure_destroy(structure);
  }
  report(b, "exponent against cell volume", &s);
}

int main(int argc, char **argv)
{
  bench b;
  crystal c;
  iw_structure *structure;

  bench_begin(&b, argc, argv, "bench_scaling");
  crystal_olivine(&c);
  bench_require(&b, crystal_structure(b.ctx, &c, &structure), "structure");
  over_steps(&b, structure);
  iw_structure_destroy(structure);
  over_volumes(&b, &c);
  return bench_finish(&b);
}
