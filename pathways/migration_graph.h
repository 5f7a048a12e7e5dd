/* SPDX-License-Identifier: BSD-3-Clause */
/* The inside of the migration graph, for the parts that walk it. */
#ifndef IONWAY_PATHWAYS_MIGRATION_GRAPH_H
#define IONWAY_PATHWAYS_MIGRATION_GRAPH_H

#include <ionway/migration_graph.h>
#include <ionway/winding.h>

struct iw_migration_graph {
  size_t n_nodes, n_edges, n_kinds;
  iw_migration_edge *edges;
  double *lengths_ang;
};

/** Heights closer than this are one: rounding of equal barriers, eV. */
#define IWI_SAME_HEIGHT 1e-9

/** Edges that are there, by height, then by number; heights checked against
 *  those of the nodes. Free *order: iwi_free. Errors: IW_E_ARGUMENT,
 *  IW_E_MEMORY. */
iw_status iwi_migration_order(iw_context *ctx, const iw_migration_graph *graph,
                              const iw_migration_heights *heights,
                              int32_t **order, size_t *n);

/** Where the edges of the height of order[first] end. */
size_t iwi_migration_group(const iw_migration_graph *graph,
                           const iw_migration_heights *heights,
                           const int32_t *order, size_t first, size_t n);

/** Join an edge: the rank of its part. Errors: IW_E_LIMIT. */
iw_status iwi_migration_join(iw_context *ctx, iw_winding *winding,
                             const iw_migration_edge *edge, int *rank);

#endif
