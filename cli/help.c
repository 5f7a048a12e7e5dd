/* SPDX-License-Identifier: BSD-3-Clause */
/* --help from the option tables. */
#include "manual.h"

#include <string.h>

#include "options.h"

enum { WIDTH = 79, INDENT = 28 };

/* Print text from the given column on, broken at blanks. */
static void wrap(FILE *stream, const char *text, size_t indent, size_t column)
{
  while (*text != '\0') {
    const size_t word = strcspn(text, " \n");

    if (column > indent && column + 1 + word > WIDTH) {
      fprintf(stream, "\n%*s", (int)indent, "");
      column = indent;
    }
    fprintf(stream, "%s%.*s", column > indent ? " " : "", (int)word, text);
    column += word + (column > indent);
    text += word;
    if (text[0] == '\n' && text[1] == '\n') {
      fprintf(stream, "\n\n%*s", (int)indent, "");
      column = indent;
    }
    text += strspn(text, " \n");
  }
  fputc('\n', stream);
}

static void print_option(FILE *stream, const arg_option *o)
{
  char head[80];
  char letter[8] = "    ";
  char text[512];
  int width;

  if (o->letter != 0)
    snprintf(letter, sizeof letter, "-%c, ", o->letter);
  width =
      snprintf(head, sizeof head, "  %s--%s%s%s", letter, o->name,
               o->value != NULL ? " " : "", o->value != NULL ? o->value : "");
  fputs(head, stream);
  if (width + 2 > INDENT)
    fprintf(stream, "\n%*s", INDENT, "");
  else
    fprintf(stream, "%*s", INDENT - width, "");
  snprintf(
      text, sizeof text, "%s%s%s%s%s%s%s%s", o->doc,
      o->type == ARG_CHOICE ? " One of " : "",
      o->type == ARG_CHOICE ? o->choices : "", o->type == ARG_CHOICE ? "." : "",
      o->standard != NULL ? " Default: " : "",
      o->standard != NULL ? o->standard : "", o->standard != NULL ? "." : "",
      (o->flags & ARG_REPEATS) != 0 ? " May be repeated." : "");
  wrap(stream, text, INDENT, INDENT);
}

static void print_examples(FILE *stream, const char *examples)
{
  fputs("\nExamples:\n", stream);
  while (*examples != '\0') {
    const size_t line = strcspn(examples, "\n");
    const size_t command = strcspn(examples, "\t");

    fprintf(stream, "  %.*s\n      %.*s\n", (int)command, examples,
            (int)(line - command - 1), examples + command + 1);
    examples += line + (examples[line] == '\n');
  }
}

static void command_help(FILE *stream, const arg_command *command)
{
  const char *group = "";

  fprintf(stream, "Usage: ionway %s [OPTION]... %s\n\n", command->name,
          command->operands);
  wrap(stream, command->description, 0, 0);
  for (size_t i = 0; i < command->n_options; i++) {
    const arg_option *o = &command->options[i];

    if (strcmp(o->group, group) != 0)
      fprintf(stream, "\n%s:\n", o->group);
    group = o->group;
    print_option(stream, o);
  }
  print_examples(stream, command->examples);
}

void manual_help(FILE *stream, const arg_command *command)
{
  if (command != NULL) {
    command_help(stream, command);
    return;
  }
  fputs("Usage: ionway COMMAND [OPTION]... FILE...\n\n"
        "Ion pathways in crystals: energy landscape, percolation, barriers.\n\n"
        "Commands:\n",
        stream);
  for (size_t i = 0; i < OPTIONS_N_COMMANDS; i++)
    fprintf(stream, "  %-10s %s\n", options_commands[i].name,
            options_commands[i].summary);
  fputs("\nOptions:\n"
        "  -h, --help       print this help and stop\n"
        "  -V, --version    print the version and stop\n"
        "      --completion bash\n"
        "                   print a completion script and stop\n\n"
        "ionway COMMAND --help tells more.\n\n"
        "Exit status: 0 done, 1 failure, 2 wrong usage, 3 input cannot be\n"
        "interpreted, 4 done but parts failed or did not converge,\n"
        "130 interrupted.\n",
        stream);
}
