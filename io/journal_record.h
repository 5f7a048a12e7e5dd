/* SPDX-License-Identifier: BSD-3-Clause */
/* One evaluation as it stands in a journal. */
#ifndef IONWAY_IO_JOURNAL_RECORD_H
#define IONWAY_IO_JOURNAL_RECORD_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/energy.h>

/* A record is a sequence of 64-bit words of this machine's byte order:
 *   magic, what it holds (IW_ENERGY_FORCES | IW_ENERGY_STRESS), n_atoms, words
 *   of the record, two words that name the atoms; then doubles: 9 of the
 *   lattice, 3 an atom of fractional positions, the energy, 3 an atom of forces
 *   and 9 of stress where it holds them; then the checksum of all before it. */
#define IWI_JOURNAL_MAGIC UINT64_C(0x31304c4e524a5749) /* "IWJRNL01" */
enum {
  IWI_JOURNAL_HEAD = 6,         /* words before the doubles */
  IWI_JOURNAL_KINDS = 3,        /* all bits of what it holds */
  IWI_JOURNAL_N_MAX = 100000000 /* atoms of a record */
};

/** Words of a record. */
size_t iwi_journal_words(uint64_t n_atoms, uint64_t holds);
/** Of the n words before it. */
uint64_t iwi_journal_checksum(const uint64_t *words, size_t n);

/** What is asked for: the atoms under a name, and what has to be held. */
typedef struct iwi_journal_query {
  const iw_energy_atoms *atoms;
  uint64_t name[2];
  uint64_t holds;
} iwi_journal_query;

void iwi_journal_ask(const iw_energy_atoms *atoms,
                     const iw_energy_result *result, iwi_journal_query *query);

/** The record into words, where there is room; its length in words. */
size_t iwi_journal_compose(const iwi_journal_query *query,
                           const iw_energy_result *result, uint64_t *words);
/** Has it the same positions and cell, not the same name alone? */
int iwi_journal_is_of(const uint64_t *record, const iw_energy_atoms *atoms);
/** Of a whole record what is wanted. */
void iwi_journal_hand_out(const uint64_t *record, iw_energy_result *result);

#endif
