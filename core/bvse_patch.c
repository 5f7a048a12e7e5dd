/* SPDX-License-Identifier: BSD-3-Clause */
/* Gathered images, sorted by kind, one array a coordinate. */
#include "bvse_patch.h"

#include <math.h>
#include <string.h>

#include "bvse_images.h"
#include "bvse_kernel.h"
#include "bvse_locals.h"
#include "mem.h"
#include "vec3.h"

/* How far a point may move before images are gathered again, Angstrom: a
 * search rarely goes further. */
#define PATCH_REACH_ANG 1.0

struct iwi_patch {
  const iw_bvse *field;
  double centre[3]; /* fractional; NAN before the first gathering */
  double reach_ang, radius_ang;
  double *cutoffs; /* of each kind */
  iwi_images images;
  double *x, *y, *z;
  iwi_locals *locals; /* NULL in a small patch, which is one list */
  int has_locals;     /* they fit what was gathered */
};

const iw_bvse *iwi_patch_field(const iwi_patch *patch)
{
  return patch->field;
}

/* Where the law of a kind has fallen below the energy, Angstrom: beyond the
 * minimum of eq. (E1) it is at most d0 x, eq. (E2) falls everywhere. */
static double kind_reach(const iwi_host_kind *kind, double neglect_ev)
{
  double low = 0, high = kind->cutoff;

  if (!kind->repels)
    return fmin(kind->cutoff,
                kind->r_min +
                    log(fmax(2 * kind->half_d0 / neglect_ev, 1)) / kind->alpha);
  while (high - low > 0.01) {
    const double r = 0.5 * (low + high);

    if (fabs(kind->strength) / r * erfc(r / kind->length) > neglect_ev)
      low = r;
    else
      high = r;
  }
  return high;
}

static void set_cutoffs(iwi_patch *patch, double neglect_ev)
{
  double widest = 0;

  for (size_t k = 0; k < patch->field->n_kinds; k++) {
    const iwi_host_kind *kind = &patch->field->kinds[k];

    patch->cutoffs[k] =
        neglect_ev > 0 ? kind_reach(kind, neglect_ev) : kind->cutoff;
    widest = fmax(widest, patch->cutoffs[k]);
  }
  patch->radius_ang = widest + patch->reach_ang;
}

static void gather(iwi_patch *patch, const double frac[3])
{
  memcpy(patch->centre, frac, sizeof patch->centre);
  iwi_images_gather(&patch->images, patch->field, frac, patch->radius_ang);
  for (size_t i = 0; i < patch->images.n; i++) {
    patch->x[i] = patch->images.position[i][0];
    patch->y[i] = patch->images.position[i][1];
    patch->z[i] = patch->images.position[i][2];
  }
  patch->has_locals = patch->locals != NULL &&
                      iwi_locals_forget(patch->locals, patch->images.n);
}

static iw_status create(iw_context *ctx, const iw_bvse *field, double reach_ang,
                        double neglect_ev, iwi_patch **out)
{
  iwi_patch *patch = iwi_calloc(ctx, 1, sizeof *patch);
  size_t capacity;

  *out = NULL;
  if (patch == NULL)
    return IW_E_MEMORY;
  patch->field = field;
  patch->centre[0] = NAN;
  patch->reach_ang = reach_ang;
  patch->cutoffs = iwi_calloc(ctx, field->n_kinds, sizeof *patch->cutoffs);
  if (patch->cutoffs == NULL) {
    iwi_patch_destroy(patch);
    return IW_E_MEMORY;
  }
  set_cutoffs(patch, neglect_ev);
  capacity = iwi_images_bound(field, patch->radius_ang);
  /* not zeroed: the bound is generous, and untouched pages cost nothing */
  patch->x = iwi_realloc(ctx, NULL, capacity, sizeof *patch->x);
  patch->y = iwi_realloc(ctx, NULL, capacity, sizeof *patch->y);
  patch->z = iwi_realloc(ctx, NULL, capacity, sizeof *patch->z);
  if (patch->x == NULL || patch->y == NULL || patch->z == NULL ||
      iwi_images_init(ctx, field, capacity, &patch->images) != IW_OK) {
    iwi_patch_destroy(patch);
    return IW_E_MEMORY;
  }
  *out = patch;
  return IW_OK;
}

iw_status iwi_patch_create(iw_context *ctx, const iw_bvse *field,
                           iwi_patch **out)
{
  return create(ctx, field, PATCH_REACH_ANG, 0, out);
}

iw_status iwi_patch_create_ball(iw_context *ctx, const iw_bvse *field,
                                const double centre[3], double reach_ang,
                                double neglect_ev, iwi_patch **out)
{
  iw_status status = create(ctx, field, reach_ang, neglect_ev, out);

  if (status != IW_OK)
    return status;
  gather(*out, centre);
  status = iwi_locals_create(ctx, field->n_kinds, (*out)->images.n + 1,
                             &(*out)->locals);
  if (status != IW_OK) {
    iwi_patch_destroy(*out);
    *out = NULL;
    return status;
  }
  (*out)->has_locals = 1;
  return IW_OK;
}

void iwi_patch_destroy(iwi_patch *patch)
{
  if (patch == NULL)
    return;
  iwi_images_release(&patch->images);
  iwi_locals_destroy(patch->locals);
  iwi_free(patch->cutoffs);
  iwi_free(patch->x);
  iwi_free(patch->y);
  iwi_free(patch->z);
  iwi_free(patch);
}

void iwi_patch_evaluate(iwi_patch *patch, const double frac[3],
                        iw_bvse_value *out)
{
  const iw_bvse *field = patch->field;
  static const int triangle[3][3] = {{0, 1, 2}, {1, 3, 4}, {2, 4, 5}};
  iwi_local_list list = {patch->x, patch->y, patch->z,
                         patch->images.kind_start};
  iwi_sums sums = {0};
  double d[3], point[3];

  for (int k = 0; k < 3; k++)
    d[k] = frac[k] - patch->centre[k];
  iwi_row_times3(d, (const double(*)[3])field->lattice.rows, point);
  if (!(iwi_norm3(point) <= patch->reach_ang)) {
    gather(patch, frac);
    memset(point, 0, sizeof point);
  }
  if (patch->has_locals)
    list = iwi_locals_around(patch->locals, &list, patch->cutoffs, point);
  for (size_t k = 0; k < field->n_kinds; k++) {
    const iwi_host_kind *kind = &field->kinds[k];
    const double cutoff = patch->cutoffs[k];
    const size_t s = list.kind_start[k], n = list.kind_start[k + 1] - s;

    if (kind->repels)
      iwi_bvse_sum_repulsion(n, list.x + s, list.y + s, list.z + s, point,
                             kind->strength, kind->length, cutoff, &sums);
    else
      iwi_bvse_sum_attraction(n, list.x + s, list.y + s, list.z + s, point,
                              kind->half_d0, kind->alpha, kind->r_min, cutoff,
                              &sums);
  }
  out->energy_ev = sums.energy;
  memcpy(out->gradient_ev_ang, sums.gradient, sizeof sums.gradient);
  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++)
      out->hessian_ev_ang2[i][k] = sums.hessian[triangle[i][k]];
  }
}

/* Images of a kind within reach of any of the points, written to near. */
static size_t images_near(const iwi_patch *patch, size_t kind,
                          const double middle[3], double radius_ang,
                          double (*near)[3])
{
  const size_t *start = patch->images.kind_start;
  const double reach = patch->cutoffs[kind] + radius_ang;
  size_t n = 0;

  for (size_t i = start[kind]; i < start[kind + 1]; i++) {
    const double dx = patch->x[i] - middle[0], dy = patch->y[i] - middle[1],
                 dz = patch->z[i] - middle[2];

    near[n][0] = patch->x[i];
    near[n][1] = patch->y[i];
    near[n][2] = patch->z[i];
    n += dx * dx + dy * dy + dz * dz <= reach * reach;
  }
  return n;
}

void iwi_patch_energies(iwi_patch *patch, const double middle[3],
                        double radius_ang, size_t n, const double *x,
                        const double *y, const double *z, double *energies_ev)
{
  double(*near)[3] = patch->images.found; /* free after gathering */

  memset(energies_ev, 0, n * sizeof *energies_ev);
  for (size_t k = 0; k < patch->field->n_kinds; k++) {
    const iwi_host_kind *kind = &patch->field->kinds[k];
    const size_t n_near = images_near(patch, k, middle, radius_ang, near);

    if (kind->repels)
      iwi_bvse_add_repulsion(n, x, y, z, n_near, (const double(*)[3])near,
                             kind->strength, kind->length, patch->cutoffs[k],
                             energies_ev);
    else
      iwi_bvse_add_attraction(n, x, y, z, n_near, (const double(*)[3])near,
                              kind->half_d0, kind->alpha, kind->r_min,
                              patch->cutoffs[k], energies_ev);
  }
}

static void evaluate(void *self, const double frac[3], iw_bvse_value *out)
{
  iwi_patch_evaluate(self, frac, out);
}

iwi_ion_field iwi_patch_ion_field(iwi_patch *patch)
{
  return (iwi_ion_field){evaluate, patch, &patch->field->lattice};
}
