/* SPDX-License-Identifier: BSD-3-Clause */
/* Pair fields from text files. */
#ifndef IONWAY_FIELD_FILE_H
#define IONWAY_FIELD_FILE_H

#include <stddef.h>

#include <ionway/pair_field.h>

IW_BEGIN_DECLS

/**
 * Read a pair field from a text file; docs/fields.md has the format.
 * Errors  IW_E_IO, IW_E_PARSE, IW_E_LIMIT, IW_E_ARGUMENT (numbers that make no
 *         field), IW_E_MEMORY; the message is one line: path:line: what was
 *         met, what was wanted.
 * Free    iw_pair_field_destroy.
 */
IW_API iw_status iw_pair_field_read_file(iw_context *ctx, const char *path,
                                         iw_pair_field **out);

/** The same from memory; name stands for the path. data need not end in NUL. */
IW_API iw_status iw_pair_field_read_memory(iw_context *ctx, const char *data,
                                           size_t size, const char *name,
                                           iw_pair_field **out);

IW_END_DECLS

#endif
