/* SPDX-License-Identifier: BSD-3-Clause */
/* What came of a doping, as a table for eyes and as JSON for programs. */
#ifndef IONWAY_REPORT_DOPE_H
#define IONWAY_REPORT_DOPE_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/doping.h>
#include <ionway/enumeration.h>
#include <ionway/report.h>
#include <ionway/short_range_order.h>

IW_BEGIN_DECLS

/** One of the cells kept. All lent for the call. */
typedef struct iw_dope_kept {
  const iw_candidate *candidate;
  int32_t group_number;     /* space group of the ordered cell; 0: unknown  */
  const char *group_symbol; /* "" when unknown                              */
  const char *path;         /* where it was written, or NULL                */
} iw_dope_kept;

/** What was found for one composition of a doping. */
typedef struct iw_dope_composition {
  const iw_decoration_count *count;
  const iw_enumeration_result *result; /* NULL in a dry run                  */
  const iw_selection *selection;       /* NULL in a dry run                  */
  const iw_dope_kept *kept;
  size_t n_kept;
  const iw_short_range_order *order; /* of the first of them                */
  size_t n_order;
  double estimate_s; /* to list or sample it; NAN outside a dry run          */
} iw_dope_composition;

/** One supercell. */
typedef struct iw_dope_cell {
  int32_t matrix[3][3]; /* rows in vectors of the parent                     */
  int32_t index;
  int32_t multiplicity; /* normal forms like it; 0 when it was the only wish */
  double image_distance_ang;
  const iw_doping *doping;
  const iw_dope_composition *compositions; /* as those of the doping         */
} iw_dope_cell;

typedef struct iw_dope_report {
  size_t struct_size;
  const iw_report *crystal; /* structure, symmetry, states, options, notes   */
  int from_primitive;       /* the parent is the primitive cell of that      */
  const iw_dope_cell *cells;
  size_t n_cells;
  const iw_substitution *substitutions; /* n_substitutions, as requested     */
  size_t n_substitutions;
  const iw_decoration_count *sum; /* over all cells and compositions; NULL   */
  const char *energy;             /* name of the model; NULL: not ranked     */
  int primitive_only;
  double estimate_s;     /* of all, in a dry run; NAN else                   */
  double estimate_bytes; /* memory, in a dry run; NAN else                   */
  const char *list_path, *stream_path; /* files written, or NULL             */
} iw_dope_report;

IW_API void iw_dope_report_default(iw_dope_report *report);

/** JSON, schema "ionway/dope/1"; counts are texts, for they may have more
 *  digits than a number holds. Free: iw_text_destroy. */
IW_API iw_status iw_dope_report_json(iw_context *ctx,
                                     const iw_dope_report *report,
                                     iw_text **out);

/** The same facts as a table for a terminal (UTF-8). */
IW_API iw_status iw_dope_report_table(iw_context *ctx,
                                      const iw_dope_report *report, int colour,
                                      iw_text **out);

/** Mixing energy of composition i of a cell against the ends of its series,
 *  eV a supercell, eq. (D11). A series is compositions that differ in the
 *  amount of one substitution only; NAN unless there are three or more. */
IW_API double iw_dope_mixing_ev(const iw_dope_report *report,
                                const iw_dope_cell *cell, size_t i);

IW_END_DECLS

#endif
