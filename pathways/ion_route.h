/* SPDX-License-Identifier: BSD-3-Clause */
/* From a relaxed string to exact saddles, and the chain of saddles and minima
 * that joins its ends. */
#ifndef IONWAY_ION_ROUTE_H
#define IONWAY_ION_ROUTE_H

#include "ion_field.h"
#include "ion_string.h"

#define IWI_ROUTE_MAX 24

typedef struct iwi_route {
  int connected;    /* 0: saddles are all that were found, no minima          */
  size_t n_saddles; /* 0 and connected: one minimum holds both ends           */
  iw_stationary saddles[IWI_ROUTE_MAX];
  iw_stationary minima[IWI_ROUTE_MAX + 1]; /* n_saddles + 1                   */
} iwi_route;

/** Find it: saddles near the maxima of the string, minima below them, and
 *  further strings where a gap is left, eq. (W7). */
void iwi_route_find(const iwi_ion_field *field, const iwi_string *string,
                    iwi_route *route);

#endif
