/* SPDX-License-Identifier: BSD-3-Clause */
/* Gathered images, sorted by kind, one array a coordinate. */
#include "bvse_patch.h"

#include <math.h>
#include <string.h>

#include "bvse_images.h"
#include "bvse_kernel.h"
#include "mem.h"
#include "vec3.h"

/* How far a point may move before images are gathered again, Angstrom: a
 * search rarely goes further. */
#define PATCH_REACH_ANG 1.0

struct iwi_patch {
  const iw_bvse *field;
  double centre[3]; /* fractional; NAN before the first gathering */
  iwi_images images;
  double *x, *y, *z;
};

const iw_bvse *iwi_patch_field(const iwi_patch *patch)
{
  return patch->field;
}

iw_status iwi_patch_create(iw_context *ctx, const iw_bvse *field,
                           iwi_patch **out)
{
  const size_t capacity =
      iwi_images_bound(field, field->cutoff_ang + PATCH_REACH_ANG);
  iwi_patch *patch = iwi_calloc(ctx, 1, sizeof *patch);

  *out = NULL;
  if (patch == NULL)
    return IW_E_MEMORY;
  patch->field = field;
  patch->centre[0] = NAN;
  patch->x = iwi_calloc(ctx, capacity, sizeof *patch->x);
  patch->y = iwi_calloc(ctx, capacity, sizeof *patch->y);
  patch->z = iwi_calloc(ctx, capacity, sizeof *patch->z);
  if (patch->x == NULL || patch->y == NULL || patch->z == NULL ||
      iwi_images_init(ctx, field, capacity, &patch->images) != IW_OK) {
    iwi_patch_destroy(patch);
    return IW_E_MEMORY;
  }
  *out = patch;
  return IW_OK;
}

void iwi_patch_destroy(iwi_patch *patch)
{
  if (patch == NULL)
    return;
  iwi_images_release(&patch->images);
  iwi_free(patch->x);
  iwi_free(patch->y);
  iwi_free(patch->z);
  iwi_free(patch);
}

static void gather(iwi_patch *patch, const double frac[3])
{
  memcpy(patch->centre, frac, sizeof patch->centre);
  iwi_images_gather(&patch->images, patch->field, frac,
                    patch->field->cutoff_ang + PATCH_REACH_ANG);
  for (size_t i = 0; i < patch->images.n; i++) {
    patch->x[i] = patch->images.position[i][0];
    patch->y[i] = patch->images.position[i][1];
    patch->z[i] = patch->images.position[i][2];
  }
}

void iwi_patch_evaluate(iwi_patch *patch, const double frac[3],
                        iw_bvse_value *out)
{
  const iw_bvse *field = patch->field;
  static const int triangle[3][3] = {{0, 1, 2}, {1, 3, 4}, {2, 4, 5}};
  const size_t *start = patch->images.kind_start;
  iwi_sums sums = {0};
  double d[3], point[3];

  for (int k = 0; k < 3; k++)
    d[k] = frac[k] - patch->centre[k];
  iwi_row_times3(d, (const double(*)[3])field->lattice.rows, point);
  if (!(iwi_norm3(point) <= PATCH_REACH_ANG)) {
    gather(patch, frac);
    memset(point, 0, sizeof point);
  }
  for (size_t k = 0; k < field->n_kinds; k++) {
    const iwi_host_kind *kind = &field->kinds[k];
    const size_t s = start[k], n = start[k + 1] - s;

    if (kind->repels)
      iwi_bvse_sum_repulsion(n, patch->x + s, patch->y + s, patch->z + s, point,
                             kind->strength, kind->length, kind->cutoff, &sums);
    else
      iwi_bvse_sum_attraction(n, patch->x + s, patch->y + s, patch->z + s,
                              point, kind->half_d0, kind->alpha, kind->r_min,
                              kind->cutoff, &sums);
  }
  out->energy_ev = sums.energy;
  memcpy(out->gradient_ev_ang, sums.gradient, sizeof sums.gradient);
  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++)
      out->hessian_ev_ang2[i][k] = sums.hessian[triangle[i][k]];
  }
}
