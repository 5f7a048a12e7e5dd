/* SPDX-License-Identifier: BSD-3-Clause */
/* Energy profiles as pictures: one, a few over each other, many side by side.
 */
#include <ionway/plot.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "context.h"
#include "plot_panel.h"

/* Largest energy or length drawn, eV and Angstrom: print_fixed() and the axes
 * stay exact. */
#define LIMIT 1e6

#define MAX_PROFILES 1000

/* ---- what can be drawn ------------------------------------------------- */

static iw_status check_numbers(iw_context *ctx, const iw_plot_profile *p,
                               size_t index, const char *what, const double *x,
                               size_t n)
{
  for (size_t i = 0; i < n; i++) {
    if (!(fabs(x[i]) <= LIMIT))
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "plot: profile %zu%s%.60s: %s %zu is %g, want at most %g",
                      index + 1, p->name != NULL ? ", " : "",
                      p->name != NULL ? p->name : "", what, i + 1, x[i], LIMIT);
  }
  return IW_OK;
}

static iw_status check_lengths(iw_context *ctx, size_t index, const double *s,
                               size_t n)
{
  for (size_t i = 1; i < n; i++) {
    if (s[i] < s[i - 1])
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "plot: profile %zu: path length falls from %g to %g "
                      "Angstrom",
                      index + 1, s[i - 1], s[i]);
  }
  return IW_OK;
}

static iw_status check_profile(iw_context *ctx, const iw_plot_profile *p,
                               size_t index)
{
  iw_status status;

  if (p->n_images < 2)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "plot: profile %zu has %zu images, want at least 2",
                    index + 1, p->n_images);
  status = check_numbers(ctx, p, index, "path length", p->s_ang, p->n_images);
  if (status == IW_OK)
    status =
        check_numbers(ctx, p, index, "energy", p->energies_ev, p->n_images);
  if (status == IW_OK)
    status = check_numbers(ctx, p, index, "path length of the curve",
                           p->curve_s_ang, p->n_curve);
  if (status == IW_OK)
    status = check_numbers(ctx, p, index, "energy of the curve",
                           p->curve_energies_ev, p->n_curve);
  for (size_t i = 0; status == IW_OK && i < p->n_marks; i++) {
    status =
        check_numbers(ctx, p, index, "place of mark", &p->marks[i].s_ang, 1);
    if (status == IW_OK)
      status = check_numbers(ctx, p, index, "energy of mark",
                             &p->marks[i].energy_ev, 1);
  }
  if (status == IW_OK)
    status = check_lengths(ctx, index, p->s_ang, p->n_images);
  if (status == IW_OK)
    status = check_lengths(ctx, index, p->curve_s_ang, p->n_curve);
  if (status == IW_OK && (fabs(p->forward_ev) > LIMIT ||
                          fabs(p->reverse_ev) > LIMIT)) /* NAN is none */
    status = iwi_fail(ctx, IW_E_ARGUMENT,
                      "plot: profile %zu: barriers %g and %g, want at most %g",
                      index + 1, p->forward_ev, p->reverse_ev, LIMIT);
  return status;
}

/* ---- words -------------------------------------------------------------- */

/* A text cut to a width, with an ellipsis where something is missing. */
static void write_cut(iwi_svg *svg, const double at[2],
                      const iwi_svg_font *font, double width, const char *text)
{
  char piece[512];
  size_t n = iwi_svg_fit(font, text, width);

  if (text[n] == '\0') {
    iwi_svg_text(svg, at, font, text);
    return;
  }
  n = iwi_svg_fit(font, text, width - font->size);
  while (n > 0 &&
         (n > sizeof piece - 4 || ((unsigned char)text[n] & 0xc0) == 0x80))
    n--;
  memcpy(piece, text, n);
  memcpy(piece + n, "\xe2\x80\xa6", 4); /* U+2026 and the end */
  iwi_svg_text(svg, at, font, piece);
}

static const char *name_of(const iw_plot_profile *p)
{
  return p->name != NULL ? p->name : "";
}

/* Room for an outcome: more than the hundred characters any line shows. */
#define OUTCOME 512

/* How much an outcome says. */
typedef enum detail {
  BARRIER, /* "0.218 eV" */
  BOTH,    /* "0.218 eV, reverse 0.150 eV" */
  ALL      /* with the whole of the state */
} detail;

/* The barrier, or why there is none: of a state "what: why" the first part,
 * unless all is wanted. */
static void outcome(const iw_plot_profile *p, detail how, char *text,
                    size_t size)
{
  const char *state = p->state != NULL ? p->state : "no barrier";
  const int n = (int)(how == ALL ? strlen(state) : strcspn(state, ":"));
  char forward[IWI_NUMBER_SIZE], reverse[IWI_NUMBER_SIZE];

  if (!isfinite(p->forward_ev))
    snprintf(text, size, "%.*s", n < 400 ? n : 400, state);
  else if (how != BARRIER && isfinite(p->reverse_ev))
    snprintf(text, size, "%s eV, reverse %s eV",
             iwi_svg_number(p->forward_ev, 3, forward),
             iwi_svg_number(p->reverse_ev, 3, reverse));
  else
    snprintf(text, size, "%s eV", iwi_svg_number(p->forward_ev, 3, forward));
}

static void write_titles(iwi_svg *svg, double size, const double from[2],
                         const double to[2])
{
  iwi_svg_font font = {
      .size = size, .fill = IWI_PLOT_INK, .anchor = IWI_SVG_MIDDLE};

  iwi_svg_text(svg, (double[]){0.5 * (from[0] + to[0]), to[1]}, &font,
               "path length, \xc3\x85");
  font.upwards = 1;
  iwi_svg_text(svg, (double[]){from[0], 0.5 * (from[1] + to[1])}, &font,
               "energy, eV");
}

static double title_height(const char *title)
{
  return title == NULL || title[0] == '\0' ? 14 : 44;
}

/* The line over everything. */
static void write_title(iwi_svg *svg, const char *title, double width)
{
  const iwi_svg_font font = {.size = 17, .fill = IWI_PLOT_INK, .bold = 1};

  if (title != NULL && title[0] != '\0')
    write_cut(svg, (double[]){20, 30}, &font, width - 40, title);
}

/* ---- one, and some over each other --------------------------------------- */

#define WIDTH       720.0
#define HEIGHT      400.0 /* of the plane between the axes */
#define LEFT        76.0
#define RIGHT       24.0
#define BELOW       56.0
#define LEGEND_LINE 20.0
#define LEGEND_KEY  32.0 /* for the piece of line */

static const iwi_svg_font legend_name = {.size = 13, .fill = IWI_PLOT_INK};
static const iwi_svg_font legend_value = {.size = 13, .fill = IWI_PLOT_GREY};

/* Two columns where everything has room in them, else one. */
static size_t legend_columns(const iw_plot_profile *profiles, size_t n)
{
  const double room = 0.5 * (WIDTH - LEFT - RIGHT) - LEGEND_KEY;
  double name = 0, value = 0;

  for (size_t i = 0; i < n; i++) {
    char result[OUTCOME];

    outcome(&profiles[i], BOTH, result, sizeof result);
    name = fmax(name, iwi_svg_width(&legend_name, name_of(&profiles[i])));
    value = fmax(value, iwi_svg_width(&legend_value, result));
  }
  return name + value + 20 > room ? 1 : 2;
}

/* Where the barriers stand, behind the longest name that leaves them room. */
static double legend_tab(const iw_plot_profile *profiles, size_t n, double room)
{
  double tab = 0;

  for (size_t i = 0; i < n; i++) {
    const double width = iwi_svg_width(&legend_name, name_of(&profiles[i]));

    tab = fmax(tab, width > 0 ? width + 12 : 0);
  }
  return fmin(tab, 0.6 * room);
}

/* Line, name, barriers; row after row. */
static void write_legend(iwi_svg *svg, const iw_plot_profile *profiles,
                         size_t n, double top)
{
  const size_t columns = legend_columns(profiles, n);
  const double column = (WIDTH - LEFT - RIGHT) / (double)columns;
  const double room = column - LEGEND_KEY;
  const double tab = legend_tab(profiles, n, room);

  for (size_t i = 0; i < n; i++) {
    const double x = LEFT + (double)(i % columns) * column;
    const double y = top + 12 + (double)(i / columns) * LEGEND_LINE;
    const iwi_svg_style line = {.stroke = iwi_plot_colour(i), .width = 2.5};
    const iwi_svg_style dot = {.fill = iwi_plot_colour(i)};
    char result[OUTCOME];

    outcome(&profiles[i], BOTH, result, sizeof result);
    iwi_svg_line(svg, (double[]){x, y - 4}, (double[]){x + 24, y - 4}, &line);
    iwi_svg_circle(svg, (double[]){x + 12, y - 4}, 4, &dot);
    write_cut(svg, (double[]){x + LEGEND_KEY, y}, &legend_name, tab - 12,
              name_of(&profiles[i]));
    write_cut(svg, (double[]){x + LEGEND_KEY + tab, y}, &legend_value,
              room - tab, result);
  }
}

/* Under the title of a single one: its name, and what came out. */
static void write_name(iwi_svg *svg, const iw_plot_profile *p, double top)
{
  const iwi_svg_font font = {.size = 14, .fill = IWI_PLOT_GREY};
  char result[OUTCOME], text[2 * OUTCOME];

  outcome(p, ALL, result, sizeof result);
  snprintf(text, sizeof text, "%.400s%s%s", name_of(p),
           name_of(p)[0] != '\0' ? ": " : "", result);
  write_cut(svg, (double[]){20, top + 12}, &font, WIDTH - 40, text);
}

static void draw_curves(iwi_svg *svg, iwi_panel *panel,
                        const iw_plot_profile *profiles, size_t n)
{
  iwi_panel_axes(svg, panel);
  for (size_t i = 0; i < n; i++)
    iwi_panel_reserve(panel, &profiles[i]);
  if (n == 1)
    iwi_panel_arrows(svg, panel, profiles);
  for (size_t i = 0; i < n; i++)
    iwi_panel_curve(svg, panel, &profiles[i], iwi_plot_colour(i));
  for (size_t i = 0; i < n; i++)
    iwi_panel_barrier(svg, panel, &profiles[i], iwi_plot_colour(i));
  if (n == 1)
    iwi_panel_energies(svg, panel, profiles);
}

static void draw_overlay(iwi_svg *svg, iw_context *ctx,
                         const iw_plot_profile *profiles, size_t n,
                         const char *title)
{
  const size_t rows = (n - 1) / legend_columns(profiles, n) + 1;
  const double header =
      title_height(title) + 8 + (n == 1 ? 24 : LEGEND_LINE * (double)rows);
  iwi_panel panel = {.corner = {LEFT, header},
                     .size = {WIDTH - LEFT - RIGHT, HEIGHT},
                     .font = 13,
                     .dot = n == 1 ? 4.5 : 4};

  iwi_svg_begin(svg, ctx, WIDTH, header + HEIGHT + BELOW,
                title != NULL ? title : "energy profiles");
  write_title(svg, title, WIDTH);
  if (n == 1)
    write_name(svg, profiles, title_height(title));
  else
    write_legend(svg, profiles, n, title_height(title));
  iwi_panel_range(&panel, profiles, n, 8);
  write_titles(svg, 15, (double[]){22, header},
               (double[]){WIDTH - RIGHT + LEFT - 22, header + HEIGHT + 44});
  draw_curves(svg, &panel, profiles, n);
}

/* ---- many side by side -----------------------------------------------------
 */

#define COLUMNS      3
#define SMALL_WIDTH  250.0 /* from panel to panel */
#define SMALL_HEIGHT 190.0

/* Name at the left, barrier at the right. */
static void write_heading(iwi_svg *svg, const iwi_panel *panel,
                          const iw_plot_profile *p)
{
  const double y = panel->corner[1] - 6, width = panel->size[0];
  const iwi_svg_font name = {.size = 12, .fill = IWI_PLOT_INK, .bold = 1};
  const iwi_svg_font value = {
      .size = 12, .fill = IWI_PLOT_INK, .anchor = IWI_SVG_END};
  char text[OUTCOME];
  double used;

  outcome(p, BARRIER, text, sizeof text);
  used = fmin(iwi_svg_width(&value, text), 0.6 * width);
  write_cut(svg, (double[]){panel->corner[0] + width, y}, &value, used, text);
  write_cut(svg, (double[]){panel->corner[0], y}, &name, width - used - 8,
            name_of(p));
}

static void draw_panels(iwi_svg *svg, iw_context *ctx,
                        const iw_plot_profile *profiles, size_t n,
                        const char *title)
{
  const double rows = ceil((double)n / COLUMNS);
  const double header = title_height(title);
  const double width = 40 + COLUMNS * SMALL_WIDTH;
  iwi_panel panel = {
      .size = {SMALL_WIDTH - 62, SMALL_HEIGHT - 56}, .font = 11, .dot = 2.8};

  iwi_svg_begin(svg, ctx, width, header + rows * SMALL_HEIGHT + 28,
                title != NULL ? title : "energy profiles");
  write_title(svg, title, width);
  iwi_panel_range(&panel, profiles, n, 5);
  for (size_t i = 0; i < n; i++) {
    panel.corner[0] = 82 + (double)(i % COLUMNS) * SMALL_WIDTH;
    panel.corner[1] = header + 26 + (double)(i / COLUMNS) * SMALL_HEIGHT;
    panel.taken.n = 0;
    write_heading(svg, &panel, &profiles[i]);
    iwi_panel_axes(svg, &panel);
    iwi_panel_curve(svg, &panel, &profiles[i], iwi_plot_colour(0));
  }
  write_titles(svg, 15, (double[]){24, header},
               (double[]){width, header + rows * SMALL_HEIGHT + 12});
}

iw_status iw_plot_profiles(iw_context *ctx, const iw_plot_profile *profiles,
                           size_t n, const char *title, iw_text **out)
{
  iwi_svg svg;

  *out = NULL;
  if (n == 0)
    return iwi_fail(ctx, IW_E_ARGUMENT, "plot: no profile, want at least one");
  if (n > MAX_PROFILES)
    return iwi_fail(ctx, IW_E_LIMIT, "plot: %zu profiles, the limit is %d", n,
                    MAX_PROFILES);
  for (size_t i = 0; i < n; i++) {
    const iw_status status = check_profile(ctx, &profiles[i], i);

    if (status != IW_OK)
      return status;
  }
  if (n <= IWI_PLOT_COLOURS)
    draw_overlay(&svg, ctx, profiles, n, title);
  else
    draw_panels(&svg, ctx, profiles, n, title);
  return iwi_svg_finish(&svg, out);
}
