/* SPDX-License-Identifier: BSD-3-Clause */
/* Refinement of a saddle and its certificate. Steps go uphill along one mode
 * and downhill across it; the modes only steer, so that where they stop is a
 * zero of the force itself. */
#include <ionway/saddle.h>

#include <math.h>
#include <string.h>

#include "context.h"
#include "energy.h"
#include "mem.h"
#include "saddle_modes.h"
#include "secants.h"
#include "stationary_point.h"

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
#define PATIENCE 6

typedef struct search {
  iw_context *ctx;
  const iw_saddle_options *options;
  iwi_point point;
  iwi_modes *modes;
  iwi_secants *memory;
  const double *tangent; /* n, or NULL */
  size_t n;
  size_t follow; /* the mode that is climbed                      */
  double *up;    /* n, its unit vector                            */
  double stiff;  /* curvature across the modes known, eV/Ang^2    */
  double *x, *q, *step, *change; /* n each: the point stood on, its turned
                                    gradient; scratch               */
  double *best_x;
  double best_force;
  double since_modes; /* way made since they were found, Angstrom   */
  double trust;       /* longest step, Angstrom                     */
  int kicks;
  size_t n_steps;
} search;

void iw_saddle_options_default(iw_saddle_options *options)
{
  *options = (iw_saddle_options){.struct_size = sizeof *options,
                                 .force_tol_ev_ang = 1e-3,
                                 .max_steps = 50,
                                 .max_modes_calls = 60};
}

static iw_status check_options(iw_context *ctx, const iw_saddle_options *o)
{
  if (o->struct_size != sizeof *o)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "saddle: options of size %zu, want %zu (start from the "
                    "defaults)",
                    o->struct_size, sizeof *o);
  if (!(o->force_tol_ev_ang > 0) || !isfinite(o->force_tol_ev_ang))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "saddle: force tolerance %g eV/Angstrom, want a number "
                    "above 0",
                    o->force_tol_ev_ang);
  if (o->max_modes_calls < 10)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "saddle: %zu calls for the modes, want 10 at least",
                    o->max_modes_calls);
  if (!(o->difference_ang >= 0) || !isfinite(o->difference_ang))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "saddle: difference %g Angstrom, want 0 or more",
                    o->difference_ang);
  return IW_OK;
}

/* Is mode i steep enough, and known well enough, to divide by? */
static int usable(const iwi_modes *m, size_t i)
{
  return iwi_modes_residual(m, i) < 0.3 * fabs(iwi_modes_value(m, i));
}

/* Number of leading modes that are surely negative. */
static int32_t order_of(const iwi_modes *m)
{
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
static size_t choose_mode(const search *s)
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

static iw_status look(search *s)
{
  iw_status status = iwi_modes_find(s->modes, &s->point, s->tangent);
  double top = 0;

  if (status != IW_OK)
    return status;
  s->follow = choose_mode(s);
  memcpy(s->up, iwi_modes_vector(s->modes, s->follow), s->n * sizeof *s->up);
  for (size_t i = 0; i < iwi_modes_count(s->modes); i++)
    top = fmax(top, fabs(iwi_modes_value(s->modes, i)));
  /* half of the top of the spectrum: no step g/stiff grows anywhere below */
  s->stiff = top > 0 ? 0.5 * top : 1;
  s->since_modes = 0;
  iwi_secants_clear(s->memory);
  return IW_OK;
}

/* The modes at the point as it is, for the certificate. */
static iw_status look_again(search *s)
{
  int good;
  const iw_status status = iwi_modes_recheck(s->modes, &s->point, &good);

  if (status != IW_OK || good)
    return status;
  return look(s);
}

/* v with its part along the climbed mode turned round: going down along the
 * turned gradient is going up along the mode, (R6). */
static void turn(const search *s, double *v)
{
  const double along = iwi_dot(v, s->up, s->n);

  for (size_t i = 0; i < s->n; i++)
    v[i] -= 2 * along * s->up[i];
}

/* Inverse of the turned Hessian as the modes tell it: 1/|value| along each,
 * 1/stiff across all. */
static void first_inverse(double *q, size_t n, void *user)
{
  const search *s = user;
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
static void stand(search *s)
{
  memcpy(s->x, s->point.x, s->n * sizeof *s->x);
  memcpy(s->q, s->point.g, s->n * sizeof *s->q);
  turn(s, s->q);
  if (s->point.max_force < s->best_force) {
    s->best_force = s->point.max_force;
    memcpy(s->best_x, s->x, s->n * sizeof *s->x);
  }
}

static void choose_step(search *s)
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
static iw_status make_step(search *s)
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

static int modes_are_stale(const search *s)
{
  const double share = iwi_modes_whole(s->modes) ? FRESH_WHOLE : FRESH;

  return s->since_modes > share * s->point.spacing;
}

/* Down to the tolerance, or as far as the steps go. */
static iw_status descend(search *s)
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
      status = look(s);
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
static iw_status kick(search *s)
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
static iw_status refine(search *s)
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
    if (status != IW_OK || order_of(s->modes) < 2 || s->kicks == MAX_KICKS ||
        s->n_steps >= s->options->max_steps)
      return status;
    status = kick(s);
  }
  return status;
}

/* (R7) what the quadratic model says lies between the point's energy and that
 * of its saddle: the modes one by one, the rest by the flattest it may have. */
static double energy_error(const search *s)
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

static void certify(const search *s, iw_saddle_info *info)
{
  const iwi_modes *m = s->modes;
  const size_t count = iwi_modes_count(m);

  info->energy_ev = s->point.energy;
  info->max_force_ev_ang = s->point.max_force;
  info->force_norm_ev_ang = sqrt(iwi_dot(s->point.g, s->point.g, s->n));
  info->n_eigenvalues =
      (int)(count < IW_SADDLE_N_EIGENVALUES ? count : IW_SADDLE_N_EIGENVALUES);
  for (int i = 0; i < info->n_eigenvalues; i++) {
    info->eigenvalues_ev_ang2[i] = iwi_modes_value(m, (size_t)i);
    info->residuals_ev_ang2[i] = iwi_modes_residual(m, (size_t)i);
  }
  info->order = order_of(m);
  info->energy_error_ev = energy_error(s);
  if (s->tangent != NULL)
    info->alignment =
        fmin(1, fabs(iwi_dot(iwi_modes_vector(m, 0), s->tangent, s->n)));
  info->certified =
      info->order == 1 && s->point.max_force < s->options->force_tol_ev_ang;
}

static iw_status judge(const search *s, const iw_saddle_info *info)
{
  if (info->certified || s->options->max_steps == 0)
    return IW_OK;
  if (info->max_force_ev_ang >= s->options->force_tol_ev_ang)
    return iwi_fail(s->ctx, IW_E_NOT_CONVERGED,
                    "saddle: force %.3g eV/Angstrom after %zu steps, want "
                    "below %.3g",
                    info->max_force_ev_ang, s->n_steps,
                    s->options->force_tol_ev_ang);
  if (info->order < 0)
    return iwi_fail(s->ctx, IW_E_NOT_CONVERGED,
                    "saddle: eigenvalues %.3g +- %.2g and %.3g +- %.2g "
                    "eV/Angstrom^2 do not tell the order; more calls for the "
                    "modes may",
                    info->eigenvalues_ev_ang2[0], info->residuals_ev_ang2[0],
                    info->eigenvalues_ev_ang2[1], info->residuals_ev_ang2[1]);
  return iwi_fail(s->ctx, IW_E_NOT_CONVERGED,
                  "saddle: the point has %d negative eigenvalues, want one",
                  (int)info->order);
}

static iw_status set_up(search *s)
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

static void tear_down(search *s)
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

/* The unit tangent of the free atoms in *own (to be freed), if there is one. */
static iw_status take_tangent(search *s, const double (*tangent)[3],
                              double **own)
{
  double length;

  if (tangent == NULL)
    return IW_OK;
  *own = iwi_calloc(s->ctx, s->n, sizeof **own);
  if (*own == NULL)
    return IW_E_MEMORY;
  iwi_point_gather(&s->point, tangent, *own);
  length = sqrt(iwi_dot(*own, *own, s->n));
  if (!(length > 0) || !isfinite(length))
    return iwi_fail(s->ctx, IW_E_ARGUMENT, "saddle: the tangent has length %g",
                    length);
  for (size_t i = 0; i < s->n; i++)
    (*own)[i] /= length;
  s->tangent = *own;
  return IW_OK;
}

static double way(const search *s, const double (*from)[3])
{
  iwi_point_gather(&s->point, from, s->change);
  for (size_t i = 0; i < s->n; i++)
    s->change[i] -= s->point.x[i];
  return iwi_point_longest(&s->point, s->change);
}

static iw_status run(search *s, double (*cart)[3], double (*mode)[3],
                     iw_saddle_info *info)
{
  iw_status status =
      iwi_progress(s->ctx, "refining the saddle", 0, s->options->max_steps);

  if (status == IW_OK)
    status = iwi_point_move(&s->point, s->point.x);
  if (status == IW_OK)
    status = look(s);
  if (status == IW_OK)
    status = refine(s);
  if (status == IW_OK)
    status = iwi_progress(s->ctx, "refining the saddle", s->options->max_steps,
                          s->options->max_steps);
  if (status != IW_OK)
    return status;
  certify(s, info);
  info->moved_ang = way(s, (const double(*)[3])cart);
  iwi_point_cart(&s->point, s->point.x, cart);
  if (mode != NULL)
    iwi_point_scatter(&s->point, iwi_modes_vector(s->modes, 0), mode);
  return judge(s, info);
}

iw_status iw_saddle_refine(iw_context *ctx, const iw_energy *energy,
                           const iw_energy_atoms *atoms, const uint8_t *frozen,
                           const iw_saddle_options *options,
                           const double (*tangent)[3], double (*cart_ang)[3],
                           double (*mode)[3], iw_saddle_info *info)
{
  iw_saddle_options defaults;
  iw_saddle_info local;
  search s = {.ctx = ctx};
  double *own = NULL;
  iw_status status = iwi_energy_check(ctx, energy);

  iw_saddle_options_default(&defaults);
  s.options = options != NULL ? options : &defaults;
  if (info == NULL)
    info = &local;
  *info = (iw_saddle_info){.energy_ev = NAN,
                           .max_force_ev_ang = NAN,
                           .force_norm_ev_ang = NAN,
                           .order = -1,
                           .energy_error_ev = NAN,
                           .alignment = NAN};
  if (status == IW_OK)
    status = check_options(ctx, s.options);
  if (status != IW_OK)
    return status;
  status =
      iwi_point_open(ctx, energy, atoms, frozen, (const double(*)[3])cart_ang,
                     s.options->difference_ang, &s.point);
  if (status == IW_OK)
    status = set_up(&s);
  if (status == IW_OK)
    status = take_tangent(&s, tangent, &own);
  if (status == IW_OK)
    status = run(&s, cart_ang, mode, info);
  if (s.point.evaluator != NULL)
    info->n_calls = iwi_evaluator_calls(s.point.evaluator);
  tear_down(&s);
  iwi_free(own);
  return status;
}
