/* SPDX-License-Identifier: BSD-3-Clause */
/* What the parts of the search for hops share: places, what the operations do
 * to them, and chains of places that are hops. */
#ifndef IONWAY_PATHWAYS_HOPS_H
#define IONWAY_PATHWAYS_HOPS_H

#include <ionway/hops.h>

#include "lattice.h"

struct iw_hops {
  iw_structure *structure;
  int32_t mobile_element;
  double mobile_charge;
  iw_hop_site *sites;
  size_t n_sites, n_crystal; /* those of the crystal come first */
  iw_hop *list;
  size_t n, capacity;
  iw_hop_member *members;
  size_t n_members, member_capacity;
  double cutoff_ang[4]; /* by bit of the mechanism; NAN */
  double percolation_ang[4][3];
};

/** Places and what every operation does to them: place a goes to place
 *  image[o * n + a], shift[o * n + a] cells away. */
typedef struct iwi_hops_places {
  iwi_lattice lattice;
  const iw_operation *operations; /* lent */
  size_t n_operations, n;
  double tolerance_ang; /* by which a place may miss its image */
  int32_t *image;
  int32_t (*shift)[3];
} iwi_hops_places;

/** The places of hops->sites. Release: iwi_hops_places_release (also after a
 *  failure). Errors: IW_E_STRUCTURE, IW_E_SYMMETRY, IW_E_MEMORY. */
iw_status iwi_hops_places_find(iw_context *ctx, const iw_symmetry *symmetry,
                               const iw_hops_options *options, iw_hops *hops,
                               iwi_hops_places *places);
void iwi_hops_places_release(iwi_hops_places *places);

/** A hop as places in their cells. */
typedef struct iwi_chain {
  int32_t n;
  iw_hop_place places[IW_HOP_MAX_PLACES];
} iwi_chain;

/** Hops of a mechanism up to a length, each once, in order; every orbit has at
 *  least one among them. Free *chains: iwi_free. Errors:
 *  IW_E_LIMIT, IW_E_MEMORY. */
iw_status iwi_hops_chains_list(iw_context *ctx, const iw_hops *hops,
                               const iwi_hops_places *places,
                               const iw_hops_options *options,
                               iw_hop_mechanism mechanism, double cutoff_ang,
                               iwi_chain **chains, size_t *n);

/** Order by places, then by cells: near ones first, so that the first hop of
 *  an orbit is easy to read. */
int iwi_chain_compare(const void *a, const void *b);

/** Turn a chain so that its first place is in the home cell, and reverse it if
 *  that comes first in order; non-zero when it was. origin (may be NULL)
 *  receives the cell its first place was in. */
int iwi_chain_settle(iwi_chain *chain, int32_t origin[3]);

/** Image under operation o, settled. */
int iwi_chain_image(const iwi_hops_places *places, size_t o,
                    const iwi_chain *chain, iwi_chain *image,
                    int32_t origin[3]);

/** Cartesian vector from one place to another. */
void iwi_chain_vector(const iw_hops *hops, const iw_hop_place *from,
                      const iw_hop_place *to, double vector[3]);

/** Sort the chains into orbits and append these to hops, sorted by length;
 *  those longer than the cutoff in the mean are left out. Errors:
 *  IW_E_MEMORY. */
iw_status iwi_hops_gather(iw_context *ctx, iw_hops *hops,
                          const iwi_hops_places *places,
                          iw_hop_mechanism mechanism, double cutoff_ang,
                          const iwi_chain *chains, size_t n);

/** Fill blocking and host parts of all hops. Errors: IW_E_MEMORY. */
iw_status iwi_hops_measure(iw_context *ctx, iw_hops *hops,
                           const iwi_hops_places *places, double blocked_ang);

/** 0..3 for a single mechanism bit. */
int iwi_hops_bit(iw_hop_mechanism mechanism);

#endif
