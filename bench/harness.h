/* SPDX-License-Identifier: BSD-3-Clause */
/* What every bench shares: repeated timing with warm-up, the machine's and the
 * build's identity, and results as JSON.
 *
 *   bench_<kernel> [--runs N] [--json FILE] [--only NAME] [--program PATH]
 *
 * Inputs are fixed (files, or generators with a fixed seed). A claim compares
 * two builds interleaved on one machine and ignores differences below 10 %. */
#ifndef IONWAY_BENCH_HARNESS_H
#define IONWAY_BENCH_HARNESS_H

#include <stddef.h>

#include <ionway/ionway.h>

#include "json.h"

#define BENCH_MIN_RUNS 9
#define BENCH_MAX_RUNS 1000

typedef struct bench {
  iw_context *ctx; /* one thread */
  int runs;
  const char *json_path; /* NULL: no file */
  const char *only;      /* NULL, or the one input to run */
  const char *program;   /* NULL, or the program to time */
  iwi_json json;
  iwi_json_node *records;
} bench;

/* Wall clock for what a user waits, processor time for a busy machine. */
typedef struct bench_time {
  double min_s, median_s; /* wall */
  double cpu_min_s;
  int runs;
} bench_time;

/** Read the options and start the result document; ends the program with a
 *  usage line when they are wrong. */
void bench_begin(bench *b, int argc, char **argv, const char *name);

/** Write the document; the program's exit status. */
int bench_finish(bench *b);

/** One warm-up, then b->runs measured calls. */
bench_time bench_measure(const bench *b, void (*run)(void *user), void *user);

/** A result object named name; fill it with iwi_json_number() and such. */
iwi_json_node *bench_record(bench *b, const char *name);
void bench_add_time(bench *b, iwi_json_node *record, const bench_time *time);

double bench_seconds(void);     /* monotonic */
double bench_cpu_seconds(void); /* of this process */
/** Largest resident size of this process so far, MB (10^6 bytes). */
double bench_peak_rss_mb(void);

/** End the program with the context's message unless status is IW_OK. */
void bench_require(const bench *b, iw_status status, const char *what);

/** Uniform in [0, 1) from a state that the caller seeds. */
double bench_uniform(uint64_t *state);

#endif
