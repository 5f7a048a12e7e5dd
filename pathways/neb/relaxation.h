/* SPDX-License-Identifier: BSD-3-Clause */
/* What the minimisers see of atoms and cell: variables, a gradient, the
 * longest step allowed; and the point of lowest force met. */
#ifndef IONWAY_RELAXATION_H
#define IONWAY_RELAXATION_H

#include <ionway/relax.h>

#include "evaluator.h"

/** Where a minimiser stands, and what it is told. */
typedef struct iwi_relaxation {
  iw_context *ctx;
  const iw_relax_options *options;
  iwi_evaluator *evaluator;
  const uint8_t *frozen; /* or NULL */
  size_t n_atoms;
  size_t n;       /* variables: 3 an atom, and 9 of the strain with the cell */
  double spacing; /* of the nearest two atoms, Angstrom */
  double reference[3][3]; /* cell that strains count from, rows */
  double strain_length;   /* (R4), what makes strain a length   */

  double *x, *gradient; /* of the point last evaluated; n each */
  double value;         /* energy, or enthalpy with the cell   */
  double energy;
  double max_force, max_stress;
  int32_t worst;

  double (*cart)[3], (*forces)[3];
  double lattice[3][3], stress[3][3];

  double *best_x; /* lowest force (and stress) in units of the tolerance */
  double best_ratio, best_energy, best_force, best_stress;
  int32_t best_worst;
  size_t n_steps;
  int stuck; /* a minimiser gave up: no way down along the force */
} iwi_relaxation;

/** Energy, gradient and largest force at x (n variables, may be r->x itself);
 *  they become the current point. Counts a step except the first time. */
iw_status iwi_relaxation_evaluate(iwi_relaxation *r, const double *x);

/** Are force and stress of the current point below their tolerances? */
int iwi_relaxation_done(const iwi_relaxation *r);
/** May another step be made? */
int iwi_relaxation_goes_on(const iwi_relaxation *r);

/** The largest factor, at most 1, by which this step may be made. */
double iwi_relaxation_limit(const iwi_relaxation *r, const double *step);
/** The factor that makes it move an atom by `share` of the nearest-neighbour
 *  distance (or strain the cell by as much), eq. (R2). */
double iwi_relaxation_reach(const iwi_relaxation *r, const double *step,
                            double share);

/** The minimisers: from the current point, evaluated, on until done or out of
 *  steps. Errors: those of the model, IW_E_CANCELLED, IW_E_MEMORY. */
iw_status iwi_relax_lbfgs(iwi_relaxation *r);
iw_status iwi_relax_fire(iwi_relaxation *r);

/* The cell as variables, relax_cell.c. */

/** Cell and positions of the variables x. */
void iwi_relax_cell_unpack(iwi_relaxation *r, const double *x);
/** Gradient, enthalpy and largest stress from forces and stress, (R4). */
void iwi_relax_cell_gradient(iwi_relaxation *r);

#endif
