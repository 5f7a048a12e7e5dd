/* SPDX-License-Identifier: BSD-3-Clause */
/* The result of a band, as its makers see it. */
#ifndef IONWAY_PATHWAYS_NEB_RESULT_H
#define IONWAY_PATHWAYS_NEB_RESULT_H

#include "neb_band.h"

/** Copy what a band has come to. */
iw_status iwi_neb_result(iw_context *ctx, const iwi_band *band, iw_neb **out);

#endif
