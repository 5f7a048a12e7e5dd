/* SPDX-License-Identifier: BSD-3-Clause */
/* Atoms, and the cell, to a minimum: what is asked is checked, a minimiser
 * runs, the point of lowest force is handed back. */
#include <math.h>
#include <string.h>

#include "atom_spacing.h"
#include "context.h"
#include "energy.h"
#include "mem.h"
#include "relaxation.h"
#include "vec3.h"

/* Longest step, share of the nearest-neighbour distance, eq. (R2). */
#define LONGEST 0.1

void iw_relax_options_default(iw_relax_options *options)
{
  *options = (iw_relax_options){.struct_size = sizeof *options,
                                .method = IW_RELAX_LBFGS,
                                .force_tol_ev_ang = 0.01,
                                .stress_tol_ev_ang3 = 1e-4,
                                .max_steps = 1000};
}

static iw_status check_options(iw_context *ctx, const iw_relax_options *o)
{
  if (o->struct_size != sizeof *o)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "relax: options of size %zu, want %zu (start from the "
                    "defaults)",
                    o->struct_size, sizeof *o);
  if (o->method != IW_RELAX_LBFGS && o->method != IW_RELAX_FIRE)
    return iwi_fail(ctx, IW_E_ARGUMENT, "relax: no method %d", (int)o->method);
  if (!(o->force_tol_ev_ang > 0) || !isfinite(o->force_tol_ev_ang))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "relax: force tolerance %g eV/Angstrom, want a number "
                    "above 0",
                    o->force_tol_ev_ang);
  if (o->relax_cell &&
      (!(o->stress_tol_ev_ang3 > 0) || !isfinite(o->stress_tol_ev_ang3)))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "relax: stress tolerance %g eV/Angstrom^3, want a number "
                    "above 0",
                    o->stress_tol_ev_ang3);
  if (o->relax_cell && !isfinite(o->pressure_ev_ang3))
    return iwi_fail(ctx, IW_E_ARGUMENT, "relax: the pressure is not finite");
  return IW_OK;
}

static iw_status check_call(iw_context *ctx, const iw_energy *energy,
                            const iw_energy_atoms *atoms,
                            const iw_relax_options *options, int has_lattice)
{
  iw_status status = iwi_energy_check(ctx, energy);

  if (status == IW_OK)
    status = check_options(ctx, options);
  if (status != IW_OK)
    return status;
  if (atoms->n_atoms == 0)
    return iwi_fail(ctx, IW_E_ARGUMENT, "relax: no atoms");
  if (options->relax_cell && !(energy->provides & IW_ENERGY_STRESS))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "relax: %s has no stress, so the cell cannot be relaxed "
                    "with it",
                    energy->name);
  if (options->relax_cell && !has_lattice)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "relax: no room is given for the relaxed cell");
  return IW_OK;
}

/* Largest force on an atom that may move. */
static void measure(iwi_relaxation *r)
{
  r->max_force = 0;
  r->worst = -1;
  for (size_t i = 0; i < r->n_atoms; i++) {
    const double size = iwi_norm3(r->forces[i]);

    if (r->frozen != NULL && r->frozen[i])
      continue;
    if (r->worst < 0 || size > r->max_force) {
      r->max_force = size;
      r->worst = (int32_t)i;
    }
  }
}

static void keep_best(iwi_relaxation *r)
{
  double ratio = r->max_force / r->options->force_tol_ev_ang;

  if (r->options->relax_cell)
    ratio = fmax(ratio, r->max_stress / r->options->stress_tol_ev_ang3);
  if (!(ratio < r->best_ratio))
    return;
  memcpy(r->best_x, r->x, r->n * sizeof *r->x);
  r->best_ratio = ratio;
  r->best_energy = r->energy;
  r->best_force = r->max_force;
  r->best_stress = r->max_stress;
  r->best_worst = r->worst;
}

static iw_status tell_progress(iwi_relaxation *r)
{
  const size_t total = r->options->max_steps;
  const size_t every = total / 100 + 1;

  if (r->n_steps % every != 0 || r->n_steps >= total)
    return IW_OK;
  return iwi_progress(r->ctx, "relaxing", r->n_steps, total);
}

iw_status iwi_relaxation_evaluate(iwi_relaxation *r, const double *x)
{
  const int cell = r->options->relax_cell;
  iwi_evaluation job = {.cart = (const double(*)[3])r->cart,
                        .lattice = (const double(*)[3])r->lattice,
                        .forces_ev_ang = r->forces,
                        .stress_ev_ang3 = cell ? r->stress : NULL};
  const int first = iwi_evaluator_calls(r->evaluator) == 0;
  iw_status status;

  if (x != r->x)
    memcpy(r->x, x, r->n * sizeof *x);
  if (cell)
    iwi_relax_cell_unpack(r, r->x);
  else
    memcpy(r->cart, r->x, r->n_atoms * sizeof *r->cart);
  r->n_steps += !first;
  status = iwi_evaluator_run(r->evaluator, r->ctx, &job, 1);
  if (status != IW_OK)
    return status;
  r->energy = r->value = job.energy_ev;
  r->max_stress = NAN;
  measure(r);
  if (cell)
    iwi_relax_cell_gradient(r);
  for (size_t i = 0; i < r->n_atoms; i++) {
    for (int k = 0; k < 3; k++) {
      if (r->frozen != NULL && r->frozen[i])
        r->gradient[3 * i + k] = 0;
      else if (!cell)
        r->gradient[3 * i + k] = -r->forces[i][k];
    }
  }
  keep_best(r);
  return tell_progress(r);
}

int iwi_relaxation_done(const iwi_relaxation *r)
{
  return r->max_force < r->options->force_tol_ev_ang &&
         (!r->options->relax_cell ||
          r->max_stress < r->options->stress_tol_ev_ang3);
}

int iwi_relaxation_goes_on(const iwi_relaxation *r)
{
  return r->n_steps < r->options->max_steps;
}

double iwi_relaxation_reach(const iwi_relaxation *r, const double *step,
                            double share)
{
  double farthest = 0, strain = 0;

  for (size_t i = 0; i < r->n_atoms; i++)
    farthest = fmax(farthest, iwi_norm3(step + 3 * i) / r->spacing);
  for (size_t k = 3 * r->n_atoms; k < r->n; k++)
    strain = fmax(strain, fabs(step[k]) / r->strain_length);
  farthest = fmax(farthest, strain);
  return farthest > 0 ? share / farthest : 1;
}

double iwi_relaxation_limit(const iwi_relaxation *r, const double *step)
{
  return fmin(1, iwi_relaxation_reach(r, step, LONGEST));
}

static iw_status set_up(iwi_relaxation *r, const double (*cart)[3])
{
  iw_context *ctx = r->ctx;
  const double volume = fabs(iwi_det3((const double(*)[3])r->reference));

  r->n = 3 * r->n_atoms + (r->options->relax_cell ? 9 : 0);
  r->x = iwi_calloc(ctx, r->n, sizeof *r->x);
  r->gradient = iwi_calloc(ctx, r->n, sizeof *r->gradient);
  r->best_x = iwi_calloc(ctx, r->n, sizeof *r->best_x);
  r->cart = iwi_calloc(ctx, r->n_atoms, sizeof *r->cart);
  r->forces = iwi_calloc(ctx, r->n_atoms, sizeof *r->forces);
  if (r->x == NULL || r->gradient == NULL || r->best_x == NULL ||
      r->cart == NULL || r->forces == NULL)
    return IW_E_MEMORY;
  memcpy(r->x, cart, r->n_atoms * sizeof *cart);
  memcpy(r->best_x, r->x, r->n * sizeof *r->x);
  memcpy(r->lattice, r->reference, sizeof r->lattice);
  /* (R4) */
  r->strain_length =
      sqrt((double)r->n_atoms) * cbrt(volume / (double)r->n_atoms);
  r->best_ratio = HUGE_VAL;
  r->best_worst = -1;
  return iwi_atom_spacing(ctx, (const double(*)[3])r->reference, cart,
                          r->n_atoms, &r->spacing);
}

static void tear_down(iwi_relaxation *r)
{
  iwi_evaluator_destroy(r->evaluator);
  iwi_free(r->x);
  iwi_free(r->gradient);
  iwi_free(r->best_x);
  iwi_free(r->cart);
  iwi_free(r->forces);
}

/* The model's workspace is opened on the atoms where they begin. */
static iw_status open_model(iwi_relaxation *r, const iw_energy *energy,
                            const iw_energy_atoms *atoms,
                            const double (*cart)[3])
{
  double inverse[3][3];
  double(*frac)[3] = iwi_calloc(r->ctx, atoms->n_atoms, sizeof *frac);
  iw_energy_atoms reference = *atoms;
  iw_status status;

  if (frac == NULL)
    return IW_E_MEMORY;
  iwi_inverse3((const double(*)[3])r->reference, inverse);
  for (size_t i = 0; i < atoms->n_atoms; i++)
    iwi_row_times3(cart[i], (const double(*)[3])inverse, frac[i]);
  reference.frac = (const double(*)[3])frac;
  status = iwi_evaluator_create(r->ctx, energy, &reference, 1, &r->evaluator);
  iwi_free(frac);
  return status;
}

/* The best point into the caller's arrays. */
static void hand_back(iwi_relaxation *r, double (*cart)[3],
                      double (*lattice)[3], iw_relax_info *info)
{
  const int any = r->best_ratio < HUGE_VAL; /* else nothing was evaluated */

  if (any) {
    info->converged = r->best_ratio < 1;
    info->energy_ev = r->best_energy;
    info->max_force_ev_ang = r->best_force;
    info->worst_atom = r->best_worst;
    info->max_stress_ev_ang3 = r->options->relax_cell ? r->best_stress : NAN;
  }
  for (size_t i = 0; i < r->n_atoms; i++) {
    double moved[3];

    /* cart still holds the beginning, which is also its place in the frame
     * that strains count from */
    for (int k = 0; k < 3; k++)
      moved[k] = r->best_x[3 * i + k] - cart[i][k];
    if (iwi_norm3(moved) > info->max_displacement_ang) {
      info->max_displacement_ang = iwi_norm3(moved);
      info->farthest_atom = (int32_t)i;
    }
  }
  if (r->options->relax_cell) {
    iwi_relax_cell_unpack(r, r->best_x);
    memcpy(lattice, r->lattice, sizeof r->lattice);
    memcpy(cart, r->cart, r->n_atoms * sizeof *cart);
  } else {
    memcpy(cart, r->best_x, r->n_atoms * sizeof *cart);
  }
}

static iw_status judge(const iwi_relaxation *r, const iw_energy *energy)
{
  const iw_relax_options *o = r->options;

  if (r->best_ratio < 1)
    return IW_OK;
  if (r->stuck)
    return iwi_fail(r->ctx, IW_E_NOT_CONVERGED,
                    "relax: no step along the forces of %s lowers its energy; "
                    "do they belong to each other? Force %.3g eV/Angstrom on "
                    "atom %d, want below %.3g",
                    energy->name, r->best_force, (int)r->best_worst + 1,
                    o->force_tol_ev_ang);
  if (r->best_force < o->force_tol_ev_ang)
    return iwi_fail(r->ctx, IW_E_NOT_CONVERGED,
                    "relax: stress %.3g eV/Angstrom^3 after %zu steps, want "
                    "below %.3g",
                    r->best_stress, r->n_steps, o->stress_tol_ev_ang3);
  return iwi_fail(r->ctx, IW_E_NOT_CONVERGED,
                  "relax: force %.3g eV/Angstrom on atom %d after %zu steps, "
                  "want below %.3g",
                  r->best_force, (int)r->best_worst + 1, r->n_steps,
                  o->force_tol_ev_ang);
}

/* From the first evaluation on. */
static iw_status minimise(iwi_relaxation *r, iw_relax_info *info)
{
  iw_status status = iwi_relaxation_evaluate(r, r->x);

  if (status != IW_OK)
    return status;
  info->start_energy_ev = r->energy;
  return r->options->method == IW_RELAX_FIRE ? iwi_relax_fire(r)
                                             : iwi_relax_lbfgs(r);
}

iw_status iw_relax_atoms(iw_context *ctx, const iw_energy *energy,
                         const iw_energy_atoms *atoms, const uint8_t *frozen,
                         const iw_relax_options *options, double (*cart_ang)[3],
                         double (*lattice_ang)[3], iw_relax_info *info)
{
  iw_relax_options defaults;
  iwi_relaxation r = {.ctx = ctx, .frozen = frozen, .n_atoms = atoms->n_atoms};
  iw_relax_info local;
  iw_status status;

  iw_relax_options_default(&defaults);
  r.options = options != NULL ? options : &defaults;
  if (info == NULL)
    info = &local;
  *info = (iw_relax_info){.energy_ev = NAN,
                          .start_energy_ev = NAN,
                          .max_force_ev_ang = NAN,
                          .worst_atom = -1,
                          .max_stress_ev_ang3 = NAN,
                          .farthest_atom = -1};
  status = check_call(ctx, energy, atoms, r.options, lattice_ang != NULL);
  if (status != IW_OK)
    return status;
  memcpy(r.reference, atoms->lattice_ang, sizeof r.reference);
  status = set_up(&r, (const double(*)[3])cart_ang);
  if (status == IW_OK)
    status = open_model(&r, energy, atoms, (const double(*)[3])cart_ang);
  if (status == IW_OK) {
    status = minimise(&r, info);
    if (status == IW_OK)
      status = iwi_progress(ctx, "relaxing", r.options->max_steps,
                            r.options->max_steps);
    hand_back(&r, cart_ang, lattice_ang, info);
    info->n_steps = r.n_steps;
    info->n_calls = iwi_evaluator_calls(r.evaluator);
    if (status == IW_OK)
      status = judge(&r, energy);
  }
  tear_down(&r);
  return status;
}
