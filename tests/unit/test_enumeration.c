/* SPDX-License-Identifier: BSD-3-Clause */
/* Going through decorations: listings agree with counts, samples are part of
 * listings and with time all of them, listings can be taken up anywhere, and
 * annealing finds what listings find. */
#include "check.h"

#include <stdlib.h>

#include <ionway/ionway.h>

#include "enumeration_run.h"

#define N          12
#define MAX_ORBITS 4096

/* Sites on a ring with its rotations and mirrors, an energy of pairs that
 * depends on their distance. */
typedef struct ring {
  iw_site_group *group;
  iw_decorations *d;
  iw_decoration_count *count;
  double matrix[N * N], field[N];
  iwi_quadratic form;
  iwi_quadratic_swaps *swaps;
  iwi_run run;
  iw_enumeration_options options;
  iw_enumeration_result result;
} ring;

/* What a run handed out. */
typedef struct visits {
  size_t n, stop_after; /* SIZE_MAX: never */
  uint8_t species[MAX_ORBITS][N];
  uint64_t serials[MAX_ORBITS];
  double energies[MAX_ORBITS];
} visits;

static iw_context *ctx;
static const double charges[3] = {0, 1, -1};
static const int32_t three[3] = {6, 4, 2}, two[2] = {8, 4};

static int visit(const iw_candidate *c, void *user)
{
  visits *v = user;

  if (v->n < MAX_ORBITS) {
    memcpy(v->species[v->n], c->species, N);
    v->serials[v->n] = c->serial;
    v->energies[v->n] = c->energy_ev;
  }
  v->n++;
  return v->n >= v->stop_after;
}

static iw_status energy(iwi_run *run, const uint8_t *species, double *energy_ev)
{
  const ring *r = run->energy_user;
  double sum = 0;

  for (int i = 0; i < N; i++) {
    for (int j = 0; j < N; j++)
      sum += 0.5 * r->matrix[i * N + j] * charges[species[i]] *
             charges[species[j]];
  }
  *energy_ev = sum;
  return IW_OK;
}

static void make_group(ring *r)
{
  int32_t images[2 * N * N];

  for (int k = 0; k < 2 * N; k++) {
    for (int i = 0; i < N; i++)
      images[k * N + i] = (k < N ? i + k : 2 * N - i + k) % N;
  }
  CHECK_INT(iw_site_group_from_permutations(ctx, images, 2 * N, N, &r->group),
            IW_OK);
}

/* No charged neighbours when `apart`. */
static void make_space(ring *r, const int32_t *counts, size_t n_species,
                       int apart)
{
  static const int32_t pools[N];
  const iw_decoration_pool pool = {counts, n_species};
  iw_exclusion exclusions[N];
  iw_decoration_spec spec;

  for (int32_t i = 0; i < N; i++)
    exclusions[i] = (iw_exclusion){i, (i + 1) % N, 2, 2};
  iw_decoration_spec_default(&spec);
  spec.group = r->group;
  spec.site_pools = pools;
  spec.pools = &pool;
  spec.n_pools = 1;
  spec.exclusions = exclusions;
  spec.n_exclusions = apart ? N : 0;
  CHECK_INT(iw_decorations_create(ctx, &spec, &r->d), IW_OK);
  CHECK_INT(iw_decorations_count(ctx, r->d, NULL, &r->count), IW_OK);
}

static void make_energy(ring *r, uint64_t seed)
{
  double by_distance[N / 2 + 1];
  iwi_rng rng;

  iwi_rng_seed(&rng, seed, 99);
  for (int k = 0; k <= N / 2; k++)
    by_distance[k] = 2 * iwi_rng_real(&rng) - 1;
  for (int i = 0; i < N; i++) {
    for (int j = 0; j < N; j++) {
      const int k = abs(i - j);

      r->matrix[i * N + j] = by_distance[k < N - k ? k : N - k];
    }
  }
  r->form = (iwi_quadratic){r->d, r->matrix, r->field, charges};
}

static void ring_create(ring *r, const int32_t *counts, size_t n_species,
                        int apart, uint64_t seed)
{
  memset(r, 0, sizeof *r);
  make_group(r);
  make_space(r, counts, n_species, apart);
  make_energy(r, seed);
  r->run = (iwi_run){.ctx = ctx,
                     .d = r->d,
                     .count = r->count,
                     .options = &r->options,
                     .result = &r->result,
                     .energy = energy,
                     .energy_user = r};
  CHECK_INT(
      iwi_quadratic_swaps_create(ctx, &r->form, &r->run.swap_energy, &r->swaps),
      IW_OK);
  iw_enumeration_options_default(&r->options);
}

static void ring_destroy(ring *r)
{
  iwi_quadratic_swaps_destroy(r->swaps);
  iw_decoration_count_destroy(r->count);
  iw_decorations_destroy(r->d);
  iw_site_group_destroy(r->group);
}

/* Run into a fresh selection of ten. */
static iw_status go(ring *r, visits *v, iw_selection **selection)
{
  v->n = 0;
  r->options.visit = visit;
  r->options.user = v;
  CHECK_INT(iw_selection_create(ctx, N, 10, selection), IW_OK);
  r->run.selection = *selection;
  return iwi_run_go(&r->run);
}

static void check_same_selection(iw_selection *a, iw_selection *b)
{
  CHECK_INT(iw_selection_n_seen(a), iw_selection_n_seen(b));
  CHECK(iw_selection_weight(a) == iw_selection_weight(b));
  CHECK(iw_selection_mean_ev(a) == iw_selection_mean_ev(b));
  CHECK_INT(iw_selection_n_kept(a), iw_selection_n_kept(b));
  for (size_t k = 0; k < iw_selection_n_kept(a); k++) {
    const iw_candidate *x = &iw_selection_kept(a)[k];
    const iw_candidate *y = &iw_selection_kept(b)[k];

    CHECK_INT(x->serial, y->serial);
    CHECK_INT(x->multiplicity, y->multiplicity);
    CHECK(x->energy_ev == y->energy_ev);
    CHECK(memcmp(x->species, y->species, N) == 0);
  }
}

static void listing_equals_the_count(void)
{
  static visits v = {.stop_after = SIZE_MAX};
  char digits[32];

  for (int apart = 0; apart < 2; apart++) {
    iw_selection *s = NULL;
    ring r;

    ring_create(&r, three, 3, apart, 1);
    CHECK_INT(go(&r, &v, &s), IW_OK);
    CHECK_INT(r.result.mode, IW_ENUMERATION_LISTED);
    snprintf(digits, sizeof digits, "%llu",
             (unsigned long long)r.result.n_distinct);
    CHECK_TEXT(digits, iw_decoration_count_distinct(r.count));
    CHECK_INT(r.result.n_drawn, r.result.n_distinct);
    CHECK(r.result.n_distinct > 100);
    CHECK(r.result.fraction_seen == 1);
    CHECK_INT(v.n, r.result.n_distinct);
    CHECK_INT(iw_selection_n_seen(s), v.n);
    CHECK(iw_selection_weight(s) == iw_decoration_count_total_real(r.count));
    for (size_t k = 0; k < v.n; k++) {
      CHECK_INT(v.serials[k], k);
      CHECK(v.energies[k] >= iw_selection_min_ev(s));
      CHECK(iw_decorations_holds(r.d, v.species[k]));
    }
    iw_selection_destroy(s);
    ring_destroy(&r);
  }
}

static int is_listed(const visits *list, const uint8_t *species)
{
  for (size_t k = 0; k < list->n; k++) {
    if (memcmp(list->species[k], species, N) == 0)
      return 1;
  }
  return 0;
}

static void samples_become_the_listing(void)
{
  static visits all = {.stop_after = SIZE_MAX}, some = {.stop_after = SIZE_MAX};

  for (int apart = 0; apart < 2; apart++) {
    iw_selection *listed = NULL, *sampled = NULL;
    double few;
    ring r;

    ring_create(&r, three, 3, apart, 2);
    CHECK_INT(go(&r, &all, &listed), IW_OK);
    r.options.max_listed = r.result.n_distinct - 1;
    r.options.n_samples = 50;
    CHECK_INT(go(&r, &some, &sampled), IW_OK);
    CHECK_INT(r.result.mode, IW_ENUMERATION_SAMPLED);
    CHECK_INT(r.result.n_drawn, 50);
    CHECK(some.n <= 50 && some.n > 25);
    few = r.result.fraction_seen;
    CHECK_NEAR(few, iw_selection_weight(sampled) / iw_selection_weight(listed),
               1e-12);
    iw_selection_destroy(sampled);

    r.options.n_samples = 100000;
    CHECK_INT(go(&r, &some, &sampled), IW_OK);
    CHECK(r.result.fraction_seen == 1 && few < 1 && few > 0);
    CHECK(r.result.n_drawn < 100000); /* there is nothing left to be seen */
    CHECK_INT(some.n, all.n);
    for (size_t k = 0; k < some.n; k++) {
      CHECK_INT(some.serials[k], k);
      CHECK(is_listed(&all, some.species[k]));
    }
    CHECK(iw_selection_min_ev(sampled) == iw_selection_min_ev(listed));
    CHECK(iw_selection_weight(sampled) == iw_selection_weight(listed));
    iw_selection_destroy(sampled);
    iw_selection_destroy(listed);
    ring_destroy(&r);
  }
}

static void samples_are_repeatable(void)
{
  static visits v[3];
  iw_selection *s[3] = {NULL};
  ring r;

  ring_create(&r, three, 3, 0, 2);
  r.options.max_listed = 10;
  r.options.n_samples = 200;
  for (int anneal = 0; anneal < 2; anneal++) {
    r.options.anneal = anneal;
    for (int k = 0; k < 3; k++) {
      v[k].stop_after = SIZE_MAX;
      r.options.seed = k < 2 ? 5 : 6;
      CHECK_INT(go(&r, &v[k], &s[k]), IW_OK);
    }
    check_same_selection(s[0], s[1]);
    CHECK(memcmp(&v[0], &v[1], sizeof v[0]) == 0);
    CHECK(memcmp(v[0].species, v[2].species, sizeof v[0].species) != 0);
    for (int k = 0; k < 3; k++)
      iw_selection_destroy(s[k]);
  }
  ring_destroy(&r);
}

static void resumed_anywhere_is_the_same(void)
{
  static visits v;
  iw_selection *whole = NULL;
  size_t n;
  ring r;

  ring_create(&r, three, 3, 1, 3);
  v.stop_after = SIZE_MAX;
  CHECK_INT(go(&r, &v, &whole), IW_OK);
  n = v.n;
  for (size_t stop = 1; stop <= n; stop += 37) {
    iw_selection *s = NULL;
    uint8_t last[N];

    v.stop_after = stop;
    CHECK_INT(go(&r, &v, &s), IW_E_CANCELLED);
    CHECK_INT(r.result.n_drawn, stop);
    CHECK_NEAR(r.result.fraction_seen,
               iw_selection_weight(s) / iw_selection_weight(whole), 1e-12);
    memcpy(last, v.species[stop - 1], N);
    v.n = 0;
    v.stop_after = SIZE_MAX;
    r.options.resume_after = last;
    r.options.resume_serial = stop;
    CHECK_INT(iwi_run_go(&r.run), IW_OK);
    CHECK_INT(v.n, n - stop);
    CHECK(r.result.fraction_seen == 1);
    check_same_selection(whole, s);
    r.options.resume_after = NULL;
    iw_selection_destroy(s);
  }
  iw_selection_destroy(whole);
  ring_destroy(&r);
}

typedef struct reports {
  int n, falls, cancel_at;
  size_t first, last, total;
} reports;

static int report(const char *stage, size_t done, size_t total, void *user)
{
  reports *p = user;

  CHECK_TEXT(stage, "decorations");
  if (p->n == 0)
    p->first = done;
  else
    p->falls += done <= p->last;
  p->last = done;
  p->total = total;
  return ++p->n == p->cancel_at;
}

static void progress_counts_up_and_cancels(void)
{
  static visits v = {.stop_after = SIZE_MAX};
  ring r;

  ring_create(&r, three, 3, 0, 3);
  for (int mode = 0; mode < 3; mode++) {
    const iw_enumeration_mode modes[3] = {
        IW_ENUMERATION_LISTED, IW_ENUMERATION_SAMPLED, IW_ENUMERATION_ANNEALED};

    r.options.max_listed = mode == 0 ? 1000000 : 0;
    r.options.n_samples = 300;
    r.options.anneal = mode == 2;
    for (int cancel = 0; cancel < 2; cancel++) {
      iw_selection *s = NULL;
      reports p = {.cancel_at = cancel ? 7 : 0};

      iw_context_set_progress(ctx, report, &p);
      CHECK_INT(go(&r, &v, &s), cancel ? IW_E_CANCELLED : IW_OK);
      iw_context_set_progress(ctx, NULL, NULL);
      CHECK_INT(r.result.mode, modes[mode]);
      CHECK_INT(p.first, 0);
      CHECK_INT(p.falls, 0);
      CHECK(p.n <= 100 && (cancel ? p.n == 7 : p.n > 50));
      CHECK(cancel ? p.last < p.total && r.result.n_drawn == p.last
                   : p.last == p.total);
      CHECK(v.n == r.result.n_distinct && v.n > 0);
      CHECK_INT(iw_selection_n_seen(s), v.n);
      CHECK(r.result.fraction_seen > 0);
      iw_selection_destroy(s);
    }
  }
  ring_destroy(&r);
}

/* The lowest energies of a listing against what annealing has come by. */
static void annealing_finds_the_optimum(void)
{
  static visits v = {.stop_after = SIZE_MAX};
  int lowest = 0, ten = 0, n = 0;

  for (uint64_t seed = 1; seed <= 20; seed++) {
    for (int apart = 0; apart < 2; apart++, n++) {
      iw_selection *listed = NULL, *annealed = NULL;
      const iw_candidate *a, *b;
      size_t same = 0, kept;
      ring r;

      ring_create(&r, three, 3, apart, seed);
      CHECK_INT(go(&r, &v, &listed), IW_OK);
      r.options.max_listed = 0;
      r.options.anneal = 1;
      r.options.n_samples = 40;
      r.options.temperature_end_k = 1000;
      CHECK_INT(go(&r, &v, &annealed), IW_OK);
      CHECK_INT(r.result.mode, IW_ENUMERATION_ANNEALED);
      CHECK(!r.result.independent);
      a = iw_selection_kept(listed);
      b = iw_selection_kept(annealed);
      kept = iw_selection_n_kept(annealed);
      lowest += a[0].energy_ev == b[0].energy_ev;
      for (size_t k = 0; k < kept && k < 10; k++)
        same += fabs(a[k].energy_ev - b[k].energy_ev) < 1e-9;
      ten += same == 10;
      iw_selection_destroy(listed);
      iw_selection_destroy(annealed);
      ring_destroy(&r);
    }
  }
  printf("40 sweeps: the lowest in %d of %d, the ten lowest in %d\n", lowest, n,
         ten);
  CHECK_INT(lowest, n);
  CHECK(ten >= n - 4);
}

static void refuses_what_makes_no_sense(void)
{
  static visits v = {.stop_after = SIZE_MAX};
  iw_selection *s = NULL;
  uint8_t somewhere[N] = {0};
  ring r;

  ring_create(&r, two, 2, 0, 1);
  r.options.max_listed = 0;
  r.options.resume_after = somewhere;
  CHECK_INT(go(&r, &v, &s), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "max_listed");
  iw_selection_destroy(s);
  r.options.max_listed = 1000; /* no representative */
  CHECK_INT(go(&r, &v, &s), IW_E_ARGUMENT);
  iw_selection_destroy(s);
  r.options.resume_after = NULL;
  r.options.primitive_only = 1; /* a group that knows no translations */
  CHECK_INT(go(&r, &v, &s), IW_E_ARGUMENT);
  iw_selection_destroy(s);
  r.options.primitive_only = 0;
  r.options.anneal = 1;
  r.options.temperature_start_k = 10;
  CHECK_INT(go(&r, &v, &s), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "falling");
  iw_selection_destroy(s);
  r.run.energy = NULL;
  CHECK_INT(go(&r, &v, &s), IW_E_ARGUMENT);
  iw_selection_destroy(s);
  r.options.anneal = 0; /* no energies */
  CHECK_INT(go(&r, &v, &s), IW_OK);
  CHECK(v.n > 0 && isnan(v.energies[0]));
  iw_selection_destroy(s);
  ring_destroy(&r);
}

/* A chain of twelve cells in one direction, its translations all there is. */
static void samples_of_primitive_decorations(void)
{
  static visits all = {.stop_after = SIZE_MAX}, some = {.stop_after = SIZE_MAX};
  static const iw_operation identity = {
      .rotation = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
  static const double origin[1][3] = {{0, 0, 0}};
  iw_decoration_count_options count_options;
  iw_selection *s[2] = {NULL, NULL};
  iw_site_group_spec spec;
  ring r;

  memset(&r, 0, sizeof r);
  iw_site_group_spec_default(&spec);
  for (int i = 0; i < 3; i++) {
    spec.lattice_ang[i][i] = 3;
    spec.matrix[i][i] = i == 0 ? N : 1;
  }
  spec.operations = &identity;
  spec.n_operations = 1;
  spec.frac = origin;
  spec.n_positions = 1;
  spec.tolerance_ang = 0.01;
  CHECK_INT(iw_site_group_create(ctx, &spec, &r.group), IW_OK);
  make_space(&r, two, 2, 0);
  iw_decoration_count_destroy(r.count);
  iw_decoration_count_options_default(&count_options);
  count_options.primitive_only = 1;
  CHECK_INT(iw_decorations_count(ctx, r.d, &count_options, &r.count), IW_OK);
  r.run = (iwi_run){.ctx = ctx,
                    .d = r.d,
                    .count = r.count,
                    .options = &r.options,
                    .result = &r.result};
  iw_enumeration_options_default(&r.options);
  r.options.primitive_only = 1;
  CHECK_INT(go(&r, &all, &s[0]), IW_OK);
  CHECK(r.result.fraction_seen == 1);
  r.options.max_listed = 0;
  CHECK_INT(go(&r, &some, &s[1]), IW_OK);
  CHECK(r.result.fraction_seen == 1);
  CHECK_INT(some.n, all.n);
  for (size_t k = 0; k < some.n; k++)
    CHECK(is_listed(&all, some.species[k]));
  /* 495 by C(12,4); those of period 6 are C(6,2), those of period 3 C(3,1) */
  CHECK_INT(all.n, (495 - 15) / 12);
  for (int k = 0; k < 2; k++)
    iw_selection_destroy(s[k]);
  ring_destroy(&r);
}

int main(void)
{
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  RUN(listing_equals_the_count);
  RUN(samples_become_the_listing);
  RUN(samples_are_repeatable);
  RUN(resumed_anywhere_is_the_same);
  RUN(progress_counts_up_and_cancels);
  RUN(annealing_finds_the_optimum);
  RUN(refuses_what_makes_no_sense);
  RUN(samples_of_primitive_decorations);
  iw_context_destroy(ctx);
  return check_report();
}
