/* SPDX-License-Identifier: BSD-3-Clause */
/* From the listed atoms and the operations to the content of the cell. */
#ifndef IONWAY_IO_CIF_EXPAND_H
#define IONWAY_IO_CIF_EXPAND_H

#include "cif_symop.h"

/** An atom as listed. */
typedef struct iwi_cif_atom {
  iw_site site;
  int32_t multiplicity; /* stated number of images in the cell; 0: not stated */
  int keep_apart;       /* disordered about a special position               */
} iwi_cif_atom;

/** The cell content, and how well it met what the file states. */
typedef struct iwi_cif_content {
  iw_site *sites;
  size_t n_sites, capacity;
  size_t n_mismatches; /* atoms with another multiplicity than stated */
  size_t mismatch;     /* the first of them                           */
  int32_t found;       /* and the multiplicity found for it           */
} iwi_cif_content;

void iwi_cif_content_free(iwi_cif_content *content);

/** Images of all atoms. Errors: IW_E_LIMIT, IW_E_MEMORY. */
iw_status iwi_cif_expand(const iwi_input *input, const iwi_lattice *lattice,
                         const iwi_symops *group, const iwi_cif_atom *atoms,
                         size_t n_atoms, iwi_cif_content *out);

#endif
