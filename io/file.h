/* SPDX-License-Identifier: BSD-3-Clause */
/* Whole files in and out: the only code that touches the disk. */
#ifndef IONWAY_IO_FILE_H
#define IONWAY_IO_FILE_H

#include <stddef.h>

#include <ionway/context.h>

/** Read all of a file; *data ends in a NUL that *size does not count. Free:
 *  iwi_free. Errors: IW_E_IO, IW_E_LIMIT (more than max_bytes), IW_E_MEMORY. */
iw_status iwi_file_read(iw_context *ctx, const char *path, size_t max_bytes,
                        char **data, size_t *size);

/** Put a file in place whole or not at all: written beside its name, flushed
 *  to the disk, renamed. What is no regular file (a pipe, /dev/stdout) is
 *  written directly. Errors: IW_E_IO, IW_E_MEMORY. */
iw_status iwi_file_write(iw_context *ctx, const char *path, const char *data,
                         size_t size);

#endif
