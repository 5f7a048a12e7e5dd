/* SPDX-License-Identifier: BSD-3-Clause */
/* Scalar exp() and glibc's vector exp for AVX2 and AVX-512. The vector
 * functions are called by their names in the x86-64 vector ABI, so that the
 * measurement does not hang on what a compiler chooses to vectorise. */
#include "vector_exp.h"

#include <math.h>

#if defined(BENCH_HAVE_MVEC) && defined(__x86_64__)
#include <immintrin.h>
#define HAVE_VECTOR 1

/* 4 doubles in AVX2, 8 in AVX-512, no mask */
__m256d _ZGVdN4v_exp(__m256d x);
__m512d _ZGVeN8v_exp(__m512d x);

__attribute__((target("avx2"))) static void exp_avx2(const double *x, double *y,
                                                     size_t n)
{
  for (size_t i = 0; i < n; i += 4)
    _mm256_store_pd(y + i, _ZGVdN4v_exp(_mm256_load_pd(x + i)));
}

__attribute__((target("avx512f"))) static void exp_avx512(const double *x,
                                                          double *y, size_t n)
{
  for (size_t i = 0; i < n; i += 8)
    _mm512_store_pd(y + i, _ZGVeN8v_exp(_mm512_load_pd(x + i)));
}
#endif

static void exp_scalar(const double *x, double *y, size_t n)
{
  for (size_t i = 0; i < n; i++)
    y[i] = exp(x[i]);
}

size_t bench_exp_kinds(bench_exp_kind kinds[3])
{
  size_t n = 0;

  kinds[n++] = (bench_exp_kind){"scalar exp", exp_scalar};
#ifdef HAVE_VECTOR
  if (__builtin_cpu_supports("avx2"))
    kinds[n++] = (bench_exp_kind){"libmvec exp, AVX2", exp_avx2};
  if (__builtin_cpu_supports("avx512f"))
    kinds[n++] = (bench_exp_kind){"libmvec exp, AVX-512", exp_avx512};
#endif
  return n;
}
