/* SPDX-License-Identifier: BSD-3-Clause */
/* All images that any point of the home cell can feel are listed once; around
 * a place, those within reach are picked from the list without a branch. */
#include "bvse_patch.h"

#include <math.h>
#include <string.h>

#include "bvse_kernel.h"
#include "mem.h"
#include "vec3.h"

/* How far a point may move before images are picked again, Angstrom: a search
 * rarely goes further. */
#define PATCH_REACH_ANG 1.0

/* Images sorted by kind, one array a coordinate. Kind k has start[k] ..
 * start[k + 1] - 1. */
typedef struct image_list {
  double *x, *y, *z;
  size_t *start;
} image_list;

struct iwi_patch {
  const iw_bvse *field;
  double centre[3];  /* fractional; NAN before the first picking */
  image_list region; /* Cartesian */
  image_list near;   /* relative to the centre */
};

const iw_bvse *iwi_patch_field(const iwi_patch *patch)
{
  return patch->field;
}

static iw_status list_init(iw_context *ctx, image_list *list, size_t n,
                           size_t n_kinds)
{
  list->x = iwi_calloc(ctx, n, sizeof *list->x);
  list->y = iwi_calloc(ctx, n, sizeof *list->y);
  list->z = iwi_calloc(ctx, n, sizeof *list->z);
  list->start = iwi_calloc(ctx, n_kinds + 1, sizeof *list->start);
  return list->x == NULL || list->y == NULL || list->z == NULL ||
                 list->start == NULL
             ? IW_E_MEMORY
             : IW_OK;
}

static void list_release(image_list *list)
{
  iwi_free(list->x);
  iwi_free(list->y);
  iwi_free(list->z);
  iwi_free(list->start);
}

/* Cells an image of a wrapped position may lie in, each axis: low..high. */
static void image_cells(const iw_bvse *field, const double frac[3],
                        int32_t low[3], int32_t high[3])
{
  for (int k = 0; k < 3; k++) {
    const double reach =
        (field->cutoff_ang + PATCH_REACH_ANG) / field->lattice.width[k];

    low[k] = (int32_t)ceil(-reach - frac[k]);
    high[k] = (int32_t)floor(1 + reach - frac[k]);
  }
}

static size_t count_images(const iw_bvse *field, size_t host)
{
  int32_t low[3], high[3];
  size_t n = 1;

  image_cells(field, field->host_frac[host], low, high);
  for (int k = 0; k < 3; k++)
    n *= (size_t)(high[k] - low[k] + 1);
  return n;
}

static size_t list_host(const iw_bvse *field, size_t host, image_list *list,
                        size_t n)
{
  int32_t low[3], high[3], c[3];

  image_cells(field, field->host_frac[host], low, high);
  for (c[0] = low[0]; c[0] <= high[0]; c[0]++) {
    for (c[1] = low[1]; c[1] <= high[1]; c[1]++) {
      for (c[2] = low[2]; c[2] <= high[2]; c[2]++) {
        double f[3], cart[3];

        for (int k = 0; k < 3; k++)
          f[k] = field->host_frac[host][k] + c[k];
        iwi_row_times3(f, (const double(*)[3])field->lattice.rows, cart);
        list->x[n] = cart[0];
        list->y[n] = cart[1];
        list->z[n] = cart[2];
        n++;
      }
    }
  }
  return n;
}

static void list_region(const iw_bvse *field, image_list *list)
{
  size_t n = 0;

  for (size_t kind = 0; kind < field->n_kinds; kind++) {
    list->start[kind] = n;
    for (size_t h = 0; h < field->n_hosts; h++) {
      if (field->host_kind[h] == (int32_t)kind)
        n = list_host(field, h, list, n);
    }
  }
  list->start[field->n_kinds] = n;
}

iw_status iwi_patch_create(iw_context *ctx, const iw_bvse *field,
                           iwi_patch **out)
{
  iwi_patch *patch = iwi_calloc(ctx, 1, sizeof *patch);
  size_t n = 0;

  *out = NULL;
  if (patch == NULL)
    return IW_E_MEMORY;
  patch->field = field;
  patch->centre[0] = NAN;
  for (size_t h = 0; h < field->n_hosts; h++)
    n += count_images(field, h);
  /* one more: picking writes before it knows whether to keep */
  if (list_init(ctx, &patch->region, n, field->n_kinds) != IW_OK ||
      list_init(ctx, &patch->near, n + 1, field->n_kinds) != IW_OK) {
    iwi_patch_destroy(patch);
    return IW_E_MEMORY;
  }
  list_region(field, &patch->region);
  *out = patch;
  return IW_OK;
}

void iwi_patch_destroy(iwi_patch *patch)
{
  if (patch == NULL)
    return;
  list_release(&patch->region);
  list_release(&patch->near);
  iwi_free(patch);
}

static void pick(iwi_patch *patch, const double frac[3])
{
  const iw_bvse *field = patch->field;
  const double reach = field->cutoff_ang + PATCH_REACH_ANG;
  const image_list *from = &patch->region;
  image_list *to = &patch->near;
  double home[3], c[3];
  size_t n = 0;

  memcpy(patch->centre, frac, sizeof patch->centre);
  for (int k = 0; k < 3; k++)
    home[k] = iwi_wrap1(frac[k]);
  iwi_row_times3(home, (const double(*)[3])field->lattice.rows, c);
  for (size_t kind = 0; kind < field->n_kinds; kind++) {
    to->start[kind] = n;
    for (size_t i = from->start[kind]; i < from->start[kind + 1]; i++) {
      const double x = from->x[i] - c[0], y = from->y[i] - c[1];
      const double z = from->z[i] - c[2];

      to->x[n] = x;
      to->y[n] = y;
      to->z[n] = z;
      n += x * x + y * y + z * z <= reach * reach;
    }
  }
  to->start[field->n_kinds] = n;
}

void iwi_patch_evaluate(iwi_patch *patch, const double frac[3],
                        iw_bvse_value *out)
{
  static const int triangle[3][3] = {{0, 1, 2}, {1, 3, 4}, {2, 4, 5}};
  const iw_bvse *field = patch->field;
  const image_list *near = &patch->near;
  iwi_sums sums = {0};
  double d[3], point[3];

  for (int k = 0; k < 3; k++)
    d[k] = frac[k] - patch->centre[k];
  iwi_row_times3(d, (const double(*)[3])field->lattice.rows, point);
  if (!(iwi_norm3(point) <= PATCH_REACH_ANG)) {
    pick(patch, frac);
    memset(point, 0, sizeof point);
  }
  for (size_t k = 0; k < field->n_kinds; k++) {
    const iwi_host_kind *kind = &field->kinds[k];
    const size_t s = near->start[k], n = near->start[k + 1] - s;

    if (kind->repels)
      iwi_bvse_sum_repulsion(n, near->x + s, near->y + s, near->z + s, point,
                             kind->strength, kind->length, kind->cutoff, &sums);
    else
      iwi_bvse_sum_attraction(n, near->x + s, near->y + s, near->z + s, point,
                              kind->half_d0, kind->alpha, kind->r_min,
                              kind->cutoff, &sums);
  }
  out->energy_ev = sums.energy;
  memcpy(out->gradient_ev_ang, sums.gradient, sizeof sums.gradient);
  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++)
      out->hessian_ev_ang2[i][k] = sums.hessian[triangle[i][k]];
  }
}
