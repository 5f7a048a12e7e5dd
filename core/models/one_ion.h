/* SPDX-License-Identifier: BSD-3-Clause */
/* What both models of a single mobile ion check. */
#ifndef IONWAY_ONE_ION_H
#define IONWAY_ONE_ION_H

#include <ionway/energy.h>

#include "bvse.h"

/** One atom, the right element, charge, lattice, a finite position. */
iw_status iwi_one_ion_check(iw_context *ctx, const iw_bvse *field,
                            const char *model, const iw_energy_atoms *atoms);

/** Energy and, when wanted, force of a value of the field. */
void iwi_one_ion_store(const iw_bvse_value *value, iw_energy_result *result);

#endif
