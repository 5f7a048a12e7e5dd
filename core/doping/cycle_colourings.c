/* SPDX-License-Identifier: BSD-3-Clause */
/* Coefficients of the generating function of eq. (D3), species by species: a
 * state is the number of cycles of each length that are still free. The first
 * species meets one state, the last takes what is left, and few lengths occur
 * in one operation, so that the states stay few for any number of sites; for
 * the identity there is one, and the product of binomials of a multinomial. */
#include "cycle_colourings.h"

#include "mem.h"

/* One species is shared out over the cycles of one length. */
typedef struct share {
  const iwi_cycle_type *type;
  size_t length;  /* index of the length             */
  int32_t wanted; /* sites of the species in all, or -1 to go on with a state */
  int32_t *key;   /* of the new state: free cycles of each length, then sites
                     of the species still to be placed                       */
} share;

/* From one state to those with k more cycles of the length taken, binom(free,
 * k) ways each. */
static iw_status share_out(iw_context *ctx, const share *s,
                           const int32_t *state, const iwi_bigint *value,
                           iwi_bigint *ways, iwi_polynomial *next)
{
  const iwi_cycle_type *type = s->type;
  const int32_t left = s->wanted >= 0 ? s->wanted : state[type->n];
  const int32_t length = type->lengths[s->length], free = state[s->length];
  int32_t first = left, last = left / length < free ? left / length : free;
  iw_status status = IW_OK;

  /* at least what the shorter ones cannot take */
  for (size_t i = s->length + 1; i < type->n; i++)
    first -= type->lengths[i] * state[i];
  first = first > 0 ? (first + length - 1) / length : 0;
  if (first > last)
    return IW_OK;
  for (size_t i = 0; i < type->n; i++)
    s->key[i] = state[i];
  iwi_bigint_set_binomial(ways, (uint32_t)free, (uint32_t)first);
  iwi_bigint_multiply(ways, value);
  for (int32_t k = first; k <= last && status == IW_OK; k++) {
    iwi_bigint *sum;

    s->key[s->length] = free - k;
    s->key[type->n] = left - k * length;
    status = iwi_polynomial_term(ctx, next, s->key,
                                 (type->n + 1) * sizeof *s->key, &sum);
    if (status == IW_OK)
      iwi_bigint_add(sum, ways);
    iwi_bigint_multiply_u32(ways, (uint32_t)(free - k));
    iwi_bigint_divide_exactly_u32(ways, (uint32_t)k + 1);
  }
  return status;
}

static iw_status place_species(iw_context *ctx, iwi_cycle_colourings *c,
                               const iwi_cycle_type *type, int32_t count,
                               int32_t *key, iwi_bigint *ways)
{
  iw_status status = IW_OK;

  for (size_t j = 0; j < type->n; j++) {
    const share s = {type, j, j == 0 ? count : -1, key};
    const iwi_polynomial swap = c->present;

    iwi_polynomial_clear(&c->next);
    for (size_t i = 0; i < c->present.keys.n && status == IW_OK; i++)
      status = share_out(ctx, &s, iwi_dictionary_key(&c->present.keys, i),
                         iwi_polynomial_value(&c->present, i), ways, &c->next);
    c->present = c->next;
    c->next = swap;
  }
  return status;
}

/* The coefficient into *sum; counts rise, none is zero. */
static iw_status compute(iw_context *ctx, iwi_cycle_colourings *c,
                         const iwi_cycle_type *type, const int32_t *counts,
                         size_t n_species, iwi_bigint *sum)
{
  const size_t width = (type->n + 1) * sizeof(int32_t);
  int32_t *key = iwi_calloc(ctx, type->n + 1, sizeof *key);
  iwi_bigint *ways = NULL, *first;
  iw_status status = key == NULL ? IW_E_MEMORY : IW_OK;

  iwi_polynomial_clear(&c->present);
  if (status == IW_OK)
    status = iwi_bigint_create(ctx, 1, &ways);
  for (size_t j = 0; status == IW_OK && j < type->n; j++)
    key[j] = type->numbers[j];
  if (status == IW_OK)
    status = iwi_polynomial_term(ctx, &c->present, key, width, &first);
  if (status == IW_OK)
    iwi_bigint_set_u64(first, 1);
  for (size_t s = 0; status == IW_OK && s + 1 < n_species; s++)
    status = place_species(ctx, c, type, counts[s], key, ways);
  for (size_t i = 0; status == IW_OK && i < c->present.keys.n; i++)
    iwi_bigint_add(sum, iwi_polynomial_value(&c->present, i));
  iwi_bigint_destroy(ways, 1);
  iwi_free(key);
  return status;
}

/* Species that are there, counts rising: their order does not matter. */
static size_t sort_counts(const int32_t *counts, size_t n_species,
                          int32_t *sorted)
{
  size_t n = 0;

  for (size_t s = 0; s < n_species; s++) {
    size_t at = n;

    if (counts[s] == 0)
      continue;
    for (; at > 0 && sorted[at - 1] > counts[s]; at--)
      sorted[at] = sorted[at - 1];
    sorted[at] = counts[s];
    n++;
  }
  return n;
}

iw_status iwi_cycle_colourings_multiply(iw_context *ctx,
                                        iwi_cycle_colourings *c,
                                        const iwi_cycle_type *type,
                                        const int32_t *counts, size_t n_species,
                                        iwi_bigint *x)
{
  const size_t n_before = c->known.keys.n;
  void *array = c->key;
  iw_status status = iwi_reserve(ctx, &array, &c->key_capacity,
                                 1 + n_species + 2 * type->n, sizeof *c->key);
  iwi_bigint *value;
  size_t n, width;

  c->key = array;
  if (status != IW_OK)
    return status;
  n = sort_counts(counts, n_species, c->key + 1);
  c->key[0] = (int32_t)n;
  width = 1 + n;
  for (size_t j = 0; j < type->n; j++) {
    c->key[width++] = type->lengths[j];
    c->key[width++] = type->numbers[j];
  }
  status = iwi_polynomial_term(ctx, &c->known, c->key, width * sizeof *c->key,
                               &value);
  if (status == IW_OK && c->known.keys.n > n_before)
    status = compute(ctx, c, type, c->key + 1, n, value);
  if (status == IW_OK)
    iwi_bigint_multiply(x, value);
  return status;
}

void iwi_cycle_colourings_release(iwi_cycle_colourings *c)
{
  iwi_polynomial_release(&c->known);
  iwi_polynomial_release(&c->present);
  iwi_polynomial_release(&c->next);
  iwi_free(c->key);
  *c = (iwi_cycle_colourings){0};
}
