/* SPDX-License-Identifier: BSD-3-Clause */
/* Option lists as flat JSON objects. */
#include <ionway/config.h>

#include <math.h>
#include <string.h>

#include "context.h"
#include "file.h"
#include "json.h"
#include "mem.h"
#include "scan.h"
#include "text.h"

#define MAX_BYTES (1u << 20)

struct iw_config {
  iw_config_entry *entries; /* texts owned */
  size_t n, capacity;
};

size_t iw_config_n_entries(const iw_config *config)
{
  return config->n;
}

const iw_config_entry *iw_config_entries(const iw_config *config)
{
  return config->entries;
}

void iw_config_destroy(iw_config *config)
{
  if (config == NULL)
    return;
  for (size_t i = 0; i < config->n; i++) {
    iwi_free((char *)config->entries[i].key);
    iwi_free((char *)config->entries[i].value);
  }
  iwi_free(config->entries);
  iwi_free(config);
}

static iw_status append(iw_context *ctx, iw_config *config, const char *key,
                        const char *value, iw_config_kind kind, int in_array)
{
  void *entries = config->entries;
  iw_config_entry *entry;
  const iw_status status = iwi_reserve(ctx, &entries, &config->capacity,
                                       config->n + 1, sizeof *entry);

  config->entries = entries;
  if (status != IW_OK)
    return status;
  entry = &config->entries[config->n++]; /* destroy frees a half-filled one */
  entry->key = iwi_strdup(ctx, key);
  entry->value = iwi_strdup(ctx, value);
  entry->kind = kind;
  entry->in_array = in_array;
  return entry->key != NULL && entry->value != NULL ? IW_OK : IW_E_MEMORY;
}

static iw_status take_value(iw_context *ctx, iw_config *config,
                            const char *path, const char *key,
                            const iwi_json_node *value, int in_array)
{
  char digits[IWI_NUMBER_SIZE];
  double number;

  switch (iwi_json_kind_of(value)) {
  case IWI_JSON_TEXT:
    return append(ctx, config, key, iwi_json_text_of(value), IW_CONFIG_TEXT,
                  in_array);
  case IWI_JSON_BOOLEAN:
    return append(ctx, config, key,
                  iwi_json_boolean_of(value) ? "true" : "false",
                  IW_CONFIG_BOOLEAN, in_array);
  case IWI_JSON_NUMBER:
    number = iwi_json_number_of(value);
    if (!isfinite(number))
      break;
    return append(ctx, config, key, iwi_text_number(number, digits),
                  IW_CONFIG_NUMBER, in_array);
  default:
    break;
  }
  return iwi_fail(ctx, IW_E_PARSE,
                  "%.200s: key \"%.60s\": want a text, a finite number, true, "
                  "false%s",
                  path, key, in_array ? "" : ", or an array of these");
}

static iw_status take_member(iw_context *ctx, iw_config *config,
                             const char *path, const iwi_json_node *member)
{
  const char *key = iwi_json_key(member);
  iw_status status = IW_OK;

  for (size_t i = 0; i < config->n; i++) {
    if (strcmp(config->entries[i].key, key) == 0)
      return iwi_fail(ctx, IW_E_PARSE, "%.200s: key \"%.60s\" stands twice",
                      path, key);
  }
  if (iwi_json_kind_of(member) != IWI_JSON_ARRAY)
    return take_value(ctx, config, path, key, member, 0);
  for (const iwi_json_node *value = iwi_json_first(member);
       value != NULL && status == IW_OK; value = iwi_json_next(value))
    status = take_value(ctx, config, path, key, value, 1);
  return status;
}

static iw_status take_object(iw_context *ctx, const iwi_json_node *root,
                             const char *path, iw_config **out)
{
  iw_config *config;
  iw_status status = IW_OK;

  if (iwi_json_kind_of(root) != IWI_JSON_OBJECT)
    return iwi_fail(ctx, IW_E_PARSE, "%.200s: want a JSON object of options",
                    path);
  config = iwi_calloc(ctx, 1, sizeof *config);
  if (config == NULL)
    return IW_E_MEMORY;
  for (const iwi_json_node *member = iwi_json_first(root);
       member != NULL && status == IW_OK; member = iwi_json_next(member))
    status = take_member(ctx, config, path, member);
  if (status != IW_OK) {
    iw_config_destroy(config);
    return status;
  }
  *out = config;
  return IW_OK;
}

iw_status iw_config_read_file(iw_context *ctx, const char *path,
                              iw_config **out)
{
  iwi_json_node *root = NULL;
  char *data = NULL;
  size_t size;
  iw_status status;

  *out = NULL;
  status = iwi_file_read(ctx, path, MAX_BYTES, &data, &size);
  if (status == IW_OK)
    status = iwi_json_parse(ctx, data, size, path, &root);
  if (status == IW_OK)
    status = take_object(ctx, root, path, out);
  if (root != NULL)
    iwi_json_release(root);
  iwi_free(data);
  return status;
}

static iw_status put_value(iw_context *ctx, iwi_json *json,
                           iwi_json_node *parent, const iw_config_entry *entry)
{
  const char *key = entry->in_array ? NULL : entry->key;
  double number;

  switch (entry->kind) {
  case IW_CONFIG_TEXT:
    iwi_json_text(json, parent, key, entry->value);
    return IW_OK;
  case IW_CONFIG_BOOLEAN:
    if (strcmp(entry->value, "true") != 0 && strcmp(entry->value, "false") != 0)
      break;
    iwi_json_boolean(json, parent, key, entry->value[0] == 't');
    return IW_OK;
  case IW_CONFIG_NUMBER:
    if (iwi_scan_double(iwi_span_of(entry->value), -INFINITY, INFINITY,
                        &number) != IW_OK)
      break;
    iwi_json_number(json, parent, key, number);
    return IW_OK;
  }
  return iwi_fail(ctx, IW_E_ARGUMENT, "key \"%.60s\": \"%.60s\" is no %s",
                  entry->key, entry->value,
                  entry->kind == IW_CONFIG_NUMBER ? "number" : "boolean");
}

iw_status iw_config_write(iw_context *ctx, const iw_config_entry *entries,
                          size_t n_entries, iw_text **out)
{
  iwi_json_node *array = NULL;
  iwi_json json;
  iw_status status = IW_OK, printed;

  *out = NULL;
  iwi_json_begin(&json, ctx);
  for (size_t i = 0; i < n_entries && status == IW_OK; i++) {
    const iw_config_entry *entry = &entries[i];

    if (entry->in_array &&
        (i == 0 || strcmp(entries[i - 1].key, entry->key) != 0))
      array = iwi_json_array(&json, json.root, entry->key);
    status = put_value(ctx, &json, entry->in_array ? array : json.root, entry);
  }
  printed = iwi_json_finish(&json, 0, out);
  if (status == IW_OK)
    return printed;
  iw_text_destroy(*out);
  *out = NULL;
  return status;
}
