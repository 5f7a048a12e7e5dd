/* SPDX-License-Identifier: BSD-3-Clause */
/* What is kept of many decorations: the lowest in energy, and averages over
 * multiplicities. */
#ifndef IONWAY_SELECTION_H
#define IONWAY_SELECTION_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/context.h>

IW_BEGIN_DECLS

/** One decoration with its energy. */
typedef struct iw_candidate {
  const uint8_t *species; /* n_sites, the representative                     */
  uint64_t multiplicity;
  uint64_t serial;  /* position in the listing, from 0                       */
  double energy_ev; /* of the supercell; NAN when none was computed          */
} iw_candidate;

typedef struct iw_selection iw_selection;

/** An empty selection that keeps the `keep` lowest of n_sites long
 *  decorations (ties: lower serial first). Free: iw_selection_destroy. */
IW_API iw_status iw_selection_create(iw_context *ctx, size_t n_sites,
                                     size_t keep, iw_selection **out);
IW_API void iw_selection_destroy(iw_selection *selection);
/** Count one in; copies what it keeps. Cost O(n_sites log keep). */
IW_API void iw_selection_add(iw_selection *selection,
                             const iw_candidate *candidate);

/** Kept candidates by energy, then those without energy; ties by serial. Lent
 *  until the next add(). Cost O(keep log keep) once after an add(), so that
 *  only one thread at a time may ask. */
IW_API size_t iw_selection_n_kept(const iw_selection *s);
IW_API const iw_candidate *iw_selection_kept(const iw_selection *s);
IW_API uint64_t iw_selection_n_seen(const iw_selection *s);
/** Sum of the multiplicities seen. */
IW_API double iw_selection_weight(const iw_selection *s);
/** Multiplicity-weighted mean and standard deviation of the energy, lowest and
 *  highest, eV; NAN when no energy was seen. */
IW_API double iw_selection_mean_ev(const iw_selection *s);
IW_API double iw_selection_deviation_ev(const iw_selection *s);
IW_API double iw_selection_min_ev(const iw_selection *s);
IW_API double iw_selection_max_ev(const iw_selection *s);

IW_END_DECLS

#endif
