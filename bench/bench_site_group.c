/* SPDX-License-Identifier: BSD-3-Clause */
/* The group of a supercell's sites: the symmetry search on the parent and the
 * permutations, against spglib's search on the supercell itself, which is what
 * a program does that starts from the repeated structure. */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TOLERANCE_ANG 1e-2

typedef struct job {
  const bench *b;
  const iw_structure *parent;
  const iw_supercell *supercell;
  const iw_symmetry *symmetry; /* of the parent */
  double (*frac)[3];
  int32_t *kinds;
  size_t order;
} job;

static void make_group(job *j, const iw_symmetry *symmetry)
{
  iw_site_group_spec spec;
  iw_site_group *group;

  iw_site_group_spec_default(&spec);
  memcpy(spec.lattice_ang, iw_structure_lattice(j->parent),
         sizeof spec.lattice_ang);
  memcpy(spec.matrix, iw_supercell_matrix(j->supercell), sizeof spec.matrix);
  spec.operations = iw_symmetry_operations(symmetry);
  spec.n_operations = iw_symmetry_n_operations(symmetry);
  spec.frac = (const double(*)[3])j->frac;
  spec.kinds = j->kinds;
  spec.n_positions = iw_structure_n_sites(j->parent);
  spec.tolerance_ang = TOLERANCE_ANG;
  bench_require(j->b, iw_site_group_create(j->b->ctx, &spec, &group), "group");
  j->order = iw_site_group_order(group);
  iw_site_group_destroy(group);
}

static void run_permutations(void *user)
{
  job *j = user;

  make_group(j, j->symmetry);
}

static void run_all(void *user)
{
  job *j = user;
  iw_symmetry *symmetry;

  bench_require(
      j->b, iw_symmetry_find(j->b->ctx, j->parent, TOLERANCE_ANG, &symmetry),
      "symmetry");
  make_group(j, symmetry);
  iw_symmetry_destroy(symmetry);
}

/* Group, setting and letters of the supercell: what is asked of the parent. */
static void run_search(void *user)
{
  const job *j = user;
  iw_symmetry *symmetry;

  bench_require(j->b,
                iw_symmetry_find(j->b->ctx,
                                 iw_supercell_structure(j->supercell),
                                 TOLERANCE_ANG, &symmetry),
                "symmetry of the supercell");
  iw_symmetry_destroy(symmetry);
}

/* One data set of spglib and no more, which leaves the setting open. */
static void run_spglib(void *user)
{
  const job *j = user;
  const double tolerance_ang = TOLERANCE_ANG;
  int32_t number;

  bench_require(j->b,
                iw_symmetry_scan(j->b->ctx,
                                 iw_supercell_structure(j->supercell),
                                 &tolerance_ang, 1, &number),
                "spglib");
}

static void report(bench *b, const char *name, job *j)
{
  const bench_time permutations = bench_measure(b, run_permutations, j);
  const bench_time all = bench_measure(b, run_all, j);
  const bench_time search = bench_measure(b, run_search, j);
  const bench_time spglib = bench_measure(b, run_spglib, j);
  const size_t n = iw_structure_n_sites(iw_supercell_structure(j->supercell));
  iwi_json_node *record = bench_record(b, name);

  bench_add_time(b, record, &all);
  iwi_json_integer(&b->json, record, "sites", (int64_t)n);
  iwi_json_integer(&b->json, record, "order", (int64_t)j->order);
  iwi_json_number(&b->json, record, "permutations_cpu_min_s",
                  permutations.cpu_min_s);
  iwi_json_number(&b->json, record, "spglib_cpu_min_s", spglib.cpu_min_s);
  iwi_json_number(&b->json, record, "search_cpu_min_s", search.cpu_min_s);
  iwi_json_number(&b->json, record, "ratio_to_search",
                  all.cpu_min_s / search.cpu_min_s);
  iwi_json_number(&b->json, record, "ratio_to_spglib",
                  all.cpu_min_s / spglib.cpu_min_s);
  printf("%-24s %5zu sites %5zu operations: permutations %.2f ms, with "
         "symmetry %.1f ms; search of the supercell %.1f ms (ratio %.2f), one "
         "data set %.1f ms (ratio %.2f)\n",
         name, n, j->order, 1e3 * permutations.cpu_min_s, 1e3 * all.cpu_min_s,
         1e3 * search.cpu_min_s, all.cpu_min_s / search.cpu_min_s,
         1e3 * spglib.cpu_min_s, all.cpu_min_s / spglib.cpu_min_s);
}

static void measure(bench *b, const char *name, const char *path, int32_t times)
{
  const int32_t matrix[3][3] = {{times, 0, 0}, {0, times, 0}, {0, 0, times}};
  iw_structure *parent;
  iw_supercell *supercell;
  iw_symmetry *symmetry;
  job j = {.b = b};
  size_t n;

  if (b->only != NULL && strcmp(b->only, name) != 0)
    return;
  if (iw_structure_read_file(b->ctx, path, NULL, &parent) != IW_OK) {
    printf("%-28s left out: %s\n", name, iw_context_message(b->ctx));
    return;
  }
  bench_require(b, iw_supercell_create(b->ctx, parent, matrix, &supercell),
                "supercell");
  bench_require(b, iw_symmetry_find(b->ctx, parent, TOLERANCE_ANG, &symmetry),
                "symmetry");
  n = iw_structure_n_sites(parent);
  j.parent = parent;
  j.supercell = supercell;
  j.symmetry = symmetry;
  j.frac = malloc(n * sizeof *j.frac);
  j.kinds = malloc(n * sizeof *j.kinds);
  if (j.frac == NULL || j.kinds == NULL)
    exit(1);
  for (size_t i = 0; i < n; i++) {
    memcpy(j.frac[i], iw_structure_sites(parent)[i].frac, sizeof j.frac[i]);
    j.kinds[i] = iw_structure_sites(parent)[i].element;
  }
  report(b, name, &j);
  free(j.frac);
  free(j.kinds);
  iw_symmetry_destroy(symmetry);
  iw_supercell_destroy(supercell);
  iw_structure_destroy(parent);
}

int main(int argc, char **argv)
{
  static const char argyrodite[] =
      IONWAY_SOURCE_DIR "/samples/Li6PS5Cl/structure.cif";
  static const char tetragonal[] =
      IONWAY_SOURCE_DIR "/samples/Li7La3Zr2O12-tetragonal/structure.cif";
  static const char cubic[] =
      IONWAY_SHARED_DATA "/data/structures/Li7La3Zr2O12_cubic.cif";
  bench b;

  bench_begin(&b, argc, argv, "bench_site_group");
  measure(&b, "Li6PS5Cl", argyrodite, 1);
  measure(&b, "Li6PS5Cl 2x2x2", argyrodite, 2);
  measure(&b, "Li6PS5Cl 3x3x3", argyrodite, 3);
  measure(&b, "LLZO tetragonal", tetragonal, 1);
  measure(&b, "LLZO tetragonal 2x2x2", tetragonal, 2);
  measure(&b, "LLZO cubic", cubic, 1);
  measure(&b, "LLZO cubic 2x2x2", cubic, 2);
  return bench_finish(&b);
}
