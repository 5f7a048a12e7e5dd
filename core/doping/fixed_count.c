/* SPDX-License-Identifier: BSD-3-Clause */
/* fix(g), eq. (D3): the polynomials of the connected parts of the conflict
 * graph are multiplied; each term is completed by the cycles that are in no
 * conflict. Without exclusions the first is 1, and the second is all. */
#include "fixed_count.h"

#include <string.h>

#include "conflict_order.h"
#include "cycle_colourings.h"
#include "mem.h"

struct iwi_fixed_count {
  const iw_decorations *d;
  size_t n_counts;
  iwi_conflict_parts parts;
  iwi_dictionary shapes;       /* of parts met so far        */
  iwi_polynomial *polynomials; /* one for each shape         */
  size_t n_polynomials, capacity;
  uint8_t *shape;
  size_t shape_capacity;
  iwi_polynomial product, next;
  uint16_t *term; /* n_counts                                 */
  /* cycles in no conflict, by pool: from where the sites of the pool would
   * begin, lengths falling and their numbers                  */
  int32_t *first_length, *n_lengths, *lengths, *numbers;
  int32_t *missing; /* n_counts: what a term leaves to them     */
  iwi_cycle_colourings colourings;
  iwi_bigint *work;
};

iw_status iwi_fixed_count_create(iw_context *ctx, const iw_decorations *d,
                                 iwi_fixed_count **out)
{
  iwi_fixed_count *f = iwi_calloc(ctx, 1, sizeof *f);
  iw_status status;

  *out = NULL;
  if (f == NULL)
    return IW_E_MEMORY;
  f->d = d;
  f->n_counts = (size_t)d->first_species[d->n_pools];
  f->term = iwi_calloc(ctx, f->n_counts, sizeof *f->term);
  f->missing = iwi_calloc(ctx, f->n_counts, sizeof *f->missing);
  f->first_length = iwi_calloc(ctx, d->n_pools + 1, sizeof *f->first_length);
  f->n_lengths = iwi_calloc(ctx, d->n_pools, sizeof *f->n_lengths);
  f->lengths = iwi_calloc(ctx, d->n_sites, sizeof *f->lengths);
  f->numbers = iwi_calloc(ctx, d->n_sites, sizeof *f->numbers);
  status = f->term != NULL && f->missing != NULL && f->first_length != NULL &&
                   f->n_lengths != NULL && f->lengths != NULL &&
                   f->numbers != NULL
               ? IW_OK
               : IW_E_MEMORY;
  for (size_t p = 0; status == IW_OK && p < d->n_pools; p++)
    f->first_length[p + 1] = f->first_length[p] + d->pool_sizes[p];
  if (status == IW_OK)
    status = iwi_conflict_parts_prepare(ctx, d, &f->parts);
  if (status == IW_OK)
    status = iwi_bigint_create(ctx, 1, &f->work);
  if (status != IW_OK) {
    iwi_fixed_count_destroy(f);
    return status;
  }
  *out = f;
  return IW_OK;
}

void iwi_fixed_count_destroy(iwi_fixed_count *f)
{
  if (f == NULL)
    return;
  for (size_t i = 0; i < f->n_polynomials; i++)
    iwi_polynomial_release(&f->polynomials[i]);
  iwi_free(f->polynomials);
  iwi_conflict_parts_release(&f->parts);
  iwi_dictionary_release(&f->shapes);
  iwi_free(f->shape);
  iwi_polynomial_release(&f->product);
  iwi_polynomial_release(&f->next);
  iwi_free(f->term);
  iwi_free(f->missing);
  iwi_free(f->first_length);
  iwi_free(f->n_lengths);
  iwi_free(f->lengths);
  iwi_free(f->numbers);
  iwi_cycle_colourings_release(&f->colourings);
  iwi_bigint_destroy(f->work, 1);
  iwi_free(f);
}

/* The number of the present part's shape: its steps and arcs, as they are. */
static iw_status number_shape(iw_context *ctx, iwi_fixed_count *f,
                              size_t *number)
{
  const iwi_sweep *sweep = &f->parts.sweep;
  const size_t n_steps = sweep->n * sizeof *sweep->steps;
  const size_t n_arcs = sweep->n_arcs * sizeof *sweep->arcs;
  void *array = f->shape;
  const iw_status status =
      iwi_reserve(ctx, &array, &f->shape_capacity, n_steps + n_arcs, 1);

  f->shape = array;
  if (status != IW_OK)
    return status;
  memcpy(f->shape, sweep->steps, n_steps);
  memcpy(f->shape + n_steps, sweep->arcs, n_arcs);
  return iwi_dictionary_put(ctx, &f->shapes, f->shape, n_steps + n_arcs,
                            number);
}

/* The polynomial of the present part, swept when its shape is new. */
static iw_status find_polynomial(iw_context *ctx, iwi_fixed_count *f,
                                 iwi_sweep_budget *budget,
                                 const iwi_polynomial **out)
{
  void *array = f->polynomials;
  size_t number = 0;
  iw_status status = number_shape(ctx, f, &number);

  if (status == IW_OK && number == f->n_polynomials) {
    status = iwi_reserve(ctx, &array, &f->capacity, number + 1,
                         sizeof *f->polynomials);
    f->polynomials = array;
    if (status == IW_OK)
      status = iwi_sweep_run(ctx, f->d, &f->parts.sweep, budget,
                             &f->polynomials[number]);
    if (status == IW_OK)
      f->n_polynomials++;
  }
  *out = status == IW_OK ? &f->polynomials[number] : NULL;
  return status;
}

/* 0 where the counts so far exceed those wanted in a pool, or cannot reach
 * them any more. */
static int within_reach(const iw_decorations *d, size_t pool,
                        const uint16_t *counts)
{
  int32_t left = d->pool_sizes[pool];

  for (int32_t s = d->first_species[pool]; s < d->first_species[pool + 1]; s++)
    left -= counts[s];
  for (int32_t s = d->first_species[pool]; s < d->first_species[pool + 1];
       s++) {
    const int32_t missing = d->counts[s] - counts[s];

    if (missing < 0 || missing > left)
      return 0;
  }
  return 1;
}

/* Add a term of the product to the next, if it can still become the counts
 * wanted. */
static iw_status add_term(iw_context *ctx, iwi_fixed_count *f,
                          const uint16_t *a, const iwi_bigint *x,
                          const uint16_t *b, const iwi_bigint *y)
{
  iwi_bigint *sum;
  iw_status status;

  for (size_t s = 0; s < f->n_counts; s++)
    f->term[s] = (uint16_t)(a[s] + b[s]);
  for (size_t p = 0; p < f->d->n_pools; p++) {
    if (!within_reach(f->d, p, f->term))
      return IW_OK;
  }
  status = iwi_polynomial_term(ctx, &f->next, f->term,
                               f->n_counts * sizeof *f->term, &sum);
  if (status == IW_OK)
    iwi_bigint_add_product(sum, x, y);
  return status;
}

static iw_status multiply(iw_context *ctx, iwi_fixed_count *f,
                          const iwi_polynomial *factor,
                          iwi_sweep_budget *budget)
{
  const iwi_polynomial swap = f->product;
  iw_status status = IW_OK;

  iwi_polynomial_clear(&f->next);
  for (size_t i = 0; i < f->product.keys.n && status == IW_OK; i++) {
    status = iwi_sweep_budget_take(ctx, budget, factor->keys.n);
    for (size_t k = 0; k < factor->keys.n && status == IW_OK; k++)
      status = add_term(ctx, f, iwi_dictionary_key(&f->product.keys, i),
                        iwi_polynomial_value(&f->product, i),
                        iwi_dictionary_key(&factor->keys, k),
                        iwi_polynomial_value(factor, k));
    if (status == IW_OK && f->next.keys.n > budget->max_states)
      status = IW_E_LIMIT;
  }
  f->product = f->next;
  f->next = swap;
  return status;
}

static iw_status multiply_parts(iw_context *ctx, iwi_fixed_count *f,
                                const iwi_quotient *quotient,
                                iwi_sweep_budget *budget)
{
  iwi_bigint *one;
  iw_status status;

  iwi_polynomial_clear(&f->product);
  memset(f->term, 0, f->n_counts * sizeof *f->term);
  status = iwi_polynomial_term(ctx, &f->product, f->term,
                               f->n_counts * sizeof *f->term, &one);
  if (status != IW_OK)
    return status;
  iwi_bigint_set_u64(one, 1);
  iwi_conflict_parts_begin(&f->parts, quotient);
  while (status == IW_OK && iwi_conflict_parts_next(&f->parts)) {
    const iwi_polynomial *factor;

    status = find_polynomial(ctx, f, budget, &factor);
    if (status == IW_OK)
      status = multiply(ctx, f, factor, budget);
  }
  return status;
}

static void count_length(iwi_fixed_count *f, int32_t pool, int32_t length)
{
  int32_t *lengths = f->lengths + f->first_length[pool];
  int32_t *numbers = f->numbers + f->first_length[pool];
  int32_t at = 0;

  while (at < f->n_lengths[pool] && lengths[at] > length)
    at++;
  if (at == f->n_lengths[pool] || lengths[at] != length) {
    for (int32_t i = f->n_lengths[pool]++; i > at; i--) {
      lengths[i] = lengths[i - 1];
      numbers[i] = numbers[i - 1];
    }
    lengths[at] = length;
    numbers[at] = 0;
  }
  numbers[at]++;
}

static void count_free_cycles(iwi_fixed_count *f, const iwi_quotient *quotient)
{
  memset(f->n_lengths, 0, f->d->n_pools * sizeof *f->n_lengths);
  for (size_t v = 0; v < quotient->n; v++) {
    if (iwi_cycle_is_free(quotient, v))
      count_length(f, quotient->pools[v], quotient->lengths[v]);
  }
}

/* A term times the ways to do the free cycles, into f->work. */
static iw_status complete(iw_context *ctx, iwi_fixed_count *f,
                          const uint16_t *term, const iwi_bigint *value)
{
  const iw_decorations *d = f->d;
  iw_status status = IW_OK;

  iwi_bigint_set(f->work, value);
  for (size_t s = 0; s < f->n_counts; s++)
    f->missing[s] = d->counts[s] - term[s];
  for (size_t p = 0; p < d->n_pools && status == IW_OK; p++) {
    const int32_t first = f->first_length[p];
    const iwi_cycle_type type = {(size_t)f->n_lengths[p], f->lengths + first,
                                 f->numbers + first};

    if (iwi_bigint_is_zero(f->work))
      break;
    status = iwi_cycle_colourings_multiply(
        ctx, &f->colourings, &type, f->missing + d->first_species[p],
        (size_t)(d->first_species[p + 1] - d->first_species[p]), f->work);
  }
  return status;
}

iw_status iwi_fixed_count_of(iw_context *ctx, iwi_fixed_count *f,
                             const iwi_quotient *quotient,
                             iwi_sweep_budget *budget, iwi_bigint *out)
{
  iw_status status = multiply_parts(ctx, f, quotient, budget);

  iwi_bigint_set_u64(out, 0);
  count_free_cycles(f, quotient);
  for (size_t i = 0; i < f->product.keys.n && status == IW_OK; i++) {
    status = complete(ctx, f, iwi_dictionary_key(&f->product.keys, i),
                      iwi_polynomial_value(&f->product, i));
    if (status == IW_OK)
      iwi_bigint_add(out, f->work);
  }
  return status;
}
