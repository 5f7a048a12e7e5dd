/* SPDX-License-Identifier: BSD-3-Clause */
/* Which hops there are: the distinct ones of a crystal, or that between two
 * files. */
#include "neb_job.h"
#include "supercell_option.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const iw_structure *neb_structure(const neb_task *t)
{
  if (t->relaxed != NULL)
    return t->relaxed;
  return t->x.oxidation != NULL ? iw_oxidation_structure(t->x.oxidation)
                                : t->x.structure;
}

const iw_symmetry *neb_symmetry(const neb_task *t)
{
  return t->relaxed != NULL ? t->relaxed_symmetry : t->x.symmetry;
}

/* ---- relaxing the crystal --------------------------------------------- */

iw_status neb_relax_host(session *c, neb_task *t)
{
  const char *what = args_text(&c->a, "relax-host");
  iw_relax_options options;
  iw_relax_info info;
  iw_status status;

  if (strcmp(what, "none") == 0)
    return IW_OK;
  if (t->model.energy == NULL)
    return session_fail(c, IW_E_ARGUMENT,
                        "--relax-host %s wants a model of all ions: "
                        "--energy field:FILE or ipi:ADDRESS",
                        what);
  iw_relax_options_default(&options);
  options.relax_cell = strcmp(what, "cell") == 0;
  options.force_tol_ev_ang = args_real(&c->a, "force-tol-ev-ang") / 10;
  status = iw_relax_structure(c->ctx, t->model.energy, neb_structure(t),
                              &options, &info, &t->relaxed);
  if (status == IW_OK)
    status =
        iw_symmetry_find(c->ctx, t->relaxed, args_real(&c->a, "tolerance-ang"),
                         &t->relaxed_symmetry);
  if (status != IW_OK)
    return neb_failed(c, t, status);
  session_note(c, IW_LOG_NOTE,
               "%s relaxed by %.4f eV in %zu calls, farthest atom %.3f "
               "Angstrom",
               options.relax_cell ? "cell and atoms" : "atoms",
               info.start_energy_ev - info.energy_ev, info.n_calls,
               info.max_displacement_ang);
  return IW_OK;
}

/* ---- the hops of a crystal ---------------------------------------------- */

static iw_status take_mechanisms(session *c, unsigned *bits)
{
  static const char *const names[] = {"vacancy", "interstitial", "knock-off"};
  static const unsigned values[] = {IW_HOP_VACANCY, IW_HOP_INTERSTITIAL,
                                    IW_HOP_KNOCK_OFF};
  const char *text = args_text(&c->a, "mechanism");

  *bits = 0;
  for (const char *item = text; *item != '\0';) {
    const size_t size = strcspn(item, ",");
    size_t k = 0;

    while (k < 3 &&
           (strlen(names[k]) != size || strncmp(item, names[k], size) != 0))
      k++;
    if (k == 3)
      return session_fail(c, IW_E_ARGUMENT,
                          "--mechanism is %.80s, want any of vacancy, "
                          "interstitial, knock-off joined by commas",
                          text);
    *bits |= values[k];
    item += size + (item[size] == ',');
  }
  return IW_OK;
}

static double mobile_charge(const session *c, const neb_task *t)
{
  const iw_oxidation_entry *entries = iw_oxidation_entries(t->x.oxidation);

  if (isfinite(c->wanted_mobile_charge))
    return c->wanted_mobile_charge;
  for (size_t i = 0; i < iw_oxidation_n_entries(t->x.oxidation); i++) {
    if (entries[i].element == t->x.mobile_element)
      return entries[i].charge_mean;
  }
  return NAN;
}

static iw_status find_empty(session *c, neb_task *t, iw_hops_options *options)
{
  iw_interstitials_options wanted;
  iw_status status;

  if (!(options->mechanisms & (IW_HOP_INTERSTITIAL | IW_HOP_KNOCK_OFF)))
    return IW_OK;
  iw_interstitials_options_default(&wanted);
  wanted.mobile_element = t->x.mobile_element;
  wanted.mobile_charge = options->mobile_charge;
  status = iw_interstitials_find(c->ctx, neb_structure(t), neb_symmetry(t),
                                 c->parameters, &wanted, &t->interstitials);
  if (status != IW_OK)
    return neb_failed(c, t, status);
  options->empty_frac = iw_interstitials_frac(t->interstitials);
  options->n_empty = iw_interstitials_n_positions(t->interstitials);
  return IW_OK;
}

static iw_status find_hops(session *c, neb_task *t)
{
  const double cutoff = args_real(&c->a, "cutoff-ang");
  const char *until = args_text(&c->a, "until");
  iw_hops_options options;
  iw_status status;

  iw_hops_options_default(&options);
  options.mobile_element = t->x.mobile_element;
  options.mobile_charge = mobile_charge(c, t);
  if (isfinite(cutoff))
    options.cutoff_ang = cutoff;
  options.until_dimension =
      strcmp(until, "any") == 0 ? 1 : (int)(until[0] - '0');
  status = take_mechanisms(c, &options.mechanisms);
  if (status == IW_OK)
    status = find_empty(c, t, &options);
  if (status != IW_OK)
    return status;
  status = iw_hops_find(c->ctx, neb_structure(t), neb_symmetry(t), &options,
                        &t->hops);
  return status == IW_OK ? IW_OK : neb_failed(c, t, status);
}

/* A supercell where the model sees all ions, or where one is asked for. */
static iw_status choose_supercell(session *c, neb_task *t)
{
  const double wanted = args_real(&c->a, "min-image-ang");
  iw_supercell_shape shape;
  int given;
  iw_status status = supercell_option_matrix(c, t->matrix, &given);

  if (status != IW_OK)
    return status;
  t->has_supercell = given || isfinite(wanted) || t->model.energy != NULL;
  if (given || !t->has_supercell)
    return IW_OK;
  status = iw_supercell_smallest(c->ctx, neb_structure(t), neb_symmetry(t),
                                 isfinite(wanted) ? wanted : 10, &shape);
  if (status != IW_OK)
    return neb_failed(c, t, status);
  memcpy(t->matrix, shape.matrix, sizeof shape.matrix);
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
             iw_structure_sites(neb_structure(t))[site->site].label);
  else
    snprintf(buffer, size, "i%d", empty_number(t, site->kind));
  return buffer;
}

static void place_frac(const neb_task *t, const iw_hop_place *place,
                       double frac[3])
{
  for (int k = 0; k < 3; k++)
    frac[k] = iw_hops_sites(t->hops)[place->place].frac[k] + place->cell[k];
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
  row->hop.n_per_cell = hop->multiplicity;
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

static iw_status rows_of_crystal(session *c, neb_task *t)
{
  const arg_values *wanted = args_list(&c->a, "hop");
  iw_status status = find_hops(c, t);

  if (status == IW_OK)
    status = choose_supercell(c, t);
  if (status == IW_OK)
    status = make_rows(c, t, wanted->n > 0 ? wanted->n : iw_hops_n(t->hops));
  for (size_t i = 0; i < t->n_rows && status == IW_OK; i++) {
    size_t orbit = i;

    if (wanted->n > 0)
      status = pick(c, t, wanted->texts[i], &orbit);
    if (status == IW_OK)
      fill_row(t, orbit, &t->rows[i]);
  }
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
