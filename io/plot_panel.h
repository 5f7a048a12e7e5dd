/* SPDX-License-Identifier: BSD-3-Clause */
/* One pair of axes and what is drawn on it. */
#ifndef IONWAY_IO_PLOT_PANEL_H
#define IONWAY_IO_PLOT_PANEL_H

#include <ionway/plot.h>

#include "svg.h"

#define IWI_PLOT_INK     "#222222"
#define IWI_PLOT_GREY    "#5f5f5f"
#define IWI_PLOT_GRID    "#e6e6e6"
#define IWI_PLOT_COLOURS 6

/** A colour for curve i < IWI_PLOT_COLOURS. */
const char *iwi_plot_colour(size_t i);

/** Rectangles with text in them: left, top, right, bottom. */
typedef struct iwi_taken {
  double box[64][4];
  size_t n;
} iwi_taken;

typedef struct iwi_panel {
  double corner[2], size[2]; /* of the plane between the axes, pixels        */
  iwi_axis x, y;             /* Angstrom, eV                                 */
  double font;               /* size of its letters                          */
  double dot;                /* radius of an image                           */
  iwi_taken taken;
} iwi_panel;

/** Axes around all profiles, with the room that marks and labels want. */
void iwi_panel_range(iwi_panel *panel, const iw_plot_profile *profiles,
                     size_t n, int max_ticks);
/** Where a point of a profile is, pixels. */
void iwi_panel_place(const iwi_panel *panel, const iw_plot_profile *profile,
                     double s_ang, double energy_ev, double at[2]);
/** Grid, ticks and their numbers, frame. */
void iwi_panel_axes(iwi_svg *svg, const iwi_panel *panel);
/** Curve, images, marks. */
void iwi_panel_curve(iwi_svg *svg, const iwi_panel *panel,
                     const iw_plot_profile *profile, const char *colour);
/** Keep text off a profile's marks. */
void iwi_panel_reserve(iwi_panel *panel, const iw_plot_profile *profile);
/** Forward and reverse barrier between the levels they lie between. */
void iwi_panel_arrows(iwi_svg *svg, iwi_panel *panel,
                      const iw_plot_profile *profile);
/** The barrier over the highest point. */
void iwi_panel_barrier(iwi_svg *svg, iwi_panel *panel,
                       const iw_plot_profile *profile, const char *colour);
/** Energies of the other marks, where there is room. */
void iwi_panel_energies(iwi_svg *svg, iwi_panel *panel,
                        const iw_plot_profile *profile);

#endif
