/* SPDX-License-Identifier: BSD-3-Clause */
/* The canvas: numbers, ticks, escaping, and files that are XML. */
#include "check.h"

#include <locale.h>

#include <ionway/ionway.h>

#include "context.h"
#include "svg.h"
#include "xml.h"

static iw_context *ctx;

static void the_judge_of_xml_judges(void)
{
#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
  CHECK(xml_fault(XML "<a b=\"1\"><c/>x &amp; y</a>\n") == NULL);
  CHECK(xml_fault(XML "<a><b></a></b>\n") != NULL);
  CHECK(xml_fault(XML "<a b=\"1\" b=\"2\"/>\n") != NULL);
  CHECK(xml_fault(XML "<a b=\"<\"/>\n") != NULL);
  CHECK(xml_fault(XML "<a>&</a>\n") != NULL);
  CHECK(xml_fault(XML "<a>\x01</a>\n") != NULL);
  CHECK(xml_fault(XML "<a>\xff</a>\n") != NULL);
  CHECK(xml_fault(XML "<a/><b/>\n") != NULL);
  CHECK(xml_fault(XML "<a>\n") != NULL);
}

static void numbers_print_alike_everywhere(void)
{
  char buffer[IWI_NUMBER_SIZE];

  CHECK_TEXT(iwi_svg_number(0.218, 3, buffer), "0.218");
  CHECK_TEXT(iwi_svg_number(-0.05, 2, buffer), "\xe2\x88\x92"
                                               "0.05");
  CHECK_TEXT(iwi_svg_number(-0.0004, 3, buffer), "0.000"); /* no minus */
  CHECK_TEXT(iwi_svg_number(12.9996, 3, buffer), "13.000");
  CHECK_TEXT(iwi_svg_number(7, 0, buffer), "7");
  /* wherever there is such a locale */
  if (setlocale(LC_ALL, "de_DE.UTF-8") != NULL)
    CHECK_TEXT(iwi_svg_number(0.5, 1, buffer), "0.5");
  setlocale(LC_ALL, "C");
}

/* As many ticks as fit and no more; all on the axis; steps of 1, 2, 5. */
static void ticks_are_round(void)
{
  for (int i = 0; i < 400; i++) {
    const double span = pow(10, -5 + i / 40.0), low = span * sin(i);
    const int most = 3 + i % 7;
    iwi_axis a;
    double mantissa;

    iwi_axis_make(&a, low, low + span, most);
    CHECK(a.last - a.first + 1 <= most && a.last - a.first + 1 >= 1);
    /* the step below would have had too many: 2.5 times as dense at most */
    CHECK((double)most * a.step < 2.6 * span + a.step);
    CHECK((double)a.first * a.step >= low - 1e-6 * span);
    CHECK((double)a.last * a.step <= low + span + 1e-6 * span);
    mantissa = a.step / pow(10, floor(log10(a.step) + 1e-9));
    CHECK(fabs(mantissa - 1) < 1e-9 || fabs(mantissa - 2) < 1e-9 ||
          fabs(mantissa - 5) < 1e-9);
    /* its decimals tell a step from nothing */
    CHECK(a.step * pow(10, a.decimals) > 0.999);
  }
}

static void ticks_of_known_axes(void)
{
  iwi_axis a;

  iwi_axis_make(&a, 0, 1, 6);
  CHECK_NEAR(a.step, 0.2, 0);
  CHECK_INT(a.first, 0);
  CHECK_INT(a.last, 5);
  CHECK_INT(a.decimals, 1);
  iwi_axis_make(&a, -0.03, 0.27, 8);
  CHECK_NEAR(a.step, 0.05, 0);
  CHECK_INT(a.first, 0);
  CHECK_INT(a.last, 5);
  iwi_axis_make(&a, -30, 1020, 5);
  CHECK_NEAR(a.step, 500, 0);
  CHECK_INT(a.decimals, 0);
}

static void text_is_escaped(void)
{
  const iwi_svg_font font = {.size = 10, .fill = "#000000"};
  const double at[2] = {1.005, -2.5};
  iw_text *text = NULL;
  iwi_svg svg;

  iwi_svg_begin(&svg, ctx, 100, 50, "a < b & \"c\" > d");
  iwi_svg_text(&svg, at, &font, "Li\xe2\x80\x93O <&> \x01\xff\xc0\x80 end");
  CHECK_INT(iwi_svg_finish(&svg, &text), IW_OK);
  if (text == NULL)
    return;
  CHECK(xml_fault(iw_text_data(text)) == NULL);
  CHECK_HOLDS(iw_text_data(text), "<title>a &lt; b &amp; \"c\" &gt; d</title>");
  /* one U+FFFD a byte that cannot be */
  CHECK_HOLDS(iw_text_data(text),
              "Li\xe2\x80\x93O &lt;&amp;&gt; \xef\xbf\xbd\xef\xbf\xbd"
              "\xef\xbf\xbd\xef\xbf\xbd end</text>");
  CHECK_HOLDS(iw_text_data(text), "y=\"-2.5\"");
  CHECK_HOLDS(iw_text_data(text), "width=\"100\" height=\"50\"");
  iw_text_destroy(text);
}

static void every_shape_is_xml(void)
{
  const iwi_svg_style style = {
      .stroke = "#123456", .fill = "#ffffff", .width = 1.5, .dash = "5 4"};
  const iwi_svg_font font = {.size = 10,
                             .fill = "#000000",
                             .anchor = IWI_SVG_END,
                             .bold = 1,
                             .halo = 1,
                             .upwards = 1};
  const double a[2] = {1, 2}, b[2] = {3.14159, 4};
  const double corners[3][2] = {{0, 0}, {1, 0}, {0, 1}};
  iw_text *text = NULL;
  iwi_svg svg;

  iwi_svg_begin(&svg, ctx, 100, 50, "");
  iwi_svg_rect(&svg, a, b, &style);
  iwi_svg_line(&svg, a, b, &style);
  iwi_svg_circle(&svg, a, 3, &style);
  iwi_svg_polygon(&svg, corners, 3, &style);
  iwi_svg_polyline_begin(&svg);
  iwi_svg_point(&svg, a);
  iwi_svg_point(&svg, b);
  iwi_svg_polyline_end(&svg, &style);
  iwi_svg_text(&svg, a, &font, "x");
  CHECK_INT(iwi_svg_finish(&svg, &text), IW_OK);
  if (text == NULL)
    return;
  CHECK(xml_fault(iw_text_data(text)) == NULL);
  CHECK_HOLDS(iw_text_data(text), "points=\" 1.00,2.00 3.14,4.00\"");
  iw_text_destroy(text);
}

static void texts_are_measured_in_characters(void)
{
  const iwi_svg_font font = {.size = 10};
  const char *text = "\xc3\x85\xe2\x80\x93x"; /* three characters */
  const double width = iwi_svg_width(&font, text);

  CHECK_NEAR(width, 3 * iwi_svg_width(&font, "x"), 1e-12); /* rounding */
  CHECK_INT(iwi_svg_fit(&font, text, width), 6);
  CHECK_INT(iwi_svg_fit(&font, text, 0.9 * width), 5);
  CHECK_INT(iwi_svg_fit(&font, text, 0.5 * width), 2);
  CHECK_INT(iwi_svg_fit(&font, text, 0), 0);
}

int main(void)
{
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  RUN(the_judge_of_xml_judges);
  RUN(numbers_print_alike_everywhere);
  RUN(ticks_are_round);
  RUN(ticks_of_known_axes);
  RUN(text_is_escaped);
  RUN(every_shape_is_xml);
  RUN(texts_are_measured_in_characters);
  iw_context_destroy(ctx);
  return check_report();
}
