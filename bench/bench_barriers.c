/* SPDX-License-Identifier: BSD-3-Clause */
/* Barriers of published hops in a rigid and in a soft bond-valence host: how
 * far from the published values, and how long they take. Exit code 77 without
 * the reference data. */
#include "harness.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hop_records.h"

#define MAX_RECORDS 700
#define N_VARIANTS  3

static const char *const variant_names[N_VARIANTS] = {"rigid", "soft, dragged",
                                                      "soft, own path"};

typedef struct variant {
  size_t n, states[6];
  double barrier[MAX_RECORDS], published[MAX_RECORDS];
  double relaxed[MAX_RECORDS], images[MAX_RECORDS];
  int32_t mobile[MAX_RECORDS];
  double cpu_s, slowest_s;
} variant;

typedef struct run {
  const bench *b;
  iw_parameters *parameters;
  variant variants[N_VARIANTS];
  size_t n_refused, n_alike;
  double
      alike_s[MAX_RECORDS]; /* rigid, 90 to 110 host ions, the best of many */
  double setup_s;
} run;

/* What the images alone say, without their saddles. */
static double highest_image(const iw_bvse_hop *hop)
{
  const double *energies = iw_bvse_hop_energies(hop);
  double highest = energies[0];

  for (size_t i = 1; i < iw_bvse_hop_n_images(hop); i++)
    highest = fmax(highest, energies[i]);
  return highest - energies[0];
}

/* Processor time of one search; the hop is the caller's. */
static double find_timed(const run *all, const hop_record *r,
                         const iw_bvse *field, int v, iw_bvse_hop **hop)
{
  const double start = bench_cpu_seconds();
  iw_bvse_hop_options options;

  iw_bvse_hop_options_default(&options);
  options.host = (iw_bvse_hop_host)v;
  bench_require(all->b,
                iw_bvse_hop_find(all->b->ctx, field, r->ends.start, r->ends.end,
                                 &options, hop),
                r->id);
  return bench_cpu_seconds() - start;
}

static void find_one(run *all, const hop_record *r, const iw_bvse *field, int v)
{
  variant *into = &all->variants[v];
  iw_bvse_hop *hop;
  const double took = find_timed(all, r, field, v, &hop);

  into->cpu_s += took;
  into->slowest_s = fmax(into->slowest_s, took);
  into->states[iw_bvse_hop_get_state(hop)]++;
  if (isnan(iw_bvse_hop_barrier_ev(hop, 0))) {
    printf("%s, %s: %s\n", r->id, variant_names[v], iw_bvse_hop_reason(hop));
  } else {
    into->barrier[into->n] = iw_bvse_hop_barrier_ev(hop, 0);
    into->images[into->n] = highest_image(hop);
    into->relaxed[into->n] = iw_bvse_hop_relaxed_barrier_ev(hop, 0);
    into->published[into->n] = r->barrier_ev;
    into->mobile[into->n++] = r->mobile;
  }
  iw_bvse_hop_destroy(hop);
}

static void time_rigid(run *all, const hop_record *r, const iw_bvse *field)
{
  double best = INFINITY;

  for (int i = 0; i < all->b->runs; i++) {
    iw_bvse_hop *hop;

    best = fmin(best, find_timed(all, r, field, IW_BVSE_HOP_RIGID, &hop));
    iw_bvse_hop_destroy(hop);
  }
  all->alike_s[all->n_alike++] = best;
}

static void use_record(const hop_record *r, void *user)
{
  run *all = user;
  const double start = bench_cpu_seconds();
  iw_bvse *field = hop_field(all->b->ctx, r, all->parameters);

  all->setup_s += bench_cpu_seconds() - start;
  if (field == NULL) {
    printf("%s refused: %s\n", r->id, iw_context_message(all->b->ctx));
    all->n_refused++;
    return;
  }
  for (int v = 0; v < N_VARIANTS; v++)
    find_one(all, r, field, v);
  if (r->n_host >= 90 && r->n_host <= 110)
    time_rigid(all, r, field);
  iw_bvse_destroy(field);
}

static void print_statistics(const char *name, const hop_statistics *s)
{
  printf("%-24s %4zu  MAE %.3f  median %.3f  RMSE %.3f  signed %+.3f  "
         "Spearman %.3f\n",
         name, s->n, s->mean_abs, s->median_abs, s->rms, s->median_signed,
         s->spearman);
}

static void add_statistics(bench *b, iwi_json_node *record,
                           const hop_statistics *s)
{
  iwi_json_integer(&b->json, record, "records", (int64_t)s->n);
  iwi_json_number(&b->json, record, "mean_abs_ev", s->mean_abs);
  iwi_json_number(&b->json, record, "median_abs_ev", s->median_abs);
  iwi_json_number(&b->json, record, "rms_ev", s->rms);
  iwi_json_number(&b->json, record, "median_signed_ev", s->median_signed);
  iwi_json_number(&b->json, record, "spearman", s->spearman);
}

static void by_ion(bench *b, iwi_json_node *record, const variant *v)
{
  static const char *const ions[] = {"Li", "Na", "K", "Mg", "Ca", "Zn"};
  static double x[MAX_RECORDS], y[MAX_RECORDS];

  for (size_t i = 0; i < sizeof ions / sizeof *ions; i++) {
    const int32_t element = iw_element_from_symbol(ions[i], strlen(ions[i]));
    hop_statistics s;
    size_t n = 0;

    for (size_t k = 0; k < v->n; k++) {
      if (v->mobile[k] != element)
        continue;
      x[n] = v->barrier[k];
      y[n++] = v->published[k];
    }
    if (n < 3)
      continue;
    s = hop_compare(x, y, n);
    print_statistics(ions[i], &s);
    add_statistics(b, iwi_json_object(&b->json, record, ions[i]), &s);
  }
}

/* One line and one object of statistics of values that may hold NAN. */
static void compare(bench *b, iwi_json_node *parent, const char *key,
                    const double *values, const variant *v)
{
  static double x[MAX_RECORDS], y[MAX_RECORDS];
  hop_statistics s;
  size_t n = 0;

  for (size_t k = 0; k < v->n; k++) {
    if (isnan(values[k]))
      continue;
    x[n] = values[k];
    y[n++] = v->published[k];
  }
  if (n == 0)
    return;
  s = hop_compare(x, y, n);
  print_statistics(key, &s);
  add_statistics(b, iwi_json_object(&b->json, parent, key), &s);
}

static void report(bench *b, const variant *v, const char *name)
{
  iwi_json_node *record = bench_record(b, name);

  printf("\n%s\n", name);
  compare(b, record, "ends as given", v->barrier, v);
  compare(b, record, "ends relaxed", v->relaxed, v);
  compare(b, record, "highest image", v->images, v);
  by_ion(b, record, v);
  for (int k = 0; k < 6; k++) {
    const char *text = iw_bvse_hop_state_text((iw_bvse_hop_state)k);

    if (v->states[k] == 0)
      continue;
    printf("  %s: %zu\n", text, v->states[k]);
    iwi_json_integer(&b->json, record, text, (int64_t)v->states[k]);
  }
  printf("  %.3f s of processor time, slowest %.2f ms\n", v->cpu_s,
         1e3 * v->slowest_s);
  iwi_json_number(&b->json, record, "cpu_s", v->cpu_s);
  iwi_json_number(&b->json, record, "slowest_cpu_s", v->slowest_s);
}

static void report_times(bench *b, run *all)
{
  iwi_json_node *record = bench_record(b, "rigid, 90 to 110 host ions");
  const size_t n = all->n_alike;

  if (n == 0)
    return;
  qsort(all->alike_s, n, sizeof *all->alike_s, hop_ascending);
  printf("\n%zu rigid hops among 90 to 110 host ions: median %.3f, 90 %% "
         "%.3f, slowest %.3f ms\n",
         n, 1e3 * all->alike_s[n / 2], 1e3 * all->alike_s[9 * n / 10],
         1e3 * all->alike_s[n - 1]);
  iwi_json_integer(&b->json, record, "hops", (int64_t)n);
  iwi_json_number(&b->json, record, "cpu_min_median_s", all->alike_s[n / 2]);
  iwi_json_number(&b->json, record, "cpu_min_90_percent_s",
                  all->alike_s[9 * n / 10]);
  iwi_json_number(&b->json, record, "cpu_min_slowest_s", all->alike_s[n - 1]);
}

int main(int argc, char **argv)
{
  static run all;
  FILE *file = fopen(HOP_RECORDS_FILE, "r");
  const double start = bench_seconds();
  bench b;

  if (file == NULL) {
    printf("skipped: no data/barriers-dev.jsonl\n");
    return 77;
  }
  bench_begin(&b, argc, argv, "bench_barriers");
  all.b = &b;
  bench_require(&b, iw_parameters_create(b.ctx, NULL, &all.parameters),
                "parameters");
  hop_records_visit(b.ctx, file, use_record, &all);
  fclose(file);
  for (int v = 0; v < N_VARIANTS; v++)
    report(&b, &all.variants[v], variant_names[v]);
  report_times(&b, &all);
  printf("%zu refused; oxidation states and fields %.3f s; all with repeats "
         "%.1f s\n",
         all.n_refused, all.setup_s, bench_seconds() - start);
  iw_parameters_destroy(all.parameters);
  return bench_finish(&b);
}
