/* SPDX-License-Identifier: BSD-3-Clause */
/* The facts of a report: contents, sites, parameters used, and minima and
 * passes gathered into classes under the space group. */
#include "report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <ionway/elements.h>

#include "context.h"
#include "lattice.h"
#include "mem.h"
#include "symmetry.h"
#include "units.h"
#include "vec3.h"

void iw_report_default(iw_report *report)
{
  memset(report, 0, sizeof *report);
  report->struct_size = sizeof *report;
  report->seconds = NAN;
  report->max_barrier_ev = NAN;
}

/* ---- geometry -------------------------------------------------------- */

void iwi_report_cell(const double lattice[3][3], double lengths[3],
                     double angles[3])
{
  const double degrees = 180 / acos(-1.0);

  for (int k = 0; k < 3; k++)
    lengths[k] = iwi_norm3(lattice[k]);
  for (int k = 0; k < 3; k++) {
    const int i = (k + 1) % 3, j = (k + 2) % 3;
    const double cosine =
        iwi_dot3(lattice[i], lattice[j]) / (lengths[i] * lengths[j]);

    angles[k] = degrees * acos(fmax(-1.0, fmin(1.0, cosine)));
  }
}

int32_t iwi_report_nearest_site(const iw_structure *structure, int32_t element,
                                const double frac[3], double *distance_ang)
{
  const iw_site *sites = iw_structure_sites(structure);
  int32_t nearest = -1;
  iwi_lattice lattice;

  *distance_ang = NAN;
  if (!iwi_lattice_init(&lattice, iw_structure_lattice(structure)))
    return -1;
  for (size_t i = 0; i < iw_structure_n_sites(structure); i++) {
    double d[3], distance;

    if (sites[i].element != element)
      continue;
    for (int k = 0; k < 3; k++)
      d[k] = frac[k] - sites[i].frac[k];
    distance = iwi_lattice_shortest(&lattice, d, NULL);
    if (nearest < 0 || distance < *distance_ang) {
      nearest = (int32_t)i;
      *distance_ang = distance;
    }
  }
  return nearest;
}

/* ---- contents -------------------------------------------------------- */

static iw_status count_atoms(iw_context *ctx, const iw_report *report,
                             iwi_facts *facts)
{
  const iw_structure *structure = report->structure;
  const iw_site *sites = iw_structure_sites(structure);
  double mass_u = 0;

  for (size_t i = 0; i < iw_structure_n_sites(structure); i++) {
    facts->atoms[sites[i].element] += sites[i].occupancy;
    facts->n_sites[sites[i].element]++;
    mass_u += sites[i].occupancy * iw_element_mass_u(sites[i].element);
    facts->n_partial_sites += sites[i].occupancy < 1;
  }
  facts->density_g_cm3 =
      IWI_G_CM3_PER_U_ANG3 * mass_u / iw_structure_volume(structure);
  return iwi_report_formula(ctx, facts->atoms, facts->n_sites, &facts->formula);
}

static iw_status copy_orbits(iw_context *ctx, const iw_report *report,
                             iwi_facts *facts)
{
  const iw_site *sites = iw_structure_sites(report->structure);

  facts->n_orbits = report->symmetry != NULL
                        ? iw_symmetry_n_orbits(report->symmetry)
                        : iw_structure_n_sites(report->structure);
  facts->orbits = iwi_calloc(ctx, facts->n_orbits, sizeof *facts->orbits);
  if (facts->orbits == NULL)
    return IW_E_MEMORY;
  if (report->symmetry != NULL) {
    memcpy(facts->orbits, iw_symmetry_orbits(report->symmetry),
           facts->n_orbits * sizeof *facts->orbits);
    return IW_OK;
  }
  for (size_t i = 0; i < facts->n_orbits; i++) {
    iw_orbit *orbit = &facts->orbits[i];

    orbit->element = sites[i].element;
    orbit->first_site = (int32_t)i;
    orbit->n_sites = orbit->multiplicity = 1;
    orbit->occupancy = sites[i].occupancy;
  }
  return IW_OK;
}

static int has_pair(const iwi_facts *facts, const iw_site *site)
{
  for (size_t i = 0; i < facts->n_pairs; i++) {
    /* exact equality: charges are copies of each other or differ */
    if (facts->pairs[i].partner == site->element &&
        facts->pairs[i].partner_charge == site->oxidation)
      return 1;
  }
  return 0;
}

/* Rows of the parameter table between the mobile ion and its counter-ions. */
static iw_status find_pairs(iw_context *ctx, const iw_report *report,
                            iwi_facts *facts)
{
  const iw_site *sites = iw_structure_sites(report->structure);
  int32_t mobile;
  double charge;

  if (report->field == NULL || report->parameters == NULL)
    return IW_OK;
  mobile = iw_bvse_mobile_element(report->field);
  charge = iw_bvse_mobile_charge(report->field);
  facts->pairs = iwi_calloc(ctx, iw_structure_n_sites(report->structure),
                            sizeof *facts->pairs);
  if (facts->pairs == NULL)
    return IW_E_MEMORY;
  for (size_t i = 0; i < iw_structure_n_sites(report->structure); i++) {
    iwi_report_pair *pair = &facts->pairs[facts->n_pairs];
    const double other = sites[i].oxidation;
    iw_status status;

    if (!(other * charge < 0) || has_pair(facts, &sites[i]))
      continue;
    pair->partner = sites[i].element;
    pair->partner_charge = other;
    status = charge > 0
                 ? iw_parameters_find(ctx, report->parameters, mobile, charge,
                                      sites[i].element, other, &pair->bond)
                 : iw_parameters_find(ctx, report->parameters, sites[i].element,
                                      other, mobile, charge, &pair->bond);
    if (status == IW_E_MEMORY)
      return status;
    facts->n_pairs += status == IW_OK;
  }
  return IW_OK;
}

/* ---- classes --------------------------------------------------------- */

/* Two points are one class when an operation maps them on each other within
 * this distance and their energies agree: the field has the symmetry only as
 * exactly as the file's digits do. */
#define SAME_POINT_ANG 0.05
#define SAME_ENERGY_EV 1e-3

/* A point of the landscape to be classified. */
typedef struct place {
  double frac[3];
  double energy_ev;
  int32_t index;
} place;

static int by_energy(const void *a, const void *b)
{
  const place *p = a, *q = b;

  if (p->energy_ev < q->energy_ev || p->energy_ev > q->energy_ev)
    return p->energy_ev < q->energy_ev ? -1 : 1;
  return (p->index > q->index) - (p->index < q->index);
}

/* Give the images of places[first] its class. */
static int32_t mark_images(const double rows[3][3], const iw_symmetry *symmetry,
                           const place *places, size_t first, size_t n,
                           int32_t class_index, int32_t *classes)
{
  const iw_operation *operations = iw_symmetry_operations(symmetry);
  const double limit = places[first].energy_ev + SAME_ENERGY_EV;
  int32_t found = 1;

  for (size_t o = 0; o < iw_symmetry_n_operations(symmetry); o++) {
    double image[3], d[3], cart[3];

    iwi_operation_apply(&operations[o], places[first].frac, image);
    for (size_t j = first + 1; j < n && places[j].energy_ev <= limit; j++) {
      if (classes[places[j].index] >= 0)
        continue;
      /* points that coincide differ by whole cells: rounding finds them in
       * any cell shape */
      for (int k = 0; k < 3; k++) {
        d[k] = image[k] - places[j].frac[k];
        d[k] -= floor(d[k] + 0.5);
      }
      iwi_row_times3(d, rows, cart);
      if (iwi_norm3(cart) > SAME_POINT_ANG)
        continue;
      classes[places[j].index] = class_index;
      found++;
    }
  }
  return found;
}

/* Classes of n places, lowest energy first; places are sorted on return. */
static iw_status classify(iw_context *ctx, const iw_report *report,
                          place *places, size_t n, int32_t **classes,
                          iwi_report_class **out, size_t *n_out)
{
  *classes = iwi_calloc(ctx, n, sizeof **classes);
  *out = iwi_calloc(ctx, n, sizeof **out);
  if (*classes == NULL || *out == NULL)
    return IW_E_MEMORY;
  for (size_t i = 0; i < n; i++)
    (*classes)[i] = -1;
  qsort(places, n, sizeof *places, by_energy);
  for (size_t i = 0; i < n; i++) {
    iwi_report_class *class = &(*out)[*n_out];

    if ((*classes)[places[i].index] >= 0)
      continue;
    (*classes)[places[i].index] = (int32_t)*n_out;
    class->first = places[i].index;
    class->energy_ev = places[i].energy_ev;
    class->n = report->symmetry == NULL
                   ? 1
                   : mark_images(iw_structure_lattice(report->structure),
                                 report->symmetry, places, i, n,
                                 (int32_t)*n_out, *classes);
    (*n_out)++;
  }
  return IW_OK;
}

static iw_status classify_minima(iw_context *ctx, const iw_report *report,
                                 iwi_facts *facts)
{
  const size_t n = iw_percolation_n_minima(report->percolation);
  const iw_percolation_minimum *minima =
      iw_percolation_minima(report->percolation);
  place *places = iwi_calloc(ctx, n, sizeof *places);
  iw_status status;

  if (places == NULL)
    return IW_E_MEMORY;
  for (size_t i = 0; i < n; i++) {
    memcpy(places[i].frac, minima[i].frac, sizeof places[i].frac);
    places[i].energy_ev = minima[i].energy_ev;
    places[i].index = (int32_t)i;
  }
  status = classify(ctx, report, places, n, &facts->minimum_classes,
                    &facts->minima, &facts->n_minima);
  iwi_free(places);
  return status;
}

static iw_status classify_passes(iw_context *ctx, const iw_report *report,
                                 iwi_facts *facts)
{
  const size_t n = iw_percolation_n_passes(report->percolation);
  const iw_percolation_pass *passes =
      iw_percolation_passes(report->percolation);
  place *places = iwi_calloc(ctx, n, sizeof *places);
  int32_t *classes = NULL;
  iw_status status;

  if (places == NULL)
    return IW_E_MEMORY;
  for (size_t i = 0; i < n; i++) {
    memcpy(places[i].frac, passes[i].frac, sizeof places[i].frac);
    places[i].energy_ev = passes[i].energy_ev;
    places[i].index = (int32_t)i;
  }
  status = classify(ctx, report, places, n, &classes, &facts->passes,
                    &facts->n_passes);
  iwi_free(classes);
  iwi_free(places);
  return status;
}

/* ---- all ------------------------------------------------------------- */

static void find_dimension(const iw_report *report, iwi_facts *facts)
{
  const iw_percolation_event *first =
      iw_percolation_threshold(report->percolation, 1);

  for (int d = 1; d <= 3; d++) {
    const iw_percolation_event *event =
        iw_percolation_threshold(report->percolation, d);

    if (!event->found)
      break;
    facts->n_percolating = d;
    if (event->barrier_ev <= first->barrier_ev + IWI_EASY_EV)
      facts->easy_dimension = d;
  }
}

iw_status iwi_report_gather(iw_context *ctx, const iw_report *report,
                            iwi_facts *facts)
{
  iw_status status;

  memset(facts, 0, sizeof *facts);
  if (report->structure == NULL)
    return iwi_fail(ctx, IW_E_ARGUMENT, "a report needs a structure");
  status = count_atoms(ctx, report, facts);
  if (status == IW_OK)
    status = copy_orbits(ctx, report, facts);
  if (status == IW_OK)
    status = find_pairs(ctx, report, facts);
  if (status == IW_OK && report->percolation != NULL) {
    find_dimension(report, facts);
    status = classify_minima(ctx, report, facts);
    if (status == IW_OK)
      status = classify_passes(ctx, report, facts);
  }
  if (status != IW_OK)
    iwi_report_release(facts);
  return status;
}

void iwi_report_release(iwi_facts *facts)
{
  iw_text_destroy(facts->formula);
  iwi_free(facts->orbits);
  iwi_free(facts->pairs);
  iwi_free(facts->minimum_classes);
  iwi_free(facts->minima);
  iwi_free(facts->passes);
  memset(facts, 0, sizeof *facts);
}
