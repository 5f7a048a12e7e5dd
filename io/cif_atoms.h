/* SPDX-License-Identifier: BSD-3-Clause */
/* The atom list of a CIF block. */
#ifndef IONWAY_IO_CIF_ATOMS_H
#define IONWAY_IO_CIF_ATOMS_H

#include "cif_expand.h"

/** Where the coordinates stand. */
typedef struct iwi_cif_places {
  iwi_cif_column x[3];
  int cartesian; /* else fractional */
} iwi_cif_places;

/** 0 when the block has no atoms. */
int iwi_cif_atoms_find(const iwi_cif *cif, size_t block, iwi_cif_places *out);

/** The atoms listed in a block that has some; mixed ones as several, those
 *  without a place left out with a remark. Free: iwi_free. Errors: IW_E_PARSE
 *  (name:line), IW_E_LIMIT, IW_E_MEMORY. */
iw_status iwi_cif_atoms_read(const iwi_input *input, const iwi_cif *cif,
                             size_t block, const iwi_lattice *lattice,
                             iwi_cif_atom **out, size_t *n_out);

/** A number of the file, its standard uncertainty dropped. */
iw_status iwi_cif_number(const iwi_input *input, const iwi_cif_column *column,
                         size_t row, const char *what, double min, double max,
                         double *out);

#endif
