/* SPDX-License-Identifier: BSD-3-Clause */
/* Order between neighbours in a decoration. */
#ifndef IONWAY_SHORT_RANGE_ORDER_H
#define IONWAY_SHORT_RANGE_ORDER_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/doping.h>

IW_BEGIN_DECLS

/** Warren-Cowley order of two species of one pool in one shell:
 *  alpha = 1 - P(b beside a) / c_b, eq. (D10). */
typedef struct iw_short_range_order {
  int32_t pool, species_a, species_b;
  double distance_ang; /* of the shell */
  int32_t n_neighbors; /* of a site in it, mean */
  double alpha;
} iw_short_range_order;

/**
 * Pair order of a decoration for the shells up to cutoff_ang. The number of
 * entries goes to *n; *out is owned by the caller: iw_short_range_order_free.
 */
IW_API iw_status iw_short_range_order_compute(
    iw_context *ctx, const iw_doping *doping, size_t composition,
    const uint8_t *species, double cutoff_ang, iw_short_range_order **out,
    size_t *n);
IW_API void iw_short_range_order_free(iw_short_range_order *order);

IW_END_DECLS

#endif
