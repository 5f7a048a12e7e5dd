/* SPDX-License-Identifier: BSD-3-Clause */
/* The guesses of a path, each followed to a certified top; the lowest kept. */
#include "barrier_run.h"

#include <math.h>
#include <string.h>

#include "context.h"

/* Guesses that differ by less than this share of the hop lead to one band. */
#define SAME_GUESS 0.1

/* eV: what residual forces leave; of routes so near each other the first is
 * kept */
#define SAME_TOP_EV 1e-3

static iw_status make_guess(iwi_barrier_run *run, unsigned start, iw_path **out)
{
  const iw_barrier_options *o = run->options;

  if (start == IW_BARRIER_STRAIGHT)
    return iw_path_straight(run->ctx, run->ends, o->n_images, out);
  if (start == IW_BARRIER_IDPP)
    return iw_path_idpp(run->ctx, run->ends, o->n_images, out);
  if (start == IW_BARRIER_WAYPOINTS)
    return iw_path_through(run->ctx, run->ends, o->waypoints_ang,
                           o->n_waypoints, o->n_images, out);
  return iwi_barrier_given_guess(run, out);
}

static int same_guess(const iwi_barrier_run *run, const iw_path *a,
                      const iw_path *b)
{
  for (size_t i = 0; i < iw_path_n_images(a); i++) {
    if (iwi_path_farthest(iw_path_image(a, i), iw_path_image(b, i),
                          iw_path_n_atoms(a)) > SAME_GUESS * run->hop_ang)
      return 0;
  }
  return 1;
}

/* What a guess has led to. */
typedef struct outcome {
  iwi_route route;
  int failed, symmetric;
  char reason[IWI_REASON_SIZE];
} outcome;

static outcome take(iwi_barrier_run *run)
{
  outcome out = {.route = run->route,
                 .failed = run->route_failed,
                 .symmetric = run->result.symmetric};

  memcpy(out.reason, run->reason, sizeof out.reason);
  run->route = (iwi_route){0};
  run->route_failed = 0;
  return out;
}

static void put(iwi_barrier_run *run, const outcome *from)
{
  run->route = from->route;
  run->route_failed = from->failed;
  run->result.start = from->route.start;
  run->result.symmetric = from->symmetric;
  memcpy(run->reason, from->reason, sizeof run->reason);
}

static int is_certified(const iwi_route *route)
{
  size_t at = 0;

  return isfinite(iwi_route_top(route, &at)) &&
         route->stretches[at].info.certified;
}

/* One whose model failed is better than none; of equal tops the one with a
 * certificate is. */
static int is_better(const outcome *a, const outcome *than)
{
  const double drop =
      iwi_route_top(&than->route, NULL) - iwi_route_top(&a->route, NULL);

  if (a->route.n == 0 || than->route.n == 0)
    return a->route.n > 0;
  if (a->failed != than->failed)
    return than->failed;
  return drop > SAME_TOP_EV ||
         (drop > -SAME_TOP_EV && is_certified(&a->route) &&
          !is_certified(&than->route));
}

/* One guess to its end, repairs of its saddles included, beside the best so
 * far. */
static iw_status try_whole(iwi_barrier_run *run, const iw_path *guess,
                           unsigned start, int symmetric)
{
  outcome held = take(run), found;
  iw_status status = iwi_barrier_try(run, guess, start, symmetric);

  if (status == IW_OK && run->route.n > 0 && !run->route_failed)
    status = iwi_barrier_certify(run);
  found = take(run);
  found.failed = found.failed || found.route.n == 0;
  if (held.route.n == 0 || is_better(&found, &held)) {
    iwi_route_release(&held.route);
    put(run, &found);
  } else {
    iwi_route_release(&found.route);
    put(run, &held);
  }
  return status;
}

static iw_status try_kind(iwi_barrier_run *run, unsigned start,
                          iw_path *tried[4], size_t *n_tried)
{
  /* only these guesses have the symmetry of the ends */
  const int symmetric =
      run->symmetry != NULL &&
      (start == IW_BARRIER_STRAIGHT || start == IW_BARRIER_IDPP);
  iw_path *guess;
  iw_status status = make_guess(run, start, &guess);

  for (size_t i = 0; status == IW_OK && i < *n_tried; i++) {
    if (same_guess(run, tried[i], guess)) {
      iw_path_destroy(guess);
      return IW_OK;
    }
  }
  if (status != IW_OK)
    return status;
  tried[(*n_tried)++] = guess;
  return try_whole(run, guess, start, symmetric);
}

iw_status iwi_barrier_run_starts(iwi_barrier_run *run)
{
  static const unsigned kinds[3] = {IW_BARRIER_STRAIGHT, IW_BARRIER_IDPP,
                                    IW_BARRIER_WAYPOINTS};
  iw_path *tried[4] = {NULL};
  size_t n_tried = 0;
  iw_status status = IW_OK;

  if (run->options->guess != NULL)
    status = try_kind(run, 0, tried, &n_tried);
  for (size_t k = 0; k < 3 && status == IW_OK; k++) {
    if (run->options->guess == NULL && (run->options->starts & kinds[k]))
      status = try_kind(run, kinds[k], tried, &n_tried);
  }
  for (size_t i = 0; i < n_tried; i++)
    iw_path_destroy(tried[i]);
  if (status == IW_OK && run->route_failed &&
      !iwi_route_collided(&run->route)) {
    char text[IWI_REASON_SIZE];

    memcpy(text, run->reason, sizeof text);
    return iwi_barrier_ended(run, IW_BARRIER_ENERGY_FAILED, "%s", text);
  }
  return status;
}
