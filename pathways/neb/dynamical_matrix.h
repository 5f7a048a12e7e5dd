/* SPDX-License-Identifier: BSD-3-Clause */
/* The mass-weighted Hessian of the atoms that may move. */
#ifndef IONWAY_DYNAMICAL_MATRIX_H
#define IONWAY_DYNAMICAL_MATRIX_H

#include <ionway/vibrations.h>

#include "evaluator.h"

typedef struct iwi_dynamical {
  iw_context *ctx;
  const iw_vibrations_options *options;
  const iw_energy_atoms *atoms;
  const double (*cart)[3];
  iwi_evaluator *evaluator;
  size_t n_atoms, n_free, n; /* n = 3 n_free */
  int32_t *free_atoms;
  double *root_mass;                /* n_free, sqrt(u)  */
  double *matrix;                   /* n x n            */
  double *work;                     /* n                */
  double (*moved)[3], (*forces)[3]; /* N_JOBS x n_atoms */
  int fixed[3]; /* axes along which a shift of the whole is no free motion */
  double asymmetry;
} iwi_dynamical;

/** Make the matrix, eV/(Angstrom^2 u); ctx, options, atoms and cart are set,
 *  the rest is zero. Shifts of the whole that cost nothing are taken out and
 *  put above all frequencies; *n_shifts says how many.
 *  Errors: as iw_vibrations_compute. iwi_dynamical_close() in any case. */
iw_status iwi_dynamical_make(iwi_dynamical *h, const iw_energy *energy,
                             const uint8_t *frozen, size_t *n_shifts);
void iwi_dynamical_close(iwi_dynamical *h);

#endif
