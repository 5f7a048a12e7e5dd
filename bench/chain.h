/* SPDX-License-Identifier: BSD-3-Clause */
/* The main job as a bench runs it: from a file's bytes or a structure to the
 * three thresholds, with the seconds of every stage. */
#ifndef IONWAY_BENCH_CHAIN_H
#define IONWAY_BENCH_CHAIN_H

#include "harness.h"

enum {
  CHAIN_READ,
  CHAIN_OXIDATION,
  CHAIN_SYMMETRY,
  CHAIN_FIELD,
  CHAIN_LANDSCAPE,
  CHAIN_PERCOLATION,
  CHAIN_STAGES
};

/** Names of the stages, for printing and as JSON keys ("read", ...). */
extern const char *const chain_stage_names[CHAIN_STAGES];

typedef struct chain_input {
  const char *path;            /* NULL: start from structure                  */
  const iw_structure *charged; /* every site with its state                  */
  const iw_oxidation_rule *rules;
  size_t n_rules;
  int32_t mobile;
  double step_ang;
  int use_symmetry;
} chain_input;

typedef struct chain_result {
  double seconds[CHAIN_STAGES], total;
  int32_t grid[3];
  size_t n_points, n_irreducible, n_sites;
  double volume_ang3;
  double barrier_ev[3]; /* INFINITY for none */
} chain_result;

/** One run on the bench's context; ends the program on failure. */
chain_result chain_run(const bench *b, const chain_input *input);

#endif
