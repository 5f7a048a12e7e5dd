/* SPDX-License-Identifier: BSD-3-Clause */
/* The rigid field as an energy model: the field's own numbers, forces that are
 * its slope, and what is refused. */
#include "check.h"

#include "cages.h"
#include "evaluator.h"

static iw_context *ctx;
static iw_bvse *field;
static iw_energy model;
static const int32_t lithium[1] = {3};
static const double one[1] = {1};

static iw_energy_atoms atoms_at(const double (*frac)[3])
{
  return (iw_energy_atoms){.lattice_ang = iw_bvse_lattice(field),
                           .frac = frac,
                           .elements = lithium,
                           .charges = one,
                           .n_atoms = 1};
}

static double energy_at(double x, double y, double z, double force[3])
{
  const double frac[1][3] = {{x, y, z}};
  const iw_energy_atoms atoms = atoms_at(frac);
  double forces[1][3];
  iw_energy_result result = {.forces_ev_ang = forces};

  CHECK_INT(iw_energy_evaluate(ctx, &model, &atoms, &result), IW_OK);
  memcpy(force, forces[0], sizeof forces[0]);
  return result.energy_ev;
}

static void energies_are_those_of_the_field(void)
{
  for (unsigned i = 0; i < 20; i++) {
    const double at[3] = {cages_number(i), cages_number(i + 50),
                          cages_number(i + 99)};
    double force[3];
    iw_bvse_value value;

    iw_bvse_evaluate(field, at, &value);
    /* the workspace sums in another order: rounding of energies that reach
     * some 1e3 eV next to an ion */
    CHECK_NEAR(energy_at(at[0], at[1], at[2], force), value.energy_ev,
               1e-11 * (1 + fabs(value.energy_ev)));
    for (int k = 0; k < 3; k++)
      CHECK_NEAR(force[k], -value.gradient_ev_ang[k],
                 1e-10 * (1 + fabs(value.gradient_ev_ang[k])));
  }
}

/* Central differences: the error falls with the square of the step. */
static void forces_are_minus_the_slope(void)
{
  const double at[3] = {0.29, 0.22, 0.27}, edge = 2 * CAGE_EDGE_ANG;
  double force[3], unused[3];

  energy_at(at[0], at[1], at[2], force);
  for (int k = 0; k < 3; k++) {
    double error[2];

    for (int s = 0; s < 2; s++) {
      const double h = s == 0 ? 2e-2 : 1e-2; /* Angstrom */
      double up[3], down[3];

      memcpy(up, at, sizeof up);
      memcpy(down, at, sizeof down);
      up[k] += h / edge;
      down[k] -= h / edge;
      error[s] = fabs((energy_at(down[0], down[1], down[2], unused) -
                       energy_at(up[0], up[1], up[2], unused)) /
                          (2 * h) -
                      force[k]);
    }
    CHECK(error[1] < 5e-3);
    CHECK_NEAR(error[0] / error[1], 4, 0.2); /* the next term is h^4 */
  }
}

static void any_number_of_threads_gives_the_same(void)
{
  enum { N = 7 };
  const double frac[1][3] = {{0.25, 0.25, 0.25}};
  const iw_energy_atoms atoms = atoms_at(frac);
  double energies[2][N];

  for (int round = 0; round < 2; round++) {
    double cart[N][1][3], forces[N][1][3];
    iwi_evaluation jobs[N];
    iwi_evaluator *evaluator;

    CHECK_INT(iw_context_set_threads(ctx, round == 0 ? 1 : 3), IW_OK);
    CHECK_INT(iwi_evaluator_create(ctx, &model, &atoms, N, &evaluator), IW_OK);
    for (size_t i = 0; i < N; i++) {
      for (int k = 0; k < 3; k++)
        cart[i][0][k] = 0.3 * (double)i + 0.1 * k;
      jobs[i] = (iwi_evaluation){.slot = i,
                                 .cart = (const double(*)[3])cart[i],
                                 .forces_ev_ang = forces[i]};
    }
    CHECK_INT(iwi_evaluator_run(evaluator, ctx, jobs, N), IW_OK);
    for (size_t i = 0; i < N; i++)
      energies[round][i] = jobs[i].energy_ev;
    iwi_evaluator_destroy(evaluator);
  }
  CHECK(memcmp(energies[0], energies[1], sizeof energies[0]) == 0);
  CHECK_INT(iw_context_set_threads(ctx, 1), IW_OK);
}

static void refused(const iw_energy_atoms *atoms, const char *part)
{
  double forces[2][3];
  iw_energy_result result = {.forces_ev_ang = forces};

  CHECK_INT(iw_energy_evaluate(ctx, &model, atoms, &result), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), part);
}

static void other_atoms_are_refused(void)
{
  const double frac[2][3] = {{0.25, 0.25, 0.25}, {0.75, 0.25, 0.25}};
  const double nowhere[1][3] = {{NAN, 0, 0}};
  const double other_lattice[3][3] = {{6.5, 0, 0}, {0, 6.5, 0}, {0, 0, 6.5}};
  const int32_t two[2] = {3, 3}, sodium[1] = {11};
  const double charges[2] = {1, 1}, doubly[1] = {2};
  iw_energy_atoms atoms = atoms_at(frac);

  atoms.n_atoms = 2;
  atoms.elements = two;
  atoms.charges = charges;
  refused(&atoms, "2 atoms, want one");
  atoms = atoms_at(frac);
  atoms.elements = sodium;
  refused(&atoms, "the atom is Na, the field is that of Li");
  atoms = atoms_at(frac);
  atoms.charges = doubly;
  refused(&atoms, "charge 2");
  atoms = atoms_at(frac);
  atoms.lattice_ang = other_lattice;
  refused(&atoms, "lattice");
  atoms = atoms_at(nowhere);
  refused(&atoms, "not finite");
}

int main(void)
{
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  field = cages_make(ctx, 0.15, 0, 0);
  iw_bvse_model_describe(field, &model);
  RUN(energies_are_those_of_the_field);
  RUN(forces_are_minus_the_slope);
  RUN(any_number_of_threads_gives_the_same);
  RUN(other_atoms_are_refused);
  iw_bvse_destroy(field);
  iw_context_destroy(ctx);
  return check_report();
}
