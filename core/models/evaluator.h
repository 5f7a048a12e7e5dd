/* SPDX-License-Identifier: BSD-3-Clause */
/* How the library calls an energy model: for several copies (images) of the
 * same atoms, in parallel where the model allows it, counted and checked. */
#ifndef IONWAY_CORE_EVALUATOR_H
#define IONWAY_CORE_EVALUATOR_H

#include <stddef.h>

#include <ionway/energy.h>

typedef struct iwi_evaluator iwi_evaluator;

/** One copy of the atoms at its present positions. */
typedef struct iwi_evaluation {
  size_t slot;             /* 0..n_slots-1, once a run; the workspace used   */
  const double (*cart)[3]; /* n_atoms, Angstrom, need not be wrapped         */
  const double (*lattice)[3]; /* NULL: that of the reference                  */
  double energy_ev; /* out                                            */
  double (*forces_ev_ang)[3];  /* n_atoms, out; or NULL                       */
  double (*stress_ev_ang3)[3]; /* 3 rows, out; or NULL                        */
} iwi_evaluation;

/**
 * Room for n_slots copies of the reference's atoms; every slot's workspace is
 * opened on the reference. The arrays of the reference are copied.
 * Errors  IW_E_ARGUMENT (a model without forces), those of the model.
 * Free    iwi_evaluator_destroy.
 */
iw_status iwi_evaluator_create(iw_context *ctx, const iw_energy *energy,
                               const iw_energy_atoms *reference, size_t n_slots,
                               iwi_evaluator **out);
void iwi_evaluator_destroy(iwi_evaluator *evaluator);

/** Evaluate n_jobs copies with the context's threads; allocates nothing of its
 *  own. Of several failures the first job's is told ("image 3: ..."). Errors:
 *  IW_E_ENERGY when a number is not finite, those of the model. */
iw_status iwi_evaluator_run(iwi_evaluator *evaluator, iw_context *ctx,
                            iwi_evaluation *jobs, size_t n_jobs);

/** Evaluations asked for so far. */
size_t iwi_evaluator_calls(const iwi_evaluator *evaluator);
size_t iwi_evaluator_n_atoms(const iwi_evaluator *evaluator);
const iw_energy *iwi_evaluator_energy(const iwi_evaluator *evaluator);
/** The reference as kept. Lent. */
const iw_energy_atoms *iwi_evaluator_reference(const iwi_evaluator *evaluator);

#endif
