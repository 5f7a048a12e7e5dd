/* SPDX-License-Identifier: BSD-3-Clause */
/* Random numbers: xoshiro256** [blackman2021], the same on every machine for
 * the same seed. */
#ifndef IONWAY_RNG_H
#define IONWAY_RNG_H

#include <stdint.h>

typedef struct iwi_rng {
  uint64_t state[4];
} iwi_rng;

/** Start one of the independent streams of a seed. */
void iwi_rng_seed(iwi_rng *rng, uint64_t seed, uint64_t stream);

/** 64 random bits. */
uint64_t iwi_rng_next(iwi_rng *rng);

/** 0..n-1, each exactly equally likely; n > 0. */
uint32_t iwi_rng_below(iwi_rng *rng, uint32_t n);

/** A real number in [0, 1), a multiple of 2^-53. */
double iwi_rng_real(iwi_rng *rng);

#endif
