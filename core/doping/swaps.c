/* SPDX-License-Identifier: BSD-3-Clause */
/* Sites are listed by pool and species, so that an unlike partner is one draw
 * and a swap changes four numbers. */
#include "swaps.h"

#include <string.h>

#include "mem.h"

static size_t n_slots(const iw_decorations *d)
{
  return (size_t)d->first_species[d->n_pools];
}

static iw_status allocate(iw_context *ctx, iwi_swaps *s)
{
  const size_t n = s->d->n_sites, n_exclusions = s->d->n_exclusions;

  s->species = iwi_calloc(ctx, n, sizeof *s->species);
  s->members = iwi_calloc(ctx, n, sizeof *s->members);
  s->places = iwi_calloc(ctx, n, sizeof *s->places);
  s->active = iwi_calloc(ctx, n, sizeof *s->active);
  s->first_conflict = iwi_calloc(ctx, n + 1, sizeof *s->first_conflict);
  s->first_member = iwi_calloc(ctx, n_slots(s->d) + 1, sizeof *s->first_member);
  s->conflicts = iwi_calloc(ctx, 2 * n_exclusions, sizeof *s->conflicts);
  s->edges = iwi_calloc(ctx, n_exclusions, sizeof *s->edges);
  if (s->species == NULL || s->members == NULL || s->places == NULL ||
      s->active == NULL || s->first_conflict == NULL ||
      s->first_member == NULL || s->conflicts == NULL || s->edges == NULL)
    return IW_E_MEMORY;
  return IW_OK;
}

static void list_conflicts(iwi_swaps *s)
{
  const iw_decorations *d = s->d;
  int32_t *first = s->first_conflict;

  for (size_t e = 0; e < d->n_exclusions; e++) {
    first[d->exclusions[e].site_a]++;
    first[d->exclusions[e].site_b]++;
  }
  for (size_t i = 0; i < d->n_sites; i++)
    first[i + 1] += first[i];
  /* filled from the back, which moves first[i] to where site i begins */
  for (size_t e = d->n_exclusions; e-- > 0;) {
    const iw_exclusion *x = &d->exclusions[e];

    s->conflicts[--first[x->site_a]] =
        (iwi_conflict){x->site_b, x->species_a, x->species_b};
    s->conflicts[--first[x->site_b]] =
        (iwi_conflict){x->site_a, x->species_b, x->species_a};
  }
}

/* Those within a pool, or those between pools. */
static void list_edges(iwi_swaps *s, int within)
{
  const iw_decorations *d = s->d;
  int32_t last_a = -1, last_b = -1;

  /* sorted by sites: the same pair with other masks comes next */
  for (size_t e = 0; e < d->n_exclusions; e++) {
    const int32_t a = d->exclusions[e].site_a, b = d->exclusions[e].site_b;

    if ((d->site_pools[a] == d->site_pools[b]) != within ||
        (a == last_a && b == last_b))
      continue;
    s->edges[s->n_edges][0] = last_a = a;
    s->edges[s->n_edges++][1] = last_b = b;
  }
}

static int holds_two_species(const iw_decorations *d, int32_t pool)
{
  for (int32_t k = d->first_species[pool]; k < d->first_species[pool + 1]; k++)
    if (d->counts[k] > 0 && d->counts[k] < d->pool_sizes[pool])
      return 1;
  return 0;
}

/* Any decoration with the right counts: species in the order of the sites. */
static void fill_in_order(iwi_swaps *s)
{
  const iw_decorations *d = s->d;
  int32_t at = 0;

  for (size_t p = 0; p < d->n_pools; p++) {
    for (size_t i = 0; i < d->n_sites; i++)
      if (d->site_pools[i] == (int32_t)p)
        s->members[at++] = (int32_t)i;
    if (!holds_two_species(d, (int32_t)p))
      continue;
    for (int32_t k = at - d->pool_sizes[p]; k < at; k++)
      s->active[s->n_active++] = s->members[k];
  }
  for (size_t k = 0; k < n_slots(d); k++)
    s->first_member[k + 1] = s->first_member[k] + d->counts[k];
}

/* Read `species` and `places` off the order of `members`. */
static void read_members(iwi_swaps *s)
{
  const iw_decorations *d = s->d;

  for (size_t p = 0; p < d->n_pools; p++) {
    for (int32_t k = d->first_species[p]; k < d->first_species[p + 1]; k++) {
      for (int32_t m = s->first_member[k]; m < s->first_member[k + 1]; m++) {
        s->species[s->members[m]] = (uint8_t)(k - d->first_species[p]);
        s->places[s->members[m]] = m;
      }
    }
  }
}

iw_status iwi_swaps_create(iw_context *ctx, const iw_decorations *d,
                           iwi_swaps **out)
{
  iwi_swaps *s = iwi_calloc(ctx, 1, sizeof *s);

  *out = NULL;
  if (s == NULL)
    return IW_E_MEMORY;
  s->d = d;
  if (allocate(ctx, s) != IW_OK) {
    iwi_swaps_destroy(s);
    return IW_E_MEMORY;
  }
  list_conflicts(s);
  list_edges(s, 1);
  s->n_local = s->n_edges;
  list_edges(s, 0);
  fill_in_order(s);
  read_members(s);
  *out = s;
  return IW_OK;
}

void iwi_swaps_destroy(iwi_swaps *s)
{
  if (s == NULL)
    return;
  iwi_free(s->species);
  iwi_free(s->members);
  iwi_free(s->places);
  iwi_free(s->active);
  iwi_free(s->first_conflict);
  iwi_free(s->first_member);
  iwi_free(s->conflicts);
  iwi_free(s->edges);
  iwi_free(s);
}

void iwi_swaps_load(iwi_swaps *s, const uint8_t *species)
{
  const iw_decorations *d = s->d;

  for (size_t i = 0; i < d->n_sites; i++)
    s->members[s->first_member[d->first_species[d->site_pools[i]] +
                               species[i]]++] = (int32_t)i;
  for (size_t k = 0; k < n_slots(d); k++)
    s->first_member[k] -= d->counts[k];
  read_members(s);
}

void iwi_swaps_shuffle(iwi_swaps *s, iwi_rng *rng)
{
  int32_t first = 0;

  for (size_t p = 0; p < s->d->n_pools; p++) {
    const int32_t n = s->d->pool_sizes[p];

    for (int32_t k = n - 1; k > 0; k--) {
      const int32_t other = (int32_t)iwi_rng_below(rng, (uint32_t)k + 1);
      const int32_t site = s->members[first + k];

      s->members[first + k] = s->members[first + other];
      s->members[first + other] = site;
    }
    first += n;
  }
  read_members(s);
}

int32_t iwi_swaps_clashes(const iwi_swaps *s, int32_t site)
{
  int32_t n = 0;

  for (int32_t k = s->first_conflict[site]; k < s->first_conflict[site + 1];
       k++) {
    const iwi_conflict *c = &s->conflicts[k];

    n += (int32_t)(c->own >> s->species[site] &
                   c->other >> s->species[c->site] & 1u);
  }
  return n;
}

int32_t iwi_swaps_all_clashes(const iwi_swaps *s)
{
  int32_t n = 0;

  for (size_t e = 0; e < s->d->n_exclusions; e++) {
    const iw_exclusion *x = &s->d->exclusions[e];

    n += (int32_t)(x->species_a >> s->species[x->site_a] &
                   x->species_b >> s->species[x->site_b] & 1u);
  }
  return n;
}

void iwi_swaps_apply(iwi_swaps *s, const int32_t pair[2])
{
  const int32_t i = pair[0], j = pair[1], place = s->places[i];
  const uint8_t species = s->species[i];

  if (species == s->species[j])
    return;
  s->species[i] = s->species[j];
  s->species[j] = species;
  s->places[i] = s->places[j];
  s->places[j] = place;
  s->members[s->places[i]] = i;
  s->members[s->places[j]] = j;
}

void iwi_swaps_pool_range(const iwi_swaps *s, int32_t site, int32_t *first,
                          int32_t *end)
{
  const int32_t pool = s->d->site_pools[site];

  *first = s->first_member[s->d->first_species[pool]];
  *end = s->first_member[s->d->first_species[pool + 1]];
}
