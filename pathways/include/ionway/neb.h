/* SPDX-License-Identifier: BSD-3-Clause */
/* A chain of images relaxed to a minimum-energy path: the climbing-image
 * nudged elastic band. */
#ifndef IONWAY_NEB_H
#define IONWAY_NEB_H

#include <ionway/path.h>
#include <ionway/path_symmetry.h>

IW_BEGIN_DECLS

typedef enum iw_neb_method {
  IW_NEB_LBFGS = 0, /* one L-BFGS over the whole band, with resets            */
  IW_NEB_FIRE = 1
} iw_neb_method;

/** Where the band stands: enough to go on from. All lent for the call. */
typedef struct iw_neb_checkpoint {
  size_t n_images, n_atoms, n_steps, n_calls;
  const double (*cart_ang)[3]; /* n_images x n_atoms                          */
  double max_force_ev_ang;     /* of the band, as iw_neb_max_force            */
  double barrier_ev;           /* forward, of the images so far               */
} iw_neb_checkpoint;

/** Called after every step; a status other than IW_OK ends the band with it. */
typedef iw_status iw_neb_checkpoint_fn(iw_context *ctx,
                                       const iw_neb_checkpoint *at, void *user);

typedef struct iw_neb_options {
  size_t struct_size;
  iw_neb_method method;
  double force_tol_ev_ang; /* largest force on an atom, 2-norm, over ALL moving
                              images, the climbing one with its climbing force;
                              default 0.02                                    */
  size_t max_steps;        /* default 500                                     */
  int climb;               /* default 1                                       */
  double spring_ev_ang2;   /* > 0; default NAN: chosen by the forces          */
  int energy_weighted;     /* stiffer springs near the top, eq. (N7);
                              default 0                                       */
  int skip_converged;      /* images below half the tolerance between such
                              neighbours rest for a step; default 1           */
  const iw_path_symmetry *symmetry; /* of the ends; NULL: none. Halves the
                              images; the second half is made from the first,
                              tested by one more call and given up with a note
                              where the forces disagree                       */
  int break_symmetry; /* without `symmetry`: push the images off a symmetric
                         plane first; default 0                               */
  iw_neb_checkpoint_fn *checkpoint;
  void *checkpoint_user;
} iw_neb_options;

IW_API void iw_neb_options_default(iw_neb_options *options);

/** What became of a band. */
typedef enum iw_neb_state {
  IW_NEB_CONVERGED = 0,
  IW_NEB_OUT_OF_STEPS = 1,
  IW_NEB_NO_BARRIER = 2,     /* an end is the highest image                   */
  IW_NEB_IDENTICAL_ENDS = 3, /* nothing moves                                 */
  IW_NEB_COLLISION = 4,      /* two atoms, or two images, ran into each other */
  IW_NEB_ENERGY_FAILED = 5   /* the model failed or gave no number            */
} iw_neb_state;

/** "converged", "out of steps", ...; static storage. */
IW_API const char *iw_neb_state_text(iw_neb_state state);

typedef struct iw_neb iw_neb;

/**
 * Relax a path's inner images.
 *
 * energy   called concurrently if thread_safe, in batches if it has them.
 * path     its ends stay; both are evaluated once. To go on from a checkpoint,
 *          a path of its images.
 * options  NULL: the defaults.
 * out      also made with IW_E_NOT_CONVERGED (out of steps, collision) and
 *          IW_E_ENERGY: with the images of the last complete step, energies
 *          NAN where there was none. Free: iw_neb_destroy.
 * Errors   IW_E_ARGUMENT, IW_E_NOT_CONVERGED, IW_E_ENERGY, IW_E_CANCELLED,
 *          IW_E_MEMORY. A monotonous path is no error: see iw_neb_get_state.
 *          Identical ends are none either: nothing but the energy is there.
 * Cost     one energy call a moving image and step (half with symmetry), and
 *          one to learn how stiff the atoms are held.
 * Source   docs/theory.md eqs. (N4)-(N8); [henkelman2000a], [henkelman2000b].
 */
IW_API iw_status iw_neb_relax(iw_context *ctx, const iw_energy *energy,
                              const iw_path *path,
                              const iw_neb_options *options, iw_neb **out);
IW_API void iw_neb_destroy(iw_neb *neb);

IW_API iw_neb_state iw_neb_get_state(const iw_neb *neb);
/** One line on why it is not converged; "" when it is. */
IW_API const char *iw_neb_reason(const iw_neb *neb);
/** The relaxed images. Lent. */
IW_API const iw_path *iw_neb_path(const iw_neb *neb);
/** n_images energies, eV. Lent. */
IW_API const double *iw_neb_energies(const iw_neb *neb);
/** True (model) forces of image i, n_atoms x 3. Lent. */
IW_API const double (*iw_neb_forces(const iw_neb *neb, size_t i))[3];
/** Unit tangent of image i in 3N dimensions, eq. (N4). Lent. */
IW_API const double (*iw_neb_tangent(const iw_neb *neb, size_t i))[3];
/** Largest band force on an atom of image i, eV/Angstrom; 0 at the ends. */
IW_API double iw_neb_image_force(const iw_neb *neb, size_t i);
/** The largest of these over moving images: what force_tol is compared to. */
IW_API double iw_neb_max_force(const iw_neb *neb);
/** Highest image. */
IW_API size_t iw_neb_highest(const iw_neb *neb);
IW_API size_t iw_neb_n_steps(const iw_neb *neb);
/** Energy calls besides the two of the ends. */
IW_API size_t iw_neb_n_calls(const iw_neb *neb);

/** The profile between images: cubic Hermite through energies and their slopes
 *  along the path, eq. (N10), at n equally spaced shares of its length.
 *  s_ang may be NULL. */
IW_API void iw_neb_profile(const iw_neb *neb, size_t n, double *s_ang,
                           double *energies_ev);
/** A minimum or maximum of that profile. */
typedef struct iw_neb_extremum {
  double s_ang;
  double energy_ev;
  int is_maximum;
  size_t segment; /* between images segment and segment + 1 */
} iw_neb_extremum;
/** Inner extrema in the order of the path; *n of them, at most room are
 *  written. */
IW_API void iw_neb_extrema(const iw_neb *neb, iw_neb_extremum *extrema,
                           size_t room, size_t *n);

IW_END_DECLS

#endif
