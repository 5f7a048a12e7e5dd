/* SPDX-License-Identifier: BSD-3-Clause */
/* Shells: the polarisability of one ion, a minimisation over explicit shells,
 * differences, and ions that polarise each other without end. */
#include "check.h"

#include <ionway/ionway.h>

#include "pair_field_model.h"
#include "pair_fields.h"
#include "units.h"

static iw_context *ctx;

static const iw_field_term terms[] = {
    {0, 1, IW_FIELD_BUCKINGHAM, {632.1, 0.2906, 0}, 7, IW_SHIFT_FORCE},
    {1, 1, IW_FIELD_BUCKINGHAM, {22764.3, 0.149, 27.89}, 7, IW_SHIFT_FORCE}};

/* A stiff shell in the field E of a charge far away: displaced by Y E/k, and
 * the energy is lower by alpha E^2/2, alpha = Y^2/k. E is the force on the
 * rigid ion over its charge. The field's change over the displacement and the
 * ion's own images are 1e-3 of it. */
static void one_ion_polarises(void)
{
  const double y = -2.86, k = 5000;
  const iw_field_type rigid[] = {{.name = "Li", .element = 3, .charge_e = 1},
                                 {.name = "O", .element = 8, .charge_e = -2}};
  iw_field_type soft[] = {{.name = "Li", .element = 3, .charge_e = 1},
                          {.name = "O",
                           .element = 8,
                           .charge_e = 0.86,
                           .shell_charge_e = y,
                           .spring_ev_ang2 = k}};
  iw_pair_field_spec spec = fields_spec(rigid, 2, NULL, 0);
  fields_cell cell = fields_dimer(30, 6, 3, 8), same = cell;
  const iw_energy_atoms atoms = fields_atoms(&same);
  iw_energy_result result = {0};
  iwi_pair_workspace *w;
  iw_pair_field *f;
  void *memory;
  double e[2], field;

  spec.tolerance = 1e-13;
  spec.shell_force_ev_ang = 1e-11;
  CHECK_INT(iw_pair_field_create(ctx, &spec, &f), IW_OK);
  e[0] = fields_energy(ctx, f, &cell);
  iw_pair_field_destroy(f);
  field = cell.forces[1][0] / -2;
  spec.types = soft;
  CHECK_INT(iw_pair_field_create(ctx, &spec, &f), IW_OK);
  e[1] = fields_energy(ctx, f, &same);
  CHECK_NEAR((e[1] - e[0]) / (-0.5 * y * y / k * field * field), 1, 1e-3);
  CHECK_INT(iwi_pair_model_open(ctx, &atoms, f, &memory), IW_OK);
  w = memory;
  CHECK_INT(iwi_pair_model_evaluate(ctx, &atoms, w, &result, f), IW_OK);
  CHECK_NEAR(w->shell[0][0] / (y * field / k), 1, 1e-3);
  CHECK_NEAR(w->shell[0][1], 0, 1e-9);
  iwi_pair_model_close(w, f);
  iw_pair_field_destroy(f);
}

/* The oxide's shells as a field, and with every shell an atom of its own
 * (element F) bonded to its core by a spring of no length. */
static iw_pair_field *with_shells(double spring)
{
  const iw_field_type types[] = {{.name = "Li", .element = 3, .charge_e = 1},
                                 {.name = "O",
                                  .element = 8,
                                  .charge_e = 0.86,
                                  .shell_charge_e = -1.86,
                                  .spring_ev_ang2 = spring}};
  iw_pair_field_spec spec = fields_spec(types, 2, terms, 2);
  iw_pair_field *f;

  spec.tolerance = 1e-14;
  spec.shell_force_ev_ang = 1e-10;
  CHECK_INT(iw_pair_field_create(ctx, &spec, &f), IW_OK);
  return f;
}

static iw_pair_field *with_explicit_shells(double spring)
{
  const iw_field_type types[] = {
      {.name = "Li", .element = 3, .charge_e = 1},
      {.name = "shell", .element = 9, .charge_e = -1.86},
      {.name = "O", .element = 8, .charge_e = 0.86}};
  const iw_field_bond bond = {1, 2, spring, 1e-12, 0.6};
  iw_pair_field_spec spec = fields_spec(types, 3, terms, 2);
  iw_pair_field *f;

  spec.tolerance = 1e-14;
  spec.bonds = &bond;
  spec.n_bonds = 1;
  CHECK_INT(iw_pair_field_create(ctx, &spec, &f), IW_OK);
  return f;
}

/* Descent by F/k over the atoms from `first` on, until no force is left. */
static double relax_by_hand(iw_pair_field *f, fields_cell *cell, size_t first,
                            double spring)
{
  double inverse[3][3], energy = NAN;

  iwi_inverse3((const double(*)[3])cell->lattice, inverse);
  for (int step = 0; step < 400; step++) {
    double largest = 0;

    energy = fields_energy(ctx, f, cell);
    for (size_t i = first; i < cell->n; i++) {
      double d[3];

      iwi_row_times3(cell->forces[i], (const double(*)[3])inverse, d);
      largest = fmax(largest, iwi_norm3(cell->forces[i]));
      for (int k = 0; k < 3; k++)
        cell->frac[i][k] += 0.7 * d[k] / spring;
    }
    if (largest < 1e-10)
      break;
  }
  return energy;
}

static void shells_are_at_their_minimum(void)
{
  const double spring = 74.92;
  iw_pair_field *own = with_shells(spring);
  iw_pair_field *explicit_shells = with_explicit_shells(spring);

  for (uint64_t seed = 3; seed < 6; seed++) {
    fields_cell cell = fields_random(seed, 8, 5.2), more = cell;
    size_t n = cell.n;
    double want;

    for (size_t i = 0; i < cell.n; i++) {
      if (cell.elements[i] != 8)
        continue;
      memcpy(more.frac[n], cell.frac[i], sizeof cell.frac[i]);
      more.frac[n][0] += 0.01 / 5; /* a spring of no length has no direction */
      more.elements[n++] = 9;
    }
    more.n = n;
    want = relax_by_hand(explicit_shells, &more, cell.n, spring);
    CHECK_NEAR(fields_energy(ctx, own, &cell), want, 1e-10);
    for (size_t i = 0; i < cell.n; i++) {
      for (int k = 0; k < 3; k++)
        CHECK_NEAR(cell.forces[i][k], more.forces[i][k], 1e-8);
    }
    for (int k = 0; k < 9; k++)
      CHECK_NEAR(cell.stress[k / 3][k % 3], more.stress[k / 3][k % 3], 1e-10);
  }
  iw_pair_field_destroy(own);
  iw_pair_field_destroy(explicit_shells);
}

static void derivatives_are_exact(void)
{
  const iw_field_type types[] = {{.name = "Li", .element = 3, .charge_e = 1},
                                 {.name = "O",
                                  .element = 8,
                                  .charge_e = 0.5,
                                  .shell_charge_e = -2,
                                  .spring_ev_ang2 = 60,
                                  .spring4_ev_ang4 = 5000}};
  const iw_field_angle angle = {1, 0, 1, 1.5, 109.47, 2.4};
  iw_pair_field_spec spec = fields_spec(types, 2, terms, 2);
  fields_cell cell = fields_random(31, 8, 5.2);
  iw_pair_field *f;

  spec.tolerance = 1e-14;
  spec.shell_force_ev_ang = 1e-10;
  spec.angles = &angle;
  spec.n_angles = 1;
  CHECK_INT(iw_pair_field_create(ctx, &spec, &f), IW_OK);
  fields_check_derivatives(ctx, f, &cell, 1e-9);
  iw_pair_field_destroy(f);
}

/* From wherever the shells were left, they come back to the same rest: the
 * tolerance on their forces is 1e-10 eV/Angstrom. */
static void the_start_makes_no_difference(void)
{
  iw_pair_field *f = with_shells(60);
  const iw_energy *energy = iw_pair_field_energy(f);
  fields_cell cell = fields_random(8, 8, 5.2), start = cell;
  const iw_energy_atoms atoms = fields_atoms(&cell);
  iw_energy_result result = {.forces_ev_ang = cell.forces};
  const double want = fields_energy(ctx, f, &start);
  void *w;

  CHECK_INT(energy->open(ctx, &atoms, energy->user, &w), IW_OK);
  for (int step = 0; step < 4; step++) {
    for (size_t i = 0; i < cell.n; i++)
      cell.frac[i][1] = start.frac[i][1] + 0.01 * step * (int)(i % 3 - 1);
    CHECK_INT(energy->evaluate(ctx, &atoms, w, &result, energy->user), IW_OK);
  }
  memcpy(cell.frac, start.frac, sizeof cell.frac);
  CHECK_INT(energy->evaluate(ctx, &atoms, w, &result, energy->user), IW_OK);
  CHECK_NEAR(result.energy_ev, want, 1e-11);
  for (size_t i = 0; i < cell.n; i++)
    CHECK_NEAR(cell.forces[i][2], start.forces[i][2], 1e-8);
  energy->close(w, energy->user);
  iw_pair_field_destroy(f);
}

static void catastrophes_are_told(void)
{
  iw_pair_field *f = with_shells(3);
  fields_cell cell = fields_random(8, 8, 5.2);
  const iw_energy_atoms atoms = fields_atoms(&cell);
  iw_energy_result result = {0};

  CHECK_INT(iw_energy_evaluate(ctx, iw_pair_field_energy(f), &atoms, &result),
            IW_E_ENERGY);
  printf("  %s\n", iw_context_message(ctx));
  CHECK_HOLDS(iw_context_message(ctx), "atom");
  iw_pair_field_destroy(f);
}

/* A cell and its double; another split of the Ewald sum. */
static void supercells_agree(void)
{
  iw_pair_field *f = with_shells(60);
  fields_cell cell = fields_random(12, 8, 5.2), twice = cell;
  const double one = fields_energy(ctx, f, &cell);

  for (int k = 0; k < 3; k++)
    twice.lattice[1][k] *= 2;
  twice.n = 16;
  for (size_t i = 0; i < 16; i++) {
    memcpy(twice.frac[i], cell.frac[i % 8], sizeof twice.frac[i]);
    twice.frac[i][1] = (twice.frac[i][1] + (i >= 8)) / 2;
    twice.elements[i] = cell.elements[i % 8];
  }
  CHECK_NEAR(fields_energy(ctx, f, &twice), 2 * one, 1e-9);
  iw_pair_field_destroy(f);
}

int main(void)
{
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  RUN(one_ion_polarises);
  RUN(shells_are_at_their_minimum);
  RUN(derivatives_are_exact);
  RUN(the_start_makes_no_difference);
  RUN(catastrophes_are_told);
  RUN(supercells_agree);
  iw_context_destroy(ctx);
  return check_report();
}
