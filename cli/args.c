/* SPDX-License-Identifier: BSD-3-Clause */
/* Parsing by the option table: getopt_long for the syntax, one check of every
 * value whether it was typed or stands in the config file. */
#include "args.h"

#include <assert.h>
#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
static int
refuse(args *a, const char *format, ...)
{
  va_list list;

  va_start(list, format);
  vsnprintf(a->message, sizeof a->message, format, list);
  va_end(list);
  return 0;
}

/* The program never leaves the "C" locale, so strtod reads a point. */
int args_scan_real(const char *text, double *value)
{
  char *end;

  if (text[0] == '\0' || strspn(text, "+-.0123456789eE") != strlen(text))
    return 0; /* no blanks, hexadecimals, nan, inf */
  *value = strtod(text, &end);
  return *end == '\0' && isfinite(*value);
}

static int scan_integer(const char *text, long *value)
{
  char *end;

  if (text[0] == '\0' || strspn(text, "+-0123456789") != strlen(text))
    return 0;
  errno = 0;
  *value = strtol(text, &end, 10);
  return *end == '\0' && errno == 0;
}

static int scan_grid(const char *text, int32_t grid[3])
{
  for (int k = 0; k < 3; k++) {
    char *end;
    long n;

    if (text[0] < '0' || text[0] > '9')
      return 0;
    n = strtol(text, &end, 10);
    if (n < 1 || n > 100000 || *end != (k < 2 ? 'x' : '\0'))
      return 0;
    grid[k] = (int32_t)n;
    text = end + 1;
  }
  return 1;
}

/* Is text one of "a|b|c"? */
static int is_choice(const char *choices, const char *text)
{
  const size_t size = strcspn(text, "|");

  if (text[size] != '\0')
    return 0;
  for (const char *c = choices; c != NULL; c = strchr(c, '|')) {
    c += *c == '|';
    if (size > 0 && strncmp(c, text, size) == 0 &&
        (c[size] == '|' || c[size] == '\0'))
      return 1;
  }
  return 0;
}

static int check_value(args *a, const arg_option *o, const char *text)
{
  double real;
  long integer;
  int32_t grid[3];

  switch (o->type) {
  case ARG_FLAG:
    if (strcmp(text, "true") != 0 && strcmp(text, "false") != 0)
      return refuse(a, "--%s is %.60s, want true or false", o->name, text);
    break;
  case ARG_TEXT:
  case ARG_FILE:
    if (text[0] == '\0')
      return refuse(a, "--%s is empty, want %s", o->name, o->value);
    break;
  case ARG_REAL:
    if (!args_scan_real(text, &real) || real < o->min || real > o->max)
      return refuse(a, "--%s is %.60s, want a number in %g..%g", o->name, text,
                    o->min, o->max);
    break;
  case ARG_INTEGER:
    if (!scan_integer(text, &integer) || (double)integer < o->min ||
        (double)integer > o->max)
      return refuse(a, "--%s is %.60s, want a whole number in %.0f..%.0f",
                    o->name, text, o->min, o->max);
    break;
  case ARG_CHOICE:
    if (!is_choice(o->choices, text))
      return refuse(a, "--%s is %.60s, want %s", o->name, text, o->choices);
    break;
  case ARG_GRID:
    if (!scan_grid(text, grid))
      return refuse(a, "--%s is %.60s, want three counts such as 40x40x24",
                    o->name, text);
    break;
  }
  return 1;
}

static void drop_values(arg_values *values)
{
  for (size_t i = 0; i < values->n; i++)
    free(values->texts[i]);
  free(values->texts);
  memset(values, 0, sizeof *values);
}

static int add_value(args *a, size_t option, const char *text)
{
  const arg_option *o = &a->command->options[option];
  arg_values *values = &a->values[option];
  char **texts;

  if (!check_value(a, o, text))
    return 0;
  if ((o->flags & ARG_REPEATS) == 0)
    drop_values(values); /* the last one wins */
  texts = realloc(values->texts, (values->n + 1) * sizeof *texts);
  if (texts == NULL)
    return refuse(a, "out of memory");
  values->texts = texts;
  texts[values->n] = strdup(text);
  if (texts[values->n] == NULL)
    return refuse(a, "out of memory");
  values->n++;
  return 1;
}

static size_t smaller(size_t a, size_t b)
{
  return a < b ? a : b;
}

enum { MAX_NAME = 40 };

/* Levenshtein distance of short names; far for long ones. */
static size_t edit_distance(const char *a, const char *b)
{
  const size_t n = strlen(a), m = strlen(b);
  size_t row[MAX_NAME + 1];

  if (n > MAX_NAME || m > MAX_NAME)
    return (size_t)-1;
  for (size_t j = 0; j <= m; j++)
    row[j] = j;
  for (size_t i = 1; i <= n; i++) {
    size_t diagonal = row[0];

    row[0] = i;
    for (size_t j = 1; j <= m; j++) {
      const size_t above = row[j];

      row[j] = smaller(smaller(row[j - 1], above) + 1,
                       diagonal + (a[i - 1] != b[j - 1]));
      diagonal = above;
    }
  }
  return row[m];
}

const char *args_nearest(const char *name, const char *const *names, size_t n)
{
  const char *best = NULL;
  size_t best_distance = 2 + strlen(name) / 3; /* farther is no typing error */

  for (size_t i = 0; i < n; i++) {
    size_t distance = edit_distance(name, names[i]);

    /* "tolerance" for "tolerance-ang": only the unit was forgotten */
    if (strlen(name) >= 3 && strncmp(names[i], name, strlen(name)) == 0)
      distance = 1;
    if (distance < best_distance) {
      best = names[i];
      best_distance = distance;
    }
  }
  return best;
}

static const char *nearest_option(const arg_command *command, const char *name)
{
  const char *names[ARG_MAX_OPTIONS];

  for (size_t i = 0; i < command->n_options; i++)
    names[i] = command->options[i].name;
  return args_nearest(name, names, command->n_options);
}

static int refuse_unknown(args *a, const char *typed)
{
  char name[64];
  const char *nearest;

  snprintf(name, sizeof name, "%.*s", (int)strcspn(typed, "="), typed);
  nearest = nearest_option(a->command, name);
  if (nearest != NULL)
    return refuse(a, "unknown option --%s, did you mean --%s?", name, nearest);
  return refuse(a, "unknown option --%s, see ionway %s --help", name,
                a->command->name);
}

/* What getopt needs, made from the table. */
typedef struct syntax {
  char letters[2 * ARG_MAX_OPTIONS + 2];
  struct option longs[ARG_MAX_OPTIONS + 1];
} syntax;

enum { LONG_BASE = 256 }; /* value of the first long option */

static void make_syntax(const arg_command *command, syntax *s)
{
  char *letter = s->letters;

  memset(s, 0, sizeof *s);
  assert(command->n_options <= ARG_MAX_OPTIONS);
  *letter++ = ':'; /* tell a missing value from an unknown option */
  for (size_t i = 0; i < command->n_options; i++) {
    const arg_option *o = &command->options[i];
    const int takes = o->type != ARG_FLAG;

    s->longs[i].name = o->name;
    s->longs[i].has_arg = takes ? required_argument : no_argument;
    s->longs[i].val = LONG_BASE + (int)i;
    if (o->letter != 0) {
      *letter++ = o->letter;
      if (takes)
        *letter++ = ':';
    }
  }
}

static int refuse_syntax(args *a, int code, char **argv)
{
  const char *typed = argv[optind - 1];

  if (code == ':' && optopt >= LONG_BASE)
    return refuse(a, "--%s wants a value",
                  a->command->options[optopt - LONG_BASE].name);
  if (code == ':')
    return refuse(a, "-%c wants a value", optopt);
  if (optopt >= LONG_BASE)
    return refuse(a, "--%s takes no value",
                  a->command->options[optopt - LONG_BASE].name);
  if (optopt != 0)
    return refuse(a, "unknown option -%c, see ionway %s --help", optopt,
                  a->command->name);
  return refuse_unknown(a, typed + 2);
}

int args_parse(args *a, const arg_command *command, int argc, char **argv)
{
  syntax s;
  int code;

  memset(a, 0, sizeof *a);
  a->command = command;
  make_syntax(command, &s);
  opterr = 0;
  optind = 0; /* 0, not 1: glibc then forgets an earlier scan */
  while ((code = getopt_long(argc, argv, s.letters, s.longs, NULL)) != -1) {
    size_t option = (size_t)(code - LONG_BASE);

    if (code == '?' || code == ':')
      return refuse_syntax(a, code, argv);
    if (code < LONG_BASE) {
      for (option = 0; command->options[option].letter != code; option++)
        assert(option + 1 < command->n_options);
    }
    if (!add_value(a, option, optarg != NULL ? optarg : "true"))
      return 0;
  }
  a->operands = (const char **)(argv + optind);
  a->n_operands = (size_t)(argc - optind);
  return 1;
}

int args_check_operands(args *a)
{
  if (a->n_operands < a->command->n_operands_min)
    return refuse(a, "ionway %s wants %s, see ionway %s --help",
                  a->command->name, a->command->operands, a->command->name);
  if (a->n_operands > a->command->n_operands_max)
    return refuse(a, "ionway %s wants %s, but met %.200s too", a->command->name,
                  a->command->operands,
                  a->operands[a->command->n_operands_max]);
  return 1;
}

static size_t find_option(const arg_command *command, const char *name)
{
  size_t i = 0;

  while (i < command->n_options && strcmp(command->options[i].name, name) != 0)
    i++;
  return i;
}

int args_configure(args *a, const char *file, const char *name,
                   const char *text)
{
  const size_t i = find_option(a->command, name);
  const char *nearest = nearest_option(a->command, name);
  char reason[ARG_MESSAGE_SIZE];

  if (i == a->command->n_options && nearest != NULL)
    return refuse(a, "%.200s: unknown key \"%.60s\", did you mean \"%s\"?",
                  file, name, nearest);
  if (i == a->command->n_options)
    return refuse(a, "%.200s: unknown key \"%.60s\", see ionway %s --help",
                  file, name, a->command->name);
  if ((a->command->options[i].flags & ARG_ACTION) != 0)
    return refuse(a, "%.200s: \"%s\" works on the command line only", file,
                  name);
  if (a->values[i].n > 0 && !a->values[i].from_config)
    return 1; /* the command line wins */
  if (!add_value(a, i, text)) {
    memcpy(reason, a->message, sizeof reason);
    return refuse(a, "%.200s: %.280s", file, reason);
  }
  a->values[i].from_config = 1;
  return 1;
}

void args_free(args *a)
{
  for (size_t i = 0; i < ARG_MAX_OPTIONS; i++)
    drop_values(&a->values[i]);
}

static size_t option_index(const args *a, const char *name)
{
  const size_t i = find_option(a->command, name);

  assert(i < a->command->n_options);
  return i;
}

int args_has(const args *a, const char *name)
{
  return find_option(a->command, name) < a->command->n_options;
}

const arg_values *args_list(const args *a, const char *name)
{
  return &a->values[option_index(a, name)];
}

const char *args_text(const args *a, const char *name)
{
  const size_t i = option_index(a, name);
  const arg_values *values = &a->values[i];

  return values->n > 0 ? values->texts[values->n - 1]
                       : a->command->options[i].standard;
}

double args_real(const args *a, const char *name)
{
  const char *text = args_text(a, name);
  double value = NAN;

  if (text != NULL)
    args_scan_real(text, &value);
  return value;
}

long args_integer(const args *a, const char *name)
{
  const char *text = args_text(a, name);
  long value = 0;

  if (text != NULL)
    scan_integer(text, &value);
  return value;
}

int args_flag(const args *a, const char *name)
{
  const char *text = args_text(a, name);

  return text != NULL && strcmp(text, "true") == 0;
}

void args_grid(const args *a, const char *name, int32_t grid[3])
{
  const char *text = args_text(a, name);

  memset(grid, 0, 3 * sizeof *grid);
  if (text != NULL)
    scan_grid(text, grid);
}
