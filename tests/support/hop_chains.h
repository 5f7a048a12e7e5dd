/* SPDX-License-Identifier: BSD-3-Clause */
/* Hops by brute force: all pairs or triples of points from a box of cells,
 * sorted into orbits by moving the points themselves, without places, cells or
 * keys. */
#ifndef IONWAY_TESTS_HOP_CHAINS_H
#define IONWAY_TESTS_HOP_CHAINS_H

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ionway/ionway.h>

#define CHAINS_MAX 20000

typedef struct chain_points {
  int n, orbit;
  double x[3][3]; /* fractions, not wrapped */
} chain_points;

typedef struct chain_list {
  double lattice[3][3];
  const iw_operation *operations;
  size_t n_operations;
  size_t n;
  chain_points chains[CHAINS_MAX];
} chain_list;

static inline double chain_distance(const double lattice[3][3],
                                    const double a[3], const double b[3])
{
  double v[3] = {0, 0, 0};

  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++)
      v[k] += (b[i] - a[i]) * lattice[i][k];
  }
  return sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
}

/* b is a, but for one lattice vector for all points; backwards if asked. 1e-3:
 * fractions of the tests' cells are exact to far more. */
static inline int chain_same(const chain_points *a, const chain_points *b,
                             int backwards)
{
  for (int k = 0; k < 3; k++) {
    const double shift = rint(b->x[backwards ? b->n - 1 : 0][k] - a->x[0][k]);

    for (int i = 0; i < a->n; i++) {
      const double *y = b->x[backwards ? b->n - 1 - i : i];

      if (fabs(y[k] - a->x[i][k] - shift) > 1e-3)
        return 0;
    }
  }
  return 1;
}

static inline void chain_move(const iw_operation *o, const chain_points *a,
                              chain_points *out)
{
  *out = *a;
  for (int i = 0; i < a->n; i++) {
    for (int k = 0; k < 3; k++) {
      out->x[i][k] = o->translation[k];
      for (int m = 0; m < 3; m++)
        out->x[i][k] += o->rotation[k][m] * a->x[i][m];
    }
  }
}

static inline void chain_add(chain_list *l, const chain_points *c)
{
  for (size_t i = 0; i < l->n; i++) {
    if (l->chains[i].n == c->n &&
        (chain_same(&l->chains[i], c, 0) || chain_same(&l->chains[i], c, 1)))
      return;
  }
  if (l->n == CHAINS_MAX) {
    printf("too many chains\n");
    exit(1);
  }
  l->chains[l->n] = *c;
  l->chains[l->n++].orbit = -1;
}

/* Cells that a point within reach of the home cell can lie in. */
static inline void chain_box(const double lattice[3][3], double reach_ang,
                             int box[3])
{
  for (int k = 0; k < 3; k++) {
    const double *a = lattice[(k + 1) % 3], *b = lattice[(k + 2) % 3];
    const double n[3] = {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2],
                         a[0] * b[1] - a[1] * b[0]};
    const double area = sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
    const double volume = fabs(n[0] * lattice[k][0] + n[1] * lattice[k][1] +
                               n[2] * lattice[k][2]);

    box[k] = (int)ceil(reach_ang * area / volume) + 1;
  }
}

/* Images of the points within reach of one; their number. */
static inline size_t chain_near(const double lattice[3][3], const double at[3],
                                const double (*points)[3], size_t n,
                                double reach_ang, double (*out)[3])
{
  int box[3], c[3];
  size_t found = 0;

  chain_box(lattice, reach_ang, box);
  for (size_t i = 0; i < n; i++) {
    for (c[0] = -box[0]; c[0] <= box[0]; c[0]++) {
      for (c[1] = -box[1]; c[1] <= box[1]; c[1]++) {
        for (c[2] = -box[2]; c[2] <= box[2]; c[2]++) {
          double y[3], d;

          for (int k = 0; k < 3; k++)
            y[k] = points[i][k] + c[k];
          d = chain_distance(lattice, at, y);
          if (d > reach_ang || d < 1e-3)
            continue;
          memcpy(out[found++], y, sizeof y);
        }
      }
    }
  }
  return found;
}

/* All pairs from the points a to the points b. */
static inline void chain_pairs(chain_list *l, const double (*a)[3], size_t n_a,
                               const double (*b)[3], size_t n_b,
                               double reach_ang)
{
  static double near[4096][3];

  for (size_t i = 0; i < n_a; i++) {
    const size_t n = chain_near((const double(*)[3])l->lattice, a[i], b, n_b,
                                reach_ang, near);

    for (size_t j = 0; j < n; j++) {
      chain_points c = {.n = 2};

      memcpy(c.x[0], a[i], sizeof c.x[0]);
      memcpy(c.x[1], near[j], sizeof c.x[1]);
      chain_add(l, &c);
    }
  }
}

/* All triples over the points b with both ends among the points a. */
static inline void chain_triples(chain_list *l, const double (*a)[3],
                                 size_t n_a, const double (*b)[3], size_t n_b,
                                 double reach_ang, double min_angle_deg)
{
  static double near[4096][3];
  const double(*rows)[3] = (const double(*)[3])l->lattice;

  for (size_t i = 0; i < n_b; i++) {
    const size_t n = chain_near(rows, b[i], a, n_a, reach_ang, near);

    for (size_t j = 0; j < n; j++) {
      for (size_t k = 0; k < j; k++) {
        const double p = chain_distance(rows, b[i], near[j]);
        const double q = chain_distance(rows, b[i], near[k]);
        const double r = chain_distance(rows, near[j], near[k]);
        chain_points c = {.n = 3};

        /* law of cosines */
        if (acos(fmax(-1, fmin(1, (p * p + q * q - r * r) / (2 * p * q)))) <
            (min_angle_deg - 1e-6) * 3.14159265358979323846 / 180)
          continue;
        memcpy(c.x[0], near[j], sizeof c.x[0]);
        memcpy(c.x[1], b[i], sizeof c.x[1]);
        memcpy(c.x[2], near[k], sizeof c.x[2]);
        chain_add(l, &c);
      }
    }
  }
}

/* "3.00566 4 r": mean length, number, whether it can be turned round. */
#define CHAIN_TERM 48

static inline int chain_terms_compare(const void *a, const void *b)
{
  return strcmp(a, b);
}

/* Sort the chains into orbits; the terms in order, their number returned. */
static inline size_t chain_orbits(chain_list *l, char (*terms)[CHAIN_TERM])
{
  size_t n_orbits = 0;

  for (size_t i = 0; i < l->n; i++) {
    int turns = 0, count = 0;
    double length = 0;

    if (l->chains[i].orbit >= 0)
      continue;
    for (size_t o = 0; o < l->n_operations; o++) {
      chain_points moved;

      chain_move(&l->operations[o], &l->chains[i], &moved);
      turns |= chain_same(&l->chains[i], &moved, 1);
      for (size_t j = i; j < l->n; j++) {
        if (l->chains[j].orbit < 0 && (chain_same(&l->chains[j], &moved, 0) ||
                                       chain_same(&l->chains[j], &moved, 1))) {
          l->chains[j].orbit = (int)n_orbits;
          count++;
        }
      }
    }
    for (int k = 0; k + 1 < l->chains[i].n; k++)
      length = fmax(length,
                    chain_distance((const double(*)[3])l->lattice,
                                   l->chains[i].x[k], l->chains[i].x[k + 1]));
    snprintf(terms[n_orbits++], CHAIN_TERM, "%.4f %d %s", length, count,
             turns ? "r" : "-");
  }
  qsort(terms, n_orbits, CHAIN_TERM, chain_terms_compare);
  return n_orbits;
}

/* The same of what the library found for a mechanism. */
static inline size_t chain_terms_of(const iw_hops *hops,
                                    iw_hop_mechanism mechanism,
                                    char (*terms)[CHAIN_TERM])
{
  size_t n = 0;

  for (size_t k = 0; k < iw_hops_n(hops); k++) {
    const iw_hop *hop = &iw_hops_get(hops)[k];

    if (hop->mechanism == mechanism)
      snprintf(terms[n++], CHAIN_TERM, "%.4f %lld %s", hop->length_ang,
               (long long)hop->multiplicity, hop->is_reversible ? "r" : "-");
  }
  qsort(terms, n, CHAIN_TERM, chain_terms_compare);
  return n;
}

#endif
