/* SPDX-License-Identifier: BSD-3-Clause */
/* Exact numbers of decorations, by eqs. (D2) and (D3). Operations of one
 * conjugacy class leave equally many as they are, so that one of each is
 * looked at. */
#include <ionway/decoration.h>

#include <math.h>
#include <string.h>

#include "bigint.h"
#include "conjugacy.h"
#include "context.h"
#include "decoration.h"
#include "fixed_count.h"
#include "mem.h"
#include "subtranslations.h"
#include "units.h"

/* States that a count may go through in all, in units of max_states: some
 * seconds for the default. */
#define WORK_PER_STATE 32

struct iw_decoration_count {
  iwi_bigint *values; /* total, distinct */
  char *texts[2];
  int is_exact;
};

/* One count in the making. */
typedef struct burnside {
  const iw_decorations *d;
  int with_conflicts;
  iwi_subtranslations subgroups;
  iwi_conjugacy_class *classes;
  size_t n_classes;
  iwi_quotient quotient;
  iwi_fixed_count *fixed;
  iwi_bigint *work; /* those below */
} burnside;

enum { VALUE, WEIGHT, PLUS, MINUS, N_WORK };

void iw_decoration_count_options_default(iw_decoration_count_options *options)
{
  memset(options, 0, sizeof *options);
  options->struct_size = sizeof *options;
  options->max_states = (size_t)1 << 18;
}

static void burnside_release(burnside *b)
{
  iwi_subtranslations_release(&b->subgroups);
  iwi_free(b->classes);
  iwi_quotient_release(&b->quotient);
  iwi_fixed_count_destroy(b->fixed);
  iwi_bigint_destroy(b->work, N_WORK);
}

static iw_status burnside_prepare(iw_context *ctx, burnside *b,
                                  int primitive_only)
{
  const iw_decorations *d = b->d;
  iw_status status =
      primitive_only ? iwi_subtranslations_find(ctx, d->group, &b->subgroups)
                     : iwi_subtranslations_none(ctx, d->n_sites, &b->subgroups);

  if (status == IW_OK)
    status = iwi_conjugacy_classes(ctx, d->permutations, d->order, d->n_sites,
                                   &b->classes, &b->n_classes);
  if (status == IW_OK)
    status = iwi_quotient_prepare(ctx, d, &b->quotient);
  if (status == IW_OK)
    status = iwi_fixed_count_create(ctx, d, &b->fixed);
  if (status == IW_OK)
    status = iwi_bigint_create(ctx, N_WORK, &b->work);
  return status;
}

/* Add fix(g) times the size of the class of g; with subgroups of translations,
 * fix_primitive(g). */
static iw_status add_class(iw_context *ctx, burnside *b,
                           const iwi_conjugacy_class *class,
                           iwi_sweep_budget *budget)
{
  const size_t n_sites = b->d->n_sites;
  iwi_bigint *value = iwi_bigint_at(b->work, VALUE);
  iwi_bigint *weight = iwi_bigint_at(b->work, WEIGHT);
  iw_status status = IW_OK;

  for (size_t s = 0; s < b->subgroups.n && status == IW_OK; s++) {
    const int64_t mu = b->subgroups.moebius[s];

    iwi_quotient_form(&b->quotient, b->d,
                      b->d->permutations + class->representative * n_sites,
                      b->subgroups.orbits + s * n_sites, b->with_conflicts);
    status = iwi_fixed_count_of(ctx, b->fixed, &b->quotient, budget, value);
    iwi_bigint_set_u64(weight, (uint64_t)(mu < 0 ? -mu : mu));
    iwi_bigint_multiply(value, weight);
    iwi_bigint_set_u64(weight, class->size);
    iwi_bigint_add_product(iwi_bigint_at(b->work, mu < 0 ? MINUS : PLUS), value,
                           weight);
  }
  return status;
}

/* What has been added up so far. */
static void take_sum(burnside *b, iwi_bigint *out)
{
  iwi_bigint_set(out, iwi_bigint_at(b->work, PLUS));
  iwi_bigint_subtract(out, iwi_bigint_at(b->work, MINUS));
}

/* The identity comes first, and what it keeps is the total: all that acts as
 * it does is in its class. */
static iw_status run_burnside(iw_context *ctx, burnside *b,
                              iwi_sweep_budget *budget, iwi_bigint *values)
{
  iwi_bigint *total = iwi_bigint_at(values, 0);
  iwi_bigint *distinct = iwi_bigint_at(values, 1);
  iwi_bigint *divisor = iwi_bigint_at(b->work, WEIGHT);
  iw_status status = IW_OK;

  for (size_t k = PLUS; k <= MINUS; k++)
    iwi_bigint_set_u64(iwi_bigint_at(b->work, k), 0);
  for (size_t i = 0; i < b->n_classes && status == IW_OK; i++) {
    budget->done = i;
    status = add_class(ctx, b, &b->classes[i], budget);
    if (i == 0)
      take_sum(b, total);
  }
  if (status != IW_OK)
    return status;
  iwi_bigint_set_u64(divisor, b->classes[0].size);
  iwi_bigint_divide_exactly(total, divisor);
  take_sum(b, distinct);
  iwi_bigint_set_u64(divisor, b->d->order);
  iwi_bigint_divide_exactly(distinct, divisor);
  return IW_OK;
}

/* With conflicts if they can be afforded, else without. */
static iw_status count_all(iw_context *ctx, burnside *b, size_t max_states,
                           iw_decoration_count *count)
{
  const uint64_t work = max_states < UINT64_MAX / WORK_PER_STATE
                            ? (uint64_t)max_states * WORK_PER_STATE
                            : UINT64_MAX;
  iwi_sweep_budget budget = {max_states, work, 0, "count", 0, b->n_classes};
  iw_status status;

  b->with_conflicts =
      b->d->n_exclusions > 0 && b->d->n_sites <= UINT16_MAX ? 1 : 0;
  count->is_exact = b->with_conflicts || b->d->n_exclusions == 0;
  status = iwi_progress(ctx, budget.stage, 0, budget.total);
  if (status == IW_OK)
    status = run_burnside(ctx, b, &budget, count->values);
  if (status == IW_E_LIMIT) {
    b->with_conflicts = 0;
    count->is_exact = 0;
    status = run_burnside(ctx, b, &budget, count->values);
  }
  if (status == IW_OK)
    status = iwi_progress(ctx, budget.stage, budget.total, budget.total);
  return status;
}

/* A count of two zeros. */
static iw_status make_count(iw_context *ctx, iw_decoration_count **out)
{
  iw_decoration_count *count = iwi_calloc(ctx, 1, sizeof *count);

  *out = NULL;
  if (count == NULL)
    return IW_E_MEMORY;
  if (iwi_bigint_create(ctx, 2, &count->values) != IW_OK) {
    iw_decoration_count_destroy(count);
    return IW_E_MEMORY;
  }
  *out = count;
  return IW_OK;
}

static iw_status write_texts(iw_context *ctx, iw_decoration_count *count)
{
  iw_status status = IW_OK;

  for (size_t i = 0; i < 2 && status == IW_OK; i++)
    status =
        iwi_bigint_text(ctx, iwi_bigint_at(count->values, i), &count->texts[i]);
  return status;
}

static iw_status check_options(iw_context *ctx, const iw_decorations *d,
                               const iw_decoration_count_options *options)
{
  if (options->struct_size != sizeof *options)
    return iwi_fail(ctx, IW_E_ARGUMENT, "count: options of %zu bytes, want %zu",
                    options->struct_size, sizeof *options);
  if (options->primitive_only && iw_site_group_translations(d->group) == NULL)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "count: primitive decorations of a group that does not "
                    "know its translations");
  return IW_OK;
}

iw_status iw_decorations_count(iw_context *ctx, const iw_decorations *d,
                               const iw_decoration_count_options *options,
                               iw_decoration_count **out)
{
  iw_decoration_count_options defaults;
  iw_decoration_count *count = NULL;
  burnside b = {.d = d};
  iw_status status;

  *out = NULL;
  iw_decoration_count_options_default(&defaults);
  if (options == NULL)
    options = &defaults;
  status = check_options(ctx, d, options);
  if (status == IW_OK)
    status = burnside_prepare(ctx, &b, options->primitive_only);
  if (status == IW_OK)
    status = make_count(ctx, &count);
  if (status == IW_OK)
    status = count_all(ctx, &b, options->max_states, count);
  if (status == IW_OK)
    status = write_texts(ctx, count);
  burnside_release(&b);
  if (status != IW_OK) {
    iw_decoration_count_destroy(count);
    return status;
  }
  *out = count;
  return IW_OK;
}

iw_status iw_decoration_count_sum(iw_context *ctx,
                                  const iw_decoration_count *const *counts,
                                  size_t n, iw_decoration_count **out)
{
  iw_decoration_count *sum;
  iw_status status = make_count(ctx, &sum);

  *out = NULL;
  if (status != IW_OK)
    return status;
  sum->is_exact = 1;
  for (size_t i = 0; i < n; i++) {
    sum->is_exact &= counts[i]->is_exact;
    for (size_t k = 0; k < 2; k++)
      iwi_bigint_add(iwi_bigint_at(sum->values, k),
                     iwi_bigint_at(counts[i]->values, k));
  }
  status = write_texts(ctx, sum);
  if (status != IW_OK) {
    iw_decoration_count_destroy(sum);
    return status;
  }
  *out = sum;
  return IW_OK;
}

void iw_decoration_count_destroy(iw_decoration_count *count)
{
  if (count == NULL)
    return;
  iwi_bigint_destroy(count->values, 2);
  iwi_free(count->texts[0]);
  iwi_free(count->texts[1]);
  iwi_free(count);
}

const char *iw_decoration_count_total(const iw_decoration_count *c)
{
  return c->texts[0];
}

const char *iw_decoration_count_distinct(const iw_decoration_count *c)
{
  return c->texts[1];
}

double iw_decoration_count_total_real(const iw_decoration_count *c)
{
  return iwi_bigint_real(iwi_bigint_at(c->values, 0));
}

double iw_decoration_count_distinct_real(const iw_decoration_count *c)
{
  return iwi_bigint_real(iwi_bigint_at(c->values, 1));
}

double iw_decoration_count_log_total(const iw_decoration_count *c)
{
  return iwi_bigint_log(iwi_bigint_at(c->values, 0));
}

int iw_decoration_count_is_exact(const iw_decoration_count *c)
{
  return c->is_exact;
}

double iw_decoration_count_entropy_mev_k(const iw_decoration_count *c)
{
  return 1000 * IWI_BOLTZMANN_EV_K * iw_decoration_count_log_total(c);
}
