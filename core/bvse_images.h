/* SPDX-License-Identifier: BSD-3-Clause */
/* Host images around a place, sorted by kind: what the kernels run over. */
#ifndef IONWAY_BVSE_IMAGES_H
#define IONWAY_BVSE_IMAGES_H

#include "bvse.h"

typedef struct iwi_images {
  size_t n, capacity;
  double (*position)[3]; /* Cartesian from the centre, sorted by kind      */
  size_t *kind_start;    /* kind k: kind_start[k] .. kind_start[k + 1] - 1 */
  double (*found)[3];    /* as met, before sorting                         */
  int32_t *found_host;
} iwi_images;

/** Room for the images of any sphere of this radius. */
size_t iwi_images_bound(const iw_bvse *field, double radius_ang);

iw_status iwi_images_init(iw_context *ctx, const iw_bvse *field,
                          size_t capacity, iwi_images *images);
void iwi_images_release(iwi_images *images);

/** All images within the radius of a fractional point; allocates nothing. The
 *  radius must not exceed that of the capacity's bound. */
void iwi_images_gather(iwi_images *images, const iw_bvse *field,
                       const double centre[3], double radius_ang);

#endif
