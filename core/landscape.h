/* SPDX-License-Identifier: BSD-3-Clause */
/* What percolation needs of a landscape beyond its energies. */
#ifndef IONWAY_CORE_LANDSCAPE_H
#define IONWAY_CORE_LANDSCAPE_H

#include <ionway/landscape.h>

/** Operation that maps its class's representative on point; identity when the
 *  landscape was made without symmetry. */
const iw_operation *iwi_landscape_operation(const iw_landscape *l,
                                            size_t point);

#endif
