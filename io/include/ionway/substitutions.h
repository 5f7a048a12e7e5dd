/* SPDX-License-Identifier: BSD-3-Clause */
/* What to put where, as one would say it: "Al on Zr, 0-5 %, Ge on P 1/8". */
#ifndef IONWAY_SUBSTITUTIONS_H
#define IONWAY_SUBSTITUTIONS_H

#include <stddef.h>

#include <ionway/doping.h>

IW_BEGIN_DECLS

typedef struct iw_substitutions iw_substitutions;

/**
 * Read substitutions from n_texts texts, one list of all.
 *
 * A text is clauses separated by commas or semicolons, each
 *
 *   ION on TARGET [AMOUNT]        Al3+ on Zr@16c 5 %
 *
 * ION     an element with or without its charge, or vac for an empty site.
 * TARGET  as in iw_substitution, several joined by '+'.
 * AMOUNT  with or without a comma before it: 3 (atoms in the supercell),
 *         0.05, 1/8 or 5 % (share of the target's atoms), a range A-B or A..B
 *         (a % behind B holds for both), up to B. None means one atom.
 *
 * Errors  IW_E_PARSE: the text, the character, what was met and wanted;
 *         IW_E_MEMORY. Free: iw_substitutions_destroy.
 */
IW_API iw_status iw_substitutions_parse(iw_context *ctx,
                                        const char *const *texts,
                                        size_t n_texts, iw_substitutions **out);
IW_API void iw_substitutions_destroy(iw_substitutions *substitutions);
IW_API size_t iw_substitutions_n(const iw_substitutions *s);
/** Lent, their targets too. */
IW_API const iw_substitution *iw_substitutions_get(const iw_substitutions *s);

/**
 * Read contact distances, Angstrom, "Li-Li=2.2,Li-Na=0", behind the *n there
 * are; at most capacity in all.
 * Errors  IW_E_PARSE as above, IW_E_LIMIT.
 */
IW_API iw_status iw_contacts_parse(iw_context *ctx, const char *text,
                                   iw_contact *contacts, size_t capacity,
                                   size_t *n);

IW_END_DECLS

#endif
