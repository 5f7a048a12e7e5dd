/* SPDX-License-Identifier: BSD-3-Clause */
/* Hops: exact saddles against a flood of a dense grid, invariances, the way
 * round a symmetric ridge, and what is no hop. */
#include "check.h"

#include <stdlib.h>

#include "cages.h"

static iw_context *ctx;

static const double cage[3] = {0.25, 0.25, 0.25};
static const double next_cage[3] = {0.75, 0.25, 0.25};

static iw_bvse_hop *find(const iw_bvse *field, const double from[3],
                         const double to[3], const iw_bvse_hop_options *options)
{
  iw_bvse_hop *hop = NULL;

  CHECK_INT(iw_bvse_hop_find(ctx, field, from, to, options, &hop), IW_OK);
  return hop;
}

/* ---- brute force: the lowest level at which water flows from one grid point
 * to another inside a box of the field */

typedef struct box {
  double low[3], high[3]; /* fractional */
  int n[3];
  double *energies;
  int *root;
} box;

static int box_index(const box *b, const int i[3])
{
  return (i[0] * b->n[1] + i[1]) * b->n[2] + i[2];
}

static void box_fill(box *b, const iw_bvse *field)
{
  const size_t n = (size_t)(b->n[0] * b->n[1] * b->n[2]);
  double(*frac)[3] = malloc(n * sizeof *frac);
  int i[3];

  b->energies = malloc(n * sizeof *b->energies);
  b->root = malloc(n * sizeof *b->root);
  for (i[0] = 0; i[0] < b->n[0]; i[0]++)
    for (i[1] = 0; i[1] < b->n[1]; i[1]++)
      for (i[2] = 0; i[2] < b->n[2]; i[2]++)
        for (int k = 0; k < 3; k++)
          frac[box_index(b, i)][k] =
              b->low[k] + (b->high[k] - b->low[k]) * i[k] / (b->n[k] - 1);
  CHECK_INT(
      iw_bvse_energies(ctx, field, (const double(*)[3])frac, n, b->energies),
      IW_OK);
  free(frac);
}

static int root_of(const box *b, int p)
{
  while (b->root[p] != p) {
    b->root[p] = b->root[b->root[p]];
    p = b->root[p];
  }
  return p;
}

static const double *order_energies;

static int by_energy(const void *a, const void *b)
{
  const double x = order_energies[*(const int *)a];
  const double y = order_energies[*(const int *)b];

  return (x > y) - (x < y);
}

static int nearest_point(const box *b, const double frac[3])
{
  int i[3];

  for (int k = 0; k < 3; k++)
    i[k] = (int)lround((frac[k] - b->low[k]) / (b->high[k] - b->low[k]) *
                       (b->n[k] - 1));
  return box_index(b, i);
}

/* Points are added by rising energy and joined to neighbours already there. */
static double box_flood(box *b, int from, int to)
{
  const int n = b->n[0] * b->n[1] * b->n[2];
  const int strides[3] = {b->n[1] * b->n[2], b->n[2], 1};
  int *order = malloc((size_t)n * sizeof *order);
  double level = NAN;

  for (int p = 0; p < n; p++) {
    order[p] = p;
    b->root[p] = -1;
  }
  order_energies = b->energies;
  qsort(order, (size_t)n, sizeof *order, by_energy);
  for (int o = 0; o < n && isnan(level); o++) {
    const int p = order[o];
    const int i[3] = {p / strides[0], p / strides[1] % b->n[1], p % b->n[2]};

    b->root[p] = p;
    for (int k = 0; k < 3; k++) {
      for (int side = -1; side <= 1; side += 2) {
        const int q = p + side * strides[k];

        if (i[k] + side < 0 || i[k] + side >= b->n[k] || b->root[q] < 0)
          continue;
        b->root[root_of(b, q)] = root_of(b, p);
      }
    }
    if (b->root[from] >= 0 && b->root[to] >= 0 &&
        root_of(b, from) == root_of(b, to))
      level = b->energies[p];
  }
  free(order);
  free(b->energies);
  free(b->root);
  return level;
}

/* The highest saddle is the level at which a grid of 0.055 Angstrom lets water
 * through: too high on the grid by at most what lies within half a step,
 * 20 eV/Angstrom^2 x (0.055 sqrt(3) / 2)^2 / 2, and never too low by more than
 * the same along the way. */
static void saddles_are_where_a_flood_passes(void)
{
  for (unsigned shaken = 0; shaken < 3; shaken++) {
    iw_bvse *field = cages_make(ctx, 0.12 * shaken, 0, 0);
    iw_bvse_hop *hop = find(field, cage, next_cage, NULL);
    box b = {{0.1, 0.05, 0.05}, {0.9, 0.45, 0.45}, {71, 36, 36}, NULL, NULL};
    const iw_stationary *saddles = iw_bvse_hop_saddles(hop);
    const iw_stationary *minima = iw_bvse_hop_minima(hop);
    const size_t n = iw_bvse_hop_n_saddles(hop);
    double highest = -INFINITY, level;

    CHECK_INT(iw_bvse_hop_get_state(hop), IW_BVSE_HOP_CERTIFIED);
    CHECK(n >= 1 && minima != NULL);
    for (size_t i = 0; i < n; i++) {
      CHECK_INT(saddles[i].order, 1);
      CHECK(saddles[i].energy_error_ev < 1e-10);
      CHECK(saddles[i].eigenvalues_ev_ang2[0] < 0);
      CHECK(saddles[i].eigenvalues_ev_ang2[1] > 0);
      highest = fmax(highest, saddles[i].energy_ev);
    }
    box_fill(&b, field);
    level = box_flood(&b, nearest_point(&b, minima[0].frac),
                      nearest_point(&b, minima[n].frac));
    CHECK_NEAR(highest, level, 0.03);
    CHECK_NEAR(iw_bvse_hop_relaxed_barrier_ev(hop, 0),
               highest - minima[0].energy_ev, 1e-14);
    iw_bvse_hop_destroy(hop);
    iw_bvse_destroy(field);
  }
}

/* Every certificate is one of iw_bvse_saddle() and iw_bvse_minimum(), too. */
static void the_field_agrees_with_every_point_of_the_way(void)
{
  iw_bvse *field = cages_make(ctx, 0.2, 0, 0);
  iw_bvse_hop *hop = find(field, cage, next_cage, NULL);
  const size_t n = iw_bvse_hop_n_saddles(hop);

  for (size_t i = 0; i <= n; i++) {
    const iw_stationary *minimum = &iw_bvse_hop_minima(hop)[i];
    iw_bvse_value value;

    iw_bvse_evaluate(field, minimum->frac, &value);
    CHECK_NEAR(value.energy_ev, minimum->energy_ev, 1e-10);
    for (int k = 0; k < 3; k++)
      CHECK_NEAR(value.gradient_ev_ang[k], 0, 1e-4); /* 1e-10 eV certified */
  }
  for (size_t i = 0; i < n; i++) {
    const iw_stationary *saddle = &iw_bvse_hop_saddles(hop)[i];
    iw_stationary again;

    CHECK_INT(iw_bvse_saddle(ctx, field, saddle->frac, 0.01, &again), IW_OK);
    CHECK_NEAR(again.energy_ev, saddle->energy_ev, 1e-10);
  }
  iw_bvse_hop_destroy(hop);
  iw_bvse_destroy(field);
}

static void a_hop_is_its_reverse(void)
{
  for (int host = 0; host < 3; host++) {
    iw_bvse *field = cages_make(ctx, 0.2, 0, 0);
    iw_bvse_hop_options options;
    iw_bvse_hop *there, *back;

    iw_bvse_hop_options_default(&options);
    options.host = (iw_bvse_hop_host)host;
    there = find(field, cage, next_cage, &options);
    back = find(field, next_cage, cage, &options);
    for (int reverse = 0; reverse < 2; reverse++) {
      /* the drag has no exact saddle: it rests on where images are */
      CHECK_NEAR(iw_bvse_hop_barrier_ev(there, reverse),
                 iw_bvse_hop_barrier_ev(back, !reverse),
                 host == IW_BVSE_HOP_DRAG ? 2e-3 : 1e-8);
      if (host != IW_BVSE_HOP_DRAG)
        CHECK_NEAR(iw_bvse_hop_relaxed_barrier_ev(there, reverse),
                   iw_bvse_hop_relaxed_barrier_ev(back, !reverse), 1e-8);
    }
    iw_bvse_hop_destroy(there);
    iw_bvse_hop_destroy(back);
    iw_bvse_destroy(field);
  }
}

/* The same crystal with turned axes and another origin. */
static void equivalent_hops_are_equal(void)
{
  for (int host = 0; host < 3; host += 2) {
    iw_bvse_hop_options options;
    double barrier[3][2];

    iw_bvse_hop_options_default(&options);
    options.host = (iw_bvse_hop_host)host;
    for (int turn = 0; turn < 3; turn++) {
      const double shift = 0.17 * turn;
      iw_bvse *field = cages_make(ctx, 0.15, turn, shift);
      iw_bvse_hop *hop;
      double from[3], to[3];

      for (int k = 0; k < 3; k++) {
        from[(k + turn) % 3] = cage[k] + shift;
        to[(k + turn) % 3] = next_cage[k] + shift - 2; /* any cell */
      }
      for (int k = 0; k < 3; k++)
        from[k] -= 2;
      hop = find(field, from, to, &options);
      for (int reverse = 0; reverse < 2; reverse++)
        barrier[turn][reverse] = iw_bvse_hop_barrier_ev(hop, reverse);
      iw_bvse_hop_destroy(hop);
      iw_bvse_destroy(field);
    }
    for (int turn = 1; turn < 3; turn++) {
      CHECK_NEAR(barrier[turn][0], barrier[0][0], 1e-8);
      CHECK_NEAR(barrier[turn][1], barrier[0][1], 1e-8);
    }
  }
}

static void any_number_of_threads_gives_the_same(void)
{
  enum { N = 6 };
  iw_bvse *field = cages_make(ctx, 0.2, 0, 0);
  iw_bvse_hop_ends ends[N];
  double barriers[3][N];

  for (int i = 0; i < N; i++) {
    memcpy(ends[i].start, cage, sizeof cage);
    memcpy(ends[i].end, cage, sizeof cage);
    ends[i].end[i / 2] += i % 2 == 0 ? 0.5 : -0.5;
  }
  for (int round = 0; round < 3; round++) {
    iw_bvse_hop *hops[N];

    CHECK_INT(iw_context_set_threads(ctx, 1 << round), IW_OK);
    CHECK_INT(iw_bvse_hop_find_all(ctx, field, ends, N, NULL, hops), IW_OK);
    for (int i = 0; i < N; i++) {
      barriers[round][i] = iw_bvse_hop_barrier_ev(hops[i], 0);
      CHECK(barriers[round][i] > 0);
      iw_bvse_hop_destroy(hops[i]);
    }
  }
  CHECK(memcmp(barriers[0], barriers[1], sizeof barriers[0]) == 0);
  CHECK(memcmp(barriers[0], barriers[2], sizeof barriers[0]) == 0);
  CHECK_INT(iw_context_set_threads(ctx, 1), IW_OK);
  iw_bvse_destroy(field);
}

/* Two F- make a gate at x = 0 that is too narrow to pass through; two more at
 * either end hold the ion. Everything is a mirror image in z = 0, so a path
 * that starts in this plane feels no force out of it. */
static void a_symmetric_ridge_is_walked_around(void)
{
  static const double at[][3] = {{0, 1.4, 0},   {0, -1.4, 0},  {3.1, 0.8, 0},
                                 {-3.1, .8, 0}, {3.1, -.8, 0}, {-3.1, -.8, 0}};
  const double edge = 16, middle = 0.5;
  iw_site sites[6];
  iw_bvse *field;
  iw_bvse_hop *hop;
  double from[3] = {middle - 1.25 / edge, middle, middle};
  double to[3] = {middle + 1.25 / edge, middle, middle};
  double ridge = -INFINITY, highest = -INFINITY;

  memset(sites, 0, sizeof sites);
  for (int i = 0; i < 6; i++) {
    for (int k = 0; k < 3; k++)
      sites[i].frac[k] = middle + at[i][k] / edge;
    sites[i].occupancy = 1;
    sites[i].element = 9;
    sites[i].oxidation = -1;
  }
  field = cages_field(ctx, sites, 6, edge);
  for (double x = -1.25; x <= 1.25; x += 0.01) {
    const double p[3] = {middle + x / edge, middle, middle};
    iw_bvse_value value;

    iw_bvse_evaluate(field, p, &value);
    CHECK_NEAR(value.gradient_ev_ang[2], 0, 1e-12);
    ridge = fmax(ridge, value.energy_ev);
  }
  hop = find(field, from, to, NULL);
  CHECK_INT(iw_bvse_hop_get_state(hop), IW_BVSE_HOP_CERTIFIED);
  for (size_t i = 0; i < iw_bvse_hop_n_saddles(hop); i++)
    highest = fmax(highest, iw_bvse_hop_saddles(hop)[i].energy_ev);
  CHECK(highest < ridge - 0.2);
  {
    box b = {{0.5 - 2.2 / 16, 0.5 - 1.3 / 16, 0.5 - 2.2 / 16},
             {0.5 + 2.2 / 16, 0.5 + 1.3 / 16, 0.5 + 2.2 / 16},
             {67, 41, 67},
             NULL,
             NULL};
    const iw_stationary *minima = iw_bvse_hop_minima(hop);

    box_fill(&b, field);
    CHECK_NEAR(
        highest,
        box_flood(&b, nearest_point(&b, minima[0].frac),
                  nearest_point(&b, minima[iw_bvse_hop_n_saddles(hop)].frac)),
        0.02);
  }
  iw_bvse_hop_destroy(hop);
  iw_bvse_destroy(field);
}

/* The straight line between opposite cages of eight leads through the ion they
 * share. */
static void an_atom_in_the_way_is_walked_around(void)
{
  const double opposite[3] = {0.25, 0.75, -0.25};
  iw_bvse *field = cages_make(ctx, 0.1, 0, 0);
  iw_bvse_hop *hop = find(field, next_cage, opposite, NULL);
  const double middle[3] = {0.5, 0.5, 0};
  double distance, least = INFINITY;

  iw_bvse_nearest_host(field, middle, &distance);
  CHECK(distance < 0.2);
  CHECK_INT(iw_bvse_hop_get_state(hop), IW_BVSE_HOP_CERTIFIED);
  for (size_t i = 0; i < iw_bvse_hop_n_images(hop); i++) {
    iw_bvse_nearest_host(field, iw_bvse_hop_path(hop)[i], &distance);
    least = fmin(least, distance);
  }
  CHECK(least > 1.2); /* the gates are 1.7 wide */
  CHECK(iw_bvse_hop_barrier_ev(hop, 0) < 5);
  iw_bvse_hop_destroy(hop);
  iw_bvse_destroy(field);
}

/* The profile goes through the images and shows a summit like the saddle's. */
static void the_profile_shows_the_saddle(void)
{
  enum { N = 401 };
  iw_bvse *field = cages_make(ctx, 0.15, 0, 0);
  iw_bvse_hop *hop = find(field, cage, next_cage, NULL);
  const double *energies = iw_bvse_hop_energies(hop);
  static double s[N], e[N];
  double top = -INFINITY, summit = -INFINITY;

  iw_bvse_hop_profile(hop, N, s, e);
  CHECK_NEAR(s[0], 0, 0);
  CHECK(s[N - 1] > CAGE_EDGE_ANG * 0.99); /* cages are that far apart */
  CHECK_NEAR(e[0], energies[0], 1e-12);
  CHECK_NEAR(e[N - 1], energies[iw_bvse_hop_n_images(hop) - 1], 1e-12);
  for (int i = 0; i < N; i++)
    summit = fmax(summit, e[i]);
  for (size_t i = 0; i < iw_bvse_hop_n_saddles(hop); i++)
    top = fmax(top, iw_bvse_hop_saddles(hop)[i].energy_ev);
  /* the string is relaxed to 0.02 eV/Angstrom across, and a cubic over 0.3
   * Angstrom leaves some meV */
  CHECK_NEAR(summit, top, 0.02);
  iw_bvse_hop_destroy(hop);
  iw_bvse_destroy(field);
}

/* On the way over two gates the cage between them is a minimum. */
static void minima_on_the_way_are_told(void)
{
  iw_bvse *field = cages_make(ctx, 0.15, 0, 0);
  const double far_cage[3] = {1.25, 0.25, 0.25};
  iw_bvse_hop *hop = find(field, cage, far_cage, NULL);
  const size_t n = iw_bvse_hop_n_saddles(hop);
  double nearest = INFINITY;

  CHECK_INT(iw_bvse_hop_get_state(hop), IW_BVSE_HOP_CERTIFIED);
  CHECK(n >= 2);
  for (size_t i = 1; i < n; i++) {
    iw_stationary again;

    CHECK_INT(
        iw_bvse_minimum(ctx, field, iw_bvse_hop_minima(hop)[i].frac, &again),
        IW_OK);
    CHECK_NEAR(again.energy_ev, iw_bvse_hop_minima(hop)[i].energy_ev, 1e-9);
    nearest = fmin(nearest, fabs(again.frac[0] - 0.75));
  }
  CHECK(nearest < 0.15);
  /* both ends are one place of the crystal */
  CHECK_NEAR(iw_bvse_hop_relaxed_barrier_ev(hop, 0),
             iw_bvse_hop_relaxed_barrier_ev(hop, 1), 1e-9);
  iw_bvse_hop_destroy(hop);
  iw_bvse_destroy(field);
}

static void soft_with_stiff_springs_is_rigid(void)
{
  iw_bvse *field = cages_make(ctx, 0.15, 0, 0);
  iw_soft_host_options soft;
  iw_bvse_hop_options options;
  iw_bvse_hop *rigid = find(field, cage, next_cage, NULL), *stiff, *normal;

  iw_soft_host_options_default(&soft);
  iw_bvse_hop_options_default(&options);
  options.host = IW_BVSE_HOP_SOFT;
  options.soft = &soft;
  normal = find(field, cage, next_cage, &options);
  soft.anion_spring_ev_ang2 = soft.cation_spring_ev_ang2 = 1e10;
  stiff = find(field, cage, next_cage, &options);
  CHECK_INT(iw_bvse_hop_get_state(normal), IW_BVSE_HOP_CERTIFIED);
  CHECK_NEAR(iw_bvse_hop_barrier_ev(stiff, 0), iw_bvse_hop_barrier_ev(rigid, 0),
             1e-8);
  CHECK_NEAR(iw_bvse_hop_relaxed_barrier_ev(stiff, 1),
             iw_bvse_hop_relaxed_barrier_ev(rigid, 1), 1e-8);
  CHECK(iw_bvse_hop_barrier_ev(normal, 0) <
        iw_bvse_hop_barrier_ev(rigid, 0) - 0.05);
  CHECK(iw_bvse_hop_largest_shift_ang(normal) > 0.01);
  CHECK_NEAR(iw_bvse_hop_largest_shift_ang(stiff), 0, 1e-8);
  CHECK_NEAR(iw_bvse_hop_largest_shift_ang(rigid), 0, 0);
  iw_bvse_hop_destroy(rigid);
  iw_bvse_hop_destroy(stiff);
  iw_bvse_hop_destroy(normal);
  iw_bvse_destroy(field);
}

static void what_is_no_hop_says_so(void)
{
  iw_bvse *field = cages_make(ctx, 0, 0, 0);
  const double atom[3] = {0.5, 0, 0.02}, nearby[3] = {0.27, 0.25, 0.25};
  iw_bvse_hop *hop = find(field, cage, cage, NULL);

  CHECK_INT(iw_bvse_hop_get_state(hop), IW_BVSE_HOP_IDENTICAL_ENDS);
  CHECK_HOLDS(iw_bvse_hop_reason(hop), "nothing hops");
  CHECK(isnan(iw_bvse_hop_barrier_ev(hop, 0)));
  iw_bvse_hop_destroy(hop);
  hop = find(field, cage, atom, NULL);
  CHECK_INT(iw_bvse_hop_get_state(hop), IW_BVSE_HOP_COLLISION);
  CHECK_HOLDS(iw_bvse_hop_reason(hop), "the end is 0.10 Angstrom from atom 2");
  CHECK(isnan(iw_bvse_hop_barrier_ev(hop, 0)));
  CHECK(isnan(iw_bvse_hop_relaxed_barrier_ev(hop, 1)));
  iw_bvse_hop_destroy(hop);
  iw_bvse_destroy(field);
  field = cages_make(ctx, 0.1, 0, 0);
  hop = find(field, cage, nearby, NULL);
  CHECK_INT(iw_bvse_hop_get_state(hop), IW_BVSE_HOP_NO_SADDLE);
  CHECK_HOLDS(iw_bvse_hop_reason(hop), "one minimum");
  CHECK_NEAR(iw_bvse_hop_relaxed_barrier_ev(hop, 0), 0, 0);
  CHECK(iw_bvse_hop_barrier_ev(hop, 0) >= 0);
  CHECK_TEXT(iw_bvse_hop_state_text(IW_BVSE_HOP_NO_SADDLE), "no saddle");
  iw_bvse_hop_destroy(hop);
  iw_bvse_destroy(field);
}

static void bad_input_is_refused(void)
{
  iw_bvse *field = cages_make(ctx, 0, 0, 0);
  const double nowhere[3] = {0, INFINITY, 0}, far[3] = {9, 0.25, 0.25};
  const iw_bvse_hop_ends two[2] = {{{0.25, 0.25, 0.25}, {0.75, 0.25, 0.25}},
                                   {{0.25, 0.25, 0.25}, {NAN, 0.25, 0.25}}};
  iw_bvse_hop_options options;
  iw_bvse_hop *hop, *hops[2];

  CHECK_INT(iw_bvse_hop_find(ctx, field, cage, nowhere, NULL, &hop),
            IW_E_ARGUMENT);
  CHECK(hop == NULL);
  CHECK_INT(iw_bvse_hop_find(ctx, field, cage, far, NULL, &hop), IW_E_LIMIT);
  CHECK_HOLDS(iw_context_message(ctx), "42.0 Angstrom");
  iw_bvse_hop_options_default(&options);
  options.n_images = 2;
  CHECK_INT(iw_bvse_hop_find(ctx, field, cage, next_cage, &options, &hop),
            IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "2 images");
  iw_bvse_hop_options_default(&options);
  options.n_bends = 3;
  CHECK_INT(iw_bvse_hop_find(ctx, field, cage, next_cage, &options, &hop),
            IW_E_ARGUMENT);
  options.struct_size = 1;
  CHECK_INT(iw_bvse_hop_find(ctx, field, cage, next_cage, &options, &hop),
            IW_E_ARGUMENT);
  CHECK_INT(iw_bvse_hop_find_all(ctx, field, two, 2, NULL, hops),
            IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "hop 2: ");
  CHECK(hops[0] == NULL && hops[1] == NULL);
  iw_bvse_destroy(field);
}

int main(void)
{
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  RUN(saddles_are_where_a_flood_passes);
  RUN(the_field_agrees_with_every_point_of_the_way);
  RUN(a_hop_is_its_reverse);
  RUN(equivalent_hops_are_equal);
  RUN(any_number_of_threads_gives_the_same);
  RUN(a_symmetric_ridge_is_walked_around);
  RUN(an_atom_in_the_way_is_walked_around);
  RUN(the_profile_shows_the_saddle);
  RUN(minima_on_the_way_are_told);
  RUN(soft_with_stiff_springs_is_rigid);
  RUN(what_is_no_hop_says_so);
  RUN(bad_input_is_refused);
  iw_context_destroy(ctx);
  return check_report();
}
