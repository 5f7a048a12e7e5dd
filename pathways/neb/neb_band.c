/* SPDX-License-Identifier: BSD-3-Clause */
/* Evaluating a band and applying the rules to it. */
#include "neb_band.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "context.h"
#include "mem.h"
#include "path.h"
#include "rng.h"
#include "vec3.h"

/* Energies count as equal within this share of the band's range: the rounding
 * of a model, far below what turns a tangent. */
#define TIE 1e-9

/* Springs about a third as stiff as the potential along the band: softer ones
 * let images slide, stiffer ones make the band slow. */
#define SPRING_SHARE 0.3

/* The image that climbs changes when another is higher by this share of the
 * range, or has been for so many steps. */
#define SWITCH_SHARE 1e-3
#define SWITCH_STEPS 3

/* Displacement of the first image that shows its stiffness, in mean spacings
 * of the images: small against the way, large against noise of forces. */
#define PROBE 0.04

/* Forces add up to nothing, to this share, where a shift of all atoms costs no
 * energy. */
#define DRIFT_SHARE 1e-3

static double energy_range(const iwi_band *band, double *low)
{
  double top = band->energies[0], bottom = top;

  for (size_t i = 1; i < band->n_images; i++) {
    top = fmax(top, band->energies[i]);
    bottom = fmin(bottom, band->energies[i]);
  }
  if (low != NULL)
    *low = bottom;
  return top - bottom;
}

static size_t highest(const double *energies, size_t n)
{
  size_t at = 0;

  for (size_t i = 1; i < n; i++)
    if (energies[i] > energies[at])
      at = i;
  return at;
}

/* With hysteresis: an image that climbs is left only for one clearly higher,
 * lest two of the same height take turns. */
static void choose_climbing(iwi_band *band)
{
  const size_t at = highest(band->energies, band->n_images);
  const size_t before = band->climbing;
  const double range = energy_range(band, NULL);

  band->climbing_changed = 0;
  if (!band->options->climb)
    return;
  if (at == 0 || at + 1 == band->n_images) {
    band->climbing = 0;
  } else if (before == 0 || at == before) {
    band->climbing = at;
    band->challenged = 0;
  } else {
    band->challenged = at == band->challenger ? band->challenged + 1 : 1;
    band->challenger = at;
    if (band->energies[at] - band->energies[before] > SWITCH_SHARE * range ||
        band->challenged >= SWITCH_STEPS) {
      band->climbing = at;
      band->challenged = 0;
    }
  }
  band->climbing_changed = band->climbing != before;
}

/* The band force of an image without the shift of all atoms in it. */
static void remove_drift(const iwi_band *band, double *pull)
{
  double mean[3] = {0, 0, 0};

  for (size_t a = 0; a < band->n_atoms; a++)
    for (int c = 0; c < 3; c++)
      mean[c] += pull[3 * a + (size_t)c];
  for (size_t a = 0; a < band->n_atoms; a++)
    for (int c = 0; c < 3; c++)
      pull[3 * a + (size_t)c] -= mean[c] / (double)band->n_atoms;
}

static void hold_frozen(const iwi_band *band, double *v)
{
  const uint8_t *frozen = iw_path_frozen(band->path);

  if (frozen == NULL)
    return;
  for (size_t a = 0; a < band->n_atoms; a++)
    if (frozen[a])
      memset(v + 3 * a, 0, 3 * sizeof *v);
}

static double largest(const double *v, size_t n_atoms)
{
  double most = 0;

  for (size_t a = 0; a < n_atoms; a++)
    most = fmax(most, iwi_norm3(v + 3 * a));
  return most;
}

static double spring(const iwi_band *band, size_t left)
{
  const double *e = band->energies;
  iwi_neb_springs springs = {.soft = band->spring_ev_ang2,
                             .stiff = band->spring_ev_ang2};

  if (band->options->energy_weighted) { /* (N7): a factor 10 between them */
    springs.stiff *= sqrt(10);
    springs.soft /= sqrt(10);
    springs.reference_ev = fmax(e[0], e[band->n_images - 1]);
    springs.top_ev = e[highest(e, band->n_images)];
  }
  return iwi_neb_spring(&springs, e[left], e[left + 1]);
}

/* Under an operation that reverses the band the partner climbs, too. */
static int climbs(const iwi_band *band, size_t i)
{
  if (band->climbing == 0)
    return 0;
  return i == band->climbing ||
         (band->symmetry != NULL && i == band->n_images - 1 - band->climbing);
}

static void pull_image(iwi_band *band, size_t i)
{
  const double *x = iwi_band_at(band, band->cart, i);
  const double *force = iwi_band_at(band, band->forces, i);
  const double *tangent = iwi_band_at(band, band->tangents, i);
  double *pull = iwi_band_at(band, band->pull, i);

  if (climbs(band, i)) {
    iwi_neb_climbing(force, tangent, band->n, pull);
  } else { /* (N5), springs by distances */
    const double back = iwi_neb_distance(x, x - band->n, band->n);
    const double on = iwi_neb_distance(x + band->n, x, band->n);

    iwi_neb_nudged(force, tangent,
                   spring(band, i) * on - spring(band, i - 1) * back, band->n,
                   pull);
  }
  hold_frozen(band, pull);
  if (band->drifting)
    remove_drift(band, pull);
  band->image_force[i] = largest(pull, band->n_atoms);
  band->max_force = fmax(band->max_force, band->image_force[i]);
}

void iwi_band_update(iwi_band *band)
{
  const size_t last = band->n_images - 1;
  const double tie = TIE * energy_range(band, NULL);

  band->spacing_ang = 0;
  for (size_t i = 0; i < last; i++)
    band->spacing_ang +=
        iwi_neb_distance(iwi_band_at(band, band->cart, i),
                         iwi_band_at(band, band->cart, i + 1), band->n);
  band->spacing_ang /= (double)last;
  for (size_t i = 0; i <= last; i++) {
    const double *x = iwi_band_at(band, band->cart, i);
    const double e[3] = {band->energies[i > 0 ? i - 1 : 0], band->energies[i],
                         band->energies[i < last ? i + 1 : last]};

    /* at an end both neighbours are the one there is */
    iwi_neb_tangent(i > 0 ? x - band->n : x, x, i < last ? x + band->n : x, e,
                    i > 0 && i < last ? tie : HUGE_VAL, band->n,
                    iwi_band_at(band, band->tangents, i));
  }
  band->max_force = 0;
  band->image_force[0] = band->image_force[last] = 0;
  for (size_t i = 1; i < last; i++)
    pull_image(band, i);
}

/* (N9) Vectors of image i from those of its partner. */
static void mirror_vectors(const iwi_band *band, double *array, size_t i)
{
  const iw_path_symmetry *g = band->symmetry;
  const double *from = array + (band->n_images - 1 - i) * band->n;

  for (size_t a = 0; a < band->n_atoms; a++)
    iwi_times_col3(g->rotation, from + 3 * (size_t)g->from[a],
                   array + i * band->n + 3 * a);
}

/* The same of places. */
static void mirror_places(iwi_band *band, size_t i)
{
  double *x = iwi_band_at(band, band->cart, i);

  mirror_vectors(band, band->cart, i);
  for (size_t a = 0; a < band->n_atoms; a++)
    for (size_t c = 0; c < 3; c++)
      x[3 * a + c] += band->symmetry->offset[a][c];
}

/* The middle image of an odd band onto the places the operation keeps. */
static void centre(iwi_band *band, double *work)
{
  const size_t middle = band->n_images / 2;
  double *x = iwi_band_at(band, band->cart, middle);

  if (band->n_images % 2 == 0)
    return;
  memcpy(work, x, band->n * sizeof *x);
  for (size_t a = 0; a < band->n_atoms; a++) {
    const double *from = work + 3 * (size_t)band->symmetry->from[a];
    double image[3];

    iwi_times_col3(band->symmetry->rotation, from, image);
    for (size_t c = 0; c < 3; c++)
      x[3 * a + c] =
          0.5 * (x[3 * a + c] + image[c] + band->symmetry->offset[a][c]);
  }
}

static void mirror_positions(iwi_band *band)
{
  const size_t last = band->n_images - 1;

  /* pull of the middle image is scratch until the next update */
  centre(band, iwi_band_at(band, band->pull, band->n_images / 2));
  for (size_t i = last / 2 + 1; i < last; i++)
    mirror_places(band, i);
}

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

void iwi_band_soften(iwi_band *band, double *in, double *out)
{
  const size_t last = band->n_images - 1;

  for (size_t i = 1; i < last; i++)
    if (band->symmetry == NULL || i <= last / 2)
      iwi_stiffness_solve(band->stiffness, iwi_band_at(band, in, i),
                          iwi_band_at(band, out, i));
    else
      mirror_vectors(band, out, i);
}

static iw_status failed(iw_context *ctx, iwi_band *band, iw_status status)
{
  band->state = IW_NEB_ENERGY_FAILED;
  snprintf(band->reason, sizeof band->reason, "%s", iw_context_message(ctx));
  iwi_band_step_back(band);
  if (status == IW_E_CANCELLED || status == IW_E_MEMORY)
    return status;
  return iwi_fail(ctx, IW_E_ENERGY, "neb: %s", band->reason);
}

static void add_job(iwi_band *band, size_t image, size_t *n_jobs)
{
  band->jobs[(*n_jobs)++] = (iwi_evaluation){
      .slot = image,
      .cart = (const double(*)[3])iwi_band_at(band, band->cart, image),
      .forces_ev_ang = (double(*)[3])iwi_band_at(band, band->forces, image)};
}

static iw_status run_jobs(iw_context *ctx, iwi_band *band, size_t n_jobs)
{
  const iw_status status =
      iwi_evaluator_run(band->evaluator, ctx, band->jobs, n_jobs);

  if (status != IW_OK)
    return failed(ctx, band, status);
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
      add_job(band, i, &n_jobs);
  status = run_jobs(ctx, band, n_jobs);
  if (status != IW_OK)
    return status;
  if (band->symmetry != NULL)
    for (size_t i = last / 2 + 1; i < last; i++)
      if (!band->resting[i]) {
        mirror_vectors(band, band->forces, i);
        band->energies[i] = band->energies[last - i];
      }
  choose_climbing(band);
  iwi_band_update(band);
  return IW_OK;
}

/* Does the image the operation makes have the energy and forces it says? */
static int symmetry_holds(const iwi_band *band, size_t i, const double *forces,
                          double energy_ev)
{
  const double *f = iwi_band_at(band, band->forces, i);
  const double range = energy_range(band, NULL);
  double most = 0, off = 0;

  for (size_t a = 0; a < band->n_atoms; a++) {
    double d[3];

    for (int c = 0; c < 3; c++)
      d[c] = f[3 * a + (size_t)c] - forces[3 * a + (size_t)c];
    off = fmax(off, iwi_norm3(d));
    most = fmax(most, iwi_norm3(f + 3 * a));
  }
  return fabs(band->energies[i] - energy_ev) <= 1e-3 * range + 1e-9 &&
         off <= 0.1 * band->options->force_tol_ev_ang + 1e-3 * most;
}

/* One image of the half that is not evaluated is, once. */
static iw_status test_symmetry(iw_context *ctx, iwi_band *band)
{
  const size_t i = band->n_images - 2;
  double *forces = iwi_band_at(band, band->pull, i);
  double energy;
  size_t n_jobs = 0;
  iw_status status;

  if (band->symmetry == NULL || band->n_images < 4)
    return IW_OK;
  memcpy(forces, iwi_band_at(band, band->forces, i), band->n * sizeof *forces);
  energy = band->energies[i];
  add_job(band, i, &n_jobs);
  status = run_jobs(ctx, band, n_jobs);
  if (status != IW_OK || symmetry_holds(band, i, forces, energy)) {
    iwi_band_update(band);
    return status;
  }
  iwi_log(ctx, IW_LOG_NOTE,
          "neb: the forces do not have the symmetry of the ends; all images "
          "are evaluated");
  band->symmetry = NULL;
  return iwi_band_evaluate(ctx, band);
}

/* Displace the first image at random and learn how stiff its atoms are. */
static iw_status probe(iw_context *ctx, iwi_band *band)
{
  double *step = iwi_band_at(band, band->pull, 0);
  double *x = iwi_band_at(band, band->tangents, 0);
  double *f = iwi_band_at(band, band->tangents, 1);
  const double *x0 = iwi_band_at(band, band->cart, 0);
  const double *f0 = iwi_band_at(band, band->forces, 0);
  iwi_evaluation job = {.slot = 0,
                        .cart = (const double(*)[3])x,
                        .forces_ev_ang = (double(*)[3])f};
  iwi_rng rng;
  double size;
  iw_status status;

  iwi_rng_seed(&rng, 1, 0);
  for (size_t k = 0; k < band->n; k++)
    step[k] = iwi_rng_real(&rng) - 0.5;
  hold_frozen(band, step);
  size = sqrt(iwi_neb_dot(step, step, band->n));
  for (size_t k = 0; k < band->n; k++) {
    step[k] *= size > 0 ? PROBE * band->spacing_ang / size : 0;
    x[k] = x0[k] + step[k];
  }
  status = iwi_evaluator_run(band->evaluator, ctx, &job, 1);
  if (status != IW_OK)
    return failed(ctx, band, status);
  for (size_t k = 0; k < band->n; k++)
    f[k] = f0[k] - f[k];
  hold_frozen(band, f);
  iwi_stiffness_fit(band->stiffness, step, f);
  memset(step, 0, band->n * sizeof *step);
  return IW_OK;
}

/* Median stiffness of the potential between neighbouring images. */
static double band_stiffness(iwi_band *band)
{
  const size_t n = band->n_images - 1;
  double *all = band->image_force; /* scratch until the next update */

  for (size_t i = 0; i < n; i++) {
    const double d =
        iwi_neb_distance(iwi_band_at(band, band->cart, i),
                         iwi_band_at(band, band->cart, i + 1), band->n);
    const double k =
        d > 0 ? iwi_neb_distance(iwi_band_at(band, band->forces, i),
                                 iwi_band_at(band, band->forces, i + 1),
                                 band->n) /
                    d
              : 0;
    size_t at = i;

    for (; at > 0 && all[at - 1] > k; at--)
      all[at] = all[at - 1];
    all[at] = k;
  }
  return all[n / 2];
}

/* Does a shift of all atoms cost nothing in this model? */
static int finds_drift(const iwi_band *band)
{
  double sum[3] = {0, 0, 0}, size = 0;

  if (iw_path_frozen(band->path) != NULL || band->n_atoms == 1)
    return 0;
  for (size_t i = 1; i + 1 < band->n_images; i++)
    for (size_t a = 0; a < band->n_atoms; a++) {
      const double *f = iwi_band_at(band, band->forces, i) + 3 * a;

      for (int c = 0; c < 3; c++)
        sum[c] += f[c];
      size += iwi_norm3(f);
    }
  return iwi_norm3(sum) <= DRIFT_SHARE * size;
}

iw_status iwi_band_begin(iw_context *ctx, iwi_band *band)
{
  size_t n_jobs = 0;
  iw_status status;

  add_job(band, 0, &n_jobs);
  add_job(band, band->n_images - 1, &n_jobs);
  status = run_jobs(ctx, band, n_jobs);
  if (status != IW_OK)
    return status;
  band->end_calls = iwi_evaluator_calls(band->evaluator);
  if (band->symmetry != NULL)
    mirror_positions(band);
  status = iwi_band_evaluate(ctx, band);
  if (status == IW_OK)
    status = probe(ctx, band);
  if (status != IW_OK)
    return status;
  band->drifting = finds_drift(band);
  band->spring_ev_ang2 = band->options->spring_ev_ang2;
  if (isnan(band->spring_ev_ang2))
    band->spring_ev_ang2 = SPRING_SHARE * band_stiffness(band);
  iwi_band_update(band);
  band->n_calls = iwi_evaluator_calls(band->evaluator) - band->end_calls;
  return test_symmetry(ctx, band);
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
  mirror_positions(band);
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
