/* SPDX-License-Identifier: BSD-3-Clause */
/* Energy calls until all forces of a band are below the tolerance, for each
 * method, and the processor time of a whole band less that of its calls. */
#include <stdio.h>
#include <string.h>

#include "harness.h"
#include "lammps_points.h"
#include "neb_cases.h"

typedef struct job {
  const char *name;
  int kind;
  const double *a, *b; /* surfaces */
  const char *file;    /* pairs */
  char crystal;        /* ionic crystals */
  size_t n_inner;
  double tol;
} job;

#define IONIC -1

static const job jobs[] = {
    {"mueller-brown", CASE_MUELLER_BROWN, case_mb_a, case_mb_b, NULL, 0, 7,
     0.01},
    {"leps-1", CASE_LEPS_1, case_leps1_a, case_leps1_b, NULL, 0, 7, 0.01},
    {"leps-2", CASE_LEPS_2, case_leps2_a, case_leps2_b, NULL, 0, 7, 0.01},
    {"lj-vacancy-5", CASE_LENNARD_JONES, NULL, NULL, "lj_ends_5", 0, 5, 0.01},
    {"lj-vacancy-7", CASE_LENNARD_JONES, NULL, NULL, "lj_ends_7", 0, 7, 0.01},
    {"pt-heptamer-a", CASE_PT_MORSE, NULL, NULL, "pt_A_ends", 0, 8, 0.01},
    {"pt-heptamer-b", CASE_PT_MORSE, NULL, NULL, "pt_B_ends", 0, 8, 0.01},
    {"li2o", IONIC, NULL, NULL, NULL, 'A', 5, 0.02},
    {"lifepo4", IONIC, NULL, NULL, NULL, 'B', 5, 0.02},
};

/* A model around the model that takes its time. */
typedef struct timed {
  iw_energy inner;
  double seconds;
} timed;

static iw_status timed_evaluate(iw_context *ctx, const iw_energy_atoms *atoms,
                                void *workspace, iw_energy_result *result,
                                void *user)
{
  timed *t = user;
  const double start = bench_cpu_seconds();
  const iw_status status =
      t->inner.evaluate(ctx, atoms, workspace, result, t->inner.user);

  t->seconds += bench_cpu_seconds() - start;
  return status;
}

static iw_status timed_open(iw_context *ctx, const iw_energy_atoms *atoms,
                            void *user, void **workspace)
{
  timed *t = user;

  *workspace = NULL;
  return t->inner.open == NULL
             ? IW_OK
             : t->inner.open(ctx, atoms, t->inner.user, workspace);
}

static void timed_close(void *workspace, void *user)
{
  timed *t = user;

  if (t->inner.close != NULL)
    t->inner.close(workspace, t->inner.user);
}

static iw_path *ends_of(const bench *b, const job *j, const neb_case_model *m)
{
  if (j->kind == IONIC)
    return case_ionic_ends(b->ctx, j->crystal);
  if (j->file != NULL)
    return case_pair_ends(b->ctx, j->file, 1);
  return case_surface_path(b->ctx, m, j->a, j->b, 2);
}

static void run(bench *b, const job *j, const iw_energy *energy,
                const iw_path *ends, iw_neb_method method, int half)
{
  static case_symmetry symmetry;
  timed t = {.inner = *energy};
  iw_energy outer = {.struct_size = sizeof outer,
                     .name = energy->name,
                     .evaluate = timed_evaluate,
                     .open = timed_open,
                     .close = timed_close,
                     .provides = energy->provides,
                     .user = &t};
  char name[64];
  iw_neb_options o;
  iw_path *path;
  iw_neb *neb;
  iwi_json_node *record;
  double start;

  if (half && !case_find_symmetry(ends, 0.05, &symmetry))
    return;
  snprintf(name, sizeof name, "%s-%s%s", j->name,
           method == IW_NEB_FIRE ? "fire" : "lbfgs", half ? "-half" : "");
  if (b->only != NULL && strcmp(b->only, name) != 0)
    return;
  bench_require(b, iw_path_straight(b->ctx, ends, j->n_inner + 2, &path), name);
  iw_neb_options_default(&o);
  o.force_tol_ev_ang = j->tol;
  o.method = method;
  o.symmetry = half ? &symmetry.g : NULL;
  start = bench_cpu_seconds();
  bench_require(b, iw_neb_relax(b->ctx, &outer, path, &o, &neb), name);
  start = bench_cpu_seconds() - start;
  record = bench_record(b, name);
  iwi_json_integer(&b->json, record, "calls", (int64_t)iw_neb_n_calls(neb));
  iwi_json_integer(&b->json, record, "steps", (int64_t)iw_neb_n_steps(neb));
  iwi_json_number(&b->json, record, "barrier_ev",
                  iw_neb_energies(neb)[iw_neb_highest(neb)] -
                      iw_neb_energies(neb)[0]);
  iwi_json_number(&b->json, record, "max_force_ev_ang", iw_neb_max_force(neb));
  iwi_json_number(&b->json, record, "cpu_ms", 1e3 * start);
  iwi_json_number(&b->json, record, "calls_cpu_ms", 1e3 * t.seconds);
  printf("%-28s %5zu calls %4zu steps  %.6f eV  %8.2f ms, calls %8.2f ms\n",
         name, iw_neb_n_calls(neb), iw_neb_n_steps(neb),
         iw_neb_energies(neb)[iw_neb_highest(neb)] - iw_neb_energies(neb)[0],
         1e3 * start, 1e3 * t.seconds);
  iw_neb_destroy(neb);
  iw_path_destroy(path);
}

int main(int argc, char **argv)
{
  bench b;

  bench_begin(&b, argc, argv, "neb");
  for (size_t k = 0; k < sizeof jobs / sizeof *jobs; k++) {
    const job *j = &jobs[k];
    neb_case_model m = {.kind = j->kind, .ev = 1, .ang = 1};
    iw_energy energy = case_energy(&m);
    iw_pair_field *field = NULL;
    iw_path *ends = ends_of(&b, j, &m);

    if (ends == NULL) {
      printf("%s: skipped, no reference data\n", j->name);
      continue;
    }
    if (j->kind == IONIC) {
      bench_require(&b,
                    (j->crystal == 'A' ? lammps_oxide
                                       : lammps_phosphate)(b.ctx, 1e-6, &field),
                    j->name);
      energy = *iw_pair_field_energy(field);
    }
    run(&b, j, &energy, ends, IW_NEB_LBFGS, 0);
    run(&b, j, &energy, ends, IW_NEB_FIRE, 0);
    if (j->kind == IONIC || j->kind == CASE_LENNARD_JONES)
      run(&b, j, &energy, ends, IW_NEB_LBFGS, 1);
    iw_path_destroy(ends);
    iw_pair_field_destroy(field);
  }
  return bench_finish(&b);
}
