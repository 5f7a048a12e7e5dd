/* SPDX-License-Identifier: BSD-3-Clause */
/* The lowest string of a hop in the rigid field, from several starts. */
#ifndef IONWAY_BVSE_HOP_SEARCH_H
#define IONWAY_BVSE_HOP_SEARCH_H

#include <ionway/bvse_hop.h>

#include "bvse_patch.h"
#include "ion_string.h"

/** ends  fractional, not wrapped. string  relaxed in the whole field.
 *  whole  a patch centred on the hop that holds it all; for what follows. Free
 *  it with iwi_patch_destroy. Errors: IW_E_MEMORY. */
iw_status iwi_bvse_hop_search(iw_context *ctx, const iw_bvse *field,
                              const iw_bvse_hop_ends *ends,
                              const iw_bvse_hop_options *options,
                              iwi_string *string, iwi_patch **whole);

#endif
