/* SPDX-License-Identifier: BSD-3-Clause */
/* Options whose value is a list of words: "vacancy,interstitial". */
#ifndef IONWAY_CLI_LIST_OPTION_H
#define IONWAY_CLI_LIST_OPTION_H

#include "session.h"

/** A word and the bit it stands for. */
typedef struct list_word {
  const char *word;
  unsigned bit;
} list_word;

/** Bits of the words in the value of an option, which are joined by commas.
 *  IW_E_ARGUMENT, with the words there are, for any other and for none. */
iw_status list_option_bits(session *c, const char *option,
                           const list_word *words, size_t n, unsigned *bits);

/** Words of --mechanism, for iw_hop_mechanism. */
#define LIST_N_MECHANISMS 4
extern const list_word list_mechanisms[LIST_N_MECHANISMS];

#endif
