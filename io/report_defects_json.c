/* SPDX-License-Identifier: BSD-3-Clause */
/* Point defects as JSON; io/schema/defects-1.json says what is in it. */
#include <math.h>
#include <stdio.h>

#include <ionway/elements.h>

#include "report_defects.h"
#include "report_json.h"

static void put_mobile(iwi_json *j, const iw_defects_report *r,
                       const iwi_facts *facts)
{
  const int32_t element = r->crystal->mobile_element;
  iwi_json_node *node = iwi_json_object(j, j->root, "mobile_ion");

  iwi_json_text(j, node, "element", iw_element_symbol(element));
  iwi_json_number(j, node, "n_per_cell", facts->atoms[element]);
  iwi_json_number(j, node, "charge_e", r->mobile_charge);
}

static void put_supercell(iwi_json *j, const iw_defects_report *r)
{
  const iw_supercell *s = iw_defects_supercell(r->defects);
  const iw_structure *repeated = iw_supercell_structure(s);
  iwi_json_node *node = iwi_json_object(j, j->root, "parent_cell"), *list;

  iwi_json_boolean(j, node, "primitive", r->from_primitive);
  iwi_json_put_matrix(j, node, "lattice_ang", iw_structure_lattice(r->parent));
  iwi_json_integer(j, node, "n_sites",
                   (int64_t)iw_structure_n_sites(r->parent));
  node = iwi_json_object(j, j->root, "supercell");
  list = iwi_json_array(j, node, "matrix_parent_vectors");
  for (int i = 0; i < 3; i++)
    iwi_json_integers(j, list, NULL, iw_supercell_matrix(s)[i], 3);
  iwi_json_integer(j, node, "index", iw_supercell_index(s));
  iwi_json_put_matrix(j, node, "lattice_ang", iw_structure_lattice(repeated));
  iwi_json_integer(j, node, "n_sites", (int64_t)iw_structure_n_sites(repeated));
  iwi_json_number(j, node, "image_distance_ang",
                  iw_supercell_image_distance_ang(s));
}

static void put_interstitials(iwi_json *j, const iw_defects_report *r)
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
    double frac[3];

    node = iwi_json_object(j, list, NULL);
    snprintf(name, sizeof name, "i%zu", i + 1);
    iwi_defects_frac(r, r->parent, x->frac, frac);
    iwi_json_text(j, node, "name", name);
    iwi_json_integer(j, node, "n_per_cell", iwi_defects_n_per_cell(r, x));
    iwi_json_numbers(j, node, "frac", frac, 3);
    iwi_json_number(j, node, "energy_ev", x->energy_ev);
    iwi_json_number(j, node, "mobile_site_distance_ang", x->distance_ang);
  }
}

static void put_vacancy(iwi_json *j, iwi_json_node *parent,
                        const iw_defects_report *r, const iwi_facts *facts,
                        const iw_defect *d)
{
  const iw_structure *supercell =
      iw_supercell_structure(iw_defects_supercell(r->defects));
  const iw_symmetry *symmetry = r->crystal->symmetry;
  double frac[3];
  const int32_t site = iwi_defects_site(r, d, frac);
  iwi_json_node *node;

  if (site < 0) {
    iwi_json_null(j, parent, "vacancy");
    return;
  }
  node = iwi_json_object(j, parent, "vacancy");
  iwi_json_text(j, node, "label",
                iw_structure_sites(r->crystal->structure)[site].label);
  if (symmetry != NULL) {
    const iw_orbit *orbit =
        &facts->orbits[iw_symmetry_site_orbits(symmetry)[site]];
    const char wyckoff[2] = {orbit->wyckoff, '\0'};

    iwi_json_integer(j, node, "multiplicity", orbit->multiplicity);
    iwi_json_text(j, node, "wyckoff", wyckoff);
  }
  iwi_json_numbers(j, node, "frac", frac, 3);
  iwi_json_integer(j, node, "supercell_site", d->vacancy);
  iwi_json_numbers(j, node, "supercell_frac",
                   iw_structure_sites(supercell)[d->vacancy].frac, 3);
}

static void put_added(iwi_json *j, iwi_json_node *parent,
                      const iw_defects_report *r, const iw_defect *d)
{
  const int32_t i = iwi_defects_interstitial(r, d);
  iwi_json_node *node;
  char name[32];
  double frac[3];

  if (i < 0) {
    iwi_json_null(j, parent, "interstitial");
    return;
  }
  node = iwi_json_object(j, parent, "interstitial");
  snprintf(name, sizeof name, "i%d", (int)i + 1);
  iwi_defects_frac(r, iw_supercell_structure(iw_defects_supercell(r->defects)),
                   d->interstitial_frac, frac);
  iwi_json_text(j, node, "name", name);
  iwi_json_number(j, node, "energy_ev",
                  iw_interstitials_get(r->interstitials)[i].energy_ev);
  iwi_json_numbers(j, node, "frac", frac, 3);
  iwi_json_numbers(j, node, "supercell_frac", d->interstitial_frac, 3);
}

static void put_defects(iwi_json *j, const iw_defects_report *r,
                        const iwi_facts *facts)
{
  iwi_json_node *list = iwi_json_array(j, j->root, "defects");

  for (size_t i = 0; i < iw_defects_n(r->defects); i++) {
    const iw_defect *d = &iw_defects_get(r->defects)[i];
    iwi_json_node *node = iwi_json_object(j, list, NULL);
    char name[IW_DEFECT_NAME_SIZE];

    iw_defects_name(r->defects, i, name);
    iwi_json_text(j, node, "name", name);
    iwi_json_text(j, node, "kind", iwi_defects_kind(d->kind));
    iwi_json_integer(j, node, "multiplicity", d->multiplicity);
    iwi_json_number(j, node, "charge_e", d->charge);
    put_vacancy(j, node, r, facts, d);
    put_added(j, node, r, d);
    iwi_json_number(j, node, "distance_ang", d->distance_ang);
    if (r->paths != NULL)
      iwi_json_text(j, node, "file", r->paths[i]);
    else
      iwi_json_null(j, node, "file");
  }
}

iw_status iw_defects_report_json(iw_context *ctx, const iw_defects_report *r,
                                 iw_text **out)
{
  iwi_facts facts;
  iwi_json j;
  iw_status status;

  *out = NULL;
  status = iwi_report_gather(ctx, r->crystal, &facts);
  if (status != IW_OK)
    return status;
  iwi_json_begin(&j, ctx);
  iwi_json_put_crystal(&j, r->crystal, &facts, "ionway/defects/1");
  put_mobile(&j, r, &facts);
  put_supercell(&j, r);
  put_interstitials(&j, r);
  put_defects(&j, r, &facts);
  iwi_json_text(&j, j.root, "limits", IWI_DEFECTS_LIMITS);
  iwi_json_put_end(&j, r->crystal);
  iwi_report_release(&facts);
  return iwi_json_finish(&j, r->crystal->compact, out);
}
