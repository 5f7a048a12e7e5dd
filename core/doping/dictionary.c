/* SPDX-License-Identifier: BSD-3-Clause */
/* A hash table with open addressing over byte strings. */
#include "dictionary.h"

#include <string.h>

#include "context.h"
#include "mem.h"

/* Eight bytes at a time; the constant is 2^64 over the golden ratio, whose
 * high bits mix well. */
static uint64_t hash_of(const uint8_t *key, size_t size)
{
  uint64_t h = size, word;

  for (; size > 0; size -= size < 8 ? size : 8, key += 8) {
    word = 0;
    memcpy(&word, key, size < 8 ? size : 8);
    h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    h ^= h >> 29;
  }
  h *= UINT64_C(0x9e3779b97f4a7c15);
  return h ^ h >> 32;
}

static size_t begin_of(const iwi_dictionary *d, size_t number)
{
  return number == 0 ? 0 : d->ends[number - 1];
}

const void *iwi_dictionary_key(const iwi_dictionary *d, size_t number)
{
  return d->bytes + begin_of(d, number);
}

/* A slot holds the upper half of the hash, so that keys are looked at only
 * where they are likely to be the same, and the number of the key plus one. */
#define UPPER UINT64_C(0xffffffff00000000)

static size_t number_in(uint64_t slot)
{
  return (size_t)(slot & ~UPPER) - 1;
}

/* The slot that holds the key or has to take it. */
static size_t slot_of(const iwi_dictionary *d, uint64_t hash,
                      const uint8_t *key, size_t size)
{
  size_t slot = (size_t)hash & (d->n_slots - 1);

  for (; d->slots[slot] != 0; slot = (slot + 1) & (d->n_slots - 1)) {
    const size_t i = number_in(d->slots[slot]);
    const size_t begin = begin_of(d, i);

    if (((d->slots[slot] ^ hash) & UPPER) == 0 && d->ends[i] - begin == size &&
        memcmp(d->bytes + begin, key, size) == 0)
      break;
  }
  return slot;
}

static iw_status widen(iw_context *ctx, iwi_dictionary *d)
{
  const size_t n_slots = d->n_slots == 0 ? 16 : 2 * d->n_slots;
  uint64_t *slots = iwi_calloc(ctx, n_slots, sizeof *slots);

  if (slots == NULL)
    return IW_E_MEMORY;
  iwi_free(d->slots);
  d->slots = slots;
  d->n_slots = n_slots;
  for (size_t i = 0; i < d->n; i++) {
    const size_t begin = begin_of(d, i);
    const uint64_t hash = hash_of(d->bytes + begin, d->ends[i] - begin);
    size_t slot = (size_t)hash & (n_slots - 1);

    while (slots[slot] != 0) /* all keys differ */
      slot = (slot + 1) & (n_slots - 1);
    slots[slot] = (hash & UPPER) | (i + 1);
  }
  return IW_OK;
}

static iw_status append(iw_context *ctx, iwi_dictionary *d, const uint8_t *key,
                        size_t size)
{
  const size_t begin = begin_of(d, d->n);
  void *array = d->ends;
  iw_status status =
      iwi_reserve(ctx, &array, &d->ends_capacity, d->n + 1, sizeof *d->ends);

  d->ends = array;
  if (status != IW_OK)
    return status;
  array = d->bytes;
  /* one more, so that there is memory behind empty keys too */
  status = iwi_reserve(ctx, &array, &d->bytes_capacity, begin + size + 1, 1);
  d->bytes = array;
  if (status != IW_OK)
    return status;
  memcpy(d->bytes + begin, key, size);
  d->ends[d->n++] = begin + size;
  return IW_OK;
}

iw_status iwi_dictionary_put(iw_context *ctx, iwi_dictionary *d,
                             const void *key, size_t size, size_t *number)
{
  iw_status status = IW_OK;
  const uint64_t hash = hash_of(key, size);
  size_t slot;

  if (d->n >= INT32_MAX)
    return iwi_fail(ctx, IW_E_LIMIT, "more than %ld keys", (long)INT32_MAX);
  if (2 * (d->n + 1) > d->n_slots) /* at most half full */
    status = widen(ctx, d);
  if (status != IW_OK)
    return status;
  slot = slot_of(d, hash, key, size);
  if (d->slots[slot] == 0) {
    status = append(ctx, d, key, size);
    if (status != IW_OK)
      return status;
    d->slots[slot] = (hash & UPPER) | d->n;
  }
  *number = number_in(d->slots[slot]);
  return IW_OK;
}

size_t iwi_dictionary_find(const iwi_dictionary *d, const void *key,
                           size_t size)
{
  const size_t slot = d->n == 0 ? 0 : slot_of(d, hash_of(key, size), key, size);

  return d->n == 0 || d->slots[slot] == 0 ? d->n : number_in(d->slots[slot]);
}

void iwi_dictionary_clear(iwi_dictionary *d)
{
  if (d->n > 0)
    memset(d->slots, 0, d->n_slots * sizeof *d->slots);
  d->n = 0;
}

void iwi_dictionary_release(iwi_dictionary *d)
{
  iwi_free(d->ends);
  iwi_free(d->bytes);
  iwi_free(d->slots);
  *d = (iwi_dictionary){0};
}
