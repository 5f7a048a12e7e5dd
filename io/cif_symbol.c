/* SPDX-License-Identifier: BSD-3-Clause */
/* The many spellings of Hermann-Mauguin symbols, brought to the one of
 * International Tables, which the tables are searched for. */
#include <stdio.h>
#include <string.h>

#include "cif_symop.h"

#define MAX_SYMBOL 40

/* A symbol without blanks, and the mark of its setting. */
typedef struct spelling {
  char text[MAX_SYMBOL + 1];
  char mark; /* '1', '2', 'H', 'R' or 0 */
} spelling;

static int is_digit(char c)
{
  return c >= '0' && c <= '9';
}

static int is_letter(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* ICSD marks the first origin S (standard) and the second Z (centre). */
static char to_mark(char c)
{
  switch (c) {
  case '1':
  case 'S':
  case 's':
    return '1';
  case '2':
  case 'Z':
  case 'z':
    return '2';
  case 'H':
  case 'h':
    return 'H';
  case 'R':
  case 'r':
    return 'R';
  default: /* cell choices such as ":b1" are told by the symbol itself */
    return 0;
  }
}

/* "... (origin choice 2)": the phrase is cut off, its digit is the mark. */
static void cut_origin(const char *text, size_t *size, char *mark)
{
  for (size_t i = 0; i + 6 <= *size; i++) {
    const iwi_span word = {text + i, 6};

    if (!iwi_span_same(word, "origin"))
      continue;
    for (size_t k = i; k < *size; k++) {
      if (text[k] == '1' || text[k] == '2')
        *mark = text[k];
    }
    *size = i;
    return;
  }
}

static int take(const char *text, spelling *s)
{
  size_t size = strlen(text), n = 0;
  const char *colon;

  s->mark = 0;
  cut_origin(text, &size, &s->mark);
  colon = memchr(text, ':', size);
  if (colon != NULL) {
    const char *mark = colon + 1;

    while (*mark == ' ')
      mark++;
    s->mark = to_mark(*mark);
    size = (size_t)(colon - text);
  }
  for (size_t i = 0; i < size; i++) {
    /* "P 2(1)/c", "P2_1/c" and "P 21/c" are the same */
    if (strchr(" \t\r\n_(),", text[i]) != NULL)
      continue;
    if (n == MAX_SYMBOL)
      return 0;
    s->text[n++] = text[i];
  }
  s->text[n] = '\0';
  /* a capital at the end is no mirror plane but a mark */
  if (n > 2 && s->mark == 0 && strchr("SZHR", s->text[n - 1]) != NULL) {
    s->mark = to_mark(s->text[n - 1]);
    s->text[--n] = '\0';
  }
  return n > 1;
}

static int look_up(const char *base, char mark, double alpha, double gamma,
                   int origin, iwi_group *out, int *open)
{
  char symbol[2 * MAX_SYMBOL + 8];

  if (mark != 0) {
    snprintf(symbol, sizeof symbol, "%s:%c", base, mark);
    if (iwi_group_by_symbol(symbol, alpha, gamma, origin, out, open))
      return 1;
    /* a mark on a group that has one setting only says nothing */
  }
  return iwi_group_by_symbol(base, alpha, gamma, origin, out, open);
}

/* One direction of a full symbol: [-]order[screw][/plane], or a plane. */
typedef struct part {
  const char *at;
  size_t size;
  char order; /* '2', '3', ... or 0 for a plane alone */
  int inverse;
  char plane; /* 0: none */
} part;

static size_t split(const char *text, part *parts, size_t max)
{
  size_t n = 0;

  for (const char *p = text; *p != '\0' && n < max; n++) {
    part *q = &parts[n];

    memset(q, 0, sizeof *q);
    q->at = p;
    q->inverse = *p == '-';
    p += q->inverse;
    if (is_digit(*p)) {
      q->order = *p++;
      /* "21/m", "63/m": a screw axis in front of a plane */
      if (!q->inverse && is_digit(*p) && *p < q->order && p[1] == '/')
        p++;
      if (*p == '/' && is_letter(p[1])) {
        q->plane = p[1];
        p += 2;
      }
    } else {
      q->plane = *p++;
    }
    q->size = (size_t)(p - q->at);
  }
  return n;
}

/* Full to short: a twofold axis normal to a plane is left to the plane, as is
 * the fourfold one of the cubic groups. */
static void shorten(const char *full, char *out)
{
  part parts[8];
  const size_t n = split(full + 1, parts, 8);
  int cubic = 0;
  size_t used = 1;

  out[0] = full[0];
  for (size_t i = 0; i < n; i++)
    cubic |= i == 1 && parts[i].order == '3';
  for (size_t i = 0; i < n && used + parts[i].size + 1 < MAX_SYMBOL; i++) {
    const part *p = &parts[i];

    if (p->order != 0 && p->plane != 0 && !p->inverse &&
        (p->order == '2' || (cubic && i == 0))) {
      out[used++] = p->plane;
      continue;
    }
    memcpy(out + used, p->at, p->size);
    used += p->size;
  }
  out[used] = '\0';
}

/* "Fm3m" of the old tables is "Fm-3m": the threefold axis of the second place
 * behind a plane is an inversion axis. */
static void renew_cubic(char *text)
{
  const size_t n = strlen(text);

  if (n < 3 || n + 2 > MAX_SYMBOL || !is_letter(text[1]) || text[2] != '3')
    return;
  memmove(text + 3, text + 2, n - 1);
  text[2] = '-';
}

int iwi_cif_symbol_find(const char *text, double alpha, double gamma,
                        int origin, iwi_group *out, int *open)
{
  char brief[MAX_SYMBOL + 2];
  spelling s;

  *open = 0;
  if (!take(text, &s))
    return 0;
  if (look_up(s.text, s.mark, alpha, gamma, origin, out, open))
    return 1;
  shorten(s.text, brief);
  if (look_up(brief, s.mark, alpha, gamma, origin, out, open))
    return 1;
  renew_cubic(brief);
  return look_up(brief, s.mark, alpha, gamma, origin, out, open);
}
