/* SPDX-License-Identifier: BSD-3-Clause */
/* Lines, words and numbers of bounded text. */
#include "check.h"

#include <locale.h>
#include <stdint.h>
#include <stdlib.h>

#include "scan.h"

static double taken(const char *text)
{
  double value = NAN;

  iwi_scan_double(iwi_span_of(text), -HUGE_VAL, HUGE_VAL, &value);
  return value;
}

/* Bits, for a nearby double is not good enough. Expected values are the
 * compiler's own conversions and known hard cases of decimal conversion. */
static void numbers_are_correctly_rounded(void)
{
  CHECK(taken("0.1") == 0.1);
  CHECK(taken("-1.5e-3") == -1.5e-3);
  CHECK(taken("+.5") == 0.5);
  CHECK(taken("5.") == 5);
  CHECK(taken("1E5") == 1e5);
  CHECK(taken("9007199254740993") == 9007199254740992.0); /* tie to even */
  CHECK(taken("2.2250738585072011e-308") == 2.2250738585072011e-308);
  CHECK(taken("0.333333333333333314829616256247") == 1.0 / 3);
  CHECK(taken("1e-400") == 0);
}

static void what_is_no_number_is_refused(void)
{
  static const char *const texts[] = {
      "",     "+",   "-",    ".",    "e5",    "1e",   "1e+", "1.2.3", "1,5",
      "0x10", "nan", "inf",  "-inf", "1 ",    " 1",   "1d5", "1_000", "--1",
      "½",    "1/3", "1(2)", "NaN",  "1e5.5", "1\n2", "+-1", "1e 5"};

  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    double value = 42;

    CHECK_INT(iwi_scan_double(iwi_span_of(texts[i]), -1e9, 1e9, &value),
              IW_E_PARSE);
    CHECK(value == 42);
  }
}

static void ranges_hold(void)
{
  double value = 7;
  int64_t n = 7;

  CHECK_INT(iwi_scan_double(iwi_span_of("1e400"), -1e9, 1e9, &value),
            IW_E_LIMIT);
  CHECK_INT(iwi_scan_double(iwi_span_of("1.0001"), 0, 1, &value), IW_E_LIMIT);
  CHECK(value == 7);
  CHECK_INT(iwi_scan_double(iwi_span_of("1"), 0, 1, &value), IW_OK);
  CHECK(value == 1);
  CHECK_INT(iwi_scan_int(iwi_span_of("230"), 1, 230, &n), IW_OK);
  CHECK_INT(n, 230);
  CHECK_INT(iwi_scan_int(iwi_span_of("-5"), -5, 5, &n), IW_OK);
  CHECK_INT(n, -5);
  CHECK_INT(iwi_scan_int(iwi_span_of("231"), 1, 230, &n), IW_E_LIMIT);
  CHECK_INT(
      iwi_scan_int(iwi_span_of("99999999999999999999999"), 0, INT64_MAX, &n),
      IW_E_LIMIT);
  CHECK_INT(iwi_scan_int(iwi_span_of("1.0"), 0, 9, &n), IW_E_PARSE);
  CHECK_INT(iwi_scan_int(iwi_span_of(""), 0, 9, &n), IW_E_PARSE);
  CHECK_INT(iwi_scan_int(iwi_span_of("-"), 0, 9, &n), IW_E_PARSE);
  CHECK_INT(n, -5);
}

static void uncertainties_are_dropped(void)
{
  double value = 0;

  CHECK_INT(iwi_scan_esd(iwi_span_of("0.123(4)"), 0, 1, &value), IW_OK);
  CHECK(value == 0.123);
  CHECK_INT(iwi_scan_esd(iwi_span_of("-5(12)"), -9, 9, &value), IW_OK);
  CHECK(value == -5);
  CHECK_INT(iwi_scan_esd(iwi_span_of("2"), -9, 9, &value), IW_OK);
  CHECK(value == 2);
  CHECK_INT(iwi_scan_esd(iwi_span_of("1.5()"), 0, 9, &value), IW_E_PARSE);
  CHECK_INT(iwi_scan_esd(iwi_span_of("(4)"), 0, 9, &value), IW_E_PARSE);
  CHECK_INT(iwi_scan_esd(iwi_span_of("1.5)"), 0, 9, &value), IW_E_PARSE);
  CHECK_INT(iwi_scan_esd(iwi_span_of("1.5(a)"), 0, 9, &value), IW_E_PARSE);
  CHECK_INT(iwi_scan_esd(iwi_span_of(")"), 0, 9, &value), IW_E_PARSE);
}

/* The program around us may print its numbers with commas. */
static void the_locale_does_not_matter(void)
{
  static const char *const names[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE",
                                      "nl_NL.UTF-8", "ru_RU.UTF-8"};
  locale_t comma = (locale_t)0, before;

  for (size_t i = 0; i < sizeof names / sizeof *names && comma == (locale_t)0;
       i++)
    comma = newlocale(LC_ALL_MASK, names[i], (locale_t)0);
  if (comma == (locale_t)0) {
    SKIP("no locale with a decimal comma is installed");
    return;
  }
  before = uselocale(comma);
  CHECK(strtod("1.5", NULL) == 1); /* the locale does what it is here for */
  CHECK(taken("1.5") == 1.5);
  CHECK(strtod("1,5", NULL) == 1.5); /* and is in force again */
  uselocale(before);
  freelocale(comma);
}

static void line_ends_of_all_kinds(void)
{
  static const char text[] = "\xef\xbb\xbfone\r\ntwo\nthree\r\r\n\nlast";
  static const char *const wanted[] = {"one", "two", "three", "", "", "last"};
  iwi_scan scan;
  iwi_span line;

  iwi_scan_init(&scan, text, sizeof text - 1);
  for (int i = 0; i < 6; i++) {
    CHECK(iwi_scan_line(&scan, &line));
    CHECK(iwi_span_equals(line, wanted[i]));
    CHECK_INT(scan.line, i + 1);
  }
  CHECK(!iwi_scan_line(&scan, &line));
}

static void words_between_blanks(void)
{
  iwi_span line = iwi_span_of("  a\tbc  d "), word, words[2];

  CHECK_INT(iwi_scan_words(line, words, 2), 2);
  CHECK(iwi_span_equals(words[1], "bc"));
  CHECK(iwi_scan_word(&line, &word) && iwi_span_equals(word, "a"));
  CHECK(iwi_scan_word(&line, &word) && iwi_span_equals(word, "bc"));
  CHECK(iwi_scan_word(&line, &word) && iwi_span_same(word, "D"));
  CHECK(!iwi_span_equals(word, "D"));
  CHECK(!iwi_scan_word(&line, &word));
  CHECK(iwi_span_equals(iwi_span_trim(iwi_span_of("\t x y ")), "x y"));
  CHECK_INT(iwi_span_trim(iwi_span_of("  ")).size, 0);
}

int main(void)
{
  RUN(numbers_are_correctly_rounded);
  RUN(what_is_no_number_is_refused);
  RUN(ranges_hold);
  RUN(uncertainties_are_dropped);
  RUN(the_locale_does_not_matter);
  RUN(line_ends_of_all_kinds);
  RUN(words_between_blanks);
  return check_report();
}
