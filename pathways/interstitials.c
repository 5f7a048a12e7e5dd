/* SPDX-License-Identifier: BSD-3-Clause */
/* Minima of the landscape that no ion of the crystal occupies: the grid is
 * flooded as far as asked, every basin's minimum is refined on the field, and
 * so is what a step on the field finds beside other points of the grid; what is
 * left is gathered into orbits. */
#include <ionway/elements.h>
#include <ionway/interstitials.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <ionway/bvse.h>
#include <ionway/landscape.h>

#include "basins.h"
#include "context.h"
#include "lattice.h"
#include "mem.h"
#include "oxidation_table.h"
#include "position_orbit.h"
#include "saddles.h"
#include "vec3.h"

/* Images and minima closer than this are one, Angstrom: a double well that
 * narrow is one place for an ion. */
#define MERGE_ANG 0.2

/* No ion is this close to another, Angstrom: a hole in the parameters. */
#define HOST_ANG 0.5

/* How far above its minimum the lowest grid point of a basin may lie, eV: half
 * a grid diagonal at the default step up a well of 30 eV/Angstrom^2. */
#define GRID_MARGIN_EV 0.5

/* How far from a grid point a minimum may be expected, in grid steps: with one
 * step the shallowest of Li7P3S11 was found or not, as the grid fell. */
#define REACH_STEPS 2.0

typedef struct place {
  double frac[3];
  double energy_ev;
} place;

struct iw_interstitials {
  iw_interstitial *orbits;
  size_t n, capacity;
  double (*frac)[3];
  size_t n_positions, frac_capacity;
};

/* What one search works with. */
typedef struct search {
  const iw_structure *structure;
  const iw_symmetry *symmetry;
  const iw_interstitials_options *options;
  iwi_lattice lattice;
  iw_bvse *field;
  iw_landscape *landscape;
  place *minima; /* lowest first */
  size_t n_minima, minimum_capacity;
  double (*met)[3]; /* positions of all orbits looked at */
  size_t n_met, met_capacity;
} search;

void iw_interstitials_options_default(iw_interstitials_options *options)
{
  memset(options, 0, sizeof *options);
  options->struct_size = sizeof *options;
  options->mobile_charge = NAN;
  options->max_energy_ev = 3;
  options->min_distance_ang = 1;
  options->step_ang = 0.2;
}

static iw_status check_options(iw_context *ctx,
                               const iw_interstitials_options *o)
{
  if (!(o->max_energy_ev >= 0 && o->max_energy_ev <= 1e3))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "interstitials up to %g eV, want 0..1000",
                    o->max_energy_ev);
  if (!(o->min_distance_ang > 0 && o->min_distance_ang <= 5))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "interstitials %g Angstrom from sites of the mobile ion, "
                    "want above 0 and at most 5",
                    o->min_distance_ang);
  return IW_OK;
}

/* As asked for; else as in the structure (NAN); else, where there is none of
 * these ions, the commonest state. */
static double mobile_charge(const search *s)
{
  const iw_site *sites = iw_structure_sites(s->structure);
  const int32_t element = s->options->mobile_element;

  for (size_t i = 0; i < iw_structure_n_sites(s->structure); i++) {
    if (sites[i].element == element)
      return s->options->mobile_charge;
  }
  if (!isnan(s->options->mobile_charge) || element < 1 ||
      element > IW_MAX_ELEMENT || iwi_states_table[element].n == 0)
    return s->options->mobile_charge;
  return iwi_states_table[element].state[0];
}

static iw_status make_landscape(iw_context *ctx, search *s,
                                const iw_parameters *parameters)
{
  iw_bvse_options field;
  iw_landscape_options grid;
  iw_status status;

  iw_bvse_options_default(&field);
  field.mobile_element = s->options->mobile_element;
  field.mobile_charge = mobile_charge(s);
  iw_landscape_options_default(&grid);
  grid.step_ang = s->options->step_ang;
  status = iw_bvse_create(ctx, s->structure, parameters, &field, &s->field);
  if (status == IW_OK)
    status = iw_landscape_compute(ctx, s->field, s->structure, s->symmetry,
                                  &grid, &s->landscape);
  return status;
}

/* ---- minima ---------------------------------------------------------- */

static int by_energy(const void *a, const void *b)
{
  const place *p = a, *q = b;

  if (p->energy_ev < q->energy_ev || p->energy_ev > q->energy_ev)
    return p->energy_ev < q->energy_ev ? -1 : 1;
  for (int k = 0; k < 3; k++) {
    if (p->frac[k] < q->frac[k] || p->frac[k] > q->frac[k])
      return p->frac[k] < q->frac[k] ? -1 : 1;
  }
  return 0;
}

/* Add the minimum next to a grid point; what does not converge stands for no
 * minimum of the field. */
static iw_status add_minimum(iw_context *ctx, search *s, iwi_saddles *saddles,
                             int32_t point)
{
  iwi_refined found;
  place *p;
  iw_status status = iwi_saddles_minimum(ctx, saddles, point, &found);

  if (status != IW_OK || !found.refined)
    return status;
  status = iwi_reserve(ctx, (void **)&s->minima, &s->minimum_capacity,
                       s->n_minima + 1, sizeof *s->minima);
  if (status != IW_OK)
    return status;
  p = &s->minima[s->n_minima++];
  p->energy_ev = found.energy_ev;
  for (int k = 0; k < 3; k++)
    p->frac[k] = iwi_wrap1(found.frac[k]);
  return IW_OK;
}

/* Does the quadratic model at the point have a minimum this near? Shallow
 * minima between grid points are no basins of the grid. */
static int is_near_minimum(const search *s, int32_t point, double reach_ang)
{
  double frac[3], inverse[3][3], step[3];
  iw_bvse_value v;
  const double(*h)[3] = (const double(*)[3])v.hessian_ev_ang2;

  iwi_saddles_grid_frac(s->landscape, point, frac);
  iw_bvse_evaluate(s->field, frac, &v);
  /* leading minors: positive definite */
  if (!(h[0][0] > 0) || !(h[0][0] * h[1][1] > h[0][1] * h[1][0]) ||
      !(iwi_det3(h) > 0))
    return 0;
  iwi_inverse3(h, inverse);
  iwi_times_col3((const double(*)[3])inverse, v.gradient_ev_ang, step);
  return iwi_norm3(step) <= reach_ang;
}

/* One point of each class below the level that has a minimum beside it. */
static iw_status add_overlooked(iw_context *ctx, search *s,
                                iwi_saddles *saddles, double highest_ev)
{
  const size_t n = iw_landscape_n_points(s->landscape);
  const size_t n_classes = iw_landscape_n_irreducible(s->landscape);
  const int32_t *classes = iw_landscape_classes(s->landscape);
  const double *energies = iw_landscape_energies(s->landscape);
  const double reach_ang = REACH_STEPS * iwi_saddles_step_ang(saddles);
  uint8_t *seen = iwi_calloc(ctx, n_classes, sizeof *seen);
  iw_status status = seen == NULL ? IW_E_MEMORY : IW_OK;

  for (size_t p = 0; p < n && status == IW_OK; p++) {
    if (p % (n / 100 + 1) == 0)
      status = iwi_progress(ctx, "minima", p, n);
    if (status != IW_OK || seen[classes[p]] || energies[p] > highest_ev)
      continue;
    seen[classes[p]] = 1;
    if (is_near_minimum(s, (int32_t)p, reach_ang))
      status = add_minimum(ctx, s, saddles, (int32_t)p);
  }
  iwi_free(seen);
  return status == IW_OK ? iwi_progress(ctx, "minima", n, n) : status;
}

static iw_status refine_minima(iw_context *ctx, search *s,
                               const iwi_basins *basins, double highest_ev)
{
  iwi_saddles *saddles;
  iw_status status = iwi_saddles_create(ctx, s->landscape, s->field, &saddles);

  if (status != IW_OK)
    return status;
  for (size_t i = 0; i < iwi_basins_count(basins) && status == IW_OK; i++)
    status = add_minimum(ctx, s, saddles, iwi_basins_points(basins)[i]);
  if (status == IW_OK)
    status = add_overlooked(ctx, s, saddles, highest_ev);
  iwi_saddles_destroy(saddles);
  if (s->n_minima > 1)
    qsort(s->minima, s->n_minima, sizeof *s->minima, by_energy);
  return status;
}

static iw_status find_minima(iw_context *ctx, search *s)
{
  const double highest_ev = iw_landscape_lowest(s->landscape, NULL) +
                            s->options->max_energy_ev + GRID_MARGIN_EV;
  iwi_basins *basins = NULL;
  iw_status status = iwi_basins_create(ctx, s->landscape, highest_ev, &basins);

  if (status == IW_OK)
    status = iwi_basins_flood(ctx, basins, highest_ev);
  if (status == IW_OK)
    status = refine_minima(ctx, s, basins, highest_ev);
  iwi_basins_destroy(basins);
  return status;
}

/* ---- orbits ---------------------------------------------------------- */

/* Distance to the nearest site of the mobile element, INFINITY without one. */
static double mobile_distance_ang(const search *s, const double frac[3])
{
  const iw_site *sites = iw_structure_sites(s->structure);
  double nearest = INFINITY;

  for (size_t i = 0; i < iw_structure_n_sites(s->structure); i++) {
    double d[3];

    if (sites[i].element != s->options->mobile_element)
      continue;
    for (int k = 0; k < 3; k++)
      d[k] = frac[k] - sites[i].frac[k];
    nearest = fmin(nearest, iwi_lattice_shortest(&s->lattice, d, NULL));
  }
  return nearest;
}

static int was_met(const search *s, const double frac[3])
{
  for (size_t i = 0; i < s->n_met; i++) {
    if (iwi_position_miss_ang((const double(*)[3])s->lattice.rows, s->met[i],
                              frac, NULL) <= MERGE_ANG)
      return 1;
  }
  return 0;
}

static iw_status add_orbit(iw_context *ctx, iw_interstitials *found,
                           const iw_interstitial *orbit,
                           const double (*images)[3])
{
  const size_t n = (size_t)orbit->multiplicity;
  iw_status status = iwi_reserve(ctx, (void **)&found->orbits, &found->capacity,
                                 found->n + 1, sizeof *found->orbits);

  if (status == IW_OK)
    status = iwi_reserve(ctx, (void **)&found->frac, &found->frac_capacity,
                         found->n_positions + n, sizeof *found->frac);
  if (status != IW_OK)
    return status;
  found->orbits[found->n] = *orbit;
  found->orbits[found->n++].first = (int32_t)found->n_positions;
  memcpy(found->frac[found->n_positions], images, n * sizeof *images);
  found->n_positions += n;
  return IW_OK;
}

/* Remember all images of a point; n of them at images, until the next call. */
static iw_status meet(iw_context *ctx, search *s, const double frac[3],
                      const double (**images)[3], size_t *n)
{
  const size_t n_operations = iw_symmetry_n_operations(s->symmetry);
  const iw_status status = iwi_reserve(ctx, (void **)&s->met, &s->met_capacity,
                                       s->n_met + n_operations, sizeof *s->met);

  if (status != IW_OK)
    return status;
  *images = (const double(*)[3])(s->met + s->n_met);
  *n = iwi_position_orbit((const double(*)[3])s->lattice.rows,
                          iw_symmetry_operations(s->symmetry), n_operations,
                          MERGE_ANG, frac, s->met + s->n_met);
  s->n_met += *n;
  return IW_OK;
}

/* The minimum an ion of the crystal would slide into is its own, however far:
 * the 24g site of argyrodites is a saddle between two that are 1 Angstrom
 * away. */
static iw_status meet_occupied(iw_context *ctx, search *s)
{
  const iw_orbit *orbits = iw_symmetry_orbits(s->symmetry);
  iw_status status = IW_OK;

  for (size_t i = 0; i < iw_symmetry_n_orbits(s->symmetry) && status == IW_OK;
       i++) {
    const iw_site *site =
        &iw_structure_sites(s->structure)[orbits[i].first_site];
    const double(*images)[3];
    iw_stationary minimum;
    size_t n;

    if (site->element != s->options->mobile_element)
      continue;
    status = iw_bvse_minimum(ctx, s->field, site->frac, &minimum);
    if (status == IW_OK)
      status = meet(ctx, s, minimum.frac, &images, &n);
    else if (status == IW_E_NOT_CONVERGED)
      status = IW_OK; /* it stands nowhere near a minimum */
  }
  return status;
}

/* The orbit of a minimum; it is kept when it is low, free and not in an ion of
 * the host. */
static iw_status take_minimum(iw_context *ctx, search *s, const place *minimum,
                              iw_interstitials *found)
{
  iw_interstitial orbit = {.first = 0};
  const double(*images)[3];
  iw_bvse_value value;
  double host_ang;
  size_t n;
  const iw_status status = meet(ctx, s, minimum->frac, &images, &n);

  if (status != IW_OK)
    return status;
  memcpy(orbit.frac, images[0], sizeof orbit.frac);
  orbit.multiplicity = (int32_t)n;
  iw_bvse_evaluate(s->field, orbit.frac, &value);
  /* the lowest minimum is 0 to rounding */
  orbit.energy_ev = fmax(0.0, value.energy_ev - s->minima[0].energy_ev);
  orbit.distance_ang = mobile_distance_ang(s, orbit.frac);
  if (orbit.energy_ev > s->options->max_energy_ev ||
      orbit.distance_ang < s->options->min_distance_ang ||
      (iw_bvse_nearest_host(s->field, orbit.frac, &host_ang) >= 0 &&
       host_ang < HOST_ANG))
    return IW_OK;
  return add_orbit(ctx, found, &orbit, images);
}

/* Energies were those of minima before they were put on special positions. */
static int by_orbit_energy(const void *a, const void *b)
{
  const iw_interstitial *p = a, *q = b;

  if (p->energy_ev < q->energy_ev || p->energy_ev > q->energy_ev)
    return p->energy_ev < q->energy_ev ? -1 : 1;
  return (p->first > q->first) - (p->first < q->first);
}

static iw_status sort_orbits(iw_context *ctx, iw_interstitials *found)
{
  double(*sorted)[3] = iwi_calloc(ctx, found->n_positions, sizeof *sorted);
  size_t n = 0;

  if (sorted == NULL)
    return IW_E_MEMORY;
  if (found->n > 1)
    qsort(found->orbits, found->n, sizeof *found->orbits, by_orbit_energy);
  for (size_t i = 0; i < found->n; i++) {
    iw_interstitial *orbit = &found->orbits[i];

    memcpy(sorted[n], found->frac[orbit->first],
           (size_t)orbit->multiplicity * sizeof *sorted);
    orbit->first = (int32_t)n;
    n += (size_t)orbit->multiplicity;
  }
  iwi_free(found->frac);
  found->frac = sorted;
  return IW_OK;
}

static iw_status gather_orbits(iw_context *ctx, search *s,
                               iw_interstitials *found)
{
  iw_status status = meet_occupied(ctx, s);

  for (size_t i = 0; i < s->n_minima && status == IW_OK; i++) {
    if (!was_met(s, s->minima[i].frac))
      status = take_minimum(ctx, s, &s->minima[i], found);
  }
  return status == IW_OK ? sort_orbits(ctx, found) : status;
}

iw_status iw_interstitials_find(iw_context *ctx, const iw_structure *structure,
                                const iw_symmetry *symmetry,
                                const iw_parameters *parameters,
                                const iw_interstitials_options *options,
                                iw_interstitials **out)
{
  search s = {.structure = structure, .symmetry = symmetry, .options = options};
  iw_interstitials *found;
  iw_status status = check_options(ctx, options);

  *out = NULL;
  if (status != IW_OK)
    return status;
  found = iwi_calloc(ctx, 1, sizeof *found);
  if (found == NULL)
    return IW_E_MEMORY;
  iwi_lattice_init(&s.lattice, iw_structure_lattice(structure));
  status = make_landscape(ctx, &s, parameters);
  if (status == IW_OK)
    status = find_minima(ctx, &s);
  if (status == IW_OK)
    status = gather_orbits(ctx, &s, found);
  iw_bvse_destroy(s.field);
  iw_landscape_destroy(s.landscape);
  iwi_free(s.minima);
  iwi_free(s.met);
  if (status != IW_OK) {
    iw_interstitials_destroy(found);
    return status;
  }
  *out = found;
  return IW_OK;
}

void iw_interstitials_destroy(iw_interstitials *interstitials)
{
  if (interstitials == NULL)
    return;
  iwi_free(interstitials->orbits);
  iwi_free(interstitials->frac);
  iwi_free(interstitials);
}

size_t iw_interstitials_n(const iw_interstitials *i)
{
  return i->n;
}

const iw_interstitial *iw_interstitials_get(const iw_interstitials *i)
{
  return i->orbits;
}

size_t iw_interstitials_n_positions(const iw_interstitials *i)
{
  return i->n_positions;
}

const double (*iw_interstitials_frac(const iw_interstitials *i))[3]
{
  return (const double(*)[3])i->frac;
}
