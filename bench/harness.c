/* SPDX-License-Identifier: BSD-3-Clause */
/* Timing, identity of machine and build, and the result file of a bench. */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "identity.h"

static double clock_seconds(clockid_t id)
{
  struct timespec now;

  clock_gettime(id, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

double bench_seconds(void)
{
  return clock_seconds(CLOCK_MONOTONIC);
}

double bench_cpu_seconds(void)
{
  return clock_seconds(CLOCK_PROCESS_CPUTIME_ID);
}

double bench_peak_rss_mb(void)
{
  struct rusage usage;

  getrusage(RUSAGE_SELF, &usage);
  return (double)usage.ru_maxrss * 1024 / 1e6; /* Linux counts in KiB */
}

double bench_uniform(uint64_t *state)
{
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (double)(*state >> 11) / 9007199254740992.0;
}

static void usage(const char *name)
{
  fprintf(stderr,
          "usage: %s [--runs %d..%d] [--json FILE] [--only NAME] "
          "[--program PATH]\n",
          name, BENCH_MIN_RUNS, BENCH_MAX_RUNS);
  exit(2);
}

static void add_identity(bench *b, const char *name)
{
  char text[256], date[32] = "";
  const time_t now = time(NULL);
  struct tm utc;
  iwi_json *json = &b->json;
  iwi_json_node *machine;

  iwi_json_text(json, json->root, "schema", "ionway/bench/1");
  iwi_json_text(json, json->root, "bench", name);
  iwi_json_text(json, json->root, "version", iw_version());
  bench_commit(IONWAY_SOURCE_DIR, text, sizeof text);
  iwi_json_text(json, json->root, "commit", text);
  iwi_json_text(json, json->root, "compiler", BENCH_COMPILER);
  if (gmtime_r(&now, &utc) != NULL)
    strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%SZ", &utc);
  iwi_json_text(json, json->root, "date", date);
  machine = iwi_json_object(json, json->root, "machine");
  bench_cpu_name(text, sizeof text);
  iwi_json_text(json, machine, "processor", text);
  iwi_json_integer(json, machine, "processors_online",
                   sysconf(_SC_NPROCESSORS_ONLN));
  /* above 1 the wall times are not to be trusted */
  iwi_json_number(json, machine, "load_1min", bench_load());
}

void bench_begin(bench *b, int argc, char **argv, const char *name)
{
  memset(b, 0, sizeof *b);
  b->runs = BENCH_MIN_RUNS;
  for (int i = 1; i < argc; i += 2) {
    char *end;

    if (i + 1 == argc)
      usage(name);
    if (strcmp(argv[i], "--json") == 0) {
      b->json_path = argv[i + 1];
    } else if (strcmp(argv[i], "--only") == 0) {
      b->only = argv[i + 1];
    } else if (strcmp(argv[i], "--program") == 0) {
      b->program = argv[i + 1];
    } else if (strcmp(argv[i], "--runs") == 0) {
      const long runs = strtol(argv[i + 1], &end, 10);

      if (*end != '\0' || runs < BENCH_MIN_RUNS || runs > BENCH_MAX_RUNS)
        usage(name);
      b->runs = (int)runs;
    } else {
      usage(name);
    }
  }
  if (iw_context_create(&b->ctx) != IW_OK) {
    fprintf(stderr, "%s: out of memory\n", name);
    exit(1);
  }
  iwi_json_begin(&b->json, b->ctx);
  add_identity(b, name);
  iwi_json_integer(&b->json, b->json.root, "runs", b->runs);
  b->records = iwi_json_array(&b->json, b->json.root, "results");
}

static int write_file(const char *path, const iw_text *text)
{
  FILE *file = fopen(path, "w");
  int written = 0;

  if (file == NULL)
    return 0;
  written = fwrite(iw_text_data(text), 1, iw_text_size(text), file) ==
            iw_text_size(text);
  return fclose(file) == 0 && written;
}

int bench_finish(bench *b)
{
  iw_text *text = NULL;
  int failed = 0;

  bench_require(b, iwi_json_finish(&b->json, 0, &text), "results");
  if (b->json_path != NULL && !write_file(b->json_path, text)) {
    fprintf(stderr, "cannot write %s\n", b->json_path);
    failed = 1;
  }
  iw_text_destroy(text);
  iw_context_destroy(b->ctx);
  return failed;
}

void bench_require(const bench *b, iw_status status, const char *what)
{
  if (status == IW_OK)
    return;
  fprintf(stderr, "%s: %s\n", what, iw_context_message(b->ctx));
  exit(1);
}

static int ascending(const void *a, const void *b)
{
  const double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

bench_time bench_measure(const bench *b, void (*run)(void *user), void *user)
{
  double wall[BENCH_MAX_RUNS], cpu[BENCH_MAX_RUNS];
  const size_t n = (size_t)b->runs;

  run(user); /* warm-up: page faults, lazy binding, clock frequency */
  for (size_t i = 0; i < n; i++) {
    const double wall_start = bench_seconds();
    const double cpu_start = bench_cpu_seconds();

    run(user);
    cpu[i] = bench_cpu_seconds() - cpu_start;
    wall[i] = bench_seconds() - wall_start;
  }
  qsort(wall, n, sizeof *wall, ascending);
  qsort(cpu, n, sizeof *cpu, ascending);
  return (bench_time){wall[0], 0.5 * (wall[(n - 1) / 2] + wall[n / 2]), cpu[0],
                      b->runs};
}

iwi_json_node *bench_record(bench *b, const char *name)
{
  iwi_json_node *record = iwi_json_object(&b->json, b->records, NULL);

  iwi_json_text(&b->json, record, "name", name);
  return record;
}

void bench_add_time(bench *b, iwi_json_node *record, const bench_time *time)
{
  iwi_json_number(&b->json, record, "wall_min_s", time->min_s);
  iwi_json_number(&b->json, record, "wall_median_s", time->median_s);
  iwi_json_number(&b->json, record, "cpu_min_s", time->cpu_min_s);
}
