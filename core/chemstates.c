/* SPDX-License-Identifier: BSD-3-Clause */
/* Oxidation states by element and neighbours: one small rule for each family
 * of non-metals, in the ionic approximation [karen2016]. */
#include "chemstates.h"

#include <math.h>

#include "oxidation_table.h"

enum {
  H = 1,
  B = 5,
  C = 6,
  N = 7,
  O = 8,
  F = 9,
  SI = 14,
  P = 15,
  S = 16,
  CL = 17,
  GE = 32,
  AS = 33,
  SE = 34,
  BR = 35,
  SN = 50,
  SB = 51,
  TE = 52,
  I = 53,
  PB = 82,
  BI = 83
};

static void choose(iwi_kind *kind, double state, double cost)
{
  if (kind->n < IWI_MAX_CHOICES) {
    kind->state[kind->n] = state;
    kind->cost[kind->n] = cost;
    kind->n++;
  }
}

/* All states of the element, in the order of the table. */
static void choose_all(iwi_kind *kind)
{
  const iwi_states *states = &iwi_states_table[kind->element];

  kind->env = IWI_CHEMENV_METAL;
  kind->average = states->redox;
  for (int i = 0; i < states->n; i++)
    choose(kind, states->state[i], states->cost[i] / 100.0);
}

/* A first choice and up to two others, which count only where the cell cannot
 * be balanced otherwise. Elements with a lone pair bond much alike in two
 * states: As, Sb, Se, Te leave more to the balance. */
static void choose_three(iwi_kind *kind, double first, double second,
                         double third)
{
  const int soft = kind->element == AS || kind->element == SB ||
                   kind->element == SE || kind->element == TE;
  const double step = soft ? 0.4 : 3;

  choose(kind, first, 0);
  if (second < 8.5)
    choose(kind, second, step);
  if (third < 8.5)
    choose(kind, third, 2 * step);
}

#define NONE 9.0 /* no state */

static void choose_for_chalcogen(iwi_kind *kind, const iwi_surrounding *around)
{
  /* sulphate 6, sulphite 4; Te(IV) likes four oxygens, too */
  if (kind->env == IWI_CHEMENV_CENTRE) {
    const double full = kind->element == TE ? 4.6 : 3.5;

    if (around->above + around->like > full)
      choose_three(kind, 6, 4, NONE);
    else
      choose_three(kind, 4, 6, 2);
    return;
  }
  choose_three(kind, fmin(-2 + floor(around->like + 0.5), 0), -2, NONE);
}

static void choose_for_pnictogen(iwi_kind *kind, const iwi_surrounding *around)
{
  const double links = floor(around->like + 0.5);

  if (kind->env == IWI_CHEMENV_CENTRE) {
    /* P(III) is rare in solids; As and Sb keep their lone pair readily */
    if (around->above + links > 3.4 || kind->element == P)
      choose_three(kind, 5 - links, 3, links > 0 ? 5 : NONE);
    else
      choose_three(kind, 3, 5, NONE);
    return;
  }
  choose_three(kind, fmin(-3 + links, 0), -3, NONE);
}

static void choose_for_tetrel(iwi_kind *kind, const iwi_surrounding *around)
{
  const double links = floor(around->like + 0.5);

  if (kind->env == IWI_CHEMENV_CENTRE)
    choose_three(kind, fmax(4 - links, 1), links > 0 ? 4 : NONE,
                 kind->element == GE ? 2 : NONE);
  else
    choose_three(kind, fmin(-4 + links, 0), -4, NONE);
}

/* Four electrons of carbon: out to O, N, F, in from hydrogen, shared with
 * carbon. Only one N and nothing else: cyanide, C 2+ with its lone pair. */
static void choose_for_bound_carbon(iwi_kind *kind,
                                    const iwi_surrounding *around)
{
  const double hydrogen = floor(around->hydrogen + 0.5);
  const double links = floor(around->like + 0.5);

  if (around->above < 1.5 && hydrogen < 1 && links < 1)
    choose_three(kind, 2, 4, NONE);
  else if (hydrogen > 0)
    choose_three(kind, fmax(4 - 2 * hydrogen - links, -4), 2, NONE);
  else
    choose_three(kind, 4 - links, 4, NONE);
}

static void choose_for_carbon(iwi_kind *kind, const iwi_surrounding *around)
{
  if (kind->env == IWI_CHEMENV_CENTRE) {
    choose_for_bound_carbon(kind, around);
  } else if (around->hydrogen > 0.5) { /* methyl groups and rings */
    choose_three(kind, fmax(-floor(around->hydrogen + 0.5), -4), 0, -4);
  } else if (around->like > 1.5) { /* sheets take what is left */
    choose_three(kind, 0, -1, NONE);
    kind->average = 1;
  } else { /* acetylide C2 2-, carbide */
    choose_three(kind, around->like > 0.5 ? -1 : -4, NONE, NONE);
  }
}

static void choose_for_nitrogen(iwi_kind *kind, const iwi_surrounding *around)
{
  if (kind->env == IWI_CHEMENV_CENTRE) {
    if (around->above > 2.5)
      choose_three(kind, 5, 3, NONE);
    else
      choose_three(kind, 3, 5, 1);
    return;
  }
  if (around->like < 0.5)
    choose_three(kind, -3, NONE, NONE);
  else { /* N2 2-, N2 4-, or azide: what is left */
    choose_three(kind, -1, -2, 0);
    kind->average = 1;
  }
}

static void choose_for_halogen(iwi_kind *kind, const iwi_surrounding *around)
{
  const double oxygen = floor(around->oxygen + 0.5);

  if (kind->env != IWI_CHEMENV_CENTRE)
    choose_three(kind, -1, NONE, NONE);
  else if (oxygen >= 4)
    choose_three(kind, 7, 5, NONE);
  else if (oxygen >= 3)
    choose_three(kind, 5, 7, NONE);
  else
    choose_three(kind, 2 * oxygen - 1, 5, -1);
}

static void choose_for_oxygen(iwi_kind *kind, const iwi_surrounding *around)
{
  /* Peroxide comes in pairs; longer chains of O are errors of the input, and
   * so are oxygens of a phosphate that come close by noise. */
  if (around->like < 0.5 || around->like > 1.5 || around->crowded ||
      around->below > 0.3)
    choose_three(kind, -2, NONE, NONE);
  else if (around->like_ang < 1.40) /* superoxide: 1.28 to 1.35 */
    choose_three(kind, -0.5, -1, -2);
  else
    choose_three(kind, -1, -0.5, -2);
}

static void choose_for_boron(iwi_kind *kind, const iwi_surrounding *around)
{
  if (around->like < 0.5) {
    choose_three(kind, 3, NONE, NONE);
    return;
  }
  /* cages and nets: what is left */
  choose(kind, 3, 0.5);
  choose(kind, 1, 0.2);
  choose(kind, -1, 0);
  choose(kind, -3, 0.5);
  kind->average = 1;
}

static void choose_for_hydrogen(iwi_kind *kind, const iwi_surrounding *around)
{
  /* over boron, silicon, germanium: proton on N, O, S, P, ... */
  if (around->acceptor > 2.15)
    choose_three(kind, 1, NONE, NONE);
  else
    choose_three(kind, -1, NONE, NONE);
}

static iwi_chemenv role(const iwi_surrounding *around)
{
  /* 0.3: less than half an atom, so a rare alternative */
  if (around->above > 0.3)
    return IWI_CHEMENV_CENTRE;
  return around->like > 0.5 ? IWI_CHEMENV_LINKED : IWI_CHEMENV_ANION;
}

void iwi_chemstates_choose(iwi_kind *kind, const iwi_surrounding *around)
{
  kind->env = role(around);
  kind->partner = kind->env == IWI_CHEMENV_CENTRE ? around->partner : 0;
  kind->linked = kind->env == IWI_CHEMENV_CENTRE && around->like > 0.5;
  switch (kind->element) {
  case H:
    choose_for_hydrogen(kind, around);
    break;
  case B:
    choose_for_boron(kind, around);
    break;
  case C:
    choose_for_carbon(kind, around);
    break;
  case N:
    choose_for_nitrogen(kind, around);
    break;
  case O:
    choose_for_oxygen(kind, around);
    break;
  case P:
  case AS:
  case SB:
    choose_for_pnictogen(kind, around);
    break;
  case S:
  case SE:
  case TE:
    choose_for_chalcogen(kind, around);
    break;
  case SI:
  case GE:
    choose_for_tetrel(kind, around);
    break;
  case F:
    choose_three(kind, -1, NONE, NONE);
    break;
  case CL:
  case BR:
  case I:
    choose_for_halogen(kind, around);
    break;
  default:
    choose_all(kind);
    break;
  }
}

void iwi_chemstates_zintl(iwi_kind *kind)
{
  kind->n = 0;
  kind->average = 0;
  kind->env = IWI_CHEMENV_ANION;
  choose(kind, kind->element == BI ? -3 : -4, 0);
}
