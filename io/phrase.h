/* SPDX-License-Identifier: BSD-3-Clause */
/* A walk along one short text of a user, with errors that point at the
 * character. */
#ifndef IONWAY_IO_PHRASE_H
#define IONWAY_IO_PHRASE_H

#include "context.h"
#include "scan.h"

typedef struct iwi_phrase {
  iw_context *ctx;
  const char *text, *at, *end;
} iwi_phrase;

iwi_phrase iwi_phrase_begin(iw_context *ctx, const char *text);

/** IW_E_PARSE on size bytes at a place; size 0 means the text ended there. */
iw_status iwi_phrase_refuse(const iwi_phrase *c, const char *at, size_t size,
                            const char *wanted);
/** The same on the word that comes next. */
iw_status iwi_phrase_refuse_word(const iwi_phrase *c, const char *wanted);

void iwi_phrase_skip(iwi_phrase *c);
/** The bytes from here to a blank, comma or semicolon. */
iwi_span iwi_phrase_word(const iwi_phrase *c);
/** Step over these bytes, or this word in either case, if they come next. */
int iwi_phrase_take(iwi_phrase *c, const char *bytes);
int iwi_phrase_take_word(iwi_phrase *c, const char *word);

/** A comma or semicolon. */
int iwi_phrase_is_separator(char x);
int iwi_phrase_is_digit(char x);
int iwi_phrase_is_letter(char x);

#endif
