/* SPDX-License-Identifier: BSD-3-Clause */
/* Cell geometry. Minkowski reduction by repeated closest-vector steps
 * [nguyen2009]: in three dimensions the greedy algorithm is exact. */
#include "lattice.h"

#include <float.h>
#include <string.h>

#include "vec3.h"

static void swap_rows(double a[3], double b[3])
{
  double t[3];

  memcpy(t, a, sizeof t);
  memcpy(a, b, sizeof t);
  memcpy(b, t, sizeof t);
}

static void sort_by_length(double b[3][3])
{
  for (int pass = 0; pass < 2; pass++) {
    for (int i = 0; i < 2; i++) {
      if (iwi_dot3(b[i + 1], b[i + 1]) < iwi_dot3(b[i], b[i]))
        swap_rows(b[i], b[i + 1]);
    }
  }
}

/* Shortest b[2] + x b[0] + y b[1], integers x and y, for b[0], b[1] reduced.
 * Returns whether it got shorter by more than rounding. */
static int shorten_third(double b[3][3])
{
  const double g00 = iwi_dot3(b[0], b[0]), g11 = iwi_dot3(b[1], b[1]);
  const double g01 = iwi_dot3(b[0], b[1]);
  const double g02 = iwi_dot3(b[0], b[2]), g12 = iwi_dot3(b[1], b[2]);
  const double det = g00 * g11 - g01 * g01;
  const double x0 = -floor((g02 * g11 - g12 * g01) / det + 0.5);
  const double y0 = -floor((g12 * g00 - g02 * g01) / det + 0.5);
  const double before = iwi_dot3(b[2], b[2]);
  double best[3], shortest = before;

  memcpy(best, b[2], sizeof best);
  for (int dx = -1; dx <= 1; dx++) {
    for (int dy = -1; dy <= 1; dy++) {
      double v[3];

      for (int k = 0; k < 3; k++)
        v[k] = b[2][k] + (x0 + dx) * b[0][k] + (y0 + dy) * b[1][k];
      /* 1e-12 relative: equal lengths must not alternate for ever */
      if (iwi_dot3(v, v) < shortest * (1 - 1e-12)) {
        shortest = iwi_dot3(v, v);
        memcpy(best, v, sizeof best);
      }
    }
  }
  memcpy(b[2], best, sizeof best);
  return shortest < before;
}

void iwi_lattice_reduce(double b[3][3])
{
  /* Each round shortens a vector by a finite factor; 200 is far beyond what
   * any double-precision cell needs. */
  for (int round = 0; round < 200; round++) {
    sort_by_length(b);
    for (int inner = 0; inner < 200; inner++) {
      const double mu =
          floor(iwi_dot3(b[0], b[1]) / iwi_dot3(b[0], b[0]) + 0.5);

      if (mu == 0.0) /* an exact integer from floor */
        break;
      for (int k = 0; k < 3; k++)
        b[1][k] -= mu * b[0][k];
      if (iwi_dot3(b[1], b[1]) < iwi_dot3(b[0], b[0]))
        swap_rows(b[0], b[1]);
    }
    if (!shorten_third(b))
      break;
  }
}

int iwi_lattice_init(iwi_lattice *lattice, const double rows[3][3])
{
  double det, longest = 0;

  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++) {
      if (!isfinite(rows[i][k]) || fabs(rows[i][k]) > 1e6)
        return 0;
    }
    longest = fmax(longest, iwi_norm3(rows[i]));
  }
  memcpy(lattice->rows, rows, sizeof lattice->rows);
  det = iwi_det3(rows);
  /* a cell under 1e-3 A^3, or flatter than 1e-6 of a cube, holds no atom */
  if (fabs(det) < 1e-3 || fabs(det) < 1e-6 * longest * longest * longest)
    return 0;
  lattice->volume = fabs(det);
  iwi_inverse3(rows, lattice->inverse);
  for (int i = 0; i < 3; i++) {
    double c[3];

    iwi_cross3(rows[(i + 1) % 3], rows[(i + 2) % 3], c);
    lattice->width[i] = lattice->volume / iwi_norm3(c);
  }
  memcpy(lattice->reduced, rows, sizeof lattice->reduced);
  iwi_lattice_reduce(lattice->reduced);
  iwi_inverse3((const double(*)[3])lattice->reduced, lattice->reduced_inverse);
  return 1;
}

double iwi_lattice_shortest(const iwi_lattice *lattice, const double d_frac[3],
                            double out[3])
{
  const double(*b)[3] = (const double(*)[3])lattice->reduced;
  double cart[3], frac[3], shortest = DBL_MAX;

  iwi_row_times3(d_frac, (const double(*)[3])lattice->rows, cart);
  iwi_row_times3(cart, (const double(*)[3])lattice->reduced_inverse, frac);
  for (int k = 0; k < 3; k++)
    frac[k] -= floor(frac[k] + 0.5);
  iwi_row_times3(frac, b, cart);
  for (int image = 0; image < 27; image++) {
    const int n[3] = {image / 9 - 1, image / 3 % 3 - 1, image % 3 - 1};
    double v[3];

    for (int k = 0; k < 3; k++)
      v[k] = cart[k] + n[0] * b[0][k] + n[1] * b[1][k] + n[2] * b[2][k];
    if (iwi_dot3(v, v) < shortest) {
      shortest = iwi_dot3(v, v);
      if (out != NULL)
        memcpy(out, v, sizeof v);
    }
  }
  return sqrt(shortest);
}
