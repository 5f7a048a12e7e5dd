/* SPDX-License-Identifier: BSD-3-Clause */
/* What a composition is and what balanced it, in plain words. */
#include "doping_words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <ionway/elements.h>

#include "ion.h"

/* e: charges closer than this are one ion */
#define SAME_CHARGE 1e-6

const char *iwi_rule_name(iw_compensation rule)
{
  switch (rule) {
  case IW_COMPENSATE_VACANCY:
    return "vacancies";
  case IW_COMPENSATE_INTERSTITIAL:
    return "interstitials";
  case IW_COMPENSATE_CODOPANT:
    return "co-dopant";
  case IW_COMPENSATE_REDOX:
    return "redox";
  default:
    return "none";
  }
}

double iwi_draft_charge(const iwi_plan *plan, const iwi_draft *draft, size_t p,
                        int32_t ion)
{
  const iwi_pool_ion *i = &plan->pools[p].ions[ion];

  return i->element == draft->absorber ? i->charge + draft->shift : i->charge;
}

static size_t add_term(iw_doping_charge *terms, size_t n, size_t max,
                       int32_t element, double charge, int32_t count)
{
  for (size_t k = 0; k < n; k++) {
    if (terms[k].element == element &&
        fabs(terms[k].charge - charge) < SAME_CHARGE) {
      terms[k].count += count;
      return n;
    }
  }
  if (n == max || count == 0)
    return n;
  terms[n].element = element;
  terms[n].charge = charge;
  terms[n].count = count;
  return n + 1;
}

/* Cations first, by charge; then anions, the most charged first; then by
 * element. */
static int compare_terms(const void *pa, const void *pb)
{
  const iw_doping_charge *a = pa, *b = pb;
  const int a_anion = a->charge < 0, b_anion = b->charge < 0;

  if (a_anion != b_anion)
    return a_anion - b_anion;
  if (a->charge != b->charge)
    return a->charge < b->charge ? -1 : 1;
  return (a->element > b->element) - (a->element < b->element);
}

size_t iwi_draft_terms(const iwi_plan *plan, const iwi_draft *draft,
                       iw_doping_charge *terms, size_t max)
{
  size_t n = 0;

  for (size_t q = 0; q < plan->places.n_places; q++) {
    const iwi_place *place = &plan->places.places[q];

    if (plan->pool_of[q] < 0)
      n = add_term(terms, n, max, place->ions[0].element, place->ions[0].charge,
                   place->n_positions * plan->index);
  }
  for (size_t p = 0; p < plan->n_pools; p++) {
    for (int32_t i = 0; i < plan->pools[p].n_ions; i++)
      n = add_term(terms, n, max, plan->pools[p].ions[i].element,
                   iwi_draft_charge(plan, draft, p, i),
                   draft->counts[p * IWI_POOL_STRIDE + (size_t)i]);
  }
  qsort(terms, n, sizeof *terms, compare_terms);
  return n;
}

void iwi_words_sum(const iwi_plan *plan, const iwi_draft *draft, char *text,
                   size_t size)
{
  iw_doping_charge terms[64]; /* for a message; more are left out */
  const size_t n = iwi_draft_terms(plan, draft, terms, 64);
  char ion[IWI_ION_TEXT];
  double sum = 0;

  for (size_t k = 0; k < n; k++) {
    sum += terms[k].charge * terms[k].count;
    iwi_append(text, size, "%s%d %s", k == 0 ? "" : " + ", (int)terms[k].count,
               iwi_ion_text(terms[k].element, terms[k].charge, ion));
  }
  iwi_append(text, size, " = %+.4g e", sum);
}

void iwi_words_formula(const iw_doping_charge *terms, size_t n, char *text,
                       size_t size)
{
  for (size_t k = 0; k < n; k++) {
    int32_t count = terms[k].count;
    int is_first = 1;

    for (size_t j = 0; j < n; j++) {
      if (j == k || terms[j].element != terms[k].element)
        continue;
      is_first &= j > k; /* several states of an element are one entry */
      count += terms[j].count;
    }
    if (is_first)
      iwi_append(text, size, "%s%s%d", text[0] == '\0' ? "" : " ",
                 iw_element_symbol(terms[k].element), (int)count);
  }
}

/* "2 Ta5+ on Zr4+" or "2 vacancies on Li+" */
static void say_move(const iwi_exchange *move, int32_t put, char *text,
                     size_t size)
{
  char ion[IWI_ION_TEXT];

  if (move->wish->element == IW_VACANCY)
    iwi_append(text, size, "%d vacanc%s", (int)put, put == 1 ? "y" : "ies");
  else
    iwi_append(text, size, "%d %s", (int)put,
               iwi_ion_text(move->wish->element, move->charge, ion));
  iwi_append(text, size, " on %s",
             iwi_ion_text(move->target_element, move->target_charge, ion));
}

/* All substitutions made; 0 when there are none. */
static int say_moves(const iwi_plan *plan, const iwi_draft *draft, char *text,
                     size_t size)
{
  int any = 0;

  for (size_t m = 0; m < plan->request->n_substitutions; m++) {
    if (draft->put[m] == 0)
      continue;
    if (any)
      iwi_append(text, size, ", ");
    say_move(&plan->moves[m], draft->put[m], text, size);
    any = 1;
  }
  return any;
}

void iwi_words_residual(const iwi_plan *plan, const iwi_draft *draft,
                        char *text, size_t size)
{
  const int off = fabs(draft->residual) >= SAME_CHARGE;
  const double aim = plan->request->cell_charge;

  if (say_moves(plan, draft, text, size)) {
    if (off)
      iwi_append(text, size, " leaves %+.4g e", draft->residual + aim);
    else
      iwi_append(text, size, ": no whole numbers of atoms balance");
  } else if (off) {
    iwi_append(text, size, "the supercell carries %+.4g e",
               draft->residual + aim);
  } else {
    iwi_append(text, size,
               "no whole numbers of atoms within the rounding of %g balance",
               plan->request->rounding);
  }
  if (aim != 0)
    iwi_append(text, size, " where %+.4g e is wanted", aim);
}

/* Mobile ions more than were wanted, by rounding. */
static double count_moved(const iwi_plan *plan, const iwi_draft *draft)
{
  double n = 0;

  for (size_t p = 0; p < plan->n_pools; p++) {
    for (int32_t i = 0; i < plan->pools[p].n_ions; i++) {
      const size_t entry = p * IWI_POOL_STRIDE + (size_t)i;

      if (plan->pools[p].ions[i].element == plan->request->mobile_element)
        n += draft->counts[entry] - draft->wanted[entry];
    }
  }
  return n;
}

/* "2 Li+ vacancies" */
static void say_mobile(const iwi_plan *plan, const iwi_draft *draft,
                       const char *one, const char *many, char *text,
                       size_t size)
{
  const int32_t mobile = plan->request->mobile_element;
  char ion[IWI_ION_TEXT] = "";
  double n = fabs(draft->mobile_change);

  if (n < SAME_CHARGE) /* paid for rounding, not for a substitution */
    n = fabs(count_moved(plan, draft));
  for (size_t p = 0; p < plan->n_pools; p++) {
    for (int32_t i = 0; i < plan->pools[p].n_ions; i++) {
      if (plan->pools[p].ions[i].element == mobile)
        iwi_ion_text(mobile, plan->pools[p].ions[i].charge, ion);
    }
  }
  iwi_append(text, size, "%.4g %s %s", n, ion,
             fabs(n - 1) < SAME_CHARGE ? one : many);
}

static void say_redox(const iwi_plan *plan, const iwi_draft *draft, char *text,
                      size_t size)
{
  double before = 0, after = 0, atoms = 0;
  char ion[IWI_ION_TEXT], now[IWI_ION_TEXT];

  for (size_t p = 0; p < plan->n_pools; p++) {
    for (int32_t i = 0; i < plan->pools[p].n_ions; i++) {
      const double n = draft->counts[p * IWI_POOL_STRIDE + (size_t)i];

      if (plan->pools[p].ions[i].element != draft->absorber)
        continue;
      atoms += n;
      before += n * plan->pools[p].ions[i].charge;
      after += n * iwi_draft_charge(plan, draft, p, i);
    }
  }
  iwi_append(text, size, "%s becoming %s on average",
             iwi_ion_text(draft->absorber, before / atoms, ion),
             iwi_ion_text(draft->absorber, after / atoms, now));
}

void iwi_words_rule(const iwi_plan *plan, const iwi_draft *draft, char *text,
                    size_t size)
{
  const int shifts = draft->absorber != 0 && fabs(draft->shift) > SAME_CHARGE;
  int any = say_moves(plan, draft, text, size);

  if (fabs(draft->residual) >= SAME_CHARGE) {
    iwi_append(text, size, "%s(%+.4g e)", any ? " " : "charge of the parent ",
               draft->residual);
    any = 1;
  }
  if (!any)
    iwi_append(text, size,
               plan->is_disordered ? "occupancies in whole atoms"
                                   : "the parent");
  switch (draft->rule) {
  case IW_COMPENSATE_VACANCY:
    iwi_append(text, size, " balanced by ");
    say_mobile(plan, draft, "vacancy", "vacancies", text, size);
    break;
  case IW_COMPENSATE_INTERSTITIAL:
    iwi_append(text, size, " balanced by ");
    say_mobile(plan, draft, "interstitial", "interstitials", text, size);
    break;
  case IW_COMPENSATE_CODOPANT:
    iwi_append(text, size, " balanced by ");
    say_move(&plan->moves[plan->n_moves - 1], draft->put[plan->n_moves - 1],
             text, size);
    break;
  case IW_COMPENSATE_REDOX:
    iwi_append(text, size, " balanced by ");
    say_redox(plan, draft, text, size);
    return;
  default:
    iwi_append(text, size, ", no compensation needed");
    break;
  }
  if (shifts) {
    iwi_append(text, size, ", ");
    say_redox(plan, draft, text, size);
  }
}

/* An entry of a '/' or '+' list, when it is not in it yet. */
static void say_once(char *list, size_t size, const char *mark,
                     const char *entry)
{
  const size_t length = strlen(entry);

  for (const char *at = list; (at = strstr(at, entry)) != NULL; at++) {
    const int starts = at == list || at[-1] == mark[0];

    if (starts && (at[length] == '\0' || at[length] == mark[0]))
      return;
  }
  iwi_append(list, size, "%s%s", list[0] == '\0' ? "" : mark, entry);
}

void iwi_words_pool(const iwi_plan *plan, size_t p, char *text, size_t size)
{
  char elements[32] = "", orbits[32] = "", orbit[16];

  text[0] = '\0';
  for (size_t q = 0; q < plan->places.n_places; q++) {
    const iwi_place *place = &plan->places.places[q];

    if (plan->pool_of[q] != (int32_t)p)
      continue;
    if (place->is_interstitial) {
      iwi_append(text, size, "interstitial");
      return;
    }
    for (int32_t i = 0; i < place->n_ions; i++)
      say_once(elements, sizeof elements, "/",
               iw_element_symbol(place->ions[i].element));
    orbit[0] = '\0';
    iwi_append(orbit, sizeof orbit, "%d%c", (int)place->multiplicity,
               place->wyckoff);
    say_once(orbits, sizeof orbits, "+", orbit);
  }
  iwi_append(text, size, "%s %s", elements, orbits);
}
