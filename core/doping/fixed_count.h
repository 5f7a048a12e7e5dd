/* SPDX-License-Identifier: BSD-3-Clause */
/* fix(g): how many decorations carry one species on each cycle. */
#ifndef IONWAY_DOPING_FIXED_COUNT_H
#define IONWAY_DOPING_FIXED_COUNT_H

#include "bigint.h"
#include "conflict_sweep.h"
#include "quotient.h"

typedef struct iwi_fixed_count iwi_fixed_count;

/** What the counts of one space share: work space, and results so far. */
iw_status iwi_fixed_count_create(iw_context *ctx, const iw_decorations *d,
                                 iwi_fixed_count **out);
void iwi_fixed_count_destroy(iwi_fixed_count *f);

/** Decorations that are constant on the cycles of a quotient, and obey its
 *  conflicts. Errors: IW_E_LIMIT (without a message) when the budget does not
 *  do, IW_E_CANCELLED, IW_E_MEMORY. */
iw_status iwi_fixed_count_of(iw_context *ctx, iwi_fixed_count *f,
                             const iwi_quotient *quotient,
                             iwi_sweep_budget *budget, iwi_bigint *out);

#endif
