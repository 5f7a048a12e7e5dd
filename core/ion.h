/* SPDX-License-Identifier: BSD-3-Clause */
/* What is known of a single ion: its text and values interpolated in charge. */
#ifndef IONWAY_CORE_ION_H
#define IONWAY_CORE_ION_H

#include <stddef.h>
#include <stdint.h>

#include "bondval_table.h"

/** Value for a charge that may be fractional: linear between neighbouring
 *  charges of the element, that of the nearest one up to half a charge
 *  outside; NAN beyond that and for elements the table lacks. */
double iwi_ion_find(const iwi_ion_value *table, size_t n, int32_t element,
                    double charge);

#define IWI_ION_TEXT 32

/** "Fe3+", "O2-", "Mn3.5+", "Li+"; returns text. */
const char *iwi_ion_text(int32_t element, double charge,
                         char text[IWI_ION_TEXT]);

/** Period of the element, its principal quantum number in the formulas; 0 for
 *  numbers outside 1..118. */
int32_t iwi_ion_period(int32_t element);

#endif
