/* SPDX-License-Identifier: BSD-3-Clause */
/* Documents on cJSON. cJSON allocates by itself, so every node is counted as
 * one allocation of the context before it is made. */
#include "json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "context.h"
#include "mem.h"
#include "text.h"

static cJSON *item_of(iwi_json_node *node)
{
  return (cJSON *)node;
}

static const cJSON *const_item_of(const iwi_json_node *node)
{
  return (const cJSON *)node;
}

static void out_of_memory(iwi_json *json)
{
  if (json->status == IW_OK)
    json->status =
        iwi_fail(json->ctx, IW_E_MEMORY, "out of memory for a JSON document");
}

static int may_add(iwi_json *json)
{
  if (json->status == IW_OK && iwi_context_allocation_fails(json->ctx))
    out_of_memory(json);
  return json->status == IW_OK;
}

/* Takes item, also when it fails. */
static iwi_json_node *attach(iwi_json *json, iwi_json_node *parent,
                             const char *key, cJSON *item)
{
  int done;

  if (item != NULL && parent != NULL) {
    done = key == NULL ? cJSON_AddItemToArray(item_of(parent), item)
                       : cJSON_AddItemToObject(item_of(parent), key, item);
    if (done)
      return (iwi_json_node *)item;
  }
  cJSON_Delete(item);
  out_of_memory(json);
  return NULL;
}

void iwi_json_begin(iwi_json *json, iw_context *ctx)
{
  memset(json, 0, sizeof *json);
  json->ctx = ctx;
  if (may_add(json))
    json->root = (iwi_json_node *)cJSON_CreateObject();
  if (json->root == NULL)
    out_of_memory(json);
}

static void print(iwi_json *json, int compact, iw_text **out)
{
  char *printed = NULL;
  iwi_text_builder text;

  if (may_add(json))
    printed = compact ? cJSON_PrintUnformatted(item_of(json->root))
                      : cJSON_Print(item_of(json->root));
  if (printed == NULL) {
    out_of_memory(json);
    return;
  }
  iwi_text_begin(&text, json->ctx);
  iwi_text_add(&text, printed, strlen(printed));
  iwi_text_add(&text, "\n", 1);
  cJSON_free(printed);
  json->status = iwi_text_finish(&text, out);
}

iw_status iwi_json_finish(iwi_json *json, int compact, iw_text **out)
{
  *out = NULL;
  if (json->status == IW_OK)
    print(json, compact, out);
  cJSON_Delete(item_of(json->root));
  json->root = NULL;
  return json->status;
}

iwi_json_node *iwi_json_object(iwi_json *json, iwi_json_node *parent,
                               const char *key)
{
  if (!may_add(json))
    return NULL;
  return attach(json, parent, key, cJSON_CreateObject());
}

iwi_json_node *iwi_json_array(iwi_json *json, iwi_json_node *parent,
                              const char *key)
{
  if (!may_add(json))
    return NULL;
  return attach(json, parent, key, cJSON_CreateArray());
}

void iwi_json_number(iwi_json *json, iwi_json_node *parent, const char *key,
                     double value)
{
  char digits[IWI_NUMBER_SIZE];

  if (!may_add(json))
    return;
  /* not cJSON's own number: it takes 15 digits when they are within one part
   * in 2^52, which need not give the same bits back */
  attach(json, parent, key,
         isfinite(value) ? cJSON_CreateRaw(iwi_text_number(value, digits))
                         : cJSON_CreateNull());
}

void iwi_json_integer(iwi_json *json, iwi_json_node *parent, const char *key,
                      int64_t value)
{
  char digits[IWI_NUMBER_SIZE];

  if (!may_add(json))
    return;
  snprintf(digits, sizeof digits, "%lld", (long long)value);
  attach(json, parent, key, cJSON_CreateRaw(digits));
}

void iwi_json_boolean(iwi_json *json, iwi_json_node *parent, const char *key,
                      int value)
{
  if (may_add(json))
    attach(json, parent, key, cJSON_CreateBool(value));
}

void iwi_json_null(iwi_json *json, iwi_json_node *parent, const char *key)
{
  if (may_add(json))
    attach(json, parent, key, cJSON_CreateNull());
}

void iwi_json_numbers(iwi_json *json, iwi_json_node *parent, const char *key,
                      const double *values, size_t n)
{
  iwi_json_node *array = iwi_json_array(json, parent, key);

  for (size_t i = 0; i < n; i++)
    iwi_json_number(json, array, NULL, values[i]);
}

void iwi_json_integers(iwi_json *json, iwi_json_node *parent, const char *key,
                       const int32_t *values, size_t n)
{
  iwi_json_node *array = iwi_json_array(json, parent, key);

  for (size_t i = 0; i < n; i++)
    iwi_json_integer(json, array, NULL, values[i]);
}

/* Length of the well-formed UTF-8 sequence at text, 0 when there is none
 * (overlong forms, surrogates and values past U+10FFFF are ill-formed,
 * RFC 3629 section 4). */
static size_t utf8_length(const unsigned char *t)
{
  size_t n;

  if (t[0] < 0x80)
    return 1;
  if (t[0] < 0xc2 || t[0] > 0xf4)
    return 0;
  n = t[0] < 0xe0 ? 2 : t[0] < 0xf0 ? 3 : 4;
  for (size_t i = 1; i < n; i++) {
    if ((t[i] & 0xc0) != 0x80)
      return 0; /* also at the NUL */
  }
  if ((t[0] == 0xe0 && t[1] < 0xa0) || (t[0] == 0xed && t[1] > 0x9f) ||
      (t[0] == 0xf0 && t[1] < 0x90) || (t[0] == 0xf4 && t[1] > 0x8f))
    return 0;
  return n;
}

static void add_clean(iwi_text_builder *clean, const char *text)
{
  while (*text != '\0') {
    const size_t n = utf8_length((const unsigned char *)text);

    if (n > 0)
      iwi_text_add(clean, text, n);
    else
      iwi_text_add(clean, "\xef\xbf\xbd", 3); /* U+FFFD */
    text += n > 0 ? n : 1;
  }
}

void iwi_json_text(iwi_json *json, iwi_json_node *parent, const char *key,
                   const char *text)
{
  iwi_text_builder clean;
  iw_text *owned = NULL;

  if (!may_add(json))
    return;
  iwi_text_begin(&clean, json->ctx);
  add_clean(&clean, text);
  json->status = iwi_text_finish(&clean, &owned);
  if (json->status != IW_OK)
    return;
  attach(json, parent, key, cJSON_CreateString(iw_text_data(owned)));
  iw_text_destroy(owned);
}

static int line_of(const char *data, const char *at)
{
  int line = 1;

  for (const char *c = data; c < at; c++)
    line += *c == '\n';
  return line;
}

iw_status iwi_json_parse(iw_context *ctx, const char *data, size_t size,
                         const char *name, iwi_json_node **out)
{
  const char *end = NULL;
  cJSON *item;

  *out = NULL;
  if (iwi_context_allocation_fails(ctx))
    return iwi_fail(ctx, IW_E_MEMORY, "out of memory for %.200s", name);
  item = cJSON_ParseWithLengthOpts(data, size, &end, 0);
  if (item == NULL)
    return iwi_fail(ctx, IW_E_PARSE, "%.200s:%d: no valid JSON", name,
                    line_of(data, end));
  while (end < data + size && strchr(" \t\r\n", *end) != NULL && *end != '\0')
    end++;
  if (end < data + size) {
    cJSON_Delete(item);
    return iwi_fail(ctx, IW_E_PARSE, "%.200s:%d: text after the JSON value",
                    name, line_of(data, end));
  }
  *out = (iwi_json_node *)item;
  return IW_OK;
}

void iwi_json_release(iwi_json_node *node)
{
  cJSON_Delete(item_of(node));
}

iwi_json_kind iwi_json_kind_of(const iwi_json_node *node)
{
  const cJSON *item = const_item_of(node);

  if (cJSON_IsBool(item))
    return IWI_JSON_BOOLEAN;
  if (cJSON_IsNumber(item))
    return IWI_JSON_NUMBER;
  if (cJSON_IsString(item))
    return IWI_JSON_TEXT;
  if (cJSON_IsArray(item))
    return IWI_JSON_ARRAY;
  if (cJSON_IsObject(item))
    return IWI_JSON_OBJECT;
  return IWI_JSON_NULL;
}

const iwi_json_node *iwi_json_first(const iwi_json_node *node)
{
  return (const iwi_json_node *)const_item_of(node)->child;
}

const iwi_json_node *iwi_json_next(const iwi_json_node *node)
{
  return (const iwi_json_node *)const_item_of(node)->next;
}

const char *iwi_json_key(const iwi_json_node *node)
{
  return const_item_of(node)->string;
}

const char *iwi_json_text_of(const iwi_json_node *node)
{
  return const_item_of(node)->valuestring;
}

double iwi_json_number_of(const iwi_json_node *node)
{
  return const_item_of(node)->valuedouble;
}

int iwi_json_boolean_of(const iwi_json_node *node)
{
  return cJSON_IsTrue(const_item_of(node)) ? 1 : 0;
}

static void copy_value(iwi_json *json, iwi_json_node *parent, const char *key,
                       const iwi_json_node *value)
{
  switch (iwi_json_kind_of(value)) {
  case IWI_JSON_NULL:
    iwi_json_null(json, parent, key);
    break;
  case IWI_JSON_BOOLEAN:
    iwi_json_boolean(json, parent, key, iwi_json_boolean_of(value));
    break;
  case IWI_JSON_NUMBER:
    iwi_json_number(json, parent, key, iwi_json_number_of(value));
    break;
  case IWI_JSON_TEXT:
    iwi_json_text(json, parent, key, iwi_json_text_of(value));
    break;
  default:
    if (json->status == IW_OK)
      json->status = iwi_fail(json->ctx, IW_E_ARGUMENT,
                              "options: want plain values or arrays of them");
  }
}

static void copy_member(iwi_json *json, iwi_json_node *parent,
                        const iwi_json_node *member)
{
  const iwi_json_node *value;
  iwi_json_node *array;

  if (iwi_json_kind_of(member) != IWI_JSON_ARRAY) {
    copy_value(json, parent, iwi_json_key(member), member);
    return;
  }
  array = iwi_json_array(json, parent, iwi_json_key(member));
  for (value = iwi_json_first(member); value != NULL;
       value = iwi_json_next(value))
    copy_value(json, array, NULL, value);
}

void iwi_json_embed(iwi_json *json, iwi_json_node *parent, const char *key,
                    const char *text)
{
  iwi_json_node *object = iwi_json_object(json, parent, key);
  iwi_json_node *source;

  if (object == NULL)
    return;
  json->status = iwi_json_parse(json->ctx, text, strlen(text), key, &source);
  if (json->status != IW_OK)
    return;
  for (const iwi_json_node *member = iwi_json_first(source); member != NULL;
       member = iwi_json_next(member))
    copy_member(json, object, member);
  iwi_json_release(source);
}
