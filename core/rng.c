/* SPDX-License-Identifier: BSD-3-Clause */
/* xoshiro256**, its state filled by splitmix64 as its authors advise. */
#include "rng.h"

static uint64_t rotate_left(uint64_t x, int bits)
{
  return (x << bits) | (x >> (64 - bits));
}

static uint64_t splitmix(uint64_t *state)
{
  uint64_t z = *state += 0x9e3779b97f4a7c15u;

  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

void iwi_rng_seed(iwi_rng *rng, uint64_t seed, uint64_t stream)
{
  /* mixed between the two, so that seed + 1 is not the next stream */
  uint64_t state = splitmix(&seed) ^ stream;

  for (int i = 0; i < 4; i++)
    rng->state[i] = splitmix(&state);
}

uint64_t iwi_rng_next(iwi_rng *rng)
{
  uint64_t *s = rng->state;
  const uint64_t result = rotate_left(s[1] * 5, 7) * 9;
  const uint64_t t = s[1] << 17;

  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = rotate_left(s[3], 45);
  return result;
}

uint32_t iwi_rng_below(iwi_rng *rng, uint32_t n)
{
  /* The upper half of a 32-bit draw times n falls in n bins that differ by at
   * most one draw; the first (2^32 mod n) draws of each are thrown away. */
  uint64_t product = (iwi_rng_next(rng) >> 32) * n;

  if ((uint32_t)product < n) {
    const uint32_t surplus = (0u - n) % n;

    while ((uint32_t)product < surplus)
      product = (iwi_rng_next(rng) >> 32) * n;
  }
  return (uint32_t)(product >> 32);
}

double iwi_rng_real(iwi_rng *rng)
{
  return (double)(iwi_rng_next(rng) >> 11) * 0x1p-53;
}
