/* SPDX-License-Identifier: BSD-3-Clause */
/* Heights of a migration graph: from barriers, and the thresholds at which the
 * graph percolates. docs/theory.md eqs. (H5), (H7). */
#include "migration_graph.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "context.h"
#include "mem.h"

/* A pass may miss the node beside it by this much, eV: two refined energies of
 * one flat place. */
#define BELOW_END 1e-6

static double node_height(const iw_migration_heights *heights, int32_t node)
{
  return heights->nodes != NULL ? heights->nodes[node] : 0;
}

static double edge_height(const iw_migration_graph *graph,
                          const iw_migration_heights *heights, int32_t edge)
{
  return heights->kinds[graph->edges[edge].kind];
}

/* ---- order ------------------------------------------------------------ */

/* qsort has no argument for the heights. */
typedef struct ranked {
  double height;
  int32_t edge;
} ranked;

static int compare_ranked(const void *a, const void *b)
{
  const ranked *p = a, *q = b;

  if (p->height < q->height || p->height > q->height)
    return p->height < q->height ? -1 : 1;
  return (p->edge > q->edge) - (p->edge < q->edge);
}

static iw_status check_heights(iw_context *ctx, const iw_migration_graph *graph,
                               const iw_migration_heights *heights)
{
  for (size_t i = 0; heights->nodes != NULL && i < graph->n_nodes; i++) {
    if (!isfinite(heights->nodes[i]))
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "migration graph: height %g of node %zu",
                      heights->nodes[i], i);
  }
  for (size_t i = 0; i < graph->n_edges; i++) {
    const iw_migration_edge *e = &graph->edges[i];
    const double end =
        fmax(node_height(heights, e->from), node_height(heights, e->to));
    const double pass = heights->kinds[e->kind];

    if (isfinite(pass) && pass < end - BELOW_END)
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "migration graph: the pass of kind %d is at %g, below "
                      "one of its ends at %g: it is no pass between minima",
                      (int)e->kind, pass, end);
  }
  return IW_OK;
}

iw_status iwi_migration_order(iw_context *ctx, const iw_migration_graph *graph,
                              const iw_migration_heights *heights,
                              int32_t **order, size_t *n)
{
  ranked *all;
  iw_status status = check_heights(ctx, graph, heights);

  *order = NULL;
  *n = 0;
  if (status != IW_OK)
    return status;
  all = iwi_calloc(ctx, graph->n_edges, sizeof *all);
  *order = iwi_calloc(ctx, graph->n_edges, sizeof **order);
  if (all == NULL || *order == NULL) {
    iwi_free(all);
    iwi_free(*order);
    *order = NULL;
    return IW_E_MEMORY;
  }
  for (size_t i = 0; i < graph->n_edges; i++) {
    const double height = edge_height(graph, heights, (int32_t)i);

    if (isfinite(height))
      all[(*n)++] = (ranked){height, (int32_t)i};
  }
  if (*n > 1)
    qsort(all, *n, sizeof *all, compare_ranked);
  for (size_t i = 0; i < *n; i++)
    (*order)[i] = all[i].edge;
  iwi_free(all);
  return IW_OK;
}

size_t iwi_migration_group(const iw_migration_graph *graph,
                           const iw_migration_heights *heights,
                           const int32_t *order, size_t first, size_t n)
{
  const double top =
      edge_height(graph, heights, order[first]) + IWI_SAME_HEIGHT;
  size_t end = first + 1;

  while (end < n && edge_height(graph, heights, order[end]) <= top)
    end++;
  return end;
}

/* ---- thresholds ------------------------------------------------------- */

/* The part of an edge, once all edges of its height are in. */
static void describe(const iw_migration_graph *graph,
                     const iw_migration_heights *heights, iw_winding *winding,
                     iw_migration_threshold *t)
{
  const int32_t root = iw_winding_root(winding, graph->edges[t->edge].from);

  t->found = 1;
  t->height = edge_height(graph, heights, t->edge);
  t->lowest = -1;
  for (int32_t i = 0; (size_t)i < graph->n_nodes; i++) {
    if (iw_winding_root(winding, i) == root &&
        (t->lowest < 0 ||
         node_height(heights, i) < node_height(heights, t->lowest)))
      t->lowest = i;
  }
  t->barrier = t->height - node_height(heights, t->lowest);
  t->rank = iw_winding_lattice(winding, root, t->basis);
  t->interpenetration =
      iw_winding_interpenetration(t->rank, (const int32_t(*)[3])t->basis);
}

/* Let the edges in, height by height. */
static iw_status sweep(iw_context *ctx, const iw_migration_graph *graph,
                       const iw_migration_heights *heights,
                       const int32_t *order, size_t n, iw_winding *winding,
                       iw_migration_threshold out[3])
{
  int best = 0;

  for (size_t first = 0, end; first < n && best < 3; first = end) {
    const int before = best;

    end = iwi_migration_group(graph, heights, order, first, n);
    for (size_t i = first; i < end; i++) {
      int rank;
      const iw_status status =
          iwi_migration_join(ctx, winding, &graph->edges[order[i]], &rank);

      if (status != IW_OK)
        return status;
      while (best < rank)
        out[best++].edge = order[i];
    }
    for (int d = before; d < best; d++)
      describe(graph, heights, winding, &out[d]);
  }
  return IW_OK;
}

iw_status iw_migration_graph_thresholds(iw_context *ctx,
                                        const iw_migration_graph *graph,
                                        const iw_migration_heights *heights,
                                        iw_migration_threshold out[3])
{
  iw_winding *winding = NULL;
  int32_t *order;
  size_t n;
  iw_status status = iwi_migration_order(ctx, graph, heights, &order, &n);

  for (int d = 0; d < 3; d++)
    out[d] = (iw_migration_threshold){.dimension = d + 1};
  if (status == IW_OK)
    status = iw_winding_create(ctx, graph->n_nodes, &winding);
  if (status == IW_OK)
    status = sweep(ctx, graph, heights, order, n, winding, out);
  iw_winding_destroy(winding);
  iwi_free(order);
  return status;
}

/* ---- heights ---------------------------------------------------------- */

/* What the least squares work with: (H7) is L E = b with the Laplacian of the
 * edges whose barriers are known. */
typedef struct fit {
  const iw_migration_graph *graph;
  const double *forward, *backward;
  double *energy, *residual, *direction, *product;
} fit;

static int is_known(const fit *f, const iw_migration_edge *e)
{
  return !isnan(f->forward[e->kind]) && !isnan(f->backward[e->kind]);
}

/* E_to - E_from as the barriers want it. */
static double difference(const fit *f, const iw_migration_edge *e)
{
  const double d = f->forward[e->kind] - f->backward[e->kind];

  return e->reversed ? -d : d;
}

static void apply_laplacian(const fit *f, const double *x, double *y)
{
  memset(y, 0, f->graph->n_nodes * sizeof *y);
  for (size_t i = 0; i < f->graph->n_edges; i++) {
    const iw_migration_edge *e = &f->graph->edges[i];

    if (!is_known(f, e))
      continue;
    y[e->to] += x[e->to] - x[e->from];
    y[e->from] += x[e->from] - x[e->to];
  }
}

static double product_of(const double *x, const double *y, size_t n)
{
  double sum = 0;

  for (size_t i = 0; i < n; i++)
    sum += x[i] * y[i];
  return sum;
}

/* Conjugate gradients from zero: exact after as many steps as there are
 * nodes, but for rounding, and symmetric nodes stay symmetric. */
static void solve(const fit *f)
{
  const size_t n = f->graph->n_nodes;
  double r2, first;

  for (size_t i = 0; i < f->graph->n_edges; i++) {
    const iw_migration_edge *e = &f->graph->edges[i];

    if (!is_known(f, e))
      continue;
    f->residual[e->to] += difference(f, e);
    f->residual[e->from] -= difference(f, e);
  }
  memcpy(f->direction, f->residual, n * sizeof *f->direction);
  first = r2 = product_of(f->residual, f->residual, n);
  /* 1e-30: the square of what doubles resolve */
  for (size_t step = 0; step < 4 * n && r2 > 1e-30 * first; step++) {
    double next, alpha;

    apply_laplacian(f, f->direction, f->product);
    alpha = r2 / product_of(f->direction, f->product, n);
    for (size_t i = 0; i < n; i++) {
      f->energy[i] += alpha * f->direction[i];
      f->residual[i] -= alpha * f->product[i];
    }
    next = product_of(f->residual, f->residual, n);
    for (size_t i = 0; i < n; i++)
      f->direction[i] = f->residual[i] + next / r2 * f->direction[i];
    r2 = next;
  }
}

/* The lowest node of every connected part to zero. */
static iw_status level(iw_context *ctx, const fit *f)
{
  const size_t n = f->graph->n_nodes;
  double *lowest = iwi_calloc(ctx, n, sizeof *lowest);
  iw_winding *winding = NULL;
  iw_status status = lowest == NULL ? IW_E_MEMORY : IW_OK;
  int rank;

  if (status == IW_OK)
    status = iw_winding_create(ctx, n, &winding);
  for (size_t i = 0; i < f->graph->n_edges && status == IW_OK; i++) {
    if (is_known(f, &f->graph->edges[i]))
      status = iwi_migration_join(ctx, winding, &f->graph->edges[i], &rank);
  }
  for (size_t i = 0; i < n && status == IW_OK; i++)
    lowest[i] = INFINITY;
  for (size_t i = 0; i < n && status == IW_OK; i++) {
    const int32_t root = iw_winding_root(winding, (int32_t)i);

    lowest[root] = fmin(lowest[root], f->energy[i]);
  }
  for (size_t i = 0; i < n && status == IW_OK; i++)
    f->energy[i] -= lowest[iw_winding_root(winding, (int32_t)i)];
  iw_winding_destroy(winding);
  iwi_free(lowest);
  return status;
}

/* Means over the edges of a kind, from both ends. */
static iw_status set_passes(iw_context *ctx, const fit *f, double *kinds_ev,
                            double *mismatch_ev)
{
  const iw_migration_graph *g = f->graph;
  double *top = iwi_calloc(ctx, g->n_kinds, sizeof *top);
  double worst = 0;
  int32_t *count = iwi_calloc(ctx, g->n_kinds, sizeof *count);

  if (top == NULL || count == NULL) {
    iwi_free(top);
    iwi_free(count);
    return IW_E_MEMORY;
  }
  memset(kinds_ev, 0, g->n_kinds * sizeof *kinds_ev);
  for (size_t i = 0; i < g->n_edges; i++) {
    const iw_migration_edge *e = &g->edges[i];
    const double from = f->energy[e->from], to = f->energy[e->to];

    if (!is_known(f, e))
      continue;
    kinds_ev[e->kind] +=
        0.5 * (from + to + f->forward[e->kind] + f->backward[e->kind]);
    top[e->kind] = fmax(top[e->kind], fmax(from, to));
    worst = fmax(worst, fabs(to - from - difference(f, e)));
    count[e->kind]++;
  }
  for (size_t k = 0; k < g->n_kinds; k++)
    kinds_ev[k] = count[k] > 0 ? fmax(top[k], kinds_ev[k] / count[k]) : NAN;
  if (mismatch_ev != NULL)
    *mismatch_ev = worst;
  iwi_free(top);
  iwi_free(count);
  return IW_OK;
}

iw_status iw_migration_graph_heights(iw_context *ctx,
                                     const iw_migration_graph *graph,
                                     const double *forward_ev,
                                     const double *backward_ev,
                                     double *nodes_ev, double *kinds_ev,
                                     double *mismatch_ev)
{
  const size_t n = graph->n_nodes;
  fit f = {graph, forward_ev, backward_ev, nodes_ev, NULL, NULL, NULL};
  iw_status status = IW_OK;

  for (size_t k = 0; k < graph->n_kinds; k++) {
    if (forward_ev[k] < 0 || backward_ev[k] < 0 || isinf(forward_ev[k]) ||
        isinf(backward_ev[k]))
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "migration graph: barriers %g and %g eV of kind %zu, "
                      "want no less than 0",
                      forward_ev[k], backward_ev[k], k);
  }
  memset(nodes_ev, 0, n * sizeof *nodes_ev);
  f.residual = iwi_calloc(ctx, n, sizeof *f.residual);
  f.direction = iwi_calloc(ctx, n, sizeof *f.direction);
  f.product = iwi_calloc(ctx, n, sizeof *f.product);
  if (f.residual == NULL || f.direction == NULL || f.product == NULL)
    status = IW_E_MEMORY;
  if (status == IW_OK) {
    solve(&f);
    status = level(ctx, &f);
  }
  if (status == IW_OK)
    status = set_passes(ctx, &f, kinds_ev, mismatch_ev);
  iwi_free(f.residual);
  iwi_free(f.direction);
  iwi_free(f.product);
  return status;
}
