/* SPDX-License-Identifier: BSD-3-Clause */
/* Point defects: numbers known from geometry, and pairs against a search that
 * maps every pair by every operation as points in space. */
#include "check.h"

#include <stdlib.h>

#include <ionway/ionway.h>

#include "crystals.h"

enum { MAX_POINTS = 512 };

static iw_context *ctx;
static const int32_t unit[3][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};

/* A crystal with the images of one free position as interstitials. */
typedef struct host {
  iw_structure *structure;
  iw_symmetry *symmetry;
  double frac[MAX_POINTS][3];
  size_t n;
} host;

static int coincide(const double a[3], const double b[3])
{
  for (int k = 0; k < 3; k++) {
    const double d = a[k] - b[k];

    if (fabs(d - floor(d + 0.5)) > 1e-3)
      return 0;
  }
  return 1;
}

static size_t find_point(const double (*points)[3], size_t n, const double x[3])
{
  size_t i = 0;

  while (i < n && !coincide(points[i], x))
    i++;
  return i;
}

static void operate(const iw_operation *o, const double x[3], double out[3])
{
  for (int i = 0; i < 3; i++) {
    out[i] = o->translation[i];
    for (int k = 0; k < 3; k++)
      out[i] += o->rotation[i][k] * x[k];
  }
}

static void host_begin(host *h, iw_structure *structure, const double seed[3])
{
  memset(h, 0, sizeof *h);
  h->structure = structure;
  CHECK_INT(iw_symmetry_find(ctx, structure, 0.01, &h->symmetry), IW_OK);
  for (size_t o = 0; seed != NULL && o < iw_symmetry_n_operations(h->symmetry);
       o++) {
    double image[3];

    operate(&iw_symmetry_operations(h->symmetry)[o], seed, image);
    if (find_point((const double(*)[3])h->frac, h->n, image) == h->n)
      memcpy(h->frac[h->n++], image, sizeof image);
  }
}

static void host_from(host *h, const crystal *c, const double seed[3])
{
  iw_structure *structure;

  CHECK_INT(crystal_structure(ctx, c, &structure), IW_OK);
  host_begin(h, structure, seed);
}

static void host_end(host *h)
{
  iw_symmetry_destroy(h->symmetry);
  iw_structure_destroy(h->structure);
}

static iw_defects *find_by(int by_supercell, const host *h, int32_t mobile,
                           const int32_t matrix[3][3], unsigned kinds,
                           double max_pair)
{
  iw_defects_options options;
  iw_defects *d = NULL;

  iw_defects_options_default(&options);
  options.by_supercell = by_supercell;
  memcpy(options.matrix, matrix, sizeof options.matrix);
  options.mobile_element = mobile;
  options.kinds = kinds;
  options.min_pair_ang = 0;
  options.max_pair_ang = max_pair;
  options.interstitial_frac = h->frac;
  options.n_interstitials = h->n;
  CHECK_INT(iw_defects_find(ctx, h->structure, h->symmetry, &options, &d),
            IW_OK);
  return d;
}

static iw_defects *find(const host *h, int32_t mobile,
                        const int32_t matrix[3][3], unsigned kinds,
                        double max_pair)
{
  return find_by(0, h, mobile, matrix, kinds, max_pair);
}

static void check_defect(const iw_defects *d, size_t i, iw_defect_kind kind,
                         int64_t multiplicity, double charge)
{
  CHECK(i < iw_defects_n(d));
  if (i >= iw_defects_n(d))
    return;
  CHECK_INT(iw_defects_get(d)[i].kind, kind);
  CHECK_INT(iw_defects_get(d)[i].multiplicity, multiplicity);
  CHECK_NEAR(iw_defects_get(d)[i].charge, charge, 0);
}

/* NaCl, primitive cell; edge of the cube 5.64 Angstrom */
static void rock_salt(crystal *c)
{
  crystal_begin(c, "rock salt", 11, 1, 0, 0, 0);
  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++)
      c->lattice[i][k] = i == k ? 0 : 2.82;
  }
  crystal_add(c, 11, 1, 0, 0, 0);
  crystal_add(c, 17, -1, 0.5, 0.5, 0.5);
}

/* Twice the cube: 32 Na, 64 tetrahedral places. Of these, a vacancy has 8 at
 * sqrt(3)/4 of the edge, 24 at sqrt(11)/4, 24 at sqrt(19)/4, and 8 at
 * sqrt(27)/4, where the 24 at (5,1,1)/4 are nearer on the other side. */
static void rock_salt_has_one_of_each(void)
{
  static const int32_t cube[3][3] = {{-2, 2, 2}, {2, -2, 2}, {2, 2, -2}};
  static const double tetrahedral[3] = {0.25, 0.25, 0.25};
  static const int squares[4] = {3, 11, 19, 27}, shell[4] = {8, 24, 24, 8};
  iw_defects *d;
  crystal c;
  host h;

  rock_salt(&c);
  host_from(&h, &c, tetrahedral);
  CHECK_INT(h.n, 2);
  d = find(&h, 11, cube, 7, 20);
  CHECK_INT(iw_defects_n(d), 6);
  check_defect(d, 0, IW_DEFECT_VACANCY, 32, -1);
  check_defect(d, 1, IW_DEFECT_INTERSTITIAL, 64, 1);
  for (size_t i = 0; i < 4; i++) {
    check_defect(d, 2 + i, IW_DEFECT_FRENKEL, 32 * shell[i], 0);
    CHECK_NEAR(iw_defects_get(d)[2 + i].distance_ang,
               0.25 * 5.64 * sqrt(squares[i]), 1e-9);
  }
  CHECK(isnan(iw_defects_get(d)[0].distance_ang));
  CHECK_INT(iw_defects_get(d)[0].interstitial, -1);
  CHECK_INT(iw_defects_get(d)[1].vacancy, -1);
  iw_defects_destroy(d);
  /* by default half the distance of images: the edge of the cube */
  d = find(&h, 11, cube, IW_DEFECT_FRENKEL, 0);
  CHECK_INT(iw_defects_n(d), 2);
  iw_defects_destroy(d);
  host_end(&h);
}

static void vacancies_are_the_orbits_of_the_sites(void)
{
  static const int32_t twice[3][3] = {{1, 0, 0}, {0, 2, 0}, {0, 0, 2}};
  const char *path = IONWAY_SOURCE_DIR "/samples/Li3PO4-gamma/structure.cif";
  iw_structure *structure = NULL;
  iw_defects *d;
  crystal c;
  host h;

  crystal_olivine(&c);
  host_from(&h, &c, NULL);
  d = find(&h, 3, twice, 7, 0);
  CHECK_INT(iw_defects_n(d), 1);
  check_defect(d, 0, IW_DEFECT_VACANCY, 16, -1);
  iw_defects_destroy(d);
  host_end(&h);
  /* Li on 8d and 4c; the file's states are not known: nor is the charge */
  CHECK_INT(iw_structure_read_file(ctx, path, NULL, &structure), IW_OK);
  host_begin(&h, structure, NULL);
  d = find(&h, 3, twice, IW_DEFECT_VACANCY, 0);
  CHECK_INT(iw_defects_n(d), 2);
  CHECK_INT(iw_defects_get(d)[0].multiplicity, 32);
  CHECK_INT(iw_defects_get(d)[1].multiplicity, 16);
  iw_defects_destroy(d);
  host_end(&h);
}

/* ---- brute force ----------------------------------------------------- */

static void invert(const int32_t m[3][3], double out[3][3])
{
  double det = 0;

  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++) {
      const int a = (k + 1) % 3, b = (k + 2) % 3, p = (i + 1) % 3,
                q = (i + 2) % 3;

      out[i][k] = (double)(m[a][p] * m[b][q] - m[a][q] * m[b][p]);
    }
  }
  for (int k = 0; k < 3; k++)
    det += m[0][k] * out[k][0];
  for (int i = 0; i < 9; i++)
    out[i / 3][i % 3] /= det;
}

static void times(const double v[3], const double m[3][3], double out[3])
{
  for (int k = 0; k < 3; k++)
    out[k] = v[0] * m[0][k] + v[1] * m[1][k] + v[2] * m[2][k];
}

/* All copies of the points in the supercell, in its fractions. */
static size_t repeat(const double (*points)[3], size_t n,
                     const double inverse[3][3], int reach, double (*out)[3])
{
  size_t found = 0;

  for (size_t i = 0; i < n; i++) {
    for (int code = 0, w = 2 * reach + 1; code < w * w * w; code++) {
      const double at[3] = {points[i][0] + code / (w * w) - reach,
                            points[i][1] + code / w % w - reach,
                            points[i][2] + code % w - reach};
      double x[3];

      times(at, inverse, x);
      if (find_point((const double(*)[3])out, found, x) == found)
        memcpy(out[found++], x, sizeof x);
    }
  }
  return found;
}

/* Does the rotation map the vectors of the supercell on such? */
static int keeps(const iw_operation *o, const int32_t m[3][3],
                 const double inverse[3][3])
{
  static const double zero[3];

  for (int i = 0; i < 3; i++) {
    double turned[3], x[3];

    for (int k = 0; k < 3; k++)
      turned[k] = o->rotation[k][0] * m[i][0] + o->rotation[k][1] * m[i][1] +
                  o->rotation[k][2] * m[i][2];
    times(turned, inverse, x);
    if (!coincide(x, zero))
      return 0;
  }
  return 1;
}

/* Where an operation and a translation (parent fractions) take the points. */
static void map_points(const iw_operation *o, const double shift[3],
                       const double matrix[3][3], const double inverse[3][3],
                       const double (*points)[3], size_t n, size_t *images)
{
  for (size_t i = 0; i < n; i++) {
    double x[3], y[3];

    times(points[i], matrix, x);
    operate(o, x, y);
    for (int k = 0; k < 3; k++)
      y[k] += shift[k];
    times(y, inverse, x);
    images[i] = find_point(points, n, x);
    CHECK(images[i] < n);
  }
}

static size_t root_of(size_t *parents, size_t i)
{
  while (parents[i] != i)
    i = parents[i] = parents[parents[i]];
  return i;
}

typedef struct shell {
  double distance;
  int64_t multiplicity;
} shell;

static int by_shell(const void *a, const void *b)
{
  const shell *p = a, *q = b;

  if (fabs(p->distance - q->distance) > 1e-7)
    return p->distance < q->distance ? -1 : 1;
  return (p->multiplicity > q->multiplicity) -
         (p->multiplicity < q->multiplicity);
}

static double shortest(const iw_structure *s, const double a[3],
                       const double b[3])
{
  const double(*rows)[3] = iw_structure_lattice(s);
  double best = INFINITY;

  for (int code = 0; code < 343; code++) { /* three cells far: small skew */
    const double d[3] = {b[0] - a[0] + code / 49 - 3,
                         b[1] - a[1] + code / 7 % 7 - 3,
                         b[2] - a[2] + code % 7 - 3};
    double x[3];

    times(d, rows, x);
    best = fmin(best, sqrt(x[0] * x[0] + x[1] * x[1] + x[2] * x[2]));
  }
  return best;
}

static size_t brute_pairs(const host *h, const iw_defects *d, int32_t mobile,
                          const int32_t m[3][3], shell *shells)
{
  static double vacant[MAX_POINTS][3], filled[MAX_POINTS][3];
  static double mobiles[MAX_POINTS][3], shifts[MAX_POINTS][3];
  static size_t v_image[MAX_POINTS], i_image[MAX_POINTS];
  static size_t parents[MAX_POINTS * 64];
  static const double origin[1][3];
  const iw_structure *supercell =
      iw_supercell_structure(iw_defects_supercell(d));
  const iw_site *sites = iw_structure_sites(h->structure);
  double inverse[3][3], matrix[3][3];
  size_t n_mobile = 0, nv, ni, nt, n = 0;

  for (size_t i = 0; i < iw_structure_n_sites(h->structure); i++) {
    if (sites[i].element == mobile)
      memcpy(mobiles[n_mobile++], sites[i].frac, sizeof *mobiles);
  }
  for (int i = 0; i < 9; i++)
    matrix[i / 3][i % 3] = m[i / 3][i % 3];
  invert(m, inverse);
#define ROWS(a) ((const double(*)[3])(a))
  nv = repeat(ROWS(mobiles), n_mobile, ROWS(inverse), 4, vacant);
  ni = repeat(ROWS(h->frac), h->n, ROWS(inverse), 4, filled);
  nt = repeat(origin, 1, ROWS(inverse), 4, shifts);
  CHECK(nv * ni <= sizeof parents / sizeof *parents);
  for (size_t p = 0; p < nv * ni; p++)
    parents[p] = p;
  for (size_t o = 0; o < iw_symmetry_n_operations(h->symmetry); o++) {
    const iw_operation *operation = &iw_symmetry_operations(h->symmetry)[o];

    if (!keeps(operation, m, ROWS(inverse)))
      continue;
    for (size_t t = 0; t < nt; t++) {
      double shift[3];

      times(shifts[t], ROWS(matrix), shift);
      map_points(operation, shift, ROWS(matrix), ROWS(inverse), ROWS(vacant),
                 nv, v_image);
      map_points(operation, shift, ROWS(matrix), ROWS(inverse), ROWS(filled),
                 ni, i_image);
      for (size_t p = 0; p < nv * ni; p++)
        parents[root_of(parents, p)] =
            root_of(parents, v_image[p / ni] * ni + i_image[p % ni]);
    }
  }
  for (size_t p = 0; p < nv * ni; p++) {
    int64_t members = 0;

    if (root_of(parents, p) != p)
      continue;
    for (size_t q = 0; q < nv * ni; q++)
      members += root_of(parents, q) == p;
    shells[n].distance = shortest(supercell, vacant[p / ni], filled[p % ni]);
    shells[n++].multiplicity = members;
  }
#undef ROWS
  qsort(shells, n, sizeof *shells, by_shell);
  return n;
}

static size_t listed_pairs(const iw_defects *d, shell *shells)
{
  size_t n = 0;

  for (size_t i = 0; i < iw_defects_n(d); i++) {
    if (iw_defects_get(d)[i].kind != IW_DEFECT_FRENKEL)
      continue;
    shells[n].distance = iw_defects_get(d)[i].distance_ang;
    shells[n++].multiplicity = iw_defects_get(d)[i].multiplicity;
  }
  qsort(shells, n, sizeof *shells, by_shell);
  return n;
}

static void compare_pairs(const crystal *c, const double seed[3],
                          const int32_t matrix[3][3])
{
  static shell listed[4096], brute[4096];
  iw_defects *d;
  size_t n, n_brute;
  int64_t sum = 0, n_mobile = 0;
  host h;

  host_from(&h, c, seed);
  d = find_by(1, &h, c->mobile, matrix, IW_DEFECT_FRENKEL, 1000);
  n = listed_pairs(d, listed);
  n_brute = brute_pairs(&h, d, c->mobile, matrix, brute);
  CHECK_INT(n, n_brute);
  for (size_t i = 0; i < n && i < n_brute; i++) {
    CHECK_NEAR(listed[i].distance, brute[i].distance, 1e-6);
    CHECK_INT(listed[i].multiplicity, brute[i].multiplicity);
    sum += listed[i].multiplicity;
  }
  for (size_t i = 0; i < c->n_sites; i++)
    n_mobile += c->sites[i].element == c->mobile;
  {
    const int64_t index = iw_supercell_index(iw_defects_supercell(d));

    CHECK_INT(sum, index * n_mobile * index * (int64_t)h.n);
  }
  iw_defects_destroy(d);
  host_end(&h);
}

static void pairs_are_those_of_all_operations(void)
{
  static const int32_t wide[3][3] = {{1, 0, 0}, {0, 2, 0}, {0, 0, 1}};
  static const int32_t hexagonal[3][3] = {{1, 1, 0}, {-1, 2, 0}, {0, 0, 1}};
  static const int32_t skew[3][3] = {{1, 1, 0}, {0, 2, 1}, {-1, 0, 1}};
  static const int32_t cube[3][3] = {{-1, 1, 1}, {1, -1, 1}, {1, 1, -1}};
  static const int32_t left[3][3] = {{0, 2, 0}, {1, 0, 0}, {0, 0, 1}};
  static const double olivine[3] = {0.0836, 0.75, 0.0967};
  static const double layered[3] = {0, 0, 0.8583};
  static const double fluorite[3] = {0.5, 0.5, 0.5};
  static const double anywhere[3] = {0.1, 0.23, 0.37};
  crystal c;

  crystal_olivine(&c);
  compare_pairs(&c, olivine, unit);
  compare_pairs(&c, olivine, wide);
  compare_pairs(&c, olivine, left);
  crystal_layered(&c);
  compare_pairs(&c, layered, unit);
  compare_pairs(&c, layered, hexagonal);
  crystal_fluorite(&c);
  compare_pairs(&c, fluorite, skew);
  compare_pairs(&c, fluorite, cube);
  compare_pairs(&c, anywhere, cube);
  rock_salt(&c);
  compare_pairs(&c, fluorite, unit);
  crystal_scattered(&c);
  compare_pairs(&c, anywhere, wide);
}

/* ---- supercells of low symmetry -------------------------------------- */

/* Each defect of one supercell in another one: as many a cell, as far apart.
 * Pairs up to 4.5 Angstrom are their own nearest images in both. */
static void same_in_supercells(const crystal *c, const double seed[3],
                               const int32_t high[3][3],
                               const int32_t low[3][3])
{
  iw_defects *a, *b, *split;
  host h;

  host_from(&h, c, seed);
  a = find_by(1, &h, c->mobile, high, 7, 4.5);
  b = find(&h, c->mobile, low, 7, 4.5);
  split = find_by(1, &h, c->mobile, low, 7, 4.5);
  CHECK(iw_supercell_image_distance_ang(iw_defects_supercell(a)) > 9);
  CHECK(iw_supercell_image_distance_ang(iw_defects_supercell(b)) > 9);
  CHECK_INT(iw_defects_n(a), iw_defects_n(b));
  CHECK(iw_defects_n(split) > iw_defects_n(b));
  for (size_t i = 0; i < iw_defects_n(a) && i < iw_defects_n(b); i++) {
    const iw_defect *x = &iw_defects_get(a)[i], *y = &iw_defects_get(b)[i];

    CHECK_INT(x->kind, y->kind);
    CHECK_INT(x->multiplicity * iw_supercell_index(iw_defects_supercell(b)),
              y->multiplicity * iw_supercell_index(iw_defects_supercell(a)));
    if (x->kind == IW_DEFECT_FRENKEL)
      CHECK_NEAR(x->distance_ang, y->distance_ang, 1e-6);
  }
  iw_defects_destroy(a);
  iw_defects_destroy(b);
  iw_defects_destroy(split);
  host_end(&h);
}

static void supercells_of_low_symmetry_split_nothing(void)
{
  static const int32_t cube[3][3] = {{-2, 2, 2}, {2, -2, 2}, {2, 2, -2}};
  static const int32_t skew[3][3] = {{3, 0, 0}, {0, 3, 1}, {1, 0, 3}};
  static const int32_t plates[3][3] = {{4, 0, 0}, {0, 4, 0}, {0, 0, 1}};
  static const int32_t oblique[3][3] = {{4, 1, 0}, {0, 4, 0}, {1, 0, 1}};
  static const double tetrahedral[3] = {0.25, 0.25, 0.25};
  static const double layered[3] = {0, 0, 0.8583};
  crystal c;

  rock_salt(&c);
  same_in_supercells(&c, tetrahedral, cube, skew);
  crystal_layered(&c);
  same_in_supercells(&c, layered, plates, oblique);
}

/* ---- description ----------------------------------------------------- */

/* Rows of the supercell stay the same vectors in space. */
static void follow(const int32_t m[3][3], const int32_t u[3][3],
                   int32_t out[3][3])
{
  double inverse[3][3];

  invert(u, inverse);
  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++)
      out[i][k] =
          (int32_t)lrint(m[i][0] * inverse[0][k] + m[i][1] * inverse[1][k] +
                         m[i][2] * inverse[2][k]);
  }
}

static void same_in_another_description(void)
{
  static const int32_t u[3][3] = {{1, 1, 0}, {0, 1, 0}, {-1, 0, 1}};
  static const int32_t wide[3][3] = {{1, 0, 0}, {0, 2, 0}, {0, 0, 2}};
  static const double shift[3] = {0.13, 0.71, 0.29};
  static shell before[4096], after[4096];
  static const double seed[3] = {0.0836, 0.75, 0.0967};
  double inverse[3][3], moved[3];
  int32_t matrix[3][3];
  iw_defects *d;
  crystal c;
  host h;
  size_t n;

  crystal_olivine(&c);
  host_from(&h, &c, seed);
  d = find(&h, 3, wide, 7, 8);
  n = listed_pairs(d, before);
  CHECK(n > 4);
  iw_defects_destroy(d);
  host_end(&h);
  crystal_rebase(&c, u);
  crystal_shift(&c, shift);
  crystal_reverse(&c);
  invert(u, inverse);
  times(seed, (const double(*)[3])inverse, moved);
  for (int k = 0; k < 3; k++)
    moved[k] += shift[k];
  follow(wide, u, matrix);
  host_from(&h, &c, moved);
  d = find(&h, 3, (const int32_t(*)[3])matrix, 7, 8);
  check_defect(d, 0, IW_DEFECT_VACANCY, 16, -1);
  check_defect(d, 1, IW_DEFECT_INTERSTITIAL, 16, 1);
  CHECK_INT(listed_pairs(d, after), n);
  for (size_t i = 0; i < n; i++) {
    CHECK_NEAR(after[i].distance, before[i].distance, 1e-6);
    CHECK_INT(after[i].multiplicity, before[i].multiplicity);
  }
  iw_defects_destroy(d);
  host_end(&h);
}

/* ---- structures, refusals -------------------------------------------- */

static size_t count(const iw_structure *s, int32_t element)
{
  size_t n = 0;

  for (size_t i = 0; i < iw_structure_n_sites(s); i++)
    n += iw_structure_sites(s)[i].element == element;
  return n;
}

static void structures_hold_what_the_list_says(void)
{
  static const int32_t wide[3][3] = {{1, 0, 0}, {0, 2, 0}, {0, 0, 2}};
  static const double seed[3] = {0.0836, 0.75, 0.0967};
  iw_structure *s;
  iw_defects *d;
  crystal c;
  host h;

  crystal_olivine(&c);
  host_from(&h, &c, seed);
  d = find(&h, 3, wide, 7, 0);
  for (size_t i = 0; i < iw_defects_n(d); i++) {
    const iw_defect *defect = &iw_defects_get(d)[i];
    const iw_structure *whole = iw_supercell_structure(iw_defects_supercell(d));
    const size_t n = iw_structure_n_sites(whole);

    CHECK_INT(iw_defects_structure(ctx, d, i, &s), IW_OK);
    CHECK_INT(count(s, 3),
              16 - (defect->vacancy >= 0) + (defect->interstitial >= 0));
    CHECK_INT(iw_structure_n_sites(s) - count(s, 3), n - 16);
    CHECK_NEAR(iw_structure_charge(s), defect->charge, 1e-9);
    if (defect->kind == IW_DEFECT_FRENKEL) {
      const iw_site *last = &iw_structure_sites(s)[n - 1];

      CHECK_TEXT(last->label, "Li_i");
      CHECK_NEAR(shortest(s, iw_structure_sites(whole)[defect->vacancy].frac,
                          last->frac),
                 defect->distance_ang, 1e-9);
    }
    iw_structure_destroy(s);
  }
  CHECK_INT(iw_defects_structure(ctx, d, iw_defects_n(d), &s), IW_E_ARGUMENT);
  CHECK(s == NULL);
  iw_defects_destroy(d);
  host_end(&h);
}

static void refuse(const host *h, const iw_defects_options *options,
                   iw_status status, const char *part)
{
  iw_defects *d;

  CHECK_INT(iw_defects_find(ctx, h->structure, h->symmetry, options, &d),
            status);
  CHECK(d == NULL);
  CHECK_HOLDS(iw_context_message(ctx), part);
}

static void bad_requests_are_refused(void)
{
  static const double nowhere[1][3] = {{0.1, 0.2, 0.3}};
  iw_defects_options options;
  crystal c;
  host h;

  crystal_olivine(&c);
  host_from(&h, &c, NULL);
  iw_defects_options_default(&options);
  options.mobile_element = 3;
  options.kinds = 0;
  refuse(&h, &options, IW_E_ARGUMENT, "kinds 0");
  options.kinds = 8;
  refuse(&h, &options, IW_E_ARGUMENT, "kinds 8");
  options.kinds = 7;
  options.max_pair_ang = NAN;
  refuse(&h, &options, IW_E_ARGUMENT, "pairs");
  options.max_pair_ang = 0;
  options.matrix[2][2] = 0;
  refuse(&h, &options, IW_E_ARGUMENT, "");
  options.matrix[2][2] = 1;
  options.mobile_element = 11;
  refuse(&h, &options, IW_E_STRUCTURE, "no Na");
  options.mobile_element = 3;
  options.interstitial_frac = nowhere; /* one of eight images */
  options.n_interstitials = 1;
  refuse(&h, &options, IW_E_SYMMETRY, "");
  host_end(&h);
  for (size_t i = 0; i < 4; i++)
    c.sites[i].occupancy = 0.5;
  host_from(&h, &c, NULL);
  refuse(&h, &options, IW_E_STRUCTURE, "occupancy 0.5");
  host_end(&h);
}

int main(void)
{
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  RUN(rock_salt_has_one_of_each);
  RUN(vacancies_are_the_orbits_of_the_sites);
  RUN(pairs_are_those_of_all_operations);
  RUN(supercells_of_low_symmetry_split_nothing);
  RUN(same_in_another_description);
  RUN(structures_hold_what_the_list_says);
  RUN(bad_requests_are_refused);
  iw_context_destroy(ctx);
  return check_report();
}
