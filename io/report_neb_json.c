/* SPDX-License-Identifier: BSD-3-Clause */
/* Barriers as JSON; io/schema/neb-1.json says what is in it. */
#include <math.h>

#include <ionway/elements.h>

#include "report_json.h"
#include "report_neb.h"

static void put_text(iwi_json *j, iwi_json_node *node, const char *key,
                     const char *text)
{
  if (text != NULL && text[0] != '\0')
    iwi_json_text(j, node, key, text);
  else
    iwi_json_null(j, node, key);
}

/* Counts of 0 stand for what was not counted. */
static void put_count(iwi_json *j, iwi_json_node *node, const char *key,
                      int64_t n)
{
  if (n > 0)
    iwi_json_integer(j, node, key, n);
  else
    iwi_json_null(j, node, key);
}

/* A place is known whole or not at all. */
static void put_frac(iwi_json *j, iwi_json_node *node, const double frac[3])
{
  if (isfinite(frac[0]) && isfinite(frac[1]) && isfinite(frac[2]))
    iwi_json_numbers(j, node, "frac", frac, 3);
  else
    iwi_json_null(j, node, "frac");
}

/* ---- what was computed ----------------------------------------------- */

static void put_mobile(iwi_json *j, const iw_neb_report *r,
                       const iwi_facts *facts)
{
  const int32_t element = r->crystal->mobile_element;
  iwi_json_node *node;

  if (element == 0) {
    iwi_json_null(j, j->root, "mobile_ion");
    return;
  }
  node = iwi_json_object(j, j->root, "mobile_ion");
  iwi_json_text(j, node, "element", iw_element_symbol(element));
  iwi_json_number(j, node, "n_per_cell", facts->atoms[element]);
  iwi_json_number(j, node, "charge_e", r->mobile_charge);
}

static void put_matrix(iwi_json *j, iwi_json_node *node, const char *key,
                       const int32_t (*matrix)[3])
{
  iwi_json_node *list;

  if (matrix == NULL) {
    iwi_json_null(j, node, key);
    return;
  }
  list = iwi_json_array(j, node, key);
  for (int i = 0; i < 3; i++)
    iwi_json_integers(j, list, NULL, matrix[i], 3);
}

static void put_supercell(iwi_json *j, const iw_neb_report *r)
{
  iwi_json_node *node;

  if (r->supercell == NULL) {
    iwi_json_null(j, j->root, "supercell");
    return;
  }
  node = iwi_json_object(j, j->root, "supercell");
  put_matrix(j, node, "matrix_input_vectors",
             r->from_primitive ? NULL : r->matrix);
  put_matrix(j, node, "matrix_primitive_vectors",
             r->from_primitive ? r->matrix : NULL);
  if (r->from_primitive && r->primitive != NULL)
    iwi_json_put_matrix(j, node, "primitive_lattice_ang",
                        iw_structure_lattice(r->primitive));
  else
    iwi_json_null(j, node, "primitive_lattice_ang");
  iwi_json_put_matrix(j, node, "lattice_ang",
                      iw_structure_lattice(r->supercell));
  iwi_json_integer(j, node, "n_atoms",
                   (int64_t)iw_structure_n_sites(r->supercell));
}

static void put_setting(iwi_json *j, const iw_neb_report *r,
                        const iwi_facts *facts)
{
  iwi_json_node *node;

  put_mobile(j, r, facts);
  node = iwi_json_object(j, j->root, "energy_model");
  put_text(j, node, "name", r->energy_model);
  put_text(j, node, "source", r->energy_source);
  put_supercell(j, r);
  iwi_json_number(j, j->root, "image_distance_ang", r->image_distance_ang);
  iwi_json_number(j, j->root, "computed_charge_e", r->cell_charge);
  iwi_json_number(j, j->root, "force_tol_ev_ang", r->force_tol_ev_ang);
}

/* ---- hops ------------------------------------------------------------ */

static void put_certificate(iwi_json *j, iwi_json_node *parent,
                            const iw_saddle_info *info)
{
  iwi_json_node *node;
  size_t n;

  if (info == NULL) {
    iwi_json_null(j, parent, "certificate");
    return;
  }
  n = info->n_eigenvalues > 0 ? (size_t)info->n_eigenvalues : 0;
  if (n > IW_SADDLE_N_EIGENVALUES)
    n = IW_SADDLE_N_EIGENVALUES;
  node = iwi_json_object(j, parent, "certificate");
  iwi_json_boolean(j, node, "certified", info->certified);
  iwi_json_number(j, node, "model_energy_ev", info->energy_ev);
  iwi_json_number(j, node, "max_force_ev_ang", info->max_force_ev_ang);
  iwi_json_number(j, node, "force_norm_ev_ang", info->force_norm_ev_ang);
  iwi_json_numbers(j, node, "eigenvalues_ev_ang2", info->eigenvalues_ev_ang2,
                   n);
  iwi_json_numbers(j, node, "residuals_ev_ang2", info->residuals_ev_ang2, n);
  if (info->order >= 0)
    iwi_json_integer(j, node, "order", info->order);
  else
    iwi_json_null(j, node, "order");
  iwi_json_number(j, node, "energy_error_ev", info->energy_error_ev);
  iwi_json_number(j, node, "alignment", info->alignment);
  iwi_json_number(j, node, "moved_ang", info->moved_ang);
  put_count(j, node, "n_calls", (int64_t)info->n_calls);
}

static void put_stationary(iwi_json *j, iwi_json_node *hop_node,
                           const iw_neb_report_hop *hop)
{
  iwi_json_node *list = iwi_json_array(j, hop_node, "saddles"), *node;

  for (size_t i = 0; i < hop->n_saddles; i++) {
    const iw_neb_report_saddle *saddle = &hop->saddles[i];

    node = iwi_json_object(j, list, NULL);
    iwi_json_number(j, node, "s_ang", saddle->s_ang);
    iwi_json_number(j, node, "energy_ev", saddle->energy_ev);
    put_frac(j, node, saddle->frac);
    iwi_json_boolean(j, node, "certified", saddle->certified);
    put_certificate(j, node, saddle->info);
  }
  list = iwi_json_array(j, hop_node, "minima");
  for (size_t i = 0; i < hop->n_minima; i++) {
    const iw_neb_report_minimum *minimum = &hop->minima[i];

    node = iwi_json_object(j, list, NULL);
    iwi_json_number(j, node, "s_ang", minimum->s_ang);
    iwi_json_number(j, node, "energy_ev", minimum->energy_ev);
    put_frac(j, node, minimum->frac);
  }
}

static void put_profile(iwi_json *j, iwi_json_node *parent, const char *key,
                        const double *s_ang, const double *energies_ev,
                        size_t n)
{
  iwi_json_node *node;

  if (n == 0 || s_ang == NULL || energies_ev == NULL) {
    iwi_json_null(j, parent, key);
    return;
  }
  node = iwi_json_object(j, parent, key);
  iwi_json_numbers(j, node, "s_ang", s_ang, n);
  iwi_json_numbers(j, node, "energies_ev", energies_ev, n);
}

static void put_band(iwi_json *j, iwi_json_node *parent,
                     const iw_neb_report_hop *hop)
{
  iwi_json_node *node = iwi_json_object(j, parent, "band");

  put_text(j, node, "guess", hop->guess);
  iwi_json_boolean(j, node, "symmetric", hop->symmetric);
  put_count(j, node, "n_images", (int64_t)hop->n_images);
  iwi_json_number(j, node, "max_force_ev_ang", hop->max_force_ev_ang);
  put_count(j, node, "n_calls", (int64_t)hop->n_calls);
  put_profile(j, node, "images", hop->s_ang, hop->energies_ev, hop->n_images);
  put_profile(j, node, "curve", hop->curve_s_ang, hop->curve_energies_ev,
              hop->n_curve);
}

static void put_place(iwi_json *j, iwi_json_node *parent, const char *key,
                      const char *label, const double frac[3])
{
  iwi_json_node *node = iwi_json_object(j, parent, key);

  put_text(j, node, "label", label);
  put_frac(j, node, frac);
}

static void put_hop(iwi_json *j, iwi_json_node *list, const iw_neb_report *r,
                    size_t i)
{
  const iw_neb_report_hop *hop = &r->hops[i];
  iwi_json_node *node = iwi_json_object(j, list, NULL);
  char name[IWI_NEB_NAME_SIZE];

  iwi_json_text(j, node, "name", iwi_neb_name(r, i, name));
  put_text(j, node, "mechanism", hop->mechanism);
  put_place(j, node, "from", hop->from, hop->from_frac);
  put_place(j, node, "to", hop->to, hop->to_frac);
  iwi_json_number(j, node, "length_ang", hop->length_ang);
  put_count(j, node, "n_per_cell", hop->n_per_cell);
  iwi_json_boolean(j, node, "certified", hop->certified);
  iwi_json_text(j, node, "state", iwi_neb_state(hop));
  put_text(j, node, "reason", hop->reason);
  iwi_json_number(j, node, "forward_ev", hop->forward_ev);
  iwi_json_number(j, node, "reverse_ev", hop->reverse_ev);
  iwi_json_number(j, node, "error_ev", hop->error_ev);
  iwi_json_number(j, node, "start_model_energy_ev", hop->start_ev);
  iwi_json_number(j, node, "end_model_energy_ev", hop->end_ev);
  iwi_json_number(j, node, "prefactor_forward_thz", hop->prefactor_forward_thz);
  iwi_json_number(j, node, "prefactor_reverse_thz", hop->prefactor_reverse_thz);
  iwi_json_number(j, node, "rigid_forward_ev", hop->rigid_forward_ev);
  iwi_json_number(j, node, "host_shift_ang", hop->host_shift_ang);
  put_stationary(j, node, hop);
  put_band(j, node, hop);
  put_text(j, node, "path_file", hop->path_file);
}

/* ---- network --------------------------------------------------------- */

static void put_threshold(iwi_json *j, iwi_json_node *list,
                          const iw_neb_report_threshold *event, int dimension)
{
  iwi_json_node *node = iwi_json_object(j, list, NULL), *basis;

  iwi_json_integer(j, node, "dimension", dimension);
  iwi_json_boolean(j, node, "found", event->found);
  if (!event->found)
    return;
  iwi_json_number(j, node, "barrier_ev", event->barrier_ev);
  iwi_json_integer(j, node, "rank", event->rank);
  basis = iwi_json_array(j, node, "basis_input_vectors");
  for (int i = 0; i < event->rank && i < 3; i++)
    iwi_json_integers(j, basis, NULL, event->basis[i], 3);
  put_text(j, node, "hop", event->hop);
}

static void put_network(iwi_json *j, const iw_neb_report *r)
{
  iwi_json_node *list;

  if (r->thresholds == NULL) {
    iwi_json_null(j, j->root, "thresholds");
    return;
  }
  list = iwi_json_array(j, j->root, "thresholds");
  for (int d = 1; d <= 3; d++)
    put_threshold(j, list, &r->thresholds[d - 1], d);
}

iw_status iw_neb_report_json(iw_context *ctx, const iw_neb_report *r,
                             iw_text **out)
{
  iwi_json_node *node;
  iwi_facts facts;
  iwi_json j;
  iw_status status;

  *out = NULL;
  status = iwi_neb_check(ctx, r);
  if (status == IW_OK)
    status = iwi_report_gather(ctx, r->crystal, &facts);
  if (status != IW_OK)
    return status;
  iwi_json_begin(&j, ctx);
  node = iwi_json_put_crystal(&j, r->crystal, &facts, "ionway/neb/1");
  iwi_json_text(&j, node, "thz", "terahertz");
  put_setting(&j, r, &facts);
  node = iwi_json_array(&j, j.root, "hops");
  for (size_t i = 0; i < r->n_hops; i++)
    put_hop(&j, node, r, i);
  iwi_json_integer(&j, j.root, "n_without_barrier",
                   (int64_t)iwi_neb_n_missing(r));
  put_network(&j, r);
  put_text(&j, j.root, "plot_file", r->plot_file);
  iwi_json_text(&j, j.root, "limits", iwi_neb_limits(r->energy_model));
  iwi_json_put_end(&j, r->crystal);
  iwi_report_release(&facts);
  return iwi_json_finish(&j, r->crystal->compact, out);
}
