/* SPDX-License-Identifier: BSD-3-Clause */
/* Oxidation states of a structure: rules, then the input's own, then a guess
 * by charge balance. */
#include <ionway/oxidation.h>

#include <math.h>
#include <string.h>

#include <ionway/elements.h>

#include "balance.h"
#include "chemenv.h"
#include "context.h"
#include "mem.h"
#include "oxifit.h"
#include "oxireason.h"

struct iw_oxidation {
  iw_structure *structure;
  size_t n_entries;
  iw_oxidation_entry *entries;
  char (*reasons)[IWI_REASON_SIZE];
};

/* What the steps below hand on. */
typedef struct assignment {
  iw_context *ctx;
  const iw_structure *structure;
  const iw_site *sites;
  size_t n;
  const iw_oxidation_options *options;
  double tolerance; /* e, how far the sum may be off */
  double *charge;   /* n charges, the result */
  iwi_kinds kinds;  /* empty unless guessed */
  double *kind_charge;
  iwi_balance balance;
  int guessed;
} assignment;

void iw_oxidation_options_default(iw_oxidation_options *options)
{
  memset(options, 0, sizeof *options);
  options->struct_size = sizeof *options;
}

static iw_status check_options(iw_context *ctx,
                               const iw_oxidation_options *options)
{
  if (options->struct_size != sizeof *options ||
      !(fabs(options->cell_charge) < 1e6) || !(options->max_imbalance >= 0) ||
      (options->rules == NULL && options->n_rules > 0))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "oxidation options: want those of "
                    "iw_oxidation_options_default, a finite cell charge and "
                    "rules where n_rules is not 0");
  for (size_t i = 0; i < options->n_rules; i++) {
    const iw_oxidation_rule *rule = &options->rules[i];

    if (rule->element < 1 || rule->element > IW_MAX_ELEMENT ||
        !(fabs(rule->charge) <= 9))
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "oxidation rule %zu: element %d with charge %g, want "
                      "1..%d and -9..9",
                      i + 1, (int)rule->element, rule->charge, IW_MAX_ELEMENT);
  }
  return IW_OK;
}

/* The last rule for the element, NULL without one. */
static const iw_oxidation_rule *rule_of(const iw_oxidation_options *options,
                                        int32_t element)
{
  const iw_oxidation_rule *found = NULL;

  for (size_t i = 0; i < options->n_rules; i++) {
    if (options->rules[i].element == element)
      found = &options->rules[i];
  }
  return found;
}

static double charge_sum(const assignment *a)
{
  double sum = 0;

  for (size_t i = 0; i < a->n; i++)
    sum += a->sites[i].occupancy * a->charge[i];
  return sum;
}

/* Rules and the input's states; 1 when these give every site a charge and
 * the cell its own. */
static int take_input(assignment *a)
{
  int complete = 1, all_by_rule = 1;
  double sum;

  for (size_t i = 0; i < a->n; i++) {
    const iw_oxidation_rule *rule = rule_of(a->options, a->sites[i].element);

    a->charge[i] = NAN;
    if (rule != NULL) {
      a->charge[i] = rule->charge;
      continue;
    }
    all_by_rule = 0;
    if (!a->options->ignore_input)
      a->charge[i] = a->sites[i].oxidation;
    if (isnan(a->charge[i]))
      complete = 0;
  }
  if (!complete || all_by_rule)
    return 0; /* rules alone are checked by the search, with its message */
  sum = charge_sum(a);
  if (fabs(sum - a->options->cell_charge) <= a->tolerance)
    return 1;
  iwi_log(a->ctx, IW_LOG_WARNING,
          "the oxidation states of the input sum to %.4g e, want %.4g: they "
          "are guessed instead",
          sum, a->options->cell_charge);
  return 0;
}

static void apply_rules(assignment *a)
{
  for (size_t k = 0; k < a->kinds.n; k++) {
    iwi_kind *kind = &a->kinds.kinds[k];
    const iw_oxidation_rule *rule = rule_of(a->options, kind->element);

    if (rule == NULL)
      continue;
    kind->env = IWI_CHEMENV_GIVEN;
    kind->partner = 0;
    kind->average = 0;
    kind->n = 1;
    kind->state[0] = rule->charge;
    kind->cost[0] = 0;
  }
}

/* Every kind needs a state, and some kind a negative one. */
static iw_status check_kinds(const assignment *a)
{
  int negative = 0;

  for (size_t k = 0; k < a->kinds.n; k++) {
    const iwi_kind *kind = &a->kinds.kinds[k];

    if (kind->n == 0)
      return iwi_fail(a->ctx, IW_E_OXIDATION,
                      "no oxidation state of %s is known; give one by "
                      "--oxidation %s=...",
                      iw_element_symbol(kind->element),
                      iw_element_symbol(kind->element));
    for (int i = 0; i < kind->n; i++)
      negative |= kind->state[i] < 0;
  }
  if (!negative) {
    char elements[IWI_REASON_SIZE];

    iwi_oxireason_elements(a->kinds.kinds, a->kinds.n, elements);
    return iwi_fail(a->ctx, IW_E_OXIDATION,
                    "no oxidation states: none of %s is an anion here; want "
                    "an ionic compound, or charges by --oxidation",
                    elements);
  }
  return IW_OK;
}

static iw_status balance(assignment *a)
{
  return iwi_balance_search(a->ctx, a->kinds.kinds, a->kinds.n,
                            a->options->cell_charge, a->tolerance,
                            a->kind_charge, &a->balance);
}

/* Most that an anion may be short of its charge on average, e. A vacancy in a
 * cell of some twenty anions. */
#define MOST_HOLES 0.05

static int is_ordered(const assignment *a)
{
  for (size_t i = 0; i < a->n; i++) {
    if (a->sites[i].occupancy < 1 - 1e-9)
      return 0;
  }
  return 1;
}

/* A neutral cell that lacks a cation and whose redox-active metal is at its
 * highest state has the hole on its anions, which is where the electron comes
 * from in the crystal: O -1.99 beside Ti 4. Only in cells of whole atoms: with
 * partial ones the cation may simply be missing from the file. */
static int take_holes(assignment *a)
{
  const double missing = -a->balance.residual;
  const iwi_kind *metal = NULL;
  iwi_kind *anion = NULL;
  size_t at = 0;

  for (size_t k = 0; k < a->kinds.n; k++) {
    iwi_kind *kind = &a->kinds.kinds[k];

    if (kind->env == IWI_CHEMENV_METAL && kind->average)
      metal = kind;
    if (kind->env == IWI_CHEMENV_ANION && kind->state[0] < 0 &&
        (anion == NULL || kind->amount > anion->amount)) {
      anion = kind;
      at = k;
    }
  }
  if (metal == NULL || anion == NULL || !is_ordered(a) || !(missing > 0) ||
      missing > MOST_HOLES * anion->amount)
    return 0;
  a->kind_charge[at] += missing / anion->amount;
  anion->env = IWI_CHEMENV_HOLES;
  anion->partner = metal->element;
  iwi_log(a->ctx, IW_LOG_WARNING,
          "%s cannot balance the cell: %s takes %.4g on average; a cell that "
          "carries %.4g e balances without (--cell-charge)",
          iw_element_symbol(metal->element), iw_element_symbol(anion->element),
          a->kind_charge[at], a->options->cell_charge - missing);
  return 1;
}

/* A file that leaves out ions, if the caller can do with one. */
static int accept_imbalance(const assignment *a)
{
  double positive = 0;

  for (size_t k = 0; k < a->kinds.n; k++)
    positive += fmax(a->kind_charge[k], 0) * a->kinds.kinds[k].amount;
  return fabs(a->balance.residual) <= a->options->max_imbalance * positive;
}

/* Without far-fetched states, so that the sum to tell the user is that of
 * usual ones. IW_OK when holes close it. */
static iw_status settle_unbalanced(assignment *a)
{
  iw_status status;

  for (size_t k = 0; k < a->kinds.n; k++) {
    if (a->kinds.kinds[k].env != IWI_CHEMENV_METAL &&
        !a->kinds.kinds[k].average)
      a->kinds.kinds[k].n = 1;
  }
  status = balance(a);
  if (status != IW_OK || take_holes(a) || accept_imbalance(a))
    return status;
  return iwi_oxireason_fail(a->ctx, &a->kinds, a->kind_charge, &a->balance,
                            a->options->cell_charge);
}

static iw_status guess(assignment *a, const iw_parameters *parameters)
{
  iw_status status = iwi_chemenv_sort(a->ctx, a->structure, &a->kinds);

  if (status != IW_OK)
    return status;
  a->guessed = 1;
  apply_rules(a);
  status = check_kinds(a);
  if (status != IW_OK)
    return status;
  status = iwi_oxifit_weigh(a->ctx, a->structure, parameters, &a->kinds);
  if (status != IW_OK)
    return status;
  a->kind_charge = iwi_calloc(a->ctx, a->kinds.n, sizeof *a->kind_charge);
  if (a->kind_charge == NULL)
    return IW_E_MEMORY;
  status = balance(a);
  if (status != IW_OK)
    return status;
  if (fabs(a->balance.residual) > a->tolerance)
    status = settle_unbalanced(a);
  if (status != IW_OK)
    return status;
  for (size_t i = 0; i < a->n; i++)
    a->charge[i] = a->kind_charge[a->kinds.of_site[i]];
  return IW_OK;
}

/* Smallest, largest and mean charge of one element. */
static void fill_entry(const assignment *a, int32_t element,
                       iw_oxidation_entry *entry)
{
  double amount = 0, sum = 0;

  entry->element = element;
  entry->charge_min = INFINITY;
  entry->charge_max = -INFINITY;
  for (size_t i = 0; i < a->n; i++) {
    if (a->sites[i].element != element)
      continue;
    entry->charge_min = fmin(entry->charge_min, a->charge[i]);
    entry->charge_max = fmax(entry->charge_max, a->charge[i]);
    amount += a->sites[i].occupancy;
    sum += a->sites[i].occupancy * a->charge[i];
  }
  entry->charge_mean = sum / amount;
  if (entry->charge_min == entry->charge_max)
    entry->charge_mean = entry->charge_min; /* free of rounding */
  if (rule_of(a->options, element) != NULL)
    entry->origin = IW_OXIDATION_RULE;
  else
    entry->origin = a->guessed ? IW_OXIDATION_GUESS : IW_OXIDATION_INPUT;
}

static iw_status fill_entries(const assignment *a, iw_oxidation *oxidation)
{
  unsigned char present[IW_MAX_ELEMENT + 1] = {0};

  for (size_t i = 0; i < a->n; i++)
    present[a->sites[i].element] = 1;
  for (int32_t z = 1; z <= IW_MAX_ELEMENT; z++)
    oxidation->n_entries += present[z];
  oxidation->entries =
      iwi_calloc(a->ctx, oxidation->n_entries, sizeof *oxidation->entries);
  oxidation->reasons =
      iwi_calloc(a->ctx, oxidation->n_entries, sizeof *oxidation->reasons);
  if (oxidation->entries == NULL || oxidation->reasons == NULL)
    return IW_E_MEMORY;
  for (int32_t z = 1, e = 0; z <= IW_MAX_ELEMENT; z++) {
    iw_oxidation_entry *entry = &oxidation->entries[e];

    if (!present[z])
      continue;
    fill_entry(a, z, entry);
    iwi_oxireason_write(entry, &a->kinds, a->kind_charge,
                        oxidation->reasons[e]);
    entry->reason = oxidation->reasons[e];
    e++;
  }
  return IW_OK;
}

static iw_status finish(assignment *a, iw_oxidation **out)
{
  iw_oxidation *oxidation = iwi_calloc(a->ctx, 1, sizeof *oxidation);
  iw_status status;

  if (oxidation == NULL)
    return IW_E_MEMORY;
  status = iw_structure_with_oxidation(a->ctx, a->structure, a->charge,
                                       &oxidation->structure);
  if (status == IW_OK)
    status = fill_entries(a, oxidation);
  if (status != IW_OK) {
    iw_oxidation_destroy(oxidation);
    return status;
  }
  iwi_oxireason_log(a->ctx, oxidation->entries, oxidation->n_entries,
                    charge_sum(a), a->options->cell_charge);
  *out = oxidation;
  return IW_OK;
}

static iw_status run(assignment *a, const iw_parameters *parameters,
                     iw_oxidation **out)
{
  iw_parameters *own = NULL;
  iw_status status = IW_OK;

  a->charge = iwi_calloc(a->ctx, a->n, sizeof *a->charge);
  if (a->charge == NULL)
    return IW_E_MEMORY;
  if (!take_input(a)) {
    if (parameters == NULL) {
      status = iw_parameters_create(a->ctx, NULL, &own);
      parameters = own;
    }
    if (status == IW_OK)
      status = guess(a, parameters);
    iw_parameters_destroy(own);
  }
  return status == IW_OK ? finish(a, out) : status;
}

iw_status iw_oxidation_assign(iw_context *ctx, const iw_structure *structure,
                              const iw_parameters *parameters,
                              const iw_oxidation_options *options,
                              iw_oxidation **out)
{
  iw_oxidation_options defaults;
  assignment a = {0};
  iw_status status;

  *out = NULL;
  iw_oxidation_options_default(&defaults);
  a.ctx = ctx;
  a.structure = structure;
  a.sites = iw_structure_sites(structure);
  a.n = iw_structure_n_sites(structure);
  a.options = options == NULL ? &defaults : options;
  a.tolerance = iwi_balance_tolerance(a.sites, a.n);
  status = check_options(ctx, a.options);
  if (status == IW_OK)
    status = run(&a, parameters, out);
  iwi_free(a.charge);
  iwi_free(a.kind_charge);
  iwi_chemenv_release(&a.kinds);
  return status;
}

void iw_oxidation_destroy(iw_oxidation *oxidation)
{
  if (oxidation == NULL)
    return;
  iw_structure_destroy(oxidation->structure);
  iwi_free(oxidation->entries);
  iwi_free(oxidation->reasons);
  iwi_free(oxidation);
}

const iw_structure *iw_oxidation_structure(const iw_oxidation *oxidation)
{
  return oxidation->structure;
}

size_t iw_oxidation_n_entries(const iw_oxidation *oxidation)
{
  return oxidation->n_entries;
}

const iw_oxidation_entry *iw_oxidation_entries(const iw_oxidation *oxidation)
{
  return oxidation->entries;
}
