/* SPDX-License-Identifier: BSD-3-Clause */
/* Fields of a CSV row (RFC 4180). */
#ifndef IONWAY_IO_REPORT_CSV_H
#define IONWAY_IO_REPORT_CSV_H

#include "text.h"

/** The first field of a row; quoted when it has to be. */
void iwi_csv_first(iwi_text_builder *b, const char *text);
/** A further field, with its comma. */
void iwi_csv_text(iwi_text_builder *b, const char *text);
/** The same for a number; empty when not finite. */
void iwi_csv_number(iwi_text_builder *b, double value);
/** The first row, as a text of its own. */
iw_status iwi_csv_header(iw_context *ctx, const char *const *columns, int n,
                         iw_text **out);

#endif
