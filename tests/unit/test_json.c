/* SPDX-License-Identifier: BSD-3-Clause */
/* JSON documents: order, escapes, numbers, embedding, parsing, failures. */
#include "check.h"

#include <math.h>

#include <ionway/ionway.h>

#include "context.h"
#include "json.h"

static iw_context *ctx;

static void check_document(iwi_json *j, const char *expected)
{
  iw_text *text;

  CHECK_INT(iwi_json_finish(j, 1, &text), IW_OK);
  CHECK(text != NULL);
  if (text != NULL)
    CHECK_TEXT(iw_text_data(text), expected);
  iw_text_destroy(text);
}

static void keys_keep_their_order(void)
{
  const double v[3] = {0.1, NAN, -INFINITY};
  const int32_t n[2] = {-1, 7};
  iwi_json j;

  iwi_json_begin(&j, ctx);
  iwi_json_text(&j, j.root, "z", "last first");
  iwi_json_numbers(&j, j.root, "a", v, 3);
  iwi_json_integers(&j, j.root, "m", n, 2);
  iwi_json_boolean(&j, iwi_json_object(&j, j.root, "o"), "yes", 1);
  iwi_json_null(&j, j.root, "none");
  iwi_json_integer(&j, j.root, "big", 9007199254740993);
  check_document(&j, "{\"z\":\"last first\",\"a\":[0.1,null,null],\"m\":[-1,7],"
                     "\"o\":{\"yes\":true},\"none\":null,"
                     "\"big\":9007199254740993}\n");
}

static void texts_become_valid_utf8(void)
{
  iwi_json j;

  iwi_json_begin(&j, ctx);
  iwi_json_text(&j, j.root, "quote", "a\"b\\c\n\x01");
  iwi_json_text(&j, j.root, "good", "\xc3\x85 \xe2\x82\xac \xf0\x9f\x98\x80");
  iwi_json_text(&j, j.root, "latin1", "Str\xf6m");
  iwi_json_text(&j, j.root, "overlong", "\xc0\xaf");
  iwi_json_text(&j, j.root, "surrogate", "\xed\xa0\x80");
  iwi_json_text(&j, j.root, "cut", "\xe2\x82");
  check_document(&j, "{\"quote\":\"a\\\"b\\\\c\\n\\u0001\","
                     "\"good\":\"\xc3\x85 \xe2\x82\xac \xf0\x9f\x98\x80\","
                     "\"latin1\":\"Str\xef\xbf\xbdm\","
                     "\"overlong\":\"\xef\xbf\xbd\xef\xbf\xbd\","
                     "\"surrogate\":\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\","
                     "\"cut\":\"\xef\xbf\xbd\xef\xbf\xbd\"}\n");
}

static void objects_are_embedded_bit_for_bit(void)
{
  const char *options = "{\"x\": 0.30000000000000004, \"l\": [true, \"t\"], "
                        "\"n\": null}";
  iw_text *text;
  iwi_json j;

  iwi_json_begin(&j, ctx);
  iwi_json_embed(&j, j.root, "options", options);
  check_document(&j, "{\"options\":{\"x\":0.30000000000000004,"
                     "\"l\":[true,\"t\"],\"n\":null}}\n");
  iwi_json_begin(&j, ctx);
  iwi_json_embed(&j, j.root, "options", "{\"x\": {\"deep\": 1}}");
  CHECK_INT(iwi_json_finish(&j, 1, &text), IW_E_ARGUMENT);
  CHECK(text == NULL);
  iwi_json_begin(&j, ctx);
  iwi_json_embed(&j, j.root, "options", "{\"x\": ");
  CHECK_INT(iwi_json_finish(&j, 1, &text), IW_E_PARSE);
  CHECK(text == NULL);
}

static iw_status parse(const char *text)
{
  iwi_json_node *node;
  const iw_status status =
      iwi_json_parse(ctx, text, strlen(text), "c.json", &node);

  if (node != NULL)
    iwi_json_release(node);
  return status;
}

static void bad_json_is_refused_with_its_line(void)
{
  CHECK_INT(parse("{\"a\": 1}\n\n"), IW_OK);
  CHECK_INT(parse(""), IW_E_PARSE);
  CHECK_INT(parse("{\"a\": 1}\n x"), IW_E_PARSE);
  CHECK_HOLDS(iw_context_message(ctx), "c.json:2:");
  CHECK_INT(parse("{\n\"a\": 1,\n]"), IW_E_PARSE);
  CHECK_HOLDS(iw_context_message(ctx), "c.json:3:");
}

static void exhaustion_never_leaks_or_crashes(void)
{
  iw_text *text = NULL;
  iw_status status = IW_E_MEMORY;
  size_t n;

  for (n = 1; n < 200 && status != IW_OK; n++) {
    iwi_json j;

    iwi_context_fail_allocation(ctx, n);
    iwi_json_begin(&j, ctx);
    iwi_json_text(&j, iwi_json_object(&j, j.root, "o"), "t", "text");
    iwi_json_number(&j, iwi_json_array(&j, j.root, "a"), NULL, 1.5);
    iwi_json_embed(&j, j.root, "e", "{\"k\": [1, 2]}");
    status = iwi_json_finish(&j, 0, &text);
    iwi_context_fail_allocation(ctx, 0);
    CHECK(status == IW_OK || (status == IW_E_MEMORY && text == NULL));
  }
  CHECK(n > 10 && n < 200);
  iw_text_destroy(text);
}

int main(void)
{
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  RUN(keys_keep_their_order);
  RUN(texts_become_valid_utf8);
  RUN(objects_are_embedded_bit_for_bit);
  RUN(bad_json_is_refused_with_its_line);
  RUN(exhaustion_never_leaks_or_crashes);
  iw_context_destroy(ctx);
  return check_report();
}
