/* SPDX-License-Identifier: BSD-3-Clause */
/* What goes to standard error: progress, notes, warnings, the one error line;
 * and the remarks kept for the report. */
#ifndef IONWAY_CLI_SHOW_H
#define IONWAY_CLI_SHOW_H

#include <signal.h>
#include <stddef.h>
#include <stdio.h>

#include <ionway/ionway.h>

typedef struct show {
  FILE *stream; /* standard error, or a test's file                         */
  int quiet;
  int terminal; /* draw a bar rather than lines                             */
  const volatile sig_atomic_t *cancel; /* non-zero stops the work; or NULL  */
  double (*now)(void);                 /* monotonic seconds                 */
  char prefix[64]; /* said before every stage, "hop 2 of 7, "               */
  double stage_start, last_shown;
  int bar_drawn;
  iw_report_note *notes; /* texts owned                                     */
  size_t n_notes;
} show;

void show_begin(show *s, int quiet, const volatile sig_atomic_t *cancel);
void show_end(show *s);

/** For iw_context_set_progress; user is the show. */
int show_progress(const char *stage, size_t done, size_t total, void *user);

/** For iw_context_set_log: keeps the remark (once). user is the show. */
void show_log(iw_log_level level, const char *text, void *user);

/** Print the remarks kept, each with the subject when it is not NULL. */
void show_notes(const show *s, const char *subject);
void show_forget_notes(show *s);

/** A remark on this run that has no place in the result: said at once. */
void show_say(show *s, const char *text);

/** "ionway: text" and a newline; control bytes become blanks. */
void show_error(show *s, const char *text);

#endif
