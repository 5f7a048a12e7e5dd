/* SPDX-License-Identifier: BSD-3-Clause */
/* Whether two structures can be the ends of one path. */
#ifndef IONWAY_PATH_CHECK_H
#define IONWAY_PATH_CHECK_H

#include <ionway/structure.h>

/** Errors: IW_E_ARGUMENT: cells or compositions differ, sites are partly
 *  filled, or (keep_order) elements stand in another order. */
iw_status iwi_path_check_ends(iw_context *ctx, const iw_structure *start,
                              const iw_structure *end, int keep_order);

#endif
