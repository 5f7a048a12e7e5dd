/* SPDX-License-Identifier: BSD-3-Clause */
/* Bond-valence sums against direct summation and known crystals. */
#include "box.h"
#include "check.h"

#include <stdint.h>

#include "context.h"

static iw_context *ctx;
static iw_parameters *parameters;
static int n_notes;
static char last_note[512];

static void take_note(iw_log_level level, const char *text, void *user)
{
  (void)level;
  (void)user;
  n_notes++;
  snprintf(last_note, sizeof last_note, "%s", text);
}

static iw_structure *charged(iw_structure *plain, const char *symbol[],
                             const double charge[], int n)
{
  const iw_site *sites = iw_structure_sites(plain);
  const size_t n_sites = iw_structure_n_sites(plain);
  double q[BOX_MAX];
  iw_structure *out;

  for (size_t i = 0; i < n_sites; i++) {
    q[i] = NAN;
    for (int k = 0; k < n; k++) {
      if (strcmp(iw_element_symbol(sites[i].element), symbol[k]) == 0)
        q[i] = charge[k];
    }
  }
  CHECK_INT(iw_structure_with_oxidation(ctx, plain, q, &out), IW_OK);
  iw_structure_destroy(plain);
  return out;
}

static void a_lone_pair_of_ions(void)
{
  box c;
  iw_structure *s;
  iw_bond_valence *v;
  iw_bond bond;
  double want;

  box_start(&c, 30);
  box_add(&c, "Li", 0, 0, 0)->oxidation = 1;
  box_add(&c, "O", 1.95, 0, 0)->oxidation = -2;
  CHECK_INT(box_make(ctx, &c, &s), IW_OK);
  CHECK_INT(iw_bond_valence_compute(ctx, s, parameters, &v), IW_OK);
  CHECK_INT(iw_parameters_find(ctx, parameters, 3, 1, 8, -2, &bond), IW_OK);
  want = exp((bond.r0_ang - 1.95) / bond.b_ang);
  CHECK_NEAR(iw_bond_valence_sums(v)[0], want, 1e-12);
  CHECK_NEAR(iw_bond_valence_sums(v)[1], want, 1e-12);
  /* (V3) of two ions */
  CHECK_NEAR(iw_bond_valence_instability(v),
             sqrt(((want - 1) * (want - 1) + (want - 2) * (want - 2)) / 2),
             1e-12);
  iw_bond_valence_destroy(v);
  iw_structure_destroy(s);
}

/* Rock salt by three nested loops over ions within the table's cutoff. */
static void rock_salt_equals_direct_summation(void)
{
  const double a = 5.64;
  box c;
  iw_structure *s;
  iw_bond_valence *v;
  iw_bond bond;
  double want = 0;

  box_start(&c, a);
  for (int i = 0; i < 8; i++) {
    const int x = i & 1, y = i >> 1 & 1, z = i >> 2;
    const int anion = (x + y + z) % 2;

    box_add(&c, anion ? "Cl" : "Na", x * a / 2, y * a / 2, z * a / 2)
        ->oxidation = anion ? -1 : 1;
  }
  CHECK_INT(box_make(ctx, &c, &s), IW_OK);
  CHECK_INT(iw_bond_valence_compute(ctx, s, parameters, &v), IW_OK);
  CHECK_INT(iw_parameters_find(ctx, parameters, 11, 1, 17, -1, &bond), IW_OK);
  for (int x = -4; x <= 4; x++) {
    for (int y = -4; y <= 4; y++) {
      for (int z = -4; z <= 4; z++) {
        const double r = a / 2 * sqrt((double)(x * x + y * y + z * z));

        if ((x + y + z) % 2 != 0 && r < bond.bond_cutoff_ang)
          want += exp((bond.r0_ang - r) / bond.b_ang);
      }
    }
  }
  for (size_t i = 0; i < 8; i++)
    CHECK_NEAR(iw_bond_valence_sums(v)[i], want, 1e-12);
  CHECK_NEAR(want, 1, 0.1); /* and salt is a salt */
  CHECK_NEAR(iw_bond_valence_instability(v), fabs(want - 1), 1e-12);
  iw_bond_valence_destroy(v);
  iw_structure_destroy(s);
}

/* LiMn2O4, a = 8.245, u = 0.2632 (origin at -3m). */
static void spinel_sums_are_its_charges(void)
{
  const char *symbol[] = {"Li", "Mn", "O"};
  const double charge[] = {1, 3.5, -2};
  iw_structure *s;
  iw_bond_valence *v;

  CHECK_INT(box_spinel(ctx, "Li", "Mn", "O", 8.245, 0.2632, &s), IW_OK);
  s = charged(s, symbol, charge, 3);
  CHECK_NEAR(iw_structure_charge(s), 0, 1e-12);
  CHECK_INT(iw_bond_valence_compute(ctx, s, parameters, &v), IW_OK);
  CHECK_NEAR(iw_bond_valence_sums(v)[0], 1, 0.1);
  CHECK_NEAR(iw_bond_valence_sums(v)[2], 3.5, 0.15);
  CHECK_NEAR(iw_bond_valence_sums(v)[6], 2, 0.1);
  CHECK(iw_bond_valence_instability(v) < 0.1);
  iw_bond_valence_destroy(v);
  iw_structure_destroy(s);
}

/* Sums do not know where the origin is, nor the order of the atoms. */
static void shift_and_order_do_not_matter(void)
{
  const char *symbol[] = {"Li", "Mn", "O"};
  const double charge[] = {1, 3.5, -2};
  iw_structure_spec spec;
  iw_structure *s, *moved;
  iw_bond_valence *v, *w;
  iw_site sites[14];

  CHECK_INT(box_spinel(ctx, "Li", "Mn", "O", 8.245, 0.2632, &s), IW_OK);
  s = charged(s, symbol, charge, 3);
  iw_structure_spec_default(&spec);
  memcpy(spec.lattice_ang, iw_structure_lattice(s), sizeof spec.lattice_ang);
  for (int i = 0; i < 14; i++) {
    sites[i] = iw_structure_sites(s)[13 - i];
    sites[i].frac[0] += 0.317;
    sites[i].frac[2] -= 1.741;
  }
  spec.sites = sites;
  spec.n_sites = 14;
  CHECK_INT(iw_structure_create(ctx, &spec, &moved), IW_OK);
  CHECK_INT(iw_bond_valence_compute(ctx, s, parameters, &v), IW_OK);
  CHECK_INT(iw_bond_valence_compute(ctx, moved, parameters, &w), IW_OK);
  for (int i = 0; i < 14; i++)
    CHECK_NEAR(iw_bond_valence_sums(v)[i], iw_bond_valence_sums(w)[13 - i],
               1e-10);
  CHECK_NEAR(iw_bond_valence_instability(v), iw_bond_valence_instability(w),
             1e-10);
  iw_bond_valence_destroy(v);
  iw_bond_valence_destroy(w);
  iw_structure_destroy(s);
  iw_structure_destroy(moved);
}

static void occupancy_weighs_bonds_and_index(void)
{
  box c;
  iw_structure *s;
  iw_bond_valence *v;
  double full, sum;

  box_start(&c, 30);
  box_add(&c, "Li", 0, 0, 0)->oxidation = 1;
  c.sites[0].occupancy = 0.25;
  box_add(&c, "O", 1.95, 0, 0)->oxidation = -2;
  CHECK_INT(box_make(ctx, &c, &s), IW_OK);
  CHECK_INT(iw_bond_valence_compute(ctx, s, parameters, &v), IW_OK);
  full = iw_bond_valence_sums(v)[0]; /* its bond to a full oxygen */
  sum = iw_bond_valence_sums(v)[1];  /* a quarter of a bond */
  CHECK_NEAR(sum, full / 4, 1e-12);
  CHECK_NEAR(
      iw_bond_valence_instability(v),
      sqrt((0.25 * (full - 1) * (full - 1) + (sum - 2) * (sum - 2)) / 1.25),
      1e-12);
  iw_bond_valence_destroy(v);
  iw_structure_destroy(s);
}

static void missing_pairs_spoil_only_what_they_touch(void)
{
  box c;
  iw_structure *s;
  iw_bond_valence *v;

  box_start(&c, 30);
  box_add(&c, "Pm", 0, 0, 0)->oxidation = 3;
  box_add(&c, "O", 2.3, 0, 0)->oxidation = -2;
  box_add(&c, "Pm", 4.6, 0, 0)->oxidation = 3;
  box_add(&c, "Li", 15, 15, 15)->oxidation = 1;
  box_add(&c, "O", 17, 15, 15)->oxidation = -2;
  CHECK_INT(box_make(ctx, &c, &s), IW_OK);
  n_notes = 0;
  iw_context_set_log(ctx, take_note, NULL);
  CHECK_INT(iw_bond_valence_compute(ctx, s, parameters, &v), IW_OK);
  iw_context_set_log(ctx, NULL, NULL);
  CHECK_INT(n_notes, 1);
  CHECK_HOLDS(last_note, "Pm3+ - O2-");
  CHECK(isnan(iw_bond_valence_sums(v)[0]));
  CHECK(isnan(iw_bond_valence_sums(v)[1]));
  CHECK(iw_bond_valence_sums(v)[3] > 0.1);
  CHECK(iw_bond_valence_sums(v)[4] > 0.1);
  CHECK(isfinite(iw_bond_valence_instability(v)));
  iw_bond_valence_destroy(v);
  iw_structure_destroy(s);
}

static void neutral_atoms_take_no_part(void)
{
  box c;
  iw_structure *s;
  iw_bond_valence *v;

  box_start(&c, 30);
  box_add(&c, "Xe", 0, 0, 0)->oxidation = 0;
  box_add(&c, "O", 2.3, 0, 0)->oxidation = -2;
  CHECK_INT(box_make(ctx, &c, &s), IW_OK);
  CHECK_INT(iw_bond_valence_compute(ctx, s, parameters, &v), IW_OK);
  CHECK_NEAR(iw_bond_valence_sums(v)[0], 0, 0);
  CHECK_NEAR(iw_bond_valence_sums(v)[1], 0, 0);
  CHECK_NEAR(iw_bond_valence_instability(v), 2, 1e-12);
  iw_bond_valence_destroy(v);
  iw_structure_destroy(s);
}

static void states_are_asked_for(void)
{
  box c;
  iw_structure *s;
  iw_bond_valence *v;

  box_start(&c, 30);
  box_add(&c, "Li", 0, 0, 0)->oxidation = 1;
  box_add(&c, "O", 1.95, 0, 0);
  CHECK_INT(box_make(ctx, &c, &s), IW_OK);
  CHECK_INT(iw_bond_valence_compute(ctx, s, parameters, &v), IW_E_ARGUMENT);
  CHECK(v == NULL);
  CHECK_HOLDS(iw_context_message(ctx), "site O1 has no oxidation state");
  iw_structure_destroy(s);
  iw_bond_valence_destroy(NULL);
}

static void every_allocation_may_fail(void)
{
  const char *symbol[] = {"Li", "Mn", "O"};
  const double charge[] = {1, 3.5, -2};
  iw_structure *s;
  iw_bond_valence *v;
  iw_status status = IW_E_MEMORY;
  size_t n = 0;

  CHECK_INT(box_spinel(ctx, "Li", "Mn", "O", 8.245, 0.2632, &s), IW_OK);
  s = charged(s, symbol, charge, 3);
  while (status != IW_OK && n < 100) {
    iwi_context_fail_allocation(ctx, ++n);
    status = iw_bond_valence_compute(ctx, s, parameters, &v);
    CHECK(status == IW_OK || status == IW_E_MEMORY);
    CHECK((status == IW_OK) == (v != NULL));
  }
  iwi_context_fail_allocation(ctx, 0);
  CHECK(n > 5 && n < 100);
  iw_bond_valence_destroy(v);
  iw_structure_destroy(s);
}

int main(void)
{
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  CHECK_INT(iw_parameters_create(ctx, NULL, &parameters), IW_OK);
  RUN(a_lone_pair_of_ions);
  RUN(rock_salt_equals_direct_summation);
  RUN(spinel_sums_are_its_charges);
  RUN(shift_and_order_do_not_matter);
  RUN(occupancy_weighs_bonds_and_index);
  RUN(missing_pairs_spoil_only_what_they_touch);
  RUN(neutral_atoms_take_no_part);
  RUN(states_are_asked_for);
  RUN(every_allocation_may_fail);
  iw_parameters_destroy(parameters);
  iw_context_destroy(ctx);
  return check_report();
}
