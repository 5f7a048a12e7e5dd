/* SPDX-License-Identifier: BSD-3-Clause */
/* Inline 3-vectors and 3x3 matrices. Lattice vectors are rows, so a Cartesian
 * point is frac times lattice. */
#ifndef IONWAY_VEC3_H
#define IONWAY_VEC3_H

#include <math.h>
#include <stdint.h>

static inline double iwi_dot3(const double a[3], const double b[3])
{
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static inline double iwi_norm3(const double a[3])
{
  return sqrt(iwi_dot3(a, a));
}

static inline void iwi_cross3(const double a[3], const double b[3],
                              double out[3])
{
  out[0] = a[1] * b[2] - a[2] * b[1];
  out[1] = a[2] * b[0] - a[0] * b[2];
  out[2] = a[0] * b[1] - a[1] * b[0];
}

static inline double iwi_det3(const double m[3][3])
{
  double c[3];

  iwi_cross3(m[1], m[2], c);
  return iwi_dot3(m[0], c);
}

/* out = row vector v times m; out must not be v */
static inline void iwi_row_times3(const double v[3], const double m[3][3],
                                  double out[3])
{
  for (int k = 0; k < 3; k++)
    out[k] = v[0] * m[0][k] + v[1] * m[1][k] + v[2] * m[2][k];
}

/* out = m times column vector v; out must not be v */
static inline void iwi_times_col3(const double m[3][3], const double v[3],
                                  double out[3])
{
  for (int i = 0; i < 3; i++)
    out[i] = iwi_dot3(m[i], v);
}

/* Inverse; the caller has made sure that the determinant is not zero. */
static inline void iwi_inverse3(const double m[3][3], double out[3][3])
{
  const double scale = 1.0 / iwi_det3(m);
  double c[3];

  for (int i = 0; i < 3; i++) {
    iwi_cross3(m[(i + 1) % 3], m[(i + 2) % 3], c);
    for (int k = 0; k < 3; k++)
      out[k][i] = c[k] * scale;
  }
}

/* x into [0, 1); a value that rounds to 1 becomes 0 */
static inline double iwi_wrap1(double x)
{
  const double y = x - floor(x);

  return y < 1.0 ? y : 0.0;
}

#endif
