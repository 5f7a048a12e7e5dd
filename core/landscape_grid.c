/* SPDX-License-Identifier: BSD-3-Clause */
/* Which grid suits a symmetry, and which of its points are equivalent.
 * docs/theory.md eqs. (L1), (L2). */
#include "landscape_grid.h"

#include <math.h>

#include "context.h"
#include "mem.h"
#include "vec3.h"

static int32_t gcd32(int32_t a, int32_t b)
{
  while (b != 0) {
    const int32_t r = a % b;

    a = b;
    b = r;
  }
  return a;
}

/* Smallest m with m * t whole, for translations of space groups (halves,
 * thirds, quarters, sixths, eighths); 1 for an arbitrary shift, which no grid
 * can respect. */
static int32_t denominator(double t)
{
  static const int32_t candidates[] = {1, 2, 3, 4, 6, 8, 12, 24};

  for (size_t i = 0; i < sizeof candidates / sizeof *candidates; i++) {
    const double x = t * candidates[i];

    /* 1e-6 cells: translations are rational to rounding or not at all */
    if (fabs(x - floor(x + 0.5)) < 1e-6)
      return candidates[i];
  }
  return 1;
}

/* Points an axis: enough for the step, a multiple of what the translations
 * ask, equal on axes that an operation exchanges. */
iw_status iwi_grid_choose(iw_context *ctx, const double lattice[3][3],
                          const iw_operation *operations, size_t n_operations,
                          double step_ang, int32_t grid[3])
{
  int32_t multiple[3] = {1, 1, 1}, tied[3] = {0, 1, 2};

  for (size_t o = 0; o < n_operations; o++) {
    const iw_operation *op = &operations[o];

    for (int i = 0; i < 3; i++) {
      const int32_t d = denominator(op->translation[i]);

      multiple[i] = multiple[i] / gcd32(multiple[i], d) * d;
      for (int k = 0; k < 3; k++) {
        if (op->rotation[i][k] != 0 && tied[i] != tied[k]) {
          const int32_t low = tied[i] < tied[k] ? tied[i] : tied[k];

          for (int j = 0, a = tied[i], b = tied[k]; j < 3; j++) {
            if (tied[j] == a || tied[j] == b)
              tied[j] = low;
          }
        }
      }
    }
  }
  for (int i = 0; i < 3; i++) {
    int32_t m = 1;
    double need = 1;

    for (int k = 0; k < 3; k++) {
      if (tied[k] != tied[i])
        continue;
      m = m / gcd32(m, multiple[k]) * multiple[k];
      /* 1e-9: a cell of exactly n steps gets n points */
      need = fmax(need, ceil(iwi_norm3(lattice[k]) / step_ang - 1e-9));
    }
    if (need > 100000)
      return iwi_fail(ctx, IW_E_LIMIT,
                      "%.0f grid points along axis %d: use a larger step", need,
                      i + 1);
    grid[i] = ((int32_t)need + m - 1) / m * m;
    if (grid[i] < 3) /* percolation needs distinct neighbours both ways */
      grid[i] *= 3;
  }
  return IW_OK;
}

/* Does the operation map the grid on itself? n_i W_ik / n_k and n_i w_i must
 * be whole. */
static int maps_grid(const int32_t grid[3], const iw_operation *op)
{
  for (int i = 0; i < 3; i++) {
    const double shift = op->translation[i] * grid[i];

    if (fabs(shift - floor(shift + 0.5)) > 1e-4)
      return 0;
    for (int k = 0; k < 3; k++) {
      if (((int64_t)op->rotation[i][k] * grid[i]) % grid[k] != 0)
        return 0;
    }
  }
  return 1;
}

size_t iwi_grid_keep_operations(const int32_t grid[3], iw_operation *operations,
                                size_t n_operations)
{
  size_t kept = 0;

  for (size_t o = 0; o < n_operations; o++) {
    if (maps_grid(grid, &operations[o]))
      operations[kept++] = operations[o];
  }
  return kept;
}

/* An operation on grid indices: j_i = sum_k rotation_ik j_k + shift_i mod n. */
typedef struct grid_operation {
  int64_t rotation[3][3];
  int64_t shift[3];
} grid_operation;

static grid_operation on_grid(const int32_t grid[3], const iw_operation *op)
{
  grid_operation g;

  for (int i = 0; i < 3; i++) {
    g.shift[i] = (int64_t)floor(op->translation[i] * grid[i] + 0.5);
    for (int k = 0; k < 3; k++)
      g.rotation[i][k] = (int64_t)op->rotation[i][k] * grid[i] / grid[k];
  }
  return g;
}

static size_t image_point(const int32_t grid[3], const grid_operation *g,
                          const int32_t j[3])
{
  size_t index = 0;

  for (int i = 0; i < 3; i++) {
    const int64_t n = grid[i];
    int64_t x = g->shift[i];

    for (int k = 0; k < 3; k++)
      x += g->rotation[i][k] * j[k];
    x %= n;
    index = index * (size_t)n + (size_t)(x < 0 ? x + n : x);
  }
  return index;
}

/* The first point met is the representative, its images under all operations
 * are the class. */
static iw_status classify(iw_context *ctx, const int32_t grid[3],
                          const grid_operation *ops, size_t n_ops,
                          iwi_grid_classes *c)
{
  const int32_t often = grid[0] / 50 + 1;
  size_t point = 0;
  int32_t j[3];

  for (j[0] = 0; j[0] < grid[0]; j[0]++) {
    if (j[0] % often == 0 && iwi_progress(ctx, "grid symmetry", (size_t)j[0],
                                          (size_t)grid[0]) != IW_OK)
      return IW_E_CANCELLED;
    for (j[1] = 0; j[1] < grid[1]; j[1]++) {
      for (j[2] = 0; j[2] < grid[2]; j[2]++, point++) {
        if (c->class_of[point] >= 0)
          continue;
        c->representatives[c->n_classes] = (int32_t)point;
        for (size_t o = 0; o < n_ops; o++) {
          const size_t image = image_point(grid, &ops[o], j);

          if (c->class_of[image] < 0) {
            c->class_of[image] = (int32_t)c->n_classes;
            c->operation_of[image] = (uint16_t)o;
          }
        }
        c->n_classes++;
      }
    }
  }
  return iwi_progress(ctx, "grid symmetry", (size_t)grid[0], (size_t)grid[0]);
}

iw_status iwi_grid_classify(iw_context *ctx, const int32_t grid[3],
                            const iw_operation *operations, size_t n_operations,
                            iwi_grid_classes *c)
{
  const size_t n = (size_t)grid[0] * (size_t)grid[1] * (size_t)grid[2];
  grid_operation *ops = iwi_calloc(ctx, n_operations, sizeof *ops);
  iw_status status;

  c->class_of = iwi_calloc(ctx, n, sizeof *c->class_of);
  c->representatives = iwi_calloc(ctx, n, sizeof *c->representatives);
  c->operation_of = iwi_calloc(ctx, n, sizeof *c->operation_of);
  if (ops == NULL || c->class_of == NULL || c->representatives == NULL ||
      c->operation_of == NULL) {
    iwi_free(ops);
    return IW_E_MEMORY; /* the caller releases what there is */
  }
  for (size_t o = 0; o < n_operations; o++)
    ops[o] = on_grid(grid, &operations[o]);
  for (size_t p = 0; p < n; p++)
    c->class_of[p] = -1;
  status = classify(ctx, grid, ops, n_operations, c);
  iwi_free(ops);
  return status;
}

void iwi_grid_classes_release(iwi_grid_classes *c)
{
  iwi_free(c->class_of);
  iwi_free(c->representatives);
  iwi_free(c->operation_of);
}
