/* SPDX-License-Identifier: BSD-3-Clause */
/* The reciprocal part of an Ewald sum, made for being called again and again:
 * waves of a cell are listed once, sums over positions run as products of
 * small matrices. */
#ifndef IONWAY_CORE_PAIR_FIELD_WAVES_H
#define IONWAY_CORE_PAIR_FIELD_WAVES_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/context.h>

#include "lattice.h"

/** Waves (h, +-k, +-l) of one h >= 0 and k >= 0, l from 0 to l_max. */
typedef struct iwi_wave_row {
  int32_t h, k, l_max;
  size_t first; /* weight of (h,k,l) is weights[4 (first + l)], then those of
                   (h,k,-l), (h,-k,l), (h,-k,-l); 0 where a wave is outside of
                   the cutoff or stands for one met already               */
} iwi_wave_row;

typedef struct iwi_waves {
  size_t n, padded; /* charges; a multiple of 8                           */
  double *charges;  /* padded with 0                                      */
  iwi_wave_row *rows;
  size_t n_rows, rows_capacity;
  double *weights; /* (4 pi k/V) exp(-G^2/4a^2)/G^2                         */
  size_t n_weights, weights_capacity;
  int32_t m_max[3];
  double *powers[3][2]; /* cos, sin of 2 pi m x, [m * padded + i]           */
  size_t powers_capacity[3];
  double *phases;   /* 4 x padded: cos, sin of (h,k) and (h,-k) with charge */
  double *gradient; /* 3 x padded                                           */
  double *sums;     /* 8 per l                                              */
  double *factors;  /* 16 per l                                             */
  size_t l_capacity;
  double per_4_alpha2;
} iwi_waves;

/** Room for n charges (copied). */
iw_status iwi_waves_begin(iw_context *ctx, size_t n, const double *charges,
                          iwi_waves *out);
void iwi_waves_end(iwi_waves *waves);

/** List the waves of a cell up to a cutoff; constant is k, eV Angstrom. */
iw_status iwi_waves_list(iw_context *ctx, iwi_waves *waves,
                         const iwi_lattice *lattice, double alpha,
                         double cutoff, double constant);

/** Their energy; adds forces (n x 3, Cartesian) and dE/d(strain) (unless
 *  NULL). Eqs. (F9)-(F11). */
double iwi_waves_add(iwi_waves *waves, const iwi_lattice *lattice,
                     const double (*frac)[3], double (*force)[3],
                     double strain[3][3]);

#endif
