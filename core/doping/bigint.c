/* SPDX-License-Identifier: BSD-3-Clause */
/* Non-negative integers of any length, by GMP. */
#include "bigint.h"

#include <gmp.h>
#include <math.h>

#include "mem.h"

struct iwi_bigint {
  mpz_t z;
};

iw_status iwi_bigint_create(iw_context *ctx, size_t n, iwi_bigint **out)
{
  *out = NULL;
  return iwi_bigint_grow(ctx, 0, n, out);
}

iw_status iwi_bigint_grow(iw_context *ctx, size_t n, size_t longer,
                          iwi_bigint **block)
{
  iwi_bigint *grown = iwi_realloc(ctx, *block, longer, sizeof *grown);

  if (grown == NULL)
    return IW_E_MEMORY;
  for (size_t i = n; i < longer; i++)
    mpz_init(grown[i].z);
  *block = grown;
  return IW_OK;
}

void iwi_bigint_destroy(iwi_bigint *block, size_t n)
{
  if (block == NULL)
    return;
  for (size_t i = 0; i < n; i++)
    mpz_clear(block[i].z);
  iwi_free(block);
}

iwi_bigint *iwi_bigint_at(iwi_bigint *block, size_t i)
{
  return block + i;
}

void iwi_bigint_set(iwi_bigint *x, const iwi_bigint *y)
{
  mpz_set(x->z, y->z);
}

void iwi_bigint_set_u64(iwi_bigint *x, uint64_t value)
{
  /* by halves: unsigned long has 32 bits on some machines */
  mpz_set_ui(x->z, (unsigned long)(value >> 32));
  mpz_mul_2exp(x->z, x->z, 32);
  mpz_add_ui(x->z, x->z, (unsigned long)(value & UINT32_MAX));
}

void iwi_bigint_set_binomial(iwi_bigint *x, uint32_t n, uint32_t k)
{
  mpz_bin_uiui(x->z, n, k);
}

void iwi_bigint_add(iwi_bigint *x, const iwi_bigint *y)
{
  mpz_add(x->z, x->z, y->z);
}

void iwi_bigint_subtract(iwi_bigint *x, const iwi_bigint *y)
{
  mpz_sub(x->z, x->z, y->z);
}

void iwi_bigint_multiply(iwi_bigint *x, const iwi_bigint *y)
{
  mpz_mul(x->z, x->z, y->z);
}

void iwi_bigint_multiply_u32(iwi_bigint *x, uint32_t factor)
{
  mpz_mul_ui(x->z, x->z, factor);
}

void iwi_bigint_add_product(iwi_bigint *x, const iwi_bigint *y,
                            const iwi_bigint *z)
{
  mpz_addmul(x->z, y->z, z->z);
}

void iwi_bigint_divide_exactly(iwi_bigint *x, const iwi_bigint *y)
{
  mpz_divexact(x->z, x->z, y->z);
}

void iwi_bigint_divide_exactly_u32(iwi_bigint *x, uint32_t divisor)
{
  mpz_divexact_ui(x->z, x->z, divisor);
}

int iwi_bigint_is_zero(const iwi_bigint *x)
{
  return mpz_sgn(x->z) == 0;
}

iw_status iwi_bigint_text(iw_context *ctx, const iwi_bigint *x, char **out)
{
  *out = iwi_calloc(ctx, mpz_sizeinbase(x->z, 10) + 2, 1);
  if (*out == NULL)
    return IW_E_MEMORY;
  mpz_get_str(*out, 10, x->z);
  return IW_OK;
}

double iwi_bigint_real(const iwi_bigint *x)
{
  const size_t n_bits = mpz_sizeinbase(x->z, 2);
  uint64_t head = 0;

  if (n_bits > 2048)
    return INFINITY;
  /* The first 64 bits, the last of them set when anything follows: more than a
   * double holds, so that its rounding is that of the whole. (mpz_get_d cuts
   * off.) */
  for (size_t i = 0; i < 64 && i < n_bits; i++)
    head = head << 1 | (uint64_t)mpz_tstbit(x->z, n_bits - 1 - i);
  if (n_bits <= 64)
    return (double)head;
  head |= mpz_scan1(x->z, 0) < n_bits - 64;
  return ldexp((double)head, (int)(n_bits - 64));
}

double iwi_bigint_log(const iwi_bigint *x)
{
  const double real = iwi_bigint_real(x);
  long exponent = 0;
  double mantissa;

  if (isfinite(real))
    return log(real);
  mantissa = mpz_get_d_2exp(&exponent, x->z);
  return log(mantissa) + (double)exponent * log(2.0);
}
