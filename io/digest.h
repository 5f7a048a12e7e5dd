/* SPDX-License-Identifier: BSD-3-Clause */
/* A 128-bit name for a sequence of 64-bit words: against accidents, not against
 * somebody who wants two sequences to have the same one. */
#ifndef IONWAY_IO_DIGEST_H
#define IONWAY_IO_DIGEST_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/** Two lanes that mix the same words in different ways. */
typedef struct iwi_digest {
  uint64_t a, b, n;
} iwi_digest;

static inline void iwi_digest_begin(iwi_digest *d)
{
  /* any two numbers do; these are the digits of pi behind the point */
  d->a = UINT64_C(0x243f6a8885a308d3);
  d->b = UINT64_C(0x13198a2e03707344);
  d->n = 0;
}

/* Each lane's step can be undone, for a given state as for a given word: two
 * sequences that differ in one word never come out the same. The multipliers
 * are odd and have about half of their bits set. */
static inline void iwi_digest_word(iwi_digest *d, uint64_t word)
{
  d->a = (d->a ^ word) * UINT64_C(0x9e3779b97f4a7c15);
  d->a ^= d->a >> 32;
  d->b = (d->b + (word << 32 | word >> 32)) * UINT64_C(0xd1342543de82ef95);
  d->b ^= d->b >> 29;
  d->n++;
}

static inline void iwi_digest_doubles(iwi_digest *d, const double *x, size_t n)
{
  for (size_t i = 0; i < n; i++) {
    uint64_t word;

    memcpy(&word, &x[i], sizeof word);
    iwi_digest_word(d, word);
  }
}

static inline void iwi_digest_integers(iwi_digest *d, const int32_t *x,
                                       size_t n)
{
  for (size_t i = 0; i < n; i++)
    iwi_digest_word(d, (uint32_t)x[i]);
}

/** Length, then the bytes, the first lowest, eight to a word: the same on every
 *  machine. */
static inline void iwi_digest_text(iwi_digest *d, const char *text)
{
  const size_t n = strlen(text);
  uint64_t word = 0;

  iwi_digest_word(d, n);
  for (size_t i = 0; i < n; i++) {
    word |= (uint64_t)(unsigned char)text[i] << 8 * (i % 8);
    if (i % 8 == 7 || i + 1 == n) {
      iwi_digest_word(d, word);
      word = 0;
    }
  }
}

/** The name of what was given so far; more may be added after it. */
static inline void iwi_digest_name(const iwi_digest *d, uint64_t name[2])
{
  iwi_digest last = *d;

  iwi_digest_word(&last, d->n);
  iwi_digest_word(&last, last.a ^ last.b);
  name[0] = last.a;
  name[1] = last.b;
}

#endif
