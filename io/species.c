/* SPDX-License-Identifier: BSD-3-Clause */
/* Type symbols with charges, mixed sites, and elements from labels. */
#include "species.h"

#include <math.h>
#include <string.h>

#include <ionway/elements.h>

static int is_digit(char c)
{
  return c >= '0' && c <= '9';
}

static char upper(char c)
{
  return (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
}

static char lower(char c)
{
  return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static int is_letter(char c)
{
  return upper(c) >= 'A' && upper(c) <= 'Z';
}

/* The element of one letter or two, whatever their case; 0 when none. */
static int32_t element_of(iwi_span text, size_t letters)
{
  char symbol[2];

  if (letters > text.size)
    return 0;
  for (size_t i = 0; i < letters; i++) {
    if (!is_letter(text.data[i]))
      return 0;
    symbol[i] = i == 0 ? upper(text.data[i]) : lower(text.data[i]);
  }
  return iw_element_from_symbol(symbol, letters);
}

int32_t iwi_species_element(iwi_span text, size_t *used)
{
  for (size_t letters = 2; letters > 0; letters--) {
    const int32_t element = element_of(text, letters);

    *used = letters;
    if (element != 0)
      return element;
  }
  *used = 0;
  return 0;
}

/* Does the formula ("Li4 Gd4 P16 O48") hold the element? */
static int formula_has(const char *formula, int32_t element)
{
  const char *p = formula;

  while (*p != '\0') {
    size_t n = 1;

    if (!is_letter(*p)) {
      p++;
      continue;
    }
    if (is_letter(p[1]) && p[1] == lower(p[1]))
      n = 2;
    if (iw_element_from_symbol(p, n) == element)
      return 1;
    p += n;
  }
  return 0;
}

int32_t iwi_species_from_label(iwi_span label, const char *formula)
{
  const int32_t one = element_of(label, 1), two = element_of(label, 2);

  if (one == 0 || two == 0)
    return one != 0 ? one : two;
  if (formula[0] != '\0' &&
      formula_has(formula, one) != formula_has(formula, two))
    return formula_has(formula, one) ? one : two;
  /* "Ca1" is calcium; "CA1" as well, for this is no protein */
  return two;
}

/* Unsigned number at the front, its length in *used (0: none). */
static double number_at(iwi_span text, size_t *used)
{
  double value = 0;
  size_t n = 0;

  while (n < text.size && (is_digit(text.data[n]) || text.data[n] == '.'))
    n++;
  *used = n;
  if (n > 0 &&
      iwi_scan_double((iwi_span){text.data, n}, 0, 1e6, &value) != IW_OK)
    *used = 0;
  return value;
}

static void skip(iwi_span *text, size_t n)
{
  text->data += n;
  text->size -= n;
}

/* After an element: is this '+' the one between terms, as in "Si+0.25Al"? */
static int is_separator(iwi_span text)
{
  iwi_span rest = text;
  size_t used;

  skip(&rest, 1);
  rest = iwi_span_trim(rest);
  number_at(rest, &used);
  return text.data[0] == '+' && used > 0 && used < rest.size &&
         is_letter(rest.data[used]);
}

static int is_sign(iwi_span text)
{
  return text.size > 0 && (text.data[0] == '+' || text.data[0] == '-');
}

/* "3+", "2-", "+", "+3", "0" or nothing; 0 when the digits are no charge. */
static int take_charge(iwi_span *text, double *charge)
{
  size_t used;
  const double before = number_at(*text, &used);
  double sign;

  *charge = NAN;
  if (used == 0 && (!is_sign(*text) || is_separator(*text)))
    return 1;
  if (used > 0) {
    iwi_span rest = *text;

    skip(&rest, used);
    if (!is_sign(rest)) {
      /* "Fe0": neutral; a number without sign is no charge otherwise */
      if (before != 0)
        return 0;
      *charge = 0;
      *text = rest;
      return 1;
    }
    *charge = rest.data[0] == '-' ? -before : before;
    skip(&rest, 1);
    *text = rest;
    return 1;
  }
  sign = text->data[0] == '-' ? -1 : 1;
  skip(text, 1);
  *charge = number_at(*text, &used);
  *charge = used > 0 ? sign * *charge : sign;
  skip(text, used);
  return 1;
}

/* Names of scattering factors: "Siv", "Cval", "Siva", "Hiso". */
static void skip_suffix(iwi_span *text)
{
  static const char *const suffixes[] = {"val", "va", "iso", "v"};

  for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
    const size_t n = strlen(suffixes[i]);

    if (text->size >= n && memcmp(text->data, suffixes[i], n) == 0 &&
        (text->size == n || !is_letter(text->data[n]))) {
      skip(text, n);
      return;
    }
  }
}

static int take_element(iwi_span *text, int32_t *element)
{
  for (size_t letters = 2; letters > 0; letters--) {
    iwi_span rest = *text;

    *element = element_of(rest, letters);
    if (*element == 0)
      continue;
    skip(&rest, letters);
    skip_suffix(&rest);
    if (rest.size > 0 && is_letter(rest.data[0]))
      continue;
    *text = rest;
    return 1;
  }
  return 0;
}

size_t iwi_species_parse(iwi_span text, iwi_species *out)
{
  size_t n = 0, numbered = 0, used;

  for (text = iwi_span_trim(text); text.size > 0;) {
    iwi_species *s = &out[n];

    if (n == IWI_MAX_SPECIES)
      return 0;
    s->fraction = number_at(text, &used);
    skip(&text, used);
    numbered += used > 0;
    if (used == 0)
      s->fraction = 1;
    text = iwi_span_trim(text);
    if (!take_element(&text, &s->element) || !take_charge(&text, &s->oxidation))
      return 0;
    n++;
    text = iwi_span_trim(text);
    if (text.size == 0)
      break;
    if (text.data[0] != '+' && text.data[0] != ',')
      return 0;
    skip(&text, 1);
    text = iwi_span_trim(text);
    if (text.size == 0)
      return 0;
  }
  /* shares of a mixed site have to be said */
  return n > 1 && numbered < n ? 0 : n;
}
