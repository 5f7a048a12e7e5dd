/* SPDX-License-Identifier: BSD-3-Clause */
/* The memory of an L-BFGS: the last steps, and how the gradient changed along
 * them. */
#ifndef IONWAY_SECANTS_H
#define IONWAY_SECANTS_H

#include <stddef.h>

#include <ionway/context.h>

typedef struct iwi_secants iwi_secants;

/** Room for the last `room` steps in n variables. Free: iwi_secants_destroy.
 *  Errors: IW_E_MEMORY. */
iw_status iwi_secants_create(iw_context *ctx, size_t n, size_t room,
                             iwi_secants **out);
void iwi_secants_destroy(iwi_secants *secants);

size_t iwi_secants_count(const iwi_secants *secants);
void iwi_secants_clear(iwi_secants *secants);

/** Keep step s and the change y of the gradient along it, in place of the
 *  oldest. 0, and nothing kept, when the curvature s.y is not positive. */
int iwi_secants_push(iwi_secants *secants, const double *s, const double *y);

/** q becomes an estimate of the inverse Hessian times q, in place. */
typedef void iwi_secants_first_fn(double *q, size_t n, void *user);

/** out = H g, eq. (R1), H the inverse Hessian the memory stands for. `first`
 *  is what is known of it without the memory; NULL: s.y / y.y of the last
 *  step (then at least one is needed). out must not be g. */
void iwi_secants_apply(iwi_secants *secants, iwi_secants_first_fn *first,
                       void *user, const double *g, double *out);

/* Sums in the order of the index, so that they never depend on threads. */
static inline double iwi_dot(const double *a, const double *b, size_t n)
{
  double sum = 0;

  for (size_t i = 0; i < n; i++)
    sum += a[i] * b[i];
  return sum;
}

#endif
