/* SPDX-License-Identifier: BSD-3-Clause */
/* The two inner loops of the landscape: one kind of host ion acting on a tile
 * of points. Vectorised over points, so that sums run in a fixed order. */
#ifndef IONWAY_BVSE_KERNEL_H
#define IONWAY_BVSE_KERNEL_H

#include <stddef.h>

/* Points come in tiles whose length is a multiple of this. */
#define IWI_TILE 8

/* Distances below this count as it: the repulsion has no finite value on top
 * of a host ion, and nothing physical happens there. */
#define IWI_MIN_DISTANCE_ANG 1e-3

/* Beyond 5.2 screening lengths the repulsion of an ion is below 1e-12 eV: erfc
 * is 2e-13 there, at distances where k q q/R is some 5 eV. */
#define IWI_SCREENING_REACH 5.2

/** Add (d0/2)[(x - 1)^2 - 1], x = exp(alpha (r_min - R)), eq. (E1), of every
 *  image within the cutoff to every point. half_d0 includes the occupancy.
 *  n_points is a multiple of IWI_TILE; arrays do not overlap. */
void iwi_bvse_add_attraction(size_t n_points, const double *x, const double *y,
                             const double *z, size_t n_images,
                             const double (*images)[3], double half_d0,
                             double alpha, double r_min, double cutoff,
                             double *energy);

/** Add strength/R erfc(R/length), eq. (E2), likewise. */
void iwi_bvse_add_repulsion(size_t n_points, const double *x, const double *y,
                            const double *z, size_t n_images,
                            const double (*images)[3], double strength,
                            double length, double cutoff, double *energy);

/** Sums over images of one kind at a single point: energy, gradient (3) and
 *  the upper triangle of the Hessian (xx xy xz yy yz zz). */
typedef struct iwi_sums {
  double energy;
  double gradient[3];
  double hessian[6];
} iwi_sums;

/** Add the attraction of images at (x, y, z) with its derivatives, eqs. (E1),
 *  (E3), (E4), at a point; vectorised over images. */
void iwi_bvse_sum_attraction(size_t n_images, const double *x, const double *y,
                             const double *z, const double point[3],
                             double half_d0, double alpha, double r_min,
                             double cutoff, iwi_sums *sums);

/** The repulsion likewise, eqs. (E2)-(E4). */
void iwi_bvse_sum_repulsion(size_t n_images, const double *x, const double *y,
                            const double *z, const double point[3],
                            double strength, double length, double cutoff,
                            iwi_sums *sums);

#endif
