/* SPDX-License-Identifier: BSD-3-Clause */
/* The constructs that CIF 2.0 has on top of CIF 1.1. */
#ifndef IONWAY_IO_CIF2_H
#define IONWAY_IO_CIF2_H

#include <ionway/write.h>

#include "read.h"

/** A copy of the input in which triple-quoted texts, lists and tables are
 *  one quoted value each, every line keeping its number, and lone carriage
 *  returns are line ends. Free: iw_text_destroy. Errors: IW_E_PARSE (name:line
 *  of what is not closed), IW_E_MEMORY. */
iw_status iwi_cif2_flatten(const iwi_input *input, iw_text **out);

#endif
