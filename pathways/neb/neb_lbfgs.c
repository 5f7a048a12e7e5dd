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

/* A largest force that grows by more in a step is no fluctuation. */
#define FAR_WORSE 4.0

/* Pairs are dropped when the largest force has been met this many times lower,
 * and they are this old: the band force is no gradient, and what they say then
 * contradicts itself. */
#define ASTRAY     3.0
#define MAX_ASTRAY 8

typedef struct memory {
  size_t all;        /* numbers of a band */
  int n, next;       /* pairs kept; where the next one goes */
  double *s, *y;     /* MEMORY bands each */
  double sy[MEMORY]; /* s.y */
  double *direction, *pull, *work;
  double scale;   /* of K^-1: the newest pair's, kept when pairs are dropped */
  double best;    /* lowest largest force */
  int age;        /* steps since pairs were dropped */
  double before;  /* largest force before the last step */
  double ceiling; /* energy no image has to rise above */
} memory;

/* Images at rest take no part: what their neighbours do to them is not in the
 * curvature of the others. */
static void mask(const iwi_band *band, double *v)
{
  for (size_t i = 0; i < band->n_images; i++)
    if (band->resting[i])
      memset(v + i * band->n, 0, band->n * sizeof *v);
}

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
  m->age = 0;
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
  mask(band, y);
  sy = iwi_neb_dot(s, y, m->all);
  if (band->climbing_changed)
    return; /* the two forces obey different rules */
  if (!(sy > 0)) {
    forget(m);
    return;
  }
  iwi_band_soften(band, y, m->work);
  m->scale = sy / iwi_neb_dot(y, m->work, m->all);
  m->sy[m->next] = sy;
  m->next = (m->next + 1) % MEMORY;
  m->n = m->n < MEMORY ? m->n + 1 : MEMORY;
}

/* Two loops over the pairs, with K^-1 scaled to the newest one between them. */
static void find_direction(iwi_band *band, memory *m)
{
  double a[MEMORY];

  memcpy(m->work, band->pull, m->all * sizeof *m->work);
  mask(band, m->work);
  for (int k = 0; k < m->n; k++) {
    const double *s = m->s + slot(m, k) * m->all;
    const double *y = m->y + slot(m, k) * m->all;

    a[k] = iwi_neb_dot(s, m->work, m->all) / m->sy[slot(m, k)];
    for (size_t j = 0; j < m->all; j++)
      m->work[j] -= a[k] * y[j];
  }
  iwi_band_soften(band, m->work, m->direction);
  for (size_t j = 0; j < m->all; j++)
    m->direction[j] *= m->scale;
  for (int k = m->n - 1; k >= 0; k--) {
    const double *s = m->s + slot(m, k) * m->all;
    const double *y = m->y + slot(m, k) * m->all;
    const double b = iwi_neb_dot(y, m->direction, m->all) / m->sy[slot(m, k)];

    for (size_t j = 0; j < m->all; j++)
      m->direction[j] += (a[k] - b) * s[j];
  }
}

static double top_energy(const iwi_band *band)
{
  double top = band->energies[0];

  for (size_t i = 1; i < band->n_images; i++)
    top = fmax(top, band->energies[i]);
  return top;
}

/* A band sinks: no image should rise beyond the first top by its height. */
static double find_ceiling(const iwi_band *band)
{
  double bottom = band->energies[0];

  for (size_t i = 1; i < band->n_images; i++)
    bottom = fmin(bottom, band->energies[i]);
  return 2 * top_energy(band) - bottom;
}

/* Take a step back that made the band far worse: then the model of the last
 * steps leads astray. Returns the share of the spacing to step. */
static double watch(iwi_band *band, memory *m, double share)
{
  if (band->max_force > FAR_WORSE * m->before ||
      top_energy(band) > m->ceiling) {
    iwi_band_step_back(band);
    forget(m);
    return fmax(0.25 * share, STEP_SHARE / 256);
  }
  m->before = band->max_force;
  m->best = fmin(m->best, band->max_force);
  if (++m->age > MAX_ASTRAY && band->max_force > ASTRAY * m->best)
    forget(m);
  return fmin(1.1 * share, STEP_SHARE);
}

iw_status iwi_band_lbfgs(iw_context *ctx, iwi_band *band)
{
  memory m = {.all = band->n_images * band->n,
              .scale = 1,
              .before = HUGE_VAL,
              .best = HUGE_VAL};
  double share = STEP_SHARE;
  iw_status status = allocate(ctx, &m) ? IW_OK : IW_E_MEMORY;

  m.ceiling = find_ceiling(band);
  while (status == IW_OK && !iwi_band_finished(ctx, band, &status)) {
    share = watch(band, &m, share);
    iwi_band_rest(band);
    find_direction(band, &m);
    if (!(iwi_neb_dot(m.direction, band->pull, m.all) > 0)) {
      forget(&m);
      find_direction(band, &m);
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
