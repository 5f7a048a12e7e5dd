/* SPDX-License-Identifier: BSD-3-Clause */
/* Small structures put together by hand: single ions and polyhedra placed by
 * Cartesian position in a cubic cell. */
#ifndef IONWAY_TESTS_BOX_H
#define IONWAY_TESTS_BOX_H

#include <math.h>
#include <string.h>

#include <ionway/ionway.h>

#define BOX_MAX 256

typedef struct box {
  double edge_ang;
  size_t n;
  iw_site sites[BOX_MAX];
} box;

static inline void box_start(box *c, double edge_ang)
{
  memset(c, 0, sizeof *c);
  c->edge_ang = edge_ang;
}

/* One site at x, y, z Angstrom. */
static inline iw_site *box_add(box *c, const char *symbol, double x, double y,
                               double z)
{
  iw_site *site = &c->sites[c->n++];

  site->element = iw_element_from_symbol(symbol, strlen(symbol));
  site->frac[0] = x / c->edge_ang;
  site->frac[1] = y / c->edge_ang;
  site->frac[2] = z / c->edge_ang;
  site->occupancy = 1;
  site->oxidation = NAN;
  return site;
}

/* Ligands at the corners of a tetrahedron (n <= 4) around x, y, z. */
static inline void box_tetrahedron(box *c, const char *ligand, int n, double r,
                                   double x, double y, double z)
{
  static const double corner[4][3] = {
      {1, 1, 1}, {1, -1, -1}, {-1, 1, -1}, {-1, -1, 1}};
  const double s = r / sqrt(3.0);

  for (int i = 0; i < n; i++)
    box_add(c, ligand, x + s * corner[i][0], y + s * corner[i][1],
            z + s * corner[i][2]);
}

/* Ligands at the corners of an octahedron. */
static inline void box_octahedron(box *c, const char *ligand, double r,
                                  double x, double y, double z)
{
  for (int k = 0; k < 3; k++) {
    for (int sign = -1; sign <= 1; sign += 2)
      box_add(c, ligand, x + (k == 0 ? sign * r : 0),
              y + (k == 1 ? sign * r : 0), z + (k == 2 ? sign * r : 0));
  }
}

/* Ligands at the corners of a triangle in the plane z. */
static inline void box_triangle(box *c, const char *ligand, double r, double x,
                                double y, double z)
{
  for (int i = 0; i < 3; i++) {
    const double angle = 2.0943951023931953 * i; /* 120 degrees */

    box_add(c, ligand, x + r * cos(angle), y + r * sin(angle), z);
  }
}

static inline iw_status box_make(iw_context *ctx, const box *c,
                                 iw_structure **out)
{
  iw_structure_spec spec;

  iw_structure_spec_default(&spec);
  for (int k = 0; k < 3; k++)
    spec.lattice_ang[k][k] = c->edge_ang;
  spec.sites = c->sites;
  spec.n_sites = c->n;
  return iw_structure_create(ctx, &spec, out);
}

/* The primitive cell of a spinel A2 B4 X8 (origin at -3m): edge of the cubic
 * cell and the free coordinate of X. */
static inline iw_status box_spinel(iw_context *ctx, const char *a,
                                   const char *b, const char *x,
                                   double edge_ang, double u,
                                   iw_structure **out)
{
  const double v = 0.5 - 3 * u;
  const double frac[14][3] = {{0.125, 0.125, 0.125},
                              {0.875, 0.875, 0.875},
                              {0.5, 0.5, 0.5},
                              {0.5, 0.5, 0},
                              {0.5, 0, 0.5},
                              {0, 0.5, 0.5},
                              {u, u, u},
                              {u, u, v},
                              {u, v, u},
                              {v, u, u},
                              {-u, -u, -u},
                              {-u, -u, -v},
                              {-u, -v, -u},
                              {-v, -u, -u}};
  iw_structure_spec spec;
  iw_site sites[14] = {0};

  iw_structure_spec_default(&spec);
  for (int i = 0; i < 14; i++) {
    const char *symbol = i < 2 ? a : i < 6 ? b : x;

    sites[i].element = iw_element_from_symbol(symbol, strlen(symbol));
    memcpy(sites[i].frac, frac[i], sizeof sites[i].frac);
    sites[i].occupancy = 1;
    sites[i].oxidation = NAN;
  }
  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++)
      spec.lattice_ang[i][k] = i == k ? 0 : edge_ang / 2;
  }
  spec.sites = sites;
  spec.n_sites = 14;
  return iw_structure_create(ctx, &spec, out);
}

#endif
