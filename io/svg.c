/* SPDX-License-Identifier: BSD-3-Clause */
/* SVG as text. Numbers are printed from integers, so that neither locale nor
 * printf's rounding has a say in them. */
#include "svg.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const minus_sign = "\xe2\x88\x92"; /* U+2212 */

/* value with so many decimals; minus as given */
static const char *print_fixed(double value, int decimals, const char *minus,
                               char *buffer)
{
  long long unit = 1, scaled;

  assert(fabs(value) < 1e9 && decimals >= 0 && decimals <= 6);
  for (int i = 0; i < decimals; i++)
    unit *= 10;
  scaled = llround(value * (double)unit);
  if (decimals == 0)
    snprintf(buffer, IWI_NUMBER_SIZE, "%s%lld", scaled < 0 ? minus : "",
             scaled < 0 ? -scaled : scaled);
  else
    snprintf(buffer, IWI_NUMBER_SIZE, "%s%lld.%0*lld", scaled < 0 ? minus : "",
             (scaled < 0 ? -scaled : scaled) / unit, decimals,
             (scaled < 0 ? -scaled : scaled) % unit);
  return buffer;
}

const char *iwi_svg_number(double value, int decimals, char *buffer)
{
  return print_fixed(value, decimals, minus_sign, buffer);
}

/* ' name="12.5"' */
static void put_number(iwi_svg *svg, const char *name, double value)
{
  char digits[IWI_NUMBER_SIZE];
  size_t n;

  print_fixed(value, 2, "-", digits);
  for (n = strlen(digits); digits[n - 1] == '0'; n--)
    continue;
  n -= digits[n - 1] == '.';
  iwi_text_printf(&svg->text, " %s=\"%.*s\"", name, (int)n, digits);
}

/* Length of the character of UTF-8 at c, 0 when it is none XML can hold. */
static size_t character(const unsigned char *c)
{
  size_t n = c[0] < 0x80   ? 1
             : c[0] < 0xc2 ? 0
             : c[0] < 0xe0 ? 2
             : c[0] < 0xf0 ? 3
             : c[0] < 0xf5 ? 4
                           : 0;

  for (size_t i = 1; i < n; i++) {
    if ((c[i] & 0xc0) != 0x80)
      return 0;
  }
  if (n == 1 && c[0] < 0x20)
    return 0;
  if ((c[0] == 0xe0 && c[1] < 0xa0) || (c[0] == 0xf0 && c[1] < 0x90) ||
      (c[0] == 0xf4 && c[1] > 0x8f) || /* not the shortest form, too large  */
      (c[0] == 0xed && c[1] > 0x9f) || /* surrogates                        */
      (c[0] == 0xef && c[1] == 0xbf && c[2] > 0xbd)) /* no characters       */
    return 0;
  return n;
}

static void put_escaped(iwi_svg *svg, const char *text)
{
  const unsigned char *c = (const unsigned char *)text;

  while (*c != '\0') {
    const size_t n = character(c);

    if (n == 0)
      iwi_text_printf(&svg->text, "\xef\xbf\xbd");
    else if (*c == '&')
      iwi_text_printf(&svg->text, "&amp;");
    else if (*c == '<')
      iwi_text_printf(&svg->text, "&lt;");
    else if (*c == '>')
      iwi_text_printf(&svg->text, "&gt;");
    else
      iwi_text_add(&svg->text, (const char *)c, n);
    c += n == 0 ? 1 : n;
  }
}

void iwi_svg_begin(iwi_svg *svg, iw_context *ctx, double width, double height,
                   const char *title)
{
  const double corner[2] = {0, 0}, size[2] = {width, height};
  const iwi_svg_style white = {.fill = "#ffffff"};

  iwi_text_begin(&svg->text, ctx);
  iwi_text_printf(&svg->text,
                  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\"");
  put_number(svg, "width", width);
  put_number(svg, "height", height);
  iwi_text_printf(&svg->text, " viewBox=\"0 0 %lld %lld\"", llround(width),
                  llround(height));
  iwi_text_printf(&svg->text,
                  " role=\"img\" font-family=\"Helvetica, Arial, 'Liberation "
                  "Sans', 'DejaVu Sans', sans-serif\">\n<title>");
  put_escaped(svg, title);
  iwi_text_printf(&svg->text, "</title>\n");
  iwi_svg_rect(svg, corner, size, &white);
}

iw_status iwi_svg_finish(iwi_svg *svg, iw_text **out)
{
  iwi_text_printf(&svg->text, "</svg>\n");
  return iwi_text_finish(&svg->text, out);
}

/* Style, and the end of an element. */
static void put_style(iwi_svg *svg, const iwi_svg_style *style)
{
  iwi_text_printf(&svg->text, " fill=\"%s\"",
                  style->fill != NULL ? style->fill : "none");
  if (style->stroke != NULL) {
    iwi_text_printf(&svg->text, " stroke=\"%s\"", style->stroke);
    put_number(svg, "stroke-width", style->width);
  }
  if (style->dash != NULL)
    iwi_text_printf(&svg->text, " stroke-dasharray=\"%s\"", style->dash);
  iwi_text_printf(&svg->text, "/>\n");
}

void iwi_svg_rect(iwi_svg *svg, const double corner[2], const double size[2],
                  const iwi_svg_style *style)
{
  iwi_text_printf(&svg->text, "<rect");
  put_number(svg, "x", corner[0]);
  put_number(svg, "y", corner[1]);
  put_number(svg, "width", size[0]);
  put_number(svg, "height", size[1]);
  put_style(svg, style);
}

void iwi_svg_line(iwi_svg *svg, const double from[2], const double to[2],
                  const iwi_svg_style *style)
{
  iwi_text_printf(&svg->text, "<line");
  put_number(svg, "x1", from[0]);
  put_number(svg, "y1", from[1]);
  put_number(svg, "x2", to[0]);
  put_number(svg, "y2", to[1]);
  put_style(svg, style);
}

void iwi_svg_circle(iwi_svg *svg, const double centre[2], double radius,
                    const iwi_svg_style *style)
{
  iwi_text_printf(&svg->text, "<circle");
  put_number(svg, "cx", centre[0]);
  put_number(svg, "cy", centre[1]);
  put_number(svg, "r", radius);
  put_style(svg, style);
}

void iwi_svg_polyline_begin(iwi_svg *svg)
{
  iwi_text_printf(&svg->text, "<polyline points=\"");
}

void iwi_svg_point(iwi_svg *svg, const double at[2])
{
  char x[IWI_NUMBER_SIZE], y[IWI_NUMBER_SIZE];

  iwi_text_printf(&svg->text, " %s,%s", print_fixed(at[0], 2, "-", x),
                  print_fixed(at[1], 2, "-", y));
}

void iwi_svg_polyline_end(iwi_svg *svg, const iwi_svg_style *style)
{
  iwi_text_printf(&svg->text, "\" stroke-linejoin=\"round\"");
  put_style(svg, style);
}

void iwi_svg_polygon(iwi_svg *svg, const double (*corners)[2], size_t n,
                     const iwi_svg_style *style)
{
  iwi_text_printf(&svg->text, "<polygon points=\"");
  for (size_t i = 0; i < n; i++)
    iwi_svg_point(svg, corners[i]);
  iwi_text_printf(&svg->text, "\"");
  put_style(svg, style);
}

void iwi_svg_text(iwi_svg *svg, const double at[2], const iwi_svg_font *font,
                  const char *text)
{
  static const char *const anchors[] = {"start", "middle", "end"};
  char x[IWI_NUMBER_SIZE], y[IWI_NUMBER_SIZE];

  iwi_text_printf(&svg->text, "<text");
  put_number(svg, "x", at[0]);
  put_number(svg, "y", at[1]);
  put_number(svg, "font-size", font->size);
  iwi_text_printf(&svg->text, " fill=\"%s\" text-anchor=\"%s\"", font->fill,
                  anchors[font->anchor]);
  if (font->bold)
    iwi_text_printf(&svg->text, " font-weight=\"bold\"");
  if (font->halo)
    iwi_text_printf(&svg->text, " stroke=\"#ffffff\" stroke-width=\"4\" "
                                "stroke-linejoin=\"round\" "
                                "paint-order=\"stroke\"");
  if (font->upwards)
    iwi_text_printf(&svg->text, " transform=\"rotate(-90 %s %s)\"",
                    print_fixed(at[0], 2, "-", x),
                    print_fixed(at[1], 2, "-", y));
  iwi_text_printf(&svg->text, ">");
  put_escaped(svg, text);
  iwi_text_printf(&svg->text, "</text>\n");
}

/* Width of a character: of digits it is 0.56 of the size in Helvetica and 0.64
 * in DejaVu Sans, bold ones are a tenth wider. Letters vary around that. */
static double character_width(const iwi_svg_font *font)
{
  return (font->bold ? 0.66 : 0.6) * font->size;
}

double iwi_svg_width(const iwi_svg_font *font, const char *text)
{
  size_t n = 0;

  for (const char *c = text; *c != '\0'; c++)
    n += ((unsigned char)*c & 0xc0) != 0x80;
  return character_width(font) * (double)n;
}

size_t iwi_svg_fit(const iwi_svg_font *font, const char *text, double width)
{
  const double one = character_width(font);
  size_t n = 0, count = 0;

  while (text[n] != '\0') {
    size_t next = n + 1;

    while (((unsigned char)text[next] & 0xc0) == 0x80)
      next++;
    /* a hundredth of a character: the width of a text is room for it */
    if (one * ((double)++count - 0.01) > width)
      break;
    n = next;
  }
  return n;
}

void iwi_axis_make(iwi_axis *axis, double min, double max, int max_ticks)
{
  static const int factors[] = {1, 2, 5};
  /* below every step that could do */
  int power = (int)floor(log10((max - min) / max_ticks)) - 1;

  assert(min < max && max_ticks >= 2);
  axis->min = min;
  axis->max = max;
  for (;; power++) {
    for (int i = 0; i < 3; i++) {
      /* dividing by a power of ten is exact where multiplying by 0.1 is not */
      axis->step = power < 0 ? factors[i] / pow(10, -power)
                             : factors[i] * pow(10, power);
      /* a share of a step: what is on the edge by rounding is on the axis */
      axis->first = (long)ceil(min / axis->step - 1e-9);
      axis->last = (long)floor(max / axis->step + 1e-9);
      axis->decimals = power < 0 ? -power : 0;
      if (axis->last - axis->first < max_ticks)
        return;
    }
  }
}
