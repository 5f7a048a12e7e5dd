/* SPDX-License-Identifier: BSD-3-Clause */
/* Energies of decorations from the pair matrix against the Ewald sum of each
 * crystal written out. */
#include "check.h"

#include <stdint.h>
#include <stdlib.h>

#include <ionway/ewald.h>

#include "decoration_energy.h"

#define MAX_ATOMS 64
#define N_POOLS   3

static iw_context *ctx;
static uint64_t state = 3;

static double uniform(void)
{
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (double)(state >> 11) / 9007199254740992.0;
}

/* Spectators and three pools with two, three and one species. */
typedef struct host {
  double lattice[3][3];
  double frac[MAX_ATOMS][3];
  double charges[MAX_ATOMS]; /* of spectators; 0 at sites */
  size_t n, n_spectators;
  int32_t pools[MAX_ATOMS], first[N_POOLS + 1];
  int32_t counts[6];
} host;

static const double charges[2][6] = {{1, 0, 4, 3, 5, -2},
                                     {1, 0, 4, 2.5, 6, -1.5}};

/* Random positions that keep apart along x, whatever is on them. */
static void set_host(host *h, size_t n_spectators, size_t n_sites,
                     double charge)
{
  memset(h, 0, sizeof *h);
  h->n = n_spectators + n_sites;
  h->n_spectators = n_spectators;
  h->first[1] = 2;
  h->first[2] = 5;
  h->first[3] = 6;
  h->lattice[0][0] = 11;
  h->lattice[1][1] = 7;
  h->lattice[2][2] = 8;
  h->lattice[2][0] = 3;
  for (size_t i = 0; i < h->n; i++) {
    h->frac[i][0] = ((double)i + 0.3 * uniform()) / (double)h->n;
    h->frac[i][1] = uniform();
    h->frac[i][2] = uniform();
    if (i < n_spectators)
      h->charges[i] = charge * (1 + (double)(i % 3));
    else
      h->pools[i - n_spectators] = (int32_t)(3 * uniform());
  }
}

static void decorate(host *h, uint8_t *species)
{
  memset(h->counts, 0, sizeof h->counts);
  for (size_t i = 0; i < h->n - h->n_spectators; i++) {
    const int32_t pool = h->pools[i];
    const int32_t n = h->first[pool + 1] - h->first[pool];

    species[i] = (uint8_t)(n * uniform());
    h->counts[h->first[pool] + species[i]]++;
  }
}

static iw_decoration_energy *make(const host *h)
{
  const iwi_charged_sites sites = {{(const double(*)[3])h->lattice,
                                    (const double(*)[3])h->frac, NULL,
                                    h->charges, h->n, NULL},
                                   h->n_spectators,
                                   h->pools,
                                   h->first,
                                   N_POOLS};
  iw_decoration_energy *energy = NULL;

  CHECK_INT(iwi_decoration_energy_from(ctx, &sites, &energy), IW_OK);
  if (energy == NULL)
    exit(1);
  return energy;
}

static double written_out(const host *h, const uint8_t *species,
                          const double *charge)
{
  double all[MAX_ATOMS], energy = NAN;
  const iw_energy_atoms atoms = {(const double(*)[3])h->lattice,
                                 (const double(*)[3])h->frac,
                                 NULL,
                                 all,
                                 h->n,
                                 NULL};

  memcpy(all, h->charges, sizeof all);
  for (size_t i = h->n_spectators; i < h->n; i++) {
    const size_t site = i - h->n_spectators;

    all[i] = charge[h->first[h->pools[site]] + species[site]];
  }
  CHECK_INT(iw_ewald_energy(ctx, &atoms, NULL, &energy, NULL, NULL), IW_OK);
  return energy;
}

/* With and without spectators, charged ones, and nothing but spectators. */
static void decorations_have_their_ewald_energy(void)
{
  static const size_t sizes[][2] = {{0, 1},  {0, 20}, {12, 20},
                                    {30, 3}, {10, 0}, {0, 37}};

  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
    iw_decoration_energy *energy;
    uint8_t species[MAX_ATOMS];
    host h;

    set_host(&h, sizes[s][0], sizes[s][1], -1);
    energy = make(&h);
    for (int trial = 0; trial < 8; trial++) {
      const double *charge = charges[trial % 2];
      double want;

      decorate(&h, species);
      iwi_decoration_energy_bind(energy, h.counts, charge);
      want = written_out(&h, species, charge);
      CHECK_NEAR(iw_decoration_energy_ev(energy, species), want,
                 1e-13 * fabs(want) + 1e-10);
    }
    iw_decoration_energy_destroy(energy);
  }
  iw_decoration_energy_destroy(NULL);
}

/* Whatever was asked for before, and whatever it was bound to. */
static void bits_depend_on_the_decoration_only(void)
{
  iw_decoration_energy *energy, *other;
  uint8_t species[MAX_ATOMS], another[MAX_ATOMS];
  double first;
  host h;

  set_host(&h, 10, 40, 2);
  energy = make(&h);
  other = make(&h);
  decorate(&h, another);
  iwi_decoration_energy_bind(other, h.counts, charges[1]);
  iw_decoration_energy_ev(other, another);
  decorate(&h, species);
  iwi_decoration_energy_bind(energy, h.counts, charges[0]);
  first = iw_decoration_energy_ev(energy, species);
  for (int trial = 0; trial < 20; trial++) {
    host unused = h;

    decorate(&unused, another);
    iw_decoration_energy_ev(energy, another);
    CHECK(iw_decoration_energy_ev(energy, species) == first);
  }
  iwi_decoration_energy_bind(other, h.counts, charges[0]);
  CHECK(iw_decoration_energy_ev(other, species) == first);
  iw_decoration_energy_destroy(energy);
  iw_decoration_energy_destroy(other);
}

static void sites_on_top_of_each_other_are_refused(void)
{
  iw_decoration_energy *energy;
  iwi_charged_sites sites;
  host h;

  set_host(&h, 3, 5, -1);
  memcpy(h.frac[6], h.frac[1], sizeof h.frac[6]);
  sites = (iwi_charged_sites){{(const double(*)[3])h.lattice,
                               (const double(*)[3])h.frac, NULL, h.charges, h.n,
                               NULL},
                              h.n_spectators,
                              h.pools,
                              h.first,
                              N_POOLS};
  CHECK_INT(iwi_decoration_energy_from(ctx, &sites, &energy), IW_E_ARGUMENT);
  CHECK(energy == NULL);
  CHECK_HOLDS(iw_context_message(ctx), "atoms 1 and 6");
}

int main(void)
{
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  RUN(decorations_have_their_ewald_energy);
  RUN(bits_depend_on_the_decoration_only);
  RUN(sites_on_top_of_each_other_are_refused);
  iw_context_destroy(ctx);
  return check_report();
}
