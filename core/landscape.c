/* SPDX-License-Identifier: BSD-3-Clause */
/* The energy grid: choose points that the symmetry respects, compute one of
 * each class, copy it to its images. docs/theory.md eqs. (L1), (L2). */
#include "landscape.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bvse.h"
#include "context.h"
#include "landscape_grid.h"
#include "lattice.h"
#include "mem.h"
#include "symmetry.h"
#include "vec3.h"

/* Angstrom: operations that miss by more would put wrong energies on images */
#define EXACT_ANG 1e-5

/* Edge of the blocks in which points are computed, in steps: some 70 points
 * pay for gathering the host images around them, and few of those lie out of
 * reach of all. */
#define BLOCK_STEPS 4.2

struct iw_landscape {
  double lattice[3][3];
  int32_t grid[3];
  size_t n_points;
  double *energies;
  iwi_grid_classes classes;
  iw_operation *operations;
  size_t n_operations;
};

void iw_landscape_options_default(iw_landscape_options *options)
{
  memset(options, 0, sizeof *options);
  options->struct_size = sizeof *options;
  options->step_ang = 0.2;
}

static void point_frac(const iw_landscape *l, size_t point, double frac[3])
{
  for (int k = 2; k >= 0; k--) {
    frac[k] = (double)(point % (size_t)l->grid[k]) / l->grid[k];
    point /= (size_t)l->grid[k];
  }
}

/* Block a representative lies in, as a sort key. */
static int64_t block_of(const iw_landscape *l, size_t point)
{
  int64_t key = 0;
  double frac[3];

  point_frac(l, point, frac);
  for (int k = 0; k < 3; k++) {
    const double blocks = ceil(l->grid[k] / BLOCK_STEPS);

    key = key * (int64_t)blocks + (int64_t)(frac[k] * blocks);
  }
  return key;
}

typedef struct keyed {
  int64_t block;
  int32_t class;
} keyed;

static int by_block(const void *a, const void *b)
{
  const keyed *x = a, *y = b;

  if (x->block != y->block)
    return x->block < y->block ? -1 : 1;
  return x->class < y->class ? -1 : x->class > y->class;
}

/* One energy a class, computed block by block; progress between batches. */
static iw_status compute_classes(iw_context *ctx, const iw_landscape *l,
                                 const iw_bvse *field, double *class_energy)
{
  const size_t n = l->classes.n_classes, batch = n / 50 + 4096;
  keyed *order = iwi_calloc(ctx, n, sizeof *order);
  double(*frac)[3] = iwi_calloc(ctx, batch, sizeof *frac);
  double *energy = iwi_calloc(ctx, batch, sizeof *energy);
  int64_t *block = iwi_calloc(ctx, batch, sizeof *block);
  iw_status status = IW_E_MEMORY;

  if (order == NULL || frac == NULL || energy == NULL || block == NULL)
    goto done;
  for (size_t c = 0; c < n; c++)
    order[c] =
        (keyed){block_of(l, (size_t)l->classes.representatives[c]), (int32_t)c};
  qsort(order, n, sizeof *order, by_block);
  status = iwi_progress(ctx, "landscape", 0, n);
  for (size_t first = 0; status == IW_OK && first < n; first += batch) {
    const size_t count = n - first < batch ? n - first : batch;

    for (size_t i = 0; i < count; i++)
      point_frac(l, (size_t)l->classes.representatives[order[first + i].class],
                 frac[i]);
    status =
        iw_bvse_energies(ctx, field, (const double(*)[3])frac, count, energy);
    for (size_t i = 0; status == IW_OK && i < count; i++)
      class_energy[order[first + i].class] = energy[i];
    if (status == IW_OK)
      status = iwi_progress(ctx, "landscape", first + count, n);
  }

done:
  iwi_free(order);
  iwi_free(frac);
  iwi_free(energy);
  iwi_free(block);
  return status;
}

/* Room for the energies, and the classes of points. */
static iw_status prepare_points(iw_context *ctx, iw_landscape *l)
{
  const double n = (double)l->grid[0] * l->grid[1] * l->grid[2];

  if (n > INT32_MAX)
    return iwi_fail(ctx, IW_E_LIMIT,
                    "%.3g grid points, the limit is 2^31: use a larger step",
                    n);
  l->n_points = (size_t)n;
  l->energies = iwi_calloc(ctx, l->n_points, sizeof *l->energies);
  if (l->energies == NULL)
    return IW_E_MEMORY;
  return iwi_grid_classify(ctx, l->grid, l->operations, l->n_operations,
                           &l->classes);
}

/* Operations exact enough to copy energies with; the identity alone without
 * symmetry. */
static iw_status take_operations(iw_context *ctx, iw_landscape *l,
                                 const iw_structure *structure,
                                 const iw_symmetry *symmetry)
{
  if (symmetry != NULL)
    return iwi_symmetry_exact(ctx, structure, symmetry, EXACT_ANG,
                              &l->operations, &l->n_operations);
  l->operations = iwi_calloc(ctx, 1, sizeof *l->operations);
  if (l->operations == NULL)
    return IW_E_MEMORY;
  for (int i = 0; i < 3; i++)
    l->operations[0].rotation[i][i] = 1;
  l->n_operations = 1;
  return IW_OK;
}

static iw_status check_options(iw_context *ctx,
                               const iw_landscape_options *options)
{
  const int32_t *n = options->grid;

  if (!(options->step_ang >= 0.02 && options->step_ang <= 1))
    return iwi_fail(ctx, IW_E_ARGUMENT, "step %g Angstrom, want 0.02..1",
                    options->step_ang);
  if (n[0] == 0 && n[1] == 0 && n[2] == 0)
    return IW_OK;
  for (int k = 0; k < 3; k++) {
    if (n[k] < 3 || n[k] > 100000)
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "%d grid points along axis %d, want 3..100000", (int)n[k],
                      k + 1);
  }
  return IW_OK;
}

static iw_status fill(iw_context *ctx, iw_landscape *l, const iw_bvse *field,
                      const iw_landscape_options *options)
{
  double *class_energy;
  iw_status status = IW_OK;

  memcpy(l->grid, options->grid, sizeof l->grid);
  if (l->grid[0] == 0)
    status = iwi_grid_choose(ctx, (const double(*)[3])l->lattice, l->operations,
                             l->n_operations, options->step_ang, l->grid);
  if (status != IW_OK)
    return status;
  l->n_operations =
      iwi_grid_keep_operations(l->grid, l->operations, l->n_operations);
  status = prepare_points(ctx, l);
  if (status != IW_OK)
    return status;
  class_energy = iwi_calloc(ctx, l->classes.n_classes, sizeof *class_energy);
  if (class_energy == NULL)
    return IW_E_MEMORY;
  status = compute_classes(ctx, l, field, class_energy);
  for (size_t p = 0; status == IW_OK && p < l->n_points; p++)
    l->energies[p] = class_energy[l->classes.class_of[p]];
  iwi_free(class_energy);
  return status;
}

iw_status iw_landscape_compute(iw_context *ctx, const iw_bvse *field,
                               const iw_structure *structure,
                               const iw_symmetry *symmetry,
                               const iw_landscape_options *options,
                               iw_landscape **out)
{
  iw_landscape_options defaults;
  iw_landscape *l;
  iw_status status;

  *out = NULL;
  iw_landscape_options_default(&defaults);
  if (options == NULL)
    options = &defaults;
  status = check_options(ctx, options);
  if (status != IW_OK)
    return status;
  l = iwi_calloc(ctx, 1, sizeof *l);
  if (l == NULL)
    return IW_E_MEMORY;
  memcpy(l->lattice, iw_bvse_lattice(field), sizeof l->lattice);
  status = take_operations(ctx, l, structure, symmetry);
  if (status == IW_OK)
    status = fill(ctx, l, field, options);
  if (status != IW_OK) {
    iw_landscape_destroy(l);
    return status;
  }
  *out = l;
  return IW_OK;
}

iw_status iw_landscape_from_grid(iw_context *ctx,
                                 const double lattice_ang[3][3],
                                 const int32_t grid[3],
                                 const double *energies_ev, iw_landscape **out)
{
  iw_landscape *l;
  iw_status status;

  *out = NULL;
  for (int k = 0; k < 3; k++) {
    if (grid[k] < 3 || grid[k] > 100000)
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "%d grid points along axis %d, want 3..100000",
                      (int)grid[k], k + 1);
  }
  l = iwi_calloc(ctx, 1, sizeof *l);
  if (l == NULL)
    return IW_E_MEMORY;
  memcpy(l->lattice, lattice_ang, sizeof l->lattice);
  memcpy(l->grid, grid, sizeof l->grid);
  status = take_operations(ctx, l, NULL, NULL);
  if (status == IW_OK)
    status = prepare_points(ctx, l);
  if (status != IW_OK) {
    iw_landscape_destroy(l);
    return status;
  }
  for (size_t p = 0; p < l->n_points; p++) {
    if (isnan(energies_ev[p])) {
      iw_landscape_destroy(l);
      return iwi_fail(ctx, IW_E_ARGUMENT, "energy of grid point %zu is NaN", p);
    }
  }
  memcpy(l->energies, energies_ev, l->n_points * sizeof *l->energies);
  *out = l;
  return IW_OK;
}

void iw_landscape_destroy(iw_landscape *l)
{
  if (l == NULL)
    return;
  iwi_free(l->energies);
  iwi_grid_classes_release(&l->classes);
  iwi_free(l->operations);
  iwi_free(l);
}

const double (*iw_landscape_lattice(const iw_landscape *l))[3]
{
  return (const double(*)[3])l->lattice;
}

const int32_t *iw_landscape_grid(const iw_landscape *l)
{
  return l->grid;
}

size_t iw_landscape_n_points(const iw_landscape *l)
{
  return l->n_points;
}

const double *iw_landscape_energies(const iw_landscape *l)
{
  return l->energies;
}

size_t iw_landscape_n_irreducible(const iw_landscape *l)
{
  return l->classes.n_classes;
}

const int32_t *iw_landscape_classes(const iw_landscape *l)
{
  return l->classes.class_of;
}

const iw_operation *iwi_landscape_operation(const iw_landscape *l, size_t point)
{
  return &l->operations[l->classes.operation_of[point]];
}

double iw_landscape_lowest(const iw_landscape *l, size_t *index)
{
  size_t lowest = 0;

  for (size_t p = 1; p < l->n_points; p++) {
    if (l->energies[p] < l->energies[lowest])
      lowest = p;
  }
  if (index != NULL)
    *index = lowest;
  return l->energies[lowest];
}
