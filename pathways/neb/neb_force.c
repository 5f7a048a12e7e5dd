/* SPDX-License-Identifier: BSD-3-Clause */
/* Tangent, springs and projections of the nudged elastic band. */
#include "neb_force.h"

#include <math.h>

double iwi_neb_dot(const double *a, const double *b, size_t n)
{
  double sum = 0;

  for (size_t k = 0; k < n; k++)
    sum += a[k] * b[k];
  return sum;
}

double iwi_neb_distance(const double *a, const double *b, size_t n)
{
  double sum = 0;

  for (size_t k = 0; k < n; k++)
    sum += (a[k] - b[k]) * (a[k] - b[k]);
  return sqrt(sum);
}

/* Weights of the steps from the image before and to the image after. */
static void weigh(const double e[3], double tie, double before_step,
                  double after_step, double w[2])
{
  const double up = e[2] - e[1], down = e[1] - e[0];
  const double most = fmax(fabs(up), fabs(down));
  const double least = fmin(fabs(up), fabs(down));

  w[0] = w[1] = 1;
  if (most <= tie) { /* flat: 0/0 in the rule below, so the bisector */
    w[0] = before_step > 0 ? 1 / before_step : 0;
    w[1] = after_step > 0 ? 1 / after_step : 0;
  } else if (up > 0 && down > 0) {
    w[0] = 0;
  } else if (up < 0 && down < 0) {
    w[1] = 0;
  } else if (e[2] - e[0] > tie) {
    w[0] = least;
    w[1] = most;
  } else if (e[0] - e[2] > tie) {
    w[0] = most;
    w[1] = least;
  } /* else a tie at an extremum: both alike, lest rounding turn the tangent */
}

void iwi_neb_tangent(const double *before, const double *here,
                     const double *after, const double energies[3], double tie,
                     size_t n, double *out)
{
  double w[2], norm;

  weigh(energies, tie, iwi_neb_distance(before, here, n),
        iwi_neb_distance(here, after, n), w);
  for (size_t k = 0; k < n; k++)
    out[k] = w[0] * (here[k] - before[k]) + w[1] * (after[k] - here[k]);
  norm = sqrt(iwi_neb_dot(out, out, n));
  for (size_t k = 0; k < n; k++)
    out[k] = norm > 0 ? out[k] / norm : 0;
}

double iwi_neb_spring(const iwi_neb_springs *springs, double a_ev, double b_ev)
{
  const double e = fmax(a_ev, b_ev);
  const double range = springs->top_ev - springs->reference_ev;
  double share;

  if (!(e > springs->reference_ev) || !(range > 0))
    return springs->soft;
  /* (N7) */
  share = fmin((e - springs->reference_ev) / range, 1);
  return (1 - share) * springs->soft + share * springs->stiff;
}

void iwi_neb_nudged(const double *force, const double *tangent, double pull,
                    size_t n, double *out)
{
  const double along = iwi_neb_dot(force, tangent, n);

  for (size_t k = 0; k < n; k++)
    out[k] = force[k] + (pull - along) * tangent[k];
}

void iwi_neb_climbing(const double *force, const double *tangent, size_t n,
                      double *out)
{
  const double along = iwi_neb_dot(force, tangent, n);

  for (size_t k = 0; k < n; k++)
    out[k] = force[k] - 2 * along * tangent[k];
}
