/* SPDX-License-Identifier: BSD-3-Clause */
/* The learned stiffness of a band, (N8), for atoms at one place and in any
 * unit of length. */
#ifndef IONWAY_ATOM_SPRINGS_H
#define IONWAY_ATOM_SPRINGS_H

#include <ionway/energy.h>

#include "neb_stiffness.h"

typedef struct iwi_springs iwi_springs;

/** Springs between the atoms at cart, whose nearest two are `spacing` apart.
 *  frozen: NULL, or which never move. Free: iwi_springs_destroy.
 *  Errors: IW_E_ARGUMENT, IW_E_MEMORY. */
iw_status iwi_springs_create(iw_context *ctx, const iw_energy_atoms *atoms,
                             const double (*cart)[3], const uint8_t *frozen,
                             double spacing, iwi_springs **out);
void iwi_springs_destroy(iwi_springs *springs);

/** To be fitted and solved; lives as long as the springs. */
iwi_stiffness *iwi_springs_stiffness(iwi_springs *springs);

#endif
