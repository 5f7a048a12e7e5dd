/* SPDX-License-Identifier: BSD-3-Clause */
/* From "2x2x2" or nine integers to the matrix of a supercell. */
#include "supercell_option.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* No larger entry is of use: the index is bounded by the same number. It keeps
 * the determinant far inside 64 bits. */
#define MAX_ENTRY IW_SUPERCELL_MAX_INDEX

/* n integers with a separator between them and nothing behind. */
static int scan_integers(const char *text, char separator, int n, long least,
                         long *values)
{
  for (int i = 0; i < n; i++) {
    const char *digits = text + (text[0] == '-' || text[0] == '+');
    char *end;

    if (digits[0] < '0' || digits[0] > '9') /* strtol would skip blanks */
      return 0;
    values[i] = strtol(text, &end, 10);
    if (values[i] < least || values[i] > MAX_ENTRY ||
        *end != (i + 1 < n ? separator : '\0'))
      return 0;
    text = end + 1;
  }
  return 1;
}

static int scan_matrix(const char *text, int32_t m[3][3])
{
  long values[9];

  memset(m, 0, 9 * sizeof m[0][0]);
  if (scan_integers(text, 'x', 3, 1, values)) {
    for (int k = 0; k < 3; k++)
      m[k][k] = (int32_t)values[k];
    return 1;
  }
  if (!scan_integers(text, ',', 9, -MAX_ENTRY, values))
    return 0;
  for (int k = 0; k < 9; k++)
    m[k / 3][k % 3] = (int32_t)values[k];
  return 1;
}

static int64_t determinant(const int32_t m[3][3])
{
  int64_t sum = 0;

  for (int k = 0; k < 3; k++) {
    const int i = (k + 1) % 3, j = (k + 2) % 3;

    sum += m[0][k] * ((int64_t)m[1][i] * m[2][j] - (int64_t)m[1][j] * m[2][i]);
  }
  return sum;
}

iw_status supercell_option_matrix(session *c, int32_t m[3][3], int *given)
{
  const char *text = args_text(&c->a, "supercell");
  int64_t index;

  *given = text != NULL;
  if (text == NULL)
    text = "1x1x1";
  if (!scan_matrix(text, m))
    return session_fail(c, IW_E_ARGUMENT,
                        "--supercell is %.80s, want three counts such as "
                        "2x2x2 or nine integers such as 1,1,0,-1,1,0,0,0,1",
                        text);
  index = determinant((const int32_t(*)[3])m);
  if (index == 0)
    return session_fail(c, IW_E_ARGUMENT,
                        "--supercell %.80s has determinant 0, want three "
                        "independent vectors",
                        text);
  if (llabs(index) > IW_SUPERCELL_MAX_INDEX)
    return session_fail(c, IW_E_ARGUMENT,
                        "--supercell %.80s repeats the cell %lld times, want "
                        "at most %d",
                        text, llabs(index), IW_SUPERCELL_MAX_INDEX);
  return IW_OK;
}

void supercell_option_invert(const double m[3][3], double out[3][3])
{
  double det = 0;

  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++)
      out[k][i] = m[(i + 1) % 3][(k + 1) % 3] * m[(i + 2) % 3][(k + 2) % 3] -
                  m[(i + 1) % 3][(k + 2) % 3] * m[(i + 2) % 3][(k + 1) % 3];
  }
  for (int k = 0; k < 3; k++)
    det += m[0][k] * out[k][0];
  for (int i = 0; i < 9; i++)
    out[i / 3][i % 3] /= det;
}

void supercell_option_in_primitive(const int32_t given[3][3],
                                   const iw_structure *structure,
                                   const iw_structure *primitive,
                                   int32_t matrix[3][3])
{
  const double(*rows)[3] = iw_structure_lattice(structure);
  double inverse[3][3];
  int32_t cell[3][3];

  supercell_option_invert(iw_structure_lattice(primitive), inverse);
  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++) {
      double x = 0;

      for (int m = 0; m < 3; m++)
        x += rows[i][m] * inverse[m][k];
      cell[i][k] = (int32_t)lrint(x);
    }
  }
  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++) {
      matrix[i][k] = 0;
      for (int m = 0; m < 3; m++)
        matrix[i][k] += given[i][m] * cell[m][k];
    }
  }
}
