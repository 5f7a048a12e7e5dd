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

static const char *const variant_names[N_VARIANTS] = {
    "rigid", "soft, dragged", "soft, own path"};

typedef struct variant {
  size_t n, states[6];
  double barrier[MAX_RECORDS], published[MAX_RECORDS], relaxed[MAX_RECORDS];
  int32_t mobile[MAX_RECORDS];
  double seconds, slowest_s;
} variant;

typedef struct run {
  const bench *b;
  iw_parameters *parameters;
  variant variants[N_VARIANTS];
  size_t n_refused, n_times;
  double times[MAX_RECORDS];
  double setup_s, rigid_atoms, rigid_s;
} run;

static void find_one(run *all, const hop_record *r, const iw_bvse *field, int v)
{
  variant *into = &all->variants[v];
  iw_bvse_hop_options options;
  iw_bvse_hop *hop;
  double start, took;

  iw_bvse_hop_options_default(&options);
  options.host = (iw_bvse_hop_host)v;
  if (getenv("NB")) options.n_bends = atoi(getenv("NB"));
  if (getenv("NI")) options.n_images = (size_t)atoi(getenv("NI"));
  if (getenv("NV")) options.valley = atoi(getenv("NV"));
  start = bench_cpu_seconds();
  bench_require(all->b,
                iw_bvse_hop_find(all->b->ctx, field, r->ends.start,
                                 r->ends.end, &options, &hop),
                r->id);
  took = bench_cpu_seconds() - start;
  into->seconds += took;
  into->slowest_s = fmax(into->slowest_s, took);
  into->states[iw_bvse_hop_get_state(hop)]++;
  if (v == 0 && r->n_host >= 90 && r->n_host <= 110) {
    double best = took;

    for (int i = 0; i < all->b->runs; i++) {
      iw_bvse_hop *again;

      start = bench_cpu_seconds();
      bench_require(all->b,
                    iw_bvse_hop_find(all->b->ctx, field, r->ends.start,
                                     r->ends.end, &options, &again),
                    r->id);
      best = fmin(best, bench_cpu_seconds() - start);
      iw_bvse_hop_destroy(again);
    }
    all->times[all->n_times++] = best;
    if (getenv("HOPDUMP")) printf("T %s %.3f ms\n", r->id, 1e3*best);
  }
  if (getenv("HOPDUMP"))
    printf("%s %d %.4f %.4f %.4f %s ns %zu n %zu shift %.2f t %.2fms\n", r->id, v, r->barrier_ev, iw_bvse_hop_barrier_ev(hop, 0), iw_bvse_hop_relaxed_barrier_ev(hop, 0), iw_bvse_hop_state_text(iw_bvse_hop_get_state(hop)), iw_bvse_hop_n_saddles(hop), r->n_host, iw_bvse_hop_largest_shift_ang(hop), took*1e3);
  if (isnan(iw_bvse_hop_barrier_ev(hop, 0))) {
    printf("%s, %s: %s\n", r->id, variant_names[v], iw_bvse_hop_reason(hop));
  } else {
    into->barrier[into->n] = iw_bvse_hop_barrier_ev(hop, 0);
    into->relaxed[into->n] = iw_bvse_hop_relaxed_barrier_ev(hop, 0);
    into->published[into->n] = r->barrier_ev;
    into->mobile[into->n++] = r->mobile;
  }
  iw_bvse_hop_destroy(hop);
}

static void use_record(const hop_record *r, void *user)
{
  run *all = user;
  const double start = bench_cpu_seconds();
  iw_bvse *field = hop_field(all->b->ctx, r, all->parameters);

  all->setup_s += bench_seconds() - start;
  if (field == NULL) {
    printf("%s refused: %s\n", r->id, iw_context_message(all->b->ctx));
    all->n_refused++;
    return;
  }
  for (int v = 0; v < (getenv("RO") ? 1 : N_VARIANTS); v++)
    find_one(all, r, field, v);
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

static void report(bench *b, const variant *v, const char *name)
{
  iwi_json_node *record = bench_record(b, name);
  const hop_statistics s = hop_compare(v->barrier, v->published, v->n);

  printf("\n");
  print_statistics(name, &s);
  add_statistics(b, record, &s);
  if (strcmp(name, "soft, dragged") != 0) {
    static double x[MAX_RECORDS], y[MAX_RECORDS];
    size_t n = 0;

    for (size_t k = 0; k < v->n; k++) {
      if (isnan(v->relaxed[k]))
        continue;
      x[n] = v->relaxed[k];
      y[n++] = v->published[k];
    }
    if (n > 0) {
      const hop_statistics from_minima = hop_compare(x, y, n);

      print_statistics("  from relaxed ends", &from_minima);
      add_statistics(b, iwi_json_object(&b->json, record, "relaxed_ends"),
                     &from_minima);
    }
  }
  by_ion(b, record, v);
  for (int k = 0; k < 6; k++) {
    if (v->states[k] > 0) {
      printf("  %s: %zu\n", iw_bvse_hop_state_text((iw_bvse_hop_state)k),
             v->states[k]);
      iwi_json_integer(&b->json, record,
                       iw_bvse_hop_state_text((iw_bvse_hop_state)k),
                       (int64_t)v->states[k]);
    }
  }
  printf("  %.3f s, slowest %.2f ms\n", v->seconds, 1e3 * v->slowest_s);
  iwi_json_number(&b->json, record, "seconds", v->seconds);
  iwi_json_number(&b->json, record, "slowest_s", v->slowest_s);
}

int main(int argc, char **argv)
{
  static run all;
  FILE *file = fopen(HOP_RECORDS_FILE, "r");
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
  for (int v = 0; v < (getenv("RO") ? 1 : N_VARIANTS); v++)
    report(&b, &all.variants[v], variant_names[v]);
  printf("\n%zu refused; fields set up in %.3f s\n", all.n_refused,
         all.setup_s);
  qsort(all.times, all.n_times, sizeof *all.times, hop_ascending);
  printf("%zu hops at 90..110 host atoms: median %.3f, 90 %% %.3f, worst %.3f ms\n", all.n_times, 1e3*all.times[all.n_times/2], 1e3*all.times[all.n_times*9/10], 1e3*all.times[all.n_times-1]);
  iw_parameters_destroy(all.parameters);
  return bench_finish(&b);
}
