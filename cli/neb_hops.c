/* SPDX-License-Identifier: BSD-3-Clause */
/* Which hops there are: the distinct ones of a crystal, or that between two
 * files. */
#include "list_option.h"
#include "neb_job.h"
#include "supercell_option.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- the hops of a crystal ---------------------------------------------- */

static iw_status find_hops(session *c, neb_task *t, unsigned mechanisms,
                           double cutoff_ang)
{
  const char *until = args_text(&c->a, "until");
  iw_hops_options options;
  iw_status status;

  iw_hops_options_default(&options);
  options.mobile_element = t->x.mobile_element;
  options.mobile_charge = crystal_mobile_charge(c, &t->x);
  options.mechanisms = mechanisms;
  options.cutoff_ang = cutoff_ang;
  options.until_dimension =
      strcmp(until, "any") == 0 ? 1 : (int)(until[0] - '0');
  options.empty_frac = (const double(*)[3])t->empty;
  options.n_empty = t->n_empty;
  iw_hops_destroy(t->hops);
  t->hops = NULL;
  status = iw_hops_find(c->ctx, t->primitive, t->primitive_symmetry, &options,
                        &t->hops);
  return status == IW_OK ? IW_OK : neb_failed(c, t, status);
}

/* The primitive cell: its group is the crystal's, its supercells the smallest.
 */
static iw_status make_primitive(session *c, neb_task *t)
{
  iw_status status = iw_supercell_primitive(c->ctx, neb_structure(t),
                                            neb_symmetry(t), &t->primitive);

  if (status == IW_OK)
    status =
        iw_symmetry_find_primitive(c->ctx, t->primitive, neb_structure(t),
                                   neb_symmetry(t), &t->primitive_symmetry);
  return status == IW_OK ? IW_OK : neb_failed(c, t, status);
}

/* A supercell where the model sees all ions, or where one is asked for. */
static iw_status choose_supercell(session *c, neb_task *t)
{
  const double wanted = args_real(&c->a, "min-image-ang");
  iw_supercell_shape shape;
  int given;
  iw_status status = supercell_option_matrix(c, t->told, &given);

  if (status != IW_OK)
    return status;
  t->has_supercell = given || isfinite(wanted) || t->model.energy != NULL;
  if (t->has_supercell)
    status = crystal_check_full(c, &t->x, "for a supercell with a defect ");
  if (status != IW_OK)
    return status;
  if (given)
    supercell_option_in_primitive((const int32_t(*)[3])t->told,
                                  neb_structure(t), t->primitive, t->matrix);
  if (given || !t->has_supercell)
    return IW_OK;
  status = iw_supercell_smallest(c->ctx, t->primitive, t->primitive_symmetry,
                                 isfinite(wanted) ? wanted : 10, &shape);
  if (status != IW_OK)
    return neb_failed(c, t, status);
  memcpy(t->matrix, shape.matrix, sizeof shape.matrix);
  memcpy(t->told, shape.matrix, sizeof shape.matrix);
  t->told_of_primitive = 1;
  return IW_OK;
}

/* Number of an orbit of empty positions among those, from 1. */
static int empty_number(const neb_task *t, int32_t kind)
{
  int number = 1;
  int32_t last = -1;

  /* orbit by orbit, behind the sites */
  for (size_t i = 0; i < iw_hops_n_sites(t->hops); i++) {
    const iw_hop_site *site = &iw_hops_sites(t->hops)[i];

    if (site->site >= 0 || site->kind == last)
      continue;
    if (site->kind == kind)
      return number;
    last = site->kind;
    number++;
  }
  return number;
}

static const char *label_of(const neb_task *t, int32_t place, char *buffer,
                            size_t size)
{
  const iw_hop_site *site = &iw_hops_sites(t->hops)[place];

  if (site->site >= 0)
    snprintf(buffer, size, "%s",
             iw_structure_sites(t->primitive)[site->site].label);
  else
    snprintf(buffer, size, "i%d", empty_number(t, site->kind));
  return buffer;
}

/* Where a place is, in vectors of the input. */
static void place_frac(const neb_task *t, const iw_hop_place *place,
                       double frac[3])
{
  const double(*rows)[3] = iw_structure_lattice(t->primitive);
  double cart[3] = {0, 0, 0};

  for (int k = 0; k < 3; k++) {
    const double x =
        iw_hops_sites(t->hops)[place->place].frac[k] + place->cell[k];

    for (int i = 0; i < 3; i++)
      cart[i] += x * rows[k][i];
  }
  neb_frac(t, cart, frac);
}

static void fill_row(neb_task *t, size_t orbit, neb_row *row)
{
  const iw_hop *hop = &iw_hops_get(t->hops)[orbit];
  const iw_hop_place *first = &hop->places[0],
                     *last = &hop->places[hop->n_places - 1];

  row->orbit = orbit;
  snprintf(row->name, sizeof row->name, "%zu", orbit + 1);
  row->hop.name = row->name;
  row->hop.mechanism = iw_hops_mechanism_name(hop->mechanism);
  row->hop.from = label_of(t, first->place, row->from, sizeof row->from);
  row->hop.to = label_of(t, last->place, row->to, sizeof row->to);
  place_frac(t, first, row->hop.from_frac);
  place_frac(t, last, row->hop.to_frac);
  row->hop.length_ang = hop->length_ang;
  row->hop.n_per_cell =
      hop->multiplicity * llround(iw_structure_volume(neb_structure(t)) /
                                  iw_structure_volume(t->primitive));
}

static iw_status make_rows(session *c, neb_task *t, size_t n)
{
  t->rows = calloc(n > 0 ? n : 1, sizeof *t->rows);
  if (t->rows == NULL)
    return session_fail(c, IW_E_MEMORY, "out of memory");
  t->n_rows = n;
  for (size_t i = 0; i < n; i++)
    iw_neb_report_hop_default(&t->rows[i].hop);
  return IW_OK;
}

/* "vacancy-2" or 2 of --hop */
static iw_status pick(session *c, const neb_task *t, const char *wanted,
                      size_t *orbit)
{
  char name[IW_HOP_NAME_SIZE];
  double number;

  for (size_t k = 0; k < iw_hops_n(t->hops); k++) {
    iw_hops_name(t->hops, k, name);
    if (strcmp(name, wanted) == 0 ||
        (args_scan_real(wanted, &number) && number == (double)(k + 1))) {
      *orbit = k;
      return IW_OK;
    }
  }
  iw_hops_name(t->hops, 0, name);
  return session_fail(c, IW_E_ARGUMENT,
                      "%s: --hop is %.40s, want 1..%zu or a name such as %s",
                      t->x.path, wanted, iw_hops_n(t->hops), name);
}

static iw_status rows_of_hops(session *c, neb_task *t)
{
  const arg_values *wanted = args_list(&c->a, "hop");
  iw_status status =
      make_rows(c, t, wanted->n > 0 ? wanted->n : iw_hops_n(t->hops));

  for (size_t i = 0; i < t->n_rows && status == IW_OK; i++) {
    size_t orbit = i;

    if (wanted->n > 0)
      status = pick(c, t, wanted->texts[i], &orbit);
    if (status == IW_OK)
      fill_row(t, orbit, &t->rows[i]);
  }
  return status;
}

static iw_status rows_of_crystal(session *c, neb_task *t)
{
  const double cutoff = args_real(&c->a, "cutoff-ang");
  unsigned mechanisms;
  iw_status status = list_option_bits(c, "mechanism", list_mechanisms,
                                      LIST_N_MECHANISMS, &mechanisms);

  if (status == IW_OK)
    status = make_primitive(c, t);
  if (status == IW_OK)
    status = neb_find_empty(c, t, mechanisms);
  if (status == IW_OK)
    status = find_hops(c, t, mechanisms, isfinite(cutoff) ? cutoff : 0);
  if (status == IW_OK)
    status = choose_supercell(c, t);
  return status == IW_OK ? rows_of_hops(c, t) : status;
}

/* Hops of the ion alone: between sites, empty positions, and either way. The
 * library sees to it that a position near a site is that site. */
iw_status neb_feed_back(session *c, neb_task *t, int *again)
{
  double cutoff_ang;
  size_t n;
  iw_status status;

  *again = 0;
  if (!args_flag(&c->a, "feed-back") || t->hops == NULL)
    return IW_OK;
  cutoff_ang = iw_hops_cutoff_ang(t->hops, IW_HOP_VACANCY);
  status = neb_take_minima(c, t, &n);
  if (status != IW_OK || n == 0)
    return status;
  for (size_t i = 0; i < t->n_rows; i++)
    neb_free_row(&t->rows[i]);
  free(t->rows);
  t->rows = NULL;
  t->n_rows = 0;
  status = find_hops(
      c, t, IW_HOP_VACANCY | IW_HOP_FRENKEL | IW_HOP_INTERSTITIAL, cutoff_ang);
  if (status == IW_OK)
    status = rows_of_hops(c, t);
  *again = status == IW_OK;
  return status;
}

/* ---- the hop between two files ------------------------------------------ */

static iw_status row_of_pair(session *c, neb_task *t)
{
  iw_status status = make_rows(c, t, 1);

  if (status != IW_OK)
    return status;
  snprintf(t->rows[0].name, sizeof t->rows[0].name, "%s", "hop");
  t->rows[0].hop.name = t->rows[0].name;
  t->rows[0].hop.mechanism = "given";
  t->has_supercell = 0;
  return IW_OK;
}

iw_status neb_find_hops(session *c, neb_task *t)
{
  t->image_distance_ang = t->cell_charge = NAN;
  return t->end_path != NULL ? row_of_pair(c, t) : rows_of_crystal(c, t);
}
