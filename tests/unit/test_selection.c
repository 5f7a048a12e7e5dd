/* SPDX-License-Identifier: BSD-3-Clause */
/* What a selection keeps, against sorting everything; its averages against
 * sums in extended precision. */
#include "check.h"

#include <stdint.h>
#include <stdlib.h>

#include <ionway/selection.h>

#define N       2000
#define N_SITES 5

static iw_context *ctx;
static uint8_t species[N][N_SITES];
static iw_candidate all[N];

static int by_energy(const void *first, const void *second)
{
  const iw_candidate *a = first, *b = second;

  if (isnan(a->energy_ev) != isnan(b->energy_ev))
    return isnan(a->energy_ev) ? 1 : -1;
  if (!isnan(a->energy_ev) && a->energy_ev != b->energy_ev)
    return a->energy_ev < b->energy_ev ? -1 : 1;
  return a->serial < b->serial ? -1 : 1;
}

/* Many ties, some without an energy. */
static void make_candidates(uint64_t state, double shift_ev)
{
  for (size_t i = 0; i < N; i++) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    all[i].serial = i;
    all[i].multiplicity = 1 + (state >> 33) % 97;
    all[i].energy_ev = shift_ev + (double)((state >> 40) % 500) / 64;
    if ((state >> 50) % 10 == 0)
      all[i].energy_ev = NAN;
    for (size_t k = 0; k < N_SITES; k++)
      species[i][k] = (uint8_t)(state >> (8 + 5 * k));
    all[i].species = species[i];
  }
}

static void same(iw_selection *s, size_t n, size_t keep)
{
  static iw_candidate sorted[N];
  const iw_candidate *kept = iw_selection_kept(s);
  const size_t want = n < keep ? n : keep;

  memcpy(sorted, all, n * sizeof *sorted);
  qsort(sorted, n, sizeof *sorted, by_energy);
  CHECK_INT(iw_selection_n_kept(s), want);
  for (size_t i = 0; i < want; i++) {
    CHECK_INT(kept[i].serial, sorted[i].serial);
    CHECK_INT(kept[i].multiplicity, sorted[i].multiplicity);
    CHECK(kept[i].species != sorted[i].species); /* a copy */
    CHECK(memcmp(kept[i].species, sorted[i].species, N_SITES) == 0);
  }
}

static void the_lowest_are_kept(void)
{
  static const size_t keeps[] = {0, 1, 2, 3, 10, 100, N - 1, N, N + 5};

  for (size_t k = 0; k < sizeof keeps / sizeof *keeps; k++) {
    iw_selection *s = NULL;

    make_candidates(11 + k, -3);
    CHECK_INT(iw_selection_create(ctx, N_SITES, keeps[k], &s), IW_OK);
    for (size_t i = 0; i < N; i++) {
      uint8_t lent[N_SITES];
      iw_candidate candidate = all[i];

      memcpy(lent, all[i].species, sizeof lent);
      candidate.species = lent;
      iw_selection_add(s, &candidate);
      memset(lent, 0xff, sizeof lent);
      if (i == 2 || i == 57 || i == 58 || i == 700) /* looked at on the way */
        same(s, i + 1, keeps[k]);
    }
    same(s, N, keeps[k]);
    CHECK_INT(iw_selection_n_seen(s), N);
    iw_selection_destroy(s);
  }
}

/* Energies of -1e5 eV that differ by electronvolts, with weights. */
static void averages_are_weighted(void)
{
  long double weight = 0, mean = 0, squares = 0;
  double least = INFINITY, most = -INFINITY, total = 0;
  iw_selection *s = NULL;

  make_candidates(5, -1e5);
  CHECK_INT(iw_selection_create(ctx, N_SITES, 1, &s), IW_OK);
  for (size_t i = 0; i < N; i++) {
    iw_selection_add(s, &all[i]);
    total += (double)all[i].multiplicity;
    if (isnan(all[i].energy_ev))
      continue;
    weight += all[i].multiplicity;
    mean += (long double)all[i].energy_ev * all[i].multiplicity;
    least = fmin(least, all[i].energy_ev);
    most = fmax(most, all[i].energy_ev);
  }
  mean /= weight;
  for (size_t i = 0; i < N; i++) {
    if (!isnan(all[i].energy_ev))
      squares += (all[i].energy_ev - mean) * (all[i].energy_ev - mean) *
                 all[i].multiplicity;
  }
  CHECK_NEAR(iw_selection_weight(s), total, 0);
  CHECK_NEAR(iw_selection_mean_ev(s), (double)mean, 3e-11);
  CHECK_NEAR(iw_selection_deviation_ev(s), sqrt((double)(squares / weight)),
             1e-12);
  CHECK_NEAR(iw_selection_min_ev(s), least, 0);
  CHECK_NEAR(iw_selection_max_ev(s), most, 0);
  iw_selection_destroy(s);
}

static void nothing_seen_is_no_number(void)
{
  iw_selection *s = NULL;
  iw_candidate blank = {NULL, 3, 7, NAN};

  CHECK_INT(iw_selection_create(ctx, 0, 2, &s), IW_OK);
  for (int pass = 0; pass < 2; pass++) {
    CHECK(isnan(iw_selection_mean_ev(s)));
    CHECK(isnan(iw_selection_deviation_ev(s)));
    CHECK(isnan(iw_selection_min_ev(s)));
    CHECK(isnan(iw_selection_max_ev(s)));
    CHECK_INT(iw_selection_n_kept(s), pass);
    CHECK_NEAR(iw_selection_weight(s), 3 * pass, 0);
    if (pass == 0)
      iw_selection_add(s, &blank);
  }
  CHECK_INT(iw_selection_kept(s)[0].serial, 7);
  iw_selection_destroy(s);
  iw_selection_destroy(NULL);
}

int main(void)
{
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  RUN(the_lowest_are_kept);
  RUN(averages_are_weighted);
  RUN(nothing_seen_is_no_number);
  iw_context_destroy(ctx);
  return check_report();
}
