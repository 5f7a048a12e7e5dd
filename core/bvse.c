/* SPDX-License-Identifier: BSD-3-Clause */
/* Bond-valence site energy: setting the field up, and value, gradient and
 * Hessian at one point. docs/theory.md eqs. (E1)-(E5). */
#include "bvse.h"

#include <math.h>
#include <string.h>

#include <ionway/elements.h>

#include "bvse_kernel.h"
#include "context.h"
#include "mem.h"
#include "units.h"
#include "vec3.h"

/* f in eq. (E2), [chen2019] */
#define SCREENING_FACTOR 0.74

/* 2/sqrt(pi) */
#define TWO_PER_SQRT_PI 1.1283791670955126

void iw_bvse_options_default(iw_bvse_options *options)
{
  memset(options, 0, sizeof *options);
  options->struct_size = sizeof *options;
  options->mobile_charge = NAN;
  options->cutoff_ang = 10.0;
}

/* Mean charge of the mobile element, NAN when the structure has none. */
static double mean_charge(const iw_structure *structure, int32_t element)
{
  const iw_site *sites = iw_structure_sites(structure);
  double charge = 0, weight = 0;

  for (size_t i = 0; i < iw_structure_n_sites(structure); i++) {
    if (sites[i].element != element)
      continue;
    charge += sites[i].occupancy * sites[i].oxidation;
    weight += sites[i].occupancy;
  }
  return weight > 0 ? charge / weight : NAN;
}

static iw_status check_options(iw_context *ctx, const iw_structure *structure,
                               const iw_bvse_options *options, double *charge)
{
  if (options->mobile_element < 1 || options->mobile_element > IW_MAX_ELEMENT)
    return iwi_fail(ctx, IW_E_ARGUMENT, "mobile element number %d, want 1..%d",
                    (int)options->mobile_element, IW_MAX_ELEMENT);
  if (!(options->cutoff_ang >= 2 && options->cutoff_ang <= 30))
    return iwi_fail(ctx, IW_E_ARGUMENT, "cutoff %g Angstrom, want 2..30",
                    options->cutoff_ang);
  *charge = options->mobile_charge;
  if (isnan(*charge))
    *charge = mean_charge(structure, options->mobile_element);
  if (isnan(*charge))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "the structure holds no %s with an oxidation state; give "
                    "the charge of the mobile ion",
                    iw_element_symbol(options->mobile_element));
  if (fabs(*charge) < 1e-6 || fabs(*charge) > 9)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "mobile ion %s has charge %g, want one of either sign",
                    iw_element_symbol(options->mobile_element), *charge);
  return IW_OK;
}

/* Eq. (E1): the parameters of the pair, occupancy in the depth. */
static iw_status set_attraction(iw_context *ctx, const iw_bvse *field,
                                const iw_parameters *parameters,
                                iwi_host_kind *kind)
{
  const int mobile_is_cation = field->mobile_charge > 0;
  iw_status status;
  iw_bond bond;

  if (mobile_is_cation)
    status = iw_parameters_find(ctx, parameters, field->mobile_element,
                                field->mobile_charge, kind->element,
                                kind->charge, &bond);
  else
    status =
        iw_parameters_find(ctx, parameters, kind->element, kind->charge,
                           field->mobile_element, field->mobile_charge, &bond);
  if (status != IW_OK)
    return status;
  kind->half_d0 = 0.5 * bond.d0_ev * kind->occupancy;
  kind->alpha = bond.alpha_inv_ang;
  kind->r_min = bond.r_min_ang;
  kind->cutoff = field->cutoff_ang;
  return IW_OK;
}

/* Eq. (E2): k q_m q_i / sqrt(n_m n_i) and f (rc_m + rc_i). */
static iw_status set_repulsion(iw_context *ctx, const iw_bvse *field,
                               const iw_parameters *parameters,
                               iwi_host_kind *kind)
{
  const int32_t elements[2] = {field->mobile_element, kind->element};
  const double charges[2] = {field->mobile_charge, kind->charge};
  double n_product = 1, radii = 0;

  for (int i = 0; i < 2; i++) {
    const double radius =
        iw_parameters_radius_ang(parameters, elements[i], charges[i]);
    const int32_t n = iw_parameters_quantum_number(elements[i]);

    if (isnan(radius) || n == 0)
      return iwi_fail(ctx, IW_E_PARAMETER,
                      "no %s for %s in the chosen set; try the other --radii",
                      n == 0 ? "quantum number" : "radius",
                      iw_element_symbol(elements[i]));
    n_product *= n;
    radii += radius;
  }
  kind->repels = 1;
  kind->strength = IWI_COULOMB_EV_ANG * charges[0] * charges[1] /
                   sqrt(n_product) * kind->occupancy;
  kind->length = SCREENING_FACTOR * radii;
  kind->cutoff = fmin(field->cutoff_ang, IWI_SCREENING_REACH * kind->length);
  return IW_OK;
}

/* Index of the site's kind, made when it is new; -1 on failure. */
static int32_t find_kind(iw_context *ctx, iw_bvse *field,
                         const iw_parameters *parameters, const iw_site *site,
                         iw_status *status)
{
  iwi_host_kind *kind;

  for (size_t i = 0; i < field->n_kinds; i++) {
    kind = &field->kinds[i];
    /* exact equality: the numbers are copies of each other or differ */
    if (kind->element == site->element && kind->charge == site->oxidation &&
        kind->occupancy == site->occupancy)
      return (int32_t)i;
  }
  kind = &field->kinds[field->n_kinds];
  kind->element = site->element;
  kind->charge = site->oxidation;
  kind->occupancy = site->occupancy;
  *status = kind->charge * field->mobile_charge < 0
                ? set_attraction(ctx, field, parameters, kind)
                : set_repulsion(ctx, field, parameters, kind);
  if (*status != IW_OK)
    return -1;
  return (int32_t)field->n_kinds++;
}

/* Does the site act on the mobile ion? Neutral ones have no law. */
static int is_host(const iw_bvse *field, const iw_bvse_options *options,
                   const iw_site *site)
{
  if (fabs(site->oxidation) < 1e-6)
    return 0;
  return site->element != field->mobile_element || options->keep_mobile;
}

static iw_status take_hosts(iw_context *ctx, iw_bvse *field,
                            const iw_structure *structure,
                            const iw_parameters *parameters,
                            const iw_bvse_options *options)
{
  const iw_site *sites = iw_structure_sites(structure);
  const size_t n_sites = iw_structure_n_sites(structure);
  double(*frac)[3] = iwi_calloc(ctx, n_sites, sizeof *frac);
  iw_status status = IW_OK;

  if (frac == NULL)
    return IW_E_MEMORY;
  for (size_t i = 0; status == IW_OK && i < n_sites; i++) {
    const size_t h = field->n_hosts;

    if (isnan(sites[i].oxidation))
      status =
          iwi_fail(ctx, IW_E_ARGUMENT, "atom %zu (%s) has no oxidation state",
                   i + 1, sites[i].label);
    else if (is_host(field, options, &sites[i])) {
      field->host_kind[h] =
          find_kind(ctx, field, parameters, &sites[i], &status);
      field->host_site[h] = (int32_t)i;
      field->host_radius[h] =
          iw_parameters_ionic_radius_ang(sites[i].element, sites[i].oxidation);
      memcpy(frac[h], sites[i].frac, sizeof *frac);
      field->n_hosts++;
    }
  }
  if (status == IW_OK && field->n_hosts == 0)
    status = iwi_fail(ctx, IW_E_ARGUMENT,
                      "no host ions: only the mobile element is charged");
  /* bins of about a third of the cutoff keep the covering close */
  if (status == IW_OK)
    status = iwi_bins_create(ctx, &field->lattice, (const double(*)[3])frac,
                             field->n_hosts, 3.5, &field->bins);
  iwi_free(frac);
  return status;
}

iw_status iw_bvse_create(iw_context *ctx, const iw_structure *structure,
                         const iw_parameters *parameters,
                         const iw_bvse_options *options, iw_bvse **out)
{
  const size_t n_sites = iw_structure_n_sites(structure);
  iw_bvse *field;
  iw_status status;
  double charge = NAN;

  *out = NULL;
  status = check_options(ctx, structure, options, &charge);
  if (status != IW_OK)
    return status;
  field = iwi_calloc(ctx, 1, sizeof *field);
  if (field == NULL)
    return IW_E_MEMORY;
  iwi_lattice_init(&field->lattice, iw_structure_lattice(structure));
  field->cutoff_ang = options->cutoff_ang;
  field->mobile_element = options->mobile_element;
  field->mobile_charge = charge;
  field->kinds = iwi_calloc(ctx, n_sites, sizeof *field->kinds);
  field->host_kind = iwi_calloc(ctx, n_sites, sizeof *field->host_kind);
  field->host_site = iwi_calloc(ctx, n_sites, sizeof *field->host_site);
  field->host_radius = iwi_calloc(ctx, n_sites, sizeof *field->host_radius);
  status = IW_E_MEMORY;
  if (field->kinds != NULL && field->host_kind != NULL &&
      field->host_site != NULL && field->host_radius != NULL)
    status = take_hosts(ctx, field, structure, parameters, options);
  if (status != IW_OK) {
    iw_bvse_destroy(field);
    return status;
  }
  *out = field;
  return IW_OK;
}

void iw_bvse_destroy(iw_bvse *field)
{
  if (field == NULL)
    return;
  iwi_free(field->kinds);
  iwi_free(field->host_kind);
  iwi_free(field->host_site);
  iwi_free(field->host_radius);
  iwi_bins_destroy(field->bins);
  iwi_free(field);
}

int32_t iw_bvse_mobile_element(const iw_bvse *field)
{
  return field->mobile_element;
}

double iw_bvse_mobile_charge(const iw_bvse *field)
{
  return field->mobile_charge;
}

double iw_bvse_cutoff_ang(const iw_bvse *field)
{
  return field->cutoff_ang;
}

const double (*iw_bvse_lattice(const iw_bvse *field))[3]
{
  return (const double(*)[3])field->lattice.rows;
}

/* First and second derivative of a pair law with respect to distance. */
typedef struct pair_law {
  double value, first, second;
} pair_law;

static pair_law attraction(const iwi_host_kind *kind, double r)
{
  const double x = exp(kind->alpha * (kind->r_min - r));
  const double d0 = 2 * kind->half_d0, alpha = kind->alpha;

  /* (E1) and (E3): value d0/2 (x^2 - 2x), slope -alpha d0 (x - 1) x */
  return (pair_law){kind->half_d0 * (x * x - 2 * x), -alpha * d0 * (x - 1) * x,
                    alpha * alpha * d0 * (2 * x - 1) * x};
}

static pair_law repulsion(const iwi_host_kind *kind, double r)
{
  const double length = kind->length, z = r / length;
  const double tail = erfc(z) / r;
  const double g = TWO_PER_SQRT_PI / length * exp(-z * z);

  /* (E2) and (E3): value A erfc(z)/R, slope -A [erfc(z)/R^2 + g/R] */
  return (pair_law){kind->strength * tail, -kind->strength * (tail + g) / r,
                    2 * kind->strength *
                        ((tail + g) / (r * r) + g / (length * length))};
}

typedef struct sum {
  const iw_bvse *field;
  iw_bvse_value *value;
} sum;

static int add_pair(const iwi_neighbor *neighbor, void *user)
{
  const sum *s = user;
  const iwi_host_kind *kind =
      &s->field->kinds[s->field->host_kind[neighbor->site]];
  const double r = fmax(neighbor->distance_ang, IWI_MIN_DISTANCE_ANG);
  double u[3];
  pair_law law;

  if (neighbor->distance_ang > kind->cutoff)
    return 0;
  law = kind->repels ? repulsion(kind, r) : attraction(kind, r);
  /* the vector points from the ion to the host: moving along it shortens R */
  for (int i = 0; i < 3; i++)
    u[i] = -neighbor->vector[i] / r;
  s->value->energy_ev += law.value;
  for (int i = 0; i < 3; i++) {
    s->value->gradient_ev_ang[i] += law.first * u[i];
    /* (E4): H = f'' u u^T + f'/R (1 - u u^T) */
    for (int k = 0; k < 3; k++)
      s->value->hessian_ev_ang2[i][k] +=
          (law.second - law.first / r) * u[i] * u[k] +
          (i == k ? law.first / r : 0.0);
  }
  return 0;
}

void iw_bvse_evaluate(const iw_bvse *field, const double frac[3],
                      iw_bvse_value *out)
{
  sum s = {field, out};

  memset(out, 0, sizeof *out);
  iwi_bins_visit(field->bins, frac, field->cutoff_ang, add_pair, &s);
}

typedef struct nearest {
  const iw_bvse *field;
  int32_t host;
  double least; /* distance, or distance minus radius */
  int by_radius;
} nearest;

static int keep_nearest(const iwi_neighbor *neighbor, void *user)
{
  nearest *n = user;
  double distance = neighbor->distance_ang;

  if (n->by_radius)
    distance -= n->field->host_radius[neighbor->site];
  if (distance < n->least) { /* false for NAN: radius unknown */
    n->least = distance;
    n->host = neighbor->site;
  }
  return 0;
}

int32_t iw_bvse_nearest_host(const iw_bvse *field, const double frac[3],
                             double *distance_ang)
{
  nearest n = {field, -1, INFINITY, 0};

  iwi_bins_visit(field->bins, frac, field->cutoff_ang, keep_nearest, &n);
  *distance_ang = n.host < 0 ? NAN : n.least;
  return n.host < 0 ? -1 : field->host_site[n.host];
}

double iw_bvse_free_radius_ang(const iw_bvse *field, const double frac[3],
                               int32_t *site)
{
  nearest n = {field, -1, INFINITY, 1};

  /* (E5) */
  iwi_bins_visit(field->bins, frac, field->cutoff_ang, keep_nearest, &n);
  if (site != NULL)
    *site = n.host < 0 ? -1 : field->host_site[n.host];
  return n.host < 0 ? NAN : n.least;
}
