/* SPDX-License-Identifier: BSD-3-Clause */
/* Quadratic model of a landscape from its grid alone. */
#ifndef IONWAY_GRID_MODEL_H
#define IONWAY_GRID_MODEL_H

#include <ionway/landscape.h>

/** How far below the energy of a grid point the pass it stands for may lie, by
 *  the slopes and curvatures across the way over it, eV; no field evaluation.
 *  docs/theory.md eq. (P5). INFINITY where the differences say nothing. */
double iwi_grid_model_drop(const iw_landscape *landscape, int32_t point,
                           double step_ang);

#endif
