/* SPDX-License-Identifier: BSD-3-Clause */
/* The one handle every call takes: detail of the last error, log, progress
 * with cancellation, and the thread budget. A context belongs to one thread
 * at a time; the objects made with it are immutable and free for all. */
#ifndef IONWAY_CONTEXT_H
#define IONWAY_CONTEXT_H

#include <stddef.h>

#include <ionway/export.h>
#include <ionway/status.h>

IW_BEGIN_DECLS

typedef struct iw_context iw_context;

typedef enum iw_log_level { IW_LOG_NOTE = 0, IW_LOG_WARNING = 1 } iw_log_level;

/** Receives remarks a user should see; text has no newline, is not kept. */
typedef void iw_log_fn(iw_log_level level, const char *text, void *user);

/** Called from the calling thread only, first with done = 0 and last with
 *  done = total, at most about 100 times a stage; non-zero cancels the call,
 *  which then returns IW_E_CANCELLED. */
typedef int iw_progress_fn(const char *stage, size_t done, size_t total,
                           void *user);

/** Make a context: silent, without progress, one thread. Free:
 *  iw_context_destroy. Errors: IW_E_MEMORY. */
IW_API iw_status iw_context_create(iw_context **out);

/** NULL is fine. */
IW_API void iw_context_destroy(iw_context *ctx);

/** One line on the last failed call of this context ("a.cif:41: occupancy
 *  1.3 exceeds 1"); "" when nothing has failed. Valid until the next call. */
IW_API const char *iw_context_message(const iw_context *ctx);

/** NULL silences. */
IW_API void iw_context_set_log(iw_context *ctx, iw_log_fn *log, void *user);

/** NULL switches progress off. */
IW_API void iw_context_set_progress(iw_context *ctx, iw_progress_fn *progress,
                                    void *user);

/** Threads the library may use, 1..1024; 0 asks for one per processor. Results
 *  are bit-identical for any number. Errors: IW_E_ARGUMENT. */
IW_API iw_status iw_context_set_threads(iw_context *ctx, int n_threads);

/** The number in force, after 0 has been resolved. */
IW_API int iw_context_threads(const iw_context *ctx);

IW_END_DECLS

#endif
