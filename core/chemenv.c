/* SPDX-License-Identifier: BSD-3-Clause */
/* Oxidation states from who is bonded to whom. Bonds between non-metals are
 * found by covalent radii; their electrons go to the more electronegative
 * atom, those between like atoms are shared (the ionic approximation of the
 * IUPAC definition, Karen, McArdle and Takats, Pure Appl. Chem. 88 (2016)
 * 831 [karen2016]). */
#include "chemenv.h"

#include <math.h>
#include <string.h>

#include <ionway/elements.h>

#include "bondval_table.h"
#include "context.h"
#include "lattice.h"
#include "mem.h"
#include "neighbor.h"
#include "oxidation_table.h"

/* Angstrom; non-metals closer than their covalent radii plus this share
 * electrons. Bonds keep within 0.15 of the sum, coordinates of disordered
 * structures are off by 0.1; the next shell lies 0.6 above. */
#define BOND_SLACK 0.30

/* Fraction of the radii below which two sites are alternatives of a split
 * position and no bond. */
#define SPLIT 0.62

/* Difference of electronegativity that sends the electrons to one side. */
#define EVEN 0.015

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

/* Bonded non-metals of one site, each weighted by occupancy. */
typedef struct surrounding {
  double above; /* more electronegative ones */
  double like;  /* same element, same role (see second pass) */
  double hydrogen, carbon, oxygen;
  double below;    /* less electronegative ones, without hydrogen */
  double like_ang; /* shortest bond to a like one */
  int crowded;     /* a like neighbour has several such itself */
  double acceptor; /* largest electronegativity of a neighbour */
  int32_t partner; /* the element most of `above` belongs to */
  double partner_weight;
} surrounding;

typedef struct survey {
  const iw_site *sites;
  surrounding *around;
  size_t site;
  int pass;
} survey;

static int is_chalcogen(int32_t z)
{
  return z == S || z == SE || z == TE;
}

/* Atoms of one role count as like: S-S and also S-Se, where neither side is
 * the cation. */
static int are_like(int32_t a, int32_t b)
{
  return a == b || (is_chalcogen(a) && is_chalcogen(b));
}

static int are_bonded(const iw_site *a, const iw_site *b, double distance_ang)
{
  double radii;

  /* asked first: the non-metals all have a radius */
  if (!(iwi_states_electronegativity(a->element) > 0) ||
      !(iwi_states_electronegativity(b->element) > 0))
    return 0;
  radii = iwi_covalent_table[a->element] + iwi_covalent_table[b->element];
  return distance_ang > SPLIT * radii && distance_ang < radii + BOND_SLACK;
}

static void count_first(surrounding *around, const iw_site *self,
                        const iw_site *other)
{
  const double mine = iwi_states_electronegativity(self->element);
  const double theirs = iwi_states_electronegativity(other->element);

  if (other->element == H)
    around->hydrogen += other->occupancy;
  if (other->element == C)
    around->carbon += other->occupancy;
  if (other->element == O)
    around->oxygen += other->occupancy;
  if (are_like(self->element, other->element))
    return;
  around->acceptor = fmax(around->acceptor, theirs);
  if (theirs < mine - EVEN && other->element != H)
    around->below += other->occupancy;
  if (theirs > mine + EVEN) {
    around->above += other->occupancy;
    if (other->occupancy > around->partner_weight) {
      around->partner = other->element;
      around->partner_weight = other->occupancy;
    }
  }
}

/* Two half-filled like sites may be alternatives. Atoms of different role (the
 * two sulphurs of thiosulphate) do not share evenly. */
static int shares_evenly(const survey *s, const iwi_neighbor *neighbor)
{
  const iw_site *self = &s->sites[s->site];
  const iw_site *other = &s->sites[neighbor->site];

  return are_like(self->element, other->element) &&
         self->occupancy + other->occupancy > 1.02 &&
         (s->around[s->site].above > 0.3) ==
             (s->around[neighbor->site].above > 0.3);
}

static int visit(const iwi_neighbor *neighbor, void *user)
{
  survey *s = user;
  const iw_site *self = &s->sites[s->site];
  const iw_site *other = &s->sites[neighbor->site];
  surrounding *around = &s->around[s->site];

  if (!are_bonded(self, other, neighbor->distance_ang))
    return 0;
  if (s->pass == 0) {
    count_first(around, self, other);
  } else if (shares_evenly(s, neighbor)) {
    if (s->pass == 1)
      around->like += other->occupancy;
    around->crowded |= s->pass == 2 && s->around[neighbor->site].like > 1.5;
    if (around->like_ang <= 0 || neighbor->distance_ang < around->like_ang)
      around->like_ang = neighbor->distance_ang;
  }
  return 0;
}

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

static void choose_for_chalcogen(iwi_kind *kind, const surrounding *around)
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

static void choose_for_pnictogen(iwi_kind *kind, const surrounding *around)
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

static void choose_for_tetrel(iwi_kind *kind, const surrounding *around)
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
static void choose_for_bound_carbon(iwi_kind *kind, const surrounding *around)
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

static void choose_for_carbon(iwi_kind *kind, const surrounding *around)
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

static void choose_for_nitrogen(iwi_kind *kind, const surrounding *around)
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

static void choose_for_halogen(iwi_kind *kind, const surrounding *around)
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

static void choose_for_oxygen(iwi_kind *kind, const surrounding *around)
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

static void choose_for_boron(iwi_kind *kind, const surrounding *around)
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

static void choose_for_hydrogen(iwi_kind *kind, const surrounding *around)
{
  /* over boron, silicon, germanium: proton on N, O, S, P, ... */
  if (around->acceptor > 2.15)
    choose_three(kind, 1, NONE, NONE);
  else
    choose_three(kind, -1, NONE, NONE);
}

static iwi_chemenv role(const surrounding *around)
{
  /* 0.3: less than half an atom, so a rare alternative */
  if (around->above > 0.3)
    return IWI_CHEMENV_CENTRE;
  return around->like > 0.5 ? IWI_CHEMENV_LINKED : IWI_CHEMENV_ANION;
}

static void choose_states(iwi_kind *kind, const surrounding *around)
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

/* Metals that are the anion where there is no non-metal: Li3Bi, Li15Sn4. */
static void choose_as_zintl(iwi_kind *kind)
{
  kind->n = 0;
  kind->average = 0;
  kind->env = IWI_CHEMENV_ANION;
  choose(kind, kind->element == BI ? -3 : -4, 0);
}

static int is_anionic(int32_t z)
{
  return iwi_states_electronegativity(z) > 0 && z != B;
}

static int same_choice(const iwi_kind *a, const iwi_kind *b)
{
  if (a->element != b->element || a->n != b->n || a->env != b->env ||
      a->linked != b->linked)
    return 0;
  for (int i = 0; i < a->n; i++) {
    if (fabs(a->state[i] - b->state[i]) > 1e-9)
      return 0;
  }
  return 1;
}

static iw_status fill_kinds(iw_context *ctx, const iw_structure *structure,
                            const surrounding *around, iwi_kinds *out)
{
  const iw_site *sites = iw_structure_sites(structure);
  const size_t n = iw_structure_n_sites(structure);
  size_t capacity = 0;
  int has_anion = 0;

  for (size_t i = 0; i < n; i++)
    has_anion |= is_anionic(sites[i].element);
  for (size_t i = 0; i < n; i++) {
    const int32_t z = sites[i].element;
    iwi_kind kind = {0};
    size_t k = 0;

    kind.element = z;
    if (!has_anion && (z == SN || z == PB || z == BI))
      choose_as_zintl(&kind);
    else
      choose_states(&kind, &around[i]);
    while (k < out->n && !same_choice(&out->kinds[k], &kind))
      k++;
    if (k == out->n) {
      const iw_status status = iwi_reserve(ctx, (void **)&out->kinds, &capacity,
                                           k + 1, sizeof *out->kinds);

      if (status != IW_OK)
        return status;
      out->kinds[out->n++] = kind;
    }
    out->kinds[k].amount += sites[i].occupancy;
    out->of_site[i] = (int32_t)k;
  }
  return IW_OK;
}

static iw_status look_around(iw_context *ctx, const iw_structure *structure,
                             surrounding *around)
{
  const size_t n = iw_structure_n_sites(structure);
  survey s = {iw_structure_sites(structure), around, 0, 0};
  /* the longest bond: two iodines or antimonies */
  const double reach = 2 * iwi_covalent_table[SB] + BOND_SLACK;
  double(*frac)[3] = iwi_calloc(ctx, n, sizeof *frac);
  iwi_lattice lattice;
  iwi_bins *bins;

  if (frac == NULL)
    return IW_E_MEMORY;
  for (size_t i = 0; i < n; i++)
    memcpy(frac[i], s.sites[i].frac, sizeof frac[i]);
  if (!iwi_lattice_init(&lattice, iw_structure_lattice(structure)) ||
      iwi_bins_create(ctx, &lattice, (const double(*)[3])frac, n, 2, &bins) !=
          IW_OK) {
    iwi_free(frac);
    return IW_E_MEMORY; /* a structure's cell is sound */
  }
  for (s.pass = 0; s.pass < 3; s.pass++) {
    for (s.site = 0; s.site < n; s.site++) {
      if (iwi_states_electronegativity(s.sites[s.site].element) > 0)
        iwi_bins_visit(bins, (const double *)frac[s.site], reach, visit, &s);
    }
  }
  iwi_bins_destroy(bins);
  iwi_free(frac);
  return IW_OK;
}

iw_status iwi_chemenv_sort(iw_context *ctx, const iw_structure *structure,
                           iwi_kinds *out)
{
  const size_t n = iw_structure_n_sites(structure);
  surrounding *around = iwi_calloc(ctx, n, sizeof *around);
  iw_status status = IW_E_MEMORY;

  memset(out, 0, sizeof *out);
  out->of_site = iwi_calloc(ctx, n, sizeof *out->of_site);
  if (around != NULL && out->of_site != NULL)
    status = look_around(ctx, structure, around);
  if (status == IW_OK)
    status = fill_kinds(ctx, structure, around, out);
  iwi_free(around);
  if (status != IW_OK)
    iwi_chemenv_release(out);
  return status;
}

void iwi_chemenv_release(iwi_kinds *kinds)
{
  iwi_free(kinds->of_site);
  iwi_free(kinds->kinds);
  memset(kinds, 0, sizeof *kinds);
}
