/* SPDX-License-Identifier: BSD-3-Clause */
/* The rules of the nudged elastic band as pure functions of one image and its
 * neighbours. Positions and forces are flat arrays of n = 3 n_atoms. */
#ifndef IONWAY_PATHWAYS_NEB_FORCE_H
#define IONWAY_PATHWAYS_NEB_FORCE_H

#include <stddef.h>

/** (N4) Unit tangent of the middle one of three images with these energies;
 *  energies nearer than tie count as equal. Zero when all coincide. */
void iwi_neb_tangent(const double *before, const double *here,
                     const double *after, const double energies[3], double tie,
                     size_t n, double *out);

/** How stiff the springs are. */
typedef struct iwi_neb_springs {
  double soft, stiff;          /* equal where energies do not matter */
  double reference_ev, top_ev; /* energies between which they grow   */
} iwi_neb_springs;

/** (N7) Spring between two neighbouring images of these energies. */
double iwi_neb_spring(const iwi_neb_springs *springs, double a_ev, double b_ev);

/** (N5) Force on an image: the true one across the tangent, and pull along. */
void iwi_neb_nudged(const double *force, const double *tangent, double pull,
                    size_t n, double *out);

/** (N6) Force on the climbing image: the true one turned round along the
 *  tangent. */
void iwi_neb_climbing(const double *force, const double *tangent, size_t n,
                      double *out);

double iwi_neb_dot(const double *a, const double *b, size_t n);
double iwi_neb_distance(const double *a, const double *b, size_t n);

#endif
