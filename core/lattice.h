/* SPDX-License-Identifier: BSD-3-Clause */
/* Geometry of one cell: widths, lattice reduction, shortest image. */
#ifndef IONWAY_LATTICE_H
#define IONWAY_LATTICE_H

#include <stdint.h>

/** A cell with what distance work needs. Rows are vectors, Angstrom. */
typedef struct iwi_lattice {
  double rows[3][3];
  double inverse[3][3]; /* frac = cart times inverse                         */
  double width[3];      /* distance between opposite faces of the cell, each
                           axis, Angstrom                                    */
  double volume;        /* positive                                          */
  double reduced[3][3]; /* Minkowski-reduced rows of the same lattice        */
  double reduced_inverse[3][3];
} iwi_lattice;

/** Fill from rows; 0 when the cell is flat or not finite, else 1. */
int iwi_lattice_init(iwi_lattice *lattice, const double rows[3][3]);

/** Minkowski-reduce the rows of a cell that is not flat, shortest first. The
 *  handedness may change. */
void iwi_lattice_reduce(double b[3][3]);

/** Shortest periodic image of the fractional difference d: Cartesian vector in
 *  out (may be NULL), length returned. Exact for any cell shape: wraps in the
 *  Minkowski-reduced cell, then tries the 27 neighbours. */
double iwi_lattice_shortest(const iwi_lattice *lattice, const double d_frac[3],
                            double out[3]);

#endif
