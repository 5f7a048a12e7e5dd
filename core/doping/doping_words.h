/* SPDX-License-Identifier: BSD-3-Clause */
/* Compositions, balances and pools in words. Texts are cut to their buffer. */
#ifndef IONWAY_DOPING_WORDS_H
#define IONWAY_DOPING_WORDS_H

#include "doping_model.h"

/** "vacancy", "interstitial", ... */
const char *iwi_rule_name(iw_compensation rule);

/** Charge of an ion in a draft, e. */
double iwi_draft_charge(const iwi_plan *plan, const iwi_draft *draft, size_t p,
                        int32_t ion);

/** Ions of the whole supercell, cations by rising charge, then anions; at most
 *  max; returns how many. Vacancies are none. */
size_t iwi_draft_terms(const iwi_plan *plan, const iwi_draft *draft,
                       iw_doping_charge *terms, size_t max);

/** "24 Li+ + 4 P5+ + ... = +1 e" */
void iwi_words_sum(const iwi_plan *plan, const iwi_draft *draft, char *text,
                   size_t size);
/** "1 Al3+ on Zr4+ leaves -1 e" */
void iwi_words_residual(const iwi_plan *plan, const iwi_draft *draft,
                        char *text, size_t size);
/** iw_composition.rule_text */
void iwi_words_rule(const iwi_plan *plan, const iwi_draft *draft, char *text,
                    size_t size);
/** "Li54 La24 Zr14 Ta2 O96" */
void iwi_words_formula(const iw_doping_charge *terms, size_t n, char *text,
                       size_t size);
/** "S/Cl 4a+4d" */
void iwi_words_pool(const iwi_plan *plan, size_t p, char *text, size_t size);

#endif
