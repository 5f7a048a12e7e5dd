/* SPDX-License-Identifier: BSD-3-Clause */
/* Substitutions from the text of an option. */
#include <ionway/substitutions.h>

#include <math.h>
#include <string.h>

#include "amount.h"
#include "mem.h"
#include "phrase.h"
#include "species.h"

/* Largest charge of an ion, e, as for --oxidation. */
#define MAX_CHARGE 9.0

struct iw_substitutions {
  iw_substitution *list; /* targets owned */
  size_t n, capacity;
};

void iw_substitutions_destroy(iw_substitutions *s)
{
  if (s == NULL)
    return;
  for (size_t i = 0; i < s->n; i++)
    iwi_free((char *)s->list[i].target);
  iwi_free(s->list);
  iwi_free(s);
}

size_t iw_substitutions_n(const iw_substitutions *s)
{
  return s->n;
}

const iw_substitution *iw_substitutions_get(const iw_substitutions *s)
{
  return s->list;
}

static iw_status take_ion(iwi_phrase *c, iw_substitution *s)
{
  static const char wanted[] = "an element such as Al or Al3+, or vac";
  const iwi_span word = iwi_phrase_word(c);
  iwi_species species[IWI_MAX_SPECIES];

  s->charge = NAN;
  s->element = IW_VACANCY;
  if (iwi_span_same(word, "vac") || iwi_span_same(word, "vacancy")) {
    c->at += word.size;
    return IW_OK;
  }
  if (word.size == 0 || !iwi_phrase_is_letter(word.data[0]) ||
      iwi_species_parse(word, species) != 1 ||
      fabs(species[0].oxidation) > MAX_CHARGE)
    return iwi_phrase_refuse_word(c, wanted);
  s->element = species[0].element;
  s->charge = species[0].oxidation;
  c->at += word.size;
  return IW_OK;
}

/* What labels of sites are made of. */
static int is_name(char x)
{
  return iwi_phrase_is_letter(x) || iwi_phrase_is_digit(x) ||
         (x != '\0' && strchr("@_'*.()#-", x) != NULL);
}

static iw_status take_name(iwi_phrase *c, char *target, size_t *size)
{
  const char *const start = c->at;
  int letters = 0;

  while (c->at < c->end && is_name(*c->at)) {
    letters |= iwi_phrase_is_letter(*c->at);
    target[(*size)++] = *c->at++;
  }
  if (letters)
    return IW_OK;
  c->at = start;
  return iwi_phrase_refuse_word(c, "an element, an orbit such as 4a, Zr@16c, "
                                   "or the label of a site");
}

/* "4a+4d", blanks around the '+' dropped */
static iw_status take_target(iwi_phrase *c, iw_substitution *s)
{
  char *target = iwi_calloc(c->ctx, (size_t)(c->end - c->at) + 1, 1);
  size_t size = 0;
  iw_status status;

  s->target = target; /* the list owns it from here */
  if (target == NULL)
    return IW_E_MEMORY;
  for (;;) {
    status = take_name(c, target, &size);
    if (status != IW_OK)
      return status;
    iwi_phrase_skip(c);
    if (!iwi_phrase_take(c, "+"))
      return IW_OK;
    target[size++] = '+';
    iwi_phrase_skip(c);
  }
}

static iw_status take_clause(iwi_phrase *c, iw_substitution *s, int *has_amount)
{
  iw_status status = take_ion(c, s);

  s->min = s->max = 1;
  s->unit = IW_AMOUNT_COUNT;
  if (status != IW_OK)
    return status;
  iwi_phrase_skip(c);
  if (!iwi_phrase_take_word(c, "on"))
    return iwi_phrase_refuse_word(c, "\"on\" between what comes and what goes");
  iwi_phrase_skip(c);
  status = take_target(c, s);
  *has_amount =
      status == IW_OK && c->at < c->end && !iwi_phrase_is_separator(*c->at);
  return *has_amount ? iwi_amount_take(c, s) : status;
}

static iw_status add_clause(iwi_phrase *c, iw_substitutions *s, int *has_amount)
{
  void *list = s->list;
  const iw_status status =
      iwi_reserve(c->ctx, &list, &s->capacity, s->n + 1, sizeof *s->list);

  s->list = list;
  if (status != IW_OK)
    return status;
  memset(&s->list[s->n], 0, sizeof *s->list);
  return take_clause(c, &s->list[s->n++], has_amount);
}

static int starts_amount(const iwi_phrase *c)
{
  return c->at < c->end && (iwi_phrase_is_digit(*c->at) || *c->at == '.' ||
                            iwi_span_same(iwi_phrase_word(c), "up"));
}

/* A clause, or the amount of the one before. */
static iw_status take_piece(iwi_phrase *c, iw_substitutions *s, int *open)
{
  int has_amount = 0;
  iw_status status;

  iwi_phrase_skip(c);
  if (*open && starts_amount(c)) {
    *open = 0;
    return iwi_amount_take(c, &s->list[s->n - 1]);
  }
  status = add_clause(c, s, &has_amount);
  *open = !has_amount;
  return status;
}

static iw_status take_text(iw_context *ctx, const char *text,
                           iw_substitutions *s)
{
  iwi_phrase c = iwi_phrase_begin(ctx, text);
  int open = 0; /* the last clause may still get an amount */

  for (;;) {
    const iw_status status = take_piece(&c, s, &open);

    if (status != IW_OK)
      return status;
    iwi_phrase_skip(&c);
    if (c.at == c.end)
      return IW_OK;
    if (!iwi_phrase_is_separator(*c.at))
      return iwi_phrase_refuse_word(&c, "a comma before what follows");
    c.at++;
  }
}

iw_status iw_substitutions_parse(iw_context *ctx, const char *const *texts,
                                 size_t n_texts, iw_substitutions **out)
{
  iw_substitutions *s = iwi_calloc(ctx, 1, sizeof *s);
  iw_status status = IW_OK;

  *out = NULL;
  if (s == NULL)
    return IW_E_MEMORY;
  for (size_t i = 0; i < n_texts && status == IW_OK; i++)
    status = take_text(ctx, texts[i], s);
  if (status == IW_OK)
    *out = s;
  else
    iw_substitutions_destroy(s);
  return status;
}
