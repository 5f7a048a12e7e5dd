/* SPDX-License-Identifier: BSD-3-Clause */
/* A band's state: evaluated, moved, taken back. */
#include "neb_band.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "context.h"
#include "mem.h"
#include "path.h"

static int has_job(const iwi_band *band, size_t i)
{
  if (band->resting[i])
    return 0;
  return band->symmetry == NULL || i <= (band->n_images - 1) / 2;
}

void iwi_band_step_back(iwi_band *band)
{
  const size_t all = band->n_images * band->n;

  memcpy(band->cart, band->old_cart, all * sizeof *band->cart);
  memcpy(band->forces, band->old_forces, all * sizeof *band->forces);
  memcpy(band->energies, band->old_energies,
         band->n_images * sizeof *band->energies);
  iwi_band_update(band);
}

iw_status iwi_band_failed(iw_context *ctx, iwi_band *band, iw_status status)
{
  band->state = IW_NEB_ENERGY_FAILED;
  snprintf(band->reason, sizeof band->reason, "%s", iw_context_message(ctx));
  iwi_band_step_back(band);
  if (status == IW_E_CANCELLED || status == IW_E_MEMORY)
    return status;
  return iwi_fail(ctx, IW_E_ENERGY, "neb: %s", band->reason);
}

void iwi_band_add_job(iwi_band *band, size_t image, size_t *n_jobs)
{
  band->jobs[(*n_jobs)++] = (iwi_evaluation){
      .slot = image,
      .cart = (const double(*)[3])iwi_band_at(band, band->cart, image),
      .forces_ev_ang = (double(*)[3])iwi_band_at(band, band->forces, image)};
}

iw_status iwi_band_run_jobs(iw_context *ctx, iwi_band *band, size_t n_jobs)
{
  const iw_status status =
      iwi_evaluator_run(band->evaluator, ctx, band->jobs, n_jobs);

  if (status != IW_OK)
    return iwi_band_failed(ctx, band, status);
  for (size_t k = 0; k < n_jobs; k++)
    band->energies[band->jobs[k].slot] = band->jobs[k].energy_ev;
  band->n_calls = iwi_evaluator_calls(band->evaluator) - band->end_calls;
  return IW_OK;
}

iw_status iwi_band_evaluate(iw_context *ctx, iwi_band *band)
{
  const size_t last = band->n_images - 1;
  size_t n_jobs = 0;
  iw_status status;

  for (size_t i = 1; i < last; i++)
    if (has_job(band, i))
      iwi_band_add_job(band, i, &n_jobs);
  status = iwi_band_run_jobs(ctx, band, n_jobs);
  if (status != IW_OK)
    return status;
  if (band->symmetry != NULL)
    for (size_t i = last / 2 + 1; i < last; i++)
      if (!band->resting[i]) {
        iwi_band_mirror_vectors(band, band->forces, i);
        band->energies[i] = band->energies[last - i];
      }
  iwi_band_choose_climbing(band);
  iwi_band_update(band);
  return IW_OK;
}

/* An image that is quiet among quiet ones stays where it is. */
void iwi_band_rest(iwi_band *band)
{
  const double quiet = 0.5 * band->options->force_tol_ev_ang;
  const double *f = band->image_force; /* 0 at the ends */

  for (size_t i = 1; i + 1 < band->n_images; i++)
    band->resting[i] = band->options->skip_converged && f[i] < quiet &&
                       f[i - 1] < quiet && f[i + 1] < quiet;
}

static void keep(iwi_band *band)
{
  const size_t all = band->n_images * band->n;

  memcpy(band->old_cart, band->cart, all * sizeof *band->cart);
  memcpy(band->old_forces, band->forces, all * sizeof *band->forces);
  memcpy(band->old_energies, band->energies,
         band->n_images * sizeof *band->energies);
}

void iwi_band_move(iwi_band *band, double *step, double limit_ang)
{
  double most = 0;

  keep(band);
  band->n_steps++;
  for (size_t i = 0; i < band->n_images; i++) {
    double *s = iwi_band_at(band, step, i);

    if (i == 0 || i + 1 == band->n_images || band->resting[i])
      memset(s, 0, band->n * sizeof *s);
    most = fmax(most, sqrt(iwi_neb_dot(s, s, band->n)));
  }
  for (size_t k = 0; k < band->n_images * band->n; k++) {
    if (most > limit_ang)
      step[k] *= limit_ang / most;
    band->cart[k] += step[k];
  }
  if (band->symmetry == NULL)
    return;
  iwi_band_mirror_positions(band);
  for (size_t k = band->n; k < (band->n_images - 1) * band->n; k++)
    step[k] = band->cart[k] - band->old_cart[k];
}

static void *array(iw_context *ctx, size_t n, size_t size, int *short_of)
{
  void *memory = iwi_calloc(ctx, n, size);

  if (memory == NULL)
    *short_of = 1;
  return memory;
}

static int allocate(iw_context *ctx, iwi_band *band)
{
  const size_t all = band->n_images * band->n, size = sizeof(double);
  int short_of = 0;

  band->jobs = array(ctx, band->n_images, sizeof *band->jobs, &short_of);
  band->cart = array(ctx, all, size, &short_of);
  band->forces = array(ctx, all, size, &short_of);
  band->old_cart = array(ctx, all, size, &short_of);
  band->old_forces = array(ctx, all, size, &short_of);
  band->tangents = array(ctx, all, size, &short_of);
  band->pull = array(ctx, all, size, &short_of);
  band->energies = array(ctx, band->n_images, size, &short_of);
  band->old_energies = array(ctx, band->n_images, size, &short_of);
  band->image_force = array(ctx, band->n_images, size, &short_of);
  band->resting = array(ctx, band->n_images, 1, &short_of);
  return !short_of;
}

static iw_status open_model(iw_context *ctx, const iw_energy *energy,
                            iwi_band *band)
{
  double(*frac)[3] = iwi_calloc(ctx, band->n_atoms, sizeof *frac);
  iw_energy_atoms atoms;
  iw_status status;

  if (frac == NULL)
    return IW_E_MEMORY;
  atoms = iwi_path_energy_atoms(band->path, frac);
  status = iwi_evaluator_create(ctx, energy, &atoms, band->n_images,
                                &band->evaluator);
  iwi_free(frac);
  return status;
}

iw_status iwi_band_create(iw_context *ctx, const iw_energy *energy,
                          const iw_path *path, const iw_neb_options *options,
                          iwi_band **out)
{
  iwi_band *band = iwi_calloc(ctx, 1, sizeof *band);
  iw_status status = IW_E_MEMORY;

  *out = NULL;
  if (band == NULL)
    return IW_E_MEMORY;
  band->path = path;
  band->options = options;
  band->symmetry = options->symmetry;
  band->n_images = iw_path_n_images(path);
  band->n_atoms = iw_path_n_atoms(path);
  band->n = 3 * band->n_atoms;
  band->state = IW_NEB_OUT_OF_STEPS;
  if (allocate(ctx, band))
    status = open_model(ctx, energy, band);
  if (status == IW_OK)
    status = iwi_stiffness_create(ctx, path, &band->stiffness);
  if (status != IW_OK) {
    iwi_band_destroy(band);
    return status;
  }
  memcpy(band->cart, iw_path_image(path, 0),
         band->n_images * band->n * sizeof *band->cart);
  for (size_t i = 0; i < band->n_images; i++)
    band->energies[i] = NAN;
  keep(band);
  *out = band;
  return IW_OK;
}

void iwi_band_destroy(iwi_band *band)
{
  if (band == NULL)
    return;
  iwi_evaluator_destroy(band->evaluator);
  iwi_stiffness_destroy(band->stiffness);
  iwi_free(band->jobs);
  iwi_free(band->cart);
  iwi_free(band->forces);
  iwi_free(band->old_cart);
  iwi_free(band->old_forces);
  iwi_free(band->tangents);
  iwi_free(band->pull);
  iwi_free(band->energies);
  iwi_free(band->old_energies);
  iwi_free(band->image_force);
  iwi_free(band->resting);
  iwi_free(band);
}
