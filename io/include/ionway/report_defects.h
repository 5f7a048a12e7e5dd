/* SPDX-License-Identifier: BSD-3-Clause */
/* Point defects as a table for eyes and as JSON for programs. */
#ifndef IONWAY_REPORT_DEFECTS_H
#define IONWAY_REPORT_DEFECTS_H

#include <stddef.h>

#include <ionway/defects.h>
#include <ionway/interstitials.h>
#include <ionway/report.h>

IW_BEGIN_DECLS

/** What there is to report; all lent for the call. */
typedef struct iw_defects_report {
  size_t struct_size;
  const iw_report *crystal; /* structure, symmetry, states, options, notes   */
  const iw_structure *parent; /* the cell repeated: that of the crystal, or a
                                 primitive one in the same axes in space     */
  int from_primitive;         /* the latter                                  */
  double mobile_charge;       /* e                                           */
  const iw_interstitials *interstitials; /* of the parent; NULL when none were
                                            looked for                       */
  double max_energy_ev;      /* up to which they were; NAN leaves it out      */
  const iw_defects *defects; /* of the parent                                */
  const char *const *paths;  /* files written, one a defect; or NULL          */
} iw_defects_report;

IW_API void iw_defects_report_default(iw_defects_report *report);

/** JSON, schema "ionway/defects/1". Positions are in the cell of the input and
 *  in that of the supercell. Free: iw_text_destroy. */
IW_API iw_status iw_defects_report_json(iw_context *ctx,
                                        const iw_defects_report *report,
                                        iw_text **out);

/** The same facts as a table for a terminal (UTF-8). */
IW_API iw_status iw_defects_report_table(iw_context *ctx,
                                         const iw_defects_report *report,
                                         int colour, iw_text **out);

IW_END_DECLS

#endif
