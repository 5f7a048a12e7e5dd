/* SPDX-License-Identifier: BSD-3-Clause */
/* Simulated annealing by swaps: decorations of low energy out of a space too
 * large to list. */
#ifndef IONWAY_DOPING_ANNEALING_H
#define IONWAY_DOPING_ANNEALING_H

#include "swap_energy.h"

/** A decoration the search came by, or NULL where it violates exclusions;
 *  `done` sweeps are behind. */
typedef iw_status iwi_offer_fn(void *user, const uint8_t *species,
                               double energy_ev, uint64_t done);

typedef struct iwi_annealing {
  iwi_swaps *swaps; /* changed */
  const iwi_swap_energy *energy;
  uint64_t n_sweeps;          /* over all restarts                       */
  double temperature_start_k; /* NAN: from the energies of random swaps  */
  double temperature_end_k;
  uint64_t seed;
  iwi_offer_fn *offer; /* after each sweep and at the end of each restart */
  void *user;
} iwi_annealing;

/**
 * Several restarts, each from a random decoration, cooled geometrically, then
 * hopping between minima. A sweep is a proposal for each site, ten in cells of
 * up to a hundred; hops are counted as sweeps by the time they take. Where
 * energies are not cheap a sweep is one proposal, and there are no hops.
 * Errors  IW_E_STRUCTURE when no decoration obeys the exclusions,
 *         IW_E_MEMORY, what the energy and the offer return.
 * Source  docs/theory.md eq. (D12); [kirkpatrick1983], [wales1997].
 */
iw_status iwi_anneal(iw_context *ctx, const iwi_annealing *annealing);

/** Load a decoration and offer all that one swap makes of it up to a limit of
 *  the energy. */
iw_status iwi_anneal_look_around(const iwi_annealing *annealing,
                                 const uint8_t *species, double limit_ev);

#endif
