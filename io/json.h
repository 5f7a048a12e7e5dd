/* SPDX-License-Identifier: BSD-3-Clause */
/* JSON in and out; the only door to cJSON. */
#ifndef IONWAY_IO_JSON_H
#define IONWAY_IO_JSON_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/write.h>

/** An object or array inside a document. */
typedef struct iwi_json_node iwi_json_node;

/** A document under construction. A failed allocation is remembered, later
 *  calls do nothing (nodes are then NULL, which every call takes), and
 *  iwi_json_finish() reports it. Keys keep the order of the calls. */
typedef struct iwi_json {
  iw_context *ctx;
  iwi_json_node *root;
  iw_status status;
} iwi_json;

/** Start a document that is an object; its node is json->root. */
void iwi_json_begin(iwi_json *json, iw_context *ctx);

/** Print and release. compact = 0 indents. Errors: IW_E_MEMORY, and what
 *  iwi_json_embed() has met. */
iw_status iwi_json_finish(iwi_json *json, int compact, iw_text **out);

/* Add to a parent; key is NULL when the parent is an array. Numbers print as
 * the shorter of 15 or 17 digits that reads back the same; NAN and infinities
 * become null; bytes that are no UTF-8 become U+FFFD. */
iwi_json_node *iwi_json_object(iwi_json *json, iwi_json_node *parent,
                               const char *key);
iwi_json_node *iwi_json_array(iwi_json *json, iwi_json_node *parent,
                              const char *key);
void iwi_json_text(iwi_json *json, iwi_json_node *parent, const char *key,
                   const char *text);
void iwi_json_number(iwi_json *json, iwi_json_node *parent, const char *key,
                     double value);
void iwi_json_integer(iwi_json *json, iwi_json_node *parent, const char *key,
                      int64_t value);
void iwi_json_boolean(iwi_json *json, iwi_json_node *parent, const char *key,
                      int value);
void iwi_json_null(iwi_json *json, iwi_json_node *parent, const char *key);
void iwi_json_numbers(iwi_json *json, iwi_json_node *parent, const char *key,
                      const double *values, size_t n);
void iwi_json_integers(iwi_json *json, iwi_json_node *parent, const char *key,
                       const int32_t *values, size_t n);
/** Copy a JSON object, given as text, whose members are plain values or arrays
 *  of plain values; anything else makes the document fail. */
void iwi_json_embed(iwi_json *json, iwi_json_node *parent, const char *key,
                    const char *text);

/** What a parsed value is. */
typedef enum iwi_json_kind {
  IWI_JSON_NULL,
  IWI_JSON_BOOLEAN,
  IWI_JSON_NUMBER,
  IWI_JSON_TEXT,
  IWI_JSON_ARRAY,
  IWI_JSON_OBJECT
} iwi_json_kind;

/** Parse data; name stands for the file in messages. Errors: IW_E_PARSE
 *  (name:line), IW_E_MEMORY. Release: iwi_json_release. */
iw_status iwi_json_parse(iw_context *ctx, const char *data, size_t size,
                         const char *name, iwi_json_node **out);
void iwi_json_release(iwi_json_node *node);

iwi_json_kind iwi_json_kind_of(const iwi_json_node *node);
/** First child of an object or array, NULL when empty. */
const iwi_json_node *iwi_json_first(const iwi_json_node *node);
const iwi_json_node *iwi_json_next(const iwi_json_node *node);
/** Key of a member of an object. */
const char *iwi_json_key(const iwi_json_node *node);
const char *iwi_json_text_of(const iwi_json_node *node);
double iwi_json_number_of(const iwi_json_node *node);
int iwi_json_boolean_of(const iwi_json_node *node);

#endif
