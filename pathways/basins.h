/* SPDX-License-Identifier: BSD-3-Clause */
/* The landscape flooded from below: every grid point goes to the basin it
 * drains into, and where two basins meet first is a pass. */
#ifndef IONWAY_BASINS_H
#define IONWAY_BASINS_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/landscape.h>

#include "passes.h"

typedef struct iwi_basins iwi_basins;

/** Prepare a flood that can rise to highest_ev. */
iw_status iwi_basins_create(iw_context *ctx, const iw_landscape *landscape,
                            double highest_ev, iwi_basins **out);
void iwi_basins_destroy(iwi_basins *basins);

/** Let the water rise to level_ev; passes come in rising height. */
iw_status iwi_basins_flood(iw_context *ctx, iwi_basins *basins,
                           double level_ev);

size_t iwi_basins_count(const iwi_basins *basins);
/** Lowest point of every basin; the basin's home copy holds it in cell 0. */
const int32_t *iwi_basins_points(const iwi_basins *basins);
size_t iwi_basins_n_passes(const iwi_basins *basins);
const iwi_pass *iwi_basins_passes(const iwi_basins *basins);
/** Points flooded so far, and all that highest_ev would flood. */
size_t iwi_basins_flooded(const iwi_basins *basins);
size_t iwi_basins_floodable(const iwi_basins *basins);

#endif
