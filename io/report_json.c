/* SPDX-License-Identifier: BSD-3-Clause */
/* A report as JSON; io/schema/info-1.json and map-1.json say what is in it. */
#include "report.h"

#include <math.h>

#include <ionway/elements.h>
#include <ionway/version.h>

#include "json.h"

static void put_head(iwi_json *j, const iw_report *report)
{
  iwi_json_node *node;

  iwi_json_text(j, j->root, "schema",
                report->landscape != NULL ? "ionway/map/1" : "ionway/info/1");
  node = iwi_json_object(j, j->root, "program");
  iwi_json_text(j, node, "name", "ionway");
  iwi_json_text(j, node, "version", iw_version());
  node = iwi_json_object(j, j->root, "units");
  iwi_json_text(j, node, "ang", "angstrom");
  iwi_json_text(j, node, "ev", "electronvolt");
  iwi_json_text(j, node, "e", "elementary charge");
  iwi_json_text(j, node, "vu", "valence unit");
  iwi_json_text(j, node, "deg", "degree");
  iwi_json_text(j, node, "frac", "fraction of the cell vectors");
}

static void put_matrix(iwi_json *j, iwi_json_node *parent, const char *key,
                       const double rows[3][3])
{
  iwi_json_node *array = iwi_json_array(j, parent, key);

  for (int i = 0; i < 3; i++)
    iwi_json_numbers(j, array, NULL, rows[i], 3);
}

static void put_input(iwi_json *j, const iw_report *report,
                      const iwi_facts *facts)
{
  const iw_structure *s = report->structure;
  iwi_json_node *node = iwi_json_object(j, j->root, "input"), *list, *item;
  double lengths[3], angles[3];

  iwi_report_cell(iw_structure_lattice(s), lengths, angles);
  iwi_json_text(j, node, "source", iw_structure_source(s));
  iwi_json_text(j, node, "title", iw_structure_title(s));
  iwi_json_text(j, node, "formula", iw_text_data(facts->formula));
  list = iwi_json_array(j, node, "composition");
  for (int32_t z = 1; z <= IW_MAX_ELEMENT; z++) {
    if (!(facts->atoms[z] > 0))
      continue;
    item = iwi_json_object(j, list, NULL);
    iwi_json_text(j, item, "element", iw_element_symbol(z));
    iwi_json_number(j, item, "n_per_cell", facts->atoms[z]);
  }
  put_matrix(j, node, "lattice_ang", iw_structure_lattice(s));
  iwi_json_numbers(j, node, "lengths_ang", lengths, 3);
  iwi_json_numbers(j, node, "angles_deg", angles, 3);
  iwi_json_number(j, node, "volume_ang3", iw_structure_volume(s));
  iwi_json_number(j, node, "density_g_cm3", facts->density_g_cm3);
  iwi_json_integer(j, node, "n_sites", (int64_t)iw_structure_n_sites(s));
  iwi_json_integer(j, node, "n_partly_occupied_sites",
                   (int64_t)facts->n_partial_sites);
  iwi_json_number(j, node, "cell_charge_e", iw_structure_charge(s));
  if (iw_structure_declared_group(s) > 0)
    iwi_json_integer(j, node, "declared_space_group",
                     iw_structure_declared_group(s));
  else
    iwi_json_null(j, node, "declared_space_group");
  iwi_json_text(j, node, "declared_symbol", iw_structure_declared_symbol(s));
}

static void put_symmetry(iwi_json *j, const iw_report *report)
{
  const iw_symmetry *s = report->symmetry;
  iwi_json_node *node, *list, *item;

  if (s == NULL)
    return;
  node = iwi_json_object(j, j->root, "symmetry");
  iwi_json_integer(j, node, "number", iw_symmetry_number(s));
  iwi_json_text(j, node, "symbol", iw_symmetry_symbol(s));
  iwi_json_text(j, node, "hall_symbol", iw_symmetry_hall_symbol(s));
  iwi_json_text(j, node, "point_group", iw_symmetry_point_group(s));
  iwi_json_integer(j, node, "n_operations",
                   (int64_t)iw_symmetry_n_operations(s));
  iwi_json_number(j, node, "tolerance_ang", iw_symmetry_tolerance(s));
  list = iwi_json_array(j, node, "tolerance_scan");
  for (size_t i = 0; i < report->n_scan; i++) {
    item = iwi_json_object(j, list, NULL);
    iwi_json_number(j, item, "tolerance_ang", report->scan_tolerances_ang[i]);
    if (report->scan_groups[i] > 0)
      iwi_json_integer(j, item, "number", report->scan_groups[i]);
    else
      iwi_json_null(j, item, "number");
  }
}

static void put_site(iwi_json *j, iwi_json_node *list, const iw_report *report,
                     const iw_orbit *orbit)
{
  const iw_site *site =
      &iw_structure_sites(report->structure)[orbit->first_site];
  const char wyckoff[2] = {orbit->wyckoff, '\0'};
  iwi_json_node *node = iwi_json_object(j, list, NULL);

  iwi_json_text(j, node, "label", site->label);
  iwi_json_text(j, node, "element", iw_element_symbol(orbit->element));
  iwi_json_boolean(j, node, "mobile", orbit->element == report->mobile_element);
  iwi_json_integer(j, node, "n_sites", orbit->n_sites);
  if (report->symmetry != NULL) {
    iwi_json_integer(j, node, "multiplicity", orbit->multiplicity);
    iwi_json_text(j, node, "wyckoff", wyckoff);
    iwi_json_text(j, node, "site_symmetry", orbit->site_symmetry);
  }
  iwi_json_numbers(j, node, "frac", site->frac, 3);
  iwi_json_number(j, node, "occupancy", orbit->occupancy);
  iwi_json_number(j, node, "oxidation_e", site->oxidation);
  if (report->valence != NULL)
    iwi_json_number(j, node, "bond_valence_sum_vu",
                    iw_bond_valence_sums(report->valence)[orbit->first_site]);
}

static void put_sites(iwi_json *j, const iw_report *report,
                      const iwi_facts *facts)
{
  iwi_json_node *list = iwi_json_array(j, j->root, "sites");

  for (size_t i = 0; i < facts->n_orbits; i++)
    put_site(j, list, report, &facts->orbits[i]);
}

static void put_oxidation(iwi_json *j, const iw_report *report)
{
  const iw_oxidation_entry *entries;
  iwi_json_node *list, *node;

  if (report->oxidation != NULL) {
    entries = iw_oxidation_entries(report->oxidation);
    list = iwi_json_array(j, j->root, "oxidation_states");
    for (size_t i = 0; i < iw_oxidation_n_entries(report->oxidation); i++) {
      node = iwi_json_object(j, list, NULL);
      iwi_json_text(j, node, "element", iw_element_symbol(entries[i].element));
      iwi_json_number(j, node, "mean_e", entries[i].charge_mean);
      iwi_json_number(j, node, "min_e", entries[i].charge_min);
      iwi_json_number(j, node, "max_e", entries[i].charge_max);
      iwi_json_text(j, node, "origin",
                    iwi_report_oxidation_origin(entries[i].origin));
      iwi_json_text(j, node, "reason", entries[i].reason);
    }
  }
  if (report->valence != NULL) {
    node = iwi_json_object(j, j->root, "bond_valence");
    iwi_json_number(j, node, "global_instability_index_vu",
                    iw_bond_valence_instability(report->valence));
  }
}

static void put_pair(iwi_json *j, iwi_json_node *list,
                     const iwi_report_pair *pair)
{
  const iw_bond *bond = &pair->bond;
  iwi_json_node *node = iwi_json_object(j, list, NULL);

  iwi_json_text(j, node, "cation", iw_element_symbol(bond->cation));
  iwi_json_number(j, node, "cation_charge_e", bond->cation_charge);
  iwi_json_text(j, node, "anion", iw_element_symbol(bond->anion));
  iwi_json_number(j, node, "anion_charge_e", bond->anion_charge);
  iwi_json_text(j, node, "origin", iwi_report_origin(bond->origin));
  iwi_json_number(j, node, "r0_ang", bond->r0_ang);
  iwi_json_number(j, node, "b_ang", bond->b_ang);
  iwi_json_number(j, node, "d0_ev", bond->d0_ev);
  iwi_json_number(j, node, "r_min_ang", bond->r_min_ang);
  iwi_json_number(j, node, "alpha_inv_ang", bond->alpha_inv_ang);
}

static void put_mobile(iwi_json *j, const iw_report *report,
                       const iwi_facts *facts)
{
  iwi_json_node *node, *list;

  if (report->mobile_element == 0) {
    iwi_json_null(j, j->root, "mobile_ion");
    return;
  }
  node = iwi_json_object(j, j->root, "mobile_ion");
  iwi_json_text(j, node, "element", iw_element_symbol(report->mobile_element));
  iwi_json_number(j, node, "n_per_cell", facts->atoms[report->mobile_element]);
  if (report->field == NULL)
    return;
  iwi_json_number(j, node, "charge_e", iw_bvse_mobile_charge(report->field));
  node = iwi_json_object(j, j->root, "parameters");
  if (report->parameters == NULL)
    return;
  iwi_json_text(j, node, "radii",
                iwi_report_radii(iw_parameters_radii(report->parameters)));
  list = iwi_json_array(j, node, "pairs");
  for (size_t i = 0; i < facts->n_pairs; i++)
    put_pair(j, list, &facts->pairs[i]);
}

static void put_landscape(iwi_json *j, const iw_report *report)
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

static void put_percolation(iwi_json *j, const iw_report *report,
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

static void put_remarks(iwi_json *j, const iw_report *report,
                        iw_log_level level, const char *key)
{
  iwi_json_node *list = iwi_json_array(j, j->root, key);

  for (size_t i = 0; i < report->n_notes; i++) {
    if (report->notes[i].level == level)
      iwi_json_text(j, list, NULL, report->notes[i].text);
  }
}

iw_status iw_report_json(iw_context *ctx, const iw_report *report,
                         iw_text **out)
{
  iwi_facts facts;
  iwi_json j;
  iw_status status;

  *out = NULL;
  status = iwi_report_gather(ctx, report, &facts);
  if (status != IW_OK)
    return status;
  iwi_json_begin(&j, ctx);
  put_head(&j, report);
  put_input(&j, report, &facts);
  put_symmetry(&j, report);
  put_sites(&j, report, &facts);
  put_oxidation(&j, report);
  put_mobile(&j, report, &facts);
  put_landscape(&j, report);
  put_percolation(&j, report, &facts);
  if (report->landscape != NULL)
    iwi_json_text(&j, j.root, "limits", IWI_REPORT_LIMITS);
  if (report->options_json != NULL)
    iwi_json_embed(&j, j.root, "options", report->options_json);
  put_remarks(&j, report, IW_LOG_NOTE, "notes");
  put_remarks(&j, report, IW_LOG_WARNING, "warnings");
  if (isfinite(report->seconds))
    iwi_json_number(&j, j.root, "wall_time_s", report->seconds);
  iwi_report_release(&facts);
  return iwi_json_finish(&j, report->compact, out);
}

iw_status iw_report_failure_json(iw_context *ctx, const char *source,
                                 iw_status status, const char *message,
                                 iw_text **out)
{
  iwi_json_node *node;
  iwi_json j;

  iwi_json_begin(&j, ctx);
  iwi_json_text(&j, j.root, "schema", "ionway/failure/1");
  node = iwi_json_object(&j, j.root, "program");
  iwi_json_text(&j, node, "name", "ionway");
  iwi_json_text(&j, node, "version", iw_version());
  node = iwi_json_object(&j, j.root, "input");
  iwi_json_text(&j, node, "source", source);
  iwi_json_integer(&j, j.root, "status", status);
  iwi_json_text(&j, j.root, "status_text", iw_status_text(status));
  iwi_json_text(&j, j.root, "message", message);
  return iwi_json_finish(&j, 1, out);
}
