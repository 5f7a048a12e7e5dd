/* SPDX-License-Identifier: BSD-3-Clause */
/* From the barriers of the distinct hops to where their network percolates. */
#include "neb_job.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A vacancy goes against the ion; alone in the crystal the ion itself is the
 * carrier. */
static int is_against(const neb_task *t, const iw_hop *hop)
{
  return hop->mechanism == IW_HOP_VACANCY && t->has_supercell;
}

/* Mechanisms by which one carrier goes on and on. Alone in the crystal that is
 * the ion, and it leaves no vacancy behind at an empty position. */
static unsigned carried(const neb_task *t)
{
  const unsigned all = IW_HOP_VACANCY | IW_HOP_INTERSTITIAL | IW_HOP_KNOCK_OFF;

  return t->has_supercell ? all : all | IW_HOP_FRENKEL;
}

/* Barriers of the orbits, in the directions in which the carrier goes from the
 * first place to the last and back. */
static void collect(const neb_task *t, double *forward, double *backward)
{
  const size_t n = iw_hops_n(t->hops);

  for (size_t k = 0; k < n; k++)
    forward[k] = backward[k] = NAN;
  for (size_t i = 0; i < t->n_rows; i++) {
    const neb_row *row = &t->rows[i];
    const int against = is_against(t, &iw_hops_get(t->hops)[row->orbit]);

    if (!isfinite(row->hop.forward_ev) || !isfinite(row->hop.reverse_ev))
      continue;
    forward[row->orbit] =
        fmax(against ? row->hop.reverse_ev : row->hop.forward_ev, 0);
    backward[row->orbit] =
        fmax(against ? row->hop.forward_ev : row->hop.reverse_ev, 0);
  }
}

/* Below the start of a path that was not split there, in eV: of a hop with no
 * certificate its images are all that is known. 0 when there is none. */
static double lowest_image(const iw_neb_report_hop *h)
{
  double lowest = 0;

  for (size_t k = 0; k < h->n_images && !h->certified; k++)
    lowest = fmin(lowest, h->energies_ev[k]);
  return lowest;
}

/* Lowest minimum that the open hops of a part pass on their way, on the scale
 * of the nodes; INFINITY when there is none. Every hop of the graph is looked
 * at: the part may hold images of an orbit's first hop only. Rows are orbits
 * in their order. */
static double lowest_on_the_way(const neb_task *t,
                                const iw_migration_graph *graph,
                                const double *nodes, const uint8_t *allowed,
                                const int32_t *of_node, int32_t part)
{
  const iw_migration_edge *edges = iw_migration_graph_edges(graph);
  double lowest = INFINITY;

  for (size_t i = 0; i < iw_migration_graph_n_edges(graph); i++) {
    const iw_neb_report_hop *h = &t->rows[edges[i].kind].hop;
    const int against = is_against(t, &iw_hops_get(t->hops)[edges[i].kind]);
    const int32_t start =
        against != (edges[i].reversed != 0) ? edges[i].to : edges[i].from;

    if (!allowed[edges[i].kind] || of_node[start] != part)
      continue;
    for (size_t k = 0; k < h->n_minima; k++)
      lowest = fmin(lowest, nodes[start] + h->minima[k].energy_ev);
    lowest = fmin(lowest, nodes[start] + lowest_image(h));
  }
  return lowest;
}

/* Barriers count from the lowest place of the part: a site, or a minimum that
 * its hops pass. */
static iw_status lower(session *c, const neb_task *t,
                       const iw_migration_graph *graph, const double *nodes,
                       const double *kinds, iw_migration_threshold found[3])
{
  const size_t n_kinds = iw_migration_graph_n_kinds(graph);
  const size_t n_nodes = iw_migration_graph_n_nodes(graph);
  uint8_t *allowed = calloc(n_kinds + 1, sizeof *allowed);
  int32_t *of_node = calloc(n_nodes + 1, sizeof *of_node);
  iw_migration_component *parts = calloc(n_nodes + 1, sizeof *parts);
  iw_status status = IW_OK;

  if (allowed == NULL || of_node == NULL || parts == NULL)
    status = session_fail(c, IW_E_MEMORY, "out of memory");
  for (int d = 0; d < 3 && status == IW_OK; d++) {
    size_t n;

    if (!found[d].found)
      continue;
    for (size_t k = 0; k < n_kinds; k++)
      allowed[k] = kinds[k] <= found[d].height + 1e-9;
    status = iw_migration_graph_components(c->ctx, graph, allowed, of_node,
                                           parts, &n);
    if (status == IW_OK)
      found[d].barrier = fmax(
          found[d].barrier,
          found[d].height - lowest_on_the_way(t, graph, nodes, allowed, of_node,
                                              of_node[found[d].lowest]));
  }
  free(allowed);
  free(of_node);
  free(parts);
  return status;
}

static int32_t common_divisor(int32_t a, int32_t b)
{
  while (b != 0) {
    const int32_t rest = a % b;

    a = b;
    b = rest;
  }
  return a < 0 ? -a : a;
}

/* A direction in vectors of the primitive cell as the shortest whole one in
 * those of the input's cell. */
static void turn(const neb_task *t, const int32_t vector[3], int32_t out[3])
{
  const double(*rows)[3] = iw_structure_lattice(t->primitive);
  const double cells = rint(iw_structure_volume(neb_structure(t)) /
                            iw_structure_volume(t->primitive));
  double cart[3] = {0, 0, 0}, frac[3];
  int32_t divisor = 0;

  for (int k = 0; k < 9; k++)
    cart[k % 3] += vector[k / 3] * rows[k / 3][k % 3];
  neb_frac(t, cart, frac);
  for (int k = 0; k < 3; k++) {
    out[k] = (int32_t)lrint(cells * frac[k]);
    divisor = common_divisor(divisor, out[k]);
  }
  /* the first number is positive: a way has no sense of direction */
  if (out[0] < 0 ||
      (out[0] == 0 && (out[1] < 0 || (out[1] == 0 && out[2] < 0))))
    divisor = -divisor;
  for (int k = 0; k < 3 && divisor != 0; k++)
    out[k] /= divisor;
}

static void keep(neb_task *t, const iw_migration_graph *graph,
                 const iw_migration_threshold found[3])
{
  for (int d = 0; d < 3; d++) {
    iw_neb_report_threshold *out = &t->thresholds[d];

    memset(out, 0, sizeof *out);
    out->found = found[d].found;
    out->barrier_ev = NAN;
    if (!found[d].found)
      continue;
    out->barrier_ev = found[d].barrier;
    out->rank = found[d].rank;
    for (int r = 0; r < found[d].rank; r++)
      turn(t, found[d].basis[r], out->basis[r]);
    snprintf(t->threshold_hops[d], sizeof t->threshold_hops[d], "%d",
             (int)iw_migration_graph_edges(graph)[found[d].edge].kind + 1);
    out->hop = t->threshold_hops[d];
  }
  t->has_thresholds = 1;
}

static iw_status find(session *c, neb_task *t, const iw_migration_graph *graph,
                      double *numbers, double *nodes)
{
  const size_t n = iw_hops_n(t->hops);
  double *forward = numbers, *backward = numbers + n, *kinds = numbers + 2 * n;
  iw_migration_threshold found[3];
  iw_migration_heights heights = {.kinds = kinds, .nodes = nodes};
  double mismatch = 0;
  iw_status status;

  collect(t, forward, backward);
  status = iw_migration_graph_heights(c->ctx, graph, forward, backward, nodes,
                                      kinds, &mismatch);
  if (status == IW_OK)
    status = iw_migration_graph_thresholds(c->ctx, graph, &heights, found);
  if (status != IW_OK)
    return status;
  /* 0.02 eV: far above what certified barriers leave */
  if (mismatch > 0.02)
    session_note(c, IW_LOG_WARNING,
                 "forward and reverse barriers do not fit one energy for each "
                 "site: off by up to %.3f eV; thresholds are a compromise",
                 mismatch);
  status = lower(c, t, graph, nodes, kinds, found);
  if (status == IW_OK)
    keep(t, graph, found);
  return status;
}

/* Barriers count from the start of a hop; a deeper minimum on the way makes a
 * higher climb of what follows. */
static void note_deeper(session *c, const neb_task *t)
{
  for (size_t i = 0; i < t->n_rows; i++) {
    const iw_neb_report_hop *h = &t->rows[i].hop;
    double deepest = 0, climb = h->forward_ev;

    for (size_t k = 0; k < h->n_minima; k++) {
      deepest = fmin(deepest, h->minima[k].energy_ev);
      for (size_t m = k + 1; m < h->n_saddles; m++)
        climb = fmax(climb, h->saddles[m].energy_ev - h->minima[k].energy_ev);
    }
    /* 1 meV: told with three digits */
    if (deepest < -1e-3 && climb > h->forward_ev + 1e-3)
      session_note(c, IW_LOG_NOTE,
                   "hop %s passes a minimum %.3f eV below its start; the "
                   "highest climb on it is %.3f eV, from there",
                   h->name, -deepest, climb);
    else if (lowest_image(h) < fmin(-h->reverse_ev, 0) - 1e-3)
      session_note(c, IW_LOG_WARNING,
                   "hop %s falls to %.3f eV below its start on the way: its "
                   "ends are no minima to count from",
                   h->name, -lowest_image(h));
  }
}

iw_status neb_find_thresholds(session *c, neb_task *t)
{
  iw_migration_graph *graph = NULL;
  double *numbers, *nodes;
  iw_status status;
  size_t n;

  note_deeper(c, t);
  if (t->hops == NULL || args_list(&c->a, "hop")->n > 0)
    return IW_OK;
  n = iw_hops_n(t->hops);
  numbers = calloc(3 * n + 1, sizeof *numbers);
  nodes = calloc(iw_hops_n_sites(t->hops) + 1, sizeof *nodes);
  status = iw_migration_graph_from_hops(c->ctx, t->hops, carried(t), &graph);
  if (numbers == NULL || nodes == NULL)
    status = session_fail(c, IW_E_MEMORY, "out of memory");
  else if (status == IW_OK)
    status = find(c, t, graph, numbers, nodes);
  if (status != IW_OK && status != IW_E_MEMORY)
    status = neb_failed(c, t, status);
  iw_migration_graph_destroy(graph);
  free(numbers);
  free(nodes);
  return status;
}
