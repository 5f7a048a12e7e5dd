/* SPDX-License-Identifier: BSD-3-Clause */
/* Landscape and percolation in the JSON report. */
#include "report_json.h"

#include <ionway/elements.h>

void iwi_json_put_landscape(iwi_json *j, const iw_report *report)
{
  const iw_landscape *l = report->landscape;
  iwi_json_node *node;
  const int32_t *grid;
  double lengths[3], angles[3], step[3], frac[3];
  size_t index, rest;

  if (l == NULL)
    return;
  grid = iw_landscape_grid(l);
  iwi_report_cell(iw_landscape_lattice(l), lengths, angles);
  node = iwi_json_object(j, j->root, "landscape");
  iwi_json_text(j, node, "energy", "bond-valence site energy");
  iwi_json_integers(j, node, "grid", grid, 3);
  for (int k = 0; k < 3; k++)
    step[k] = lengths[k] / grid[k];
  iwi_json_numbers(j, node, "step_ang", step, 3);
  if (report->field != NULL)
    iwi_json_number(j, node, "cutoff_ang", iw_bvse_cutoff_ang(report->field));
  iwi_json_integer(j, node, "n_points", (int64_t)iw_landscape_n_points(l));
  iwi_json_integer(j, node, "n_irreducible_points",
                   (int64_t)iw_landscape_n_irreducible(l));
  iwi_json_number(j, node, "lowest_grid_energy_ev",
                  iw_landscape_lowest(l, &index));
  rest = index;
  for (int k = 2; k >= 0; k--) {
    frac[k] = (double)(rest % (size_t)grid[k]) / grid[k];
    rest /= (size_t)grid[k];
  }
  iwi_json_numbers(j, node, "lowest_grid_point_frac", frac, 3);
}

static void put_near(iwi_json *j, iwi_json_node *node, const iw_report *report,
                     const double frac[3])
{
  const int32_t mobile = report->mobile_element;
  double distance;
  const int32_t site =
      iwi_report_nearest_site(report->structure, mobile, frac, &distance);

  if (site < 0) {
    iwi_json_null(j, node, "nearest_mobile_site");
    return;
  }
  node = iwi_json_object(j, node, "nearest_mobile_site");
  iwi_json_text(j, node, "label",
                iw_structure_sites(report->structure)[site].label);
  iwi_json_number(j, node, "distance_ang", distance);
}

/* The winding lattice: integers, and what they are in space. */
static void put_directions(iwi_json *j, iwi_json_node *node,
                           const iw_report *report,
                           const iw_percolation_event *event)
{
  const double(*lattice)[3] = iw_structure_lattice(report->structure);
  const int rank = event->rank;
  char text[IWI_DIRECTION_SIZE];
  iwi_json_node *list;
  double unit[3];
  int32_t hkl[3];

  iwi_json_integer(j, node, "rank", rank);
  iwi_json_text(j, node, "direction",
                iwi_report_direction(rank, event->basis, text));
  list = iwi_json_array(j, node, "basis_cell_vectors");
  for (int i = 0; i < rank; i++)
    iwi_json_integers(j, list, NULL, event->basis[i], 3);
  list = iwi_json_array(j, node, "unit_vectors_cartesian");
  for (int i = 0; i < rank; i++) {
    iwi_report_unit_vector(lattice, event->basis[i], unit);
    iwi_json_numbers(j, list, NULL, unit, 3);
  }
  if (rank == 2) {
    iwi_report_plane(event->basis[0], event->basis[1], hkl);
    iwi_report_unit_normal(lattice, hkl, unit);
    iwi_json_integers(j, node, "plane_hkl", hkl, 3);
    iwi_json_numbers(j, node, "plane_normal_cartesian", unit, 3);
  } else {
    iwi_json_null(j, node, "plane_hkl");
    iwi_json_null(j, node, "plane_normal_cartesian");
  }
  iwi_json_integer(j, node, "interpenetration", event->interpenetration);
}

static void put_bottleneck(iwi_json *j, iwi_json_node *parent,
                           const iw_report *report,
                           const iw_percolation_event *event)
{
  const iw_site *sites = iw_structure_sites(report->structure);
  const iw_stationary *saddle = &event->saddle;
  iwi_json_node *node = iwi_json_object(j, parent, "bottleneck"), *near;

  iwi_json_numbers(j, node, "frac", saddle->frac, 3);
  if (event->bottleneck_site >= 0) {
    near = iwi_json_object(j, node, "nearest_host_ion");
    iwi_json_text(j, near, "label", sites[event->bottleneck_site].label);
    iwi_json_text(j, near, "element",
                  iw_element_symbol(sites[event->bottleneck_site].element));
    iwi_json_number(j, near, "distance_ang", event->bottleneck_distance_ang);
  } else {
    iwi_json_null(j, node, "nearest_host_ion");
  }
  iwi_json_number(j, node, "free_radius_ang", event->free_radius_ang);
  if (!event->refined) {
    iwi_json_null(j, node, "certificate");
    return;
  }
  node = iwi_json_object(j, node, "certificate");
  iwi_json_number(j, node, "gradient_norm_ev_ang",
                  saddle->gradient_norm_ev_ang);
  iwi_json_numbers(j, node, "hessian_eigenvalues_ev_ang2",
                   saddle->eigenvalues_ev_ang2, 3);
  iwi_json_numbers(j, node, "mode_cartesian", saddle->mode, 3);
  iwi_json_integer(j, node, "n_negative_modes", saddle->order);
  iwi_json_number(j, node, "energy_error_ev", saddle->energy_error_ev);
  iwi_json_integer(j, node, "n_iterations", saddle->iterations);
}

static void put_threshold(iwi_json *j, iwi_json_node *list,
                          const iw_report *report,
                          const iw_percolation_event *event)
{
  iwi_json_node *node = iwi_json_object(j, list, NULL), *minimum;

  iwi_json_integer(j, node, "dimension", event->dimension);
  iwi_json_boolean(j, node, "found", event->found);
  if (!event->found)
    return;
  iwi_json_number(j, node, "barrier_ev", event->barrier_ev);
  iwi_json_number(j, node, "energy_ev", event->energy_ev);
  iwi_json_boolean(j, node, "refined", event->refined);
  iwi_json_number(j, node, "grid_energy_ev", event->grid_energy_ev);
  minimum = iwi_json_object(j, node, "minimum");
  iwi_json_number(j, minimum, "energy_ev", event->minimum_ev);
  iwi_json_numbers(j, minimum, "frac", event->minimum_frac, 3);
  put_near(j, minimum, report, event->minimum_frac);
  put_directions(j, node, report, event);
  put_bottleneck(j, node, report, event);
}

static void put_minima(iwi_json *j, iwi_json_node *parent,
                       const iw_report *report, const iwi_facts *facts)
{
  const iw_percolation_minimum *minima =
      iw_percolation_minima(report->percolation);
  iwi_json_node *list = iwi_json_array(j, parent, "minima"), *node;

  for (size_t i = 0; i < facts->n_minima; i++) {
    const iw_percolation_minimum *m = &minima[facts->minima[i].first];

    node = iwi_json_object(j, list, NULL);
    iwi_json_number(j, node, "energy_ev", m->energy_ev);
    iwi_json_numbers(j, node, "frac", m->frac, 3);
    iwi_json_integer(j, node, "n_per_cell", facts->minima[i].n);
    iwi_json_boolean(j, node, "refined", m->refined);
    put_near(j, node, report, m->frac);
  }
}

static void put_passes(iwi_json *j, iwi_json_node *parent,
                       const iw_report *report, const iwi_facts *facts)
{
  const iw_percolation_pass *passes =
      iw_percolation_passes(report->percolation);
  iwi_json_node *list = iwi_json_array(j, parent, "passes"), *node;

  for (size_t i = 0; i < facts->n_passes; i++) {
    const iw_percolation_pass *p = &passes[facts->passes[i].first];

    node = iwi_json_object(j, list, NULL);
    iwi_json_number(j, node, "energy_ev", p->energy_ev);
    iwi_json_numbers(j, node, "frac", p->frac, 3);
    iwi_json_integer(j, node, "from_minimum", facts->minimum_classes[p->from]);
    iwi_json_integer(j, node, "to_minimum", facts->minimum_classes[p->to]);
    iwi_json_integers(j, node, "shift_cell_vectors", p->shift, 3);
    iwi_json_integer(j, node, "n_per_cell", facts->passes[i].n);
    iwi_json_boolean(j, node, "refined", p->refined);
  }
}

void iwi_json_put_percolation(iwi_json *j, const iw_report *report,
                              const iwi_facts *facts)
{
  char statement[IWI_STATEMENT_SIZE];
  iwi_json_node *node, *list;

  if (report->percolation == NULL)
    return;
  node = iwi_json_object(j, j->root, "dimensionality");
  iwi_json_integer(j, node, "n_percolating", facts->n_percolating);
  iwi_json_integer(j, node, "n_easy", facts->easy_dimension);
  iwi_json_number(j, node, "easy_margin_ev", IWI_EASY_EV);
  iwi_json_text(j, node, "statement",
                iwi_report_statement(report, facts, statement));
  node = iwi_json_object(j, j->root, "percolation");
  iwi_json_number(j, node, "max_barrier_ev", report->max_barrier_ev);
  list = iwi_json_array(j, node, "thresholds");
  for (int d = 1; d <= 3; d++)
    put_threshold(j, list, report,
                  iw_percolation_threshold(report->percolation, d));
  put_minima(j, node, report, facts);
  put_passes(j, node, report, facts);
}
