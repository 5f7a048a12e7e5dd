/* SPDX-License-Identifier: BSD-3-Clause */
/* A space group as permutations. Positions are compared as real numbers once,
 * in the parent cell: operation (W, w) takes position a to position b, s cells
 * away, and so site (a, v) of the supercell to (b, W v + s), v and the sum
 * being classes of integer vectors modulo the supercell. */
#include <ionway/site_group.h>

#include <math.h>
#include <string.h>

#include "context.h"
#include "hermite.h"
#include "mem.h"
#include "permutations.h"
#include "site_match.h"
#include "vec3.h"

/* Entries of the table: 1 GiB. */
#define MAX_ENTRIES ((size_t)1 << 28)

struct iw_site_group {
  size_t n_sites, order;
  int32_t *permutations;
  uint8_t *translations;    /* NULL when made from permutations */
  iw_operation *operations; /* the same */
};

/* The operations that keep the supercell, and what they do to positions and to
 * classes of translations. Every array is owned. */
typedef struct mapping {
  const iw_site_group_spec *spec;
  iwi_hermite lattice;
  size_t n_kept;
  const iw_operation **kept; /* the identity first                     */
  int32_t *image;            /* n_kept x n_positions                         */
  int32_t *shift;            /* n_kept x n_positions: class of the shift     */
  int32_t *turned;           /* index: class of W v for every class v        */
  int32_t *sum;              /* index x index: class of the sum of two       */
  int32_t (*cells)[3];       /* n_positions, work space                      */
} mapping;

void iw_site_group_spec_default(iw_site_group_spec *spec)
{
  memset(spec, 0, sizeof *spec);
  spec->struct_size = sizeof *spec;
  for (int k = 0; k < 3; k++)
    spec->matrix[k][k] = 1;
  spec->tolerance_ang = 1e-2;
}

/* 1e-4 of an edge: translations come out of sums of fractions. */
static int is_identity(const iw_operation *operation)
{
  for (int k = 0; k < 3; k++) {
    const double t = operation->translation[k];

    if (!(fabs(t - floor(t + 0.5)) <= 1e-4))
      return 0;
  }
  return iwi_operation_is_translation(operation);
}

static void mapping_clear(mapping *m)
{
  iwi_free(m->kept);
  iwi_free(m->image);
  iwi_free(m->shift);
  iwi_free(m->turned);
  iwi_free(m->sum);
  iwi_free(m->cells);
}

/* Find the operations that keep the supercell; the identity comes first. */
static iw_status keep_operations(iw_context *ctx, mapping *m)
{
  const iw_site_group_spec *spec = m->spec;
  const iw_operation *first;
  size_t identity = SIZE_MAX;

  m->kept = iwi_calloc(ctx, spec->n_operations, sizeof *m->kept);
  if (m->kept == NULL)
    return IW_E_MEMORY;
  for (size_t i = 0; i < spec->n_operations; i++) {
    const iw_operation *operation = &spec->operations[i];

    if (!iwi_hermite_keeps(&m->lattice, operation->rotation))
      continue;
    if (identity == SIZE_MAX && is_identity(operation))
      identity = m->n_kept;
    m->kept[m->n_kept++] = operation;
  }
  if (identity == SIZE_MAX)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "site group: no identity among %zu operations",
                    spec->n_operations);
  first = m->kept[identity];
  m->kept[identity] = m->kept[0];
  m->kept[0] = first;
  return IW_OK;
}

static iw_status check_size(iw_context *ctx, const mapping *m)
{
  const iw_site_group_spec *spec = m->spec;
  const size_t index = (size_t)m->lattice.index;

  if (spec->n_positions > MAX_ENTRIES / index / index / m->n_kept)
    return iwi_fail(ctx, IW_E_LIMIT,
                    "site group: %zu operations on %zu sites, want at most "
                    "%zu entries",
                    m->n_kept * index, spec->n_positions * index, MAX_ENTRIES);
  return IW_OK;
}

static iw_status allocate(iw_context *ctx, mapping *m)
{
  const size_t n = m->spec->n_positions, index = (size_t)m->lattice.index;

  m->image = iwi_calloc(ctx, m->n_kept * n, sizeof *m->image);
  m->shift = iwi_calloc(ctx, m->n_kept * n, sizeof *m->shift);
  m->turned = iwi_calloc(ctx, index, sizeof *m->turned);
  m->sum = iwi_calloc(ctx, index * index, sizeof *m->sum);
  m->cells = iwi_calloc(ctx, n, sizeof *m->cells);
  return m->image != NULL && m->shift != NULL && m->turned != NULL &&
                 m->sum != NULL && m->cells != NULL
             ? IW_OK
             : IW_E_MEMORY;
}

static void fill_sums(mapping *m)
{
  const int32_t index = m->lattice.index;
  int32_t *sum = m->sum;

  for (int32_t a = 0; a < index; a++) {
    int32_t u[3], v[3];

    iwi_hermite_vector(&m->lattice, a, u);
    for (int32_t b = 0; b < index; b++) {
      iwi_hermite_vector(&m->lattice, b, v);
      *sum++ = iwi_hermite_class(
          &m->lattice, (int64_t[3]){u[0] + v[0], u[1] + v[1], u[2] + v[2]});
    }
  }
}

/* Images and shifts of the k-th operation kept. */
static iw_status map_positions(iw_context *ctx, mapping *m,
                               iwi_site_match *match, size_t k)
{
  const size_t n = m->spec->n_positions;
  const iw_status status =
      iwi_site_match_find(ctx, match, m->kept[k], m->image + k * n, m->cells);

  if (status != IW_OK)
    return status;
  for (size_t a = 0; a < n; a++) {
    const int32_t *c = m->cells[a];

    m->shift[k * n + a] =
        iwi_hermite_class(&m->lattice, (int64_t[3]){c[0], c[1], c[2]});
  }
  return IW_OK;
}

static iw_status fill_mapping(iw_context *ctx, mapping *m)
{
  const iw_site_group_spec *spec = m->spec;
  const size_t n = spec->n_positions;
  iwi_site_match *match = NULL;
  iw_status status = allocate(ctx, m);

  if (status == IW_OK)
    status = iwi_site_match_create(ctx, spec->lattice_ang, spec->frac,
                                   spec->kinds, n, spec->tolerance_ang, &match);
  for (size_t k = 0; status == IW_OK && k < m->n_kept; k++)
    status = map_positions(ctx, m, match, k);
  iwi_site_match_destroy(match);
  if (status != IW_OK)
    return status;
  /* without the cells the identity may be written with: the translations of
   * the supercell come on top */
  memset(m->shift, 0, n * sizeof *m->shift);
  fill_sums(m);
  return IW_OK;
}

/* Class of W v for every class v. */
static void turn_classes(mapping *m, const int32_t rotation[3][3])
{
  for (int32_t t = 0; t < m->lattice.index; t++) {
    int32_t v[3];
    int64_t turned[3];

    iwi_hermite_vector(&m->lattice, t, v);
    iwi_hermite_turn(rotation, v, turned);
    m->turned[t] = iwi_hermite_class(&m->lattice, turned);
  }
}

/* The rows of the k-th operation, one for every translation after it. */
static void fill_rows(mapping *m, size_t k, int32_t *row)
{
  const size_t n = m->spec->n_positions, index = (size_t)m->lattice.index;
  const int32_t *image = m->image + k * n, *shift = m->shift + k * n;

  turn_classes(m, m->kept[k]->rotation);
  for (size_t t = 0; t < index; t++) {
    const int32_t *after = m->sum + t * index;

    for (size_t a = 0; a < n; a++) {
      const int32_t *sum = m->sum + (size_t)after[shift[a]] * index;
      const int32_t first = image[a] * m->lattice.index;

      for (size_t v = 0; v < index; v++)
        *row++ = first + sum[m->turned[v]];
    }
  }
}

/* s = x M^-1 for a row x of the parent, so that columns turn by M^-T W M^T. */
static void supercell_operation(const mapping *m, const double inverse[3][3],
                                size_t k, int32_t class, iw_operation *out)
{
  const iw_operation *parent = m->kept[k];
  double w[3], turned[3][3];
  int32_t v[3];

  iwi_hermite_vector(&m->lattice, class, v);
  for (int i = 0; i < 3; i++) {
    /* rows of shifts of the identity do not have the cells it may be in */
    w[i] = (k == 0 ? 0 : parent->translation[i]) + v[i];
    for (int j = 0; j < 3; j++) {
      turned[i][j] = 0;
      for (int c = 0; c < 3; c++)
        turned[i][j] += parent->rotation[i][c] * m->spec->matrix[j][c];
    }
  }
  for (int i = 0; i < 3; i++) {
    double t = 0;

    for (int c = 0; c < 3; c++)
      t += inverse[c][i] * w[c];
    out->translation[i] = iwi_wrap1(t);
    for (int j = 0; j < 3; j++) {
      double sum = 0;

      for (int c = 0; c < 3; c++)
        sum += inverse[c][i] * turned[c][j];
      out->rotation[i][j] = (int32_t)lround(sum);
    }
  }
}

static void fill_operations(const mapping *m, iw_operation *out)
{
  double matrix[3][3], inverse[3][3];

  for (int i = 0; i < 3; i++) {
    for (int j = 0; j < 3; j++)
      matrix[i][j] = m->spec->matrix[i][j];
  }
  iwi_inverse3((const double(*)[3])matrix, inverse);
  for (size_t k = 0; k < m->n_kept; k++) {
    for (int32_t t = 0; t < m->lattice.index; t++)
      supercell_operation(m, (const double(*)[3])inverse, k, t, out++);
  }
}

static iw_status fill_group(iw_context *ctx, mapping *m, iw_site_group *group)
{
  const size_t index = (size_t)m->lattice.index;

  group->n_sites = m->spec->n_positions * index;
  group->order = m->n_kept * index;
  group->permutations = iwi_calloc(ctx, group->order * group->n_sites,
                                   sizeof *group->permutations);
  group->translations = iwi_calloc(ctx, group->order, 1);
  group->operations = iwi_calloc(ctx, group->order, sizeof *group->operations);
  if (group->permutations == NULL || group->translations == NULL ||
      group->operations == NULL)
    return IW_E_MEMORY;
  fill_operations(m, group->operations);
  for (size_t k = 0; k < m->n_kept; k++) {
    fill_rows(m, k, group->permutations + k * index * group->n_sites);
    memset(group->translations + k * index,
           iwi_operation_is_translation(m->kept[k]), index);
  }
  return IW_OK;
}

iw_status iw_site_group_create(iw_context *ctx, const iw_site_group_spec *spec,
                               iw_site_group **out)
{
  mapping m = {.spec = spec};
  iw_site_group *group = NULL;
  iw_status status;

  *out = NULL;
  if (spec->n_positions == 0 || spec->n_operations == 0)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "site group: %zu positions and %zu operations, want some",
                    spec->n_positions, spec->n_operations);
  status = iwi_hermite_create(ctx, spec->matrix, &m.lattice);
  if (status == IW_OK)
    status = keep_operations(ctx, &m);
  if (status == IW_OK)
    status = check_size(ctx, &m);
  if (status == IW_OK)
    status = fill_mapping(ctx, &m);
  if (status == IW_OK) {
    group = iwi_calloc(ctx, 1, sizeof *group);
    status = group == NULL ? IW_E_MEMORY : fill_group(ctx, &m, group);
  }
  mapping_clear(&m);
  if (status != IW_OK) {
    iw_site_group_destroy(group);
    return status;
  }
  *out = group;
  return IW_OK;
}

iw_status iw_site_group_from_permutations(iw_context *ctx,
                                          const int32_t *permutations,
                                          size_t order, size_t n_sites,
                                          iw_site_group **out)
{
  iw_site_group *group;
  size_t identity = 0;
  iw_status status;

  *out = NULL;
  status = iwi_permutations_check(ctx, permutations, order, n_sites, &identity);
  if (status != IW_OK)
    return status;
  group = iwi_calloc(ctx, 1, sizeof *group);
  if (group == NULL)
    return IW_E_MEMORY;
  group->order = order;
  group->n_sites = n_sites;
  group->permutations =
      iwi_calloc(ctx, order * n_sites, sizeof *group->permutations);
  if (group->permutations == NULL) {
    iw_site_group_destroy(group);
    return IW_E_MEMORY;
  }
  memcpy(group->permutations, permutations,
         order * n_sites * sizeof *permutations);
  memcpy(group->permutations + identity * n_sites, permutations,
         n_sites * sizeof *permutations);
  for (size_t i = 0; i < n_sites; i++)
    group->permutations[i] = (int32_t)i;
  *out = group;
  return IW_OK;
}

void iw_site_group_destroy(iw_site_group *group)
{
  if (group == NULL)
    return;
  iwi_free(group->permutations);
  iwi_free(group->translations);
  iwi_free(group->operations);
  iwi_free(group);
}

size_t iw_site_group_n_sites(const iw_site_group *group)
{
  return group->n_sites;
}

size_t iw_site_group_order(const iw_site_group *group)
{
  return group->order;
}

const int32_t *iw_site_group_permutations(const iw_site_group *group)
{
  return group->permutations;
}

const iw_operation *iw_site_group_operations(const iw_site_group *group)
{
  return group->operations;
}

const uint8_t *iw_site_group_translations(const iw_site_group *group)
{
  return group->translations;
}
