/* SPDX-License-Identifier: BSD-3-Clause */
/* A pair field while its file is read: the spec so far, and the line at hand.
 */
#ifndef IONWAY_IO_FIELD_DRAFT_H
#define IONWAY_IO_FIELD_DRAFT_H

#include <ionway/pair_field.h>

#include "field_words.h"

#define IWI_FIELD_MAX_NAME 60 /* messages begin with it */

typedef struct iwi_field_draft {
  iwi_field_line line;
  iw_pair_field_spec spec;
  iw_field_type *types; /* texts owned */
  iw_field_term *terms;
  iw_field_bond *bonds;
  iw_field_angle *angles;
  size_t types_capacity, terms_capacity, bonds_capacity, angles_capacity;
  char *name;
  int coulomb_given;
} iwi_field_draft;

/** Word of the line, empty behind its end. */
iwi_span iwi_field_word(const iwi_field_draft *d, size_t at);

/** NUL-terminated; NULL when memory runs out. */
char *iwi_field_copy(iwi_field_draft *d, iwi_span text);

/** none, energy or force. */
iw_status iwi_field_take_shift(iwi_field_draft *d, iwi_span text,
                               iw_field_shift *out);

/** A line of coulomb. */
iw_status iwi_field_take_coulomb(iwi_field_draft *d, size_t which);

/** A line of a keyword and one value. */
enum {
  IWI_FIELD_NAME,
  IWI_FIELD_CUTOFF,
  IWI_FIELD_SHIFT,
  IWI_FIELD_EXCLUDE,
  IWI_FIELD_SHELL_FORCE
};
iw_status iwi_field_take_setting(iwi_field_draft *d, size_t which);

#endif
