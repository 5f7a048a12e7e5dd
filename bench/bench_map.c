/* SPDX-License-Identifier: BSD-3-Clause */
/* The main job on seven crystals, file to thresholds, one thread, against
 * another program on the same files, grid spacing and cutoff. Its seconds cover
 * the map and the percolation, so the same part of ours is also shown alone
 * ("map": field, landscape, percolation). Each crystal runs in a process of its
 * own, so that its peak memory is its own. */
#include "harness.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "peer.h"
#include "stages.h"

/* The fastest of the runs, stage by stage, and their wall times. */
typedef struct crystal_result {
  stages_result fastest;
  double wall_median_s, wall_min_s, peak_rss_mb;
} crystal_result;

static int ascending(const void *a, const void *b)
{
  const double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

/* What the other program's seconds cover: its map and its percolation. */
static double map_seconds(const stages_result *r)
{
  return r->seconds[STAGE_FIELD] + r->seconds[STAGE_LANDSCAPE] +
         r->seconds[STAGE_PERCOLATION];
}

/* In the child: warm-up, runs, and the answer down the pipe. */
static void run_crystal(const bench *b, const peer_case *c, int out)
{
  static double wall[BENCH_MAX_RUNS];
  const size_t n = (size_t)b->runs;
  char path[512];
  const stages_input input = {path,      NULL,          c->rules, c->n_rules,
                              c->mobile, c->resolution, 1};
  crystal_result result;

  memset(&result, 0, sizeof result);
  snprintf(path, sizeof path, PEER_FOLDER "structures/%.63s.cif", c->name);
  result.fastest = stages_run(b, &input); /* the warm-up */
  for (size_t i = 0; i < n; i++) {
    const stages_result r = stages_run(b, &input);

    wall[i] = r.wall;
    result.fastest.total = fmin(result.fastest.total, r.total);
    for (int k = 0; k < N_STAGES; k++)
      result.fastest.seconds[k] = fmin(result.fastest.seconds[k], r.seconds[k]);
  }
  qsort(wall, n, sizeof *wall, ascending);
  result.wall_min_s = wall[0];
  result.wall_median_s = 0.5 * (wall[(n - 1) / 2] + wall[n / 2]);
  result.peak_rss_mb = bench_peak_rss_mb();
  if (write(out, &result, sizeof result) != (ssize_t)sizeof result)
    _exit(1);
  _exit(0);
}

static int fork_crystal(const bench *b, const peer_case *c,
                        crystal_result *result)
{
  int ends[2], status;
  pid_t child;
  ssize_t got;

  if (pipe(ends) != 0)
    return 0;
  fflush(NULL);
  child = fork();
  if (child < 0)
    return 0;
  if (child == 0) {
    close(ends[0]);
    run_crystal(b, c, ends[1]);
  }
  close(ends[1]);
  got = read(ends[0], result, sizeof *result); /* below PIPE_BUF: whole */
  close(ends[0]);
  return waitpid(child, &status, 0) == child && status == 0 &&
         got == (ssize_t)sizeof *result;
}

static void report(bench *b, const peer_case *c, const crystal_result *r)
{
  iwi_json_node *record = bench_record(b, c->name), *stages;
  const stages_result *m = &r->fastest;
  const double map = map_seconds(m);

  iwi_json_number(&b->json, record, "step_ang", c->resolution);
  iwi_json_integers(&b->json, record, "grid", m->grid, 3);
  iwi_json_integer(&b->json, record, "points", (int64_t)m->n_points);
  iwi_json_integer(&b->json, record, "irreducible", (int64_t)m->n_irreducible);
  iwi_json_number(&b->json, record, "wall_median_s", r->wall_median_s);
  iwi_json_number(&b->json, record, "wall_min_s", r->wall_min_s);
  iwi_json_number(&b->json, record, "cpu_min_s", m->total);
  iwi_json_number(&b->json, record, "map_and_percolation_cpu_min_s", map);
  stages = iwi_json_object(&b->json, record, "stages_cpu_min_s");
  for (int s = 0; s < N_STAGES; s++)
    iwi_json_number(&b->json, stages, stage_names[s], m->seconds[s]);
  iwi_json_number(&b->json, record, "peak_rss_mb", r->peak_rss_mb);
  iwi_json_numbers(&b->json, record, "barrier_ev", m->barrier_ev, 3);
  iwi_json_number(&b->json, record, "peer_s", c->seconds);
  iwi_json_number(&b->json, record, "peer_rss_mb", c->rss_mb);
  iwi_json_number(&b->json, record, "ratio_wall_median",
                  c->seconds / r->wall_median_s);
  iwi_json_number(&b->json, record, "ratio_cpu", c->seconds / m->total);
  iwi_json_number(&b->json, record, "ratio_map_and_percolation",
                  c->seconds / map);
  printf("%-18s %.1f %7zu %6zu", c->name, c->resolution, m->n_points,
         m->n_irreducible);
  for (int s = 0; s < N_STAGES; s++)
    printf(" %6.2f", 1e3 * m->seconds[s]);
  printf(" | %7.2f %7.2f %7.2f %6.1f | %6.2f %5.0f %5.0f %5.0f\n",
         1e3 * r->wall_median_s, 1e3 * m->total, 1e3 * map, r->peak_rss_mb,
         c->seconds, c->seconds / r->wall_median_s, c->seconds / m->total,
         c->seconds / map);
}

int main(int argc, char **argv)
{
  static peer_case cases[16];
  bench b;
  int n_cases;

  bench_begin(&b, argc, argv, "bench_map");
  n_cases = peer_load(b.ctx, cases, 16);
  if (n_cases == 0) {
    fprintf(stderr, "bench_map: no reference data below %s\n",
            IONWAY_SHARED_DATA);
    return 77;
  }
  printf("%-18s %3s %7s %6s", "", "A", "points", "irred.");
  for (int s = 0; s < N_STAGES; s++)
    printf(" %6.6s", stage_names[s]);
  printf(" | %7s %7s %7s %6s | %6s %5s %5s %5s\n", "wall ms", "cpu ms",
         "map ms", "MB", "peer s", "wall", "cpu", "map");
  for (int i = 0; i < n_cases; i++) {
    crystal_result result;

    if (b.only != NULL && strcmp(b.only, cases[i].name) != 0)
      continue;
    if (!fork_crystal(&b, &cases[i], &result)) {
      fprintf(stderr, "bench_map: %s failed\n", cases[i].name);
      return 1;
    }
    report(&b, &cases[i], &result);
  }
  return bench_finish(&b);
}
