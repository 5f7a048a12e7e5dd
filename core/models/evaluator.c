/* SPDX-License-Identifier: BSD-3-Clause */
/* Copies of one set of atoms given to an energy model. A slot's result depends
 * on the calls made with that slot alone, so any number of threads gives the
 * same numbers. */
#include "evaluator.h"

#include <string.h>

#include "context.h"
#include "energy.h"
#include "mem.h"
#include "vec3.h"

typedef struct slot {
  void *workspace;
  iw_context *ctx; /* of its own, where calls are concurrent */
  double (*frac)[3];
  double lattice[3][3];
  iw_status status;
} slot;

struct iwi_evaluator {
  iw_energy energy;
  iw_energy_atoms reference; /* arrays owned */
  double lattice[3][3];
  double (*frac)[3];
  int32_t *elements, *types;
  double *charges;
  size_t n_slots, n_opened, n_calls;
  slot *slots;
  iw_energy_atoms *atoms; /* of the jobs of a run */
  iw_energy_result *results;
  void **workspaces;
};

static void *copied(iw_context *ctx, const void *from, size_t n, size_t size)
{
  void *copy = iwi_calloc(ctx, n, size);

  if (copy != NULL && from != NULL)
    memcpy(copy, from, n * size);
  return copy;
}

static iw_status copy_reference(iw_context *ctx, iwi_evaluator *e,
                                const iw_energy_atoms *from)
{
  const size_t n = from->n_atoms;

  memcpy(e->lattice, from->lattice_ang, sizeof e->lattice);
  e->frac = copied(ctx, from->frac, n, sizeof *e->frac);
  e->elements = copied(ctx, from->elements, n, sizeof *e->elements);
  e->charges = copied(ctx, from->charges, n, sizeof *e->charges);
  if (e->frac == NULL || e->elements == NULL || e->charges == NULL)
    return IW_E_MEMORY;
  if (from->types != NULL) {
    e->types = copied(ctx, from->types, n, sizeof *e->types);
    if (e->types == NULL)
      return IW_E_MEMORY;
  }
  e->reference =
      (iw_energy_atoms){.lattice_ang = (const double(*)[3])e->lattice,
                        .frac = (const double(*)[3])e->frac,
                        .elements = e->elements,
                        .charges = from->charges != NULL ? e->charges : NULL,
                        .n_atoms = n,
                        .types = e->types};
  return IW_OK;
}

static iw_status open_slots(iw_context *ctx, iwi_evaluator *e, size_t n_slots)
{
  e->slots = iwi_calloc(ctx, n_slots, sizeof *e->slots);
  e->atoms = iwi_calloc(ctx, n_slots, sizeof *e->atoms);
  e->results = iwi_calloc(ctx, n_slots, sizeof *e->results);
  e->workspaces = iwi_calloc(ctx, n_slots, sizeof *e->workspaces);
  if (e->slots == NULL || e->atoms == NULL || e->results == NULL ||
      e->workspaces == NULL)
    return IW_E_MEMORY;
  e->n_slots = n_slots;
  for (; e->n_opened < n_slots; e->n_opened++) {
    slot *s = &e->slots[e->n_opened];
    iw_status status = IW_OK;

    s->frac = iwi_calloc(ctx, e->reference.n_atoms, sizeof *s->frac);
    if (s->frac == NULL)
      return IW_E_MEMORY;
    if (iw_context_create(&s->ctx) != IW_OK) {
      iwi_free(s->frac);
      return iwi_fail(ctx, IW_E_MEMORY, "out of memory");
    }
    if (e->energy.open != NULL)
      status =
          e->energy.open(ctx, &e->reference, e->energy.user, &s->workspace);
    if (status != IW_OK) {
      iwi_free(s->frac);
      iw_context_destroy(s->ctx);
      return status;
    }
  }
  return IW_OK;
}

iw_status iwi_evaluator_create(iw_context *ctx, const iw_energy *energy,
                               const iw_energy_atoms *reference, size_t n_slots,
                               iwi_evaluator **out)
{
  iw_status status = iwi_energy_check(ctx, energy);
  iwi_evaluator *e;

  *out = NULL;
  if (status != IW_OK)
    return status;
  if (!(energy->provides & IW_ENERGY_FORCES))
    return iwi_fail(ctx, IW_E_ARGUMENT, "%s has no forces", energy->name);
  e = iwi_calloc(ctx, 1, sizeof *e);
  if (e == NULL)
    return IW_E_MEMORY;
  e->energy = *energy;
  status = copy_reference(ctx, e, reference);
  if (status == IW_OK)
    status = open_slots(ctx, e, n_slots);
  if (status != IW_OK) {
    iwi_evaluator_destroy(e);
    return status;
  }
  *out = e;
  return IW_OK;
}

void iwi_evaluator_destroy(iwi_evaluator *e)
{
  if (e == NULL)
    return;
  for (size_t i = 0; i < e->n_opened; i++) {
    if (e->energy.close != NULL)
      e->energy.close(e->slots[i].workspace, e->energy.user);
    iwi_free(e->slots[i].frac);
    iw_context_destroy(e->slots[i].ctx);
  }
  iwi_free(e->slots);
  iwi_free(e->atoms);
  iwi_free(e->results);
  iwi_free(e->workspaces);
  iwi_free(e->frac);
  iwi_free(e->elements);
  iwi_free(e->types);
  iwi_free(e->charges);
  iwi_free(e);
}

/* Positions of a job as the model wants them. */
static void describe(iwi_evaluator *e, const iwi_evaluation *job, size_t at)
{
  slot *s = &e->slots[job->slot];
  double inverse[3][3];

  memcpy(s->lattice,
         job->lattice != NULL ? job->lattice : (const double(*)[3])e->lattice,
         sizeof s->lattice);
  iwi_inverse3((const double(*)[3])s->lattice, inverse);
  for (size_t i = 0; i < e->reference.n_atoms; i++)
    iwi_row_times3(job->cart[i], (const double(*)[3])inverse, s->frac[i]);
  e->atoms[at] = e->reference;
  e->atoms[at].lattice_ang = (const double(*)[3])s->lattice;
  e->atoms[at].frac = (const double(*)[3])s->frac;
  e->results[at] = (iw_energy_result){.forces_ev_ang = job->forces_ev_ang,
                                      .stress_ev_ang3 = job->stress_ev_ang3};
  e->workspaces[at] = s->workspace;
}

static iw_status run_one(iwi_evaluator *e, iw_context *ctx, size_t at)
{
  return e->energy.evaluate(ctx, &e->atoms[at], e->workspaces[at],
                            &e->results[at], e->energy.user);
}

static void run_each(iwi_evaluator *e, iw_context *ctx,
                     const iwi_evaluation *jobs, size_t n_jobs)
{
  const int n_threads = iw_context_threads(ctx);

  if (n_threads == 1 || !e->energy.thread_safe || n_jobs == 1) {
    for (size_t k = 0; k < n_jobs; k++) {
      slot *s = &e->slots[jobs[k].slot];

      s->status = run_one(e, ctx, k);
      if (s->status != IW_OK)
        return;
    }
    return;
  }
#pragma omp parallel for schedule(dynamic) num_threads(n_threads)
  for (size_t k = 0; k < n_jobs; k++) {
    slot *s = &e->slots[jobs[k].slot];

    s->status = run_one(e, s->ctx, k);
  }
}

static iw_status tell(iwi_evaluator *e, iw_context *ctx,
                      const iwi_evaluation *job)
{
  const slot *s = &e->slots[job->slot];
  const char *own = iw_context_message(s->ctx);
  char text[768] = "";

  /* the message is in whichever context the call was made with */
  strncat(text, own[0] != '\0' ? own : iw_context_message(ctx),
          sizeof text - 1);
  if (e->n_slots == 1)
    return iwi_fail(ctx, s->status, "%s", text);
  return iwi_fail(ctx, s->status, "image %zu: %s", job->slot, text);
}

iw_status iwi_evaluator_run(iwi_evaluator *e, iw_context *ctx,
                            iwi_evaluation *jobs, size_t n_jobs)
{
  if (n_jobs == 0)
    return IW_OK;
  e->n_calls += n_jobs;
  for (size_t k = 0; k < n_jobs; k++) {
    describe(e, &jobs[k], k);
    e->slots[jobs[k].slot].status = IW_OK;
  }
  if (e->energy.evaluate_batch != NULL) {
    const iw_status status = e->energy.evaluate_batch(
        ctx, e->atoms, e->workspaces, e->results, n_jobs, e->energy.user);

    if (status != IW_OK)
      return status;
  } else {
    run_each(e, ctx, jobs, n_jobs);
  }
  for (size_t k = 0; k < n_jobs; k++) {
    slot *s = &e->slots[jobs[k].slot];

    if (s->status == IW_OK)
      s->status = iwi_energy_check_result(ctx, &e->energy, e->reference.n_atoms,
                                          &e->results[k]);
    if (s->status != IW_OK)
      return tell(e, ctx, &jobs[k]);
    jobs[k].energy_ev = e->results[k].energy_ev;
  }
  return IW_OK;
}

size_t iwi_evaluator_calls(const iwi_evaluator *e)
{
  return e->n_calls;
}

size_t iwi_evaluator_n_atoms(const iwi_evaluator *e)
{
  return e->reference.n_atoms;
}

const iw_energy *iwi_evaluator_energy(const iwi_evaluator *e)
{
  return &e->energy;
}

const iw_energy_atoms *iwi_evaluator_reference(const iwi_evaluator *e)
{
  return &e->reference;
}
