/* SPDX-License-Identifier: BSD-3-Clause */
/* Every allocation of the library: overflow-checked, countable, and able to
 * fail on the N-th call for the fault tests. */
#ifndef IONWAY_MEM_H
#define IONWAY_MEM_H

#include <stddef.h>

#include <ionway/context.h>

/** Zeroed n * size bytes (at least one). NULL on overflow or exhaustion, with
 *  IW_E_MEMORY recorded in ctx. ctx may be NULL (nothing is recorded). */
void *iwi_calloc(iw_context *ctx, size_t n, size_t size);

/** Grow or shrink; the new tail is not zeroed. On failure old stays valid. */
void *iwi_realloc(iw_context *ctx, void *old, size_t n, size_t size);

/** Copy of a NUL-terminated text; NULL text copies as "". */
char *iwi_strdup(iw_context *ctx, const char *text);

/** NULL is fine. */
void iwi_free(void *memory);

/** Make room for one more element of *array (capacity doubles). */
iw_status iwi_reserve(iw_context *ctx, void **array, size_t *capacity,
                      size_t needed, size_t size);

#endif
