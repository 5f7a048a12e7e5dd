/* SPDX-License-Identifier: BSD-3-Clause */
/* Context life cycle, error detail, log, progress. */
#include "context.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#ifdef _OPENMP
#include <omp.h>
#endif

#include <ionway/version.h>

#define MESSAGE_SIZE 1024

struct iw_context {
  char message[MESSAGE_SIZE];
  iw_log_fn *log;
  void *log_user;
  iw_progress_fn *progress;
  void *progress_user;
  int n_threads;
  size_t n_allocations;
  size_t fail_at; /* allocation count that fails, 0 never */
};

const char *iw_version(void)
{
  return IW_VERSION_STRING;
}

iw_status iw_context_create(iw_context **out)
{
  /* plain calloc: there is no context to count in yet */
  *out = calloc(1, sizeof **out);
  if (*out == NULL)
    return IW_E_MEMORY;
  (*out)->n_threads = 1;
  return IW_OK;
}

void iw_context_destroy(iw_context *ctx)
{
  free(ctx);
}

const char *iw_context_message(const iw_context *ctx)
{
  return ctx->message;
}

void iw_context_set_log(iw_context *ctx, iw_log_fn *log, void *user)
{
  ctx->log = log;
  ctx->log_user = user;
}

void iw_context_set_progress(iw_context *ctx, iw_progress_fn *progress,
                             void *user)
{
  ctx->progress = progress;
  ctx->progress_user = user;
}

iw_status iw_context_set_threads(iw_context *ctx, int n_threads)
{
  if (n_threads < 0 || n_threads > 1024)
    return iwi_fail(ctx, IW_E_ARGUMENT, "%d threads: want 0..1024", n_threads);
#ifdef _OPENMP
  ctx->n_threads = n_threads == 0 ? omp_get_num_procs() : n_threads;
#else
  ctx->n_threads = 1;
#endif
  return IW_OK;
}

int iw_context_threads(const iw_context *ctx)
{
  return ctx->n_threads;
}

iw_status iwi_fail(iw_context *ctx, iw_status status, const char *format, ...)
{
  va_list args;

  if (ctx == NULL)
    return status;
  va_start(args, format);
  vsnprintf(ctx->message, sizeof ctx->message, format, args);
  va_end(args);
  /* One line: bytes of bad input may have come along. */
  for (char *c = ctx->message; *c != '\0'; c++) {
    if ((unsigned char)*c < 0x20 || *c == 0x7f)
      *c = ' ';
  }
  return status;
}

void iwi_log(iw_context *ctx, iw_log_level level, const char *format, ...)
{
  char text[MESSAGE_SIZE];
  va_list args;

  if (ctx == NULL || ctx->log == NULL)
    return;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  ctx->log(level, text, ctx->log_user);
}

iw_status iwi_progress(iw_context *ctx, const char *stage, size_t done,
                       size_t total)
{
  if (ctx->progress == NULL)
    return IW_OK;
  if (ctx->progress(stage, done, total, ctx->progress_user) != 0)
    return iwi_fail(ctx, IW_E_CANCELLED, "cancelled during %s", stage);
  return IW_OK;
}

void iwi_context_fail_allocation(iw_context *ctx, size_t n)
{
  ctx->fail_at = n == 0 ? 0 : ctx->n_allocations + n;
}

int iwi_context_allocation_fails(iw_context *ctx)
{
  if (ctx == NULL)
    return 0;
  ctx->n_allocations++;
  return ctx->n_allocations == ctx->fail_at;
}

size_t iwi_context_allocations(const iw_context *ctx)
{
  return ctx->n_allocations;
}
