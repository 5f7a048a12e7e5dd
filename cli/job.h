/* SPDX-License-Identifier: BSD-3-Clause */
/* One result for each input file, in the form asked for. */
#ifndef IONWAY_CLI_JOB_H
#define IONWAY_CLI_JOB_H

#include <time.h>

#include "session.h"

/** Exit codes of the program. */
enum {
  EXIT_DONE = 0,
  EXIT_FAILED = 1,
  EXIT_USAGE = 2,
  EXIT_INPUT = 3,
  EXIT_PARTIAL = 4,
  EXIT_INTERRUPTED = 130
};

int job_exit_code(iw_status status);

/** Work on one file: fill the report's facts by calling job_render() on it.
 *  IW_E_NOT_CONVERGED with *out set is a result with parts missing. */
typedef iw_status job_fn(session *c, const char *path, iw_text **out);

/** Wall time since start where --timings asks for it, else NAN. */
double job_seconds(const session *c, const struct timespec *start);

/** The report in the form of --format. */
iw_status job_render(session *c, const iw_report *report, iw_text **out);

/** Is the result to be JSON, and on one line? For reports of another kind. */
int job_wants_json(const session *c, int *compact);
int job_wants_csv(const session *c);
int job_wants_colour(const session *c);

/** Do the job on every operand and write the results; the exit code. */
int job_run(session *c, job_fn *job);

/** Flush standard output; EXIT_FAILED and an error line when that fails. */
int job_close_stdout(session *c, int code);

int cmd_info(session *c);
int cmd_map(session *c);
int cmd_convert(session *c);
int cmd_defects(session *c);
int cmd_dope(session *c);
int cmd_neb(session *c);
int cmd_paths(session *c);

#endif
