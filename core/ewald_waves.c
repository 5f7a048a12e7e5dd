/* SPDX-License-Identifier: BSD-3-Clause */
/* The waves of an Ewald sum and their phases at the positions. A phase is the
 * product of three powers exp(2 pi i m x), which are tabulated for each axis;
 * the inner loops run over positions and vectorise. */
#include "ewald.h"

#include <math.h>
#include <stdlib.h>

#include "mem.h"
#include "vec3.h"

#define PI 3.14159265358979323846

/* cos and sin of 2 pi m x for m = 0..m_max at n positions, [m * n + i] */
typedef struct powers {
  double *cosine, *sine;
  int m_max;
} powers;

typedef struct phases {
  const iwi_ewald *ewald;
  powers axes[3];
  double *cosine[2], *sine[2]; /* of the first two axes; of all three */
  iwi_wave_fn *visit;
  void *user;
} phases;

static iw_status fill_powers(iw_context *ctx, const iwi_ewald *ewald, int axis,
                             powers *p)
{
  const double length = iwi_norm3(ewald->lattice.rows[axis]);
  const size_t n = ewald->n;

  /* G.a = 2 pi m bounds m; a hair more must not cost a wave */
  p->m_max = (int)(ewald->wave_cutoff * length / (2 * PI) * (1 + 1e-12));
  p->cosine = iwi_calloc(ctx, (size_t)(p->m_max + 1) * n, sizeof *p->cosine);
  p->sine = iwi_calloc(ctx, (size_t)(p->m_max + 1) * n, sizeof *p->sine);
  if (p->cosine == NULL || p->sine == NULL)
    return IW_E_MEMORY;
  for (int m = 0; m <= p->m_max; m++) {
    for (size_t i = 0; i < n; i++) {
      const double turns = m * ewald->frac[i][axis];
      const double angle = 2 * PI * (turns - floor(turns + 0.5));

      p->cosine[(size_t)m * n + i] = cos(angle);
      p->sine[(size_t)m * n + i] = sin(angle);
    }
  }
  return IW_OK;
}

/* out = (c + i s) times the power m of an axis */
static void multiply(size_t n, const double *restrict c,
                     const double *restrict s, const powers *p, int m,
                     double *restrict out_c, double *restrict out_s)
{
  const double *restrict pc = p->cosine + (size_t)abs(m) * n;
  const double *restrict ps = p->sine + (size_t)abs(m) * n;
  const double sign = m < 0 ? -1.0 : 1.0;

  for (size_t i = 0; i < n; i++) {
    const double si = sign * ps[i];

    out_c[i] = c[i] * pc[i] - s[i] * si;
    out_s[i] = c[i] * si + s[i] * pc[i];
  }
}

/* All waves (h, k, l) with these h and k */
static void visit_row(phases *f, int h, int k)
{
  const iwi_ewald *e = f->ewald;
  const powers *x = &f->axes[0];
  const double scale = 8 * PI / e->lattice.volume;
  const int l_max = f->axes[2].m_max;
  int started = 0;

  /* of (h, k, l) and its negative the one whose first index is positive */
  for (int l = h == 0 && k == 0 ? 1 : -l_max; l <= l_max; l++) {
    const double m[3] = {h, k, l};
    iwi_wave wave = {.cosine = f->cosine[1], .sine = f->sine[1]};
    double g2;

    iwi_times_col3((const double(*)[3])e->lattice.inverse, m, wave.vector);
    for (int i = 0; i < 3; i++)
      wave.vector[i] *= 2 * PI;
    g2 = iwi_dot3(wave.vector, wave.vector);
    if (g2 > e->wave_cutoff * e->wave_cutoff)
      continue;
    if (!started++)
      multiply(e->n, x->cosine + (size_t)h * e->n, x->sine + (size_t)h * e->n,
               &f->axes[1], k, f->cosine[0], f->sine[0]);
    multiply(e->n, f->cosine[0], f->sine[0], &f->axes[2], l, f->cosine[1],
             f->sine[1]);
    wave.weight = scale * exp(-g2 / (4 * e->alpha * e->alpha)) / g2;
    f->visit(&wave, f->user);
  }
}

iw_status iwi_ewald_waves(iw_context *ctx, const iwi_ewald *ewald,
                          iwi_wave_fn *visit, void *user)
{
  phases f = {.ewald = ewald, .visit = visit, .user = user};
  iw_status status = IW_OK;

  for (int axis = 0; axis < 3 && status == IW_OK; axis++)
    status = fill_powers(ctx, ewald, axis, &f.axes[axis]);
  for (int i = 0; i < 2 && status == IW_OK; i++) {
    f.cosine[i] = iwi_calloc(ctx, ewald->n, sizeof(double));
    f.sine[i] = iwi_calloc(ctx, ewald->n, sizeof(double));
    if (f.cosine[i] == NULL || f.sine[i] == NULL)
      status = IW_E_MEMORY;
  }
  if (status == IW_OK) {
    for (int h = 0; h <= f.axes[0].m_max; h++) {
      for (int k = h == 0 ? 0 : -f.axes[1].m_max; k <= f.axes[1].m_max; k++)
        visit_row(&f, h, k);
    }
  }
  for (int i = 0; i < 3; i++) {
    iwi_free(f.axes[i].cosine);
    iwi_free(f.axes[i].sine);
  }
  for (int i = 0; i < 2; i++) {
    iwi_free(f.cosine[i]);
    iwi_free(f.sine[i]);
  }
  return status;
}
