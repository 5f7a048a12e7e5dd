/* SPDX-License-Identifier: BSD-3-Clause */
/* Proposals of moves. Each depends on nothing but the counts, which moves
 * keep, so that a move and its reverse are equally likely. */
#include "swaps.h"

#include <string.h>

/* Any site of a pool with choice, any unlike partner. */
static int draw_anywhere(const iwi_swaps *s, iwi_rng *rng, int32_t pair[2])
{
  int32_t first, end, slot, k;

  pair[0] = s->active[iwi_rng_below(rng, (uint32_t)s->n_active)];
  iwi_swaps_pool_range(s, pair[0], &first, &end);
  slot = s->d->first_species[s->d->site_pools[pair[0]]] + s->species[pair[0]];
  k = first +
      (int32_t)iwi_rng_below(rng, (uint32_t)(end - first - s->d->counts[slot]));
  if (k >= s->first_member[slot])
    k += s->d->counts[slot];
  pair[1] = s->members[k];
  return 1;
}

/* Along an exclusion: the one way to move an atom between split sites when
 * all others are taken. */
static int draw_local(const iwi_swaps *s, iwi_rng *rng, int32_t pair[2])
{
  const uint32_t e = iwi_rng_below(rng, (uint32_t)s->n_local);

  memcpy(pair, s->edges[e], sizeof s->edges[e]);
  return s->species[pair[0]] != s->species[pair[1]];
}

/* The sites of one exclusion with those of another: atoms of two pools that
 * are alternatives to each other change places. */
static int draw_double(const iwi_swaps *s, iwi_rng *rng, int32_t pairs[2][2])
{
  const int32_t *e = s->edges[iwi_rng_below(rng, (uint32_t)s->n_edges)];
  const int32_t *f = s->edges[iwi_rng_below(rng, (uint32_t)s->n_edges)];
  const int32_t *pool = s->d->site_pools;
  int turned = (int)(iwi_rng_next(rng) >> 63);

  if (pool[e[0]] != pool[e[1]])
    turned = pool[e[0]] != pool[f[0]];
  if (pool[e[0]] != pool[f[turned]] || pool[e[1]] != pool[f[!turned]] ||
      e[0] == f[0] || e[0] == f[1] || e[1] == f[0] || e[1] == f[1])
    return 0;
  for (int k = 0; k < 2; k++) {
    pairs[k][0] = e[k];
    pairs[k][1] = f[k ^ turned];
  }
  return s->species[pairs[0][0]] != s->species[pairs[0][1]] ||
         s->species[pairs[1][0]] != s->species[pairs[1][1]];
}

int iwi_swaps_propose(const iwi_swaps *s, iwi_rng *rng, iwi_move *move)
{
  const uint64_t kind = s->n_edges > 0 ? iwi_rng_next(rng) >> 62 : 0;

  move->n_swaps = 1;
  if (s->n_active == 0)
    return 0;
  if (kind == 2 && s->n_local > 0)
    return draw_local(s, rng, move->pairs[0]);
  if (kind < 3)
    return draw_anywhere(s, rng, move->pairs[0]);
  move->n_swaps = 2;
  return draw_double(s, rng, move->pairs);
}

/* Violated exclusions of site i with others than j, were it to carry `after`,
 * less those it has now. */
static int32_t side_change(const iwi_swaps *s, int32_t i, int32_t j,
                           uint8_t after)
{
  const uint8_t before = s->species[i];
  int32_t n = 0;

  for (int32_t k = s->first_conflict[i]; k < s->first_conflict[i + 1]; k++) {
    const iwi_conflict *c = &s->conflicts[k];

    if (c->site != j && c->other >> s->species[c->site] & 1u)
      n += (int32_t)(c->own >> after & 1u) - (int32_t)(c->own >> before & 1u);
  }
  return n;
}

/* The same between the two. */
static int32_t inner_change(const iwi_swaps *s, int32_t i, int32_t j)
{
  const uint8_t at_i = s->species[i], at_j = s->species[j];
  int32_t n = 0;

  for (int32_t k = s->first_conflict[i]; k < s->first_conflict[i + 1]; k++) {
    const iwi_conflict *c = &s->conflicts[k];

    if (c->site == j)
      n += (int32_t)(c->own >> at_j & c->other >> at_i & 1u) -
           (int32_t)(c->own >> at_i & c->other >> at_j & 1u);
  }
  return n;
}

int32_t iwi_swaps_pair_change(const iwi_swaps *s, int32_t i, int32_t j)
{
  return side_change(s, i, j, s->species[j]) +
         side_change(s, j, i, s->species[i]) + inner_change(s, i, j);
}

int32_t iwi_swaps_clash_change(iwi_swaps *s, const iwi_move *move)
{
  const int32_t(*pairs)[2] = move->pairs;
  int32_t n = iwi_swaps_pair_change(s, pairs[0][0], pairs[0][1]);

  if (move->n_swaps == 1)
    return n;
  iwi_swaps_apply(s, pairs[0]);
  n += iwi_swaps_pair_change(s, pairs[1][0], pairs[1][1]);
  iwi_swaps_apply(s, pairs[0]);
  return n;
}

int iwi_swaps_draw(iwi_swaps *s, iwi_rng *rng, iwi_move *move)
{
  return iwi_swaps_propose(s, rng, move) &&
         iwi_swaps_clash_change(s, move) == 0;
}

/* Sites stand by species: those behind the block of a site's own, up to the
 * end of the pool, are its unlike partners, each pair once. Places are the same
 * after a swap and its undoing. */
int iwi_swaps_next(const iwi_swaps *s, iwi_swap_cursor *cursor, iwi_move *move)
{
  const iw_decorations *d = s->d;

  move->n_swaps = 1;
  for (; cursor->place < d->n_sites; cursor->place++, cursor->n_done = 0) {
    const int32_t i = s->members[cursor->place], pool = d->site_pools[i];
    const int32_t behind =
        s->first_member[d->first_species[pool] + s->species[i] + 1];
    const int32_t n = s->first_member[d->first_species[pool + 1]] - behind;

    while (cursor->n_done < n) {
      const int32_t j = s->members[behind + cursor->n_done++];

      cursor->n_seen++;
      if (iwi_swaps_pair_change(s, i, j) > 0)
        continue;
      move->pairs[0][0] = i;
      move->pairs[0][1] = j;
      return 1;
    }
  }
  return 0;
}
