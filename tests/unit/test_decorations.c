/* SPDX-License-Identifier: BSD-3-Clause */
/* What a space of decorations accepts, and what it says of what it does not. */
#include "check.h"

#include <ionway/ionway.h>

#include "decoration.h"

/* Six sites, two pools of three; one turn of each by a third. */
static const int32_t turns[3 * 6] = {0, 1, 2, 3, 4, 5, 1, 2, 0,
                                     4, 5, 3, 2, 0, 1, 5, 3, 4};
static const int32_t two_pools[6] = {0, 0, 0, 1, 1, 1};
static const int32_t first_counts[2] = {2, 1}, second_counts[3] = {1, 1, 1};

typedef struct bench {
  iw_context *ctx;
  iw_site_group *group;
  iw_decoration_pool pools[2];
  iw_decoration_spec spec;
} bench;

static void start(bench *b)
{
  CHECK_INT(iw_context_create(&b->ctx), IW_OK);
  CHECK_INT(iw_site_group_from_permutations(b->ctx, turns, 3, 6, &b->group),
            IW_OK);
  b->pools[0] = (iw_decoration_pool){first_counts, 2};
  b->pools[1] = (iw_decoration_pool){second_counts, 3};
  iw_decoration_spec_default(&b->spec);
  b->spec.group = b->group;
  b->spec.site_pools = two_pools;
  b->spec.pools = b->pools;
  b->spec.n_pools = 2;
}

static void stop(bench *b)
{
  iw_site_group_destroy(b->group);
  iw_context_destroy(b->ctx);
}

static void refuses(bench *b, const char *why)
{
  iw_decorations *d = (iw_decorations *)(void *)b;

  CHECK_INT(iw_decorations_create(b->ctx, &b->spec, &d), IW_E_ARGUMENT);
  CHECK(d == NULL);
  CHECK_HOLDS(iw_context_message(b->ctx), why);
}

static void holds_what_was_asked_for(void)
{
  const iw_exclusion exclusions[3] = {{0, 3, 2, 4}, {4, 1, 4, 2}, {2, 5, 2, 4}};
  const uint8_t good[6] = {1, 0, 0, 0, 1, 2}, excluded[6] = {1, 0, 0, 2, 0, 1};
  const uint8_t miscounted[6] = {1, 1, 0, 0, 1, 2};
  const uint8_t foreign[6] = {3, 0, 0, 0, 1, 2};
  iw_decorations *d;
  bench b;

  start(&b);
  b.spec.exclusions = exclusions;
  b.spec.n_exclusions = 3;
  CHECK_INT(iw_decorations_create(b.ctx, &b.spec, &d), IW_OK);
  CHECK_INT(iw_decorations_n_sites(d), 6);
  CHECK_INT(iw_decorations_order(d), 3);
  CHECK_INT(iw_decorations_holds(d, good), 1);
  CHECK_INT(iw_decorations_holds(d, excluded), 0);
  CHECK_INT(iw_decorations_holds(d, miscounted), 0);
  CHECK_INT(iw_decorations_holds(d, foreign), 0);
  iw_decorations_destroy(d);
  iw_decorations_destroy(NULL);
  stop(&b);
}

static void exclusions_are_put_in_order(void)
{
  const iw_exclusion exclusions[7] = {{5, 2, 4, 2}, {3, 0, 4, 2}, {0, 3, 2, 4},
                                      {1, 4, 2, 4}, {3, 0, 1, 1}, {1, 4, 1, 1},
                                      {5, 2, 1, 1}};
  iw_decorations *d;
  bench b;

  start(&b);
  b.spec.exclusions = exclusions;
  b.spec.n_exclusions = 7;
  CHECK_INT(iw_decorations_create(b.ctx, &b.spec, &d), IW_OK);
  CHECK_INT(d->n_exclusions, 6); /* one came twice */
  for (size_t i = 0; i < d->n_exclusions; i++) {
    CHECK_INT(d->exclusions[i].site_a, i / 2);
    CHECK_INT(d->exclusions[i].site_b, 3 + i / 2);
    CHECK_INT(d->exclusions[i].species_a, 1 + i % 2);
  }
  iw_decorations_destroy(d);
  stop(&b);
}

static void counts_must_add_up(void)
{
  const int32_t four[2] = {2, 2}, negative[2] = {4, -1};
  const int32_t pools[6] = {0, 0, 0, 1, 1, 2};
  bench b;

  start(&b);
  b.pools[0].counts = four;
  refuses(&b, "4 atoms and vacancies on 3 sites");
  b.pools[0].counts = negative;
  refuses(&b, "-1 times");
  b.pools[0] = (iw_decoration_pool){first_counts, 17};
  refuses(&b, "17 species");
  b.pools[0] = (iw_decoration_pool){first_counts, 0};
  refuses(&b, "0 species");
  b.pools[0] = (iw_decoration_pool){first_counts, 2};
  b.spec.site_pools = pools;
  refuses(&b, "pool 2 of 2");
  b.spec.site_pools = NULL;
  refuses(&b, "missing");
  stop(&b);
}

static void the_group_keeps_pools_and_exclusions(void)
{
  const int32_t mixed[6] = {0, 1, 1, 1, 0, 0};
  const iw_exclusion alone[1] = {{0, 3, 2, 4}};
  const iw_exclusion masks[3] = {{0, 3, 2, 4}, {1, 4, 2, 2}, {2, 5, 2, 4}};
  const iw_exclusion itself[1] = {{2, 2, 1, 1}};
  const iw_exclusion outside[1] = {{2, 6, 1, 1}};
  const iw_exclusion unknown[1] = {{0, 3, 4, 1}};
  const iw_exclusion none[1] = {{0, 3, 1, 0}};
  bench b;

  start(&b);
  b.spec.site_pools = mixed;
  refuses(&b, "takes site 0 of pool 0 to site 1 of pool 1");
  b.spec.site_pools = two_pools;
  b.spec.n_exclusions = 1;
  b.spec.exclusions = alone;
  refuses(&b, "sites 0 and 3 exclude each other");
  b.spec.exclusions = itself;
  refuses(&b, "between sites 2 and 2");
  b.spec.exclusions = outside;
  refuses(&b, "between sites 2 and 6");
  b.spec.exclusions = unknown;
  refuses(&b, "species 0x4 and 0x1");
  b.spec.exclusions = none;
  refuses(&b, "species 0x1 and 0x0");
  b.spec.n_exclusions = 3;
  b.spec.exclusions = masks;
  refuses(&b, "exclude each other");
  stop(&b);
}

int main(void)
{
  RUN(holds_what_was_asked_for);
  RUN(exclusions_are_put_in_order);
  RUN(counts_must_add_up);
  RUN(the_group_keeps_pools_and_exclusions);
  return check_report();
}
