/* SPDX-License-Identifier: BSD-3-Clause */
/* Pair order from plain arrays. */
#ifndef IONWAY_DOPING_SHORT_RANGE_ORDER_H
#define IONWAY_DOPING_SHORT_RANGE_ORDER_H

#include <ionway/short_range_order.h>

typedef struct iwi_ordered_sites {
  const double (*lattice_ang)[3];
  const double (*frac)[3]; /* n_sites */
  const int32_t *site_pools;
  size_t n_sites;
  const int32_t *first_species; /* n_pools + 1: where a pool's species begin */
  size_t n_pools;
  const int32_t *counts; /* sites of each species of all pools */
} iwi_ordered_sites;

/** As iw_short_range_order_compute(). */
iw_status iwi_short_range_order_from(iw_context *ctx,
                                     const iwi_ordered_sites *sites,
                                     const uint8_t *species, double cutoff_ang,
                                     iw_short_range_order **out, size_t *n);

#endif
