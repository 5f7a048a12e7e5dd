/* SPDX-License-Identifier: BSD-3-Clause */
/* Manual pages, shell completion and config schema from the option tables. */
#include "manual.h"

#include <ctype.h>
#include <string.h>

#include <ionway/ionway.h>

#include "options.h"

/* Day of the last change to what the pages say. */
#define PAGE_DATE "2026-11-22"

enum { LINE = 76 };

/* Text for roff: hyphens that can be copied, no request at a line start, lines
 * of a sane length. */
static void roff(FILE *stream, const char *text, size_t size)
{
  size_t column = 0;

  for (size_t i = 0; i < size; i++) {
    char c = text[i];
    const size_t word = c == ' ' ? strcspn(text + i + 1, " \n") : 0;

    if (c == ' ' && column + word > LINE)
      c = '\n';
    if (column == 0 && (c == '.' || c == '\''))
      fputs("\\&", stream);
    if (c == '-')
      fputs("\\-", stream);
    else if (c == '\\')
      fputs("\\e", stream);
    else if (c == '\n' && i + 1 < size && text[i + 1] == '\n')
      fputs("\n.PP", stream);
    else
      fputc(c, stream);
    column = c == '\n' ? 0 : column + 1 + (c == '-');
  }
}

static void roff_text(FILE *stream, const char *text)
{
  roff(stream, text, strlen(text));
}

static void page_option(FILE *stream, const arg_option *o)
{
  fputs(".TP\n", stream);
  if (o->letter != 0)
    fprintf(stream, "\\fB\\-%c\\fR, ", o->letter);
  fputs("\\fB\\-\\-", stream);
  roff_text(stream, o->name);
  fputs("\\fR", stream);
  if (o->value != NULL)
    fprintf(stream, " \\fI%s\\fR", o->value);
  fputc('\n', stream);
  roff_text(stream, o->doc);
  fputc('\n', stream);
  if (o->type == ARG_CHOICE) {
    fputs("One of ", stream);
    roff_text(stream, o->choices);
    fputs(".\n", stream);
  }
  if ((o->type == ARG_REAL || o->type == ARG_INTEGER) && o->max > o->min) {
    char range[64];

    snprintf(range, sizeof range, "Range: %g to %g.\n", o->min, o->max);
    roff_text(stream, range);
  }
  if (o->standard != NULL) {
    fputs("Default: ", stream);
    roff_text(stream, o->standard);
    fputs(".\n", stream);
  }
  if ((o->flags & ARG_REPEATS) != 0)
    fputs("May be repeated.\n", stream);
}

static void page_head(FILE *stream, const char *name, const char *summary)
{
  char upper[32] = "";

  for (size_t i = 0; name[i] != '\0' && i + 1 < sizeof upper; i++)
    upper[i] = (char)toupper((unsigned char)name[i]);
  fprintf(stream,
          ".TH %s 1 %s \"ionway %s\" \"User Commands\"\n"
          ".SH NAME\n",
          upper, PAGE_DATE, IW_VERSION_STRING);
  roff_text(stream, name);
  fputs(" \\- ", stream);
  roff_text(stream, summary);
  fputc('\n', stream);
}

static void page_exit_status(FILE *stream)
{
  static const char *const rows[][2] = {
      {"0", "Done."},
      {"1", "Failure: a file cannot be read or written, memory is out."},
      {"2", "Wrong usage: option, value or config file."},
      {"3", "Input cannot be interpreted; the message names file, line or "
            "atom."},
      {"4", "Done, but a file failed or a result did not converge."},
      {"130", "Interrupted."},
  };

  fputs(".SH EXIT STATUS\n", stream);
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    fprintf(stream, ".TP\n%s\n%s\n", rows[i][0], rows[i][1]);
}

static void page_examples(FILE *stream, const char *examples)
{
  fputs(".SH EXAMPLES\n", stream);
  while (*examples != '\0') {
    const size_t line = strcspn(examples, "\n");
    const size_t command = strcspn(examples, "\t");

    fputs(".TP\n\\fB", stream);
    roff(stream, examples, command);
    fputs("\\fR\n", stream);
    roff(stream, examples + command + 1, line - command - 1);
    fputc('\n', stream);
    examples += line + (examples[line] == '\n');
  }
}

static void command_page(FILE *stream, const arg_command *command)
{
  char name[32];
  const char *group = "";

  snprintf(name, sizeof name, "ionway-%s", command->name);
  page_head(stream, name, command->summary);
  fprintf(stream,
          ".SH SYNOPSIS\n\\fBionway %s\\fR [\\fIOPTION\\fR]... "
          "\\fI%s\\fR\n.SH DESCRIPTION\n",
          command->name, command->operands);
  roff_text(stream, command->description);
  fputs("\n.SH OPTIONS\n", stream);
  for (size_t i = 0; i < command->n_options; i++) {
    const arg_option *o = &command->options[i];

    if (strcmp(o->group, group) != 0)
      fprintf(stream, ".SS %s\n", o->group);
    group = o->group;
    page_option(stream, o);
  }
  page_exit_status(stream);
  fputs(".SH ENVIRONMENT\n.TP\nNO_COLOR\nWhen set and not empty, "
        "\\fB\\-\\-color auto\\fR means never.\n",
        stream);
  page_examples(stream, command->examples);
  fputs(".SH SEE ALSO\n.BR ionway (1)\n", stream);
}

void manual_page(FILE *stream, const arg_command *command)
{
  if (command != NULL) {
    command_page(stream, command);
    return;
  }
  page_head(stream, "ionway", "ion pathways in crystals");
  fputs(".SH SYNOPSIS\n\\fBionway\\fR \\fICOMMAND\\fR "
        "[\\fIOPTION\\fR]... \\fIFILE\\fR...\n"
        ".SH DESCRIPTION\n"
        "Energy landscape, percolation and barriers of a mobile ion in a "
        "crystal.\nResults go to standard output, progress and remarks to "
        "standard error.\n.SH COMMANDS\n",
        stream);
  for (size_t i = 0; i < OPTIONS_N_COMMANDS; i++)
    fprintf(stream, ".TP\n.BR ionway\\-%s (1)\n%s\n", options_commands[i].name,
            options_commands[i].summary);
  fputs(".SH OPTIONS\n"
        ".TP\n\\fB\\-h\\fR, \\fB\\-\\-help\\fR\nPrint a help and stop.\n"
        ".TP\n\\fB\\-V\\fR, \\fB\\-\\-version\\fR\n"
        "Print the version and stop.\n"
        ".TP\n\\fB\\-\\-completion\\fR \\fIbash\\fR\n"
        "Print a completion script and stop.\n"
        ".TP\n\\fB\\-\\-man\\fR \\fINAME\\fR\n"
        "Print the manual page of a command, or of ionway itself, and stop.\n"
        ".TP\n\\fB\\-\\-config\\-schema\\fR \\fICOMMAND\\fR\n"
        "Print the JSON Schema of a command's config file and stop.\n",
        stream);
  page_exit_status(stream);
}

static void complete_command(FILE *stream, const arg_command *command)
{
  fprintf(stream, "    %s) options='", command->name);
  for (size_t i = 0; i < command->n_options; i++)
    fprintf(stream, "%s--%s", i > 0 ? " " : "", command->options[i].name);
  fputs("' ;;\n", stream);
}

static void complete_choices(FILE *stream)
{
  for (size_t i = 0; i < OPTIONS_N_COMMANDS; i++) {
    const arg_command *command = &options_commands[i];

    for (size_t k = 0; k < command->n_options; k++) {
      const arg_option *o = &command->options[k];

      if (o->type != ARG_CHOICE)
        continue;
      fprintf(stream, "    %s:--%s) values='", command->name, o->name);
      for (const char *c = o->choices; *c != '\0'; c++)
        fputc(*c == '|' ? ' ' : *c, stream);
      fputs("' ;;\n", stream);
    }
  }
}

void manual_completion(FILE *stream)
{
  fputs("# bash completion for ionway\n"
        "_ionway()\n{\n"
        "  local word=${COMP_WORDS[COMP_CWORD]}\n"
        "  local before=${COMP_WORDS[COMP_CWORD-1]}\n"
        "  local command=${COMP_WORDS[1]} options= values=\n"
        "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
        "    COMPREPLY=($(compgen -W '",
        stream);
  for (size_t i = 0; i < OPTIONS_N_COMMANDS; i++)
    fprintf(stream, "%s ", options_commands[i].name);
  fputs("--help --version' -- \"$word\"))\n"
        "    return\n  fi\n"
        "  case $command:$before in\n",
        stream);
  complete_choices(stream);
  fputs("  esac\n  case $command in\n", stream);
  for (size_t i = 0; i < OPTIONS_N_COMMANDS; i++)
    complete_command(stream, &options_commands[i]);
  fputs("  esac\n"
        "  if [ -n \"$values\" ]; then\n"
        "    COMPREPLY=($(compgen -W \"$values\" -- \"$word\"))\n"
        "  elif [ \"${word#-}\" != \"$word\" ]; then\n"
        "    COMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n"
        "  else\n"
        "    COMPREPLY=($(compgen -f -- \"$word\"))\n"
        "  fi\n}\n"
        "complete -o filenames -F _ionway ionway\n",
        stream);
}

/* Table texts are plain ASCII without backslashes; quotes do occur. */
static void schema_text(FILE *stream, const char *text)
{
  fputc('"', stream);
  for (const char *c = text; *c != '\0'; c++) {
    if (*c == '"' || *c == '\\')
      fputc('\\', stream);
    fputc(*c, stream);
  }
  fputc('"', stream);
}

static void schema_type(FILE *stream, const arg_option *o)
{
  switch (o->type) {
  case ARG_FLAG:
    fputs("\"type\": \"boolean\"", stream);
    break;
  case ARG_REAL:
  case ARG_INTEGER:
    fprintf(stream, "\"type\": \"%s\", \"minimum\": %g, \"maximum\": %.10g",
            o->type == ARG_REAL ? "number" : "integer", o->min, o->max);
    break;
  case ARG_GRID:
    fputs("\"type\": \"string\", \"pattern\": \"^[0-9]+x[0-9]+x[0-9]+$\"",
          stream);
    break;
  case ARG_CHOICE:
    fputs("\"enum\": [\"", stream);
    for (const char *c = o->choices; *c != '\0'; c++) {
      if (*c == '|')
        fputs("\", \"", stream);
      else
        fputc(*c, stream);
    }
    fputs("\"]", stream);
    break;
  case ARG_TEXT:
  case ARG_FILE:
    fputs("\"type\": \"string\", \"minLength\": 1", stream);
    break;
  }
}

static void schema_option(FILE *stream, const arg_option *o)
{
  const int repeats = (o->flags & ARG_REPEATS) != 0;

  fputs("    ", stream);
  schema_text(stream, o->name);
  fputs(": {\"description\": ", stream);
  schema_text(stream, o->doc);
  fputs(repeats ? ", \"type\": \"array\", \"items\": {" : ", ", stream);
  schema_type(stream, o);
  if (repeats)
    fputc('}', stream);
  if (o->standard != NULL && (o->type == ARG_REAL || o->type == ARG_INTEGER))
    fprintf(stream, ", \"default\": %s", o->standard);
  else if (o->standard != NULL)
    fprintf(stream, ", \"default\": \"%s\"", o->standard);
  fputc('}', stream);
}

void manual_schema(FILE *stream, const arg_command *command)
{
  const char *separator = "";

  fprintf(
      stream,
      "{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n"
      "  \"$id\": \"ionway/config-%s/1\",\n"
      "  \"title\": \"Options of ionway %s\",\n"
      "  \"type\": \"object\",\n  \"additionalProperties\": false,\n"
      "  \"properties\": {\n",
      command->name, command->name);
  for (size_t i = 0; i < command->n_options; i++) {
    if ((command->options[i].flags & ARG_ACTION) != 0)
      continue;
    fputs(separator, stream);
    schema_option(stream, &command->options[i]);
    separator = ",\n";
  }
  fputs("\n  }\n}\n", stream);
}
