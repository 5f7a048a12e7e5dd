/* SPDX-License-Identifier: BSD-3-Clause */
/* The result of a band, as its makers see it. */
#ifndef IONWAY_PATHWAYS_NEB_RESULT_H
#define IONWAY_PATHWAYS_NEB_RESULT_H

#include "neb_band.h"

/** Copy what a band has come to. */
iw_status iwi_neb_result(iw_context *ctx, const iwi_band *band, iw_neb **out);

/** Energy at s_ang along the band, eq. (N10), eV. */
double iwi_neb_profile_at(const iw_neb *neb, double s_ang);

#endif
