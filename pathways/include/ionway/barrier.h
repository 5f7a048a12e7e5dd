/* SPDX-License-Identifier: BSD-3-Clause */
/* One hop from its two ends to a certified barrier: ends relaxed, bands from
 * several starts, split where there is a minimum between, saddles refined. */
#ifndef IONWAY_BARRIER_H
#define IONWAY_BARRIER_H

#include <ionway/neb.h>
#include <ionway/path.h>
#include <ionway/relax.h>
#include <ionway/saddle.h>
#include <ionway/vibrations.h>

IW_BEGIN_DECLS

/** First guesses of a path, as bits. */
typedef enum iw_barrier_start {
  IW_BARRIER_STRAIGHT = 1,
  IW_BARRIER_IDPP = 2,
  IW_BARRIER_WAYPOINTS = 4 /* through options.waypoints_ang                   */
} iw_barrier_start;

typedef struct iw_barrier_options {
  size_t struct_size;
  size_t n_images; /* of each band, ends included, 3..255; default 7          */
  unsigned starts; /* iw_barrier_start bits; default straight and IDPP. Of
                      guesses closer than 0.1 of the hop one is taken; of
                      several the lowest barrier is kept                      */
  const double (*waypoints_ang)[3]; /* of the mover, between the ends         */
  size_t n_waypoints;
  const iw_path *guess; /* a path to start from instead; NULL: none           */
  int relax_ends;       /* default 1                                          */
  int check_minima;     /* default 1: look at the lowest mode of relaxed ends
                           and of minima on the way, some 60 calls each, and
                           leave saddles that symmetry holds them on          */
  int use_symmetry;     /* default 1: see path_symmetry.h                     */
  int max_splits;       /* minima between the ends that are followed, in
                           depth; default 4, 0 none                           */
  double split_depth_ev; /* shallower ones are not; default 0.005             */
  int prefactor;         /* non-zero: vibrations and eq. (R9); default 0      */
  iw_relax_options relax; /* force_tol_ev_ang: default 0.002, since what is left
                             at the ends is in the barrier                    */
  iw_neb_options neb; /* its symmetry is found here                           */
  iw_saddle_options saddle;
  iw_vibrations_options vibrations; /* centre: the mover at the saddle        */
} iw_barrier_options;

IW_API void iw_barrier_options_default(iw_barrier_options *options);

/** What became of a hop. */
typedef enum iw_barrier_state {
  IW_BARRIER_CERTIFIED = 0,   /* bands converged, highest saddle certified    */
  IW_BARRIER_UNCERTIFIED = 1, /* a number, without its certificate            */
  IW_BARRIER_NO_BARRIER = 2,  /* downhill all the way, or one and the same
                                 minimum at both ends                         */
  IW_BARRIER_OUT_OF_STEPS = 3,
  IW_BARRIER_IDENTICAL_ENDS = 4,
  IW_BARRIER_COLLISION = 5, /* no number, as with the next one             */
  IW_BARRIER_ENERGY_FAILED = 6
} iw_barrier_state;

/** "certified", "not certified", ...; static storage. */
IW_API const char *iw_barrier_state_text(iw_barrier_state state);

/** A stretch of the path between neighbouring minima. */
typedef struct iw_barrier_segment {
  const iw_neb *neb; /* its band                                              */
  double top_ev; /* of the refined saddle if certified, else of the profile */
  const double (*saddle_ang)[3]; /* n_atoms, refined; NULL where none         */
  const double (*mode)[3];       /* its lowest mode; NULL                     */
  iw_saddle_info saddle;         /* zero where saddle_ang is NULL             */
  double saddle_s_ang;           /* where it lies along the band              */
} iw_barrier_segment;

typedef struct iw_barrier_result {
  iw_barrier_state state;
  double start_ev, end_ev; /* of the relaxed ends                             */
  double forward_ev;       /* highest top above the start; NAN: no number     */
  double reverse_ev;
  double error_ev;   /* left by the residual forces of the highest saddle, eq.
                        (R7); NAN: not known. Of the energy model itself it says
                        nothing */
  size_t highest;    /* segment of the highest top                            */
  size_t n_segments; /* 0 where it did not come to a band                     */
  unsigned start;    /* iw_barrier_start that was kept; 0: the given guess    */
  int symmetric;     /* non-zero: half of the images were enough              */
  iw_relax_info ends[2]; /* zero when not relaxed                             */
  size_t n_calls_ends, n_calls_bands, n_calls_saddles, n_calls_vibrations;
  double prefactor_forward_thz, prefactor_reverse_thz; /* NAN: not computed   */
} iw_barrier_result;

typedef struct iw_barrier iw_barrier;

/**
 * Find the barrier of one hop.
 *
 * ends  a path of two or more images; only its first and last are read.
 * A hop without a barrier, atoms that collide, a model that fails: each is a
 * result with its state and reason, not an error.
 * Errors  IW_E_ARGUMENT, IW_E_CANCELLED, IW_E_IO (of a model that writes),
 *         IW_E_MEMORY. Free: iw_barrier_destroy.
 * Source  docs/theory.md eqs. (N1)-(N11), (R1)-(R9).
 */
IW_API iw_status iw_barrier_find(iw_context *ctx, const iw_energy *energy,
                                 const iw_path *ends,
                                 const iw_barrier_options *options,
                                 iw_barrier **out);
IW_API void iw_barrier_destroy(iw_barrier *barrier);

IW_API const iw_barrier_result *iw_barrier_get(const iw_barrier *barrier);
/** One line on what is missing; "" when certified. */
IW_API const char *iw_barrier_reason(const iw_barrier *barrier);
IW_API const iw_barrier_segment *iw_barrier_segments(const iw_barrier *barrier);
/** The relaxed ends as a path of two images. */
IW_API const iw_path *iw_barrier_ends(const iw_barrier *barrier);
/** All images of all segments as one path, and their energies. Lent; NULL
 *  when there is no segment. */
IW_API const iw_path *iw_barrier_path(const iw_barrier *barrier);
IW_API const double *iw_barrier_energies(const iw_barrier *barrier);
/** True forces of image i of that path. */
IW_API const double (*iw_barrier_forces(const iw_barrier *barrier,
                                        size_t i))[3];
/** The profile between images, segment by segment through eq. (N10), at n
 *  equally spaced shares of the whole length. */
IW_API void iw_barrier_profile(const iw_barrier *barrier, size_t n,
                               double *s_ang, double *energies_ev);

IW_END_DECLS

#endif
