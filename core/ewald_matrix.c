/* SPDX-License-Identifier: BSD-3-Clause */
/* The Ewald sum as a quadratic form of the charges, eq. (C5). Its reciprocal
 * part is a matrix product, sum_G w cos G.r_i cos G.r_j + the same of sines;
 * the pairs in real space are few. */
#include "ewald.h"

#include <math.h>
#include <string.h>

#include "gram.h"
#include "mem.h"
#include "units.h"

#define PI 3.14159265358979323846

/* Waves that are multiplied at once: sine and cosine of 64 make panels of
 * 8 KiB, two of which stay in the first-level cache. */
#define BATCH 128

/* Time of a wave in pairs for n sites: the product takes n^2 multiply-adds at
 * some 15 a nanosecond, the phases 2.5 ns a site, a pair 40 ns. */
static double wave_cost(size_t n)
{
  return 0.0015 * (double)n * (double)n + 0.06 * (double)n + 0.4;
}

typedef struct sums {
  const iwi_ewald *ewald;
  double *matrix;
  double *panels;
  size_t used; /* components in the panels */
} sums;

static void add_pair(const iwi_pair *pair, void *user)
{
  sums *s = user;
  const double r = pair->distance_ang;

  s->matrix[(size_t)pair->i * s->ewald->n + (size_t)pair->j] +=
      erfc(s->ewald->alpha * r) / r;
}

static void flush_waves(sums *s)
{
  iwi_gram_add(s->ewald->n, BATCH, s->used, s->panels, s->matrix);
  s->used = 0;
}

static void add_wave(const iwi_wave *wave, void *user)
{
  sums *s = user;
  const double root = sqrt(wave->weight);
  double *panels = s->panels;

  for (size_t i = 0; i < s->ewald->n; i++) {
    const size_t at = iwi_panels_at(BATCH, i, s->used);

    panels[at] = root * wave->cosine[i];
    panels[at + IWI_PANEL] = root * wave->sine[i];
  }
  s->used += 2;
  if (s->used == BATCH)
    flush_waves(s);
}

/* Own clouds, background, units; the upper triangle from the lower. */
static void finish(const iwi_ewald *e, double *matrix)
{
  const double background = PI / (e->lattice.volume * e->alpha * e->alpha);
  const double own = 2 * e->alpha / sqrt(PI);

  for (size_t i = 0; i < e->n; i++) {
    for (size_t j = 0; j <= i; j++) {
      const double value =
          matrix[i * e->n + j] - background - (i == j ? own : 0);

      matrix[i * e->n + j] = IWI_COULOMB_EV_ANG * value;
      matrix[j * e->n + i] = IWI_COULOMB_EV_ANG * value;
    }
  }
}

iw_status iw_ewald_matrix(iw_context *ctx, const iw_energy_atoms *atoms,
                          const iw_ewald_options *options, double *matrix_ev)
{
  iwi_ewald ewald;
  sums s = {.ewald = &ewald, .matrix = matrix_ev};
  iw_status status = iwi_ewald_begin(ctx, atoms, options, 1e-13,
                                     wave_cost(atoms->n_atoms), &ewald);

  if (status == IW_OK && ewald.n > 0) {
    memset(matrix_ev, 0, ewald.n * ewald.n * sizeof *matrix_ev);
    s.panels =
        iwi_calloc(ctx, iwi_panels_size(ewald.n, BATCH), sizeof *s.panels);
    if (s.panels == NULL)
      status = IW_E_MEMORY;
    if (status == IW_OK)
      status = iwi_ewald_pairs(ctx, &ewald, add_pair, &s);
    if (status == IW_OK)
      status = iwi_ewald_waves(ctx, &ewald, add_wave, &s);
    if (status == IW_OK) {
      flush_waves(&s);
      finish(&ewald, matrix_ev);
    }
  }
  iwi_free(s.panels);
  iwi_ewald_end(&ewald);
  return status;
}
