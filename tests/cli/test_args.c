/* SPDX-License-Identifier: BSD-3-Clause */
/* The option tables are sound, and the parser takes and refuses what it
 * should. */
#include "check.h"

#include <stdlib.h>

#include "args.h"
#include "options.h"

enum { MAX_WORDS = 16 };

/* Parse a command line given as one text; words are split at blanks. */
static int parse(args *a, const char *command, const char *line)
{
  static char copy[512];
  static char *argv[MAX_WORDS + 1];
  int argc = 0;
  char *at = copy;

  snprintf(copy, sizeof copy, "%s %s", command, line);
  while (*at != '\0' && argc < MAX_WORDS) {
    argv[argc++] = at;
    at += strcspn(at, " ");
    if (*at != '\0')
      *at++ = '\0';
  }
  argv[argc] = NULL;
  return args_parse(a, options_command(command), argc, argv);
}

static void check_refusal(const char *line, const char *part)
{
  args a;

  CHECK(!parse(&a, "map", line));
  CHECK_HOLDS(a.message, part);
  CHECK(strchr(a.message, '\n') == NULL);
  args_free(&a);
}

static void tables_are_sound(void)
{
  for (size_t c = 0; c < OPTIONS_N_COMMANDS; c++) {
    const arg_command *command = &options_commands[c];
    args a;

    CHECK(command->n_options <= ARG_MAX_OPTIONS);
    CHECK(parse(&a, command->name, "file"));
    for (size_t i = 0; i < command->n_options; i++) {
      const arg_option *o = &command->options[i];

      /* no name or letter twice, a default that its own check accepts */
      for (size_t k = 0; k < i; k++) {
        CHECK(strcmp(o->name, command->options[k].name) != 0);
        CHECK(o->letter == 0 || o->letter != command->options[k].letter);
      }
      CHECK((o->type == ARG_FLAG) == (o->value == NULL));
      CHECK((o->type == ARG_CHOICE) == (o->choices != NULL));
      if ((o->flags & ARG_ACTION) == 0 && o->standard != NULL) {
        CHECK(args_configure(&a, "c.json", o->name, o->standard));
        CHECK_TEXT(args_text(&a, o->name), o->standard);
      }
    }
    args_free(&a);
  }
}

static void values_are_taken(void)
{
  int32_t grid[3];
  args a;

  CHECK(parse(&a, "map",
              "a.cif -s 0.3 --grid=12x8x40 -x Fe=3 --keep-mobile -x Mn=2 b"));
  CHECK_INT(a.n_operands, 2);
  CHECK_TEXT(a.operands[0], "a.cif");
  CHECK_TEXT(a.operands[1], "b");
  CHECK_NEAR(args_real(&a, "step-ang"), 0.3, 0);
  CHECK_INT(args_list(&a, "oxidation")->n, 2);
  CHECK_TEXT(args_list(&a, "oxidation")->texts[1], "Mn=2");
  CHECK(args_flag(&a, "keep-mobile"));
  CHECK(!args_flag(&a, "no-refine"));
  args_grid(&a, "grid", grid);
  CHECK(grid[0] == 12 && grid[1] == 8 && grid[2] == 40);
  CHECK_TEXT(args_text(&a, "radii"), "cordero");
  CHECK_INT(args_integer(&a, "threads"), 0);
  CHECK(args_text(&a, "mobile") == NULL);
  args_free(&a);
}

static void mistakes_are_named(void)
{
  check_refusal("--setp-ang 0.1 x", "did you mean --step-ang");
  check_refusal("--step 0.1 --steq x", "unknown option --steq");
  check_refusal("--tolerance=1 --wholly-unknown x", "see ionway map --help");
  check_refusal("-Z x", "unknown option -Z");
  check_refusal("--step-ang", "--step-ang wants a value");
  check_refusal("-s", "-s wants a value");
  check_refusal("--quiet=yes x", "--quiet takes no value");
  check_refusal("-s 0.1a x", "0.02..1");
  check_refusal("-s nan x", "0.02..1");
  check_refusal("-s 5 x", "0.02..1");
  check_refusal("-s 0x1p-3 x", "0.02..1");
  check_refusal("-j 1.5 x", "whole number");
  check_refusal("-j 99999999999999999999 x", "whole number");
  check_refusal("--radii shannon x", "cordero|softbv");
  check_refusal("--radii cordero|softbv x", "cordero|softbv");
  check_refusal("--grid 10x10 x", "40x40x24");
  check_refusal("--grid 10x10x-3 x", "40x40x24");
  check_refusal("--grid 0x10x10 x", "40x40x24");
}

static void operands_are_counted(void)
{
  args a;

  CHECK(parse(&a, "map", "-q"));
  CHECK(!args_check_operands(&a));
  args_free(&a);
  CHECK(parse(&a, "convert", "a b c"));
  CHECK(!args_check_operands(&a));
  CHECK_HOLDS(a.message, "c");
  args_free(&a);
  CHECK(parse(&a, "convert", "a b"));
  CHECK(args_check_operands(&a));
  args_free(&a);
}

static void the_command_line_wins_over_the_config(void)
{
  args a;

  CHECK(parse(&a, "map", "x -s 0.3"));
  CHECK(args_configure(&a, "c.json", "step-ang", "0.1"));
  CHECK(args_configure(&a, "c.json", "oxidation", "Fe=2"));
  CHECK(args_configure(&a, "c.json", "oxidation", "Mn=3"));
  CHECK_TEXT(args_text(&a, "step-ang"), "0.3");
  CHECK_INT(args_list(&a, "oxidation")->n, 2);
  CHECK(!args_configure(&a, "c.json", "step_ang", "0.1"));
  CHECK_HOLDS(a.message, "c.json: unknown key \"step_ang\", did you mean "
                         "\"step-ang\"?");
  args_free(&a);
}

static void nearest_names(void)
{
  static const char *const names[] = {"info", "map", "convert"};

  CHECK_TEXT(args_nearest("mpa", names, 3), "map");
  CHECK_TEXT(args_nearest("inof", names, 3), "info");
  CHECK_TEXT(args_nearest("conv", names, 3), "convert");
  CHECK(args_nearest("percolate", names, 3) == NULL);
}

int main(void)
{
  RUN(tables_are_sound);
  RUN(values_are_taken);
  RUN(mistakes_are_named);
  RUN(operands_are_counted);
  RUN(the_command_line_wins_over_the_config);
  RUN(nearest_names);
  return check_report();
}
