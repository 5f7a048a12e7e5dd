/* SPDX-License-Identifier: BSD-3-Clause */
/* Why an oxidation state was chosen, or none could be, in words. */
#ifndef IONWAY_CORE_OXIREASON_H
#define IONWAY_CORE_OXIREASON_H

#include <ionway/oxidation.h>

#include "balance.h"
#include "chemenv.h"

#define IWI_REASON_SIZE 256

/** The sentence for one element. kinds may be empty (states of the input). */
void iwi_oxireason_write(const iw_oxidation_entry *entry,
                         const iwi_kinds *kinds, const double *kind_charge,
                         char text[IWI_REASON_SIZE]);

/** "Cu, Zn" */
void iwi_oxireason_elements(const iwi_kind *kinds, size_t n,
                            char text[IWI_REASON_SIZE]);

/** Fail with the sum tried and what to do. */
iw_status iwi_oxireason_fail(iw_context *ctx, const iwi_kinds *kinds,
                             const double *kind_charge,
                             const iwi_balance *balance, double cell_charge);

/** One note with all states and the sum; a warning with what is left over. */
void iwi_oxireason_log(iw_context *ctx, const iw_oxidation_entry *entries,
                       size_t n, double sum, double cell_charge);

#endif
