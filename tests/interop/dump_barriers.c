/* SPDX-License-Identifier: BSD-3-Clause */
/* Print reports on made-up barriers: dump_barriers json|table|csv [CASE].
 * Each case is a JSON document on a line, a table after "== CASE", or rows of
 * the CSV under one header. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "barriers.h"

static void fail(iw_context *ctx)
{
  fprintf(stderr, "error: %s\n", iw_context_message(ctx));
  exit(1);
}

static void print(iw_context *ctx, barriers *b, const char *format)
{
  iw_text *text;
  iw_status status;

  b->base.compact = 1;
  if (strcmp(format, "json") == 0)
    status = iw_neb_report_json(ctx, &b->report, &text);
  else if (strcmp(format, "csv") == 0)
    status = iw_neb_report_csv(ctx, &b->report, &text);
  else
    status = iw_neb_report_table(ctx, &b->report, 0, &text);
  if (status != IW_OK)
    fail(ctx);
  fputs(iw_text_data(text), stdout);
  iw_text_destroy(text);
}

static void print_header(iw_context *ctx)
{
  iw_text *text;

  if (iw_neb_report_csv_header(ctx, &text) != IW_OK)
    fail(ctx);
  fputs(iw_text_data(text), stdout);
  iw_text_destroy(text);
}

int main(int argc, char **argv)
{
  const char *format = argc > 1 ? argv[1] : "json";
  iw_context *ctx;
  barriers b;

  if (iw_context_create(&ctx) != IW_OK)
    return 1;
  if (strcmp(format, "csv") == 0)
    print_header(ctx);
  for (int i = 0; i < BARRIERS_N_CASES; i++) {
    if (argc > 2 && strcmp(argv[2], barriers_names[i]) != 0)
      continue;
    if (strcmp(format, "table") == 0)
      printf("== %s\n", barriers_names[i]);
    if (!barriers_begin(ctx, &b, i))
      fail(ctx);
    print(ctx, &b, format);
    barriers_end(&b);
  }
  iw_context_destroy(ctx);
  return 0;
}
