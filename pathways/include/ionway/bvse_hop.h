/* SPDX-License-Identifier: BSD-3-Clause */
/* One hop of one ion in a bond-valence field: the lowest way between two
 * places, with exact saddles; the host rigid or soft. */
#ifndef IONWAY_BVSE_HOP_H
#define IONWAY_BVSE_HOP_H

#include <stddef.h>

#include <ionway/bvse.h>
#include <ionway/soft_host.h>

IW_BEGIN_DECLS

typedef enum iw_bvse_hop_host {
  IW_BVSE_HOP_RIGID = 0, /* every host ion stays                            */
  IW_BVSE_HOP_DRAG = 1,  /* the ion goes along the rigid path, the host gives
                            way at every image; no saddle is searched for   */
  IW_BVSE_HOP_SOFT = 2   /* path and saddles on the soft host's own surface */
} iw_bvse_hop_host;

typedef struct iw_bvse_hop_options {
  size_t struct_size;
  iw_bvse_hop_host host;            /* default rigid                        */
  const iw_soft_host_options *soft; /* NULL: its defaults; lent             */
  size_t n_images; /* 3..65, ends included, default 9; longer hops get more, so
                      that neighbours are at most 0.6 Angstrom apart          */
  int n_bends;     /* starts bent off the straight line, 0, 2 or 4; default 2 */
  int valley;      /* non-zero (default 1): also start from the lowest way on a
                      coarse grid around the line                            */
} iw_bvse_hop_options;

IW_API void iw_bvse_hop_options_default(iw_bvse_hop_options *options);

typedef enum iw_bvse_hop_state {
  IW_BVSE_HOP_CERTIFIED = 0, /* saddles and minima follow each other from end
                                to end, each with its certificate             */
  IW_BVSE_HOP_NO_SADDLE = 1, /* both ends lie in the basin of one minimum     */
  IW_BVSE_HOP_DRAGGED = 2,   /* energies along the rigid path                 */
  IW_BVSE_HOP_UNCONNECTED = 3,    /* the saddles found do not join the ends:
                                     the barrier is the images'               */
  IW_BVSE_HOP_IDENTICAL_ENDS = 4, /* nothing moves                            */
  IW_BVSE_HOP_COLLISION = 5       /* an end, or the lowest way, is on an atom */
} iw_bvse_hop_state;

/** "certified", "no saddle", ...; static storage. */
IW_API const char *iw_bvse_hop_state_text(iw_bvse_hop_state state);

typedef struct iw_bvse_hop iw_bvse_hop;

/**
 * Find the way of the mobile ion from start to end.
 *
 * start, end  fractional, not wrapped: the hop is end - start as given.
 * options     NULL for the defaults.
 * out         also made for IDENTICAL_ENDS, COLLISION and UNCONNECTED: these
 *             are results, with IW_OK; see iw_bvse_hop_reason().
 * Errors      IW_E_ARGUMENT, IW_E_LIMIT (over 30 Angstrom), IW_E_MEMORY. Free:
 *             iw_bvse_hop_destroy.
 * Cost        some hundred evaluations of the field.
 * Source      docs/theory.md eqs. (W1)-(W7) and (S4); [e2007].
 */
IW_API iw_status iw_bvse_hop_find(iw_context *ctx, const iw_bvse *field,
                                  const double start[3], const double end[3],
                                  const iw_bvse_hop_options *options,
                                  iw_bvse_hop **out);

/** Two places, fractional, not wrapped. */
typedef struct iw_bvse_hop_ends {
  double start[3], end[3];
} iw_bvse_hop_ends;

/** Many hops of one field with the context's threads; hops receives n, all of
 *  them NULL on failure. Errors as above, the message names the hop. */
IW_API iw_status iw_bvse_hop_find_all(iw_context *ctx, const iw_bvse *field,
                                      const iw_bvse_hop_ends *ends, size_t n,
                                      const iw_bvse_hop_options *options,
                                      iw_bvse_hop **hops);
/** NULL is fine. */
IW_API void iw_bvse_hop_destroy(iw_bvse_hop *hop);

IW_API iw_bvse_hop_state iw_bvse_hop_get_state(const iw_bvse_hop *hop);
/** One line on what is wrong or unusual; "" when nothing is. */
IW_API const char *iw_bvse_hop_reason(const iw_bvse_hop *hop);

/** Highest point of the way above the ends as given, eV, which count as points
 *  of the way: never negative. forward from the start, reverse from the end.
 *  NAN with IDENTICAL_ENDS and COLLISION. */
IW_API double iw_bvse_hop_barrier_ev(const iw_bvse_hop *hop, int reverse);
/** The same above the minima that the ends relax into; 0 with NO_SADDLE, NAN
 *  with DRAGGED. */
IW_API double iw_bvse_hop_relaxed_barrier_ev(const iw_bvse_hop *hop,
                                             int reverse);

/** The path through the ends as given: images equally spaced, fractional, not
 *  wrapped, and their energies (W with a soft host). Lent. */
IW_API size_t iw_bvse_hop_n_images(const iw_bvse_hop *hop);
IW_API const double (*iw_bvse_hop_path(const iw_bvse_hop *hop))[3];
IW_API const double *iw_bvse_hop_energies(const iw_bvse_hop *hop);

/** The profile between images: cubic Hermite through energies and their slopes,
 *  at n >= 2 equally spaced shares of the path's length. s_ang (the length so
 *  far) may be NULL. Nothing is written when there is no path. */
IW_API void iw_bvse_hop_profile(const iw_bvse_hop *hop, size_t n, double *s_ang,
                                double *energies_ev);

/** The certified way: n saddles, n + 1 minima, saddle i between minima i and
 *  i + 1, in the frame of the path; the first and last minimum are those of the
 *  ends, the others places where an ion may rest on the way. UNCONNECTED: the
 *  saddles found along the path, without minima (NULL). */
IW_API size_t iw_bvse_hop_n_saddles(const iw_bvse_hop *hop);
IW_API const iw_stationary *iw_bvse_hop_saddles(const iw_bvse_hop *hop);
IW_API const iw_stationary *iw_bvse_hop_minima(const iw_bvse_hop *hop);

/** Largest displacement of a host ion anywhere on the path, Angstrom; 0 with a
 *  rigid host. Over half an Angstrom the springs are far from home. */
IW_API double iw_bvse_hop_largest_shift_ang(const iw_bvse_hop *hop);

IW_END_DECLS

#endif
