/* SPDX-License-Identifier: BSD-3-Clause */
/* Energies and forces of eight configurations of Li2O (Buckingham, formal
 * charges) and LiFePO4 (Morse, C/r^12, partial charges): perfect, rattled, with
 * a Li vacancy, charged cells among them. The reference is an Ewald sum of its
 * own, the same to 1e-12 eV for two splits; LAMMPS agrees with it within its
 * polynomial for erfc. */
#include "check.h"

#include "lammps_points.h"

static iw_context *ctx;
static lammps_point points[LAMMPS_N_POINTS];
static int n_points;

/* The bar is 1e-6 eV and 1e-5 eV/Angstrom. Up to 111 ions at some 14 eV a pair
 * and a share left out of 1e-6, 1e-10 or 1e-14: what the sums lack scales with
 * it, and with 1e-14 rounding is left. */
static void all_points(double tolerance, double energy_ev, double force_ev_ang)
{
  double worst_e = 0, worst_f = 0;
  iw_pair_field *fields[2] = {NULL, NULL};

  CHECK_INT(lammps_oxide(ctx, tolerance, &fields[0]), IW_OK);
  CHECK_INT(lammps_phosphate(ctx, tolerance, &fields[1]), IW_OK);
  for (int i = 0; i < n_points; i++) {
    const iw_pair_field *field = fields[points[i].name[0] == 'A' ? 0 : 1];
    const iw_energy_atoms atoms = lammps_atoms(&points[i]);
    double forces[LAMMPS_MAX_ATOMS][3];
    iw_energy_result result = {.forces_ev_ang = forces};

    CHECK_INT(
        iw_energy_evaluate(ctx, iw_pair_field_energy(field), &atoms, &result),
        IW_OK);
    CHECK_NEAR(result.energy_ev, points[i].energy, energy_ev);
    worst_e = fmax(worst_e, fabs(result.energy_ev - points[i].energy));
    for (size_t a = 0; a < points[i].n; a++) {
      for (int k = 0; k < 3; k++) {
        CHECK_NEAR(forces[a][k], points[i].forces[a][k], force_ev_ang);
        worst_f = fmax(worst_f, fabs(forces[a][k] - points[i].forces[a][k]));
      }
    }
  }
  printf("  tolerance %.0e: largest differences %.2g eV, %.2g eV/Angstrom\n",
         tolerance, worst_e, worst_f);
  iw_pair_field_destroy(fields[0]);
  iw_pair_field_destroy(fields[1]);
}

static void as_good_as_lammps(void)
{
  all_points(1e-6, 1e-3, 1e-4);
}

static void at_the_default(void)
{
  all_points(1e-10, 2e-7, 1e-8);
}

static void to_rounding(void)
{
  all_points(1e-14, 1e-10, 1e-10);
}

int main(void)
{
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  n_points = lammps_load(ctx, points);
  if (n_points == 0) {
    check_total = 0;
    SKIP("no reference data: anchors/lammps below IONWAY_SHARED_DATA");
  } else {
    CHECK_INT(n_points, LAMMPS_N_POINTS);
    RUN(as_good_as_lammps);
    RUN(at_the_default);
    RUN(to_rounding);
  }
  iw_context_destroy(ctx);
  return check_report();
}
