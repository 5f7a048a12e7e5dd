/* SPDX-License-Identifier: BSD-3-Clause */
/* A hop from inside. */
#ifndef IONWAY_PATHWAYS_BVSE_HOP_H
#define IONWAY_PATHWAYS_BVSE_HOP_H

#include <ionway/bvse_hop.h>

#include "ion_route.h"

struct iw_bvse_hop {
  iw_bvse_hop_state state;
  char reason[256];
  double energies[2];     /* of the ends as given */
  double highest;         /* of the way, without the ends */
  double relaxed[2];      /* energies of the minima of the ends */
  double relaxed_highest; /* NAN: none */
  size_t n_images;
  double path[IWI_STRING_MAX][3];
  double path_energies[IWI_STRING_MAX];
  double lengths[IWI_STRING_MAX];   /* of the polygon up to an image         */
  double cubics[IWI_STRING_MAX][4]; /* over the segment after it             */
  iwi_route route;
  double largest_shift;
};

/** Fill a zeroed hop. Everything has been checked. Errors: IW_E_MEMORY, those
 *  of the soft host's options. */
iw_status iwi_bvse_hop_fill(iw_context *ctx, iw_bvse_hop *hop,
                            const iw_bvse *field, const iw_bvse_hop_ends *ends,
                            const iw_bvse_hop_options *options);

#endif
