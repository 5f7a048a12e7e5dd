/* SPDX-License-Identifier: BSD-3-Clause */
/* What the renderings of barriers share. */
#ifndef IONWAY_IO_REPORT_NEB_H
#define IONWAY_IO_REPORT_NEB_H

#include <stddef.h>

#include <ionway/report_neb.h>

#include "report_table.h"

/** Is the report one that can be told? Errors: IW_E_ARGUMENT. */
iw_status iwi_neb_check(iw_context *ctx, const iw_neb_report *report);

/** The hop's name, or its number from 1 where it has none. */
#define IWI_NEB_NAME_SIZE 24
const char *iwi_neb_name(const iw_neb_report *report, size_t i, char *buffer);

/** What the caller says of it, else "certified" or "not certified". */
const char *iwi_neb_state(const iw_neb_report_hop *hop);

/** The saddle that makes the barrier; NULL when there is none. */
const iw_neb_report_saddle *iwi_neb_highest(const iw_neb_report_hop *hop);

/** Hops without a barrier: the network has to do without them. */
size_t iwi_neb_n_missing(const iw_neb_report *report);

/** "bond valence in a rigid host"; "" for a model not known here. */
const char *iwi_neb_model_words(const char *model);

/** What barriers of this model cannot say; one sentence. */
const char *iwi_neb_limits(const char *model);

/** Where the network percolates in d = 1, 2, 3 dimensions, in words; "" when
 *  the next dimension says the same. */
#define IWI_NEB_STATEMENT_SIZE 256
const char *iwi_neb_statement(const iw_neb_report *report, int d, char *buffer);

/* ---- pieces of the table --------------------------------------------- */

#define IWI_DASH "\xe2\x80\x93" /* what is not known; one column */

/** A table of hops, with the widths that depend on what stands in it. */
typedef struct iwi_neb_layout {
  const iw_neb_report *r;
  iwi_table *t;
  int name, route, mechanism;
} iwi_neb_layout;

/** Numbers set to the right; a dash when not finite, or 0 for a count. */
void iwi_neb_put_number(iwi_table *t, int width, int decimals, double value);
void iwi_neb_put_count(iwi_table *t, int width, int64_t value);
/** Three decimals, or one digit where these would show nothing. */
void iwi_neb_put_small(iwi_table *t, int width, double value);
/** Two blanks and the name of hop i, padded. */
void iwi_neb_put_name(const iwi_neb_layout *l, size_t i);
/** The text, or a dash. */
const char *iwi_neb_label(const char *text);

/** Places, bands, certificates, stretches, prefactors, host, files. */
void iwi_neb_table_details(const iwi_neb_layout *l);

/** The energy along a path, drawn with dots. */
void iwi_table_profile(iwi_table *t, const iw_neb_report_hop *hop);

#endif
