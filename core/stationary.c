/* SPDX-License-Identifier: BSD-3-Clause */
/* Minima and first-order saddles of the analytic field, with certificates.
 * docs/theory.md eqs. (S1)-(S3).
 *
 * Three unknowns and an exact Hessian: Newton steps in the eigenbasis, uphill
 * along the followed mode for a saddle, downhill along the others, inside a
 * trust radius that the agreement of model and energy controls
 * [banerjee1985]. */
#include <ionway/bvse.h>

#include <math.h>
#include <string.h>

#include "bvse_patch.h"
#include "context.h"
#include "eigen3.h"
#include "linalg.h"
#include "stationary.h"
#include "vec3.h"

#define MAX_ITERATIONS 100

/* eV: what the quadratic model says is left, when to stop */
#define ENERGY_TOLERANCE_EV 1e-10

/* eV/Angstrom^2: flatter directions count as this flat, so that a step stays
 * finite and the error bound honest */
#define FLATTEST 1e-3

#define FIRST_TRUST_ANG 0.1
#define MAX_TRUST_ANG   0.3

/* Field and its quadratic model at one point. */
typedef struct model {
  double frac[3];
  iw_bvse_value value;
  double lambda[3];
  double mode[3][3];
  double slope[3]; /* gradient in the eigenbasis */
} model;

static int model_at(const iwi_ion_field *field, const double frac[3], model *m)
{
  memcpy(m->frac, frac, sizeof m->frac);
  field->evaluate(field->self, frac, &m->value);
  for (int k = 0; k < 9; k++) {
    if (!isfinite(m->value.hessian_ev_ang2[k / 3][k % 3]))
      return 0;
  }
  iwi_eigen3((const double(*)[3])m->value.hessian_ev_ang2, m->lambda, m->mode);
  for (int k = 0; k < 3; k++)
    m->slope[k] = iwi_dot3(m->mode[k], m->value.gradient_ev_ang);
  return 1;
}

/* (S1) what the quadratic model says lies between here and its stationary
 * point, eV */
static double error_bound(const model *m)
{
  double error = 0;

  for (int k = 0; k < 3; k++)
    error +=
        0.5 * m->slope[k] * m->slope[k] / fmax(fabs(m->lambda[k]), FLATTEST);
  return error;
}

static int count_negative(const double lambda[3])
{
  int order = 0;

  /* -1e-6 eV/Angstrom^2: rounding of the Hessian sum */
  for (int k = 0; k < 3; k++)
    order += lambda[k] < -1e-6;
  return order;
}

/* (S2) step in the eigenbasis: Newton with |lambda|, against the slope, but
 * along it for the first `order` modes. On a stationary point of the wrong
 * kind there is no slope to follow: leave along the offending mode. */
static void newton_step(const model *m, int order, double trust, double step[3])
{
  double length = 0;

  for (int k = 0; k < 3; k++) {
    const double sign = k < order ? 1 : -1;

    step[k] = sign * m->slope[k] / fmax(fabs(m->lambda[k]), FLATTEST);
  }
  if (error_bound(m) < ENERGY_TOLERANCE_EV &&
      count_negative(m->lambda) != order)
    step[count_negative(m->lambda) > order ? order : 0] = 0.5 * trust;
  length = iwi_norm3(step);
  for (int k = 0; k < 3 && length > trust; k++)
    step[k] *= trust / length;
}

/* Predicted energy change of a step. */
static double predicted(const model *m, const double step[3])
{
  double change = 0;

  for (int k = 0; k < 3; k++)
    change += m->slope[k] * step[k] + 0.5 * m->lambda[k] * step[k] * step[k];
  return change;
}

static void move(const iwi_ion_field *field, const model *m,
                 const double step[3], double frac[3])
{
  double cart[3] = {0, 0, 0}, d[3];

  for (int k = 0; k < 3; k++) {
    for (int i = 0; i < 3; i++)
      cart[i] += step[k] * m->mode[k][i];
  }
  iwi_row_times3(cart, (const double(*)[3])field->lattice->inverse, d);
  for (int i = 0; i < 3; i++)
    frac[i] = m->frac[i] + d[i];
}

/* Eigenvalues once more by LAPACK: the certificate does not rest on the
 * search's own arithmetic. */
static void certify(const model *m, int iterations, iw_stationary *out)
{
  double modes[3][3];

  memcpy(out->frac, m->frac, sizeof out->frac);
  out->energy_ev = m->value.energy_ev;
  out->gradient_norm_ev_ang = iwi_norm3(m->value.gradient_ev_ang);
  out->energy_error_ev = error_bound(m);
  out->iterations = iterations;
  if (iwi_linalg_eigen3((const double(*)[3])m->value.hessian_ev_ang2,
                        out->eigenvalues_ev_ang2, modes) != 0) {
    memcpy(out->eigenvalues_ev_ang2, m->lambda, sizeof m->lambda);
    memcpy(modes, m->mode, sizeof modes);
  }
  memcpy(out->mode, modes[0], sizeof out->mode);
  out->order = count_negative(out->eigenvalues_ev_ang2);
}

static double distance_from(const iwi_ion_field *field, const double start[3],
                            const double frac[3])
{
  double d[3], cart[3];

  for (int k = 0; k < 3; k++)
    d[k] = frac[k] - start[k];
  iwi_row_times3(d, (const double(*)[3])field->lattice->rows, cart);
  return iwi_norm3(cart);
}

/* (S3) is the energy change what the model said? For a minimum a step must
 * also go down. Rounding of the energy sum, some 1e-13 eV, forgives the last
 * steps. */
static int acceptable(const model *here, const model *there, int order,
                      double expected, double *ratio)
{
  const double change = there->value.energy_ev - here->value.energy_ev;
  const double rounding = 1e-12 * (1 + fabs(here->value.energy_ev));

  if (fabs(change - expected) < rounding) {
    *ratio = 1;
    return 1;
  }
  *ratio = 1 - fabs(change - expected) / (fabs(expected) + rounding);
  if (order == 0)
    return change < 0;
  return *ratio > -1; /* off by no more than twice the step's own size */
}

iw_status iwi_stationary_find(iw_context *ctx, const iwi_ion_field *field,
                              const double start[3], int order,
                              double max_distance_ang, iw_stationary *out)
{
  double trust = FIRST_TRUST_ANG, ratio;
  model here, there;
  int iteration;

  memset(out, 0, sizeof *out);
  memcpy(out->frac, start, sizeof out->frac);
  out->energy_error_ev = INFINITY;
  if (!model_at(field, start, &here))
    return iwi_fail(ctx, IW_E_ARGUMENT, "the field is not finite at the start");
  for (iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    double step[3], frac[3];

    if (error_bound(&here) < ENERGY_TOLERANCE_EV &&
        count_negative(here.lambda) == order) {
      certify(&here, iteration, out);
      return IW_OK;
    }
    newton_step(&here, order, trust, step);
    move(field, &here, step, frac);
    if (model_at(field, frac, &there) &&
        acceptable(&here, &there, order, predicted(&here, step), &ratio)) {
      here = there;
      if (ratio > 0.75)
        trust = fmin(2 * trust, MAX_TRUST_ANG);
      else if (ratio < 0.25)
        trust *= 0.5;
      if (distance_from(field, start, here.frac) > max_distance_ang)
        break;
    } else {
      trust *= 0.25;
      if (trust < 1e-9)
        break;
    }
  }
  certify(&here, iteration, out);
  return iwi_fail(
      ctx, IW_E_NOT_CONVERGED,
      "no %s found from (%.4f %.4f %.4f): after %d steps |gradient| "
      "%.2e eV/Angstrom, %d negative modes",
      order == 0 ? "minimum" : "saddle", start[0], start[1], start[2],
      iteration, out->gradient_norm_ev_ang, (int)out->order);
}

iw_status iwi_stationary_search(iw_context *ctx, iwi_patch *patch,
                                const double start[3], int order,
                                double max_distance_ang, iw_stationary *out)
{
  const iwi_ion_field field = iwi_patch_ion_field(patch);

  return iwi_stationary_find(ctx, &field, start, order, max_distance_ang, out);
}

static iw_status search_alone(iw_context *ctx, const iw_bvse *field,
                              const double start[3], int order,
                              double max_distance_ang, iw_stationary *out)
{
  iwi_patch *patch;
  iw_status status = iwi_patch_create(ctx, field, &patch);

  if (status != IW_OK)
    return status;
  status =
      iwi_stationary_search(ctx, patch, start, order, max_distance_ang, out);
  iwi_patch_destroy(patch);
  return status;
}

iw_status iw_bvse_minimum(iw_context *ctx, const iw_bvse *field,
                          const double start[3], iw_stationary *out)
{
  return search_alone(ctx, field, start, 0, INFINITY, out);
}

iw_status iw_bvse_saddle(iw_context *ctx, const iw_bvse *field,
                         const double start[3], double max_distance_ang,
                         iw_stationary *out)
{
  if (!(max_distance_ang > 0))
    return iwi_fail(ctx, IW_E_ARGUMENT, "distance %g Angstrom, want above 0",
                    max_distance_ang);
  return search_alone(ctx, field, start, 1, max_distance_ang, out);
}
