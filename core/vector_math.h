/* SPDX-License-Identifier: BSD-3-Clause */
/* Functions for the inside of vector loops: plain arithmetic without calls,
 * which gcc and clang vectorise for every instruction set. */
#ifndef IONWAY_CORE_VECTOR_MATH_H
#define IONWAY_CORE_VECTOR_MATH_H

#include <stdint.h>
#include <string.h>

#define IWI_INLINE static inline __attribute__((always_inline))

/* exp(x) for |x| < 700: x = n ln2 + r, |r| <= ln2/2, and a polynomial for
 * exp(r) = 1 + r + r^2 p(r), p of degree 8 through the Chebyshev nodes
 * (relative error 1.2e-15). Adding 1.5 * 2^52 rounds to an integer and leaves
 * it in the low bits. */
IWI_INLINE double iwi_fast_exp(double x)
{
  const double round_magic = 6755399441055744.0;
  const double shifted = x * 1.4426950408889634 + round_magic;
  const double n = shifted - round_magic;
  /* ln2 in two parts: n * high is exact */
  const double r =
      (x - n * 6.93147180369123816490e-01) - n * 1.90821492927058770002e-10;
  const double r2 = r * r, r4 = r2 * r2;
  const double p01 = 0.5 + r * 0.16666666666648288149;
  const double p23 = 0.041666666666651355025 + r * 0.0083333333537293971516;
  const double p45 = 0.0013888888905881542497 + r * 0.00019841208732536383125;
  const double p67 = 2.4801536388690767814e-05 + r * 2.7625115578287629342e-06;
  const double p = (p01 + r2 * p23) +
                   r4 * ((p45 + r2 * p67) + r4 * 2.7613806861538288093e-07);
  const double e = 1.0 + (r + r2 * p);
  int64_t bits, power;
  double result;

  memcpy(&power, &shifted, sizeof power);
  memcpy(&bits, &e, sizeof bits);
  bits += (int64_t)((uint64_t)power << 52);
  memcpy(&result, &bits, sizeof result);
  return result;
}

/* erfc(r/length)/r for 0 < r <= 6 lengths, with z = r/length as
 * exp(-z^2) q(s)/r, s = (t - 5/8)/(3/8), t = 2/(2 + z): q of degree 16 through
 * the Chebyshev nodes (relative error 8.5e-14). One division serves both t and
 * 1/r: the divider is what this loop waits for. Hands out exp(-z^2) and 1/r
 * besides. */
IWI_INLINE double iwi_fast_erfc_parts(double r, double length,
                                      double per_length, double *gauss,
                                      double *per_r)
{
  const double wide = 2.0 * length + r, z = r * per_length;
  const double inverse = 1.0 / (wide * r);
  const double s = 16.0 / 3.0 * length * r * inverse - 5.0 / 3.0;
  const double s2 = s * s, s4 = s2 * s2, s8 = s4 * s4;
  const double q0 = (0.37853741692923972184 + s * 0.42218758361341632254) +
                    s2 * (0.16940759095457558211 + s * 0.032993429479377647997);
  const double q4 =
      (-0.0016702444084341979938 - s * 0.0016653643868063992838) +
      s2 * (0.000133584321925956272 + s * 0.00010054201553498426832);
  const double q8 =
      (-2.2700489183885635006e-05 - s * 4.2714587374887716082e-06) +
      s2 * (2.8392404382723251022e-06 - s * 2.8184223700685070683e-07);
  const double q12 =
      (-2.0045978207410798659e-07 + s * 8.6213262782827665961e-08) +
      s2 * (-4.2817134788500738925e-09 - s * 7.5340832866919131118e-09);
  const double q =
      (q0 + s4 * q4) + s8 * ((q8 + s4 * q12) + s8 * 2.0932078706385690076e-09);

  *gauss = iwi_fast_exp(-z * z);
  *per_r = wide * inverse;
  return *gauss * q * *per_r;
}

IWI_INLINE double iwi_fast_erfc_over(double r, double length, double per_length)
{
  double gauss, per_r;

  return iwi_fast_erfc_parts(r, length, per_length, &gauss, &per_r);
}

/* cos and sin of 2 pi t for |t| <= 1/2: the nearest quarter turn is taken off,
 * Taylor series to x^16 and x^15 do the rest (|x| <= pi/4, where the next terms
 * are below 1e-17). */
IWI_INLINE void iwi_fast_turn(double t, double *cosine, double *sine)
{
  const double round_magic = 6755399441055744.0;
  const double quarter = (4 * t + round_magic) - round_magic;
  const double x = 6.283185307179586 * (t - 0.25 * quarter), y = x * x;
  const double s =
      x + x * y *
              (-1.0 / 6 +
               y * (1.0 / 120 +
                    y * (-1.0 / 5040 +
                         y * (1.0 / 362880 +
                              y * (-1.0 / 39916800 +
                                   y * (1.0 / 6227020800.0 +
                                        y * (-1.0 / 1307674368000.0)))))));
  const double c =
      1 +
      y * (-1.0 / 2 +
           y * (1.0 / 24 + y * (-1.0 / 720 +
                                y * (1.0 / 40320 +
                                     y * (-1.0 / 3628800 +
                                          y * (1.0 / 479001600.0 +
                                               y * (-1.0 / 87178291200.0 +
                                                    y / 20922789888000.0)))))));
  /* quarter is -2..2: +-1 exchanges the two, +-2 turns both around */
  const double odd = quarter * quarter == 1.0 ? 1.0 : 0.0;
  const double turned = quarter * quarter == 4.0 ? -1.0 : 1.0;
  const double sign = quarter < 0 ? -1.0 : 1.0;

  *cosine = odd != 0.0 ? -sign * s : turned * c;
  *sine = odd != 0.0 ? sign * c : turned * s;
}

#endif
