/* SPDX-License-Identifier: BSD-3-Clause */
/* Distinct hops as JSON; io/schema/paths-1.json says what is in it. */
#include <math.h>
#include <stdio.h>

#include <ionway/elements.h>

#include "report_json.h"
#include "report_paths.h"

static void put_mobile(iwi_json *j, const iw_paths_report *r,
                       const iwi_facts *facts)
{
  const int32_t element = r->crystal->mobile_element;
  iwi_json_node *node = iwi_json_object(j, j->root, "mobile_ion");

  iwi_json_text(j, node, "element", iw_element_symbol(element));
  iwi_json_number(j, node, "n_per_cell", facts->atoms[element]);
  iwi_json_number(j, node, "charge_e", iw_hops_mobile_charge(r->hops));
}

static void put_parent(iwi_json *j, const iw_paths_report *r)
{
  const iw_structure *cell = iw_hops_structure(r->hops);
  iwi_json_node *node = iwi_json_object(j, j->root, "parent_cell");

  iwi_json_put_matrix(j, node, "lattice_ang", iw_structure_lattice(cell));
  iwi_json_integer(j, node, "n_sites", (int64_t)iw_structure_n_sites(cell));
  iwi_json_integer(j, node, "n_per_input_cell", iwi_paths_cells(r));
}

static void put_empty(iwi_json *j, const iw_paths_report *r)
{
  iwi_json_node *list, *node;

  if (r->interstitials == NULL) {
    iwi_json_null(j, j->root, "interstitials");
    return;
  }
  if (isfinite(r->max_energy_ev))
    iwi_json_number(j, j->root, "max_energy_ev", r->max_energy_ev);
  list = iwi_json_array(j, j->root, "interstitials");
  for (size_t i = 0; i < iw_interstitials_n(r->interstitials); i++) {
    const iw_interstitial *x = &iw_interstitials_get(r->interstitials)[i];
    char name[32];

    node = iwi_json_object(j, list, NULL);
    snprintf(name, sizeof name, "i%zu", i + 1);
    iwi_json_text(j, node, "name", name);
    iwi_json_integer(j, node, "n_per_cell",
                     (int64_t)x->multiplicity * iwi_paths_cells(r));
    iwi_json_number(j, node, "energy_ev", x->energy_ev);
    iwi_json_number(j, node, "mobile_site_distance_ang", x->distance_ang);
  }
}

static void put_threshold(iwi_json *j, iwi_json_node *list,
                          const iw_migration_threshold *t)
{
  iwi_json_node *node = iwi_json_object(j, list, NULL), *rows;
  char direction[IWI_DIRECTION_SIZE];

  iwi_json_integer(j, node, "dimension", t->dimension);
  if (!t->found) {
    iwi_json_null(j, node, "length_ang");
    iwi_json_null(j, node, "direction");
    iwi_json_null(j, node, "directions_cell_vectors");
    return;
  }
  iwi_json_number(j, node, "length_ang", t->height);
  iwi_json_text(
      j, node, "direction",
      iwi_report_direction(t->rank, (const int32_t(*)[3])t->basis, direction));
  rows = iwi_json_array(j, node, "directions_cell_vectors");
  for (int32_t i = 0; i < t->rank; i++)
    iwi_json_integers(j, rows, NULL, t->basis[i], 3);
}

static iw_status put_mechanisms(iw_context *ctx, iwi_json *j,
                                const iw_paths_report *r)
{
  iwi_json_node *list = iwi_json_array(j, j->root, "mechanisms");

  for (unsigned bit = 1; bit <= IW_HOP_FRENKEL; bit *= 2) {
    const iw_hop_mechanism mechanism = (iw_hop_mechanism)bit;
    iw_migration_threshold t[3];
    iwi_json_node *node, *thresholds;
    size_t n_orbits;
    int64_t n_hops;
    iw_status status;

    if (isnan(iw_hops_cutoff_ang(r->hops, mechanism)))
      continue;
    status = iwi_paths_thresholds(ctx, r, mechanism, t);
    if (status != IW_OK)
      return status;
    iwi_paths_count(r, mechanism, &n_orbits, &n_hops);
    node = iwi_json_object(j, list, NULL);
    iwi_json_text(j, node, "name", iw_hops_mechanism_name(mechanism));
    iwi_json_number(j, node, "cutoff_ang",
                    iw_hops_cutoff_ang(r->hops, mechanism));
    iwi_json_integer(j, node, "n_distinct", (int64_t)n_orbits);
    iwi_json_integer(j, node, "n_per_cell", n_hops);
    thresholds = iwi_json_array(j, node, "percolation");
    for (int d = 0; d < 3; d++)
      put_threshold(j, thresholds, &t[d]);
  }
  return IW_OK;
}

static void put_place(iwi_json *j, iwi_json_node *parent, const char *key,
                      const iwi_paths_place *place)
{
  iwi_json_node *node = iwi_json_object(j, parent, key);

  iwi_json_text(j, node, "label", place->name);
  iwi_json_boolean(j, node, "empty", place->site < 0);
  if (place->orbit != NULL) {
    const char wyckoff[2] = {place->orbit->wyckoff, '\0'};

    iwi_json_integer(j, node, "multiplicity", place->orbit->multiplicity);
    iwi_json_text(j, node, "wyckoff", wyckoff);
  }
  iwi_json_numbers(j, node, "frac", place->frac, 3);
}

static void put_beside(iwi_json *j, iwi_json_node *node,
                       const iw_paths_report *r, const iw_hop *hop)
{
  char name[IW_LABEL_SIZE];

  iwi_json_boolean(j, node, "blocked", hop->is_blocked);
  if (hop->blocking >= 0) {
    iwi_paths_name(r, hop->blocking, name);
    iwi_json_text(j, node, "passes", name);
  } else {
    iwi_json_null(j, node, "passes");
  }
  iwi_json_number(j, node, "passes_distance_ang", hop->blocking_ang);
  if (hop->host_site >= 0)
    iwi_json_text(
        j, node, "nearest_host",
        iw_structure_sites(iw_hops_structure(r->hops))[hop->host_site].label);
  else
    iwi_json_null(j, node, "nearest_host");
  iwi_json_number(j, node, "nearest_host_distance_ang", hop->host_ang);
  iwi_json_number(j, node, "free_radius_ang", hop->free_radius_ang);
}

static void put_files(iwi_json *j, iwi_json_node *node,
                      const iw_paths_report *r, size_t k)
{
  iwi_json_node *files;

  if (r->paths == NULL) {
    iwi_json_null(j, node, "files");
    return;
  }
  files = iwi_json_object(j, node, "files");
  iwi_json_text(j, files, "start", r->paths[2 * k]);
  iwi_json_text(j, files, "end", r->paths[2 * k + 1]);
}

static void put_hops(iwi_json *j, const iw_paths_report *r,
                     const iwi_facts *facts)
{
  iwi_json_node *list = iwi_json_array(j, j->root, "hops");

  for (size_t k = 0; k < iw_hops_n(r->hops); k++) {
    const iw_hop *hop = &iw_hops_get(r->hops)[k];
    iwi_json_node *node = iwi_json_object(j, list, NULL);
    iwi_paths_place places[IW_HOP_MAX_PLACES];
    char name[IW_HOP_NAME_SIZE];

    iwi_paths_places(r, facts, hop, places);
    iw_hops_name(r->hops, k, name);
    iwi_json_text(j, node, "name", name);
    iwi_json_text(j, node, "mechanism", iw_hops_mechanism_name(hop->mechanism));
    put_place(j, node, "from", &places[0]);
    if (hop->n_places == 3)
      put_place(j, node, "over", &places[1]);
    else
      iwi_json_null(j, node, "over");
    put_place(j, node, "to", &places[hop->n_places - 1]);
    iwi_json_number(j, node, "length_ang", hop->length_ang);
    iwi_json_numbers(j, node, "ways_ang", hop->leg_ang,
                     (size_t)hop->n_places - 1);
    iwi_json_numbers(j, node, "vector_ang", hop->vector_ang, 3);
    iwi_json_number(j, node, "angle_deg", hop->angle_deg);
    iwi_json_integer(j, node, "n_per_cell",
                     hop->multiplicity * iwi_paths_cells(r));
    iwi_json_integer(j, node, "stabiliser_order", hop->stabiliser);
    iwi_json_boolean(j, node, "reversible", hop->is_reversible);
    put_beside(j, node, r, hop);
    put_files(j, node, r, k);
  }
}

static void put_matrix(iwi_json *j, const iw_paths_report *r)
{
  iwi_json_node *list;

  if (r->matrix == NULL) {
    iwi_json_null(j, j->root, "supercell_parent_vectors");
    return;
  }
  list = iwi_json_array(j, j->root, "supercell_parent_vectors");
  for (int i = 0; i < 3; i++)
    iwi_json_integers(j, list, NULL, r->matrix[i], 3);
}

iw_status iw_paths_report_json(iw_context *ctx, const iw_paths_report *r,
                               iw_text **out)
{
  iwi_facts facts;
  iwi_json j;
  iw_status status, finished;

  *out = NULL;
  status = iwi_report_gather(ctx, r->crystal, &facts);
  if (status != IW_OK)
    return status;
  iwi_json_begin(&j, ctx);
  iwi_json_put_crystal(&j, r->crystal, &facts, "ionway/paths/1");
  put_mobile(&j, r, &facts);
  put_parent(&j, r);
  put_empty(&j, r);
  status = put_mechanisms(ctx, &j, r);
  put_hops(&j, r, &facts);
  put_matrix(&j, r);
  iwi_json_text(&j, j.root, "limits", IWI_PATHS_LIMITS);
  iwi_json_put_end(&j, r->crystal);
  iwi_report_release(&facts);
  finished = iwi_json_finish(&j, r->crystal->compact, out);
  if (status != IW_OK) {
    iw_text_destroy(*out);
    *out = NULL;
    return status;
  }
  return finished;
}
