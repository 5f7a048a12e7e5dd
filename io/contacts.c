/* SPDX-License-Identifier: BSD-3-Clause */
/* Contact distances from the text of an option. */
#include <ionway/substitutions.h>

#include <ionway/elements.h>

#include "phrase.h"

/* Largest contact distance, Angstrom: no two ions touch beyond. */
#define MAX_CONTACT 10.0

static iw_status take_element(iwi_phrase *c, int32_t *element)
{
  size_t size = 0;

  iwi_phrase_skip(c);
  while (c->at + size < c->end && iwi_phrase_is_letter(c->at[size]))
    size++;
  *element = iw_element_from_symbol(c->at, size);
  if (*element == 0)
    return iwi_phrase_refuse(c, c->at, size, "two elements such as Li-Na");
  c->at += size;
  iwi_phrase_skip(c);
  return IW_OK;
}

static iw_status take_contact(iwi_phrase *c, iw_contact *contact)
{
  iw_status status = take_element(c, &contact->element_a);
  iwi_span word;

  if (status == IW_OK && !iwi_phrase_take(c, "-"))
    status = iwi_phrase_refuse_word(c, "\"-\" and a second element");
  if (status == IW_OK)
    status = take_element(c, &contact->element_b);
  if (status == IW_OK && !iwi_phrase_take(c, "="))
    status = iwi_phrase_refuse_word(c, "\"=\" and a distance in Angstrom");
  if (status != IW_OK)
    return status;
  iwi_phrase_skip(c);
  word = iwi_phrase_word(c);
  if (iwi_scan_double(word, 0, MAX_CONTACT, &contact->distance_ang) != IW_OK)
    return iwi_phrase_refuse_word(c, "a distance in 0..10 Angstrom");
  c->at += word.size;
  iwi_phrase_skip(c);
  return IW_OK;
}

iw_status iw_contacts_parse(iw_context *ctx, const char *text,
                            iw_contact *contacts, size_t capacity, size_t *n)
{
  iwi_phrase c = iwi_phrase_begin(ctx, text);
  size_t got = *n;

  for (;;) {
    iw_contact contact;
    const iw_status status = take_contact(&c, &contact);

    if (status != IW_OK)
      return status;
    if (got >= capacity)
      return iwi_fail(ctx, IW_E_LIMIT, "more than %zu contact distances",
                      capacity);
    contacts[got++] = contact;
    if (c.at == c.end)
      break;
    if (!iwi_phrase_is_separator(*c.at))
      return iwi_phrase_refuse_word(&c, "a comma before the next pair");
    c.at++;
  }
  *n = got;
  return IW_OK;
}
