/* SPDX-License-Identifier: BSD-3-Clause */
/* Ranges, axes and curves. */
#include "plot_panel.h"

#include <math.h>

/* Blue, vermilion, bluish green, reddish purple, orange, sky blue: told apart
 * by those who see fewer colours as well, and in this order dark on white.
 * Source: M. Okabe, K. Ito, Color Universal Design (2008). */
const char *iwi_plot_colour(size_t i)
{
  static const char *const colours[IWI_PLOT_COLOURS] = {
      "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"};

  return colours[i % IWI_PLOT_COLOURS];
}

/* ---- ranges and places ------------------------------------------------ */

typedef struct extent {
  double left, right, low, high;
} extent;

static void widen(extent *e, double s_ang, double energy_ev)
{
  e->left = fmin(e->left, s_ang);
  e->right = fmax(e->right, s_ang);
  e->low = fmin(e->low, energy_ev);
  e->high = fmax(e->high, energy_ev);
}

static void extent_of(const iw_plot_profile *p, extent *e)
{
  const double s0 = p->s_ang[0], e0 = p->energies_ev[0];

  for (size_t i = 0; i < p->n_images; i++)
    widen(e, p->s_ang[i] - s0, p->energies_ev[i] - e0);
  for (size_t i = 0; i < p->n_curve; i++)
    widen(e, p->curve_s_ang[i] - s0, p->curve_energies_ev[i] - e0);
  for (size_t i = 0; i < p->n_marks; i++)
    widen(e, p->marks[i].s_ang - s0, p->marks[i].energy_ev - e0);
}

/* Least heights and widths that are drawn: below them a curve is flat, and not
 * noise blown up. */
#define LEAST_EV  0.02
#define LEAST_ANG 0.1

void iwi_panel_range(iwi_panel *panel, const iw_plot_profile *profiles,
                     size_t n, int max_ticks)
{
  extent e = {0, 0, 0, 0};
  /* over the highest point: its label and the mark, pixels */
  const double above = 2.6 * panel->font / panel->size[1];
  double height, width;

  for (size_t i = 0; i < n; i++)
    extent_of(&profiles[i], &e);
  if (e.high - e.low < LEAST_EV) {
    const double middle = 0.5 * (e.high + e.low);

    e.low = middle - 0.5 * LEAST_EV;
    e.high = middle + 0.5 * LEAST_EV;
  }
  height = (e.high - e.low) / (1 - 0.08 - above);
  iwi_axis_make(&panel->y, e.low - 0.08 * height, e.high + above * height,
                max_ticks);
  width = fmax(e.right - e.left, LEAST_ANG);
  iwi_axis_make(&panel->x, e.left - 0.03 * width, e.left + 1.03 * width,
                max_ticks);
}

/* Where a point of the axes is, pixels. */
static void place(const iwi_panel *panel, double s_ang, double energy_ev,
                  double at[2])
{
  const iwi_axis *x = &panel->x, *y = &panel->y;

  at[0] =
      panel->corner[0] + panel->size[0] * (s_ang - x->min) / (x->max - x->min);
  at[1] = panel->corner[1] +
          panel->size[1] * (y->max - energy_ev) / (y->max - y->min);
}

void iwi_panel_place(const iwi_panel *panel, const iw_plot_profile *p,
                     double s_ang, double energy_ev, double at[2])
{
  place(panel, s_ang - p->s_ang[0], energy_ev - p->energies_ev[0], at);
}

/* ---- axes ------------------------------------------------------------- */

void iwi_panel_axes(iwi_svg *svg, const iwi_panel *panel)
{
  const iwi_svg_style grid = {.stroke = IWI_PLOT_GRID, .width = 1};
  const iwi_svg_style frame = {.stroke = IWI_PLOT_GREY, .width = 1};
  iwi_svg_font font = {.size = panel->font, .fill = IWI_PLOT_INK};
  const double *c = panel->corner, *d = panel->size;
  char digits[IWI_NUMBER_SIZE];
  double at[2];

  font.anchor = IWI_SVG_MIDDLE;
  for (long k = panel->x.first; k <= panel->x.last; k++) {
    const double value = (double)k * panel->x.step;

    place(panel, value, panel->y.min, at);
    iwi_svg_line(svg, (double[]){at[0], c[1]}, at, &grid);
    iwi_svg_text(svg, (double[]){at[0], at[1] + 1.4 * panel->font}, &font,
                 iwi_svg_number(value, panel->x.decimals, digits));
  }
  font.anchor = IWI_SVG_END;
  for (long k = panel->y.first; k <= panel->y.last; k++) {
    const double value = (double)k * panel->y.step;

    place(panel, panel->x.min, value, at);
    iwi_svg_line(svg, at, (double[]){c[0] + d[0], at[1]}, &grid);
    iwi_svg_text(
        svg, (double[]){at[0] - 0.5 * panel->font, at[1] + 0.35 * panel->font},
        &font, iwi_svg_number(value, panel->y.decimals, digits));
  }
  iwi_svg_rect(svg, c, d, &frame);
}

/* ---- curves ----------------------------------------------------------- */

/* A diamond at a saddle, a triangle on its tip at a minimum. */
static void draw_mark(iwi_svg *svg, const double at[2], iw_plot_kind kind,
                      double r, const char *colour)
{
  const iwi_svg_style style = {
      .stroke = colour, .fill = "#ffffff", .width = 0.45 * r};
  const double diamond[4][2] = {{at[0], at[1] - 1.6 * r},
                                {at[0] + 1.6 * r, at[1]},
                                {at[0], at[1] + 1.6 * r},
                                {at[0] - 1.6 * r, at[1]}};
  const double triangle[3][2] = {{at[0], at[1] + 1.5 * r},
                                 {at[0] - 1.5 * r, at[1] - 1.1 * r},
                                 {at[0] + 1.5 * r, at[1] - 1.1 * r}};

  if (kind == IW_PLOT_SADDLE)
    iwi_svg_polygon(svg, diamond, 4, &style);
  else
    iwi_svg_polygon(svg, triangle, 3, &style);
}

void iwi_panel_curve(iwi_svg *svg, const iwi_panel *panel,
                     const iw_plot_profile *p, const char *colour)
{
  const iwi_svg_style line = {.stroke = colour, .width = 0.5 * panel->dot};
  const iwi_svg_style dot = {.fill = colour};
  const size_t n = p->n_curve > 0 ? p->n_curve : p->n_images;
  const double *s = p->n_curve > 0 ? p->curve_s_ang : p->s_ang;
  const double *e = p->n_curve > 0 ? p->curve_energies_ev : p->energies_ev;
  double at[2];

  iwi_svg_polyline_begin(svg);
  for (size_t i = 0; i < n; i++) {
    iwi_panel_place(panel, p, s[i], e[i], at);
    iwi_svg_point(svg, at);
  }
  iwi_svg_polyline_end(svg, &line);
  for (size_t i = 0; i < p->n_images; i++) {
    iwi_panel_place(panel, p, p->s_ang[i], p->energies_ev[i], at);
    iwi_svg_circle(svg, at, panel->dot, &dot);
  }
  for (size_t i = 0; i < p->n_marks; i++) {
    iwi_panel_place(panel, p, p->marks[i].s_ang, p->marks[i].energy_ev, at);
    draw_mark(svg, at, p->marks[i].kind, panel->dot, colour);
  }
}
