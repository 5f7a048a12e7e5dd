/* SPDX-License-Identifier: BSD-3-Clause */
/* Oxidation states: from the input, from the user, else by charge balance. */
#ifndef IONWAY_OXIDATION_H
#define IONWAY_OXIDATION_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/parameters.h>
#include <ionway/structure.h>

IW_BEGIN_DECLS

/** "this element has this charge", e.g. {26, 3.0} for Fe3+. */
typedef struct iw_oxidation_rule {
  int32_t element;
  double charge; /* e, may be fractional */
} iw_oxidation_rule;

typedef struct iw_oxidation_options {
  size_t struct_size;
  const iw_oxidation_rule *rules; /* win over the input and over guesses      */
  size_t n_rules;
  double cell_charge; /* charge the cell shall carry, e; 0 for a neutral one.
                         A cell with one Li+ vacancy carries -1.             */
  int ignore_input;   /* non-zero: guess even where the input has states     */
  double max_imbalance; /* where nothing balances, usual states are taken when
                           the charge that is missing is at most this share of
                           the positive charge, with a warning; default 0:
                           never. For files that leave out some of the ions. */
} iw_oxidation_options;

IW_API void iw_oxidation_options_default(iw_oxidation_options *options);

typedef enum iw_oxidation_origin {
  IW_OXIDATION_INPUT = 0,
  IW_OXIDATION_RULE = 1,
  IW_OXIDATION_GUESS = 2
} iw_oxidation_origin;

/** What was decided for one element. */
typedef struct iw_oxidation_entry {
  int32_t element;
  double charge_min, charge_max, charge_mean; /* over its sites, e          */
  iw_oxidation_origin origin;
  const char *reason; /* one sentence, e.g. "only state that balances ..."   */
} iw_oxidation_entry;

typedef struct iw_oxidation iw_oxidation;

/**
 * Give every site an oxidation state so that the cell carries
 * options->cell_charge.
 *
 * Order: rules, then the input's states when complete and balanced, then a
 * guess: combinations of common states over elements (and over orbits where
 * one element sits in several valences, e.g. N in N3- and NO3-), fractional
 * averages for redox-active metals, bond-valence sums as tie-breaker. See
 * docs/theory.md section V.
 * options and parameters may be NULL (defaults).
 * Errors  IW_E_OXIDATION with the charge sums tried and what to do
 *         (--oxidation), IW_E_ARGUMENT, IW_E_MEMORY.
 * Free    iw_oxidation_destroy.
 */
IW_API iw_status iw_oxidation_assign(iw_context *ctx,
                                     const iw_structure *structure,
                                     const iw_parameters *parameters,
                                     const iw_oxidation_options *options,
                                     iw_oxidation **out);
IW_API void iw_oxidation_destroy(iw_oxidation *oxidation);

/** The structure with a state on every site. Lent. */
IW_API const iw_structure *
iw_oxidation_structure(const iw_oxidation *oxidation);
IW_API size_t iw_oxidation_n_entries(const iw_oxidation *oxidation);
/** One entry an element, by atomic number. Lent. */
IW_API const iw_oxidation_entry *
iw_oxidation_entries(const iw_oxidation *oxidation);

IW_END_DECLS

#endif
