/* SPDX-License-Identifier: BSD-3-Clause */
/* Atoms at a point whose modes are asked for: coordinates of those that may
 * move, forces there, and what translations cost. */
#ifndef IONWAY_STATIONARY_POINT_H
#define IONWAY_STATIONARY_POINT_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/energy.h>

#include "atom_springs.h"
#include "evaluator.h"

typedef struct iwi_point {
  iw_context *ctx;
  iwi_evaluator *evaluator;
  size_t n_atoms, n_free, n; /* n = 3 n_free coordinates */
  int32_t *free_atoms;       /* n_free                   */
  double spacing;            /* of the nearest atoms, Angstrom */
  double difference;         /* Angstrom, of central differences */

  double *x, *g; /* n, the point and its gradient    */
  double energy;
  double max_force; /* largest on a free atom, 2-norm   */

  double (*cart)[3], (*forces)[3]; /* of all atoms, scratch */
  double *probe, *behind;          /* n, scratch            */
  iwi_springs *springs; /* NULL until learned                          */
  double *all;          /* 2 x 3 n_atoms, scratch                  */
  int fixed[3]; /* axes along which a shift of the whole costs energy (or
                   cannot be made, with frozen atoms); found by probing */
} iwi_point;

/** Take n_atoms from cart, frozen ones (NULL: none) apart. difference 0: 3
 *  thousandths of the nearest-neighbour distance. Nothing is evaluated.
 *  Errors: IW_E_ARGUMENT, IW_E_MEMORY, those of the model's open.
 *  iwi_point_close() in any case. */
iw_status iwi_point_open(iw_context *ctx, const iw_energy *energy,
                         const iw_energy_atoms *atoms, const uint8_t *frozen,
                         const double (*cart)[3], double difference,
                         iwi_point *point);
void iwi_point_close(iwi_point *point);

/** Energy, gradient, largest force at x (n, may be point->x): the point from
 *  now on. */
iw_status iwi_point_move(iwi_point *point, const double *x);

/** h = Hessian times the unit vector v, by a central difference, two calls. Any
 *  net force that changes marks its axis as fixed. Eq. (R8). */
iw_status iwi_point_product(iwi_point *point, const double *v, double *h);

/** Learn springs between the atoms, (N8), from a vector and its product with
 * the Hessian. Errors: IW_E_MEMORY. */
iw_status iwi_point_learn(iwi_point *point, const double *v, const double *h);
/** v becomes an estimate of the inverse Hessian, by the springs, times v; 0,
 * and v as it was, where nothing is learned. */
int iwi_point_soften(iwi_point *point, double *v);

/** Take the shifts of the whole that cost nothing out of v. */
void iwi_point_project(const iwi_point *point, double *v);
/** How many such shifts there are, 0..3. */
int iwi_point_n_free_axes(const iwi_point *point);

/** All atoms where the coordinates x put them. */
void iwi_point_cart(const iwi_point *point, const double *x, double (*cart)[3]);
/** Vectors of all atoms to those of the coordinates, and back (others 0). */
void iwi_point_gather(const iwi_point *point, const double (*all)[3],
                      double *v);
void iwi_point_scatter(const iwi_point *point, const double *v,
                       double (*all)[3]);
/** Longest 3-vector of v. */
double iwi_point_longest(const iwi_point *point, const double *v);

#endif
