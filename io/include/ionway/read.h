/* SPDX-License-Identifier: BSD-3-Clause */
/* Crystal structures in: CIF, POSCAR/CONTCAR, extended XYZ. */
#ifndef IONWAY_READ_H
#define IONWAY_READ_H

#include <stddef.h>

#include <ionway/parameters.h>
#include <ionway/structure.h>

IW_BEGIN_DECLS

typedef enum iw_format {
  IW_FORMAT_AUTO = 0, /* by name, then by content */
  IW_FORMAT_CIF = 1,
  IW_FORMAT_POSCAR = 2,
  IW_FORMAT_EXTXYZ = 3
} iw_format;

typedef struct iw_read_options {
  size_t struct_size;
  iw_format format;
  const char *block;       /* CIF: data block to take; NULL: first with atoms */
  size_t frame;            /* extended XYZ: frame, counted from 0             */
  double min_distance_ang; /* see iw_structure_spec                           */
  size_t max_bytes;        /* refuse larger input; default 256 MiB            */
} iw_read_options;

IW_API void iw_read_options_default(iw_read_options *options);

/**
 * Read one structure from a file. options may be NULL.
 * Errors  IW_E_IO, IW_E_PARSE, IW_E_STRUCTURE, IW_E_LIMIT, IW_E_ARGUMENT,
 *         IW_E_MEMORY; the message is one line: path:line: what was met, what
 *         was wanted.
 */
IW_API iw_status iw_structure_read_file(iw_context *ctx, const char *path,
                                        const iw_read_options *options,
                                        iw_structure **out);

/** The same from memory; name stands for the path in messages and, for
 *  IW_FORMAT_AUTO, in the choice of format. data need not end in NUL. */
IW_API iw_status iw_structure_read_memory(iw_context *ctx, const char *data,
                                          size_t size, const char *name,
                                          const iw_read_options *options,
                                          iw_structure **out);

/** Read the caller's bond-valence rows from a text file (columns as in
 *  docs/parameters.md) into a new parameter set; options->own rows stay, file
 *  rows win. Errors as above. */
IW_API iw_status iw_parameters_read_file(iw_context *ctx, const char *path,
                                         const iw_parameters_options *options,
                                         iw_parameters **out);

IW_END_DECLS

#endif
