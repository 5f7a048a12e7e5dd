/* SPDX-License-Identifier: BSD-3-Clause */
/* The connected parts of a conflict graph, each in a good order to sweep. */
#ifndef IONWAY_DOPING_CONFLICT_ORDER_H
#define IONWAY_DOPING_CONFLICT_ORDER_H

#include "conflict_sweep.h"

/** Walks over the parts of a quotient. All arrays have an entry per site. */
typedef struct iwi_conflict_parts {
  const iwi_quotient *quotient;
  size_t next;      /* the first cycle not looked at yet                  */
  int32_t *members; /* of the part, in the order found                    */
  int32_t *order;   /* of the part, the best order so far                 */
  int32_t *trial;   /* of the part, the order being tried                 */
  int32_t *steps;   /* where in an order a cycle comes; -1 not yet        */
  int32_t *missing; /* work space: neighbours that have not come       */
  uint8_t *seen;    /* cycles of this part and those before               */
  iwi_sweep sweep;  /* of the present part                                */
} iwi_conflict_parts;

/** Free: iwi_conflict_parts_release, also after a failure. */
iw_status iwi_conflict_parts_prepare(iw_context *ctx, const iw_decorations *d,
                                     iwi_conflict_parts *out);
void iwi_conflict_parts_release(iwi_conflict_parts *parts);

/** Does a cycle take part in nothing that restricts it? */
int iwi_cycle_is_free(const iwi_quotient *q, size_t cycle);

/** Begin with the parts of a quotient, which has to stay. */
void iwi_conflict_parts_begin(iwi_conflict_parts *parts,
                              const iwi_quotient *quotient);
/** The next part into parts->sweep; 0 when there is none. */
int iwi_conflict_parts_next(iwi_conflict_parts *parts);

#endif
