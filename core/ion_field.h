/* SPDX-License-Identifier: BSD-3-Clause */
/* What searches for minima, saddles and paths of one ion need to know: energy,
 * gradient and Hessian at a point, whatever the host does meanwhile. */
#ifndef IONWAY_ION_FIELD_H
#define IONWAY_ION_FIELD_H

#include <ionway/bvse.h>

#include "lattice.h"

typedef struct iwi_ion_field {
  void (*evaluate)(void *self, const double frac[3], iw_bvse_value *out);
  void *self; /* one thread at a time */
  const iwi_lattice *lattice;
} iwi_ion_field;

#endif
