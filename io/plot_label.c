/* SPDX-License-Identifier: BSD-3-Clause */
/* What is written into a panel: barriers and energies, off each other, off the
 * marks, and where it can be off the curve. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "plot_panel.h"

static int meet(const double a[4], const double b[4])
{
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}

static int is_taken(const iwi_taken *t, const double box[4])
{
  for (size_t i = 0; i < t->n; i++) {
    if (meet(t->box[i], box))
      return 1;
  }
  return 0;
}

static void take(iwi_taken *t, const double box[4])
{
  if (t->n < sizeof t->box / sizeof t->box[0])
    memcpy(t->box[t->n++], box, 4 * sizeof box[0]);
}

void iwi_panel_reserve(iwi_panel *panel, const iw_plot_profile *p)
{
  const double r = 1.8 * panel->dot;

  for (size_t i = 0; i < p->n_marks; i++) {
    double at[2];

    iwi_panel_place(panel, p, p->marks[i].s_ang, p->marks[i].energy_ev, at);
    take(&panel->taken, (double[]){at[0] - r, at[1] - r, at[0] + r, at[1] + r});
  }
}

/* Does the curve run through a rectangle? */
static int runs_through(const iwi_panel *panel, const iw_plot_profile *p,
                        const double box[4])
{
  const size_t n = p->n_curve > 0 ? p->n_curve : p->n_images;
  const double *s = p->n_curve > 0 ? p->curve_s_ang : p->s_ang;
  const double *e = p->n_curve > 0 ? p->curve_energies_ev : p->energies_ev;

  for (size_t i = 1; i < n; i++) {
    double a[2], b[2];

    iwi_panel_place(panel, p, s[i - 1], e[i - 1], a);
    iwi_panel_place(panel, p, s[i], e[i], b);
    for (int k = 0; k <= 16; k++) {
      const double t = k / 16.0, x = a[0] + t * (b[0] - a[0]),
                   y = a[1] + t * (b[1] - a[1]);

      if (x > box[0] && x < box[2] && y > box[1] && y < box[3])
        return 1;
    }
  }
  return 0;
}

/* Write at a place, or as many lines further up (step < 0) or down as it takes
 * to be clear of other text and inside; not at all after three. */
static void write_free(iwi_svg *svg, iwi_panel *panel, const double at[2],
                       const iwi_svg_font *font, double step, const char *text)
{
  iwi_taken *t = &panel->taken;
  const double width = iwi_svg_width(font, text);
  const double left = font->anchor == IWI_SVG_START    ? 0
                      : font->anchor == IWI_SVG_MIDDLE ? 0.5 * width
                                                       : width;
  const double *c = panel->corner, *d = panel->size;
  double x = at[0];

  /* not over the sides */
  x = fmin(x, c[0] + d[0] - 2 - (width - left));
  x = fmax(x, c[0] + 2 + left);
  for (int i = 0; i < 4; i++) {
    const double y = at[1] + i * step * 1.15 * font->size;
    const double box[4] = {x - left, y - 0.85 * font->size, x - left + width,
                           y + 0.25 * font->size};

    if (box[1] < c[1] || box[3] > c[1] + d[1] || is_taken(t, box))
      continue;
    iwi_svg_text(svg, (double[]){x, y}, font, text);
    take(t, box);
    return;
  }
}

/* Highest point of all that is drawn. */
static void summit(const iw_plot_profile *p, double *s_ang, double *energy_ev)
{
  *energy_ev = -HUGE_VAL;
  for (size_t i = 0; i < p->n_curve; i++) {
    if (p->curve_energies_ev[i] > *energy_ev) {
      *energy_ev = p->curve_energies_ev[i];
      *s_ang = p->curve_s_ang[i];
    }
  }
  for (size_t i = 0; i < p->n_images; i++) {
    if (p->energies_ev[i] > *energy_ev) {
      *energy_ev = p->energies_ev[i];
      *s_ang = p->s_ang[i];
    }
  }
  for (size_t i = 0; i < p->n_marks; i++) {
    if (p->marks[i].kind == IW_PLOT_SADDLE &&
        p->marks[i].energy_ev > *energy_ev) {
      *energy_ev = p->marks[i].energy_ev;
      *s_ang = p->marks[i].s_ang;
    }
  }
}

void iwi_panel_barrier(iwi_svg *svg, iwi_panel *panel, const iw_plot_profile *p,
                       const char *colour)
{
  const iwi_svg_font font = {.size = 1.15 * panel->font,
                             .fill = colour,
                             .anchor = IWI_SVG_MIDDLE,
                             .bold = 1,
                             .halo = 1};
  char digits[IWI_NUMBER_SIZE], text[IWI_NUMBER_SIZE + 4];
  double s_ang, energy_ev, at[2];

  if (!isfinite(p->forward_ev))
    return;
  summit(p, &s_ang, &energy_ev);
  iwi_panel_place(panel, p, s_ang, energy_ev, at);
  at[1] -= 1.8 * panel->dot + 0.3 * font.size + 1;
  snprintf(text, sizeof text, "%s eV",
           iwi_svg_number(p->forward_ev, 3, digits));
  write_free(svg, panel, at, &font, -1, text);
}

void iwi_panel_energies(iwi_svg *svg, iwi_panel *panel,
                        const iw_plot_profile *p)
{
  const iwi_svg_font font = {.size = 0.92 * panel->font,
                             .fill = IWI_PLOT_GREY,
                             .anchor = IWI_SVG_MIDDLE,
                             .halo = 1};
  double s_ang, top_ev;

  summit(p, &s_ang, &top_ev);
  for (size_t i = 0; i < p->n_marks; i++) {
    const iw_plot_mark *m = &p->marks[i];
    const int up = m->kind == IW_PLOT_SADDLE;
    char digits[IWI_NUMBER_SIZE];
    double at[2];

    if (up && m->energy_ev >= top_ev && isfinite(p->forward_ev))
      continue; /* has the barrier over it */
    iwi_panel_place(panel, p, m->s_ang, m->energy_ev, at);
    at[1] += up ? -1.8 * panel->dot - 0.3 * font.size - 1
                : 1.8 * panel->dot + 0.9 * font.size + 1;
    write_free(svg, panel, at, &font, up ? -1 : 1,
               iwi_svg_number(m->energy_ev - p->energies_ev[0], 3, digits));
  }
}

/* Up from the energy of an end to the top. */
static void draw_arrow(iwi_svg *svg, const iwi_panel *panel,
                       const double foot[2], double top)
{
  const iwi_svg_style line = {.stroke = IWI_PLOT_GREY, .width = 1.4};
  const iwi_svg_style head = {.fill = IWI_PLOT_GREY};
  const double tip[3][2] = {
      {foot[0], top}, {foot[0] - 4, top + 9}, {foot[0] + 4, top + 9}};
  const double from[2] = {foot[0], foot[1] - 1.8 * panel->dot};

  if (from[1] - top < 14)
    return; /* no room for more than its head */
  iwi_svg_line(svg, from, (double[]){foot[0], top + 8}, &line);
  iwi_svg_polygon(svg, tip, 3, &head);
}

/* "forward" over "0.218 eV" beside its arrow, at the first height at which the
 * curve is not in the way; the heading has it as well. */
static void write_arrow(iwi_svg *svg, iwi_panel *panel,
                        const iw_plot_profile *p, const double foot[2],
                        double top, int reverse)
{
  const iwi_svg_font font = {.size = panel->font,
                             .fill = IWI_PLOT_INK,
                             .anchor = reverse ? IWI_SVG_END : IWI_SVG_START,
                             .halo = 1};
  const double line = 1.2 * font.size;
  const double x = foot[0] + (reverse ? -0.7 : 0.7) * font.size;
  char digits[IWI_NUMBER_SIZE], text[IWI_NUMBER_SIZE + 4];
  double width;

  snprintf(text, sizeof text, "%s eV",
           iwi_svg_number(reverse ? p->reverse_ev : p->forward_ev, 3, digits));
  width = fmax(iwi_svg_width(&font, text), iwi_svg_width(&font, "forward"));
  for (double y = top + 1.5 * line; y + line < foot[1] - line; y += line) {
    const double box[4] = {x - (reverse ? width : 6), y - line,
                           x + (reverse ? 6 : width), y + 1.4 * line};

    if (runs_through(panel, p, box) || is_taken(&panel->taken, box))
      continue;
    iwi_svg_text(svg, (double[]){x, y}, &font, reverse ? "reverse" : "forward");
    iwi_svg_text(svg, (double[]){x, y + line}, &font, text);
    take(&panel->taken, box);
    return;
  }
}

void iwi_panel_arrows(iwi_svg *svg, iwi_panel *panel, const iw_plot_profile *p)
{
  const iwi_svg_style level = {
      .stroke = IWI_PLOT_GREY, .width = 1, .dash = "5 4"};
  const size_t last = p->n_images - 1;
  double s_ang, energy_ev, top[2], first[2], end[2];

  if (!isfinite(p->forward_ev) || !isfinite(p->reverse_ev))
    return;
  summit(p, &s_ang, &energy_ev);
  iwi_panel_place(panel, p, s_ang, energy_ev, top);
  iwi_panel_place(panel, p, p->s_ang[0], p->energies_ev[0], first);
  iwi_panel_place(panel, p, p->s_ang[last], p->energies_ev[last], end);
  iwi_svg_line(svg, (double[]){first[0], top[1]}, (double[]){end[0], top[1]},
               &level);
  draw_arrow(svg, panel, first, top[1]);
  draw_arrow(svg, panel, end, top[1]);
  write_arrow(svg, panel, p, first, top[1], 0);
  write_arrow(svg, panel, p, end, top[1], 1);
}
