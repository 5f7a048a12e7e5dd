/* SPDX-License-Identifier: BSD-3-Clause */
/* The energy along a path as a small drawing in Braille dots. */
#include "report_neb.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Characters of the drawing; each holds 2 x 4 dots. */
enum { WIDTH = 60, HEIGHT = 10, N_X = 2 * WIDTH, N_Y = 4 * HEIGHT };

#define IMAGE  "\xe2\x97\x8f" /* a disc     */
#define SADDLE "\xe2\x96\xb2" /* a triangle */

typedef struct drawing {
  const iw_neb_report_hop *hop;
  const double *s_ang, *energies_ev; /* what is drawn as a line */
  size_t n;
  double s_min, s_max, e_min, e_max;
  unsigned char dots[HEIGHT][WIDTH]; /* bits as in Unicode */
  char marks[HEIGHT][WIDTH];         /* 'o' an image, '^' a saddle, 0 none */
} drawing;

static void widen(drawing *d, const double *s, const double *e, size_t n)
{
  for (size_t i = 0; i < n; i++) {
    if (!isfinite(s[i]) || !isfinite(e[i]))
      continue;
    d->s_min = fmin(d->s_min, s[i]);
    d->s_max = fmax(d->s_max, s[i]);
    d->e_min = fmin(d->e_min, e[i]);
    d->e_max = fmax(d->e_max, e[i]);
  }
}

/* Row of dots of an energy, 0 at the top. */
static int row_of(const drawing *d, double energy_ev)
{
  const double share = (d->e_max - energy_ev) / (d->e_max - d->e_min);

  return (int)floor(share * (N_Y - 1) + 0.5);
}

static int column_of(const drawing *d, double s_ang)
{
  const double share = (s_ang - d->s_min) / (d->s_max - d->s_min);

  return (int)floor(share * (N_X - 1) + 0.5);
}

/* Braille numbers its dots down the left column, then down the right one, but
 * for the lowest two, which came later. */
static void set_dot(drawing *d, int x, int y)
{
  static const unsigned char bits[4][2] = {
      {0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};

  d->dots[y / 4][x / 2] |= bits[y % 4][x % 2];
}

static void set_mark(drawing *d, double s_ang, double energy_ev, char mark)
{
  if (isfinite(s_ang) && isfinite(energy_ev))
    d->marks[row_of(d, energy_ev) / 4][column_of(d, s_ang) / 2] = mark;
}

/* The part of the line between points i and i + 1: a dot in every column, and
 * those that lie between it and the last. */
static void draw_piece(drawing *d, size_t i)
{
  const double s0 = d->s_ang[i], s1 = d->s_ang[i + 1];
  const double e0 = d->energies_ev[i], e1 = d->energies_ev[i + 1];
  const double step = (d->s_max - d->s_min) / (N_X - 1);
  int before;

  if (!isfinite(s0) || !isfinite(s1) || !isfinite(e0) || !isfinite(e1))
    return;
  before = row_of(d, e0);
  for (int x = column_of(d, s0); x <= column_of(d, s1); x++) {
    const double s = fmax(s0, fmin(s1, d->s_min + x * step));
    const double e = s1 > s0 ? e0 + (e1 - e0) * (s - s0) / (s1 - s0) : e1;
    const int y = row_of(d, e), way = y > before ? 1 : -1;

    for (int k = before; k != y && k + way != y; k += way)
      set_dot(d, x, k + way);
    set_dot(d, x, y);
    before = y;
  }
}

static int begin(drawing *d, const iw_neb_report_hop *hop)
{
  const int has_curve = hop->n_curve >= 2 && hop->curve_s_ang != NULL &&
                        hop->curve_energies_ev != NULL;
  const int has_images =
      hop->n_images >= 2 && hop->s_ang != NULL && hop->energies_ev != NULL;

  memset(d, 0, sizeof *d);
  d->hop = hop;
  d->s_min = d->e_min = INFINITY;
  d->s_max = d->e_max = -INFINITY;
  if (!has_curve && !has_images)
    return 0;
  d->s_ang = has_curve ? hop->curve_s_ang : hop->s_ang;
  d->energies_ev = has_curve ? hop->curve_energies_ev : hop->energies_ev;
  d->n = has_curve ? hop->n_curve : hop->n_images;
  widen(d, d->s_ang, d->energies_ev, d->n);
  if (has_images)
    widen(d, hop->s_ang, hop->energies_ev, hop->n_images);
  for (size_t i = 0; i < hop->n_saddles; i++)
    widen(d, &hop->saddles[i].s_ang, &hop->saddles[i].energy_ev, 1);
  /* less than a thousandth of an eV is a level line, and no drawing */
  if (!(d->s_max > d->s_min) || !(d->e_max - d->e_min > 1e-3))
    return 0;
  for (size_t i = 0; i + 1 < d->n; i++)
    draw_piece(d, i);
  for (size_t i = 0; has_images && i < hop->n_images; i++)
    set_mark(d, hop->s_ang[i], hop->energies_ev[i], 'o');
  for (size_t i = 0; i < hop->n_saddles; i++)
    set_mark(d, hop->saddles[i].s_ang, hop->saddles[i].energy_ev, '^');
  return 1;
}

/* ---- out ------------------------------------------------------------- */

/* The energy written at a row: the top, the start, the end or the bottom. */
static int label_of(const drawing *d, int row, double *energy_ev)
{
  const double known[] = {d->e_max, 0, d->energies_ev[d->n - 1], d->e_min};

  for (int i = 0; i < 4; i++) {
    if (!isfinite(known[i]) || known[i] > d->e_max || known[i] < d->e_min ||
        row_of(d, known[i]) / 4 != row)
      continue;
    /* a tick of -0.000 would raise questions */
    *energy_ev = fabs(known[i]) < 5e-4 ? 0 : known[i];
    return 1;
  }
  return 0;
}

static void put_row(iwi_table *t, const drawing *d, int row)
{
  int last = WIDTH;
  double energy_ev;

  if (label_of(d, row, &energy_ev))
    iwi_text_printf(&t->text, "  %8.3f \xe2\x94\xa4", energy_ev);
  else
    iwi_text_printf(&t->text, "  %8s \xe2\x94\x82", "");
  while (last > 0 && d->dots[row][last - 1] == 0 &&
         d->marks[row][last - 1] == 0)
    last--;
  for (int x = 0; x < last; x++) {
    const unsigned dots = d->dots[row][x];
    const char braille[3] = {(char)0xe2, (char)(0xa0 | dots >> 6),
                             (char)(0x80 | (dots & 0x3f))};

    if (d->marks[row][x] != 0)
      iwi_text_add(&t->text, d->marks[row][x] == 'o' ? IMAGE : SADDLE, 3);
    else if (dots == 0)
      iwi_text_add(&t->text, " ", 1);
    else
      iwi_text_add(&t->text, braille, 3);
  }
  iwi_text_add(&t->text, "\n", 1);
}

static void put_axis(iwi_table *t, const drawing *d)
{
  const char *from = d->hop->from != NULL ? d->hop->from : "start";
  const char *to = d->hop->to != NULL ? d->hop->to : "end";
  char first[32], last[32];
  size_t used;

  iwi_text_printf(&t->text, "  %8s \xe2\x94\x94", "");
  for (int x = 0; x < WIDTH; x++)
    iwi_text_add(&t->text, "\xe2\x94\x80", 3);
  snprintf(first, sizeof first, " at %.4g", d->s_min);
  snprintf(last, sizeof last, " at %.3f " IWI_ANG, d->s_max);
  iwi_text_printf(&t->text, "\n%12s", "");
  iwi_table_padded(t, from, 0);
  iwi_table_padded(t, first, 0);
  used = iwi_table_columns(from) + iwi_table_columns(first) +
         iwi_table_columns(to) + iwi_table_columns(last);
  iwi_text_printf(&t->text, "%*s", used < WIDTH ? (int)(WIDTH - used) : 1, "");
  iwi_table_padded(t, to, 0);
  iwi_table_padded(t, last, 0);
  iwi_text_add(&t->text, "\n", 1);
}

/* The images as numbers, nine columns a line. */
static void put_images(iwi_table *t, const iw_neb_report_hop *hop)
{
  enum { COLUMNS = 9 };

  for (size_t first = 0; first < hop->n_images; first += COLUMNS) {
    const size_t end =
        first + COLUMNS < hop->n_images ? first + COLUMNS : hop->n_images;

    iwi_text_printf(&t->text, "%s  at, " IWI_ANG " ", first > 0 ? "\n" : "");
    for (size_t i = first; i < end; i++)
      iwi_text_printf(&t->text, "%8.3f", hop->s_ang[i]);
    iwi_text_printf(&t->text, "\n  eV    ");
    for (size_t i = first; i < end; i++)
      iwi_text_printf(&t->text, "%8.3f",
                      /* no minus before a zero */
                      fabs(hop->energies_ev[i]) < 5e-4 ? 0
                                                       : hop->energies_ev[i]);
    iwi_text_add(&t->text, "\n", 1);
  }
}

void iwi_table_profile(iwi_table *t, const iw_neb_report_hop *hop)
{
  drawing d;

  if (!begin(&d, hop))
    return;
  iwi_table_heading(t, "Energy along the path, eV");
  for (int row = 0; row < HEIGHT; row++)
    put_row(t, &d, row);
  put_axis(t, &d);
  iwi_text_printf(&t->text, "%12s" IMAGE " image%s\n", "",
                  hop->n_saddles > 0 ? "   " SADDLE " saddle" : "");
  put_images(t, hop);
}
