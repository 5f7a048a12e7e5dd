/* SPDX-License-Identifier: BSD-3-Clause */
/* The smallest supercell without short vectors. A supercell has images too
 * close when it holds one of the parent's vectors that are too short; these are
 * listed once, and normal forms are built row by row: the plane of the first
 * two rows must hold none of those in it, and the third row then must not put
 * any multiple of itself on one of the others. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <ionway/supercell.h>

#include "context.h"
#include "hermite.h"
#include "lattice.h"
#include "mem.h"
#include "supercell_shapes.h"
#include "vec3.h"

/* Relative: distances that differ by less are equal but for rounding. */
#define SAME_LENGTH 1e-9

/* A vector of the parent lattice, in the reduced cell. */
typedef struct short_vector {
  int32_t v[3];
  double length_ang;
} short_vector;

typedef struct search {
  const double (*lattice)[3]; /* of the parent                               */
  double reduced[3][3];
  int64_t basis[3][3]; /* reduced = basis times lattice               */
  iwi_rotations rotations;
  short_vector *near; /* one of v, -v; those in the plane of the first
                         two vectors lead, then by length            */
  size_t n_near, n_plane;
  int32_t height; /* largest third component                     */
  char *hit;      /* by multiple and class in the plane: short   */
  int found;
  iwi_hermite best; /* in the cell of the parent                   */
  iw_supercell_shape shape;
} search;

static int order_near(const void *a, const void *b)
{
  const short_vector *x = a, *y = b;

  if ((x->v[2] == 0) != (y->v[2] == 0))
    return x->v[2] == 0 ? -1 : 1;
  if (x->length_ang != y->length_ang)
    return x->length_ang < y->length_ang ? -1 : 1;
  return memcmp(x->v, y->v, sizeof x->v);
}

static int is_upper(const int32_t v[3])
{
  if (v[2] != 0)
    return v[2] > 0;
  return v[1] != 0 ? v[1] > 0 : v[0] > 0;
}

static iw_status add_near(iw_context *ctx, search *s, size_t *capacity,
                          const int32_t v[3], double limit_ang)
{
  const double u[3] = {v[0], v[1], v[2]};
  double cart[3];
  iw_status status;

  iwi_row_times3(u, (const double(*)[3])s->reduced, cart);
  if (!is_upper(v) || iwi_norm3(cart) >= limit_ang)
    return IW_OK;
  status = iwi_reserve(ctx, (void **)&s->near, capacity, s->n_near + 1,
                       sizeof *s->near);
  if (status != IW_OK)
    return status;
  memset(&s->near[s->n_near], 0, sizeof *s->near);
  memcpy(s->near[s->n_near].v, v, sizeof s->near->v);
  s->near[s->n_near++].length_ang = iwi_norm3(cart);
  s->n_plane += v[2] == 0;
  s->height = v[2] > s->height ? v[2] : s->height;
  return IW_OK;
}

/* List the parent's vectors shorter than the limit. */
static iw_status list_near(iw_context *ctx, search *s, double limit_ang)
{
  iwi_lattice geometry;
  int32_t reach[3], v[3];
  size_t capacity = 0;
  iw_status status = IW_OK;

  iwi_lattice_init(&geometry, (const double(*)[3])s->reduced);
  for (int k = 0; k < 3; k++)
    reach[k] = (int32_t)(limit_ang / geometry.width[k]);
  for (v[2] = 0; v[2] <= reach[2]; v[2]++) {
    for (v[1] = -reach[1]; v[1] <= reach[1]; v[1]++) {
      for (v[0] = -reach[0]; status == IW_OK && v[0] <= reach[0]; v[0]++)
        status = add_near(ctx, s, &capacity, v, limit_ang);
    }
  }
  if (status == IW_OK && s->n_near > 0)
    qsort(s->near, s->n_near, sizeof *s->near, order_near);
  return status;
}

static void reduce_parent(search *s)
{
  iwi_lattice geometry;
  double row[3];

  iwi_lattice_init(&geometry, s->lattice);
  memcpy(s->reduced, geometry.reduced, sizeof s->reduced);
  for (int i = 0; i < 3; i++) {
    iwi_row_times3(s->reduced[i], (const double(*)[3])geometry.inverse, row);
    for (int k = 0; k < 3; k++)
      s->basis[i][k] = llround(row[k]);
  }
}

/* Number of the class of (x, y) in the plane of the first two rows. */
static int32_t plane_class(const iwi_hermite *h, int32_t x, int32_t y)
{
  int32_t q = y / h->row[1][1];

  y -= q * h->row[1][1];
  if (y < 0) {
    y += h->row[1][1];
    q--;
  }
  x = (x - q * h->row[1][0]) % h->row[0][0];
  if (x < 0)
    x += h->row[0][0];
  return x * h->row[1][1] + y;
}

static int plane_is_wide(const search *s, const iwi_hermite *h)
{
  for (size_t i = 0; i < s->n_plane; i++) {
    if (plane_class(h, s->near[i].v[0], s->near[i].v[1]) == 0)
      return 0;
  }
  return 1;
}

/* Mark what multiples of the third row must not be. */
static void mark_hits(search *s, const iwi_hermite *h)
{
  const int32_t area = h->row[0][0] * h->row[1][1], step = h->row[2][2];

  memset(s->hit, 0, (size_t)(s->height / step + 1) * (size_t)area);
  for (size_t i = s->n_plane; i < s->n_near; i++) {
    const int32_t *v = s->near[i].v;

    if (v[2] % step == 0)
      s->hit[v[2] / step * area + plane_class(h, v[0], v[1])] = 1;
  }
}

static int third_row_is_far(const search *s, const iwi_hermite *h)
{
  const int32_t area = h->row[0][0] * h->row[1][1], step = h->row[2][2];
  int32_t x = 0, y = 0;

  for (int32_t k = 1; k * step <= s->height; k++) {
    x += h->row[2][0];
    y += h->row[2][1];
    if (y >= h->row[1][1]) {
      y -= h->row[1][1];
      x -= h->row[1][0];
    }
    if (x < 0)
      x += h->row[0][0];
    if (x >= h->row[0][0])
      x -= h->row[0][0];
    if (s->hit[k * area + x * h->row[1][1] + y])
      return 0;
  }
  return 1;
}

/* More operations, then larger distance, then the first. */
static int is_better(const search *s, const iwi_hermite *h,
                     const iw_supercell_shape *shape)
{
  const double best = s->shape.image_distance_ang;

  if (!s->found || shape->n_operations != s->shape.n_operations)
    return !s->found || shape->n_operations > s->shape.n_operations;
  if (fabs(shape->image_distance_ang - best) > SAME_LENGTH * best)
    return shape->image_distance_ang > best;
  return iwi_hermite_compare(h, &s->best) < 0;
}

static void consider(search *s, const iwi_hermite *h)
{
  int64_t rows[3][3] = {{0}};
  iw_supercell_shape shape;
  iwi_hermite form; /* in the cell of the parent */

  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++) {
      for (int j = 0; j < 3; j++)
        rows[i][k] += h->row[i][j] * s->basis[j][k];
    }
  }
  iwi_hermite_span((const int64_t(*)[3])rows, 3, h->index, &form);
  iwi_supercell_shape_of(&form, s->lattice, &s->rotations, &shape);
  if (!is_better(s, &form, &shape))
    return;
  s->found = 1;
  s->best = form;
  s->shape = shape;
}

static void try_index(search *s, int32_t index)
{
  iwi_hermite h;

  iwi_hermite_first(index, &h);
  do {
    const int32_t area = h.row[0][0] * h.row[1][1];

    if (plane_is_wide(s, &h)) {
      mark_hits(s, &h);
      for (int32_t c = 0; c < area; c++) {
        h.row[2][0] = c / h.row[1][1];
        h.row[2][1] = c % h.row[1][1];
        if (third_row_is_far(s, &h))
          consider(s, &h);
      }
    }
    /* the last third row, so that the next form has another plane */
    h.row[2][0] = h.row[0][0] - 1;
    h.row[2][1] = h.row[1][1] - 1;
  } while (iwi_hermite_next(&h));
}

static iw_status try_all(iw_context *ctx, search *s, int32_t first)
{
  static const char stage[] = "smallest supercell";
  const size_t total = (size_t)(IW_SUPERCELL_MAX_INDEX - first + 1);
  const size_t stride = total / 100 + 1;
  iw_status status = IW_OK;

  for (size_t i = 0; status == IW_OK && !s->found && i < total; i++) {
    if (i % stride == 0)
      status = iwi_progress(ctx, stage, i, total);
    if (status == IW_OK)
      try_index(s, first + (int32_t)i);
  }
  return status == IW_OK ? iwi_progress(ctx, stage, total, total) : status;
}

static iw_status run(iw_context *ctx, search *s, int32_t first,
                     double image_distance_ang)
{
  iw_status status = list_near(ctx, s, image_distance_ang * (1 - SAME_LENGTH));

  if (status != IW_OK)
    return status;
  s->hit = iwi_calloc(ctx, (size_t)s->height + 1, IW_SUPERCELL_MAX_INDEX);
  if (s->hit == NULL)
    return IW_E_MEMORY;
  status = try_all(ctx, s, first);
  if (status == IW_OK && !s->found)
    status = iwi_fail(ctx, IW_E_LIMIT,
                      "smallest supercell: none of up to %d cells keeps images "
                      "%g Angstrom apart",
                      IW_SUPERCELL_MAX_INDEX, image_distance_ang);
  return status;
}

iw_status iw_supercell_smallest(iw_context *ctx, const iw_structure *structure,
                                const iw_symmetry *symmetry,
                                double image_distance_ang,
                                iw_supercell_shape *out)
{
  search s = {.lattice = iw_structure_lattice(structure)};
  double least;
  iw_status status;

  memset(out, 0, sizeof *out);
  if (!(image_distance_ang > 0) || !isfinite(image_distance_ang))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "smallest supercell: image distance %g Angstrom, want "
                    "above 0",
                    image_distance_ang);
  /* no lattice is denser than the face-centred cubic one */
  least = pow(image_distance_ang, 3) / sqrt(2) / iw_structure_volume(structure);
  if (least > IW_SUPERCELL_MAX_INDEX * (1 + SAME_LENGTH))
    return iwi_fail(ctx, IW_E_LIMIT,
                    "smallest supercell: images %g Angstrom apart take at "
                    "least %.0f cells, want at most %d",
                    image_distance_ang, ceil(least), IW_SUPERCELL_MAX_INDEX);
  status = iwi_rotations_of(ctx, symmetry, &s.rotations);
  if (status != IW_OK)
    return status;
  reduce_parent(&s);
  status = run(ctx, &s, (int32_t)fmax(1, ceil(least * (1 - 1e-6))),
               image_distance_ang);
  iwi_free(s.near);
  iwi_free(s.hit);
  if (status != IW_OK)
    return status;
  iwi_supercell_reduce(s.shape.matrix, s.shape.index, s.lattice);
  *out = s.shape;
  return IW_OK;
}
