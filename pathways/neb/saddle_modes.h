/* SPDX-License-Identifier: BSD-3-Clause */
/* The lowest modes of the Hessian at a point, from force calls alone. */
#ifndef IONWAY_SADDLE_MODES_H
#define IONWAY_SADDLE_MODES_H

#include "stationary_point.h"

/** Coordinates up to which the whole Hessian is made. */
#define IWI_MODES_WHOLE 24

typedef struct iwi_modes iwi_modes;

/** Room for the modes of points of n coordinates, by at most max_calls force
 *  calls a search. Free: iwi_modes_destroy. Errors: IW_E_MEMORY. */
iw_status iwi_modes_create(iw_context *ctx, size_t n, size_t max_calls,
                           iwi_modes **out);
void iwi_modes_destroy(iwi_modes *modes);

/**
 * Modes at the point as it stands (its gradient is known), from start (n, or
 * NULL) and the two lowest of the search before, if there was one.
 * Errors  those of the model, IW_E_CANCELLED.
 * Source  docs/theory.md eq. (R5).
 */
iw_status iwi_modes_find(iwi_modes *modes, iwi_point *point,
                         const double *start);

/**
 * Values and residuals of the modes of the last search at the point as it is
 * now, a short way from where they were found: a few calls. *good is 0 where
 * they will not do, and another search has to be made.
 */
iw_status iwi_modes_recheck(iwi_modes *modes, iwi_point *point, int *good);

/** Approximate modes found, ascending by eigenvalue. */
size_t iwi_modes_count(const iwi_modes *modes);
double iwi_modes_value(const iwi_modes *modes, size_t i);
/** |H v - value v|. */
double iwi_modes_residual(const iwi_modes *modes, size_t i);
/** Unit vector, n. Lent until the next search. */
const double *iwi_modes_vector(const iwi_modes *modes, size_t i);
/** Were all modes found, and not only some? */
int iwi_modes_whole(const iwi_modes *modes);

#endif
