/* SPDX-License-Identifier: BSD-3-Clause */
/* What the structure fuzzers do with one input: read it, and when that works
 * write it and read it again. */
#ifndef IONWAY_FUZZ_READ_H
#define IONWAY_FUZZ_READ_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <ionway/ionway.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void fuzz_must(int condition)
{
  if (!condition)
    abort();
}

static inline void fuzz_reread(iw_context *ctx, const iw_structure *s,
                               iw_format format, const char *name)
{
  iw_text *text = NULL;
  iw_structure *again = NULL;
  iw_read_options options;

  if (iw_structure_write_memory(ctx, s, format, &text) != IW_OK) {
    fuzz_must(text == NULL);
    return;
  }
  iw_read_options_default(&options);
  options.format = format;
  options.min_distance_ang = 0;
  /* a cell of extreme shape may not survive its angles; no more is asked */
  if (iw_structure_read_memory(ctx, iw_text_data(text), iw_text_size(text),
                               name, &options, &again) == IW_OK)
    fuzz_must(iw_structure_n_sites(again) == iw_structure_n_sites(s));
  iw_structure_destroy(again);
  iw_text_destroy(text);
}

static inline int fuzz_read(const uint8_t *data, size_t size, iw_format format,
                            const char *name)
{
  iw_context *ctx;
  iw_structure *s = NULL;
  iw_read_options options;
  iw_status status;

  if (iw_context_create(&ctx) != IW_OK)
    return 0;
  iw_read_options_default(&options);
  options.format = format;
  status = iw_structure_read_memory(ctx, (const char *)data, size, name,
                                    &options, &s);
  fuzz_must((status == IW_OK) == (s != NULL));
  if (status == IW_OK) {
    fuzz_must(iw_structure_n_sites(s) > 0 && iw_structure_volume(s) > 0);
    for (int f = IW_FORMAT_CIF; f <= IW_FORMAT_EXTXYZ; f++)
      fuzz_reread(ctx, s, (iw_format)f, name);
  } else {
    /* one line that says something */
    fuzz_must(iw_context_message(ctx)[0] != '\0');
    fuzz_must(strchr(iw_context_message(ctx), '\n') == NULL);
  }
  iw_structure_destroy(s);
  iw_context_destroy(ctx);
  return 0;
}

#endif
