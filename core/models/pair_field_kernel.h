/* SPDX-License-Identifier: BSD-3-Clause */
/* Vector kernels of a pair field in real space: one particle against a row of
 * others. */
#ifndef IONWAY_CORE_PAIR_FIELD_KERNEL_H
#define IONWAY_CORE_PAIR_FIELD_KERNEL_H

#include <stddef.h>
#include <stdint.h>

#include "pair_field.h"

/* Rows are padded to a multiple of this. */
#define IWI_ROW_STEP 8

/** Positions and forces of particles and their images. */
typedef struct iwi_cloud {
  double *x, *y, *z;
  double *fx, *fy, *fz;
} iwi_cloud;

/** k q q' [erfc(alpha r)/r - shift + slope (r - cutoff)] within the cutoff. */
typedef struct iwi_screening {
  double constant; /* k, eV Angstrom                                         */
  double alpha;    /* 1/Angstrom                                             */
  double cutoff_ang, shift, slope;
} iwi_screening;

/** Energy of particle i with the images of a row (n, a multiple of
 *  IWI_ROW_STEP), forces added to both. A pair closer than IWI_CLOSEST_ANG adds
 *  to *n_close. charges are those of the images. */
double iwi_kernel_coulomb(const iwi_cloud *cloud, const iwi_screening *s,
                          size_t i, double charge, size_t n,
                          const int32_t *images, const double *charges,
                          double *n_close);

/** The same for the laws of a pair of types; closer than pair->closest_ang is
 *  too close. */
double iwi_kernel_laws(const iwi_cloud *cloud, const iwi_pair_laws *pair,
                       size_t i, size_t n, const int32_t *images,
                       double *n_close);

#endif
