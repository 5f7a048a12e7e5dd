/* SPDX-License-Identifier: BSD-3-Clause */
/* Lines, words and numbers of bounded text. */
#include "scan.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

void iwi_scan_init(iwi_scan *scan, const char *data, size_t size)
{
  if (size >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0) {
    data += 3;
    size -= 3;
  }
  scan->at = data;
  scan->end = data + size;
  scan->line = 0;
}

int iwi_scan_line(iwi_scan *scan, iwi_span *line)
{
  const char *stop = scan->at;

  if (scan->at == scan->end)
    return 0;
  while (stop < scan->end && *stop != '\n' && *stop != '\r')
    stop++;
  line->data = scan->at;
  line->size = (size_t)(stop - scan->at);
  if (stop < scan->end && *stop == '\r')
    stop++;
  /* the LF of CRLF, or of its own: either way it follows directly */
  if (stop < scan->end && *stop == '\n')
    stop++;
  scan->at = stop;
  if (scan->line < INT32_MAX)
    scan->line++;
  return 1;
}

static int is_blank(char c)
{
  return c == ' ' || c == '\t' || c == '\v' || c == '\f';
}

int iwi_scan_word(iwi_span *line, iwi_span *word)
{
  size_t from = 0, to;

  while (from < line->size && is_blank(line->data[from]))
    from++;
  to = from;
  while (to < line->size && !is_blank(line->data[to]))
    to++;
  word->data = line->data + from;
  word->size = to - from;
  line->data += to;
  line->size -= to;
  return word->size > 0;
}

size_t iwi_scan_words(iwi_span line, iwi_span *words, size_t max)
{
  size_t n = 0;

  while (n < max && iwi_scan_word(&line, &words[n]))
    n++;
  return n;
}

iwi_span iwi_span_of(const char *text)
{
  const iwi_span span = {text, strlen(text)};

  return span;
}

iwi_span iwi_span_trim(iwi_span span)
{
  while (span.size > 0 && is_blank(span.data[0])) {
    span.data++;
    span.size--;
  }
  while (span.size > 0 && is_blank(span.data[span.size - 1]))
    span.size--;
  return span;
}

int iwi_span_equals(iwi_span span, const char *text)
{
  return strlen(text) == span.size && memcmp(span.data, text, span.size) == 0;
}

static char lower(char c)
{
  return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

int iwi_span_same(iwi_span span, const char *text)
{
  if (strlen(text) != span.size)
    return 0;
  for (size_t i = 0; i < span.size; i++) {
    if (lower(span.data[i]) != lower(text[i]))
      return 0;
  }
  return 1;
}

static int is_digit(char c)
{
  return c >= '0' && c <= '9';
}

/* [sign] digits [. digits] [e [sign] digits], a digit before or after the
 * point: what strtod takes in the C locale less nan, inf and hexadecimal. */
static int is_decimal(iwi_span span)
{
  const char *p = span.data, *end = span.data + span.size;
  int digits = 0;

  if (p < end && (*p == '+' || *p == '-'))
    p++;
  for (; p < end && is_digit(*p); p++)
    digits = 1;
  if (p < end && *p == '.') {
    for (p++; p < end && is_digit(*p); p++)
      digits = 1;
  }
  if (!digits)
    return 0;
  if (p < end && (*p == 'e' || *p == 'E')) {
    p++;
    if (p < end && (*p == '+' || *p == '-'))
      p++;
    if (p == end || !is_digit(*p))
      return 0;
    while (p < end && is_digit(*p))
      p++;
  }
  return p == end;
}

/* Longest number taken: no program writes more digits, and the copy that gives
 * strtod its NUL stays on the stack. */
#define MAX_DIGITS 128

/* The calling thread alone is switched to the C locale, so that the point is a
 * point; for "C" alone newlocale allocates nothing. */
static double to_double(const char *text)
{
  const locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
  locale_t before;
  double value;

  if (plain == (locale_t)0)
    return NAN;
  before = uselocale(plain);
  value = strtod(text, NULL);
  uselocale(before);
  freelocale(plain);
  return value;
}

iw_status iwi_scan_double(iwi_span span, double min, double max, double *out)
{
  char text[MAX_DIGITS + 1];
  double value;

  if (span.size > MAX_DIGITS || !is_decimal(span))
    return IW_E_PARSE;
  memcpy(text, span.data, span.size);
  text[span.size] = '\0';
  value = to_double(text);
  if (isnan(value))
    return IW_E_MEMORY;
  if (!(value >= min && value <= max))
    return IW_E_LIMIT;
  *out = value;
  return IW_OK;
}

iw_status iwi_scan_int(iwi_span span, int64_t min, int64_t max, int64_t *out)
{
  size_t at = 0;
  int negative = 0;
  int64_t value = 0;

  if (span.size > 0 && (span.data[0] == '+' || span.data[0] == '-')) {
    negative = span.data[0] == '-';
    at = 1;
  }
  if (at == span.size)
    return IW_E_PARSE;
  for (size_t i = at; i < span.size; i++) {
    if (!is_digit(span.data[i]))
      return IW_E_PARSE;
  }
  for (; at < span.size; at++) {
    /* beyond 18 digits no caller's range reaches */
    if (value > INT64_C(100000000000000000))
      return IW_E_LIMIT;
    value = 10 * value + (span.data[at] - '0');
  }
  if (negative)
    value = -value;
  if (value < min || value > max)
    return IW_E_LIMIT;
  *out = value;
  return IW_OK;
}

iw_status iwi_scan_esd(iwi_span span, double min, double max, double *out)
{
  if (span.size > 0 && span.data[span.size - 1] == ')') {
    size_t open = span.size - 1;

    while (open > 0 && is_digit(span.data[open - 1]))
      open--;
    if (open == 0 || open == span.size - 1 || span.data[open - 1] != '(')
      return IW_E_PARSE;
    span.size = open - 1;
  }
  return iwi_scan_double(span, min, max, out);
}
