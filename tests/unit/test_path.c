/* SPDX-License-Identifier: BSD-3-Clause */
/* The path object and its guesses, against lengths and places worked out by
 * hand and brute force over images. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include <ionway/path.h>

#include "check.h"

static iw_context *ctx;

/* Two atoms in a skew cell; the second goes from (1,1,1) to (3,1,1). */
static const double cell[3][3] = {{6, 0, 0}, {1, 7, 0}, {0, 0.5, 8}};
static const int32_t elements[2] = {8, 3};
static const double charges[2] = {-2, 1};
static const double two[4][3] = {{0, 0, 0}, {1, 1, 1}, {0, 0, 0}, {3, 1, 1}};

static iw_path_spec spec_of_two(void)
{
  iw_path_spec spec;

  iw_path_spec_default(&spec);
  memcpy(spec.lattice_ang, cell, sizeof cell);
  spec.n_atoms = 2;
  spec.elements = elements;
  spec.charges = charges;
  spec.n_images = 2;
  spec.cart_ang = two;
  return spec;
}

static iw_path *ends_of_two(void)
{
  const iw_path_spec spec = spec_of_two();
  iw_path *path;

  CHECK_INT(iw_path_create(ctx, &spec, &path), IW_OK);
  return path;
}

static void keeps_what_it_is_given(void)
{
  iw_path *path = ends_of_two();

  CHECK_INT(iw_path_n_atoms(path), 2);
  CHECK_INT(iw_path_n_images(path), 2);
  CHECK_INT(iw_path_mover(path), 1);
  CHECK(iw_path_types(path) == NULL && iw_path_frozen(path) == NULL);
  CHECK_INT(iw_path_elements(path)[1], 3);
  CHECK_NEAR(iw_path_charges(path)[0], -2, 0);
  CHECK_NEAR(iw_path_image(path, 1)[1][0], 3, 0);
  CHECK_NEAR(iw_path_lattice(path)[1][0], 1, 0);
  iw_path_destroy(path);
}

static void refused(const iw_path_spec *spec, const char *part)
{
  iw_path *path;

  CHECK_INT(iw_path_create(ctx, spec, &path), IW_E_ARGUMENT);
  CHECK(path == NULL);
  CHECK_HOLDS(iw_context_message(ctx), part);
}

static void refuses_nonsense(void)
{
  const uint8_t frozen[2] = {0, 1};
  double bad[4][3];
  iw_path_spec spec = spec_of_two();

  spec.n_images = 1;
  refused(&spec, "1 images");
  spec = spec_of_two();
  spec.frozen = frozen;
  refused(&spec, "atom 2 is frozen but goes 2 Angstrom");
  spec = spec_of_two();
  memcpy(bad, two, sizeof bad);
  bad[3][2] = NAN;
  spec.cart_ang = (const double(*)[3])bad;
  refused(&spec, "image 1, atom 2");
  spec = spec_of_two();
  memset(spec.lattice_ang[2], 0, sizeof spec.lattice_ang[2]);
  refused(&spec, "flat");
  spec = spec_of_two();
  spec.n_atoms = 0;
  refused(&spec, "0 atoms");
  spec = spec_of_two();
  spec.struct_size = 3;
  refused(&spec, "size 3");
  spec = spec_of_two();
  spec.mover = 2;
  refused(&spec, "mover 2");
}

static void goes_straight(void)
{
  iw_path *ends = ends_of_two(), *path;
  double s[5];

  CHECK_INT(iw_path_straight(ctx, ends, 5, &path), IW_OK);
  iw_path_coordinate(path, s);
  for (int i = 0; i < 5; i++) {
    CHECK_NEAR(iw_path_image(path, (size_t)i)[1][0], 1 + 0.5 * i, 1e-15);
    CHECK_NEAR(s[i], 0.5 * i, 1e-14);
  }
  iw_path_destroy(path);
  iw_path_destroy(ends);
}

/* From (1,1,1) up to (1,2,1), over to (3,2,1), down: 4 Angstrom in all. */
static void goes_through_waypoints(void)
{
  static const double over[2][3] = {{1, 2, 1}, {3, 2, 1}};
  static const double want[5][3] = {
      {1, 1, 1}, {1, 2, 1}, {2, 2, 1}, {3, 2, 1}, {3, 1, 1}};
  iw_path *ends = ends_of_two(), *path;

  CHECK_INT(iw_path_through(ctx, ends, over, 2, 5, &path), IW_OK);
  for (size_t i = 0; i < 5; i++)
    for (int c = 0; c < 3; c++)
      CHECK_NEAR(iw_path_image(path, i)[1][c], want[i][c], 1e-14);
  iw_path_destroy(path);
  CHECK_INT(iw_path_through(ctx, ends, NULL, 0, 3, &path), IW_OK);
  CHECK_NEAR(iw_path_image(path, 1)[1][0], 2, 1e-14);
  iw_path_destroy(path);
  iw_path_destroy(ends);
}

static void runs_backwards(void)
{
  iw_path *ends = ends_of_two(), *path, *back;

  CHECK_INT(iw_path_straight(ctx, ends, 4, &path), IW_OK);
  CHECK_INT(iw_path_reversed(ctx, path, &back), IW_OK);
  for (size_t i = 0; i < 4; i++)
    CHECK(memcmp(iw_path_image(path, i), iw_path_image(back, 3 - i),
                 2 * sizeof(double[3])) == 0);
  CHECK_INT(iw_path_mover(back), 1);
  iw_path_destroy(back);
  iw_path_destroy(path);
  iw_path_destroy(ends);
}

static void becomes_a_structure(void)
{
  iw_path *ends = ends_of_two();
  iw_structure *s;

  CHECK_INT(iw_path_structure(ctx, ends, 1, &s), IW_OK);
  CHECK_INT(iw_structure_n_sites(s), 2);
  /* z = 8 w, y = 7 v + 0.5 w, x = 6 u + v */
  CHECK_NEAR(iw_structure_sites(s)[1].frac[2], 0.125, 1e-15);
  CHECK_NEAR(iw_structure_sites(s)[1].frac[1], 0.9375 / 7, 1e-15);
  CHECK_NEAR(iw_structure_sites(s)[1].frac[0], (3 - 0.9375 / 7) / 6, 1e-15);
  CHECK_NEAR(iw_structure_sites(s)[1].oxidation, 1, 0);
  iw_structure_destroy(s);
  CHECK_INT(iw_path_structure(ctx, ends, 2, &s), IW_E_ARGUMENT);
  CHECK(s == NULL);
  iw_path_destroy(ends);
}

static double brute(const iw_path *path)
{
  const double(*l)[3] = iw_path_lattice(path);
  const size_t n = iw_path_n_atoms(path);
  double best = HUGE_VAL;

  for (size_t i = 0; i < iw_path_n_images(path); i++)
    for (size_t k = 0; k < n * n * 343; k++) {
      const size_t a = k / (n * 343), b = k / 343 % n, m = k % 343;
      const int cells[3] = {(int)(m / 49) - 3, (int)(m / 7 % 7) - 3,
                            (int)(m % 7) - 3};
      double sum = 0;

      for (int c = 0; c < 3; c++) {
        const double d = iw_path_image(path, i)[b][c] -
                         iw_path_image(path, i)[a][c] + cells[0] * l[0][c] +
                         cells[1] * l[1][c] + cells[2] * l[2][c];

        sum += d * d;
      }
      if (sum > 1e-20 || a != b)
        best = fmin(best, sqrt(sum));
    }
  return best;
}

static void finds_the_closest_pair(void)
{
  iw_path_spec spec = spec_of_two();
  iw_path *ends = ends_of_two(), *path;
  double d;
  size_t image;
  int32_t pair[2];

  CHECK_INT(iw_path_straight(ctx, ends, 6, &path), IW_OK);
  CHECK_INT(iw_path_closest(ctx, path, &d, &image, pair), IW_OK);
  CHECK_NEAR(d, brute(path), 1e-12);
  CHECK_INT(image, 0);
  CHECK_INT(pair[0] + pair[1], 1);
  iw_path_destroy(path);
  iw_path_destroy(ends);
  spec.n_atoms = 1; /* only its own images are left, 6 Angstrom off */
  CHECK_INT(iw_path_create(ctx, &spec, &path), IW_OK);
  CHECK_INT(iw_path_closest(ctx, path, &d, NULL, NULL), IW_OK);
  CHECK_NEAR(d, 6, 1e-12);
  iw_path_destroy(path);
}

static iw_path *ends_of(double scale, const double (*x)[3], size_t n,
                        const uint8_t *frozen)
{
  static const int32_t many[4] = {8, 8, 3, 3};
  static double scaled[8][3];
  iw_path_spec spec;
  iw_path *ends;

  iw_path_spec_default(&spec);
  for (int c = 0; c < 3; c++)
    spec.lattice_ang[c][c] = 10 * scale;
  for (size_t k = 0; k < 2 * n; k++)
    for (int c = 0; c < 3; c++)
      scaled[k][c] = scale * x[k][c];
  spec.n_atoms = n;
  spec.elements = many;
  spec.frozen = frozen;
  spec.n_images = 2;
  spec.cart_ang = (const double(*)[3])scaled;
  CHECK_INT(iw_path_create(ctx, &spec, &ends), IW_OK);
  return ends;
}

static double gap(const iw_path *path, size_t i)
{
  const double(*x)[3] = iw_path_image(path, i);
  double sum = 0;

  for (int c = 0; c < 3; c++)
    sum += (x[1][c] - x[0][c]) * (x[1][c] - x[0][c]);
  return sqrt(sum);
}

/* Atom 2 goes half round atom 1: 1 Angstrom apart halfway on the line, but 2
 * and 2.4 Angstrom at the ends. */
static void changes_distances_evenly(void)
{
  static const double x[4][3] = {
      {5, 5, 5}, {7, 5, 5}, {5, 5, 5}, {3.2, 6.587450786638754, 5}};
  static const uint8_t frozen[2] = {1, 0};

  for (int k = 0; k < 3; k++) {
    const double scale = k == 0 ? 1 : k == 1 ? 30 : 0.1;
    iw_path *ends = ends_of(scale, x, 2, frozen), *path;

    CHECK_INT(iw_path_idpp(ctx, ends, 5, &path), IW_OK);
    /* the periodic images, 8 Angstrom off, want their distances, too: a weight
     * of (2/8)^4 times their sine leaves a hundredth */
    for (size_t i = 0; i < 5; i++)
      CHECK_NEAR(gap(path, i) / scale, 2 + 0.1 * (double)i, 0.03);
    CHECK_NEAR(iw_path_image(path, 2)[0][0] / scale, 5, 1e-12);
    iw_path_destroy(path);
    iw_path_destroy(ends);
  }
}

/* Through the middle of another atom, and across a face of the cell, where the
 * nearest image of atom 1 changes on the way. */
static void goes_around_an_atom(void)
{
  static const double x[4][3] = {{5, 5, 5}, {3, 5, 5}, {5, 5, 5}, {7, 5, 5}};
  static const double y[4][3] = {{9, 5, 5}, {11, 5, 5}, {9, 5, 5}, {15, 5, 5}};
  static const uint8_t frozen[2] = {1, 0};
  iw_path *ends = ends_of(1, x, 2, frozen), *path;
  double d;

  CHECK_INT(iw_path_idpp(ctx, ends, 5, &path), IW_OK);
  CHECK_INT(iw_path_closest(ctx, path, &d, NULL, NULL), IW_OK);
  CHECK(d > 1.5);
  iw_path_destroy(path);
  iw_path_destroy(ends);
  /* 2 from one image of atom 1 at the start, 4 from the next at the end: no
   * pair is taken for another */
  ends = ends_of(1, y, 2, frozen);
  CHECK_INT(iw_path_idpp(ctx, ends, 5, &path), IW_OK);
  for (size_t i = 0; i < 5; i++)
    CHECK_NEAR(iw_path_image(path, i)[1][0], 11 + (double)i, 0.1);
  iw_path_destroy(path);
  iw_path_destroy(ends);
}

int main(void)
{
  if (iw_context_create(&ctx) != IW_OK)
    return 1;
  RUN(keeps_what_it_is_given);
  RUN(refuses_nonsense);
  RUN(goes_straight);
  RUN(goes_through_waypoints);
  RUN(runs_backwards);
  RUN(becomes_a_structure);
  RUN(finds_the_closest_pair);
  RUN(changes_distances_evenly);
  RUN(goes_around_an_atom);
  iw_context_destroy(ctx);
  return check_report();
}
