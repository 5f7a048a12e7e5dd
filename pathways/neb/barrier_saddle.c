/* SPDX-License-Identifier: BSD-3-Clause */
/* The tops of a route: each refined to a saddle with its certificate. A
 * climbing image that symmetry holds on a saddle of higher order is left for
 * the true one below it. */
#include "barrier_run.h"

#include <math.h>
#include <string.h>

#include "context.h"
#include "mem.h"
#include "vec3.h"

/* A saddle so much below the band's top, eV, is another one than the band's:
 * far above what residual forces leave. */
#define ANOTHER_SADDLE_EV 0.01

/* How far a path is pushed off a ridge, in shares of the hop: well beyond what
 * residual forces hold there. */
#define PUSH 0.1

static double along(const double (*from)[3], const double (*to)[3],
                    const double (*tangent)[3], size_t n)
{
  double sum = 0;

  for (size_t i = 0; i < n; i++) {
    for (int k = 0; k < 3; k++)
      sum += (to[i][k] - from[i][k]) * tangent[i][k];
  }
  return sum;
}

/* Refine the highest image; what is found stays with the stretch. */
static iw_status refine(iwi_barrier_run *run, iwi_stretch *stretch)
{
  const iw_path *path = iw_neb_path(stretch->neb);
  const size_t n = iw_path_n_atoms(path), top = iw_neb_highest(stretch->neb);
  double s[256];
  iw_saddle_options options = run->options->saddle;
  iw_status status;

  options.n_modes = 2;
  stretch->saddle = iwi_calloc(run->ctx, n, sizeof *stretch->saddle);
  stretch->mode = iwi_calloc(run->ctx, 2 * n, sizeof *stretch->mode);
  if (stretch->saddle == NULL || stretch->mode == NULL)
    return IW_E_MEMORY;
  memcpy(stretch->saddle, iw_path_image(path, top),
         n * sizeof *stretch->saddle);
  status =
      iw_saddle_refine(run->ctx, run->energy, &run->atoms, iw_path_frozen(path),
                       &options, iw_neb_tangent(stretch->neb, top),
                       stretch->saddle, stretch->mode, &stretch->info);
  run->result.n_calls_saddles += stretch->info.n_calls;
  if (status == IW_E_NOT_CONVERGED || status == IW_E_ENERGY) {
    iwi_log(run->ctx, IW_LOG_NOTE, "refining a saddle: %s",
            iw_context_message(run->ctx));
    status = IW_OK;
    stretch->info.certified = 0;
  }
  if (status != IW_OK)
    return status;
  iw_path_coordinate(path, s);
  stretch->saddle_s_ang = s[top] + along(iw_path_image(path, top),
                                         (const double(*)[3])stretch->saddle,
                                         iw_neb_tangent(stretch->neb, top), n);
  if (stretch->info.certified)
    stretch->top_ev = stretch->info.energy_ev;
  return IW_OK;
}

static int has_top(const iwi_stretch *stretch)
{
  const iw_neb_state state = iw_neb_get_state(stretch->neb);

  return state == IW_NEB_CONVERGED || state == IW_NEB_OUT_OF_STEPS;
}

static iw_status refine_all(iwi_barrier_run *run)
{
  iw_status status = IW_OK;

  for (size_t i = 0; i < run->route.n && status == IW_OK; i++) {
    iwi_stretch *stretch = &run->route.stretches[i];

    if (stretch->saddle != NULL || !has_top(stretch))
      continue;
    status = refine(run, stretch);
  }
  return status;
}

/* The stretch whose saddle is not the one its band climbed, or NULL. */
static iwi_stretch *misled(iwi_barrier_run *run)
{
  size_t at = 0;
  iwi_stretch *stretch;
  double band_top;

  if (!isfinite(iwi_route_top(&run->route, &at)))
    return NULL;
  stretch = &run->route.stretches[at];
  if (stretch->saddle == NULL || !stretch->info.certified)
    return NULL;
  band_top = iw_neb_energies(stretch->neb)[iw_neb_highest(stretch->neb)];
  return band_top - stretch->info.energy_ev > ANOTHER_SADDLE_EV ? stretch
                                                                : NULL;
}

/* A top that goes down to the side as well: by its second eigenvalue beyond
 * the error of that. */
static int is_ridge(const iwi_barrier_run *run)
{
  size_t at = 0;
  const iw_saddle_info *info;

  if (!isfinite(iwi_route_top(&run->route, &at)))
    return 0;
  info = &run->route.stretches[at].info;
  return run->route.stretches[at].saddle != NULL && !info->certified &&
         info->n_eigenvalues > 1 &&
         info->eigenvalues_ev_ang2[1] + info->residuals_ev_ang2[1] < 0;
}

/* Longest displacement of an atom in a mode. */
static double longest(const double (*mode)[3], size_t n)
{
  double most = 0;

  for (size_t i = 0; i < n; i++)
    most = fmax(most, iwi_norm3(mode[i]));
  return most;
}

/* Images of the highest band moved along the second mode, all to one side,
 * most in the middle: out holds them one after another. */
static void push(const iwi_barrier_run *run, const iwi_stretch *stretch,
                 double (*out)[3])
{
  const iw_path *path = iw_neb_path(stretch->neb);
  const size_t n = iw_path_n_atoms(path), last = iw_path_n_images(path) - 1;
  const double(*mode)[3] = (const double(*)[3])(stretch->mode + n);
  const double size = PUSH * run->hop_ang / fmax(longest(mode, n), 1e-300);

  for (size_t k = 0; k <= last; k++) {
    const double t = (double)k / (double)last;
    const double by = 4 * t * (1 - t) * size;

    for (size_t i = 0; i < n; i++) {
      for (int l = 0; l < 3; l++)
        out[k * n + i][l] = iw_path_image(path, k)[i][l] + by * mode[i][l];
    }
  }
}

static size_t n_images_of(const iwi_stretch *stretch)
{
  return iw_path_n_images(iw_neb_path(stretch->neb));
}

/* A path on all images of the route, those of its highest band pushed. */
static iw_status pushed_guess(iwi_barrier_run *run, iw_path **out)
{
  const size_t n = run->atoms.n_atoms;
  const double(**points)[3];
  size_t at = 0, n_points = 0, capacity = 0;
  double(*pushed)[3];
  iw_status status = IW_E_MEMORY;

  *out = NULL;
  iwi_route_top(&run->route, &at);
  for (size_t i = 0; i < run->route.n; i++)
    capacity += n_images_of(&run->route.stretches[i]);
  points = iwi_calloc(run->ctx, capacity, sizeof *points);
  pushed = iwi_calloc(run->ctx, n * n_images_of(&run->route.stretches[at]),
                      sizeof *pushed);
  if (points != NULL && pushed != NULL) {
    push(run, &run->route.stretches[at], pushed);
    for (size_t i = 0; i < run->route.n; i++) {
      const iw_path *path = iw_neb_path(run->route.stretches[i].neb);

      for (size_t k = i == 0 ? 0 : 1; k < iw_path_n_images(path); k++)
        points[n_points++] = i == at ? (const double(*)[3])(pushed + k * n)
                                     : iw_path_image(path, k);
    }
    status = iwi_path_on_polygon(run->ctx, run->ends,
                                 (const double(*const *)[3])points, n_points,
                                 run->options->n_images, out);
  }
  iwi_free(points);
  iwi_free(pushed);
  return status;
}

/* The route again, its highest band pushed off the ridge. */
static iw_status try_off_the_ridge(iwi_barrier_run *run)
{
  iw_path *guess;
  iw_status status = pushed_guess(run, &guess);

  if (status == IW_OK) {
    iwi_log(run->ctx, IW_LOG_NOTE,
            "the highest point of a path goes down to the side as well: the "
            "path is pushed there and relaxed once more");
    status = iwi_barrier_try(run, guess, run->route.start, 0);
  }
  iw_path_destroy(guess);
  return status;
}

/* From the start over that saddle to the end, without symmetry. */
static iw_status try_through(iwi_barrier_run *run, const iwi_stretch *stretch)
{
  const double(*const points[3])[3] = {iw_path_image(run->ends, 0),
                                       (const double(*)[3])stretch->saddle,
                                       iw_path_image(run->ends, 1)};
  iw_path *guess;
  iw_status status = iwi_path_on_polygon(run->ctx, run->ends, points, 3,
                                         run->options->n_images, &guess);

  if (status == IW_OK)
    status = iwi_barrier_try(run, guess, run->route.start, 0);
  iw_path_destroy(guess);
  return status;
}

iw_status iwi_barrier_certify(iwi_barrier_run *run)
{
  const iwi_stretch *before;
  iwi_stretch *stretch;
  double start_ev, top_ev;
  iw_status status = refine_all(run);

  if (status != IW_OK)
    return status;
  if (is_ridge(run)) {
    status = try_off_the_ridge(run);
    if (status == IW_OK)
      status = refine_all(run);
    if (status != IW_OK)
      return status;
  }
  stretch = misled(run);
  if (stretch == NULL)
    return IW_OK;
  start_ev = iw_neb_energies(run->route.stretches[0].neb)[0];
  top_ev = iw_neb_energies(stretch->neb)[iw_neb_highest(stretch->neb)];
  iwi_log(run->ctx, IW_LOG_NOTE,
          "the path climbed by %.4f eV, where the ground falls off to the "
          "side; a saddle at %.4f eV from the start was found next to it",
          top_ev - start_ev, stretch->info.energy_ev - start_ev);
  /* the band's own top again: the two routes are compared alike */
  stretch->top_ev = top_ev;
  before = run->route.stretches;
  status = try_through(run, stretch);
  if (run->route.stretches == before) {
    /* the band stays, whose top that saddle does not certify */
    stretch->misled = 1;
    stretch->info.certified = 0;
  }
  return status == IW_OK ? refine_all(run) : status;
}

/* Vibrations about one point; the atoms are those about the saddle's mover. */
static iw_status vibrate(iwi_barrier_run *run, const double centre[3],
                         const double (*cart)[3], iw_vibrations **out)
{
  iw_vibrations_options options = run->options->vibrations;
  iw_status status;

  memcpy(options.centre_ang, centre, sizeof options.centre_ang);
  status =
      iw_vibrations_compute(run->ctx, run->energy, &run->atoms,
                            iw_path_frozen(run->ends), &options, cart, out);
  if (status == IW_OK)
    run->result.n_calls_vibrations += iw_vibrations_n_calls(*out);
  return status;
}

static double prefactor(iwi_barrier_run *run, const iw_vibrations *minimum,
                        const iw_vibrations *saddle, const char *which)
{
  double thz = NAN;

  if (iw_vibrations_prefactor(run->ctx, minimum, saddle, &thz) == IW_OK)
    return thz;
  iwi_log(run->ctx, IW_LOG_WARNING, "no prefactor from the %s: %s", which,
          iw_context_message(run->ctx));
  return NAN;
}

iw_status iwi_barrier_vibrate(iwi_barrier_run *run)
{
  iw_vibrations *at[3] = {NULL};
  size_t highest = 0;
  const iwi_stretch *stretch;
  const double *centre;
  iw_status status;

  iwi_route_top(&run->route, &highest);
  stretch = &run->route.stretches[highest];
  centre = stretch->saddle[iw_path_mover(run->ends)];
  status = vibrate(run, centre, (const double(*)[3])stretch->saddle, &at[2]);
  for (size_t k = 0; k < 2 && status == IW_OK; k++)
    status = vibrate(run, centre, iw_path_image(run->ends, k), &at[k]);
  if (status == IW_OK) {
    run->result.prefactor_forward_thz = prefactor(run, at[0], at[2], "start");
    run->result.prefactor_reverse_thz = prefactor(run, at[1], at[2], "end");
  } else if (status == IW_E_ENERGY) {
    iwi_log(run->ctx, IW_LOG_WARNING, "no prefactor: %s",
            iw_context_message(run->ctx));
    status = IW_OK;
  }
  for (size_t k = 0; k < 3; k++)
    iw_vibrations_destroy(at[k]);
  return status;
}
