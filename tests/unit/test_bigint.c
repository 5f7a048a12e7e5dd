/* SPDX-License-Identifier: BSD-3-Clause */
/* The door to GMP: digits, rounding to the nearest double, logarithms. */
#include "check.h"

#include <stdint.h>

#include "bigint.h"
#include "mem.h"

static void expect_text(iw_context *ctx, const iwi_bigint *x, const char *want)
{
  char *text;

  CHECK_INT(iwi_bigint_text(ctx, x, &text), IW_OK);
  CHECK_TEXT(text, want);
  iwi_free(text);
}

static void arithmetic_is_exact(void)
{
  iwi_bigint *block, *x, *y;
  iw_context *ctx;

  CHECK_INT(iw_context_create(&ctx), IW_OK);
  CHECK_INT(iwi_bigint_create(ctx, 2, &block), IW_OK);
  CHECK_INT(iwi_bigint_grow(ctx, 2, 40, &block), IW_OK);
  x = iwi_bigint_at(block, 0);
  y = iwi_bigint_at(block, 39);
  CHECK(iwi_bigint_is_zero(x) && iwi_bigint_is_zero(y));
  expect_text(ctx, x, "0");
  iwi_bigint_set_u64(x, UINT64_MAX);
  expect_text(ctx, x, "18446744073709551615");
  iwi_bigint_multiply(x, x); /* 2^128 - 2^65 + 1 */
  expect_text(ctx, x, "340282366920938463426481119284349108225");
  iwi_bigint_set_u64(y, UINT64_C(1) << 63);
  iwi_bigint_multiply_u32(y, 4);
  iwi_bigint_add(x, y);
  expect_text(ctx, x, "340282366920938463463374607431768211457");
  iwi_bigint_set_u64(y, 1);
  iwi_bigint_subtract(x, y);
  iwi_bigint_divide_exactly_u32(x, 1u << 31);
  expect_text(ctx, x, "158456325028528675187087900672");
  iwi_bigint_set_binomial(x, 100, 50);
  expect_text(ctx, x, "100891344545564193334812497256");
  iwi_bigint_set_binomial(y, 7, 9);
  CHECK(iwi_bigint_is_zero(y));
  iwi_bigint_set(y, x);
  iwi_bigint_divide_exactly(x, y);
  iwi_bigint_add_product(x, y, y);
  expect_text(ctx, x,
              "10179063404211745705290438721372972983668117134799007529537");
  iwi_bigint_destroy(block, 40);
  iwi_bigint_destroy(NULL, 3);
  iw_context_destroy(ctx);
}

/* 2^power times a factor, and one more. */
static void set_power(iwi_bigint *x, uint64_t factor, int power, int one_more)
{
  iwi_bigint_set_u64(x, factor);
  for (; power > 0; power--)
    iwi_bigint_multiply_u32(x, 2);
  if (one_more) {
    iwi_bigint *one;

    CHECK_INT(iwi_bigint_create(NULL, 1, &one), IW_OK);
    iwi_bigint_set_u64(one, 1);
    iwi_bigint_add(x, one);
    iwi_bigint_destroy(one, 1);
  }
}

static void reals_are_the_nearest(void)
{
  const double two53 = 9007199254740992.0;
  iwi_bigint *x;

  CHECK_INT(iwi_bigint_create(NULL, 1, &x), IW_OK);
  CHECK_NEAR(iwi_bigint_real(x), 0, 0);
  CHECK(iwi_bigint_log(x) == -INFINITY);
  set_power(x, (UINT64_C(1) << 53) + 1, 0, 0); /* a tie goes to even */
  CHECK_NEAR(iwi_bigint_real(x), two53, 0);
  set_power(x, (UINT64_C(1) << 53) + 3, 0, 0);
  CHECK_NEAR(iwi_bigint_real(x), two53 + 4, 0);
  set_power(x, (UINT64_C(1) << 53) + 1, 300, 0);
  CHECK_NEAR(iwi_bigint_real(x), ldexp(two53, 300), 0);
  set_power(x, (UINT64_C(1) << 53) + 1, 300, 1); /* just above the tie */
  CHECK_NEAR(iwi_bigint_real(x), ldexp(two53 + 2, 300), 0);
  set_power(x, (UINT64_C(1) << 53) - 1, 1024 - 53, 0);
  CHECK(isfinite(iwi_bigint_real(x)));
  set_power(x, 1, 1024, 0);
  CHECK(isinf(iwi_bigint_real(x)));
  set_power(x, 3, 1, 0);
  CHECK_NEAR(iwi_bigint_log(x), log(6), 0);
  set_power(x, 3, 5000, 0);
  CHECK(isinf(iwi_bigint_real(x)));
  CHECK_NEAR(iwi_bigint_log(x), log(3) + 5000 * log(2), 1e-11);
  iwi_bigint_destroy(x, 1);
}

int main(void)
{
  RUN(arithmetic_is_exact);
  RUN(reals_are_the_nearest);
  return check_report();
}
