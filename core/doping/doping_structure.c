/* SPDX-License-Identifier: BSD-3-Clause */
/* One decoration as an ordered crystal. */
#include "doping_object.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "context.h"
#include "mem.h"

/* A site of the new cell and where it stands in its order. */
typedef struct ranked {
  int32_t rank; /* of its element */
  size_t serial;
  iw_site site;
} ranked;

static int compare(const void *pa, const void *pb)
{
  const ranked *a = pa, *b = pb;

  if (a->rank != b->rank)
    return a->rank < b->rank ? -1 : 1;
  return (a->serial > b->serial) - (a->serial < b->serial);
}

/* The label the parent has for this element on the site; "" for a newcomer. */
static void copy_label(const iw_doping *d, size_t site, int32_t element,
                       iw_site *out)
{
  const size_t index = (size_t)iw_supercell_index(d->supercell);
  const size_t position = (size_t)d->positions[site / index];
  const iw_site *sites =
      iw_structure_sites(iw_supercell_structure(d->supercell));
  const iwi_atoms *atoms = d->places.atoms;

  if (position >= atoms->n_atoms)
    return;
  for (int32_t s = atoms->first[position]; s < atoms->first[position + 1];
       s++) {
    const iw_site *parent = &sites[(size_t)atoms->sites[s] * index];

    if (parent->element == element) {
      memcpy(out->label, parent->label, sizeof out->label);
      out->line = parent->line;
      return;
    }
  }
}

static size_t fill(const iw_doping *d, const iw_composition *c,
                   const uint8_t *species, ranked *out)
{
  size_t n = 0;

  for (size_t i = 0; i < d->n_spectators; i++, n++) {
    out[n].site = d->spectators[i];
    out[n].serial = n;
  }
  for (size_t i = 0; i < d->n_sites; i++) {
    const iw_doping_pool *pool = &d->pools[d->site_pools[i]];
    const int32_t first = d->first_species[d->site_pools[i]];
    const int32_t element = pool->species[species[i]].element;
    iw_site *site = &out[n].site;

    if (element == IW_VACANCY)
      continue;
    memset(site, 0, sizeof *site);
    memcpy(site->frac, d->frac[i], sizeof site->frac);
    site->element = element;
    site->occupancy = 1;
    site->oxidation = c->charges[first + species[i]];
    copy_label(d, i, element, site);
    out[n].serial = n;
    n++;
  }
  for (size_t i = 0; i < n; i++)
    out[i].rank = d->element_ranks[out[i].site.element];
  qsort(out, n, sizeof *out, compare);
  return n;
}

static iw_status check(iw_context *ctx, const iw_doping *d, size_t composition,
                       const uint8_t *species)
{
  if (composition >= d->n_compositions)
    return iwi_fail(ctx, IW_E_ARGUMENT, "composition %zu of %zu",
                    composition + 1, d->n_compositions);
  for (size_t i = 0; i < d->n_sites; i++) {
    if (species[i] >= d->pools[d->site_pools[i]].n_species)
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "site %zu: species %d, its pool has %zu", i,
                      (int)species[i], d->pools[d->site_pools[i]].n_species);
  }
  return IW_OK;
}

iw_status iw_doping_structure(iw_context *ctx, const iw_doping *d,
                              size_t composition, const uint8_t *species,
                              const char *title, iw_structure **out)
{
  const size_t most = d->n_spectators + d->n_sites;
  ranked *order = NULL;
  iw_site *sites = NULL;
  iw_structure_spec spec;
  iw_status status = check(ctx, d, composition, species);

  *out = NULL;
  if (status != IW_OK)
    return status;
  iw_structure_spec_default(&spec);
  order = iwi_calloc(ctx, most, sizeof *order);
  sites = iwi_calloc(ctx, most, sizeof *sites);
  if (order == NULL || sites == NULL) {
    status = IW_E_MEMORY;
  } else {
    spec.n_sites = fill(d, &d->compositions[composition], species, order);
    for (size_t i = 0; i < spec.n_sites; i++)
      sites[i] = order[i].site;
    memcpy(spec.lattice_ang, iw_doping_lattice(d), sizeof spec.lattice_ang);
    spec.sites = sites;
    spec.title = title;
    /* what may sit close together is for the exclusions to say */
    spec.min_distance_ang = 0;
    status = iw_structure_create(ctx, &spec, out);
  }
  iwi_free(order);
  iwi_free(sites);
  return status;
}

/* Does the row take every site to one of the same species? */
static int keeps(const int32_t *row, const uint8_t *species, size_t n)
{
  for (size_t i = 0; i < n; i++) {
    if (species[row[i]] != species[i])
      return 0;
  }
  return 1;
}

/* Of an ordered crystal that repeats within the supercell. */
static iw_status search_group(iw_context *ctx, const iw_doping *d,
                              size_t composition, const uint8_t *species,
                              double tolerance_ang, int32_t *number,
                              char symbol[16])
{
  iw_structure *structure = NULL;
  iw_symmetry *symmetry = NULL;
  iw_status status =
      iw_doping_structure(ctx, d, composition, species, NULL, &structure);

  if (status == IW_OK)
    status = iw_symmetry_find(ctx, structure, tolerance_ang, &symmetry);
  if (status == IW_OK) {
    *number = iw_symmetry_number(symmetry);
    snprintf(symbol, 16, "%s", iw_symmetry_symbol(symmetry));
  }
  iw_symmetry_destroy(symmetry);
  iw_structure_destroy(structure);
  return status == IW_E_SYMMETRY ? IW_OK : status;
}

iw_status iw_doping_space_group(iw_context *ctx, const iw_doping *d,
                                size_t composition, const uint8_t *species,
                                double tolerance_ang, int32_t *number,
                                char symbol[16])
{
  const size_t order = iw_site_group_order(d->group);
  const int32_t *rows = iw_site_group_permutations(d->group);
  iw_operation *kept;
  size_t n_kept = 0, n_translations = 0;
  iw_status status = check(ctx, d, composition, species);

  *number = 0;
  symbol[0] = '\0';
  if (status != IW_OK)
    return status;
  kept = iwi_calloc(ctx, order, sizeof *kept);
  if (kept == NULL)
    return IW_E_MEMORY;
  for (size_t k = 0; k < order; k++) {
    if (!keeps(rows + k * d->n_sites, species, d->n_sites))
      continue;
    kept[n_kept++] = iw_site_group_operations(d->group)[k];
    n_translations += iw_site_group_translations(d->group)[k];
  }
  if (n_translations == 1)
    status = iwi_symmetry_identify(ctx, iw_doping_lattice(d), kept, n_kept,
                                   tolerance_ang, number, symbol);
  /* spglib does not know all operations again when cells are skewed */
  if (status == IW_OK && *number == 0)
    status = search_group(ctx, d, composition, species, tolerance_ang, number,
                          symbol);
  iwi_free(kept);
  return status;
}
