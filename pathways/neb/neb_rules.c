/* SPDX-License-Identifier: BSD-3-Clause */
/* The rules applied to a whole band: who climbs, tangents, band forces. */
#include "neb_band.h"

#include <math.h>
#include <string.h>

#include "vec3.h"

/* Energies count as equal within this share of the band's range: the rounding
 * of a model, far below what turns a tangent. */
#define TIE 1e-9

/* The image that climbs changes when another is higher by this share of the
 * range, or has been for so many steps. */
#define SWITCH_SHARE 1e-3
#define SWITCH_STEPS 3

double iwi_band_range(const iwi_band *band)
{
  double top = band->energies[0], bottom = top;

  for (size_t i = 1; i < band->n_images; i++) {
    top = fmax(top, band->energies[i]);
    bottom = fmin(bottom, band->energies[i]);
  }
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
void iwi_band_choose_climbing(iwi_band *band)
{
  const size_t at = highest(band->energies, band->n_images);
  const size_t before = band->climbing;
  const double range = iwi_band_range(band);

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

void iwi_band_hold_frozen(const iwi_band *band, double *v)
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
  iwi_band_hold_frozen(band, pull);
  if (band->drifting)
    remove_drift(band, pull);
  band->image_force[i] = largest(pull, band->n_atoms);
  band->max_force = fmax(band->max_force, band->image_force[i]);
}

void iwi_band_update(iwi_band *band)
{
  const size_t last = band->n_images - 1;
  const double tie = TIE * iwi_band_range(band);

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
