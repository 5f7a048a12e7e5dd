/* SPDX-License-Identifier: BSD-3-Clause */
/* A doping as JSON; io/schema/dope-1.json says what is in it. */
#include <math.h>
#include <stdio.h>

#include <ionway/elements.h>

#include "mem.h"
#include "report_dope.h"
#include "report_json.h"

static void put_whole(iwi_json *j, iwi_json_node *node, const char *key,
                      uint64_t value)
{
  iwi_json_integer(j, node, key, (int64_t)value);
}

static void put_optional(iwi_json *j, iwi_json_node *node, const char *key,
                         const char *text)
{
  if (text != NULL && text[0] != '\0')
    iwi_json_text(j, node, key, text);
  else
    iwi_json_null(j, node, key);
}

static void put_element(iwi_json *j, iwi_json_node *node, const char *key,
                        int32_t element)
{
  put_optional(j, node, key,
               element == IW_VACANCY ? NULL : iw_element_symbol(element));
}

/* ---- cell ------------------------------------------------------------ */

static void put_pools(iwi_json *j, iwi_json_node *node, const iw_doping *d)
{
  iwi_json_node *list = iwi_json_array(j, node, "pools");

  for (size_t p = 0; p < iw_doping_n_pools(d); p++) {
    const iw_doping_pool *pool = &iw_doping_pools(d)[p];
    iwi_json_node *item = iwi_json_object(j, list, NULL), *all, *one;

    iwi_json_text(j, item, "name", pool->name);
    iwi_json_integer(j, item, "n_sites", pool->n_sites);
    all = iwi_json_array(j, item, "species");
    for (size_t s = 0; s < pool->n_species; s++) {
      one = iwi_json_object(j, all, NULL);
      iwi_json_text(j, one, "name", pool->species[s].name);
      put_element(j, one, "element", pool->species[s].element);
    }
  }
}

static void put_contacts(iwi_json *j, iwi_json_node *node, const iw_doping *d)
{
  iwi_json_node *list = iwi_json_array(j, node, "contacts");

  for (size_t i = 0; i < iw_doping_n_contacts(d); i++) {
    const iw_contact *contact = &iw_doping_contacts(d)[i];
    iwi_json_node *item = iwi_json_object(j, list, NULL);

    put_element(j, item, "element_a", contact->element_a);
    put_element(j, item, "element_b", contact->element_b);
    iwi_json_number(j, item, "distance_ang", contact->distance_ang);
    iwi_json_boolean(j, item, "acts", iwi_dope_contact_acts(d, contact));
  }
}

static void put_sites(iwi_json *j, iwi_json_node *node, const iw_doping *d)
{
  iwi_json_node *list = iwi_json_array(j, node, "decorated_sites");

  for (size_t i = 0; i < iw_doping_n_sites(d); i++) {
    iwi_json_node *item = iwi_json_object(j, list, NULL);

    iwi_json_integer(j, item, "pool", iw_doping_site_pools(d)[i]);
    iwi_json_numbers(j, item, "frac", iw_doping_frac(d)[i], 3);
  }
}

/* ---- composition ----------------------------------------------------- */

static void put_substitutions(iwi_json *j, iwi_json_node *node,
                              const iw_dope_report *r, const iw_composition *c)
{
  iwi_json_node *list = iwi_json_array(j, node, "substitutions");

  for (size_t s = 0; s < r->n_substitutions; s++) {
    iwi_json_node *item = iwi_json_object(j, list, NULL);

    put_element(j, item, "dopant", r->substitutions[s].element);
    iwi_json_text(j, item, "target", r->substitutions[s].target);
    iwi_json_number(j, item, "n_atoms", c->amounts[s]);
  }
}

static void put_counts(iwi_json *j, iwi_json_node *node, const iw_doping *d,
                       const iw_composition *c)
{
  iwi_json_node *list = iwi_json_array(j, node, "contents"), *item;
  size_t at = 0;

  for (size_t p = 0; p < iw_doping_n_pools(d); p++) {
    const iw_doping_pool *pool = &iw_doping_pools(d)[p];

    for (size_t s = 0; s < pool->n_species; s++, at++) {
      item = iwi_json_object(j, list, NULL);
      iwi_json_integer(j, item, "pool", (int64_t)p);
      iwi_json_text(j, item, "species", pool->species[s].name);
      iwi_json_number(j, item, "charge_e", c->charges[at]);
      iwi_json_integer(j, item, "n_sites", c->counts[at]);
    }
  }
}

static void put_balance(iwi_json *j, iwi_json_node *node,
                        const iw_composition *c)
{
  iwi_json_node *list, *item;

  iwi_json_text(j, node, "rule", iwi_dope_rule(c->rule));
  iwi_json_text(j, node, "rule_text", c->rule_text);
  list = iwi_json_array(j, node, "charges");
  for (size_t i = 0; i < c->n_terms; i++) {
    item = iwi_json_object(j, list, NULL);
    iwi_json_text(j, item, "element", iw_element_symbol(c->terms[i].element));
    iwi_json_number(j, item, "charge_e", c->terms[i].charge);
    iwi_json_integer(j, item, "n_ions", c->terms[i].count);
  }
  iwi_json_number(j, node, "charge_e", c->charge);
}

static void put_roundings(iwi_json *j, iwi_json_node *node, const iw_doping *d,
                          const iw_composition *c)
{
  iwi_json_node *list = iwi_json_array(j, node, "roundings");

  for (size_t i = 0; i < c->n_roundings; i++) {
    const iw_doping_rounding *r = &c->roundings[i];
    const iw_doping_pool *pool = &iw_doping_pools(d)[r->pool];
    iwi_json_node *item = iwi_json_object(j, list, NULL);

    iwi_json_integer(j, item, "pool", r->pool);
    iwi_json_text(j, item, "species", r->name);
    iwi_json_integer(j, item, "n_sites", pool->n_sites);
    iwi_json_number(j, item, "n_wanted", r->wanted);
    iwi_json_integer(j, item, "n_got", r->got);
    iwi_json_number(j, item, "occupancy_change",
                    (r->got - r->wanted) / pool->n_sites);
  }
}

static void put_count(iwi_json *j, iwi_json_node *node,
                      const iw_decoration_count *count, size_t n_sites)
{
  const double entropy = iw_decoration_count_entropy_mev_k(count);
  iwi_json_node *item = iwi_json_object(j, node, "decorations");

  iwi_json_text(j, item, "n_total", iw_decoration_count_total(count));
  iwi_json_text(j, item, "n_distinct", iw_decoration_count_distinct(count));
  iwi_json_boolean(j, item, "exact", iw_decoration_count_is_exact(count));
  iwi_json_number(j, item, "entropy_mev_k", entropy);
  iwi_json_number(j, item, "entropy_per_site_mev_k",
                  n_sites > 0 ? entropy / (double)n_sites : (double)NAN);
}

static void put_search(iwi_json *j, iwi_json_node *node,
                       const iw_enumeration_result *result)
{
  iwi_json_node *item = iwi_json_object(j, node, "search");

  iwi_json_text(j, item, "mode", iwi_dope_mode(result->mode));
  put_whole(j, item, "n_drawn", result->n_drawn);
  put_whole(j, item, "n_distinct", result->n_distinct);
  iwi_json_number(j, item, "fraction_seen", result->fraction_seen);
  iwi_json_boolean(j, item, "independent", result->independent);
}

static void put_energies(iwi_json *j, iwi_json_node *node,
                         const iw_dope_composition *c)
{
  const int has_mean = iwi_dope_has_mean(c);
  iwi_json_node *item = iwi_json_object(j, node, "energy");

  iwi_json_number(j, item, "lowest_ev", iw_selection_min_ev(c->selection));
  iwi_json_number(j, item, "highest_ev", iw_selection_max_ev(c->selection));
  iwi_json_number(j, item, "mean_ev",
                  has_mean ? iw_selection_mean_ev(c->selection) : (double)NAN);
  iwi_json_number(j, item, "deviation_ev",
                  has_mean ? iw_selection_deviation_ev(c->selection)
                           : (double)NAN);
}

static void put_order(iwi_json *j, iwi_json_node *node, const iw_doping *d,
                      const iw_dope_composition *c)
{
  iwi_json_node *list = iwi_json_array(j, node, "short_range_order");

  for (size_t i = 0; i < c->n_order; i++) {
    const iw_short_range_order *o = &c->order[i];
    const iw_doping_species *species = iw_doping_pools(d)[o->pool].species;
    iwi_json_node *item = iwi_json_object(j, list, NULL);

    iwi_json_integer(j, item, "pool", o->pool);
    iwi_json_text(j, item, "species_a", species[o->species_a].name);
    iwi_json_text(j, item, "species_b", species[o->species_b].name);
    iwi_json_number(j, item, "distance_ang", o->distance_ang);
    iwi_json_number(j, item, "n_neighbors", o->n_neighbors);
    iwi_json_number(j, item, "alpha", o->alpha);
  }
}

/* One letter a decorated site: 'A' is the first species of its pool. */
static void put_letters(iwi_json *j, iwi_json_node *node, const iw_doping *d,
                        const uint8_t *species)
{
  const size_t n = iw_doping_n_sites(d);
  char *letters = iwi_calloc(j->ctx, n + 1, 1);

  if (letters == NULL) {
    j->status = IW_E_MEMORY;
    return;
  }
  for (size_t i = 0; i < n; i++)
    letters[i] = (char)('A' + species[i]);
  iwi_json_text(j, node, "species", letters);
  iwi_free(letters);
}

static void put_kept(iwi_json *j, iwi_json_node *node, const iw_dope_cell *cell,
                     const iw_dope_composition *c, int32_t n_atoms)
{
  iwi_json_node *list = iwi_json_array(j, node, "kept");

  for (size_t i = 0; i < c->n_kept; i++) {
    const iw_dope_kept *kept = &c->kept[i];
    const double energy = kept->candidate->energy_ev;
    iwi_json_node *item = iwi_json_object(j, list, NULL);

    iwi_json_integer(j, item, "rank", (int64_t)i + 1);
    iwi_json_number(j, item, "energy_ev", energy);
    iwi_json_number(j, item, "above_lowest_mev_atom",
                    1000 * (energy - iw_selection_min_ev(c->selection)) /
                        n_atoms);
    put_whole(j, item, "multiplicity", kept->candidate->multiplicity);
    put_whole(j, item, "serial", kept->candidate->serial);
    if (kept->group_number > 0)
      iwi_json_integer(j, item, "space_group_number", kept->group_number);
    else
      iwi_json_null(j, item, "space_group_number");
    put_optional(j, item, "space_group", kept->group_symbol);
    put_letters(j, item, cell->doping, kept->candidate->species);
    put_optional(j, item, "file", kept->path);
  }
}

static void put_composition(iwi_json *j, iwi_json_node *list,
                            const iw_dope_report *r, const iw_dope_cell *cell,
                            size_t i, size_t number)
{
  const iw_composition *what = &iw_doping_compositions(cell->doping)[i];
  const iw_dope_composition *c = &cell->compositions[i];
  const int32_t n_atoms = iwi_dope_n_atoms(what);
  iwi_json_node *node = iwi_json_object(j, list, NULL);

  iwi_json_integer(j, node, "number", (int64_t)number);
  iwi_json_text(j, node, "formula", what->formula);
  iwi_json_integer(j, node, "n_atoms", n_atoms);
  put_substitutions(j, node, r, what);
  put_counts(j, node, cell->doping, what);
  put_balance(j, node, what);
  put_roundings(j, node, cell->doping, what);
  put_count(j, node, c->count, iw_doping_n_sites(cell->doping));
  if (isfinite(c->estimate_s))
    iwi_json_number(j, node, "estimated_time_s", c->estimate_s);
  if (c->result == NULL)
    return;
  put_search(j, node, c->result);
  if (r->energy != NULL) {
    put_energies(j, node, c);
    iwi_json_number(j, node, "mixing_energy_mev_atom",
                    1000 * iw_dope_mixing_ev(r, cell, i) / n_atoms);
  }
  put_order(j, node, cell->doping, c);
  put_kept(j, node, cell, c, n_atoms);
}

static void put_mobile(iwi_json *j, int32_t element)
{
  if (element == 0)
    iwi_json_null(j, j->root, "mobile_ion");
  else
    put_element(j, iwi_json_object(j, j->root, "mobile_ion"), "element",
                element);
}

/* ---- all ------------------------------------------------------------- */

static void put_cell(iwi_json *j, iwi_json_node *list, const iw_dope_report *r,
                     const iw_dope_cell *cell, size_t first)
{
  iwi_json_node *node = iwi_json_object(j, list, NULL), *rows;

  rows = iwi_json_array(j, node, "matrix");
  for (int i = 0; i < 3; i++)
    iwi_json_integers(j, rows, NULL, cell->matrix[i], 3);
  iwi_json_boolean(j, node, "from_primitive", r->from_primitive);
  iwi_json_integer(j, node, "index", cell->index);
  if (cell->multiplicity > 0)
    iwi_json_integer(j, node, "multiplicity", cell->multiplicity);
  else
    iwi_json_null(j, node, "multiplicity");
  iwi_json_put_matrix(j, node, "lattice_ang", iw_doping_lattice(cell->doping));
  iwi_json_number(j, node, "image_distance_ang", cell->image_distance_ang);
  iwi_json_integer(j, node, "n_operations",
                   (int64_t)iw_site_group_order(iw_doping_group(cell->doping)));
  iwi_json_integer(j, node, "n_decorated_sites",
                   (int64_t)iw_doping_n_sites(cell->doping));
  iwi_json_integer(j, node, "n_spectators",
                   (int64_t)iw_doping_n_spectators(cell->doping));
  iwi_json_integer(j, node, "n_exclusions",
                   (int64_t)iw_doping_n_exclusions(cell->doping));
  put_contacts(j, node, cell->doping);
  put_pools(j, node, cell->doping);
  put_sites(j, node, cell->doping);
  list = iwi_json_array(j, node, "compositions");
  for (size_t i = 0; i < iw_doping_n_compositions(cell->doping); i++)
    put_composition(j, list, r, cell, i, first + i + 1);
}

static void put_totals(iwi_json *j, const iw_dope_report *r, size_t n)
{
  iwi_json_node *node = iwi_json_object(j, j->root, "totals");

  iwi_json_integer(j, node, "n_cells", (int64_t)r->n_cells);
  iwi_json_integer(j, node, "n_compositions", (int64_t)n);
  if (r->sum != NULL) {
    iwi_json_text(j, node, "n_total", iw_decoration_count_total(r->sum));
    iwi_json_text(j, node, "n_distinct", iw_decoration_count_distinct(r->sum));
    iwi_json_boolean(j, node, "exact", iw_decoration_count_is_exact(r->sum));
  }
  if (isfinite(r->estimate_s))
    iwi_json_number(j, node, "estimated_time_s", r->estimate_s);
  if (isfinite(r->estimate_bytes))
    iwi_json_number(j, node, "estimated_memory_bytes", r->estimate_bytes);
}

iw_status iw_dope_report_json(iw_context *ctx, const iw_dope_report *r,
                              iw_text **out)
{
  iwi_facts facts;
  iwi_json j;
  iwi_json_node *list;
  size_t n = 0;
  iw_status status;

  *out = NULL;
  status = iwi_report_gather(ctx, r->crystal, &facts);
  if (status != IW_OK)
    return status;
  iwi_json_begin(&j, ctx);
  iwi_json_put_crystal(&j, r->crystal, &facts, "ionway/dope/1");
  put_mobile(&j, r->crystal->mobile_element);
  put_optional(&j, j.root, "energy_model", r->energy);
  iwi_json_boolean(&j, j.root, "primitive_only", r->primitive_only);
  list = iwi_json_array(&j, j.root, "cells");
  for (size_t k = 0; k < r->n_cells; k++) {
    put_cell(&j, list, r, &r->cells[k], n);
    n += iw_doping_n_compositions(r->cells[k].doping);
  }
  put_totals(&j, r, n);
  put_optional(&j, j.root, "list_file", r->list_path);
  put_optional(&j, j.root, "stream_file", r->stream_path);
  iwi_json_put_end(&j, r->crystal);
  iwi_report_release(&facts);
  return iwi_json_finish(&j, r->crystal->compact, out);
}
