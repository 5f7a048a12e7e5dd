/* SPDX-License-Identifier: BSD-3-Clause */
/* FIRE 2.0 over the whole band [guenole2020], in the metric of the stiffness:
 * all its modes then swing about alike, so that the time step has no unit. */
#include <math.h>
#include <string.h>

#include "mem.h"
#include "neb_band.h"

/* Constants of the source but for the time steps: an oscillator of unit
 * frequency is stable up to 2. */
#define TIME_STEP     0.3
#define TIME_STEP_MAX 1.0
#define TIME_STEP_MIN 0.02
#define GROW          1.1
#define SHRINK        0.5
#define MIX           0.25
#define MIX_SHRINK    0.99
#define DELAY         5
#define STEP_SHARE    0.5

typedef struct fire {
  size_t all;
  double *velocity, *pushed, *step; /* pushed: K^-1 times the band force */
  double dt, mix;
  int uphill_free; /* steps since the power was negative */
} fire;

/* Velocity and step for the present forces. */
static void advance(iwi_band *band, fire *f)
{
  double power, v2, a2, scale;

  iwi_band_soften(band, band->pull, f->pushed);
  power = iwi_neb_dot(band->pull, f->velocity, f->all);
  if (power > 0) {
    if (++f->uphill_free > DELAY) {
      f->dt = fmin(f->dt * GROW, TIME_STEP_MAX);
      f->mix *= MIX_SHRINK;
    }
    memset(f->step, 0, f->all * sizeof *f->step);
  } else { /* half a step back, then from rest */
    for (size_t k = 0; k < f->all; k++) {
      f->step[k] = -0.5 * f->dt * f->velocity[k];
      f->velocity[k] = 0;
    }
    if (f->uphill_free > 0)
      f->dt = fmax(f->dt * SHRINK, TIME_STEP_MIN);
    f->mix = MIX;
    f->uphill_free = 0;
  }
  for (size_t k = 0; k < f->all; k++)
    f->velocity[k] += f->dt * f->pushed[k];
  v2 = iwi_neb_dot(f->velocity, f->velocity, f->all);
  a2 = iwi_neb_dot(f->pushed, f->pushed, f->all);
  scale = a2 > 0 ? f->mix * sqrt(v2 / a2) : 0;
  for (size_t k = 0; k < f->all; k++) {
    f->velocity[k] = (1 - f->mix) * f->velocity[k] + scale * f->pushed[k];
    f->step[k] += f->dt * f->velocity[k];
  }
}

iw_status iwi_band_fire(iw_context *ctx, iwi_band *band)
{
  fire f = {.all = band->n_images * band->n, .dt = TIME_STEP, .mix = MIX};
  iw_status status = IW_OK;

  f.velocity = iwi_calloc(ctx, f.all, sizeof *f.velocity);
  f.pushed = iwi_calloc(ctx, f.all, sizeof *f.pushed);
  f.step = iwi_calloc(ctx, f.all, sizeof *f.step);
  if (f.velocity == NULL || f.pushed == NULL || f.step == NULL)
    status = IW_E_MEMORY;
  while (status == IW_OK && !iwi_band_finished(ctx, band, &status)) {
    iwi_band_rest(band);
    advance(band, &f);
    iwi_band_move(band, f.step, STEP_SHARE * band->spacing_ang);
    for (size_t i = 1; i + 1 < band->n_images; i++)
      if (band->resting[i])
        memset(iwi_band_at(band, f.velocity, i), 0,
               band->n * sizeof *f.velocity);
    status = iwi_band_evaluate(ctx, band);
  }
  iwi_free(f.velocity);
  iwi_free(f.pushed);
  iwi_free(f.step);
  return status;
}
