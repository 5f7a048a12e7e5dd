/* SPDX-License-Identifier: BSD-3-Clause */
/* What the structure readers share: their input, and the last checks. */
#ifndef IONWAY_IO_READ_H
#define IONWAY_IO_READ_H

#include <ionway/read.h>

#include "scan.h"

/** One input: its bytes, its name for messages, and the options in force. */
typedef struct iwi_input {
  iw_context *ctx;
  const char *name;
  const char *data;
  size_t size;
  iw_read_options options;
} iwi_input;

/** One reader per format; *out NULL on failure. */
iw_status iwi_cif_read(const iwi_input *input, iw_structure **out);
iw_status iwi_poscar_read(const iwi_input *input, iw_structure **out);
iw_status iwi_extxyz_read(const iwi_input *input, iw_structure **out);

/** Is it text at all, and not of another encoding? Errors: IW_E_PARSE. */
iw_status iwi_read_check_text(const iwi_input *input);

/** Limits of cells in files: between 0.5 Angstrom thick and 1e4 Angstrom long.
 *  line: of the cell, or 0. Errors: IW_E_LIMIT, IW_E_STRUCTURE. */
iw_status iwi_read_check_cell(const iwi_input *input, const double rows[3][3],
                              int32_t line);

/** iw_structure_create() behind iwi_read_check_cell(). line: of the cell, or 0.
 *  Fills in source and min_distance_ang. */
iw_status iwi_read_finish(const iwi_input *input, iw_structure_spec *spec,
                          int32_t line, iw_structure **out);

/** Fail with "name:line: what: met 'word', want a number from min to max";
 *  status is what the scanner said. */
iw_status iwi_read_bad_number(const iwi_input *input, int32_t line,
                              const char *what, iwi_span word, iw_status status,
                              double min, double max);

/** A number of the file into out, or the failure above. */
iw_status iwi_read_double(const iwi_input *input, int32_t line,
                          const char *what, iwi_span word, double min,
                          double max, double *out);

/** Format a file name speaks for, IW_FORMAT_AUTO when none. */
iw_format iwi_read_format_of_name(const char *path);

/** Atoms the readers take. */
#define IWI_MAX_ATOMS 1000000

/** Longest cell vector taken, Angstrom. */
#define IWI_MAX_CELL 1e4

/** Largest number taken for a coordinate or a length. */
#define IWI_MAX_LENGTH 1e6

#endif
