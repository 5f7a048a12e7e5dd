/* SPDX-License-Identifier: BSD-3-Clause */
/* The site energy of a few ions against the formula worked out here, and what
 * is refused. */
#include "check.h"

#include <stdlib.h>

#include <ionway/ionway.h>

static iw_context *ctx;

/* One F- and one Na+ far apart in a wide cell; Li+ moves. */
#define EDGE 40.0

static iw_status make_field(const iw_site *sites, size_t n,
                            const iw_bvse_options *options, iw_bvse **field)
{
  iw_structure_spec spec;
  iw_structure *structure;
  iw_parameters *parameters;
  iw_status status;

  iw_structure_spec_default(&spec);
  for (int k = 0; k < 3; k++)
    spec.lattice_ang[k][k] = EDGE;
  spec.sites = sites;
  spec.n_sites = n;
  CHECK_INT(iw_structure_create(ctx, &spec, &structure), IW_OK);
  CHECK_INT(iw_parameters_create(ctx, NULL, &parameters), IW_OK);
  status = iw_bvse_create(ctx, structure, parameters, options, field);
  iw_parameters_destroy(parameters);
  iw_structure_destroy(structure);
  return status;
}

static iw_bvse_options lithium(void)
{
  iw_bvse_options options;

  iw_bvse_options_default(&options);
  options.mobile_element = 3;
  options.mobile_charge = 1;
  return options;
}

static iw_site ion(int32_t element, double charge, double x, double occupancy)
{
  iw_site site = {{x / EDGE, 0, 0}, occupancy, charge, element, 0, ""};

  return site;
}

/* Published rows [chen2017]: Li+-F- D0 0.49611, Rmin 1.87265, alpha 1.968504;
 * radii of [cordero2008]: Li 1.28, Na 1.66; n: Li 2, Na 3. */
static double morse(double r)
{
  const double x = exp(1.968504 * (1.87265 - r));

  return 0.5 * 0.49611 * ((x - 1) * (x - 1) - 1);
}

static double coulomb(double r)
{
  return 14.3996454784 / sqrt(6.0) / r * erfc(r / (0.74 * (1.28 + 1.66)));
}

static void two_ions_give_the_formula(void)
{
  const iw_site sites[2] = {ion(9, -1, 0, 1), ion(11, 1, 20, 1)};
  const iw_bvse_options options = lithium();
  iw_bvse *field;

  CHECK_INT(make_field(sites, 2, &options, &field), IW_OK);
  for (double r = 0.5; r < 9.9; r += 0.7) {
    const double near_f[3] = {r / EDGE, 0, 0};
    const double near_na[3] = {20 / EDGE, r / EDGE, 0};
    const double twice[2][3] = {{r / EDGE, 0, 0}, {20 / EDGE, r / EDGE, 0}};
    double energies[2];
    iw_bvse_value value;

    iw_bvse_evaluate(field, near_f, &value);
    /* published rows carry seven digits */
    CHECK_NEAR(value.energy_ev, morse(r), 1e-6 * fabs(morse(r)) + 1e-12);
    iw_bvse_evaluate(field, near_na, &value);
    CHECK_NEAR(value.energy_ev, coulomb(r), 1e-12);
    CHECK_INT(iw_bvse_energies(ctx, field, twice, 2, energies), IW_OK);
    CHECK_NEAR(energies[1], coulomb(r), 1e-12);
  }
  iw_bvse_destroy(field);
}

static void nothing_acts_beyond_the_cutoff(void)
{
  const iw_site sites[1] = {ion(9, -1, 0, 1)};
  iw_bvse_options options = lithium();
  iw_bvse *field;
  iw_bvse_value value;
  const double inside[3] = {3.99 / EDGE, 0, 0};
  const double outside[3] = {4.01 / EDGE, 0, 0};
  double distance;

  options.cutoff_ang = 4;
  CHECK_INT(make_field(sites, 1, &options, &field), IW_OK);
  iw_bvse_evaluate(field, inside, &value);
  CHECK(value.energy_ev < -1e-3);
  CHECK_INT(iw_bvse_nearest_host(field, inside, &distance), 0);
  CHECK_NEAR(distance, 3.99, 1e-12);
  iw_bvse_evaluate(field, outside, &value);
  CHECK_NEAR(value.energy_ev, 0, 0);
  CHECK_INT(iw_bvse_nearest_host(field, outside, &distance), -1);
  CHECK(isnan(distance));
  iw_bvse_destroy(field);
}

static void occupancy_scales_and_species_mix(void)
{
  const iw_site half[1] = {ion(9, -1, 0, 0.5)};
  const iw_site mixed[2] = {ion(9, -1, 0, 0.25), ion(17, -1, 0, 0.75)};
  const iw_site whole_cl[1] = {ion(17, -1, 0, 1)};
  const iw_bvse_options options = lithium();
  const double at[3] = {2.2 / EDGE, 0, 0};
  iw_bvse_value a, b, c;
  iw_bvse *field;

  CHECK_INT(make_field(half, 1, &options, &field), IW_OK);
  iw_bvse_evaluate(field, at, &a);
  CHECK_NEAR(a.energy_ev, 0.5 * morse(2.2), 1e-6);
  iw_bvse_destroy(field);
  CHECK_INT(make_field(whole_cl, 1, &options, &field), IW_OK);
  iw_bvse_evaluate(field, at, &b);
  iw_bvse_destroy(field);
  CHECK_INT(make_field(mixed, 2, &options, &field), IW_OK);
  iw_bvse_evaluate(field, at, &c);
  CHECK_NEAR(c.energy_ev, 0.5 * a.energy_ev + 0.75 * b.energy_ev, 1e-12);
  iw_bvse_destroy(field);
}

static void own_ions_are_taken_out_unless_kept(void)
{
  const iw_site sites[2] = {ion(9, -1, 0, 1), ion(3, 1, 3, 1)};
  iw_bvse_options options = lithium();
  const double at[3] = {2.0 / EDGE, 0, 0};
  const double length = 0.74 * 2 * 1.28;
  iw_bvse_value without, with;
  iw_bvse *field;

  options.mobile_charge = NAN; /* from the structure */
  CHECK_INT(make_field(sites, 2, &options, &field), IW_OK);
  CHECK_NEAR(iw_bvse_mobile_charge(field), 1, 0);
  iw_bvse_evaluate(field, at, &without);
  iw_bvse_destroy(field);
  options.keep_mobile = 1;
  CHECK_INT(make_field(sites, 2, &options, &field), IW_OK);
  iw_bvse_evaluate(field, at, &with);
  CHECK_NEAR(with.energy_ev - without.energy_ev,
             14.3996454784 / 2 * erfc(1 / length), 1e-12);
  iw_bvse_destroy(field);
}

/* An anion moves: its wells are at the cations. */
static void anions_move_too(void)
{
  const iw_site sites[2] = {ion(3, 1, 0, 1), ion(9, -1, 20, 1)};
  iw_bvse_options options;
  const double at[3] = {1.87265 / EDGE, 0, 0};
  iw_bvse_value value;
  iw_bvse *field;

  iw_bvse_options_default(&options);
  options.mobile_element = 9;
  CHECK_INT(make_field(sites, 2, &options, &field), IW_OK);
  CHECK_NEAR(iw_bvse_mobile_charge(field), -1, 0);
  iw_bvse_evaluate(field, at, &value);
  CHECK_NEAR(value.energy_ev, -0.5 * 0.49611, 1e-6);
  CHECK_NEAR(value.gradient_ev_ang[0], 0, 1e-5);
  iw_bvse_destroy(field);
}

static void the_free_radius_counts_from_ionic_radii(void)
{
  const iw_site sites[2] = {ion(9, -1, 0, 1), ion(11, 1, 6, 1)};
  const iw_bvse_options options = lithium();
  const double middle[3] = {3 / EDGE, 0, 0};
  int32_t site;
  iw_bvse *field;

  /* Shannon, six-fold: F- 1.33, Na+ 1.02 Angstrom */
  CHECK_INT(make_field(sites, 2, &options, &field), IW_OK);
  CHECK_NEAR(iw_bvse_free_radius_ang(field, middle, &site), 3 - 1.33, 1e-9);
  CHECK_INT(site, 0);
  iw_bvse_destroy(field);
}

static void what_cannot_be_is_refused(void)
{
  const iw_site no_pair[1] = {ion(2, -1, 0, 1)};
  const iw_site unknown[1] = {ion(9, NAN, 0, 1)};
  const iw_site only_own[1] = {ion(3, 1, 0, 1)};
  const iw_site fine[1] = {ion(9, -1, 0, 1)};
  iw_bvse_options options = lithium();
  iw_bvse *field;

  CHECK_INT(make_field(no_pair, 1, &options, &field), IW_E_PARAMETER);
  CHECK_HOLDS(iw_context_message(ctx), "He");
  CHECK(field == NULL);
  CHECK_INT(make_field(unknown, 1, &options, &field), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "no oxidation state");
  CHECK_INT(make_field(only_own, 1, &options, &field), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "no host ions");
  options.cutoff_ang = 1;
  CHECK_INT(make_field(fine, 1, &options, &field), IW_E_ARGUMENT);
  options = lithium();
  options.mobile_charge = NAN;
  CHECK_INT(make_field(fine, 1, &options, &field), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "give the charge");
  options.mobile_element = 0;
  CHECK_INT(make_field(fine, 1, &options, &field), IW_E_ARGUMENT);
}

int main(void)
{
  iw_context_create(&ctx);
  RUN(two_ions_give_the_formula);
  RUN(nothing_acts_beyond_the_cutoff);
  RUN(occupancy_scales_and_species_mix);
  RUN(own_ions_are_taken_out_unless_kept);
  RUN(anions_move_too);
  RUN(the_free_radius_counts_from_ionic_radii);
  RUN(what_cannot_be_is_refused);
  iw_context_destroy(ctx);
  return check_report();
}
