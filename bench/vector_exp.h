/* SPDX-License-Identifier: BSD-3-Clause */
/* The yardstick: how fast this machine evaluates exp() on an array that fits
 * the first-level cache. */
#ifndef IONWAY_BENCH_VECTOR_EXP_H
#define IONWAY_BENCH_VECTOR_EXP_H

#include <stddef.h>

typedef void bench_exp_fn(const double *x, double *y, size_t n);

typedef struct bench_exp_kind {
  const char *name;
  bench_exp_fn *run; /* n is a multiple of 8, arrays 64-byte aligned */
} bench_exp_kind;

/** Variants this machine can run; the first is the scalar exp(). Returns how
 *  many there are. */
size_t bench_exp_kinds(bench_exp_kind kinds[3]);

#endif
