/* SPDX-License-Identifier: BSD-3-Clause */
/* The easiest way between two places of the infinite crystal: how high it has
 * to go says the union-find, exactly; which of the ways below that height is
 * best finds Dijkstra's algorithm on the places as they are met.
 * docs/theory.md eq. (H6). */
#include "migration_graph.h"

#include <math.h>
#include <string.h>

#include "context.h"
#include "mem.h"

/* Some 150 MB. */
#define MAX_STATES 2000000

struct iw_migration_route {
  iw_migration_step *steps;
  size_t n;
  double height, length_ang, integral;
};

/* A place of the crystal that has been met. */
typedef struct state {
  int32_t node, cell[3];
  int32_t parent; /* state before it; -1 at the start */
  int32_t edge, backwards;
  int32_t next; /* in its chain of the hash table, -1 ends it */
  int32_t done;
  double integral, length_ang;
} state;

typedef struct entry {
  double integral, length_ang;
  int32_t state;
} entry;

typedef struct walk {
  iw_context *ctx;
  const iw_migration_graph *graph;
  const iw_migration_heights *heights;
  double top, lowest;
  int32_t *first; /* n_nodes + 1: where a node's links begin         */
  int32_t *links; /* edge * 2, + 1 for the way back                  */
  state *states;
  size_t n, capacity;
  int32_t *table; /* first state of each chain, -1 none              */
  size_t table_size;
  entry *heap;
  size_t n_heap, heap_capacity;
} walk;

/* ---- links of every node ---------------------------------------------- */

static int is_open(const walk *w, size_t edge)
{
  const double height = w->heights->kinds[w->graph->edges[edge].kind];

  return isfinite(height) && height <= w->top;
}

static iw_status make_links(walk *w)
{
  const iw_migration_graph *g = w->graph;
  const size_t n = g->n_nodes;
  int32_t *at = iwi_calloc(w->ctx, n, sizeof *at);

  w->first = iwi_calloc(w->ctx, n + 1, sizeof *w->first);
  w->links = iwi_calloc(w->ctx, 2 * g->n_edges, sizeof *w->links);
  if (at == NULL || w->first == NULL || w->links == NULL) {
    iwi_free(at);
    return IW_E_MEMORY;
  }
  for (size_t i = 0; i < g->n_edges; i++) {
    if (is_open(w, i)) {
      w->first[g->edges[i].from + 1]++;
      w->first[g->edges[i].to + 1]++;
    }
  }
  for (size_t i = 0; i < n; i++) {
    w->first[i + 1] += w->first[i];
    at[i] = w->first[i];
  }
  for (size_t i = 0; i < g->n_edges; i++) {
    if (is_open(w, i)) {
      w->links[at[g->edges[i].from]++] = (int32_t)(2 * i);
      w->links[at[g->edges[i].to]++] = (int32_t)(2 * i + 1);
    }
  }
  iwi_free(at);
  return IW_OK;
}

/* ---- states ----------------------------------------------------------- */

static size_t hash(const walk *w, int32_t node, const int32_t cell[3])
{
  uint64_t h = (uint32_t)node;

  for (int k = 0; k < 3; k++)
    h = (h ^ (uint32_t)cell[k]) * UINT64_C(0x9e3779b97f4a7c15) + (h >> 29);
  return (size_t)((h ^ (h >> 32)) % w->table_size);
}

static iw_status grow_table(walk *w)
{
  const size_t size = w->table_size == 0 ? 1024 : 2 * w->table_size;
  int32_t *table = iwi_calloc(w->ctx, size, sizeof *table);

  if (table == NULL)
    return IW_E_MEMORY;
  iwi_free(w->table);
  w->table = table;
  w->table_size = size;
  memset(table, 0xff, size * sizeof *table); /* all -1 */
  for (size_t i = 0; i < w->n; i++) {
    const size_t slot = hash(w, w->states[i].node, w->states[i].cell);

    w->states[i].next = table[slot];
    table[slot] = (int32_t)i;
  }
  return IW_OK;
}

/* The state of a place, made when it is new. */
static iw_status find_state(walk *w, int32_t node, const int32_t cell[3],
                            int32_t *out)
{
  iw_status status = w->n >= w->table_size ? grow_table(w) : IW_OK;
  size_t slot;
  state *s;

  if (status != IW_OK)
    return status;
  slot = hash(w, node, cell);
  for (*out = w->table[slot]; *out >= 0; *out = w->states[*out].next) {
    if (w->states[*out].node == node &&
        memcmp(w->states[*out].cell, cell, 3 * sizeof cell[0]) == 0)
      return IW_OK;
  }
  if (w->n == MAX_STATES)
    return iwi_fail(w->ctx, IW_E_LIMIT,
                    "a route over more than %d places is not looked for",
                    MAX_STATES);
  status = iwi_reserve(w->ctx, (void **)&w->states, &w->capacity, w->n + 1,
                       sizeof *w->states);
  if (status != IW_OK)
    return status;
  *out = (int32_t)w->n;
  s = &w->states[w->n++];
  *s = (state){.node = node, .parent = -1, .edge = -1, .next = w->table[slot]};
  memcpy(s->cell, cell, sizeof s->cell);
  s->integral = s->length_ang = INFINITY;
  w->table[slot] = *out;
  return IW_OK;
}

/* ---- heap ------------------------------------------------------------- */

static int is_before(const entry *a, const entry *b)
{
  if (a->integral < b->integral || a->integral > b->integral)
    return a->integral < b->integral;
  if (a->length_ang < b->length_ang || a->length_ang > b->length_ang)
    return a->length_ang < b->length_ang;
  return a->state < b->state;
}

static iw_status push(walk *w, entry e)
{
  size_t i = w->n_heap;
  const iw_status status =
      iwi_reserve(w->ctx, (void **)&w->heap, &w->heap_capacity, w->n_heap + 1,
                  sizeof *w->heap);

  if (status != IW_OK)
    return status;
  w->n_heap++;
  for (; i > 0 && is_before(&e, &w->heap[(i - 1) / 2]); i = (i - 1) / 2)
    w->heap[i] = w->heap[(i - 1) / 2];
  w->heap[i] = e;
  return IW_OK;
}

static entry pop(walk *w)
{
  const entry top = w->heap[0], last = w->heap[--w->n_heap];
  size_t i = 0;

  for (;;) {
    size_t child = 2 * i + 1;

    if (child + 1 < w->n_heap &&
        is_before(&w->heap[child + 1], &w->heap[child]))
      child++;
    if (child >= w->n_heap || !is_before(&w->heap[child], &last))
      break;
    w->heap[i] = w->heap[child];
    i = child;
  }
  w->heap[i] = last;
  return top;
}

/* ---- search ----------------------------------------------------------- */

/* Over one link from a state that is done. */
static iw_status relax(walk *w, int32_t from, int32_t link)
{
  const iw_migration_edge *e = &w->graph->edges[link / 2];
  const double length = w->graph->lengths_ang[link / 2];
  const double rise = fmax(0, w->heights->kinds[e->kind] - w->lowest);
  const int back = link % 2;
  const state s = w->states[from];
  entry next = {s.integral + rise * length, s.length_ang + length, 0};
  int32_t cell[3];
  iw_status status;

  for (int k = 0; k < 3; k++)
    cell[k] = s.cell[k] + (back ? -e->shift[k] : e->shift[k]);
  status = find_state(w, back ? e->from : e->to, cell, &next.state);
  if (status != IW_OK)
    return status;
  if (w->states[next.state].integral < next.integral ||
      (w->states[next.state].integral <= next.integral &&
       w->states[next.state].length_ang <= next.length_ang))
    return IW_OK;
  w->states[next.state].integral = next.integral;
  w->states[next.state].length_ang = next.length_ang;
  w->states[next.state].parent = from;
  w->states[next.state].edge = link / 2;
  w->states[next.state].backwards = back;
  return push(w, next);
}

static iw_status search(walk *w, int32_t from, int32_t to,
                        const int32_t shift[3], int32_t *target)
{
  const int32_t home[3] = {0, 0, 0};
  int32_t start;
  iw_status status = find_state(w, from, home, &start);

  if (status == IW_OK)
    status = find_state(w, to, shift, target);
  if (status != IW_OK)
    return status;
  w->states[start].integral = w->states[start].length_ang = 0;
  status = push(w, (entry){0, 0, start});
  while (status == IW_OK && w->n_heap > 0 && !w->states[*target].done) {
    const int32_t at = pop(w).state;
    const int32_t node = w->states[at].node;

    if (w->states[at].done)
      continue;
    w->states[at].done = 1;
    for (int32_t i = w->first[node]; i < w->first[node + 1] && status == IW_OK;
         i++)
      status = relax(w, at, w->links[i]);
  }
  return status;
}

static iw_status take_steps(const walk *w, int32_t target,
                            iw_migration_route *route)
{
  size_t at;

  for (int32_t s = target; w->states[s].parent >= 0; s = w->states[s].parent)
    route->n++;
  route->steps = iwi_calloc(w->ctx, route->n, sizeof *route->steps);
  if (route->steps == NULL)
    return IW_E_MEMORY;
  at = route->n;
  route->height = -INFINITY;
  for (int32_t s = target; at > 0; s = w->states[s].parent) {
    const state *x = &w->states[s];
    iw_migration_step *step = &route->steps[--at];

    step->edge = x->edge;
    step->backwards = x->backwards;
    step->node = x->node;
    memcpy(step->cell, x->cell, sizeof step->cell);
    route->height =
        fmax(route->height, w->heights->kinds[w->graph->edges[x->edge].kind]);
  }
  route->length_ang = w->states[target].length_ang;
  route->integral = w->states[target].integral;
  return IW_OK;
}

/* ---- how high --------------------------------------------------------- */

static int is_home(int32_t from, int32_t to, const int32_t shift[3])
{
  return from == to && shift[0] == 0 && shift[1] == 0 && shift[2] == 0;
}

/* Lowest height up to which the two places are connected; found = 0 when they
 * never are. */
static iw_status find_height(iw_context *ctx, const iw_migration_graph *graph,
                             const iw_migration_heights *heights, int32_t from,
                             int32_t to, const int32_t shift[3], double *top,
                             int *found)
{
  iw_winding *winding = NULL;
  int32_t *order;
  size_t n;
  iw_status status = iwi_migration_order(ctx, graph, heights, &order, &n);

  *top = -INFINITY;
  *found = is_home(from, to, shift);
  if (status == IW_OK)
    status = iw_winding_create(ctx, graph->n_nodes, &winding);
  for (size_t first = 0, end; first < n && status == IW_OK && !*found;
       first = end) {
    int rank;

    end = iwi_migration_group(graph, heights, order, first, n);
    for (size_t i = first; i < end && status == IW_OK; i++)
      status = iwi_migration_join(ctx, winding, &graph->edges[order[i]], &rank);
    *top = heights->kinds[graph->edges[order[end - 1]].kind];
    *found = status == IW_OK && iw_winding_holds(winding, from, to, shift);
  }
  iw_winding_destroy(winding);
  iwi_free(order);
  return status;
}

static double lowest_node(const iw_migration_graph *graph,
                          const iw_migration_heights *heights)
{
  double lowest = INFINITY;

  if (heights->nodes == NULL)
    return 0;
  for (size_t i = 0; i < graph->n_nodes; i++)
    lowest = fmin(lowest, heights->nodes[i]);
  return lowest;
}

static iw_status find_route(walk *w, int32_t from, int32_t to,
                            const int32_t shift[3], iw_migration_route *route)
{
  int32_t target = -1;
  iw_status status = make_links(w);

  if (status == IW_OK)
    status = search(w, from, to, shift, &target);
  if (status == IW_OK)
    status = take_steps(w, target, route);
  iwi_free(w->first);
  iwi_free(w->links);
  iwi_free(w->states);
  iwi_free(w->table);
  iwi_free(w->heap);
  return status;
}

iw_status iw_migration_graph_route(iw_context *ctx,
                                   const iw_migration_graph *graph,
                                   const iw_migration_heights *heights,
                                   int32_t from, int32_t to,
                                   const int32_t shift[3],
                                   iw_migration_route **out)
{
  walk w = {.ctx = ctx, .graph = graph, .heights = heights};
  iw_migration_route *route;
  iw_status status;
  int found;

  *out = NULL;
  if (from < 0 || (size_t)from >= graph->n_nodes || to < 0 ||
      (size_t)to >= graph->n_nodes)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "a route from node %d to node %d, want 0..%zu", (int)from,
                    (int)to, graph->n_nodes - 1);
  status = find_height(ctx, graph, heights, from, to, shift, &w.top, &found);
  if (status != IW_OK || !found)
    return status;
  w.lowest = lowest_node(graph, heights);
  route = iwi_calloc(ctx, 1, sizeof *route);
  if (route == NULL)
    return IW_E_MEMORY;
  status = find_route(&w, from, to, shift, route);
  if (status != IW_OK) {
    iw_migration_route_destroy(route);
    return status;
  }
  *out = route;
  return IW_OK;
}

void iw_migration_route_destroy(iw_migration_route *route)
{
  if (route == NULL)
    return;
  iwi_free(route->steps);
  iwi_free(route);
}

size_t iw_migration_route_n_steps(const iw_migration_route *route)
{
  return route->n;
}

const iw_migration_step *
iw_migration_route_steps(const iw_migration_route *route)
{
  return route->steps;
}

double iw_migration_route_height(const iw_migration_route *route)
{
  return route->height;
}

double iw_migration_route_length_ang(const iw_migration_route *route)
{
  return route->length_ang;
}

double iw_migration_route_integral(const iw_migration_route *route)
{
  return route->integral;
}
