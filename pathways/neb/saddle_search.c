/* SPDX-License-Identifier: BSD-3-Clause */
/* Steps to a saddle: uphill along one mode and downhill across it. The modes
 * only steer, so that where the steps end is a zero of the force itself. */
#include "saddle_search.h"

#include <math.h>
#include <string.h>

#include "context.h"
#include "mem.h"

#define MEMORY 20
/* Shares of the nearest-neighbour distance: the longest step; the way after
 * which the modes are looked at again, for a whole Hessian and for the lowest
 * modes; what the point may move under its certificate; a kick off a ridge. */
#define LONGEST     0.05
#define FRESH_WHOLE 0.005
#define FRESH       0.1
#define CERTIFIED   1e-4
#define KICK        0.02
#define MAX_KICKS   3
/* Steps without the force falling by half, after which the modes are blamed */
#define PATIENCE 15

/* Is mode i steep enough, and known well enough, to divide by? */
static int usable(const iwi_modes *m, size_t i)
{
  return iwi_modes_residual(m, i) < 0.3 * fabs(iwi_modes_value(m, i));
}

int32_t iwi_saddle_search_order(const iwi_saddle_search *s)
{
  const iwi_modes *m = s->modes;
  int32_t order = 0;

  for (size_t i = 0; i < iwi_modes_count(m); i++) {
    const double value = iwi_modes_value(m, i);
    const double slack = iwi_modes_residual(m, i);

    if (value < -slack)
      order++;
    else
      return value > slack ? order : -1; /* -1: cannot be told */
  }
  /* none positive among those known: all of them only if they are all */
  return iwi_modes_whole(m) ? order : -1;
}

/* Of the negative modes the one along the path; without a path the lowest. */
static size_t choose_mode(const iwi_saddle_search *s)
{
  size_t best = 0;
  double most = -1;

  for (size_t i = 0; s->tangent != NULL && i < iwi_modes_count(s->modes); i++) {
    const double along =
        fabs(iwi_dot(iwi_modes_vector(s->modes, i), s->tangent, s->n));

    if (i > 0 && !(iwi_modes_value(s->modes, i) < 0))
      break;
    if (along > most) {
      most = along;
      best = i;
    }
  }
  return best;
}

iw_status iwi_saddle_search_look(iwi_saddle_search *s)
{
  iw_status status = iwi_modes_find(s->modes, &s->point, s->tangent);
  double top = 0;

  if (status != IW_OK)
    return status;
  s->follow = choose_mode(s);
  memcpy(s->up, iwi_modes_vector(s->modes, s->follow), s->n * sizeof *s->up);
  for (size_t i = 0; i < iwi_modes_count(s->modes); i++)
    top = fmax(top, fabs(iwi_modes_value(s->modes, i)));
  /* half of the top of the spectrum: no step g/stiff grows anywhere below; a
   * second search may stop before it has seen the top */
  s->stiff = fmax(s->stiff, top > 0 ? 0.5 * top : 1e-300);
  s->since_modes = 0;
  iwi_secants_clear(s->memory);
  return IW_OK;
}

/* The modes at the point as it is, for the certificate. */
static iw_status look_again(iwi_saddle_search *s)
{
  int good;
  const iw_status status = iwi_modes_recheck(s->modes, &s->point, &good);

  if (status != IW_OK || good)
    return status;
  return iwi_saddle_search_look(s);
}

/* v with its part along the climbed mode turned round: going down along the
 * turned gradient is going up along the mode, (R6). */
static void turn(const iwi_saddle_search *s, double *v)
{
  const double along = iwi_dot(v, s->up, s->n);

  for (size_t i = 0; i < s->n; i++)
    v[i] -= 2 * along * s->up[i];
}

/* Inverse of the turned Hessian as the modes tell it: 1/|value| along each,
 * 1/stiff across all. */
static void first_inverse(double *q, size_t n, void *user)
{
  const iwi_saddle_search *s = user;
  const size_t count = iwi_modes_count(s->modes);
  double *rest = s->change;

  memcpy(rest, q, n * sizeof *q);
  memset(q, 0, n * sizeof *q);
  for (size_t i = 0; i < count; i++) {
    const double *v = iwi_modes_vector(s->modes, i);
    const double along = iwi_dot(v, rest, n);
    const double value = fabs(iwi_modes_value(s->modes, i));

    if (!usable(s->modes, i) && i != s->follow)
      continue;
    /* a mode flatter than 1e-6 of the stiffest is not divided by */
    for (size_t k = 0; k < n; k++) {
      q[k] += along / fmax(value, 1e-6 * s->stiff) * v[k];
      rest[k] -= along * v[k];
    }
  }
  iwi_point_project(&s->point, rest);
  for (size_t k = 0; k < n; k++)
    q[k] += rest[k] / s->stiff;
}

/* Stand on the point: its turned gradient, and is it the best? */
static void stand(iwi_saddle_search *s)
{
  memcpy(s->x, s->point.x, s->n * sizeof *s->x);
  memcpy(s->q, s->point.g, s->n * sizeof *s->q);
  turn(s, s->q);
  if (s->point.max_force < s->best_force) {
    s->best_force = s->point.max_force;
    memcpy(s->best_x, s->x, s->n * sizeof *s->x);
  }
}

static void choose_step(iwi_saddle_search *s)
{
  double longest;

  iwi_secants_apply(s->memory, first_inverse, s, s->q, s->step);
  if (!(iwi_dot(s->step, s->q, s->n) > 0)) { /* over 90 degrees: forget */
    iwi_secants_clear(s->memory);
    iwi_secants_apply(s->memory, first_inverse, s, s->q, s->step);
  }
  longest = iwi_point_longest(&s->point, s->step);
  for (size_t i = 0; i < s->n; i++)
    s->step[i] *= -(longest > s->trust ? s->trust / longest : 1);
}

/* One step; back again, and shorter from then on, when the force grows beyond
 * what curvature explains. */
static iw_status make_step(iwi_saddle_search *s)
{
  const double before = s->point.max_force;
  iw_status status;

  choose_step(s);
  for (size_t i = 0; i < s->n; i++)
    s->change[i] = s->x[i] + s->step[i];
  s->n_steps++;
  status = iwi_point_move(&s->point, s->change);
  if (status != IW_OK)
    return status;
  if (s->point.max_force > 4 * before &&
      s->trust > CERTIFIED * s->point.spacing) {
    s->trust *= 0.5;
    iwi_secants_clear(s->memory);
    s->n_steps++;
    return iwi_point_move(&s->point, s->x);
  }
  s->since_modes += iwi_point_longest(&s->point, s->step);
  memcpy(s->change, s->point.g, s->n * sizeof *s->change);
  turn(s, s->change);
  for (size_t i = 0; i < s->n; i++)
    s->change[i] -= s->q[i];
  if (!iwi_secants_push(s->memory, s->step, s->change))
    iwi_secants_clear(s->memory);
  return IW_OK;
}

static int modes_are_stale(const iwi_saddle_search *s)
{
  const double share = iwi_modes_whole(s->modes) ? FRESH_WHOLE : FRESH;

  return s->since_modes > share * s->point.spacing;
}

/* Down to the tolerance, or as far as the steps go. */
static iw_status descend(iwi_saddle_search *s)
{
  double halved = HUGE_VAL;
  size_t last_halved = s->n_steps;
  iw_status status = IW_OK;

  while (status == IW_OK) {
    stand(s);
    if (s->point.max_force < s->options->force_tol_ev_ang ||
        s->n_steps >= s->options->max_steps)
      break;
    if (s->point.max_force < 0.5 * halved) {
      halved = s->point.max_force;
      last_halved = s->n_steps;
    }
    if (s->since_modes > 0 &&
        (modes_are_stale(s) || s->n_steps > last_halved + PATIENCE)) {
      last_halved = s->n_steps;
      status = iwi_saddle_search_look(s);
      if (status != IW_OK)
        break;
      stand(s);
    }
    status = make_step(s);
    if (status == IW_OK)
      status = iwi_progress(s->ctx, "refining the saddle",
                            s->n_steps < s->options->max_steps
                                ? s->n_steps
                                : s->options->max_steps,
                            s->options->max_steps);
  }
  return status;
}

/* Off a ridge: along the other negative modes, the way the shift is positive
 * (which way, symmetry does not care). */
static iw_status kick(iwi_saddle_search *s)
{
  const double length = KICK * s->point.spacing;

  memcpy(s->change, s->point.x, s->n * sizeof *s->change);
  for (size_t i = 0; i < iwi_modes_count(s->modes); i++) {
    const double *v = iwi_modes_vector(s->modes, i);
    const double scale = length / iwi_point_longest(&s->point, v);

    if (!(iwi_modes_value(s->modes, i) < -iwi_modes_residual(s->modes, i)))
      break;
    for (size_t k = 0; i != s->follow && k < s->n; k++)
      s->change[k] += scale * v[k];
  }
  s->kicks++;
  s->n_steps++;
  s->since_modes += length;
  s->best_force = HUGE_VAL; /* the ridge does not count as best */
  return iwi_point_move(&s->point, s->change);
}

/* Steps and looks in turn until the point is what it should be. */
iw_status iwi_saddle_search_refine(iwi_saddle_search *s)
{
  iw_status status = IW_OK;

  while (status == IW_OK && s->options->max_steps > 0) {
    status = descend(s);
    if (status != IW_OK)
      return status;
    if (s->point.max_force > s->best_force)
      status = iwi_point_move(&s->point, s->best_x);
    if (status == IW_OK && s->since_modes > CERTIFIED * s->point.spacing)
      status = look_again(s);
    if (status != IW_OK || iwi_saddle_search_order(s) < 2 ||
        s->kicks == MAX_KICKS || s->n_steps >= s->options->max_steps)
      return status;
    status = kick(s);
  }
  return status;
}

/* (R7) what the quadratic model says lies between the point's energy and that
 * of its saddle: the modes one by one, the rest by the flattest it may have. */
double iwi_saddle_search_error(iwi_saddle_search *s)
{
  const iwi_modes *m = s->modes;
  double *rest = s->change, error = 0, flattest = s->stiff;

  memcpy(rest, s->point.g, s->n * sizeof *rest);
  iwi_point_project(&s->point, rest);
  for (size_t i = 0; i < iwi_modes_count(m); i++) {
    const double *v = iwi_modes_vector(m, i);
    const double along = iwi_dot(v, rest, s->n);
    const double value = fabs(iwi_modes_value(m, i));

    if (!usable(m, i) || value < 1e-6 * s->stiff)
      continue;
    error += along * along / (2 * value);
    for (size_t k = 0; k < s->n; k++)
      rest[k] -= along * v[k];
    if (iwi_modes_value(m, i) > 0)
      flattest = fmin(flattest, value);
  }
  return error + iwi_dot(rest, rest, s->n) / (2 * flattest);
}

iw_status iwi_saddle_search_open(iwi_saddle_search *s)
{
  iw_context *ctx = s->ctx;
  iw_status status;

  s->n = s->point.n;
  s->best_force = HUGE_VAL;
  s->trust = LONGEST * s->point.spacing;
  s->up = iwi_calloc(ctx, s->n, sizeof *s->up);
  s->x = iwi_calloc(ctx, s->n, sizeof *s->x);
  s->q = iwi_calloc(ctx, s->n, sizeof *s->q);
  s->step = iwi_calloc(ctx, s->n, sizeof *s->step);
  s->change = iwi_calloc(ctx, s->n, sizeof *s->change);
  s->best_x = iwi_calloc(ctx, s->n, sizeof *s->best_x);
  if (s->up == NULL || s->x == NULL || s->q == NULL || s->step == NULL ||
      s->change == NULL || s->best_x == NULL)
    return IW_E_MEMORY;
  status = iwi_secants_create(ctx, s->n, MEMORY, &s->memory);
  if (status == IW_OK)
    status =
        iwi_modes_create(ctx, s->n, s->options->max_modes_calls, &s->modes);
  return status;
}

void iwi_saddle_search_close(iwi_saddle_search *s)
{
  iwi_free(s->up);
  iwi_free(s->x);
  iwi_free(s->q);
  iwi_free(s->step);
  iwi_free(s->change);
  iwi_free(s->best_x);
  iwi_secants_destroy(s->memory);
  iwi_modes_destroy(s->modes);
  iwi_point_close(&s->point);
}
