/* SPDX-License-Identifier: BSD-3-Clause */
/* One particle against a row of others. A row is taken in pieces that stay in
 * the first cache: fetch, distances, each law, forces. All but the first and
 * the last step is vector arithmetic; forces on images are added one after the
 * other, which every instruction set can do. Padding is an image far away.
 * Compiled as bvse_kernel.c is. */
#include "pair_field_kernel.h"

#include <math.h>

#include "machine.h"
#include "vector_math.h"

#define PIECE           256
#define TWO_PER_SQRT_PI 1.1283791670955126

/* Aligned, so that no loop begins with single steps. */
typedef struct piece {
  _Alignas(64) double dx[PIECE], dy[PIECE], dz[PIECE];
  double r[PIECE], per_r[PIECE];
  double push[PIECE]; /* -u'/r */
} piece;

/* The ways from particle i to the images of a row. One by one: gathering is no
 * faster, and loops over doubles alone make better vectors. */
IWI_INLINE void fetch(const iwi_cloud *cloud, size_t i, size_t n,
                      const int32_t *restrict images, piece *restrict p)
{
  const double x0 = cloud->x[i], y0 = cloud->y[i], z0 = cloud->z[i];

  for (size_t k = 0; k < n; k++) {
    const size_t at = (size_t)images[k];

    p->dx[k] = cloud->x[at] - x0;
    p->dy[k] = cloud->y[at] - y0;
    p->dz[k] = cloud->z[at] - z0;
  }
}

/* Force push * d on every image, the opposite on particle i. */
IWI_INLINE void hand_out(const iwi_cloud *cloud, size_t i, size_t n,
                         const int32_t *restrict images, piece *restrict p)
{
  double fx = 0, fy = 0, fz = 0;

#pragma omp simd reduction(+ : fx, fy, fz)
  for (size_t k = 0; k < n; k++) {
    p->dx[k] *= p->push[k];
    p->dy[k] *= p->push[k];
    p->dz[k] *= p->push[k];
    fx += p->dx[k];
    fy += p->dy[k];
    fz += p->dz[k];
  }
  for (size_t k = 0; k < n; k++) {
    const size_t at = (size_t)images[k];

    cloud->fx[at] += p->dx[k];
    cloud->fy[at] += p->dy[k];
    cloud->fz[at] += p->dz[k];
  }
  cloud->fx[i] -= fx;
  cloud->fy[i] -= fy;
  cloud->fz[i] -= fz;
}

/* One piece of the Coulomb row, eq. (F8). */
IWI_INLINE double coulomb_piece(const iwi_screening *s, double charge, size_t n,
                                const double *restrict charges,
                                piece *restrict p, double *n_close)
{
  const double cutoff2 = s->cutoff_ang * s->cutoff_ang;
  const double closest2 = IWI_CLOSEST_ANG * IWI_CLOSEST_ANG;
  const double alpha = s->alpha, cutoff = s->cutoff_ang;
  const double length = 1 / alpha, bell = TWO_PER_SQRT_PI * alpha;
  const double shift = s->shift, slope = s->slope;
  double energy = 0, close = 0;

#pragma omp simd reduction(+ : energy, close)
  for (size_t k = 0; k < n; k++) {
    const double dx = p->dx[k], dy = p->dy[k], dz = p->dz[k];
    const double d2 = dx * dx + dy * dy + dz * dz;
    const double far2 = d2 < cutoff2 ? d2 : cutoff2;
    const double r2 = far2 > closest2 ? far2 : closest2;
    const double qq = d2 < cutoff2 ? charge * charges[k] : 0.0;
    const double r = sqrt(r2);
    double gauss, per_r;
    const double tail = iwi_fast_erfc_parts(r, length, alpha, &gauss, &per_r);

    energy += qq * (tail - shift + slope * (r - cutoff));
    p->push[k] = qq * ((tail + bell * gauss) * per_r - slope) * per_r;
    close += d2 < closest2 ? 1.0 : 0.0;
  }
  *n_close += close;
  return energy;
}

IWI_EVERY_MACHINE
double iwi_kernel_coulomb(const iwi_cloud *cloud, const iwi_screening *s,
                          size_t i, double charge, size_t n,
                          const int32_t *images, const double *charges,
                          double *n_close)
{
  const double strength = s->constant * charge;
  double energy = 0;
  piece p;

  for (size_t from = 0; from < n; from += PIECE) {
    const size_t size = n - from < PIECE ? n - from : PIECE;

    fetch(cloud, i, size, images + from, &p);
    energy += coulomb_piece(s, strength, size, charges + from, &p, n_close);
    hand_out(cloud, i, size, images + from, &p);
  }
  return energy;
}

IWI_INLINE double distances(size_t n, double cutoff, double closest,
                            piece *restrict p)
{
  /* what is beyond goes to a finite place outside of every law */
  const double outside2 = 4 * cutoff * cutoff;
  const double closest2 = closest * closest;
  double close = 0;

#pragma omp simd reduction(+ : close)
  for (size_t k = 0; k < n; k++) {
    const double dx = p->dx[k], dy = p->dy[k], dz = p->dz[k];
    const double d2 = dx * dx + dy * dy + dz * dz;
    const double far2 = d2 < outside2 ? d2 : outside2;
    const double r = sqrt(far2 > closest2 ? far2 : closest2);

    p->r[k] = r;
    p->per_r[k] = 1 / r;
    p->push[k] = 0;
    close += d2 < closest2 ? 1.0 : 0.0;
  }
  return close;
}

/* what is below 1e-300 may be 1e-300, and what is above 1e300 has no meaning */
IWI_INLINE double bounded(double x)
{
  const double low = x > -690.0 ? x : -690.0;

  return low < 690.0 ? low : 690.0;
}

/* (F2) A exp(-r/rho) - C/r^6 */
IWI_INLINE double add_exponential(const iwi_law *law, size_t n,
                                  piece *restrict p)
{
  const double a = law->p[0], per_rho = law->p[1], c6 = law->p[2];
  const double cutoff = law->cutoff_ang;
  const double shift = law->shift_ev, slope = law->slope_ev_ang;
  double energy = 0;

#pragma omp simd reduction(+ : energy)
  for (size_t k = 0; k < n; k++) {
    const double r = p->r[k], v = p->per_r[k], v2 = v * v;
    const double on = r < cutoff ? 1.0 : 0.0;
    const double repulsion = a * iwi_fast_exp(bounded(-per_rho * r));
    const double dispersion = c6 * v2 * v2 * v2;

    energy += on * (repulsion - dispersion - shift - slope * (r - cutoff));
    p->push[k] += on * (per_rho * repulsion - 6 * dispersion * v + slope) * v;
  }
  return energy;
}

/* (F3) D (x^2 - 2 x), x = exp(-a (r - r0)) */
IWI_INLINE double add_morse(const iwi_law *law, size_t n, piece *restrict p)
{
  const double d = law->p[0], a = law->p[1], offset = law->p[1] * law->p[2];
  const double cutoff = law->cutoff_ang;
  const double shift = law->shift_ev, slope = law->slope_ev_ang;
  double energy = 0;

#pragma omp simd reduction(+ : energy)
  for (size_t k = 0; k < n; k++) {
    const double r = p->r[k];
    const double on = r < cutoff ? 1.0 : 0.0;
    const double x = iwi_fast_exp(bounded(offset - a * r)), dx = d * x;

    energy += on * (dx * (x - 2) - shift - slope * (r - cutoff));
    p->push[k] += on * (2 * a * dx * (x - 1) + slope) * p->per_r[k];
  }
  return energy;
}

/* (F4) C12/r^12 - C6/r^6 */
IWI_INLINE double add_powers(const iwi_law *law, size_t n, piece *restrict p)
{
  const double c12 = law->p[0], c6 = law->p[1], cutoff = law->cutoff_ang;
  const double shift = law->shift_ev, slope = law->slope_ev_ang;
  double energy = 0;

#pragma omp simd reduction(+ : energy)
  for (size_t k = 0; k < n; k++) {
    const double r = p->r[k], v = p->per_r[k], v2 = v * v;
    const double v6 = v2 * v2 * v2, on = r < cutoff ? 1.0 : 0.0;

    energy += on * ((c12 * v6 - c6) * v6 - shift - slope * (r - cutoff));
    p->push[k] += on * ((12 * c12 * v6 - 6 * c6) * v6 * v + slope) * v;
  }
  return energy;
}

IWI_EVERY_MACHINE
double iwi_kernel_laws(const iwi_cloud *cloud, const iwi_pair_laws *pair,
                       size_t i, size_t n, const int32_t *images,
                       double *n_close)
{
  double energy = 0;
  piece p;

  for (size_t from = 0; from < n; from += PIECE) {
    const size_t size = n - from < PIECE ? n - from : PIECE;

    fetch(cloud, i, size, images + from, &p);
    *n_close += distances(size, pair->cutoff_ang, pair->closest_ang, &p);
    for (size_t k = 0; k < pair->n_laws; k++) {
      const iwi_law *law = &pair->laws[k];

      if (law->kind == IWI_LAW_EXPONENTIAL)
        energy += add_exponential(law, size, &p);
      else if (law->kind == IWI_LAW_MORSE)
        energy += add_morse(law, size, &p);
      else
        energy += add_powers(law, size, &p);
    }
    hand_out(cloud, i, size, images + from, &p);
  }
  return energy;
}
