/* SPDX-License-Identifier: BSD-3-Clause */
/* What a user waits: the whole process `ionway map FILE` on one thread, from
 * start to exit, with its peak memory, against another program's whole job. */
#define _DEFAULT_SOURCE /* wait4() */
#include "harness.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "peer.h"

typedef struct process_result {
  double seconds, cpu, rss_mb;
} process_result;

/* "Li=1,Fe=2,..." */
static void states_text(const peer_case *c, char *text, size_t size)
{
  size_t n = 0;

  for (size_t r = 0; r < c->n_rules && n < size; r++)
    n += (size_t)snprintf(text + n, size - n, "%s%s=%g", r == 0 ? "" : ",",
                          iw_element_symbol(c->rules[r].element),
                          c->rules[r].charge);
}

static void run_child(const char *program, const peer_case *c)
{
  char path[512], states[256], mobile[8];
  char *const arguments[] = {(char *)"ionway",
                             (char *)"map",
                             (char *)"--quiet",
                             (char *)"--format",
                             (char *)"json",
                             (char *)"--threads",
                             (char *)"1",
                             (char *)"--mobile",
                             mobile,
                             (char *)"--oxidation",
                             states,
                             path,
                             NULL};
  const int nowhere = open("/dev/null", O_WRONLY);

  snprintf(path, sizeof path, PEER_FOLDER "structures/%.63s.cif", c->name);
  snprintf(mobile, sizeof mobile, "%s", iw_element_symbol(c->mobile));
  states_text(c, states, sizeof states);
  if (nowhere < 0 || dup2(nowhere, STDOUT_FILENO) < 0)
    _exit(126);
  execv(program, arguments);
  _exit(127);
}

/* 0 when the program did not end well. */
static int run_process(const char *program, const peer_case *c,
                       process_result *result)
{
  const double start = bench_seconds();
  struct rusage usage;
  int status;
  pid_t child;

  fflush(NULL);
  child = fork();
  if (child < 0)
    return 0;
  if (child == 0)
    run_child(program, c);
  if (wait4(child, &status, 0, &usage) != child || status != 0)
    return 0;
  result->seconds = bench_seconds() - start;
  result->cpu =
      (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
      1e-6 * (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
  result->rss_mb = (double)usage.ru_maxrss * 1024 / 1e6;
  return 1;
}

static int by_seconds(const void *a, const void *b)
{
  const process_result *x = a, *y = b;

  return (x->seconds > y->seconds) - (x->seconds < y->seconds);
}

static void report(bench *b, const peer_case *c, const process_result *runs)
{
  iwi_json_node *record = bench_record(b, c->name);
  const double least = runs[0].seconds, median = runs[b->runs / 2].seconds;
  double rss = 0, cpu = INFINITY;

  for (int i = 0; i < b->runs; i++) {
    rss = fmax(rss, runs[i].rss_mb);
    cpu = fmin(cpu, runs[i].cpu);
  }
  iwi_json_number(&b->json, record, "wall_median_s", median);
  iwi_json_number(&b->json, record, "wall_min_s", least);
  iwi_json_number(&b->json, record, "cpu_min_s", cpu);
  iwi_json_number(&b->json, record, "peak_rss_mb", rss);
  iwi_json_number(&b->json, record, "peer_s", c->seconds);
  iwi_json_number(&b->json, record, "peer_rss_mb", c->rss_mb);
  iwi_json_number(&b->json, record, "ratio_wall_median", c->seconds / median);
  iwi_json_number(&b->json, record, "ratio_cpu", c->seconds / cpu);
  printf("%-18s %8.2f %8.2f %6.1f | %6.2f %6.0f | %6.0f %6.0f\n", c->name,
         1e3 * median, 1e3 * cpu, rss, c->seconds, c->rss_mb,
         c->seconds / median, c->seconds / cpu);
}

int main(int argc, char **argv)
{
  static process_result runs[BENCH_MAX_RUNS + 1];
  static peer_case cases[16];
  bench b;
  int n_cases;

  bench_begin(&b, argc, argv, "bench_whole_job");
  n_cases = peer_load(b.ctx, cases, 16);
  if (n_cases == 0 || b.program == NULL) {
    fprintf(stderr, "bench_whole_job: needs --program and the reference data "
                    "below " IONWAY_SHARED_DATA "\n");
    return 77;
  }
  printf("%-18s %8s %8s %6s | %6s %6s | %6s %6s\n", "", "wall ms", "cpu ms",
         "MB", "peer s", "MB", "wall", "cpu");
  for (int i = 0; i < n_cases; i++) {
    /* the default step is 0.2 Angstrom */
    if (cases[i].resolution < 0.15 ||
        (b.only != NULL && strcmp(b.only, cases[i].name) != 0))
      continue;
    for (int r = 0; r <= b.runs; r++) { /* run 0 warms the file cache */
      if (!run_process(b.program, &cases[i], &runs[r])) {
        fprintf(stderr, "bench_whole_job: %s failed on %s\n", b.program,
                cases[i].name);
        return 1;
      }
    }
    qsort(runs + 1, (size_t)b.runs, sizeof *runs, by_seconds);
    report(&b, &cases[i], runs + 1);
  }
  return bench_finish(&b);
}
