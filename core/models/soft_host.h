/* SPDX-License-Identifier: BSD-3-Clause */
/* The soft host from inside: its ions with their images around the hop. */
#ifndef IONWAY_MODELS_SOFT_HOST_H
#define IONWAY_MODELS_SOFT_HOST_H

#include <ionway/soft_host.h>

#include "ion_field.h"

/** One host ion and how it is held. */
typedef struct iwi_soft_ion {
  int32_t host;   /* index in the field                                     */
  int moves;      /* 0: too far away                                        */
  double spring;  /* eV/Angstrom^2                                          */
  double pull[3]; /* g of eq. (W1), eV/Angstrom                             */
  size_t first, n_images; /* its images in the array of positions           */
} iwi_soft_ion;

/** Energy of one ion's images with the mobile ion, and derivatives with
 *  respect to the mobile ion's position. */
typedef struct iwi_soft_sum {
  double energy, gradient[3], hessian[3][3];
} iwi_soft_sum;

/** Sum over n images, Cartesian, displaced by shift (eqs. (E1)-(E4)). */
void iwi_soft_ion_sum(const iw_bvse *field, const iwi_soft_ion *ion,
                      const double (*images)[3], const double point[3],
                      const double shift[3], iwi_soft_sum *out);

/** Relax one ion, eq. (W1): its shift, and W's share with its derivatives,
 *  eqs. (W4) and (W5). Starts from no shift. */
void iwi_soft_ion_relax(const iw_bvse *field, const iwi_soft_ion *ion,
                        const double (*images)[3], const double point[3],
                        double shift[3], iwi_soft_sum *out);

/** The soft host as a field of one ion; lends it. */
iwi_ion_field iwi_soft_host_ion_field(const iw_soft_host *host);

#endif
