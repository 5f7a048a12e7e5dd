/* SPDX-License-Identifier: BSD-3-Clause */
/* A set of decorations, compared site by site. */
#ifndef IONWAY_DOPING_DECORATION_SET_H
#define IONWAY_DOPING_DECORATION_SET_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/context.h>

typedef struct iwi_decoration_set iwi_decoration_set;

/** Errors: IW_E_MEMORY. Free: iwi_decoration_set_destroy. */
iw_status iwi_decoration_set_create(iw_context *ctx, size_t n_sites,
                                    iwi_decoration_set **out);
void iwi_decoration_set_destroy(iwi_decoration_set *set);

/** Put a copy in; *is_new tells whether it was not there yet. */
iw_status iwi_decoration_set_add(iw_context *ctx, iwi_decoration_set *set,
                                 const uint8_t *species, int *is_new);
size_t iwi_decoration_set_size(const iwi_decoration_set *set);
/** Member k in the order in which they came. Lent until the next add. */
const uint8_t *iwi_decoration_set_get(const iwi_decoration_set *set, size_t k);

#endif
