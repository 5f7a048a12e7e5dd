/* SPDX-License-Identifier: BSD-3-Clause */
/* What the steps of ionway dope hand on to each other. */
#ifndef IONWAY_CLI_DOPE_H
#define IONWAY_CLI_DOPE_H

#include "crystal.h"

enum { DOPE_MAX_CONTACTS = 64 };

/** A cell kept: where it went and what it is. */
typedef struct dope_kept {
  char symbol[16]; /* of its space group; "" when not looked for */
  int32_t number;
  char *path; /* or NULL */
} dope_kept;

/** One composition. */
typedef struct dope_space {
  iw_decoration_count *count;
  iw_selection *selection;
  iw_enumeration_result result;
  dope_kept *kept; /* as many as the selection has */
  iw_short_range_order *order;
  size_t n_order;
  double estimate_s;
} dope_space;

/** One supercell. */
typedef struct dope_cell {
  iw_supercell_shape shape; /* multiplicity 0: the only one wished for */
  iw_doping *doping;
  dope_space *spaces; /* one a composition of the doping */
} dope_cell;

typedef struct dope {
  crystal x;
  iw_structure *primitive; /* or NULL */
  iw_symmetry *primitive_symmetry;
  const iw_structure *parent; /* what is repeated and decorated */
  const iw_symmetry *parent_symmetry;
  iw_substitutions *substitutions, *codopant;
  iw_interstitials *interstitials;
  iw_contact contacts[DOPE_MAX_CONTACTS];
  iw_doping_request request;
  dope_cell *cells;
  size_t n_cells;
  iw_decoration_count *sum;
  double estimate_s, estimate_bytes;
} dope;

/** The wish, from the options; the crystal is open and charged. */
iw_status dope_take_request(session *c, dope *d);
/** Parent, supercells, dopings, and how many decorations each has. */
iw_status dope_make_cells(session *c, dope *d);
/** Go through the decorations of all compositions. */
iw_status dope_search(session *c, dope *d);
/** Instead: how long that would take and what memory it needs. */
iw_status dope_estimate(session *c, dope *d);
/** Look at the cells kept, and write them. */
iw_status dope_keep(session *c, dope *d);

/** Keep the library's message with the crystal's name before it. */
iw_status dope_failed(session *c, const dope *d, iw_status status);

/** Options of a run over the decorations. */
void dope_enumeration_options(const session *c, iw_enumeration_options *o);

#endif
