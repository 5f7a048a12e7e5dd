/* SPDX-License-Identifier: BSD-3-Clause */
/* One evaluation as a record: a sequence of words that can be checked. */
#include "journal_record.h"

#include <assert.h>
#include <string.h>

#include "digest.h"

size_t iwi_journal_words(uint64_t n_atoms, uint64_t holds)
{
  return IWI_JOURNAL_HEAD + 9 + 3 * (size_t)n_atoms + 1 +
         ((holds & IW_ENERGY_FORCES) != 0 ? 3 * (size_t)n_atoms : 0) +
         ((holds & IW_ENERGY_STRESS) != 0 ? 9 : 0) + 1;
}

uint64_t iwi_journal_checksum(const uint64_t *words, size_t n)
{
  iwi_digest d;
  uint64_t name[2];

  iwi_digest_begin(&d);
  for (size_t i = 0; i < n; i++)
    iwi_digest_word(&d, words[i]);
  iwi_digest_name(&d, name);
  return name[0] ^ name[1];
}

void iwi_journal_ask(const iw_energy_atoms *a, const iw_energy_result *result,
                     iwi_journal_query *query)
{
  iwi_digest d;

  iwi_digest_begin(&d);
  iwi_digest_word(&d, a->n_atoms);
  iwi_digest_word(&d, (a->charges != NULL) + 2U * (a->types != NULL));
  iwi_digest_doubles(&d, &a->lattice_ang[0][0], 9);
  iwi_digest_doubles(&d, &a->frac[0][0], 3 * a->n_atoms);
  iwi_digest_integers(&d, a->elements, a->n_atoms);
  if (a->charges != NULL)
    iwi_digest_doubles(&d, a->charges, a->n_atoms);
  if (a->types != NULL)
    iwi_digest_integers(&d, a->types, a->n_atoms);
  iwi_digest_name(&d, query->name);
  query->atoms = a;
  query->holds = (result->forces_ev_ang != NULL ? IW_ENERGY_FORCES : 0U) |
                 (result->stress_ev_ang3 != NULL ? IW_ENERGY_STRESS : 0U);
}

/* Doubles after the words at *to, which is moved on. */
static void put(uint64_t **to, const void *from, size_t n)
{
  memcpy(*to, from, n * sizeof **to);
  *to += n;
}

size_t iwi_journal_compose(const iwi_journal_query *q,
                           const iw_energy_result *result, uint64_t *words)
{
  const iw_energy_atoms *a = q->atoms;
  const size_t n = iwi_journal_words(a->n_atoms, q->holds);
  uint64_t *to = words;

  *to++ = IWI_JOURNAL_MAGIC;
  *to++ = q->holds;
  *to++ = a->n_atoms;
  *to++ = n;
  *to++ = q->name[0];
  *to++ = q->name[1];
  put(&to, a->lattice_ang, 9);
  put(&to, a->frac, 3 * a->n_atoms);
  put(&to, &result->energy_ev, 1);
  if ((q->holds & IW_ENERGY_FORCES) != 0)
    put(&to, result->forces_ev_ang, 3 * a->n_atoms);
  if ((q->holds & IW_ENERGY_STRESS) != 0)
    put(&to, result->stress_ev_ang3, 9);
  assert(to == words + n - 1);
  *to = iwi_journal_checksum(words, n - 1);
  return n;
}

int iwi_journal_is_of(const uint64_t *record, const iw_energy_atoms *a)
{
  const uint64_t *words = record + IWI_JOURNAL_HEAD;

  return memcmp(words, a->lattice_ang, 9 * sizeof *words) == 0 &&
         memcmp(words + 9, a->frac, 3 * a->n_atoms * sizeof *words) == 0;
}

void iwi_journal_hand_out(const uint64_t *record, iw_energy_result *result)
{
  const uint64_t holds = record[1];
  const size_t n_atoms = (size_t)record[2];
  const uint64_t *from = record + IWI_JOURNAL_HEAD + 9 + 3 * n_atoms;

  memcpy(&result->energy_ev, from++, sizeof *from);
  if ((holds & IW_ENERGY_FORCES) != 0) {
    if (result->forces_ev_ang != NULL)
      memcpy(result->forces_ev_ang, from, 3 * n_atoms * sizeof *from);
    from += 3 * n_atoms;
  }
  if (result->stress_ev_ang3 != NULL)
    memcpy(result->stress_ev_ang3, from, 9 * sizeof *from);
}
