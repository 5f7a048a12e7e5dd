/* SPDX-License-Identifier: BSD-3-Clause */
/* Energy models that bands are measured on: two-dimensional surfaces as one
 * atom in a big cell, and pairs of atoms in a box. Any unit of energy and
 * length: everything scales by `ev` and `ang`. */
#ifndef IONWAY_NEB_CASES_H
#define IONWAY_NEB_CASES_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ionway/neb.h>

typedef struct neb_case_model {
  int kind;        /* neb_case_kind */
  double ev, ang;  /* units */
  double turn;     /* the surface turned by this angle */
  size_t fails_at; /* 0: never; else this call gives NAN */
  size_t n_calls;
} neb_case_model;

enum neb_case_kind {
  CASE_MUELLER_BROWN, /* 0.01 of the usual energies */
  CASE_LEPS_1,
  CASE_LEPS_2,
  CASE_LENNARD_JONES,
  CASE_PT_MORSE,
  CASE_RIDGE /* (1 - x^2)^2 + y^4 - y^2 (1 - x^2): the straight way over the
                top has 1, the saddles beside it at (0, +-sqrt(1/2)) 3/4 */
};

/* ---- surfaces: e and f of (x, y) ---- */

static inline double case_mueller_brown(double x, double y, double f[2])
{
  static const double A[4] = {-200, -100, -170, 15}, a[4] = {-1, -1, -6.5, .7},
                      b[4] = {0, 0, 11, .6}, c[4] = {-10, -10, -6.5, .7},
                      x0[4] = {1, 0, -.5, -1}, y0[4] = {0, .5, 1.5, 1};
  double e = 0;

  f[0] = f[1] = 0;
  for (int k = 0; k < 4; k++) {
    const double u = x - x0[k], v = y - y0[k];
    const double w =
        0.01 * A[k] * exp(a[k] * u * u + b[k] * u * v + c[k] * v * v);

    e += w;
    f[0] -= w * (2 * a[k] * u + b[k] * v);
    f[1] -= w * (b[k] * u + 2 * c[k] * v);
  }
  return e;
}

/* Coulomb and exchange parts of a bond of well depth d at r. */
static inline void case_leps_bond(double d, double r, double scale, double q[2],
                                  double j[2])
{
  const double al = 1.942, e1 = exp(-al * (r - 0.742)), e2 = e1 * e1;

  q[0] = d / 2 * (1.5 * e2 - e1) / scale;
  q[1] = d / 2 * (-3 * al * e2 + al * e1) / scale;
  j[0] = d / 4 * (e2 - 6 * e1) / scale;
  j[1] = d / 4 * (-2 * al * e2 + 6 * al * e1) / scale;
}

/* Energy and gradient in (r_AB, r_BC). */
static inline double case_leps(double b, double rab, double rbc, double g[2])
{
  double qa[2], qb[2], qc[2], ja[2], jb[2], jc[2], s, da, db, dc;

  case_leps_bond(4.746, rab, 1.05, qa, ja);
  case_leps_bond(4.746, rbc, 1 + b, qb, jb);
  case_leps_bond(3.445, rab + rbc, 1.05, qc, jc);
  s = sqrt(ja[0] * ja[0] + jb[0] * jb[0] + jc[0] * jc[0] - ja[0] * jb[0] -
           jb[0] * jc[0] - ja[0] * jc[0]);
  da = 2 * ja[0] - jb[0] - jc[0];
  db = 2 * jb[0] - ja[0] - jc[0];
  dc = 2 * jc[0] - jb[0] - ja[0];
  g[0] = qa[1] + qc[1] - (da * ja[1] + dc * jc[1]) / (2 * s);
  g[1] = qb[1] + qc[1] - (db * jb[1] + dc * jc[1]) / (2 * s);
  return qa[0] + qb[0] + qc[0] - s;
}

static inline double case_surface(int kind, double x, double y, double f[2])
{
  double g[2], e, u;

  switch (kind) {
  case CASE_MUELLER_BROWN:
    return case_mueller_brown(x, y, f);
  case CASE_LEPS_1:
    e = case_leps(0.30, x, y, g);
    f[0] = -g[0];
    f[1] = -g[1];
    return e;
  case CASE_LEPS_2:
    e = case_leps(0.80, x, 3.742 - x, g);
    u = x - (3.742 / 2 - y / 1.154);
    f[0] = -(g[0] - g[1] + 4 * 0.2025 * u);
    f[1] = -4 * 0.2025 * u / 1.154;
    return e + 2 * 0.2025 * u * u;
  default:
    u = 1 - x * x;
    f[0] = 4 * x * u - 2 * x * y * y;
    f[1] = -4 * y * y * y + 2 * y * u;
    return u * u + y * y * y * y - y * y * u;
  }
}

/* ---- pairs: e and de/dr ---- */

static inline double case_pair_cutoff(int kind)
{
  return kind == CASE_PT_MORSE ? 9.5 : 7.5;
}

static inline double case_pair(int kind, double r, double *slope)
{
  if (kind == CASE_PT_MORSE) { /* shifted in energy alone */
    const double d = 0.7102, a = 1.6047, re = 2.8970;
    const double x = 1 - exp(-a * (r - re)), c = 1 - exp(-a * (9.5 - re));

    *slope = 2 * a * d * x * (1 - x);
    return d * x * x - d * c * c;
  } else { /* shifted force, eps 0.15, sigma 3, cutoff 2.5 sigma */
    const double eps = 0.15, s6 = pow(3 / r, 6), c6 = pow(1 / 2.5, 6), rc = 7.5;
    const double ec = 4 * eps * (c6 * c6 - c6);
    const double dc = -24 * eps * (2 * c6 * c6 - c6) / rc;

    *slope = -24 * eps * (2 * s6 * s6 - s6) / r - dc;
    return 4 * eps * (s6 * s6 - s6) - ec - (r - rc) * dc;
  }
}

static inline double case_pairs(const neb_case_model *m,
                                const iw_energy_atoms *atoms,
                                double (*forces)[3])
{
  const double rc = case_pair_cutoff(m->kind) * m->ang;
  const double box[3] = {atoms->lattice_ang[0][0], atoms->lattice_ang[1][1],
                         atoms->lattice_ang[2][2]};
  double e = 0;

  for (size_t i = 0; i < atoms->n_atoms; i++)
    for (size_t k = 0; k < i; k++) {
      double d[3], r2 = 0, r, slope;

      for (int c = 0; c < 3; c++) {
        d[c] = atoms->frac[i][c] - atoms->frac[k][c];
        d[c] = box[c] * (d[c] - floor(d[c] + 0.5));
        r2 += d[c] * d[c];
      }
      if (r2 >= rc * rc)
        continue;
      r = sqrt(r2);
      e += m->ev * case_pair(m->kind, r / m->ang, &slope);
      for (int c = 0; c < 3 && forces != NULL; c++) {
        const double f = slope * m->ev / m->ang * d[c] / r;

        forces[i][c] -= f;
        forces[k][c] += f;
      }
    }
  return e;
}

static inline iw_status case_evaluate(iw_context *ctx,
                                      const iw_energy_atoms *atoms,
                                      void *workspace, iw_energy_result *result,
                                      void *user)
{
  neb_case_model *m = user;
  size_t call;

  (void)ctx;
  (void)workspace;
#pragma omp atomic capture
  call = ++m->n_calls;
  if (result->forces_ev_ang != NULL)
    memset(result->forces_ev_ang, 0,
           atoms->n_atoms * sizeof *result->forces_ev_ang);
  if (m->kind == CASE_LENNARD_JONES || m->kind == CASE_PT_MORSE) {
    result->energy_ev = case_pairs(m, atoms, result->forces_ev_ang);
  } else {
    const double s = sin(m->turn), c = cos(m->turn);
    double p[2], f[2];

    for (int k = 0; k < 2; k++)
      p[k] = atoms->frac[0][k] * atoms->lattice_ang[k][k] / m->ang;
    result->energy_ev = m->ev * case_surface(m->kind, c * p[0] + s * p[1],
                                             c * p[1] - s * p[0], f);
    result->forces_ev_ang[0][0] = (c * f[0] - s * f[1]) * m->ev / m->ang;
    result->forces_ev_ang[0][1] = (s * f[0] + c * f[1]) * m->ev / m->ang;
  }
  if (call == m->fails_at)
    result->energy_ev = NAN;
  return IW_OK;
}

static inline iw_energy case_energy(neb_case_model *m)
{
  return (iw_energy){.struct_size = sizeof(iw_energy),
                     .name = "case",
                     .evaluate = case_evaluate,
                     .user = m,
                     .thread_safe = 1,
                     .provides = IW_ENERGY_FORCES};
}

/* A surface's path between two points, straight, n_images in all. */
static inline iw_path *case_surface_path(iw_context *ctx,
                                         const neb_case_model *m,
                                         const double a[2], const double b[2],
                                         size_t n_images)
{
  const double s = sin(m->turn), c = cos(m->turn);
  const int32_t element = 1;
  double cart[2][3] = {{0}};
  iw_path_spec spec;
  iw_path *ends, *path = NULL;

  iw_path_spec_default(&spec);
  for (int k = 0; k < 3; k++)
    spec.lattice_ang[k][k] = 500 * m->ang; /* 1e-3..1e3: cells have bounds */
  for (int k = 0; k < 2; k++) {
    const double *p = k == 0 ? a : b;

    cart[k][0] = (c * p[0] - s * p[1]) * m->ang;
    cart[k][1] = (s * p[0] + c * p[1]) * m->ang;
  }
  spec.n_atoms = 1;
  spec.elements = &element;
  spec.n_images = 2;
  spec.cart_ang = (const double(*)[3])cart;
  if (iw_path_create(ctx, &spec, &ends) != IW_OK)
    return NULL;
  iw_path_straight(ctx, ends, n_images, &path);
  iw_path_destroy(ends);
  return path;
}

/* The numbers of one key of a flat JSON file, in order; how many. */
static inline size_t case_numbers(const char *text, const char *key,
                                  double *out, size_t room)
{
  char quoted[32];
  const char *at;
  size_t n = 0;
  int depth = 0;

  snprintf(quoted, sizeof quoted, "\"%s\":", key);
  at = strstr(text, quoted);
  if (at == NULL)
    return 0;
  for (at += strlen(quoted); *at != '\0'; at++) {
    char *end;

    if (*at == '[')
      depth++;
    if (*at == ']' && --depth == 0)
      break;
    if ((*at < '0' || *at > '9') && *at != '-')
      continue;
    if (n < room)
      out[n] = strtod(at, &end);
    else
      return n;
    n++;
    at = end - 1;
  }
  return n;
}

#define CASE_MAX_ATOMS 400

/* The two ends of a case of pairs from anchors/methods/<name>.json, in
 * units of ang; NULL when the file is not there. */
static inline iw_path *case_pair_ends(iw_context *ctx, const char *name,
                                      double ang)
{
  static char text[65536];
  static double a[2 * CASE_MAX_ATOMS][3];
  double box[3], fixed[CASE_MAX_ATOMS];
  uint8_t frozen[CASE_MAX_ATOMS];
  int32_t elements[CASE_MAX_ATOMS];
  iw_path_spec spec;
  iw_path *ends = NULL;
  char file[512];
  size_t n, n_fixed, got;
  FILE *f;

  snprintf(file, sizeof file, "%s/anchors/methods/%s.json", IONWAY_SHARED_DATA,
           name);
  f = fopen(file, "rb");
  if (f == NULL)
    return NULL;
  got = fread(text, 1, sizeof text - 1, f);
  text[got] = '\0';
  fclose(f);
  n = case_numbers(text, "a", a[0], sizeof a / sizeof(double) / 2) / 3;
  case_numbers(text, "b", a[n], 3 * n);
  case_numbers(text, "box", box, 3);
  n_fixed = case_numbers(text, "fix", fixed, CASE_MAX_ATOMS);
  iw_path_spec_default(&spec);
  for (size_t i = 0; i < n; i++) {
    elements[i] = 78;
    frozen[i] = n_fixed == n && fixed[i] != 0;
    for (int c = 0; c < 3; c++) {
      const double d = a[n + i][c] - a[i][c];

      a[n + i][c] = (a[i][c] + d - box[c] * floor(d / box[c] + 0.5)) * ang;
      a[i][c] *= ang;
    }
  }
  for (int c = 0; c < 3; c++)
    spec.lattice_ang[c][c] = box[c] * ang;
  spec.n_atoms = n;
  spec.elements = elements;
  spec.frozen = n_fixed == n ? frozen : NULL;
  spec.n_images = 2;
  spec.cart_ang = (const double(*)[3])a;
  iw_path_create(ctx, &spec, &ends);
  return ends;
}

/* The relaxed ends of one of the two ionic crystals, 'A' or 'B', that LAMMPS
 * was measured on; NULL when the files are not there. */
static inline iw_path *case_ionic_ends(iw_context *ctx, char which)
{
  static const int32_t of_a[3] = {0, 8, 3}, of_b[5] = {0, 3, 26, 15, 8};
  static double x[2 * CASE_MAX_ATOMS][3];
  int32_t elements[CASE_MAX_ATOMS];
  double box[3] = {0, 0, 0};
  iw_path_spec spec;
  iw_path *ends = NULL;
  char name[512], line[256];
  size_t n = 0, m = 0;
  FILE *f;

  snprintf(name, sizeof name, "%s/anchors/lammps/ini_%c.data",
           IONWAY_SHARED_DATA, which);
  f = fopen(name, "rb");
  if (f == NULL)
    return NULL;
  for (int axis = 0; fgets(line, sizeof line, f) != NULL;) {
    double low, high, q, r[3];
    int id, type;

    if (strstr(line, "hi") != NULL && axis < 3 &&
        sscanf(line, "%lf %lf", &low, &high) == 2)
      box[axis++] = high - low;
    if (n < CASE_MAX_ATOMS && sscanf(line, "%d %d %lf %lf %lf %lf", &id, &type,
                                     &q, &r[0], &r[1], &r[2]) == 6) {
      elements[n] = which == 'A' ? of_a[type] : of_b[type];
      memcpy(x[n++], r, sizeof r);
    }
  }
  fclose(f);
  snprintf(name, sizeof name, "%s/anchors/lammps/final_%c.txt",
           IONWAY_SHARED_DATA, which);
  f = fopen(name, "rb");
  if (f == NULL)
    return NULL;
  while (fgets(line, sizeof line, f) != NULL && m < n) {
    double r[3];
    int id;

    if (sscanf(line, "%d %lf %lf %lf", &id, &r[0], &r[1], &r[2]) != 4)
      continue;
    for (int c = 0; c < 3; c++) {
      const double d = r[c] - x[m][c];

      x[n + m][c] = r[c] - box[c] * floor(d / box[c] + 0.5);
    }
    m++;
  }
  fclose(f);
  iw_path_spec_default(&spec);
  for (int c = 0; c < 3; c++)
    spec.lattice_ang[c][c] = box[c];
  spec.n_atoms = n;
  spec.elements = elements;
  spec.n_images = 2;
  spec.cart_ang = (const double(*)[3])x;
  iw_path_create(ctx, &spec, &ends);
  return ends;
}

/* An operation that reverses a path, by trial of the 48 of a cube about the
 * middle of the hop. */
typedef struct case_symmetry {
  iw_path_symmetry g;
  int32_t from[CASE_MAX_ATOMS];
  double offset[CASE_MAX_ATOMS][3];
} case_symmetry;

/* Does it map the first image on the second and back? */
static inline int case_maps(const iw_path *ends, double tolerance,
                            case_symmetry *s)
{
  const double(*a)[3] = iw_path_image(ends, 0);
  const double(*b)[3] = iw_path_image(ends, iw_path_n_images(ends) - 1);
  const double(*l)[3] = iw_path_lattice(ends);
  const size_t n = iw_path_n_atoms(ends), mover = (size_t)iw_path_mover(ends);
  double t[3];

  for (int c = 0; c < 3; c++) {
    t[c] = a[mover][c];
    for (int k = 0; k < 3; k++)
      t[c] -= s->g.rotation[c][k] * b[mover][k];
  }
  for (size_t i = 0; i < n; i++) {
    s->from[i] = -1;
    for (size_t j = 0; j < n && s->from[i] < 0; j++) {
      double there = 0, back = 0, offset[3];

      for (int c = 0; c < 3; c++) {
        double to = 0, fro = 0;

        for (int k = 0; k < 3; k++) {
          to += s->g.rotation[c][k] * b[j][k];
          fro += s->g.rotation[c][k] * a[j][k];
        }
        /* the lattice vector that brings it home */
        offset[c] =
            t[c] + l[c][c] * floor((a[i][c] - to - t[c]) / l[c][c] + .5);
        there += pow(a[i][c] - to - offset[c], 2);
        back += pow(b[i][c] - fro - offset[c], 2);
      }
      if (sqrt(there) > tolerance || sqrt(back) > tolerance)
        continue;
      s->from[i] = (int32_t)j;
      memcpy(s->offset[i], offset, sizeof offset);
    }
    if (s->from[i] < 0)
      return 0;
  }
  for (size_t i = 0; i < n; i++)
    if (s->from[s->from[i]] != (int32_t)i)
      return 0;
  s->g.n_atoms = n;
  s->g.from = s->from;
  s->g.offset = (const double(*)[3])s->offset;
  return 1;
}

static inline int case_find_symmetry(const iw_path *ends, double tolerance,
                                     case_symmetry *s)
{
  static const int orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                   {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

  for (int o = 0; o < 48; o++) {
    memset(s->g.rotation, 0, sizeof s->g.rotation);
    for (int c = 0; c < 3; c++)
      s->g.rotation[c][orders[o / 8][c]] = (o >> c) & 1 ? -1 : 1;
    if (case_maps(ends, tolerance, s))
      return 1;
  }
  return 0;
}

/* Exact stationary points (Newton, gradient below 1e-13). */
static const double case_mb_a[2] = {-0.558223634633, 1.441725841805};
static const double case_mb_b[2] = {0.623499404931, 0.028037758529};
static const double case_leps1_a[2] = {0.742, 4.0};
static const double case_leps1_b[2] = {4.0, 0.742};
static const double case_leps2_a[2] = {0.741520660120, 1.303419158222};
static const double case_leps2_b[2] = {3.001275805357, -1.304338279382};

#endif
