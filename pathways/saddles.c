/* SPDX-License-Identifier: BSD-3-Clause */
/* Refinement with a memory: a point's displacement from its grid point is
 * kept in the frame of the class's representative, so that the hundreds of
 * symmetric copies cost one search. */
#include "saddles.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "context.h"
#include "eigen3.h"
#include "landscape.h"
#include "lattice.h"
#include "mem.h"
#include "stationary.h"
#include "vec3.h"

/* Angstrom: a descent that ends this near a minimum has reached it; minima of
 * one landscape lie several tenths apart */
#define SAME_MINIMUM_ANG 0.1

/* How far a saddle may lie from the grid point where the basins met, in grid
 * steps. */
#define REACH_STEPS 3.0

typedef struct memo {
  int64_t key;            /* class pair, -1 free */
  double displacement[3]; /* fractional, frame of the representative */
  double energy_ev;
  int refined;
  int32_t n_links; /* from iwi_saddles_explore(), -1 not asked yet ...        */
  int32_t links;   /* ... and where they begin, displacements as above        */
} memo;

struct iwi_saddles {
  const iw_landscape *landscape;
  const iw_bvse *field;
  iwi_patch *patch; /* workspace of the searches */
  iwi_lattice lattice;
  double step_ang;
  memo *memos; /* hash */
  size_t n_memos, n_slots;
  iwi_link *links;
  size_t n_links, link_capacity;
};

static double largest_step(const iw_landscape *l)
{
  double step = 0;

  for (int k = 0; k < 3; k++)
    step = fmax(step, iwi_norm3(iw_landscape_lattice(l)[k]) /
                          iw_landscape_grid(l)[k]);
  return step;
}

static void clear_slots(memo *memos, size_t n)
{
  for (size_t s = 0; s < n; s++)
    memos[s].key = -1;
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
  s->n_slots = 1024;
  s->memos = iwi_calloc(ctx, s->n_slots, sizeof *s->memos);
  if (s->memos == NULL) {
    iwi_saddles_destroy(s);
    return IW_E_MEMORY;
  }
  clear_slots(s->memos, s->n_slots);
  if (field != NULL && iwi_patch_create(ctx, field, &s->patch) != IW_OK) {
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
  iwi_free(s->links);
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

static size_t slot_of(const iwi_saddles *s, int64_t key)
{
  uint64_t hash = (uint64_t)key * UINT64_C(0x9E3779B97F4A7C15);
  size_t slot = (size_t)(hash >> 20) & (s->n_slots - 1);

  while (s->memos[slot].key >= 0 && s->memos[slot].key != key)
    slot = (slot + 1) & (s->n_slots - 1);
  return slot;
}

static iw_status remember(iw_context *ctx, iwi_saddles *s, const memo *m)
{
  if (2 * (s->n_memos + 1) > s->n_slots) {
    memo *old = s->memos;
    const size_t n_old = s->n_slots;

    s->memos = iwi_calloc(ctx, 2 * n_old, sizeof *s->memos);
    if (s->memos == NULL) {
      s->memos = old;
      return IW_E_MEMORY;
    }
    s->n_slots = 2 * n_old;
    clear_slots(s->memos, s->n_slots);
    for (size_t i = 0; i < n_old; i++) {
      if (old[i].key >= 0)
        s->memos[slot_of(s, old[i].key)] = old[i];
    }
    iwi_free(old);
  }
  s->memos[slot_of(s, m->key)] = *m;
  s->n_memos++;
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

/* Place a remembered displacement at a point of its class. */
static void place(const iwi_saddles *s, int32_t point,
                  const double remembered[3], double frac[3])
{
  double d[3], grid[3];

  rotate(iwi_landscape_operation(s->landscape, (size_t)point), 1, remembered,
         d);
  iwi_saddles_grid_frac(s->landscape, point, grid);
  for (int k = 0; k < 3; k++)
    frac[k] = grid[k] + d[k];
}

static void recall(const iwi_saddles *s, const memo *m, int32_t point,
                   iwi_refined *out)
{
  place(s, point, m->displacement, out->frac);
  out->energy_ev = m->energy_ev;
  out->refined = m->refined;
}

static void displacement(const iwi_saddles *s, int32_t point,
                         const double frac[3], double out[3])
{
  double grid[3], d[3];

  iwi_saddles_grid_frac(s->landscape, point, grid);
  for (int k = 0; k < 3; k++)
    d[k] = frac[k] - grid[k];
  rotate(iwi_landscape_operation(s->landscape, (size_t)point), 0, d, out);
}

static void stay_on_grid(const iwi_saddles *s, int32_t point, iwi_refined *out)
{
  iwi_saddles_grid_frac(s->landscape, point, out->frac);
  out->energy_ev = iw_landscape_energies(s->landscape)[point];
  out->refined = 0;
}

iw_status iwi_saddles_minimum(iw_context *ctx, iwi_saddles *s, int32_t point,
                              iwi_refined *out)
{
  const int32_t class = iw_landscape_classes(s->landscape)[point];
  const size_t slot = slot_of(s, class);
  iw_stationary found;
  memo m = {class, {0}, 0, 0, -1, 0};

  stay_on_grid(s, point, out);
  if (s->field == NULL)
    return IW_OK;
  if (s->memos[slot].key >= 0) {
    recall(s, &s->memos[slot], point, out);
    return IW_OK;
  }
  if (iwi_stationary_search(NULL, s->patch, out->frac, 0, INFINITY, &found) ==
      IW_OK) {
    memcpy(out->frac, found.frac, sizeof out->frac);
    out->energy_ev = found.energy_ev;
    out->refined = 1;
  }
  displacement(s, point, out->frac, m.displacement);
  m.energy_ev = out->energy_ev;
  m.refined = out->refined;
  return remember(ctx, s, &m);
}

static double apart(const iwi_saddles *s, const double a[3], const double b[3])
{
  double d[3], cart[3];

  for (int k = 0; k < 3; k++)
    d[k] = a[k] - b[k];
  iwi_row_times3(d, (const double(*)[3])s->lattice.rows, cart);
  return iwi_norm3(cart);
}

/* End of the way down from a saddle, starting along +mode or -mode. */
static int descend(iwi_saddles *s, const iw_stationary *saddle, double side,
                   iwi_refined *end)
{
  double step[3], d[3], start[3];
  iw_stationary minimum;

  /* 0.02 Angstrom: off the ridge, still in the quadratic region */
  for (int k = 0; k < 3; k++)
    step[k] = side * 0.02 * saddle->mode[k];
  iwi_row_times3(step, (const double(*)[3])s->lattice.inverse, d);
  for (int k = 0; k < 3; k++)
    start[k] = saddle->frac[k] + d[k];
  if (iwi_stationary_search(NULL, s->patch, start, 0, INFINITY, &minimum) !=
      IW_OK)
    return 0;
  memcpy(end->frac, minimum.frac, sizeof end->frac);
  end->energy_ev = minimum.energy_ev;
  end->refined = 1;
  return 1;
}

/* A first-order saddle near start and both minima below it. */
static int find_link(iwi_saddles *s, const double start[3], iwi_link *link)
{
  iw_stationary saddle;

  if (iwi_stationary_search(NULL, s->patch, start, 1, REACH_STEPS * s->step_ang,
                            &saddle) != IW_OK)
    return 0;
  memcpy(link->saddle.frac, saddle.frac, sizeof saddle.frac);
  link->saddle.energy_ev = saddle.energy_ev;
  link->saddle.refined = 1;
  return descend(s, &saddle, 1, &link->ends[0]) &&
         descend(s, &saddle, -1, &link->ends[1]);
}

static int is_at(const iwi_saddles *s, const iwi_refined *end,
                 const double minimum[3])
{
  return apart(s, end->frac, minimum) < SAME_MINIMUM_ANG;
}

static int connects(const iwi_saddles *s, const iwi_link *link,
                    const double from[3], const double to[3])
{
  return (is_at(s, &link->ends[0], from) && is_at(s, &link->ends[1], to)) ||
         (is_at(s, &link->ends[1], from) && is_at(s, &link->ends[0], to));
}

/* Search from the meeting point, from half-way to the partner, and from the
 * partner, until a saddle connects the two minima. Otherwise link is the last
 * one found; -1 when there is none at all. */
static int search(iwi_saddles *s, const iwi_pass *pass, const double from[3],
                  const double to[3], iwi_link *link)
{
  const int32_t *n = iw_landscape_grid(s->landscape);
  static const double parts[] = {0.0, 0.5, 1.0};
  double grid[3], start[3];
  int result = -1;

  iwi_saddles_grid_frac(s->landscape, pass->point, grid);
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    iwi_link found;

    for (int k = 0; k < 3; k++)
      start[k] = grid[k] + parts[i] * pass->step[k] / n[k];
    if (!find_link(s, start, &found))
      continue;
    *link = found;
    result = connects(s, &found, from, to);
    if (result == 1)
      break;
  }
  return result;
}

/* The second saddle of a way over an overlooked minimum: between the end of
 * the first link that is neither from nor to, and whichever of the two the
 * first link does not reach. */
static int bridge(iwi_saddles *s, const iwi_link *first, const double from[3],
                  const double to[3], iwi_link *second)
{
  const double *missing = NULL, *loose = NULL;
  double start[3];

  for (int e = 0; e < 2 && missing == NULL; e++) {
    loose = first->ends[1 - e].frac;
    if (is_at(s, &first->ends[e], from))
      missing = to;
    else if (is_at(s, &first->ends[e], to))
      missing = from;
  }
  if (missing == NULL)
    return 0;
  for (int k = 0; k < 3; k++)
    start[k] = 0.5 * (loose[k] + missing[k]);
  return find_link(s, start, second) && connects(s, second, loose, missing);
}

/* Does a recalled saddle sit where it should? Copies that share a point with
 * several passes may be turned into each other's place. */
static int recalled_fits(iwi_saddles *s, const iwi_refined *r)
{
  iw_bvse_value value;

  if (!r->refined)
    return 1;
  iwi_patch_evaluate(s->patch, r->frac, &value);
  return fabs(value.energy_ev - r->energy_ev) < 1e-8;
}

/* Classes of both points; minima use bare class numbers as keys. */
static int64_t key_of(const iwi_saddles *s, const iwi_pass *pass)
{
  const int32_t *classes = iw_landscape_classes(s->landscape);

  return ((int64_t)classes[pass->point] + 1) * INT32_MAX +
         classes[pass->partner];
}

iw_status iwi_saddles_pass(iw_context *ctx, iwi_saddles *s,
                           const iwi_pass *pass, const double from[3],
                           const double to[3], iwi_refined *out)
{
  const int32_t *classes = iw_landscape_classes(s->landscape);
  /* classes of both points; minima use bare class numbers as keys */
  const int64_t key =
      ((int64_t)classes[pass->point] + 1) * INT32_MAX + classes[pass->partner];
  const size_t slot = slot_of(s, key);
  iwi_link link;
  memo m = {key, {0}, 0, 0, -1, 0};

  stay_on_grid(s, pass->point, out);
  if (s->field == NULL)
    return IW_OK;
  if (s->memos[slot].key >= 0) {
    recall(s, &s->memos[slot], pass->point, out);
    if (recalled_fits(s, out))
      return IW_OK;
  }
  if (search(s, pass, from, to, &link) == 1)
    *out = link.saddle;
  else
    stay_on_grid(s, pass->point, out);
  displacement(s, pass->point, out->frac, m.displacement);
  m.energy_ev = out->energy_ev;
  m.refined = out->refined;
  return s->memos[slot].key >= 0 ? IW_OK : remember(ctx, s, &m);
}

/* Links in the frame of the representative (forward 0) or back at the pass's
 * point (forward 1). */
static void carry_links(const iwi_saddles *s, int32_t point, int forward,
                        const iwi_link *in, int n, iwi_link *out)
{
  for (int l = 0; l < n; l++) {
    const iwi_refined *from[3] = {&in[l].saddle, &in[l].ends[0],
                                  &in[l].ends[1]};
    iwi_link carried = in[l];
    iwi_refined *to[3] = {&carried.saddle, &carried.ends[0], &carried.ends[1]};

    for (int i = 0; i < 3; i++) {
      if (forward)
        place(s, point, from[i]->frac, to[i]->frac);
      else
        displacement(s, point, from[i]->frac, to[i]->frac);
    }
    out[l] = carried;
  }
}

static iw_status keep_links(iw_context *ctx, iwi_saddles *s, memo *m,
                            int32_t point, const iwi_link *links, int n)
{
  const iw_status status =
      iwi_reserve(ctx, (void **)&s->links, &s->link_capacity,
                  s->n_links + (size_t)n, sizeof *s->links);

  if (status != IW_OK)
    return status;
  carry_links(s, point, 0, links, n, s->links + s->n_links);
  m->links = (int32_t)s->n_links;
  m->n_links = n;
  s->n_links += (size_t)n;
  return IW_OK;
}

iw_status iwi_saddles_explore(iw_context *ctx, iwi_saddles *s,
                              const iwi_pass *pass, const double from[3],
                              const double to[3], iwi_link links[2],
                              int *n_links)
{
  memo *m = &s->memos[slot_of(s, key_of(s, pass))];
  int fits = 1;

  *n_links = 0;
  if (s->field == NULL)
    return IW_OK;
  if (m->key >= 0 && m->n_links >= 0) {
    carry_links(s, pass->point, 1, s->links + m->links, m->n_links, links);
    for (int l = 0; l < m->n_links; l++)
      fits = fits && recalled_fits(s, &links[l].saddle);
    if (fits) {
      *n_links = m->n_links;
      return IW_OK;
    }
  }
  if (search(s, pass, from, to, &links[0]) >= 0)
    *n_links = 1 + bridge(s, &links[0], from, to, &links[1]);
  if (m->key >= 0 && m->n_links < 0)
    return keep_links(ctx, s, m, pass->point, links, *n_links);
  return IW_OK;
}

/* First and second central differences over the 27 points around one, in
 * Cartesian coordinates. */
static void grid_model(const iwi_saddles *s, int32_t point, double gradient[3],
                       double hessian[3][3])
{
  const double *e = iw_landscape_energies(s->landscape);
  const int32_t *n = iw_landscape_grid(s->landscape);
  const int32_t j[3] = {point / (n[1] * n[2]), point / n[2] % n[1],
                        point % n[2]};
  double step[3][3], inverse[3][3], g[3], h[3][3], half[3][3];
#define AT(a, b, c)                                                            \
  e[((size_t)((j[0] + (a) + n[0]) % n[0]) * (size_t)n[1] +                     \
     (size_t)((j[1] + (b) + n[1]) % n[1])) *                                   \
        (size_t)n[2] +                                                         \
    (size_t)((j[2] + (c) + n[2]) % n[2])]

  g[0] = 0.5 * (AT(1, 0, 0) - AT(-1, 0, 0));
  g[1] = 0.5 * (AT(0, 1, 0) - AT(0, -1, 0));
  g[2] = 0.5 * (AT(0, 0, 1) - AT(0, 0, -1));
  h[0][0] = AT(1, 0, 0) + AT(-1, 0, 0) - 2 * AT(0, 0, 0);
  h[1][1] = AT(0, 1, 0) + AT(0, -1, 0) - 2 * AT(0, 0, 0);
  h[2][2] = AT(0, 0, 1) + AT(0, 0, -1) - 2 * AT(0, 0, 0);
  h[0][1] = h[1][0] =
      0.25 * (AT(1, 1, 0) + AT(-1, -1, 0) - AT(1, -1, 0) - AT(-1, 1, 0));
  h[0][2] = h[2][0] =
      0.25 * (AT(1, 0, 1) + AT(-1, 0, -1) - AT(1, 0, -1) - AT(-1, 0, 1));
  h[1][2] = h[2][1] =
      0.25 * (AT(0, 1, 1) + AT(0, -1, -1) - AT(0, 1, -1) - AT(0, -1, 1));
#undef AT
  /* dr = s T with T the step vectors: g = T^-1 g_s, H = T^-1 H_s T^-T */
  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++)
      step[i][k] = s->lattice.rows[i][k] / n[i];
  }
  iwi_inverse3((const double(*)[3])step, inverse);
  iwi_times_col3((const double(*)[3])inverse, g, gradient);
  for (int i = 0; i < 3; i++)
    iwi_times_col3((const double(*)[3])inverse, h[i], half[i]);
  for (int i = 0; i < 3; i++) {
    const double column[3] = {half[0][i], half[1][i], half[2][i]};
    double out[3];

    iwi_times_col3((const double(*)[3])inverse, column, out);
    for (int k = 0; k < 3; k++)
      hessian[k][i] = out[k];
  }
}

double iwi_saddles_expected_drop(const iwi_saddles *s, int32_t point)
{
  double gradient[3], hessian[3][3], lambda[3], mode[3][3], drop = 0;

  grid_model(s, point, gradient, hessian);
  for (int k = 0; k < 9; k++) {
    if (!isfinite(hessian[k / 3][k % 3]))
      return INFINITY;
  }
  iwi_eigen3((const double(*)[3])hessian, lambda, mode);
  /* The lowest mode is the way over the pass; across it the channel's floor
   * lies g^2/(2 lambda) below, or what the slope gives over one step where
   * the grid sees no curvature. */
  for (int k = 1; k < 3; k++) {
    const double g = fabs(iwi_dot3(mode[k], gradient));
    const double linear = g * s->step_ang;
    const double quadratic = lambda[k] > 0 ? 0.5 * g * g / lambda[k] : INFINITY;

    drop += fmin(linear, quadratic);
    if (lambda[k] < 0)
      drop -= 0.5 * lambda[k] * s->step_ang * s->step_ang;
  }
  return drop;
}

iw_status iwi_saddles_certificate(iw_context *ctx, iwi_saddles *s,
                                  const double frac[3], iw_stationary *out)
{
  return iwi_stationary_search(ctx, s->patch, frac, 1, s->step_ang, out);
}
