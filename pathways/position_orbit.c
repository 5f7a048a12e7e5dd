/* SPDX-License-Identifier: BSD-3-Clause */
/* Images of a point under a space group, merged where they coincide. */
#include "position_orbit.h"

#include <string.h>

#include "symmetry.h"
#include "vec3.h"

/* Onto a special position in one step where the operations are exact; a few
 * more where moving the point brings further images within reach. */
#define MAX_STEPS 8

double iwi_position_miss_ang(const double rows[3][3], const double a[3],
                             const double b[3], double out[3])
{
  double d[3], cart[3];

  for (int k = 0; k < 3; k++) {
    d[k] = b[k] - a[k];
    d[k] -= floor(d[k] + 0.5);
  }
  iwi_row_times3(d, rows, cart);
  if (out != NULL)
    memcpy(out, d, sizeof d);
  return iwi_norm3(cart);
}

/* Move x to the mean of the images near it; how many these are. */
static size_t centre(const double rows[3][3], const iw_operation *operations,
                     size_t n, double merge_ang, double x[3])
{
  double sum[3] = {0, 0, 0};
  size_t near = 0;

  for (size_t o = 0; o < n; o++) {
    double image[3], d[3];

    iwi_operation_apply(&operations[o], x, image);
    if (iwi_position_miss_ang(rows, x, image, d) > merge_ang)
      continue;
    near++;
    for (int k = 0; k < 3; k++)
      sum[k] += d[k];
  }
  for (int k = 0; k < 3; k++)
    x[k] += sum[k] / (double)near; /* the identity is always near */
  return near;
}

static size_t find_image(const double rows[3][3], double (*images)[3], size_t n,
                         double merge_ang, const double x[3])
{
  size_t i = 0;

  while (i < n && iwi_position_miss_ang(rows, images[i], x, NULL) > merge_ang)
    i++;
  return i;
}

size_t iwi_position_orbit(const double rows[3][3],
                          const iw_operation *operations, size_t n,
                          double merge_ang, const double frac[3],
                          double (*images)[3])
{
  double x[3] = {frac[0], frac[1], frac[2]};
  size_t n_images = 0, near = 0;

  for (int step = 0; step < MAX_STEPS; step++) {
    const size_t before = near;

    near = centre(rows, operations, n, merge_ang, x);
    if (near == before)
      break;
  }
  for (size_t o = 0; o < n; o++) {
    double image[3];

    iwi_operation_apply(&operations[o], x, image);
    if (find_image(rows, images, n_images, merge_ang, image) < n_images)
      continue;
    for (int k = 0; k < 3; k++)
      images[n_images][k] = image[k];
    n_images++;
  }
  /* each to the mean of all that fall on it, as x is already: translations may
   * carry the tolerance of the search */
  for (size_t i = 1; i < n_images; i++)
    centre(rows, operations, n, merge_ang, images[i]);
  for (size_t i = 0; i < n_images; i++) {
    for (int k = 0; k < 3; k++)
      images[i][k] = iwi_wrap1(images[i][k]);
  }
  return n_images;
}
