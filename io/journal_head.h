/* SPDX-License-Identifier: BSD-3-Clause */
/* The lines of text a journal begins with. */
#ifndef IONWAY_IO_JOURNAL_HEAD_H
#define IONWAY_IO_JOURNAL_HEAD_H

#include <stddef.h>

#include <ionway/write.h>

/** What a journal of this program, model and identity begins with. Errors:
 *  IW_E_ARGUMENT (not one line each), IW_E_MEMORY. */
iw_status iwi_journal_head(iw_context *ctx, const char *model,
                           const char *identity, iw_text **out);

/** Say in what the head met is another one: always IW_E_PARSE. */
iw_status iwi_journal_refuse(iw_context *ctx, const char *path,
                             const iw_text *wanted, const char *met,
                             size_t size);

#endif
