/* SPDX-License-Identifier: BSD-3-Clause */
/* Which processor, which commit, which compiler: "unknown" when it cannot be
 * told, never a failure. */
#ifndef IONWAY_BENCH_IDENTITY_H
#define IONWAY_BENCH_IDENTITY_H

#include <stddef.h>

#if defined(__clang__)
#define BENCH_COMPILER "clang " __clang_version__
#elif defined(__GNUC__)
#define BENCH_COMPILER "gcc " __VERSION__
#else
#define BENCH_COMPILER "unknown"
#endif

/** "model name" of /proc/cpuinfo. */
void bench_cpu_name(char *name, size_t size);

/** Commit that source_dir has checked out, read from its .git files; there
 *  need be neither git nor a repository. */
void bench_commit(const char *source_dir, char *commit, size_t size);

/** One-minute load average; -1 when unknown. */
double bench_load(void);

#endif
