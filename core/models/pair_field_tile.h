/* SPDX-License-Identifier: BSD-3-Clause */
/* Vector kernels of the reciprocal sum. Arrays over charges have a length n
 * that is a multiple of IWI_WAVE_STEP. */
#ifndef IONWAY_CORE_PAIR_FIELD_TILE_H
#define IONWAY_CORE_PAIR_FIELD_TILE_H

#include <stddef.h>

#define IWI_WAVE_STEP 8

/** cos and sin of 2 pi m x for m = 0..m_max, [m * n + i]. */
void iwi_tile_powers(size_t n, const double *x, int m_max, double *cosine,
                     double *sine);

/** phases = q (x + i x')(y +- i y'): cos and sin of the sum, cos and sin of the
 *  difference; 4 x n. */
void iwi_tile_phases(size_t n, const double *charges, const double *x_cos,
                     const double *x_sin, const double *y_cos,
                     const double *y_sin, double *phases);

/** For l = 0..l_max eight sums over charges: each of the four phases times cos,
 *  then sin of l; sums[8 l + 2 phase + (0 cos, 1 sin)]. */
void iwi_tile_sums(size_t n, const double *phases, const double *l_cos,
                   const double *l_sin, int l_max, double *sums);

/** Gradients of (h, +-k), all l, from factors[16 l + 8 sign]: for cos and then
 *  sin of l the real and imaginary part of the weight, and of the same times l.
 *  gradient is 3 x n, by h, k and l. */
void iwi_tile_gradient(size_t n, const double *phases, const double *l_cos,
                       const double *l_sin, int l_max, const double *factors,
                       double h, double k, double *gradient);

#endif
