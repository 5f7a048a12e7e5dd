/* SPDX-License-Identifier: BSD-3-Clause */
/* Gathering and sorting of host images. */
#include "bvse_images.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "mem.h"

/* Every site once in every cell the sphere can touch. */
size_t iwi_images_bound(const iw_bvse *field, double radius_ang)
{
  double cells = 1;

  for (int k = 0; k < 3; k++)
    cells *= floor(2 * radius_ang / field->lattice.width[k]) + 2;
  return (size_t)cells * field->n_hosts;
}

iw_status iwi_images_init(iw_context *ctx, const iw_bvse *field,
                          size_t capacity, iwi_images *images)
{
  memset(images, 0, sizeof *images);
  images->capacity = capacity;
  images->position = iwi_calloc(ctx, capacity, sizeof *images->position);
  images->found = iwi_calloc(ctx, capacity, sizeof *images->found);
  images->found_kind = iwi_calloc(ctx, capacity, sizeof *images->found_kind);
  images->kind_start =
      iwi_calloc(ctx, field->n_kinds + 2, sizeof *images->kind_start);
  if (images->position == NULL || images->found == NULL ||
      images->found_kind == NULL || images->kind_start == NULL) {
    iwi_images_release(images);
    return IW_E_MEMORY;
  }
  return IW_OK;
}

void iwi_images_release(iwi_images *images)
{
  iwi_free(images->position);
  iwi_free(images->found);
  iwi_free(images->found_kind);
  iwi_free(images->kind_start);
  memset(images, 0, sizeof *images);
}

static int keep(const iwi_neighbor *neighbor, void *user)
{
  iwi_images *images = user;

  assert(images->n < images->capacity);
  memcpy(images->found[images->n], neighbor->vector, sizeof *images->found);
  images->found_kind[images->n] = images->field->host_kind[neighbor->site];
  images->n++;
  return 0;
}

/* Counting sort by kind; stable, so sums run in the order of the bins. Starts
 * are counted one place further on, which leaves them right after filling. */
static void sort_by_kind(iwi_images *images, size_t n_kinds)
{
  size_t *start = images->kind_start;

  memset(start, 0, (n_kinds + 2) * sizeof *start);
  for (size_t i = 0; i < images->n; i++)
    start[images->found_kind[i] + 2]++;
  for (size_t k = 0; k < n_kinds; k++)
    start[k + 2] += start[k + 1];
  for (size_t i = 0; i < images->n; i++)
    memcpy(images->position[start[images->found_kind[i] + 1]++],
           images->found[i], sizeof *images->position);
}

void iwi_images_gather(iwi_images *images, const iw_bvse *field,
                       const double centre[3], double radius_ang)
{
  images->n = 0;
  images->field = field;
  iwi_bins_visit(field->bins, centre, radius_ang, keep, images);
  sort_by_kind(images, field->n_kinds);
}
