/* SPDX-License-Identifier: BSD-3-Clause */
/* Is a text well-formed XML? Elements nest, attributes are quoted, named once
 * and escaped, text is escaped UTF-8 that XML may hold. Written from the
 * grammar, for what is met here: no comments, CDATA or document types. */
#ifndef IONWAY_TESTS_XML_H
#define IONWAY_TESTS_XML_H

#include <ctype.h>
#include <string.h>

enum { XML_DEPTH = 16, XML_NAME = 32, XML_ATTRIBUTES = 24 };

typedef struct xml_names {
  char name[XML_ATTRIBUTES][XML_NAME];
  int n;
} xml_names;

/* Letters, digits, '-' and ':'; bytes read, 0 when there is none. */
static inline size_t xml_name(const char *at, char name[XML_NAME])
{
  size_t n = 0;

  while (n < XML_NAME - 1 &&
         (isalnum((unsigned char)at[n]) || at[n] == '-' || at[n] == ':'))
    n++;
  memcpy(name, at, n);
  name[n] = '\0';
  return isalpha((unsigned char)at[0]) ? n : 0;
}

/* One character of text or of a value; 0 when it may not be there. */
static inline size_t xml_character(const char *at)
{
  static const char *const entities[] = {"&amp;", "&lt;", "&gt;", "&quot;"};
  const unsigned char c = (unsigned char)at[0];
  size_t n = c < 0x80 ? 1 : c < 0xc2 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

  if (c == '&') {
    for (size_t i = 0; i < 4; i++) {
      if (strncmp(at, entities[i], strlen(entities[i])) == 0)
        return strlen(entities[i]);
    }
    return 0;
  }
  if (c == '<' || (c < 0x20 && strchr("\t\n\r", c) == NULL) || c > 0xf4 ||
      c == '\0')
    return 0;
  for (size_t i = 1; i < n; i++) {
    if (((unsigned char)at[i] & 0xc0) != 0x80)
      return 0;
  }
  return n;
}

/* ' name="value"'... up to '>' or '/'; NULL when something is wrong. */
static inline const char *xml_attributes(const char *at)
{
  xml_names seen = {.n = 0};

  while (*at == ' ') {
    char *name = seen.name[seen.n];
    const size_t n = xml_name(++at, name);

    if (n == 0 || at[n] != '=' || at[n + 1] != '"')
      return NULL;
    for (int i = 0; i < seen.n; i++) {
      if (strcmp(seen.name[i], name) == 0)
        return NULL;
    }
    if (++seen.n == XML_ATTRIBUTES)
      return NULL;
    for (at += n + 2; *at != '"';) {
      const size_t step = xml_character(at);

      if (step == 0)
        return NULL;
      at += step;
    }
    at++;
  }
  return at;
}

/* NULL when the text is well-formed, else where it is not. */
static inline const char *xml_fault(const char *text)
{
  char open[XML_DEPTH][XML_NAME], name[XML_NAME];
  const char *at = text, *after;
  int depth = 0, roots = 0;

  if (strncmp(at, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", 39) != 0)
    return at;
  at += 39;
  while (*at != '\0') {
    if (*at != '<') {
      const size_t n = xml_character(at);

      if (n == 0 || (depth == 0 && *at != '\n'))
        return at;
      at += n;
      continue;
    }
    if (at[1] == '/') {
      const size_t n = xml_name(at + 2, name);

      if (depth == 0 || strcmp(open[--depth], name) != 0 || at[2 + n] != '>')
        return at;
      at += n + 3;
      continue;
    }
    if (depth == XML_DEPTH || (depth == 0 && roots++ > 0))
      return at;
    after = xml_attributes(at + 1 + xml_name(at + 1, open[depth]));
    if (open[depth][0] == '\0' || after == NULL)
      return at;
    if (after[0] == '/' && after[1] == '>')
      after++;
    else if (after[0] == '>')
      depth++;
    else
      return at;
    at = after + 1;
  }
  return depth == 0 && roots == 1 ? NULL : at;
}

#endif
