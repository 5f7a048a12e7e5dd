/* SPDX-License-Identifier: BSD-3-Clause */
/* A flat JSON object of options as a list of keys and values, in and out. What
 * the keys mean is the caller's affair. */
#ifndef IONWAY_CONFIG_H
#define IONWAY_CONFIG_H

#include <stddef.h>

#include <ionway/context.h>
#include <ionway/write.h>

IW_BEGIN_DECLS

typedef enum iw_config_kind {
  IW_CONFIG_TEXT = 0,
  IW_CONFIG_NUMBER = 1, /* value holds its shortest decimal form */
  IW_CONFIG_BOOLEAN = 2 /* value is "true" or "false"            */
} iw_config_kind;

/** One value. The elements of an array are entries of their own with the same
 *  key, one after another, in_array set. */
typedef struct iw_config_entry {
  const char *key;
  const char *value;
  iw_config_kind kind;
  int in_array;
} iw_config_entry;

typedef struct iw_config iw_config;

/**
 * Read a JSON object whose values are texts, numbers, true/false, or arrays of
 * these.
 *
 * Errors  IW_E_IO, IW_E_PARSE (path:line: what was met; a key given twice, a
 *         null or a nested object included), IW_E_LIMIT (over 1 MiB),
 *         IW_E_MEMORY. Free: iw_config_destroy.
 */
IW_API iw_status iw_config_read_file(iw_context *ctx, const char *path,
                                     iw_config **out);
IW_API void iw_config_destroy(iw_config *config);
IW_API size_t iw_config_n_entries(const iw_config *config);
/** In the order of the file. Lent. */
IW_API const iw_config_entry *iw_config_entries(const iw_config *config);

/** The object with these entries, in their order, as JSON text; reading it
 *  back gives the same entries. Free: iw_text_destroy. Errors: IW_E_ARGUMENT
 *  (a value that does not fit its kind), IW_E_MEMORY. */
IW_API iw_status iw_config_write(iw_context *ctx,
                                 const iw_config_entry *entries,
                                 size_t n_entries, iw_text **out);

IW_END_DECLS

#endif
