/* SPDX-License-Identifier: BSD-3-Clause */
/* Checked allocation. */
#include "mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "context.h"

void *iwi_calloc(iw_context *ctx, size_t n, size_t size)
{
  void *memory = NULL;

  if (n == 0)
    n = 1;
  if (!iwi_context_allocation_fails(ctx) && size <= SIZE_MAX / n)
    memory = calloc(n, size);
  if (memory == NULL)
    iwi_fail(ctx, IW_E_MEMORY, "out of memory (%zu x %zu bytes)", n, size);
  return memory;
}

void *iwi_realloc(iw_context *ctx, void *old, size_t n, size_t size)
{
  void *memory = NULL;

  if (n == 0)
    n = 1;
  if (!iwi_context_allocation_fails(ctx) && size <= SIZE_MAX / n)
    memory = realloc(old, n * size);
  if (memory == NULL)
    iwi_fail(ctx, IW_E_MEMORY, "out of memory (%zu x %zu bytes)", n, size);
  return memory;
}

char *iwi_strdup(iw_context *ctx, const char *text)
{
  const size_t size = (text == NULL ? 0 : strlen(text)) + 1;
  char *copy = iwi_calloc(ctx, size, 1);

  if (copy != NULL && text != NULL)
    memcpy(copy, text, size);
  return copy;
}

void iwi_free(void *memory)
{
  free(memory);
}

iw_status iwi_reserve(iw_context *ctx, void **array, size_t *capacity,
                      size_t needed, size_t size)
{
  size_t larger = *capacity < 8 ? 8 : *capacity;
  void *grown;

  if (needed <= *capacity)
    return IW_OK;
  while (larger < needed) {
    if (larger > SIZE_MAX / 2)
      return iwi_fail(ctx, IW_E_MEMORY, "out of memory");
    larger *= 2;
  }
  grown = iwi_realloc(ctx, *array, larger, size);
  if (grown == NULL)
    return IW_E_MEMORY;
  *array = grown;
  *capacity = larger;
  return IW_OK;
}
