/* SPDX-License-Identifier: BSD-3-Clause */
/* Numbers byte strings in the order in which they are first met. */
#ifndef IONWAY_DOPING_DICTIONARY_H
#define IONWAY_DOPING_DICTIONARY_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/context.h>

/** Zeroed is empty: `iwi_dictionary d = {0}`. */
typedef struct iwi_dictionary {
  size_t n;        /* keys                                                  */
  size_t *ends;    /* n: where each key ends in bytes                       */
  uint8_t *bytes;  /* all keys, one after the other                         */
  uint64_t *slots; /* open addressing: 0, or hash and number of a key        */
  size_t ends_capacity, bytes_capacity, n_slots;
} iwi_dictionary;

/** The number of a key; a new one gets the next number (was n before).
 *  Errors: IW_E_MEMORY, IW_E_LIMIT beyond 2^31 keys. */
iw_status iwi_dictionary_put(iw_context *ctx, iwi_dictionary *d,
                             const void *key, size_t size, size_t *number);
/** The number of a key, n when it is not there. */
size_t iwi_dictionary_find(const iwi_dictionary *d, const void *key,
                           size_t size);
/** Key by number. Lent until the next key is put. */
const void *iwi_dictionary_key(const iwi_dictionary *d, size_t number);
/** Forget all keys, keep the memory. */
void iwi_dictionary_clear(iwi_dictionary *d);
/** Free what it holds. */
void iwi_dictionary_release(iwi_dictionary *d);

#endif
