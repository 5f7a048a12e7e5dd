/* SPDX-License-Identifier: BSD-3-Clause */
/* A journal of energy evaluations: a run that was killed is started again with
 * the same command, is answered from the file up to where it was, and goes on.
 */
#ifndef IONWAY_JOURNAL_H
#define IONWAY_JOURNAL_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/energy.h>
#include <ionway/write.h>

IW_BEGIN_DECLS

/**
 * A line that tells inputs apart: 32 hexadecimal digits from n texts (what was
 * read, options, names of files), each of which counts, and their order.
 * Free    iw_text_destroy. Errors: IW_E_MEMORY.
 */
IW_API iw_status iw_journal_identity(iw_context *ctx, const char *const *texts,
                                     size_t n, iw_text **out);

typedef struct iw_journal iw_journal;

/**
 * Open a journal of a model's evaluations, made when it is not there.
 *
 * path      its file; what was not written whole to its end is cut off.
 * model     what is asked when the file has no answer; outlives the journal.
 * identity  one line the caller tells inputs apart by (a hash of them, the
 *           model's parameters, options that change energies); it stands in
 *           the head of the file with our version and the model's name.
 * Errors    IW_E_PARSE: begun with another version, model or identity, or no
 *           journal at all (left as it is); IW_E_IO: also while another run
 *           has it; IW_E_ARGUMENT, IW_E_MEMORY.
 * Free      iw_journal_close.
 */
IW_API iw_status iw_journal_open(iw_context *ctx, const char *path,
                                 const iw_energy *model, const char *identity,
                                 iw_journal **out);
/** NULL is fine. */
IW_API void iw_journal_close(iw_journal *journal);

/**
 * The model to calculate with. It answers from the file where lattice,
 * positions, elements, charges and types are the same in every bit and all
 * that is wanted was recorded; otherwise it asks the model and records. The
 * model's open() is put off to the first evaluation it is needed for, on the
 * atoms it was asked for.
 *
 * Errors of its evaluations  those of the model; IW_E_ENERGY when a number is
 * not finite (not recorded); IW_E_IO when the file cannot be written (a full
 * disk): what was recorded before stays good.
 * Lent until the journal is closed.
 */
IW_API const iw_energy *iw_journal_energy(const iw_journal *journal);

/* Not while an evaluation runs. */

/** Evaluations in the file. */
IW_API uint64_t iw_journal_n_known(const iw_journal *journal);
/** Asked for and answered from the file, since it was opened. */
IW_API uint64_t iw_journal_n_replayed(const iw_journal *journal);
/** Answered by the model and added, since it was opened. */
IW_API uint64_t iw_journal_n_recorded(const iw_journal *journal);

IW_END_DECLS

#endif
