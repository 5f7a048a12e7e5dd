/* SPDX-License-Identifier: BSD-3-Clause */
/* A direct-mapped store of lists, keyed by the cube. */
#include "bvse_locals.h"

#include <math.h>
#include <string.h>

#include "mem.h"

/* Edge of a cube, Angstrom: small against the cutoffs, large against the steps
 * of a search. */
#define EDGE_ANG 0.75

/* Half the diagonal, rounded up: from its middle to any of its points. */
#define HALF_DIAGONAL_ANG 0.65

/* Lists kept: a hop passes through about this many cubes. A power of two. */
#define N_SLOTS 64

struct iwi_locals {
  size_t n_kinds, capacity;
  int32_t key[N_SLOTS][3];
  int filled[N_SLOTS];
  size_t *kind_start; /* N_SLOTS x (n_kinds + 1) */
  double *positions;  /* N_SLOTS x 3 x capacity: x, y, z of a slot */
};

iw_status iwi_locals_create(iw_context *ctx, size_t n_kinds, size_t capacity,
                            iwi_locals **out)
{
  iwi_locals *l = iwi_calloc(ctx, 1, sizeof *l);

  *out = NULL;
  if (l == NULL)
    return IW_E_MEMORY;
  l->n_kinds = n_kinds;
  l->capacity = capacity;
  l->kind_start =
      iwi_calloc(ctx, N_SLOTS * (n_kinds + 1), sizeof *l->kind_start);
  /* not zeroed: most of it is never touched */
  l->positions = iwi_realloc(ctx, NULL, capacity,
                             (size_t)3 * N_SLOTS * sizeof *l->positions);
  if (l->kind_start == NULL || l->positions == NULL) {
    iwi_locals_destroy(l);
    return IW_E_MEMORY;
  }
  *out = l;
  return IW_OK;
}

void iwi_locals_destroy(iwi_locals *l)
{
  if (l == NULL)
    return;
  iwi_free(l->kind_start);
  iwi_free(l->positions);
  iwi_free(l);
}

int iwi_locals_forget(iwi_locals *l, size_t n_images)
{
  memset(l->filled, 0, sizeof l->filled);
  return n_images < l->capacity;
}

static void fill(iwi_locals *l, size_t slot, const iwi_local_list *all,
                 const double *cutoffs)
{
  size_t *start = l->kind_start + slot * (l->n_kinds + 1);
  double *x = l->positions + 3 * slot * l->capacity;
  double *y = x + l->capacity, *z = y + l->capacity;
  double middle[3];
  size_t n = 0;

  for (int k = 0; k < 3; k++)
    middle[k] = (l->key[slot][k] + 0.5) * EDGE_ANG;
  for (size_t kind = 0; kind < l->n_kinds; kind++) {
    const double reach = cutoffs[kind] + HALF_DIAGONAL_ANG;

    start[kind] = n;
    for (size_t i = all->kind_start[kind]; i < all->kind_start[kind + 1]; i++) {
      const double dx = all->x[i] - middle[0], dy = all->y[i] - middle[1],
                   dz = all->z[i] - middle[2];

      /* written first, counted if it is near: no branch to mispredict */
      x[n] = all->x[i];
      y[n] = all->y[i];
      z[n] = all->z[i];
      n += dx * dx + dy * dy + dz * dz <= reach * reach;
    }
  }
  start[l->n_kinds] = n;
}

iwi_local_list iwi_locals_around(iwi_locals *l, const iwi_local_list *all,
                                 const double *cutoffs, const double point[3])
{
  int32_t key[3];
  const double *x;
  uint32_t hash;
  size_t slot;

  for (int k = 0; k < 3; k++)
    key[k] = (int32_t)floor(point[k] / EDGE_ANG);
  hash = (uint32_t)key[0] * 73856093u ^ (uint32_t)key[1] * 19349663u ^
         (uint32_t)key[2] * 83492791u;
  slot = (hash ^ hash >> 11) & (N_SLOTS - 1);
  if (!l->filled[slot] || memcmp(l->key[slot], key, sizeof key) != 0) {
    memcpy(l->key[slot], key, sizeof key);
    l->filled[slot] = 1;
    fill(l, slot, all, cutoffs);
  }
  x = l->positions + 3 * slot * l->capacity;
  return (iwi_local_list){x, x + l->capacity, x + 2 * l->capacity,
                          l->kind_start + slot * (l->n_kinds + 1)};
}
