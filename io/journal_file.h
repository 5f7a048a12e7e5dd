/* SPDX-License-Identifier: BSD-3-Clause */
/* The file of a journal: where in it each record stands. */
#ifndef IONWAY_IO_JOURNAL_FILE_H
#define IONWAY_IO_JOURNAL_FILE_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/energy.h>
#include <ionway/write.h>

#include "journal_record.h"

typedef struct iwi_journal_file iwi_journal_file;

/** Open or begin; errors as iw_journal_open(). Release:
 *  iwi_journal_file_close. */
iw_status iwi_journal_file_open(iw_context *ctx, const char *path,
                                const iw_text *head, iwi_journal_file **out);
void iwi_journal_file_close(iwi_journal_file *file);

uint64_t iwi_journal_file_n(const iwi_journal_file *file);

/** The first record that answers, into the result; *found = 0 when there is
 *  none. Not concurrently with any of these calls. */
iw_status iwi_journal_file_find(iw_context *ctx, iwi_journal_file *file,
                                const iwi_journal_query *query,
                                iw_energy_result *result, int *found);

/** Add one. On IW_E_IO the file is as before. */
iw_status iwi_journal_file_add(iw_context *ctx, iwi_journal_file *file,
                               const iwi_journal_query *query,
                               const iw_energy_result *result);

#endif
