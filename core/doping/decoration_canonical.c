/* SPDX-License-Identifier: BSD-3-Clause */
/* The representative of an orbit of decorations: stage after stage in the
 * order of listing, of the operations that were best so far those stay whose
 * image of the stage's sites comes first. What stays at the end is a coset of
 * the operations that keep the decoration. */
#include <ionway/decoration.h>

#include <string.h>

#include "context.h"
#include "decoration_plan.h"
#include "mem.h"
#include "site_mask.h"

typedef struct contest {
  const iw_decorations *decorations;
  const iwi_decoration_plan *plan;
  const uint8_t *species;
  int32_t *operations; /* the best so far */
  size_t n_operations;
  uint64_t *best, *image; /* one pool's sites */
} contest;

static void map_stage(const contest *c, const iwi_stage *stage,
                      int32_t operation)
{
  const iw_decorations *d = c->decorations;
  const int32_t *row = d->permutations + (size_t)operation * d->n_sites;
  const size_t n_words = iwi_mask_words((size_t)d->pool_sizes[stage->pool]);

  memset(c->image, 0, n_words * sizeof *c->image);
  for (int32_t k = c->plan->first_site[stage->pool];
       k < c->plan->first_site[stage->pool + 1]; k++) {
    const int32_t site = c->plan->sites[k];

    if (c->species[site] == stage->species)
      iwi_mask_add(c->image, (size_t)c->plan->local[row[site]]);
  }
}

/* > 0 when the image comes before the best. */
static int compare_to_best(const contest *c, size_t n_words)
{
  for (size_t w = 0; w < n_words; w++) {
    if (c->image[w] != c->best[w])
      return c->image[w] > c->best[w] ? 1 : -1;
  }
  return 0;
}

static void hold_stage(contest *c, const iwi_stage *stage)
{
  const size_t n_words =
      iwi_mask_words((size_t)c->decorations->pool_sizes[stage->pool]);
  size_t n = 0;

  memset(c->best, 0, n_words * sizeof *c->best);
  for (size_t i = 0; i < c->n_operations; i++) {
    int order;

    map_stage(c, stage, c->operations[i]);
    order = compare_to_best(c, n_words);
    if (order > 0) {
      memcpy(c->best, c->image, n_words * sizeof *c->best);
      n = 0;
    }
    if (order >= 0)
      c->operations[n++] = c->operations[i];
  }
  c->n_operations = n;
}

/* The image of the decoration under the first operation that is left. */
static iw_status write_image(iw_context *ctx, const contest *c,
                             uint8_t *canonical)
{
  const size_t n_sites = c->decorations->n_sites;
  const int32_t *row =
      c->decorations->permutations + (size_t)c->operations[0] * n_sites;
  uint8_t *image = iwi_calloc(ctx, n_sites, sizeof *image);

  if (image == NULL)
    return IW_E_MEMORY;
  for (size_t i = 0; i < n_sites; i++)
    image[row[i]] = c->species[i];
  memcpy(canonical, image, n_sites * sizeof *image);
  iwi_free(image);
  return IW_OK;
}

iw_status iw_decorations_canonical(iw_context *ctx, const iw_decorations *d,
                                   const uint8_t *species, uint8_t *canonical,
                                   uint64_t *multiplicity)
{
  const size_t n_words = iwi_mask_words(d->n_sites);
  iwi_decoration_plan plan = {0};
  contest c = {.decorations = d, .plan = &plan, .species = species};
  iw_status status;

  if (!iw_decorations_holds(d, species))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "canonical form: counts or exclusions are violated, a "
                    "decoration of the space is wanted");
  status = iwi_decoration_plan_create(ctx, d, &plan);
  if (status != IW_OK)
    return status;
  status = IW_E_MEMORY;
  c.operations = iwi_calloc(ctx, d->order, sizeof *c.operations);
  c.best = iwi_calloc(ctx, n_words, sizeof *c.best);
  c.image = iwi_calloc(ctx, n_words, sizeof *c.image);
  if (c.operations == NULL || c.best == NULL || c.image == NULL)
    goto done;
  c.n_operations = d->order;
  for (size_t k = 0; k < d->order; k++)
    c.operations[k] = (int32_t)k;
  for (size_t s = 0; s < plan.n_stages; s++)
    hold_stage(&c, &plan.stages[s]);
  status = write_image(ctx, &c, canonical);
  if (status == IW_OK)
    *multiplicity = d->order / c.n_operations;

done:
  iwi_free(c.operations);
  iwi_free(c.best);
  iwi_free(c.image);
  iwi_decoration_plan_clear(&plan);
  return status;
}
