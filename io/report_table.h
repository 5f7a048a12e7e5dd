/* SPDX-License-Identifier: BSD-3-Clause */
/* Pieces of the table for a terminal. */
#ifndef IONWAY_IO_REPORT_TABLE_H
#define IONWAY_IO_REPORT_TABLE_H

#include <stddef.h>

#include "report.h"
#include "text.h"

/* UTF-8: these take one column but more bytes, so they stay out of fields that
 * printf pads. */
#define IWI_ANG  "\xc3\x85"         /* A with ring     */
#define IWI_ANG3 "\xc3\x85\xc2\xb3" /* and a raised 3  */
#define IWI_DEG  "\xc2\xb0"         /* degree          */

/** A table under construction. */
typedef struct iwi_table {
  iwi_text_builder text;
  int colour;
} iwi_table;

/* ANSI styles */
#define IWI_BOLD   "1"
#define IWI_STRONG "1;36"
#define IWI_WARN   "33"
#define IWI_PLAIN  "0"

/** Switch a style on or, with IWI_PLAIN, off; nothing without colour. */
void iwi_table_style(iwi_table *t, const char *code);
/** An empty line and a bold one. */
void iwi_table_heading(iwi_table *t, const char *text);
/** Running text from a column on, broken at blanks, later lines indented. */
void iwi_table_paragraph(iwi_table *t, const char *text, size_t column,
                         size_t indent);
/** Columns that a text takes. */
size_t iwi_table_columns(const char *text);
/** Text that came with the input, safe for a terminal, padded to a width. */
void iwi_table_padded(iwi_table *t, const char *text, size_t width);
/** Label of a site, padded to a width. */
void iwi_table_label(iwi_table *t, const iw_site *site, size_t width);

/** Formula, space group, file, cell, point group. */
void iwi_table_crystal(iwi_table *t, const iw_report *report,
                       const iwi_facts *facts);
/** Notes and warnings, and what a map cannot say. */
void iwi_table_remarks(iwi_table *t, const iw_report *report);

/** The parts that a map adds. */
void iwi_table_landscape(iwi_table *t, const iw_report *report,
                         const iwi_facts *facts);
void iwi_table_percolation(iwi_table *t, const iw_report *report,
                           const iwi_facts *facts);

#endif
