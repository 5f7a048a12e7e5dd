/* SPDX-License-Identifier: BSD-3-Clause */
#include "check.h"

#include "crystals.h"
#include "network.h"

#define MAX_EDGES 16

static iw_context *ctx;

/* A graph put together by hand, or from a random network. */
typedef struct net {
  iw_migration_edge edges[MAX_EDGES];
  double lengths[MAX_EDGES];
  size_t n_nodes, n_edges, n_kinds;
} net;

static void edge(net *n, int32_t kind, int32_t from, int32_t to, int32_t a,
                 int32_t b, int32_t c)
{
  iw_migration_edge *e = &n->edges[n->n_edges];

  *e = (iw_migration_edge){.from = from, .to = to, .kind = kind, .member = -1};
  e->shift[0] = a;
  e->shift[1] = b;
  e->shift[2] = c;
  n->lengths[n->n_edges++] = 1;
  if ((size_t)kind >= n->n_kinds)
    n->n_kinds = (size_t)kind + 1;
}

static iw_status try_make(const net *n, iw_migration_graph **out)
{
  iw_migration_graph_spec spec;

  iw_migration_graph_spec_default(&spec);
  spec.n_nodes = n->n_nodes;
  spec.n_edges = n->n_edges;
  spec.n_kinds = n->n_kinds;
  spec.edges = n->edges;
  spec.lengths_ang = n->lengths;
  return iw_migration_graph_create(ctx, &spec, out);
}

static iw_migration_graph *make(const net *n)
{
  iw_migration_graph *graph;

  CHECK_INT(try_make(n, &graph), IW_OK);
  return graph;
}

/* ---- known nets --------------------------------------------------------- */

static void simple_cubic(net *n)
{
  *n = (net){.n_nodes = 1};
  edge(n, 0, 0, 0, 1, 0, 0);
  edge(n, 0, 0, 0, 0, 1, 0);
  edge(n, 0, 0, 0, 0, 0, 1);
}

static void check_part(const net *n, size_t n_parts, int rank,
                       int64_t interpenetration)
{
  iw_migration_graph *graph = make(n);
  iw_migration_component parts[MAX_EDGES];
  int32_t of_node[MAX_EDGES];
  size_t found;

  CHECK_INT(
      iw_migration_graph_components(ctx, graph, NULL, of_node, parts, &found),
      IW_OK);
  CHECK_INT(found, n_parts);
  for (size_t i = 0; i < found; i++) {
    CHECK_INT(parts[i].rank, rank);
    CHECK_INT(parts[i].interpenetration, interpenetration);
    CHECK_INT(of_node[parts[i].first], i);
  }
  iw_migration_graph_destroy(graph);
}

static void known_nets_have_their_parts(void)
{
  net n;

  simple_cubic(&n);
  check_part(&n, 1, 3, 1);
  n = (net){.n_nodes = 2}; /* diamond */
  edge(&n, 0, 0, 1, 0, 0, 0);
  edge(&n, 0, 0, 1, -1, 0, 0);
  edge(&n, 0, 0, 1, 0, -1, 0);
  edge(&n, 0, 0, 1, 0, 0, -1);
  check_part(&n, 1, 3, 1);
  n = (net){.n_nodes = 2}; /* honeycomb layer */
  edge(&n, 0, 0, 1, 0, 0, 0);
  edge(&n, 0, 0, 1, -1, 0, 0);
  edge(&n, 0, 0, 1, 0, -1, 0);
  check_part(&n, 1, 2, 1);
  n = (net){.n_nodes = 2}; /* two cubic nets, one through the other */
  for (int32_t i = 0; i < 2; i++) {
    edge(&n, 0, i, i, 1, 0, 0);
    edge(&n, 0, i, i, 0, 1, 0);
    edge(&n, 0, i, i, 0, 0, 1);
  }
  check_part(&n, 2, 3, 1);
  n = (net){.n_nodes = 1}; /* the same in the primitive cell of bcc */
  edge(&n, 0, 0, 0, 0, 1, 1);
  edge(&n, 0, 0, 0, 1, 0, 1);
  edge(&n, 0, 0, 0, 1, 1, 0);
  check_part(&n, 1, 3, 2);
}

/* Layers at 0.3, between them at 0.5; a pocket at -0.2 beside the layer. */
static void layers_percolate_before_the_crystal(void)
{
  const double kinds[4] = {0.3, 0.5, 0.1, NAN};
  const double nodes[3] = {0, 0.05, -0.2};
  const iw_migration_heights heights = {kinds, nodes};
  iw_migration_threshold t[3];
  iw_migration_graph *graph;
  iw_migration_component parts[3];
  const uint8_t allowed[4] = {1, 0, 0, 0};
  net n = {.n_nodes = 3};
  size_t n_parts;

  edge(&n, 0, 0, 1, 0, 0, 0);
  edge(&n, 0, 0, 1, -1, 0, 0);
  edge(&n, 0, 0, 1, 0, -1, 0);
  edge(&n, 1, 0, 0, 0, 0, 1);
  edge(&n, 2, 1, 2, 0, 0, 0);
  edge(&n, 3, 0, 2, 1, 1, 1); /* not there */
  graph = make(&n);
  CHECK_INT(iw_migration_graph_thresholds(ctx, graph, &heights, t), IW_OK);
  for (int d = 0; d < 3; d++) {
    CHECK_INT(t[d].dimension, d + 1);
    CHECK_INT(t[d].found, 1);
    CHECK_INT(t[d].lowest, 2);
    CHECK_NEAR(t[d].height, d < 2 ? 0.3 : 0.5, 0);
    CHECK_NEAR(t[d].barrier, d < 2 ? 0.5 : 0.7, 1e-15);
    CHECK_INT(t[d].rank, d < 2 ? 2 : 3);
  }
  CHECK_INT(t[2].edge, 3);
  CHECK_INT(
      iw_migration_graph_components(ctx, graph, allowed, NULL, parts, &n_parts),
      IW_OK);
  CHECK_INT(n_parts, 2);
  CHECK_INT(parts[0].rank, 2);
  CHECK_INT(parts[0].n_nodes, 2);
  CHECK_INT(parts[1].n_nodes, 1);
  iw_migration_graph_destroy(graph);
}

/* ---- random nets against the infinite crystal ---------------------------- */

/* Random edges, each its own kind, with heights some of which are equal. */
static void random_net(uint64_t *seed, network *raw, net *n, double *kinds)
{
  network_random(seed, raw);
  *n = (net){.n_nodes = (size_t)raw->n_nodes};
  for (int e = 0; e < raw->n_edges; e++) {
    const network_edge *r = &raw->edges[e];

    if (r->from == r->to && r->shift[0] == 0 && r->shift[1] == 0 &&
        r->shift[2] == 0)
      continue;
    edge(n, (int32_t)n->n_edges, r->from, r->to, r->shift[0], r->shift[1],
         r->shift[2]);
    n->lengths[n->n_edges - 1] = network_draw(seed, 1, 5);
    kinds[n->n_edges - 1] = network_draw(seed, 1, 6) / 10.0;
  }
}

/* The edges up to a height. */
static void cut(const net *n, const double *kinds, double top, network *out)
{
  *out = (network){.n_nodes = (int)n->n_nodes};
  for (size_t e = 0; e < n->n_edges; e++) {
    network_edge *to = &out->edges[out->n_edges];

    if (kinds[e] > top)
      continue;
    to->from = n->edges[e].from;
    to->to = n->edges[e].to;
    memcpy(to->shift, n->edges[e].shift, sizeof to->shift);
    out->n_edges++;
  }
}

/* Rank of integer vectors, by elimination over the rationals. */
static int rank_of(const cover_walk *walk)
{
  double rows[3][3];
  int rank = 0;

  for (int i = 0; i < walk->n_found && rank < 3; i++) {
    double v[3] = {walk->found[i][0], walk->found[i][1], walk->found[i][2]};

    for (int r = 0; r < rank; r++) {
      int c = 0;

      while (fabs(rows[r][c]) < 1e-9)
        c++;
      for (int k = 2; k >= c; k--)
        v[k] -= v[c] / rows[r][c] * rows[r][k];
      v[c] = 0;
    }
    if (fabs(v[0]) + fabs(v[1]) + fabs(v[2]) < 1e-9)
      continue;
    /* keep echelon form: eliminate this pivot from none, order by pivot */
    memcpy(rows[rank++], v, sizeof v);
    for (int a = 0; a < rank; a++) {
      for (int b = a + 1; b < rank; b++) {
        int p = 0, q = 0;

        while (fabs(rows[a][p]) < 1e-9)
          p++;
        while (fabs(rows[b][q]) < 1e-9)
          q++;
        if (q < p) {
          double t[3];

          memcpy(t, rows[a], sizeof t);
          memcpy(rows[a], rows[b], sizeof t);
          memcpy(rows[b], t, sizeof t);
        }
      }
    }
  }
  return rank;
}

static cover_walk walk;

static void thresholds_match_walks(void)
{
  uint64_t seed = 11;
  int percolating = 0;

  for (int round = 0; round < 150; round++) {
    double kinds[MAX_EDGES], wanted[3] = {INFINITY, INFINITY, INFINITY};
    const iw_migration_heights heights = {kinds, NULL};
    iw_migration_threshold t[3];
    iw_migration_graph *graph;
    network raw, open;
    net n;

    random_net(&seed, &raw, &n, kinds);
    if (n.n_edges == 0)
      continue;
    for (int level = 6; level >= 1; level--) {
      cut(&n, kinds, level / 10.0, &open);
      for (int s = 0; s < open.n_nodes; s++) {
        network_walk(&open, s, &walk);
        for (int d = rank_of(&walk); d > 0; d--)
          wanted[d - 1] = level / 10.0;
      }
    }
    graph = make(&n);
    CHECK_INT(iw_migration_graph_thresholds(ctx, graph, &heights, t), IW_OK);
    for (int d = 0; d < 3; d++) {
      CHECK_INT(t[d].found, isfinite(wanted[d]));
      if (!t[d].found)
        continue;
      CHECK_NEAR(t[d].height, wanted[d], 0);
      CHECK_NEAR(kinds[t[d].edge], wanted[d], 0);
      CHECK(t[d].rank > d);
      percolating++;
    }
    iw_migration_graph_destroy(graph);
  }
  CHECK(percolating > 100);
}

/* ---- routes ----------------------------------------------------------------
 */

#define BOX    4 /* cells to either side in the brute-force search */
#define SIDE   (2 * BOX + 1)
#define PLACES (NETWORK_MAX_NODES * SIDE * SIDE * SIDE)

static int place_of(int32_t node, const int32_t cell[3])
{
  int at = node;

  for (int k = 0; k < 3; k++) {
    if (cell[k] < -BOX || cell[k] > BOX)
      return -1;
    at = at * SIDE + cell[k] + BOX;
  }
  return at;
}

/* Cheapest way in the box over edges up to a height, by going over all edges
 * until nothing changes; INFINITY when there is none. */
static double cost_in_box(const net *n, const double *kinds, double top,
                          int32_t from, int32_t to, const int32_t shift[3])
{
  static double cost[PLACES];
  const int32_t home[3] = {0, 0, 0};
  int changed = 1;

  for (int i = 0; i < PLACES; i++)
    cost[i] = INFINITY;
  cost[place_of(from, home)] = 0;
  while (changed) {
    changed = 0;
    for (size_t e = 0; e < n->n_edges; e++) {
      const double step = kinds[e] * n->lengths[e];
      int32_t c[3], d[3];

      if (kinds[e] > top)
        continue;
      for (c[0] = -BOX; c[0] <= BOX; c[0]++) {
        for (c[1] = -BOX; c[1] <= BOX; c[1]++) {
          for (c[2] = -BOX; c[2] <= BOX; c[2]++) {
            int a, b;

            for (int k = 0; k < 3; k++)
              d[k] = c[k] + n->edges[e].shift[k];
            a = place_of(n->edges[e].from, c);
            b = place_of(n->edges[e].to, d);
            if (b < 0)
              continue;
            if (cost[a] + step < cost[b] - 1e-12) {
              cost[b] = cost[a] + step;
              changed = 1;
            }
            if (cost[b] + step < cost[a] - 1e-12) {
              cost[a] = cost[b] + step;
              changed = 1;
            }
          }
        }
      }
    }
  }
  return cost[place_of(to, shift)];
}

/* Steps follow each other and end where they should; what they cost. Returns
 * whether they stay in the box. */
static int follow(const net *n, const double *kinds,
                  const iw_migration_route *route, int32_t from, int32_t to,
                  const int32_t shift[3])
{
  int32_t node = from, cell[3] = {0, 0, 0};
  double height = -INFINITY, integral = 0, length = 0;
  int inside = 1;

  for (size_t i = 0; i < iw_migration_route_n_steps(route); i++) {
    const iw_migration_step *s = &iw_migration_route_steps(route)[i];
    const iw_migration_edge *e = &n->edges[s->edge];

    CHECK_INT(s->backwards ? e->to : e->from, node);
    node = s->backwards ? e->from : e->to;
    for (int k = 0; k < 3; k++)
      cell[k] += s->backwards ? -e->shift[k] : e->shift[k];
    CHECK_INT(s->node, node);
    CHECK(memcmp(s->cell, cell, sizeof cell) == 0);
    inside = inside && place_of(node, cell) >= 0;
    height = fmax(height, kinds[e->kind]);
    integral += kinds[e->kind] * n->lengths[s->edge];
    length += n->lengths[s->edge];
  }
  CHECK_INT(node, to);
  CHECK(memcmp(cell, shift, sizeof cell) == 0);
  if (isfinite(height))
    CHECK_NEAR(iw_migration_route_height(route), height, 0);
  CHECK_NEAR(iw_migration_route_integral(route), integral, 1e-9);
  CHECK_NEAR(iw_migration_route_length_ang(route), length, 1e-9);
  return inside;
}

static void routes_match_brute_force(void)
{
  uint64_t seed = 12;
  int n_found = 0, n_inside = 0, n_none = 0;

  for (int round = 0; round < 250; round++) {
    double kinds[MAX_EDGES], top = INFINITY, cost;
    const iw_migration_heights heights = {kinds, NULL};
    iw_migration_route *route;
    iw_migration_graph *graph;
    int32_t from, to, shift[3];
    network raw;
    net n;
    int inside;

    random_net(&seed, &raw, &n, kinds);
    from = network_draw(&seed, 0, raw.n_nodes - 1);
    to = network_draw(&seed, 0, raw.n_nodes - 1);
    for (int k = 0; k < 3; k++)
      shift[k] = network_draw(&seed, -1, 1);
    if (round % 2 == 0) /* most lie in no lattice of windings */
      shift[0] = shift[1] = shift[2] = 0;
    graph = make(&n);
    CHECK_INT(
        iw_migration_graph_route(ctx, graph, &heights, from, to, shift, &route),
        IW_OK);
    for (int level = 6; level >= 1; level--) {
      if (isfinite(cost_in_box(&n, kinds, level / 10.0, from, to, shift)))
        top = level / 10.0;
    }
    if (from == to && shift[0] == 0 && shift[1] == 0 && shift[2] == 0) {
      CHECK_INT(iw_migration_route_n_steps(route), 0);
      top = -INFINITY;
    }
    if (route == NULL) {
      CHECK(isinf(top));
      n_none++;
      iw_migration_graph_destroy(graph);
      continue;
    }
    /* the box knows a way up to top; the best may leave the box */
    inside = follow(&n, kinds, route, from, to, shift);
    CHECK(iw_migration_route_height(route) <= top);
    if (inside) {
      CHECK(iw_migration_route_height(route) >= top);
      cost = cost_in_box(&n, kinds, top, from, to, shift);
      CHECK_NEAR(iw_migration_route_integral(route), cost, 1e-9);
      n_inside++;
    }
    n_found++;
    iw_migration_route_destroy(route);
    iw_migration_graph_destroy(graph);
  }
  printf("%d routes, %d of them in the box, %d without\n", n_found, n_inside,
         n_none);
  CHECK(n_inside > 60 && n_none > 20);
}

/* A long way over low passes is easier than a short one over a high pass; of
 * two as low, the one with less in all; a pass of the same height that comes
 * twice is not worse, but longer. */
static void easiest_is_lowest_then_least(void)
{
  const double kinds[5] = {0.9, 0.4, 0.4, 0.1, 0.4};
  const iw_migration_heights heights = {kinds, NULL};
  const int32_t home[3] = {0, 0, 0}, next[3] = {0, 0, 1};
  iw_migration_route *route;
  iw_migration_graph *graph;
  net n = {.n_nodes = 5};

  edge(&n, 0, 0, 1, 0, 0, 0); /* over 0.9 */
  edge(&n, 1, 0, 2, 0, 0, 0); /* over 0.4 and 0.4 */
  edge(&n, 2, 2, 1, 0, 0, 0);
  edge(&n, 1, 0, 3, 0, 0, 0); /* over 0.4, 0.1 and 0.1 */
  edge(&n, 3, 3, 4, 0, 0, 0);
  edge(&n, 3, 4, 1, 0, 0, 0);
  graph = make(&n);
  CHECK_INT(iw_migration_graph_route(ctx, graph, &heights, 0, 1, home, &route),
            IW_OK);
  CHECK_INT(iw_migration_route_n_steps(route), 3);
  CHECK_NEAR(iw_migration_route_height(route), 0.4, 0);
  CHECK_NEAR(iw_migration_route_integral(route), 0.6, 1e-12);
  iw_migration_route_destroy(route);
  CHECK_INT(iw_migration_graph_route(ctx, graph, &heights, 0, 1, next, &route),
            IW_OK);
  CHECK(route == NULL);
  CHECK_INT(iw_migration_graph_route(ctx, graph, &heights, 0, 5, home, &route),
            IW_E_ARGUMENT);
  iw_migration_graph_destroy(graph);
}

/* ---- heights
 * ----------------------------------------------------------------- */

/* Nodes and passes drawn at random; the barriers made of them lead back. */
static void barriers_give_their_heights_back(void)
{
  uint64_t seed = 13;

  for (int round = 0; round < 200; round++) {
    double kinds[MAX_EDGES], nodes[NETWORK_MAX_NODES], forward[MAX_EDGES];
    double backward[MAX_EDGES], got_nodes[NETWORK_MAX_NODES];
    double got_kinds[MAX_EDGES], mismatch;
    iw_migration_graph *graph;
    network raw;
    net n;

    random_net(&seed, &raw, &n, kinds);
    for (size_t i = 0; i < n.n_nodes; i++)
      nodes[i] = network_draw(&seed, -1000, 0) / 2000.0;
    for (size_t e = 0; e < n.n_edges; e++) {
      iw_migration_edge *x = &n.edges[e];

      /* the barriers are those of the orbit's own direction */
      x->reversed = network_draw(&seed, 0, 1);
      forward[e] = kinds[e] - nodes[x->reversed ? x->to : x->from];
      backward[e] = kinds[e] - nodes[x->reversed ? x->from : x->to];
    }
    graph = make(&n);
    CHECK_INT(iw_migration_graph_heights(ctx, graph, forward, backward,
                                         got_nodes, got_kinds, &mismatch),
              IW_OK);
    CHECK_NEAR(mismatch, 0, 1e-12);
    for (size_t e = 0; e < n.n_edges; e++) {
      const iw_migration_edge *x = &n.edges[e];

      CHECK_NEAR(got_nodes[x->to] - got_nodes[x->from],
                 nodes[x->to] - nodes[x->from], 1e-12);
      CHECK_NEAR(got_kinds[e] - got_nodes[x->from], kinds[e] - nodes[x->from],
                 1e-12);
    }
    for (size_t i = 0; i < n.n_nodes; i++)
      CHECK(got_nodes[i] >= 0);
    iw_migration_graph_destroy(graph);
  }
}

/* A triangle whose differences do not close: the error is spread evenly. */
static void what_does_not_close_is_told(void)
{
  const double forward[3] = {0.3, 0.3, 0.3}, backward[3] = {0.3, 0.3, 0.6};
  const double unknown[3] = {0.3, NAN, NAN}, bad[3] = {0.3, -0.1, 0.3};
  double nodes[3], kinds[3], mismatch;
  iw_migration_graph *graph;
  net n = {.n_nodes = 3};

  edge(&n, 0, 0, 1, 0, 0, 0);
  edge(&n, 1, 1, 2, 0, 0, 0);
  edge(&n, 2, 2, 0, 0, 0, 0);
  graph = make(&n);
  CHECK_INT(iw_migration_graph_heights(ctx, graph, forward, backward, nodes,
                                       kinds, &mismatch),
            IW_OK);
  CHECK_NEAR(mismatch, 0.1, 1e-12);
  CHECK_INT(iw_migration_graph_heights(ctx, graph, unknown, unknown, nodes,
                                       kinds, &mismatch),
            IW_OK);
  CHECK_NEAR(kinds[0], 0.3, 1e-12);
  CHECK(isnan(kinds[1]));
  CHECK_INT(
      iw_migration_graph_heights(ctx, graph, forward, bad, nodes, kinds, NULL),
      IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "-0.1 eV of kind 1");
  iw_migration_graph_destroy(graph);
}

/* ---- graphs of hops
 * ------------------------------------------------------------ */

/* Lengths as heights percolate where the hops do; a route to the next cell
 * goes over hops of the threshold. */
static void hops_make_their_graph(void)
{
  void (*const makes[])(crystal *) = {crystal_olivine, crystal_layered,
                                      crystal_fluorite, crystal_scattered};

  for (size_t i = 0; i < sizeof makes / sizeof makes[0]; i++) {
    double lengths[512];
    const iw_migration_heights heights = {lengths, NULL};
    iw_migration_threshold t[3];
    iw_migration_route *route;
    iw_migration_graph *graph;
    iw_hops_options options;
    iw_structure *structure;
    iw_symmetry *symmetry;
    iw_hops *hops;
    crystal c;

    makes[i](&c);
    CHECK_INT(crystal_structure(ctx, &c, &structure), IW_OK);
    CHECK_INT(iw_symmetry_find(ctx, structure, 1e-3, &symmetry), IW_OK);
    iw_hops_options_default(&options);
    options.mobile_element = c.mobile;
    options.until_dimension = 3;
    CHECK_INT(iw_hops_find(ctx, structure, symmetry, &options, &hops), IW_OK);
    CHECK_INT(iw_migration_graph_from_hops(ctx, hops, IW_HOP_VACANCY, &graph),
              IW_OK);
    CHECK_INT(iw_migration_graph_n_nodes(graph), iw_hops_n_sites(hops));
    CHECK_INT(iw_migration_graph_n_edges(graph), iw_hops_n_members(hops));
    CHECK_INT(iw_migration_graph_n_kinds(graph), iw_hops_n(hops));
    for (size_t k = 0; k < iw_hops_n(hops) && k < 512; k++)
      lengths[k] = iw_hops_get(hops)[k].length_ang;
    CHECK_INT(iw_migration_graph_thresholds(ctx, graph, &heights, t), IW_OK);
    for (int d = 0; d < 3; d++) {
      const iw_migration_edge *e = &iw_migration_graph_edges(graph)[t[d].edge];

      CHECK_NEAR(t[d].height,
                 iw_hops_percolation_ang(hops, IW_HOP_VACANCY, d + 1), 1e-9);
      CHECK_NEAR(lengths[e->kind], t[d].height, 1e-9);
      CHECK_INT(iw_migration_graph_route(ctx, graph, &heights, e->from, e->from,
                                         t[d].basis[0], &route),
                IW_OK);
      CHECK(iw_migration_route_height(route) <= t[d].height + 1e-9);
      iw_migration_route_destroy(route);
    }
    iw_migration_graph_destroy(graph);
    iw_hops_destroy(hops);
    iw_symmetry_destroy(symmetry);
    iw_structure_destroy(structure);
  }
}

/* Energies drawn for the crystal with its vacancy, or extra ion, at each kind
 * of place, and for the pass of each orbit: the barriers between the ends of
 * iw_hops_ends(), those of a vacancy against the hop, have to give them back.
 */
static void check_heights(const iw_hops *hops, iw_hop_mechanism mechanism,
                          uint64_t *seed)
{
  double of_kind[64], forward[512], backward[512], pass[512];
  double nodes[64], kinds[512], lowest = INFINITY, mismatch;
  iw_migration_graph *graph;
  size_t n_known = 0;

  for (int i = 0; i < 64; i++)
    of_kind[i] = network_draw(seed, 0, 1000) / 5000.0;
  for (size_t k = 0; k < iw_hops_n(hops) && k < 512; k++) {
    const iw_hop *hop = &iw_hops_get(hops)[k];
    const int32_t first = hop->places[0].place;
    const int32_t last = hop->places[hop->n_places - 1].place;
    /* at the start of a vacancy hop the vacancy is where the ion will go */
    const int against = mechanism == IW_HOP_VACANCY;
    const int32_t start = against ? last : first;
    const int32_t finish = against ? first : last;
    double there, back;

    forward[k] = backward[k] = NAN;
    if (hop->mechanism != mechanism)
      continue;
    pass[k] = 0.5 + network_draw(seed, 0, 1000) / 2000.0;
    there = pass[k] - of_kind[iw_hops_sites(hops)[start].kind];
    back = pass[k] - of_kind[iw_hops_sites(hops)[finish].kind];
    forward[k] = against ? back : there;
    backward[k] = against ? there : back;
    n_known++;
  }
  CHECK(n_known > 1);
  CHECK_INT(iw_migration_graph_from_hops(ctx, hops, mechanism, &graph), IW_OK);
  CHECK_INT(iw_migration_graph_heights(ctx, graph, forward, backward, nodes,
                                       kinds, &mismatch),
            IW_OK);
  CHECK_NEAR(mismatch, 0, 1e-12);
  for (size_t i = 0; i < iw_hops_n_sites(hops); i++) {
    if ((iw_hops_sites(hops)[i].site < 0) != (mechanism == IW_HOP_VACANCY))
      lowest = fmin(lowest, of_kind[iw_hops_sites(hops)[i].kind]);
  }
  for (size_t i = 0; i < iw_hops_n_sites(hops); i++) {
    if ((iw_hops_sites(hops)[i].site < 0) != (mechanism == IW_HOP_VACANCY))
      CHECK_NEAR(nodes[i], of_kind[iw_hops_sites(hops)[i].kind] - lowest,
                 1e-12);
  }
  for (size_t k = 0; k < iw_hops_n(hops); k++) {
    if (iw_hops_get(hops)[k].mechanism == mechanism)
      CHECK_NEAR(kinds[k], pass[k] - lowest, 1e-12);
    else
      CHECK(isnan(kinds[k]));
  }
  iw_migration_graph_destroy(graph);
}

/* Three sites and four empty places of which none is like another, and two
 * kinds of sites in a symmetric crystal. */
static void barriers_of_hops_give_heights(void)
{
  static const double empty[4][3] = {
      {0.1, 0.2, 0.3}, {0.6, 0.1, 0.8}, {0.4, 0.7, 0.2}, {0.9, 0.6, 0.6}};
  uint64_t seed = 14;

  for (int round = 0; round < 8; round++) {
    iw_hops_options options;
    iw_structure *structure;
    iw_symmetry *symmetry;
    iw_hops *hops;
    crystal c;

    if (round % 2 == 0) {
      crystal_scattered(&c);
    } else {
      crystal_olivine(&c);
      crystal_pnma(&c, 3, 1, 0.05, 0.25, 0.05);
    }
    CHECK_INT(crystal_structure(ctx, &c, &structure), IW_OK);
    CHECK_INT(iw_symmetry_find(ctx, structure, 1e-3, &symmetry), IW_OK);
    iw_hops_options_default(&options);
    options.mobile_element = c.mobile;
    options.mechanisms = IW_HOP_VACANCY | IW_HOP_INTERSTITIAL;
    options.until_dimension = 3;
    options.empty_frac = empty;
    options.n_empty = 4;
    CHECK_INT(iw_hops_find(ctx, structure, symmetry, &options, &hops), IW_OK);
    if (hops != NULL) {
      check_heights(hops, IW_HOP_VACANCY, &seed);
      check_heights(hops, IW_HOP_INTERSTITIAL, &seed);
    }
    iw_hops_destroy(hops);
    iw_symmetry_destroy(symmetry);
    iw_structure_destroy(structure);
  }
}

static void bad_graphs_are_refused(void)
{
  const double kinds[1] = {0.1}, nodes[1] = {0.2}, wild[1] = {NAN};
  const iw_migration_heights low = {kinds, nodes}, unset = {kinds, wild};
  iw_migration_threshold t[3];
  iw_migration_graph *graph;
  iw_migration_graph_spec spec;
  net n;

  iw_migration_graph_spec_default(&spec);
  spec.struct_size = 3;
  CHECK_INT(iw_migration_graph_create(ctx, &spec, &graph), IW_E_ARGUMENT);
  CHECK(graph == NULL);
  simple_cubic(&n);
  n.edges[1].to = 1;
  CHECK_INT(try_make(&n, &graph), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "edge 1");
  simple_cubic(&n);
  n.edges[2].shift[2] = 0;
  CHECK_INT(try_make(&n, &graph), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "itself");
  simple_cubic(&n);
  n.lengths[0] = 0;
  CHECK_INT(try_make(&n, &graph), IW_E_ARGUMENT);
  simple_cubic(&n);
  graph = make(&n);
  CHECK_INT(iw_migration_graph_thresholds(ctx, graph, &low, t), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "below one of its ends");
  CHECK_INT(iw_migration_graph_thresholds(ctx, graph, &unset, t),
            IW_E_ARGUMENT);
  iw_migration_graph_destroy(graph);
  iw_migration_graph_destroy(NULL);
  iw_migration_route_destroy(NULL);
}

int main(void)
{
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  RUN(known_nets_have_their_parts);
  RUN(layers_percolate_before_the_crystal);
  RUN(thresholds_match_walks);
  RUN(routes_match_brute_force);
  RUN(easiest_is_lowest_then_least);
  RUN(barriers_give_their_heights_back);
  RUN(what_does_not_close_is_told);
  RUN(hops_make_their_graph);
  RUN(barriers_of_hops_give_heights);
  RUN(bad_graphs_are_refused);
  iw_context_destroy(ctx);
  return check_report();
}
