/* SPDX-License-Identifier: BSD-3-Clause */
/* Option lists through JSON and back. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <ionway/ionway.h>

static iw_context *ctx;
static char path[] = "/tmp/ionway-config-XXXXXX";

static void write_file(const char *text)
{
  FILE *f = fopen(path, "w");

  CHECK(f != NULL);
  if (f != NULL) {
    fputs(text, f);
    fclose(f);
  }
}

static iw_status read_text(const char *text)
{
  iw_config *config;
  iw_status status;

  write_file(text);
  status = iw_config_read_file(ctx, path, &config);
  CHECK((status == IW_OK) == (config != NULL));
  iw_config_destroy(config);
  return status;
}

static void entries_come_back(void)
{
  const iw_config_entry entries[] = {
      {"step-ang", "0.1", IW_CONFIG_NUMBER, 0},
      {"mobile", "Li \"x\"", IW_CONFIG_TEXT, 0},
      {"oxidation", "Fe=3", IW_CONFIG_TEXT, 1},
      {"oxidation", "Mn=3.5", IW_CONFIG_TEXT, 1},
      {"quiet", "true", IW_CONFIG_BOOLEAN, 0},
      {"seed", "0.30000000000000004", IW_CONFIG_NUMBER, 0},
  };
  const size_t n = sizeof entries / sizeof entries[0];
  iw_config *config = NULL;
  iw_text *text = NULL;

  CHECK_INT(iw_config_write(ctx, entries, n, &text), IW_OK);
  CHECK_INT(iw_text_write_file(ctx, text, path), IW_OK);
  iw_text_destroy(text);
  CHECK_INT(iw_text_read_file(ctx, path, 10, &text), IW_E_LIMIT);
  CHECK_INT(text == NULL, 1);
  CHECK_INT(iw_config_read_file(ctx, path, &config), IW_OK);
  CHECK_INT(iw_config_n_entries(config), n);
  for (size_t i = 0; i < n; i++) {
    const iw_config_entry *e = &iw_config_entries(config)[i];

    CHECK_TEXT(e->key, entries[i].key);
    CHECK_TEXT(e->value, entries[i].value);
    CHECK_INT(e->kind, entries[i].kind);
    CHECK_INT(e->in_array, entries[i].in_array);
  }
  iw_config_destroy(config);
}

static void other_shapes_are_refused(void)
{
  CHECK_INT(read_text("{}"), IW_OK);
  CHECK_INT(read_text("[1]"), IW_E_PARSE);
  CHECK_INT(read_text("{\"a\": null}"), IW_E_PARSE);
  CHECK_HOLDS(iw_context_message(ctx), "\"a\"");
  CHECK_INT(read_text("{\"a\": {\"b\": 1}}"), IW_E_PARSE);
  CHECK_INT(read_text("{\"a\": [[1]]}"), IW_E_PARSE);
  CHECK_INT(read_text("{\"a\": 1e999}"), IW_E_PARSE);
  CHECK_INT(read_text("{\"a\": 1, \"b\": 2, \"a\": 3}"), IW_E_PARSE);
  CHECK_HOLDS(iw_context_message(ctx), "twice");
  CHECK_INT(read_text("{\"a\": 1"), IW_E_PARSE);
  CHECK_HOLDS(iw_context_message(ctx), path);
}

static void bad_values_are_not_written(void)
{
  const iw_config_entry bad[] = {{"n", "1.5x", IW_CONFIG_NUMBER, 0},
                                 {"b", "yes", IW_CONFIG_BOOLEAN, 0}};
  iw_text *text;

  for (int i = 0; i < 2; i++) {
    CHECK_INT(iw_config_write(ctx, &bad[i], 1, &text), IW_E_ARGUMENT);
    CHECK(text == NULL);
  }
}

static void missing_files_are_named(void)
{
  iw_config *config;

  CHECK_INT(iw_config_read_file(ctx, "/nonexistent/c.json", &config), IW_E_IO);
  CHECK(config == NULL);
  CHECK_HOLDS(iw_context_message(ctx), "/nonexistent/c.json");
}

int main(void)
{
  const int fd = mkstemp(path);

  CHECK(fd >= 0);
  close(fd);
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  RUN(entries_come_back);
  RUN(other_shapes_are_refused);
  RUN(bad_values_are_not_written);
  RUN(missing_files_are_named);
  iw_context_destroy(ctx);
  remove(path);
  return check_report();
}
