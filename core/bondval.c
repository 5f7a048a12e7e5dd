/* SPDX-License-Identifier: BSD-3-Clause */
/* Bond-valence sums, eqs. (V1)-(V3). */
#include <ionway/bondval.h>

#include <math.h>
#include <string.h>

#include "bond.h"
#include "context.h"
#include "ion.h"
#include "lattice.h"
#include "mem.h"
#include "neighbor.h"

/* e; ions whose charges differ by less are of one kind, smaller ones carry
 * none. Charges come from sums of a few occupancies. */
#define SAME_CHARGE 1e-6

/* A bond weaker than this is none, valence units. Fits of r0 and b stop at
 * the table's cutoff, where valences are about as small. */
#define WEAKEST 1e-4

/* Bounds of the cutoff, Angstrom. */
#define SHORTEST_CUTOFF 3.0
#define LONGEST_CUTOFF  8.0

struct iw_bond_valence {
  size_t n_sites;
  double *sums;
  double instability;
};

/* An element in one charge, and the parameters of a pair of these. */
typedef struct ion_kind {
  int32_t element;
  double charge;
} ion_kind;

typedef struct kind_pair {
  iw_bond bond;
  double cutoff_ang;
  int missing; /* no parameter: a neighbour inside the cutoff spoils the sum */
} kind_pair;

typedef struct summation {
  const iw_site *sites;
  const ion_kind *kinds;
  const int32_t *kind_of;
  const kind_pair *pairs; /* n_kinds x n_kinds, symmetric */
  size_t n_kinds;
  size_t site; /* the one being summed */
  double sum;
} summation;

static size_t collect_kinds(const iw_site *sites, size_t n, ion_kind *kinds,
                            int32_t *kind_of)
{
  size_t n_kinds = 0;

  for (size_t i = 0; i < n; i++) {
    size_t k = 0;

    while (k < n_kinds &&
           (kinds[k].element != sites[i].element ||
            fabs(kinds[k].charge - sites[i].oxidation) > SAME_CHARGE))
      k++;
    if (k == n_kinds) {
      kinds[k].element = sites[i].element;
      kinds[k].charge = sites[i].oxidation;
      n_kinds++;
    }
    kind_of[i] = (int32_t)k;
  }
  return n_kinds;
}

/* The distance to which bonds of the pair count: that of the table, with
 * which r0 and b were fitted, else where s falls to WEAKEST. */
static double pair_cutoff(const iw_bond *bond)
{
  double cutoff = bond->bond_cutoff_ang;

  if (!(cutoff > 0))
    cutoff = bond->r0_ang - bond->b_ang * log(WEAKEST);
  return fmin(fmax(cutoff, SHORTEST_CUTOFF), LONGEST_CUTOFF);
}

/* Without parameters one can only tell whether the ions touch: within 1.3
 * times the sum of their ionic radii, 3.5 Angstrom where that is unknown. */
static double contact_distance(const ion_kind *a, const ion_kind *b)
{
  const double sum = iw_parameters_ionic_radius_ang(a->element, a->charge) +
                     iw_parameters_ionic_radius_ang(b->element, b->charge);

  return isnan(sum) ? 3.5 : 1.3 * sum;
}

static void find_pair(const iw_parameters *parameters, const ion_kind *a,
                      const ion_kind *b, kind_pair *pair)
{
  const ion_kind *cation = a->charge > 0 ? a : b;
  const ion_kind *anion = a->charge > 0 ? b : a;

  memset(pair, 0, sizeof *pair);
  /* 0 leaves the pair out: like charges, and atoms without a charge */
  if (!(cation->charge > SAME_CHARGE && anion->charge < -SAME_CHARGE))
    return;
  if (iw_parameters_find(NULL, parameters, cation->element, cation->charge,
                         anion->element, anion->charge, &pair->bond) == IW_OK) {
    pair->cutoff_ang = pair_cutoff(&pair->bond);
  } else {
    pair->missing = 1;
    pair->cutoff_ang = contact_distance(a, b);
  }
}

static int add_bond(const iwi_neighbor *neighbor, void *user)
{
  summation *s = user;
  const kind_pair *pair = &s->pairs[(size_t)s->kind_of[s->site] * s->n_kinds +
                                    (size_t)s->kind_of[neighbor->site]];

  /* a cutoff of 0 leaves the pair out, the site itself included */
  if (!(neighbor->distance_ang < pair->cutoff_ang))
    return 0;
  if (pair->missing) {
    s->sum = NAN;
    return 1;
  }
  /* (V2) V_i = sum_j occ_j s_ij, (V1) s_ij = exp((r0 - R_ij)/b) */
  s->sum += s->sites[neighbor->site].occupancy *
            iwi_bond_valence(&pair->bond, neighbor->distance_ang);
  return 0;
}

static void note_missing(iw_context *ctx, const ion_kind *kinds,
                         const kind_pair *pairs, size_t n_kinds)
{
  for (size_t a = 0; a < n_kinds; a++) {
    for (size_t b = 0; b < n_kinds; b++) {
      char cation[IWI_ION_TEXT], anion[IWI_ION_TEXT];

      if (kinds[a].charge > 0 && pairs[a * n_kinds + b].missing)
        iwi_log(ctx, IW_LOG_NOTE,
                "no bond-valence parameters for %s - %s: sums of ions that "
                "touch one are unknown",
                iwi_ion_text(kinds[a].element, kinds[a].charge, cation),
                iwi_ion_text(kinds[b].element, kinds[b].charge, anion));
    }
  }
}

/* (V3) G = sqrt(sum_i occ_i (V_i - |q_i|)^2 / sum_i occ_i) over charged sites
 * with a sum. */
static double instability(const iw_site *sites, const double *sums, size_t n)
{
  double square = 0, weight = 0;

  for (size_t i = 0; i < n; i++) {
    const double off = sums[i] - fabs(sites[i].oxidation);

    if (isnan(off) || fabs(sites[i].oxidation) <= SAME_CHARGE)
      continue;
    square += sites[i].occupancy * off * off;
    weight += sites[i].occupancy;
  }
  return weight > 0 ? sqrt(square / weight) : NAN;
}

static iw_status sum_all(iw_context *ctx, const iw_structure *structure,
                         summation *s, double reach_ang, double *sums)
{
  const size_t n = iw_structure_n_sites(structure);
  iwi_lattice lattice;
  iwi_bins *bins = NULL;
  double(*frac)[3] = iwi_calloc(ctx, n, sizeof *frac);

  if (frac == NULL)
    return IW_E_MEMORY;
  for (size_t i = 0; i < n; i++)
    memcpy(frac[i], s->sites[i].frac, sizeof frac[i]);
  if (!iwi_lattice_init(&lattice, iw_structure_lattice(structure)) ||
      iwi_bins_create(ctx, &lattice, (const double(*)[3])frac, n, 2.5, &bins) !=
          IW_OK) {
    iwi_free(frac);
    return IW_E_MEMORY; /* a structure's cell is sound */
  }
  for (size_t i = 0; i < n; i++) {
    s->site = i;
    s->sum = 0;
    iwi_bins_visit(bins, (const double *)frac[i], reach_ang, add_bond, s);
    sums[i] = s->sum;
  }
  iwi_bins_destroy(bins);
  iwi_free(frac);
  return IW_OK;
}

static iw_status sum_kinds(iw_context *ctx, const iw_structure *structure,
                           const iw_parameters *parameters,
                           const ion_kind *kinds, size_t n_kinds,
                           const int32_t *kind_of, double *sums)
{
  summation s = {
      iw_structure_sites(structure), kinds, kind_of, NULL, n_kinds, 0, 0};
  kind_pair *pairs = NULL;
  double reach = 0;
  iw_status status;

  /* two steps: n_kinds^2 may not fit where n_kinds does */
  if (n_kinds > 0 && n_kinds <= SIZE_MAX / sizeof *pairs / n_kinds)
    pairs = iwi_calloc(ctx, n_kinds * n_kinds, sizeof *pairs);
  if (pairs == NULL)
    return IW_E_MEMORY;
  for (size_t a = 0; a < n_kinds; a++) {
    for (size_t b = 0; b < n_kinds; b++) {
      find_pair(parameters, &kinds[a], &kinds[b], &pairs[a * n_kinds + b]);
      reach = fmax(reach, pairs[a * n_kinds + b].cutoff_ang);
    }
  }
  note_missing(ctx, kinds, pairs, n_kinds);
  s.pairs = pairs;
  status = sum_all(ctx, structure, &s, reach, sums);
  iwi_free(pairs);
  return status;
}

iw_status iw_bond_valence_compute(iw_context *ctx,
                                  const iw_structure *structure,
                                  const iw_parameters *parameters,
                                  iw_bond_valence **out)
{
  const size_t n = iw_structure_n_sites(structure);
  const iw_site *sites = iw_structure_sites(structure);
  iw_bond_valence *valence;
  ion_kind *kinds;
  int32_t *kind_of;
  iw_status status = IW_E_MEMORY;

  *out = NULL;
  for (size_t i = 0; i < n; i++) {
    if (!isfinite(sites[i].oxidation))
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "bond-valence sums: site %s has no oxidation state",
                      sites[i].label);
  }
  valence = iwi_calloc(ctx, 1, sizeof *valence);
  if (valence == NULL)
    return IW_E_MEMORY;
  valence->n_sites = n;
  valence->sums = iwi_calloc(ctx, n, sizeof *valence->sums);
  kinds = iwi_calloc(ctx, n, sizeof *kinds);
  kind_of = iwi_calloc(ctx, n, sizeof *kind_of);
  if (valence->sums != NULL && kinds != NULL && kind_of != NULL) {
    const size_t n_kinds = collect_kinds(sites, n, kinds, kind_of);

    status = sum_kinds(ctx, structure, parameters, kinds, n_kinds, kind_of,
                       valence->sums);
  }
  iwi_free(kinds);
  iwi_free(kind_of);
  if (status != IW_OK) {
    iw_bond_valence_destroy(valence);
    return status;
  }
  valence->instability = instability(sites, valence->sums, n);
  *out = valence;
  return IW_OK;
}

void iw_bond_valence_destroy(iw_bond_valence *valence)
{
  if (valence == NULL)
    return;
  iwi_free(valence->sums);
  iwi_free(valence);
}

const double *iw_bond_valence_sums(const iw_bond_valence *valence)
{
  return valence->sums;
}

double iw_bond_valence_instability(const iw_bond_valence *valence)
{
  return valence->instability;
}
