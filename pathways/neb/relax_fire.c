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

typedef struct mover {
  iwi_relaxation *r;
  double *x, *v, *step;
  double unit; /* of time, 1/sqrt(curvature) */
  double dt, alpha;
  size_t forward; /* steps since the last turn */
} mover;

/* (R3) one step along the force tells the curvature, as in (R2). */
static iw_status feel(mover *m)
{
  iwi_relaxation *r = m->r;
  const size_t n = r->n;
  double factor, slope, length, change = 0;
  iw_status status;

  for (size_t i = 0; i < n; i++)
    m->step[i] = -r->gradient[i];
  factor = iwi_relaxation_reach(r, m->step, PROBE);
  for (size_t i = 0; i < n; i++) {
    m->step[i] *= factor;
    m->x[i] = r->x[i] + m->step[i];
  }
  slope = iwi_dot(r->gradient, m->step, n);
  length = iwi_dot(m->step, m->step, n);
  status = iwi_relaxation_evaluate(r, m->x);
  if (status != IW_OK)
    return status;
  change = iwi_dot(r->gradient, m->step, n) - slope;
  /* where it curves down: as long as the force takes to move an atom by a
   * hundredth of the spacing, ten times the probe */
  m->unit = change > 0 ? sqrt(length / change) : sqrt(10 * factor);
  return IW_OK;
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

static void move(mover *m)
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
    m->x[i] += factor * m->step[i];
}

static iw_status run(mover *m)
{
  iwi_relaxation *r = m->r;
  iw_status status = feel(m);

  m->dt = FIRST_TIME * m->unit;
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
    move(m);
    status = iwi_relaxation_evaluate(r, m->x);
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
  if (m.x != NULL && m.v != NULL && m.step != NULL)
    status =
        iwi_relaxation_goes_on(r) && !iwi_relaxation_done(r) ? run(&m) : IW_OK;
  iwi_free(m.x);
  iwi_free(m.v);
  iwi_free(m.step);
  return status;
}
