/* SPDX-License-Identifier: BSD-3-Clause */
/* The one dense matrix product the library is waited for: a Gram matrix. An
 * own kernel, since its sums must not depend on how many threads a BLAS
 * takes. */
#ifndef IONWAY_CORE_GRAM_H
#define IONWAY_CORE_GRAM_H

#include <stddef.h>

/* Vectors are interleaved in panels of this many. */
#define IWI_PANEL 8

/** Doubles that n vectors of this depth take up in panels. */
static inline size_t iwi_panels_size(size_t n, size_t depth)
{
  return (n + IWI_PANEL - 1) / IWI_PANEL * IWI_PANEL * depth;
}

/** Where component k of vector i stands; what pads the last panel is 0. */
static inline size_t iwi_panels_at(size_t depth, size_t i, size_t k)
{
  return (i / IWI_PANEL * depth + k) * IWI_PANEL + i % IWI_PANEL;
}

/** Add the dot products of the first `used` components of n vectors to the
 *  lower triangle of the n x n matrix. Entries above the diagonal, but in its
 *  panels, change as well. */
void iwi_gram_add(size_t n, size_t depth, size_t used, const double *panels,
                  double *matrix);

#endif
