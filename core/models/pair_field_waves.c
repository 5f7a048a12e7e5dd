/* SPDX-License-Identifier: BSD-3-Clause */
/* The reciprocal part of an Ewald sum, eqs. (F9)-(F11). Of each pair G, -G one
 * is taken; the four waves (h, +-k, +-l) share their sums. */
#include "pair_field_waves.h"

#include <math.h>
#include <string.h>

#include "context.h"
#include "mem.h"
#include "pair_field_tile.h"
#include "vec3.h"

#define PI 3.14159265358979323846

/* Some seconds a call; only a short Coulomb cutoff in a large cell asks for
 * more. */
#define MAX_WAVES 2e7

iw_status iwi_waves_begin(iw_context *ctx, size_t n, const double *charges,
                          iwi_waves *out)
{
  const size_t padded = (n + IWI_WAVE_STEP - 1) / IWI_WAVE_STEP * IWI_WAVE_STEP;

  *out = (iwi_waves){.n = n, .padded = padded};
  out->charges = iwi_calloc(ctx, padded, sizeof(double));
  out->phases = iwi_calloc(ctx, padded, 4 * sizeof(double));
  out->gradient = iwi_calloc(ctx, padded, 3 * sizeof(double));
  if (out->charges == NULL || out->phases == NULL || out->gradient == NULL)
    return IW_E_MEMORY;
  memcpy(out->charges, charges, n * sizeof *charges);
  return IW_OK;
}

void iwi_waves_end(iwi_waves *w)
{
  iwi_free(w->rows);
  iwi_free(w->weights);
  for (int axis = 0; axis < 3; axis++) {
    iwi_free(w->powers[axis][0]);
    iwi_free(w->powers[axis][1]);
  }
  iwi_free(w->charges);
  iwi_free(w->phases);
  iwi_free(w->gradient);
  iwi_free(w->sums);
  iwi_free(w->factors);
  *w = (iwi_waves){0};
}

/* G of three indices, Cartesian */
static void wave_vector(const iwi_lattice *lattice, const double m[3],
                        double g[3])
{
  iwi_times_col3((const double(*)[3])lattice->inverse, m, g);
  for (int i = 0; i < 3; i++)
    g[i] *= 2 * PI;
}

/* Weights of the four waves of one l; returns whether there is one. */
static int weigh(const iwi_lattice *lattice, int h, int k, int l,
                 double per_4_alpha2, double cutoff, double scale,
                 double weights[4])
{
  int found = 0;

  for (int sign = 0; sign < 4; sign++) {
    const int minus_k = sign >= 2, minus_l = sign % 2 == 1;
    const double m[3] = {h, minus_k ? -k : k, minus_l ? -l : l};
    double g[3], g2;

    weights[sign] = 0;
    /* met already, or the negative of one met: -0 of k or l; for h = 0 the
     * other sign of k; for h = k = 0 the other sign of l */
    if ((minus_k && (k == 0 || h == 0)) ||
        (minus_l && (l == 0 || (h == 0 && k == 0))) ||
        (h == 0 && k == 0 && l == 0))
      continue;
    wave_vector(lattice, m, g);
    g2 = iwi_dot3(g, g);
    if (g2 > cutoff * cutoff)
      continue;
    weights[sign] = scale * exp(-g2 * per_4_alpha2) / g2;
    found = 1;
  }
  return found;
}

static iw_status list_row(iw_context *ctx, iwi_waves *w,
                          const iwi_lattice *lattice, int h, int k,
                          double cutoff, double scale)
{
  iwi_wave_row row = {.h = h, .k = k, .l_max = -1, .first = w->n_weights / 4};
  iw_status status = iwi_reserve(ctx, (void **)&w->rows, &w->rows_capacity,
                                 w->n_rows + 1, sizeof *w->rows);

  if (status == IW_OK)
    status = iwi_reserve(ctx, (void **)&w->weights, &w->weights_capacity,
                         w->n_weights + 4 * (size_t)(w->m_max[2] + 1),
                         sizeof *w->weights);
  if (status != IW_OK)
    return status;
  for (int l = 0; l <= w->m_max[2]; l++) {
    double *weights = w->weights + 4 * (row.first + (size_t)l);

    if (weigh(lattice, h, k, l, w->per_4_alpha2, cutoff, scale, weights))
      row.l_max = l;
  }
  if (row.l_max >= 0) {
    w->n_weights += 4 * (size_t)(row.l_max + 1);
    w->rows[w->n_rows++] = row;
  }
  return IW_OK;
}

/* Room for powers up to m_max, and for what runs over l. */
static iw_status make_room(iw_context *ctx, iwi_waves *w)
{
  const size_t n_l = (size_t)w->m_max[2] + 1;

  for (int axis = 0; axis < 3; axis++) {
    const size_t size = (size_t)(w->m_max[axis] + 1) * w->padded;

    if (size <= w->powers_capacity[axis])
      continue;
    for (int part = 0; part < 2; part++) {
      iwi_free(w->powers[axis][part]);
      w->powers[axis][part] = iwi_calloc(ctx, size, sizeof(double));
      if (w->powers[axis][part] == NULL) {
        w->powers_capacity[axis] = 0;
        return IW_E_MEMORY;
      }
    }
    w->powers_capacity[axis] = size;
  }
  if (n_l <= w->l_capacity)
    return IW_OK;
  iwi_free(w->sums);
  iwi_free(w->factors);
  w->l_capacity = 0;
  w->sums = iwi_calloc(ctx, n_l, 8 * sizeof(double));
  w->factors = iwi_calloc(ctx, n_l, 16 * sizeof(double));
  if (w->sums == NULL || w->factors == NULL)
    return IW_E_MEMORY;
  w->l_capacity = n_l;
  return IW_OK;
}

iw_status iwi_waves_list(iw_context *ctx, iwi_waves *w,
                         const iwi_lattice *lattice, double alpha,
                         double cutoff, double constant)
{
  const double scale = 4 * PI * constant / lattice->volume;
  const double n_waves =
      lattice->volume * cutoff * cutoff * cutoff / (12 * PI * PI);
  iw_status status = IW_OK;

  w->n_rows = w->n_weights = 0;
  if (n_waves > MAX_WAVES)
    return iwi_fail(ctx, IW_E_LIMIT,
                    "an Ewald sum of %.2g waves, want up to %g: give a larger "
                    "tolerance or Coulomb cutoff",
                    n_waves, MAX_WAVES);
  w->per_4_alpha2 = 1 / (4 * alpha * alpha);
  for (int axis = 0; axis < 3; axis++) {
    /* G.a = 2 pi m bounds m; a hair more must not cost a wave */
    w->m_max[axis] =
        (int)(cutoff * iwi_norm3(lattice->rows[axis]) / (2 * PI) * (1 + 1e-12));
  }
  for (int h = 0; h <= w->m_max[0] && status == IW_OK; h++) {
    for (int k = 0; k <= w->m_max[1] && status == IW_OK; k++)
      status = list_row(ctx, w, lattice, h, k, cutoff, scale);
  }
  return status == IW_OK ? make_room(ctx, w) : status;
}

/* dE/d(strain) of one wave of energy e: e (2 (1/G^2 + 1/4a^2) G G^T - 1). */
static void add_strain(const iwi_waves *w, const iwi_lattice *lattice,
                       const double m[3], double e, double strain[3][3])
{
  double g[3], bend;

  wave_vector(lattice, m, g);
  bend = 2 * e * (1 / iwi_dot3(g, g) + w->per_4_alpha2);
  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++)
      strain[i][k] += bend * g[i] * g[k];
    strain[i][i] -= e;
  }
}

/* From the eight sums of an l the structure factors S(h, +-k, +-l), their
 * energy, and the factors of cos and sin in sum_l w S* exp(+-i l z). */
static double combine(const iwi_waves *w, const iwi_lattice *lattice,
                      const iwi_wave_row *row, int l, double strain[3][3])
{
  const double *weights = w->weights + 4 * (row->first + (size_t)l);
  double energy = 0;

  for (int sign = 0; sign < 2; sign++) {
    const double *s = w->sums + 8 * (size_t)l + 4 * sign;
    double *f = w->factors + 16 * (size_t)l + 8 * sign;
    /* (a + i a')(c +- i c'): real and imaginary parts of S(+l) and S(-l) */
    const double re[2] = {s[0] - s[3], s[0] + s[3]};
    const double im[2] = {s[1] + s[2], s[2] - s[1]};
    double g_re[2], g_im[2]; /* weight times S* */

    for (int side = 0; side < 2; side++) {
      const double weight = weights[2 * sign + side];
      const double e = weight * (re[side] * re[side] + im[side] * im[side]);

      g_re[side] = weight * re[side];
      g_im[side] = -weight * im[side];
      energy += e;
      if (strain != NULL && weight > 0) {
        const double m[3] = {row->h, sign ? -row->k : row->k, side ? -l : l};

        add_strain(w, lattice, m, e, strain);
      }
    }
    f[0] = g_re[0] + g_re[1];
    f[1] = g_im[0] + g_im[1];
    f[4] = -(g_im[0] - g_im[1]);
    f[5] = g_re[0] - g_re[1];
    f[2] = l * (g_re[0] - g_re[1]);
    f[3] = l * (g_im[0] - g_im[1]);
    f[6] = -l * (g_im[0] + g_im[1]);
    f[7] = l * (g_re[0] + g_re[1]);
  }
  return energy;
}

static void fill_powers(iwi_waves *w, const double (*frac)[3])
{
  for (int axis = 0; axis < 3; axis++) {
    double *turns = w->phases; /* free at this time */

    for (size_t i = 0; i < w->n; i++)
      turns[i] = frac[i][axis] - floor(frac[i][axis] + 0.5);
    for (size_t i = w->n; i < w->padded; i++)
      turns[i] = 0;
    iwi_tile_powers(w->padded, turns, w->m_max[axis], w->powers[axis][0],
                    w->powers[axis][1]);
  }
}

double iwi_waves_add(iwi_waves *w, const iwi_lattice *lattice,
                     const double (*frac)[3], double (*force)[3],
                     double strain[3][3])
{
  const size_t n = w->padded;
  double energy = 0;

  fill_powers(w, frac);
  memset(w->gradient, 0, 3 * n * sizeof *w->gradient);
  for (size_t r = 0; r < w->n_rows; r++) {
    const iwi_wave_row *row = &w->rows[r];
    const size_t h = (size_t)row->h * n, k = (size_t)row->k * n;

    iwi_tile_phases(n, w->charges, w->powers[0][0] + h, w->powers[0][1] + h,
                    w->powers[1][0] + k, w->powers[1][1] + k, w->phases);
    iwi_tile_sums(n, w->phases, w->powers[2][0], w->powers[2][1], row->l_max,
                  w->sums);
    for (int l = 0; l <= row->l_max; l++)
      energy += combine(w, lattice, row, l, strain);
    iwi_tile_gradient(n, w->phases, w->powers[2][0], w->powers[2][1],
                      row->l_max, w->factors, row->h, row->k, w->gradient);
  }
  for (size_t i = 0; i < w->n; i++) {
    const double m[3] = {w->gradient[i], w->gradient[n + i],
                         w->gradient[2 * n + i]};
    double f[3];

    wave_vector(lattice, m, f);
    for (int k = 0; k < 3; k++)
      force[i][k] += 2 * f[k];
  }
  return energy;
}
