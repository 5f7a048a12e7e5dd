/* SPDX-License-Identifier: BSD-3-Clause */
/* Distinct hops as a table for eyes, as JSON and CSV for programs, and their
 * graph as a list of edges. */
#ifndef IONWAY_REPORT_PATHS_H
#define IONWAY_REPORT_PATHS_H

#include <stddef.h>

#include <ionway/hops.h>
#include <ionway/interstitials.h>
#include <ionway/report.h>

IW_BEGIN_DECLS

/** What there is to report; all lent for the call. */
typedef struct iw_paths_report {
  size_t struct_size;
  const iw_report *crystal; /* structure, symmetry, states, options, notes    */
  const iw_hops *hops;      /* of that structure, or of a primitive cell of it
                               in the same axes in space                      */
  const iw_interstitials *interstitials; /* empty positions, NULL when none
                                            were looked for                   */
  double max_energy_ev;       /* up to which; NAN leaves it out             */
  const int32_t (*matrix)[3]; /* supercell of the ends written, rows in
                                 vectors of the hops' cell; or NULL         */
  const char *const *paths;   /* files of the ends, start and end of each
                                 hop in turn; or NULL                       */
} iw_paths_report;

IW_API void iw_paths_report_default(iw_paths_report *report);

/** JSON, schema "ionway/paths/1". Positions and numbers are those of the cell
 *  of the input. Free: iw_text_destroy. Errors: IW_E_MEMORY. */
IW_API iw_status iw_paths_report_json(iw_context *ctx,
                                      const iw_paths_report *report,
                                      iw_text **out);

/** The same facts as a table for a terminal (UTF-8). */
IW_API iw_status iw_paths_report_table(iw_context *ctx,
                                       const iw_paths_report *report,
                                       int colour, iw_text **out);

/** A row for each hop; iw_paths_report_csv_header() names the columns. */
IW_API iw_status iw_paths_report_csv(iw_context *ctx,
                                     const iw_paths_report *report,
                                     iw_text **out);
IW_API iw_status iw_paths_report_csv_header(iw_context *ctx, iw_text **out);
/** The row of an input that failed. */
IW_API iw_status iw_paths_report_csv_failure(iw_context *ctx,
                                             const char *source,
                                             iw_status status,
                                             const char *message,
                                             iw_text **out);

/**
 * The migration graph as lines of words, for other programs:
 *
 *   ionway-graph 1
 *   cell X Y Z                     three times: vectors of the hops' cell, A
 *   node N LABEL X Y Z OCCUPANCY   numbered from 1; fractions of that cell
 *   hop NAME LENGTH                a kind of edges; its length in A
 *   edge NAME FROM TO A B C        from node FROM to node TO in cell A B C
 *
 * Lines that begin with # are remarks. Errors: IW_E_MEMORY.
 */
IW_API iw_status iw_paths_report_graph(iw_context *ctx,
                                       const iw_paths_report *report,
                                       iw_text **out);

IW_END_DECLS

#endif
