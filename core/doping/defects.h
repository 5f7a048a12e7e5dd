/* SPDX-License-Identifier: BSD-3-Clause */
/* What the parts of the search for defects share. */
#ifndef IONWAY_DOPING_DEFECTS_H
#define IONWAY_DOPING_DEFECTS_H

#include <ionway/defects.h>

struct iw_defects {
  iw_supercell *supercell;
  int32_t mobile_element;
  double mobile_charge;
  iw_defect *list;
  size_t n, capacity;
};

/** Fill the list of defects in a supercell that is there. Errors as
 *  iw_defects_find(). */
iw_status iwi_defects_orbits(iw_context *ctx, const iw_structure *structure,
                             const iw_symmetry *symmetry,
                             const iw_defects_options *options, iw_defects *d);

/** Keep one of those that an operation of the crystal maps on each other
 *  whether or not it keeps the supercell. */
void iwi_defects_merge(const iw_structure *structure,
                       const iw_symmetry *symmetry,
                       const iw_defects_options *options, iw_defects *d);

/** By which a position may miss its image, Angstrom. */
double iwi_defects_tolerance_ang(const iw_symmetry *symmetry);

#endif
