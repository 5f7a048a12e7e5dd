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
  /* one more: collecting writes before it knows whether to keep */
  return (size_t)cells * field->n_hosts + 1;
}

iw_status iwi_images_init(iw_context *ctx, const iw_bvse *field,
                          size_t capacity, iwi_images *images)
{
  memset(images, 0, sizeof *images);
  images->capacity = capacity;
  /* not zeroed: the bound is generous, and untouched pages cost nothing */
  images->position = iwi_realloc(ctx, NULL, capacity, sizeof *images->position);
  images->found = iwi_realloc(ctx, NULL, capacity, sizeof *images->found);
  images->found_host =
      iwi_realloc(ctx, NULL, capacity, sizeof *images->found_host);
  images->kind_start =
      iwi_calloc(ctx, field->n_kinds + 2, sizeof *images->kind_start);
  if (images->position == NULL || images->found == NULL ||
      images->found_host == NULL || images->kind_start == NULL) {
    iwi_images_release(images);
    return IW_E_MEMORY;
  }
  return IW_OK;
}

void iwi_images_release(iwi_images *images)
{
  iwi_free(images->position);
  iwi_free(images->found);
  iwi_free(images->found_host);
  iwi_free(images->kind_start);
  memset(images, 0, sizeof *images);
}

/* Counting sort by kind; stable, so sums run in the order of the bins. Starts
 * are counted one place further on, which leaves them right after filling. */
static void sort_by_kind(iwi_images *images, const iw_bvse *field)
{
  const size_t n_kinds = field->n_kinds;
  const int32_t *kind = field->host_kind;
  size_t *start = images->kind_start;

  memset(start, 0, (n_kinds + 2) * sizeof *start);
  for (size_t i = 0; i < images->n; i++)
    start[kind[images->found_host[i]] + 2]++;
  for (size_t k = 0; k < n_kinds; k++)
    start[k + 2] += start[k + 1];
  for (size_t i = 0; i < images->n; i++)
    memcpy(images->position[start[kind[images->found_host[i]] + 1]++],
           images->found[i], sizeof *images->position);
}

void iwi_images_gather(iwi_images *images, const iw_bvse *field,
                       const double centre[3], double radius_ang)
{
  images->n = iwi_bins_collect(field->bins, centre, radius_ang,
                               images->found_host, images->found);
  assert(images->n < images->capacity);
  sort_by_kind(images, field);
}
