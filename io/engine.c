/* SPDX-License-Identifier: BSD-3-Clause */
/* Life of an engine, and its face as an energy model. */
#include "engine.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "context.h"
#include "mem.h"

void iw_engine_options_default(iw_engine_options *options)
{
  memset(options, 0, sizeof *options);
  options->struct_size = sizeof *options;
  options->wait_s = 300;
  options->stall_s = 3600;
  options->poll_s = 0.01;
  options->min_clients = 1;
  options->max_attempts = 3;
  options->probe = 1;
  options->probe_tolerance_ev_ang = 0.01;
}

/* A month: beyond it there is an error in the unit. */
#define MAX_SECONDS 2.6e6

static iw_status check_seconds(iw_context *ctx, const char *name, double value,
                               double min)
{
  if (!(value >= min && value <= MAX_SECONDS))
    return iwi_fail(ctx, IW_E_ARGUMENT, "engine: %s %g s, want %g..%g", name,
                    value, min, MAX_SECONDS);
  return IW_OK;
}

static iw_status check_options(iw_context *ctx, const iw_engine_options *o)
{
  iw_status status;

  if (o->struct_size != sizeof *o)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "engine: options of size %zu, want %zu (start from the "
                    "defaults)",
                    o->struct_size, sizeof *o);
  status = check_seconds(ctx, "wait_s", o->wait_s, 0);
  if (status == IW_OK)
    status = check_seconds(ctx, "stall_s", o->stall_s, 0.01);
  if (status == IW_OK)
    status = check_seconds(ctx, "poll_s", o->poll_s, 1e-4);
  if (status != IW_OK)
    return status;
  if (o->min_clients < 1 || o->min_clients > IWI_ENGINE_MAX_CLIENTS)
    return iwi_fail(ctx, IW_E_ARGUMENT, "engine: min_clients %zu, want 1..%zu",
                    o->min_clients, (size_t)IWI_ENGINE_MAX_CLIENTS);
  if (o->max_attempts < 1)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "engine: max_attempts 0, want at least 1");
  if (!(o->probe_tolerance_ev_ang >= 0))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "engine: probe_tolerance_ev_ang %g, want at least 0",
                    o->probe_tolerance_ev_ang);
  return IW_OK;
}

/* ---- images ----------------------------------------------------------- */

/* Who opens several images does so with the same reference, one after another;
 * numbering them from 0 agrees with how bands number theirs. */
static iw_status open_image(iw_context *ctx, const iw_energy_atoms *atoms,
                            void *user, void **workspace)
{
  iw_engine *e = user;
  iwi_engine_workspace *w = iwi_calloc(ctx, 1, sizeof *w);

  *workspace = NULL;
  if (w == NULL)
    return IW_E_MEMORY;
  if (e->n_open == 0 || e->reference != (const void *)atoms->frac)
    e->next_image = 0;
  e->reference = atoms->frac;
  w->image = e->next_image++;
  e->n_open++;
  *workspace = w;
  return IW_OK;
}

static void close_image(void *workspace, void *user)
{
  iw_engine *e = user;

  if (workspace == NULL)
    return;
  assert(e->n_open > 0);
  e->n_open--;
  iwi_free(workspace);
}

/* ---- calls ------------------------------------------------------------ */

iw_status iwi_engine_set_job(iw_context *ctx, iw_engine *e, size_t k,
                             const iw_energy_atoms *atoms, void *workspace,
                             iw_energy_result *result)
{
  iwi_engine_job *job = &e->jobs[k];

  *job = (iwi_engine_job){.atoms = atoms,
                          .result = result,
                          .workspace = workspace,
                          .client = IWI_ENGINE_NONE};
  job->image = job->workspace != NULL ? job->workspace->image : k;
  if (atoms->n_atoms == 0 || atoms->n_atoms > INT32_MAX)
    return iwi_fail(ctx, IW_E_ARGUMENT, "engine: %zu atoms, want 1..%ld",
                    atoms->n_atoms, (long)INT32_MAX);
  if (!iwi_ipi_frame_init(&job->frame, atoms->lattice_ang, e->options.as_given))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "engine: image %zu: the cell is flat or not finite",
                    job->image);
  for (size_t i = 0; i < atoms->n_atoms; i++)
    for (int a = 0; a < 3; a++)
      if (!isfinite(atoms->frac[i][a]))
        return iwi_fail(ctx, IW_E_ARGUMENT,
                        "engine: image %zu: atom %zu is nowhere (coordinates "
                        "not finite)",
                        job->image, i + 1);
  return IW_OK;
}

static void judge(iw_context *ctx, const iw_engine *e)
{
  const double by_energy = e->slopes.by_energy_ev_ang;
  const double by_forces = e->slopes.by_forces_ev_ang;
  /* 1 %: below what forces of a usable calculation are good for */
  const double tolerance = e->options.probe_tolerance_ev_ang +
                           0.01 * fmax(fabs(by_energy), fabs(by_forces));

  if (fabs(by_energy - by_forces) > tolerance)
    iwi_log(ctx, IW_LOG_WARNING,
            "engine: forces do not belong to the energy: along a random "
            "direction the energy falls by %.5g eV/A, the forces say %.5g; "
            "converge the client's calculation better, and give all clients "
            "the same input",
            by_energy, by_forces);
}

/* Programs with plane waves or k-points take these from their input, in its
 * frame, and may not notice that the cell which comes is turned. */
static void show_cell(iw_context *ctx, iw_engine *e)
{
  const iwi_ipi_frame *f = &e->jobs[0].frame;
  const double(*c)[3] = (const double(*)[3])f->cell;
  double turned = 0;

  for (int i = 0; i < 9; i++)
    turned = fmax(turned, fabs(f->axes[i / 3][i % 3] - (i % 4 == 0)));
  /* 1e-9: a rounded cell in the right frame is one */
  if (!e->has_shown_cell && turned > 1e-9)
    iwi_log(ctx, IW_LOG_NOTE,
            "engine: the cell is sent as (%.6f, 0, 0), (%.6f, %.6f, 0), (%.6f, "
            "%.6f, %.6f) A: inputs of plane-wave programs need this very cell",
            c[0][0], c[1][0], c[1][1], c[2][0], c[2][1], c[2][2]);
  e->has_shown_cell = 1;
}

/* The probe's two evaluations ride along with the first call's. */
static iw_status run_with_probe(iw_context *ctx, iw_engine *e, size_t n)
{
  iwi_engine_probe probe;
  iw_energy_result *const first = e->jobs[0].result;
  double(*const theirs)[3] = first->forces_ev_ang;
  iw_status status = iwi_engine_probe_begin(ctx, &probe, e->jobs[0].atoms);

  if (status != IW_OK)
    return status;
  if (theirs == NULL)
    first->forces_ev_ang = probe.forces;
  for (size_t k = 0; status == IW_OK && k < 2; k++) {
    status = iwi_engine_set_job(ctx, e, n + k, &probe.atoms[k], NULL,
                                &probe.results[k]);
    e->jobs[n + k].image = e->jobs[0].image;
  }
  if (status == IW_OK)
    status = iwi_engine_run(ctx, e, n + 2);
  if (status == IW_OK) {
    iwi_engine_probe_end(&probe, first, &e->slopes);
    e->is_probed = e->has_slopes = 1;
    judge(ctx, e);
  }
  first->forces_ev_ang = theirs;
  iwi_engine_probe_free(&probe);
  return status;
}

static iw_status evaluate_batch(iw_context *ctx, const iw_energy_atoms *atoms,
                                void *const *workspaces,
                                iw_energy_result *results, size_t n, void *user)
{
  iw_engine *e = user;
  void *grown = e->jobs;
  iw_status status;

  if (n == 0)
    return IW_OK;
  status = iwi_reserve(ctx, &grown, &e->jobs_capacity, n + 2, sizeof *e->jobs);
  e->jobs = grown;
  for (size_t k = 0; status == IW_OK && k < n; k++)
    status =
        iwi_engine_set_job(ctx, e, k, &atoms[k], workspaces[k], &results[k]);
  if (status != IW_OK)
    return status;
  show_cell(ctx, e);
  return e->is_probed ? iwi_engine_run(ctx, e, n) : run_with_probe(ctx, e, n);
}

static iw_status evaluate(iw_context *ctx, const iw_energy_atoms *atoms,
                          void *workspace, iw_energy_result *result, void *user)
{
  return evaluate_batch(ctx, atoms, &workspace, result, 1, user);
}

/* ---- life ------------------------------------------------------------- */

iw_status iw_engine_listen(iw_context *ctx, const iw_engine_options *options,
                           iw_engine **out)
{
  iw_engine *e;
  iw_status status = check_options(ctx, options);

  *out = NULL;
  if (status != IW_OK)
    return status;
  e = iwi_calloc(ctx, 1, sizeof *e);
  if (e == NULL)
    return IW_E_MEMORY;
  e->options = *options;
  e->options.address = NULL; /* the listener has its own */
  e->is_probed = !options->probe;
  e->energy = (iw_energy){.struct_size = sizeof e->energy,
                          .name = "ipi",
                          .evaluate = evaluate,
                          .user = e,
                          .provides = IW_ENERGY_FORCES | IW_ENERGY_STRESS,
                          .open = open_image,
                          .close = close_image,
                          .evaluate_batch = evaluate_batch};
  status = iwi_socket_listen(ctx, options->address, &e->listener);
  if (status != IW_OK) {
    iw_engine_destroy(e);
    return status;
  }
  *out = e;
  return IW_OK;
}

void iw_engine_destroy(iw_engine *e)
{
  if (e == NULL)
    return;
  for (size_t i = 0; i < e->n_clients; i++)
    iwi_client_end(&e->clients[i], 1);
  iwi_socket_unlisten(&e->listener);
  iwi_free(e->clients);
  iwi_free(e->jobs);
  iwi_free(e);
}

const iw_energy *iw_engine_energy(const iw_engine *engine)
{
  return &engine->energy;
}

const char *iw_engine_address(const iw_engine *engine)
{
  return engine->listener.address;
}

size_t iw_engine_n_clients(const iw_engine *engine)
{
  return engine->n_clients;
}

size_t iw_engine_n_calls(const iw_engine *engine)
{
  return engine->n_calls;
}

size_t iw_engine_n_reissued(const iw_engine *engine)
{
  return engine->n_reissued;
}

int iw_engine_probe(const iw_engine *engine, iw_engine_slopes *slopes)
{
  *slopes = engine->slopes;
  return engine->has_slopes;
}
