/* SPDX-License-Identifier: BSD-3-Clause */
/* The energy profile between images. */
#ifndef IONWAY_NEB_PROFILE_H
#define IONWAY_NEB_PROFILE_H

#include <ionway/neb.h>

/** Energy at s_ang along the band, eq. (N10), eV. */
double iwi_neb_profile_at(const iw_neb *neb, double s_ang);

#endif
