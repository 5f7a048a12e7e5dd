/* SPDX-License-Identifier: BSD-3-Clause */
/* One attempt to balance a composition: what a rule makes of the counts that
 * are aimed at, before they are rounded. */
#ifndef IONWAY_DOPING_RULES_H
#define IONWAY_DOPING_RULES_H

#include "doping_model.h"

/** e: residuals below this are none, those of whole states are 1 or more */
#define IWI_NEUTRAL 1e-6

typedef struct iwi_attempt {
  const iwi_plan *plan;
  iwi_draft *draft;
  iw_compensation rule;
  double *wanted; /* after the rule */
  int32_t absorber;
  double shift_low, shift_high; /* of the absorber's charge, e an atom */
  int crowded; /* more ions may be on an orbit than it can hold at once */
  char *text;  /* why it fails */
  size_t size;
} iwi_attempt;

int iwi_is_mobile(const iwi_plan *plan, const iwi_pool_ion *ion);

/** Change what is wanted as the rule says; 0, with the reason in text, when it
 *  cannot pay at all. */
int iwi_rule_apply(iwi_attempt *attempt);

#endif
