/* SPDX-License-Identifier: BSD-3-Clause */
/* What the stages of finding a barrier hand on to each other. */
#ifndef IONWAY_BARRIER_RUN_H
#define IONWAY_BARRIER_RUN_H

#include <ionway/barrier.h>

/** A band and its saddle. */
typedef struct iwi_stretch {
  iw_neb *neb;
  double top_ev;
  double saddle_s_ang;
  double (*saddle)[3]; /* refined; NULL where there is none */
  double (*mode)[3];   /* its two lowest modes, one after the other */
  iw_saddle_info info;
  int misled; /* that saddle is another one than the band's top */
} iwi_stretch;

/** Stretches in the order of the path. */
typedef struct iwi_route {
  iwi_stretch *stretches;
  size_t n, capacity;
  unsigned start; /* the guess it came from */
} iwi_route;

void iwi_route_release(iwi_route *route);
/** Highest top, eV, and (may be NULL) the stretch; -INFINITY when empty. */
double iwi_route_top(const iwi_route *route, size_t *at);

/** Has one of its bands run into itself? */
int iwi_route_collided(const iwi_route *route);

enum { IWI_REASON_SIZE = 320 };

/** One run: what it works with, and what it has found so far. */
typedef struct iwi_barrier_run {
  iw_context *ctx;
  const iw_energy *energy;
  const iw_barrier_options *options;
  const iw_path *given;
  iw_energy_atoms atoms; /* of the path; without positions                  */
  iw_path *ends;         /* relaxed                                         */
  iw_path_symmetry *symmetry; /* of the ends, or NULL                       */
  double hop_ang;             /* what the mover goes, between given ends    */
  iwi_route route;
  int route_failed; /* the model failed on it, or there is none for that    */
  int ended;        /* the state is final                                   */
  iw_barrier_result result;
  char reason[IWI_REASON_SIZE];
  int shown; /* percent of the present band told */
} iwi_barrier_run;

/** End the run with a state and the reason. Returns IW_OK. */
iw_status iwi_barrier_ended(iwi_barrier_run *run, iw_barrier_state state,
                            const char *format, ...);

/** Relax to a minimum; with look_at, and where the options say so, off saddles
 *  that symmetry holds it on. `what` names it in remarks. */
iw_status iwi_barrier_settle(iwi_barrier_run *run, const char *what,
                             int look_at, double (*cart)[3],
                             iw_relax_info *info);

/** Relax the ends, find their symmetry, see whether they are two places.
 *  Sets run->ends, or ends the run. */
iw_status iwi_barrier_relax_ends(iwi_barrier_run *run);

/** Bands from every start, split and certified; the lowest in run->route.
 *  Errors of the model end the run. */
iw_status iwi_barrier_run_starts(iwi_barrier_run *run);

/** May a path that is given (or NULL) serve for these ends? */
iw_status iwi_barrier_check_guess(iw_context *ctx, const iw_path *ends,
                                  const iw_path *guess);
/** That path between the relaxed ends. */
iw_status iwi_barrier_given_guess(iwi_barrier_run *run, iw_path **out);

/** The route from one guess, kept when it is lower than the one so far. A
 *  model that fails is noted in the run. */
iw_status iwi_barrier_try(iwi_barrier_run *run, const iw_path *guess,
                          unsigned start, int symmetric);

/** One band, split, from this guess: stretches are added to the route. */
iw_status iwi_barrier_add_band(iwi_barrier_run *run, const iw_path *guess,
                               int symmetric, int depth, iwi_route *route);

/** Certify the highest saddle of the route; where the point found is no
 *  first-order saddle, try a band through the one it leads to. */
iw_status iwi_barrier_certify(iwi_barrier_run *run);

/** Vineyard's prefactors of the highest saddle. */
iw_status iwi_barrier_vibrate(iwi_barrier_run *run);

/** Longest way of an atom from one geometry to another, Angstrom. */
double iwi_path_farthest(const double (*a)[3], const double (*b)[3], size_t n);

/** A path of the same atoms from start, end and n_images - 2 images between,
 *  equally spaced on a polygon through n points of 3N dimensions, which begin
 *  and end with the two. points are lent pointers to n_atoms positions. */
iw_status iwi_path_on_polygon(iw_context *ctx, const iw_path *like,
                              const double (*const *points)[3], size_t n,
                              size_t n_images, iw_path **out);

#endif
