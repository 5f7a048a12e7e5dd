/* SPDX-License-Identifier: BSD-3-Clause */
/* The text object and its builder. */
#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

struct iw_text {
  char *data;
  size_t size;
};

const char *iw_text_data(const iw_text *text)
{
  return text->data;
}

size_t iw_text_size(const iw_text *text)
{
  return text->size;
}

iw_status iw_text_create(iw_context *ctx, const char *data, size_t size,
                         iw_text **out)
{
  iwi_text_builder b;

  iwi_text_begin(&b, ctx);
  iwi_text_add(&b, data, size);
  return iwi_text_finish(&b, out);
}

void iw_text_destroy(iw_text *text)
{
  if (text == NULL)
    return;
  iwi_free(text->data);
  iwi_free(text);
}

void iwi_text_begin(iwi_text_builder *b, iw_context *ctx)
{
  memset(b, 0, sizeof *b);
  b->ctx = ctx;
}

/* Room for size more bytes and the NUL. */
static int make_room(iwi_text_builder *b, size_t size)
{
  void *data = b->data;

  if (b->failed)
    return 0;
  if (size >= (size_t)-1 - b->size ||
      iwi_reserve(b->ctx, &data, &b->capacity, b->size + size + 1, 1) != IW_OK)
    b->failed = 1;
  b->data = data;
  return !b->failed;
}

void iwi_text_add(iwi_text_builder *b, const char *data, size_t size)
{
  if (!make_room(b, size))
    return;
  memcpy(b->data + b->size, data, size);
  b->size += size;
}

void iwi_text_printf(iwi_text_builder *b, const char *format, ...)
{
  va_list args, again;
  int size;

  va_start(args, format);
  va_copy(again, args);
  size = vsnprintf(NULL, 0, format, args);
  va_end(args);
  if (size >= 0 && make_room(b, (size_t)size)) {
    vsnprintf(b->data + b->size, (size_t)size + 1, format, again);
    b->size += (size_t)size;
  }
  va_end(again);
}

iw_status iwi_text_finish(iwi_text_builder *b, iw_text **out)
{
  iw_text *text = NULL;

  *out = NULL;
  if (make_room(b, 0))
    text = iwi_calloc(b->ctx, 1, sizeof *text);
  if (text == NULL) {
    iwi_text_abandon(b);
    return IW_E_MEMORY;
  }
  b->data[b->size] = '\0';
  text->data = b->data;
  text->size = b->size;
  memset(b, 0, sizeof *b);
  *out = text;
  return IW_OK;
}

void iwi_text_abandon(iwi_text_builder *b)
{
  iwi_free(b->data);
  memset(b, 0, sizeof *b);
}

const char *iwi_text_number(double value, char *buffer)
{
  char *separator;

  snprintf(buffer, IWI_NUMBER_SIZE, "%.15g", value);
  /* exact comparison: the text has to give back every bit */
  if (strtod(buffer, NULL) != value)
    snprintf(buffer, IWI_NUMBER_SIZE, "%.17g", value);
  /* whatever stands for the decimal point in this locale */
  separator = buffer + strspn(buffer, "+-0123456789");
  if (*separator != '\0' && *separator != 'e' && *separator != '.' &&
      *separator != 'n' && *separator != 'i') {
    const size_t width = strcspn(separator, "+-0123456789e");

    *separator = '.';
    memmove(separator + 1, separator + width, strlen(separator + width) + 1);
  }
  return buffer;
}
