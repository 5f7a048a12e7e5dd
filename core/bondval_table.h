/* SPDX-License-Identifier: BSD-3-Clause */
/* The built-in tables of pairs and ions. Both files of numbers are written by
 * core/table/make_tables.py. */
#ifndef IONWAY_CORE_BONDVAL_TABLE_H
#define IONWAY_CORE_BONDVAL_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/parameters.h>

/** Something known of one ion. Tables are sorted by element, then charge. */
typedef struct iwi_ion_value {
  int16_t element;
  int16_t charge; /* e, or just its sign */
  double value;
} iwi_ion_value;

extern const iw_bond iwi_bond_table[];
extern const size_t iwi_n_bond_table;

extern const iwi_ion_value iwi_softness_table[];
extern const size_t iwi_n_softness_table;
extern const iwi_ion_value iwi_screening_table[];
extern const size_t iwi_n_screening_table;
extern const iwi_ion_value iwi_shannon_table[];
extern const size_t iwi_n_shannon_table;
extern const double iwi_covalent_table[];
extern const size_t iwi_n_covalent_table;

#endif
