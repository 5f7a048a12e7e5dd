/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading texts in tests: one call, remarks kept. */
#ifndef IONWAY_TEST_READING_H
#define IONWAY_TEST_READING_H

#include "check.h"

#include <stdlib.h>

#include <ionway/ionway.h>

/* Remarks of the last reading, one a line. */
static char reading_log[4096];
static iw_context *reading_ctx;

static void reading_remark(iw_log_level level, const char *text, void *user)
{
  const size_t used = strlen(reading_log);

  (void)level;
  (void)user;
  snprintf(reading_log + used, sizeof reading_log - used, "%s\n", text);
}

/* The context of the test program. */
static inline iw_context *reading_context(void)
{
  if (reading_ctx == NULL) {
    CHECK_INT(iw_context_create(&reading_ctx), IW_OK);
    iw_context_set_log(reading_ctx, reading_remark, NULL);
  }
  return reading_ctx;
}

/* Before main returns. */
static inline void reading_end(void)
{
  iw_context_destroy(reading_ctx);
  reading_ctx = NULL;
}

static inline iw_status reading_try(const char *text, size_t size,
                                    const char *name,
                                    const iw_read_options *options,
                                    iw_structure **out)
{
  iw_context *ctx = reading_context();
  /* a copy without room behind it: reading too far is seen */
  char *exact = malloc(size == 0 ? 1 : size);
  iw_status status;

  memcpy(exact, text, size);
  reading_log[0] = '\0';
  status = iw_structure_read_memory(ctx, exact, size, name, options, out);
  free(exact);
  CHECK((status == IW_OK) == (*out != NULL));
  return status;
}

/* A structure that has to be readable; NULL after a failed check. */
static inline iw_structure *reading(const char *text, const char *name)
{
  iw_structure *s = NULL;

  if (reading_try(text, strlen(text), name, NULL, &s) != IW_OK) {
    CHECK_TEXT(iw_context_message(reading_ctx), "(no error)");
    return NULL;
  }
  return s;
}

/* A text that has to be refused with this status and message part. */
static inline void reading_fails(const char *text, const char *name,
                                 iw_status status, const char *part)
{
  iw_structure *s = NULL;

  CHECK_INT(reading_try(text, strlen(text), name, NULL, &s), status);
  CHECK_HOLDS(iw_context_message(reading_ctx), part);
  CHECK(strchr(iw_context_message(reading_ctx), '\n') == NULL);
  iw_structure_destroy(s);
}

/* Sum of occupancies of an element over the cell. */
static inline double reading_amount(const iw_structure *s, const char *symbol)
{
  const int32_t z = iw_element_from_symbol(symbol, strlen(symbol));
  double sum = 0;

  for (size_t i = 0; i < iw_structure_n_sites(s); i++) {
    if (iw_structure_sites(s)[i].element == z)
      sum += iw_structure_sites(s)[i].occupancy;
  }
  return sum;
}

#endif
