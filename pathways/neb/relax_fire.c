/* SPDX-License-Identifier: BSD-3-Clause */
/* FIRE 2.0 [guenole2020]: damped dynamics that turns towards the force. Its
 * time step is counted in the period of the stiffest motion met, so that it
 * needs no unit of mass or time. */
#include <math.h>
#include <string.h>

#include "mem.h"
#include "relaxation.h"
#include "secants.h"

/* Constants of the source, but for the times: there dt is 1/40 to 1/4 of a
 * period of the potential it was tuned on, (R3) measures it. */
#define DELAY        20
#define GROW         1.1
#define SHRINK       0.5
#define ALPHA        0.25
#define ALPHA_SHRINK 0.99
#define FIRST_TIME   0.2
#define MAX_TIME     1.0
#define MIN_TIME     4e-3
#define PROBE        1e-3
/* A stiffness met is remembered over about so many steps, 1/(1 - this). */
#define FORGET 0.98

typedef struct mover {
  iwi_relaxation *r;
  double *x, *v, *step, *g; /* g: gradient where the step began */
  double stiffness;         /* largest curvature met lately      */
  double unit;              /* of time, 1/sqrt(stiffness)        */
  double dt, alpha;
  size_t forward; /* steps since the last turn */
} mover;

/* (R3) curvature along the step just made; of the stiffest lately the unit of
 * time follows, so that neither a steep start nor a flat valley sets it for
 * good. */
static void measure(mover *m)
{
  const size_t n = m->r->n;
  double change = 0, length = 0;

  for (size_t i = 0; i < n; i++) {
    change += (m->r->gradient[i] - m->g[i]) * m->step[i];
    length += m->step[i] * m->step[i];
  }
  m->stiffness *= FORGET;
  if (change > m->stiffness * length && length > 0)
    m->stiffness = change / length;
  if (m->stiffness > 0)
    m->unit = 1 / sqrt(m->stiffness);
  m->dt = fmin(m->dt, MAX_TIME * m->unit);
}

/* By the step in m->step, whole. */
static iw_status advance(mover *m)
{
  iwi_relaxation *r = m->r;
  iw_status status;

  memcpy(m->g, r->gradient, r->n * sizeof *m->g);
  for (size_t i = 0; i < r->n; i++)
    m->x[i] += m->step[i];
  status = iwi_relaxation_evaluate(r, m->x);
  if (status == IW_OK)
    measure(m);
  return status;
}

/* The first step feels for the curvature, as in (R2). */
static iw_status feel(mover *m)
{
  iwi_relaxation *r = m->r;
  double factor;
  iw_status status;

  for (size_t i = 0; i < r->n; i++)
    m->step[i] = -r->gradient[i];
  factor = iwi_relaxation_reach(r, m->step, PROBE);
  for (size_t i = 0; i < r->n; i++)
    m->step[i] *= factor;
  memcpy(m->x, r->x, r->n * sizeof *m->x);
  /* where it curves down: as long as the force takes to move an atom by a
   * hundredth of the spacing, ten times the probe */
  m->unit = sqrt(10 * factor);
  m->dt = FIRST_TIME * m->unit;
  status = advance(m);
  m->dt = FIRST_TIME * m->unit;
  return status;
}

static void turn(mover *m)
{
  const size_t n = m->r->n;

  m->forward = 0;
  m->alpha = ALPHA;
  m->dt = fmax(m->dt * SHRINK, MIN_TIME * m->unit);
  for (size_t i = 0; i < n; i++) {
    m->x[i] -= 0.5 * m->dt * m->v[i];
    m->v[i] = 0;
  }
}

static void choose_step(mover *m)
{
  const iwi_relaxation *r = m->r;
  const size_t n = r->n;
  double ratio, factor;

  for (size_t i = 0; i < n; i++)
    m->v[i] -= m->dt * r->gradient[i];
  ratio = sqrt(iwi_dot(m->v, m->v, n) / iwi_dot(r->gradient, r->gradient, n));
  for (size_t i = 0; i < n; i++) {
    m->v[i] = (1 - m->alpha) * m->v[i] - m->alpha * ratio * r->gradient[i];
    m->step[i] = m->dt * m->v[i];
  }
  factor = iwi_relaxation_limit(r, m->step);
  for (size_t i = 0; i < n; i++)
    m->step[i] *= factor;
}

static iw_status run(mover *m)
{
  iwi_relaxation *r = m->r;
  iw_status status = feel(m);

  m->alpha = ALPHA;
  while (status == IW_OK && iwi_relaxation_goes_on(r) &&
         !iwi_relaxation_done(r)) {
    if (iwi_dot(m->v, r->gradient, r->n) < 0) {
      if (m->forward++ > DELAY) {
        m->dt = fmin(m->dt * GROW, MAX_TIME * m->unit);
        m->alpha *= ALPHA_SHRINK;
      }
    } else {
      turn(m);
    }
    choose_step(m);
    status = advance(m);
  }
  return status;
}

iw_status iwi_relax_fire(iwi_relaxation *r)
{
  mover m = {.r = r};
  iw_status status = IW_E_MEMORY;

  m.x = iwi_calloc(r->ctx, r->n, sizeof *m.x);
  m.v = iwi_calloc(r->ctx, r->n, sizeof *m.v);
  m.step = iwi_calloc(r->ctx, r->n, sizeof *m.step);
  m.g = iwi_calloc(r->ctx, r->n, sizeof *m.g);
  if (m.x != NULL && m.v != NULL && m.step != NULL && m.g != NULL)
    status =
        iwi_relaxation_goes_on(r) && !iwi_relaxation_done(r) ? run(&m) : IW_OK;
  iwi_free(m.x);
  iwi_free(m.v);
  iwi_free(m.step);
  iwi_free(m.g);
  return status;
}
