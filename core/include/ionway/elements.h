/* SPDX-License-Identifier: BSD-3-Clause */
/* Elements by atomic number and by symbol. */
#ifndef IONWAY_ELEMENTS_H
#define IONWAY_ELEMENTS_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/export.h>

IW_BEGIN_DECLS

#define IW_MAX_ELEMENT 118

/** "Li" for 3; "" outside 1..118. Static storage. */
IW_API const char *iw_element_symbol(int32_t element);

/** Atomic number of the symbol in text[0..size), exact case ("Li"; "D" and "T"
 *  are hydrogen); 0 when it is no element. */
IW_API int32_t iw_element_from_symbol(const char *text, size_t size);

/** Standard atomic weight, u; 0 outside 1..118. */
IW_API double iw_element_mass_u(int32_t element);

IW_END_DECLS

#endif
