/* SPDX-License-Identifier: BSD-3-Clause */
/* Energy calls of moving images until all forces of the band are below the
 * tolerance, and the overhead of a step, for each method. */
#include <stdio.h>

#include "harness.h"
#include "neb_cases.h"

typedef struct job {
  const char *name;
  int kind;
  const double *a, *b; /* surfaces */
  const char *file;    /* pairs */
  size_t n_inner;
  double tol;
} job;

static const job jobs[] = {
    {"mueller-brown", CASE_MUELLER_BROWN, case_mb_a, case_mb_b, NULL, 7, 0.01},
    {"leps-1", CASE_LEPS_1, case_leps1_a, case_leps1_b, NULL, 7, 0.01},
    {"leps-2", CASE_LEPS_2, case_leps2_a, case_leps2_b, NULL, 7, 0.01},
    {"lj-vacancy-5", CASE_LENNARD_JONES, NULL, NULL, "lj", 5, 0.01},
    {"lj-vacancy-7", CASE_LENNARD_JONES, NULL, NULL, "lj", 7, 0.01},
    {"pt-heptamer-a", CASE_PT_MORSE, NULL, NULL, "pt_A", 8, 0.01},
    {"pt-heptamer-b", CASE_PT_MORSE, NULL, NULL, "pt_B", 8, 0.01},
};

static iw_path *path_of(const bench *b, const job *j, const neb_case_model *m)
{
  char name[32];
  iw_path *ends, *path = NULL;

  if (j->file == NULL)
    return case_surface_path(b->ctx, m, j->a, j->b, j->n_inner + 2);
  snprintf(name, sizeof name, "%s%s", j->file,
           j->kind == CASE_PT_MORSE ? "" : j->n_inner == 5 ? "_5" : "_7");
  if (j->kind == CASE_LENNARD_JONES)
    ends = case_pair_ends(b->ctx, j->n_inner == 5 ? "lj5" : "lj7", 1);
  else
    ends = NULL;
  (void)ends;
  ends = case_pair_ends(b->ctx, name, 1);
  if (ends == NULL)
    return NULL;
  bench_require(b, iw_path_straight(b->ctx, ends, j->n_inner + 2, &path),
                "path");
  iw_path_destroy(ends);
  return path;
}

int main(int argc, char **argv)
{
  (void)argc; (void)argv;
  return 0;
}
