/* SPDX-License-Identifier: BSD-3-Clause */
/* Open addressing over a growing list of members. */
#include "decoration_set.h"

#include <string.h>

#include "mem.h"

enum { FIRST_SLOTS = 64 }; /* a power of two, as all later numbers are */

struct iwi_decoration_set {
  size_t n_sites, size, capacity, n_slots;
  uint8_t *members; /* size x n_sites                            */
  size_t *slots;    /* member number plus one; 0 where empty     */
};

/* FNV-1a, its upper half folded in: only low bits choose the slot. */
static size_t hash(const uint8_t *species, size_t n)
{
  uint64_t h = 0xcbf29ce484222325u;

  for (size_t i = 0; i < n; i++)
    h = (h ^ species[i]) * 0x100000001b3u;
  return (size_t)(h ^ (h >> 32));
}

iw_status iwi_decoration_set_create(iw_context *ctx, size_t n_sites,
                                    iwi_decoration_set **out)
{
  iwi_decoration_set *set = iwi_calloc(ctx, 1, sizeof *set);

  *out = NULL;
  if (set == NULL)
    return IW_E_MEMORY;
  set->n_sites = n_sites;
  set->n_slots = FIRST_SLOTS;
  set->slots = iwi_calloc(ctx, set->n_slots, sizeof *set->slots);
  if (set->slots == NULL) {
    iwi_decoration_set_destroy(set);
    return IW_E_MEMORY;
  }
  *out = set;
  return IW_OK;
}

void iwi_decoration_set_destroy(iwi_decoration_set *set)
{
  if (set == NULL)
    return;
  iwi_free(set->members);
  iwi_free(set->slots);
  iwi_free(set);
}

size_t iwi_decoration_set_size(const iwi_decoration_set *set)
{
  return set->size;
}

const uint8_t *iwi_decoration_set_get(const iwi_decoration_set *set, size_t k)
{
  return set->members + k * set->n_sites;
}

/* The slot that holds it, or the empty one where it belongs. */
static size_t find_slot(const iwi_decoration_set *set, const uint8_t *species)
{
  size_t slot = hash(species, set->n_sites) & (set->n_slots - 1);

  while (set->slots[slot] != 0 &&
         memcmp(iwi_decoration_set_get(set, set->slots[slot] - 1), species,
                set->n_sites) != 0)
    slot = (slot + 1) & (set->n_slots - 1);
  return slot;
}

static iw_status grow(iw_context *ctx, iwi_decoration_set *set)
{
  size_t *old = set->slots;
  size_t *wider = iwi_calloc(ctx, 2 * set->n_slots, sizeof *wider);

  if (wider == NULL)
    return IW_E_MEMORY;
  set->slots = wider;
  set->n_slots *= 2;
  for (size_t k = 0; k < set->size; k++)
    wider[find_slot(set, iwi_decoration_set_get(set, k))] = k + 1;
  iwi_free(old);
  return IW_OK;
}

iw_status iwi_decoration_set_add(iw_context *ctx, iwi_decoration_set *set,
                                 const uint8_t *species, int *is_new)
{
  size_t slot;

  /* at most half full: probes stay short */
  if (2 * (set->size + 1) > set->n_slots && grow(ctx, set) != IW_OK)
    return IW_E_MEMORY;
  slot = find_slot(set, species);
  *is_new = set->slots[slot] == 0;
  if (!*is_new)
    return IW_OK;
  if (iwi_reserve(ctx, (void **)&set->members, &set->capacity, set->size + 1,
                  set->n_sites == 0 ? 1 : set->n_sites) != IW_OK)
    return IW_E_MEMORY;
  memcpy(set->members + set->size * set->n_sites, species, set->n_sites);
  set->slots[slot] = ++set->size;
  return IW_OK;
}
