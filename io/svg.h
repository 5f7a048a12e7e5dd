/* SPDX-License-Identifier: BSD-3-Clause */
/* A small canvas that prints SVG: shapes, text, and where axes have ticks. */
#ifndef IONWAY_IO_SVG_H
#define IONWAY_IO_SVG_H

#include <stddef.h>

#include "text.h"

/** Coordinates are pixels, y downwards; they print with two decimals, with a
 *  point whatever the locale. Failures as in text.h: told at the end. */
typedef struct iwi_svg {
  iwi_text_builder text;
} iwi_svg;

/** How a shape looks; NULL colours and dashes: none. */
typedef struct iwi_svg_style {
  const char *stroke, *fill; /* "#0072b2"       */
  double width;              /* of the stroke   */
  const char *dash;          /* "4 3"           */
} iwi_svg_style;

typedef enum iwi_svg_anchor {
  IWI_SVG_START,
  IWI_SVG_MIDDLE,
  IWI_SVG_END
} iwi_svg_anchor;

typedef struct iwi_svg_font {
  double size;
  const char *fill;
  iwi_svg_anchor anchor;
  int bold;
  int halo;    /* a white rim, over lines                           */
  int upwards; /* turned by a quarter, read from the right          */
} iwi_svg_font;

/** A white sheet; title is for those who cannot see it. */
void iwi_svg_begin(iwi_svg *svg, iw_context *ctx, double width, double height,
                   const char *title);
iw_status iwi_svg_finish(iwi_svg *svg, iw_text **out);

void iwi_svg_rect(iwi_svg *svg, const double corner[2], const double size[2],
                  const iwi_svg_style *style);
void iwi_svg_line(iwi_svg *svg, const double from[2], const double to[2],
                  const iwi_svg_style *style);
void iwi_svg_circle(iwi_svg *svg, const double centre[2], double radius,
                    const iwi_svg_style *style);
/** Corners one after another with iwi_svg_point(). */
void iwi_svg_polyline_begin(iwi_svg *svg);
void iwi_svg_point(iwi_svg *svg, const double at[2]);
void iwi_svg_polyline_end(iwi_svg *svg, const iwi_svg_style *style);
void iwi_svg_polygon(iwi_svg *svg, const double (*corners)[2], size_t n,
                     const iwi_svg_style *style);
/** UTF-8; what XML cannot hold becomes U+FFFD. `at` is on the base line. */
void iwi_svg_text(iwi_svg *svg, const double at[2], const iwi_svg_font *font,
                  const char *text);

/** Width a text takes, about: fonts differ. */
double iwi_svg_width(const iwi_svg_font *font, const char *text);
/** Bytes of a text that fit into a width, whole characters. */
size_t iwi_svg_fit(const iwi_svg_font *font, const char *text, double width);

/** A number with so many decimals, minus sign U+2212; the buffer has
 *  IWI_NUMBER_SIZE bytes. |value| < 1e7, 0..6 decimals. */
const char *iwi_svg_number(double value, int decimals, char *buffer);

/** What an axis shows, and where it has ticks: at k * step for k from first to
 *  last, step 1, 2 or 5 times a power of ten. */
typedef struct iwi_axis {
  double min, max, step;
  long first, last;
  int decimals; /* that tell the ticks apart */
} iwi_axis;

/** An axis from min to max, min < max, with at most max_ticks of them. */
void iwi_axis_make(iwi_axis *axis, double min, double max, int max_ticks);

#endif
