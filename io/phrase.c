/* SPDX-License-Identifier: BSD-3-Clause */
/* Words and characters of a short text. */
#include "phrase.h"

#include <string.h>

iwi_phrase iwi_phrase_begin(iw_context *ctx, const char *text)
{
  const iwi_phrase phrase = {ctx, text, text, text + strlen(text)};

  return phrase;
}

iw_status iwi_phrase_refuse(const iwi_phrase *c, const char *at, size_t size,
                            const char *wanted)
{
  const iwi_span met = {at, size};
  size_t column = 1;

  /* bytes that continue a UTF-8 character are no characters of their own */
  for (const char *p = c->text; p < at; p++)
    column += ((unsigned char)*p & 0xc0) != 0x80;
  if (size == 0)
    return iwi_fail(c->ctx, IW_E_PARSE, "\"%.120s\": ends early, want %s",
                    c->text, wanted);
  return iwi_fail(c->ctx, IW_E_PARSE,
                  "\"%.120s\": character %zu: met \"%.*s\", want %s", c->text,
                  column, IWI_SHOW(met), wanted);
}

int iwi_phrase_is_digit(char x)
{
  return x >= '0' && x <= '9';
}

int iwi_phrase_is_letter(char x)
{
  return (x >= 'a' && x <= 'z') || (x >= 'A' && x <= 'Z');
}

int iwi_phrase_is_separator(char x)
{
  return x == ',' || x == ';';
}

void iwi_phrase_skip(iwi_phrase *c)
{
  while (c->at < c->end && (*c->at == ' ' || *c->at == '\t'))
    c->at++;
}

/* The bytes from here to a blank or separator. */
iwi_span iwi_phrase_word(const iwi_phrase *c)
{
  iwi_span word = {c->at, 0};

  while (c->at + word.size < c->end && c->at[word.size] != ' ' &&
         c->at[word.size] != '\t' && !iwi_phrase_is_separator(c->at[word.size]))
    word.size++;
  return word;
}

iw_status iwi_phrase_refuse_word(const iwi_phrase *c, const char *wanted)
{
  iwi_span word = iwi_phrase_word(c);

  if (word.size == 0 && c->at < c->end)
    word.size = 1; /* a separator */
  return iwi_phrase_refuse(c, word.data, word.size, wanted);
}

int iwi_phrase_take(iwi_phrase *c, const char *bytes)
{
  const size_t size = strlen(bytes);

  if ((size_t)(c->end - c->at) < size || memcmp(c->at, bytes, size) != 0)
    return 0;
  c->at += size;
  return 1;
}

int iwi_phrase_take_word(iwi_phrase *c, const char *word)
{
  const iwi_span here = iwi_phrase_word(c);

  if (!iwi_span_same(here, word))
    return 0;
  c->at += here.size;
  return 1;
}
