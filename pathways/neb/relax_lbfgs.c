/* SPDX-License-Identifier: BSD-3-Clause */
/* L-BFGS for atoms: no line search, since a force call is what it costs; a
 * step that goes wrong is shortened, a memory that goes wrong is dropped. */
#include <math.h>
#include <string.h>

#include "atom_springs.h"
#include "context.h"
#include "mem.h"
#include "relaxation.h"
#include "secants.h"

#define MEMORY        20
#define MAX_SHORTENED 6
#define MAX_STUCK     3
#define FEW_ATOMS     8
/* Shares of the nearest-neighbour distance: the step that only asks for the
 * curvature (rounding of forces is 1e-10 of what it changes), and the longest
 */
#define PROBE   1e-3
#define LONGEST 0.1

typedef struct walker {
  iwi_relaxation *r;
  iwi_secants *memory;
  iwi_springs *springs;          /* NULL: none                                */
  double *softened;              /* n                                         */
  double scale;                  /* of what the springs say; 0: not learned   */
  double *x, *g, *step, *change; /* the point stood on; n each */
  double value;
  double slope; /* g . step                                     */
  int downhill; /* the last curvature was negative: go far      */
  int stuck;
} walker;

static void stand(walker *w)
{
  const size_t size = w->r->n * sizeof *w->x;

  memcpy(w->x, w->r->x, size);
  memcpy(w->g, w->r->gradient, size);
  w->value = w->r->value;
}

static void scale(double *v, size_t n, double factor)
{
  for (size_t i = 0; i < n; i++)
    v[i] *= factor;
}

/* (R2) the first step only feels for the curvature; after a negative one it
 * goes as far as it may */
static void steepest(walker *w)
{
  const size_t n = w->r->n;

  for (size_t i = 0; i < n; i++)
    w->step[i] = -w->g[i];
  scale(w->step, n,
        iwi_relaxation_reach(w->r, w->step, w->downhill ? LONGEST : PROBE));
}

/* The inverse Hessian before the memory: that of the springs. */
static void by_springs(double *q, size_t n, void *user)
{
  walker *w = user;

  iwi_stiffness_solve(iwi_springs_stiffness(w->springs), q, w->softened);
  for (size_t i = 0; i < n; i++)
    q[i] = w->scale * w->softened[i];
}

static void choose_step(walker *w)
{
  const size_t n = w->r->n;

  if (iwi_secants_count(w->memory) > 0) {
    iwi_secants_apply(w->memory, w->scale > 0 ? by_springs : NULL, w, w->g,
                      w->step);
    scale(w->step, n, -1);
    scale(w->step, n, iwi_relaxation_limit(w->r, w->step));
    w->slope = iwi_dot(w->g, w->step, n);
    if (w->slope < 0 && isfinite(w->slope))
      return;
    iwi_secants_clear(w->memory);
  }
  steepest(w);
  w->slope = iwi_dot(w->g, w->step, n);
}

/* Has the step made things better? Near the minimum the change of the energy
 * drowns in its rounding; then the slope decides (the approximate Wolfe
 * condition), and rises of the energy's last digits do not matter. */
static int accepts(const walker *w)
{
  const iwi_relaxation *r = w->r;
  const double slope = iwi_dot(r->gradient, w->step, r->n);

  if (r->value <= w->value + 1e-4 * w->slope)
    return 1;
  return r->value <= w->value + 1e-6 * fabs(w->value) &&
         slope <= -0.8 * w->slope;
}

/* How much of the step to keep: to the zero of the slope, seen linear. */
static double shorter(const walker *w)
{
  const double slope = iwi_dot(w->r->gradient, w->step, w->r->n);

  if (!(slope > 0))
    return 0.25;
  return fmin(0.5, fmax(0.1, w->slope / (w->slope - slope)));
}

static iw_status try_step(walker *w)
{
  iwi_relaxation *r = w->r;

  for (size_t i = 0; i < r->n; i++)
    w->change[i] = w->x[i] + w->step[i];
  return iwi_relaxation_evaluate(r, w->change);
}

/* From the point stood on to a better one, in the relaxation; *moved says
 * whether it is one. Without a memory to blame the worse point is taken: a
 * model may be noisy. */
static iw_status make_step(walker *w, int *moved)
{
  iwi_relaxation *r = w->r;
  iw_status status = try_step(w);

  *moved = 1;
  for (int k = 0; status == IW_OK && !accepts(w); k++) {
    double factor;

    if (!iwi_relaxation_goes_on(r) || iwi_relaxation_done(r))
      return IW_OK;
    if (k == MAX_SHORTENED) {
      *moved = iwi_secants_count(w->memory) == 0;
      w->stuck += *moved;
      return IW_OK;
    }
    factor = shorter(w);
    scale(w->step, r->n, factor);
    w->slope *= factor;
    status = try_step(w);
  }
  return status;
}

/* The springs learn their constants from the first step, and their scale from
 * each. */
static void learn_springs(walker *w)
{
  iwi_stiffness *k = iwi_springs_stiffness(w->springs);
  const size_t n = w->r->n;
  double bent, soft;

  if (!(w->scale > 0))
    iwi_stiffness_fit(k, w->step, w->change);
  iwi_stiffness_solve(k, w->change, w->softened);
  bent = iwi_dot(w->step, w->change, n);
  soft = iwi_dot(w->change, w->softened, n);
  if (bent > 0 && soft > 0)
    w->scale = bent / soft;
}

/* What the step has taught. */
static void learn(walker *w)
{
  const iwi_relaxation *r = w->r;

  for (size_t i = 0; i < r->n; i++) {
    w->step[i] = r->x[i] - w->x[i];
    w->change[i] = r->gradient[i] - w->g[i];
  }
  if (w->springs != NULL)
    learn_springs(w);
  w->downhill = 0;
  if (!iwi_secants_push(w->memory, w->step, w->change)) {
    iwi_secants_clear(w->memory);
    w->downhill = 1;
  }
}

static iw_status walk(walker *w)
{
  iw_status status = IW_OK;

  stand(w);
  while (status == IW_OK && iwi_relaxation_goes_on(w->r) &&
         !iwi_relaxation_done(w->r) && w->stuck < MAX_STUCK) {
    int moved;

    choose_step(w);
    status = make_step(w, &moved);
    if (status == IW_OK && moved) {
      learn(w);
      stand(w);
    } else {
      iwi_secants_clear(w->memory);
      w->downhill = 0;
    }
  }
  w->r->stuck = w->stuck == MAX_STUCK;
  return status;
}

/* Springs pay where there are bonds of several kinds, or many atoms. With the
 * cell, positions are not where the atoms are. */
static iw_status make_springs(walker *w)
{
  const iwi_relaxation *r = w->r;

  if (r->options->relax_cell || r->n_atoms <= FEW_ATOMS)
    return IW_OK;
  w->softened = iwi_calloc(r->ctx, r->n, sizeof *w->softened);
  if (w->softened == NULL)
    return IW_E_MEMORY;
  return iwi_springs_create(r->ctx, iwi_evaluator_reference(r->evaluator),
                            (const double(*)[3])r->cart, r->frozen, r->spacing,
                            &w->springs);
}

iw_status iwi_relax_lbfgs(iwi_relaxation *r)
{
  walker w = {.r = r};
  iw_status status = iwi_secants_create(r->ctx, r->n, MEMORY, &w.memory);

  if (status == IW_OK) {
    w.x = iwi_calloc(r->ctx, r->n, sizeof *w.x);
    w.g = iwi_calloc(r->ctx, r->n, sizeof *w.g);
    w.step = iwi_calloc(r->ctx, r->n, sizeof *w.step);
    w.change = iwi_calloc(r->ctx, r->n, sizeof *w.change);
    if (w.x == NULL || w.g == NULL || w.step == NULL || w.change == NULL)
      status = IW_E_MEMORY;
  }
  if (status == IW_OK)
    status = make_springs(&w);
  if (status == IW_OK)
    status = walk(&w);
  iwi_springs_destroy(w.springs);
  iwi_free(w.softened);
  iwi_secants_destroy(w.memory);
  iwi_free(w.x);
  iwi_free(w.g);
  iwi_free(w.step);
  iwi_free(w.change);
  return status;
}
