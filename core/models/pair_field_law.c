/* SPDX-License-Identifier: BSD-3-Clause */
/* Laws between two ions, one distance at a time: shifts, and where a
 * Buckingham law turns over. */
#include <math.h>

#include "pair_field.h"

/* Without shift: eqs. (F2)-(F4). */
static double bare(const iwi_law *law, double r, double *slope)
{
  const double *p = law->p;

  switch (law->kind) {
  case IWI_LAW_EXPONENTIAL: {
    const double repulsion = p[0] * exp(-p[1] * r), r6 = pow(r, 6);

    *slope = -p[1] * repulsion + 6 * p[2] / (r6 * r);
    return repulsion - p[2] / r6;
  }
  case IWI_LAW_MORSE: {
    const double x = exp(-p[1] * (r - p[2]));

    *slope = 2 * p[0] * p[1] * x * (1 - x);
    return p[0] * x * (x - 2);
  }
  case IWI_LAW_POWERS:
    break;
  }
  const double r6 = pow(r, 6);

  *slope = (-12 * p[0] / r6 + 6 * p[1]) / (r6 * r);
  return (p[0] / r6 - p[1]) / r6;
}

double iwi_law_energy(const iwi_law *law, double r, double *slope)
{
  double value;

  if (r > law->cutoff_ang) {
    *slope = 0;
    return 0;
  }
  value = bare(law, r, slope) - law->shift_ev -
          law->slope_ev_ang * (r - law->cutoff_ang);
  *slope -= law->slope_ev_ang;
  return value;
}

iwi_law iwi_law_of_term(const iw_field_term *term)
{
  iwi_law law = {.cutoff_ang = term->cutoff_ang};
  double value, slope;

  switch (term->form) {
  case IW_FIELD_BUCKINGHAM:
  case IW_FIELD_BORN_MAYER:
    law.kind = IWI_LAW_EXPONENTIAL;
    law.p[0] = term->p[0];
    law.p[1] = 1 / term->p[1];
    law.p[2] = term->form == IW_FIELD_BUCKINGHAM ? term->p[2] : 0;
    break;
  case IW_FIELD_MORSE:
    law.kind = IWI_LAW_MORSE;
    for (int k = 0; k < 3; k++)
      law.p[k] = term->p[k];
    break;
  case IW_FIELD_LENNARD_JONES:
    law.kind = IWI_LAW_POWERS;
    law.p[0] = 4 * term->p[0] * pow(term->p[1], 12);
    law.p[1] = 4 * term->p[0] * pow(term->p[1], 6);
    break;
  case IW_FIELD_R12:
    law.kind = IWI_LAW_POWERS;
    law.p[0] = term->p[0];
    break;
  }
  value = bare(&law, law.cutoff_ang, &slope);
  /* (F6) */
  if (term->shift != IW_SHIFT_NONE)
    law.shift_ev = value;
  if (term->shift == IW_SHIFT_FORCE)
    law.slope_ev_ang = slope;
  return law;
}

static double total_slope(const iwi_law *laws, size_t n, double r)
{
  double sum = 0, slope;

  for (size_t i = 0; i < n; i++) {
    iwi_law_energy(&laws[i], r, &slope);
    sum += slope;
  }
  return sum;
}

/* (F7) The laws are smooth on the scale of 0.01 Angstrom; the change of sign
 * is then bisected to rounding. */
double iwi_law_turns_over(const iwi_law *laws, size_t n, double cutoff_ang)
{
  const double step = 0.01;
  double low, high;

  if (total_slope(laws, n, IWI_CLOSEST_ANG) <= 0)
    return IWI_CLOSEST_ANG;
  for (high = IWI_CLOSEST_ANG + step; high < cutoff_ang; high += step) {
    if (total_slope(laws, n, high) <= 0)
      break;
  }
  if (high >= cutoff_ang) /* attractive all the way: a dispersion term alone */
    return IWI_CLOSEST_ANG;
  low = high - step;
  for (int i = 0; i < 60; i++) {
    const double middle = 0.5 * (low + high);

    if (total_slope(laws, n, middle) > 0)
      low = middle;
    else
      high = middle;
  }
  return high;
}
