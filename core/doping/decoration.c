/* SPDX-License-Identifier: BSD-3-Clause */
/* The space of decorations: its arguments copied, checked and brought into one
 * form. */
#include "decoration.h"

#include <stdlib.h>
#include <string.h>

#include "context.h"
#include "mem.h"

void iw_decoration_spec_default(iw_decoration_spec *spec)
{
  memset(spec, 0, sizeof *spec);
  spec->struct_size = sizeof *spec;
}

static int by_sites_and_masks(const void *a, const void *b)
{
  const iw_exclusion *x = a, *y = b;

  if (x->site_a != y->site_a)
    return x->site_a < y->site_a ? -1 : 1;
  if (x->site_b != y->site_b)
    return x->site_b < y->site_b ? -1 : 1;
  if (x->species_a != y->species_a)
    return x->species_a < y->species_a ? -1 : 1;
  return (x->species_b > y->species_b) - (x->species_b < y->species_b);
}

/* The same exclusion with the smaller site first. */
static iw_exclusion in_order(iw_exclusion e)
{
  if (e.site_a < e.site_b)
    return e;
  return (iw_exclusion){e.site_b, e.site_a, e.species_b, e.species_a};
}

static iw_status copy_pools(iw_context *ctx, const iw_decoration_spec *spec,
                            iw_decorations *d)
{
  size_t n_species = 0;

  d->pool_sizes = iwi_calloc(ctx, d->n_pools, sizeof *d->pool_sizes);
  d->first_species = iwi_calloc(ctx, d->n_pools + 1, sizeof *d->first_species);
  if (d->pool_sizes == NULL || d->first_species == NULL)
    return IW_E_MEMORY;
  for (size_t p = 0; p < d->n_pools; p++) {
    const iw_decoration_pool *pool = &spec->pools[p];

    if (pool->counts == NULL || pool->n_species < 1 ||
        pool->n_species > IW_DECORATION_MAX_SPECIES)
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "pool %zu of %zu species: 1 to %d wanted", p,
                      pool->n_species, IW_DECORATION_MAX_SPECIES);
    n_species += pool->n_species;
    d->first_species[p + 1] = (int32_t)n_species;
  }
  d->counts = iwi_calloc(ctx, n_species, sizeof *d->counts);
  if (d->counts == NULL)
    return IW_E_MEMORY;
  for (size_t p = 0; p < d->n_pools; p++)
    memcpy(d->counts + d->first_species[p], spec->pools[p].counts,
           spec->pools[p].n_species * sizeof *d->counts);
  return IW_OK;
}

static iw_status copy_sites(iw_context *ctx, const iw_decoration_spec *spec,
                            iw_decorations *d)
{
  d->site_pools = iwi_calloc(ctx, d->n_sites, sizeof *d->site_pools);
  if (d->site_pools == NULL)
    return IW_E_MEMORY;
  for (size_t i = 0; i < d->n_sites; i++) {
    const int32_t pool = spec->site_pools[i];

    if (pool < 0 || (size_t)pool >= d->n_pools)
      return iwi_fail(ctx, IW_E_ARGUMENT, "site %zu in pool %ld of %zu", i,
                      (long)pool, d->n_pools);
    d->site_pools[i] = pool;
    d->pool_sizes[pool]++;
  }
  return IW_OK;
}

static iw_status check_counts(iw_context *ctx, const iw_decorations *d)
{
  for (size_t p = 0; p < d->n_pools; p++) {
    int64_t sum = 0;

    for (int32_t s = d->first_species[p]; s < d->first_species[p + 1]; s++) {
      if (d->counts[s] < 0)
        return iwi_fail(ctx, IW_E_ARGUMENT, "pool %zu: a species %ld times", p,
                        (long)d->counts[s]);
      sum += d->counts[s];
    }
    if (sum != d->pool_sizes[p])
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "pool %zu: %lld atoms and vacancies on %ld sites", p,
                      (long long)sum, (long)d->pool_sizes[p]);
  }
  return IW_OK;
}

static iw_status check_group(iw_context *ctx, const iw_decorations *d)
{
  for (size_t k = 0; k < d->order; k++) {
    const int32_t *g = d->permutations + k * d->n_sites;

    for (size_t i = 0; i < d->n_sites; i++) {
      if (d->site_pools[g[i]] != d->site_pools[i])
        return iwi_fail(ctx, IW_E_ARGUMENT,
                        "operation %zu takes site %zu of pool %ld to site %ld "
                        "of pool %ld",
                        k, i, (long)d->site_pools[i], (long)g[i],
                        (long)d->site_pools[g[i]]);
    }
  }
  return IW_OK;
}

/* Some species of the site's pool, and none besides. */
static int mask_fits(const iw_decorations *d, int32_t site, uint32_t mask)
{
  const int32_t pool = d->site_pools[site];
  const int32_t n = d->first_species[pool + 1] - d->first_species[pool];

  return mask != 0 && mask >> n == 0;
}

static iw_status copy_exclusions(iw_context *ctx,
                                 const iw_decoration_spec *spec,
                                 iw_decorations *d)
{
  size_t n = 0;

  d->exclusions = iwi_calloc(ctx, spec->n_exclusions, sizeof *d->exclusions);
  if (d->exclusions == NULL)
    return IW_E_MEMORY;
  for (size_t i = 0; i < spec->n_exclusions; i++) {
    const iw_exclusion e = in_order(spec->exclusions[i]);

    if (e.site_a < 0 || e.site_a == e.site_b || (size_t)e.site_b >= d->n_sites)
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "exclusion %zu between sites %ld and %ld of %zu", i,
                      (long)e.site_a, (long)e.site_b, d->n_sites);
    if (!mask_fits(d, e.site_a, e.species_a) ||
        !mask_fits(d, e.site_b, e.species_b))
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "exclusion %zu: species 0x%lx and 0x%lx, which are none "
                      "of the sites' pools",
                      i, (unsigned long)e.species_a,
                      (unsigned long)e.species_b);
    d->exclusions[i] = e;
  }
  qsort(d->exclusions, spec->n_exclusions, sizeof *d->exclusions,
        by_sites_and_masks);
  for (size_t i = 0; i < spec->n_exclusions; i++) {
    if (n == 0 ||
        by_sites_and_masks(&d->exclusions[n - 1], &d->exclusions[i]) != 0)
      d->exclusions[n++] = d->exclusions[i];
  }
  d->n_exclusions = n;
  return IW_OK;
}

/* Images of one exclusion must be in the set; those of an image are the same,
 * so that one of each orbit is looked at. */
static iw_status check_orbit(iw_context *ctx, const iw_decorations *d, size_t i,
                             uint8_t *seen)
{
  const iw_exclusion e = d->exclusions[i];

  for (size_t k = 0; k < d->order; k++) {
    const int32_t *g = d->permutations + k * d->n_sites;
    const iw_exclusion image = in_order(
        (iw_exclusion){g[e.site_a], g[e.site_b], e.species_a, e.species_b});
    const iw_exclusion *found = bsearch(&image, d->exclusions, d->n_exclusions,
                                        sizeof image, by_sites_and_masks);

    if (found == NULL)
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "sites %ld and %ld exclude each other, their images %ld "
                      "and %ld under operation %zu do not",
                      (long)e.site_a, (long)e.site_b, (long)image.site_a,
                      (long)image.site_b, k);
    seen[found - d->exclusions] = 1;
  }
  return IW_OK;
}

static iw_status check_exclusions(iw_context *ctx, const iw_decorations *d)
{
  uint8_t *seen = iwi_calloc(ctx, d->n_exclusions, 1);
  iw_status status = IW_OK;

  if (seen == NULL)
    return IW_E_MEMORY;
  for (size_t i = 0; i < d->n_exclusions && status == IW_OK; i++) {
    if (!seen[i])
      status = check_orbit(ctx, d, i, seen);
  }
  iwi_free(seen);
  return status;
}

static iw_status fill(iw_context *ctx, const iw_decoration_spec *spec,
                      iw_decorations *d)
{
  iw_status status = copy_pools(ctx, spec, d);

  if (status == IW_OK)
    status = copy_sites(ctx, spec, d);
  if (status == IW_OK)
    status = check_counts(ctx, d);
  if (status == IW_OK)
    status = check_group(ctx, d);
  if (status == IW_OK)
    status = copy_exclusions(ctx, spec, d);
  if (status == IW_OK)
    status = check_exclusions(ctx, d);
  return status;
}

iw_status iw_decorations_create(iw_context *ctx, const iw_decoration_spec *spec,
                                iw_decorations **out)
{
  iw_decorations *d;
  iw_status status;

  *out = NULL;
  if (spec->struct_size != sizeof *spec || spec->group == NULL ||
      spec->site_pools == NULL || (spec->pools == NULL && spec->n_pools > 0) ||
      (spec->exclusions == NULL && spec->n_exclusions > 0))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "decorations: group, site_pools or pools are missing");
  d = iwi_calloc(ctx, 1, sizeof *d);
  if (d == NULL)
    return IW_E_MEMORY;
  d->group = spec->group;
  d->n_sites = iw_site_group_n_sites(spec->group);
  d->order = iw_site_group_order(spec->group);
  d->permutations = iw_site_group_permutations(spec->group);
  d->n_pools = spec->n_pools;
  status = fill(ctx, spec, d);
  if (status != IW_OK) {
    iw_decorations_destroy(d);
    return status;
  }
  *out = d;
  return IW_OK;
}

void iw_decorations_destroy(iw_decorations *decorations)
{
  if (decorations == NULL)
    return;
  iwi_free(decorations->site_pools);
  iwi_free(decorations->pool_sizes);
  iwi_free(decorations->first_species);
  iwi_free(decorations->counts);
  iwi_free(decorations->exclusions);
  iwi_free(decorations);
}

size_t iw_decorations_n_sites(const iw_decorations *d)
{
  return d->n_sites;
}

size_t iw_decorations_order(const iw_decorations *d)
{
  return d->order;
}

static int32_t occurrences(const iw_decorations *d, const uint8_t *species,
                           int32_t pool, int32_t which)
{
  int32_t n = 0;

  for (size_t i = 0; i < d->n_sites; i++)
    n += d->site_pools[i] == pool && species[i] == which;
  return n;
}

int iw_decorations_holds(const iw_decorations *d, const uint8_t *species)
{
  for (size_t p = 0; p < d->n_pools; p++) {
    const int32_t first = d->first_species[p];

    /* the counts add up to the pool: where they hold nothing else is there */
    for (int32_t s = first; s < d->first_species[p + 1]; s++) {
      if (occurrences(d, species, (int32_t)p, s - first) != d->counts[s])
        return 0;
    }
  }
  for (size_t i = 0; i < d->n_exclusions; i++) {
    const iw_exclusion *e = &d->exclusions[i];

    if (e->species_a >> species[e->site_a] &
        e->species_b >> species[e->site_b] & 1)
      return 0;
  }
  return 1;
}
