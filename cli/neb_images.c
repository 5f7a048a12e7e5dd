/* SPDX-License-Identifier: BSD-3-Clause */
/* Barriers by bands of images, with a model of all ions. */
#include "neb_job.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- options ------------------------------------------------------------- */

/* All guesses where a force costs a millisecond, one where it costs an hour. */
static unsigned starts_of(const session *c, const neb_task *t)
{
  const char *starts = args_text(&c->a, "starts");
  const unsigned all =
      IW_BARRIER_STRAIGHT | IW_BARRIER_IDPP | IW_BARRIER_WAYPOINTS;

  if (strcmp(starts, "straight") == 0)
    return IW_BARRIER_STRAIGHT;
  if (strcmp(starts, "idpp") == 0)
    return IW_BARRIER_IDPP;
  if (strcmp(starts, "valley") == 0)
    return IW_BARRIER_WAYPOINTS;
  if (strcmp(starts, "auto") == 0 && t->model.kind == NEB_IPI)
    return IW_BARRIER_IDPP;
  return all;
}

static void take_options(session *c, int is_cheap, iw_barrier_options *o)
{
  const args *a = &c->a;
  const double spring = args_real(a, "spring-ev-ang2");

  iw_barrier_options_default(o);
  o->n_images = (size_t)args_integer(a, "images");
  o->relax_ends = !args_flag(a, "keep-ends");
  o->check_minima = strcmp(args_text(a, "check-minima"), "auto") == 0
                        ? is_cheap
                        : strcmp(args_text(a, "check-minima"), "yes") == 0;
  o->use_symmetry = !args_flag(a, "no-symmetry");
  o->max_splits = args_flag(a, "no-split") ? 0 : o->max_splits;
  o->prefactor = args_flag(a, "prefactor");
  o->vibrations.radius_ang = args_real(a, "prefactor-radius-ang");
  o->neb.method =
      strcmp(args_text(a, "method"), "fire") == 0 ? IW_NEB_FIRE : IW_NEB_LBFGS;
  o->neb.force_tol_ev_ang = args_real(a, "force-tol-ev-ang");
  o->neb.max_steps = (size_t)args_integer(a, "max-steps");
  o->neb.climb = !args_flag(a, "no-climb");
  o->neb.energy_weighted = args_flag(a, "energy-weighted");
  if (isfinite(spring))
    o->neb.spring_ev_ang2 = spring;
  /* ends must be better than the band, or their error is the barrier's: with a
   * loose band, too, whose saddle is refined all the same */
  o->relax.force_tol_ev_ang =
      fmin(o->neb.force_tol_ev_ang / 10, o->relax.force_tol_ev_ang);
}

/* ---- from the barrier to the row ----------------------------------------- */

static const char *guess_name(unsigned start)
{
  switch (start) {
  case IW_BARRIER_STRAIGHT:
    return "straight";
  case IW_BARRIER_IDPP:
    return "idpp";
  case IW_BARRIER_WAYPOINTS:
    return "valley";
  default:
    return "given";
  }
}

static int allocate(neb_row *row, size_t n_images, size_t n_segments)
{
  row->s = calloc(n_images, sizeof *row->s);
  row->e = calloc(n_images, sizeof *row->e);
  row->curve_s = calloc(NEB_CURVE_POINTS, sizeof *row->curve_s);
  row->curve_e = calloc(NEB_CURVE_POINTS, sizeof *row->curve_e);
  row->saddles = calloc(n_segments, sizeof *row->saddles);
  row->minima = calloc(n_segments, sizeof *row->minima);
  return row->s != NULL && row->e != NULL && row->curve_s != NULL &&
         row->curve_e != NULL && row->saddles != NULL && row->minima != NULL;
}

static double band_length(const iw_neb *neb)
{
  const iw_path *path = iw_neb_path(neb);
  double s[256];

  iw_path_coordinate(path, s);
  return s[iw_path_n_images(path) - 1];
}

static void tell_saddles(const neb_task *t, neb_row *row)
{
  const iw_barrier_result *r = iw_barrier_get(row->barrier);
  const iw_barrier_segment *segments = iw_barrier_segments(row->barrier);
  const int32_t mover = iw_path_mover(iw_barrier_ends(row->barrier));
  double before = 0;

  for (size_t i = 0; i < r->n_segments; i++) {
    const iw_barrier_segment *s = &segments[i];
    iw_neb_report_saddle *saddle = &row->saddles[row->hop.n_saddles];

    if (s->saddle_ang != NULL) {
      saddle->s_ang = before + s->saddle_s_ang;
      saddle->energy_ev = s->top_ev - r->start_ev;
      neb_row_frac(t, row, s->saddle_ang[mover], saddle->frac);
      saddle->certified = s->saddle.certified;
      saddle->info = &s->saddle;
      row->hop.n_saddles++;
    }
    before += band_length(s->neb);
    if (i + 1 < r->n_segments) {
      iw_neb_report_minimum *m = &row->minima[row->hop.n_minima++];
      const iw_path *path = iw_neb_path(s->neb);
      const size_t last = iw_path_n_images(path) - 1;

      m->s_ang = before;
      m->energy_ev = iw_neb_energies(s->neb)[last] - r->start_ev;
      neb_row_frac(t, row, iw_path_image(path, last)[mover], m->frac);
    }
  }
  row->hop.saddles = row->saddles;
  row->hop.minima = row->minima;
}

static void tell_profile(neb_row *row)
{
  const iw_barrier_result *r = iw_barrier_get(row->barrier);
  const iw_path *path = iw_barrier_path(row->barrier);
  iw_neb_report_hop *h = &row->hop;

  h->n_images = iw_path_n_images(path);
  iw_path_coordinate(path, row->s);
  for (size_t i = 0; i < h->n_images; i++)
    row->e[i] = iw_barrier_energies(row->barrier)[i] - r->start_ev;
  iw_barrier_profile(row->barrier, NEB_CURVE_POINTS, row->curve_s,
                     row->curve_e);
  for (size_t i = 0; i < NEB_CURVE_POINTS; i++)
    row->curve_e[i] -= r->start_ev;
  h->s_ang = row->s;
  h->energies_ev = row->e;
  h->n_curve = NEB_CURVE_POINTS;
  h->curve_s_ang = row->curve_s;
  h->curve_energies_ev = row->curve_e;
}

static void tell_numbers(neb_row *row)
{
  const iw_barrier_result *r = iw_barrier_get(row->barrier);
  iw_neb_report_hop *h = &row->hop;

  h->state = iw_barrier_state_text(r->state);
  h->reason = iw_barrier_reason(row->barrier);
  h->certified = r->state == IW_BARRIER_CERTIFIED;
  h->forward_ev = r->forward_ev;
  h->reverse_ev = r->reverse_ev;
  h->error_ev = r->error_ev;
  h->start_ev = r->start_ev;
  h->end_ev = r->end_ev;
  h->symmetric = r->symmetric;
  h->prefactor_forward_thz = r->prefactor_forward_thz;
  h->prefactor_reverse_thz = r->prefactor_reverse_thz;
  h->n_calls = r->n_calls_ends + r->n_calls_bands + r->n_calls_saddles +
               r->n_calls_vibrations;
}

static iw_status tell(session *c, const neb_task *t, neb_row *row)
{
  const iw_barrier_result *r = iw_barrier_get(row->barrier);
  const iw_barrier_segment *segments = iw_barrier_segments(row->barrier);
  double worst = 0;

  tell_numbers(row);
  if (r->n_segments == 0)
    return IW_OK;
  row->hop.guess = guess_name(r->start);
  for (size_t i = 0; i < r->n_segments; i++)
    worst = fmax(worst, iw_neb_max_force(segments[i].neb));
  row->hop.max_force_ev_ang = worst;
  if (!allocate(row, iw_path_n_images(iw_barrier_path(row->barrier)),
                r->n_segments))
    return session_fail(c, IW_E_MEMORY, "out of memory");
  tell_profile(row);
  tell_saddles(t, row);
  return IW_OK;
}

/* Which guesses; the valley only where one ion moves and has one. */
static iw_status take_starts(session *c, const neb_task *t, const neb_row *row,
                             const iw_path *ends, neb_valley *valley,
                             iw_barrier_options *o)
{
  const int pushes =
      t->hops != NULL && iw_hops_get(t->hops)[row->orbit].n_places > 2;
  iw_status status = IW_OK;

  o->starts = starts_of(c, t);
  if ((o->starts & IW_BARRIER_WAYPOINTS) && !pushes)
    status = neb_find_valley(c, t, ends, valley);
  o->waypoints_ang = (const double(*)[3])valley->points;
  o->n_waypoints = valley->n;
  if (valley->n == 0)
    o->starts &= ~(unsigned)IW_BARRIER_WAYPOINTS;
  if (o->starts == 0)
    o->starts = IW_BARRIER_IDPP;
  return status == IW_OK ? IW_OK : neb_failed(c, t, status);
}

iw_status neb_band_barrier(session *c, neb_task *t, neb_row *row)
{
  const char *guess_path = args_text(&c->a, "guess");
  iw_barrier_options options;
  iw_path *ends, *guess = NULL;
  neb_valley valley = {0};
  iw_status status = neb_row_ends(c, t, row, &ends);

  if (status != IW_OK)
    return neb_failed(c, t, status);
  take_options(c, t->model.kind != NEB_IPI, &options);
  if (guess_path == NULL)
    status = take_starts(c, t, row, ends, &valley, &options);
  if (status == IW_OK && guess_path != NULL) {
    status = iw_path_read_file(c->ctx, guess_path, &guess);
    if (status != IW_OK)
      status = session_library_failed(c, status, guess_path);
    options.guess = guess;
  }
  if (status == IW_OK) {
    status =
        iw_barrier_find(c->ctx, t->model.energy, ends, &options, &row->barrier);
    if (status != IW_OK)
      status = neb_failed(c, t, status);
  }
  free(valley.points);
  iw_path_destroy(guess);
  iw_path_destroy(ends);
  return status == IW_OK ? tell(c, t, row) : status;
}
