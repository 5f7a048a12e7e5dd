/* SPDX-License-Identifier: BSD-3-Clause */
/* Ends that were shuffled, wrapped, re-based and moved are put in order again;
 * ends that do not belong together are named. */
#include "check.h"

#include <stdlib.h>

#include <ionway/ionway.h>

#include "rng.h"

#define MOST 240

static iw_context *ctx;
static char logged[512];

static void keep_log(iw_log_level level, const char *text, void *user)
{
  (void)user;
  if (level == IW_LOG_WARNING)
    snprintf(logged, sizeof logged, "%s", text);
}

typedef struct ends {
  double lattice[3][3];
  size_t n;
  iw_site start[MOST], end[MOST];
  int32_t becomes[MOST]; /* atom of the end */
  double move[MOST][3];  /* Cartesian, without the drift */
  int32_t mover;
} ends;

static void to_cart(const double lattice[3][3], const double f[3],
                    double out[3])
{
  for (int k = 0; k < 3; k++)
    out[k] = f[0] * lattice[0][k] + f[1] * lattice[1][k] + f[2] * lattice[2][k];
}

/* Cartesian to fractional by Cramer's rule. */
static void to_frac(const double (*h)[3], const double v[3], double out[3])
{
  double det = 0;

  for (int i = 0; i < 3; i++) {
    const double *a = h[(i + 1) % 3], *b = h[(i + 2) % 3];
    const double c[3] = {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2],
                         a[0] * b[1] - a[1] * b[0]};

    det = h[i][0] * c[0] + h[i][1] * c[1] + h[i][2] * c[2];
    out[i] = (v[0] * c[0] + v[1] * c[1] + v[2] * c[2]) / det;
  }
}

/* A skewed cell of a jittered grid of m^3 sites, about 2.6 Angstrom apart,
 * every 7th left out; one atom goes into the first hole. */
static void make(ends *e, int m, uint64_t seed, double rattle,
                 const double drift[3])
{
  static const int32_t elements[4] = {3, 8, 8, 15};
  const double a = 2.6 * m;
  const double skew[3][3] = {
      {a, 0, 0}, {0.9 * a, a, 0}, {-1.7 * a, 0.8 * a, a}};
  double hole[3] = {0, 0, 0}, best = HUGE_VAL;
  iwi_rng rng;

  iwi_rng_seed(&rng, seed, 0);
  memset(e, 0, sizeof *e);
  memcpy(e->lattice, skew, sizeof skew);
  for (int i = 0; i < m * m * m; i++) {
    iw_site *site = &e->start[e->n];
    double cart[3], frac[3];

    /* places of a plain cubic grid, in the skewed cell of the same lattice */
    cart[0] = 2.6 * (i / m / m) + 0.3 * iwi_rng_real(&rng);
    cart[1] = 2.6 * (i / m % m) + 0.3 * iwi_rng_real(&rng);
    cart[2] = 2.6 * (i % m) + 0.3 * iwi_rng_real(&rng);
    to_frac((const double(*)[3])skew, cart, frac);
    if (i == 0) {
      memcpy(hole, cart, sizeof hole);
      continue;
    }
    if (i % 7 == 3)
      continue;
    memcpy(site->frac, frac, sizeof frac);
    site->element = elements[i % 4];
    site->occupancy = 1;
    site->oxidation = NAN;
    e->n++;
  }
  /* the lithium nearest to the hole goes there */
  e->mover = -1;
  for (size_t i = 0; i < e->n; i++) {
    double cart[3], d[3], length = 0;

    to_cart((const double(*)[3])skew, e->start[i].frac, cart);
    for (int k = 0; k < 3; k++) {
      d[k] = hole[k] - cart[k];
      length += d[k] * d[k];
      e->move[i][k] = rattle * (2 * iwi_rng_real(&rng) - 1);
    }
    if (e->start[i].element == 3 && length < best) {
      best = length;
      e->mover = (int32_t)i;
    }
  }
  {
    double cart[3];

    to_cart((const double(*)[3])skew, e->start[e->mover].frac, cart);
    for (int k = 0; k < 3; k++)
      e->move[e->mover][k] = hole[k] - cart[k];
  }
  for (size_t i = 0; i < e->n; i++)
    e->becomes[i] = (int32_t)i;
  for (size_t i = e->n - 1; i > 0; i--) { /* shuffled */
    const size_t j = iwi_rng_below(&rng, (uint32_t)i + 1);
    const int32_t t = e->becomes[i];

    e->becomes[i] = e->becomes[j];
    e->becomes[j] = t;
  }
  for (size_t i = 0; i < e->n; i++) {
    double cart[3];

    to_cart((const double(*)[3])skew, e->start[i].frac, cart);
    for (int k = 0; k < 3; k++)
      cart[k] += e->move[i][k] + drift[k];
    e->end[e->becomes[i]] = e->start[i];
    to_frac((const double(*)[3])skew, cart, e->end[e->becomes[i]].frac);
  }
}

static iw_structure *structure_of(const double (*lattice)[3],
                                  const iw_site *sites, size_t n)
{
  iw_structure_spec spec;
  iw_structure *out = NULL;

  iw_structure_spec_default(&spec);
  memcpy(spec.lattice_ang, lattice, sizeof spec.lattice_ang);
  spec.sites = sites;
  spec.n_sites = n;
  CHECK_INT(iw_structure_create(ctx, &spec, &out), IW_OK);
  return out;
}

static iw_status match_ends(const ends *e, const iw_path_match_options *options,
                            iw_path_match_info *info, int32_t *order,
                            iw_path **out)
{
  iw_structure *start =
      structure_of((const double(*)[3])e->lattice, e->start, e->n);
  iw_structure *end =
      structure_of((const double(*)[3])e->lattice, e->end, e->n);
  const iw_status status =
      iw_path_match(ctx, start, end, options, info, order, out);

  iw_structure_destroy(start);
  iw_structure_destroy(end);
  return status;
}

/* Does the path move every atom as the ends were made, but for the mean of the
 * host's own moves? */
static void check_moves(const ends *e, const iw_path *path,
                        const int32_t *order)
{
  const double(*a)[3] = iw_path_image(path, 0);
  const double(*b)[3] = iw_path_image(path, 1);
  double mean[3] = {0, 0, 0};
  size_t n_host = 0;

  for (size_t i = 0; i < e->n; i++) {
    n_host += e->start[i].element != 3;
    for (int k = 0; k < 3; k++)
      mean[k] += e->start[i].element != 3 ? e->move[i][k] : 0;
  }
  for (size_t i = 0; i < e->n; i++) {
    CHECK_INT(order[i], e->becomes[i]);
    for (int k = 0; k < 3; k++) /* rounding of 1e2 Angstrom */
      CHECK_NEAR(b[i][k] - a[i][k], e->move[i][k] - mean[k] / (double)n_host,
                 1e-11);
  }
}

/* Another basis of the same lattice for both ends. */
static void rebase(ends *e)
{
  static const int m[3][3] = {{1, 1, 0}, {-1, 0, 2}, {0, 1, 1}};
  const double old[3][3] = {
      {e->lattice[0][0], e->lattice[0][1], e->lattice[0][2]},
      {e->lattice[1][0], e->lattice[1][1], e->lattice[1][2]},
      {e->lattice[2][0], e->lattice[2][1], e->lattice[2][2]}};
  iw_site *both[2] = {e->start, e->end};

  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++)
      e->lattice[i][k] =
          m[i][0] * old[0][k] + m[i][1] * old[1][k] + m[i][2] * old[2][k];
  }
  for (int s = 0; s < 2; s++) {
    for (size_t i = 0; i < e->n; i++) {
      double cart[3];

      to_cart((const double(*)[3])old, both[s][i].frac, cart);
      to_frac((const double(*)[3])e->lattice, cart, both[s][i].frac);
    }
  }
}

static void puts_shuffled_ends_in_order(void)
{
  static const double drifts[4][3] = {
      {0, 0, 0}, {0.31, -0.22, 0.14}, {-1.1, 1.2, 0.9}, {5.3, -4.1, 7.7}};

  for (int round = 0; round < 12; round++) {
    static ends e;
    iw_path_match_info info;
    int32_t order[MOST];
    iw_path *path;

    make(&e, round < 8 ? 4 : 6, (uint64_t)round, 0.08, drifts[round % 4]);
    if (round % 3 == 1)
      rebase(&e);
    CHECK_INT(match_ends(&e, NULL, &info, order, &path), IW_OK);
    if (path == NULL)
      continue;
    CHECK_INT(info.mover, e.mover);
    CHECK_INT(iw_path_mover(path), e.mover);
    CHECK_INT(info.n_moved, 1);
    CHECK(info.reordered);
    CHECK(info.hop_ang > 1.5 && info.max_host_ang < 0.16);
    check_moves(&e, path, order);
    iw_path_destroy(path);
  }
}

/* Few atoms of one element, far moves: the least sum over all permutations. */
static double least_sum(double costs[6][6], int n, int used, int at)
{
  double best = at == n ? 0 : HUGE_VAL;

  for (int j = 0; at < n && j < n; j++) {
    if (!(used & 1 << j))
      best =
          fmin(best, costs[at][j] + least_sum(costs, n, used | 1 << j, at + 1));
  }
  return best;
}

static void has_the_least_sum_of_squares(void)
{
  iwi_rng rng;

  iwi_rng_seed(&rng, 3, 0);
  for (int round = 0; round < 60; round++) {
    static const double h[3][3] = {{7, 0, 0}, {5, 6, 0}, {-4, 3, 8}};
    iw_path_match_options options;
    iw_path_match_info info;
    double costs[6][6], sum = 0;
    int32_t order[7];
    iw_path *path = NULL;
    ends e = {.n = 7};

    memcpy(e.lattice, h, sizeof h);
    for (size_t i = 0; i < e.n; i++) {
      for (int k = 0; k < 3; k++) {
        e.start[i].frac[k] = iwi_rng_real(&rng);
        e.end[i].frac[k] = iwi_rng_real(&rng);
      }
      e.start[i].element = e.end[i].element = i == 0 ? 8 : 3;
      e.start[i].occupancy = e.end[i].occupancy = 1;
      e.start[i].oxidation = e.end[i].oxidation = NAN;
    }
    e.end[0] = e.start[0]; /* the host: no drift */
    for (int i = 0; i < 6; i++) {
      for (int j = 0; j < 6; j++) {
        costs[i][j] = HUGE_VAL;
        for (int image = 0; image < 343; image++) {
          const int shift[3] = {image / 49 - 3, image / 7 % 7 - 3,
                                image % 7 - 3};
          double d[3], v[3];

          for (int k = 0; k < 3; k++)
            d[k] = e.end[j + 1].frac[k] - e.start[i + 1].frac[k] + shift[k];
          to_cart(h, d, v);
          costs[i][j] =
              fmin(costs[i][j], v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
        }
      }
    }
    iw_path_match_options_default(&options);
    options.mobile_element = 3;
    options.max_host_ang = 100;
    {
      iw_structure_spec spec;
      iw_structure *s[2] = {NULL, NULL};

      iw_structure_spec_default(&spec);
      memcpy(spec.lattice_ang, h, sizeof h);
      spec.n_sites = e.n;
      spec.min_distance_ang = 1e-3; /* numbers, not a crystal */
      spec.sites = e.start;
      CHECK_INT(iw_structure_create(ctx, &spec, &s[0]), IW_OK);
      spec.sites = e.end;
      CHECK_INT(iw_structure_create(ctx, &spec, &s[1]), IW_OK);
      CHECK_INT(iw_path_match(ctx, s[0], s[1], &options, &info, order, &path),
                IW_OK);
      iw_structure_destroy(s[0]);
      iw_structure_destroy(s[1]);
    }
    for (int i = 0; i < 6; i++)
      sum += costs[i][order[i + 1] - 1];
    CHECK_NEAR(sum, least_sum(costs, 6, 0, 0), 1e-9); /* sums of squares */
    iw_path_destroy(path);
  }
}

static void keeps_what_it_is_told_to_keep(void)
{
  static const double drift[3] = {0.2, 0.1, -0.15}, none[3] = {0, 0, 0};
  static ends e;
  iw_path_match_options options;
  iw_path_match_info info;
  int32_t order[MOST];
  iw_path *path;

  iw_path_match_options_default(&options);
  make(&e, 4, 5, 0, drift);
  options.keep_drift = 1;
  CHECK_INT(match_ends(&e, &options, &info, order, &path), IW_OK);
  for (size_t i = 0; i < e.n; i++) {
    for (int k = 0; k < 3; k++)
      CHECK_NEAR(iw_path_image(path, 1)[i][k] - iw_path_image(path, 0)[i][k],
                 e.move[i][k] + drift[k], 1e-11);
  }
  CHECK_NEAR(info.drift_ang[0], 0, 0);
  iw_path_destroy(path);

  options.keep_drift = 0;
  CHECK_INT(match_ends(&e, &options, &info, order, &path), IW_OK);
  for (int k = 0; k < 3; k++)
    CHECK_NEAR(info.drift_ang[k], drift[k], 1e-11);
  iw_path_destroy(path);

  options.keep_order = 1;
  make(&e, 4, 5, 0.05, none);
  CHECK_INT(match_ends(&e, &options, &info, order, &path), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "want one order");
  CHECK(path == NULL);
  {
    iw_site sorted[MOST];

    memset(sorted, 0, sizeof sorted);

    for (size_t i = 0; i < e.n; i++)
      sorted[i] = e.end[e.becomes[i]];
    memcpy(e.end, sorted, sizeof sorted);
    for (size_t i = 0; i < e.n; i++)
      e.becomes[i] = (int32_t)i;
  }
  CHECK_INT(match_ends(&e, &options, &info, order, &path), IW_OK);
  CHECK(!info.reordered);
  check_moves(&e, path, order);
  iw_path_destroy(path);
}

static void names_what_does_not_fit(void)
{
  static const double none[3] = {0, 0, 0};
  static ends e, good;
  iw_path_match_options options;
  iw_path_match_info info;
  int32_t order[MOST];
  iw_path *path;

  make(&good, 4, 6, 0, none);
  e = good;
  e.end[e.becomes[0]].element = 11;
  CHECK_INT(match_ends(&e, NULL, &info, order, &path), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "0 Na at the start, 1 at the end");
  CHECK(path == NULL);

  e = good;
  e.end[3].occupancy = 0.5;
  CHECK_INT(match_ends(&e, NULL, &info, order, &path), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "of the end is filled to 0.5");

  memcpy(e.end, e.start, sizeof e.end);
  CHECK_INT(match_ends(&e, NULL, &info, order, &path), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "identical ends");

  iw_path_match_options_default(&options);
  options.struct_size = 3;
  CHECK_INT(match_ends(&good, &options, NULL, NULL, &path), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "options of size 3");
  iw_path_match_options_default(&options);
  options.mobile_element = 400;
  CHECK_INT(match_ends(&good, &options, NULL, NULL, &path), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "mobile element 400");

  {
    iw_structure *start =
        structure_of((const double(*)[3])good.lattice, good.start, good.n);
    iw_structure *end;

    good.lattice[1][2] += 0.05;
    end = structure_of((const double(*)[3])good.lattice, good.end, good.n);
    CHECK_INT(iw_path_match(ctx, start, end, NULL, NULL, NULL, &path),
              IW_E_ARGUMENT);
    CHECK_HOLDS(iw_context_message(ctx), "cell vector b");
    iw_structure_destroy(start);
    iw_structure_destroy(end);
  }
}

/* Warnings: a second atom that goes far, a hop across half a cell. */
static void warns(void)
{
  static const double h[3][3] = {{5, 0, 0}, {0, 5, 0}, {0, 0, 5}};
  iw_path_match_options options;
  iw_path *path = NULL;
  ends e = {.n = 4};

  memcpy(e.lattice, h, sizeof h);
  for (int i = 0; i < 4; i++) {
    e.start[i] =
        (iw_site){.frac = {0.5 * (i == 1), 0.5 * (i == 2), 0.5 * (i == 3)},
                  .occupancy = 1,
                  .oxidation = NAN,
                  .element = i == 0 ? 3 : 8};
    e.end[i] = e.start[i];
  }
  e.end[0].frac[0] = 0.28;
  e.end[0].frac[1] = 0.39;
  iw_path_match_options_default(&options);
  options.max_host_ang = 0.01;
  e.end[3].frac[2] = 0.52;
  logged[0] = '\0';
  iw_context_set_log(ctx, keep_log, NULL);
  CHECK_INT(match_ends(&e, &options, NULL, NULL, &path), IW_OK);
  CHECK_HOLDS(logged, "another image may be meant");
  iw_path_destroy(path);
  e.end[0].frac[1] = 0;
  CHECK_INT(match_ends(&e, &options, NULL, NULL, &path), IW_OK);
  CHECK_HOLDS(logged, "O3 goes 0.07");
  iw_path_destroy(path);
  iw_context_set_log(ctx, NULL, NULL);
}

int main(void)
{
  if (iw_context_create(&ctx) != IW_OK)
    return 1;
  RUN(puts_shuffled_ends_in_order);
  RUN(has_the_least_sum_of_squares);
  RUN(keeps_what_it_is_told_to_keep);
  RUN(names_what_does_not_fit);
  RUN(warns);
  iw_context_destroy(ctx);
  return check_report();
}
