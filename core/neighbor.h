/* SPDX-License-Identifier: BSD-3-Clause */
/* Which sites, periodic images included, lie near a point: sites sorted into
 * bins, so that a query costs what it returns, for any cell shape. */
#ifndef IONWAY_NEIGHBOR_H
#define IONWAY_NEIGHBOR_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/context.h>

#include "lattice.h"

typedef struct iwi_bins iwi_bins;

/** One image of a site near a query point. */
typedef struct iwi_neighbor {
  int32_t site;
  int32_t cell[3];  /* cell the image sits in; the site's own (wrapped)
                       position is cell 0                               */
  double vector[3]; /* Cartesian, from the query point to the image     */
  double distance_ang;
} iwi_neighbor;

/** Bins of edge about bin_ang over n points (fractional, any range; copied). */
iw_status iwi_bins_create(iw_context *ctx, const iwi_lattice *lattice,
                          const double (*frac)[3], size_t n, double bin_ang,
                          iwi_bins **out);
void iwi_bins_destroy(iwi_bins *bins);

/** Called for every image within the radius; non-zero stops the search. */
typedef int iwi_neighbor_fn(const iwi_neighbor *neighbor, void *user);

/** Visit all images within radius_ang of the fractional point, in a fixed
 *  order (bins, then sites); the point itself counts when a site is there. */
void iwi_bins_visit(const iwi_bins *bins, const double frac[3],
                    double radius_ang, iwi_neighbor_fn *visit, void *user);

/** The same images written down without a call each: sites and vectors from
 *  the point; returns how many. Both arrays need room for one entry more. */
size_t iwi_bins_collect(const iwi_bins *bins, const double frac[3],
                        double radius_ang, int32_t *sites,
                        double (*vectors)[3]);

#endif
