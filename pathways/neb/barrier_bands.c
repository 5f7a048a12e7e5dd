/* SPDX-License-Identifier: BSD-3-Clause */
/* Bands between relaxed ends: from several guesses, the lowest kept, each
 * split where there is a minimum on the way. */
#include "barrier_run.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "context.h"
#include "mem.h"
#include "vec3.h"

/* A minimum on the way is another place than an end when an atom is farther
 * from there than this share of the hop. */
#define NEW_PLACE 0.1

enum { MAX_EXTREMA = 64 };

void iwi_route_release(iwi_route *route)
{
  for (size_t i = 0; i < route->n; i++) {
    iw_neb_destroy(route->stretches[i].neb);
    iwi_free(route->stretches[i].saddle);
    iwi_free(route->stretches[i].mode);
  }
  iwi_free(route->stretches);
  *route = (iwi_route){0};
}

double iwi_route_top(const iwi_route *route, size_t *at)
{
  double top = -INFINITY;

  for (size_t i = 0; i < route->n; i++) {
    if (route->stretches[i].top_ev > top) {
      top = route->stretches[i].top_ev;
      if (at != NULL)
        *at = i;
    }
  }
  return top;
}

/* How far the band has come, in percent of the decades of its force. */
static iw_status show(iw_context *ctx, const iw_neb_checkpoint *at, void *user)
{
  iwi_barrier_run *run = user;
  const iw_neb_options *neb = &run->options->neb;
  const double tolerance = neb->force_tol_ev_ang;
  int percent = 0;

  if (at->max_force_ev_ang > tolerance)
    percent = (int)(100 * (1 - log(at->max_force_ev_ang / tolerance) / 6));
  if (percent > 99)
    percent = 99;
  if (percent > run->shown) {
    char stage[64];
    iw_status status;

    run->shown = percent;
    snprintf(stage, sizeof stage, "band, %.3f eV/Angstrom",
             at->max_force_ev_ang);
    status = iwi_progress(ctx, stage, (size_t)percent, 100);
    if (status != IW_OK)
      return status;
  }
  return neb->checkpoint == NULL
             ? IW_OK
             : neb->checkpoint(ctx, at, neb->checkpoint_user);
}

static iw_status relax_band(iwi_barrier_run *run, const iw_path *guess,
                            int symmetric, iw_neb **out)
{
  iw_neb_options options = run->options->neb;
  iw_status status = iwi_progress(run->ctx, "band", 0, 100);

  *out = NULL;
  if (status != IW_OK)
    return status;
  run->shown = 0;
  options.symmetry = symmetric ? run->symmetry : NULL;
  options.checkpoint = show;
  options.checkpoint_user = run;
  status = iw_neb_relax(run->ctx, run->energy, guess, &options, out);
  if (*out != NULL) {
    run->result.n_calls_bands += iw_neb_n_calls(*out);
    if (status == IW_E_NOT_CONVERGED)
      status = IW_OK;
  }
  if (status == IW_OK)
    status = iwi_progress(run->ctx, "band", 100, 100);
  return status;
}

/* Highest point of a band's profile; where the band climbs, its highest image
 * is that point. */
static double profile_top(const iw_neb *neb)
{
  iw_neb_extremum extrema[MAX_EXTREMA];
  double top = iw_neb_energies(neb)[iw_neb_highest(neb)];
  size_t n;

  iw_neb_extrema(neb, extrema, MAX_EXTREMA, &n);
  for (size_t i = 0; i < n && i < MAX_EXTREMA; i++) {
    if (extrema[i].is_maximum)
      top = fmax(top, extrema[i].energy_ev);
  }
  return top;
}

static iw_status add_stretch(iwi_barrier_run *run, iw_neb *neb,
                             iwi_route *route)
{
  iw_status status =
      iwi_reserve(run->ctx, (void **)&route->stretches, &route->capacity,
                  route->n + 1, sizeof *route->stretches);

  if (status != IW_OK) {
    iw_neb_destroy(neb);
    return status;
  }
  route->stretches[route->n++] = (iwi_stretch){
      .neb = neb, .top_ev = profile_top(neb), .saddle_s_ang = NAN};
  return IW_OK;
}

/* The deepest minimum between two maxima of the profile: image nearest to it,
 * or 0 when none is deep enough. */
static size_t deepest_minimum(const iwi_barrier_run *run, const iw_neb *neb)
{
  const iw_path *path = iw_neb_path(neb);
  const size_t n_images = iw_path_n_images(path);
  iw_neb_extremum e[MAX_EXTREMA];
  double deepest = run->options->split_depth_ev, s_minimum = NAN;
  size_t n, best = 0;
  double s[256];

  iw_neb_extrema(neb, e, MAX_EXTREMA, &n);
  n = n < MAX_EXTREMA ? n : MAX_EXTREMA;
  for (size_t i = 1; i + 1 < n; i++) {
    double depth;

    if (e[i].is_maximum)
      continue;
    depth = fmin(e[i - 1].energy_ev, e[i + 1].energy_ev) - e[i].energy_ev;
    if (depth > deepest) {
      deepest = depth;
      s_minimum = e[i].s_ang;
    }
  }
  if (isnan(s_minimum))
    return 0;
  iw_path_coordinate(path, s);
  for (size_t i = 1; i + 1 < n_images; i++) {
    if (best == 0 || fabs(s[i] - s_minimum) < fabs(s[best] - s_minimum))
      best = i;
  }
  return best;
}

/* Relax the image next to a minimum of the profile; *found when that is a
 * place of its own. */
static iw_status relax_between(iwi_barrier_run *run, const iw_neb *neb,
                               size_t at, double (*cart)[3], int *found)
{
  const iw_path *path = iw_neb_path(neb);
  const size_t n = iw_path_n_atoms(path);
  const size_t last = iw_path_n_images(path) - 1;
  iw_relax_info info;
  iw_status status;

  *found = 0;
  memcpy(cart, iw_path_image(path, at), n * sizeof *cart);
  status = iwi_barrier_settle(run, "minimum on the way", 1, cart, &info);
  if (status != IW_OK)
    return status;
  *found =
      iwi_path_farthest((const double(*)[3])cart, iw_path_image(path, 0), n) >
          NEW_PLACE * run->hop_ang &&
      iwi_path_farthest((const double(*)[3])cart, iw_path_image(path, last),
                        n) > NEW_PLACE * run->hop_ang;
  return IW_OK;
}

/* The images of a band on one side of a minimum that ends there, as a guess. */
static iw_status side_guess(iwi_barrier_run *run, const iw_neb *neb, size_t at,
                            const double (*minimum)[3], int after,
                            iw_path **out)
{
  const iw_path *path = iw_neb_path(neb);
  const double(*points[256])[3];
  size_t n = 0;

  if (after)
    points[n++] = minimum;
  for (size_t i = after ? at + 1 : 0;
       after ? i < iw_path_n_images(path) : i < at; i++)
    points[n++] = iw_path_image(path, i);
  if (!after)
    points[n++] = minimum;
  return iwi_path_on_polygon(run->ctx, path, points, n, run->options->n_images,
                             out);
}

/* Both sides of a minimum for themselves. */
static iw_status split(iwi_barrier_run *run, const iw_neb *neb, size_t at,
                       const double (*minimum)[3], int depth, iwi_route *route)
{
  iw_status status = IW_OK;

  for (int after = 0; after < 2 && status == IW_OK; after++) {
    iw_path *guess;

    status = side_guess(run, neb, at, minimum, after, &guess);
    if (status == IW_OK)
      status = iwi_barrier_add_band(run, guess, 0, depth - 1, route);
    iw_path_destroy(guess);
  }
  return status;
}

iw_status iwi_barrier_add_band(iwi_barrier_run *run, const iw_path *guess,
                               int symmetric, int depth, iwi_route *route)
{
  double(*minimum)[3] = NULL;
  iw_neb *neb;
  size_t at = 0;
  int found = 0;
  iw_status status = relax_band(run, guess, symmetric, &neb);

  if (status == IW_OK && depth > 0)
    at = deepest_minimum(run, neb);
  if (status == IW_OK && at > 0) {
    minimum = iwi_calloc(run->ctx, run->atoms.n_atoms, sizeof *minimum);
    status = minimum == NULL ? IW_E_MEMORY
                             : relax_between(run, neb, at, minimum, &found);
  }
  if (status == IW_OK && found)
    status = split(run, neb, at, (const double(*)[3])minimum, depth, route);
  iwi_free(minimum);
  if (status == IW_OK && !found)
    return add_stretch(run, neb, route);
  if (status == IW_E_ENERGY && neb != NULL && route->n == 0) {
    /* the images of the last good step tell where it went wrong */
    const iw_status kept = add_stretch(run, neb, route);

    return kept == IW_OK ? status : kept;
  }
  iw_neb_destroy(neb);
  return status;
}

/* Is this route the better one? One whose model failed is better than none. */
static int is_better(const iwi_barrier_run *run, const iwi_route *route,
                     int failed)
{
  if (route->n == 0 || (failed && run->route.n > 0))
    return 0;
  /* 1 meV: what residual forces of bands leave; of equal ones the first is
   * kept */
  return run->route.n == 0 || run->route_failed ||
         iwi_route_top(route, NULL) < iwi_route_top(&run->route, NULL) - 1e-3;
}

int iwi_route_collided(const iwi_route *route)
{
  for (size_t i = 0; i < route->n; i++) {
    if (iw_neb_get_state(route->stretches[i].neb) == IW_NEB_COLLISION)
      return 1;
  }
  return 0;
}

iw_status iwi_barrier_try(iwi_barrier_run *run, const iw_path *guess,
                          unsigned start, int symmetric)
{
  iwi_route route = {.start = start};
  const iw_status status = iwi_barrier_add_band(
      run, guess, symmetric, run->options->max_splits, &route);
  const int no_number = status == IW_E_ENERGY;
  const int failed = no_number || iwi_route_collided(&route);

  if (no_number && (run->route.n == 0 || run->route_failed))
    snprintf(run->reason, sizeof run->reason, "%.*s", IWI_REASON_SIZE - 1,
             iw_context_message(run->ctx));
  if ((status == IW_OK || no_number) && is_better(run, &route, failed)) {
    iwi_route_release(&run->route);
    run->route = route;
    run->route_failed = failed;
    run->result.start = start;
    run->result.symmetric = symmetric;
  } else {
    iwi_route_release(&route);
    run->route_failed = run->route_failed || (failed && run->route.n == 0);
  }
  return no_number ? IW_OK : status;
}
