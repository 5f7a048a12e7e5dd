/* SPDX-License-Identifier: BSD-3-Clause */
/* A cage crystal for hop tests: fluoride on a 2 x 2 x 2 cubic lattice with one
 * magnesium, each off its place by a fixed small amount, and Li+ moving from
 * cage to cage. Nothing is symmetric unless `shake` is zero. */
#ifndef IONWAY_TEST_CAGES_H
#define IONWAY_TEST_CAGES_H

#include "check.h"

#include <ionway/ionway.h>

#define CAGE_EDGE_ANG 2.4
#define CAGE_N_SITES  9

/* A fixed sequence of numbers in -1..1. */
static inline double cages_number(unsigned i)
{
  const double x = sin(12.9898 * (double)i + 4.1) * 43758.5453;

  return 2 * (x - floor(x)) - 1;
}

/* Sites of the crystal turned by an axis permutation (0: as is, 1: xyz to yzx,
 * 2: to zxy) and shifted. */
static inline void cages_sites(double shake_ang, int turn, double shift,
                               iw_site sites[CAGE_N_SITES])
{
  const double edge = 2 * CAGE_EDGE_ANG;

  memset(sites, 0, CAGE_N_SITES * sizeof *sites);
  for (int i = 0; i < CAGE_N_SITES; i++) {
    for (int k = 0; k < 3; k++) {
      /* magnesium in the cage opposite to the hop */
      const double at = i == 8 ? 0.75 : 0.5 * (i >> k & 1);

      sites[i].frac[(k + turn) % 3] =
          at + shift + shake_ang * cages_number((unsigned)(3 * i + k)) / edge;
    }
    sites[i].occupancy = 1;
    sites[i].element = i == 8 ? 12 : 9;
    sites[i].oxidation = i == 8 ? 2 : -1;
  }
}

static inline iw_bvse *cages_field(iw_context *ctx, const iw_site *sites,
                                   size_t n, double edge_ang)
{
  iw_parameters *parameters = NULL;
  iw_structure *structure = NULL;
  iw_structure_spec spec;
  iw_bvse_options options;
  iw_bvse *field = NULL;

  iw_structure_spec_default(&spec);
  for (int k = 0; k < 3; k++)
    spec.lattice_ang[k][k] = edge_ang;
  spec.sites = sites;
  spec.n_sites = n;
  iw_bvse_options_default(&options);
  options.mobile_element = 3;
  options.mobile_charge = 1;
  options.keep_mobile = 1;
  options.cutoff_ang = 15; /* what the cutoff cuts off is below 1e-11 eV */
  CHECK_INT(iw_structure_create(ctx, &spec, &structure), IW_OK);
  CHECK_INT(iw_parameters_create(ctx, NULL, &parameters), IW_OK);
  CHECK_INT(iw_bvse_create(ctx, structure, parameters, &options, &field),
            IW_OK);
  iw_parameters_destroy(parameters);
  iw_structure_destroy(structure);
  return field;
}

static inline iw_bvse *cages_make(iw_context *ctx, double shake_ang, int turn,
                                  double shift)
{
  iw_site sites[CAGE_N_SITES];

  cages_sites(shake_ang, turn, shift, sites);
  return cages_field(ctx, sites, CAGE_N_SITES, 2 * CAGE_EDGE_ANG);
}

#endif
