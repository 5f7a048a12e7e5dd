/* SPDX-License-Identifier: BSD-3-Clause */
/* A config file is the long options as JSON keys. */
#include "settings.h"

#include <stdlib.h>

static iw_status apply(args *a, const char *file, const iw_config *config)
{
  const iw_config_entry *entries = iw_config_entries(config);

  for (size_t i = 0; i < iw_config_n_entries(config); i++) {
    if (!args_configure(a, file, entries[i].key, entries[i].value))
      return IW_E_ARGUMENT;
  }
  return IW_OK;
}

iw_status settings_load(iw_context *ctx, args *a)
{
  const char *file = args_text(a, "config");
  iw_config *config;
  iw_status status;

  if (file == NULL)
    return IW_OK;
  status = iw_config_read_file(ctx, file, &config);
  if (status != IW_OK)
    return status;
  status = apply(a, file, config);
  iw_config_destroy(config);
  return status;
}

static iw_config_kind kind_of(const arg_option *o)
{
  if (o->type == ARG_FLAG)
    return IW_CONFIG_BOOLEAN;
  if (o->type == ARG_REAL || o->type == ARG_INTEGER)
    return IW_CONFIG_NUMBER;
  return IW_CONFIG_TEXT;
}

/* Entries of option i behind the n there are; the new number. */
static size_t add_entries(const args *a, size_t i, iw_config_entry *entries,
                          size_t n)
{
  const arg_option *o = &a->command->options[i];
  const arg_values *values = &a->values[i];
  const iw_config_entry blank = {o->name, NULL, kind_of(o),
                                 (o->flags & ARG_REPEATS) != 0};
  const char *standard = o->type == ARG_FLAG ? "false" : o->standard;

  for (size_t k = 0; k < values->n; k++) {
    entries[n] = blank;
    entries[n++].value = values->texts[k];
  }
  if (values->n == 0 && standard != NULL) {
    entries[n] = blank;
    entries[n++].value = standard;
  }
  return n;
}

iw_status settings_json(iw_context *ctx, const args *a, int with_manner,
                        iw_text **out)
{
  const arg_command *command = a->command;
  const unsigned left_out = ARG_ACTION | (with_manner ? 0u : ARG_MANNER);
  iw_config_entry *entries;
  size_t n = command->n_options;
  iw_status status;

  *out = NULL;
  for (size_t i = 0; i < command->n_options; i++)
    n += a->values[i].n;
  entries = calloc(n, sizeof *entries);
  if (entries == NULL)
    return IW_E_MEMORY;
  n = 0;
  for (size_t i = 0; i < command->n_options; i++) {
    if ((command->options[i].flags & left_out) == 0)
      n = add_entries(a, i, entries, n);
  }
  status = iw_config_write(ctx, entries, n, out);
  free(entries);
  return status;
}
