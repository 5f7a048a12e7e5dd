/* SPDX-License-Identifier: BSD-3-Clause */
/* Options of a command: one table that the parser, --help, the manual page,
 * the shell completion and the config file all read. */
#ifndef IONWAY_CLI_ARGS_H
#define IONWAY_CLI_ARGS_H

#include <stddef.h>
#include <stdint.h>

typedef enum arg_type {
  ARG_FLAG,
  ARG_TEXT,
  ARG_FILE,
  ARG_REAL,
  ARG_INTEGER,
  ARG_CHOICE,
  ARG_GRID /* three numbers of points, "40x40x24" */
} arg_type;

enum {
  ARG_REPEATS = 1, /* may be given several times                            */
  ARG_ACTION = 2,  /* only on the command line: --help, --config, ...       */
  ARG_MANNER = 4   /* changes how or where results are shown, not what they
                      are: left out of the options a report records         */
};

/** One option. Real and integer values lie in [min, max]. */
typedef struct arg_option {
  const char *group; /* heading in the help                                 */
  const char *name;  /* long name, with its unit: "step-ang"                */
  char letter;       /* short name, 0 for none                              */
  arg_type type;
  unsigned flags;
  const char *value;    /* stands for the value in the help; NULL for flags  */
  const char *standard; /* default as it would be typed; NULL for none       */
  double min, max;
  const char *choices; /* "a|b|c" for ARG_CHOICE                             */
  const char *doc;     /* one or two sentences, unit included                */
} arg_option;

typedef struct arg_command {
  const char *name;
  const char *operands; /* as in the synopsis: "FILE..."                     */
  size_t n_operands_min, n_operands_max;
  const char *summary;     /* half a line                                    */
  const char *description; /* paragraphs separated by blank lines            */
  const char *examples;    /* lines "command\tmeaning"                       */
  const arg_option *options;
  size_t n_options;
} arg_command;

enum { ARG_MAX_OPTIONS = 64, ARG_MESSAGE_SIZE = 512 };

/** Texts given for one option. */
typedef struct arg_values {
  char **texts;
  size_t n;
  int from_config; /* the config file gave them: the command line replaces   */
} arg_values;

/** A parsed command line. */
typedef struct args {
  const arg_command *command;
  arg_values values[ARG_MAX_OPTIONS]; /* as the command's options            */
  const char **operands;              /* point into argv                     */
  size_t n_operands;
  char message[ARG_MESSAGE_SIZE]; /* what was wrong, one line                */
} args;

/** Take argv (argv[0] is skipped) apart; 0 when it cannot be used, with
 *  a->message set. Operand numbers are left to args_check_operands. */
int args_parse(args *a, const arg_command *command, int argc, char **argv);
/** 0 and a message unless the number of operands is one the command takes. */
int args_check_operands(args *a);
/** Give an option a value as the config file does; the command line wins. */
int args_configure(args *a, const char *file, const char *name,
                   const char *text);
void args_free(args *a);

/** What holds for an option: given, else configured, else the default. The
 *  name must be one of the command's. NULL / NAN / 0 when there is none. */
const char *args_text(const args *a, const char *name);
double args_real(const args *a, const char *name);
long args_integer(const args *a, const char *name);
int args_flag(const args *a, const char *name);
/** Every text given for a repeatable option. */
const arg_values *args_list(const args *a, const char *name);
/** "40x40x24" to three numbers; zeros when not given. */
void args_grid(const args *a, const char *name, int32_t grid[3]);
int args_has(const args *a, const char *name);

/** The number in text, whole token or 0. */
int args_scan_real(const char *text, double *value);
/** The nearest of n names to a mistyped one; NULL when none is near. */
const char *args_nearest(const char *name, const char *const *names, size_t n);

#endif
