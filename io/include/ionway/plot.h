/* SPDX-License-Identifier: BSD-3-Clause */
/* Pictures of energy profiles, as SVG. */
#ifndef IONWAY_PLOT_H
#define IONWAY_PLOT_H

#include <stddef.h>

#include <ionway/context.h>
#include <ionway/write.h>

IW_BEGIN_DECLS

typedef enum iw_plot_kind {
  IW_PLOT_SADDLE = 0,
  IW_PLOT_MINIMUM = 1 /* between the ends: a place the ion passes */
} iw_plot_kind;

/** A point of the curve that is marked and, with room, told its energy. */
typedef struct iw_plot_mark {
  double s_ang;
  double energy_ev;
  iw_plot_kind kind;
} iw_plot_mark;

/** One path. Energies have any common zero: they are drawn from that of the
 *  first image. All arrays lent for the call. */
typedef struct iw_plot_profile {
  const char *name; /* "Li1-Li1 (a)"; NULL: none                          */
  size_t n_images;  /* at least 2                                            */
  const double *s_ang; /* n_images, path length up to each, never falling    */
  const double *energies_ev; /* n_images                                     */
  size_t n_curve; /* points of a smooth curve; 0: lines between images       */
  const double *curve_s_ang;
  const double *curve_energies_ev;
  size_t n_marks;
  const iw_plot_mark *marks;
  double forward_ev, reverse_ev; /* barriers; NAN: there is none             */
  const char *state; /* shown instead of barriers ("no barrier"); may be NULL */
} iw_plot_profile;

/**
 * Energy against path length: one profile with its barriers as arrows, up to
 * six over each other with a legend, more as small panels on common axes.
 *
 * title   above all; NULL: none.
 * out     an SVG 1.1 file; the same bytes for the same input.
 * Errors  IW_E_ARGUMENT (nothing to draw, numbers not finite or beyond 1e6,
 *         path lengths that fall), IW_E_LIMIT (over 1000 profiles),
 *         IW_E_MEMORY.
 * Free    iw_text_destroy.
 */
IW_API iw_status iw_plot_profiles(iw_context *ctx,
                                  const iw_plot_profile *profiles, size_t n,
                                  const char *title, iw_text **out);

IW_END_DECLS

#endif
