/* SPDX-License-Identifier: BSD-3-Clause */
/* Symmetry-distinct decorations: from a file to the exact number and to the
 * list, against other programs on the same files; and how the listing grows
 * with sites, species and group order. */
#include "harness.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The peers' user CPU seconds, one core, on the files of the reference data:
 * pymatgen with enumlib for LLZO and argyrodite, SHRY for LATP; LiFePO4 was
 * given up after 90 s. */
typedef struct peer_case {
  const char *name, *file;
  int n[3];
  double peer_s, bar;
} peer_case;

static const peer_case peers[] = {
    {"LLZO Al2", "llzo_Al2", {1, 1, 1}, 3.1, 10},
    {"Li6PS5Cl 2x2x2 one antisite pair", "arg_222_anti1", {2, 2, 2}, 46, 100},
    {"LATP Al3 + Li", "latp_Al3_Li6b4_18e5", {1, 1, 1}, 1.8, 3},
    {"LiFePO4 half Li 2x2x2", "lfp_Li2_of4", {2, 2, 2}, 90, 1.5},
};

typedef struct job {
  bench *b;
  const peer_case *peer;
  double setup_s, count_s, list_s; /* processor time of the last run */
  uint64_t listed;
  char total[64], distinct[64];
} job;

static iw_doping *open_case(const job *j)
{
  iw_context *ctx = j->b->ctx;
  iw_structure *structure = NULL;
  iw_symmetry *symmetry = NULL;
  iw_doping *doping = NULL;
  iw_doping_request request;
  char path[512];

  snprintf(path, sizeof path, "%s/anchors/enumeration/cifs/%s.cif",
           IONWAY_SHARED_DATA, j->peer->file);
  bench_require(j->b, iw_structure_read_file(ctx, path, NULL, &structure),
                path);
  bench_require(j->b, iw_symmetry_find(ctx, structure, 0.01, &symmetry), path);
  iw_doping_request_default(&request);
  request.mobile_element = 3;
  request.contact_scale = 0; /* as the peers: no exclusions */
  for (int k = 0; k < 3; k++)
    request.matrix[k][k] = j->peer->n[k];
  request.cell_charge =
      nearbyint(iw_structure_charge(structure) * j->peer->n[0] * j->peer->n[1] *
                j->peer->n[2]);
  bench_require(j->b,
                iw_doping_create(ctx, structure, symmetry, &request, &doping),
                path);
  iw_symmetry_destroy(symmetry);
  iw_structure_destroy(structure);
  return doping;
}

static uint64_t list(const bench *b, const iw_decorations *d)
{
  iw_decoration_walk *walk = NULL;
  uint64_t n = 0;

  bench_require(b, iw_decoration_walk_create(b->ctx, d, 0, &walk), "walk");
  while (iw_decoration_walk_next(walk))
    n++;
  iw_decoration_walk_destroy(walk);
  return n;
}

static void run_case(void *user)
{
  job *j = user;
  const double start = bench_cpu_seconds();
  iw_doping *doping = open_case(j);
  iw_decorations *d = NULL;
  iw_decoration_count *count = NULL;
  double now;

  bench_require(j->b, iw_doping_decorations(j->b->ctx, doping, 0, &d), "space");
  now = bench_cpu_seconds();
  j->setup_s = now - start;
  bench_require(j->b, iw_decorations_count(j->b->ctx, d, NULL, &count),
                "count");
  j->count_s = bench_cpu_seconds() - now;
  now = bench_cpu_seconds();
  j->listed = list(j->b, d);
  j->list_s = bench_cpu_seconds() - now;
  snprintf(j->total, sizeof j->total, "%s", iw_decoration_count_total(count));
  snprintf(j->distinct, sizeof j->distinct, "%s",
           iw_decoration_count_distinct(count));
  iw_decoration_count_destroy(count);
  iw_decorations_destroy(d);
  iw_doping_destroy(doping);
}

static void bench_peers(bench *b)
{
  for (size_t i = 0; i < sizeof peers / sizeof peers[0]; i++) {
    job j = {.b = b, .peer = &peers[i]};
    iwi_json_node *record;
    bench_time time;

    if (b->only != NULL && strcmp(b->only, peers[i].file) != 0)
      continue;
    time = bench_measure(b, run_case, &j);
    record = bench_record(b, peers[i].name);
    iwi_json_text(&b->json, record, "total", j.total);
    iwi_json_text(&b->json, record, "distinct", j.distinct);
    iwi_json_integer(&b->json, record, "listed", (int64_t)j.listed);
    bench_add_time(b, record, &time);
    iwi_json_number(&b->json, record, "setup_cpu_s", j.setup_s);
    iwi_json_number(&b->json, record, "count_cpu_s", j.count_s);
    iwi_json_number(&b->json, record, "list_cpu_s", j.list_s);
    iwi_json_number(&b->json, record, "peer_s", peers[i].peer_s);
    iwi_json_number(&b->json, record, "ratio_cpu",
                    peers[i].peer_s / time.cpu_min_s);
    iwi_json_number(&b->json, record, "bar", peers[i].bar);
    iwi_json_number(&b->json, record, "peak_rss_mb", bench_peak_rss_mb());
    printf("%-34s %12s -> %9s  setup %7.2f ms  count %6.2f ms  list %8.2f ms  "
           "%7.0fx (bar %g)  %5.1f MB\n",
           peers[i].name, j.total, j.distinct, 1e3 * j.setup_s, 1e3 * j.count_s,
           1e3 * j.list_s, peers[i].peer_s / time.cpu_min_s, peers[i].bar,
           bench_peak_rss_mb());
  }
}

/* ---------------------------------------------------------------- growth */

/* Points of an n[0] x n[1] x n[2] torus under translations and the first
 * n_mirrors of the three reflections x -> -x. */
static iw_site_group *torus(const bench *b, const int n[3], int n_translated,
                            int n_mirrors)
{
  const int sites = n[0] * n[1] * n[2];
  int t[3] = {1, 1, 1};
  size_t order = 0;
  int32_t *rows;
  iw_site_group *group = NULL;

  for (int k = 0; k < n_translated; k++)
    t[k] = n[k];
  rows =
      malloc((size_t)(t[0] * t[1] * t[2]) * 8 * (size_t)sites * sizeof *rows);
  if (rows == NULL)
    exit(1);
  for (int m = 0; m < 1 << n_mirrors; m++) {
    for (int s = 0; s < t[0] * t[1] * t[2]; s++) {
      const int shift[3] = {s % t[0], s / t[0] % t[1], s / t[0] / t[1]};

      for (int i = 0; i < sites; i++) {
        int x[3] = {i % n[0], i / n[0] % n[1], i / n[0] / n[1]};

        for (int k = 0; k < 3; k++) {
          x[k] = (m >> k & 1) ? n[k] - x[k] : x[k];
          x[k] = (x[k] + shift[k]) % n[k];
        }
        rows[order * (size_t)sites + (size_t)i] =
            x[0] + n[0] * (x[1] + n[1] * x[2]);
      }
      order++;
    }
  }
  bench_require(b,
                iw_site_group_from_permutations(b->ctx, rows, order,
                                                (size_t)sites, &group),
                "torus");
  free(rows);
  return group;
}

typedef struct growth {
  bench *b;
  iw_decorations *d;
  uint64_t listed;
  double count_s, list_s;
} growth;

static void run_growth(void *user)
{
  growth *g = user;
  iw_decoration_count *count = NULL;
  double start = bench_cpu_seconds();

  bench_require(g->b, iw_decorations_count(g->b->ctx, g->d, NULL, &count),
                "count");
  g->count_s = fmin(g->count_s, bench_cpu_seconds() - start);
  iw_decoration_count_destroy(count);
  start = bench_cpu_seconds();
  g->listed = list(g->b, g->d);
  g->list_s = fmin(g->list_s, bench_cpu_seconds() - start);
}

static void measure_growth(bench *b, const char *series, double size,
                           const iw_site_group *group, const int32_t *counts,
                           size_t n_species)
{
  const size_t n_sites = iw_site_group_n_sites(group);
  int32_t *pools = calloc(n_sites, sizeof *pools);
  const iw_decoration_pool pool = {counts, n_species};
  growth g = {.b = b, .count_s = HUGE_VAL, .list_s = HUGE_VAL};
  iw_decoration_spec spec;
  iwi_json_node *record;

  iw_decoration_spec_default(&spec);
  spec.group = group;
  spec.site_pools = pools;
  spec.pools = &pool;
  spec.n_pools = 1;
  bench_require(b, iw_decorations_create(b->ctx, &spec, &g.d), series);
  bench_measure(b, run_growth, &g);
  record = bench_record(b, series);
  iwi_json_number(&b->json, record, "size", size);
  iwi_json_integer(&b->json, record, "sites", (int64_t)n_sites);
  iwi_json_integer(&b->json, record, "species", (int64_t)n_species);
  iwi_json_integer(&b->json, record, "order",
                   (int64_t)iw_site_group_order(group));
  iwi_json_integer(&b->json, record, "listed", (int64_t)g.listed);
  iwi_json_number(&b->json, record, "count_cpu_min_s", g.count_s);
  iwi_json_number(&b->json, record, "list_cpu_min_s", g.list_s);
  printf("%-12s %4zu sites %zu species order %4zu: count %8.3f ms  %9llu "
         "listed, %7.1f ns each\n",
         series, n_sites, n_species, iw_site_group_order(group),
         1e3 * g.count_s, (unsigned long long)g.listed,
         1e9 * g.list_s / (double)g.listed);
  iw_decorations_destroy(g.d);
  free(pools);
}

/* One in four sites of a torus, its translations. */
static void grow_sites(bench *b)
{
  for (int layers = 3; layers <= 9; layers++) {
    const int n[3] = {4, layers, 1};
    const int32_t counts[2] = {3 * layers, layers};
    iw_site_group *group = torus(b, n, 2, 0);

    measure_growth(b, "sites", 4 * layers, group, counts, 2);
    iw_site_group_destroy(group);
  }
}

/* Sixteen sites shared out evenly. */
static void grow_species(bench *b)
{
  for (int32_t species = 2; species <= 4; species++) {
    const int n[3] = {4, 4, 1};
    int32_t counts[4] = {0};
    iw_site_group *group = torus(b, n, 2, 2);

    for (int32_t i = 0; i < 16; i++)
      counts[i % species]++;
    measure_growth(b, "species", species, group, counts, (size_t)species);
    iw_site_group_destroy(group);
  }
}

/* Six of 48 sites under larger and larger groups. */
static void grow_order(bench *b)
{
  static const int steps[][2] = {{0, 0}, {1, 0}, {2, 0}, {3, 0},
                                 {3, 1}, {3, 2}, {3, 3}};
  const int n[3] = {4, 4, 3};
  const int32_t counts[2] = {42, 6};

  for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
    iw_site_group *group = torus(b, n, steps[i][0], steps[i][1]);

    measure_growth(b, "order", (double)iw_site_group_order(group), group,
                   counts, 2);
    iw_site_group_destroy(group);
  }
}

static int have_reference(void)
{
  FILE *file =
      fopen(IONWAY_SHARED_DATA "/anchors/enumeration/cifs/llzo_Al2.cif", "r");

  if (file != NULL)
    fclose(file);
  return file != NULL;
}

int main(int argc, char **argv)
{
  bench b;

  bench_begin(&b, argc, argv, "enumeration");
  if (have_reference())
    bench_peers(&b);
  else
    printf("no reference data: other programs left out\n");
  if (b.only == NULL) {
    grow_sites(&b);
    grow_species(&b);
    grow_order(&b);
  }
  return bench_finish(&b);
}
