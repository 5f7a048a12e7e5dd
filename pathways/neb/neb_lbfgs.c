/* SPDX-License-Identifier: BSD-3-Clause */
/* L-BFGS over the whole band [sheppard2008]: no line search, as the band force
 * is no gradient; instead steps of limited length and a memory that is dropped
 * where it misleads. */
#include <math.h>
#include <string.h>

#include "mem.h"
#include "neb_band.h"

#define MEMORY 20

/* No image moves farther than half the spacing of the images in a step. */
#define STEP_SHARE 0.5

typedef struct memory {
  size_t all;        /* numbers of a band */
  int n, next;       /* pairs kept; where the next one goes */
  double *s, *y;     /* MEMORY bands each */
  double sy[MEMORY]; /* s.y */
  double *direction, *pull, *work;
} memory;

static int allocate(iw_context *ctx, memory *m)
{
  m->s = iwi_calloc(ctx, MEMORY * m->all, sizeof *m->s);
  m->y = iwi_calloc(ctx, MEMORY * m->all, sizeof *m->y);
  m->direction = iwi_calloc(ctx, m->all, sizeof *m->direction);
  m->pull = iwi_calloc(ctx, m->all, sizeof *m->pull);
  m->work = iwi_calloc(ctx, m->all, sizeof *m->work);
  return m->s != NULL && m->y != NULL && m->direction != NULL &&
         m->pull != NULL && m->work != NULL;
}

static void release(memory *m)
{
  iwi_free(m->s);
  iwi_free(m->y);
  iwi_free(m->direction);
  iwi_free(m->pull);
  iwi_free(m->work);
}

/* The k-th last pair, k = 0 the newest. */
static size_t slot(const memory *m, int k)
{
  return (size_t)((m->next - 1 - k + 2 * MEMORY) % MEMORY);
}

static void forget(memory *m)
{
  m->n = 0;
}

/* What the last step did to the band forces. */
static void remember(iwi_band *band, memory *m)
{
  double *s = m->s + (size_t)m->next * m->all;
  double *y = m->y + (size_t)m->next * m->all;
  double sy;

  memcpy(s, m->direction, m->all * sizeof *s);
  for (size_t k = 0; k < m->all; k++)
    y[k] = m->pull[k] - band->pull[k];
  sy = iwi_neb_dot(s, y, m->all);
  if (band->climbing_changed)
    return; /* the two forces obey different rules */
  if (!(sy > 0)) {
    forget(m);
    return;
  }
  m->sy[m->next] = sy;
  m->next = (m->next + 1) % MEMORY;
  m->n = m->n < MEMORY ? m->n + 1 : MEMORY;
}

/* out = K^-1 in, image by image. */
static void soften(iwi_band *band, double *in, double *out)
{
  for (size_t i = 1; i + 1 < band->n_images; i++)
    iwi_stiffness_solve(band->stiffness, iwi_band_at(band, in, i),
                        iwi_band_at(band, out, i));
}

/* Two loops over the pairs, with K^-1 scaled to the newest one between them. */
static void find_direction(iwi_band *band, memory *m)
{
  double a[MEMORY];

  memcpy(m->work, band->pull, m->all * sizeof *m->work);
  for (int k = 0; k < m->n; k++) {
    const double *s = m->s + slot(m, k) * m->all;
    const double *y = m->y + slot(m, k) * m->all;

    a[k] = iwi_neb_dot(s, m->work, m->all) / m->sy[slot(m, k)];
    for (size_t j = 0; j < m->all; j++)
      m->work[j] -= a[k] * y[j];
  }
  soften(band, m->work, m->direction);
  if (m->n > 0) {
    double *y = m->y + slot(m, 0) * m->all;
    double scale;

    soften(band, y, m->work);
    scale = m->sy[slot(m, 0)] / iwi_neb_dot(y, m->work, m->all);
    for (size_t j = 0; j < m->all; j++)
      m->direction[j] *= scale;
  }
  for (int k = m->n - 1; k >= 0; k--) {
    const double *s = m->s + slot(m, k) * m->all;
    const double *y = m->y + slot(m, k) * m->all;
    const double b = iwi_neb_dot(y, m->direction, m->all) / m->sy[slot(m, k)];

    for (size_t j = 0; j < m->all; j++)
      m->direction[j] += (a[k] - b) * s[j];
  }
}

iw_status iwi_band_lbfgs(iw_context *ctx, iwi_band *band)
{
  memory m = {.all = band->n_images * band->n};
  double share = STEP_SHARE, before = HUGE_VAL;
  iw_status status = allocate(ctx, &m) ? IW_OK : IW_E_MEMORY;

  while (status == IW_OK && !iwi_band_finished(ctx, band, &status)) {
    /* far worse: the model of the last steps leads astray, step less */
    if (band->max_force > 4 * before) {
      forget(&m);
      share = fmax(0.5 * share, STEP_SHARE / 64);
    } else {
      share = fmin(1.25 * share, STEP_SHARE);
    }
    before = band->max_force;
    find_direction(band, &m);
    if (!(iwi_neb_dot(m.direction, band->pull, m.all) > 0)) {
      forget(&m);
      soften(band, band->pull, m.direction);
    }
    memcpy(m.pull, band->pull, m.all * sizeof *m.pull);
    iwi_band_move(band, m.direction, share * band->spacing_ang);
    status = iwi_band_evaluate(ctx, band);
    if (status == IW_OK)
      remember(band, &m);
  }
  release(&m);
  return status;
}
