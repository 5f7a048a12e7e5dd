/* SPDX-License-Identifier: BSD-3-Clause */
/* Saddles of the field together with the minima they connect. */
#ifndef IONWAY_LINKS_H
#define IONWAY_LINKS_H

#include "lattice.h"
#include "stationary.h"

/** A stationary point next to a grid point, or the grid point itself. */
typedef struct iwi_refined {
  double frac[3]; /* not wrapped */
  double energy_ev;
  int refined; /* 0: grid position and energy */
} iwi_refined;

/** A saddle and the two minima below it, one frame for all. */
typedef struct iwi_link {
  iwi_refined saddle;
  iwi_refined ends[2];
} iwi_link;

/** What leads over a pass. Usually one link between its two minima (direct);
 *  where the grid has overlooked shallow minima between them, the links found
 *  on the way: one in the middle and, if need be, one on either side of it. */
typedef struct iwi_way {
  int n_links;
  int direct;
  iwi_link links[3];
} iwi_way;

/** Same place, to a tenth of an Angstrom, in one frame. */
int iwi_refined_is_at(const iwi_lattice *lattice, const iwi_refined *point,
                      const double frac[3]);

/** Do the link's ends lie at from and to, either way round? */
int iwi_link_connects(const iwi_lattice *lattice, const iwi_link *link,
                      const double from[3], const double to[3]);

/** Find what leads from one minimum to another, searching for saddles from
 *  each of the starts in turn and no further away than reach_ang. */
void iwi_way_find(iwi_patch *patch, const double (*starts)[3], size_t n_starts,
                  double reach_ang, const double from[3], const double to[3],
                  iwi_way *way);

#endif
