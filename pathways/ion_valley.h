/* SPDX-License-Identifier: BSD-3-Clause */
/* First guesses for the way of an ion between two places: a valley of the
 * field's own, and bends of the straight line. */
#ifndef IONWAY_ION_VALLEY_H
#define IONWAY_ION_VALLEY_H

#include "bvse_patch.h"

/* Points of the longest valley: one a layer. */
#define IWI_VALLEY_MAX 96

/** Unit vectors across the line from a to b (Angstrom from the centre of the
 *  patch), along the modes of the field half-way: a frame that turns with the
 *  crystal. */
void iwi_valley_frame(iwi_patch *patch, const double centre[3],
                      const double a[3], const double b[3],
                      double across[2][3]);

/** The lowest way from a to b over layers of a coarse grid across the line,
 *  eq. (W6). points receives at most IWI_VALLEY_MAX; their number is
 *  returned. The patch must be centred and hold the line and 3 Angstrom more.
 */
size_t iwi_valley_find(iwi_patch *patch, const double a[3], const double b[3],
                       const double across[2][3], double points[][3]);

#endif
