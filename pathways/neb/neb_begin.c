/* SPDX-License-Identifier: BSD-3-Clause */
/* What is learned from the first forces of a band: how stiff the atoms are
 * held, the springs, whether it drifts, whether its symmetry is true. */
#include "neb_band.h"

#include <math.h>
#include <string.h>

#include "context.h"
#include "rng.h"
#include "vec3.h"

/* Springs about a third as stiff as the potential along the band: softer ones
 * let images slide, stiffer ones make the band slow. */
#define SPRING_SHARE 0.3

/* Displacement of the first image that shows its stiffness, in mean spacings
 * of the images: small against the way, large against noise of forces. */
#define PROBE 0.04

/* Forces add up to nothing, to this share, where a shift of all atoms costs no
 * energy. */
#define DRIFT_SHARE 1e-3

/* Does the image the operation makes have the energy and forces it says? To a
 * thousandth of the band's energies and of the forces: models sum to less, and
 * a false operation misses by shares of one. */
static int symmetry_holds(const iwi_band *band, size_t i, const double *forces,
                          double energy_ev)
{
  const double *f = iwi_band_at(band, band->forces, i);
  const double range = iwi_band_range(band);
  double most = 0, off = 0;

  for (size_t a = 0; a < band->n_atoms; a++) {
    double d[3];

    for (int c = 0; c < 3; c++)
      d[c] = f[3 * a + (size_t)c] - forces[3 * a + (size_t)c];
    off = fmax(off, iwi_norm3(d));
    most = fmax(most, iwi_norm3(f + 3 * a));
  }
  return fabs(band->energies[i] - energy_ev) <=
             1e-3 * range + 1e-12 * fabs(energy_ev) &&
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
  iwi_band_add_job(band, i, &n_jobs);
  status = iwi_band_run_jobs(ctx, band, n_jobs);
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
  iwi_band_hold_frozen(band, step);
  size = sqrt(iwi_neb_dot(step, step, band->n));
  for (size_t k = 0; k < band->n; k++) {
    step[k] *= size > 0 ? PROBE * band->spacing_ang / size : 0;
    x[k] = x0[k] + step[k];
  }
  status = iwi_evaluator_run(band->evaluator, ctx, &job, 1);
  if (status != IW_OK)
    return iwi_band_failed(ctx, band, status);
  for (size_t k = 0; k < band->n; k++)
    f[k] = f0[k] - f[k];
  iwi_band_hold_frozen(band, f);
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

  iwi_band_add_job(band, 0, &n_jobs);
  iwi_band_add_job(band, band->n_images - 1, &n_jobs);
  status = iwi_band_run_jobs(ctx, band, n_jobs);
  if (status != IW_OK)
    return status;
  band->end_calls = iwi_evaluator_calls(band->evaluator);
  if (band->symmetry != NULL)
    iwi_band_mirror_positions(band);
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
