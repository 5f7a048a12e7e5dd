/* SPDX-License-Identifier: BSD-3-Clause */
/* The network of minima and saddles, growing as the water rises. */
#ifndef IONWAY_FLOOD_H
#define IONWAY_FLOOD_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/winding.h>

#include "basins.h"
#include "saddles.h"

/** A minimum, in the frame of its basin's home copy (not wrapped). The lowest
 *  minimum of its component is kept at the component's root. */
typedef struct iwi_flood_node {
  iwi_refined minimum;
  double lowest_ev;
  int32_t lowest_node;
} iwi_flood_node;

/** A way between two nodes; the saddle in the frame that has `from` at home. */
typedef struct iwi_flood_edge {
  int32_t from, to;
  int32_t shift[3];
  iwi_refined saddle;
  int32_t pass;    /* of the basins, -1 for one found on the field alone */
  int32_t cell[3]; /* of the pass's point when `from` is at home */
} iwi_flood_edge;

/** Which node a basin's minimum is, and the cell that holds the basin's home
 *  copy when the node is at home. */
typedef struct iwi_home {
  int32_t node;
  int32_t cell[3];
} iwi_home;

typedef struct iwi_waiting {
  double key; /* the edge cannot open below this, eV */
  int32_t edge;
  int32_t final; /* the key is the edge's energy */
} iwi_waiting;

typedef struct iwi_flood {
  const iw_landscape *landscape;
  const iw_bvse *field; /* NULL: grid energies only */
  double margin_ev;     /* no pass lies further below its height */
  iwi_basins *basins;
  iwi_saddles *saddles;
  iw_winding *network;
  iw_winding *grid_network;
  double grid_threshold_ev[3]; /* of the bare grid, NAN not yet */
  iwi_flood_node *nodes;
  size_t n_nodes, node_capacity;
  size_t n_basins; /* basins taken over as nodes */
  iwi_home *home_of_basin;
  size_t basin_capacity;
  iwi_flood_edge *edges;
  size_t n_edges, edge_capacity;
  size_t n_passes; /* passes taken over as edges */
  iwi_waiting *heap;
  size_t n_heap, heap_capacity;
  int32_t *joined; /* edges that changed the network, in order */
  size_t n_joined, joined_capacity;
} iwi_flood;

/** Set up on zeroed memory; release in any case. */
iw_status iwi_flood_init(iw_context *ctx, iwi_flood *flood,
                         const iw_landscape *landscape, const iw_bvse *field,
                         double highest_ev);
void iwi_flood_release(iwi_flood *flood);

/** Let the water rise to a level: new minima and passes are taken over. */
iw_status iwi_flood_rise(iw_context *ctx, iwi_flood *flood, double level_ev);

/** Open the lowest edge that waits below `sure`, and all at the same energy.
 *  Every pass that can lie below `sure` must have been taken over. */
iw_status iwi_flood_open(iw_context *ctx, iwi_flood *flood, double sure_ev);

#endif
