/* SPDX-License-Identifier: BSD-3-Clause */
/* Speed of the bond-valence kernels against what the machine can do.
 *
 * A pair is a point and a host ion within the range of their law; each needs
 * one exponential (both laws are one exp, a square root and some arithmetic).
 * The yardstick is the time of that exponential alone, from glibc's vector
 * library on an array in the first-level cache, measured in the same run. A
 * single pass over all pairs that did nothing but the exponentials would take
 * pairs x that time: the single-pass bound. */
#include "harness.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bvse.h"
#include "bvse_kernel.h"
#include "vector_exp.h"

/* --- the yardstick ----------------------------------------------------- */

#define EXP_ARRAY   1024 /* 2 x 8 KiB */
#define EXP_REPEATS 2000

typedef struct exp_job {
  bench_exp_fn *run;
  _Alignas(64) double x[EXP_ARRAY];
  _Alignas(64) double y[EXP_ARRAY];
} exp_job;

static void run_exp(void *user)
{
  exp_job *job = user;

  for (int i = 0; i < EXP_REPEATS; i++)
    job->run(job->x, job->y, EXP_ARRAY);
}

static void prepare_exp(exp_job *job, bench_exp_fn *run)
{
  uint64_t state = 7;

  job->run = run;
  for (size_t i = 0; i < EXP_ARRAY; i++) /* the kernels' range */
    job->x[i] = 8 * bench_uniform(&state) - 20 * bench_uniform(&state);
}

/* --- the kernels alone, everything in the first-level cache ------------- */

#define TILE    128
#define IMAGES  64
#define REPEATS 400

typedef struct kernel_job {
  int repels;
  double x[TILE], y[TILE], z[TILE], energy[TILE];
  double images[IMAGES][3];
} kernel_job;

static void run_kernel(void *user)
{
  kernel_job *job = user;
  const double(*images)[3] = (const double(*)[3])job->images;

  memset(job->energy, 0, sizeof job->energy);
  for (int i = 0; i < REPEATS; i++) {
    if (job->repels)
      iwi_bvse_add_repulsion(TILE, job->x, job->y, job->z, IMAGES, images, 3.0,
                             2.0, 10.0, job->energy);
    else
      iwi_bvse_add_attraction(TILE, job->x, job->y, job->z, IMAGES, images, 0.5,
                              2.0, 1.9, 10.0, job->energy);
  }
}

static void prepare_kernel(kernel_job *job, int repels)
{
  uint64_t state = 11;

  job->repels = repels;
  for (int p = 0; p < TILE; p++) {
    job->x[p] = bench_uniform(&state);
    job->y[p] = bench_uniform(&state);
    job->z[p] = bench_uniform(&state);
  }
  for (int i = 0; i < IMAGES; i++) {
    for (int k = 0; k < 3; k++)
      job->images[i][k] = 8 * bench_uniform(&state) - 4;
  }
}

/* --- the whole field on a crystal -------------------------------------- */

/* Li6PS5Cl, F-43m, a = 9.859, without its Li: P 4b, Cl 4a, S 4c and 16e. */
static iw_structure *argyrodite_host(bench *b)
{
  static const double base[7][3] = {{0, 0, 0},          {.25, .25, .25},
                                    {.5, .5, .5},       {.618, .618, .618},
                                    {.382, .382, .618}, {.382, .618, .382},
                                    {.618, .382, .382}};
  static const int32_t elements[7] = {17, 16, 15, 16, 16, 16, 16};
  static const double centring[4][3] = {
      {0, 0, 0}, {0, .5, .5}, {.5, 0, .5}, {.5, .5, 0}};
  iw_structure_spec spec;
  iw_structure *structure;
  iw_site sites[28];

  iw_structure_spec_default(&spec);
  memset(sites, 0, sizeof sites);
  for (int i = 0; i < 28; i++) {
    for (int k = 0; k < 3; k++)
      sites[i].frac[k] = base[i % 7][k] + centring[i / 7][k];
    sites[i].element = elements[i % 7];
    sites[i].occupancy = 1;
    sites[i].oxidation =
        elements[i % 7] == 15 ? 5 : (elements[i % 7] == 16 ? -2 : -1);
  }
  for (int k = 0; k < 3; k++)
    spec.lattice_ang[k][k] = 9.859;
  spec.sites = sites;
  spec.n_sites = 28;
  bench_require(b, iw_structure_create(b->ctx, &spec, &structure), "structure");
  return structure;
}

#define SIDE   50 /* points along the cell: 0.197 Angstrom */
#define BLOCK  5  /* points that lie together come together */
#define POINTS (SIDE * SIDE * SIDE / 8)

typedef struct field_job {
  const bench *b;
  iw_bvse *field;
  double (*frac)[3];
  double *energies;
} field_job;

static void run_field(void *user)
{
  field_job *job = user;

  bench_require(job->b,
                iw_bvse_energies(job->b->ctx, job->field,
                                 (const double(*)[3])job->frac, POINTS,
                                 job->energies),
                "energies");
}

static void place_points(double (*frac)[3])
{
  const int blocks = SIDE / BLOCK, per_block = BLOCK * BLOCK * BLOCK;

  for (int p = 0; p < POINTS; p++) {
    const int block = p / per_block, inner = p % per_block;
    const int at[3] = {block / (blocks * blocks) * BLOCK +
                           inner / (BLOCK * BLOCK),
                       block / blocks % blocks * BLOCK + inner / BLOCK % BLOCK,
                       block % blocks * BLOCK + inner % BLOCK};

    for (int k = 0; k < 3; k++)
      frac[p][k] = (double)at[k] / SIDE;
  }
}

typedef struct pair_count {
  const iw_bvse *field;
  size_t n;
} pair_count;

static int count_pair(const iwi_neighbor *neighbor, void *user)
{
  pair_count *count = user;
  const iw_bvse *field = count->field;

  if (neighbor->distance_ang <=
      field->kinds[field->host_kind[neighbor->site]].cutoff)
    count->n++;
  return 0;
}

static size_t count_pairs(const field_job *job)
{
  pair_count count = {job->field, 0};

  for (int p = 0; p < POINTS; p++)
    iwi_bins_visit(job->field->bins, job->frac[p], job->field->cutoff_ang,
                   count_pair, &count);
  return count.n;
}

static void prepare_field(bench *b, field_job *job)
{
  iw_structure *structure = argyrodite_host(b);
  iw_parameters *parameters;
  iw_bvse_options options;
  iw_bvse *field;

  job->b = b;
  job->frac = malloc(POINTS * sizeof *job->frac);
  job->energies = malloc(POINTS * sizeof *job->energies);
  if (job->frac == NULL || job->energies == NULL)
    exit(1);
  bench_require(b, iw_parameters_create(b->ctx, NULL, &parameters),
                "parameters");
  iw_bvse_options_default(&options);
  options.mobile_element = 3;
  options.mobile_charge = 1;
  bench_require(b,
                iw_bvse_create(b->ctx, structure, parameters, &options, &field),
                "field");
  job->field = field;
  place_points(job->frac);
  iw_parameters_destroy(parameters);
  iw_structure_destroy(structure);
}

/* --- rounds -------------------------------------------------------------- */

#define MAX_TASKS 6

typedef struct task {
  const char *name;
  void (*run)(void *user);
  void *user;
  double units; /* exponentials or pairs a run */
  double ns[BENCH_MAX_RUNS];
} task;

static int ascending(const void *a, const void *b)
{
  const double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

/* Every task once a round, so that whatever else the machine does falls on all
 * of them alike. */
static void run_rounds(const bench *b, task *tasks, int n)
{
  for (int round = -1; round < b->runs; round++) { /* -1 warms up */
    for (int t = 0; t < n; t++) {
      const double start = bench_cpu_seconds();

      tasks[t].run(tasks[t].user);
      if (round >= 0)
        tasks[t].ns[round] =
            1e9 * (bench_cpu_seconds() - start) / tasks[t].units;
    }
  }
}

static double least(const bench *b, const double *values)
{
  double best = INFINITY;

  for (int i = 0; i < b->runs; i++)
    best = fmin(best, values[i]);
  return best;
}

/* Median over the rounds of yardstick time over task time. */
static double share(const bench *b, const task *yardstick, const task *t)
{
  static double ratio[BENCH_MAX_RUNS];

  for (int i = 0; i < b->runs; i++)
    ratio[i] = yardstick->ns[i] / t->ns[i];
  qsort(ratio, (size_t)b->runs, sizeof *ratio, ascending);
  return ratio[b->runs / 2];
}

static void report(bench *b, const task *t, const task *yardstick)
{
  const double ns = least(b, t->ns);
  iwi_json_node *record = bench_record(b, t->name);

  iwi_json_number(&b->json, record, "cpu_min_s", 1e-9 * ns * t->units);
  if (yardstick == NULL) {
    iwi_json_number(&b->json, record, "ns_per_exp", ns);
    printf("%-34s %8.3f ns an exp\n", t->name, ns);
    return;
  }
  iwi_json_number(&b->json, record, "ns_per_pair", ns);
  iwi_json_number(&b->json, record, "pairs_per_s", 1e9 / ns);
  iwi_json_number(&b->json, record, "vector_exp_throughput_share",
                  share(b, yardstick, t));
  printf("%-34s %8.3f ns a pair, %.3g pairs/s = %.2f of the vector exp\n",
         t->name, ns, 1e9 / ns, share(b, yardstick, t));
  if (t->run == run_field) {
    const double bound = 1e-9 * least(b, yardstick->ns) * t->units;

    iwi_json_integer(&b->json, record, "points", POINTS);
    iwi_json_integer(&b->json, record, "pairs", (int64_t)t->units);
    iwi_json_number(&b->json, record, "single_pass_bound_s", bound);
    printf("  %d points, %.3g pairs within range: %.2f ms; single-pass bound "
           "%.2f ms\n",
           POINTS, t->units, 1e-6 * ns * t->units, 1e3 * bound);
  }
}

int main(int argc, char **argv)
{
  static exp_job exps[3];
  static kernel_job kernels[2];
  static task tasks[MAX_TASKS];
  bench_exp_kind kinds[3];
  const int n_exp = (int)bench_exp_kinds(kinds);
  const double kernel_pairs = (double)TILE * IMAGES * REPEATS;
  field_job field = {0};
  const task *yardstick;
  bench b;
  int n = 0;

  bench_begin(&b, argc, argv, "bench_bvse");
  for (int k = 0; k < n_exp; k++) {
    prepare_exp(&exps[k], kinds[k].run);
    tasks[n++] = (task){
        kinds[k].name, run_exp, &exps[k], (double)EXP_ARRAY * EXP_REPEATS, {0}};
  }
  for (int repels = 0; repels < 2; repels++) {
    prepare_kernel(&kernels[repels], repels);
    tasks[n++] = (task){repels ? "repulsion kernel" : "attraction kernel",
                        run_kernel,
                        &kernels[repels],
                        kernel_pairs,
                        {0}};
  }
  prepare_field(&b, &field);
  tasks[n++] = (task){"iw_bvse_energies, Li6PS5Cl host",
                      run_field,
                      &field,
                      (double)count_pairs(&field),
                      {0}};
  run_rounds(&b, tasks, n);
  yardstick = &tasks[0];
  for (int k = 1; k < n_exp; k++) {
    if (least(&b, tasks[k].ns) < least(&b, yardstick->ns))
      yardstick = &tasks[k];
  }
  for (int t = 0; t < n; t++)
    report(&b, &tasks[t], t < n_exp ? NULL : yardstick);
  free(field.frac);
  free(field.energies);
  iw_bvse_destroy(field.field);
  return bench_finish(&b);
}
