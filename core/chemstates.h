/* SPDX-License-Identifier: BSD-3-Clause */
/* Which oxidation states an atom may have, given what is bonded to it. */
#ifndef IONWAY_CORE_CHEMSTATES_H
#define IONWAY_CORE_CHEMSTATES_H

#include "chemenv.h"

/* Bonded non-metals of one site, each weighted by occupancy. */
typedef struct iwi_surrounding {
  double above; /* more electronegative ones */
  double like;  /* same element, same role  */
  double hydrogen, carbon, oxygen;
  double below;    /* less electronegative ones, without hydrogen */
  double like_ang; /* shortest bond to a like one */
  int crowded;     /* a like neighbour has several such itself */
  double acceptor; /* largest electronegativity of a neighbour */
  int32_t partner; /* the element most of `above` belongs to */
  double partner_weight;
} iwi_surrounding;

/** Fill the role and the states of kind, whose element is set. */
void iwi_chemstates_choose(iwi_kind *kind, const iwi_surrounding *around);

/** The same for Sn, Pb, Bi as the anion of a compound without non-metals:
 *  Li3Bi, Li15Sn4. */
void iwi_chemstates_zintl(iwi_kind *kind);

#endif
