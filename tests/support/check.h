/* SPDX-License-Identifier: BSD-3-Clause */
/* A unit test is a program: CHECK lines in functions, check_report() last.
 *
 *   static void adds_up(void) { CHECK_NEAR(1.0 + 1.0, 2.0, 1e-15); }
 *   int main(void) { RUN(adds_up); return check_report(); }
 */
#ifndef IONWAY_CHECK_H
#define IONWAY_CHECK_H

#include <math.h>
#include <stdio.h>
#include <string.h>

/* CTest takes this exit code for "skipped" (SKIP_RETURN_CODE). */
#define CHECK_SKIPPED 77

static int check_failures, check_total, check_skips;

#define CHECK(condition)                                                       \
  do {                                                                         \
    check_total++;                                                             \
    if (!(condition)) {                                                        \
      check_failures++;                                                        \
      printf("%s:%d: failed: %s\n", __FILE__, __LINE__, #condition);           \
    }                                                                          \
  } while (0)

/* |a - b| <= tolerance; NAN never is near anything */
#define CHECK_NEAR(a, b, tolerance)                                            \
  do {                                                                         \
    const double check_a = (a), check_b = (b);                                 \
    check_total++;                                                             \
    if (!(fabs(check_a - check_b) <= (tolerance))) {                           \
      check_failures++;                                                        \
      printf("%s:%d: %s = %.15g, want %.15g +- %g\n", __FILE__, __LINE__, #a,  \
             check_a, check_b, (double)(tolerance));                           \
    }                                                                          \
  } while (0)

#define CHECK_INT(a, b)                                                        \
  do {                                                                         \
    const long long check_a = (long long)(a), check_b = (long long)(b);        \
    check_total++;                                                             \
    if (check_a != check_b) {                                                  \
      check_failures++;                                                        \
      printf("%s:%d: %s = %lld, want %lld\n", __FILE__, __LINE__, #a, check_a, \
             check_b);                                                         \
    }                                                                          \
  } while (0)

#define CHECK_TEXT(a, b)                                                       \
  do {                                                                         \
    const char *check_a = (a), *check_b = (b);                                 \
    check_total++;                                                             \
    if (strcmp(check_a, check_b) != 0) {                                       \
      check_failures++;                                                        \
      printf("%s:%d: %s = \"%s\", want \"%s\"\n", __FILE__, __LINE__, #a,      \
             check_a, check_b);                                                \
    }                                                                          \
  } while (0)

/* the text holds the part */
#define CHECK_HOLDS(text, part)                                                \
  do {                                                                         \
    const char *check_a = (text), *check_b = (part);                           \
    check_total++;                                                             \
    if (strstr(check_a, check_b) == NULL) {                                    \
      check_failures++;                                                        \
      printf("%s:%d: \"%s\" lacks \"%s\"\n", __FILE__, __LINE__, check_a,      \
             check_b);                                                         \
    }                                                                          \
  } while (0)

/* Say what is left out and why; a test with nothing but skips is skipped. */
#define SKIP(why)                                                              \
  do {                                                                         \
    check_skips++;                                                             \
    printf("skipped: %s\n", why);                                              \
  } while (0)

#define RUN(test)                                                              \
  do {                                                                         \
    const int check_before = check_failures;                                   \
    test();                                                                    \
    printf("%s %s\n", check_failures == check_before ? "ok  " : "FAIL",        \
           #test);                                                             \
  } while (0)

static inline int check_report(void)
{
  printf("%d checks, %d failed, %d skipped\n", check_total, check_failures,
         check_skips);
  if (check_failures > 0)
    return 1;
  if (check_total == 0)
    return check_skips > 0 ? CHECK_SKIPPED : 1; /* a test that checks nothing */
  return 0;
}

#endif
