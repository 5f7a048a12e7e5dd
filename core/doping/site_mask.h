/* SPDX-License-Identifier: BSD-3-Clause */
/* Sets of sites as bits, such that of two sets of one size the one whose sorted
 * sites come first is the larger number: site 0 is the highest bit. A word
 * holds 63 sites; with its top bit free, a - b is negative exactly when a < b,
 * a comparison that every vector unit can make. */
#ifndef IONWAY_SITE_MASK_H
#define IONWAY_SITE_MASK_H

#include <stddef.h>
#include <stdint.h>

#define IWI_MASK_SITES 63

static inline size_t iwi_mask_words(size_t n_sites)
{
  return n_sites / IWI_MASK_SITES + (n_sites % IWI_MASK_SITES != 0);
}

static inline size_t iwi_mask_word(size_t site)
{
  return site / IWI_MASK_SITES;
}

static inline uint64_t iwi_mask_bit(size_t site)
{
  return UINT64_C(1) << (IWI_MASK_SITES - 1 - site % IWI_MASK_SITES);
}

/** Lowest site of a word that is not zero. */
static inline size_t iwi_mask_first(size_t word, uint64_t bits)
{
  return word * IWI_MASK_SITES + (size_t)__builtin_clzll(bits) - 1;
}

static inline void iwi_mask_add(uint64_t *mask, size_t site)
{
  mask[iwi_mask_word(site)] |= iwi_mask_bit(site);
}

static inline void iwi_mask_remove(uint64_t *mask, size_t site)
{
  mask[iwi_mask_word(site)] &= ~iwi_mask_bit(site);
}

static inline int iwi_mask_has(const uint64_t *mask, size_t site)
{
  return (mask[iwi_mask_word(site)] & iwi_mask_bit(site)) != 0;
}

#endif
