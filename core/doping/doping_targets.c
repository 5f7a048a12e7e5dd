/* SPDX-License-Identifier: BSD-3-Clause */
/* Target texts, "Zr", "16c", "Zr@16c", "Zr1", joined by '+', to the ions on
 * orbits that they mean. */
#include "doping_model.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include <ionway/elements.h>

#include "context.h"

#define MAX_PART 32

/* One part of a target. */
typedef struct token {
  char text[MAX_PART];
  int32_t element;      /* 0: any */
  int32_t multiplicity; /* 0: any */
  char wyckoff;
  int is_label;
} token;

/* "16c"; 0 when it is none */
static int read_orbit(const char *text, token *out)
{
  int32_t number = 0;

  while (*text >= '0' && *text <= '9' && number < 1000)
    number = 10 * number + (*text++ - '0');
  if (number == 0 || !isalpha((unsigned char)*text) || text[1] != '\0')
    return 0;
  out->multiplicity = number;
  out->wyckoff = *text;
  return 1;
}

static void read_token(token *out)
{
  const char *at = strchr(out->text, '@');
  const size_t head = at == NULL ? strlen(out->text) : (size_t)(at - out->text);

  if (at == NULL && read_orbit(out->text, out))
    return;
  out->element = iw_element_from_symbol(out->text, head);
  if (out->element == 0 || (at != NULL && !read_orbit(at + 1, out)))
    out->is_label = 1;
}

/* The next part of a target; 0 at its end, -1 when it is too long. */
static int next_token(const char **text, token *out)
{
  size_t n;

  memset(out, 0, sizeof *out);
  while (**text == ' ' || **text == '+')
    (*text)++;
  n = strcspn(*text, "+");
  if (n == 0)
    return 0;
  if (n >= MAX_PART)
    return -1;
  memcpy(out->text, *text, n);
  *text += n;
  while (out->text[n - 1] == ' ')
    out->text[--n] = '\0';
  read_token(out);
  return 1;
}

/* Is a site of the element with this label on the place? */
static int has_label(const iw_structure *structure, const iwi_places *places,
                     size_t p, int32_t element, const char *label)
{
  const iw_site *sites = iw_structure_sites(structure);

  for (size_t i = 0; i < iw_structure_n_sites(structure); i++) {
    if (places->place_of[places->atoms->atom_of[i]] == (int32_t)p &&
        sites[i].element == element && strcmp(sites[i].label, label) == 0)
      return 1;
  }
  return 0;
}

static int is_meant(const iw_structure *structure, const iwi_places *places,
                    size_t p, int32_t ion, const token *t)
{
  const iwi_place *place = &places->places[p];
  const int32_t element = place->ions[ion].element;

  if (t->is_label)
    return has_label(structure, places, p, element, t->text);
  if (t->element != 0 && t->element != element)
    return 0;
  return t->multiplicity == 0 || (t->multiplicity == place->multiplicity &&
                                  t->wyckoff == place->wyckoff);
}

static iw_status fail_unknown(iw_context *ctx, const iwi_places *places,
                              const char *part, const char *whole)
{
  char known[512] = "";

  for (size_t p = 0; p < places->n_places; p++) {
    const iwi_place *place = &places->places[p];

    for (int32_t i = 0; i < place->n_ions; i++)
      iwi_append(known, sizeof known, "%s%s@%d%c", known[0] == '\0' ? "" : ", ",
                 iw_element_symbol(place->ions[i].element),
                 (int)place->multiplicity, place->wyckoff);
  }
  return iwi_fail(ctx, IW_E_ARGUMENT,
                  "target \"%s\" of \"%.80s\": no such element, orbit or site "
                  "label; the crystal has %s",
                  part, whole, known);
}

/* An orbit symbol stands for several orbits (4c of Pnma); when these hold
 * different elements it has to be said which. */
static iw_status check_one_element(iw_context *ctx,
                                   const iw_structure *structure,
                                   const iwi_places *places, const token *t)
{
  int32_t element = 0;

  for (size_t p = 0; p < places->n_places; p++) {
    const iwi_place *place = &places->places[p];

    for (int32_t i = 0; i < place->n_ions; i++) {
      const int32_t z = place->ions[i].element;

      if (z == element || !is_meant(structure, places, p, i, t))
        continue;
      if (element != 0)
        return iwi_fail(ctx, IW_E_ARGUMENT,
                        "target \"%s\" holds %s and %s: say which, \"%s@%s\" "
                        "or \"%s@%s\"",
                        t->text, iw_element_symbol(element),
                        iw_element_symbol(z), iw_element_symbol(element),
                        t->text, iw_element_symbol(z), t->text);
      element = z;
    }
  }
  return IW_OK;
}

static iw_status find(iw_context *ctx, const iw_structure *structure,
                      const iwi_places *places, const char *text,
                      int is_for_pool, uint32_t *mask)
{
  const char *rest = text == NULL ? "" : text;
  iw_status status = IW_OK;
  token t;
  int more;

  memset(mask, 0, places->n_places * sizeof *mask);
  while (status == IW_OK && (more = next_token(&rest, &t)) != 0) {
    int any = 0;

    if (more < 0)
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "target \"%.80s\": a part of more than %d letters", text,
                      MAX_PART - 1);
    for (size_t p = 0; p < places->n_places; p++) {
      for (int32_t i = 0; i < places->places[p].n_ions; i++) {
        if (is_meant(structure, places, p, i, &t)) {
          mask[p] |= (uint32_t)1 << i;
          any = 1;
        }
      }
    }
    if (!any)
      return fail_unknown(ctx, places, t.text, text);
    if (!is_for_pool && t.element == 0 && !t.is_label)
      status = check_one_element(ctx, structure, places, &t);
  }
  for (size_t p = 0; p < places->n_places; p++) {
    if (status != IW_OK || mask[p] != 0)
      return status;
  }
  return iwi_fail(ctx, IW_E_ARGUMENT,
                  "empty target, want an element, orbit or site label");
}

iw_status iwi_target_find(iw_context *ctx, const iw_structure *structure,
                          const iwi_places *places, const char *text,
                          uint32_t *mask)
{
  return find(ctx, structure, places, text, 0, mask);
}

iw_status iwi_target_places(iw_context *ctx, const iw_structure *structure,
                            const iwi_places *places, const char *text,
                            uint32_t *is_named)
{
  return find(ctx, structure, places, text, 1, is_named);
}
