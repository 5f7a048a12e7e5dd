/* SPDX-License-Identifier: BSD-3-Clause */
/* Terms by number, their coefficients in one growing block. */
#include "polynomial.h"

iw_status iwi_polynomial_term(iw_context *ctx, iwi_polynomial *p,
                              const void *key, size_t size, iwi_bigint **out)
{
  const size_t n = p->keys.n;
  size_t number = 0;
  iw_status status;

  if (n == p->capacity) {
    const size_t longer = n == 0 ? 8 : 2 * n;

    status = iwi_bigint_grow(ctx, n, longer, &p->values);
    if (status != IW_OK)
      return status;
    p->capacity = longer;
  }
  status = iwi_dictionary_put(ctx, &p->keys, key, size, &number);
  if (status != IW_OK)
    return status;
  *out = iwi_bigint_at(p->values, number);
  if (number == n) /* digits of a former use */
    iwi_bigint_set_u64(*out, 0);
  return IW_OK;
}

const iwi_bigint *iwi_polynomial_value(const iwi_polynomial *p, size_t i)
{
  return iwi_bigint_at(p->values, i);
}

void iwi_polynomial_clear(iwi_polynomial *p)
{
  iwi_dictionary_clear(&p->keys);
}

void iwi_polynomial_release(iwi_polynomial *p)
{
  iwi_dictionary_release(&p->keys);
  iwi_bigint_destroy(p->values, p->capacity);
  *p = (iwi_polynomial){0};
}
