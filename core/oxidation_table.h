/* SPDX-License-Identifier: BSD-3-Clause */
/* Oxidation states that elements are met in. */
#ifndef IONWAY_CORE_OXIDATION_TABLE_H
#define IONWAY_CORE_OXIDATION_TABLE_H

#include <stdint.h>

#define IWI_MAX_STATES 8

typedef struct iwi_states {
  int8_t n;
  int8_t redox;                 /* may carry an average of its states */
  int8_t state[IWI_MAX_STATES]; /* commonest first */
  uint8_t cost[IWI_MAX_STATES]; /* how unusual, hundredths; 0 the usual one */
} iwi_states;

/** By atomic number 0..118; n is 0 for elements without a state. */
extern const iwi_states iwi_states_table[119];

/** Electronegativity for the question which of two bonded non-metals is the
 *  anion; 0 for elements that do not share electrons that way. */
double iwi_states_electronegativity(int32_t element);

#endif
