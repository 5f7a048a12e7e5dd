/* SPDX-License-Identifier: BSD-3-Clause */
/* Listing decorations one by one: how many representatives a second, and how
 * many decorations these stand for. */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>

#include "groups.h"

#define MAX_POOLS 3

typedef struct job {
  const char *name;
  void (*space_group)(groups_space *s);
  int32_t repeats[3];
  size_t n_points; /* a pool each, or all in one */
  double points[MAX_POOLS][3];
  int32_t counts[MAX_POOLS][2];
  size_t n_pools;
  uint64_t total, distinct; /* as counted by Burnside's lemma */
} job;

static const job jobs[] = {
    {"LiFePO4 2x2x2, half the Li",
     groups_pnma,
     {2, 2, 2},
     1,
     {{0, 0, 0}},
     {{16, 16}},
     1,
     601080390,
     9402622},
    {"LATP, 3 Al, 4 + 5 Li",
     groups_r3c,
     {1, 1, 1},
     3,
     {{0, 0, 0.142}, {0, 0, 0}, {0.64, 0, 0.25}},
     {{9, 3}, {4, 2}, {5, 13}},
     3,
     28274400,
     785400},
    {"Li6PS5Cl 2x2x2, 3 + 3 antisites",
     groups_f43m,
     {2, 2, 2},
     2,
     {{0, 0, 0}, {0.75, 0.75, 0.75}},
     {{3, 29}, {29, 3}},
     2,
     24601600,
     32772},
    {"Li6PS5Cl 2x2x1, 16 S + 16 Cl",
     groups_f43m,
     {2, 2, 1},
     2,
     {{0, 0, 0}, {0.75, 0.75, 0.75}},
     {{16, 16}},
     1,
     601080390,
     4713304},
};

typedef struct run_state {
  const bench *b;
  const iw_decorations *decorations;
  uint64_t total, distinct;
} run_state;

static void list(void *user)
{
  run_state *r = user;
  iw_decoration_walk *walk;

  r->total = r->distinct = 0;
  bench_require(r->b,
                iw_decoration_walk_create(r->b->ctx, r->decorations, 0, &walk),
                "walk");
  while (iw_decoration_walk_next(walk)) {
    r->total += iw_decoration_walk_multiplicity(walk);
    r->distinct++;
  }
  iw_decoration_walk_destroy(walk);
}

static void make(const bench *b, const job *j, iw_site_group **group,
                 iw_decorations **decorations)
{
  static groups_space s;
  static int32_t site_pools[4096];
  iw_decoration_pool pools[MAX_POOLS];
  iw_decoration_spec spec;
  size_t per_point;

  j->space_group(&s);
  for (size_t p = 0; p < j->n_points; p++)
    groups_orbit(&s, (int32_t)p, j->points[p][0], j->points[p][1],
                 j->points[p][2]);
  for (size_t p = 0; p < j->n_pools; p++)
    pools[p] = (iw_decoration_pool){j->counts[p], 2};
  bench_require(b,
                groups_repeat(b->ctx, &s, j->repeats[0], j->repeats[1],
                              j->repeats[2], group),
                "group");
  per_point = iw_site_group_n_sites(*group) / s.n_positions;
  for (size_t i = 0; i < iw_site_group_n_sites(*group); i++)
    site_pools[i] = j->n_pools == 1 ? 0 : s.kinds[i / per_point];
  iw_decoration_spec_default(&spec);
  spec.group = *group;
  spec.site_pools = site_pools;
  spec.pools = pools;
  spec.n_pools = j->n_pools;
  bench_require(b, iw_decorations_create(b->ctx, &spec, decorations),
                "decorations");
}

static void measure(bench *b, const job *j)
{
  iw_site_group *group = NULL;
  run_state r = {.b = b};
  iw_decorations *decorations = NULL;
  iwi_json_node *record;
  bench_time time;

  make(b, j, &group, &decorations);
  r.decorations = decorations;
  time = bench_measure(b, list, &r);
  if (r.total != j->total || r.distinct != j->distinct) {
    fprintf(stderr, "%s: %llu of %llu listed\n", j->name,
            (unsigned long long)r.distinct, (unsigned long long)r.total);
    exit(1);
  }
  record = bench_record(b, j->name);
  bench_add_time(b, record, &time);
  iwi_json_number(&b->json, record, "decorations", (double)j->total);
  iwi_json_number(&b->json, record, "representatives", (double)j->distinct);
  iwi_json_number(&b->json, record, "order",
                  (double)iw_site_group_order(group));
  iwi_json_number(&b->json, record, "representatives_per_s",
                  (double)j->distinct / time.cpu_min_s);
  iwi_json_number(&b->json, record, "peak_rss_mb", bench_peak_rss_mb());
  printf("%-32s %9.2f ms, %.3g representatives/s, %.3g decorations/s\n",
         j->name, 1e3 * time.cpu_min_s, (double)j->distinct / time.cpu_min_s,
         (double)j->total / time.cpu_min_s);
  iw_decorations_destroy(decorations);
  iw_site_group_destroy(group);
}

int main(int argc, char **argv)
{
  bench b;

  bench_begin(&b, argc, argv, "bench_listing");
  for (size_t i = 0; i < sizeof jobs / sizeof jobs[0]; i++) {
    if (b.only == NULL || strcmp(b.only, jobs[i].name) == 0)
      measure(&b, &jobs[i]);
  }
  return bench_finish(&b);
}
