/* SPDX-License-Identifier: BSD-3-Clause */
/* Lines of a field file as words: a keyword, names, then keys with values. */
#ifndef IONWAY_IO_FIELD_WORDS_H
#define IONWAY_IO_FIELD_WORDS_H

#include <stddef.h>
#include <stdint.h>

#include "context.h"
#include "scan.h"

#define IWI_FIELD_MAX_WORDS 40
#define IWI_FIELD_MAX_KEYS  8

/** Where a line stands. */
typedef struct iwi_field_line {
  iw_context *ctx;
  const char *name; /* of the file */
  int32_t line;
  iwi_span words[IWI_FIELD_MAX_WORDS];
  size_t n;
} iwi_field_line;

/** A key and what its value may be. */
typedef struct iwi_field_key {
  const char *key;
  int needed, is_text;
  double min, max;
} iwi_field_key;

typedef struct iwi_field_value {
  int given;
  double number;
  iwi_span text;
} iwi_field_value;

/** IW_E_PARSE "name:line: met 'word', want ...". */
iw_status iwi_field_refuse(const iwi_field_line *line, iwi_span met,
                           const char *wanted);

/** One of n names in either case, its index in *out; else the message lists
 *  them and puts the one that looks most like it first. */
iw_status iwi_field_choose(const iwi_field_line *line, iwi_span word,
                           const char *const *names, size_t n, size_t *out);

/** Words from `first` on as keys with values, each key at most once. */
iw_status iwi_field_values(const iwi_field_line *line, size_t first,
                           const iwi_field_key *keys, size_t n_keys,
                           iwi_field_value *values);

#endif
