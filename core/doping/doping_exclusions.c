/* SPDX-License-Identifier: BSD-3-Clause */
/* Sites that are alternatives of each other, eq. (D8), and how close ions are
 * let come where the counts leave no other way. */
#include "doping_contacts.h"

#include <math.h>
#include <string.h>

#include <ionway/elements.h>

#include "context.h"
#include "mem.h"
#include "neighbor.h"
#include "rng.h"
#include "swaps.h"

/* Angstrom: distances are those of positions, which carry rounding */
#define SLACK_ANG 1e-4

/* Compositions tried for a decoration; of more, a sample spread over them. */
#define MAX_TRIED 100

static int clash(const iwi_contacts *contacts, int32_t a, int32_t b,
                 double distance_ang)
{
  const double *contact = iwi_contacts_at(contacts, a, b);

  return contact != NULL && distance_ang < *contact - SLACK_ANG;
}

/* Species of pool q that may not sit at this distance from an element. */
static uint32_t clashing(const iwi_contacts *contacts, const iw_doping_pool *q,
                         int32_t element, double distance_ang)
{
  uint32_t mask = 0;

  for (size_t t = 0; t < q->n_species; t++) {
    if (clash(contacts, element, q->species[t].element, distance_ang))
      mask |= (uint32_t)1 << t;
  }
  return mask;
}

/* The most exclusions that a pair can need: one for two species. Arrays have
 * one entry more, which is written before it is known to count. */
#define MAX_OF_PAIR (IW_DECORATION_MAX_SPECIES * IW_DECORATION_MAX_SPECIES)

/* The exclusions of a pair, the same whichever site is named first: one when
 * every species of a set clashes with every one of another, else one for each
 * two species. Returns how many. */
static size_t exclude_pair(const iw_doping *d, const iwi_contacts *contacts,
                           const iwi_near *near,
                           iw_exclusion out[MAX_OF_PAIR + 1])
{
  const iw_doping_pool *p = &d->pools[d->site_pools[near->site_a]];
  const iw_doping_pool *q = &d->pools[d->site_pools[near->site_b]];
  uint32_t masks[IW_DECORATION_MAX_SPECIES];
  iw_exclusion whole = {near->site_a, near->site_b, 0, 0};
  int is_whole = 1;
  size_t n = 0;

  for (size_t s = 0; s < p->n_species; s++) {
    masks[s] = clashing(contacts, q, p->species[s].element, near->distance_ang);
    if (masks[s] == 0)
      continue;
    is_whole &= whole.species_b == 0 || whole.species_b == masks[s];
    whole.species_a |= (uint32_t)1 << s;
    whole.species_b = masks[s];
  }
  if (is_whole) {
    out[0] = whole;
    return whole.species_a != 0;
  }
  for (size_t s = 0; s < p->n_species; s++) {
    for (size_t t = 0; t < q->n_species; t++) {
      out[n].site_a = near->site_a;
      out[n].site_b = near->site_b;
      out[n].species_a = (uint32_t)1 << s;
      out[n].species_b = (uint32_t)1 << t;
      n += masks[s] >> t & 1;
    }
  }
  return n;
}

static iw_status exclude(iw_context *ctx, const iwi_contacts *contacts,
                         const iwi_nears *nears, iw_doping *d)
{
  iw_exclusion found[MAX_OF_PAIR + 1];
  size_t capacity = 0;

  iwi_free(d->exclusions);
  d->exclusions = NULL;
  d->n_exclusions = 0;
  for (size_t k = 0; k < nears->n; k++) {
    const size_t n = exclude_pair(d, contacts, &nears->list[k], found);
    const iw_status status =
        iwi_reserve(ctx, (void **)&d->exclusions, &capacity,
                    d->n_exclusions + n, sizeof *d->exclusions);

    if (status != IW_OK)
      return status;
    if (n == 0)
      continue;
    memcpy(d->exclusions + d->n_exclusions, found, n * sizeof *found);
    d->n_exclusions += n;
  }
  return IW_OK;
}

/* Looks for a spectator closer to a site than an ion on it may come. */
typedef struct crowding {
  const iw_doping *d;
  const iw_doping_pool *pool;
  double scale;
  int is_crowded;
} crowding;

static int meet_spectator(const iwi_neighbor *neighbor, void *user)
{
  crowding *c = user;
  const iw_site *other = &c->d->spectators[neighbor->site];

  for (size_t s = 0; s < c->pool->n_species; s++) {
    const int32_t element = c->pool->species[s].element;
    const double charge =
        c->d->compositions[0].charges[c->pool->species + s - c->d->species];

    c->is_crowded |=
        neighbor->distance_ang <
        c->scale * iw_doping_contact_ang(element, charge, other->element,
                                         other->oxidation) -
            SLACK_ANG;
  }
  return c->is_crowded;
}

/* Spectators are there in every decoration, so that nothing can be excluded;
 * but it is told. 4 Angstrom: no two radii make a longer contact. */
static iw_status tell_crowded(iw_context *ctx, double scale, const iw_doping *d)
{
  double(*frac)[3] = iwi_calloc(ctx, d->n_spectators, sizeof *frac);
  iwi_bins *bins = NULL;
  iwi_lattice lattice;
  size_t n = 0;
  iw_status status = frac == NULL ? IW_E_MEMORY : IW_OK;

  for (size_t i = 0; status == IW_OK && i < d->n_spectators; i++)
    memcpy(frac[i], d->spectators[i].frac, sizeof *frac);
  iwi_lattice_init(&lattice, iw_doping_lattice(d));
  if (status == IW_OK)
    status = iwi_bins_create(ctx, &lattice, (const double(*)[3])frac,
                             d->n_spectators, 4, &bins);
  for (size_t i = 0; status == IW_OK && i < d->n_sites; i++) {
    crowding c = {d, &d->pools[d->site_pools[i]], scale, 0};

    iwi_bins_visit(bins, d->frac[i], 4, meet_spectator, &c);
    n += c.is_crowded != 0;
  }
  if (n > 0)
    iwi_log(ctx, IW_LOG_NOTE,
            "%zu of the decorated sites lie closer to a full site than contact "
            "distance; no ion can make way there",
            n);
  iwi_bins_destroy(bins);
  iwi_free(frac);
  return status;
}

/* Two elements, and the longest distance at which they clash. */
typedef struct culprit {
  int32_t element_a, element_b;
  double distance_ang;
  size_t n_clashes;
} culprit;

/* Clashes of two elements in a decoration. */
static void count_clashes(const iw_doping *d, const iwi_contacts *contacts,
                          const iwi_nears *nears, const uint8_t *species,
                          culprit *c)
{
  for (size_t k = 0; k < nears->n; k++) {
    const iwi_near *near = &nears->list[k];
    const int32_t a = d->pools[d->site_pools[near->site_a]]
                          .species[species[near->site_a]]
                          .element;
    const int32_t b = d->pools[d->site_pools[near->site_b]]
                          .species[species[near->site_b]]
                          .element;

    if (((a == c->element_a && b == c->element_b) ||
         (a == c->element_b && b == c->element_a)) &&
        clash(contacts, a, b, near->distance_ang)) {
      c->n_clashes++;
      c->distance_ang = fmax(c->distance_ang, near->distance_ang);
    }
  }
}

/* The pair of elements that clashes most in what the search ended with. */
static culprit find_culprit(const iw_doping *d, const iwi_contacts *contacts,
                            const iwi_nears *nears, const uint8_t *species)
{
  culprit worst = {0};

  for (size_t a = 0; a < contacts->n; a++) {
    for (size_t b = a; b < contacts->n; b++) {
      culprit c = {contacts->elements[a], contacts->elements[b], 0, 0};

      count_clashes(d, contacts, nears, species, &c);
      if (c.n_clashes > worst.n_clashes)
        worst = c;
    }
  }
  return worst;
}

/* Is there a decoration of the composition? If not, who is in the way. */
static iw_status try_composition(iw_context *ctx, const iw_doping *d,
                                 const iwi_contacts *contacts,
                                 const iwi_nears *nears, size_t composition,
                                 culprit *worst)
{
  iw_decorations *decorations = NULL;
  iwi_swaps *swaps = NULL;
  iwi_rng rng;
  iw_status status = iw_doping_decorations(ctx, d, composition, &decorations);

  worst->n_clashes = 0;
  if (status == IW_OK)
    status = iwi_swaps_create(ctx, decorations, &swaps);
  if (status == IW_OK) {
    iwi_rng_seed(&rng, 1, 0);
    status = iwi_swaps_find(ctx, swaps, &rng);
    if (status == IW_E_STRUCTURE)
      *worst = find_culprit(d, contacts, nears, swaps->species);
  }
  iwi_swaps_destroy(swaps);
  iw_decorations_destroy(decorations);
  return status == IW_E_STRUCTURE && worst->n_clashes > 0 ? IW_OK : status;
}

/* Let two elements come as close as they clashed, no closer. */
static void relax(iw_context *ctx, const iw_doping *d, size_t composition,
                  const culprit *c, iwi_contacts *contacts)
{
  double *ab = iwi_contacts_at(contacts, c->element_a, c->element_b);
  double *ba = iwi_contacts_at(contacts, c->element_b, c->element_a);

  iwi_log(ctx, IW_LOG_WARNING,
          "%s: no arrangement keeps %s and %s %.3f Angstrom apart; %.3f is "
          "let pass",
          d->compositions[composition].formula, iw_element_symbol(c->element_a),
          iw_element_symbol(c->element_b), *ab, c->distance_ang);
  *ab = *ba = c->distance_ang;
}

/* Exclude, and relax until every composition tried has a decoration. */
static iw_status settle(iw_context *ctx, const iwi_nears *nears,
                        iwi_contacts *contacts, iw_doping *d)
{
  const size_t step = (d->n_compositions + MAX_TRIED - 1) / MAX_TRIED;
  iw_status status = exclude(ctx, contacts, nears, d);

  for (size_t c = 0; status == IW_OK && c < d->n_compositions; c += step) {
    culprit worst = {0};

    do {
      if (d->n_exclusions == 0)
        return IW_OK;
      status = try_composition(ctx, d, contacts, nears, c, &worst);
      if (status == IW_OK && worst.n_clashes > 0) {
        relax(ctx, d, c, &worst, contacts);
        status = exclude(ctx, contacts, nears, d);
      }
    } while (status == IW_OK && worst.n_clashes > 0);
  }
  return status;
}

/* Write down the distances between elements that are near each other. */
static iw_status list_contacts(iw_context *ctx, const iwi_nears *nears,
                               const iwi_contacts *contacts, iw_doping *d)
{
  const size_t n = contacts->n;

  d->contacts = iwi_calloc(ctx, n * n, sizeof *d->contacts);
  if (d->contacts == NULL)
    return IW_E_MEMORY;
  for (size_t a = 0; a < n; a++) {
    for (size_t b = a; b < n && nears->n > 0; b++) {
      iw_contact *c = &d->contacts[d->n_contacts];

      if (contacts->distances[a * n + b] <= 0)
        continue;
      c->element_a = contacts->elements[a];
      c->element_b = contacts->elements[b];
      c->distance_ang = contacts->distances[a * n + b];
      d->n_contacts++;
    }
  }
  return IW_OK;
}

iw_status iwi_doping_exclude(iw_context *ctx, const iw_doping_request *request,
                             iw_doping *d)
{
  iwi_contacts contacts = {0};
  iwi_nears nears = {0};
  iw_status status = iwi_contacts_make(ctx, request, d, &contacts);

  if (status == IW_OK && iwi_contacts_longest(&contacts) > 0)
    status = iwi_nears_find(ctx, d, iwi_contacts_longest(&contacts), &nears);
  if (status == IW_OK)
    status = settle(ctx, &nears, &contacts, d);
  if (status == IW_OK && request->contact_scale > 0)
    status = tell_crowded(ctx, request->contact_scale, d);
  if (status == IW_OK)
    status = list_contacts(ctx, &nears, &contacts, d);
  iwi_contacts_release(&contacts);
  iwi_free(nears.list);
  return status;
}
