/* SPDX-License-Identifier: BSD-3-Clause */
/* How much of a dopant: atoms, shares, ranges. */
#include "amount.h"

#include <string.h>

/* Most atoms one can ask for; the largest supercell has no more sites. */
#define MAX_ATOMS 1000000

#define AMOUNT_WANTED                                                          \
  "an amount such as 3 (atoms), 0.05, 1/8, 5 %, 0-5 % or up to 1/2"

typedef enum value_kind {
  VALUE_WHOLE,    /* "3": atoms, or percent if the other end says so */
  VALUE_DECIMAL,  /* "0.05"                                          */
  VALUE_FRACTION, /* "1/8"                                           */
  VALUE_PERCENT
} value_kind;

/* One end of a range. */
typedef struct value {
  value_kind kind;
  double number; /* as written; a percentage not yet divided by 100 */
  const char *at;
  size_t size; /* bytes read */
} value;

/* Digits with at most one point that no other point follows. */
static iwi_span digits_here(const iwi_phrase *c)
{
  iwi_span span = {c->at, 0};
  int has_point = 0;

  for (const char *p = c->at; p < c->end; p++, span.size++) {
    const int is_point =
        *p == '.' && !has_point && !(p + 1 < c->end && p[1] == '.');

    if (!iwi_phrase_is_digit(*p) && !is_point)
      break;
    has_point |= is_point;
  }
  return span;
}

static iw_status take_digits(iwi_phrase *c, double *number, int *is_whole)
{
  const iwi_span span = digits_here(c);

  if (span.size == 0)
    return iwi_phrase_refuse_word(c, AMOUNT_WANTED);
  if (iwi_scan_double(span, 0, MAX_ATOMS, number) != IW_OK)
    return iwi_phrase_refuse(c, span.data, span.size, "a number in 0..1000000");
  *is_whole = memchr(span.data, '.', span.size) == NULL;
  c->at += span.size;
  return IW_OK;
}

static iw_status take_value(iwi_phrase *c, value *v)
{
  int is_whole;
  double below;
  iw_status status;

  v->at = c->at;
  status = take_digits(c, &v->number, &is_whole);
  if (status != IW_OK)
    return status;
  v->kind = is_whole ? VALUE_WHOLE : VALUE_DECIMAL;
  v->size = (size_t)(c->at - v->at);
  iwi_phrase_skip(c);
  if (is_whole && iwi_phrase_take(c, "/")) {
    iwi_phrase_skip(c);
    status = take_digits(c, &below, &is_whole);
    if (status != IW_OK)
      return status;
    v->size = (size_t)(c->at - v->at);
    if (!is_whole || !(below > 0))
      return iwi_phrase_refuse(c, v->at, v->size, "a fraction such as 1/8");
    v->kind = VALUE_FRACTION;
    v->number /= below;
  } else if (iwi_phrase_take(c, "%")) {
    v->kind = VALUE_PERCENT;
    v->size = (size_t)(c->at - v->at);
  }
  return IW_OK;
}

static int take_range_sign(iwi_phrase *c)
{
  /* hyphen, en dash, minus sign, two points */
  return iwi_phrase_take(c, "-") || iwi_phrase_take(c, "\xe2\x80\x93") ||
         iwi_phrase_take(c, "\xe2\x88\x92") || iwi_phrase_take(c, "..") ||
         iwi_phrase_take_word(c, "to");
}

static iw_status check_share(const iwi_phrase *c, const value *v)
{
  const double most = v->kind == VALUE_PERCENT ? 100 : 1;

  if (v->number > most)
    return iwi_phrase_refuse(
        c, v->at, v->size,
        "a share of at most 1 or 100 %; atoms are whole numbers");
  return IW_OK;
}

/* Bring both ends to one unit and into the substitution. */
static iw_status store_range(const iwi_phrase *c, value low, value high,
                             iw_substitution *s)
{
  iw_status status;

  /* "0-5 %": the sign behind the second number is the first one's too; a 0
   * is 0 in any unit */
  if (high.kind == VALUE_PERCENT && low.kind != VALUE_FRACTION)
    low.kind = VALUE_PERCENT;
  else if (low.number <= 0)
    low.kind = high.kind;
  if ((low.kind == VALUE_WHOLE) != (high.kind == VALUE_WHOLE))
    return iwi_phrase_refuse(c, low.at, (size_t)(high.at + high.size - low.at),
                             "both ends in atoms or both as shares");
  s->unit = low.kind == VALUE_WHOLE ? IW_AMOUNT_COUNT : IW_AMOUNT_FRACTION;
  if (s->unit == IW_AMOUNT_FRACTION) {
    status = check_share(c, &low);
    if (status == IW_OK)
      status = check_share(c, &high);
    if (status != IW_OK)
      return status;
  }
  s->min = low.kind == VALUE_PERCENT ? low.number / 100 : low.number;
  s->max = high.kind == VALUE_PERCENT ? high.number / 100 : high.number;
  if (s->min > s->max)
    return iwi_phrase_refuse(c, low.at, (size_t)(high.at + high.size - low.at),
                             "the smaller amount first");
  return IW_OK;
}

iw_status iwi_amount_take(iwi_phrase *c, iw_substitution *s)
{
  const char *const start = c->at;
  value low = {VALUE_WHOLE, 0, start, 0}, high;
  iw_status status;

  if (iwi_phrase_take_word(c, "up")) {
    iwi_phrase_skip(c);
    if (!iwi_phrase_take_word(c, "to"))
      return iwi_phrase_refuse_word(c, "\"to\" after \"up\"");
    iwi_phrase_skip(c);
    status = take_value(c, &high);
    return status == IW_OK ? store_range(c, low, high, s) : status;
  }
  status = take_value(c, &low);
  if (status != IW_OK)
    return status;
  iwi_phrase_skip(c);
  if (!take_range_sign(c))
    return store_range(c, low, low, s);
  iwi_phrase_skip(c);
  status = take_value(c, &high);
  return status == IW_OK ? store_range(c, low, high, s) : status;
}
