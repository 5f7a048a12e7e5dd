/* SPDX-License-Identifier: BSD-3-Clause */
/* Lowest modes: of the whole Hessian where that is small, else in a Krylov
 * space that grows by the residual of the lowest mode not yet good enough
 * (Lanczos [lanczos1950] in exact arithmetic; kept orthogonal and diagonalised
 * as a whole, since products by finite differences are not quite symmetric). */
#include "saddle_modes.h"

#include <math.h>
#include <string.h>

#include "context.h"
#include "linalg.h"
#include "mem.h"
#include "rng.h"
#include "secants.h"

/* Modes that have to be good enough: their residual below this share of their
 * value, which itself is then right to about the square of it. The second one
 * only has to show its sign. */
#define WANTED 2
static const double good_share[WANTED] = {0.03, 0.15};
/* Modes that are told, and have to be right where they are. */
#define TOLD 4
/* What a mode from a short way off may be worse than a good one. */
#define STALE 2
/* Share of a random vector in the first one: a start with the symmetry of the
 * path would never meet the modes that break it. */
#define RANDOM 0.2

struct iwi_modes {
  iw_context *ctx;
  size_t n, room, max_calls;
  size_t count;   /* modes of the last search; 0: none yet */
  size_t n_space; /* vectors in the space                  */
  int whole;
  double *space;              /* room x n, orthonormal                 */
  double *products;           /* room x n, Hessian times them          */
  double *vectors;            /* room x n, modes                       */
  double *values, *residuals; /* room                           */
  double *small;              /* room x room                           */
  double *next;               /* n                                     */
};

iw_status iwi_modes_create(iw_context *ctx, size_t n, size_t max_calls,
                           iwi_modes **out)
{
  const size_t most = n <= IWI_MODES_WHOLE ? n : max_calls;
  iwi_modes *m = iwi_calloc(ctx, 1, sizeof *m);

  *out = NULL;
  if (m == NULL)
    return IW_E_MEMORY;
  m->ctx = ctx;
  m->n = n;
  m->max_calls = max_calls;
  m->room = most < n ? most : n;
  m->space = iwi_calloc(ctx, n, m->room * sizeof *m->space);
  m->products = iwi_calloc(ctx, n, m->room * sizeof *m->products);
  m->vectors = iwi_calloc(ctx, n, m->room * sizeof *m->vectors);
  m->values = iwi_calloc(ctx, m->room, sizeof *m->values);
  m->residuals = iwi_calloc(ctx, m->room, sizeof *m->residuals);
  m->small = iwi_calloc(ctx, m->room, m->room * sizeof *m->small);
  m->next = iwi_calloc(ctx, n, sizeof *m->next);
  if (m->space == NULL || m->products == NULL || m->vectors == NULL ||
      m->values == NULL || m->residuals == NULL || m->small == NULL ||
      m->next == NULL) {
    iwi_modes_destroy(m);
    return IW_E_MEMORY;
  }
  *out = m;
  return IW_OK;
}

void iwi_modes_destroy(iwi_modes *m)
{
  if (m == NULL)
    return;
  iwi_free(m->space);
  iwi_free(m->products);
  iwi_free(m->vectors);
  iwi_free(m->values);
  iwi_free(m->residuals);
  iwi_free(m->small);
  iwi_free(m->next);
  iwi_free(m);
}

size_t iwi_modes_count(const iwi_modes *m)
{
  return m->count;
}

double iwi_modes_value(const iwi_modes *m, size_t i)
{
  return m->values[i];
}

double iwi_modes_residual(const iwi_modes *m, size_t i)
{
  return m->residuals[i];
}

const double *iwi_modes_vector(const iwi_modes *m, size_t i)
{
  return m->vectors + i * m->n;
}

int iwi_modes_whole(const iwi_modes *m)
{
  return m->whole;
}

/* |H v - value v| of mode i with H the products' matrix as it came, so that
 * what the differences miss of its symmetry is in it. */
static double residual_of(const iwi_modes *m, const double *product, size_t i)
{
  const double *v = iwi_modes_vector(m, i);
  double sum = 0;

  for (size_t k = 0; k < m->n; k++) {
    const double r = product[k] - m->values[i] * v[k];

    sum += r * r;
  }
  return sqrt(sum);
}

/* Products with the unit vectors: the rows of the Hessian. */
static iw_status whole_hessian(iwi_modes *m, iwi_point *p)
{
  iw_status status = IW_OK;

  for (size_t i = 0; status == IW_OK && i < m->n; i++) {
    memset(m->next, 0, m->n * sizeof *m->next);
    m->next[i] = 1;
    status = iwi_point_product(p, m->next, 1, m->products + i * m->n);
  }
  return status;
}

/* Shifts of the whole that cost nothing are raised above all modes, and left
 * out from the end of the list. */
static void raise_shifts(iwi_modes *m, const iwi_point *p)
{
  const size_t n = m->n;
  double top = 0;

  for (size_t i = 0; i < n * n; i++)
    top = fmax(top, fabs(m->small[i]));
  for (size_t i = 0; i < n; i++)
    iwi_point_project(p, m->small + i * n);
  for (size_t k = 0; k < n; k++) { /* columns as rows: symmetric */
    for (size_t i = 0; i < n; i++)
      m->next[i] = m->small[i * n + k];
    iwi_point_project(p, m->next);
    for (size_t i = 0; i < n; i++)
      m->small[i * n + k] = m->next[i];
  }
  top *= 10 * (double)n;
  for (size_t i = 0; i < n; i++) {
    for (size_t k = i % 3; !p->fixed[i % 3] && k < n; k += 3)
      m->small[i * n + k] += top * 3 / (double)n;
  }
}

static iw_status find_whole(iwi_modes *m, iwi_point *p)
{
  const size_t n = m->n;
  iw_status status = whole_hessian(m, p);

  if (status != IW_OK)
    return status;
  for (size_t i = 0; i < n; i++) {
    for (size_t k = 0; k < n; k++)
      m->small[i * n + k] =
          0.5 * (m->products[i * n + k] + m->products[k * n + i]);
  }
  raise_shifts(m, p);
  if (iwi_linalg_eigen_symmetric((int)n, m->small, m->values) != 0)
    return iwi_fail(m->ctx, IW_E_ENERGY,
                    "the forces change too fast for a Hessian");
  memcpy(m->vectors, m->small, n * n * sizeof *m->small);
  m->whole = 1;
  m->count = n - (size_t)iwi_point_n_free_axes(p);
  for (size_t i = 0; i < m->count; i++) {
    const double *v = iwi_modes_vector(m, i);

    memset(m->next, 0, n * sizeof *m->next);
    for (size_t k = 0; k < n; k++) {
      for (size_t l = 0; l < n; l++)
        m->next[l] += v[k] * m->products[k * n + l];
    }
    m->residuals[i] = residual_of(m, m->next, i);
  }
  return IW_OK;
}

/* Make v orthogonal to the space and to free shifts, and unit; 0 when nothing
 * is left of it. */
static int orthogonalise(const iwi_modes *m, const iwi_point *p, double *v)
{
  double before = sqrt(iwi_dot(v, v, m->n)), length;

  if (!(before > 0))
    return 0;
  for (int pass = 0; pass < 2; pass++) { /* twice is enough */
    iwi_point_project(p, v);
    for (size_t j = 0; j < m->n_space; j++) {
      const double *u = m->space + j * m->n;
      const double overlap = iwi_dot(u, v, m->n);

      for (size_t i = 0; i < m->n; i++)
        v[i] -= overlap * u[i];
    }
    length = sqrt(iwi_dot(v, v, m->n));
    if (!(length > 1e-8 * before)) /* rounding of what was there */
      return 0;
    for (size_t i = 0; i < m->n; i++)
      v[i] /= length;
    before = 1;
  }
  return 1;
}

/* Add v to the space, with its product (one call). */
static iw_status expand(iwi_modes *m, iwi_point *p, const double *v)
{
  const size_t at = m->n_space;
  iw_status status;

  memcpy(m->space + at * m->n, v, m->n * sizeof *v);
  status = iwi_point_product(p, v, 0, m->products + at * m->n);
  m->n_space += status == IW_OK;
  return status;
}

static void random_vector(const iwi_modes *m, iwi_rng *rng, double *v)
{
  for (size_t i = 0; i < m->n; i++)
    v[i] = (2 * iwi_rng_real(rng) - 1) * sqrt(3 / (double)m->n); /* near 1 */
}

/* First vectors: the modes known, or the start with some noise. */
static iw_status begin(iwi_modes *m, iwi_point *p, const double *start,
                       iwi_rng *rng)
{
  const size_t known = m->count < WANTED ? m->count : WANTED;
  iw_status status = IW_OK;

  m->n_space = 0;
  for (size_t k = 0; status == IW_OK && k < known; k++) {
    memcpy(m->next, m->vectors + k * m->n, m->n * sizeof *m->next);
    if (orthogonalise(m, p, m->next))
      status = expand(m, p, m->next);
  }
  if (status == IW_OK && m->n_space == 0) {
    const double length = start != NULL ? sqrt(iwi_dot(start, start, m->n)) : 0;

    random_vector(m, rng, m->next);
    for (size_t i = 0; length > 0 && i < m->n; i++)
      m->next[i] = start[i] / length + RANDOM * m->next[i];
    if (orthogonalise(m, p, m->next))
      status = expand(m, p, m->next);
  }
  return status;
}

/* Mode i of the space into the vectors, and its product into m->next. */
static void combine(iwi_modes *m, size_t i)
{
  const size_t n = m->n, k = m->n_space;
  double *v = m->vectors + i * n;

  memset(v, 0, n * sizeof *v);
  memset(m->next, 0, n * sizeof *m->next);
  for (size_t j = 0; j < k; j++) {
    const double c = m->small[i * k + j];

    for (size_t l = 0; l < n; l++) {
      v[l] += c * m->space[j * n + l];
      m->next[l] += c * m->products[j * n + l];
    }
  }
}

/* (R5) modes within the space, lowest first, with their residuals. */
static iw_status diagonalise(iwi_modes *m)
{
  const size_t n = m->n, k = m->n_space;

  for (size_t i = 0; i < k; i++) {
    for (size_t j = 0; j < k; j++)
      m->small[i * k + j] =
          0.5 * (iwi_dot(m->space + i * n, m->products + j * n, n) +
                 iwi_dot(m->space + j * n, m->products + i * n, n));
  }
  if (iwi_linalg_eigen_symmetric((int)k, m->small, m->values) != 0)
    return iwi_fail(m->ctx, IW_E_ENERGY,
                    "the forces change too fast for a Hessian");
  m->count = k;
  for (size_t i = 0; i < k; i++) {
    combine(m, i);
    m->residuals[i] = residual_of(m, m->next, i);
  }
  return IW_OK;
}

/* The first of the wanted modes that is not good enough; count if all are. */
static size_t worst_wanted(const iwi_modes *m)
{
  for (size_t i = 0; i < WANTED && i < m->count; i++) {
    if (m->residuals[i] > good_share[i] * fabs(m->values[i]))
      return i;
  }
  return m->count < WANTED ? m->count - 1 : m->count;
}

/* The next direction into m->next; 0 when the space has them all. */
static int choose_next(iwi_modes *m, const iwi_point *p, size_t want,
                       iwi_rng *rng)
{
  combine(m, want);
  for (size_t l = 0; l < m->n; l++)
    m->next[l] -= m->values[want] * m->vectors[want * m->n + l];
  if (orthogonalise(m, p, m->next))
    return 1;
  random_vector(m, rng, m->next);
  return orthogonalise(m, p, m->next);
}

static void swap_lowest(iwi_modes *m)
{
  const double value = m->values[0], residual = m->residuals[0];

  m->values[0] = m->values[1];
  m->residuals[0] = m->residuals[1];
  m->values[1] = value;
  m->residuals[1] = residual;
  for (size_t i = 0; i < m->n; i++) {
    const double v = m->vectors[i];

    m->vectors[i] = m->vectors[m->n + i];
    m->vectors[m->n + i] = v;
  }
}

/* The wanted modes once more by central differences: what is certified has not
 * the error of the cheaper ones. */
static iw_status polish(iwi_modes *m, iwi_point *p)
{
  iw_status status = IW_OK;

  for (size_t i = 0; status == IW_OK && i < WANTED && i < m->count; i++) {
    const double *v = iwi_modes_vector(m, i);

    status = iwi_point_product(p, v, 1, m->next);
    if (status != IW_OK)
      break;
    m->values[i] = iwi_dot(v, m->next, m->n);
    m->residuals[i] = residual_of(m, m->next, i);
  }
  if (status == IW_OK && m->count > 1 && m->values[1] < m->values[0])
    swap_lowest(m);
  return status;
}

iw_status iwi_modes_recheck(iwi_modes *m, iwi_point *p, int *good)
{
  iw_status status = IW_OK;

  *good = !m->whole && m->count >= WANTED;
  if (!*good)
    return IW_OK;
  if (m->count > TOLD)
    m->count = TOLD;
  status = polish(m, p);
  for (size_t i = WANTED; status == IW_OK && i < m->count; i++) {
    const double *v = iwi_modes_vector(m, i);

    status = iwi_point_product(p, v, 0, m->next);
    if (status == IW_OK) {
      m->values[i] = iwi_dot(v, m->next, m->n);
      m->residuals[i] = residual_of(m, m->next, i);
    }
  }
  for (size_t i = 0; i < m->count && *good; i++) {
    if (i < WANTED &&
        m->residuals[i] > STALE * good_share[i] * fabs(m->values[i]))
      *good = 0;
    if (i > 0 && m->values[i] < m->values[i - 1])
      *good = 0;
  }
  return status;
}

static iw_status find_lowest(iwi_modes *m, iwi_point *p, const double *start)
{
  const size_t polishing = 2 * WANTED;
  iwi_rng rng;
  iw_status status;

  iwi_rng_seed(&rng, 1, 0);
  status = begin(m, p, start, &rng);
  if (status == IW_OK && m->n_space == 0)
    return iwi_fail(m->ctx, IW_E_ARGUMENT,
                    "there is no motion but that of the whole");
  while (status == IW_OK) {
    size_t want;

    status = diagonalise(m);
    if (status != IW_OK)
      return status;
    want = worst_wanted(m);
    if (want == m->count || m->n_space + polishing >= m->max_calls ||
        m->n_space == m->room || !choose_next(m, p, want, &rng))
      break;
    status = expand(m, p, m->next);
  }
  return status == IW_OK ? polish(m, p) : status;
}

iw_status iwi_modes_find(iwi_modes *m, iwi_point *p, const double *start)
{
  return m->n <= IWI_MODES_WHOLE ? find_whole(m, p) : find_lowest(m, p, start);
}
