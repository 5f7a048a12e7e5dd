/* SPDX-License-Identifier: BSD-3-Clause */
/* How much of a dopant, as read from text. */
#ifndef IONWAY_IO_AMOUNT_H
#define IONWAY_IO_AMOUNT_H

#include <ionway/doping.h>

#include "phrase.h"

/** Read "3", "0.05", "1/8", "0-5 %" or "up to 1/2" into min, max and unit. */
iw_status iwi_amount_take(iwi_phrase *c, iw_substitution *s);

#endif
