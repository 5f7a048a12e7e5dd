/* SPDX-License-Identifier: BSD-3-Clause */
/* Space groups from generators written as in the International Tables, and the
 * orbits of points, for sites without a crystal around them. */
#ifndef IONWAY_TESTS_GROUPS_H
#define IONWAY_TESTS_GROUPS_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#include <ionway/ionway.h>

#define GROUPS_MAX_OPERATIONS 192
#define GROUPS_MAX_POSITIONS  192

typedef struct groups_space {
  double lattice[3][3];
  iw_operation operations[GROUPS_MAX_OPERATIONS];
  size_t n_operations;
  double frac[GROUPS_MAX_POSITIONS][3];
  int32_t kinds[GROUPS_MAX_POSITIONS];
  size_t n_positions;
} groups_space;

/* Generators after the identity, translations in 1/12 of the axes. */
typedef struct groups_generator {
  int32_t rotation[3][3];
  int32_t twelfths[3];
} groups_generator;

static inline iw_operation groups_product(const iw_operation *a,
                                          const iw_operation *b)
{
  iw_operation c;

  for (int i = 0; i < 3; i++) {
    double t = a->translation[i];

    for (int j = 0; j < 3; j++) {
      c.rotation[i][j] = 0;
      for (int k = 0; k < 3; k++)
        c.rotation[i][j] += a->rotation[i][k] * b->rotation[k][j];
      t += a->rotation[i][j] * b->translation[j];
    }
    t = rint(12 * (t - floor(t))) / 12; /* exact again */
    c.translation[i] = t - floor(t);
  }
  return c;
}

static inline void groups_take(groups_space *s, const iw_operation *op)
{
  for (size_t i = 0; i < s->n_operations; i++) {
    const iw_operation *have = &s->operations[i];

    if (memcmp(have->rotation, op->rotation, sizeof op->rotation) == 0 &&
        have->translation[0] == op->translation[0] &&
        have->translation[1] == op->translation[1] &&
        have->translation[2] == op->translation[2])
      return;
  }
  if (s->n_operations < GROUPS_MAX_OPERATIONS)
    s->operations[s->n_operations++] = *op;
}

/* All products of the generators. */
static inline void groups_close(groups_space *s,
                                const groups_generator *generators, size_t n)
{
  const iw_operation identity = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, {0, 0, 0}};

  s->n_operations = 0;
  groups_take(s, &identity);
  for (size_t i = 0; i < s->n_operations; i++) {
    for (size_t g = 0; g < n; g++) {
      iw_operation op, product;

      memcpy(op.rotation, generators[g].rotation, sizeof op.rotation);
      for (int k = 0; k < 3; k++)
        op.translation[k] = generators[g].twelfths[k] / 12.0;
      product = groups_product(&op, &s->operations[i]);
      groups_take(s, &product);
    }
  }
}

/* Add the orbit of a point; the number of its members. */
static inline size_t groups_orbit(groups_space *s, int32_t kind, double x,
                                  double y, double z)
{
  const double point[3] = {x, y, z};
  const size_t first = s->n_positions;

  for (size_t g = 0; g < s->n_operations; g++) {
    double image[3];
    size_t i = first;

    for (int k = 0; k < 3; k++) {
      image[k] = s->operations[g].translation[k];
      for (int m = 0; m < 3; m++)
        image[k] += s->operations[g].rotation[k][m] * point[m];
      image[k] -= floor(image[k] + 1e-9);
    }
    while (i < s->n_positions && fabs(s->frac[i][0] - image[0]) +
                                         fabs(s->frac[i][1] - image[1]) +
                                         fabs(s->frac[i][2] - image[2]) >
                                     1e-6)
      i++;
    if (i < s->n_positions || i == GROUPS_MAX_POSITIONS)
      continue;
    memcpy(s->frac[i], image, sizeof image);
    s->kinds[i] = kind;
    s->n_positions++;
  }
  return s->n_positions - first;
}

/* As permutations of the sites of a repeated cell. */
static inline iw_status groups_repeat(iw_context *ctx, const groups_space *s,
                                      int32_t a, int32_t b, int32_t c,
                                      iw_site_group **out)
{
  iw_site_group_spec spec;

  iw_site_group_spec_default(&spec);
  memcpy(spec.lattice_ang, s->lattice, sizeof s->lattice);
  spec.operations = s->operations;
  spec.n_operations = s->n_operations;
  spec.frac = s->frac;
  spec.kinds = s->kinds;
  spec.n_positions = s->n_positions;
  memset(spec.matrix, 0, sizeof spec.matrix);
  spec.matrix[0][0] = a;
  spec.matrix[1][1] = b;
  spec.matrix[2][2] = c;
  spec.tolerance_ang = 1e-4;
  return iw_site_group_create(ctx, &spec, out);
}

#define GROUPS_SET(s, generators)                                              \
  groups_close(s, generators, sizeof(generators) / sizeof(generators)[0])

/* Pnma, 8 operations */
static inline void groups_pnma(groups_space *s)
{
  static const groups_generator g[] = {
      {{{-1, 0, 0}, {0, -1, 0}, {0, 0, -1}}, {0, 0, 0}},
      {{{-1, 0, 0}, {0, -1, 0}, {0, 0, 1}}, {6, 0, 6}},
      {{{-1, 0, 0}, {0, 1, 0}, {0, 0, -1}}, {0, 6, 0}}};

  memset(s, 0, sizeof *s);
  s->lattice[0][0] = 10.33;
  s->lattice[1][1] = 6.01;
  s->lattice[2][2] = 4.69;
  GROUPS_SET(s, g);
}

/* F-43m, 96 operations */
static inline void groups_f43m(groups_space *s)
{
  static const groups_generator g[] = {
      {{{0, 0, 1}, {1, 0, 0}, {0, 1, 0}}, {0, 0, 0}},
      {{{0, 1, 0}, {-1, 0, 0}, {0, 0, -1}}, {0, 0, 0}},
      {{{0, 1, 0}, {1, 0, 0}, {0, 0, 1}}, {0, 0, 0}},
      {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, {0, 6, 6}},
      {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, {6, 0, 6}}};

  memset(s, 0, sizeof *s);
  s->lattice[0][0] = s->lattice[1][1] = s->lattice[2][2] = 9.86;
  GROUPS_SET(s, g);
}

/* R-3c, hexagonal axes, 36 operations */
static inline void groups_r3c(groups_space *s)
{
  static const groups_generator g[] = {
      {{{0, -1, 0}, {1, -1, 0}, {0, 0, 1}}, {0, 0, 0}},
      {{{0, 1, 0}, {1, 0, 0}, {0, 0, -1}}, {0, 0, 6}},
      {{{-1, 0, 0}, {0, -1, 0}, {0, 0, -1}}, {0, 0, 0}},
      {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, {8, 4, 4}}};

  memset(s, 0, sizeof *s);
  s->lattice[0][0] = 8.51;
  s->lattice[1][0] = -8.51 / 2;
  s->lattice[1][1] = 8.51 * 0.86602540378443865;
  s->lattice[2][2] = 20.84;
  GROUPS_SET(s, g);
}

#endif
