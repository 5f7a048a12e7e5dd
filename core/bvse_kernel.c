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

#include "machine.h"
#include "vector_math.h"

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
      const double e = iwi_fast_exp(offset - alpha * r);
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

      energy[p] +=
          inside * strength * iwi_fast_erfc_over(r, length, per_length);
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
    const double m = iwi_fast_exp(offset - alpha * r);

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
    const double tail = iwi_fast_erfc_over(r, length, per_length);
    const double g = two_per_sqrt_pi * per_length * iwi_fast_exp(-s * s);

    ADD_DERIVATIVES(scale * tail, -scale * (tail + g) / r,
                    2.0 * scale *
                        ((tail + g) / r2 + g * per_length * per_length));
  }
  STORE_SUMS();
}
