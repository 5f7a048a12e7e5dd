/* SPDX-License-Identifier: BSD-3-Clause */
/* Kruskal with lazy weights. Edges wait in a heap under the lowest energy they
 * can have; the lowest is taken, refined if it can still change the network,
 * put back with its true energy, and joined when it comes up again. Most
 * passes close cycles whose winding the network has already, and are never
 * refined. docs/theory.md eqs. (P4), (P5). */
#include "flood.h"

#include <math.h>
#include <string.h>

#include "context.h"
#include "grid_model.h"
#include "mem.h"
#include "vec3.h"

/* The true pass may lie below its grid height by the curvature across the
 * channel times the square of half a step: up to some 100 eV/Angstrom^2 in
 * the energy range of interest, so 12 eV/Angstrom^2 times step^2. */
#define MARGIN_EV_ANG2 12.0

/* Of the drop that the curvature of the grid predicts (its differences are
 * coarse: doubled) plus this, eV, the pass is never further below. */
#define DROP_FACTOR   2.0
#define DROP_SLACK_EV 0.05

/* Edges closer than this in energy open together: symmetric copies of one
 * pass computed at different places. eV */
#define SAME_LEVEL_EV 1e-6

/* A grid point may lie on a saddle: of two edges with one energy the one with
 * a certificate opens first. eV */
#define UNREFINED_LAST_EV (2 * SAME_LEVEL_EV)

/* eV and Angstrom: two searches that ended this close found one minimum */
#define SAME_MINIMUM_EV  1e-7
#define SAME_MINIMUM_ANG 0.02

/* ---- heap, smallest key first; ties by edge number keep the order fixed */

static int before(const iwi_waiting *a, const iwi_waiting *b)
{
  if (a->key < b->key || a->key > b->key)
    return a->key < b->key;
  return a->edge < b->edge;
}

static iw_status push(iw_context *ctx, iwi_flood *f, iwi_waiting item)
{
  const iw_status status =
      iwi_reserve(ctx, (void **)&f->heap, &f->heap_capacity, f->n_heap + 1,
                  sizeof *f->heap);
  size_t i = f->n_heap;

  if (status != IW_OK)
    return status;
  for (f->n_heap++; i > 0 && before(&item, &f->heap[(i - 1) / 2]);
       i = (i - 1) / 2)
    f->heap[i] = f->heap[(i - 1) / 2];
  f->heap[i] = item;
  return IW_OK;
}

static iwi_waiting pop(iwi_flood *f)
{
  const iwi_waiting top = f->heap[0], last = f->heap[--f->n_heap];
  size_t i = 0, child;

  while ((child = 2 * i + 1) < f->n_heap) {
    if (child + 1 < f->n_heap && before(&f->heap[child + 1], &f->heap[child]))
      child++;
    if (!before(&f->heap[child], &last))
      break;
    f->heap[i] = f->heap[child];
    i = child;
  }
  f->heap[i] = last;
  return top;
}

/* ---- nodes */

/* Is a a copy of minimum b, in the cell that is returned? */
static int same_minimum(const iwi_flood *f, const iwi_refined *a,
                        const iwi_refined *b, int32_t cell[3])
{
  double d[3], cart[3];

  if (fabs(a->energy_ev - b->energy_ev) > SAME_MINIMUM_EV)
    return 0;
  for (int k = 0; k < 3; k++) {
    d[k] = a->frac[k] - b->frac[k];
    cell[k] = (int32_t)floor(d[k] + 0.5);
    d[k] -= cell[k];
  }
  iwi_row_times3(d, iw_landscape_lattice(f->landscape), cart);
  return iwi_norm3(cart) < SAME_MINIMUM_ANG;
}

/* Node of a minimum and the cell that holds it when the node is at home;
 * -1 when it is none of them. */
static int32_t find_node(const iwi_flood *f, const iwi_refined *minimum,
                         int32_t cell[3])
{
  for (size_t i = 0; minimum->refined && i < f->n_nodes; i++) {
    if (f->nodes[i].minimum.refined &&
        same_minimum(f, minimum, &f->nodes[i].minimum, cell))
      return (int32_t)i;
  }
  return -1;
}

static iw_status add_node(iw_context *ctx, iwi_flood *f,
                          const iwi_refined *minimum, int32_t *index)
{
  iw_status status = iwi_reserve(ctx, (void **)&f->nodes, &f->node_capacity,
                                 f->n_nodes + 1, sizeof *f->nodes);

  if (status == IW_OK)
    status = iw_winding_grow(ctx, f->network, f->node_capacity);
  if (status != IW_OK)
    return status;
  *index = (int32_t)f->n_nodes++;
  f->nodes[*index] = (iwi_flood_node){*minimum, minimum->energy_ev, *index};
  return IW_OK;
}

/* The minima of new basins become nodes; basins whose searches end in one
 * minimum, which the grid had split, share its node. */
static iw_status take_basins(iw_context *ctx, iwi_flood *f)
{
  const int32_t *points = iwi_basins_points(f->basins);
  const size_t n = iwi_basins_count(f->basins);
  iw_status status =
      iwi_reserve(ctx, (void **)&f->home_of_basin, &f->basin_capacity, n,
                  sizeof *f->home_of_basin);

  if (status == IW_OK)
    status = iw_winding_grow(ctx, f->grid_network, f->basin_capacity);
  for (; status == IW_OK && f->n_basins < n; f->n_basins++) {
    iwi_home *home = &f->home_of_basin[f->n_basins];
    iwi_refined minimum;

    status =
        iwi_saddles_minimum(ctx, f->saddles, points[f->n_basins], &minimum);
    if (status != IW_OK)
      break;
    home->node = find_node(f, &minimum, home->cell);
    if (home->node >= 0)
      continue;
    memset(home->cell, 0, sizeof home->cell);
    status = add_node(ctx, f, &minimum, &home->node);
  }
  return status;
}

/* ---- edges */

static iw_status add_edge(iw_context *ctx, iwi_flood *f,
                          const iwi_flood_edge *edge, double key, int final)
{
  const iw_status status =
      iwi_reserve(ctx, (void **)&f->edges, &f->edge_capacity, f->n_edges + 1,
                  sizeof *f->edges);

  if (status != IW_OK)
    return status;
  f->edges[f->n_edges++] = *edge;
  return push(ctx, f, (iwi_waiting){key, (int32_t)(f->n_edges - 1), final});
}

/* How far below its height a pass may turn out to lie. */
static double possible_drop(const iwi_flood *f, const iwi_pass *pass)
{
  if (f->field == NULL)
    return 0;
  return fmin(f->margin_ev,
              DROP_SLACK_EV +
                  DROP_FACTOR *
                      iwi_grid_model_drop(f->landscape, pass->point,
                                          iwi_saddles_step_ang(f->saddles)));
}

static void watch_grid(iwi_flood *f, const iwi_pass *pass)
{
  const int rank =
      iw_winding_join(f->grid_network, pass->from, pass->to, pass->shift);

  for (int d = 0; d < rank; d++) {
    if (isnan(f->grid_threshold_ev[d]))
      f->grid_threshold_ev[d] = pass->height_ev;
  }
}

static iw_status take_passes(iw_context *ctx, iwi_flood *f)
{
  iw_status status = IW_OK;

  for (; status == IW_OK && f->n_passes < iwi_basins_n_passes(f->basins);
       f->n_passes++) {
    const iwi_pass *pass = &iwi_basins_passes(f->basins)[f->n_passes];
    const iwi_home *from = &f->home_of_basin[pass->from];
    const iwi_home *to = &f->home_of_basin[pass->to];
    iwi_flood_edge edge = {0};

    watch_grid(f, pass);
    edge.from = from->node;
    edge.to = to->node;
    edge.pass = (int32_t)f->n_passes;
    edge.saddle.energy_ev = pass->height_ev;
    iwi_saddles_grid_frac(f->landscape, pass->point, edge.saddle.frac);
    for (int k = 0; k < 3; k++) {
      edge.shift[k] = pass->shift[k] + to->cell[k] - from->cell[k];
      edge.cell[k] = pass->cell[k] - from->cell[k];
      edge.saddle.frac[k] += edge.cell[k];
    }
    status = add_edge(ctx, f, &edge, pass->height_ev - possible_drop(f, pass),
                      f->field == NULL);
  }
  return status;
}

/* A link found on the field becomes an edge between the nodes of its ends, new
 * ones where the grid had seen no minimum. */
static iw_status add_link(iw_context *ctx, iwi_flood *f, const iwi_link *link)
{
  int32_t node[2], cell[2][3];
  iwi_flood_edge edge = {0};

  for (int e = 0; e < 2; e++) {
    iw_status status = IW_OK;

    node[e] = find_node(f, &link->ends[e], cell[e]);
    if (node[e] < 0) {
      memset(cell[e], 0, sizeof cell[e]);
      status = add_node(ctx, f, &link->ends[e], &node[e]);
    }
    if (status != IW_OK)
      return status;
  }
  edge.from = node[0];
  edge.to = node[1];
  edge.saddle = link->saddle;
  edge.pass = -1;
  for (int k = 0; k < 3; k++) {
    edge.shift[k] = cell[1][k] - cell[0][k];
    edge.saddle.frac[k] -= cell[0][k];
  }
  return add_edge(ctx, f, &edge, link->saddle.energy_ev, 1);
}

static void move(iwi_refined *point, const int32_t cell[3])
{
  for (int k = 0; k < 3; k++)
    point->frac[k] += cell[k];
}

/* True energy of an edge that stands for a pass. Both minima go into the frame
 * that has the pass's point in the home cell, what is found comes back from
 * it. A pass that is no single saddle keeps its height on the grid, but the
 * links found on its way join in and usually make it superfluous. */
static iw_status refine(iw_context *ctx, iwi_flood *f, int32_t index)
{
  const iwi_flood_edge edge = f->edges[index];
  const iwi_pass *pass = &iwi_basins_passes(f->basins)[edge.pass];
  double from[3], to[3], key;
  iw_status status;
  iwi_way way;

  for (int k = 0; k < 3; k++) {
    from[k] = f->nodes[edge.from].minimum.frac[k] - edge.cell[k];
    to[k] = f->nodes[edge.to].minimum.frac[k] + edge.shift[k] - edge.cell[k];
  }
  status = iwi_saddles_way(ctx, f->saddles, pass, from, to, &way);
  if (status != IW_OK)
    return status;
  for (int l = 0; l < way.n_links; l++) {
    move(&way.links[l].saddle, edge.cell);
    move(&way.links[l].ends[0], edge.cell);
    move(&way.links[l].ends[1], edge.cell);
  }
  key = f->edges[index].saddle.energy_ev + UNREFINED_LAST_EV;
  if (way.direct) {
    f->edges[index].saddle = way.links[0].saddle;
    way.n_links = 0;
    key = f->edges[index].saddle.energy_ev;
  }
  status = push(ctx, f, (iwi_waiting){key, index, 1});
  for (int l = 0; l < way.n_links && status == IW_OK; l++)
    status = add_link(ctx, f, &way.links[l]);
  return status;
}

/* Join an edge and keep the component's lowest minimum at the new root. */
static iw_status join(iw_context *ctx, iwi_flood *f, int32_t index)
{
  const iwi_flood_edge *edge = &f->edges[index];
  const iwi_flood_node *a = &f->nodes[iw_winding_root(f->network, edge->from)];
  const iwi_flood_node *b = &f->nodes[iw_winding_root(f->network, edge->to)];
  const iwi_flood_node lower = b->lowest_ev < a->lowest_ev ? *b : *a;
  iw_status status;
  int32_t root;

  if (iw_winding_join(f->network, edge->from, edge->to, edge->shift) < 0)
    return iwi_fail(ctx, IW_E_LIMIT, "winding numbers exceed 32 bits");
  root = iw_winding_root(f->network, edge->from);
  f->nodes[root].lowest_ev = lower.lowest_ev;
  f->nodes[root].lowest_node = lower.lowest_node;
  status = iwi_reserve(ctx, (void **)&f->joined, &f->joined_capacity,
                       f->n_joined + 1, sizeof *f->joined);
  if (status == IW_OK)
    f->joined[f->n_joined++] = index;
  return status;
}

/* ---- life and work */

iw_status iwi_flood_init(iw_context *ctx, iwi_flood *f,
                         const iw_landscape *landscape, const iw_bvse *field,
                         double highest_ev)
{
  iw_status status;

  f->landscape = landscape;
  f->field = field;
  for (int d = 0; d < 3; d++)
    f->grid_threshold_ev[d] = NAN;
  status = iwi_basins_create(ctx, landscape, highest_ev, &f->basins);
  if (status == IW_OK)
    status = iwi_saddles_create(ctx, landscape, field, &f->saddles);
  if (status != IW_OK)
    return status;
  if (field != NULL) {
    const double step = iwi_saddles_step_ang(f->saddles);

    f->margin_ev = MARGIN_EV_ANG2 * step * step;
  }
  status = iw_winding_create(ctx, 0, &f->network);
  if (status == IW_OK)
    status = iw_winding_create(ctx, 0, &f->grid_network);
  return status;
}

void iwi_flood_release(iwi_flood *f)
{
  iwi_basins_destroy(f->basins);
  iwi_saddles_destroy(f->saddles);
  iw_winding_destroy(f->network);
  iw_winding_destroy(f->grid_network);
  iwi_free(f->nodes);
  iwi_free(f->home_of_basin);
  iwi_free(f->edges);
  iwi_free(f->heap);
  iwi_free(f->joined);
}

iw_status iwi_flood_rise(iw_context *ctx, iwi_flood *f, double level_ev)
{
  iw_status status = iwi_basins_flood(ctx, f->basins, level_ev);

  if (status == IW_OK)
    status = take_basins(ctx, f);
  if (status == IW_OK)
    status = take_passes(ctx, f);
  return status;
}

iw_status iwi_flood_open(iw_context *ctx, iwi_flood *f, double sure_ev)
{
  double level = NAN; /* energy of the first edge joined */
  iw_status status = IW_OK;

  while (status == IW_OK && f->n_heap > 0 && f->heap[0].key <= sure_ev &&
         !(f->heap[0].key > level + SAME_LEVEL_EV)) {
    const iwi_waiting item = pop(f);
    const iwi_flood_edge *edge = &f->edges[item.edge];

    if (iw_winding_holds(f->network, edge->from, edge->to, edge->shift))
      continue;
    if (!item.final) {
      status = refine(ctx, f, item.edge);
      continue;
    }
    if (isnan(level))
      level = item.key;
    status = join(ctx, f, item.edge);
  }
  return status;
}
