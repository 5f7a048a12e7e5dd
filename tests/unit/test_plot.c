/* SPDX-License-Identifier: BSD-3-Clause */
/* Pictures of profiles: what is in them, and what is refused. How they look
 * has been looked at by people. */
#include "check.h"

#include <stdlib.h>

#include <ionway/ionway.h>

#include "context.h"
#include "xml.h"

enum { IMAGES = 7, CURVE = 101, MOST = 40 };

static iw_context *ctx;
static double s[MOST][IMAGES], e[MOST][IMAGES], cs[MOST][CURVE],
    ce[MOST][CURVE];
static iw_plot_mark marks[MOST][1];
static char names[MOST][16];
static iw_plot_profile profiles[MOST];

/* A hop of 0.1 (i + 1) eV on a slope; the zero of its energies is far away. */
static double energy_at(size_t i, double t)
{
  const double c = sin(3.141592653589793 * t);

  return -1234.5 + 0.1 * (double)(i + 1) * c * c;
}

static void build(void)
{
  for (size_t i = 0; i < MOST; i++) {
    const double length = 2 + 0.1 * (double)(i % 5);

    for (int k = 0; k < IMAGES; k++) {
      s[i][k] = length * k / (IMAGES - 1.0);
      e[i][k] = energy_at(i, k / (IMAGES - 1.0));
    }
    for (int k = 0; k < CURVE; k++) {
      cs[i][k] = length * k / (CURVE - 1.0);
      ce[i][k] = energy_at(i, k / (CURVE - 1.0));
    }
    snprintf(names[i], sizeof names[i], "hop <%zu>", i + 1);
    marks[i][0] =
        (iw_plot_mark){0.5 * length, energy_at(i, 0.5), IW_PLOT_SADDLE};
    profiles[i] = (iw_plot_profile){.name = names[i],
                                    .n_images = IMAGES,
                                    .s_ang = s[i],
                                    .energies_ev = e[i],
                                    .n_curve = CURVE,
                                    .curve_s_ang = cs[i],
                                    .curve_energies_ev = ce[i],
                                    .n_marks = 1,
                                    .marks = marks[i],
                                    .forward_ev = 0.1 * (double)(i + 1),
                                    .reverse_ev = 0.1 * (double)(i + 1)};
  }
}

static size_t count(const char *text, const char *part)
{
  size_t n = 0;

  for (; (text = strstr(text, part)) != NULL; text++)
    n++;
  return n;
}

/* A picture, or NULL; its bytes do not depend on what was drawn before. */
static iw_text *draw(const iw_plot_profile *p, size_t n, const char *title)
{
  iw_text *text = NULL, *again = NULL;

  CHECK_INT(iw_plot_profiles(ctx, p, n, title, &text), IW_OK);
  CHECK_INT(iw_plot_profiles(ctx, p, n, title, &again), IW_OK);
  if (text == NULL || again == NULL)
    return NULL;
  CHECK(iw_text_size(text) == iw_text_size(again) &&
        strcmp(iw_text_data(text), iw_text_data(again)) == 0);
  CHECK(xml_fault(iw_text_data(text)) == NULL);
  CHECK(strstr(iw_text_data(text), "nan") == NULL);
  iw_text_destroy(again);
  return text;
}

static void one_has_its_barriers(void)
{
  iw_text *text = draw(&profiles[1], 1, "A & B");
  const char *svg = text != NULL ? iw_text_data(text) : "";

  CHECK_HOLDS(svg, ">A &amp; B</text>");
  CHECK_HOLDS(svg, "hop &lt;2&gt;: 0.200 eV, reverse 0.200 eV");
  CHECK_HOLDS(svg, ">forward</text>");
  CHECK_HOLDS(svg, ">reverse</text>");
  CHECK_HOLDS(svg, "path length, \xc3\x85");
  CHECK_HOLDS(svg, "energy, eV");
  CHECK_HOLDS(svg, ">0.20</text>"); /* a tick, from the first image up */
  /* over the saddle, and at both arrows */
  CHECK_INT(count(svg, ">0.200 eV</text>"), 3);
  CHECK_INT(count(svg, "<circle"), IMAGES);
  CHECK_INT(count(svg, "<polyline"), 1);
  CHECK_INT(count(svg, "<polygon"), 3); /* saddle, two arrow heads */
  /* behind everything: a sheet, whatever the page's colour */
  CHECK_HOLDS(svg, "</title>\n<rect x=\"0\" y=\"0\" width=\"720\"");
  iw_text_destroy(text);
}

static void without_a_barrier_the_reason_is_there(void)
{
  iw_plot_profile p = profiles[0];
  iw_text *text;

  p.forward_ev = p.reverse_ev = NAN;
  p.n_marks = 0;
  p.state = "no barrier: an end is the highest image";
  text = draw(&p, 1, NULL);
  CHECK_HOLDS(text != NULL ? iw_text_data(text) : "",
              "hop &lt;1&gt;: no barrier: an end is the highest image");
  CHECK(text != NULL && strstr(iw_text_data(text), "forward") == NULL);
  iw_text_destroy(text);
  p.name = p.state = NULL;
  p.n_curve = 0;
  text = draw(&p, 1, "");
  CHECK_HOLDS(text != NULL ? iw_text_data(text) : "", ">no barrier</text>");
  iw_text_destroy(text);
}

static void a_few_have_a_legend(void)
{
  for (size_t n = 2; n <= 6; n++) {
    iw_text *text = draw(profiles, n, NULL);
    const char *svg = text != NULL ? iw_text_data(text) : "";

    for (size_t i = 0; i < n; i++) {
      char line[64];

      snprintf(line, sizeof line, ">0.%zu00 eV, reverse 0.%zu00 eV<", i + 1,
               i + 1);
      CHECK_HOLDS(svg, line);
      snprintf(line, sizeof line, ">hop &lt;%zu&gt;<", i + 1);
      CHECK_HOLDS(svg, line);
    }
    CHECK_INT(count(svg, "<polyline"), n);
    CHECK_INT(count(svg, "<circle"), n * IMAGES + n); /* and the legend's */
    iw_text_destroy(text);
  }
}

static void many_have_panels(void)
{
  iw_text *text = draw(profiles, MOST, "all");
  const char *svg = text != NULL ? iw_text_data(text) : "";

  CHECK_INT(count(svg, "<polyline"), MOST);
  CHECK_INT(count(svg, "<rect"), MOST + 1);
  CHECK_INT(count(svg, "hop &lt;"), MOST);
  CHECK_HOLDS(svg, ">4.000 eV</text>");
  iw_text_destroy(text);
}

/* Long names are cut, between characters. */
static void long_names_are_cut(void)
{
  static char name[2001];
  iw_plot_profile p[7];
  iw_text *text;

  for (size_t i = 0; i + 2 < sizeof name; i += 2)
    memcpy(name + i, "\xc3\x85", 3);
  memcpy(p, profiles, sizeof p);
  for (size_t i = 0; i < 7; i++) {
    p[i].name = i == 3 ? "\x80\x80\x80\x80" : name;
    p[i].state = i == 4 ? name : NULL;
    p[i].forward_ev = i == 4 ? NAN : p[i].forward_ev;
  }
  text = draw(p, 7, name);
  CHECK_HOLDS(text != NULL ? iw_text_data(text) : "", "\xe2\x80\xa6</text>");
  iw_text_destroy(text);
  iw_text_destroy(draw(p, 5, name));
  iw_text_destroy(draw(p, 1, name));
}

/* No height, no length: drawn, with an axis of some height and length. */
static void flat_and_short_ones_are_drawn(void)
{
  static const double zeros[IMAGES], flat[IMAGES] = {5, 5, 5, 5, 5, 5, 5};
  iw_plot_profile p = {.n_images = IMAGES,
                       .s_ang = zeros,
                       .energies_ev = flat,
                       .forward_ev = NAN,
                       .reverse_ev = NAN};
  iw_text *text = draw(&p, 1, NULL);

  iw_text_destroy(text);
  p.n_images = 2;
  p.s_ang = s[0];
  p.forward_ev = p.reverse_ev = 0;
  iw_text_destroy(draw(&p, 1, NULL));
  p.energies_ev = (const double[]){1e6, -1e6};
  iw_text_destroy(draw(&p, 1, NULL));
  /* a mark somewhere else is somewhere else */
  p.n_marks = 1;
  p.marks = &(iw_plot_mark){-1e6, 0, IW_PLOT_MINIMUM};
  iw_text_destroy(draw(&p, 1, NULL));
}

static void check_refused(const iw_plot_profile *p, size_t n, iw_status status,
                          const char *message)
{
  iw_text *text = (iw_text *)(void *)names;

  CHECK_INT(iw_plot_profiles(ctx, p, n, NULL, &text), status);
  CHECK(text == NULL);
  CHECK_HOLDS(iw_context_message(ctx), message);
}

static void nonsense_is_refused(void)
{
  static double broken[CURVE];
  iw_plot_profile p[2] = {profiles[0], profiles[1]};

  check_refused(p, 0, IW_E_ARGUMENT, "no profile");
  check_refused(p, 1001, IW_E_LIMIT, "1001 profiles");
  p[1].n_images = 1;
  check_refused(p, 2, IW_E_ARGUMENT, "profile 2 has 1 images");
  p[1] = profiles[1];
  memcpy(broken, e[1], sizeof e[1]);
  broken[4] = NAN;
  p[1].energies_ev = broken;
  check_refused(p, 2, IW_E_ARGUMENT, "profile 2, hop <2>: energy 5 is nan");
  broken[4] = -INFINITY;
  check_refused(p, 2, IW_E_ARGUMENT, "energy 5 is -inf");
  p[1] = profiles[1];
  memcpy(broken, s[1], sizeof s[1]);
  broken[3] = 0;
  p[1].s_ang = broken;
  check_refused(p, 2, IW_E_ARGUMENT, "path length falls from");
  p[1] = profiles[1];
  memcpy(broken, ce[1], sizeof ce[1]);
  broken[100] = NAN;
  p[1].curve_energies_ev = broken;
  check_refused(p, 2, IW_E_ARGUMENT, "energy of the curve 101 is nan");
  p[1] = profiles[1];
  p[1].marks = &(iw_plot_mark){1, NAN, IW_PLOT_MINIMUM};
  check_refused(p, 2, IW_E_ARGUMENT, "energy of mark 1 is nan");
  p[1] = profiles[1];
  p[1].forward_ev = INFINITY;
  check_refused(p, 2, IW_E_ARGUMENT, "barriers inf");
}

static void memory_may_run_out(void)
{
  iw_status status = IW_E_MEMORY;

  for (size_t n = 1; status == IW_E_MEMORY && n < 100; n++) {
    iw_text *text = (iw_text *)(void *)names;

    iwi_context_fail_allocation(ctx, n);
    status = iw_plot_profiles(ctx, profiles, 3, "t", &text);
    iwi_context_fail_allocation(ctx, 0);
    CHECK((status == IW_OK) == (text != NULL));
    iw_text_destroy(text);
  }
  CHECK_INT(status, IW_OK);
}

int main(void)
{
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  build();
  RUN(one_has_its_barriers);
  RUN(without_a_barrier_the_reason_is_there);
  RUN(a_few_have_a_legend);
  RUN(many_have_panels);
  RUN(long_names_are_cut);
  RUN(flat_and_short_ones_are_drawn);
  RUN(nonsense_is_refused);
  RUN(memory_may_run_out);
  iw_context_destroy(ctx);
  return check_report();
}
