/* SPDX-License-Identifier: BSD-3-Clause */
/* Saddles with a proof: from each one the way down on both sides is followed,
 * so that it is known which minima it connects. docs/theory.md eq. (P5). */
#include "links.h"

#include <math.h>
#include <string.h>

#include "bvse_patch.h"
#include "vec3.h"

/* Angstrom: a descent that ends this near a minimum has reached it; minima of
 * one landscape lie several tenths apart */
#define SAME_MINIMUM_ANG 0.1

/* Off the ridge, still in the quadratic region, Angstrom. */
#define FIRST_STEP_DOWN_ANG 0.02

int iwi_refined_is_at(const iwi_lattice *lattice, const iwi_refined *point,
                      const double frac[3])
{
  double d[3], cart[3];

  for (int k = 0; k < 3; k++)
    d[k] = point->frac[k] - frac[k];
  iwi_row_times3(d, (const double(*)[3])lattice->rows, cart);
  return iwi_norm3(cart) < SAME_MINIMUM_ANG;
}

int iwi_link_connects(const iwi_lattice *lattice, const iwi_link *link,
                      const double from[3], const double to[3])
{
  return (iwi_refined_is_at(lattice, &link->ends[0], from) &&
          iwi_refined_is_at(lattice, &link->ends[1], to)) ||
         (iwi_refined_is_at(lattice, &link->ends[1], from) &&
          iwi_refined_is_at(lattice, &link->ends[0], to));
}

/* End of the way down from a saddle, starting along +mode or -mode. */
static int descend(iwi_patch *patch, const iw_stationary *saddle, double side,
                   iwi_refined *end)
{
  const iwi_lattice *lattice = &iwi_patch_field(patch)->lattice;
  double step[3], d[3], start[3];
  iw_stationary minimum;

  for (int k = 0; k < 3; k++)
    step[k] = side * FIRST_STEP_DOWN_ANG * saddle->mode[k];
  iwi_row_times3(step, (const double(*)[3])lattice->inverse, d);
  for (int k = 0; k < 3; k++)
    start[k] = saddle->frac[k] + d[k];
  if (iwi_stationary_search(NULL, patch, start, 0, INFINITY, &minimum) != IW_OK)
    return 0;
  memcpy(end->frac, minimum.frac, sizeof end->frac);
  end->energy_ev = minimum.energy_ev;
  end->refined = 1;
  return 1;
}

/* A first-order saddle near start and both minima below it. Nothing is found
 * when the search ends in the saddle `known` again (NULL for none). */
static int find_link(iwi_patch *patch, const double start[3], double reach_ang,
                     const iwi_refined *known, iwi_link *link)
{
  iw_stationary saddle;

  if (iwi_stationary_search(NULL, patch, start, 1, reach_ang, &saddle) != IW_OK)
    return 0;
  if (known != NULL &&
      iwi_refined_is_at(&iwi_patch_field(patch)->lattice, known, saddle.frac))
    return 0;
  memcpy(link->saddle.frac, saddle.frac, sizeof saddle.frac);
  link->saddle.energy_ev = saddle.energy_ev;
  link->saddle.refined = 1;
  return descend(patch, &saddle, 1, &link->ends[0]) &&
         descend(patch, &saddle, -1, &link->ends[1]);
}

/* The saddle between two minima next to each other, searched for from points
 * between them. */
static int bridge(iwi_patch *patch, const double a[3], const double b[3],
                  double reach_ang, const iwi_refined *known, iwi_link *link)
{
  static const double parts[] = {0.5, 0.25, 0.75};
  const iwi_lattice *lattice = &iwi_patch_field(patch)->lattice;

  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    double start[3];

    for (int k = 0; k < 3; k++)
      start[k] = a[k] + parts[i] * (b[k] - a[k]);
    if (find_link(patch, start, reach_ang, known, link) &&
        iwi_link_connects(lattice, link, a, b))
      return 1;
  }
  return 0;
}

static double distance2(const iwi_lattice *lattice, const double a[3],
                        const double b[3])
{
  double d[3], cart[3];

  for (int k = 0; k < 3; k++)
    d[k] = a[k] - b[k];
  iwi_row_times3(d, (const double(*)[3])lattice->rows, cart);
  return iwi_dot3(cart, cart);
}

/* The middle link joins minima that are not both the pass's own: look for the
 * links from either of its ends to the minimum on that side. */
static void complete(iwi_patch *patch, double reach_ang, const double from[3],
                     const double to[3], iwi_way *way)
{
  const iwi_lattice *lattice = &iwi_patch_field(patch)->lattice;
  const iwi_refined *ends = way->links[0].ends;
  const int swap = distance2(lattice, ends[1].frac, from) +
                       distance2(lattice, ends[0].frac, to) <
                   distance2(lattice, ends[0].frac, from) +
                       distance2(lattice, ends[1].frac, to);
  const iwi_refined *near_from = &ends[swap], *near_to = &ends[!swap];

  if (!iwi_refined_is_at(lattice, near_from, from) &&
      bridge(patch, near_from->frac, from, reach_ang, &way->links[0].saddle,
             &way->links[way->n_links]))
    way->n_links++;
  if (!iwi_refined_is_at(lattice, near_to, to) &&
      bridge(patch, near_to->frac, to, reach_ang, &way->links[0].saddle,
             &way->links[way->n_links]))
    way->n_links++;
}

void iwi_way_find(iwi_patch *patch, const double (*starts)[3], size_t n_starts,
                  double reach_ang, const double from[3], const double to[3],
                  iwi_way *way)
{
  const iwi_lattice *lattice = &iwi_patch_field(patch)->lattice;

  way->n_links = way->direct = 0;
  for (size_t i = 0; i < n_starts && !way->direct; i++) {
    iwi_link found;

    if (!find_link(patch, starts[i], reach_ang,
                   way->n_links > 0 ? &way->links[0].saddle : NULL, &found))
      continue;
    way->links[0] = found;
    way->n_links = 1;
    way->direct = iwi_link_connects(lattice, &found, from, to);
  }
  if (way->n_links == 1 && !way->direct)
    complete(patch, reach_ang, from, to, way);
}
