/* SPDX-License-Identifier: BSD-3-Clause */
/* Sentences about oxidation states. */
#include "oxireason.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <ionway/elements.h>

#include "context.h"
#include "oxidation_table.h"

/* Append to text; what does not fit is left out, the text stays whole. */
IWI_PRINTF(3, 4)
static void add(char *text, size_t size, const char *format, ...)
{
  const size_t used = strlen(text);
  va_list args;

  va_start(args, format);
  vsnprintf(text + used, size - used, format, args);
  va_end(args);
}

static void add_common_states(char *text, int32_t element)
{
  const iwi_states *states = &iwi_states_table[element];

  /* in rising order, which is how one looks them up */
  add(text, IWI_REASON_SIZE, "common states ");
  for (int q = -9, n = 0; q <= 9; q++) {
    for (int i = 0; i < states->n; i++) {
      if (states->state[i] == q)
        add(text, IWI_REASON_SIZE, "%s%d", n++ == 0 ? "" : ", ", q);
    }
  }
}

static void describe_kind(const iwi_kind *kind, double charge, char *text)
{
  const char *self = iw_element_symbol(kind->element);
  const int pure = fabs(charge - kind->state[0]) < 1e-9;

  switch (kind->env) {
  case IWI_CHEMENV_GIVEN:
    add(text, IWI_REASON_SIZE, "given by the user");
    break;
  case IWI_CHEMENV_CENTRE:
    add(text, IWI_REASON_SIZE, "bonded to %s",
        iw_element_symbol(kind->partner));
    if (kind->linked)
      add(text, IWI_REASON_SIZE, ", electrons shared in %s-%s bonds", self,
          self);
    add(text, IWI_REASON_SIZE, "%s",
        pure ? "" : "; of its states there the one that balances the cell");
    break;
  case IWI_CHEMENV_HOLES:
    add(text, IWI_REASON_SIZE,
        "holes: %s is at its highest state and cannot balance the cell",
        iw_element_symbol(kind->partner));
    break;
  case IWI_CHEMENV_LINKED:
    add(text, IWI_REASON_SIZE, "shares electrons in %s-%s bonds%s", self, self,
        pure ? "" : ", what balances the cell");
    break;
  case IWI_CHEMENV_ANION:
    add(text, IWI_REASON_SIZE,
        charge < 0 ? "%sanion state" : "%sno anion is bonded",
        kind->n == 1 ? "only " : "");
    break;
  default:
    if (kind->n == 1)
      add(text, IWI_REASON_SIZE, "only common state");
    else {
      add(text, IWI_REASON_SIZE, "%s that balances the cell; ",
          fabs(charge - floor(charge + 0.5)) > 1e-9 ? "average" : "state");
      add_common_states(text, kind->element);
    }
    break;
  }
}

void iwi_oxireason_write(const iw_oxidation_entry *entry,
                         const iwi_kinds *kinds, const double *kind_charge,
                         char text[IWI_REASON_SIZE])
{
  int several = 0;

  text[0] = '\0';
  if (entry->origin == IW_OXIDATION_RULE ||
      entry->origin == IW_OXIDATION_INPUT) {
    add(text, IWI_REASON_SIZE, "given by the %s",
        entry->origin == IW_OXIDATION_RULE ? "user" : "structure file");
    return;
  }
  for (size_t k = 0; k < kinds->n; k++)
    several += kinds->kinds[k].element == entry->element;
  for (size_t k = 0; k < kinds->n; k++) {
    if (kinds->kinds[k].element != entry->element)
      continue;
    if (several > 1)
      add(text, IWI_REASON_SIZE, "%s%.4g: ", text[0] == '\0' ? "" : "; ",
          kind_charge[k]);
    describe_kind(&kinds->kinds[k], kind_charge[k], text);
  }
}

void iwi_oxireason_elements(const iwi_kind *kinds, size_t n,
                            char text[IWI_REASON_SIZE])
{
  text[0] = '\0';
  for (size_t k = 0; k < n; k++) {
    size_t first = 0;

    while (kinds[first].element != kinds[k].element)
      first++;
    if (first == k)
      add(text, IWI_REASON_SIZE, "%s%s", text[0] == '\0' ? "" : ", ",
          iw_element_symbol(kinds[k].element));
  }
}

/* An example the user can type: the metal with a choice, else any element. */
static int32_t example_element(const iwi_kinds *kinds)
{
  for (size_t k = 0; k < kinds->n; k++) {
    if (kinds->kinds[k].env == IWI_CHEMENV_METAL && kinds->kinds[k].n > 1)
      return kinds->kinds[k].element;
  }
  return kinds->kinds[0].element;
}

iw_status iwi_oxireason_fail(iw_context *ctx, const iwi_kinds *kinds,
                             const double *kind_charge,
                             const iwi_balance *balance, double cell_charge)
{
  const double sum = cell_charge + balance->residual;
  char list[600] = "", advice[160] = "";

  for (size_t k = 0; k < kinds->n; k++)
    add(list, sizeof list, "%s%.6g %s %+.4g", k == 0 ? "" : ", ",
        kinds->kinds[k].amount, iw_element_symbol(kinds->kinds[k].element),
        kind_charge[k]);
  /* a whole number of charges: a cell with vacancies or interstitials */
  if (fabs(sum - floor(sum + 0.5)) < 1e-3)
    add(advice, sizeof advice,
        ", or take the cell as charged by "
        "--cell-charge %.0f",
        sum);
  return iwi_fail(ctx, IW_E_OXIDATION,
                  "oxidation states do not balance: the closest sum is %.4g "
                  "e, want %.4g (%s); add the atoms that are missing, set a "
                  "state by --oxidation %s=CHARGE%s",
                  sum, cell_charge, list,
                  iw_element_symbol(example_element(kinds)), advice);
}

void iwi_oxireason_log(iw_context *ctx, const iw_oxidation_entry *entries,
                       size_t n, double sum, double cell_charge)
{
  char list[600] = "";

  for (size_t e = 0; e < n; e++) {
    add(list, sizeof list, "%s%s %.4g", e == 0 ? "" : ", ",
        iw_element_symbol(entries[e].element), entries[e].charge_min);
    if (entries[e].charge_max > entries[e].charge_min)
      add(list, sizeof list, " to %.4g", entries[e].charge_max);
  }
  /* 1e-9: not a mere rounding zero, which would print as -0 */
  iwi_log(ctx, IW_LOG_NOTE, "oxidation states: %s; sum %.4g e", list,
          fabs(sum) < 1e-9 ? 0 : sum);
  if (fabs(sum - cell_charge) > 0.005)
    iwi_log(ctx, IW_LOG_WARNING,
            "the charges of the cell sum to %.3f e instead of %.4g: "
            "occupancies are rounded, or ions are missing or too many",
            sum, cell_charge);
}
