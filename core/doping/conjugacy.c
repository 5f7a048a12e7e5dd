/* SPDX-License-Identifier: BSD-3-Clause */
/* Conjugacy classes by union-find: conjugation by a set of generators links
 * all of a class. An operation is known by where it takes a base, a few sites
 * that nothing but the identity keeps all at once. */
#include "conjugacy.h"

#include <assert.h>

#include "context.h"
#include "dictionary.h"
#include "mem.h"

/* Each site of a base, and each generator, at least doubles a group. */
#define MAX_DOUBLINGS 64

/* The operations that differ are the elements; work arrays have an entry for
 * each, `order` being enough. */
typedef struct element_table {
  const int32_t *permutations;
  size_t order, n_sites;
  size_t n_base, n_generators;
  int32_t base[MAX_DOUBLINGS];
  size_t generators[MAX_DOUBLINGS];
  iwi_dictionary elements; /* by their images of the base              */
  size_t *rows;            /* the first operation of each element      */
  size_t *parents;         /* union-find; not above the element itself */
  size_t *queue;
  uint8_t *reached; /* elements that the generators generate    */
  int32_t *inverse; /* of a generator: n_sites                  */
} element_table;

static const int32_t *row_of(const element_table *t, size_t element)
{
  return t->permutations + t->rows[element] * t->n_sites;
}

/* Sites that are taken until whoever keeps them all keeps every site. */
static void choose_base(element_table *t, size_t *keepers)
{
  size_t n = t->order;

  for (size_t k = 0; k < n; k++)
    keepers[k] = k;
  for (size_t site = 0; site < t->n_sites; site++) {
    size_t n_left = 0;

    for (size_t k = 0; k < n; k++) {
      if (t->permutations[keepers[k] * t->n_sites + site] == (int32_t)site)
        keepers[n_left++] = keepers[k];
    }
    if (n_left < n)
      t->base[t->n_base++] = (int32_t)site;
    n = n_left;
  }
}

static iw_status number_elements(iw_context *ctx, element_table *t)
{
  for (size_t k = 0; k < t->order; k++) {
    const int32_t *g = t->permutations + k * t->n_sites;
    const size_t n_before = t->elements.n;
    int32_t images[MAX_DOUBLINGS];
    size_t element = 0;
    iw_status status;

    for (size_t i = 0; i < t->n_base; i++)
      images[i] = g[t->base[i]];
    status = iwi_dictionary_put(ctx, &t->elements, images,
                                t->n_base * sizeof *images, &element);
    if (status != IW_OK)
      return status;
    if (element == n_before)
      t->rows[element] = k;
  }
  return IW_OK;
}

/* The element a b c; c may be NULL for the identity. */
static size_t product(const element_table *t, const int32_t *a,
                      const int32_t *b, const int32_t *c)
{
  int32_t images[MAX_DOUBLINGS];
  size_t element;

  for (size_t i = 0; i < t->n_base; i++) {
    const int32_t site = t->base[i];

    images[i] = a[b[c == NULL ? site : c[site]]];
  }
  element =
      iwi_dictionary_find(&t->elements, images, t->n_base * sizeof *images);
  assert(element < t->elements.n); /* the group is closed */
  return element;
}

/* Mark all that the generators generate. */
static void generate(element_table *t)
{
  size_t n_queue = 1;

  for (size_t i = 0; i < t->elements.n; i++)
    t->reached[i] = i == 0;
  t->queue[0] = 0;
  for (size_t q = 0; q < n_queue; q++) {
    const int32_t *g = row_of(t, t->queue[q]);

    for (size_t h = 0; h < t->n_generators; h++) {
      const size_t next = product(t, row_of(t, t->generators[h]), g, NULL);

      if (!t->reached[next])
        t->queue[n_queue++] = next;
      t->reached[next] = 1;
    }
  }
}

static size_t root_of(element_table *t, size_t element)
{
  while (t->parents[element] != element) {
    t->parents[element] = t->parents[t->parents[element]];
    element = t->parents[element];
  }
  return element;
}

/* Join every element with its conjugate under a generator; roots are the
 * lowest of their class. */
static void join_conjugates(element_table *t, size_t generator)
{
  const int32_t *h = row_of(t, generator);

  for (size_t i = 0; i < t->n_sites; i++)
    t->inverse[h[i]] = (int32_t)i;
  for (size_t e = 0; e < t->elements.n; e++) {
    const size_t a = root_of(t, e);
    const size_t b = root_of(t, product(t, h, row_of(t, e), t->inverse));

    t->parents[a > b ? a : b] = a > b ? b : a;
  }
}

static iw_status prepare(iw_context *ctx, element_table *t)
{
  t->rows = iwi_calloc(ctx, t->order, sizeof *t->rows);
  t->parents = iwi_calloc(ctx, t->order, sizeof *t->parents);
  t->queue = iwi_calloc(ctx, t->order, sizeof *t->queue);
  t->reached = iwi_calloc(ctx, t->order, 1);
  t->inverse = iwi_calloc(ctx, t->n_sites, sizeof *t->inverse);
  if (t->rows == NULL || t->parents == NULL || t->queue == NULL ||
      t->reached == NULL || t->inverse == NULL)
    return IW_E_MEMORY;
  choose_base(t, t->queue);
  return number_elements(ctx, t);
}

/* Roots are met before the rest of their class. */
static iw_status list_classes(iw_context *ctx, element_table *t,
                              iwi_conjugacy_class **out, size_t *n)
{
  const uint64_t alike = t->order / t->elements.n;
  iwi_conjugacy_class *classes;
  size_t n_classes = 0;

  for (size_t e = 0; e < t->elements.n; e++)
    n_classes += root_of(t, e) == e;
  classes = iwi_calloc(ctx, n_classes, sizeof *classes);
  if (classes == NULL)
    return IW_E_MEMORY;
  n_classes = 0;
  for (size_t e = 0; e < t->elements.n; e++) {
    const size_t root = root_of(t, e);

    if (root == e) {
      t->queue[e] = n_classes;
      classes[n_classes++].representative = t->rows[e];
    }
    classes[t->queue[root]].size += alike;
  }
  *out = classes;
  *n = n_classes;
  return IW_OK;
}

iw_status iwi_conjugacy_classes(iw_context *ctx, const int32_t *permutations,
                                size_t order, size_t n_sites,
                                iwi_conjugacy_class **out, size_t *n)
{
  element_table t = {
      .permutations = permutations, .order = order, .n_sites = n_sites};
  iw_status status = prepare(ctx, &t);

  *out = NULL;
  if (status == IW_OK) {
    generate(&t);
    for (size_t e = 0; e < t.elements.n; e++) {
      t.parents[e] = e;
      if (t.reached[e])
        continue;
      t.generators[t.n_generators++] = e;
      generate(&t);
    }
    for (size_t h = 0; h < t.n_generators; h++)
      join_conjugates(&t, t.generators[h]);
    status = list_classes(ctx, &t, out, n);
  }
  iwi_dictionary_release(&t.elements);
  iwi_free(t.rows);
  iwi_free(t.parents);
  iwi_free(t.queue);
  iwi_free(t.reached);
  iwi_free(t.inverse);
  return status;
}
