/* SPDX-License-Identifier: BSD-3-Clause */
/* One host ion on its spring: a guarded Newton iteration in three unknowns.
 * docs/theory.md eqs. (W1), (W4), (W5). */
#include <math.h>
#include <string.h>

#include "bvse.h"
#include "bvse_kernel.h"
#include "eigen3.h"
#include "soft_host.h"
#include "vec3.h"

/* 2/sqrt(pi) */
#define TWO_PER_SQRT_PI 1.1283791670955126

/* eV/Angstrom: what is left of the force when an ion is at rest. With springs
 * of some eV/Angstrom^2 its energy is then off by less than 1e-15 eV. */
#define FORCE_TOLERANCE 1e-8

#define MAX_ITERATIONS 60

/* Angstrom: where the quadratic model of the pair laws still holds. */
#define LONGEST_STEP_ANG 0.2

/* Slope and curvature of the law of a kind at a distance. */
static double pair(const iwi_host_kind *kind, double r, double *first,
                   double *second)
{
  if (kind->repels) {
    const double z = r / kind->length, tail = erfc(z) / r;
    const double g = TWO_PER_SQRT_PI / kind->length * exp(-z * z);

    *first = -kind->strength * (tail + g) / r;
    *second = 2 * kind->strength *
              ((tail + g) / (r * r) + g / (kind->length * kind->length));
    return kind->strength * tail;
  } else {
    const double x = exp(kind->alpha * (kind->r_min - r));
    const double d = 2 * kind->half_d0 * kind->alpha;

    *first = -d * (x - 1) * x;
    *second = kind->alpha * d * (2 * x - 1) * x;
    return kind->half_d0 * (x * x - 2 * x);
  }
}

void iwi_soft_ion_sum(const iw_bvse *field, const iwi_soft_ion *ion,
                      const double (*images)[3], const double point[3],
                      const double shift[3], iwi_soft_sum *out)
{
  const iwi_host_kind *kind = &field->kinds[field->host_kind[ion->host]];
  const double cutoff2 = kind->cutoff * kind->cutoff;

  memset(out, 0, sizeof *out);
  for (size_t n = 0; n < ion->n_images; n++) {
    double d[3], r, r2, first, second, bend;

    for (int k = 0; k < 3; k++)
      d[k] = point[k] - images[n][k] - shift[k];
    r2 = iwi_dot3(d, d);
    if (r2 > cutoff2)
      continue;
    r = fmax(sqrt(r2), IWI_MIN_DISTANCE_ANG);
    out->energy += pair(kind, r, &first, &second);
    first /= r;
    bend = (second - first) / (r * r);
    for (int i = 0; i < 3; i++) {
      out->gradient[i] += first * d[i];
      for (int k = 0; k < 3; k++)
        out->hessian[i][k] += bend * d[i] * d[k] + (i == k ? first : 0.0);
    }
  }
}

/* Gradient with respect to the shift and energy of eq. (W1). */
static double objective(const iwi_soft_ion *ion, const iwi_soft_sum *sum,
                        const double u[3], double gradient[3])
{
  for (int k = 0; k < 3; k++)
    gradient[k] = ion->spring * u[k] - sum->gradient[k] - ion->pull[k];
  return sum->energy + 0.5 * ion->spring * iwi_dot3(u, u) -
         iwi_dot3(ion->pull, u);
}

/* Newton step; where the curvature is negative or small, by its absolute
 * value and no softer than a tenth of the spring. */
static void newton_step(const iwi_soft_ion *ion, const iwi_soft_sum *sum,
                        const double gradient[3], double step[3])
{
  double h[3][3], lambda[3], mode[3][3], length;

  memcpy(h, sum->hessian, sizeof h);
  for (int k = 0; k < 3; k++)
    h[k][k] += ion->spring;
  iwi_eigen3((const double(*)[3])h, lambda, mode);
  memset(step, 0, 3 * sizeof *step);
  for (int k = 0; k < 3; k++) {
    const double along =
        -iwi_dot3(mode[k], gradient) / fmax(fabs(lambda[k]), 0.1 * ion->spring);

    for (int i = 0; i < 3; i++)
      step[i] += along * mode[k][i];
  }
  length = iwi_norm3(step);
  for (int k = 0; k < 3 && length > LONGEST_STEP_ANG; k++)
    step[k] *= LONGEST_STEP_ANG / length;
}

/* Halve the step until the energy falls; 0 when rounding is all that is left.
 */
static int descend(const iw_bvse *field, const iwi_soft_ion *ion,
                   const double (*images)[3], const double point[3],
                   double step[3], double u[3], double *energy,
                   double gradient[3], iwi_soft_sum *sum)
{
  for (int halving = 0; halving < 30; halving++) {
    double tried[3], slope[3], value;
    iwi_soft_sum there;

    for (int k = 0; k < 3; k++)
      tried[k] = u[k] + step[k];
    iwi_soft_ion_sum(field, ion, images, point, tried, &there);
    value = objective(ion, &there, tried, slope);
    /* a step may also rest on the gradient alone, where energies are equal to
     * rounding */
    if (value < *energy || (value - *energy < 1e-13 * (1 + fabs(*energy)) &&
                            iwi_norm3(slope) < 0.5 * iwi_norm3(gradient))) {
      memcpy(u, tried, sizeof tried);
      memcpy(gradient, slope, sizeof slope);
      *energy = value;
      *sum = there;
      return 1;
    }
    for (int k = 0; k < 3; k++)
      step[k] *= 0.5;
  }
  return 0;
}

/* (W5): the ion follows, which takes A (A + k)^-1 A off its share A. */
static void follow(const iwi_soft_ion *ion, iwi_soft_sum *sum)
{
  double held[3][3], inverse[3][3], product[3][3];

  memcpy(held, sum->hessian, sizeof held);
  for (int k = 0; k < 3; k++)
    held[k][k] += ion->spring;
  if (fabs(iwi_det3((const double(*)[3])held)) < 1e-12)
    return; /* at the very end of its stability: as if it stayed */
  iwi_inverse3((const double(*)[3])held, inverse);
  /* A (A + k)^-1 = 1 - k (A + k)^-1, so the share is k (A + k)^-1 A */
  for (int i = 0; i < 3; i++)
    iwi_row_times3(inverse[i], (const double(*)[3])sum->hessian, product[i]);
  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++)
      sum->hessian[i][k] = 0.5 * ion->spring * (product[i][k] + product[k][i]);
  }
}

void iwi_soft_ion_relax(const iw_bvse *field, const iwi_soft_ion *ion,
                        const double (*images)[3], const double point[3],
                        double shift[3], iwi_soft_sum *out)
{
  double gradient[3], step[3], energy;

  memset(shift, 0, 3 * sizeof *shift);
  iwi_soft_ion_sum(field, ion, images, point, shift, out);
  energy = objective(ion, out, shift, gradient);
  for (int i = 0; i < MAX_ITERATIONS; i++) {
    if (iwi_norm3(gradient) < FORCE_TOLERANCE)
      break;
    newton_step(ion, out, gradient, step);
    if (!descend(field, ion, images, point, step, shift, &energy, gradient,
                 out))
      break;
  }
  out->energy = energy;
  /* (W4): by the envelope theorem the gradient is the bare one */
  follow(ion, out);
}
