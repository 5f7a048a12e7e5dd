/* SPDX-License-Identifier: BSD-3-Clause */
/* Go through the decorations of a composition: list, sample or anneal. */
#ifndef IONWAY_ENUMERATION_H
#define IONWAY_ENUMERATION_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/decoration_energy.h>
#include <ionway/doping.h>
#include <ionway/energy.h>
#include <ionway/selection.h>

IW_BEGIN_DECLS

/** How the decorations were gone through. */
typedef enum iw_enumeration_mode {
  IW_ENUMERATION_LISTED = 0,  /* every orbit once                            */
  IW_ENUMERATION_SAMPLED = 1, /* uniform over decorations, repeats dropped   */
  IW_ENUMERATION_ANNEALED = 2 /* Monte Carlo towards low energy: those that
                                 were among the lowest when they were found  */
} iw_enumeration_mode;

/** Called for every new representative, in order; non-zero stops the run with
 *  IW_E_CANCELLED after it. */
typedef int iw_enumeration_fn(const iw_candidate *candidate, void *user);

typedef struct iw_enumeration_options {
  size_t struct_size;
  uint64_t max_listed; /* sample when there are more; default 1000000        */
  uint64_t n_samples;  /* default 10000; distinct ones are kept. Annealing:
                          sweeps, each about a thousand swaps tried; with
                          options->energy one swap                           */
  int anneal;          /* non-zero: sample by annealing instead of uniformly */
  double temperature_start_k; /* of annealing; NAN (default): from the change
                                 of the energy by random swaps               */
  double temperature_end_k;   /* default 300                                 */
  uint64_t seed;      /* default 1                                          */
  int primitive_only; /* leave out what a smaller supercell has             */
  int rank;           /* non-zero (default): energies                       */
  const iw_energy *energy; /* NULL: Ewald on formal charges by pair matrix   */
  const uint8_t *resume_after; /* representative the listing stopped at, with
                                  resume_serial candidates done; or NULL     */
  uint64_t resume_serial;
  iw_enumeration_fn *visit; /* or NULL                                       */
  void *user;
} iw_enumeration_options;

IW_API void iw_enumeration_options_default(iw_enumeration_options *options);

typedef struct iw_enumeration_result {
  iw_enumeration_mode mode;
  uint64_t n_drawn;     /* samples drawn, or orbits listed                 */
  uint64_t n_distinct;  /* orbits seen                                     */
  double fraction_seen; /* decorations seen (with their orbits) over all;
                           an upper bound's share when the count is one. Of
                           a resumed listing 1 when it got to the end, else
                           the share since                                 */
  int independent;      /* samples were independent draws                  */
} iw_enumeration_result;

/**
 * Go through the decorations of a composition: all orbits when `count` says
 * there are at most max_listed, else a sample of them, feeding `selection`. A
 * sample ends early when nothing is left to be seen.
 *
 * count       of these decorations.
 * electrostatics  NULL unless options->rank with options->energy == NULL; it
 *             is bound to `composition` here.
 * Errors  IW_E_CANCELLED (by progress or visit; selection and result hold
 *         what was done), IW_E_STRUCTURE (a sample, and no decoration that
 *         obeys the exclusions was found), IW_E_ARGUMENT, IW_E_MEMORY, what
 *         the model returns.
 * Source  docs/theory.md eq. (D12); [kirkpatrick1983], [wales1997].
 */
IW_API iw_status iw_enumeration_run(iw_context *ctx, const iw_doping *doping,
                                    size_t composition,
                                    const iw_decoration_count *count,
                                    iw_decoration_energy *electrostatics,
                                    const iw_enumeration_options *options,
                                    iw_selection *selection,
                                    iw_enumeration_result *result);

IW_END_DECLS

#endif
