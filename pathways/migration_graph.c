/* SPDX-License-Identifier: BSD-3-Clause */
/* The periodic graph of places and hops: made from hops or from numbers, its
 * connected parts and their windings. */
#include "migration_graph.h"

#include <math.h>
#include <string.h>

#include "context.h"
#include "mem.h"

void iw_migration_graph_spec_default(iw_migration_graph_spec *spec)
{
  memset(spec, 0, sizeof *spec);
  spec->struct_size = sizeof *spec;
}

/* ---- making ----------------------------------------------------------- */

static iw_status check_edge(iw_context *ctx, const iw_migration_graph_spec *s,
                            size_t i)
{
  const iw_migration_edge *e = &s->edges[i];

  if (e->from < 0 || (size_t)e->from >= s->n_nodes || e->to < 0 ||
      (size_t)e->to >= s->n_nodes || e->kind < 0 ||
      (size_t)e->kind >= s->n_kinds)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "edge %zu of kind %d from %d to %d, want nodes below %zu "
                    "and kinds below %zu",
                    i, (int)e->kind, (int)e->from, (int)e->to, s->n_nodes,
                    s->n_kinds);
  if (e->from == e->to && e->shift[0] == 0 && e->shift[1] == 0 &&
      e->shift[2] == 0)
    return iwi_fail(ctx, IW_E_ARGUMENT, "edge %zu goes from node %d to itself",
                    i, (int)e->from);
  if (s->lengths_ang != NULL &&
      !(s->lengths_ang[i] > 0 && isfinite(s->lengths_ang[i])))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "edge %zu is %g Angstrom long, want above 0", i,
                    s->lengths_ang[i]);
  return IW_OK;
}

static iw_status check_spec(iw_context *ctx, const iw_migration_graph_spec *s)
{
  iw_status status = IW_OK;

  if (s->struct_size != sizeof *s)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "migration graph: spec of size %zu, want %zu (start from "
                    "the defaults)",
                    s->struct_size, sizeof *s);
  if (s->n_nodes > INT32_MAX || s->n_edges > INT32_MAX)
    return iwi_fail(ctx, IW_E_LIMIT,
                    "migration graph: %zu nodes and %zu edges, want at most "
                    "%ld",
                    s->n_nodes, s->n_edges, (long)INT32_MAX);
  for (size_t i = 0; i < s->n_edges && status == IW_OK; i++)
    status = check_edge(ctx, s, i);
  return status;
}

iw_status iw_migration_graph_create(iw_context *ctx,
                                    const iw_migration_graph_spec *spec,
                                    iw_migration_graph **out)
{
  iw_migration_graph *g;
  const iw_status status = check_spec(ctx, spec);

  *out = NULL;
  if (status != IW_OK)
    return status;
  g = iwi_calloc(ctx, 1, sizeof *g);
  if (g == NULL)
    return IW_E_MEMORY;
  g->n_nodes = spec->n_nodes;
  g->n_edges = spec->n_edges;
  g->n_kinds = spec->n_kinds;
  g->edges = iwi_calloc(ctx, g->n_edges, sizeof *g->edges);
  g->lengths_ang = iwi_calloc(ctx, g->n_edges, sizeof *g->lengths_ang);
  if (g->edges == NULL || g->lengths_ang == NULL) {
    iw_migration_graph_destroy(g);
    return IW_E_MEMORY;
  }
  for (size_t i = 0; i < g->n_edges; i++) {
    g->edges[i] = spec->edges[i];
    g->lengths_ang[i] = spec->lengths_ang != NULL ? spec->lengths_ang[i] : 1;
  }
  *out = g;
  return IW_OK;
}

/* Members of orbit k as edges. A knock-off's way is that of both its ions. */
static size_t take_orbit(const iw_hops *hops, size_t k,
                         iw_migration_edge *edges, double *lengths_ang)
{
  const iw_hop *hop = &iw_hops_get(hops)[k];
  const int last = hop->n_places - 1;
  size_t n = 0;

  for (int64_t m = 0; m < hop->multiplicity; m++) {
    const int32_t at = hop->first + (int32_t)m;
    const iw_hop_member *member = &iw_hops_members(hops)[at];
    iw_migration_edge *e = &edges[n];

    e->from = member->places[0].place;
    e->to = member->places[last].place;
    memcpy(e->shift, member->places[last].cell, sizeof e->shift);
    e->kind = (int32_t)k;
    e->member = at;
    e->reversed = member->reversed;
    lengths_ang[n++] =
        last == 1 ? hop->length_ang : hop->leg_ang[0] + hop->leg_ang[1];
  }
  return n;
}

iw_status iw_migration_graph_from_hops(iw_context *ctx, const iw_hops *hops,
                                       unsigned mechanisms,
                                       iw_migration_graph **out)
{
  const size_t n = iw_hops_n_members(hops);
  iw_migration_edge *edges = iwi_calloc(ctx, n, sizeof *edges);
  double *lengths_ang = iwi_calloc(ctx, n, sizeof *lengths_ang);
  iw_migration_graph_spec spec;
  iw_status status = IW_E_MEMORY;

  *out = NULL;
  iw_migration_graph_spec_default(&spec);
  spec.n_nodes = iw_hops_n_sites(hops);
  spec.n_kinds = iw_hops_n(hops);
  spec.edges = edges;
  spec.lengths_ang = lengths_ang;
  if (edges != NULL && lengths_ang != NULL) {
    for (size_t k = 0; k < iw_hops_n(hops); k++) {
      if ((mechanisms & (unsigned)iw_hops_get(hops)[k].mechanism) != 0)
        spec.n_edges += take_orbit(hops, k, edges + spec.n_edges,
                                   lengths_ang + spec.n_edges);
    }
    status = iw_migration_graph_create(ctx, &spec, out);
  }
  iwi_free(edges);
  iwi_free(lengths_ang);
  return status;
}

void iw_migration_graph_destroy(iw_migration_graph *graph)
{
  if (graph == NULL)
    return;
  iwi_free(graph->edges);
  iwi_free(graph->lengths_ang);
  iwi_free(graph);
}

size_t iw_migration_graph_n_nodes(const iw_migration_graph *g)
{
  return g->n_nodes;
}

size_t iw_migration_graph_n_kinds(const iw_migration_graph *g)
{
  return g->n_kinds;
}

size_t iw_migration_graph_n_edges(const iw_migration_graph *g)
{
  return g->n_edges;
}

const iw_migration_edge *iw_migration_graph_edges(const iw_migration_graph *g)
{
  return g->edges;
}

/* ---- connected parts -------------------------------------------------- */

iw_status iwi_migration_join(iw_context *ctx, iw_winding *winding,
                             const iw_migration_edge *edge, int *rank)
{
  *rank = iw_winding_join(winding, edge->from, edge->to, edge->shift);
  if (*rank >= 0)
    return IW_OK;
  return iwi_fail(ctx, IW_E_LIMIT,
                  "migration graph: an edge from node %d to node %d, cell %d "
                  "%d %d: windings leave 32 bits",
                  (int)edge->from, (int)edge->to, (int)edge->shift[0],
                  (int)edge->shift[1], (int)edge->shift[2]);
}

static iw_status join_allowed(iw_context *ctx, const iw_migration_graph *graph,
                              const uint8_t *allowed, iw_winding *winding)
{
  iw_status status = IW_OK;
  int rank;

  for (size_t i = 0; i < graph->n_edges && status == IW_OK; i++) {
    if (allowed == NULL || allowed[graph->edges[i].kind])
      status = iwi_migration_join(ctx, winding, &graph->edges[i], &rank);
  }
  return status;
}

static void describe(iw_winding *winding, int32_t node,
                     iw_migration_component *c)
{
  *c = (iw_migration_component){.first = node};
  c->rank = iw_winding_lattice(winding, node, c->basis);
  c->interpenetration =
      iw_winding_interpenetration(c->rank, (const int32_t(*)[3])c->basis);
}

/* part_of[root] is the number of the part that has been given to a root, plus
 * one. */
static void list_parts(iw_winding *winding, size_t n_nodes, int32_t *part_of,
                       int32_t *of_node, iw_migration_component *components,
                       size_t *n)
{
  *n = 0;
  for (size_t i = 0; i < n_nodes; i++) {
    const int32_t root = iw_winding_root(winding, (int32_t)i);

    if (part_of[root] == 0) {
      describe(winding, (int32_t)i, &components[*n]);
      part_of[root] = (int32_t)++ * n;
    }
    components[part_of[root] - 1].n_nodes++;
    if (of_node != NULL)
      of_node[i] = part_of[root] - 1;
  }
}

iw_status
iw_migration_graph_components(iw_context *ctx, const iw_migration_graph *graph,
                              const uint8_t *allowed, int32_t *of_node,
                              iw_migration_component *components, size_t *n)
{
  int32_t *part_of = iwi_calloc(ctx, graph->n_nodes, sizeof *part_of);
  iw_winding *winding = NULL;
  iw_status status = part_of == NULL ? IW_E_MEMORY : IW_OK;

  *n = 0;
  if (status == IW_OK)
    status = iw_winding_create(ctx, graph->n_nodes, &winding);
  if (status == IW_OK)
    status = join_allowed(ctx, graph, allowed, winding);
  if (status == IW_OK)
    list_parts(winding, graph->n_nodes, part_of, of_node, components, n);
  iw_winding_destroy(winding);
  iwi_free(part_of);
  return status;
}
