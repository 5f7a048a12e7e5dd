/* SPDX-License-Identifier: BSD-3-Clause */
/* How rows of the caller are checked, for those who read them from a file. */
#ifndef IONWAY_CORE_PARAMETERS_H
#define IONWAY_CORE_PARAMETERS_H

#include <ionway/parameters.h>

/** Check a row of the caller and fill what it leaves open (NAN) by eqs.
 *  (V4)-(V6). where opens the message: "own parameter row 3", "a.txt:7".
 *  Errors: IW_E_ARGUMENT. */
iw_status iwi_parameters_take_row(iw_context *ctx, const iw_bond *row,
                                  const char *where, iw_bond *out);

#endif
