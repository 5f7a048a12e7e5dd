/* SPDX-License-Identifier: BSD-3-Clause */
/* Results as text: one tree of facts, a table for eyes, JSON for programs
 * (schemas in io/schema). */
#ifndef IONWAY_REPORT_H
#define IONWAY_REPORT_H

#include <stddef.h>

#include <ionway/bondval.h>
#include <ionway/bvse.h>
#include <ionway/landscape.h>
#include <ionway/oxidation.h>
#include <ionway/percolation.h>
#include <ionway/symmetry.h>
#include <ionway/write.h>

IW_BEGIN_DECLS

/** A remark for the reader of a report. */
typedef struct iw_report_note {
  iw_log_level level;
  const char *text;
} iw_report_note;

/** What there is to report. NULL members are left out; `structure` is
 *  required. All lent for the duration of the call. */
typedef struct iw_report {
  size_t struct_size;
  const iw_structure *structure;
  const iw_symmetry *symmetry;
  const double *scan_tolerances_ang; /* n_scan values ...                    */
  const int32_t *scan_groups;        /* ... and the groups found at them     */
  size_t n_scan;
  const iw_oxidation *oxidation;
  const iw_bond_valence *valence;
  int32_t mobile_element; /* 0 when there is none                 */
  const iw_parameters *parameters;
  const iw_bvse *field;
  const iw_landscape *landscape;
  const iw_percolation *percolation;
  const char *options_json;    /* effective options, an object         */
  double seconds;              /* wall time; NAN leaves it out         */
  const iw_report_note *notes; /* n_notes remarks                      */
  size_t n_notes;
  const char *volume_path; /* where the landscape was written      */
  double max_barrier_ev;   /* range of the search; NAN leaves it out */
  int compact;             /* non-zero: JSON on one line           */
} iw_report;

IW_API void iw_report_default(iw_report *report);

/** JSON, schema "ionway/info/1" without a landscape, "ionway/map/1" with one;
 *  fixed key order, shortest round-trip numbers, units in every key.
 *  Free: iw_text_destroy. Errors: IW_E_ARGUMENT, IW_E_MEMORY. */
IW_API iw_status iw_report_json(iw_context *ctx, const iw_report *report,
                                iw_text **out);

/** The same facts as a table for a terminal (UTF-8); colour != 0 uses ANSI
 *  codes. */
IW_API iw_status iw_report_table(iw_context *ctx, const iw_report *report,
                                 int colour, iw_text **out);

/** The main numbers as one CSV row with its line end; iw_report_csv_header()
 *  names the columns, with units. A threshold that was not found is empty. */
IW_API iw_status iw_report_csv(iw_context *ctx, const iw_report *report,
                               iw_text **out);
IW_API iw_status iw_report_csv_header(iw_context *ctx, iw_text **out);

/** Rows for an input that failed: JSON on one line, schema
 *  "ionway/failure/1", and CSV. source is the input's name. */
IW_API iw_status iw_report_failure_json(iw_context *ctx, const char *source,
                                        iw_status status, const char *message,
                                        iw_text **out);
IW_API iw_status iw_report_failure_csv(iw_context *ctx, const char *source,
                                       iw_status status, const char *message,
                                       iw_text **out);

IW_END_DECLS

#endif
