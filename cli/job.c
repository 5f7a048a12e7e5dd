/* SPDX-License-Identifier: BSD-3-Clause */
/* The loop over input files: results to standard output or, whole, to a file;
 * failures as rows where the form has rows. */
#include "job.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef enum form { FORM_TABLE, FORM_JSON, FORM_JSONL, FORM_CSV } form;

int job_exit_code(iw_status status)
{
  switch (status) {
  case IW_OK:
    return EXIT_DONE;
  case IW_E_ARGUMENT:
    return EXIT_USAGE;
  case IW_E_PARSE:
  case IW_E_STRUCTURE:
  case IW_E_SYMMETRY:
  case IW_E_OXIDATION:
  case IW_E_PARAMETER:
  case IW_E_LIMIT:
    return EXIT_INPUT;
  case IW_E_NOT_CONVERGED:
    return EXIT_PARTIAL;
  case IW_E_CANCELLED:
    return EXIT_INTERRUPTED;
  case IW_E_MEMORY:
  case IW_E_IO:
  case IW_E_ENERGY:
    break;
  }
  return EXIT_FAILED;
}

static form form_of(const args *a)
{
  const char *name = args_text(a, "format");

  if (strcmp(name, "json") == 0)
    return FORM_JSON;
  if (strcmp(name, "jsonl") == 0)
    return FORM_JSONL;
  return strcmp(name, "csv") == 0 ? FORM_CSV : FORM_TABLE;
}

/* NO_COLOR: see no-color.org; a dumb terminal knows no codes. */
int job_wants_colour(const session *c)
{
  const args *a = &c->a;
  const char *when = args_text(a, "color");
  const char *no_color = getenv("NO_COLOR");
  const char *terminal = getenv("TERM");

  if (strcmp(when, "auto") != 0)
    return strcmp(when, "always") == 0;
  return args_text(a, "output") == NULL && isatty(STDOUT_FILENO) &&
         (no_color == NULL || no_color[0] == '\0') &&
         (terminal == NULL || strcmp(terminal, "dumb") != 0);
}

int job_wants_json(const session *c, int *compact)
{
  const form as = form_of(&c->a);

  *compact = as == FORM_JSONL;
  return as == FORM_JSON || as == FORM_JSONL;
}

int job_wants_csv(const session *c)
{
  return form_of(&c->a) == FORM_CSV;
}

/* Hops and barriers have columns of their own. */
static iw_status csv_header(const session *c, iw_text **out)
{
  const char *command = c->a.command->name;

  if (strcmp(command, "paths") == 0)
    return iw_paths_report_csv_header(c->ctx, out);
  if (strcmp(command, "neb") == 0)
    return iw_neb_report_csv_header(c->ctx, out);
  return iw_report_csv_header(c->ctx, out);
}

static iw_status csv_failure(const session *c, const char *path,
                             iw_status failure, iw_text **out)
{
  if (strcmp(c->a.command->name, "paths") == 0)
    return iw_paths_report_csv_failure(c->ctx, path, failure, c->message, out);
  return iw_report_failure_csv(c->ctx, path, failure, c->message, out);
}

double job_seconds(const session *c, const struct timespec *start)
{
  struct timespec now;

  if (!args_flag(&c->a, "timings"))
    return NAN;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)(now.tv_sec - start->tv_sec) +
         1e-9 * (double)(now.tv_nsec - start->tv_nsec);
}

iw_status job_render(session *c, const iw_report *report, iw_text **out)
{
  iw_report copy = *report;

  switch (form_of(&c->a)) {
  case FORM_JSON:
    return iw_report_json(c->ctx, &copy, out);
  case FORM_JSONL:
    copy.compact = 1;
    return iw_report_json(c->ctx, &copy, out);
  case FORM_CSV:
    return iw_report_csv(c->ctx, &copy, out);
  case FORM_TABLE:
    break;
  }
  return iw_report_table(c->ctx, &copy, job_wants_colour(c), out);
}

/* Results on their way out: to a file they go in one piece at the end. */
typedef struct sink {
  const char *path; /* NULL: standard output */
  char *data;
  size_t size;
  int begun; /* the header, where the form has one, is out */
} sink;

static iw_status sink_add(session *c, sink *to, const char *data, size_t size)
{
  char *grown;

  if (to->path == NULL) {
    if (fwrite(data, 1, size, stdout) != size || fflush(stdout) != 0)
      return session_fail(c, IW_E_IO, "standard output: %s", strerror(errno));
    return IW_OK;
  }
  grown = realloc(to->data, to->size + size + 1);
  if (grown == NULL)
    return session_fail(c, IW_E_MEMORY, "out of memory");
  memcpy(grown + to->size, data, size);
  to->data = grown;
  to->size += size;
  return IW_OK;
}

static iw_status sink_close(session *c, sink *to)
{
  iw_text *text = NULL;
  iw_status status = IW_OK;

  if (to->path == NULL)
    return IW_OK;
  status =
      iw_text_create(c->ctx, to->data != NULL ? to->data : "", to->size, &text);
  if (status == IW_OK)
    status = iw_text_write_file(c->ctx, text, to->path);
  iw_text_destroy(text);
  if (status != IW_OK)
    return session_fail(c, status, "%s", iw_context_message(c->ctx));
  return IW_OK;
}

static iw_status sink_add_text(session *c, sink *to, iw_text *text)
{
  const iw_status status =
      sink_add(c, to, iw_text_data(text), iw_text_size(text));

  iw_text_destroy(text);
  return status;
}

/* Before the first row and not earlier: a run that fails prints nothing. */
static iw_status add_header(session *c, sink *to)
{
  iw_text *text;

  if (form_of(&c->a) != FORM_CSV || to->begun)
    return IW_OK;
  to->begun = 1;
  if (csv_header(c, &text) != IW_OK)
    return session_fail(c, IW_E_MEMORY, "out of memory");
  return sink_add_text(c, to, text);
}

static iw_status add_result(session *c, sink *to, iw_text *text, int is_first)
{
  iw_status status = add_header(c, to);

  if (status == IW_OK && !is_first && form_of(&c->a) == FORM_TABLE)
    status = sink_add(c, to, "\n", 1);
  if (status == IW_OK)
    return sink_add_text(c, to, text);
  iw_text_destroy(text);
  return status;
}

static iw_status add_failure(session *c, sink *to, const char *path,
                             iw_status failure)
{
  const form as = form_of(&c->a);
  iw_text *text = NULL;
  iw_status status = IW_OK;

  if (as == FORM_JSONL)
    status = iw_report_failure_json(c->ctx, path, failure, c->message, &text);
  else if (as == FORM_CSV)
    status = csv_failure(c, path, failure, &text);
  if (status != IW_OK)
    return session_fail(c, IW_E_MEMORY, "out of memory");
  return text == NULL ? IW_OK : add_result(c, to, text, 0);
}

/* Remarks stand in tables and JSON already; a reader of the terminal shall not
 * meet them twice. */
static void show_remarks(session *c, const char *path)
{
  const int seen = form_of(&c->a) == FORM_TABLE &&
                   args_text(&c->a, "output") == NULL && isatty(STDOUT_FILENO);

  if (!seen)
    show_notes(&c->s, c->a.n_operands > 1 ? path : NULL);
  show_forget_notes(&c->s);
}

/* Exit code of one file; EXIT_FAILED also when writing fails. */
static int run_one(session *c, job_fn *job, const char *path, sink *to,
                   int is_first)
{
  const int many = c->a.n_operands > 1;
  iw_text *text = NULL;
  iw_status status = job(c, path, &text);
  iw_status written = IW_OK;

  if (text != NULL) {
    written = add_result(c, to, text, is_first);
    if (written == IW_OK)
      show_remarks(c, path);
  } else {
    show_error(&c->s, c->message);
    if (many && status != IW_E_CANCELLED)
      written = add_failure(c, to, path, status);
    show_forget_notes(&c->s);
  }
  if (written != IW_OK) {
    show_error(&c->s, c->message);
    return -1;
  }
  return job_exit_code(status);
}

/* Options whose file the next input would overwrite. */
static const char *const single[] = {"volume", "cells", "stream", "list",
                                     "graph"};

static int check_form(session *c)
{
  char problem[80] = "";

  if (c->a.n_operands < 2)
    return 1;
  if (form_of(&c->a) == FORM_JSON)
    snprintf(problem, sizeof problem,
             "--format json takes one file; jsonl gives a line for each");
  for (size_t i = 0; i < sizeof single / sizeof single[0]; i++) {
    if (args_has(&c->a, single[i]) && args_list(&c->a, single[i])->n > 0)
      snprintf(problem, sizeof problem,
               "--%s takes one input file: the next would overwrite it",
               single[i]);
  }
  if (problem[0] != '\0')
    show_error(&c->s, problem);
  return problem[0] == '\0';
}

int job_run(session *c, job_fn *job)
{
  sink to = {args_text(&c->a, "output"), NULL, 0, 0};
  int code = EXIT_DONE;
  iw_status status = IW_OK;

  if (!check_form(c))
    return EXIT_USAGE;
  for (size_t i = 0; i < c->a.n_operands; i++) {
    const int one = run_one(c, job, c->a.operands[i], &to, i == 0);

    if (one < 0 || one == EXIT_INTERRUPTED) {
      free(to.data);
      return one < 0 ? EXIT_FAILED : one;
    }
    if (one != EXIT_DONE)
      code = c->a.n_operands > 1 ? EXIT_PARTIAL : one;
  }
  /* a single input that failed leaves no file behind */
  if (to.size > 0)
    status = sink_close(c, &to);
  free(to.data);
  if (status == IW_OK)
    return code;
  show_error(&c->s, c->message);
  return job_exit_code(status);
}

int job_close_stdout(session *c, int code)
{
  if (fflush(stdout) == 0 && !ferror(stdout))
    return code;
  if (code == EXIT_DONE)
    show_error(&c->s, "standard output: cannot be written");
  return EXIT_FAILED;
}
