/* SPDX-License-Identifier: BSD-3-Clause */
/* How well bond lengths fit the states that a cation may have. */
#ifndef IONWAY_CORE_OXIFIT_H
#define IONWAY_CORE_OXIFIT_H

#include <ionway/parameters.h>
#include <ionway/structure.h>

#include "chemenv.h"

/**
 * Add to the cost of every state of a cation with a choice how far its
 * bond-valence sum, made with the parameters of that state, is from it.
 * Anions count with their usual charge. Errors: IW_E_MEMORY.
 */
iw_status iwi_oxifit_weigh(iw_context *ctx, const iw_structure *structure,
                           const iw_parameters *parameters, iwi_kinds *kinds);

#endif
