/* SPDX-License-Identifier: BSD-3-Clause */
/* Listing and sampling: what both do with a decoration, and when which. */
#include "enumeration_run.h"

#include <float.h>
#include <math.h>

#include "context.h"
#include "mem.h"

#define STAGE "decorations"

enum { REPORTS = 98 }; /* besides the first and the last */

iw_status iwi_run_start_progress(iwi_run *run, uint64_t done, uint64_t total)
{
  run->total = total;
  run->report_at = done + total / REPORTS + 1;
  return iwi_progress(run->ctx, STAGE, (size_t)done, (size_t)total);
}

iw_status iwi_run_progress(iwi_run *run, uint64_t done)
{
  if (done < run->report_at || done >= run->total)
    return IW_OK; /* the last report is made at the end */
  run->report_at = done + run->total / REPORTS + 1;
  return iwi_progress(run->ctx, STAGE, (size_t)done, (size_t)run->total);
}

iw_status iwi_run_candidate(iwi_run *run, const uint8_t *species,
                            uint64_t multiplicity, uint64_t serial)
{
  const iw_enumeration_options *o = run->options;
  iw_candidate candidate = {species, multiplicity, serial, NAN};
  iw_status status = IW_OK;

  if (run->energy != NULL)
    status = run->energy(run, species, &candidate.energy_ev);
  if (status != IW_OK)
    return status;
  iw_selection_add(run->selection, &candidate);
  run->result->n_distinct++;
  run->weight += (double)multiplicity;
  if (o->visit != NULL && o->visit(&candidate, o->user) != 0)
    return iwi_fail(run->ctx, IW_E_CANCELLED,
                    "stopped by the caller at decoration %llu",
                    (unsigned long long)serial);
  return IW_OK;
}

iw_status iwi_run_list(iwi_run *run)
{
  const iw_enumeration_options *o = run->options;
  const double distinct = iw_decoration_count_distinct_real(run->count);
  uint64_t serial = o->resume_after != NULL ? o->resume_serial : 0;
  iw_decoration_walk *walk = NULL;
  iw_status status =
      iw_decoration_walk_create(run->ctx, run->d, o->primitive_only, &walk);

  if (status == IW_OK && o->resume_after != NULL)
    status = iw_decoration_walk_seek(run->ctx, walk, o->resume_after);
  if (status == IW_OK)
    status = iwi_run_start_progress(run, serial, (uint64_t)distinct);
  while (status == IW_OK && iw_decoration_walk_next(walk)) {
    run->result->n_drawn++;
    status = iwi_run_candidate(run, iw_decoration_walk_species(walk),
                               iw_decoration_walk_multiplicity(walk), serial++);
    if (status == IW_OK)
      status = iwi_run_progress(run, serial);
  }
  iw_decoration_walk_destroy(walk);
  return status;
}

/* Whether a translation of the group keeps the decoration. */
static int repeats_in_cell(const iw_decorations *d, const uint8_t *species)
{
  const uint8_t *translations = iw_site_group_translations(d->group);

  for (size_t k = 1; k < d->order; k++) {
    const int32_t *g = d->permutations + k * d->n_sites;
    size_t i = 0;

    if (!translations[k])
      continue;
    while (i < d->n_sites && species[g[i]] == species[i])
      i++;
    if (i == d->n_sites)
      return 1;
  }
  return 0;
}

iw_status iwi_run_sampled(iwi_run *run, const uint8_t *species)
{
  uint64_t multiplicity = 0;
  iw_status status;
  int is_new = 0;

  if (run->options->primitive_only && repeats_in_cell(run->d, species))
    return IW_OK;
  status = iw_decorations_canonical(run->ctx, run->d, species, run->canonical,
                                    &multiplicity);
  if (status == IW_OK)
    status =
        iwi_decoration_set_add(run->ctx, run->seen, run->canonical, &is_new);
  if (status == IW_OK && is_new)
    status = iwi_run_candidate(run, run->canonical, multiplicity,
                               iwi_decoration_set_size(run->seen) - 1);
  return status;
}

static int all_seen(const iwi_run *run)
{
  return iw_decoration_count_is_exact(run->count) &&
         (double)run->result->n_distinct >=
             iw_decoration_count_distinct_real(run->count);
}

iw_status iwi_run_sample(iwi_run *run)
{
  const uint64_t n = run->options->n_samples;
  uint8_t *species = iwi_calloc(run->ctx, run->d->n_sites, sizeof *species);
  iw_decoration_sampler *sampler = NULL;
  iw_status status = species == NULL ? IW_E_MEMORY : IW_OK;

  if (status == IW_OK)
    status = iw_decoration_sampler_create(run->ctx, run->d, run->options->seed,
                                          &sampler);
  if (status == IW_OK) {
    run->result->independent = iw_decoration_sampler_is_independent(sampler);
    status = iwi_run_start_progress(run, 0, n);
  }
  for (uint64_t k = 0; k < n && status == IW_OK && !all_seen(run); k++) {
    iw_decoration_sampler_next(sampler, species);
    run->result->n_drawn++;
    status = iwi_run_sampled(run, species);
    if (status == IW_OK)
      status = iwi_run_progress(run, k + 1);
  }
  iw_decoration_sampler_destroy(sampler);
  iwi_free(species);
  return status;
}

/* Share of all decorations that were met; of a listing that was resumed and
 * came to its end, all. */
static double fraction_seen(const iwi_run *run, int complete)
{
  const double total = iw_decoration_count_total_real(run->count);

  if (complete && run->options->resume_after != NULL &&
      iw_decoration_count_is_exact(run->count))
    return 1;
  if (run->weight == 0)
    return total == 0;
  if (isfinite(total))
    return run->weight / total;
  /* beyond the range of a double: small, but not nothing */
  return fmax(exp(log(run->weight) - iw_decoration_count_log_total(run->count)),
              DBL_MIN);
}

static iw_status check(const iwi_run *run)
{
  const iw_enumeration_options *o = run->options;
  const int listed = run->result->mode == IW_ENUMERATION_LISTED;

  if (o->primitive_only && iw_site_group_translations(run->d->group) == NULL)
    return iwi_fail(run->ctx, IW_E_ARGUMENT,
                    "primitive_only: the group has no translations");
  if (!listed && o->resume_after != NULL)
    return iwi_fail(run->ctx, IW_E_ARGUMENT,
                    "only a listing can be resumed, and %s decorations are "
                    "more than max_listed, %llu",
                    iw_decoration_count_distinct(run->count),
                    (unsigned long long)o->max_listed);
  if (o->anneal && run->energy == NULL)
    return iwi_fail(run->ctx, IW_E_ARGUMENT, "annealing needs energies: rank");
  if (o->anneal && (!(o->temperature_end_k > 0) ||
                    o->temperature_start_k < o->temperature_end_k ||
                    isinf(o->temperature_start_k)))
    return iwi_fail(run->ctx, IW_E_ARGUMENT,
                    "annealing from %g K to %g K: want falling, above 0",
                    o->temperature_start_k, o->temperature_end_k);
  return IW_OK;
}

static iw_status go_sampling(iwi_run *run)
{
  iw_status status =
      iwi_decoration_set_create(run->ctx, run->d->n_sites, &run->seen);

  run->canonical = iwi_calloc(run->ctx, run->d->n_sites, 1);
  if (run->canonical == NULL)
    status = IW_E_MEMORY;
  if (status == IW_OK)
    status = run->result->mode == IW_ENUMERATION_ANNEALED ? iwi_run_anneal(run)
                                                          : iwi_run_sample(run);
  iwi_decoration_set_destroy(run->seen);
  iwi_free(run->canonical);
  return status;
}

iw_status iwi_run_go(iwi_run *run)
{
  const iw_enumeration_options *o = run->options;
  iw_status status;

  *run->result = (iw_enumeration_result){.mode = IW_ENUMERATION_LISTED};
  run->weight = 0;
  if (iw_decoration_count_distinct_real(run->count) > (double)o->max_listed)
    run->result->mode =
        o->anneal ? IW_ENUMERATION_ANNEALED : IW_ENUMERATION_SAMPLED;
  status = check(run);
  if (status == IW_OK)
    status = run->result->mode == IW_ENUMERATION_LISTED ? iwi_run_list(run)
                                                        : go_sampling(run);
  if (status == IW_OK)
    status =
        iwi_progress(run->ctx, STAGE, (size_t)run->total, (size_t)run->total);
  run->result->fraction_seen = fraction_seen(run, status == IW_OK);
  return status;
}
