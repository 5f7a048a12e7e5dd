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
#include "chemstates.h"
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

/* atomic numbers */
enum {
  H = 1,
  B = 5,
  C = 6,
  O = 8,
  S = 16,
  SE = 34,
  SN = 50,
  SB = 51,
  TE = 52,
  PB = 82,
  BI = 83
};

typedef struct survey {
  const iw_site *sites;
  iwi_surrounding *around;
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

static void count_first(iwi_surrounding *around, const iw_site *self,
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
  iwi_surrounding *around = &s->around[s->site];

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
                            const iwi_surrounding *around, iwi_kinds *out)
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
      iwi_chemstates_zintl(&kind);
    else
      iwi_chemstates_choose(&kind, &around[i]);
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
                             iwi_surrounding *around)
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
  iwi_surrounding *around = iwi_calloc(ctx, n, sizeof *around);
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
