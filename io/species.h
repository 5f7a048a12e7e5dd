/* SPDX-License-Identifier: BSD-3-Clause */
/* What stands on a site, as crystallographers write it. */
#ifndef IONWAY_IO_SPECIES_H
#define IONWAY_IO_SPECIES_H

#include <stdint.h>

#include "scan.h"

/** One element of a site: "Fe3+", or a term of "0.75Si + 0.25Al". */
typedef struct iwi_species {
  int32_t element;
  double fraction;  /* 1 when not written            */
  double oxidation; /* e; NAN when not written       */
} iwi_species;

#define IWI_MAX_SPECIES 16

/** Parse a type symbol into at most IWI_MAX_SPECIES terms; their number, 0
 *  when the text is none. Charges: "3+", "+3", "+", "2-", "1.5+". */
size_t iwi_species_parse(iwi_span text, iwi_species *out);

/** Element a site label begins with ("Li1", "OW1", "FE2"); formula, or "",
 *  decides where one letter and two letters would both do. 0 when none. */
int32_t iwi_species_from_label(iwi_span label, const char *formula);

/** Element at the front of a text, any case, the longer symbol first; *used:
 *  letters taken. 0 when there is none. */
int32_t iwi_species_element(iwi_span text, size_t *used);

#endif
