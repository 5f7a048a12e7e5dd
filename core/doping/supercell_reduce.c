/* SPDX-License-Identifier: BSD-3-Clause */
/* The reduced cell of a supercell that is easiest to read: the Minkowski
 * reduction leaves a choice wherever lengths tie, as they do in cubic lattices,
 * and the order and the signs of the rows. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lattice.h"
#include "supercell_shapes.h"
#include "vec3.h"

/* Relative: lengths that differ by less are equal but for rounding. */
#define SAME_LENGTH 1e-9

/* A short vector of the supercell, in cell vectors of the parent. */
typedef struct edge {
  int32_t v[3];
  double square; /* Angstrom^2 */
} edge;

/* Sums and differences of the rows of a reduced cell: every other reduced cell
 * of the lattice is made of these. */
static void list_edges(const double rows[3][3], const double inverse[3][3],
                       edge edges[27])
{
  for (int i = 0; i < 27; i++) {
    const double n[3] = {i / 9 - 1, i / 3 % 3 - 1, i % 3 - 1};
    double cart[3], frac[3];

    iwi_row_times3(n, rows, cart);
    iwi_row_times3(cart, inverse, frac);
    for (int k = 0; k < 3; k++)
      edges[i].v[k] = (int32_t)lround(frac[k]);
    edges[i].square = iwi_dot3(cart, cart);
  }
}

/* How far the rows are from positive multiples of the parent's axes. */
static int64_t off_axes(const edge *const row[3])
{
  int64_t sum = 0;

  for (int i = 0; i < 9; i++)
    sum += llabs(row[i / 3]->v[i % 3]);
  for (int i = 0; i < 3; i++)
    sum -= row[i]->v[i];
  return sum;
}

/* Three rows whose squares add up to least span a reduced cell: none of the
 * successive minima can be undercut. */
static int is_reduced(const edge *const row[3], int32_t index, double least)
{
  double m[3][3];

  if (row[0]->square + row[1]->square + row[2]->square >
      least * (1 + SAME_LENGTH))
    return 0;
  for (int i = 0; i < 9; i++)
    m[i / 3][i % 3] = row[i / 3]->v[i % 3];
  return fabs(iwi_det3((const double(*)[3])m) - index) < 0.5;
}

void iwi_supercell_reduce(int32_t matrix[3][3], int32_t index,
                          const double lattice[3][3])
{
  double rows[3][3], inverse[3][3], least = 0;
  int64_t closest = INT64_MAX;
  edge edges[27];

  for (int i = 0; i < 3; i++) {
    const double row[3] = {matrix[i][0], matrix[i][1], matrix[i][2]};

    iwi_row_times3(row, lattice, rows[i]);
  }
  iwi_lattice_reduce(rows);
  for (int i = 0; i < 3; i++)
    least += iwi_dot3(rows[i], rows[i]);
  iwi_inverse3(lattice, inverse);
  list_edges((const double(*)[3])rows, (const double(*)[3])inverse, edges);
  for (int code = 0; code < 27 * 27 * 27; code++) {
    const edge *const row[3] = {&edges[code / 729], &edges[code / 27 % 27],
                                &edges[code % 27]};

    if (!is_reduced(row, index, least) || off_axes(row) >= closest)
      continue;
    closest = off_axes(row);
    for (int i = 0; i < 3; i++)
      memcpy(matrix[i], row[i]->v, sizeof row[i]->v);
  }
}
