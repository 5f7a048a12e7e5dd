/* SPDX-License-Identifier: BSD-3-Clause */
/* From option texts to what the library wants; messages. */
#include "session.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "settings.h"

iw_status session_fail(session *c, iw_status status, const char *format, ...)
{
  va_list list;

  va_start(list, format);
  vsnprintf(c->message, sizeof c->message, format, list);
  va_end(list);
  return status;
}

void session_note(session *c, iw_log_level level, const char *format, ...)
{
  char text[SESSION_MESSAGE_SIZE];
  va_list list;

  va_start(list, format);
  vsnprintf(text, sizeof text, format, list);
  va_end(list);
  show_log(level, text, &c->s);
}

iw_status session_library_failed(session *c, iw_status status, const char *path)
{
  const char *text = iw_context_message(c->ctx);
  const size_t size = strlen(path);

  if (strncmp(text, path, size) == 0 && text[size] == ':')
    return session_fail(c, status, "%s", text);
  return session_fail(c, status, "%s: %s", path, text);
}

static int add_rule(session *c, int32_t element, double charge)
{
  iw_oxidation_rule *rules =
      realloc(c->rules, (c->n_rules + 1) * sizeof *rules);

  if (rules == NULL)
    return 0;
  c->rules = rules;
  rules[c->n_rules].element = element;
  rules[c->n_rules++].charge = charge;
  return 1;
}

/* "Fe=3,Mn=3.5" */
static iw_status take_rules(session *c, const char *text)
{
  const char *const whole = text;

  while (*text != '\0') {
    const size_t item = strcspn(text, ",");
    const size_t symbol = strcspn(text, "=,");
    const int32_t element = iw_element_from_symbol(text, symbol);
    char number[32] = "";
    double charge;

    if (symbol < item)
      snprintf(number, sizeof number, "%.*s", (int)(item - symbol - 1),
               text + symbol + 1);
    if (element == 0)
      return session_fail(c, IW_E_ARGUMENT,
                          "--oxidation %.80s: unknown element \"%.*s\"", whole,
                          (int)(symbol < 20 ? symbol : 20), text);
    if (!args_scan_real(number, &charge) || fabs(charge) > 9)
      return session_fail(c, IW_E_ARGUMENT,
                          "--oxidation %.80s: want a charge in -9..9 after %s, "
                          "such as Fe=3,Mn=3.5",
                          whole, iw_element_symbol(element));
    if (!add_rule(c, element, charge))
      return session_fail(c, IW_E_MEMORY, "out of memory");
    text += item + (text[item] == ',');
  }
  return IW_OK;
}

/* "Li", "Li+", "Mg2+", "O2-" */
static iw_status take_mobile(session *c, const char *text)
{
  const size_t symbol = strcspn(text, "0123456789+-");
  const char *rest = text + symbol;
  double charge = 1;

  c->wanted_mobile_charge = NAN;
  c->wanted_mobile = iw_element_from_symbol(text, symbol);
  if (c->wanted_mobile == 0)
    return session_fail(c, IW_E_ARGUMENT, "--mobile is %.40s: unknown element",
                        text);
  if (*rest == '\0')
    return IW_OK;
  if (*rest >= '1' && *rest <= '9')
    charge = *rest++ - '0';
  if ((*rest != '+' && *rest != '-') || rest[1] != '\0')
    return session_fail(c, IW_E_ARGUMENT,
                        "--mobile is %.40s, want an ion such as Li, Mg2+ or F-",
                        text);
  c->wanted_mobile_charge = *rest == '+' ? charge : -charge;
  return IW_OK;
}

static iw_status read_parameters(session *c)
{
  const char *path = args_text(&c->a, "parameters");
  iw_parameters_options options;
  iw_status status;

  iw_parameters_options_default(&options);
  options.radii = strcmp(args_text(&c->a, "radii"), "softbv") == 0
                      ? IW_RADII_SOFTBV
                      : IW_RADII_CORDERO;
  if (path != NULL)
    status = iw_parameters_read_file(c->ctx, path, &options, &c->parameters);
  else
    status = iw_parameters_create(c->ctx, &options, &c->parameters);
  if (status != IW_OK)
    return session_library_failed(c, status,
                                  path != NULL ? path : "parameters");
  return IW_OK;
}

iw_status session_prepare(session *c)
{
  const args *a = &c->a;
  iw_status status = IW_OK;

  iw_context_set_log(c->ctx, show_log, &c->s);
  iw_context_set_progress(c->ctx, show_progress, &c->s);
  if (args_has(a, "oxidation")) {
    const arg_values *lists = args_list(a, "oxidation");

    for (size_t i = 0; i < lists->n && status == IW_OK; i++)
      status = take_rules(c, lists->texts[i]);
    if (status == IW_OK && args_text(a, "mobile") != NULL)
      status = take_mobile(c, args_text(a, "mobile"));
    if (status == IW_OK)
      status = read_parameters(c);
  }
  if (status == IW_OK && args_has(a, "threads"))
    status = iw_context_set_threads(c->ctx, (int)args_integer(a, "threads"));
  if (status == IW_OK)
    status = settings_json(c->ctx, a, 0, &c->options_json);
  return status;
}

void session_free(session *c)
{
  free(c->rules);
  iw_parameters_destroy(c->parameters);
  iw_text_destroy(c->options_json);
  args_free(&c->a);
  iw_context_destroy(c->ctx);
}
