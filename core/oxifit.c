/* SPDX-License-Identifier: BSD-3-Clause */
/* Bond-valence sums as tie-breaker between oxidation states. */
#include "oxifit.h"

#include <math.h>
#include <string.h>

#include "bond.h"
#include "lattice.h"
#include "mem.h"
#include "neighbor.h"

/* Cost per valence unit of misfit, and where it stops growing: unrelaxed
 * hosts are off by half a unit, wrong states by a whole one. */
#define MISFIT_COST 0.5
#define MISFIT_MOST 1.5
/* Misfit taken where the pair has no parameters. */
#define MISFIT_UNKNOWN 0.5

/* Angstrom; longer bonds carry less than 0.01 valence units. */
#define REACH 5.0

/* Sums of one site, one for each state of its kind. */
typedef struct fit {
  const iw_site *sites;
  const iwi_kinds *kinds;
  const iwi_kind *kind;
  const iw_bond *bonds; /* kind->n rows for every anion kind */
  double sum[IWI_MAX_CHOICES];
} fit;

static int add_neighbor(const iwi_neighbor *neighbor, void *user)
{
  fit *f = user;
  const size_t other = (size_t)f->kinds->of_site[neighbor->site];
  const iw_bond *row = f->bonds + other * IWI_MAX_CHOICES;

  for (int i = 0; i < f->kind->n; i++) {
    if (row[i].b_ang > 0)
      f->sum[i] += f->sites[neighbor->site].occupancy *
                   iwi_bond_valence(&row[i], neighbor->distance_ang);
  }
  return 0;
}

/* Rows of the kind with every anion kind and state; b 0 marks "none". */
static void find_rows(const iw_parameters *parameters, const iwi_kinds *kinds,
                      const iwi_kind *kind, iw_bond *bonds)
{
  for (size_t k = 0; k < kinds->n; k++) {
    const iwi_kind *anion = &kinds->kinds[k];

    for (int i = 0; i < kind->n; i++) {
      iw_bond *row = &bonds[k * IWI_MAX_CHOICES + (size_t)i];

      memset(row, 0, sizeof *row);
      if (anion->n > 0 && anion->state[0] < 0 && kind->state[i] > 0 &&
          iw_parameters_find(NULL, parameters, kind->element, kind->state[i],
                             anion->element, anion->state[0], row) != IW_OK)
        memset(row, 0, sizeof *row);
    }
  }
}

/* Cheapest first, which is where the search begins. */
static void sort_choices(iwi_kind *kind)
{
  for (int i = 1; i < kind->n; i++) {
    for (int k = i; k > 0 && kind->cost[k] < kind->cost[k - 1]; k--) {
      const double cost = kind->cost[k], state = kind->state[k];

      kind->cost[k] = kind->cost[k - 1];
      kind->state[k] = kind->state[k - 1];
      kind->cost[k - 1] = cost;
      kind->state[k - 1] = state;
    }
  }
}

static void weigh_kind(fit *f, iwi_kinds *kinds, size_t k, size_t n,
                       const iwi_bins *bins)
{
  iwi_kind *kind = &kinds->kinds[k];
  double misfit[IWI_MAX_CHOICES] = {0};

  f->kind = kind;
  for (size_t s = 0; s < n; s++) {
    if (kinds->of_site[s] != (int32_t)k)
      continue;
    memset(f->sum, 0, sizeof f->sum);
    iwi_bins_visit(bins, f->sites[s].frac, REACH, add_neighbor, f);
    for (int i = 0; i < kind->n; i++) {
      const double off =
          f->sum[i] > 0 ? fabs(f->sum[i] - kind->state[i]) : MISFIT_UNKNOWN;

      misfit[i] += f->sites[s].occupancy * fmin(off, MISFIT_MOST);
    }
  }
  for (int i = 0; i < kind->n; i++)
    kind->cost[i] += MISFIT_COST * misfit[i] / kind->amount;
  sort_choices(kind);
}

iw_status iwi_oxifit_weigh(iw_context *ctx, const iw_structure *structure,
                           const iw_parameters *parameters, iwi_kinds *kinds)
{
  const size_t n = iw_structure_n_sites(structure);
  fit f = {iw_structure_sites(structure), kinds, NULL, NULL, {0}};
  iw_bond *bonds = iwi_calloc(ctx, kinds->n, IWI_MAX_CHOICES * sizeof *bonds);
  double(*frac)[3] = iwi_calloc(ctx, n, sizeof *frac);
  iwi_bins *bins = NULL;
  iwi_lattice lattice;

  if (frac != NULL && bonds != NULL) {
    for (size_t i = 0; i < n; i++)
      memcpy(frac[i], f.sites[i].frac, sizeof frac[i]);
    if (iwi_lattice_init(&lattice, iw_structure_lattice(structure)))
      iwi_bins_create(ctx, &lattice, (const double(*)[3])frac, n, 2.5, &bins);
  }
  f.bonds = bonds;
  for (size_t k = 0; k < kinds->n && bins != NULL; k++) {
    const iwi_kind *kind = &kinds->kinds[k];

    if (kind->n < 2 || kind->env != IWI_CHEMENV_METAL)
      continue;
    find_rows(parameters, kinds, kind, bonds);
    weigh_kind(&f, kinds, k, n, bins);
  }
  iwi_free(frac);
  iwi_free(bonds);
  if (bins == NULL)
    return IW_E_MEMORY;
  iwi_bins_destroy(bins);
  return IW_OK;
}
