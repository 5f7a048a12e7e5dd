/* SPDX-License-Identifier: BSD-3-Clause */
/* Elementary abelian subgroups of the translations, each made larger by one
 * translation of prime order at a time. No translation but the identity keeps
 * a site, so that a translation is known by where it takes site 0. */
#include "subtranslations.h"

#include <assert.h>
#include <string.h>

#include "context.h"
#include "dictionary.h"
#include "mem.h"

typedef struct translations {
  const int32_t *permutations; /* of the group */
  size_t n_sites, n;
  size_t *rows;  /* operations, n of them; the identity is number 0   */
  int32_t *at;   /* n_sites: the one that takes site 0 there, or -1   */
  int32_t *size; /* order of each, if it is a prime, else 0           */
} translations;

static const int32_t *row_of(const translations *t, size_t i)
{
  return t->permutations + t->rows[i] * t->n_sites;
}

static size_t product(const translations *t, size_t a, size_t b)
{
  const int32_t number = t->at[row_of(t, a)[row_of(t, b)[0]]];

  assert(number >= 0);
  return (size_t)number;
}

static int32_t prime_order(const translations *t, size_t i)
{
  int32_t order = 1;

  for (size_t power = i; power != 0; power = product(t, power, i))
    order++;
  for (int32_t f = 2; f * f <= order; f++) {
    if (order % f == 0)
      return 0;
  }
  return order == 1 ? 0 : order;
}

static iw_status list_translations(iw_context *ctx, const iw_site_group *group,
                                   translations *t)
{
  const uint8_t *is_translation = iw_site_group_translations(group);
  const size_t order = iw_site_group_order(group);

  t->n_sites = iw_site_group_n_sites(group);
  t->permutations = iw_site_group_permutations(group);
  t->rows = iwi_calloc(ctx, order, sizeof *t->rows);
  t->at = iwi_calloc(ctx, t->n_sites, sizeof *t->at);
  t->size = iwi_calloc(ctx, order, sizeof *t->size);
  if (t->rows == NULL || t->at == NULL || t->size == NULL)
    return IW_E_MEMORY;
  for (size_t i = 0; i < t->n_sites; i++)
    t->at[i] = -1;
  for (size_t k = 0; k < order; k++) {
    if (!is_translation[k])
      continue;
    t->at[t->permutations[k * t->n_sites]] = (int32_t)t->n;
    t->rows[t->n++] = k;
  }
  for (size_t i = 0; i < t->n; i++)
    t->size[i] = prime_order(t, i);
  return IW_OK;
}

static void translations_release(translations *t)
{
  iwi_free(t->rows);
  iwi_free(t->at);
  iwi_free(t->size);
}

/* Members of S times the powers of x. */
static void extend(const translations *t, const uint8_t *members, size_t x,
                   uint8_t *larger)
{
  for (size_t i = 0; i < t->n; i++) {
    size_t power = i;

    for (int32_t k = 0; members[i] && k < t->size[x]; k++) {
      larger[power] = 1;
      power = product(t, power, x);
    }
  }
}

/* mu(<S, x>) = -mu(S) p^k for x of order p, where p^k is the number of members
 * of S with x^p = 1: eq. (D3), one dimension after the other. */
static int64_t moebius_of(const translations *t, const uint8_t *members,
                          int64_t moebius, size_t x)
{
  int64_t n_same = 1;

  for (size_t i = 0; i < t->n; i++)
    n_same += members[i] && t->size[i] == t->size[x];
  return -moebius * n_same;
}

static iw_status add_larger(iw_context *ctx, const translations *t, size_t s,
                            iwi_dictionary *found, size_t *capacity,
                            int64_t **moebius, uint8_t *work)
{
  uint8_t *members = work, *larger = work + t->n;
  iw_status status = IW_OK;

  memcpy(members, iwi_dictionary_key(found, s), t->n);
  for (size_t x = 0; x < t->n && status == IW_OK; x++) {
    const size_t n_before = found->n;
    void *array = *moebius;
    size_t number = 0;

    if (members[x] || t->size[x] == 0)
      continue;
    memset(larger, 0, t->n);
    extend(t, members, x, larger);
    status = iwi_dictionary_put(ctx, found, larger, t->n, &number);
    if (status == IW_OK && number == n_before) {
      status = iwi_reserve(ctx, &array, capacity, found->n, sizeof **moebius);
      *moebius = array;
    }
    if (status == IW_OK && number == n_before)
      (*moebius)[number] = moebius_of(t, members, (*moebius)[s], x);
  }
  return status;
}

static iw_status find_subgroups(iw_context *ctx, const translations *t,
                                iwi_dictionary *found, int64_t **moebius)
{
  uint8_t *work = iwi_calloc(ctx, t->n, 2);
  size_t capacity = 1, number = 0;
  iw_status status = IW_E_MEMORY;

  *moebius = iwi_calloc(ctx, capacity, sizeof **moebius);
  if (work != NULL && *moebius != NULL) {
    (*moebius)[0] = 1;
    work[0] = 1;
    status = iwi_dictionary_put(ctx, found, work, t->n, &number);
  }
  for (size_t s = 0; status == IW_OK && s < found->n; s++)
    status = add_larger(ctx, t, s, found, &capacity, moebius, work);
  iwi_free(work);
  return status;
}

static void fill_orbits(const translations *t, const uint8_t *members,
                        int32_t *orbits)
{
  for (size_t i = 0; i < t->n_sites; i++) {
    int32_t first = (int32_t)i;

    for (size_t k = 0; k < t->n; k++) {
      const int32_t image = row_of(t, k)[i];

      if (members[k] && image < first)
        first = image;
    }
    orbits[i] = first;
  }
}

iw_status iwi_subtranslations_find(iw_context *ctx, const iw_site_group *group,
                                   iwi_subtranslations *out)
{
  iwi_dictionary found = {0};
  translations t = {0};
  iw_status status = list_translations(ctx, group, &t);

  *out = (iwi_subtranslations){0};
  if (status == IW_OK)
    status = find_subgroups(ctx, &t, &found, &out->moebius);
  if (status == IW_OK) {
    out->n = found.n;
    out->orbits = iwi_calloc(ctx, found.n * t.n_sites, sizeof *out->orbits);
    status = out->orbits == NULL ? IW_E_MEMORY : IW_OK;
  }
  for (size_t s = 0; status == IW_OK && s < found.n; s++)
    fill_orbits(&t, iwi_dictionary_key(&found, s), out->orbits + s * t.n_sites);
  iwi_dictionary_release(&found);
  translations_release(&t);
  if (status != IW_OK)
    iwi_subtranslations_release(out);
  return status;
}

iw_status iwi_subtranslations_none(iw_context *ctx, size_t n_sites,
                                   iwi_subtranslations *out)
{
  out->n = 1;
  out->moebius = iwi_calloc(ctx, 1, sizeof *out->moebius);
  out->orbits = iwi_calloc(ctx, n_sites, sizeof *out->orbits);
  if (out->moebius == NULL || out->orbits == NULL) {
    iwi_subtranslations_release(out);
    return IW_E_MEMORY;
  }
  out->moebius[0] = 1;
  for (size_t i = 0; i < n_sites; i++)
    out->orbits[i] = (int32_t)i;
  return IW_OK;
}

void iwi_subtranslations_release(iwi_subtranslations *s)
{
  iwi_free(s->moebius);
  iwi_free(s->orbits);
  *s = (iwi_subtranslations){0};
}
