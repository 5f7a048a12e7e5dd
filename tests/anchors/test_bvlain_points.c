/* SPDX-License-Identifier: BSD-3-Clause */
/* Energies and barriers of seven crystals against bvlain 0.24.8 (Cordero
 * radii, cutoff 10 Angstrom, formal charges as given beside the structures).
 *
 * Energies at fixed points, every neighbour within 10 Angstrom: 1e-6 relative.
 * That program takes e^2/(4 pi eps0) = 14.4 eV Angstrom, ours is the CODATA
 * number, so its repulsion is larger by 2.46e-5: the test sums the repulsion
 * itself, pair by pair, and adds that share of it.
 *
 * Barriers: that program thresholds its grid (points i/(n-1), so that n-1 are
 * distinct), joins 26 neighbours, bisects to 0.01 eV, measures from the lowest
 * point of the whole cell, and truncates the sum at 100 neighbours. Ours are
 * refined to the saddle and agree within 0.05 eV; the same procedure on the
 * same grid gives that program's numbers within its bisection and truncation,
 * so the grid is the whole difference. (On a grid the threshold may lie above
 * or below the saddle: points miss it, and 26 neighbours cut corners.) */
#include "check.h"

#include "peer.h"
#include "units.h"

#define PEER_CONSTANT 14.4
#define CUTOFF_ANG    10.0

/* The energies were reproduced from the formula to 1e-9 eV; one decade more
 * for points where terms of 1 eV cancel to 1e-3. */
#define POINT_RELATIVE 1e-6
#define POINT_EV       1e-9

/* bisection 0.01 eV, and 100 neighbours in place of all: up to 0.005 eV each
 * at the saddle and the minimum */
#define PEER_PROCEDURE_EV 0.015
#define BARRIER_EV        0.05

static iw_context *ctx;
static peer_case cases[16];
static int n_cases;

/* Structure with the charges of the reference, no guess involved. */
static iw_structure *load(const peer_case *c)
{
  char path[512];
  iw_structure *raw = NULL, *charged = NULL;
  double *states;

  snprintf(path, sizeof path, PEER_FOLDER "structures/%.63s.cif", c->name);
  CHECK_INT(iw_structure_read_file(ctx, path, NULL, &raw), IW_OK);
  if (raw == NULL)
    return NULL;
  states = calloc(iw_structure_n_sites(raw), sizeof *states);
  CHECK(states != NULL);
  for (size_t s = 0; states != NULL && s < iw_structure_n_sites(raw); s++) {
    for (size_t r = 0; r < c->n_rules; r++) {
      if (c->rules[r].element == iw_structure_sites(raw)[s].element)
        states[s] = c->rules[r].charge;
    }
  }
  CHECK_INT(iw_structure_with_oxidation(ctx, raw, states, &charged), IW_OK);
  CHECK_NEAR(iw_structure_charge(charged), 0, 1e-9);
  free(states);
  iw_structure_destroy(raw);
  return charged;
}

/* Sum over same-sign hosts of k q q/sqrt(n n)/R erfc(R/(0.74 (rc + rc))), by
 * running over all cells. */
static double repulsion(const iw_structure *s, const iw_parameters *parameters,
                        const peer_case *c, const double frac[3])
{
  const double(*rows)[3] = iw_structure_lattice(s);
  const double rc =
      iw_parameters_radius_ang(parameters, c->mobile, c->mobile_charge);
  const double n = iw_parameters_quantum_number(c->mobile);
  double sum = 0;

  for (size_t i = 0; i < iw_structure_n_sites(s); i++) {
    const iw_site *site = &iw_structure_sites(s)[i];

    if (site->element == c->mobile || site->oxidation * c->mobile_charge < 0)
      continue;
    for (int cell = 0; cell < 13 * 13 * 13; cell++) {
      const int at[3] = {cell / 169 - 6, cell / 13 % 13 - 6, cell % 13 - 6};
      double r2 = 0, r;

      for (int k = 0; k < 3; k++) {
        double x = 0;

        for (int j = 0; j < 3; j++)
          x += (site->frac[j] + at[j] - frac[j]) * rows[j][k];
        r2 += x * x;
      }
      r = sqrt(r2);
      if (r > CUTOFF_ANG)
        continue;
      sum += IWI_COULOMB_EV_ANG * site->oxidation * c->mobile_charge /
             sqrt(n * iw_parameters_quantum_number(site->element)) / r *
             erfc(r / (0.74 *
                       (rc + iw_parameters_radius_ang(parameters, site->element,
                                                      site->oxidation))));
    }
  }
  return sum;
}

static iw_bvse *make_field(const peer_case *c, const iw_structure *structure,
                           const iw_parameters *parameters)
{
  iw_bvse_options options;
  iw_bvse *field = NULL;

  iw_bvse_options_default(&options);
  options.mobile_element = c->mobile;
  options.mobile_charge = c->mobile_charge;
  options.cutoff_ang = CUTOFF_ANG;
  CHECK_INT(iw_bvse_create(ctx, structure, parameters, &options, &field),
            IW_OK);
  return field;
}

static void energies_at_points(void)
{
  iw_parameters *parameters;
  double worst = 0, worst_codata = 0;

  CHECK_INT(iw_parameters_create(ctx, NULL, &parameters), IW_OK);
  for (int i = 0; i < n_cases; i++) {
    const peer_case *c = &cases[i];
    iw_structure *structure = load(c);
    iw_bvse *field = make_field(c, structure, parameters);

    CHECK(c->n_points == PEER_MAX_POINTS);
    for (int p = 0; p < c->n_points; p++) {
      const double want = c->energies_ev[p];
      iw_bvse_value ours;
      double theirs;

      iw_bvse_evaluate(field, c->points[p], &ours);
      theirs = ours.energy_ev +
               (PEER_CONSTANT / IWI_COULOMB_EV_ANG - 1) *
                   repulsion(structure, parameters, c, c->points[p]);
      CHECK_NEAR(theirs, want, POINT_RELATIVE * fabs(want) + POINT_EV);
      worst = fmax(worst, fabs(theirs - want) / fabs(want));
      worst_codata =
          fmax(worst_codata, fabs(ours.energy_ev - want) / fabs(want));
    }
    iw_bvse_destroy(field);
    iw_structure_destroy(structure);
  }
  printf("  largest relative difference %.2g (with the CODATA constant %.2g)\n",
         worst, worst_codata);
  iw_parameters_destroy(parameters);
}

/* Barriers refined (grid NULL) or as that program finds them on its grid. */
static void barriers(const peer_case *c, const iw_structure *structure,
                     const iw_bvse *field, const int32_t *grid, double out[3])
{
  iw_symmetry *symmetry = NULL;
  iw_landscape_options landscape_options;
  iw_percolation_options options;
  iw_landscape *landscape = NULL;
  iw_percolation *percolation = NULL;

  CHECK_INT(iw_symmetry_find(ctx, structure, 1e-3, &symmetry), IW_OK);
  iw_landscape_options_default(&landscape_options);
  iw_percolation_options_default(&options);
  landscape_options.step_ang = c->resolution;
  if (grid != NULL) {
    for (int k = 0; k < 3; k++)
      landscape_options.grid[k] = grid[k];
    options.refine = 0;
  }
  CHECK_INT(iw_landscape_compute(ctx, field, structure, symmetry,
                                 &landscape_options, &landscape),
            IW_OK);
  CHECK_INT(
      iw_percolation_compute(ctx, landscape, field, &options, &percolation),
      IW_OK);
  for (int d = 0; d < 3; d++) {
    const iw_percolation_event *e =
        iw_percolation_threshold(percolation, d + 1);

    out[d] = !e->found ? INFINITY
             : grid != NULL
                 ? e->energy_ev - iw_landscape_lowest(landscape, NULL)
                 : e->barrier_ev;
    if (grid == NULL && e->found)
      CHECK(e->refined);
  }
  iw_percolation_destroy(percolation);
  iw_landscape_destroy(landscape);
  iw_symmetry_destroy(symmetry);
}

static int agrees(double a, double b, double tolerance)
{
  return (isinf(a) && isinf(b)) || fabs(a - b) <= tolerance;
}

static void barriers_agree(void)
{
  iw_parameters *parameters;

  CHECK_INT(iw_parameters_create(ctx, NULL, &parameters), IW_OK);
  for (int i = 0; i < n_cases; i++) {
    const peer_case *c = &cases[i];
    const int32_t grid[3] = {c->grid[0] - 1, c->grid[1] - 1, c->grid[2] - 1};
    iw_structure *structure = load(c);
    iw_bvse *field = make_field(c, structure, parameters);
    double refined[3], on_grid[3];

    barriers(c, structure, field, NULL, refined);
    barriers(c, structure, field, grid, on_grid);
    for (int d = 0; d < 3; d++) {
      const double want = c->barrier_ev[d];

      printf("  %-18s %.1f A  E_%dD peer %7.4f  same grid %7.4f  refined "
             "%7.4f\n",
             c->name, c->resolution, d + 1, want, on_grid[d], refined[d]);
      CHECK(agrees(on_grid[d], want, PEER_PROCEDURE_EV));
      CHECK(agrees(refined[d], want, BARRIER_EV));
    }
    iw_bvse_destroy(field);
    iw_structure_destroy(structure);
  }
  iw_parameters_destroy(parameters);
}

int main(void)
{
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  n_cases = peer_load(ctx, cases, 16);
  if (n_cases == 0) {
    check_total = 0;
    SKIP("no reference data: anchors/bvlain below IONWAY_SHARED_DATA");
  } else {
    CHECK(n_cases >= 11);
    RUN(energies_at_points);
    RUN(barriers_agree);
  }
  iw_context_destroy(ctx);
  return check_report();
}
