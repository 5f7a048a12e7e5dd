/* SPDX-License-Identifier: BSD-3-Clause */
/* A report as JSON; io/schema/info-1.json and map-1.json say what is in it. */
#include "report_json.h"

#include <math.h>

#include <ionway/elements.h>
#include <ionway/version.h>

static iwi_json_node *put_head(iwi_json *j, const char *schema)
{
  iwi_json_node *node;

  iwi_json_text(j, j->root, "schema", schema);
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
  return node;
}

void iwi_json_put_matrix(iwi_json *j, iwi_json_node *parent, const char *key,
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
  iwi_json_put_matrix(j, node, "lattice_ang", iw_structure_lattice(s));
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
  list = iwi_json_array(j, node, "operations");
  for (size_t i = 0; i < iw_symmetry_n_operations(s); i++) {
    char text[IWI_OPERATION_SIZE];

    iwi_report_operation(&iw_symmetry_operations(s)[i], text);
    iwi_json_text(j, list, NULL, text);
  }
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

static void put_remarks(iwi_json *j, const iw_report *report,
                        iw_log_level level, const char *key)
{
  iwi_json_node *list = iwi_json_array(j, j->root, key);

  for (size_t i = 0; i < report->n_notes; i++) {
    if (report->notes[i].level == level)
      iwi_json_text(j, list, NULL, report->notes[i].text);
  }
}

iwi_json_node *iwi_json_put_crystal(iwi_json *j, const iw_report *report,
                                    const iwi_facts *facts, const char *schema)
{
  iwi_json_node *units = put_head(j, schema);

  put_input(j, report, facts);
  put_symmetry(j, report);
  put_sites(j, report, facts);
  put_oxidation(j, report);
  return units;
}

void iwi_json_put_end(iwi_json *j, const iw_report *report)
{
  if (report->options_json != NULL)
    iwi_json_embed(j, j->root, "options", report->options_json);
  put_remarks(j, report, IW_LOG_NOTE, "notes");
  put_remarks(j, report, IW_LOG_WARNING, "warnings");
  if (isfinite(report->seconds))
    iwi_json_number(j, j->root, "wall_time_s", report->seconds);
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
  iwi_json_put_crystal(&j, report, &facts,
                       report->landscape != NULL ? "ionway/map/1"
                                                 : "ionway/info/1");
  put_mobile(&j, report, &facts);
  iwi_json_put_landscape(&j, report);
  iwi_json_put_percolation(&j, report, &facts);
  if (report->landscape != NULL)
    iwi_json_text(&j, j.root, "limits", IWI_REPORT_LIMITS);
  iwi_json_put_end(&j, report);
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
