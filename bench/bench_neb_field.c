/* SPDX-License-Identifier: BSD-3-Clause */
/* Bands of two ionic crystals with pair force fields: wall time and force
 * calls of one barrier, for neb_peer.py to set beside other programs. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "harness.h"

#define N_IMAGES 7

typedef struct job {
  bench *b;
  const iw_energy *energy;
  iw_path *guess;
  iw_path_symmetry *symmetry;
  iw_neb_options options;
  size_t n_calls;
  double barrier_ev, force_ev_ang;
  iw_neb_state state;
} job;

static void relax(void *user)
{
  job *j = user;
  iw_neb *neb = NULL;
  const double *e;

  bench_require(j->b,
                iw_neb_relax(j->b->ctx, j->energy, j->guess, &j->options, &neb),
                "iw_neb_relax");
  e = iw_neb_energies(neb);
  j->n_calls = iw_neb_n_calls(neb);
  j->barrier_ev = e[iw_neb_highest(neb)] - e[0];
  j->force_ev_ang = iw_neb_max_force(neb);
  j->state = iw_neb_get_state(neb);
  iw_neb_destroy(neb);
}

/* The ends of the reference path with the field's kinds, and its straight
 * line. */
static int open_case(job *j, const char *name)
{
  char file[512];
  iw_path *path, *ends;
  iw_structure *start;

  snprintf(file, sizeof file,
           IONWAY_SHARED_DATA "/anchors/lammps/path_%c.extxyz", name[0]);
  if (iw_path_read_file(j->b->ctx, file, &path) != IW_OK)
    return 0;
  bench_require(j->b, iw_path_structure(j->b->ctx, path, 0, &start), "start");
  bench_require(j->b,
                iw_path_ends_typed(j->b->ctx, j->energy, start, path, &ends),
                "ends");
  bench_require(j->b, iw_path_straight(j->b->ctx, ends, N_IMAGES, &j->guess),
                "straight line");
  bench_require(j->b,
                iw_path_symmetry_find(j->b->ctx, ends, 0.02, &j->symmetry),
                "symmetry");
  iw_structure_destroy(start);
  iw_path_destroy(ends);
  iw_path_destroy(path);
  return 1;
}

static void measure(job *j, const char *name)
{
  const bench_time time = bench_measure(j->b, relax, j);
  iwi_json_node *r = bench_record(j->b, name);

  iwi_json_integer(&j->b->json, r, "n_calls", (int64_t)j->n_calls);
  iwi_json_number(&j->b->json, r, "barrier_ev", j->barrier_ev);
  iwi_json_number(&j->b->json, r, "max_force_ev_ang", j->force_ev_ang);
  iwi_json_boolean(&j->b->json, r, "symmetric", j->options.symmetry != NULL);
  bench_add_time(j->b, r, &time);
  printf("%-14s %5zu calls  %9.3f ms  barrier %.6f eV  force %.4f eV/Ang  %s\n",
         name, j->n_calls, 1e3 * time.median_s, j->barrier_ev, j->force_ev_ang,
         iw_neb_state_text(j->state));
}

static void run_case(bench *b, const char *name, const char *field_file)
{
  static const struct {
    const char *name;
    iw_neb_method method;
    int symmetric;
  } ways[] = {{"lbfgs", IW_NEB_LBFGS, 1},
              {"lbfgs-whole", IW_NEB_LBFGS, 0},
              {"fire", IW_NEB_FIRE, 1}};
  iw_pair_field *field;
  job j = {.b = b};

  bench_require(b, iw_pair_field_read_file(b->ctx, field_file, &field), name);
  j.energy = iw_pair_field_energy(field);
  if (open_case(&j, name)) {
    for (size_t k = 0; k < sizeof ways / sizeof ways[0]; k++) {
      char label[32];

      snprintf(label, sizeof label, "%s-%s", name, ways[k].name);
      if (b->only != NULL && strcmp(b->only, label) != 0)
        continue;
      iw_neb_options_default(&j.options);
      j.options.method = ways[k].method;
      j.options.symmetry = ways[k].symmetric ? j.symmetry : NULL;
      measure(&j, label);
    }
    iw_path_destroy(j.guess);
    iw_path_symmetry_destroy(j.symmetry);
  }
  iw_pair_field_destroy(field);
}

int main(int argc, char **argv)
{
  bench b;

  bench_begin(&b, argc, argv, "neb_field");
  run_case(&b, "A", IONWAY_SOURCE_DIR "/samples/fields/Li2O.field");
  run_case(&b, "B", IONWAY_SOURCE_DIR "/samples/fields/LiFePO4.field");
  return bench_finish(&b);
}
