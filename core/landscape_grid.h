/* SPDX-License-Identifier: BSD-3-Clause */
/* A periodic grid under a space group. */
#ifndef IONWAY_LANDSCAPE_GRID_H
#define IONWAY_LANDSCAPE_GRID_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/symmetry.h>

/** Points an axis: enough for the step, a multiple of what the translations
 *  ask, equal on axes that an operation exchanges. Errors: IW_E_LIMIT. */
iw_status iwi_grid_choose(iw_context *ctx, const double lattice[3][3],
                          const iw_operation *operations, size_t n_operations,
                          double step_ang, int32_t grid[3]);

/** Keep the operations that map the grid on itself, in their order; they are a
 *  subgroup. Returns how many. */
size_t iwi_grid_keep_operations(const int32_t grid[3], iw_operation *operations,
                                size_t n_operations);

/** Equivalent points. */
typedef struct iwi_grid_classes {
  size_t n_classes;
  int32_t *class_of;        /* per point                                     */
  int32_t *representatives; /* first point of every class                    */
  uint16_t *operation_of;   /* operation that made the point from its class's
                               representative                                */
} iwi_grid_classes;

/** Classes of the grid's points under operations that all map it on itself.
 *  c is zeroed before; release it in any case. Errors: IW_E_MEMORY,
 *  IW_E_CANCELLED. */
iw_status iwi_grid_classify(iw_context *ctx, const int32_t grid[3],
                            const iw_operation *operations, size_t n_operations,
                            iwi_grid_classes *c);
void iwi_grid_classes_release(iwi_grid_classes *c);

#endif
