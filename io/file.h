/* SPDX-License-Identifier: BSD-3-Clause */
/* Whole files in and out, files that grow, folders: the only code that touches
 * the disk. */
#ifndef IONWAY_IO_FILE_H
#define IONWAY_IO_FILE_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/context.h>

#include "scan.h"

/** Read all of a file; *data ends in a NUL that *size does not count. Free:
 *  iwi_free. Errors: IW_E_IO, IW_E_LIMIT (more than max_bytes), IW_E_MEMORY. */
iw_status iwi_file_read(iw_context *ctx, const char *path, size_t max_bytes,
                        char **data, size_t *size);

/** Put a file in place whole or not at all: written beside its name, flushed
 *  to the disk, renamed. What is no regular file (a pipe, /dev/stdout) is
 *  written directly. Errors: IW_E_IO, IW_E_MEMORY. */
iw_status iwi_file_write(iw_context *ctx, const char *path, const char *data,
                         size_t size);

/** A folder; one that is there is fine, its parent must be. Errors: IW_E_IO. */
iw_status iwi_folder_make(iw_context *ctx, const char *path);

/** What stands at a path, a link there not followed: which it is on this
 *  machine, and whether it is a socket. */
typedef struct iwi_file_mark {
  uint64_t device, number;
  int is_socket;
} iwi_file_mark;

/** 1 when something is there. */
int iwi_file_identify(const char *path, iwi_file_mark *mark);

/** Remove a file. Errors: IW_E_IO. */
iw_status iwi_file_remove(iw_context *ctx, const char *path);

/** A file that grows at its end. */
typedef struct iwi_growing iwi_growing;

/** Open one, made empty when it is not there. One program at a time has it:
 *  IW_E_IO when another does. Release: iwi_growing_close. */
iw_status iwi_growing_open(iw_context *ctx, const char *path,
                           iwi_growing **out);
/** NULL is fine. */
void iwi_growing_close(iwi_growing *file);

/** Bytes in it. */
iw_status iwi_growing_size(iw_context *ctx, const iwi_growing *file,
                           uint64_t *size);

/** size bytes from an offset on, fewer when there are no more: *got. */
iw_status iwi_growing_read(iw_context *ctx, const iwi_growing *file,
                           uint64_t from, char *data, size_t size, size_t *got);

/** Takes one line without its LF; what it returns ends the reading unless it
 *  is IW_OK. */
typedef iw_status iwi_line_fn(iw_context *ctx, iwi_span line, void *user);

/** Read the lines from an offset on, in constant memory; *end is where the
 *  last whole one ends. Errors: IW_E_IO, IW_E_LIMIT (a line longer than
 *  max_line bytes), IW_E_MEMORY, those of `take`. */
iw_status iwi_growing_lines(iw_context *ctx, iwi_growing *file, uint64_t from,
                            size_t max_line, iwi_line_fn *take, void *user,
                            uint64_t *end);

/** Drop what is behind the first size bytes. */
iw_status iwi_growing_cut(iw_context *ctx, iwi_growing *file, uint64_t size);

/** Add bytes at the end. They outlive the program from then on, a power cut
 *  only after iwi_growing_sync(). */
iw_status iwi_growing_put(iw_context *ctx, iwi_growing *file, const char *data,
                          size_t size);
iw_status iwi_growing_sync(iw_context *ctx, iwi_growing *file);
/** Both. */
iw_status iwi_growing_add(iw_context *ctx, iwi_growing *file, const char *data,
                          size_t size);

#endif
