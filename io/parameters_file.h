/* SPDX-License-Identifier: BSD-3-Clause */
/* The reader of parameter files, from memory. */
#ifndef IONWAY_IO_PARAMETERS_FILE_H
#define IONWAY_IO_PARAMETERS_FILE_H

#include <stddef.h>

#include <ionway/parameters.h>

/** iw_parameters_read_file() on size bytes; name stands for the path. */
iw_status iwi_parameters_file_parse(iw_context *ctx, const char *data,
                                    size_t size, const char *name,
                                    const iw_parameters_options *options,
                                    iw_parameters **out);

#endif
