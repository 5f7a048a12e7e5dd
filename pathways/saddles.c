/* SPDX-License-Identifier: BSD-3-Clause */
/* Refinement with a memory: what was found next to a grid point is kept as
 * displacements in the frame of its class's representative, so that the
 * hundreds of symmetric copies cost one search. */
#include "saddles.h"

#include <math.h>
#include <string.h>

#include "bvse_patch.h"
#include "context.h"
#include "landscape.h"
#include "mem.h"
#include "vec3.h"

/* How far a saddle may lie from the grid point where the basins met, in grid
 * steps. */
#define REACH_STEPS 3.0

#define FIRST_SLOTS 256

/* A minimum is kept as the saddle of a way's first link. */
typedef struct memo {
  int64_t key; /* -1 free */
  iwi_way way; /* displacements, frame of the representative */
} memo;

struct iwi_saddles {
  const iw_landscape *landscape;
  const iw_bvse *field;
  iwi_patch *patch; /* workspace of the searches */
  iwi_lattice lattice;
  double step_ang;
  memo *memos; /* hash */
  size_t n_memos, n_slots;
};

static double largest_step(const iw_landscape *l)
{
  double step = 0;

  for (int k = 0; k < 3; k++)
    step = fmax(step, iwi_norm3(iw_landscape_lattice(l)[k]) /
                          iw_landscape_grid(l)[k]);
  return step;
}

static memo *free_slots(iw_context *ctx, size_t n)
{
  memo *memos = iwi_calloc(ctx, n, sizeof *memos);

  for (size_t s = 0; memos != NULL && s < n; s++)
    memos[s].key = -1;
  return memos;
}

iw_status iwi_saddles_create(iw_context *ctx, const iw_landscape *landscape,
                             const iw_bvse *field, iwi_saddles **out)
{
  iwi_saddles *s = iwi_calloc(ctx, 1, sizeof *s);

  *out = NULL;
  if (s == NULL)
    return IW_E_MEMORY;
  s->landscape = landscape;
  s->field = field;
  iwi_lattice_init(&s->lattice, iw_landscape_lattice(landscape));
  s->step_ang = largest_step(landscape);
  s->n_slots = FIRST_SLOTS;
  s->memos = free_slots(ctx, s->n_slots);
  if (s->memos == NULL ||
      (field != NULL && iwi_patch_create(ctx, field, &s->patch) != IW_OK)) {
    iwi_saddles_destroy(s);
    return IW_E_MEMORY;
  }
  *out = s;
  return IW_OK;
}

void iwi_saddles_destroy(iwi_saddles *s)
{
  if (s == NULL)
    return;
  iwi_patch_destroy(s->patch);
  iwi_free(s->memos);
  iwi_free(s);
}

double iwi_saddles_step_ang(const iwi_saddles *s)
{
  return s->step_ang;
}

void iwi_saddles_grid_frac(const iw_landscape *landscape, int32_t point,
                           double frac[3])
{
  const int32_t *n = iw_landscape_grid(landscape);

  frac[0] = (double)(point / (n[1] * n[2])) / n[0];
  frac[1] = (double)(point / n[2] % n[1]) / n[1];
  frac[2] = (double)(point % n[2]) / n[2];
}

/* ---- memory */

static memo *slot_of(const iwi_saddles *s, int64_t key)
{
  uint64_t hash = (uint64_t)key * UINT64_C(0x9E3779B97F4A7C15);
  size_t slot = (size_t)(hash >> 20) & (s->n_slots - 1);

  while (s->memos[slot].key >= 0 && s->memos[slot].key != key)
    slot = (slot + 1) & (s->n_slots - 1);
  return &s->memos[slot];
}

static iw_status grow(iw_context *ctx, iwi_saddles *s)
{
  memo *old = s->memos;
  const size_t n_old = s->n_slots;

  s->memos = free_slots(ctx, 2 * n_old);
  if (s->memos == NULL) {
    s->memos = old;
    return IW_E_MEMORY;
  }
  s->n_slots = 2 * n_old;
  for (size_t i = 0; i < n_old; i++) {
    if (old[i].key >= 0)
      *slot_of(s, old[i].key) = old[i];
  }
  iwi_free(old);
  return IW_OK;
}

/* out = W d (forward) or W^-1 d: rotations are integer with determinant +-1,
 * so the inverse is the adjugate. */
static void rotate(const iw_operation *op, int forward, const double d[3],
                   double out[3])
{
  double w[3][3], inverse[3][3];

  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++)
      w[i][k] = op->rotation[i][k];
  }
  if (!forward) {
    iwi_inverse3((const double(*)[3])w, inverse);
    memcpy(w, inverse, sizeof w);
  }
  iwi_times_col3((const double(*)[3])w, d, out);
}

/* A position at a grid point (forward) from a displacement in the frame of the
 * representative, or back. */
static void carry(const iwi_saddles *s, int32_t point, int forward,
                  iwi_refined *r)
{
  const iw_operation *op = iwi_landscape_operation(s->landscape, (size_t)point);
  double grid[3], d[3];

  iwi_saddles_grid_frac(s->landscape, point, grid);
  for (int k = 0; k < 3; k++)
    d[k] = forward ? r->frac[k] : r->frac[k] - grid[k];
  rotate(op, forward, d, r->frac);
  for (int k = 0; k < 3 && forward; k++)
    r->frac[k] += grid[k];
}

static void carry_way(const iwi_saddles *s, int32_t point, int forward,
                      iwi_way *way)
{
  for (int l = 0; l < way->n_links; l++) {
    carry(s, point, forward, &way->links[l].saddle);
    carry(s, point, forward, &way->links[l].ends[0]);
    carry(s, point, forward, &way->links[l].ends[1]);
  }
}

static iw_status remember(iw_context *ctx, iwi_saddles *s, int64_t key,
                          int32_t point, const iwi_way *way)
{
  iw_status status = IW_OK;
  memo *m;

  if (2 * (s->n_memos + 1) > s->n_slots)
    status = grow(ctx, s);
  if (status != IW_OK)
    return status;
  m = slot_of(s, key);
  s->n_memos += m->key < 0;
  m->key = key;
  m->way = *way;
  carry_way(s, point, 0, &m->way);
  return IW_OK;
}

/* ---- minima and ways */

iw_status iwi_saddles_minimum(iw_context *ctx, iwi_saddles *s, int32_t point,
                              iwi_refined *out)
{
  const int32_t class = iw_landscape_classes(s->landscape)[point];
  const memo *m = slot_of(s, class);
  iwi_way way = {0};
  iw_stationary found;

  iwi_saddles_grid_frac(s->landscape, point, out->frac);
  out->energy_ev = iw_landscape_energies(s->landscape)[point];
  out->refined = 0;
  if (s->field == NULL)
    return IW_OK;
  if (m->key >= 0) {
    *out = m->way.links[0].saddle;
    carry(s, point, 1, out);
    return IW_OK;
  }
  if (iwi_stationary_search(NULL, s->patch, out->frac, 0, INFINITY, &found) ==
      IW_OK) {
    memcpy(out->frac, found.frac, sizeof out->frac);
    out->energy_ev = found.energy_ev;
    out->refined = 1;
  }
  way.n_links = 1;
  way.links[0].saddle = *out;
  return remember(ctx, s, class, point, &way);
}

/* Classes of both points; minima have bare class numbers as keys. */
static int64_t key_of(const iwi_saddles *s, const iwi_pass *pass)
{
  const int32_t *classes = iw_landscape_classes(s->landscape);

  return ((int64_t)classes[pass->point] + 1) * INT32_MAX +
         classes[pass->partner];
}

/* A remembered way, turned to this pass: does it lead where this one goes?
 * Several passes may share a point, and an operation that maps the point on
 * itself may turn one's way into another's place. */
static int recalled_fits(const iwi_saddles *s, const iwi_way *way,
                         const double from[3], const double to[3])
{
  int from_met = 0, to_met = 0;

  if (way->direct)
    return iwi_link_connects(&s->lattice, &way->links[0], from, to);
  for (int l = 0; l < way->n_links; l++) {
    for (int e = 0; e < 2; e++) {
      from_met |= iwi_refined_is_at(&s->lattice, &way->links[l].ends[e], from);
      to_met |= iwi_refined_is_at(&s->lattice, &way->links[l].ends[e], to);
    }
  }
  return from_met && to_met;
}

iw_status iwi_saddles_way(iw_context *ctx, iwi_saddles *s, const iwi_pass *pass,
                          const double from[3], const double to[3],
                          iwi_way *way)
{
  static const double parts[] = {0.0, 0.5, 1.0}; /* of the way to the partner */
  const int32_t *n = iw_landscape_grid(s->landscape);
  const int64_t key = key_of(s, pass);
  const memo *m = slot_of(s, key);
  double starts[3][3];

  way->n_links = way->direct = 0;
  if (s->field == NULL)
    return IW_OK;
  if (m->key >= 0) {
    *way = m->way;
    carry_way(s, pass->point, 1, way);
    if (recalled_fits(s, way, from, to))
      return IW_OK;
  }
  for (int i = 0; i < 3; i++) {
    iwi_saddles_grid_frac(s->landscape, pass->point, starts[i]);
    for (int k = 0; k < 3; k++)
      starts[i][k] += parts[i] * pass->step[k] / n[k];
  }
  iwi_way_find(s->patch, (const double(*)[3])starts, 3,
               REACH_STEPS * s->step_ang, from, to, way);
  return m->key >= 0 && m->way.direct ? IW_OK
                                      : remember(ctx, s, key, pass->point, way);
}

iw_status iwi_saddles_certificate(iw_context *ctx, iwi_saddles *s,
                                  const double frac[3], iw_stationary *out)
{
  return iwi_stationary_search(ctx, s->patch, frac, 1, s->step_ang, out);
}
