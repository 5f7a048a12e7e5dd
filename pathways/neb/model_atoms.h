/* SPDX-License-Identifier: BSD-3-Clause */
/* A structure as an energy model sees it. */
#ifndef IONWAY_MODEL_ATOMS_H
#define IONWAY_MODEL_ATOMS_H

#include <ionway/energy.h>

/** Arrays owned; atoms.frac is not set. */
typedef struct iwi_model_atoms {
  double (*cart)[3];
  int32_t *elements, *types;
  double *charges;
  double lattice[3][3];
  iw_energy_atoms atoms;
} iwi_model_atoms;

/** Kinds come from the model; unknown charges count as 0. energy may be NULL:
 *  no kinds. Errors: IW_E_STRUCTURE (a partly filled site), IW_E_MEMORY, those
 *  of the model. Release in any case. */
iw_status iwi_model_atoms_init(iw_context *ctx, const iw_energy *energy,
                               const iw_structure *structure,
                               iwi_model_atoms *out);
void iwi_model_atoms_release(iwi_model_atoms *atoms);

#endif
