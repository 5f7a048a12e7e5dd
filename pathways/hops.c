/* SPDX-License-Identifier: BSD-3-Clause */
/* Distinct hops: what is asked for is checked here, and the length up to which
 * hops are listed is found, where it is to follow from percolation. */
#include "hops.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <ionway/elements.h>
#include <ionway/winding.h>

#include "context.h"
#include "mem.h"
#include "vec3.h"

#define ALL_MECHANISMS                                                         \
  (IW_HOP_VACANCY | IW_HOP_INTERSTITIAL | IW_HOP_KNOCK_OFF | IW_HOP_FRENKEL)

/* Where the search for percolation starts, Angstrom, and how it grows. */
#define FIRST_REACH_ANG 3.0
#define GROWTH          1.25

/* Longest cutoff that can be asked for, Angstrom. */
#define MAX_CUTOFF_ANG 50.0

void iw_hops_options_default(iw_hops_options *options)
{
  memset(options, 0, sizeof *options);
  options->struct_size = sizeof *options;
  options->mechanisms = IW_HOP_VACANCY;
  options->until_dimension = 1;
  options->shell_ang = 0.5;
  options->min_angle_deg = 90;
  options->blocked_ang = 0.8;
  options->merge_ang = 0.2;
  options->mobile_charge = NAN;
}

/* ---- checks ----------------------------------------------------------- */

static iw_status check_numbers(iw_context *ctx, const iw_hops_options *o)
{
  if (!(o->cutoff_ang >= 0 && o->cutoff_ang <= MAX_CUTOFF_ANG))
    return iwi_fail(ctx, IW_E_ARGUMENT, "hops: cutoff %g Angstrom, want 0..%g",
                    o->cutoff_ang, MAX_CUTOFF_ANG);
  if (o->until_dimension < 1 || o->until_dimension > 3)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "hops: until they percolate in %d directions, want 1..3",
                    o->until_dimension);
  if (!(o->shell_ang >= 0 && o->shell_ang <= MAX_CUTOFF_ANG))
    return iwi_fail(ctx, IW_E_ARGUMENT, "hops: shell %g Angstrom, want 0..%g",
                    o->shell_ang, MAX_CUTOFF_ANG);
  if (!(o->min_angle_deg >= 0 && o->min_angle_deg <= 180))
    return iwi_fail(ctx, IW_E_ARGUMENT, "hops: angle %g degrees, want 0..180",
                    o->min_angle_deg);
  if (!(o->blocked_ang >= 0) || !(o->merge_ang > 0 && o->merge_ang <= 1))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "hops: blocked within %g and merged within %g Angstrom, "
                    "want at least 0, and above 0 and at most 1",
                    o->blocked_ang, o->merge_ang);
  return IW_OK;
}

static iw_status check_options(iw_context *ctx, const iw_hops_options *o)
{
  if (o->struct_size != sizeof *o)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "hops: options of size %zu, want %zu (start from the "
                    "defaults)",
                    o->struct_size, sizeof *o);
  if (o->mobile_element < 1 || o->mobile_element > IW_MAX_ELEMENT)
    return iwi_fail(ctx, IW_E_ARGUMENT, "hops: mobile element %d, want 1..%d",
                    (int)o->mobile_element, IW_MAX_ELEMENT);
  if (o->mechanisms == 0 || (o->mechanisms & ~(unsigned)ALL_MECHANISMS) != 0)
    return iwi_fail(ctx, IW_E_ARGUMENT, "hops: mechanisms %u, want 1..%d",
                    o->mechanisms, ALL_MECHANISMS);
  for (size_t i = 0; i < o->n_empty; i++) {
    for (int k = 0; k < 3; k++) {
      /* beyond 1e6 cells fractions have lost their digits */
      if (!(fabs(o->empty_frac[i][k]) <= 1e6))
        return iwi_fail(ctx, IW_E_ARGUMENT,
                        "hops: coordinate %g of empty position %zu",
                        o->empty_frac[i][k], i);
    }
  }
  return check_numbers(ctx, o);
}

static iw_status check_places(iw_context *ctx, const iw_hops *hops,
                              iw_hop_mechanism mechanism)
{
  const char *symbol = iw_element_symbol(hops->mobile_element);
  const char *name = iw_hops_mechanism_name(mechanism);

  if (mechanism != IW_HOP_INTERSTITIAL && hops->n_crystal == 0)
    return iwi_fail(ctx, IW_E_STRUCTURE,
                    "no %s in the crystal, want sites of it for %s hops",
                    symbol, name);
  if (mechanism != IW_HOP_VACANCY && hops->n_crystal == hops->n_sites)
    return iwi_fail(ctx, IW_E_STRUCTURE,
                    "no empty position for %s, want some for %s hops", symbol,
                    name);
  return IW_OK;
}

/* ---- percolation ------------------------------------------------------ */

/* Lengths at which the hops from the first on percolate. Orbits come by
 * length. */
static iw_status look_at_percolation(iw_context *ctx, iw_hops *hops,
                                     size_t first, double lengths_ang[3])
{
  iw_winding *winding;
  iw_status status = iw_winding_create(ctx, hops->n_sites, &winding);
  int rank = 0;

  if (status != IW_OK)
    return status;
  for (int d = 0; d < 3; d++)
    lengths_ang[d] = NAN;
  for (size_t i = first; i < hops->n && rank < 3; i++) {
    const iw_hop *hop = &hops->list[i];
    const int last = hop->n_places - 1;

    for (int64_t m = 0; m < hop->multiplicity; m++) {
      const iw_hop_place *p = hops->members[hop->first + m].places;
      const int got =
          iw_winding_join(winding, p[0].place, p[last].place, p[last].cell);

      while (rank < got)
        lengths_ang[rank++] = hop->length_ang;
    }
  }
  iw_winding_destroy(winding);
  return IW_OK;
}

/* All hops of a mechanism up to a length, appended. */
static iw_status append(iw_context *ctx, iw_hops *hops,
                        const iwi_hops_places *places,
                        const iw_hops_options *options,
                        iw_hop_mechanism mechanism, double cutoff_ang)
{
  iwi_chain *chains;
  size_t n;
  iw_status status = iwi_hops_chains_list(ctx, hops, places, options, mechanism,
                                          cutoff_ang, &chains, &n);

  if (status == IW_OK)
    status =
        iwi_hops_gather(ctx, hops, places, mechanism, cutoff_ang, chains, n);
  iwi_free(chains);
  return status;
}

/* Every place is joined to its own images along three vectors by hops this
 * long, over another place of the cell where the mechanism wants one. */
static double farthest_ang(const iwi_hops_places *places,
                           iw_hop_mechanism mechanism)
{
  double longest = 0, sum = 0;

  for (int k = 0; k < 3; k++) {
    const double length = iwi_norm3(places->lattice.reduced[k]);

    longest = fmax(longest, length);
    sum += length;
  }
  return mechanism == IW_HOP_VACANCY || mechanism == IW_HOP_INTERSTITIAL
             ? longest * (1 + 1e-9) /* rounding */
             : sum + longest;
}

static iw_status find_cutoff(iw_context *ctx, iw_hops *hops,
                             const iwi_hops_places *places,
                             const iw_hops_options *options,
                             iw_hop_mechanism mechanism, double *cutoff_ang)
{
  const size_t n = hops->n, n_members = hops->n_members;
  const double farthest = farthest_ang(places, mechanism);
  double reach = fmin(FIRST_REACH_ANG, farthest);

  for (;;) {
    double lengths[3];
    iw_status status = append(ctx, hops, places, options, mechanism, reach);

    if (status == IW_OK)
      status = look_at_percolation(ctx, hops, n, lengths);
    hops->n = n;
    hops->n_members = n_members;
    if (status != IW_OK)
      return status;
    if (isfinite(lengths[options->until_dimension - 1])) {
      *cutoff_ang = lengths[options->until_dimension - 1] + options->shell_ang;
      return IW_OK;
    }
    if (reach >= farthest)
      return iwi_fail(ctx, IW_E_LIMIT,
                      "%s hops up to %g Angstrom do not percolate in %d "
                      "directions",
                      iw_hops_mechanism_name(mechanism), farthest,
                      options->until_dimension);
    reach = fmin(reach * GROWTH, farthest);
  }
}

static iw_status find_mechanism(iw_context *ctx, iw_hops *hops,
                                const iwi_hops_places *places,
                                const iw_hops_options *options,
                                iw_hop_mechanism mechanism)
{
  const int bit = iwi_hops_bit(mechanism);
  const size_t first = hops->n;
  double cutoff_ang = options->cutoff_ang;
  iw_status status = check_places(ctx, hops, mechanism);

  if (status == IW_OK && !(cutoff_ang > 0))
    status = find_cutoff(ctx, hops, places, options, mechanism, &cutoff_ang);
  if (status == IW_OK)
    status = append(ctx, hops, places, options, mechanism, cutoff_ang);
  if (status == IW_OK)
    status = look_at_percolation(ctx, hops, first, hops->percolation_ang[bit]);
  hops->cutoff_ang[bit] = cutoff_ang;
  return status;
}

/* ---- search ----------------------------------------------------------- */

static iw_status copy_structure(iw_context *ctx, const iw_structure *structure,
                                iw_structure **out)
{
  const size_t n = iw_structure_n_sites(structure);
  double *oxidation = iwi_calloc(ctx, n, sizeof *oxidation);
  iw_status status;

  if (oxidation == NULL)
    return IW_E_MEMORY;
  for (size_t i = 0; i < n; i++)
    oxidation[i] = iw_structure_sites(structure)[i].oxidation;
  status = iw_structure_with_oxidation(ctx, structure, oxidation, out);
  iwi_free(oxidation);
  return status;
}

/* As asked for, else the mean over the sites; NAN when that is unknown. */
static double mobile_charge(const iw_structure *structure,
                            const iw_hops_options *options)
{
  const iw_site *sites = iw_structure_sites(structure);
  double charge = 0, amount = 0;

  if (!isnan(options->mobile_charge))
    return options->mobile_charge;
  for (size_t i = 0; i < iw_structure_n_sites(structure); i++) {
    if (sites[i].element == options->mobile_element) {
      charge += sites[i].occupancy * sites[i].oxidation;
      amount += sites[i].occupancy;
    }
  }
  return amount > 0 ? charge / amount : NAN;
}

static iw_status fill(iw_context *ctx, const iw_structure *structure,
                      const iw_symmetry *symmetry,
                      const iw_hops_options *options, iw_hops *hops)
{
  iwi_hops_places places = {0};
  iw_status status = copy_structure(ctx, structure, &hops->structure);

  if (status == IW_OK)
    status = iwi_hops_places_find(ctx, symmetry, options, hops, &places);
  for (unsigned bit = 1; bit <= IW_HOP_FRENKEL && status == IW_OK; bit *= 2) {
    if ((options->mechanisms & bit) != 0)
      status =
          find_mechanism(ctx, hops, &places, options, (iw_hop_mechanism)bit);
  }
  if (status == IW_OK)
    status = iwi_hops_measure(ctx, hops, &places, options->blocked_ang);
  iwi_hops_places_release(&places);
  return status;
}

iw_status iw_hops_find(iw_context *ctx, const iw_structure *structure,
                       const iw_symmetry *symmetry,
                       const iw_hops_options *options, iw_hops **out)
{
  iw_hops *hops;
  iw_status status = check_options(ctx, options);

  *out = NULL;
  if (status != IW_OK)
    return status;
  hops = iwi_calloc(ctx, 1, sizeof *hops);
  if (hops == NULL)
    return IW_E_MEMORY;
  hops->mobile_element = options->mobile_element;
  hops->mobile_charge = mobile_charge(structure, options);
  for (int bit = 0; bit < 4; bit++) {
    hops->cutoff_ang[bit] = NAN;
    for (int d = 0; d < 3; d++)
      hops->percolation_ang[bit][d] = NAN;
  }
  status = fill(ctx, structure, symmetry, options, hops);
  if (status != IW_OK) {
    iw_hops_destroy(hops);
    return status;
  }
  *out = hops;
  return IW_OK;
}

void iw_hops_destroy(iw_hops *hops)
{
  if (hops == NULL)
    return;
  iw_structure_destroy(hops->structure);
  iwi_free(hops->sites);
  iwi_free(hops->list);
  iwi_free(hops->members);
  iwi_free(hops);
}

/* ---- what was found --------------------------------------------------- */

size_t iw_hops_n(const iw_hops *hops)
{
  return hops->n;
}

const iw_hop *iw_hops_get(const iw_hops *hops)
{
  return hops->list;
}

size_t iw_hops_n_members(const iw_hops *hops)
{
  return hops->n_members;
}

const iw_hop_member *iw_hops_members(const iw_hops *hops)
{
  return hops->members;
}

size_t iw_hops_n_sites(const iw_hops *hops)
{
  return hops->n_sites;
}

const iw_hop_site *iw_hops_sites(const iw_hops *hops)
{
  return hops->sites;
}

const iw_structure *iw_hops_structure(const iw_hops *hops)
{
  return hops->structure;
}

int32_t iw_hops_mobile_element(const iw_hops *hops)
{
  return hops->mobile_element;
}

double iw_hops_mobile_charge(const iw_hops *hops)
{
  return hops->mobile_charge;
}

double iw_hops_cutoff_ang(const iw_hops *hops, iw_hop_mechanism mechanism)
{
  const int bit = iwi_hops_bit(mechanism);

  return bit >= 0 ? hops->cutoff_ang[bit] : NAN;
}

double iw_hops_percolation_ang(const iw_hops *hops, iw_hop_mechanism mechanism,
                               int dimension)
{
  const int bit = iwi_hops_bit(mechanism);

  return bit >= 0 && dimension >= 1 && dimension <= 3
             ? hops->percolation_ang[bit][dimension - 1]
             : NAN;
}

const char *iw_hops_mechanism_name(iw_hop_mechanism mechanism)
{
  static const char *const names[] = {"vacancy", "interstitial", "knock-off",
                                      "frenkel"};
  const int bit = iwi_hops_bit(mechanism);

  return bit >= 0 ? names[bit] : "";
}

void iw_hops_name(const iw_hops *hops, size_t k, char name[IW_HOP_NAME_SIZE])
{
  const iw_hop_mechanism mechanism = hops->list[k].mechanism;
  size_t first = k; /* mechanisms come one after another */

  while (first > 0 && hops->list[first - 1].mechanism == mechanism)
    first--;
  snprintf(name, IW_HOP_NAME_SIZE, "%s-%zu", iw_hops_mechanism_name(mechanism),
           k - first + 1);
}
