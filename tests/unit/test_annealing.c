/* SPDX-License-Identifier: BSD-3-Clause */
/* Annealing on a garnet: changes of the energy agree with energies, exclusions
 * hold all the way, and the outcome beats random draws by far. */
#include "check.h"

#include <ionway/ionway.h>

#include "annealing.h"
#include "garnet.h"

#define N GARNET_SITES

/* Ions on the lithium sites of a garnet that repel each other. */
typedef struct crystal {
  garnet g;
  iw_site_group *group;
  iw_decorations *d;
  double matrix[N * N], field[N];
  iwi_quadratic form;
  iwi_quadratic_swaps *quadratic;
  iwi_swap_energy energy;
  iwi_swaps *swaps;
} crystal;

static iw_context *ctx;

/* Li+ and vacancies; the tetrahedral sites of `pools` = 2 hold Na+ and what
 * has twice the charge as well. */
static const double charges[2][6] = {{0, 1}, {0, 1, 2, 0, 1}};

static void crystal_create(crystal *c, size_t n_pools)
{
  static const int32_t all[2] = {64, 56}, first[3] = {12, 6, 6};
  static const int32_t second[2] = {66, 30};
  const iw_decoration_pool one[1] = {{all, 2}};
  const iw_decoration_pool two[2] = {{first, 3}, {second, 2}};
  int32_t identity[N], pools[N];
  iw_decoration_spec spec;
  iwi_rng rng;

  memset(c, 0, sizeof *c);
  garnet_make(&c->g);
  iwi_rng_seed(&rng, 3, 3);
  for (int i = 0; i < N; i++) {
    identity[i] = i;
    pools[i] = n_pools == 2 && i >= 24;
    c->field[i] = iwi_rng_real(&rng) - (i < 24);
    for (int j = 0; j <= i; j++) {
      const double r = garnet_distance(c->g.frac[i], c->g.frac[j]);

      c->matrix[i * N + j] = c->matrix[j * N + i] =
          i == j ? 0.1 * (i % 3) : 14.4 / r * exp(-r / 4);
    }
  }
  CHECK_INT(iw_site_group_from_permutations(ctx, identity, 1, N, &c->group),
            IW_OK);
  for (size_t e = 0; n_pools == 2 && e < c->g.n_exclusions; e++)
    c->g.exclusions[e].species_a = c->g.exclusions[e].site_a < 24 ? 6 : 2;
  iw_decoration_spec_default(&spec);
  spec.group = c->group;
  spec.site_pools = pools;
  spec.pools = n_pools == 2 ? two : one;
  spec.n_pools = n_pools;
  spec.exclusions = c->g.exclusions;
  spec.n_exclusions = c->g.n_exclusions;
  CHECK_INT(iw_decorations_create(ctx, &spec, &c->d), IW_OK);
  c->form = (iwi_quadratic){c->d, c->matrix, c->field, charges[n_pools - 1]};
  CHECK_INT(
      iwi_quadratic_swaps_create(ctx, &c->form, &c->energy, &c->quadratic),
      IW_OK);
  CHECK_INT(iwi_swaps_create(ctx, c->d, &c->swaps), IW_OK);
}

static void crystal_destroy(crystal *c)
{
  iwi_swaps_destroy(c->swaps);
  iwi_quadratic_swaps_destroy(c->quadratic);
  iw_decorations_destroy(c->d);
  iw_site_group_destroy(c->group);
}

/* By the definition, eq. (C5). */
static double energy_of(const crystal *c, const uint8_t *species)
{
  double q[N], sum = 0;

  for (int i = 0; i < N; i++)
    q[i] =
        c->form.charges[c->d->first_species[c->d->site_pools[i]] + species[i]];
  for (int i = 0; i < N; i++) {
    sum += c->field[i] * q[i];
    for (int j = 0; j < N; j++)
      sum += 0.5 * c->matrix[i * N + j] * q[i] * q[j];
  }
  return sum;
}

static void changes_add_up(void)
{
  static crystal c;

  for (size_t n_pools = 1; n_pools <= 2; n_pools++) {
    int n_made[3] = {0};
    double now = 0;
    iwi_rng rng;

    crystal_create(&c, n_pools);
    iwi_rng_seed(&rng, 1, 0);
    CHECK_INT(iwi_swaps_find(ctx, c.swaps, &rng), IW_OK);
    c.energy.load(c.energy.user, c.swaps->species, &now);
    CHECK_NEAR(now, energy_of(&c, c.swaps->species), 1e-9);
    for (int k = 0; k < 10000; k++) {
      double change = NAN;
      iwi_move move;

      if (!iwi_swaps_draw(c.swaps, &rng, &move))
        continue;
      c.energy.delta(c.energy.user, c.swaps->species, &move, &change);
      c.energy.accept(c.energy.user, c.swaps->species, &move);
      for (int m = 0; m < move.n_swaps; m++)
        iwi_swaps_apply(c.swaps, move.pairs[m]);
      now += change;
      if (n_made[move.n_swaps]++ % 20 == 0) {
        CHECK_NEAR(now, energy_of(&c, c.swaps->species), 1e-8);
        CHECK(iw_decorations_holds(c.d, c.swaps->species));
      }
    }
    CHECK(n_made[1] > 50 && n_made[2] > 10);
    crystal_destroy(&c);
  }
}

typedef struct best {
  const crystal *c;
  double energy_ev;
  uint64_t n, done;
  int wrong;
} best;

static iw_status keep_best(void *user, const uint8_t *species, double energy_ev,
                           uint64_t done)
{
  best *b = user;

  b->done = done;
  if (species == NULL)
    return IW_OK;
  if (b->n++ % 50 == 0)
    b->wrong += !iw_decorations_holds(b->c->d, species);
  if (energy_ev < b->energy_ev) {
    b->wrong += fabs(energy_ev - energy_of(b->c, species)) > 1e-8;
    b->energy_ev = energy_ev;
  }
  return IW_OK;
}

/* As many random decorations as there were sweeps. */
static void beats_random_draws(void)
{
  static crystal c;
  double random = INFINITY, annealed[3];
  iw_decoration_sampler *sampler = NULL;
  uint8_t species[N];

  crystal_create(&c, 1);
  CHECK_INT(iw_decoration_sampler_create(ctx, c.d, 1, &sampler), IW_OK);
  for (int k = 0; k < 300; k++) {
    iw_decoration_sampler_next(sampler, species);
    random = fmin(random, energy_of(&c, species));
  }
  iw_decoration_sampler_destroy(sampler);
  for (int k = 0; k < 3; k++) {
    best b = {&c, INFINITY, 0, 0, 0};
    const iwi_annealing a = {.swaps = c.swaps,
                             .energy = &c.energy,
                             .n_sweeps = 300,
                             .temperature_start_k = NAN,
                             .temperature_end_k = 300,
                             .seed = (uint64_t)k,
                             .offer = keep_best,
                             .user = &b};

    CHECK_INT(iwi_anneal(ctx, &a), IW_OK);
    CHECK_INT(b.wrong, 0);
    CHECK(b.n > 0 && b.done == a.n_sweeps);
    annealed[k] = b.energy_ev;
  }
  printf("best of 300: random %.3f, annealed %.3f %.3f %.3f eV\n", random,
         annealed[0], annealed[1], annealed[2]);
  for (int k = 0; k < 3; k++)
    CHECK(annealed[k] < random - 2);
  crystal_destroy(&c);
}

static iw_status refuse(void *user, const uint8_t *species,
                        const iwi_move *move, double *delta_ev)
{
  (void)user;
  (void)species;
  (void)move;
  (void)delta_ev;
  return IW_E_NOT_CONVERGED;
}

static void hands_failures_on(void)
{
  static crystal c;
  best b = {&c, INFINITY, 0, 0, 0};
  iwi_annealing a = {.energy = &c.energy,
                     .n_sweeps = 10,
                     .temperature_start_k = 1000,
                     .temperature_end_k = 300,
                     .offer = keep_best,
                     .user = &b};

  crystal_create(&c, 1);
  a.swaps = c.swaps;
  c.energy.delta = refuse;
  CHECK_INT(iwi_anneal(ctx, &a), IW_E_NOT_CONVERGED);
  a.temperature_start_k = NAN;
  CHECK_INT(iwi_anneal(ctx, &a), IW_E_NOT_CONVERGED);
  CHECK_INT(b.n, 0);
  crystal_destroy(&c);
}

int main(void)
{
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  RUN(changes_add_up);
  RUN(beats_random_draws);
  RUN(hands_failures_on);
  iw_context_destroy(ctx);
  return check_report();
}
