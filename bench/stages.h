/* SPDX-License-Identifier: BSD-3-Clause */
/* The main job as a bench runs it: from a file's bytes or a structure to the
 * three thresholds, with the seconds of every stage: processor time, which on
 * one thread is what a machine without other work would take. */
#ifndef IONWAY_BENCH_STAGES_H
#define IONWAY_BENCH_STAGES_H

#include "harness.h"

enum {
  STAGE_READ,
  STAGE_OXIDATION,
  STAGE_SYMMETRY,
  STAGE_FIELD,
  STAGE_LANDSCAPE,
  STAGE_PERCOLATION,
  N_STAGES
};

/** Names of the stages, for printing and as JSON keys ("read", ...). */
extern const char *const stage_names[N_STAGES];

typedef struct stages_input {
  const char *path;            /* NULL: start from structure                  */
  const iw_structure *charged; /* every site with its state                  */
  const iw_oxidation_rule *rules;
  size_t n_rules;
  int32_t mobile;
  double step_ang;
  int use_symmetry;
} stages_input;

typedef struct stages_result {
  double seconds[N_STAGES], total; /* processor time */
  double wall;                     /* of the whole run */
  int32_t grid[3];
  size_t n_points, n_irreducible, n_sites;
  double volume_ang3;
  double barrier_ev[3]; /* INFINITY for none */
} stages_result;

/** One run on the bench's context; ends the program on failure. */
stages_result stages_run(const bench *b, const stages_input *input);

#endif
