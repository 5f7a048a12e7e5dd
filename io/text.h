/* SPDX-License-Identifier: BSD-3-Clause */
/* Growing texts: what every writer prints into. */
#ifndef IONWAY_IO_TEXT_H
#define IONWAY_IO_TEXT_H

#include <stddef.h>

#include <ionway/write.h>

#include "context.h"

/** A text under construction. A failed allocation is remembered, later calls
 *  do nothing, and iwi_text_finish() reports it: writers check once. */
typedef struct iwi_text_builder {
  iw_context *ctx;
  char *data;
  size_t size, capacity;
  int failed;
} iwi_text_builder;

void iwi_text_begin(iwi_text_builder *b, iw_context *ctx);
void iwi_text_add(iwi_text_builder *b, const char *data, size_t size);
void iwi_text_printf(iwi_text_builder *b, const char *format, ...)
    IWI_PRINTF(2, 3);

/** Hand the text over and leave the builder empty. Errors: IW_E_MEMORY. */
iw_status iwi_text_finish(iwi_text_builder *b, iw_text **out);

/** Give up a text that will not be finished. */
void iwi_text_abandon(iwi_text_builder *b);

/** The shorter of 15 or 17 digits that reads back as the same double, with a
 *  point whatever the locale; buffer of at least IWI_NUMBER_SIZE bytes. */
#define IWI_NUMBER_SIZE 32
const char *iwi_text_number(double value, char *buffer);

#endif
