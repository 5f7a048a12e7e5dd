/* SPDX-License-Identifier: BSD-3-Clause */
/* The periodic graph of places and hops: what percolates where, at which
 * barriers, and the easiest way from one place to another. */
#ifndef IONWAY_MIGRATION_GRAPH_H
#define IONWAY_MIGRATION_GRAPH_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/hops.h>

IW_BEGIN_DECLS

/** From node `from` in the home cell to node `to` in cell `shift`, and back. */
typedef struct iw_migration_edge {
  int32_t from, to;
  int32_t shift[3];
  int32_t kind;   /* edges of one kind have one height: the orbit of the hop */
  int32_t member; /* of iw_hops_members(); -1 in a graph of one's own        */
  int32_t reversed; /* non-zero: the barrier that the kind has forward is that
                       from `to` to `from` */
} iw_migration_edge;

/** A graph as numbers; arrays are copied. Start from
 *  iw_migration_graph_spec_default(). */
typedef struct iw_migration_graph_spec {
  size_t struct_size;
  size_t n_nodes, n_edges, n_kinds;
  const iw_migration_edge *edges;
  const double *lengths_ang; /* n_edges, > 0; NULL: all are 1 */
} iw_migration_graph_spec;

IW_API void iw_migration_graph_spec_default(iw_migration_graph_spec *spec);

typedef struct iw_migration_graph iw_migration_graph;

/** Errors: IW_E_ARGUMENT (a number out of range, an edge from a node to
 *  itself), IW_E_LIMIT, IW_E_MEMORY. Free: iw_migration_graph_destroy. */
IW_API iw_status iw_migration_graph_create(iw_context *ctx,
                                           const iw_migration_graph_spec *spec,
                                           iw_migration_graph **out);

/** The graph of hops of some mechanisms (iw_hop_mechanism bits): nodes are the
 *  places of iw_hops_sites(), kinds the orbits of iw_hops_get(), edges their
 *  members, from the first to the last place. A knock-off joins the two empty
 *  positions. Forward is from the first place to the last. */
IW_API iw_status iw_migration_graph_from_hops(iw_context *ctx,
                                              const iw_hops *hops,
                                              unsigned mechanisms,
                                              iw_migration_graph **out);
IW_API void iw_migration_graph_destroy(iw_migration_graph *graph);

IW_API size_t iw_migration_graph_n_nodes(const iw_migration_graph *g);
IW_API size_t iw_migration_graph_n_kinds(const iw_migration_graph *g);
IW_API size_t iw_migration_graph_n_edges(const iw_migration_graph *g);
/** Lent. */
IW_API const iw_migration_edge *
iw_migration_graph_edges(const iw_migration_graph *g);

/** A connected part of the graph. */
typedef struct iw_migration_component {
  int32_t first; /* its node of lowest index                               */
  int32_t n_nodes;
  int32_t rank;        /* directions in which it percolates, 0..3          */
  int32_t basis[3][3]; /* rank rows, Hermite normal form, cell vectors     */
  int64_t interpenetration; /* disjoint copies of it in the crystal, eq. (P3) */
} iw_migration_component;

/**
 * Connected parts when edges of the kinds with allowed[kind] != 0 are there
 * (NULL: all), by their first node.
 *
 * of_node    n_nodes: part of every node; may be NULL.
 * components room for n_nodes; *n receives how many there are.
 * Errors     IW_E_LIMIT (windings beyond 32 bits), IW_E_MEMORY.
 */
IW_API iw_status iw_migration_graph_components(
    iw_context *ctx, const iw_migration_graph *graph, const uint8_t *allowed,
    int32_t *of_node, iw_migration_component *components, size_t *n);

/** Heights of a graph: energies of saddles and nodes on one scale, or lengths.
 *  Arrays are lent for the call. */
typedef struct iw_migration_heights {
  const double *kinds; /* n_kinds: height of the pass over edges of a kind;
                          NAN or infinite: they are not there                 */
  const double *nodes; /* n_nodes: height of the places; NULL: all zero       */
} iw_migration_heights;

/** The pass with which some part first percolates in `dimension` directions. */
typedef struct iw_migration_threshold {
  int32_t dimension; /* 1, 2, 3                                    */
  int32_t found;     /* 0: not with these edges; the rest is unset */
  double height;     /* of the pass, on the scale of the heights   */
  double barrier;    /* above the lowest node of its part          */
  int32_t lowest;    /* that node                                  */
  int32_t edge;      /* the pass: an edge of its height            */
  int32_t rank;      /* of the part then, >= dimension             */
  int32_t basis[3][3];
  int64_t interpenetration;
} iw_migration_threshold;

/**
 * Thresholds in one, two and three directions: edges are let in by height,
 * those of equal height (within 1e-9) together, eq. (H5). They never fall from
 * one dimension to the next.
 *
 * Errors  IW_E_ARGUMENT (a pass lower than one of its ends by more than 1e-6),
 *         IW_E_LIMIT, IW_E_MEMORY.
 * Cost    O(edges log edges).
 */
IW_API iw_status iw_migration_graph_thresholds(
    iw_context *ctx, const iw_migration_graph *graph,
    const iw_migration_heights *heights, iw_migration_threshold out[3]);

/** One step of a route. */
typedef struct iw_migration_step {
  int32_t edge;
  int32_t backwards; /* non-zero: from edge.to to edge.from                 */
  int32_t node;      /* reached with it ...                                 */
  int32_t cell[3];   /* ... in this cell, the start being in the home cell  */
} iw_migration_step;

typedef struct iw_migration_route iw_migration_route;

/**
 * The easiest way from node `from` in the home cell to node `to` in cell
 * `shift` (a periodic image of `from` itself, too): the one whose highest pass
 * is lowest; of those the one with the smallest sum of (height - lowest node)
 * times length, then the shortest, eq. (H6).
 *
 * *out is NULL, without an error, when no way leads there.
 * Errors  as above; IW_E_ARGUMENT (no such node), IW_E_LIMIT (over 2e6 places
 *         looked at). Free: iw_migration_route_destroy.
 * Cost    as above, plus Dijkstra's over the places nearer than the end.
 */
IW_API iw_status iw_migration_graph_route(iw_context *ctx,
                                          const iw_migration_graph *graph,
                                          const iw_migration_heights *heights,
                                          int32_t from, int32_t to,
                                          const int32_t shift[3],
                                          iw_migration_route **out);
IW_API void iw_migration_route_destroy(iw_migration_route *route);
IW_API size_t iw_migration_route_n_steps(const iw_migration_route *route);
/** Lent. */
IW_API const iw_migration_step *
iw_migration_route_steps(const iw_migration_route *route);
/** Height of its highest pass; -INFINITY for a route without steps. */
IW_API double iw_migration_route_height(const iw_migration_route *route);
IW_API double iw_migration_route_length_ang(const iw_migration_route *route);
/** The sum that decides between routes of one height, eq. (H6). */
IW_API double iw_migration_route_integral(const iw_migration_route *route);

/**
 * Heights of nodes and passes from the barriers of the orbits, forward_ev and
 * backward_ev (n_kinds; NAN: not known): the nodes get the energies whose
 * differences are nearest to forward - backward (least squares over the edges),
 * the lowest node of each part 0.
 *
 * Forward is the way of what the heights of the nodes stand for. An extra ion
 * goes with the hop; a vacancy against it: with the energy of the crystal with
 * its vacancy at a node as that node's height, forward of a vacancy hop is the
 * barrier from the end of iw_hops_ends() to its start.
 *
 * nodes_ev, kinds_ev  receive n_nodes and n_kinds values; NAN for a kind not
 *                     known. A kind gets the mean over its edges, and is no
 *                     lower than any of its ends.
 * mismatch_ev         may be NULL: the largest difference between an edge's
 *                     forward - backward and the nodes' heights. Barriers of
 *                     one energy model leave none but their errors.
 * Errors  IW_E_ARGUMENT (a negative or infinite barrier), IW_E_MEMORY.
 * Source  docs/theory.md eq. (H7).
 */
IW_API iw_status iw_migration_graph_heights(iw_context *ctx,
                                            const iw_migration_graph *graph,
                                            const double *forward_ev,
                                            const double *backward_ev,
                                            double *nodes_ev, double *kinds_ev,
                                            double *mismatch_ev);

IW_END_DECLS

#endif
