/* SPDX-License-Identifier: BSD-3-Clause */
/* What a few operations leave of a space of decorations: cycles of sites that
 * have to carry one species, and the conflicts between them. */
#ifndef IONWAY_DOPING_QUOTIENT_H
#define IONWAY_DOPING_QUOTIENT_H

#include "decoration.h"

/** Two cycles in conflict; each conflict is there from both its ends. */
typedef struct iwi_conflict_arc {
  int32_t to;
  /* bit t of [s]: `to` must not carry t when the other one carries s */
  uint16_t forbids[IW_DECORATION_MAX_SPECIES];
} iwi_conflict_arc;

typedef struct iwi_quotient {
  size_t n;          /* cycles                                             */
  int32_t *cycles;   /* n_sites: the cycle of each site                    */
  int32_t *lengths;  /* n                                                  */
  int32_t *pools;    /* n                                                  */
  uint16_t *barred;  /* n: species at odds with themselves around a cycle  */
  uint16_t *allowed; /* n: species of the pool that are there, not barred  */
  size_t *first_arc; /* n: where its arcs begin                            */
  int32_t *n_arcs;   /* n                                                  */
  iwi_conflict_arc *arcs;
  int32_t *parents; /* n_sites, work space                                 */
} iwi_quotient;

/** Room for the quotients of a space. Free: iwi_quotient_release, also after
 *  a failure. */
iw_status iwi_quotient_prepare(iw_context *ctx, const iw_decorations *d,
                               iwi_quotient *out);
void iwi_quotient_release(iwi_quotient *q);

/** The quotient under the group that a permutation and a subgroup generate.
 *  orbits: the first site of the orbit of each site under the subgroup.
 *  Exclusions are left out when with_conflicts is 0. */
void iwi_quotient_form(iwi_quotient *q, const iw_decorations *d,
                       const int32_t *permutation, const int32_t *orbits,
                       int with_conflicts);

#endif
