/* SPDX-License-Identifier: BSD-3-Clause */
/* A saddle and its certificate: what is asked is checked, a search runs, what
 * it found is told. */
#include <math.h>
#include <string.h>

#include "context.h"
#include "energy.h"
#include "mem.h"
#include "saddle_search.h"

void iw_saddle_options_default(iw_saddle_options *options)
{
  *options = (iw_saddle_options){.struct_size = sizeof *options,
                                 .force_tol_ev_ang = 1e-3,
                                 .max_steps = 100,
                                 .max_modes_calls = 100,
                                 .n_modes = 1};
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
  if (o->n_modes < 1 || o->n_modes > IW_SADDLE_N_EIGENVALUES)
    return iwi_fail(ctx, IW_E_ARGUMENT, "saddle: %zu modes, want 1..%d",
                    o->n_modes, IW_SADDLE_N_EIGENVALUES);
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

static void certify(iwi_saddle_search *s, iw_saddle_info *info)
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
  info->order = iwi_saddle_search_order(s);
  info->energy_error_ev = iwi_saddle_search_error(s);
  if (s->tangent != NULL)
    info->alignment =
        fmin(1, fabs(iwi_dot(iwi_modes_vector(m, 0), s->tangent, s->n)));
  info->certified =
      info->order == 1 && s->point.max_force < s->options->force_tol_ev_ang;
}

static iw_status judge(const iwi_saddle_search *s, const iw_saddle_info *info)
{
  if (info->certified || s->options->max_steps == 0)
    return IW_OK;
  if (s->in_basin)
    return iwi_fail(s->ctx, IW_E_NOT_CONVERGED,
                    "saddle: no negative eigenvalue on the way (lowest %.3g "
                    "eV/Angstrom^2): there is a minimum here",
                    info->eigenvalues_ev_ang2[0]);
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

/* The unit tangent of the free atoms in *own (to be freed), if there is one. */
static iw_status take_tangent(iwi_saddle_search *s, const double (*tangent)[3],
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

static double way(const iwi_saddle_search *s, const double (*from)[3])
{
  iwi_point_gather(&s->point, from, s->change);
  for (size_t i = 0; i < s->n; i++)
    s->change[i] -= s->point.x[i];
  return iwi_point_longest(&s->point, s->change);
}

static iw_status run(iwi_saddle_search *s, double (*cart)[3], double (*mode)[3],
                     iw_saddle_info *info)
{
  iw_status status =
      iwi_progress(s->ctx, "refining the saddle", 0, s->options->max_steps);

  if (status == IW_OK)
    status = iwi_point_move(&s->point, s->point.x);
  if (status == IW_OK)
    status = iwi_saddle_search_look(s);
  if (status == IW_OK)
    status = iwi_saddle_search_refine(s);
  if (status == IW_OK)
    status = iwi_progress(s->ctx, "refining the saddle", s->options->max_steps,
                          s->options->max_steps);
  if (status != IW_OK)
    return status;
  certify(s, info);
  info->moved_ang = way(s, (const double(*)[3])cart);
  iwi_point_cart(&s->point, s->point.x, cart);
  for (size_t i = 0; mode != NULL && i < s->options->n_modes; i++) {
    memset(mode + i * s->point.n_atoms, 0, s->point.n_atoms * sizeof *mode);
    if (i < iwi_modes_count(s->modes))
      iwi_point_scatter(&s->point, iwi_modes_vector(s->modes, i),
                        mode + i * s->point.n_atoms);
  }
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
  iwi_saddle_search s = {.ctx = ctx};
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
    status = iwi_saddle_search_open(&s);
  if (status == IW_OK)
    status = take_tangent(&s, tangent, &own);
  if (status == IW_OK)
    status = run(&s, cart_ang, mode, info);
  if (s.point.evaluator != NULL)
    info->n_calls = iwi_evaluator_calls(s.point.evaluator);
  iwi_saddle_search_close(&s);
  iwi_free(own);
  return status;
}
