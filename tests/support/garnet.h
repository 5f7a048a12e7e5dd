/* SPDX-License-Identifier: BSD-3-Clause */
/* The lithium sites of a cubic garnet, Li7La3Zr2O12 in Ia-3d: 24 tetrahedral
 * 24d and 96 split octahedral 96h sites, of which neighbours exclude each
 * other. The hardest common case for sampling. */
#ifndef IONWAY_TESTS_GARNET_H
#define IONWAY_TESTS_GARNET_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#include <ionway/decoration.h>

#define GARNET_SITES 120
#define GARNET_A_ANG 12.97

typedef struct garnet {
  double frac[GARNET_SITES][3]; /* 24d, then 96h */
  int n_sites;
  iw_exclusion exclusions[GARNET_SITES * 4];
  size_t n_exclusions;
} garnet;

/* Generators of Ia-3d besides the inversion at the origin. */
static inline void garnet_image(int k, const double x[3], double y[3])
{
  const double images[5][3] = {
      {x[0] + 0.5, x[1] + 0.5, x[2] + 0.5},
      {0.5 - x[0], -x[1], x[2] + 0.5},
      {x[2], x[0], x[1]},
      {x[1] + 0.75, x[0] + 0.25, 0.25 - x[2]},
      {-x[0], -x[1], -x[2]},
  };

  for (int c = 0; c < 3; c++)
    y[c] = images[k][c] - floor(images[k][c]);
}

static inline double garnet_distance(const double a[3], const double b[3])
{
  double square = 0;

  for (int c = 0; c < 3; c++) {
    const double d = a[c] - b[c] - floor(a[c] - b[c] + 0.5);

    square += d * d;
  }
  return GARNET_A_ANG * sqrt(square);
}

static inline void garnet_add_orbit(garnet *g, double x, double y, double z)
{
  const int first = g->n_sites;
  const double start[3] = {x, y, z};

  memcpy(g->frac[g->n_sites++], start, sizeof start);
  for (int at = first; at < g->n_sites; at++) {
    for (int k = 0; k < 5; k++) {
      double image[3];
      int known = 0;

      garnet_image(k, g->frac[at], image);
      for (int i = first; i < g->n_sites && !known; i++)
        known = garnet_distance(g->frac[i], image) < 0.01;
      if (!known && g->n_sites < GARNET_SITES)
        memcpy(g->frac[g->n_sites++], image, sizeof image);
    }
  }
}

/* Two Li closer than 1.9 Angstrom exclude each other; species 1 is lithium. */
static inline void garnet_make(garnet *g)
{
  memset(g, 0, sizeof *g);
  garnet_add_orbit(g, 0.375, 0, 0.25);
  garnet_add_orbit(g, 0.0969, 0.6853, 0.5773);
  for (int a = 0; a < g->n_sites; a++) {
    for (int b = a + 1; b < g->n_sites; b++) {
      if (garnet_distance(g->frac[a], g->frac[b]) < 1.9)
        g->exclusions[g->n_exclusions++] = (iw_exclusion){a, b, 2, 2};
    }
  }
}

#endif
