/* SPDX-License-Identifier: BSD-3-Clause */
/* Images of particles, numbered as lists meet them. */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "context.h"
#include "mem.h"
#include "pair_field_model.h"
#include "vec3.h"

static int is_home(const int32_t cell[3])
{
  return cell[0] == 0 && cell[1] == 0 && cell[2] == 0;
}

static void place_image(iwi_pair_workspace *w, const int32_t cell[3])
{
  const double d[3] = {cell[0], cell[1], cell[2]};

  iwi_row_times3(d, (const double(*)[3])w->lattice.rows,
                 w->offset[w->n_images]);
}

/* A new image, with its number. */
static iw_status add_image(iw_context *ctx, iwi_pair_workspace *w,
                           int32_t particle, const int32_t cell[3], int32_t *id)
{
  size_t capacity = w->images_capacity;
  iw_status status = iwi_reserve(ctx, (void **)&w->owner, &capacity,
                                 w->n_images + 1, sizeof *w->owner);

  if (status == IW_OK)
    status = iwi_reserve(ctx, (void **)&w->offset, &w->images_capacity,
                         w->n_images + 1, sizeof *w->offset);
  if (status != IW_OK)
    return status;
  w->owner[w->n_images] = particle;
  place_image(w, cell);
  *id = (int32_t)(w->n + 1 + w->n_images++);
  return IW_OK;
}

iw_status iwi_pair_images_number(iw_context *ctx, iwi_pair_workspace *w,
                                 int32_t particle, const int32_t cell[3],
                                 int32_t *image)
{
  size_t at = 0;
  iw_status status = IW_OK;

  *image = particle;
  if (is_home(cell))
    return IW_OK;
  for (int k = 0; k < 3; k++) {
    assert(cell[k] >= -w->image_reach[k] && cell[k] <= w->image_reach[k]);
    at = at * (size_t)(2 * w->image_reach[k] + 1) +
         (size_t)(cell[k] + w->image_reach[k]);
  }
  at = at * w->n + (size_t)particle;
  if (w->image_ids[at] == 0)
    status = add_image(ctx, w, particle, cell, &w->image_ids[at]);
  *image = w->image_ids[at];
  return status;
}

iw_status iwi_pair_images_clear(iw_context *ctx, iwi_pair_workspace *w,
                                double reach)
{
  size_t size = w->n;
  int too_far = 0;

  for (int k = 0; k < 3; k++) {
    /* two more: shells may stand outside of the cell, and rounding */
    w->image_reach[k] = (int32_t)ceil(reach / w->lattice.width[k]) + 2;
    size *= (size_t)(2 * w->image_reach[k] + 1);
    too_far |= w->image_reach[k] > IWI_MAX_CELL;
  }
  if (too_far || size > (size_t)1 << 28)
    return iwi_fail(ctx, IW_E_LIMIT,
                    "%s: a cutoff of %g Angstrom reaches over %zu images, too "
                    "many",
                    w->field->spec.name, reach, size);
  if (size > w->image_ids_capacity) {
    const iw_status status =
        iwi_reserve(ctx, (void **)&w->image_ids, &w->image_ids_capacity, size,
                    sizeof *w->image_ids);

    if (status != IW_OK)
      return status;
  }
  memset(w->image_ids, 0, size * sizeof *w->image_ids);
  return IW_OK;
}

/* Arrays of the cloud for all images; particles are placed by the caller. */
iw_status iwi_pair_images_cloud(iw_context *ctx, iwi_pair_workspace *w)
{
  const size_t needed = w->n + 1 + w->n_images;
  size_t capacity = w->cloud_capacity;
  double *memory = w->cloud.x;
  iw_status status;

  if (needed > capacity) {
    status = iwi_reserve(ctx, (void **)&memory, &capacity, needed,
                         6 * sizeof *memory);
    if (status != IW_OK)
      return status;
    w->cloud_capacity = capacity;
    w->cloud = (iwi_cloud){memory,
                           memory + capacity,
                           memory + 2 * capacity,
                           memory + 3 * capacity,
                           memory + 4 * capacity,
                           memory + 5 * capacity};
  }
  memset(w->cloud.x, 0, 6 * capacity * sizeof *memory);
  return IW_OK;
}
