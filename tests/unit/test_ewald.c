/* SPDX-License-Identifier: BSD-3-Clause */
/* Electrostatics against Madelung constants, against its own derivatives, and
 * against descriptions of the same crystal that must not matter. */
#include "check.h"

#include <stdint.h>
#include <stdlib.h>

#include <ionway/ewald.h>

#include "units.h"
#include "vec3.h"

#define MAX_ATOMS 200

typedef struct cell {
  double lattice[3][3];
  double frac[MAX_ATOMS][3];
  double charges[MAX_ATOMS];
  size_t n;
} cell;

static iw_context *ctx;
static uint64_t state;

static double uniform(void)
{
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (double)(state >> 11) / 9007199254740992.0;
}

static iw_energy_atoms atoms_of(const cell *c)
{
  return (iw_energy_atoms){(const double(*)[3])c->lattice,
                           (const double(*)[3])c->frac,
                           NULL,
                           c->charges,
                           c->n,
                           NULL};
}

static double energy_of(const cell *c)
{
  const iw_energy_atoms atoms = atoms_of(c);
  double energy = NAN;

  CHECK_INT(iw_ewald_energy(ctx, &atoms, NULL, &energy, NULL, NULL), IW_OK);
  return energy;
}

static void set_cubic(cell *c, double a)
{
  memset(c, 0, sizeof *c);
  for (int k = 0; k < 3; k++)
    c->lattice[k][k] = a;
}

static void set_fcc(cell *c, double a)
{
  set_cubic(c, 0);
  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++)
      c->lattice[i][k] = i == k ? 0 : 0.5 * a;
  }
}

static void add(cell *c, double charge, double x, double y, double z)
{
  const double frac[3] = {x, y, z};

  memcpy(c->frac[c->n], frac, sizeof frac);
  c->charges[c->n++] = charge;
}

/* A triclinic cell of n random ions that keep 0.7 Angstrom apart along x. */
static void set_random(cell *c, size_t n, double charge)
{
  set_cubic(c, 6.0);
  c->lattice[1][0] = 1.7;
  c->lattice[2][0] = -2.1;
  c->lattice[2][1] = 0.9;
  for (size_t i = 0; i < n; i++)
    add(c, i % 2 == 0 ? 1 : -1, ((double)i + 0.4 * uniform()) / (double)n,
        uniform(), uniform());
  c->charges[0] += charge;
}

/* --- values ------------------------------------------------------------- */

/* 13 digits; lengths differ from 1 so that units are checked as well. */
#define A 4.2

static void madelung(const cell *c, double formulas, double unit, double want)
{
  CHECK_NEAR(energy_of(c) / formulas * unit / IWI_COULOMB_EV_ANG, want,
             1e-13 * fabs(want));
}

static void madelung_constants_of_salts(void)
{
  cell c;
  const double height = sqrt(8.0 / 3.0);

  set_fcc(&c, A);
  add(&c, 1, 0, 0, 0);
  add(&c, -1, 0.5, 0.5, 0.5);
  madelung(&c, 1, 0.5 * A, -1.7475645946332);
  memset(c.frac[1], 0, sizeof c.frac[1]);
  for (int k = 0; k < 3; k++)
    c.frac[1][k] = 0.25;
  madelung(&c, 1, sqrt(3) / 4 * A, -1.6380550533888);
  for (int k = 0; k < 3; k++)
    c.frac[2][k] = 0.75;
  c.charges[0] = 2;
  c.charges[2] = -1;
  c.n = 3;
  madelung(&c, 1, A, -11.6365752270767);
  madelung(&c, 1, sqrt(3) / 4 * A, -5.0387848798486);

  set_cubic(&c, A);
  add(&c, 1, 0, 0, 0);
  add(&c, -1, 0.5, 0.5, 0.5);
  madelung(&c, 1, sqrt(3) / 2 * A, -1.7626747730710);

  set_cubic(&c, A); /* wurtzite */
  c.lattice[1][0] = -0.5 * A;
  c.lattice[1][1] = sqrt(3) / 2 * A;
  c.lattice[2][2] = height * A;
  add(&c, 1, 1. / 3, 2. / 3, 0);
  add(&c, 1, 2. / 3, 1. / 3, 0.5);
  add(&c, -1, 1. / 3, 2. / 3, 0.375);
  add(&c, -1, 2. / 3, 1. / 3, 0.875);
  madelung(&c, 2, 0.375 * height * A, -1.6413216273719);
}

static void madelung_constants_of_perovskites(void)
{
  cell c;

  set_cubic(&c, A);
  add(&c, 2, 0, 0, 0);
  add(&c, 4, 0.5, 0.5, 0.5);
  add(&c, -2, 0.5, 0.5, 0);
  add(&c, -2, 0.5, 0, 0.5);
  add(&c, -2, 0, 0.5, 0.5);
  madelung(&c, 1, A, -49.5098721133588);
  c.charges[0] = 1;
  c.charges[1] = 5;
  madelung(&c, 1, A, -58.5354920013441);
}

static void charges_in_a_background(void)
{
  const double sphere = cbrt(3 / (4 * 3.14159265358979323846));
  cell c;

  set_cubic(&c, A);
  add(&c, 1, 0.1, 0.2, 0.3);
  madelung(&c, 1, A, -1.4186487397403);
  set_fcc(&c, A);
  add(&c, 1, 0, 0, 0);
  madelung(&c, 1, A * sphere * cbrt(0.25), -0.8958736151951);
  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++)
      c.lattice[i][k] = i == k ? -0.5 * A : 0.5 * A;
  }
  madelung(&c, 1, A * sphere * cbrt(0.5), -0.8959292556818);
}

/* Simple cubic as 125 sites: the sums are split elsewhere. */
static void a_large_cell_agrees(void)
{
  cell c;

  set_cubic(&c, 5 * A);
  for (int i = 0; i < 125; i++) {
    const int x = i / 25, y = i / 5 % 5, z = i % 5;

    add(&c, 1, x / 5., y / 5., z / 5.);
  }
  madelung(&c, 125, A, -1.4186487397403);
}

/* --- invariance --------------------------------------------------------- */

/* Add rows of the lattice to one another; positions stay where they are. */
static void shear(cell *c, int steps)
{
  for (int step = 0; step < steps; step++) {
    const int i = (int)(3 * uniform()), k = (i + 1 + (int)(2 * uniform())) % 3;
    const double sign = uniform() < 0.5 ? 1 : -1;

    for (int m = 0; m < 3; m++)
      c->lattice[i][m] += sign * c->lattice[k][m];
    for (size_t a = 0; a < c->n; a++)
      c->frac[a][k] -= sign * c->frac[a][i];
  }
}

static void the_cell_does_not_matter(void)
{
  for (int trial = 0; trial < 20; trial++) {
    double first, second;
    cell c;

    set_random(&c, 6, trial % 3);
    first = energy_of(&c);
    shear(&c, 8);
    second = energy_of(&c);
    CHECK_NEAR(second, first, 1e-13 * fabs(first) + 1e-12);
    for (size_t i = 0; i < c.n; i++) {
      c.frac[i][0] += 0.3 + (double)i;
      c.frac[i][2] -= 7;
    }
    CHECK_NEAR(energy_of(&c), first, 1e-13 * fabs(first) + 1e-12);
  }
}

static void precision_is_what_is_asked_for(void)
{
  iw_energy_atoms atoms;
  iw_ewald_options options;
  cell c;
  double exact;

  set_random(&c, 20, 0);
  exact = energy_of(&c);
  atoms = atoms_of(&c);
  iw_ewald_options_default(&options);
  for (options.precision = 1e-3; options.precision > 1e-14;
       options.precision *= 0.1) {
    double energy = NAN;

    CHECK_INT(iw_ewald_energy(ctx, &atoms, &options, &energy, NULL, NULL),
              IW_OK);
    CHECK_NEAR(energy, exact, 3 * options.precision * fabs(exact) + 1e-12);
  }
}

/* --- derivatives -------------------------------------------------------- */

static double slope(cell *c, size_t atom, int axis, double h)
{
  double inverse[3][3], step[3] = {0}, frac[3], old[3], e[2];

  iwi_inverse3((const double(*)[3])c->lattice, inverse);
  step[axis] = h;
  iwi_row_times3(step, (const double(*)[3])inverse, frac);
  memcpy(old, c->frac[atom], sizeof old);
  for (int side = 0; side < 2; side++) {
    for (int k = 0; k < 3; k++)
      c->frac[atom][k] = old[k] + (side == 0 ? -1 : 1) * frac[k];
    e[side] = energy_of(c);
  }
  memcpy(c->frac[atom], old, sizeof old);
  return (e[1] - e[0]) / (2 * h);
}

static void forces_are_minus_the_slope(void)
{
  double forces[6][3], total[3] = {0}, energy;
  iw_energy_atoms atoms;
  cell c;

  set_random(&c, 6, 1); /* a charged cell as well */
  atoms = atoms_of(&c);
  CHECK_INT(iw_ewald_energy(ctx, &atoms, NULL, &energy, NULL, forces), IW_OK);
  for (size_t i = 0; i < c.n; i++) {
    for (int k = 0; k < 3; k++) {
      const double h = 0.01;
      const double wide = -slope(&c, i, k, 2 * h), narrow = -slope(&c, i, k, h);

      /* the error of a central difference goes with h^2 */
      CHECK_NEAR((wide - forces[i][k]), 4 * (narrow - forces[i][k]),
                 0.02 * fabs(wide - forces[i][k]) + 1e-6);
      CHECK_NEAR((4 * narrow - wide) / 3, forces[i][k], 3e-6);
      total[k] += forces[i][k];
    }
  }
  for (int k = 0; k < 3; k++)
    CHECK_NEAR(total[k], 0, 1e-11);
}

/* phi_i = dE/dq_i, exactly a difference quotient for a quadratic form; charge
 * 0 is a probe like any other. */
static void potentials_are_the_slope_of_charge(void)
{
  double potentials[7], energy, half = 0;
  iw_energy_atoms atoms;
  cell c;

  set_random(&c, 7, 0.5);
  c.charges[3] = 0;
  atoms = atoms_of(&c);
  CHECK_INT(iw_ewald_energy(ctx, &atoms, NULL, &energy, potentials, NULL),
            IW_OK);
  for (size_t i = 0; i < c.n; i++) {
    const double q = c.charges[i];
    double up, down;

    half += 0.5 * q * potentials[i];
    c.charges[i] = q + 0.5;
    up = energy_of(&c);
    c.charges[i] = q - 0.5;
    down = energy_of(&c);
    c.charges[i] = q;
    CHECK_NEAR(up - down, potentials[i], 1e-11);
  }
  CHECK_NEAR(half, energy, 1e-12);
}

/* --- the matrix --------------------------------------------------------- */

static double form(const cell *c, const double *matrix)
{
  double sum = 0;

  for (size_t i = 0; i < c->n; i++) {
    for (size_t j = 0; j < c->n; j++)
      sum += 0.5 * c->charges[i] * c->charges[j] * matrix[i * c->n + j];
  }
  return sum;
}

static void the_matrix_gives_the_energy(void)
{
  static double matrix[MAX_ATOMS * MAX_ATOMS];
  static const size_t sizes[] = {1, 2, 5, 8, 13, 67};

  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
    iw_energy_atoms atoms;
    double size = 0;
    cell c;

    set_random(&c, sizes[s], 0);
    if (c.n > 1) { /* split positions, far closer than ions */
      memcpy(c.frac[1], c.frac[0], sizeof c.frac[1]);
      c.frac[1][0] += 0.2 / 6;
    }
    atoms = atoms_of(&c);
    atoms.charges = NULL;
    CHECK_INT(iw_ewald_matrix(ctx, &atoms, NULL, matrix), IW_OK);
    for (size_t i = 0; i < c.n * c.n; i++) {
      CHECK(matrix[i] == matrix[i % c.n * c.n + i / c.n]);
      size += fabs(matrix[i]);
    }
    for (int trial = 0; trial < 5; trial++) {
      for (size_t i = 0; i < c.n; i++)
        c.charges[i] = floor(7 * uniform()) - 3;
      CHECK_NEAR(form(&c, matrix), energy_of(&c), 1e-13 * 9 * size);
    }
  }
}

/* Two sites by themselves have the entries they have among many, where the
 * sums are split elsewhere. */
static void entries_belong_to_their_two_sites(void)
{
  static double matrix[MAX_ATOMS * MAX_ATOMS];
  iw_energy_atoms atoms;
  cell c;

  set_random(&c, 150, 0);
  atoms = atoms_of(&c);
  CHECK_INT(iw_ewald_matrix(ctx, &atoms, NULL, matrix), IW_OK);
  for (size_t i = 0; i < c.n; i += 17) {
    const size_t j = (i * 31 + 7) % c.n;
    double frac[2][3], pair[4];

    if (i == j)
      continue;
    memcpy(frac[0], c.frac[i], sizeof frac[0]);
    memcpy(frac[1], c.frac[j], sizeof frac[1]);
    atoms.frac = (const double(*)[3])frac;
    atoms.n_atoms = 2;
    CHECK_INT(iw_ewald_matrix(ctx, &atoms, NULL, pair), IW_OK);
    CHECK_NEAR(pair[0], matrix[i * c.n + i], 1e-12);
    CHECK_NEAR(pair[1], matrix[i * c.n + j], 1e-12);
    CHECK_NEAR(pair[3], matrix[j * c.n + j], 1e-12);
  }
}

/* --- the rest ----------------------------------------------------------- */

static void the_model_is_the_sum(void)
{
  const iw_energy *model = iw_ewald_model();
  iw_energy_atoms atoms;
  iw_energy_result result = {0};
  cell c;

  set_random(&c, 4, 0);
  atoms = atoms_of(&c);
  CHECK_TEXT(model->name, "ewald");
  CHECK_INT(iw_energy_evaluate(ctx, model, &atoms, &result), IW_OK);
  CHECK(result.energy_ev == energy_of(&c));
  c.n = 0;
  CHECK(energy_of(&c) == 0);
}

static void refused(const cell *c, double precision, const char *part)
{
  const iw_energy_atoms atoms = atoms_of(c);
  double energy, matrix[16];
  iw_ewald_options options;

  iw_ewald_options_default(&options);
  options.precision = precision;
  CHECK_INT(iw_ewald_energy(ctx, &atoms, &options, &energy, NULL, NULL),
            IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), part);
  if (strstr(part, "charge") != NULL)
    return;
  CHECK_INT(iw_ewald_matrix(ctx, &atoms, &options, matrix), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), part);
}

static void nonsense_is_refused(void)
{
  cell c;

  set_random(&c, 4, 0);
  refused(&c, 0, "precision 0");
  refused(&c, NAN, "precision");
  refused(&c, 1, "precision 1");
  memcpy(c.frac[3], c.frac[1], sizeof c.frac[3]);
  c.frac[3][0] += 2 + 1e-8;
  refused(&c, 1e-9, "atoms 1 and 3 are closer");
  c.frac[3][0] += 1e-5;
  energy_of(&c); /* fine */
  c.frac[2][1] = INFINITY;
  refused(&c, 1e-9, "position of atom 2");
  c.frac[2][1] = 0.7;
  c.charges[0] = NAN;
  refused(&c, 1e-9, "charge of atom 0");
  memcpy(c.lattice[1], c.lattice[0], sizeof c.lattice[1]);
  refused(&c, 1e-9, "flat");
}

int main(void)
{
  state = 20;
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  RUN(madelung_constants_of_salts);
  RUN(madelung_constants_of_perovskites);
  RUN(charges_in_a_background);
  RUN(a_large_cell_agrees);
  RUN(the_cell_does_not_matter);
  RUN(precision_is_what_is_asked_for);
  RUN(forces_are_minus_the_slope);
  RUN(potentials_are_the_slope_of_charge);
  RUN(the_matrix_gives_the_energy);
  RUN(entries_belong_to_their_two_sites);
  RUN(the_model_is_the_sum);
  RUN(nonsense_is_refused);
  iw_context_destroy(ctx);
  return check_report();
}
