/* SPDX-License-Identifier: BSD-3-Clause */
/* A band that an operation maps on its own reverse: the second half is made
 * from the first. */
#include "neb_band.h"

#include <string.h>

#include "vec3.h"

/* (N9) Vectors of image i from those of its partner. */
void iwi_band_mirror_vectors(const iwi_band *band, double *array, size_t i)
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

  iwi_band_mirror_vectors(band, band->cart, i);
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

void iwi_band_mirror_positions(iwi_band *band)
{
  const size_t last = band->n_images - 1;

  /* pull of the middle image is scratch until the next update */
  centre(band, iwi_band_at(band, band->pull, band->n_images / 2));
  for (size_t i = last / 2 + 1; i < last; i++)
    mirror_places(band, i);
}

void iwi_band_soften(iwi_band *band, double *in, double *out)
{
  const size_t last = band->n_images - 1;

  for (size_t i = 1; i < last; i++)
    if (band->symmetry == NULL || i <= last / 2)
      iwi_stiffness_solve(band->stiffness, iwi_band_at(band, in, i),
                          iwi_band_at(band, out, i));
    else
      iwi_band_mirror_vectors(band, out, i);
}
