/* SPDX-License-Identifier: BSD-3-Clause */
/* An energy model that remembers: what the file knows is answered from it, the
 * rest by the model, and recorded before it is handed out. */
#include <ionway/journal.h>

#include <pthread.h>
#include <string.h>

#include "context.h"
#include "energy.h"
#include "journal_file.h"
#include "journal_head.h"
#include "mem.h"

struct iw_journal {
  iw_energy model, self;
  char *name; /* of both */
  iwi_journal_file *file;
  uint64_t n_replayed, n_recorded;
  pthread_mutex_t lock; /* of the file and the counts */
  /* A model may be asked concurrently, but nothing says that it may be opened
   * while it is asked: opening takes the whole of it. */
  pthread_rwlock_t model_lock;
};

/* What a model's open() will get once it is needed. */
typedef struct desk {
  iw_energy_atoms atoms; /* arrays in `memory` */
  double lattice[3][3];
  void *memory;
  void *inner; /* workspace of the model */
  int is_open;
} desk;

/* A copy at *to, which is moved on; NULL stays NULL. */
static const void *copied(char **to, const void *from, size_t size)
{
  char *at = *to;

  if (from == NULL)
    return NULL;
  memcpy(at, from, size);
  *to += size;
  return at;
}

static iw_status journal_open(iw_context *ctx, const iw_energy_atoms *atoms,
                              void *user, void **workspace)
{
  const size_t n = atoms->n_atoms;
  desk *d = iwi_calloc(ctx, 1, sizeof *d);
  char *to;

  (void)user;
  *workspace = NULL;
  if (d == NULL)
    return IW_E_MEMORY;
  /* positions and charges first: what needs the wider alignment */
  d->memory = iwi_calloc(ctx, n, 4 * sizeof(double) + 2 * sizeof(int32_t));
  if (d->memory == NULL) {
    iwi_free(d);
    return IW_E_MEMORY;
  }
  to = d->memory;
  memcpy(d->lattice, atoms->lattice_ang, sizeof d->lattice);
  d->atoms.lattice_ang = (const double(*)[3])d->lattice;
  d->atoms.frac =
      (const double(*)[3])copied(&to, atoms->frac, n * sizeof(double[3]));
  d->atoms.charges = copied(&to, atoms->charges, n * sizeof(double));
  d->atoms.elements = copied(&to, atoms->elements, n * sizeof(int32_t));
  d->atoms.types = copied(&to, atoms->types, n * sizeof(int32_t));
  d->atoms.n_atoms = n;
  *workspace = d;
  return IW_OK;
}

static void journal_close(void *workspace, void *user)
{
  const iw_journal *j = user;
  desk *d = workspace;

  if (d == NULL)
    return;
  if (d->is_open && j->model.close != NULL)
    j->model.close(d->inner, j->model.user);
  iwi_free(d->memory);
  iwi_free(d);
}

/* The model's workspace, opened if need be. */
static iw_status reach(iw_context *ctx, iw_journal *j, void *workspace,
                       void **inner)
{
  desk *d = workspace;
  iw_status status = IW_OK;

  *inner = NULL;
  if (j->model.open == NULL)
    return IW_OK;
  if (!d->is_open) {
    pthread_rwlock_wrlock(&j->model_lock);
    status = j->model.open(ctx, &d->atoms, j->model.user, &d->inner);
    pthread_rwlock_unlock(&j->model_lock);
    d->is_open = status == IW_OK;
  }
  *inner = d->inner;
  return status;
}

static iw_status recall(iw_context *ctx, iw_journal *j,
                        const iwi_journal_query *query,
                        iw_energy_result *result, int *found)
{
  iw_status status;

  pthread_mutex_lock(&j->lock);
  status = iwi_journal_file_find(ctx, j->file, query, result, found);
  j->n_replayed += status == IW_OK && *found;
  pthread_mutex_unlock(&j->lock);
  return status;
}

/* What is not finite would be met again in every run: it is not recorded. */
static iw_status record(iw_context *ctx, iw_journal *j,
                        const iwi_journal_query *query,
                        const iw_energy_result *result)
{
  iw_status status =
      iwi_energy_check_result(ctx, &j->model, query->atoms->n_atoms, result);

  if (status != IW_OK)
    return status;
  pthread_mutex_lock(&j->lock);
  status = iwi_journal_file_add(ctx, j->file, query, result);
  j->n_recorded += status == IW_OK;
  pthread_mutex_unlock(&j->lock);
  return status;
}

static iw_status journal_evaluate(iw_context *ctx, const iw_energy_atoms *atoms,
                                  void *workspace, iw_energy_result *result,
                                  void *user)
{
  iw_journal *j = user;
  iwi_journal_query query;
  void *inner;
  int found;
  iw_status status;

  iwi_journal_ask(atoms, result, &query);
  status = recall(ctx, j, &query, result, &found);
  if (status != IW_OK || found)
    return status;
  status = reach(ctx, j, workspace, &inner);
  if (status != IW_OK)
    return status;
  pthread_rwlock_rdlock(&j->model_lock);
  status = j->model.evaluate(ctx, atoms, inner, result, j->model.user);
  pthread_rwlock_unlock(&j->model_lock);
  return status == IW_OK ? record(ctx, j, &query, result) : status;
}

/* The part of a batch that is not known. */
typedef struct rest {
  size_t n;
  size_t *index; /* in the batch */
  iwi_journal_query *queries;
  iw_energy_atoms *atoms;
  void **workspaces;
  iw_energy_result *results;
} rest;

static void rest_free(rest *r)
{
  iwi_free(r->index);
  iwi_free(r->queries);
  iwi_free(r->atoms);
  iwi_free(r->workspaces);
  iwi_free(r->results);
}

static iw_status rest_make(iw_context *ctx, rest *r, size_t n)
{
  memset(r, 0, sizeof *r);
  r->index = iwi_calloc(ctx, n, sizeof *r->index);
  r->queries = iwi_calloc(ctx, n, sizeof *r->queries);
  r->atoms = iwi_calloc(ctx, n, sizeof *r->atoms);
  r->workspaces = iwi_calloc(ctx, n, sizeof *r->workspaces);
  r->results = iwi_calloc(ctx, n, sizeof *r->results);
  if (r->index != NULL && r->queries != NULL && r->atoms != NULL &&
      r->workspaces != NULL && r->results != NULL)
    return IW_OK;
  rest_free(r);
  return IW_E_MEMORY;
}

/* Answer what is known; the others make the rest. */
static iw_status split(iw_context *ctx, iw_journal *j,
                       const iw_energy_atoms *atoms, void *const *workspaces,
                       iw_energy_result *results, size_t n, rest *r)
{
  for (size_t i = 0; i < n; i++) {
    const size_t at = r->n;
    int found;
    iw_status status;

    iwi_journal_ask(&atoms[i], &results[i], &r->queries[at]);
    status = recall(ctx, j, &r->queries[at], &results[i], &found);
    if (status == IW_OK && !found) {
      status = reach(ctx, j, workspaces[i], &r->workspaces[at]);
      r->index[at] = i;
      r->atoms[at] = atoms[i];
      r->results[at] = results[i];
      r->n++;
    }
    if (status != IW_OK)
      return status;
  }
  return IW_OK;
}

static iw_status journal_batch(iw_context *ctx, const iw_energy_atoms *atoms,
                               void *const *workspaces,
                               iw_energy_result *results, size_t n, void *user)
{
  iw_journal *j = user;
  rest r;
  iw_status status = rest_make(ctx, &r, n);

  if (status != IW_OK)
    return status;
  status = split(ctx, j, atoms, workspaces, results, n, &r);
  if (status == IW_OK && r.n > 0) {
    pthread_rwlock_rdlock(&j->model_lock);
    status = j->model.evaluate_batch(ctx, r.atoms, r.workspaces, r.results, r.n,
                                     j->model.user);
    pthread_rwlock_unlock(&j->model_lock);
  }
  for (size_t i = 0; status == IW_OK && i < r.n; i++) {
    results[r.index[i]].energy_ev = r.results[i].energy_ev;
    status = record(ctx, j, &r.queries[i], &r.results[i]);
  }
  rest_free(&r);
  return status;
}

static iw_status journal_types(iw_context *ctx, const iw_structure *structure,
                               int32_t *types, void *user)
{
  const iw_journal *j = user;

  return j->model.assign_types(ctx, structure, types, j->model.user);
}

/* The model as the journal offers it: what the model lacks, it lacks. */
static void describe(iw_journal *j)
{
  j->self = (iw_energy){.struct_size = sizeof j->self,
                        .name = j->name,
                        .evaluate = journal_evaluate,
                        .user = j,
                        .thread_safe = j->model.thread_safe,
                        .provides = j->model.provides};
  if (j->model.open != NULL) {
    j->self.open = journal_open;
    j->self.close = journal_close;
  }
  if (j->model.evaluate_batch != NULL)
    j->self.evaluate_batch = journal_batch;
  if (j->model.assign_types != NULL)
    j->self.assign_types = journal_types;
}

static iw_status create(iw_context *ctx, const iw_energy *model,
                        iw_journal **out)
{
  iw_journal *j = iwi_calloc(ctx, 1, sizeof *j);

  if (j == NULL)
    return IW_E_MEMORY;
  if (pthread_mutex_init(&j->lock, NULL) != 0) {
    iwi_free(j);
    return iwi_fail(ctx, IW_E_MEMORY, "no lock is to be had");
  }
  if (pthread_rwlock_init(&j->model_lock, NULL) != 0) {
    pthread_mutex_destroy(&j->lock);
    iwi_free(j);
    return iwi_fail(ctx, IW_E_MEMORY, "no lock is to be had");
  }
  j->model = *model;
  *out = j;
  return IW_OK;
}

iw_status iw_journal_open(iw_context *ctx, const char *path,
                          const iw_energy *model, const char *identity,
                          iw_journal **out)
{
  iw_journal *j = NULL;
  iw_text *head = NULL;
  iw_status status = iwi_energy_check(ctx, model);

  *out = NULL;
  if (status == IW_OK)
    status = iwi_journal_head(ctx, model->name, identity, &head);
  if (status == IW_OK)
    status = create(ctx, model, &j);
  if (status == IW_OK) {
    j->name = iwi_strdup(ctx, model->name);
    status = j->name == NULL ? IW_E_MEMORY
                             : iwi_journal_file_open(ctx, path, head, &j->file);
  }
  iw_text_destroy(head);
  if (status != IW_OK) {
    iw_journal_close(j);
    return status;
  }
  describe(j);
  *out = j;
  return IW_OK;
}

void iw_journal_close(iw_journal *j)
{
  if (j == NULL)
    return;
  iwi_journal_file_close(j->file);
  pthread_rwlock_destroy(&j->model_lock);
  pthread_mutex_destroy(&j->lock);
  iwi_free(j->name);
  iwi_free(j);
}

const iw_energy *iw_journal_energy(const iw_journal *j)
{
  return &j->self;
}

uint64_t iw_journal_n_known(const iw_journal *j)
{
  return iwi_journal_file_n(j->file);
}

uint64_t iw_journal_n_replayed(const iw_journal *j)
{
  return j->n_replayed;
}

uint64_t iw_journal_n_recorded(const iw_journal *j)
{
  return j->n_recorded;
}
