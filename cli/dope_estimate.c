/* SPDX-License-Identifier: BSD-3-Clause */
/* What a run would take, from a short trial of it. */
#include "dope.h"

#include <math.h>
#include <sys/resource.h>

/* Seconds of each trial, and of all. */
#define TRIAL_S      0.1
#define ALL_TRIALS_S 2.0

typedef struct trial {
  const show *show;
  double begin_s;
  uint64_t n; /* candidates met */
} trial;

static int out_of_time(const trial *t)
{
  return t->show->now() - t->begin_s > TRIAL_S ||
         (t->show->cancel != NULL && *t->show->cancel);
}

static int visit(const iw_candidate *candidate, void *user)
{
  trial *t = user;

  (void)candidate;
  t->n++;
  return out_of_time(t);
}

static int progress(const char *stage, size_t done, size_t total, void *user)
{
  (void)stage;
  (void)done;
  (void)total;
  return out_of_time(user);
}

/* Candidates the whole run would meet. */
static double n_expected(const iw_enumeration_options *options,
                         const iw_decoration_count *count)
{
  const double distinct = iw_decoration_count_distinct_real(count);

  return distinct > (double)options->max_listed ? (double)options->n_samples
                                                : distinct;
}

/* The trials of a run: one stands in for those there is no time for. */
typedef struct trials {
  session *c;
  dope *d;
  iw_enumeration_options options;
  double begin_s;
  double candidate_s; /* of the last trial; NAN before the first */
} trials;

static iw_status try_space(trials *all, dope_cell *cell, size_t i,
                           iw_decoration_energy *energy)
{
  session *c = all->c;
  trial t = {&c->s, c->s.now(), 0};
  iw_enumeration_options options = all->options;
  iw_enumeration_result result;
  iw_selection *selection;
  iw_status status;

  options.visit = visit;
  options.user = &t;
  status = iw_selection_create(c->ctx, iw_doping_n_sites(cell->doping), 1,
                               &selection);
  if (status != IW_OK)
    return dope_failed(c, all->d, status);
  iw_context_set_progress(c->ctx, progress, &t);
  status = iw_enumeration_run(c->ctx, cell->doping, i, cell->spaces[i].count,
                              energy, &options, selection, &result);
  iw_context_set_progress(c->ctx, show_progress, &c->s);
  iw_selection_destroy(selection);
  if (status != IW_OK && status != IW_E_CANCELLED)
    return dope_failed(c, all->d, status);
  all->candidate_s = (c->s.now() - t.begin_s) / (double)(t.n > 0 ? t.n : 1);
  return IW_OK;
}

static iw_status try_cell(trials *all, dope_cell *cell)
{
  session *c = all->c;
  const double begin_s = c->s.now();
  iw_decoration_energy *energy = NULL;
  iw_status status = IW_OK;

  if (all->options.rank) {
    status = iw_decoration_energy_create(c->ctx, cell->doping, &energy);
    if (status != IW_OK)
      return dope_failed(c, all->d, status);
  }
  all->d->estimate_s += c->s.now() - begin_s;
  for (size_t i = 0;
       i < iw_doping_n_compositions(cell->doping) && status == IW_OK; i++) {
    dope_space *space = &cell->spaces[i];

    if (isnan(all->candidate_s) || c->s.now() - all->begin_s < ALL_TRIALS_S)
      status = try_space(all, cell, i, energy);
    space->estimate_s =
        all->candidate_s * n_expected(&all->options, space->count);
    all->d->estimate_s += space->estimate_s;
  }
  iw_decoration_energy_destroy(energy);
  return status;
}

iw_status dope_estimate(session *c, dope *d)
{
  trials all = {.c = c, .d = d, .begin_s = c->s.now(), .candidate_s = NAN};
  struct rusage usage;
  iw_status status = IW_OK;

  dope_enumeration_options(c, &all.options);
  d->estimate_s = 0;
  for (size_t k = 0; k < d->n_cells && status == IW_OK; k++)
    status = try_cell(&all, &d->cells[k]);
  /* memory does not grow with what is listed: the trial has all of it */
  if (getrusage(RUSAGE_SELF, &usage) == 0)
    d->estimate_bytes = 1024.0 * (double)usage.ru_maxrss;
  if (c->s.cancel != NULL && *c->s.cancel)
    return session_fail(c, IW_E_CANCELLED, "%s: interrupted", d->x.path);
  return status;
}
