/* SPDX-License-Identifier: BSD-3-Clause */
/* Bonds and angles of pair fields: closed forms, differences, what exclusions
 * take off against a sum by hand, and that a topology stays. */
#include "check.h"

#include <ionway/ionway.h>

#include "pair_fields.h"
#include "units.h"

#define PI 3.14159265358979323846

static iw_context *ctx;

static const iw_field_type types[] = {
    {.name = "Li", .element = 3, .charge_e = 1},
    {.name = "O", .element = 8, .charge_e = -0.5}};

static iw_pair_field *make(const iw_field_bond *bonds, size_t n_bonds,
                           const iw_field_angle *angles, size_t n_angles,
                           const iw_pair_field_spec *like)
{
  iw_pair_field_spec spec = *like;
  iw_pair_field *f;

  spec.bonds = bonds;
  spec.n_bonds = n_bonds;
  spec.angles = angles;
  spec.n_angles = n_angles;
  CHECK_INT(iw_pair_field_create(ctx, &spec, &f), IW_OK);
  return f;
}

static void a_bond_is_harmonic(void)
{
  const iw_field_bond bond = {1, 0, 5.9, 1.7, 2.65};
  iw_pair_field_spec spec = fields_spec(types, 2, NULL, 0);
  iw_pair_field *f;

  spec.coulomb = IW_COULOMB_NONE;
  f = make(&bond, 1, NULL, 0, &spec);
  for (double r = 1.2; r < 3; r += 0.2) {
    fields_cell cell = fields_dimer(9, r, 3, 8);
    const double want = r < 2.65 ? 0.5 * 5.9 * (r - 1.7) * (r - 1.7) : 0;

    CHECK_NEAR(fields_energy(ctx, f, &cell), want, 1e-13);
    CHECK_NEAR(cell.forces[1][0], r < 2.65 ? -5.9 * (r - 1.7) : 0, 1e-12);
  }
  iw_pair_field_destroy(f);
}

static void an_angle_is_harmonic(void)
{
  const iw_field_angle angle = {1, 0, 1, 2.09724, 109.47, 2.2};
  iw_pair_field_spec spec = fields_spec(types, 2, NULL, 0);
  iw_pair_field *f;

  spec.coulomb = IW_COULOMB_NONE;
  f = make(NULL, 0, &angle, 1, &spec);
  for (double theta = 30; theta <= 180; theta += 30) {
    const double t = theta * PI / 180, off = t - 109.47 * PI / 180;
    fields_cell cell = {.n = 3, .elements = {8, 3, 8}};

    for (int k = 0; k < 3; k++)
      cell.lattice[k][k] = 10;
    cell.frac[0][1] = -0.19; /* the image of 0.81 */
    cell.frac[2][1] = -0.17 * cos(t);
    cell.frac[2][2] = 0.17 * sin(t) + 1;
    cell.frac[0][0] = cell.frac[1][0] = cell.frac[2][0] = 0.99;
    CHECK_NEAR(fields_energy(ctx, f, &cell), 0.5 * 2.09724 * off * off, 1e-13);
  }
  iw_pair_field_destroy(f);
}

/* Random cells full of bonds and angles, Ewald sum and exclusions: forces and
 * stress against differences. */
static void derivatives_are_exact(void)
{
  const iw_field_term terms[] = {
      {0, 1, IW_FIELD_BUCKINGHAM, {632.1, 0.2906, 5}, 7, IW_SHIFT_FORCE},
      {1, 1, IW_FIELD_BORN_MAYER, {200, 0.3}, 8, IW_SHIFT_FORCE}};
  const iw_field_bond bonds[] = {{0, 1, 3, 1.8, 2.1}, {1, 1, 1, 2.5, 2.2}};
  const iw_field_angle angles[] = {{1, 0, 1, 2, 109.47, 2.1},
                                   {0, 1, 1, 0.5, 80, 2.3}};
  const iw_field_exclude ways[] = {IW_EXCLUDE_BONDED, IW_EXCLUDE_ANGLES,
                                   IW_EXCLUDE_NOTHING};

  for (int way = 0; way < 3; way++) {
    iw_pair_field_spec spec = fields_spec(types, 2, terms, 2);
    fields_cell cell = fields_random(60 + (uint64_t)way, 8, 4.6);
    iw_pair_field *f;

    spec.tolerance = 1e-14;
    spec.exclude = ways[way];
    spec.coulomb = way == 1 ? IW_COULOMB_DSF : IW_COULOMB_EWALD;
    f = make(bonds, 2, angles, 2, &spec);
    fields_check_derivatives(ctx, f, &cell, 1e-9);
    iw_pair_field_destroy(f);
  }
}

/* Laws and bare Coulomb energy of each bonded pair, once each, by hand. */
static double excluded_by_hand(const iw_pair_field *f, const fields_cell *cell,
                               double within, double scale)
{
  double sum = 0, slope;

  for (size_t i = 0; i < cell->n; i++) {
    for (size_t j = 0; j < cell->n; j++) {
      const size_t a = cell->elements[i] == 8, b = cell->elements[j] == 8;
      const int at = f->pair_of[a * 2 + b];

      if (a == b) /* bonds are between unlike ions */
        continue;
      for (int image = 0; image < 9261; image++) {
        const double r = fields_distance(cell, i, j, image);

        if (r > within)
          continue;
        sum += 0.5 * scale * IWI_COULOMB_EV_ANG * types[a].charge_e *
               types[b].charge_e / r;
        for (size_t l = 0; l < f->pairs[at].n_laws; l++)
          sum += 0.5 * iwi_law_energy(&f->pairs[at].laws[l], r, &slope);
      }
    }
  }
  return sum;
}

/* Bonds of no strength still exclude. 1e-9 eV: Ewald sums of tolerance 1e-12.
 */
static void exclusions_by_hand(void)
{
  const iw_field_term term = {
      0, 1, IW_FIELD_BUCKINGHAM, {632.1, 0.2906, 5}, 7, IW_SHIFT_ENERGY};
  const iw_field_bond bond = {0, 1, 0, 2, 2.2};

  for (uint64_t seed = 1; seed < 5; seed++) {
    iw_pair_field_spec spec = fields_spec(types, 2, &term, 1);
    fields_cell cell = fields_random(seed, 8, 4.2);
    iw_pair_field *with, *without;
    double taken;

    spec.tolerance = 1e-12;
    spec.coulomb_scale = 0.4;
    spec.coulomb = seed == 4 ? IW_COULOMB_DSF : IW_COULOMB_EWALD;
    with = make(&bond, 1, NULL, 0, &spec);
    spec.exclude = IW_EXCLUDE_NOTHING;
    without = make(&bond, 1, NULL, 0, &spec);
    taken =
        fields_energy(ctx, without, &cell) - fields_energy(ctx, with, &cell);
    CHECK(fabs(taken) > 0.1);
    CHECK_NEAR(taken, excluded_by_hand(with, &cell, 2.2, 0.4), 1e-9);
    iw_pair_field_destroy(with);
    iw_pair_field_destroy(without);
  }
}

/* The two ends of an angle, too. */
static void angles_exclude_their_ends(void)
{
  const iw_field_angle angle = {1, 0, 1, 0, 100, 2.1};
  const iw_field_bond bond = {0, 1, 0, 2, 2.1};
  iw_pair_field_spec spec = fields_spec(types, 2, NULL, 0);
  fields_cell cell = {.n = 3, .elements = {8, 3, 8}};
  iw_pair_field *some, *all;

  for (int k = 0; k < 3; k++)
    cell.lattice[k][k] = 20;
  cell.frac[0][0] = 0.1;
  cell.frac[2][1] = 0.1;
  spec.tolerance = 1e-12;
  some = make(&bond, 1, &angle, 1, &spec);
  spec.exclude = IW_EXCLUDE_ANGLES;
  all = make(&bond, 1, &angle, 1, &spec);
  CHECK_NEAR(fields_energy(ctx, some, &cell) - fields_energy(ctx, all, &cell),
             IWI_COULOMB_EV_ANG * 0.25 / (2 * sqrt(2.0)), 1e-9);
  iw_pair_field_destroy(some);
  iw_pair_field_destroy(all);
}

/* A bond outlives the distance it was found within, and wrapping. */
static void the_topology_stays(void)
{
  const iw_field_bond bond = {0, 1, 4, 2, 2.2};
  iw_pair_field_spec spec = fields_spec(types, 2, NULL, 0);
  fields_cell cell = fields_dimer(9, 2, 3, 8);
  const iw_energy_atoms atoms = fields_atoms(&cell);
  const iw_energy *energy;
  iw_energy_result result = {0};
  iw_pair_field *f;
  void *w;

  spec.coulomb = IW_COULOMB_NONE;
  f = make(&bond, 1, NULL, 0, &spec);
  energy = iw_pair_field_energy(f);
  CHECK_INT(energy->open(ctx, &atoms, energy->user, &w), IW_OK);
  for (int step = 0; step < 30; step++) { /* 2 to 4.9 Angstrom */
    cell.frac[1][0] = cell.frac[0][0] + (2 + 0.1 * step) / 9 - step % 3;
    cell.frac[0][1] = cell.frac[1][1] = 0.3 * step;
    CHECK_INT(energy->evaluate(ctx, &atoms, w, &result, energy->user), IW_OK);
    CHECK_NEAR(result.energy_ev, 2 * 0.01 * step * step, 1e-12);
  }
  energy->close(w, energy->user);
  iw_pair_field_destroy(f);
}

int main(void)
{
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  RUN(a_bond_is_harmonic);
  RUN(an_angle_is_harmonic);
  RUN(derivatives_are_exact);
  RUN(exclusions_by_hand);
  RUN(angles_exclude_their_ends);
  RUN(the_topology_stays);
  iw_context_destroy(ctx);
  return check_report();
}
