/* SPDX-License-Identifier: BSD-3-Clause */
/* Pair fields: every law against its closed form and a plain double sum,
 * derivatives against differences, the Coulomb sums against others, and what is
 * refused. */
#include "check.h"

#include <stdlib.h>

#include <ionway/ionway.h>

#include "context.h"
#include "lattice.h"
#include "pair_field.h"
#include "rng.h"
#include "units.h"
#include "vec3.h"

#include "pair_fields.h"

static iw_context *ctx;

static double law_by_hand(iw_field_form form, const double p[3], double r)
{
  switch (form) {
  case IW_FIELD_BUCKINGHAM:
    return p[0] * exp(-r / p[1]) - p[2] / pow(r, 6);
  case IW_FIELD_BORN_MAYER:
    return p[0] * exp(-r / p[1]);
  case IW_FIELD_MORSE:
    return p[0] * (pow(1 - exp(-p[1] * (r - p[2])), 2) - 1);
  case IW_FIELD_LENNARD_JONES:
    return 4 * p[0] * (pow(p[1] / r, 12) - pow(p[1] / r, 6));
  case IW_FIELD_R12:
    break;
  }
  return p[0] / pow(r, 12);
}

static const iw_field_term every_form[] = {
    {0, 0, IW_FIELD_BUCKINGHAM, {22764.3, 0.149, 27.89}, 0, 0},
    {0, 0, IW_FIELD_BORN_MAYER, {632.1, 0.2906}, 0, 0},
    {0, 0, IW_FIELD_MORSE, {0.8, 2.5, 1.8}, 0, 0},
    {0, 0, IW_FIELD_LENNARD_JONES, {0.01, 2.2}, 0, 0},
    {0, 0, IW_FIELD_R12, {22}, 0, 0}};

/* Two atoms in a wide cell: u(r) as written, with each shift. 1e-13 relative:
 * the vector exp is good to 1.2e-15, powers lose some more. */
static void laws_are_as_written(void)
{
  const iw_field_type type = {.name = "O", .element = 8, .charge_e = 0};

  for (int form = 0; form < 5; form++) {
    for (int shift = IW_SHIFT_NONE; shift <= IW_SHIFT_FORCE; shift++) {
      iw_field_term term = every_form[form];
      iw_pair_field_spec spec = fields_spec(&type, 1, &term, 1);
      iw_pair_field *f;

      term.shift = (iw_field_shift)shift;
      term.cutoff_ang = 6;
      spec.coulomb = IW_COULOMB_NONE;
      CHECK_INT(iw_pair_field_create(ctx, &spec, &f), IW_OK);
      for (double r = 1.1; r < 7; r += 0.37) {
        const double rc = 6, h = 1e-4;
        fields_cell cell = fields_dimer(40, r, 8, 8);
        const double far = law_by_hand(term.form, term.p, rc);
        const double slope = (law_by_hand(term.form, term.p, rc + h) -
                              law_by_hand(term.form, term.p, rc - h)) /
                             (2 * h);
        double want = law_by_hand(term.form, term.p, r), size = fabs(want);

        want -= shift != IW_SHIFT_NONE ? far : 0;
        want -= shift == IW_SHIFT_FORCE ? slope * (r - rc) : 0;
        if (r > rc)
          want = 0;
        /* 1e-8: what the difference for the slope lacks, h^2 */
        CHECK_NEAR(fields_energy(ctx, f, &cell), want,
                   1e-13 * size + (shift == IW_SHIFT_FORCE ? 1e-7 : 1e-13));
      }
      iw_pair_field_destroy(f);
    }
  }
}

/* A triclinic cell much smaller than the cutoff, against a sum over all images:
 * 1e-12 relative, rounding of some thousand terms. */
static void small_cells_see_all_images(void)
{
  const iw_field_type types[] = {{.name = "Li", .element = 3, .charge_e = 1},
                                 {.name = "O", .element = 8, .charge_e = -1}};
  const iw_field_term terms[] = {
      {0, 1, IW_FIELD_BUCKINGHAM, {632.1, 0.2906, 5}, 7, IW_SHIFT_ENERGY},
      {1, 0, IW_FIELD_R12, {2}, 5, IW_SHIFT_NONE},
      {1, 1, IW_FIELD_MORSE, {0.05, 1.4, 3.6}, 8, IW_SHIFT_FORCE},
      {0, 0, IW_FIELD_LENNARD_JONES, {0.002, 2.5}, 9, IW_SHIFT_ENERGY}};
  iw_pair_field_spec spec = fields_spec(types, 2, terms, 4);
  iw_pair_field *f;

  spec.coulomb = IW_COULOMB_NONE;
  CHECK_INT(iw_pair_field_create(ctx, &spec, &f), IW_OK);
  for (uint64_t seed = 1; seed < 6; seed++) {
    fields_cell cell = fields_random(seed, 5, 3.4);
    const double want = fields_brute_energy(f, &cell);

    CHECK_NEAR(fields_energy(ctx, f, &cell), want, 1e-12 * fabs(want) + 1e-12);
  }
  iw_pair_field_destroy(f);
}

/* Forces and stress by central differences at two steps: what is wrong with
 * them falls as the square of the step. */
static void derivatives_are_exact(void)
{
  const iw_field_type types[] = {{.name = "Li", .element = 3, .charge_e = 1},
                                 {.name = "O", .element = 8, .charge_e = -1.5}};
  const iw_field_term terms[] = {
      {0, 1, IW_FIELD_BUCKINGHAM, {632.1, 0.2906, 5}, 7, IW_SHIFT_FORCE},
      {1, 0, IW_FIELD_R12, {2}, 5, IW_SHIFT_FORCE},
      {1, 1, IW_FIELD_MORSE, {0.05, 1.4, 3.6}, 8, IW_SHIFT_FORCE},
      {1, 1, IW_FIELD_BORN_MAYER, {200, 0.3}, 8, IW_SHIFT_FORCE},
      {0, 0, IW_FIELD_LENNARD_JONES, {0.002, 2.5}, 9, IW_SHIFT_FORCE}};
  const iw_field_coulomb ways[] = {IW_COULOMB_EWALD, IW_COULOMB_DSF,
                                   IW_COULOMB_NONE};

  for (int way = 0; way < 3; way++) {
    iw_pair_field_spec spec = fields_spec(types, 2, terms, 5);
    fields_cell cell = fields_random(3 + (uint64_t)way, 7, 4.3);
    iw_pair_field *f;

    spec.coulomb = ways[way];
    spec.tolerance = 1e-14;
    CHECK_INT(iw_pair_field_create(ctx, &spec, &f), IW_OK);
    fields_check_derivatives(ctx, f, &cell, 1e-9);
    iw_pair_field_destroy(f);
  }
}

static void ewald_is_that_of_the_other_code(void)
{
  const iw_field_type types[] = {{.name = "Li", .element = 3, .charge_e = 1},
                                 {.name = "O", .element = 8, .charge_e = -1.5}};
  const double cutoffs[] = {0, 4, 9, 14};
  iw_pair_field_spec spec = fields_spec(types, 2, NULL, 0);

  for (int i = 0; i < 4; i++) {
    fields_cell cell = fields_random(20 + (uint64_t)i, 9, 4.5 + i);
    double want, forces[FIELDS_MAX][3], charges[FIELDS_MAX];
    iw_energy_atoms atoms = fields_atoms(&cell);
    iw_pair_field *f;

    for (size_t a = 0; a < cell.n; a++)
      charges[a] = cell.elements[a] == 3 ? 1 : -1.5;
    atoms.charges = charges; /* the cell is charged */
    CHECK_INT(iw_ewald_energy(ctx, &atoms, NULL, &want, NULL, forces), IW_OK);
    spec.tolerance = 1e-15;
    spec.coulomb_cutoff_ang = cutoffs[i];
    CHECK_INT(iw_pair_field_create(ctx, &spec, &f), IW_OK);
    /* eight-and-a-half digits of erfc beyond double: 1e-12 relative */
    CHECK_NEAR(fields_energy(ctx, f, &cell), want, 1e-12 * fabs(want) + 1e-11);
    for (size_t a = 0; a < cell.n; a++) {
      for (int k = 0; k < 3; k++)
        CHECK_NEAR(cell.forces[a][k], forces[a][k], 1e-11);
    }
    iw_pair_field_destroy(f);
  }
}

/* Rock salt: E = -M k/r0 a pair of ions, M = 1.7475645946332, at the default
 * tolerance and with the constant and the scale of the field. */
static void madelung(void)
{
  const iw_field_type types[] = {{.name = "Na", .element = 11, .charge_e = 1},
                                 {.name = "Cl", .element = 17, .charge_e = -1}};
  iw_pair_field_spec spec = fields_spec(types, 2, NULL, 0);
  fields_cell cell = {.n = 8};
  iw_pair_field *f;

  for (int k = 0; k < 3; k++)
    cell.lattice[k][k] = 5.6;
  for (size_t i = 0; i < 8; i++) {
    for (int k = 0; k < 3; k++)
      cell.frac[i][k] = (i >> k & 1) ? 0.5 : 0;
    cell.elements[i] = ((i & 1) + (i >> 1 & 1) + (i >> 2 & 1)) % 2 ? 17 : 11;
  }
  spec.coulomb_ev_ang = 14.4;
  spec.coulomb_scale = 0.37;
  CHECK_INT(iw_pair_field_create(ctx, &spec, &f), IW_OK);
  CHECK_NEAR(fields_energy(ctx, f, &cell),
             -4 * 1.7475645946332 * 14.4 * 0.37 / 2.8, 1e-8);
  iw_pair_field_destroy(f);
}

/* Damped, shifted force by its formula over all images. */
static void damped_shifted_force(void)
{
  const iw_field_type types[] = {{.name = "Li", .element = 3, .charge_e = 1},
                                 {.name = "O", .element = 8, .charge_e = -1.5}};
  const double alphas[] = {0, 0.2, 0.4};

  for (int i = 0; i < 3; i++) {
    iw_pair_field_spec spec = fields_spec(types, 2, NULL, 0);
    fields_cell cell = fields_random(40, 6, 4.5);
    const double a = alphas[i], rc = 9, pi = 3.14159265358979323846;
    const double shift = erfc(a * rc) / rc;
    const double slope =
        shift / rc + 2 * a / sqrt(pi) * exp(-a * a * rc * rc) / rc;
    double want = 0;
    iw_pair_field *f;

    for (size_t p = 0; p < cell.n; p++) {
      const double q = cell.elements[p] == 3 ? 1 : -1.5;

      want -= q * q * (shift / 2 + a / sqrt(pi));
      for (size_t o = 0; o < cell.n; o++) {
        const double qq = 0.5 * q * (cell.elements[o] == 3 ? 1 : -1.5);

        for (int image = 0; image < 9261; image++) {
          const double r = fields_distance(&cell, p, o, image);

          if (r > 1e-9 && r < rc)
            want += qq * (erfc(a * r) / r - shift + slope * (r - rc));
        }
      }
    }
    spec.coulomb = IW_COULOMB_DSF;
    spec.dsf_alpha_inv_ang = a;
    spec.coulomb_cutoff_ang = rc;
    CHECK_INT(iw_pair_field_create(ctx, &spec, &f), IW_OK);
    /* 1e-7: alpha = 0 is taken as 1e-9 */
    CHECK_NEAR(fields_energy(ctx, f, &cell), IWI_COULOMB_EV_ANG * want,
               a > 0 ? 1e-10 : 1e-6);
    iw_pair_field_destroy(f);
  }
}

static const iw_field_type ions[] = {
    {.name = "Li", .element = 3, .charge_e = 1},
    {.name = "O", .element = 8, .charge_e = -1}};
static const iw_field_term ionic[] = {
    {0, 1, IW_FIELD_BUCKINGHAM, {632.1, 0.2906, 0}, 8, 0},
    {1, 1, IW_FIELD_BUCKINGHAM, {22764.3, 0.149, 27.89}, 8, 0}};

static iw_pair_field *make_ionic(void)
{
  const iw_pair_field_spec spec = fields_spec(ions, 2, ionic, 2);
  iw_pair_field *f;

  CHECK_INT(iw_pair_field_create(ctx, &spec, &f), IW_OK);
  return f;
}

/* The same crystal told otherwise has the same energy and forces: 1e-8 eV, two
 * Ewald sums of tolerance 1e-10 with other splits; 1e-11 where the split is the
 * same. */
static void descriptions_do_not_matter(void)
{
  iw_pair_field *f = make_ionic();
  fields_cell cell = fields_random(7, 10, 5.2), other = cell;
  const double want = fields_energy(ctx, f, &cell);
  const int skew[3][3] = {{1, 2, -1}, {0, 1, 3}, {0, 0, 1}};

  for (size_t i = 0; i < cell.n; i++) { /* shift and wrap */
    for (int k = 0; k < 3; k++)
      other.frac[i][k] = cell.frac[i][k] + 0.37 * (k + 1) - (double)(i % 3);
  }
  CHECK_NEAR(fields_energy(ctx, f, &other), want, 1e-11);
  for (size_t i = 0; i < cell.n; i++)
    CHECK_NEAR(other.forces[i][1], cell.forces[i][1], 1e-11);
  other = cell;
  for (size_t i = 0; i < cell.n; i++) { /* order */
    memcpy(other.frac[i], cell.frac[cell.n - 1 - i], sizeof other.frac[i]);
    other.elements[i] = cell.elements[cell.n - 1 - i];
  }
  CHECK_NEAR(fields_energy(ctx, f, &other), want, 1e-11);
  CHECK_NEAR(other.forces[0][2], cell.forces[cell.n - 1][2], 1e-11);
  other = cell;
  for (int i = 0; i < 3; i++) { /* another basis of the same lattice */
    for (int k = 0; k < 3; k++) {
      other.lattice[i][k] = 0;
      for (int l = 0; l < 3; l++)
        other.lattice[i][k] += skew[i][l] * cell.lattice[l][k];
    }
  }
  fields_same_places(&cell, &other);
  CHECK_NEAR(fields_energy(ctx, f, &other), want, 1e-9);
  for (size_t i = 0; i < cell.n; i++)
    CHECK_NEAR(other.forces[i][0], cell.forces[i][0], 1e-9);
  other = cell;
  for (int k = 0; k < 3; k++) /* twice along a */
    other.lattice[0][k] *= 2;
  other.n = 2 * cell.n;
  for (size_t i = 0; i < other.n; i++) {
    memcpy(other.frac[i], cell.frac[i % cell.n], sizeof other.frac[i]);
    other.frac[i][0] = (other.frac[i][0] + (i >= cell.n)) / 2;
    other.elements[i] = cell.elements[i % cell.n];
  }
  CHECK_NEAR(fields_energy(ctx, f, &other), 2 * want, 1e-8);
  CHECK_NEAR(other.forces[3][0], cell.forces[3][0], 1e-8);
  iw_pair_field_destroy(f);
}

/* A workspace that has followed atoms across the cell and back gives what a new
 * one gives, and allocates nothing while its lists serve. */
static void lists_make_no_difference(void)
{
  iw_pair_field *f = make_ionic();
  const iw_energy *energy = iw_pair_field_energy(f);
  fields_cell cell = fields_random(9, 12, 6), start = cell;
  iw_energy_atoms atoms = fields_atoms(&cell);
  iw_energy_result result = {.forces_ev_ang = cell.forces};
  size_t quiet = 0;
  iwi_rng rng;
  void *w;

  iwi_rng_seed(&rng, 5, 0);
  CHECK_INT(energy->open(ctx, &atoms, energy->user, &w), IW_OK);
  for (int step = 0; step < 60; step++) {
    size_t before;

    for (size_t i = 0; i < cell.n; i++) {
      for (int k = 0; k < 3; k++) {
        cell.frac[i][k] += 0.004 * (iwi_rng_real(&rng) - 0.5);
        if (step % 7 == 0) /* as a caller wraps */
          cell.frac[i][k] -= floor(cell.frac[i][k]);
      }
    }
    before = iwi_context_allocations(ctx);
    CHECK_INT(energy->evaluate(ctx, &atoms, w, &result, energy->user), IW_OK);
    quiet += iwi_context_allocations(ctx) == before;
    if (step % 10 == 9) {
      fields_cell fresh = cell;

      CHECK_NEAR(result.energy_ev, fields_energy(ctx, f, &fresh), 1e-11);
      CHECK_NEAR(cell.forces[5][1], fresh.forces[5][1], 1e-11);
    }
  }
  CHECK(quiet > 50);
  energy->close(w, energy->user);
  (void)start;
  iw_pair_field_destroy(f);
}

static char noted[400];
static int n_notes;

static void note(iw_log_level level, const char *text, void *user)
{
  (void)user;
  CHECK_INT(level, IW_LOG_NOTE);
  n_notes++;
  snprintf(noted, sizeof noted, "%s", text);
}

static void charged_cells_are_told_once(void)
{
  iw_pair_field *f = make_ionic();
  fields_cell cell = fields_random(2, 5, 4.6);

  iw_context_set_log(ctx, note, NULL);
  for (int i = 0; i < 3; i++)
    fields_energy(ctx, f, &cell);
  iw_context_set_log(ctx, NULL, NULL);
  CHECK_INT(n_notes, 1);
  CHECK_HOLDS(noted, "charge of 1 e; a uniform background");
  iw_pair_field_destroy(f);
}

/* O-O of Islam's family: A/rho exp(-r/rho) = 6 C/r^7 at its maximum. */
static void collapse_is_refused(void)
{
  iw_pair_field *f = make_ionic();
  const double r = iw_pair_field_closest_ang(f, 1, 1);
  fields_cell cell = fields_dimer(20, r - 0.01, 8, 8);
  iw_energy_result result = {0};
  iw_energy_atoms atoms = fields_atoms(&cell);

  CHECK(r > 0.5 && r < 1.2);
  CHECK_NEAR(22764.3 / 0.149 * exp(-r / 0.149), 6 * 27.89 / pow(r, 7), 1e-9);
  CHECK_NEAR(iw_pair_field_closest_ang(f, 0, 1), 0.1, 0);
  CHECK_INT(iw_energy_evaluate(ctx, iw_pair_field_energy(f), &atoms, &result),
            IW_E_ENERGY);
  CHECK_HOLDS(iw_context_message(ctx), "atoms 1 (O) and 2 (O) are");
  CHECK_HOLDS(iw_context_message(ctx), "turns over");
  cell = fields_dimer(20, r + 0.01, 8, 8);
  CHECK_INT(iw_energy_evaluate(ctx, iw_pair_field_energy(f), &atoms, &result),
            IW_OK);
  cell = fields_dimer(20, 0.05, 3, 8);
  CHECK_INT(iw_energy_evaluate(ctx, iw_pair_field_energy(f), &atoms, &result),
            IW_E_ENERGY);
  CHECK_HOLDS(iw_context_message(ctx), "no ions are as close");
  iw_pair_field_destroy(f);
}

static void types_by_label_and_neighbour(void)
{
  const iw_field_type types[] = {
      {.name = "Sf", .element = 16, .charge_e = -2},
      {.name = "Sp",
       .element = 16,
       .charge_e = -1,
       .near_element = 15,
       .near_ang = 2.5},
      {.name = "Sx", .element = 16, .charge_e = -1, .label = "S*x"},
      {.name = "P", .element = 15, .charge_e = 1}};
  iw_pair_field_spec spec = fields_spec(types, 4, NULL, 0);
  iw_site sites[4] = {{{0, 0, 0}, 1, 0, 16, 0, "S1"},
                      {{0.2, 0, 0}, 1, 0, 15, 0, "P1"},
                      {{0.5, 0.5, 0.5}, 1, 0, 16, 0, "S2"},
                      {{0.7, 0.5, 0.5}, 1, 0, 16, 0, "S31x"}};
  iw_structure_spec s;
  iw_structure *structure;
  iw_pair_field *f;
  int32_t found[4];
  const iw_energy *energy;

  CHECK_INT(iw_pair_field_create(ctx, &spec, &f), IW_OK);
  energy = iw_pair_field_energy(f);
  iw_structure_spec_default(&s);
  for (int k = 0; k < 3; k++)
    s.lattice_ang[k][k] = 10;
  s.sites = sites;
  s.n_sites = 4;
  CHECK_INT(iw_structure_create(ctx, &s, &structure), IW_OK);
  CHECK_INT(energy->assign_types(ctx, structure, found, energy->user), IW_OK);
  CHECK_INT(found[0], 1);
  CHECK_INT(found[1], 3);
  CHECK_INT(found[2], 0);
  CHECK_INT(found[3], 2);
  iw_structure_destroy(structure);
  sites[2].element = 8;
  snprintf(sites[2].label, sizeof sites[2].label, "O1");
  CHECK_INT(iw_structure_create(ctx, &s, &structure), IW_OK);
  CHECK_INT(energy->assign_types(ctx, structure, found, energy->user),
            IW_E_ENERGY);
  CHECK_HOLDS(iw_context_message(ctx), "site O1: the field has no type for O");
  iw_structure_destroy(structure);
  iw_pair_field_destroy(f);
}

static void labels_need_types(void)
{
  const iw_field_type types[] = {
      {.name = "A", .element = 8, .charge_e = -2, .label = "O1"},
      {.name = "B", .element = 8, .charge_e = -1}};
  iw_pair_field_spec spec = fields_spec(types, 1, NULL, 0);
  fields_cell cell = fields_dimer(20, 3, 8, 8);
  iw_energy_atoms atoms = fields_atoms(&cell);
  const int32_t own[2] = {0, 1};
  iw_energy_result result = {0};
  iw_pair_field *f;

  CHECK_INT(iw_pair_field_create(ctx, &spec, &f), IW_OK);
  CHECK_INT(iw_energy_evaluate(ctx, iw_pair_field_energy(f), &atoms, &result),
            IW_E_ENERGY);
  CHECK_HOLDS(iw_context_message(ctx), "atom 1 (O): labels of sites tell");
  iw_pair_field_destroy(f);
  spec.n_types = 2;
  CHECK_INT(iw_pair_field_create(ctx, &spec, &f), IW_OK);
  atoms.types = own;
  CHECK_INT(iw_energy_evaluate(ctx, iw_pair_field_energy(f), &atoms, &result),
            IW_OK);
  iw_pair_field_destroy(f);
}

static void bad_specs_are_refused(void)
{
  iw_pair_field_spec spec = fields_spec(ions, 2, ionic, 2);
  iw_field_term term = ionic[0];
  iw_pair_field *f;

  spec.struct_size = 8;
  CHECK_INT(iw_pair_field_create(ctx, &spec, &f), IW_E_ARGUMENT);
  CHECK(f == NULL);
  spec = fields_spec(ions, 2, &term, 1);
  term.p[1] = 0;
  CHECK_INT(iw_pair_field_create(ctx, &spec, &f), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "buckingham Li O: parameter 2 is 0");
  term = ionic[0];
  term.type_b = 2;
  CHECK_INT(iw_pair_field_create(ctx, &spec, &f), IW_E_ARGUMENT);
  term = ionic[0];
  spec.tolerance = 1;
  CHECK_INT(iw_pair_field_create(ctx, &spec, &f), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "tolerance 1");
  spec = fields_spec(ions, 0, NULL, 0);
  CHECK_INT(iw_pair_field_create(ctx, &spec, &f), IW_E_ARGUMENT);
}

/* Every allocation of create, open, evaluate fails once. */
static void memory_runs_out(void)
{
  const iw_field_type types[] = {{.name = "Li", .element = 3, .charge_e = 1},
                                 {.name = "O",
                                  .element = 8,
                                  .charge_e = 1,
                                  .label = NULL,
                                  .shell_charge_e = -2,
                                  .spring_ev_ang2 = 60}};
  const iw_field_bond bond = {0, 1, 1, 2, 2.2};
  const iw_field_angle angle = {0, 1, 0, 1, 90, 2.2};
  iw_pair_field_spec spec = fields_spec(types, 2, ionic, 2);
  fields_cell cell = fields_random(5, 6, 5);
  const iw_energy_atoms atoms = fields_atoms(&cell);
  iw_status status = IW_E_MEMORY;
  size_t n = 1;

  spec.bonds = &bond;
  spec.n_bonds = 1;
  spec.angles = &angle;
  spec.n_angles = 1;
  for (; n < 2000 && status != IW_OK; n++) {
    iw_energy_result result = {.forces_ev_ang = cell.forces};
    iw_pair_field *f;

    iwi_context_fail_allocation(ctx, n);
    status = iw_pair_field_create(ctx, &spec, &f);
    if (status == IW_OK)
      status =
          iw_energy_evaluate(ctx, iw_pair_field_energy(f), &atoms, &result);
    CHECK(status == IW_OK || status == IW_E_MEMORY);
    if (status != IW_OK && status != IW_E_MEMORY) {
      printf("%s\n", iw_context_message(ctx));
      break;
    }
    iw_pair_field_destroy(f);
  }
  iwi_context_fail_allocation(ctx, 0);
  CHECK_INT(status, IW_OK);
  CHECK(n > 40);
}

int main(void)
{
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  RUN(laws_are_as_written);
  RUN(small_cells_see_all_images);
  RUN(derivatives_are_exact);
  RUN(ewald_is_that_of_the_other_code);
  RUN(madelung);
  RUN(damped_shifted_force);
  RUN(descriptions_do_not_matter);
  RUN(lists_make_no_difference);
  RUN(charged_cells_are_told_once);
  RUN(collapse_is_refused);
  RUN(types_by_label_and_neighbour);
  RUN(labels_need_types);
  RUN(bad_specs_are_refused);
  RUN(memory_runs_out);
  iw_context_destroy(ctx);
  return check_report();
}
