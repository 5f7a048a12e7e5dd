/* SPDX-License-Identifier: BSD-3-Clause */
/* Orderly generation of subsets, eq. (D4): a depth-first search that adds sites
 * in rising order and goes on only where no operation maps the set on one that
 * comes before it. The image of the set under each operation is kept for every
 * depth and grows by one bit with each site; all operations are compared side
 * by side, an early one that rejects ends the test. */
#include "subset_walk.h"

#include <assert.h>
#include <string.h>

#include "mem.h"

/* Operations compared between two looks at the outcome: 2 to 8 vectors. */
#define LANES 16

struct iwi_subset_walk {
  iwi_subset_spec spec;
  size_t n_words;
  const int32_t *operations;
  size_t n_operations;
  size_t n_lanes;   /* n_operations, rounded up                            */
  size_t max_lanes; /* for the whole group                                 */
  uint64_t *bits;   /* n_pool x max_lanes: the bit of a site's image, zero
                       in lanes that no operation fills                    */
  uint32_t *words;  /* n_pool x max_lanes: the word it is in; NULL if one  */
  uint64_t *images; /* size + 1 depths x n_words x max_lanes               */
  uint64_t *chosen; /* size + 1 depths x n_words                           */
  uint64_t *open;   /* size + 1 depths x n_words: sites that may come next */
  size_t *n_open;   /* size + 1 depths                                     */
  size_t depth;
  uint64_t *conflicts; /* n_pool x n_words, NULL if there are none          */
  uint64_t *cliques;   /* n_cliques x n_words: of a clique of the conflicts
                          at most one site is chosen                        */
  size_t n_cliques;
};

static size_t round_up(size_t n_operations)
{
  return (n_operations + LANES - 1) / LANES * LANES;
}

/* Does the site exclude all of the clique? */
static int joins(const iwi_subset_walk *walk, size_t site, size_t clique)
{
  const uint64_t *conflict = walk->conflicts + site * walk->n_words;
  const uint64_t *members = walk->cliques + clique * walk->n_words;

  for (size_t w = 0; w < walk->n_words; w++) {
    if ((members[w] & ~conflict[w]) != 0)
      return 0;
  }
  return 1;
}

static void cover_with_cliques(iwi_subset_walk *walk)
{
  for (size_t i = 0; i < walk->spec.n_pool; i++) {
    size_t c = 0;

    while (c < walk->n_cliques && !joins(walk, i, c))
      c++;
    walk->n_cliques += c == walk->n_cliques;
    iwi_mask_add(walk->cliques + c * walk->n_words, i);
  }
}

static iw_status take_conflicts(iw_context *ctx, const iwi_subset_spec *spec,
                                iwi_subset_walk *walk)
{
  const size_t n = spec->n_pool * walk->n_words;

  if (spec->n_conflicts == 0)
    return IW_OK;
  walk->conflicts = iwi_calloc(ctx, n, sizeof *walk->conflicts);
  walk->cliques = iwi_calloc(ctx, n, sizeof *walk->cliques);
  if (walk->conflicts == NULL || walk->cliques == NULL)
    return IW_E_MEMORY;
  for (size_t i = 0; i < spec->n_conflicts; i++) {
    const size_t a = (size_t)spec->conflicts[i][0];
    const size_t b = (size_t)spec->conflicts[i][1];

    iwi_mask_add(walk->conflicts + a * walk->n_words, b);
    iwi_mask_add(walk->conflicts + b * walk->n_words, a);
  }
  cover_with_cliques(walk);
  return IW_OK;
}

static iw_status allocate(iw_context *ctx, iwi_subset_walk *walk)
{
  const size_t n_depths = walk->spec.size + 1, n_words = walk->n_words;
  const size_t lanes = walk->max_lanes, n_pool = walk->spec.n_pool;

  walk->bits = iwi_calloc(ctx, n_pool * lanes, sizeof *walk->bits);
  walk->images =
      iwi_calloc(ctx, n_depths * lanes, n_words * sizeof *walk->images);
  walk->chosen = iwi_calloc(ctx, n_depths * n_words, sizeof *walk->chosen);
  walk->open = iwi_calloc(ctx, n_depths * n_words, sizeof *walk->open);
  walk->n_open = iwi_calloc(ctx, n_depths, sizeof *walk->n_open);
  if (n_words > 1)
    walk->words = iwi_calloc(ctx, n_pool * lanes, sizeof *walk->words);
  if (walk->bits == NULL || walk->images == NULL || walk->chosen == NULL ||
      walk->open == NULL || walk->n_open == NULL ||
      (n_words > 1 && walk->words == NULL))
    return IW_E_MEMORY;
  return IW_OK;
}

iw_status iwi_subset_walk_create(iw_context *ctx, const iwi_subset_spec *spec,
                                 iwi_subset_walk **out)
{
  iwi_subset_walk *walk;
  iw_status status;

  assert(spec->size > 0 && spec->order > 0);
  *out = NULL;
  walk = iwi_calloc(ctx, 1, sizeof *walk);
  if (walk == NULL)
    return IW_E_MEMORY;
  walk->spec = *spec;
  walk->spec.conflicts = NULL;
  walk->n_words = iwi_mask_words(spec->n_pool);
  walk->max_lanes = round_up(spec->order - 1);
  status = allocate(ctx, walk);
  if (status == IW_OK)
    status = take_conflicts(ctx, spec, walk);
  if (status != IW_OK) {
    iwi_subset_walk_destroy(walk);
    return status;
  }
  *out = walk;
  return IW_OK;
}

void iwi_subset_walk_destroy(iwi_subset_walk *walk)
{
  if (walk == NULL)
    return;
  iwi_free(walk->bits);
  iwi_free(walk->words);
  iwi_free(walk->images);
  iwi_free(walk->chosen);
  iwi_free(walk->open);
  iwi_free(walk->n_open);
  iwi_free(walk->conflicts);
  iwi_free(walk->cliques);
  iwi_free(walk);
}

/* Tables are packed for the operations in force: rows of n_lanes. */
static void tabulate_images(iwi_subset_walk *walk)
{
  const iwi_subset_spec *spec = &walk->spec;

  for (size_t p = 0; p < spec->n_pool; p++) {
    uint64_t *bits = walk->bits + p * walk->n_lanes;

    for (size_t i = 0; i < walk->n_operations; i++) {
      const int32_t *row =
          spec->permutations + (size_t)walk->operations[i] * spec->n_sites;
      const size_t image = (size_t)spec->local[row[spec->sites[p]]];

      bits[i] = iwi_mask_bit(image);
      if (walk->words != NULL)
        walk->words[p * walk->n_lanes + i] = (uint32_t)iwi_mask_word(image);
    }
    for (size_t i = walk->n_operations; i < walk->n_lanes; i++)
      bits[i] = 0;
  }
}

void iwi_subset_walk_start(iwi_subset_walk *walk, const int32_t *operations,
                           size_t n_operations, const uint64_t *allowed)
{
  walk->operations = operations;
  walk->n_operations = n_operations;
  walk->n_lanes = round_up(n_operations);
  tabulate_images(walk);
  memset(walk->images, 0, walk->n_lanes * walk->n_words * sizeof *walk->images);
  walk->depth = 0;
  walk->n_open[0] = 0;
  for (size_t w = 0; w < walk->n_words; w++) {
    walk->open[w] = allowed[w];
    walk->n_open[0] += (size_t)__builtin_popcountll(allowed[w]);
  }
}

/* Add a site to all images of a set that fits one word; 0 when one of them
 * comes before the set itself. */
static int extend_narrow(const uint64_t *restrict from,
                         const uint64_t *restrict bits, size_t n_lanes,
                         uint64_t own, uint64_t *restrict to)
{
  for (size_t first = 0; first < n_lanes; first += LANES) {
    uint64_t difference = 0; /* its top bit: an image is above */

#pragma omp simd reduction(| : difference)
    for (size_t i = first; i < first + LANES; i++) {
      const uint64_t image = from[i] | bits[i];

      to[i] = image;
      difference |= own - image;
    }
    if (difference >> 63)
      return 0;
  }
  return 1;
}

/* The same for sets of several words: the first word that differs decides. */
static int extend_wide(const iwi_subset_walk *walk, const uint64_t *from,
                       size_t site, const uint64_t *own, uint64_t *to)
{
  const size_t n_lanes = walk->n_lanes;
  const uint64_t *bits = walk->bits + site * n_lanes;
  const uint32_t *words = walk->words + site * n_lanes;

  for (size_t first = 0; first < n_lanes; first += LANES) {
    uint64_t equal[LANES], difference = 0;

    memset(equal, 0xff, sizeof equal);
    for (size_t w = 0; w < walk->n_words; w++) {
      for (size_t i = 0; i < LANES; i++) {
        const size_t lane = first + i;
        const uint64_t bit = words[lane] == w ? bits[lane] : 0;
        const uint64_t image = from[w * n_lanes + lane] | bit;

        to[w * n_lanes + lane] = image;
        difference |= equal[i] & (own[w] - image);
        equal[i] &= own[w] == image ? UINT64_MAX : 0;
      }
    }
    if (difference >> 63)
      return 0;
  }
  return 1;
}

/* The set of the next depth: the present one and a site. */
static int extend(iwi_subset_walk *walk, size_t site)
{
  const size_t n_words = walk->n_words, next = walk->depth + 1;
  const uint64_t *from = walk->images + walk->depth * n_words * walk->n_lanes;
  uint64_t *to = walk->images + next * n_words * walk->n_lanes;
  uint64_t *own = walk->chosen + next * n_words;

  memcpy(own, own - n_words, n_words * sizeof *own);
  iwi_mask_add(own, site);
  if (n_words == 1)
    return extend_narrow(from, walk->bits + site * walk->n_lanes, walk->n_lanes,
                         own[0], to);
  return extend_wide(walk, from, site, own, to);
}

/* Which sites may follow the site just added. */
static void descend(iwi_subset_walk *walk, size_t site)
{
  const size_t n_words = walk->n_words;
  const uint64_t *from = walk->open + walk->depth * n_words;
  uint64_t *to = walk->open + (walk->depth + 1) * n_words;

  for (size_t w = 0; w < n_words; w++) {
    to[w] = from[w];
    if (walk->conflicts != NULL)
      to[w] &= ~walk->conflicts[site * n_words + w];
  }
  walk->n_open[walk->depth + 1] = walk->n_open[walk->depth];
  walk->depth++;
}

/* Are there enough sites left to fill the subset? One of each clique. */
static int can_be_filled(const iwi_subset_walk *walk)
{
  const size_t n_words = walk->n_words;
  const size_t needed = walk->spec.size - walk->depth;
  const uint64_t *open = walk->open + walk->depth * n_words;
  size_t n = 0;

  if (walk->conflicts == NULL)
    return walk->n_open[walk->depth] >= needed;
  for (size_t c = 0; c < walk->n_cliques && n < needed; c++) {
    const uint64_t *clique = walk->cliques + c * n_words;
    uint64_t met = 0;

    for (size_t w = 0; w < n_words; w++)
      met |= open[w] & clique[w];
    n += met != 0;
  }
  return n >= needed;
}

/* Take the first of the sites that may come next; one is left. */
static size_t take_site(iwi_subset_walk *walk)
{
  uint64_t *open = walk->open + walk->depth * walk->n_words;
  size_t w = 0, site;

  while (open[w] == 0)
    w++;
  site = iwi_mask_first(w, open[w]);
  iwi_mask_remove(open, site);
  walk->n_open[walk->depth]--;
  return site;
}

int iwi_subset_walk_next(iwi_subset_walk *walk)
{
  if (walk->depth == walk->spec.size)
    walk->depth--;
  for (;;) {
    if (can_be_filled(walk)) {
      const size_t site = take_site(walk);

      if (!extend(walk, site))
        continue;
      descend(walk, site);
      if (walk->depth == walk->spec.size)
        return 1;
    } else {
      if (walk->depth == 0)
        return 0;
      walk->depth--;
    }
  }
}

/* Leave only what comes after the site among the sites that may come next. */
static void drop_through(iwi_subset_walk *walk, size_t site)
{
  uint64_t *open = walk->open + walk->depth * walk->n_words;
  const size_t last = iwi_mask_word(site);

  walk->n_open[walk->depth] = 0;
  for (size_t w = 0; w < walk->n_words; w++) {
    if (w <= last)
      open[w] &= w < last ? 0 : iwi_mask_bit(site) - 1;
    walk->n_open[walk->depth] += (size_t)__builtin_popcountll(open[w]);
  }
}

int iwi_subset_walk_seek(iwi_subset_walk *walk, const uint64_t *subset)
{
  for (size_t site = 0; site < walk->spec.n_pool; site++) {
    const uint64_t *open = walk->open + walk->depth * walk->n_words;

    if (!iwi_mask_has(subset, site))
      continue;
    if (walk->depth == walk->spec.size || !iwi_mask_has(open, site))
      return 0;
    drop_through(walk, site);
    if (!extend(walk, site))
      return 0;
    descend(walk, site);
  }
  return walk->depth == walk->spec.size;
}

const uint64_t *iwi_subset_walk_subset(const iwi_subset_walk *walk)
{
  return walk->chosen + walk->depth * walk->n_words;
}

/* Is the image under operation number `lane` the set itself? */
static int keeps(const iwi_subset_walk *walk, size_t lane)
{
  const size_t n_words = walk->n_words;
  const uint64_t *own = walk->chosen + walk->depth * n_words;
  const uint64_t *image =
      walk->images + walk->depth * n_words * walk->n_lanes + lane;

  for (size_t w = 0; w < n_words; w++) {
    if (image[w * walk->n_lanes] != own[w])
      return 0;
  }
  return 1;
}

size_t iwi_subset_walk_n_keeping(const iwi_subset_walk *walk)
{
  const uint64_t own = walk->chosen[walk->depth * walk->n_words];
  const uint64_t *images =
      walk->images + walk->depth * walk->n_words * walk->n_lanes;
  uint64_t n = 0;

  if (walk->n_words > 1) {
    for (size_t i = 0; i < walk->n_operations; i++)
      n += (uint64_t)keeps(walk, i);
    return (size_t)n;
  }
  /* only of zero minus one has the top bit set: masks leave it free; lanes
   * that are not filled are zero, the set is not */
#pragma omp simd reduction(+ : n)
  for (size_t i = 0; i < walk->n_lanes; i++)
    n += ((images[i] ^ own) - 1) >> 63;
  return (size_t)n;
}

size_t iwi_subset_walk_keeping(const iwi_subset_walk *walk, int32_t *operations)
{
  size_t n = 0;

  for (size_t i = 0; i < walk->n_operations; i++) {
    if (keeps(walk, i))
      operations[n++] = walk->operations[i];
  }
  return n;
}
