/* SPDX-License-Identifier: BSD-3-Clause */
/* The state of a band while it is relaxed: images, energies, forces, and what
 * the rules make of them. */
#ifndef IONWAY_PATHWAYS_NEB_BAND_H
#define IONWAY_PATHWAYS_NEB_BAND_H

#include <ionway/neb.h>

#include "evaluator.h"
#include "neb_force.h"
#include "neb_stiffness.h"

/* Flat arrays hold the images one after the other, n = 3 n_atoms numbers an
 * image. The old_ ones are those of the last complete step. */
typedef struct iwi_band {
  size_t n_images, n_atoms, n;
  const iw_path *path; /* lent: what it began as */
  const iw_neb_options *options;
  const iw_path_symmetry *symmetry; /* NULL: none, or given up */
  iwi_evaluator *evaluator;
  iwi_evaluation *jobs;
  iwi_stiffness *stiffness;
  double *cart, *energies, *forces;
  double *old_cart, *old_energies, *old_forces;
  double *tangents, *pull; /* pull: band forces */
  double *image_force;     /* n_images, largest on an atom */
  uint8_t *resting;        /* n_images: not moved, not evaluated */
  double max_force;
  double spring_ev_ang2;
  double spacing_ang;   /* mean between neighbours */
  size_t climbing;      /* 0: none */
  size_t challenger;    /* another image is highest ... */
  int challenged;       /* ... since so many steps */
  int climbing_changed; /* in the last step: old pulls obey another rule */
  int drifting;         /* non-zero: nothing holds the atoms as a whole */
  size_t n_steps, n_calls, end_calls;
  double closest_ang; /* nearest two atoms at the ends */
  iw_neb_state state;
  char reason[256];
} iwi_band;

static inline double *iwi_band_at(const iwi_band *band, double *array, size_t i)
{
  return array + i * band->n;
}

/** Errors: those of the model's open(), IW_E_MEMORY. */
iw_status iwi_band_create(iw_context *ctx, const iw_energy *energy,
                          const iw_path *path, const iw_neb_options *options,
                          iwi_band **out);
void iwi_band_destroy(iwi_band *band);

/** Evaluate the ends, a displaced first image (it tells the stiffness) and all
 *  moving images, and choose the spring. Errors as iwi_band_evaluate(). */
iw_status iwi_band_begin(iw_context *ctx, iwi_band *band);

/** Evaluate the images that moved and update tangents and band forces. On
 *  failure the last complete step is restored and state and reason are set. */
iw_status iwi_band_evaluate(iw_context *ctx, iwi_band *band);

/** out = K^-1 in, image by image; flat, n_images. The ends are left. */
void iwi_band_soften(iwi_band *band, double *in, double *out);

/** Choose the images that rest in the next step. */
void iwi_band_rest(iwi_band *band);

/** Keep the present step as the last complete one, then move all images that
 *  are not at rest by step (flat, n_images; shortened to limit_ang an image,
 *  in place). */
void iwi_band_move(iwi_band *band, double *step, double limit_ang);

/** Back to the last complete step. */
void iwi_band_step_back(iwi_band *band);

/** Is it over? Sets state and reason; counts a step and calls back.
 *  Returns non-zero when it is. */
int iwi_band_finished(iw_context *ctx, iwi_band *band, iw_status *status);

/** Methods: until iwi_band_finished() says so. Errors: IW_E_MEMORY, those of
 *  the model. */
iw_status iwi_band_lbfgs(iw_context *ctx, iwi_band *band);
iw_status iwi_band_fire(iw_context *ctx, iwi_band *band);

/** Choose the image that climbs, eq. (N6). */
void iwi_band_choose_climbing(iwi_band *band);

/** Tangents and band forces from positions, energies and true forces. */
void iwi_band_update(iwi_band *band);

/** Highest less lowest energy, eV. */
double iwi_band_range(const iwi_band *band);

/** Zero for frozen atoms in one image's vectors. */
void iwi_band_hold_frozen(const iwi_band *band, double *v);

/** Vectors of image i of the second half from those of its partner; and the
 *  positions of the whole half. Only with a symmetry. */
void iwi_band_mirror_vectors(const iwi_band *band, double *array, size_t i);
void iwi_band_mirror_positions(iwi_band *band);

/** Ask for an image; evaluate what is asked for; say that a model failed and
 *  take the step back. */
void iwi_band_add_job(iwi_band *band, size_t image, size_t *n_jobs);
iw_status iwi_band_run_jobs(iw_context *ctx, iwi_band *band, size_t n_jobs);
iw_status iwi_band_failed(iw_context *ctx, iwi_band *band, iw_status status);

#endif
