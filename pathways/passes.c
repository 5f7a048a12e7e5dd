/* SPDX-License-Identifier: BSD-3-Clause */
/* Hash of passes by kind, with a chain for the passes of one kind. */
#include "passes.h"

#include <math.h>

#include "mem.h"
#include "vec3.h"

/* Two basins may share several passes. Along a ridge, meetings further apart
 * than this, Angstrom, count as passes of their own. */
#define SEPARATE_ANG 0.8

#define FIRST_SLOTS 1024

iw_status iwi_pass_table_init(iw_context *ctx, iwi_pass_table *t,
                              const int32_t grid[3], const double (*lattice)[3])
{
  t->grid = grid;
  t->lattice = lattice;
  t->n_slots = FIRST_SLOTS;
  t->slots = iwi_calloc(ctx, t->n_slots, sizeof *t->slots);
  if (t->slots == NULL)
    return IW_E_MEMORY;
  for (size_t s = 0; s < t->n_slots; s++)
    t->slots[s] = -1;
  return IW_OK;
}

void iwi_pass_table_release(iwi_pass_table *t)
{
  iwi_free(t->passes);
  iwi_free(t->next_of_kind);
  iwi_free(t->slots);
}

static int same_kind(const iwi_pass *a, const iwi_pass *b)
{
  return a->from == b->from && a->to == b->to && a->shift[0] == b->shift[0] &&
         a->shift[1] == b->shift[1] && a->shift[2] == b->shift[2];
}

static size_t hash_of(const iwi_pass *pass)
{
  const uint64_t words[5] = {
      (uint64_t)pass->from, (uint64_t)pass->to, (uint64_t)(pass->shift[0] + 64),
      (uint64_t)(pass->shift[1] + 64), (uint64_t)(pass->shift[2] + 64)};
  uint64_t hash = UINT64_C(0x9E3779B97F4A7C15);

  for (int i = 0; i < 5; i++) {
    hash ^= words[i];
    hash *= UINT64_C(0xFF51AFD7ED558CCD);
    hash ^= hash >> 32;
  }
  return (size_t)hash;
}

/* Slot of the pass's kind, or the free slot where it belongs. */
static size_t find_slot(const iwi_pass_table *t, const iwi_pass *pass)
{
  size_t s = hash_of(pass) & (t->n_slots - 1);

  while (t->slots[s] >= 0 && !same_kind(&t->passes[t->slots[s]], pass))
    s = (s + 1) & (t->n_slots - 1);
  return s;
}

static iw_status grow_slots(iw_context *ctx, iwi_pass_table *t)
{
  const size_t larger = 2 * t->n_slots;
  int32_t *slots = iwi_calloc(ctx, larger, sizeof *slots);

  if (slots == NULL)
    return IW_E_MEMORY;
  iwi_free(t->slots);
  t->slots = slots;
  t->n_slots = larger;
  for (size_t s = 0; s < larger; s++)
    slots[s] = -1;
  for (size_t p = 0; p < t->n; p++) /* later ones head their chain */
    slots[find_slot(t, &t->passes[p])] = (int32_t)p;
  return IW_OK;
}

/* Each kind has one name: from < to, or for a basin meeting its own image a
 * shift whose first non-zero entry is positive. */
static void name_kind(iwi_pass *pass)
{
  int turn = pass->from > pass->to;

  if (pass->from == pass->to) {
    for (int k = 0; k < 3 && !turn; k++) {
      if (pass->shift[k] > 0)
        break;
      turn = pass->shift[k] < 0;
    }
  }
  if (!turn)
    return;
  for (int k = 0; k < 3; k++) {
    /* with the old `to` at home everything moves by -shift */
    pass->cell[k] -= pass->shift[k];
    pass->shift[k] = -pass->shift[k];
  }
  const int32_t from = pass->from;

  pass->from = pass->to;
  pass->to = from;
}

/* Between two meetings of one kind, both with `from` at home, Angstrom. */
static double distance(const iwi_pass_table *t, const iwi_pass *x,
                       const iwi_pass *y)
{
  const int32_t *n = t->grid;
  int32_t p = x->point, q = y->point;
  double d[3], cart[3];

  for (int k = 2; k >= 0; k--) {
    d[k] = (double)(p % n[k] - q % n[k]) / n[k] + x->cell[k] - y->cell[k];
    p /= n[k];
    q /= n[k];
  }
  iwi_row_times3(d, t->lattice, cart);
  return iwi_norm3(cart);
}

iw_status iwi_pass_table_add(iw_context *ctx, iwi_pass_table *t, iwi_pass *pass)
{
  iw_status status;
  int32_t earlier;
  size_t slot;

  name_kind(pass);
  slot = find_slot(t, pass);
  earlier = t->slots[slot];
  for (int32_t p = earlier; p >= 0; p = t->next_of_kind[p]) {
    if (distance(t, pass, &t->passes[p]) < SEPARATE_ANG)
      return IW_OK; /* the ridge around a lower pass */
  }
  status = iwi_reserve(ctx, (void **)&t->passes, &t->capacity, t->n + 1,
                       sizeof *t->passes);
  if (status == IW_OK)
    status = iwi_reserve(ctx, (void **)&t->next_of_kind, &t->chain_capacity,
                         t->n + 1, sizeof *t->next_of_kind);
  if (status != IW_OK)
    return status;
  t->slots[slot] = (int32_t)t->n;
  t->next_of_kind[t->n] = earlier;
  t->passes[t->n++] = *pass;
  return 2 * t->n > t->n_slots ? grow_slots(ctx, t) : IW_OK;
}
