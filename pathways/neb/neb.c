/* SPDX-License-Identifier: BSD-3-Clause */
/* Relaxing a band: options, when it is over, and the result. */
#include <ionway/neb.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "context.h"
#include "mem.h"
#include "neb_band.h"
#include "neb_result.h"
#include "path.h"
#include "rng.h"

/* Neighbouring images nearer than this share of the mean spacing have run into
 * each other; atoms nearer than this share of the nearest two at the ends. */
#define IMAGE_COLLISION 1e-3
#define ATOM_COLLISION  0.3

/* How often atoms are looked at, steps: a search costs as much as a force
 * call of a cheap model. */
#define LOOK_EVERY 10

/* Length of the push off a symmetric plane, in mean spacings. */
#define PUSH 0.1

void iw_neb_options_default(iw_neb_options *options)
{
  memset(options, 0, sizeof *options);
  options->struct_size = sizeof *options;
  options->force_tol_ev_ang = 0.02;
  options->max_steps = 500;
  options->climb = 1;
  options->spring_ev_ang2 = NAN;
  options->skip_converged = 1;
}

const char *iw_neb_state_text(iw_neb_state state)
{
  static const char *const texts[] = {"converged",  "out of steps",
                                      "no barrier", "identical ends",
                                      "collision",  "energy failed"};

  return (unsigned)state < sizeof texts / sizeof *texts ? texts[state]
                                                        : "unknown";
}

static iw_status check_options(iw_context *ctx, const iw_path *path,
                               const iw_neb_options *o)
{
  if (o->struct_size != sizeof *o)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "neb: options of size %zu, want %zu (start from the "
                    "defaults)",
                    o->struct_size, sizeof *o);
  if ((int)o->method < IW_NEB_LBFGS || o->method > IW_NEB_FIRE)
    return iwi_fail(ctx, IW_E_ARGUMENT, "neb: no method %d", (int)o->method);
  if (!(o->force_tol_ev_ang > 0) || isinf(o->force_tol_ev_ang))
    return iwi_fail(ctx, IW_E_ARGUMENT, "neb: force tolerance %g, want > 0",
                    o->force_tol_ev_ang);
  if (!isnan(o->spring_ev_ang2) &&
      (!(o->spring_ev_ang2 > 0) || isinf(o->spring_ev_ang2)))
    return iwi_fail(ctx, IW_E_ARGUMENT, "neb: spring %g, want > 0 or NAN",
                    o->spring_ev_ang2);
  if (iw_path_n_images(path) < 3)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "neb: the path has no image between its ends");
  if (o->symmetry != NULL && o->symmetry->n_atoms != iw_path_n_atoms(path))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "neb: a symmetry of %zu atoms for a path of %zu",
                    o->symmetry->n_atoms, iw_path_n_atoms(path));
  return IW_OK;
}

/* Two atoms too near somewhere on the band? */
static iw_status look_at_atoms(iw_context *ctx, iwi_band *band, int *collision)
{
  iw_path *path;
  double d;
  size_t image;
  int32_t pair[2];
  iw_status status = iwi_path_with_images(
      ctx, band->path, (const double(*)[3])band->cart, band->n_images, &path);

  *collision = 0;
  if (status != IW_OK)
    return status;
  status = iw_path_closest(ctx, path, &d, &image, pair);
  iw_path_destroy(path);
  if (status != IW_OK || d >= ATOM_COLLISION * band->closest_ang)
    return status;
  *collision = 1;
  band->state = IW_NEB_COLLISION;
  snprintf(band->reason, sizeof band->reason,
           "image %zu: atoms %d and %d are %.3g Angstrom apart, no two are "
           "nearer than %.3g at the ends",
           image, (int)pair[0] + 1, (int)pair[1] + 1, d, band->closest_ang);
  return IW_OK;
}

static int look_at_images(iwi_band *band)
{
  for (size_t i = 0; i + 1 < band->n_images; i++) {
    const double d =
        iwi_neb_distance(iwi_band_at(band, band->cart, i),
                         iwi_band_at(band, band->cart, i + 1), band->n);

    if (d >= IMAGE_COLLISION * band->spacing_ang)
      continue;
    band->state = IW_NEB_COLLISION;
    snprintf(band->reason, sizeof band->reason,
             "images %zu and %zu are %.3g Angstrom apart, the mean is %.3g", i,
             i + 1, d, band->spacing_ang);
    return 1;
  }
  return 0;
}

static iw_status tell_and_ask(iw_context *ctx, const iwi_band *band)
{
  const iw_neb_options *o = band->options;
  double top = band->energies[0];
  iw_neb_checkpoint at = {.n_images = band->n_images,
                          .n_atoms = band->n_atoms,
                          .n_steps = band->n_steps,
                          .n_calls = band->n_calls,
                          .cart_ang = (const double(*)[3])band->cart,
                          .max_force_ev_ang = band->max_force};

  for (size_t i = 1; i < band->n_images; i++)
    top = fmax(top, band->energies[i]);
  at.barrier_ev = top - band->energies[0];
  if (o->checkpoint != NULL && band->n_steps > 0)
    return o->checkpoint(ctx, &at, o->checkpoint_user);
  return IW_OK;
}

static void conclude(iwi_band *band)
{
  size_t top = 0;

  for (size_t i = 1; i < band->n_images; i++)
    if (band->energies[i] > band->energies[top])
      top = i;
  band->state = IW_NEB_CONVERGED;
  if (top != 0 && top + 1 != band->n_images)
    return;
  band->state = IW_NEB_NO_BARRIER;
  snprintf(band->reason, sizeof band->reason,
           "the %s is the highest image, %.4f eV above the other end",
           top == 0 ? "start" : "end",
           fabs(band->energies[0] - band->energies[band->n_images - 1]));
}

int iwi_band_finished(iw_context *ctx, iwi_band *band, iw_status *status)
{
  const size_t most = band->options->max_steps;
  const int converged = band->max_force < band->options->force_tol_ev_ang;
  const int out = band->n_steps >= most;
  int collision = 0;

  *status = tell_and_ask(ctx, band);
  if (*status == IW_OK)
    *status = iwi_progress(ctx, "neb", converged ? most : band->n_steps, most);
  if (*status == IW_OK && (converged || out || band->n_steps % LOOK_EVERY == 0))
    *status = look_at_atoms(ctx, band, &collision);
  if (*status != IW_OK)
    return 1;
  if (collision || look_at_images(band)) {
    *status = iwi_fail(ctx, IW_E_NOT_CONVERGED, "neb: %s", band->reason);
    return 1;
  }
  if (converged) {
    conclude(band);
    return 1;
  }
  if (!out)
    return 0;
  band->state = IW_NEB_OUT_OF_STEPS;
  snprintf(band->reason, sizeof band->reason,
           "after %zu steps the largest force is %.3g eV/Angstrom, want %.3g",
           band->n_steps, band->max_force, band->options->force_tol_ev_ang);
  *status = iwi_fail(ctx, IW_E_NOT_CONVERGED, "neb: %s", band->reason);
  return 1;
}

/* Off a symmetric plane: one random direction for all images, most in the
 * middle, none at the ends. */
static void push(iwi_band *band)
{
  const uint8_t *frozen = iw_path_frozen(band->path);
  const size_t last = band->n_images - 1;
  double *way = iwi_band_at(band, band->pull, 0), size, spacing = 0;
  iwi_rng rng;

  iwi_rng_seed(&rng, 1, 1);
  for (size_t k = 0; k < band->n; k++) {
    way[k] = iwi_rng_real(&rng) - 0.5;
    if (frozen != NULL && frozen[k / 3])
      way[k] = 0;
  }
  size = sqrt(iwi_neb_dot(way, way, band->n));
  for (size_t i = 0; i < last; i++)
    spacing += iwi_neb_distance(iwi_band_at(band, band->cart, i),
                                iwi_band_at(band, band->cart, i + 1), band->n) /
               (double)last;
  for (size_t i = 1; i < last && size > 0; i++) {
    const double t = (double)i / (double)last;

    for (size_t k = 0; k < band->n; k++)
      iwi_band_at(band, band->cart, i)[k] +=
          4 * t * (1 - t) * PUSH * spacing / size * way[k];
  }
  memset(way, 0, band->n * sizeof *way);
}

static iw_status run(iw_context *ctx, iwi_band *band)
{
  iw_status status;
  int collision;

  if (band->options->break_symmetry && band->symmetry == NULL)
    push(band);
  status = look_at_atoms(ctx, band, &collision);
  if (status == IW_OK && collision)
    status = iwi_fail(ctx, IW_E_NOT_CONVERGED, "neb: %s", band->reason);
  if (status == IW_OK)
    status = iwi_band_begin(ctx, band);
  if (status != IW_OK)
    return status;
  return band->options->method == IW_NEB_FIRE ? iwi_band_fire(ctx, band)
                                              : iwi_band_lbfgs(ctx, band);
}

/* Nearest two atoms at the ends; and whether anything moves between them. */
static iw_status look_at_ends(iw_context *ctx, iwi_band *band, int *moves)
{
  double length = 0;
  iw_path *first;
  iw_status status;

  status = iw_path_straight(ctx, band->path, 2, &first);
  if (status != IW_OK)
    return status;
  status = iw_path_closest(ctx, first, &band->closest_ang, NULL, NULL);
  iw_path_destroy(first);
  for (size_t i = 0; i + 1 < band->n_images; i++)
    length += iwi_neb_distance(iwi_band_at(band, band->cart, i),
                               iwi_band_at(band, band->cart, i + 1), band->n);
  *moves = length > 1e-6 * band->closest_ang; /* rounding of files */
  return status;
}

/* One evaluation is the whole profile where nothing moves. */
static iw_status stand_still(iw_context *ctx, iwi_band *band)
{
  iw_status status;

  band->resting[0] = 0;
  for (size_t i = 1; i + 1 < band->n_images; i++)
    band->resting[i] = i != 1;
  status = iwi_band_evaluate(ctx, band);
  if (status != IW_OK)
    return status;
  for (size_t i = 0; i < band->n_images; i++) {
    band->energies[i] = band->energies[1];
    if (i != 1)
      memcpy(iwi_band_at(band, band->forces, i),
             iwi_band_at(band, band->forces, 1),
             band->n * sizeof *band->forces);
  }
  iwi_band_update(band);
  band->state = IW_NEB_IDENTICAL_ENDS;
  snprintf(band->reason, sizeof band->reason, "nothing moves between the ends");
  return IW_OK;
}

iw_status iw_neb_relax(iw_context *ctx, const iw_energy *energy,
                       const iw_path *path, const iw_neb_options *options,
                       iw_neb **out)
{
  iw_neb_options defaults;
  iwi_band *band;
  iw_status status, made;
  int moves;

  *out = NULL;
  iw_neb_options_default(&defaults);
  if (options == NULL)
    options = &defaults;
  status = check_options(ctx, path, options);
  if (status == IW_OK)
    status = iwi_band_create(ctx, energy, path, options, &band);
  if (status != IW_OK)
    return status;
  status = look_at_ends(ctx, band, &moves);
  if (status == IW_OK)
    status = moves ? run(ctx, band) : stand_still(ctx, band);
  if (status == IW_OK || status == IW_E_NOT_CONVERGED ||
      status == IW_E_ENERGY) {
    made = iwi_neb_result(ctx, band, out);
    if (made != IW_OK)
      status = made;
  }
  iwi_band_destroy(band);
  return status;
}
