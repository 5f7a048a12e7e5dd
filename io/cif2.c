/* SPDX-License-Identifier: BSD-3-Clause */
/* CIF 2.0 brought to the syntax of CIF 1.1. Words, quotes and text fields that
 * both versions share are only passed over. */
#include "cif2.h"

#include <string.h>

#include "context.h"
#include "text.h"

typedef struct flatten {
  const iwi_input *input;
  const char *at, *end;
  int32_t line;
  int is_2; /* the file says so: brackets are never plain text */
  iwi_text_builder out;
} flatten;

static int is_space(char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static int starts(const char *at, const char *end, const char *text)
{
  const size_t n = strlen(text);

  return (size_t)(end - at) >= n && memcmp(at, text, n) == 0;
}

/* Copy up to stop as it is, but for lone carriage returns. */
static void copy(flatten *f, const char *stop)
{
  while (f->at < stop) {
    const char *from = f->at;

    while (f->at < stop && *f->at != '\n' && *f->at != '\r')
      f->at++;
    iwi_text_add(&f->out, from, (size_t)(f->at - from));
    if (f->at == stop)
      return;
    if (*f->at == '\n' || f->at + 1 == f->end || f->at[1] != '\n') {
      iwi_text_add(&f->out, "\n", 1);
      f->line++;
    }
    f->at++;
  }
}

static const char *line_end(const char *at, const char *end)
{
  while (at < end && *at != '\n' && *at != '\r')
    at++;
  return at;
}

/* Behind the ';' that closes the text field at `at`; end when none does. */
static const char *field_end(const char *at, const char *end)
{
  for (at++; at < end; at++) {
    if (*at == ';' && (at[-1] == '\n' || at[-1] == '\r'))
      return at + 1;
  }
  return end;
}

/* Behind the closing quote of CIF 1.1, which a blank follows; the line's end
 * when there is none (gemmi then says what is wrong). */
static const char *quote_end(const char *at, const char *end)
{
  const char *stop = line_end(at, end);

  for (const char *p = at + 1; p < stop; p++) {
    if (*p == *at && (p + 1 == stop || is_space(p[1])))
      return p + 1;
  }
  return stop;
}

static int is_triple(const char *at, const char *end)
{
  return starts(at, end, "'''") || starts(at, end, "\"\"\"");
}

/* Behind the closing triple; NULL when there is none. */
static const char *triple_end(const char *at, const char *end)
{
  const char quotes[] = {at[0], at[0], at[0], '\0'};

  for (const char *p = at + 3; p < end; p++) {
    if (starts(p, end, quotes))
      return p + 3;
  }
  return NULL;
}

/* Behind the bracket that closes the list or table; NULL when none does. */
static const char *list_end(const char *at, const char *end)
{
  size_t depth = 0;

  for (const char *p = at; p != NULL && p < end;) {
    if (*p == '[' || *p == '{') {
      depth++;
      p++;
    } else if (*p == ']' || *p == '}') {
      p++;
      if (--depth == 0)
        return p;
    } else if (is_triple(p, end)) {
      p = triple_end(p, end);
    } else if (*p == '\'' || *p == '"') {
      const char *stop = line_end(p, end);

      p = memchr(p + 1, *p, (size_t)(stop - p - 1));
      if (p != NULL)
        p++;
    } else if (*p == '#' && is_space(p[-1])) {
      p = line_end(p, end);
    } else if (*p == ';' && (p[-1] == '\n' || p[-1] == '\r')) {
      p = field_end(p, end);
    } else {
      p++;
    }
  }
  return NULL;
}

/* One quoted value on one line, the missing line ends after it. */
static void put_quoted(flatten *f, const char *from, const char *to,
                       const char *stop)
{
  const size_t size = (size_t)(to - from);
  const char quote = memchr(from, '\'', size) == NULL ? '\'' : '"';
  int32_t n_lines = 0;

  iwi_text_add(&f->out, &quote, 1);
  for (const char *p = from; p < to; p++) {
    char c = *p;

    if (c == '\n' || (c == '\r' && (p + 1 == to || p[1] != '\n')))
      n_lines++;
    if (c == '\n' || c == '\r')
      c = ' ';
    else if (c == quote) /* then both kinds occur: the value is prose */
      c = '\'';
    iwi_text_add(&f->out, &c, 1);
  }
  iwi_text_add(&f->out, &quote, 1);
  if (stop < f->end && !is_space(*stop))
    iwi_text_add(&f->out, " ", 1);
  for (int32_t i = 0; i < n_lines; i++)
    iwi_text_add(&f->out, "\n", 1);
  f->line += n_lines;
  f->at = stop;
}

/* Block names and tags cannot be quoted. */
static int is_name(iwi_span word)
{
  const iwi_span front = {word.data, word.size < 5 ? word.size : 5};

  return word.data[0] == '_' || iwi_span_same(front, "data_") ||
         iwi_span_same(front, "save_");
}

/* A bare word; CIF 2.0 allows letters beyond ASCII in it. */
static void put_word(flatten *f)
{
  iwi_span word = {f->at, 0};
  int plain = 1;

  while (word.data + word.size < f->end && !is_space(word.data[word.size])) {
    plain &= (unsigned char)word.data[word.size] < 0x80;
    word.size++;
  }
  if (plain) {
    copy(f, word.data + word.size);
  } else if (is_name(word)) {
    for (; word.size > 0; word.data++, word.size--)
      iwi_text_add(&f->out, (unsigned char)*word.data < 0x80 ? word.data : "_",
                   1);
    f->at = word.data;
  } else {
    put_quoted(f, f->at, word.data + word.size, word.data + word.size);
  }
}

static iw_status put_triple(flatten *f)
{
  const char *stop = triple_end(f->at, f->end);

  if (stop == NULL)
    return iwi_fail(f->input->ctx, IW_E_PARSE,
                    "%.500s:%d: not a CIF: triple-quoted text is not closed",
                    f->input->name, (int)f->line);
  put_quoted(f, f->at + 3, stop - 3, stop);
  return IW_OK;
}

static iw_status put_list(flatten *f)
{
  const char *stop = list_end(f->at, f->end);

  if (!f->is_2 && (stop == NULL || (stop < f->end && !is_space(*stop)))) {
    put_word(f); /* in CIF 1.1 a bracket may be a letter */
    return IW_OK;
  }
  if (stop == NULL)
    return iwi_fail(f->input->ctx, IW_E_PARSE,
                    "%.500s:%d: not a CIF: '%c' is not closed", f->input->name,
                    (int)f->line, *f->at);
  put_quoted(f, f->at, stop, stop);
  return IW_OK;
}

static iw_status put_next(flatten *f, int at_line_start)
{
  const char c = *f->at;

  if (is_space(c))
    copy(f, f->at + 1);
  else if (c == '#')
    copy(f, line_end(f->at, f->end));
  else if (c == ';' && at_line_start)
    copy(f, field_end(f->at, f->end));
  else if (is_triple(f->at, f->end))
    return put_triple(f);
  else if (c == '\'' || c == '"')
    copy(f, quote_end(f->at, f->end));
  else if (c == '[' || c == '{')
    return put_list(f);
  else
    put_word(f);
  return IW_OK;
}

iw_status iwi_cif2_flatten(const iwi_input *input, iw_text **out)
{
  const char *begin;
  flatten f;
  iw_status status = IW_OK;
  iwi_scan scan;

  *out = NULL;
  iwi_scan_init(&scan, input->data, input->size);
  memset(&f, 0, sizeof f);
  f.input = input;
  f.at = begin = scan.at;
  f.end = scan.end;
  f.line = 1;
  f.is_2 = starts(f.at, f.end, "#\\#CIF_2.0");
  iwi_text_begin(&f.out, input->ctx);
  while (status == IW_OK && !f.out.failed && f.at < f.end)
    status =
        put_next(&f, f.at == begin || f.at[-1] == '\n' || f.at[-1] == '\r');
  if (status == IW_OK)
    return iwi_text_finish(&f.out, out);
  iwi_text_abandon(&f.out);
  return status;
}
