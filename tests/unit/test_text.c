/* SPDX-License-Identifier: BSD-3-Clause */
/* Numbers that read back bit for bit, whatever the locale; growing texts. */
#include "check.h"

#include <locale.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include <ionway/ionway.h>

#include "context.h"
#include "text.h"

static uint64_t seed = 4711;

static double random_bits(void)
{
  uint64_t bits;
  double x;

  do {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    bits = seed ^ (seed >> 31);
    memcpy(&x, &bits, sizeof x);
  } while (!isfinite(x));
  return x;
}

static void every_bit_comes_back(void)
{
  char digits[IWI_NUMBER_SIZE];
  int wrong = 0;

  for (int i = 0; i < 200000; i++) {
    const double x = random_bits();
    const double back = strtod(iwi_text_number(x, digits), NULL);

    wrong += memcmp(&x, &back, sizeof x) != 0;
  }
  CHECK_INT(wrong, 0);
}

static void short_numbers_stay_short(void)
{
  char digits[IWI_NUMBER_SIZE];

  CHECK_TEXT(iwi_text_number(0.1, digits), "0.1");
  CHECK_TEXT(iwi_text_number(-12.5, digits), "-12.5");
  CHECK_TEXT(iwi_text_number(3, digits), "3");
  CHECK_TEXT(iwi_text_number(1e22, digits), "1e+22");
  /* 0.1 + 0.2 is one bit above 0.3, within one part in 2^52 */
  CHECK_TEXT(iwi_text_number(0.1 + 0.2, digits), "0.30000000000000004");
}

/* A locale whose decimal sign is a comma, 0 when none is installed. */
static locale_t comma_locale(void)
{
  static const char *const names[] = {"de_DE.UTF-8", "fr_FR.UTF-8",
                                      "de_AT.UTF-8", "nl_NL.UTF-8"};
  locale_t locale = (locale_t)0;

  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    if (locale == (locale_t)0)
      locale = newlocale(LC_NUMERIC_MASK, names[i], (locale_t)0);
  }
  return locale;
}

static void the_locale_does_not_matter(void)
{
  const locale_t locale = comma_locale();
  char digits[IWI_NUMBER_SIZE];
  locale_t before;

  if (locale == (locale_t)0) {
    SKIP("no locale with a decimal comma is installed");
    return;
  }
  before = uselocale(locale);
  snprintf(digits, sizeof digits, "%.1f", 0.5);
  CHECK_TEXT(digits, "0,5"); /* the locale is in force */
  CHECK_TEXT(iwi_text_number(-0.25, digits), "-0.25");
  CHECK_TEXT(iwi_text_number(1.5e-300, digits), "1.5e-300");
  uselocale(before);
  freelocale(locale);
}

static void texts_grow(void)
{
  iwi_text_builder b;
  iw_context *ctx;
  iw_text *text;

  CHECK_INT(iw_context_create(&ctx), IW_OK);
  iwi_text_begin(&b, ctx);
  for (int i = 0; i < 1000; i++)
    iwi_text_printf(&b, "%d,", i);
  iwi_text_add(&b, "\0end", 4);
  CHECK_INT(iwi_text_finish(&b, &text), IW_OK);
  CHECK_INT(iw_text_size(text), 10 * 2 + 90 * 3 + 900 * 4 + 4);
  CHECK_HOLDS(iw_text_data(text), ",998,999,");
  CHECK_TEXT(iw_text_data(text) + iw_text_size(text) - 3, "end");
  iw_text_destroy(text);
  iw_context_destroy(ctx);
}

static void exhaustion_is_reported_once(void)
{
  iwi_text_builder b;
  iw_context *ctx;
  iw_text *text = NULL;
  size_t n;

  CHECK_INT(iw_context_create(&ctx), IW_OK);
  for (n = 1; n < 100; n++) {
    iw_status status;

    iwi_text_begin(&b, ctx);
    iwi_context_fail_allocation(ctx, n);
    for (int i = 0; i < 100; i++)
      iwi_text_printf(&b, "%d", i);
    status = iwi_text_finish(&b, &text);
    iwi_context_fail_allocation(ctx, 0);
    if (status == IW_OK)
      break;
    CHECK_INT(status, IW_E_MEMORY);
    CHECK(text == NULL);
  }
  CHECK(n > 2 && n < 100);
  CHECK_INT(iw_text_size(text), 190);
  iw_text_destroy(text);
  iw_context_destroy(ctx);
}

int main(void)
{
  RUN(every_bit_comes_back);
  RUN(short_numbers_stay_short);
  RUN(the_locale_does_not_matter);
  RUN(texts_grow);
  RUN(exhaustion_is_reported_once);
  return check_report();
}
