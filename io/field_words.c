/* SPDX-License-Identifier: BSD-3-Clause */
/* Words of field files, and messages about those that are none. */
#include "field_words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define MAX_WORD 32 /* longer words resemble no name */

iw_status iwi_field_refuse(const iwi_field_line *line, iwi_span met,
                           const char *wanted)
{
  if (met.size == 0)
    return iwi_fail(line->ctx, IW_E_PARSE, "%.500s:%ld: line ends, want %s",
                    line->name, (long)line->line, wanted);
  return iwi_fail(line->ctx, IW_E_PARSE, "%.500s:%ld: met '%.*s', want %s",
                  line->name, (long)line->line, IWI_SHOW(met), wanted);
}

static char lower(char x)
{
  return x >= 'A' && x <= 'Z' ? (char)(x - 'A' + 'a') : x;
}

/* Letters to insert, drop or exchange, a row of the table at a time. */
static size_t edits(iwi_span word, const char *name)
{
  size_t row[MAX_WORD + 1];

  if (word.size > MAX_WORD)
    return MAX_WORD;
  for (size_t i = 0; i <= word.size; i++)
    row[i] = i;
  for (size_t j = 0; name[j] != '\0'; j++) {
    size_t diagonal = row[0];

    row[0] = j + 1;
    for (size_t i = 1; i <= word.size; i++) {
      const size_t above = row[i];
      size_t least = diagonal + (lower(word.data[i - 1]) != lower(name[j]));

      least = above + 1 < least ? above + 1 : least;
      row[i] = row[i - 1] + 1 < least ? row[i - 1] + 1 : least;
      diagonal = above;
    }
  }
  return row[word.size];
}

static size_t nearest(iwi_span word, const char *const *names, size_t n)
{
  size_t best = 0, least = (size_t)-1;

  for (size_t i = 0; i < n; i++) {
    const size_t distance = edits(word, names[i]);

    if (distance < least) {
      least = distance;
      best = i;
    }
  }
  return best;
}

iw_status iwi_field_choose(const iwi_field_line *line, iwi_span word,
                           const char *const *names, size_t n, size_t *out)
{
  char wanted[400];
  size_t first, size = 0;

  if (n == 0)
    return iwi_field_refuse(line, word, "the end of the line");
  for (size_t i = 0; i < n; i++) {
    if (iwi_span_same(word, names[i])) {
      *out = i;
      return IW_OK;
    }
  }
  first = nearest(word, names, n);
  for (size_t k = 0; k < n && size < sizeof wanted - 1; k++) {
    const size_t i = k == 0 ? first : k - (k <= first);

    size += (size_t)snprintf(wanted + size, sizeof wanted - size, "%s%s",
                             k == 0   ? ""
                             : k == 1 ? " (or "
                                      : ", ",
                             names[i]);
  }
  if (n > 1 && size < sizeof wanted - 1)
    snprintf(wanted + size, sizeof wanted - size, ")");
  return iwi_field_refuse(line, word, wanted);
}

static iw_status take_value(const iwi_field_line *line,
                            const iwi_field_key *key, iwi_span word,
                            iwi_field_value *value)
{
  char wanted[160];

  value->text = word;
  if (key->is_text) {
    if (word.size > 0)
      return IW_OK;
    snprintf(wanted, sizeof wanted, "a word for %s", key->key);
    return iwi_field_refuse(line, word, wanted);
  }
  if (word.size > 1 && word.data[0] == '+') { /* a charge as one writes it */
    word.data++;
    word.size--;
  }
  if (iwi_scan_double(word, key->min, key->max, &value->number) == IW_OK)
    return IW_OK;
  snprintf(wanted, sizeof wanted, "a number between %g and %g for %s", key->min,
           key->max, key->key);
  return iwi_field_refuse(line, value->text, wanted);
}

iw_status iwi_field_values(const iwi_field_line *line, size_t first,
                           const iwi_field_key *keys, size_t n_keys,
                           iwi_field_value *values)
{
  const iwi_span nothing = {"", 0};
  const char *names[IWI_FIELD_MAX_KEYS];
  char wanted[80];

  for (size_t k = 0; k < n_keys; k++) {
    names[k] = keys[k].key;
    values[k] = (iwi_field_value){0, NAN, nothing};
  }
  for (size_t i = first; i < line->n; i += 2) {
    size_t k = 0;
    iw_status status =
        iwi_field_choose(line, line->words[i], names, n_keys, &k);

    if (status == IW_OK && values[k].given)
      status = iwi_field_refuse(line, line->words[i], "each key once");
    if (status == IW_OK)
      status = take_value(line, &keys[k],
                          i + 1 < line->n ? line->words[i + 1] : nothing,
                          &values[k]);
    if (status != IW_OK)
      return status;
    values[k].given = 1;
  }
  for (size_t k = 0; k < n_keys; k++) {
    if (keys[k].needed && !values[k].given) {
      snprintf(wanted, sizeof wanted, "%s as well", keys[k].key);
      return iwi_field_refuse(line, nothing, wanted);
    }
  }
  return IW_OK;
}
