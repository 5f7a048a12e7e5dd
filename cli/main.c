/* SPDX-License-Identifier: BSD-3-Clause */
/* The program: which command, what came of it. */
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "job.h"
#include "manual.h"
#include "options.h"
#include "settings.h"

static volatile sig_atomic_t interrupted;

static void interrupt(int signal_number)
{
  (void)signal_number;
  interrupted = 1;
}

/* The first signal asks the work to stop, the second one kills. */
static void catch_signals(void)
{
  struct sigaction action;

  memset(&action, 0, sizeof action);
  action.sa_handler = interrupt;
  action.sa_flags = SA_RESETHAND;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
}

static int usage_error(session *c, const char *message)
{
  show_error(&c->s, message);
  return EXIT_USAGE;
}

static int run_command(session *c)
{
  const char *name = c->a.command->name;

  if (strcmp(name, "info") == 0)
    return cmd_info(c);
  if (strcmp(name, "map") == 0)
    return cmd_map(c);
  if (strcmp(name, "defects") == 0)
    return cmd_defects(c);
  if (strcmp(name, "dope") == 0)
    return cmd_dope(c);
  if (strcmp(name, "neb") == 0)
    return cmd_neb(c);
  if (strcmp(name, "paths") == 0)
    return cmd_paths(c);
  return cmd_convert(c);
}

static int print_config(session *c)
{
  iw_text *text;

  if (settings_json(c->ctx, &c->a, 1, &text) != IW_OK) {
    show_error(&c->s, iw_context_message(c->ctx));
    return EXIT_FAILED;
  }
  fputs(iw_text_data(text), stdout);
  iw_text_destroy(text);
  return EXIT_DONE;
}

/* The options are good; do what they say. */
static int obey(session *c)
{
  iw_status status;

  if (args_has(&c->a, "config")) {
    status = settings_load(c->ctx, &c->a);
    if (c->a.message[0] != '\0')
      return usage_error(c, c->a.message);
    if (status != IW_OK) {
      show_error(&c->s, iw_context_message(c->ctx));
      return status == IW_E_PARSE ? EXIT_USAGE : job_exit_code(status);
    }
    if (args_flag(&c->a, "print-config"))
      return print_config(c);
  }
  if (!args_check_operands(&c->a))
    return usage_error(c, c->a.message);
  c->s.quiet = args_flag(&c->a, "quiet");
  status = session_prepare(c);
  if (status != IW_OK) {
    show_error(&c->s,
               c->message[0] != '\0' ? c->message : iw_context_message(c->ctx));
    return job_exit_code(status);
  }
  return run_command(c);
}

static int print_version(void)
{
  printf("ionway %s\n", iw_version());
  return EXIT_DONE;
}

/* The command line could be taken apart. */
static int start_command(session *c)
{
  if (args_flag(&c->a, "help")) {
    manual_help(stdout, c->a.command);
    return EXIT_DONE;
  }
  if (args_flag(&c->a, "version"))
    return print_version();
  if (iw_context_create(&c->ctx) != IW_OK) {
    show_error(&c->s, "out of memory");
    return EXIT_FAILED;
  }
  return obey(c);
}

static int take_command(session *c, const arg_command *command, int argc,
                        char **argv)
{
  const int code = args_parse(&c->a, command, argc, argv)
                       ? start_command(c)
                       : usage_error(c, c->a.message);

  session_free(c);
  return code;
}

/* ionway --man NAME, --completion SHELL, --config-schema COMMAND. */
static int print_generated(session *c, const char *what, const char *name)
{
  const arg_command *command = name != NULL ? options_command(name) : NULL;

  if (strcmp(what, "--completion") == 0 && name != NULL &&
      strcmp(name, "bash") == 0) {
    manual_completion(stdout);
  } else if (strcmp(what, "--man") == 0 && name != NULL &&
             (command != NULL || strcmp(name, "ionway") == 0)) {
    manual_page(stdout, command);
  } else if (strcmp(what, "--config-schema") == 0 && command != NULL) {
    manual_schema(stdout, command);
  } else {
    char message[OPTIONS_NAMES_SIZE + 40], names[OPTIONS_NAMES_SIZE];

    snprintf(message, sizeof message, "%s wants %s%s", what,
             what[2] == 'm' ? "ionway, " : "",
             strcmp(what, "--completion") == 0 ? "bash" : options_names(names));
    return usage_error(c, message);
  }
  return EXIT_DONE;
}

static int refuse_command(session *c, const char *name)
{
  const char *names[OPTIONS_N_COMMANDS];
  const char *nearest;
  char message[200];

  for (size_t i = 0; i < OPTIONS_N_COMMANDS; i++)
    names[i] = options_commands[i].name;
  nearest = args_nearest(name, names, OPTIONS_N_COMMANDS);
  snprintf(message, sizeof message, "unknown %s %.80s, %s%s%s",
           name[0] == '-' ? "option" : "command", name,
           nearest != NULL ? "did you mean " : "see ionway --help",
           nearest != NULL ? nearest : "", nearest != NULL ? "?" : "");
  return usage_error(c, message);
}

static int refuse_nothing(session *c)
{
  char message[OPTIONS_NAMES_SIZE + 40], names[OPTIONS_NAMES_SIZE];

  snprintf(message, sizeof message, "no command: %s; see ionway --help",
           options_names(names));
  return usage_error(c, message);
}

static int dispatch(session *c, int argc, char **argv)
{
  const char *first = argc > 1 ? argv[1] : NULL;
  const arg_command *command;

  if (first == NULL)
    return refuse_nothing(c);
  if (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0 ||
      strcmp(first, "help") == 0) {
    manual_help(stdout, argc > 2 ? options_command(argv[2]) : NULL);
    return EXIT_DONE;
  }
  if (strcmp(first, "--version") == 0 || strcmp(first, "-V") == 0)
    return print_version();
  if (strcmp(first, "--man") == 0 || strcmp(first, "--completion") == 0 ||
      strcmp(first, "--config-schema") == 0)
    return print_generated(c, first, argc > 2 ? argv[2] : NULL);
  command = options_command(first);
  if (command == NULL)
    return refuse_command(c, first);
  return take_command(c, command, argc - 1, argv + 1);
}

int main(int argc, char **argv)
{
  session c;
  int code;

  memset(&c, 0, sizeof c);
  c.wanted_mobile_charge = NAN;
  show_begin(&c.s, 0, &interrupted);
  catch_signals();
  code = job_close_stdout(&c, dispatch(&c, argc, argv));
  show_end(&c.s);
  return code;
}
