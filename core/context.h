/* SPDX-License-Identifier: BSD-3-Clause */
/* What the library itself may do with a context. */
#ifndef IONWAY_CORE_CONTEXT_H
#define IONWAY_CORE_CONTEXT_H

#include <stddef.h>

#include <ionway/context.h>

#if defined(__GNUC__)
#define IWI_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#else
#define IWI_PRINTF(fmt, args)
#endif

/** Record the detail of a failure and hand the status back:
 *  `return iwi_fail(ctx, IW_E_PARSE, "...", ...)`. ctx may be NULL. */
iw_status iwi_fail(iw_context *ctx, iw_status status, const char *format, ...)
    IWI_PRINTF(3, 4);

/** Tell the user something; silent without a log function. */
void iwi_log(iw_context *ctx, iw_log_level level, const char *format, ...)
    IWI_PRINTF(3, 4);

/** Report progress; IW_E_CANCELLED when the callback says so, else IW_OK. */
iw_status iwi_progress(iw_context *ctx, const char *stage, size_t done,
                       size_t total);

/** For the fault tests: the n-th allocation from now fails (1 = the next);
 *  0 never. */
void iwi_context_fail_allocation(iw_context *ctx, size_t n);

/** Counts an allocation; true when it has to fail. */
int iwi_context_allocation_fails(iw_context *ctx);

/** Allocations made with this context so far. */
size_t iwi_context_allocations(const iw_context *ctx);

#endif
