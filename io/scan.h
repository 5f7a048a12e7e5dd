/* SPDX-License-Identifier: BSD-3-Clause */
/* A bounded walk over text, line by line and word by word, and the only parser
 * of numbers. Nothing here needs a terminating NUL. */
#ifndef IONWAY_IO_SCAN_H
#define IONWAY_IO_SCAN_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/status.h>

/** A piece of somebody else's text. */
typedef struct iwi_span {
  const char *data;
  size_t size;
} iwi_span;

typedef struct iwi_scan {
  const char *at, *end;
  int32_t line; /* number of the line last returned, from 1 */
} iwi_scan;

/** Start before the first line; a UTF-8 byte order mark is passed over. */
void iwi_scan_init(iwi_scan *scan, const char *data, size_t size);

/** Next line without its end (LF, CRLF or CR); 0 when there is none. */
int iwi_scan_line(iwi_scan *scan, iwi_span *line);

/** Take the next word (bounded by blanks and tabs) off the front of a line; 0
 *  when there is none. */
int iwi_scan_word(iwi_span *line, iwi_span *word);

/** The words of a line, at most max of them, into words; their number. */
size_t iwi_scan_words(iwi_span line, iwi_span *words, size_t max);

iwi_span iwi_span_of(const char *text);
/** Without blanks at both ends. */
iwi_span iwi_span_trim(iwi_span span);
int iwi_span_equals(iwi_span span, const char *text);
/** Letters of either case are equal; ASCII only, no locale. */
int iwi_span_same(iwi_span span, const char *text);

/** Width and pointer for "%.*s" in a message: at most 40 bytes are shown. */
#define IWI_SHOW(span) (int)((span).size < 40 ? (span).size : 40), (span).data

/**
 * The number in the span: the whole of it, in decimal ("-1.5e-3"), correctly
 * rounded, whatever the locale of the program.
 *
 * IW_OK; IW_E_PARSE when it is no number (nan, inf, hexadecimal and blanks are
 * not); IW_E_LIMIT when it is outside [min, max]. Only IW_OK sets out. No
 * message is recorded: the caller knows the place.
 */
iw_status iwi_scan_double(iwi_span span, double min, double max, double *out);
iw_status iwi_scan_int(iwi_span span, int64_t min, int64_t max, int64_t *out);

/** A number with its standard uncertainty, "1.234(5)"; the latter is dropped.
 */
iw_status iwi_scan_esd(iwi_span span, double min, double max, double *out);

#endif
