/* SPDX-License-Identifier: BSD-3-Clause */
/* The head of a journal, and what to say when a file has another. */
#include "journal_head.h"

#include <string.h>

#include <ionway/journal.h>
#include <ionway/version.h>

#include "context.h"
#include "digest.h"
#include "scan.h"
#include "text.h"

#define FIRST_LINE "# ionway journal of energies 1\n"

/* Longest line a caller may give, bytes. */
#define MAX_LINE 1000

/* A file goes with machines that store numbers the same way. */
static const char *byte_order(void)
{
  const uint32_t one = 1;
  unsigned char first;

  memcpy(&first, &one, 1);
  return first == 1 ? "little-endian" : "big-endian";
}

static iw_status check_line(iw_context *ctx, const char *what, const char *line)
{
  if (strlen(line) > MAX_LINE)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "journal: %s of %zu bytes, want at most %d", what,
                    strlen(line), MAX_LINE);
  for (const char *c = line; *c != '\0'; c++) {
    if ((unsigned char)*c < 0x20)
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "journal: %s holds a control character (code %d), want "
                      "one line of text",
                      what, *c);
  }
  return IW_OK;
}

iw_status iwi_journal_head(iw_context *ctx, const char *model,
                           const char *identity, iw_text **out)
{
  iwi_text_builder b;
  iw_status status = check_line(ctx, "name of the model", model);

  *out = NULL;
  if (status == IW_OK)
    status = check_line(ctx, "identity", identity);
  if (status != IW_OK)
    return status;
  iwi_text_begin(&b, ctx);
  iwi_text_printf(&b,
                  FIRST_LINE "# version %s\n# model %s\n# input %s\n"
                             "# numbers %s\n",
                  iw_version(), model, identity, byte_order());
  return iwi_text_finish(&b, out);
}

iw_status iw_journal_identity(iw_context *ctx, const char *const *texts,
                              size_t n, iw_text **out)
{
  iwi_digest d;
  uint64_t name[2];
  iwi_text_builder b;

  iwi_digest_begin(&d);
  for (size_t i = 0; i < n; i++)
    iwi_digest_text(&d, texts[i]);
  iwi_digest_name(&d, name);
  iwi_text_begin(&b, ctx);
  iwi_text_printf(&b, "%016llx%016llx", (unsigned long long)name[0],
                  (unsigned long long)name[1]);
  return iwi_text_finish(&b, out);
}

/* The line that begins at text, without its end. */
static iwi_span line_of(const char *text, size_t size)
{
  const char *end = memchr(text, '\n', size);

  return (iwi_span){text, end == NULL ? size : (size_t)(end - text)};
}

iw_status iwi_journal_refuse(iw_context *ctx, const char *path,
                             const iw_text *wanted, const char *met,
                             size_t size)
{
  const char *text = iw_text_data(wanted);
  const size_t n = iw_text_size(wanted);
  size_t line = 0;
  iwi_span is, want;

  for (size_t i = 0; i < size && i < n && text[i] == met[i]; i++) {
    if (text[i] == '\n')
      line = i + 1;
  }
  if (line == 0)
    return iwi_fail(ctx, IW_E_PARSE,
                    "%.500s: is no journal of energies of this program; it is "
                    "left as it is, name another",
                    path);
  line += 2; /* behind "# " */
  want = line_of(text + line, n - line);
  is = line < size ? line_of(met + line, size - line) : (iwi_span){"", 0};
  return iwi_fail(ctx, IW_E_PARSE,
                  "%.500s: was begun with \"%.*s\", \"%.*s\" is wanted; remove "
                  "it or name another",
                  path, (int)is.size, is.data, (int)want.size, want.data);
}
