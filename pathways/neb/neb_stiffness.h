/* SPDX-License-Identifier: BSD-3-Clause */
/* A cheap model of how stiff the atoms are held, learned from one energy call:
 * what tells a step of the band its direction and length. */
#ifndef IONWAY_PATHWAYS_NEB_STIFFNESS_H
#define IONWAY_PATHWAYS_NEB_STIFFNESS_H

#include <ionway/path.h>

typedef struct iwi_stiffness iwi_stiffness;

/** Springs between the atoms of a path's two ends, all of one unit. Free:
 *  iwi_stiffness_destroy. */
iw_status iwi_stiffness_create(iw_context *ctx, const iw_path *path,
                               iwi_stiffness **out);
void iwi_stiffness_destroy(iwi_stiffness *stiffness);

/** Fit the constants of the springs so that moving the atoms of the first
 *  image by step (3 n_atoms) changes the forces by change; eq. (N8). */
void iwi_stiffness_fit(iwi_stiffness *stiffness, const double *step,
                       const double *change);

/** out = K v */
void iwi_stiffness_apply(const iwi_stiffness *stiffness, const double *v,
                         double *out);

/** out = K^-1 v, by conjugate gradients. Frozen atoms get zero. */
void iwi_stiffness_solve(iwi_stiffness *stiffness, const double *v,
                         double *out);

#endif
