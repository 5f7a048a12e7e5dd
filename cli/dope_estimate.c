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
  uint64_t n;   /* candidates met */
  double share; /* of the work, as progress has it */
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
  trial *t = user;

  (void)stage;
  if (total > 0)
    t->share = (double)done / (double)total;
  return out_of_time(t);
}

/* The trials of a run: one stands in for those there is no time for. */
typedef struct trials {
  session *c;
  dope *d;
  iw_enumeration_options options;
  double begin_s;
  double candidate_s; /* of the last list tried; NAN before the first       */
  double samples_s;   /* of the last sample tried                           */
} trials;

/* A sample is tried with this share of the draws. */
#define TRIAL_SHARE 0.02

static int is_sampled(const trials *all, const dope_space *space)
{
  return iw_decoration_count_distinct_real(space->count) >
         (double)all->options.max_listed;
}

/* A list is as long as it is; of a sample a part stands for the whole. */
static void conclude(trials *all, const trial *t, int sampled, double part)
{
  const double elapsed_s = all->c->s.now() - t->begin_s;

  if (!sampled)
    all->candidate_s = elapsed_s / (double)(t->n > 0 ? t->n : 1);
  else
    all->samples_s = elapsed_s / (part * (t->share > 0 ? t->share : 1));
}

static iw_status try_space(trials *all, dope_cell *cell, size_t i,
                           iw_decoration_energy *energy)
{
  session *c = all->c;
  const int sampled = is_sampled(all, &cell->spaces[i]);
  const double part = sampled ? TRIAL_SHARE : 1;
  trial t = {&c->s, c->s.now(), 0, 0};
  iw_enumeration_options options = all->options;
  iw_enumeration_result result;
  iw_selection *selection;
  iw_status status;

  options.visit = visit;
  options.user = &t;
  options.n_samples = (uint64_t)ceil(part * (double)options.n_samples);
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
  conclude(all, &t, sampled, part);
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
    const int sampled = is_sampled(all, space);

    if (isnan(sampled ? all->samples_s : all->candidate_s) ||
        c->s.now() - all->begin_s < ALL_TRIALS_S)
      status = try_space(all, cell, i, energy);
    space->estimate_s =
        sampled ? all->samples_s
                : all->candidate_s *
                      iw_decoration_count_distinct_real(space->count);
    all->d->estimate_s += space->estimate_s;
  }
  iw_decoration_energy_destroy(energy);
  return status;
}

iw_status dope_estimate(session *c, dope *d)
{
  trials all = {.c = c,
                .d = d,
                .begin_s = c->s.now(),
                .candidate_s = NAN,
                .samples_s = NAN};
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
