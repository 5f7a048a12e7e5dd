/* SPDX-License-Identifier: BSD-3-Clause */
/* Vector kernels of the bond-valence site energy.
 *
 * Everything inside the loops is plain arithmetic (own exp, no calls), which
 * gcc and clang vectorise for every instruction set; one binary carries the
 * variants and picks one at load time. The file is compiled with fused
 * multiply-add allowed (see CMakeLists.txt): results are the same for any
 * thread count, and agree between instruction sets to rounding. */
#include "bvse_kernel.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "machine.h"

/* exp(x) for |x| < 700: x = n ln2 + r, |r| <= ln2/2, and a polynomial for
 * exp(r) = 1 + r + r^2 p(r), p of degree 8 through the Chebyshev nodes
 * (relative error 1.2e-15). Adding 1.5 * 2^52 rounds to an integer and leaves
 * it in the low bits. */
static inline __attribute__((always_inline)) double fast_exp(double x)
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
 * 1/r: the divider is what this loop waits for. */
static inline __attribute__((always_inline)) double
fast_erfc_over(double r, double length, double per_length)
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

  return fast_exp(-z * z) * q * (wide * inverse);
}

IWI_EVERY_MACHINE
void iwi_bvse_add_attraction(size_t n_points, const double *restrict x,
                             const double *restrict y, const double *restrict z,
                             size_t n_images,
                             const double (*restrict images)[3], double half_d0,
                             double alpha, double r_min, double cutoff,
                             double *restrict energy)
{
  const double cutoff2 = cutoff * cutoff, offset = alpha * r_min;
  const double floor2 = IWI_MIN_DISTANCE_ANG * IWI_MIN_DISTANCE_ANG;

  for (size_t i = 0; i < n_images; i++) {
    const double x0 = images[i][0], y0 = images[i][1], z0 = images[i][2];

#pragma omp simd
    for (size_t p = 0; p < n_points; p++) {
      const double dx = x[p] - x0, dy = y[p] - y0, dz = z[p] - z0;
      const double r2 = dx * dx + dy * dy + dz * dz;
      const double r = sqrt(r2 > floor2 ? r2 : floor2);
      const double e = fast_exp(offset - alpha * r);
      const double value = half_d0 * (e * e - 2.0 * e);

      energy[p] += r2 <= cutoff2 ? value : 0.0;
    }
  }
}

IWI_EVERY_MACHINE
void iwi_bvse_add_repulsion(size_t n_points, const double *restrict x,
                            const double *restrict y, const double *restrict z,
                            size_t n_images, const double (*restrict images)[3],
                            double strength, double length, double cutoff,
                            double *restrict energy)
{
  const double cutoff2 = cutoff * cutoff, per_length = 1.0 / length;
  const double floor2 = IWI_MIN_DISTANCE_ANG * IWI_MIN_DISTANCE_ANG;

  for (size_t i = 0; i < n_images; i++) {
    const double x0 = images[i][0], y0 = images[i][1], z0 = images[i][2];

#pragma omp simd
    for (size_t p = 0; p < n_points; p++) {
      const double dx = x[p] - x0, dy = y[p] - y0, dz = z[p] - z0;
      const double d2 = dx * dx + dy * dy + dz * dz;
      const double r2 = d2 > floor2 ? d2 : floor2;
      const double inside = r2 <= cutoff2 ? 1.0 : 0.0;
      const double r = sqrt(r2 <= cutoff2 ? r2 : cutoff2);

      energy[p] += inside * strength * fast_erfc_over(r, length, per_length);
    }
  }
}

/* Add f, f' and f'' of one law at distance r along d = point - image to the
 * sums: gradient f' u, Hessian (f'' - f'/r) u u^T + f'/r. */
#define ADD_DERIVATIVES(value, first, second)                                  \
  do {                                                                         \
    const double slope = (first) / r;                                          \
    const double bend = ((second)-slope) / r2;                                 \
                                                                               \
    e += (value);                                                              \
    gx += slope * dx;                                                          \
    gy += slope * dy;                                                          \
    gz += slope * dz;                                                          \
    hxx += bend * dx * dx + slope;                                             \
    hxy += bend * dx * dy;                                                     \
    hxz += bend * dx * dz;                                                     \
    hyy += bend * dy * dy + slope;                                             \
    hyz += bend * dy * dz;                                                     \
    hzz += bend * dz * dz + slope;                                             \
  } while (0)

#define STORE_SUMS()                                                           \
  do {                                                                         \
    const double h[6] = {hxx, hxy, hxz, hyy, hyz, hzz};                        \
                                                                               \
    sums->energy += e;                                                         \
    sums->gradient[0] += gx;                                                   \
    sums->gradient[1] += gy;                                                   \
    sums->gradient[2] += gz;                                                   \
    for (int k = 0; k < 6; k++)                                                \
      sums->hessian[k] += h[k];                                                \
  } while (0)

IWI_EVERY_MACHINE
void iwi_bvse_sum_attraction(size_t n_images, const double *restrict x,
                             const double *restrict y, const double *restrict z,
                             const double point[3], double half_d0,
                             double alpha, double r_min, double cutoff,
                             iwi_sums *restrict sums)
{
  const double cutoff2 = cutoff * cutoff, offset = alpha * r_min;
  const double floor2 = IWI_MIN_DISTANCE_ANG * IWI_MIN_DISTANCE_ANG;
  const double px = point[0], py = point[1], pz = point[2];
  double e = 0, gx = 0, gy = 0, gz = 0;
  double hxx = 0, hxy = 0, hxz = 0, hyy = 0, hyz = 0, hzz = 0;

#pragma omp simd reduction(+ : e, gx, gy, gz, hxx, hxy, hxz, hyy, hyz, hzz)
  for (size_t i = 0; i < n_images; i++) {
    const double dx = px - x[i], dy = py - y[i], dz = pz - z[i];
    const double d2 = dx * dx + dy * dy + dz * dz;
    const double r2 = d2 > floor2 ? d2 : floor2;
    const double depth = d2 <= cutoff2 ? half_d0 : 0.0;
    const double r = sqrt(r2);
    const double m = fast_exp(offset - alpha * r);

    ADD_DERIVATIVES(depth * (m * m - 2.0 * m),
                    -2.0 * alpha * depth * (m - 1.0) * m,
                    2.0 * alpha * alpha * depth * (2.0 * m - 1.0) * m);
  }
  STORE_SUMS();
}

IWI_EVERY_MACHINE
void iwi_bvse_sum_repulsion(size_t n_images, const double *restrict x,
                            const double *restrict y, const double *restrict z,
                            const double point[3], double strength,
                            double length, double cutoff,
                            iwi_sums *restrict sums)
{
  const double cutoff2 = cutoff * cutoff, per_length = 1.0 / length;
  const double floor2 = IWI_MIN_DISTANCE_ANG * IWI_MIN_DISTANCE_ANG;
  const double px = point[0], py = point[1], pz = point[2];
  const double two_per_sqrt_pi = 1.1283791670955126;
  double e = 0, gx = 0, gy = 0, gz = 0;
  double hxx = 0, hxy = 0, hxz = 0, hyy = 0, hyz = 0, hzz = 0;

#pragma omp simd reduction(+ : e, gx, gy, gz, hxx, hxy, hxz, hyy, hyz, hzz)
  for (size_t i = 0; i < n_images; i++) {
    const double dx = px - x[i], dy = py - y[i], dz = pz - z[i];
    const double d2 = dx * dx + dy * dy + dz * dz;
    const double far = d2 <= cutoff2 ? d2 : cutoff2;
    const double r2 = far > floor2 ? far : floor2;
    const double scale = d2 <= cutoff2 ? strength : 0.0;
    const double r = sqrt(r2), s = r * per_length;
    const double tail = fast_erfc_over(r, length, per_length);
    const double g = two_per_sqrt_pi * per_length * fast_exp(-s * s);

    ADD_DERIVATIVES(scale * tail, -scale * (tail + g) / r,
                    2.0 * scale *
                        ((tail + g) / r2 + g * per_length * per_length));
  }
  STORE_SUMS();
}
