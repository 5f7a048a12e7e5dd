/* SPDX-License-Identifier: BSD-3-Clause */
/* Kernels of the reciprocal sum. For one (h, k) the sums over all l are a
 * product of two small matrices, phases times powers, and so are the forces:
 * tiles whose sums stay in registers, as in gram.c. Compiled as the vector
 * kernels are. */
#include "pair_field_tile.h"

#include <string.h>

#include "machine.h"
#include "vector_math.h"

#define STEP IWI_WAVE_STEP

IWI_EVERY_MACHINE
void iwi_tile_powers(size_t n, const double *restrict x, int m_max,
                     double *restrict cosine, double *restrict sine)
{
#pragma omp simd
  for (size_t i = 0; i < n; i++) {
    cosine[i] = 1;
    sine[i] = 0;
  }
  if (m_max == 0)
    return;
#pragma omp simd
  for (size_t i = 0; i < n; i++)
    iwi_fast_turn(x[i], &cosine[n + i], &sine[n + i]);
  /* m steps of the recurrence lose m roundings, and m is at most some 20 */
  for (int m = 2; m <= m_max; m++) {
    const double *c1 = cosine + n, *s1 = sine + n;
    const double *c = cosine + (size_t)(m - 1) * n;
    const double *s = sine + (size_t)(m - 1) * n;
    double *to_c = cosine + (size_t)m * n, *to_s = sine + (size_t)m * n;

#pragma omp simd
    for (size_t i = 0; i < n; i++) {
      to_c[i] = c[i] * c1[i] - s[i] * s1[i];
      to_s[i] = c[i] * s1[i] + s[i] * c1[i];
    }
  }
}

IWI_EVERY_MACHINE
void iwi_tile_phases(size_t n, const double *restrict charges,
                     const double *restrict x_cos, const double *restrict x_sin,
                     const double *restrict y_cos, const double *restrict y_sin,
                     double *restrict phases)
{
#pragma omp simd
  for (size_t i = 0; i < n; i++) {
    const double c = charges[i] * x_cos[i], s = charges[i] * x_sin[i];
    const double cc = c * y_cos[i], ss = s * y_sin[i];
    const double sc = s * y_cos[i], cs = c * y_sin[i];

    phases[i] = cc - ss;
    phases[n + i] = sc + cs;
    phases[2 * n + i] = cc + ss;
    phases[3 * n + i] = sc - cs;
  }
}

IWI_EVERY_MACHINE
void iwi_tile_sums(size_t n, const double *restrict phases,
                   const double *restrict l_cos, const double *restrict l_sin,
                   int l_max, double *restrict sums)
{
  const double *restrict a0 = phases, *restrict a1 = phases + n;
  const double *restrict a2 = phases + 2 * n, *restrict a3 = phases + 3 * n;

  for (int l = 0; l <= l_max; l++) {
    const double *restrict c = l_cos + (size_t)l * n;
    const double *restrict s = l_sin + (size_t)l * n;
    double *restrict out = sums + 8 * (size_t)l;
    double c0 = 0, s0 = 0, c1 = 0, s1 = 0, c2 = 0, s2 = 0, c3 = 0, s3 = 0;

#pragma omp simd reduction(+ : c0, s0, c1, s1, c2, s2, c3, s3)
    for (size_t i = 0; i < n; i++) {
      c0 += a0[i] * c[i];
      s0 += a0[i] * s[i];
      c1 += a1[i] * c[i];
      s1 += a1[i] * s[i];
      c2 += a2[i] * c[i];
      s2 += a2[i] * s[i];
      c3 += a3[i] * c[i];
      s3 += a3[i] * s[i];
    }
    out[0] = c0;
    out[1] = s0;
    out[2] = c1;
    out[3] = s1;
    out[4] = c2;
    out[5] = s2;
    out[6] = c3;
    out[7] = s3;
  }
}

/* A tile of charges as the compiler's own vector type: of plain loops gcc makes
 * vectors half as wide as the processor's here. */
typedef double lanes __attribute__((vector_size(8 * STEP)));

#define ADD_TO(place, value)                                                   \
  do {                                                                         \
    lanes sum;                                                                 \
                                                                               \
    memcpy(&sum, place, sizeof sum);                                           \
    sum += (value);                                                            \
    memcpy(place, &sum, sizeof sum);                                           \
  } while (0)

/* One sign of k: a tile of STEP charges, four sums over l. */
IWI_INLINE void add_gradient(size_t n, const double *restrict a_cos,
                             const double *restrict a_sin,
                             const double *restrict l_cos,
                             const double *restrict l_sin, int l_max,
                             const double *restrict factors, double h, double k,
                             double *restrict gradient)
{
  for (size_t i0 = 0; i0 < n; i0 += STEP) {
    lanes re = {0}, im = {0}, l_re = {0}, l_im = {0};
    lanes ac, as, part;

    for (int l = 0; l <= l_max; l++) {
      const double *restrict f = factors + 16 * (size_t)l;
      lanes c, s;

      memcpy(&c, l_cos + (size_t)l * n + i0, sizeof c);
      memcpy(&s, l_sin + (size_t)l * n + i0, sizeof s);
      re += f[0] * c;
      im += f[1] * c;
      l_re += f[2] * c;
      l_im += f[3] * c;
      re += f[4] * s;
      im += f[5] * s;
      l_re += f[6] * s;
      l_im += f[7] * s;
    }
    memcpy(&ac, a_cos + i0, sizeof ac);
    memcpy(&as, a_sin + i0, sizeof as);
    part = ac * im + as * re;
    ADD_TO(gradient + i0, h * part);
    ADD_TO(gradient + n + i0, k * part);
    ADD_TO(gradient + 2 * n + i0, ac * l_im + as * l_re);
  }
}

IWI_EVERY_MACHINE
void iwi_tile_gradient(size_t n, const double *phases, const double *l_cos,
                       const double *l_sin, int l_max, const double *factors,
                       double h, double k, double *gradient)
{
  add_gradient(n, phases, phases + n, l_cos, l_sin, l_max, factors, h, k,
               gradient);
  add_gradient(n, phases + 2 * n, phases + 3 * n, l_cos, l_sin, l_max,
               factors + 8, h, -k, gradient);
}
