/* SPDX-License-Identifier: BSD-3-Clause */
/* Checks every caller of an energy model makes. */
#ifndef IONWAY_CORE_ENERGY_H
#define IONWAY_CORE_ENERGY_H

#include <ionway/energy.h>

/** Is it a model at all? Errors: IW_E_ARGUMENT. */
iw_status iwi_energy_check(iw_context *ctx, const iw_energy *energy);

/** Is every number finite? Errors: IW_E_ENERGY, naming the atom. */
iw_status iwi_energy_check_result(iw_context *ctx, const iw_energy *energy,
                                  size_t n_atoms,
                                  const iw_energy_result *result);

#endif
