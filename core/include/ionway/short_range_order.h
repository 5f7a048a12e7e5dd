/* SPDX-License-Identifier: BSD-3-Clause */
/* Order between neighbours in a decoration. */
#ifndef IONWAY_SHORT_RANGE_ORDER_H
#define IONWAY_SHORT_RANGE_ORDER_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/doping.h>

IW_BEGIN_DECLS

/** Warren-Cowley order of two species of one pool in one shell: 1 less the
 *  number of a-b neighbours over their number by chance, eq. (D10). */
typedef struct iw_short_range_order {
  int32_t pool, species_a, species_b;
  double distance_ang; /* of the shell */
  double n_neighbors;  /* of a site in it, mean */
  double alpha;
} iw_short_range_order;

/**
 * Pair order of a decoration for the shells up to cutoff_ang (at most 30), by
 * pool, shell and species (a <= b); two of which there cannot be neighbours
 * have no entry. Distances within 1e-3 Angstrom of the next are one shell. A
 * site's own images are not its neighbours.
 * The number of entries goes to *n; *out is owned by the caller:
 * iw_short_range_order_free.
 * Errors  IW_E_ARGUMENT (species that are no decoration of the composition),
 *         IW_E_MEMORY.
 * Cost    of the pairs within the cutoff.
 * Source  docs/theory.md eq. (D10); [cowley1950].
 */
IW_API iw_status iw_short_range_order_compute(
    iw_context *ctx, const iw_doping *doping, size_t composition,
    const uint8_t *species, double cutoff_ang, iw_short_range_order **out,
    size_t *n);
IW_API void iw_short_range_order_free(iw_short_range_order *order);

IW_END_DECLS

#endif
