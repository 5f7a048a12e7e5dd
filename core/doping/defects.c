/* SPDX-License-Identifier: BSD-3-Clause */
/* Point defects of the mobile ion: what is asked for is checked here, and
 * every defect can be had as a structure. */
#include "defects.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <ionway/elements.h>

#include "context.h"
#include "mem.h"

#define ALL_KINDS                                                              \
  (IW_DEFECT_VACANCY | IW_DEFECT_INTERSTITIAL | IW_DEFECT_FRENKEL)

/* Above what files round to, far below the distance of any two sites. */
#define MATCH_ANG 0.05

double iwi_defects_tolerance_ang(const iw_symmetry *symmetry)
{
  return fmax(MATCH_ANG, 2 * iw_symmetry_tolerance(symmetry));
}

void iw_defects_options_default(iw_defects_options *options)
{
  memset(options, 0, sizeof *options);
  options->struct_size = sizeof *options;
  for (int k = 0; k < 3; k++)
    options->matrix[k][k] = 1;
  options->mobile_charge = NAN;
  options->kinds = ALL_KINDS;
  options->min_pair_ang = 0.5;
}

static iw_status check_options(iw_context *ctx, const iw_defects_options *o)
{
  if (o->kinds == 0 || (o->kinds & ~(unsigned)ALL_KINDS) != 0)
    return iwi_fail(ctx, IW_E_ARGUMENT, "defects: kinds %u, want 1..%d",
                    o->kinds, ALL_KINDS);
  if (!(o->min_pair_ang >= 0) || !(o->max_pair_ang >= 0))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "defects: pairs from %g to %g Angstrom, want no less than "
                    "0",
                    o->min_pair_ang, o->max_pair_ang);
  return IW_OK;
}

/* Mean charge of the mobile ion's sites, which have to be full. */
static iw_status look_at_sites(iw_context *ctx, const iw_structure *structure,
                               const iw_defects_options *options, double *mean)
{
  const iw_site *sites = iw_structure_sites(structure);
  size_t n = 0;

  *mean = 0;
  for (size_t i = 0; i < iw_structure_n_sites(structure); i++) {
    if (sites[i].element != options->mobile_element)
      continue;
    /* 1e-6: a full site may have been written as a sum of fractions */
    if (sites[i].occupancy < 1 - 1e-6)
      return iwi_fail(ctx, IW_E_STRUCTURE,
                      "%s has occupancy %.4g, want full sites of the mobile "
                      "ion: which of them are filled has to be decided first",
                      sites[i].label, sites[i].occupancy);
    *mean += sites[i].oxidation;
    n++;
  }
  if (n + options->n_interstitials == 0)
    return iwi_fail(ctx, IW_E_STRUCTURE,
                    "no %s and no interstitial position, want a place for a "
                    "defect",
                    iw_element_symbol(options->mobile_element));
  *mean = n > 0 ? *mean / (double)n : NAN;
  return IW_OK;
}

iw_status iw_defects_find(iw_context *ctx, const iw_structure *structure,
                          const iw_symmetry *symmetry,
                          const iw_defects_options *options, iw_defects **out)
{
  iw_defects *d;
  double mean;
  iw_status status;

  *out = NULL;
  status = check_options(ctx, options);
  if (status == IW_OK)
    status = look_at_sites(ctx, structure, options, &mean);
  if (status != IW_OK)
    return status;
  d = iwi_calloc(ctx, 1, sizeof *d);
  if (d == NULL)
    return IW_E_MEMORY;
  d->mobile_element = options->mobile_element;
  d->mobile_charge =
      isnan(options->mobile_charge) ? mean : options->mobile_charge;
  status = iw_supercell_create(ctx, structure, options->matrix, &d->supercell);
  if (status == IW_OK)
    status = iwi_defects_orbits(ctx, structure, symmetry, options, d);
  if (status == IW_OK && !options->by_supercell)
    iwi_defects_merge(structure, symmetry, options, d);
  if (status != IW_OK) {
    iw_defects_destroy(d);
    return status;
  }
  *out = d;
  return IW_OK;
}

void iw_defects_destroy(iw_defects *defects)
{
  if (defects == NULL)
    return;
  iw_supercell_destroy(defects->supercell);
  iwi_free(defects->list);
  iwi_free(defects);
}

size_t iw_defects_n(const iw_defects *d)
{
  return d->n;
}

const iw_defect *iw_defects_get(const iw_defects *d)
{
  return d->list;
}

const iw_supercell *iw_defects_supercell(const iw_defects *d)
{
  return d->supercell;
}

void iw_defects_name(const iw_defects *d, size_t i,
                     char name[IW_DEFECT_NAME_SIZE])
{
  const iw_defect_kind kind = d->list[i].kind;
  const char *word = kind == IW_DEFECT_VACANCY        ? "vacancy"
                     : kind == IW_DEFECT_INTERSTITIAL ? "interstitial"
                                                      : "frenkel";
  size_t first = i; /* kinds come one after another */

  while (first > 0 && d->list[first - 1].kind == kind)
    first--;
  snprintf(name, IW_DEFECT_NAME_SIZE, "%s-%zu", word, i - first + 1);
}

static void describe(const iw_structure *supercell, const iw_defect *defect,
                     const char *symbol, char *text, size_t size)
{
  const char *label = defect->vacancy >= 0
                          ? iw_structure_sites(supercell)[defect->vacancy].label
                          : "";

  switch (defect->kind) {
  case IW_DEFECT_VACANCY:
    snprintf(text, size, "%s vacancy", label);
    break;
  case IW_DEFECT_INTERSTITIAL:
    snprintf(text, size, "%s interstitial", symbol);
    break;
  case IW_DEFECT_FRENKEL:
    snprintf(text, size, "%s vacancy and %s interstitial %.3f Angstrom away",
             label, symbol, defect->distance_ang);
    break;
  }
}

iw_status iw_defects_structure(iw_context *ctx, const iw_defects *d, size_t i,
                               iw_structure **out)
{
  const iw_structure *supercell = iw_supercell_structure(d->supercell);
  const size_t n = iw_structure_n_sites(supercell);
  const char *symbol = iw_element_symbol(d->mobile_element);
  char title[96];
  iw_structure_spec spec;
  iw_site *sites;
  iw_status status;

  *out = NULL;
  if (i >= d->n)
    return iwi_fail(ctx, IW_E_ARGUMENT, "defect %zu of %zu", i, d->n);
  sites = iwi_calloc(ctx, n + 1, sizeof *sites);
  if (sites == NULL)
    return IW_E_MEMORY;
  describe(supercell, &d->list[i], symbol, title, sizeof title);
  iw_structure_spec_default(&spec);
  memcpy(spec.lattice_ang, iw_structure_lattice(supercell),
         sizeof spec.lattice_ang);
  spec.sites = sites;
  spec.title = title;
  for (size_t k = 0; k < n; k++) {
    if ((int64_t)k != d->list[i].vacancy)
      sites[spec.n_sites++] = iw_structure_sites(supercell)[k];
  }
  if (d->list[i].interstitial >= 0) {
    iw_site *added = &sites[spec.n_sites++];

    memcpy(added->frac, d->list[i].interstitial_frac, sizeof added->frac);
    added->element = d->mobile_element;
    added->occupancy = 1;
    added->oxidation = d->mobile_charge;
    snprintf(added->label, sizeof added->label, "%s_i", symbol);
  }
  status = iw_structure_create(ctx, &spec, out);
  iwi_free(sites);
  return status;
}
