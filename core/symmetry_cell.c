/* SPDX-License-Identifier: BSD-3-Clause */
/* A cell fit for the group search, and the exact way back from it: integers
 * connect it with the cell of the structure. */
#include "symmetry.h"

#include <math.h>
#include <string.h>

#include "lattice.h"
#include "vec3.h"

/* |a||b||c|/V above which the search runs in the reduced cell: spglib compares
 * positions by rounding fractional differences, which fails in skewed cells.
 * Others go in as they are, so that standard settings stay recognisable. */
#define SKEWED 2.0

void iwi_search_cell_choose(const iw_structure *structure,
                            iwi_search_cell *cell)
{
  iwi_lattice lattice;
  double edges = 1, sign;
  int as_given;

  iwi_lattice_init(&lattice, iw_structure_lattice(structure));
  for (int i = 0; i < 3; i++)
    edges *= iwi_norm3(lattice.rows[i]);
  as_given = edges < SKEWED * lattice.volume;
  memcpy(cell->rows, as_given ? lattice.rows : lattice.reduced,
         sizeof cell->rows);
  sign = iwi_det3((const double(*)[3])cell->rows) < 0 ? -1 : 1;
  for (int i = 0; i < 3; i++) {
    double row[3];

    for (int k = 0; k < 3; k++)
      cell->rows[i][k] *= sign;
    iwi_row_times3(cell->rows[i], (const double(*)[3])lattice.inverse, row);
    for (int k = 0; k < 3; k++)
      cell->m[i][k] = (int32_t)lround(row[k]);
  }
}

/* Exact inverse of an integer matrix with determinant +-1. */
static void unimodular_inverse(const int32_t m[3][3], int32_t out[3][3])
{
  int32_t det = 0;

  for (int i = 0; i < 3; i++) {
    const int32_t *a = m[(i + 1) % 3], *b = m[(i + 2) % 3];

    for (int k = 0; k < 3; k++)
      out[k][i] =
          a[(k + 1) % 3] * b[(k + 2) % 3] - a[(k + 2) % 3] * b[(k + 1) % 3];
  }
  for (int k = 0; k < 3; k++)
    det += m[0][k] * out[k][0];
  for (int i = 0; i < 9; i++)
    out[i / 3][i % 3] *= det;
}

void iwi_search_cell_frac(const iwi_search_cell *cell, const double in[3],
                          double out[3])
{
  int32_t inverse[3][3];

  unimodular_inverse((const int32_t(*)[3])cell->m, inverse);
  for (int k = 0; k < 3; k++) {
    double x = 0;

    /* frac of the structure = frac of the search cell times m */
    for (int i = 0; i < 3; i++)
      x += in[i] * inverse[i][k];
    out[k] = iwi_wrap1(x);
  }
}

/* x = P y with P the transpose of m takes the search cell's fractions y to the
 * structure's x, so the rotation becomes P R P^-1, the translation P t. */
void iwi_search_cell_operation(const iwi_search_cell *cell,
                               const int rotation[3][3],
                               const double translation[3], iw_operation *out)
{
  int32_t inverse[3][3], half[3][3];

  unimodular_inverse((const int32_t(*)[3])cell->m, inverse);
  for (int i = 0; i < 3; i++) {
    double t = 0;

    for (int k = 0; k < 3; k++) {
      half[i][k] = 0;
      for (int j = 0; j < 3; j++)
        half[i][k] += cell->m[j][i] * rotation[j][k];
      t += cell->m[k][i] * translation[k];
    }
    out->translation[i] = iwi_wrap1(t);
  }
  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++) {
      out->rotation[i][k] = 0;
      for (int j = 0; j < 3; j++)
        out->rotation[i][k] += half[i][j] * inverse[k][j];
    }
  }
}
