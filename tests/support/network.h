/* SPDX-License-Identifier: BSD-3-Clause */
/* Small random periodic networks and what can be said of them by brute force,
 * without union-find and without Hermite forms. */
#ifndef IONWAY_TESTS_NETWORK_H
#define IONWAY_TESTS_NETWORK_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <ionway/winding.h>

#define NETWORK_MAX_NODES 6
#define NETWORK_MAX_EDGES 9
#define NETWORK_MAX_SHIFT 2
/* no walk of 2n - 1 edges leaves this box of cells */
#define NETWORK_BOX   ((2 * NETWORK_MAX_NODES - 1) * NETWORK_MAX_SHIFT)
#define NETWORK_SIDE  (2 * NETWORK_BOX + 1)
#define NETWORK_CELLS (NETWORK_SIDE * NETWORK_SIDE * NETWORK_SIDE)

typedef struct network_edge {
  int32_t from, to, shift[3];
} network_edge;

typedef struct network {
  int n_nodes, n_edges;
  network_edge edges[NETWORK_MAX_EDGES];
} network;

/* Copies of the start that walks of 2n - 1 edges reach. */
typedef struct cover_walk {
  char seen[NETWORK_MAX_NODES * NETWORK_CELLS]; /* all zero between uses */
  int32_t queue[NETWORK_MAX_NODES * NETWORK_CELLS];
  int32_t found[NETWORK_CELLS][3];
  int64_t coefficients[NETWORK_CELLS][3];
  int n_found;
} cover_walk;

/* lowest..highest, from a linear congruential generator */
static inline int network_draw(uint64_t *seed, int lowest, int highest)
{
  *seed = *seed * 6364136223846793005u + 1442695040888963407u;
  return lowest + (int)((*seed >> 33) % (uint64_t)(highest - lowest + 1));
}

static inline void network_random(uint64_t *seed, network *net)
{
  net->n_nodes = network_draw(seed, 1, NETWORK_MAX_NODES);
  net->n_edges = network_draw(seed, 1, net->n_nodes + 3);
  for (int e = 0; e < net->n_edges; e++) {
    net->edges[e].from = network_draw(seed, 0, net->n_nodes - 1);
    net->edges[e].to = network_draw(seed, 0, net->n_nodes - 1);
    for (int k = 0; k < 3; k++)
      net->edges[e].shift[k] =
          network_draw(seed, -NETWORK_MAX_SHIFT, NETWORK_MAX_SHIFT);
  }
}

static inline void network_join(const network *net, iw_winding *winding)
{
  for (int e = 0; e < net->n_edges; e++)
    iw_winding_join(winding, net->edges[e].from, net->edges[e].to,
                    net->edges[e].shift);
}

static inline int32_t network_index(int node, const int32_t cell[3])
{
  int32_t index = node;

  for (int k = 0; k < 3; k++)
    index = index * NETWORK_SIDE + cell[k] + NETWORK_BOX;
  return index;
}

static inline void network_push(cover_walk *walk, int *n, int node,
                                const int32_t cell[3], const int32_t shift[3],
                                int sign)
{
  int32_t to[3], index;

  for (int k = 0; k < 3; k++)
    to[k] = cell[k] + sign * shift[k];
  index = network_index(node, to);
  if (walk->seen[index])
    return;
  walk->seen[index] = 1;
  walk->queue[(*n)++] = index;
}

/* Breadth first, 2n - 1 layers. */
static inline void network_walk(const network *net, int start, cover_walk *walk)
{
  const int32_t home[3] = {0, 0, 0};
  int n = 0, done = 0;

  walk->n_found = 0;
  network_push(walk, &n, start, home, home, 1);
  for (int layer = 0; layer < 2 * net->n_nodes - 1; layer++) {
    const int end = n;

    for (; done < end; done++) {
      const int node = walk->queue[done] / NETWORK_CELLS;
      int32_t rest = walk->queue[done] % NETWORK_CELLS, cell[3];

      for (int k = 2; k >= 0; k--, rest /= NETWORK_SIDE)
        cell[k] = rest % NETWORK_SIDE - NETWORK_BOX;
      for (int e = 0; e < net->n_edges; e++) {
        const network_edge *edge = &net->edges[e];

        if (edge->from == node)
          network_push(walk, &n, edge->to, cell, edge->shift, 1);
        if (edge->to == node)
          network_push(walk, &n, edge->from, cell, edge->shift, -1);
      }
    }
  }
  for (int i = 0; i < n; i++) {
    int32_t rest = walk->queue[i] % NETWORK_CELLS;

    walk->seen[walk->queue[i]] = 0;
    if (walk->queue[i] / NETWORK_CELLS != start)
      continue;
    for (int k = 2; k >= 0; k--, rest /= NETWORK_SIDE)
      walk->found[walk->n_found][k] = rest % NETWORK_SIDE - NETWORK_BOX;
    walk->n_found++;
  }
}

/* Echelon rows, positive pivots, entries above one in [0, pivot). */
static inline int network_is_canonical(int rank, const int32_t basis[3][3])
{
  int last = -1;

  for (int r = 0; r < rank; r++) {
    int c = 0;

    while (c < 3 && basis[r][c] == 0)
      c++;
    if (c == 3 || c <= last || basis[r][c] <= 0)
      return 0;
    for (int above = 0; above < r; above++) {
      if (basis[above][c] < 0 || basis[above][c] >= basis[r][c])
        return 0;
    }
    last = c;
  }
  return 1;
}

/* Integers x with vector = x * basis (echelon); 0 when there are none. */
static inline int network_coefficients(int rank, const int32_t basis[3][3],
                                       const int32_t vector[3], int64_t x[3])
{
  int64_t rest[3] = {vector[0], vector[1], vector[2]};

  x[0] = x[1] = x[2] = 0;
  for (int r = 0; r < rank; r++) {
    int c = 0;

    while (basis[r][c] == 0)
      c++;
    x[r] = rest[c] / basis[r][c];
    for (int k = 0; k < 3; k++)
      rest[k] -= x[r] * basis[r][k];
  }
  return rest[0] == 0 && rest[1] == 0 && rest[2] == 0;
}

static inline int64_t network_gcd(int64_t a, int64_t b)
{
  return b == 0 ? llabs(a) : network_gcd(b, a % b);
}

/* Of all rank x rank minors of n rows; 1 means that the rows generate all of
 * Z^rank. Stops as soon as it is 1. */
static inline int64_t network_minors_gcd(int rank, int n, const int64_t (*x)[3])
{
  int64_t divisor = 0;

  if (rank == 0)
    return 1;
  for (int a = 0; a < n && divisor != 1; a++) {
    if (rank == 1)
      divisor = network_gcd(divisor, x[a][0]);
    for (int b = 0; rank >= 2 && b < a && divisor != 1; b++) {
      const int64_t m[3] = {x[a][1] * x[b][2] - x[a][2] * x[b][1],
                            x[a][2] * x[b][0] - x[a][0] * x[b][2],
                            x[a][0] * x[b][1] - x[a][1] * x[b][0]};

      if (rank == 2)
        divisor = network_gcd(divisor, m[2]);
      for (int c = 0; rank == 3 && c < b && divisor != 1; c++)
        divisor = network_gcd(divisor,
                              m[0] * x[c][0] + m[1] * x[c][1] + m[2] * x[c][2]);
    }
  }
  return divisor;
}

static inline int network_cell_mod(const int32_t cell[3], int n)
{
  int index = 0;

  for (int k = 0; k < 3; k++)
    index = index * n + ((int)cell[k] % n + n) % n;
  return index;
}

/* Component of every (node, cell mod n), node-major, by flooding; labels are
 * the index of the first member. */
static inline void network_label_cover(const network *net, int n,
                                       int32_t *label)
{
  const int n_cells = n * n * n, n_all = net->n_nodes * n_cells;
  int32_t queue[NETWORK_MAX_NODES * 7 * 7 * 7];

  for (int i = 0; i < n_all; i++)
    label[i] = -1;
  for (int first = 0; first < n_all; first++) {
    int n_queue = 0;

    if (label[first] >= 0)
      continue;
    label[first] = first;
    queue[n_queue++] = first;
    while (n_queue > 0) {
      const int at = queue[--n_queue], node = at / n_cells;
      const int32_t cell[3] = {at % n_cells / (n * n), at / n % n, at % n};

      for (int side = 0; side < 2 * net->n_edges; side++) {
        const network_edge *edge = &net->edges[side / 2];
        const int back = side % 2, sign = back ? -1 : 1;
        int32_t to[3];
        int next;

        if ((back ? edge->to : edge->from) != node)
          continue;
        for (int k = 0; k < 3; k++)
          to[k] = cell[k] + sign * edge->shift[k];
        next =
            (back ? edge->from : edge->to) * n_cells + network_cell_mod(to, n);
        if (label[next] < 0) {
          label[next] = first;
          queue[n_queue++] = next;
        }
      }
    }
  }
}

/* image[cell] = 1 for the cells that integer combinations of the rows reach
 * modulo n */
static inline void network_span_mod(int rank, const int32_t basis[3][3], int n,
                                    char *image)
{
  memset(image, 0, (size_t)(n * n * n));
  for (int i = 0; i < n * n * n; i++) {
    const int x[3] = {i / (n * n), rank > 1 ? i / n % n : 0,
                      rank > 2 ? i % n : 0};
    int32_t cell[3] = {0, 0, 0};

    for (int r = 0; r < rank; r++) {
      for (int k = 0; k < 3; k++)
        cell[k] += x[r] * (basis[r][k] % n);
    }
    image[network_cell_mod(cell, n)] = 1;
  }
}

static inline void network_row_times(const int32_t v[3], const int32_t m[3][3],
                                     int32_t out[3])
{
  for (int k = 0; k < 3; k++)
    out[k] = v[0] * m[0][k] + v[1] * m[1][k] + v[2] * m[2][k];
}

static inline int64_t network_det(const int32_t m[3][3])
{
  int64_t det = 0;

  for (int k = 0; k < 3; k++)
    det += (int64_t)m[0][k] * ((int64_t)m[1][(k + 1) % 3] * m[2][(k + 2) % 3] -
                               (int64_t)m[1][(k + 2) % 3] * m[2][(k + 1) % 3]);
  return det;
}

/* Determinant +-1: row additions and a negation, from the identity. */
static inline void network_random_unimodular(uint64_t *seed, int32_t u[3][3])
{
  for (int i = 0; i < 9; i++)
    u[i / 3][i % 3] = i % 4 == 0;
  for (int step = 0; step < 5; step++) {
    const int a = network_draw(seed, 0, 2);
    const int b = (a + network_draw(seed, 1, 2)) % 3;
    const int factor = network_draw(seed, -2, 2);

    for (int k = 0; k < 3; k++)
      u[a][k] += factor * u[b][k];
  }
  if (network_draw(seed, 0, 1)) {
    for (int k = 0; k < 3; k++)
      u[0][k] = -u[0][k];
  }
}

#endif
