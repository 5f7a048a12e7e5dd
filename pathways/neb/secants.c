/* SPDX-License-Identifier: BSD-3-Clause */
/* Two loops over the last steps [nocedal1980]. */
#include "secants.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "mem.h"

struct iwi_secants {
  size_t n, room, count, next;
  double *s, *y;       /* room x n, a ring                     */
  double *inverse_dot; /* room: 1 / s.y                        */
  double *alpha;       /* room, of the first loop              */
};

iw_status iwi_secants_create(iw_context *ctx, size_t n, size_t room,
                             iwi_secants **out)
{
  iwi_secants *m = iwi_calloc(ctx, 1, sizeof *m);

  *out = NULL;
  if (m == NULL)
    return IW_E_MEMORY;
  m->n = n;
  m->room = room;
  m->s = iwi_calloc(ctx, n, room * sizeof *m->s);
  m->y = iwi_calloc(ctx, n, room * sizeof *m->y);
  m->inverse_dot = iwi_calloc(ctx, room, sizeof *m->inverse_dot);
  m->alpha = iwi_calloc(ctx, room, sizeof *m->alpha);
  if (m->s == NULL || m->y == NULL || m->inverse_dot == NULL ||
      m->alpha == NULL) {
    iwi_secants_destroy(m);
    return IW_E_MEMORY;
  }
  *out = m;
  return IW_OK;
}

void iwi_secants_destroy(iwi_secants *m)
{
  if (m == NULL)
    return;
  iwi_free(m->s);
  iwi_free(m->y);
  iwi_free(m->inverse_dot);
  iwi_free(m->alpha);
  iwi_free(m);
}

size_t iwi_secants_count(const iwi_secants *m)
{
  return m->count;
}

void iwi_secants_clear(iwi_secants *m)
{
  m->count = m->next = 0;
}

int iwi_secants_push(iwi_secants *m, const double *s, const double *y)
{
  const double curvature = iwi_dot(s, y, m->n);
  const double size = iwi_dot(s, s, m->n) * iwi_dot(y, y, m->n);

  /* 1e-8: a cosine that small is rounding, and 1/s.y would blow it up */
  if (!(curvature > 1e-8 * sqrt(size)))
    return 0;
  memcpy(m->s + m->next * m->n, s, m->n * sizeof *s);
  memcpy(m->y + m->next * m->n, y, m->n * sizeof *y);
  m->inverse_dot[m->next] = 1.0 / curvature;
  m->next = (m->next + 1) % m->room;
  if (m->count < m->room)
    m->count++;
  return 1;
}

/* Ring index of the k-th latest step, k = 0 the last. */
static size_t latest(const iwi_secants *m, size_t k)
{
  return (m->next + m->room - 1 - k) % m->room;
}

static void scale_by_last(const iwi_secants *m, double *q)
{
  const size_t at = latest(m, 0);
  const double *y = m->y + at * m->n;
  const double scale = 1.0 / (m->inverse_dot[at] * iwi_dot(y, y, m->n));

  for (size_t i = 0; i < m->n; i++)
    q[i] *= scale;
}

void iwi_secants_apply(iwi_secants *m, iwi_secants_first_fn *first, void *user,
                       const double *g, double *out)
{
  const size_t n = m->n;

  assert(first != NULL || m->count > 0);
  memcpy(out, g, n * sizeof *out);
  /* (R1) */
  for (size_t k = 0; k < m->count; k++) {
    const size_t at = latest(m, k);

    m->alpha[at] = m->inverse_dot[at] * iwi_dot(m->s + at * n, out, n);
    for (size_t i = 0; i < n; i++)
      out[i] -= m->alpha[at] * m->y[at * n + i];
  }
  if (first != NULL)
    first(out, n, user);
  else
    scale_by_last(m, out);
  for (size_t k = m->count; k-- > 0;) {
    const size_t at = latest(m, k);
    const double beta = m->inverse_dot[at] * iwi_dot(m->y + at * n, out, n);

    for (size_t i = 0; i < n; i++)
      out[i] += (m->alpha[at] - beta) * m->s[at * n + i];
  }
}
