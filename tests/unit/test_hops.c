/* SPDX-License-Identifier: BSD-3-Clause */
#include "check.h"

#include "crystals.h"
#include "groups.h"
#include "hop_chains.h"

#define MAX_TERMS 2000

static iw_context *ctx;
static chain_list brute;
static char have[MAX_TERMS][CHAIN_TERM], want[MAX_TERMS][CHAIN_TERM];

/* A crystal, its group, its hops. */
typedef struct trial {
  iw_structure *structure;
  iw_symmetry *symmetry;
  iw_hops *hops;
  iw_hops_options options;
} trial;

static void find(trial *t)
{
  CHECK_INT(iw_hops_find(ctx, t->structure, t->symmetry, &t->options, &t->hops),
            IW_OK);
  if (t->hops == NULL)
    printf("%s\n", iw_context_message(ctx));
}

/* Options are the defaults for the element. */
static void begin(trial *t, const crystal *c)
{
  memset(t, 0, sizeof *t);
  CHECK_INT(crystal_structure(ctx, c, &t->structure), IW_OK);
  CHECK_INT(iw_symmetry_find(ctx, t->structure, 1e-3, &t->symmetry), IW_OK);
  iw_hops_options_default(&t->options);
  t->options.mobile_element = c->mobile;
}

static void end(trial *t)
{
  iw_hops_destroy(t->hops);
  iw_symmetry_destroy(t->symmetry);
  iw_structure_destroy(t->structure);
}

/* ---- against brute force ---------------------------------------------- */

static void compare_terms(size_t n_have, size_t n_want)
{
  CHECK_INT(n_have, n_want);
  for (size_t i = 0; i < n_have && i < n_want; i++)
    CHECK_TEXT(have[i], want[i]);
}

/* Places of the crystal and, behind them, empty ones. */
static size_t places_of(const trial *t, int empty, double (*out)[3])
{
  size_t n = 0;

  for (size_t i = 0; i < iw_hops_n_sites(t->hops); i++) {
    if ((iw_hops_sites(t->hops)[i].site < 0) == empty)
      memcpy(out[n++], iw_hops_sites(t->hops)[i].frac, sizeof *out);
  }
  return n;
}

static void compare_with_brute(const trial *t, iw_hop_mechanism mechanism)
{
  static double sites[512][3], holes[512][3];
  const size_t n_sites = places_of(t, 0, sites);
  const size_t n_holes = places_of(t, 1, holes);
  const double reach = iw_hops_cutoff_ang(t->hops, mechanism) + 1e-6;
  const double(*s)[3] = (const double(*)[3])sites;
  const double(*h)[3] = (const double(*)[3])holes;

  brute.n = 0;
  memcpy(brute.lattice, iw_structure_lattice(t->structure),
         sizeof brute.lattice);
  brute.operations = iw_symmetry_operations(t->symmetry);
  brute.n_operations = iw_symmetry_n_operations(t->symmetry);
  switch (mechanism) {
  case IW_HOP_VACANCY:
    chain_pairs(&brute, s, n_sites, s, n_sites, reach);
    break;
  case IW_HOP_INTERSTITIAL:
    chain_pairs(&brute, h, n_holes, h, n_holes, reach);
    break;
  case IW_HOP_FRENKEL:
    chain_pairs(&brute, s, n_sites, h, n_holes, reach);
    break;
  case IW_HOP_KNOCK_OFF:
    chain_triples(&brute, h, n_holes, s, n_sites, reach,
                  t->options.min_angle_deg);
    break;
  }
  compare_terms(chain_terms_of(t->hops, mechanism, have),
                chain_orbits(&brute, want));
}

/* Where a place of a hop lies, fractions. */
static void place_frac(const iw_hops *hops, const iw_hop_place *p, double x[3])
{
  for (int k = 0; k < 3; k++)
    x[k] = iw_hops_sites(hops)[p->place].frac[k] + p->cell[k];
}

/* Every member is the image that it says to be, and comes once. */
static void check_members(const trial *t)
{
  const iw_hop_member *members = iw_hops_members(t->hops);
  size_t at = 0;

  for (size_t h = 0; h < iw_hops_n(t->hops); h++) {
    const iw_hop *hop = &iw_hops_get(t->hops)[h];
    const int n = hop->n_places;

    CHECK_INT(hop->first, at);
    CHECK(memcmp(members[at].places, hop->places, sizeof hop->places) == 0);
    CHECK_INT((size_t)hop->multiplicity * (size_t)hop->stabiliser,
              iw_symmetry_n_operations(t->symmetry));
    for (int64_t m = 0; m < hop->multiplicity; m++, at++) {
      const iw_operation *o =
          &iw_symmetry_operations(t->symmetry)[members[at].operation];

      for (int i = 0; i < n; i++) {
        double x[3], y[3];

        place_frac(t->hops, &hop->places[members[at].reversed ? n - 1 - i : i],
                   x);
        place_frac(t->hops, &members[at].places[i], y);
        for (int k = 0; k < 3; k++) {
          double image = o->translation[k] - members[at].origin[k];

          for (int j = 0; j < 3; j++)
            image += o->rotation[k][j] * x[j];
          CHECK_NEAR(image, y[k], 1e-3);
        }
      }
    }
  }
  CHECK_INT(at, iw_hops_n_members(t->hops));
}

static void try_crystal(const crystal *c, double cutoff_ang)
{
  trial t;

  begin(&t, c);
  t.options.cutoff_ang = cutoff_ang;
  find(&t);
  if (t.hops != NULL) {
    compare_with_brute(&t, IW_HOP_VACANCY);
    check_members(&t);
  }
  end(&t);
}

static void written_crystals_match_brute_force(void)
{
  crystal c;

  crystal_olivine(&c);
  try_crystal(&c, 6.1);
  crystal_layered(&c);
  try_crystal(&c, 6.1);
  crystal_fluorite(&c);
  try_crystal(&c, 6.0);
  crystal_scattered(&c);
  try_crystal(&c, 8.0);
}

static double draw(uint64_t *seed)
{
  *seed = *seed * 6364136223846793005u + 1442695040888963407u;
  return (double)(*seed >> 11) / 9007199254740992.0;
}

/* Positions of a space as a crystal: kind 0 is Li, 1 is O. */
static void take_space(const groups_space *s, crystal *c)
{
  crystal_begin(c, "random", 3, 1, 1, 1, 1);
  memcpy(c->lattice, s->lattice, sizeof c->lattice);
  for (size_t i = 0; i < s->n_positions; i++) {
    if (s->kinds[i] < 2)
      crystal_add(c, s->kinds[i] == 0 ? 3 : 8, s->kinds[i] == 0 ? 1 : -2,
                  s->frac[i][0], s->frac[i][1], s->frac[i][2]);
  }
}

/* No two of the positions overlap. */
static int is_sparse(const groups_space *s)
{
  static double near[4096][3];

  for (size_t i = 0; i < s->n_positions; i++) {
    if (chain_near((const double(*)[3])s->lattice, s->frac[i], s->frac,
                   s->n_positions, 0.6, near) > 0)
      return 0;
  }
  return 1;
}

/* One round: Li and an empty position where the space wants them. */
static int try_space(groups_space *s, uint64_t *seed, int special,
                     double cutoff_ang)
{
  static double positions[512][3];
  const double u = draw(seed), v = draw(seed);
  double w[7], empty[3];
  size_t first;
  crystal c;
  trial t;

  s->n_positions = 0;
  if (special) {
    groups_orbit(s, 0, u, u, u);
    groups_orbit(s, 1, 0, 0, 0);
    first = s->n_positions;
    groups_orbit(s, 2, v, 0.25, 0.25);
  } else {
    for (int i = 0; i < 7; i++)
      w[i] = draw(seed);
    groups_orbit(s, 0, u, v, w[0]);
    groups_orbit(s, 1, w[1], w[2], w[3]);
    first = s->n_positions;
    groups_orbit(s, 2, w[4], w[5], w[6]);
  }
  if (!is_sparse(s))
    return 0;
  take_space(s, &c);
  begin(&t, &c);
  memcpy(empty, s->frac[first], sizeof empty);
  t.options.mechanisms =
      IW_HOP_VACANCY | IW_HOP_INTERSTITIAL | IW_HOP_KNOCK_OFF | IW_HOP_FRENKEL;
  t.options.cutoff_ang = cutoff_ang;
  t.options.empty_frac = (const double(*)[3]) & empty;
  t.options.n_empty = 1;
  find(&t);
  if (t.hops != NULL) {
    /* the group has closed the empty positions; a group found larger than
     * the one put in adds more */
    if (iw_symmetry_n_operations(t.symmetry) == s->n_operations)
      CHECK_INT(places_of(&t, 1, positions), s->n_positions - first);
    for (unsigned bit = 1; bit <= IW_HOP_FRENKEL; bit *= 2)
      compare_with_brute(&t, (iw_hop_mechanism)bit);
    check_members(&t);
  }
  end(&t);
  return 1;
}

static void random_crystals_match_brute_force(void)
{
  static groups_space s;
  uint64_t seed = 7;
  int n = 0;

  for (int round = 0; round < 12; round++) {
    groups_pnma(&s);
    n += try_space(&s, &seed, 0, 3.2);
  }
  for (int round = 0; round < 4; round++) {
    groups_r3c(&s);
    n += try_space(&s, &seed, 0, 2.6);
  }
  for (int round = 0; round < 6; round++) {
    groups_f43m(&s);
    n += try_space(&s, &seed, 1, 2.9);
  }
  printf("%d random crystals\n", n);
  CHECK(n >= 8);
}

/* ---- invariance -------------------------------------------------------- */

static void same_terms(const crystal *a, const crystal *b, double cutoff_ang,
                       int copies)
{
  trial t;
  size_t n_a, n_b;

  begin(&t, a);
  t.options.cutoff_ang = cutoff_ang;
  find(&t);
  n_a = chain_terms_of(t.hops, IW_HOP_VACANCY, want);
  for (size_t i = 0; i < n_a && copies > 1; i++) {
    char *rest;
    const double length = strtod(want[i], &rest);
    const long number = strtol(rest, &rest, 10);
    char term[CHAIN_TERM];

    snprintf(term, sizeof term, "%.4f %ld%.2s", length, copies * number, rest);
    memcpy(want[i], term, sizeof term);
  }
  qsort(want, n_a, CHAIN_TERM, chain_terms_compare);
  end(&t);
  begin(&t, b);
  t.options.cutoff_ang = cutoff_ang;
  find(&t);
  n_b = chain_terms_of(t.hops, IW_HOP_VACANCY, have);
  compare_terms(n_b, n_a);
  end(&t);
}

static void description_does_not_matter(void)
{
  static const int32_t u[3][3] = {{1, 0, 2}, {-1, 1, 0}, {0, 1, 1}};
  static const int32_t w[3][3] = {{0, -1, 0}, {1, 0, 0}, {3, 1, 1}};
  const double shift[3] = {0.137, -0.41, 0.283};
  void (*const make[])(crystal *) = {crystal_olivine, crystal_layered,
                                     crystal_fluorite, crystal_scattered};

  for (size_t i = 0; i < sizeof make / sizeof make[0]; i++) {
    crystal a, b;

    make[i](&a);
    b = a;
    crystal_rebase(&b, u);
    same_terms(&a, &b, 6.2, 1);
    crystal_rebase(&b, w);
    crystal_shift(&b, shift);
    crystal_reverse(&b);
    same_terms(&a, &b, 6.2, 1);
    b = a;
    for (int axis = 0; axis < 3; axis++)
      crystal_repeat(&b, axis, 2);
    same_terms(&a, &b, 6.2, 8);
  }
}

/* ---- single laws -------------------------------------------------------- */

/* One Li at the corners of a skew cell: the two diagonals of a face have one
 * midpoint and are different hops. */
static void diagonals_of_one_midpoint_stay_apart(void)
{
  crystal c;
  trial t;
  int short_one = 0, long_one = 0;

  crystal_begin(&c, "skew", 3, 1, 3, 4, 9);
  c.lattice[1][0] = 0.5;
  c.lattice[2][0] = 0.3;
  c.lattice[2][1] = 0.4;
  crystal_add(&c, 3, 1, 0, 0, 0);
  begin(&t, &c);
  t.options.cutoff_ang = 6;
  find(&t);
  for (size_t i = 0; i < iw_hops_n(t.hops); i++) {
    const iw_hop *hop = &iw_hops_get(t.hops)[i];

    CHECK_INT(hop->multiplicity, 1);
    CHECK(hop->is_reversible); /* inversion at the midpoint */
    /* sqrt(2.5^2 + 4^2), sqrt(3.5^2 + 4^2) */
    short_one += fabs(hop->length_ang - 4.716990566028302) < 1e-9;
    long_one += fabs(hop->length_ang - 5.315072906367325) < 1e-9;
  }
  CHECK_INT(short_one, 1);
  CHECK_INT(long_one, 1);
  end(&t);
}

/* Simple cubic, 3 Angstrom: 2a along an axis runs through an ion, the face
 * diagonal passes none. */
static void hops_through_ions_are_marked(void)
{
  crystal c;
  trial t;

  crystal_begin(&c, "cube", 3, 1, 3, 3, 3);
  crystal_add(&c, 3, 1, 0, 0, 0);
  begin(&t, &c);
  t.options.cutoff_ang = 6;
  find(&t);
  CHECK_INT(iw_hops_n(t.hops), 4); /* a, a sqrt 2, a sqrt 3, 2a */
  for (size_t i = 0; i < 4; i++) {
    const iw_hop *hop = &iw_hops_get(t.hops)[i];

    CHECK_INT(hop->is_blocked, i == 3);
    CHECK_INT(hop->host_site, -1);
    CHECK(isnan(hop->host_ang) && isnan(hop->free_radius_ang));
  }
  CHECK_NEAR(iw_hops_get(t.hops)[3].blocking_ang, 0, 1e-12);
  /* a corner beside the face diagonal; beside the edge there is none */
  CHECK_NEAR(iw_hops_get(t.hops)[1].blocking_ang, 3 / sqrt(2), 1e-9);
  CHECK(isinf(iw_hops_get(t.hops)[0].blocking_ang));
  CHECK_INT(iw_hops_get(t.hops)[0].blocking, -1);
  end(&t);
}

/* The distances beside the way, by walking along it in small steps. */
static void bottleneck_matches_a_walk(void)
{
  enum { STEPS = 4000 };
  crystal c;
  trial t;

  crystal_olivine(&c);
  begin(&t, &c);
  t.options.cutoff_ang = 5;
  find(&t);
  for (size_t i = 0; i < iw_hops_n(t.hops); i++) {
    const iw_hop *hop = &iw_hops_get(t.hops)[i];
    double nearest = INFINITY, radius = INFINITY, a[3], b[3];

    place_frac(t.hops, &hop->places[0], a);
    place_frac(t.hops, &hop->places[1], b);
    for (int step = 0; step <= STEPS; step++) {
      for (size_t s = 0; s < c.n_sites; s++) {
        const double r = iw_parameters_ionic_radius_ang(c.sites[s].element,
                                                        c.sites[s].oxidation);
        double x[3], near[64][3];
        size_t n;

        for (int k = 0; k < 3; k++)
          x[k] = a[k] + (b[k] - a[k]) * step / STEPS;
        for (int k = 0; k < 3; k++)
          x[k] -= floor(x[k]);
        if (c.sites[s].element == 3)
          continue;
        n = chain_near((const double(*)[3])c.lattice, x,
                       (const double(*)[3])c.sites[s].frac, 1, 4, near);
        for (size_t k = 0; k < n; k++) {
          const double d =
              chain_distance((const double(*)[3])c.lattice, x, near[k]);

          nearest = fmin(nearest, d);
          radius = fmin(radius, d - r);
        }
      }
    }
    /* the walk misses the closest point by half a step: h^2/(8 d) */
    CHECK_NEAR(hop->host_ang, nearest, 1e-6);
    CHECK_NEAR(hop->free_radius_ang, radius, 1e-6);
  }
  end(&t);
}

/* The length at which hops percolate is the first that does: with it they do,
 * a little below they do not; the default lists a shell more. */
static void search_goes_as_far_as_percolation(void)
{
  void (*const make[])(crystal *) = {crystal_olivine, crystal_layered,
                                     crystal_fluorite, crystal_scattered};

  for (size_t i = 0; i < sizeof make / sizeof make[0]; i++) {
    for (int d = 1; d <= 3; d++) {
      double length, longest = 0;
      crystal c;
      trial t;

      make[i](&c);
      begin(&t, &c);
      t.options.until_dimension = d;
      find(&t);
      length = iw_hops_percolation_ang(t.hops, IW_HOP_VACANCY, d);
      CHECK(length > 0);
      CHECK_NEAR(iw_hops_cutoff_ang(t.hops, IW_HOP_VACANCY), length + 0.5,
                 1e-9);
      for (size_t k = 0; k < iw_hops_n(t.hops); k++)
        longest = fmax(longest, iw_hops_get(t.hops)[k].length_ang);
      CHECK(longest <= length + 0.5 + 1e-6);
      iw_hops_destroy(t.hops);
      t.options.cutoff_ang = length - 1e-3;
      find(&t);
      CHECK(isnan(iw_hops_percolation_ang(t.hops, IW_HOP_VACANCY, d)));
      iw_hops_destroy(t.hops);
      t.options.cutoff_ang = length;
      find(&t);
      CHECK_NEAR(iw_hops_percolation_ang(t.hops, IW_HOP_VACANCY, d), length,
                 1e-9);
      end(&t);
    }
  }
}

/* A set that is closed, one point of it, and a shifted copy of one give the
 * same places. */
static void empty_positions_are_closed(void)
{
  const double one[1][3] = {{0.5, 0.5, 0.5}};
  const double two[3][3] = {{-0.5, 0.5, 1.5}, {0.5, 0.5, 0.5}, {0, 0, 0}};
  crystal c;
  trial t;

  crystal_fluorite(&c); /* F at 1/4 and 3/4, Ca at 0; a hole at 1/2 */
  begin(&t, &c);
  t.options.mechanisms = IW_HOP_INTERSTITIAL;
  t.options.cutoff_ang = 4;
  t.options.empty_frac = one;
  t.options.n_empty = 1;
  find(&t);
  CHECK_INT(iw_hops_n_sites(t.hops), 3);
  CHECK_INT(iw_hops_n(t.hops), 1);
  CHECK_INT(iw_hops_get(t.hops)[0].multiplicity, 6);
  CHECK_NEAR(iw_hops_get(t.hops)[0].length_ang, 5.463 / sqrt(2), 1e-9);
  iw_hops_destroy(t.hops);
  t.options.empty_frac = two;
  t.options.n_empty = 2;
  find(&t);
  CHECK_INT(iw_hops_n_sites(t.hops), 3);
  end(&t);
}

/* ---- ends ---------------------------------------------------------------- */

/* The site of a structure at a point; -1 when none is. */
static int32_t site_at(const iw_structure *s, const double frac[3])
{
  for (size_t i = 0; i < iw_structure_n_sites(s); i++) {
    double worst = 0;

    for (int k = 0; k < 3; k++) {
      const double d = iw_structure_sites(s)[i].frac[k] - frac[k];

      worst = fmax(worst, fabs(d - rint(d)));
    }
    if (worst < 1e-6)
      return (int32_t)i;
  }
  return -1;
}

/* A place of a hop in the supercell diag(m), fractions. */
static void place_in(const iw_hops *hops, const iw_hop_place *p,
                     const int32_t matrix[3][3], double x[3])
{
  double y[3];

  place_frac(hops, p, y);
  for (int k = 0; k < 3; k++)
    x[k] = y[k] / matrix[k][k];
}

/* Only movers differ, and by what is said. */
static void check_motion(const iw_structure *start, const iw_structure *finish,
                         const iw_hop_ends *info)
{
  const double(*rows)[3] = iw_structure_lattice(start);

  CHECK_INT(iw_structure_n_sites(start), iw_structure_n_sites(finish));
  for (size_t i = 0; i < iw_structure_n_sites(start); i++) {
    const iw_site *a = &iw_structure_sites(start)[i];
    const iw_site *b = &iw_structure_sites(finish)[i];
    double want_frac[3] = {0, 0, 0}, moved[3], zero[3] = {0, 0, 0};

    CHECK_INT(a->element, b->element);
    CHECK_TEXT(a->label, b->label);
    for (int k = 0; k < 3; k++)
      moved[k] = b->frac[k] - a->frac[k];
    for (size_t m = 0; m < info->n_movers; m++) {
      if ((size_t)info->movers[m] != i)
        continue;
      /* a supercell of orthogonal axes: fractions are lengths over edges */
      for (int k = 0; k < 3; k++)
        want_frac[k] = info->displacement_ang[m][k] / rows[k][k];
      CHECK(chain_distance(rows, zero, want_frac) > 0.5);
    }
    for (int k = 0; k < 3; k++)
      CHECK_NEAR(moved[k] - want_frac[k] - rint(moved[k] - want_frac[k]), 0,
                 1e-9);
  }
}

static void check_ends(const trial *t, size_t k, const int32_t matrix[3][3],
                       size_t n_full)
{
  const iw_hop *hop = &iw_hops_get(t->hops)[k];
  const iw_hop_place *p = hop->places;
  iw_structure *start, *finish;
  iw_hop_ends info;
  double x[3][3];

  CHECK_INT(iw_hops_ends(ctx, t->hops, k, matrix, &start, &finish, &info),
            IW_OK);
  if (start == NULL) {
    printf("%s\n", iw_context_message(ctx));
    return;
  }
  check_motion(start, finish, &info);
  for (int i = 0; i < hop->n_places; i++)
    place_in(t->hops, &p[i], matrix, x[i]);
  switch (hop->mechanism) {
  case IW_HOP_VACANCY:
    CHECK_INT(iw_structure_n_sites(start), n_full - 1);
    CHECK_INT(site_at(start, x[1]), -1);
    CHECK_INT(site_at(start, x[0]), info.movers[0]);
    CHECK_INT(site_at(finish, x[0]), -1);
    CHECK_INT(site_at(finish, x[1]), info.movers[0]);
    CHECK_NEAR(info.charge, -1, 1e-9);
    break;
  case IW_HOP_INTERSTITIAL:
    CHECK_INT(iw_structure_n_sites(start), n_full + 1);
    CHECK_INT(info.movers[0], n_full);
    CHECK_INT(site_at(start, x[0]), n_full);
    CHECK_INT(site_at(finish, x[1]), n_full);
    CHECK_NEAR(info.charge, 1, 1e-9);
    break;
  case IW_HOP_KNOCK_OFF:
    CHECK_INT(info.n_movers, 2);
    CHECK_INT(info.movers[0], n_full);
    CHECK_INT(site_at(start, x[0]), n_full);
    CHECK_INT(site_at(start, x[1]), info.movers[1]);
    CHECK_INT(site_at(finish, x[1]), n_full);
    CHECK_INT(site_at(finish, x[2]), info.movers[1]);
    break;
  case IW_HOP_FRENKEL:
    CHECK_INT(iw_structure_n_sites(start), n_full);
    CHECK_INT(site_at(start, x[0]), info.movers[0]);
    CHECK_INT(site_at(finish, x[1]), info.movers[0]);
    CHECK_NEAR(info.charge, 0, 1e-9);
    break;
  }
  iw_structure_destroy(start);
  iw_structure_destroy(finish);
}

/* Every mechanism in olivine, whose channel has an empty place at (0, 1/4,
 * 1/2) in Pnma. */
static void ends_differ_in_the_movers_alone(void)
{
  static const int32_t matrix[3][3] = {{1, 0, 0}, {0, 2, 0}, {0, 0, 3}};
  const double empty[1][3] = {{0.03, 0.25, 0.52}};
  crystal c;
  trial t;

  crystal_olivine(&c);
  begin(&t, &c);
  t.options.mechanisms =
      IW_HOP_VACANCY | IW_HOP_INTERSTITIAL | IW_HOP_KNOCK_OFF | IW_HOP_FRENKEL;
  t.options.cutoff_ang = 4.6;
  t.options.empty_frac = empty;
  t.options.n_empty = 1;
  find(&t);
  for (unsigned bit = 1; bit <= IW_HOP_FRENKEL; bit *= 2)
    CHECK(chain_terms_of(t.hops, (iw_hop_mechanism)bit, have) >= 1);
  for (size_t k = 0; k < iw_hops_n(t.hops); k++)
    check_ends(&t, k, matrix, 28 * 6);
  end(&t);
}

static void ends_are_refused_where_there_are_none(void)
{
  static const int32_t one[3][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
  static const int32_t flat[3][3] = {{1, 0, 0}, {0, 1, 0}, {1, 1, 0}};
  iw_structure *start, *finish;
  iw_hop_ends info;
  crystal c;
  trial t;

  crystal_fluorite(&c);
  begin(&t, &c);
  t.options.cutoff_ang = 4;
  find(&t);
  CHECK_INT(iw_hops_n(t.hops), 2); /* a/2, and a/sqrt 2 = a cell vector */
  CHECK_INT(iw_hops_ends(ctx, t.hops, 1, one, &start, &finish, NULL),
            IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "larger supercell");
  CHECK(start == NULL && finish == NULL);
  CHECK_INT(iw_hops_ends(ctx, t.hops, 2, one, &start, &finish, NULL),
            IW_E_ARGUMENT);
  CHECK_INT(iw_hops_ends(ctx, t.hops, 0, flat, &start, &finish, NULL),
            IW_E_ARGUMENT);
  /* a/2 along each of three axes leads to the same image */
  CHECK_INT(iw_hops_ends(ctx, t.hops, 0, one, &start, &finish, &info), IW_OK);
  CHECK(!info.is_nearest);
  CHECK_NEAR(info.image_distance_ang, 5.463 / sqrt(2), 1e-9);
  iw_structure_destroy(start);
  iw_structure_destroy(finish);
  end(&t);
  crystal_olivine(&c);
  c.sites[1].occupancy = 0.5;
  begin(&t, &c);
  find(&t);
  CHECK_INT(iw_hops_ends(ctx, t.hops, 0, one, &start, &finish, NULL),
            IW_E_STRUCTURE);
  CHECK_HOLDS(iw_context_message(ctx), "occupancy 0.5");
  end(&t);
}

/* ---- options --------------------------------------------------------------
 */

static void refuse(trial *t, iw_status status, const char *part)
{
  iw_hops *hops = (iw_hops *)t; /* anything but NULL */

  CHECK_INT(iw_hops_find(ctx, t->structure, t->symmetry, &t->options, &hops),
            status);
  CHECK(hops == NULL);
  CHECK_HOLDS(iw_context_message(ctx), part);
  iw_hops_options_default(&t->options);
  t->options.mobile_element = 3;
}

static void bad_options_are_refused(void)
{
  const double bad[1][3] = {{0, NAN, 0}}, on_site[1][3] = {{0.01, 0, 0}};
  crystal c;
  trial t;

  crystal_olivine(&c);
  begin(&t, &c);
  t.options.struct_size = 1;
  refuse(&t, IW_E_ARGUMENT, "options of size 1");
  t.options.mobile_element = 0;
  refuse(&t, IW_E_ARGUMENT, "mobile element 0");
  t.options.mechanisms = 16;
  refuse(&t, IW_E_ARGUMENT, "mechanisms 16");
  t.options.cutoff_ang = NAN;
  refuse(&t, IW_E_ARGUMENT, "cutoff nan");
  t.options.until_dimension = 4;
  refuse(&t, IW_E_ARGUMENT, "4 directions");
  t.options.shell_ang = -1;
  refuse(&t, IW_E_ARGUMENT, "shell -1");
  t.options.min_angle_deg = 181;
  refuse(&t, IW_E_ARGUMENT, "181 degrees");
  t.options.merge_ang = 0;
  refuse(&t, IW_E_ARGUMENT, "merged within 0");
  t.options.empty_frac = bad;
  t.options.n_empty = 1;
  refuse(&t, IW_E_ARGUMENT, "empty position 0");
  t.options.mobile_element = 11;
  refuse(&t, IW_E_STRUCTURE, "no Na and no empty position");
  t.options.mechanisms = IW_HOP_KNOCK_OFF;
  t.options.empty_frac = on_site;
  t.options.n_empty = 1;
  refuse(&t, IW_E_STRUCTURE, "no empty position for Li");
  t.options.cutoff_ang = 50;
  t.options.mechanisms = IW_HOP_VACANCY;
  end(&t);
}

static void names_count_within_a_mechanism(void)
{
  const double empty[1][3] = {{0.5, 0.5, 0.5}};
  char name[IW_HOP_NAME_SIZE];
  crystal c;
  trial t;

  crystal_fluorite(&c);
  begin(&t, &c);
  t.options.mechanisms = IW_HOP_VACANCY | IW_HOP_KNOCK_OFF;
  t.options.cutoff_ang = 3;
  t.options.empty_frac = empty;
  t.options.n_empty = 1;
  find(&t);
  iw_hops_name(t.hops, 0, name);
  CHECK_TEXT(name, "vacancy-1");
  iw_hops_name(t.hops, 1, name);
  CHECK_TEXT(name, "knock-off-1");
  CHECK_TEXT(iw_hops_mechanism_name((iw_hop_mechanism)3), "");
  CHECK(isnan(iw_hops_cutoff_ang(t.hops, IW_HOP_FRENKEL)));
  CHECK_NEAR(iw_hops_mobile_charge(t.hops), -1, 1e-12);
  CHECK_INT(iw_hops_mobile_element(t.hops), 9);
  end(&t);
}

int main(void)
{
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  RUN(written_crystals_match_brute_force);
  RUN(random_crystals_match_brute_force);
  RUN(description_does_not_matter);
  RUN(diagonals_of_one_midpoint_stay_apart);
  RUN(hops_through_ions_are_marked);
  RUN(bottleneck_matches_a_walk);
  RUN(search_goes_as_far_as_percolation);
  RUN(empty_positions_are_closed);
  RUN(ends_differ_in_the_movers_alone);
  RUN(ends_are_refused_where_there_are_none);
  RUN(bad_options_are_refused);
  RUN(names_count_within_a_mechanism);
  iw_context_destroy(ctx);
  return check_report();
}
