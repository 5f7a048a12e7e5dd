/* SPDX-License-Identifier: BSD-3-Clause */
/* Hermite normal forms. A sublattice of index n holds n times every integer
 * vector, so all entries can be kept below n and nothing grows. */
#include "hermite.h"

#include <stdlib.h>
#include <string.h>

#include <ionway/supercell.h>

#include "context.h"

/* Six products of three entries of this size stay below 2^63. */
#define MAX_ENTRY 1000000

static int64_t floor_div(int64_t a, int64_t b)
{
  const int64_t q = a / b;

  return q - (a % b < 0);
}

static int64_t mod(int64_t a, int64_t b)
{
  const int64_t r = a % b;

  return r < 0 ? r + b : r;
}

static int64_t determinant(const int32_t m[3][3])
{
  int64_t det = 0;

  for (int k = 0; k < 3; k++) {
    const int i = (k + 1) % 3, j = (k + 2) % 3;

    det += (int64_t)m[0][k] *
           ((int64_t)m[1][i] * m[2][j] - (int64_t)m[1][j] * m[2][i]);
  }
  return det;
}

iw_status iwi_hermite_create(iw_context *ctx, const int32_t matrix[3][3],
                             iwi_hermite *out)
{
  int64_t rows[3][3], det;

  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++) {
      rows[i][k] = matrix[i][k];
      if (llabs(rows[i][k]) > MAX_ENTRY)
        return iwi_fail(ctx, IW_E_LIMIT,
                        "supercell matrix: entry %lld, want at most %d",
                        (long long)rows[i][k], MAX_ENTRY);
    }
  }
  det = llabs(determinant(matrix));
  if (det == 0)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "supercell matrix: determinant 0, want three independent "
                    "rows");
  if (det > IW_SUPERCELL_MAX_INDEX)
    return iwi_fail(ctx, IW_E_LIMIT,
                    "supercell matrix: %lld cells, want at most %d",
                    (long long)det, IW_SUPERCELL_MAX_INDEX);
  iwi_hermite_span((const int64_t(*)[3])rows, 3, (int32_t)det, out);
  return IW_OK;
}

/* Euclid's algorithm on entries k of two rows, which makes that of v zero. Only
 * components up to k differ from 0; they are kept in 0 .. n - 1. */
static void eliminate(int64_t row[3], int64_t v[3], int k, int64_t n)
{
  while (v[k] != 0) {
    const int64_t q = row[k] / v[k];

    for (int j = 0; j <= k; j++) {
      const int64_t rest = row[j] - q * v[j];

      row[j] = v[j];
      v[j] = j == k ? rest : mod(rest, n);
    }
  }
}

void iwi_hermite_span(const int64_t (*rows)[3], size_t n_rows, int32_t modulus,
                      iwi_hermite *out)
{
  const int64_t n = modulus;
  int64_t h[3][3] = {{n, 0, 0}, {0, n, 0}, {0, 0, n}};

  for (size_t i = 0; i < n_rows; i++) {
    int64_t v[3];

    for (int k = 0; k < 3; k++)
      v[k] = mod(rows[i][k], n);
    for (int k = 2; k >= 0; k--)
      eliminate(h[k], v, k, n);
  }
  for (int i = 1; i < 3; i++) {
    for (int j = i - 1; j >= 0; j--) {
      const int64_t q = floor_div(h[i][j], h[j][j]);

      for (int k = 0; k <= j; k++)
        h[i][k] -= q * h[j][k];
    }
  }
  out->index = (int32_t)(h[0][0] * h[1][1] * h[2][2]);
  for (int i = 0; i < 9; i++)
    out->row[i / 3][i % 3] = (int32_t)h[i / 3][i % 3];
}

int32_t iwi_hermite_class(const iwi_hermite *h, const int64_t v[3])
{
  const int32_t(*row)[3] = (const int32_t(*)[3])h->row;
  const int64_t z = floor_div(v[2], row[2][2]);
  const int64_t v1 = v[1] - z * row[2][1];
  const int64_t y = floor_div(v1, row[1][1]);
  const int64_t v0 = v[0] - z * row[2][0] - y * row[1][0];
  const int64_t x = mod(v0, row[0][0]);

  return (int32_t)((x * row[1][1] + v1 - y * row[1][1]) * row[2][2] + v[2] -
                   z * row[2][2]);
}

void iwi_hermite_vector(const iwi_hermite *h, int32_t number, int32_t v[3])
{
  v[2] = number % h->row[2][2];
  number /= h->row[2][2];
  v[1] = number % h->row[1][1];
  v[0] = number / h->row[1][1];
}

void iwi_hermite_turn(const int32_t rotation[3][3], const int32_t v[3],
                      int64_t out[3])
{
  for (int i = 0; i < 3; i++) {
    out[i] = 0;
    for (int k = 0; k < 3; k++)
      out[i] += (int64_t)rotation[i][k] * v[k];
  }
}

void iwi_hermite_rotate(const iwi_hermite *h, const int32_t rotation[3][3],
                        iwi_hermite *out)
{
  int64_t rows[3][3];

  for (int i = 0; i < 3; i++)
    iwi_hermite_turn(rotation, h->row[i], rows[i]);
  iwi_hermite_span((const int64_t(*)[3])rows, 3, h->index, out);
}

int iwi_hermite_keeps(const iwi_hermite *h, const int32_t rotation[3][3])
{
  int64_t v[3];

  for (int i = 0; i < 3; i++) {
    iwi_hermite_turn(rotation, h->row[i], v);
    if (iwi_hermite_class(h, v) != 0)
      return 0;
  }
  return 1;
}

void iwi_hermite_first(int32_t index, iwi_hermite *h)
{
  memset(h, 0, sizeof *h);
  h->index = index;
  h->row[0][0] = h->row[1][1] = 1;
  h->row[2][2] = index;
}

/* The least divisor of n above d; 0 when d is n. */
static int32_t next_divisor(int32_t n, int32_t d)
{
  if (d >= n)
    return 0;
  while (n % ++d != 0)
    ;
  return d;
}

int iwi_hermite_next(iwi_hermite *h)
{
  int32_t(*row)[3] = h->row;
  int32_t d;

  if (++row[2][1] < row[1][1])
    return 1;
  row[2][1] = 0;
  if (++row[2][0] < row[0][0])
    return 1;
  row[2][0] = 0;
  d = next_divisor(h->index / row[0][0], row[1][1]);
  if (d == 0) {
    d = 1;
    if (++row[1][0] == row[0][0]) {
      row[1][0] = 0;
      row[0][0] = next_divisor(h->index, row[0][0]);
      if (row[0][0] == 0)
        return 0;
    }
  }
  row[1][1] = d;
  row[2][2] = h->index / row[0][0] / d;
  return 1;
}

int iwi_hermite_compare(const iwi_hermite *a, const iwi_hermite *b)
{
  for (int i = 0; i < 9; i++) {
    const int32_t x = a->row[i / 3][i % 3], y = b->row[i / 3][i % 3];

    if (x != y)
      return x < y ? -1 : 1;
  }
  return 0;
}
