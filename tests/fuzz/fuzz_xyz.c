/* SPDX-License-Identifier: BSD-3-Clause */
/* Any bytes as EXTXYZ: a structure, and a path. */
#include "fuzz_read.h"

/* What was read and written is read again with every bit. */
static void reread(iw_context *ctx, const iw_path *path)
{
  const size_t n = iw_path_n_atoms(path);
  iw_text *text = NULL;
  iw_path *again = NULL;

  fuzz_must(iw_path_write_memory(ctx, path, NULL, NULL, &text) == IW_OK);
  /* what left the range of files on the way need not come back */
  if (iw_path_read_memory(ctx, iw_text_data(text), iw_text_size(text), "fuzz",
                          &again) == IW_OK) {
    fuzz_must(iw_path_n_atoms(again) == n &&
              iw_path_n_images(again) == iw_path_n_images(path));
    for (size_t i = 0; i < iw_path_n_images(path); i++)
      fuzz_must(memcmp(iw_path_image(again, i), iw_path_image(path, i),
                       n * sizeof(double[3])) == 0);
  }
  iw_path_destroy(again);
  iw_text_destroy(text);
}

static void as_path(const uint8_t *data, size_t size)
{
  iw_context *ctx;
  iw_path *path = NULL;
  iw_status status;

  if (iw_context_create(&ctx) != IW_OK)
    return;
  status = iw_path_read_memory(ctx, (const char *)data, size, "fuzz", &path);
  fuzz_must((status == IW_OK) == (path != NULL));
  if (status == IW_OK) {
    reread(ctx, path);
  } else {
    fuzz_must(iw_context_message(ctx)[0] != '\0');
    fuzz_must(strchr(iw_context_message(ctx), '\n') == NULL);
  }
  iw_path_destroy(path);
  iw_context_destroy(ctx);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  as_path(data, size);
  return fuzz_read(data, size, IW_FORMAT_EXTXYZ, "fuzz");
}
