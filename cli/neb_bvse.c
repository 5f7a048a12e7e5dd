/* SPDX-License-Identifier: BSD-3-Clause */
/* Barriers of one ion in a bond-valence host, rigid or soft: exact saddles, no
 * band of all atoms. */
#include "neb_job.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- the field ----------------------------------------------------------- */

static iw_status make_field(session *c, const neb_task *t,
                            const iw_structure *host, int keep_mobile,
                            iw_bvse **out)
{
  iw_bvse_options options;

  (void)t;
  iw_bvse_options_default(&options);
  options.mobile_element = t->x.mobile_element;
  options.mobile_charge = c->wanted_mobile_charge;
  options.cutoff_ang = args_real(&c->a, "cutoff-host-ang");
  options.keep_mobile = keep_mobile;
  if (isnan(options.mobile_charge) && t->hops != NULL)
    options.mobile_charge = iw_hops_mobile_charge(t->hops);
  return iw_bvse_create(c->ctx, host, c->parameters, &options, out);
}

/* The structure without one of its atoms. */
static iw_status without(session *c, const iw_structure *from, int32_t atom,
                         iw_structure **out)
{
  const size_t n = iw_structure_n_sites(from);
  iw_site *sites = calloc(n, sizeof *sites);
  iw_structure_spec spec;
  iw_status status;
  size_t kept = 0;

  if (sites == NULL)
    return session_fail(c, IW_E_MEMORY, "out of memory");
  for (size_t i = 0; i < n; i++) {
    if (i != (size_t)atom)
      sites[kept++] = iw_structure_sites(from)[i];
  }
  iw_structure_spec_default(&spec);
  memcpy(spec.lattice_ang, iw_structure_lattice(from), sizeof spec.lattice_ang);
  spec.sites = sites;
  spec.n_sites = kept;
  spec.source = iw_structure_source(from);
  status = iw_structure_create(c->ctx, &spec, out);
  free(sites);
  return status;
}

/* One hop's field and ends, in the cell of the field. */
typedef struct one_ion {
  iw_bvse *own; /* made for this hop; NULL when it is the task's */
  const iw_bvse *field;
  double start[3], end[3];
} one_ion;

/* In the crystal itself, the other mobile ions taken out. */
static iw_status in_crystal(session *c, neb_task *t, const neb_row *row,
                            one_ion *one)
{
  iw_status status = IW_OK;

  if (t->field == NULL)
    status = make_field(c, t, neb_structure(t), 0, &t->field);
  one->field = t->field;
  memcpy(one->start, row->hop.from_frac, sizeof one->start);
  memcpy(one->end, row->hop.to_frac, sizeof one->end);
  return status;
}

/* The mover of a path among all other ions of its start. */
static iw_status among_others(session *c, const neb_task *t,
                              const iw_path *ends, one_ion *one)
{
  const iw_structure *start =
      t->end_path != NULL ? neb_structure(t) : t->supercell;
  iw_structure *host = NULL;
  iw_status status = without(c, start, iw_path_mover(ends), &host);

  if (status == IW_OK)
    status = make_field(c, t, host, 1, &one->own);
  iw_structure_destroy(host);
  one->field = one->own;
  if (status == IW_OK) {
    const double(*lattice)[3] = iw_bvse_lattice(one->own);
    const int32_t mover = iw_path_mover(ends);

    neb_frac_in(lattice, iw_path_image(ends, 0)[mover], one->start);
    neb_frac_in(lattice, iw_path_image(ends, 1)[mover], one->end);
  }
  return status;
}

/* In the supercell, or in the first of two files. */
static iw_status in_supercell(session *c, neb_task *t, neb_row *row,
                              one_ion *one)
{
  iw_path *ends;
  iw_status status = neb_row_ends(c, t, row, &ends);

  if (status == IW_OK)
    status = among_others(c, t, ends, one);
  iw_path_destroy(ends);
  return status;
}

/* ---- the way ------------------------------------------------------------- */

static void to_cart(const iw_bvse *field, const double frac[3], double cart[3])
{
  const double(*m)[3] = iw_bvse_lattice(field);

  for (int k = 0; k < 3; k++)
    cart[k] = frac[0] * m[0][k] + frac[1] * m[1][k] + frac[2] * m[2][k];
}

static double apart(const iw_bvse *field, const double a[3], const double b[3])
{
  const double d[3] = {b[0] - a[0], b[1] - a[1], b[2] - a[2]};
  double cart[3];

  to_cart(field, d, cart);
  return sqrt(cart[0] * cart[0] + cart[1] * cart[1] + cart[2] * cart[2]);
}

static int allocate(neb_row *row)
{
  const size_t n = iw_bvse_hop_n_images(row->way) + 1;
  const size_t n_saddles = iw_bvse_hop_n_saddles(row->way) + 1;

  row->s = calloc(n, sizeof *row->s);
  row->e = calloc(n, sizeof *row->e);
  row->curve_s = calloc(NEB_CURVE_POINTS, sizeof *row->curve_s);
  row->curve_e = calloc(NEB_CURVE_POINTS, sizeof *row->curve_e);
  row->saddles = calloc(n_saddles, sizeof *row->saddles);
  row->minima = calloc(n_saddles, sizeof *row->minima);
  row->infos = calloc(n_saddles, sizeof *row->infos);
  return row->infos != NULL && row->s != NULL && row->e != NULL &&
         row->curve_s != NULL && row->curve_e != NULL && row->saddles != NULL &&
         row->minima != NULL;
}

/* Where along the path a point lies: at the nearest point of its polygon. */
static double share_of_path(const neb_row *row, const iw_bvse *field,
                            const double frac[3])
{
  const double(*path)[3] = iw_bvse_hop_path(row->way);
  double least = INFINITY, s = NAN;

  for (size_t i = 0; i + 1 < iw_bvse_hop_n_images(row->way); i++) {
    const double a = apart(field, path[i], frac);
    const double b = apart(field, path[i + 1], frac);
    const double c = row->s[i + 1] - row->s[i];
    /* along the side of length c, by the law of cosines */
    double t = c > 0 ? (a * a + c * c - b * b) / (2 * c) : 0, d2;

    t = t < 0 ? 0 : t > c ? c : t;
    d2 = a * a - (c > 0 ? t * (a * a + c * c - b * b) / c : 0) + t * t;
    if (d2 < least) {
      least = d2;
      s = row->s[i] + t;
    }
  }
  return s;
}

/* An exact point: its Hessian is analytic, so that its eigenvalues have no
 * error to speak of. */
static void certificate(const iw_stationary *point, iw_saddle_info *out)
{
  memset(out, 0, sizeof *out);
  out->energy_ev = point->energy_ev;
  out->max_force_ev_ang = point->gradient_norm_ev_ang;
  out->force_norm_ev_ang = point->gradient_norm_ev_ang;
  out->n_eigenvalues = 3;
  memcpy(out->eigenvalues_ev_ang2, point->eigenvalues_ev_ang2,
         sizeof point->eigenvalues_ev_ang2);
  out->order = point->order;
  out->energy_error_ev = point->energy_error_ev;
  out->alignment = NAN;
  out->certified = point->order == 1;
}

static void tell_points(const neb_task *t, neb_row *row, const iw_bvse *field,
                        double origin_ev)
{
  const iw_stationary *saddles = iw_bvse_hop_saddles(row->way);
  const iw_stationary *minima = iw_bvse_hop_minima(row->way);
  const size_t n = iw_bvse_hop_n_saddles(row->way);
  double cart[3];

  for (size_t i = 0; i < n; i++) {
    iw_neb_report_saddle *s = &row->saddles[i];

    s->s_ang = share_of_path(row, field, saddles[i].frac);
    s->energy_ev = saddles[i].energy_ev - origin_ev;
    s->certified = saddles[i].order == 1;
    certificate(&saddles[i], &row->infos[i]);
    s->info = &row->infos[i];
    to_cart(field, saddles[i].frac, cart);
    neb_row_frac(t, row, cart, s->frac);
    if (i + 1 < n && minima != NULL) {
      iw_neb_report_minimum *m = &row->minima[i];

      m->s_ang = share_of_path(row, field, minima[i + 1].frac);
      m->energy_ev = minima[i + 1].energy_ev - origin_ev;
      to_cart(field, minima[i + 1].frac, cart);
      neb_row_frac(t, row, cart, m->frac);
    }
  }
  row->hop.saddles = row->saddles;
  row->hop.n_saddles = n;
  row->hop.minima = row->minima;
  row->hop.n_minima = n > 1 && minima != NULL ? n - 1 : 0;
}

static void tell_path(neb_row *row, const iw_bvse *field, double origin_ev)
{
  const double(*path)[3] = iw_bvse_hop_path(row->way);
  const size_t n = iw_bvse_hop_n_images(row->way);

  for (size_t i = 0; i < n; i++) {
    row->s[i] = i == 0 ? 0 : row->s[i - 1] + apart(field, path[i - 1], path[i]);
    row->e[i] = iw_bvse_hop_energies(row->way)[i] - origin_ev;
  }
  row->hop.n_images = n;
  row->hop.s_ang = row->s;
  row->hop.energies_ev = row->e;
  iw_bvse_hop_profile(row->way, NEB_CURVE_POINTS, row->curve_s, row->curve_e);
  for (size_t i = 0; i < NEB_CURVE_POINTS; i++) {
    row->curve_e[i] -= origin_ev;
    /* through another ion */
    if (!isfinite(row->curve_e[i]))
      return;
  }
  row->hop.n_curve = NEB_CURVE_POINTS;
  row->hop.curve_s_ang = row->curve_s;
  row->hop.curve_energies_ev = row->curve_e;
}

static iw_status tell(session *c, const neb_task *t, neb_row *row,
                      const iw_bvse *field)
{
  const iw_bvse_hop_state state = iw_bvse_hop_get_state(row->way);
  const int exact =
      state == IW_BVSE_HOP_CERTIFIED || state == IW_BVSE_HOP_NO_SADDLE;
  iw_neb_report_hop *h = &row->hop;
  double origin_ev;

  h->state = iw_bvse_hop_state_text(state);
  h->reason = iw_bvse_hop_reason(row->way);
  h->certified = state == IW_BVSE_HOP_CERTIFIED;
  h->forward_ev = exact ? iw_bvse_hop_relaxed_barrier_ev(row->way, 0)
                        : iw_bvse_hop_barrier_ev(row->way, 0);
  h->reverse_ev = exact ? iw_bvse_hop_relaxed_barrier_ev(row->way, 1)
                        : iw_bvse_hop_barrier_ev(row->way, 1);
  if (t->model.kind == NEB_SOFT)
    h->host_shift_ang = iw_bvse_hop_largest_shift_ang(row->way);
  if (iw_bvse_hop_n_images(row->way) == 0)
    return IW_OK;
  if (!allocate(row))
    return session_fail(c, IW_E_MEMORY, "out of memory");
  origin_ev = iw_bvse_hop_energies(row->way)[0];
  if (exact && iw_bvse_hop_minima(row->way) != NULL) {
    const size_t last = iw_bvse_hop_n_saddles(row->way);

    origin_ev = iw_bvse_hop_minima(row->way)[0].energy_ev;
    h->start_ev = origin_ev;
    h->end_ev = iw_bvse_hop_minima(row->way)[last].energy_ev;
  }
  tell_path(row, field, origin_ev);
  tell_points(t, row, field, origin_ev);
  return IW_OK;
}

static iw_status find_way(session *c, const neb_task *t, neb_row *row,
                          const one_ion *one)
{
  iw_bvse_hop_options options;
  iw_status status;

  iw_bvse_hop_options_default(&options);
  if (t->model.kind == NEB_SOFT) {
    iw_bvse_hop *rigid;

    status = iw_bvse_hop_find(c->ctx, one->field, one->start, one->end,
                              &options, &rigid);
    if (status != IW_OK)
      return status;
    row->hop.rigid_forward_ev = iw_bvse_hop_relaxed_barrier_ev(rigid, 0);
    iw_bvse_hop_destroy(rigid);
    options.host = IW_BVSE_HOP_SOFT;
  }
  return iw_bvse_hop_find(c->ctx, one->field, one->start, one->end, &options,
                          &row->way);
}

/* Inner images of the path that the bond-valence field would take. */
static iw_status copy_valley(session *c, const one_ion *one,
                             const iw_bvse_hop *way, neb_valley *out)
{
  const double(*path)[3] = iw_bvse_hop_path(way);
  const size_t n = iw_bvse_hop_n_images(way);

  if (n < 3 || iw_bvse_hop_get_state(way) == IW_BVSE_HOP_COLLISION)
    return IW_OK;
  out->points = calloc(n - 2, sizeof *out->points);
  if (out->points == NULL)
    return session_fail(c, IW_E_MEMORY, "out of memory");
  out->n = n - 2;
  for (size_t i = 1; i + 1 < n; i++)
    to_cart(one->field, path[i], out->points[i - 1]);
  return IW_OK;
}

iw_status neb_find_valley(session *c, const neb_task *t, const iw_path *ends,
                          neb_valley *out)
{
  one_ion one = {0};
  iw_bvse_hop_options options;
  iw_bvse_hop *way = NULL;
  iw_status status = among_others(c, t, ends, &one);

  memset(out, 0, sizeof *out);
  iw_bvse_hop_options_default(&options);
  if (status == IW_OK)
    status =
        iw_bvse_hop_find(c->ctx, one.field, one.start, one.end, &options, &way);
  if (status == IW_OK)
    status = copy_valley(c, &one, way, out);
  else if (status == IW_E_PARAMETER || status == IW_E_ARGUMENT) {
    /* a guess less, nothing worse */
    session_note(c, IW_LOG_NOTE, "no start along the landscape's valley: %s",
                 iw_context_message(c->ctx));
    status = IW_OK;
  }
  iw_bvse_hop_destroy(way);
  iw_bvse_destroy(one.own);
  return status;
}

iw_status neb_bvse_barrier(session *c, neb_task *t, neb_row *row)
{
  one_ion one = {0};
  iw_status status;

  if (t->end_path == NULL &&
      iw_hops_get(t->hops)[row->orbit].mechanism == IW_HOP_KNOCK_OFF) {
    row->hop.state = "not possible";
    row->hop.reason = "two ions move: bond-valence hosts hold one; use "
                      "--energy field:FILE or ipi:ADDRESS";
    return IW_OK;
  }
  if (t->has_supercell || t->end_path != NULL)
    status = in_supercell(c, t, row, &one);
  else
    status = in_crystal(c, t, row, &one);
  if (status == IW_OK)
    status = find_way(c, t, row, &one);
  if (status == IW_OK)
    status = tell(c, t, row, one.field);
  else
    status = neb_failed(c, t, status);
  iw_bvse_destroy(one.own);
  return status;
}
