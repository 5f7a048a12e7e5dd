/* SPDX-License-Identifier: BSD-3-Clause */
/* Saddles of one ion's field with what they join, and the lowest chain of them
 * between two places. docs/theory.md eq. (W7). */
#include "ion_route.h"

#include <math.h>
#include <string.h>

#include "stationary.h"
#include "vec3.h"

/* Angstrom: nearer minima are one; minima lie several tenths apart. */
#define SAME_MINIMUM_ANG 0.1

/* Angstrom: nearer saddles of one energy are one; the search ends within
 * 1e-5 of the exact place. */
#define SAME_SADDLE_ANG 0.02

/* Angstrom: how far a saddle may be from the maximum of the string. */
#define SADDLE_REACH_ANG 1.0

/* eV: a stationary point is as good as found when the quadratic model says
 * that no more than this is left. The search itself asks for 1e-10. */
#define GOOD_ENOUGH_EV 1e-5

/* Off the ridge, still in the quadratic region, Angstrom. */
#define FIRST_STEP_DOWN_ANG 0.02

/* Strings between minima that are tried to close gaps, and their size. */
#define MAX_BRIDGES   8
#define BRIDGE_IMAGES 9
#define BRIDGE_STEPS  12
#define BRIDGE_EV_ANG 0.05

#define MAX_MINIMA (2 * IWI_ROUTE_MAX + 2)

/* What has been found so far. */
typedef struct graph {
  const iwi_ion_field *field;
  size_t n_minima, n_saddles;
  iw_stationary minima[MAX_MINIMA];
  iw_stationary saddles[IWI_ROUTE_MAX];
  int ends[IWI_ROUTE_MAX][2]; /* minima below a saddle; -1: a descent failed */
  int tried[MAX_MINIMA][MAX_MINIMA];
} graph;

static double distance(const graph *g, const double a[3], const double b[3])
{
  const double d[3] = {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
  double cart[3];

  iwi_row_times3(d, (const double(*)[3])g->field->lattice->rows, cart);
  return iwi_norm3(cart);
}

/* A search, satisfied with less where the cutoff of the field leaves a step of
 * some 1e-5 eV in the way of the last iterations. */
static int search(const graph *g, const double from[3], int order,
                  double reach_ang, iw_stationary *out)
{
  if (iwi_stationary_find(NULL, g->field, from, order, reach_ang, out) == IW_OK)
    return 1;
  return out->order == order && out->energy_error_ev < GOOD_ENOUGH_EV &&
         distance(g, from, out->frac) <= reach_ang;
}

/* Index of the minimum that a descent from here ends in; -1 when there is none
 * or no room. */
static int descend(graph *g, const double from[3])
{
  iw_stationary minimum;

  if (!search(g, from, 0, INFINITY, &minimum))
    return -1;
  for (size_t i = 0; i < g->n_minima; i++) {
    if (distance(g, minimum.frac, g->minima[i].frac) < SAME_MINIMUM_ANG)
      return (int)i;
  }
  if (g->n_minima == MAX_MINIMA)
    return -1;
  g->minima[g->n_minima] = minimum;
  return (int)g->n_minima++;
}

/* Minimum of an end of the string. An end on a ridge has two: the one on the
 * side of the string is meant, so the descent starts a little that way. */
static int descend_end(graph *g, const iwi_string *string, int last)
{
  const size_t at = last ? string->n - 1 : 0, next = last ? at - 1 : 1;
  double step[3], cart[3], frac[3], length;

  for (int k = 0; k < 3; k++)
    step[k] = string->cart[next][k] - string->cart[at][k];
  length = iwi_norm3(step);
  if (string->value[next].energy_ev >= string->value[at].energy_ev)
    length = INFINITY;
  for (int k = 0; k < 3; k++)
    cart[k] = string->cart[at][k] + step[k] * FIRST_STEP_DOWN_ANG / length;
  iwi_row_times3(cart, (const double(*)[3])g->field->lattice->inverse, frac);
  return descend(g, frac);
}

static int known(const graph *g, const iw_stationary *saddle)
{
  for (size_t i = 0; i < g->n_saddles; i++) {
    if (distance(g, saddle->frac, g->saddles[i].frac) < SAME_SADDLE_ANG)
      return 1;
  }
  return 0;
}

/* The saddle near a place, unless it is known, with the minima below it. */
static void add_saddle(graph *g, const double cart[3])
{
  double from[3];
  iw_stationary saddle;

  iwi_row_times3(cart, (const double(*)[3])g->field->lattice->inverse, from);
  if (g->n_saddles == IWI_ROUTE_MAX ||
      !search(g, from, 1, SADDLE_REACH_ANG, &saddle) || known(g, &saddle))
    return;
  g->saddles[g->n_saddles] = saddle;
  for (int side = 0; side < 2; side++) {
    double step[3], d[3];

    for (int k = 0; k < 3; k++)
      step[k] = (side == 0 ? 1 : -1) * FIRST_STEP_DOWN_ANG * saddle.mode[k];
    iwi_row_times3(step, (const double(*)[3])g->field->lattice->inverse, d);
    for (int k = 0; k < 3; k++)
      d[k] += saddle.frac[k];
    g->ends[g->n_saddles][side] = descend(g, d);
  }
  g->n_saddles++;
}

static void harvest(graph *g, const iwi_string *string)
{
  iwi_string_top tops[IWI_ROUTE_MAX];
  const size_t n = iwi_string_tops(string, tops, IWI_ROUTE_MAX);

  for (size_t i = 0; i < n; i++)
    add_saddle(g, tops[i].cart);
}

/* Grow a tree from a minimum by the lowest saddle that leads out of it, which
 * makes every way in it the lowest one (of the saddles found): via receives
 * the saddle by which a minimum was reached, -1 for those that were not. */
static void grow(const graph *g, int root, int via[MAX_MINIMA])
{
  for (size_t i = 0; i < MAX_MINIMA; i++)
    via[i] = -1;
  via[root] = IWI_ROUTE_MAX; /* reached, by no saddle */
  for (;;) {
    int best = -1, to = -1;

    for (size_t s = 0; s < g->n_saddles; s++) {
      const int *e = g->ends[s];

      if (e[0] < 0 || e[1] < 0 || (via[e[0]] < 0) == (via[e[1]] < 0))
        continue;
      if (best < 0 || g->saddles[s].energy_ev < g->saddles[best].energy_ev) {
        best = (int)s;
        to = via[e[0]] < 0 ? e[0] : e[1];
      }
    }
    if (best < 0)
      return;
    via[to] = best;
  }
}

/* A string from the tree to the nearest minimum outside it; 0 when every pair
 * has been tried. */
static int bridge(graph *g, const int via[MAX_MINIMA])
{
  double least = INFINITY, points[2][3];
  int from = -1, to = -1;
  iwi_string string;

  for (size_t a = 0; a < g->n_minima; a++) {
    for (size_t b = 0; b < g->n_minima && via[a] >= 0; b++) {
      const double d = distance(g, g->minima[a].frac, g->minima[b].frac);

      if (via[b] < 0 && !g->tried[a][b] && d < least) {
        least = d;
        from = (int)a;
        to = (int)b;
      }
    }
  }
  if (from < 0)
    return 0;
  g->tried[from][to] = g->tried[to][from] = 1;
  iwi_row_times3(g->minima[from].frac,
                 (const double(*)[3])g->field->lattice->rows, points[0]);
  iwi_row_times3(g->minima[to].frac,
                 (const double(*)[3])g->field->lattice->rows, points[1]);
  iwi_string_through(&string, BRIDGE_IMAGES, (const double(*)[3])points, 2);
  iwi_string_relax(&string, g->field, BRIDGE_EV_ANG, BRIDGE_STEPS);
  harvest(g, &string);
  return 1;
}

/* The chain from start to end, backwards along the tree. */
static void write_chain(const graph *g, const int via[MAX_MINIMA], int end,
                        iwi_route *route)
{
  size_t n = 0;
  int at = end;

  for (; via[at] < IWI_ROUTE_MAX; n++)
    at = g->ends[via[at]][g->ends[via[at]][0] == at];
  route->connected = 1;
  route->n_saddles = n;
  at = end;
  for (;;) {
    route->minima[n] = g->minima[at];
    if (n == 0)
      break;
    route->saddles[--n] = g->saddles[via[at]];
    at = g->ends[via[at]][g->ends[via[at]][0] == at];
  }
}

void iwi_route_find(const iwi_ion_field *field, const iwi_string *string,
                    iwi_route *route)
{
  graph g = {.field = field};
  int via[MAX_MINIMA], ends[2] = {-1, -1};

  memset(route, 0, sizeof *route);
  for (int e = 0; e < 2; e++)
    ends[e] = descend_end(&g, string, e);
  if (ends[0] >= 0 && ends[0] == ends[1]) {
    route->connected = 1;
    route->minima[0] = g.minima[ends[0]];
    return;
  }
  harvest(&g, string);
  for (int i = 0; i <= MAX_BRIDGES && ends[0] >= 0 && ends[1] >= 0; i++) {
    grow(&g, ends[0], via);
    if (via[ends[1]] >= 0) {
      write_chain(&g, via, ends[1], route);
      return;
    }
    if (i == MAX_BRIDGES || !bridge(&g, via))
      break;
  }
  route->n_saddles = g.n_saddles;
  memcpy(route->saddles, g.saddles, g.n_saddles * sizeof *g.saddles);
}
