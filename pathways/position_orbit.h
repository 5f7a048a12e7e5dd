/* SPDX-License-Identifier: BSD-3-Clause */
/* The symmetric copies of a point that is known to some tolerance only. */
#ifndef IONWAY_POSITION_ORBIT_H
#define IONWAY_POSITION_ORBIT_H

#include <stddef.h>

#include <ionway/symmetry.h>

/** Distance of two points known to lie near each other but for whole cells,
 *  Angstrom: rounding finds the cells in any cell shape. out (may be NULL)
 *  receives the fractional difference b - a. */
double iwi_position_miss_ang(const double rows[3][3], const double a[3],
                             const double b[3], double out[3]);

/** Images under a group (identity first) of a point, in [0, 1): those closer
 *  than merge_ang are one, at their mean, so that a point near a special
 *  position ends on it. The point's own image is the first; images has room
 *  for n entries. Returns how many there are. */
size_t iwi_position_orbit(const double rows[3][3],
                          const iw_operation *operations, size_t n,
                          double merge_ang, const double frac[3],
                          double (*images)[3]);

#endif
