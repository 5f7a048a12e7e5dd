/* SPDX-License-Identifier: BSD-3-Clause */
/* Frequencies from the mass-weighted Hessian, and the prefactor of a hop from
 * those at its two ends. */
#include <ionway/vibrations.h>

#include <math.h>

#include "context.h"
#include "dynamical_matrix.h"
#include "linalg.h"
#include "mem.h"
#include "units.h"

struct iw_vibrations {
  size_t n, n_imaginary, n_calls;
  double *thz;
  double asymmetry;
};

void iw_vibrations_options_default(iw_vibrations_options *options)
{
  *options = (iw_vibrations_options){.struct_size = sizeof *options,
                                     .difference_ang = 0.01};
}

static iw_status check_options(iw_context *ctx, const iw_vibrations_options *o)
{
  if (o->struct_size != sizeof *o)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "vibrations: options of size %zu, want %zu (start from "
                    "the defaults)",
                    o->struct_size, sizeof *o);
  if (!(o->difference_ang > 0) || !isfinite(o->difference_ang))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "vibrations: difference %g Angstrom, want a number above 0",
                    o->difference_ang);
  if (!(o->radius_ang >= 0) || !isfinite(o->radius_ang))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "vibrations: radius %g Angstrom, want 0 (all atoms) or "
                    "more",
                    o->radius_ang);
  if (!isfinite(o->centre_ang[0] + o->centre_ang[1] + o->centre_ang[2]))
    return iwi_fail(ctx, IW_E_ARGUMENT, "vibrations: the centre is not finite");
  return IW_OK;
}

static iw_status diagonalise(iwi_dynamical *h, size_t n_shifts,
                             iw_vibrations *v)
{
  v->thz = iwi_calloc(h->ctx, h->n, sizeof *v->thz);
  if (v->thz == NULL)
    return IW_E_MEMORY;
  if (iwi_linalg_eigen_symmetric((int)h->n, h->matrix, v->thz) != 0)
    return iwi_fail(h->ctx, IW_E_ENERGY,
                    "vibrations: the forces change too fast for a Hessian");
  v->n = h->n - n_shifts;
  for (size_t i = 0; i < v->n; i++) {
    const double value = v->thz[i];

    v->n_imaginary += value < 0;
    v->thz[i] =
        IWI_THZ_PER_ROOT_EV_ANG2_U * (value < 0 ? -sqrt(-value) : sqrt(value));
  }
  return IW_OK;
}

iw_status iw_vibrations_compute(iw_context *ctx, const iw_energy *energy,
                                const iw_energy_atoms *atoms,
                                const uint8_t *frozen,
                                const iw_vibrations_options *options,
                                const double (*cart_ang)[3],
                                iw_vibrations **out)
{
  iw_vibrations_options defaults;
  iwi_dynamical h = {.ctx = ctx, .atoms = atoms, .cart = cart_ang};
  iw_vibrations *v;
  size_t n_shifts;
  iw_status status;

  *out = NULL;
  iw_vibrations_options_default(&defaults);
  h.options = options != NULL ? options : &defaults;
  status = check_options(ctx, h.options);
  if (status != IW_OK)
    return status;
  v = iwi_calloc(ctx, 1, sizeof *v);
  if (v == NULL)
    return IW_E_MEMORY;
  status = iwi_dynamical_make(&h, energy, frozen, &n_shifts);
  if (status == IW_OK)
    status = diagonalise(&h, n_shifts, v);
  if (status == IW_OK) {
    v->asymmetry = h.asymmetry;
    v->n_calls = iwi_evaluator_calls(h.evaluator);
    *out = v;
  } else {
    iw_vibrations_destroy(v);
  }
  iwi_dynamical_close(&h);
  return status;
}

void iw_vibrations_destroy(iw_vibrations *v)
{
  if (v == NULL)
    return;
  iwi_free(v->thz);
  iwi_free(v);
}

size_t iw_vibrations_n(const iw_vibrations *v)
{
  return v->n;
}

const double *iw_vibrations_thz(const iw_vibrations *v)
{
  return v->thz;
}

size_t iw_vibrations_n_imaginary(const iw_vibrations *v)
{
  return v->n_imaginary;
}

size_t iw_vibrations_n_calls(const iw_vibrations *v)
{
  return v->n_calls;
}

double iw_vibrations_asymmetry_ev_ang2(const iw_vibrations *v)
{
  return v->asymmetry;
}

iw_status iw_vibrations_prefactor(iw_context *ctx, const iw_vibrations *minimum,
                                  const iw_vibrations *saddle,
                                  double *prefactor_thz)
{
  double sum = 0;

  *prefactor_thz = NAN;
  if (minimum->n != saddle->n)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "prefactor: %zu frequencies at the minimum and %zu at the "
                    "saddle, want as many",
                    minimum->n, saddle->n);
  if (minimum->n_imaginary != 0 || minimum->thz[0] == 0)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "prefactor: the lowest frequency at the minimum is %.4g "
                    "THz, want all above 0",
                    minimum->thz[0]);
  if (saddle->n_imaginary != 1 || (saddle->n > 1 && saddle->thz[1] == 0))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "prefactor: %zu imaginary frequencies at the saddle, want "
                    "one and no zero",
                    saddle->n_imaginary);
  /* (R9), by logarithms: 300 factors of 10 THz leave the range of a double */
  for (size_t i = 0; i < minimum->n; i++)
    sum += log(minimum->thz[i]);
  for (size_t i = 1; i < saddle->n; i++)
    sum -= log(saddle->thz[i]);
  *prefactor_thz = exp(sum);
  return IW_OK;
}
