/* SPDX-License-Identifier: BSD-3-Clause */
/* A path along which distances change evenly [smidstrup2014]: every image is
 * relaxed on a pair potential of its own, without energy calls. */
#include <ionway/path.h>

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "lattice.h"
#include "mem.h"
#include "neighbor.h"
#include "path.h"
#include "vec3.h"

/* Pairs count up to this many mean distances (cube root of the volume of an
 * atom); their weight, the inverse fourth power, is then 1/30 of the first
 * shell's. */
#define REACH 2.5

/* Steps and residual (in units of the mean distance times the stiffest weight)
 * of the relaxation: a guess, not a result. */
#define STEPS     300
#define TOLERANCE 1e-3

/* Atoms nearer than this share of the mean distance have no direction from
 * each other that could be trusted. */
#define TOUCH 1e-3

/* Two atoms, one of them in another cell: tracked by its cell all along, as
 * the nearest image may change between the ends. */
typedef struct link {
  int32_t a, b;
  int32_t cell[3];
  double shift[3];   /* of b, Cartesian */
  double start, end; /* distances at the ends */
} link;

typedef struct links {
  iw_context *ctx;
  link *list;
  size_t n, room;
  iw_status status;
  const iwi_lattice *lattice;
  const double (*frac)[3];
  int32_t atom; /* being looked around */
} links;

/* Cell of an atom's position: positions are not wrapped, the bins are. */
static int32_t cell_of(double frac)
{
  return (int32_t)floor(frac);
}

static int add_link(const iwi_neighbor *n, void *user)
{
  links *l = user;
  link *made;

  if (n->site < l->atom || !(n->distance_ang > 0))
    return 0;
  l->status = iwi_reserve(l->ctx, (void **)&l->list, &l->room, l->n + 1,
                          sizeof *l->list);
  if (l->status != IW_OK)
    return 1;
  made = &l->list[l->n++];
  made->a = l->atom;
  made->b = n->site;
  for (int c = 0; c < 3; c++)
    made->cell[c] = n->cell[c] - cell_of(l->frac[n->site][c]) +
                    cell_of(l->frac[l->atom][c]);
  return 0;
}

/* Without the bytes between the cell and what follows: they are no one's. */
static int compare(const void *a, const void *b)
{
  const link *x = a;

  return memcmp(a, b, offsetof(link, cell) + sizeof x->cell);
}

/* The same link found in several images counts once. */
static void unite(links *l)
{
  size_t kept = 0;

  if (l->n > 0)
    qsort(l->list, l->n, sizeof *l->list, compare);
  for (size_t k = 0; k < l->n; k++)
    if (kept == 0 || compare(&l->list[kept - 1], &l->list[k]) != 0)
      l->list[kept++] = l->list[k];
  l->n = kept;
}

/* Vector from a to b of a link. */
static double stretch(const link *k, const double (*x)[3], double d[3])
{
  for (int c = 0; c < 3; c++)
    d[c] = x[k->b][c] + k->shift[c] - x[k->a][c];
  return iwi_norm3(d);
}

/* Links of one image within reach. */
static iw_status find_links(links *l, const double (*x)[3], double (*frac)[3],
                            size_t n, double reach)
{
  iwi_bins *bins;

  for (size_t i = 0; i < n; i++)
    iwi_row_times3(x[i], (const double(*)[3])l->lattice->inverse, frac[i]);
  l->frac = (const double(*)[3])frac;
  l->status = iwi_bins_create(l->ctx, l->lattice, l->frac, n, reach, &bins);
  for (size_t i = 0; i < n && l->status == IW_OK; i++) {
    double wrapped[3];

    for (int c = 0; c < 3; c++)
      wrapped[c] = iwi_wrap1(frac[i][c]);
    l->atom = (int32_t)i;
    iwi_bins_visit(bins, wrapped, reach, add_link, l);
  }
  iwi_bins_destroy(bins);
  return l->status;
}

static void measure(links *l, const iw_path *path)
{
  const double(*first)[3] = iw_path_image(path, 0);
  const double(*last)[3] = iw_path_image(path, iw_path_n_images(path) - 1);

  for (size_t k = 0; k < l->n; k++) {
    const double cell[3] = {l->list[k].cell[0], l->list[k].cell[1],
                            l->list[k].cell[2]};
    double d[3];

    iwi_row_times3(cell, (const double(*)[3])l->lattice->rows,
                   l->list[k].shift);
    l->list[k].start = stretch(&l->list[k], first, d);
    l->list[k].end = stretch(&l->list[k], last, d);
  }
}

/* (N2) Forces of image t, lengths in units of `unit`; returns the stiffest sum
 * of weights at an atom. */
static double push(const links *l, const double (*x)[3], double t, double unit,
                   double (*f)[3], double *weights, size_t n)
{
  double stiffest = 0;

  memset(f, 0, n * sizeof *f);
  memset(weights, 0, n * sizeof *weights);
  for (size_t k = 0; k < l->n; k++) {
    const link *p = &l->list[k];
    const double want = ((1 - t) * p->start + t * p->end) / unit;
    double v[3], d = stretch(p, x, v) / unit, w, slope;

    if (d < TOUCH) { /* apart along an axis of their own */
      v[0] = v[1] = v[2] = 0;
      v[(p->a + p->b) % 3] = unit;
      d = TOUCH;
    } else {
      for (int c = 0; c < 3; c++)
        v[c] /= d;
    }
    /* S = (want - d)^2/d^4 with d held above half of what is wanted: nearer,
     * the force would only throw the atoms apart */
    d = fmax(d, 0.5 * want);
    w = 1 / (d * d * d * d);
    slope = 2 * w * (d - want) * (2 * want - d) / d;
    for (int c = 0; c < 3; c++) {
      f[p->a][c] += slope * v[c] / unit;
      f[p->b][c] -= slope * v[c] / unit;
    }
    weights[p->a] += 2 * w;
    weights[p->b] += 2 * w;
  }
  for (size_t a = 0; a < n; a++)
    stiffest = fmax(stiffest, weights[a]);
  return stiffest;
}

/* Steepest descent with momentum that stops where it goes uphill. */
static void settle(const links *l, double t, double unit, const uint8_t *frozen,
                   size_t n, double (*x)[3], double (*f)[3], double (*v)[3],
                   double *weights)
{
  memset(v, 0, n * sizeof *v);
  for (int step = 0; step < STEPS; step++) {
    const double stiffest =
        push(l, (const double(*)[3])x, t, unit, f, weights, n);
    double power = 0, most = 0;

    for (size_t a = 0; a < n; a++) {
      if (frozen != NULL && frozen[a])
        f[a][0] = f[a][1] = f[a][2] = 0;
      for (int c = 0; c < 3; c++)
        f[a][c] /= stiffest > 0 ? stiffest : 1;
      power += iwi_dot3(f[a], v[a]);
      most = fmax(most, iwi_norm3(f[a]));
    }
    if (most < TOLERANCE)
      return;
    for (size_t a = 0; a < n; a++)
      for (int c = 0; c < 3; c++) {
        v[a][c] = (power > 0 ? 0.95 * v[a][c] : 0) + 0.5 * f[a][c];
        x[a][c] += unit * fmax(fmin(v[a][c], 0.1), -0.1);
      }
  }
}

static iw_status settle_images(iw_context *ctx, const links *l,
                               const iw_path *path, double unit,
                               double (*cart)[3])
{
  const size_t n = iw_path_n_atoms(path), last = iw_path_n_images(path) - 1;
  double(*f)[3] = iwi_calloc(ctx, n, sizeof *f);
  double(*v)[3] = iwi_calloc(ctx, n, sizeof *v);
  double *weights = iwi_calloc(ctx, n, sizeof *weights);
  const int ready = f != NULL && v != NULL && weights != NULL;

  for (size_t i = 1; i < last && ready; i++)
    settle(l, (double)i / (double)last, unit, iw_path_frozen(path), n,
           cart + i * n, f, v, weights);
  iwi_free(f);
  iwi_free(v);
  iwi_free(weights);
  return ready ? IW_OK : IW_E_MEMORY;
}

iw_status iw_path_idpp(iw_context *ctx, const iw_path *ends, size_t n_images,
                       iw_path **out)
{
  const size_t n = iw_path_n_atoms(ends);
  iwi_lattice lattice;
  iw_path *line = NULL;
  double(*cart)[3] = NULL, (*frac)[3] = NULL, unit;
  links l = {.ctx = ctx, .lattice = &lattice};
  iw_status status;

  *out = NULL;
  status = iw_path_straight(ctx, ends, n_images, &line);
  if (status != IW_OK)
    return status;
  iwi_lattice_init(&lattice, iw_path_lattice(ends));
  unit = cbrt(lattice.volume / (double)n);
  cart = iwi_calloc(ctx, n_images * n, sizeof *cart);
  frac = iwi_calloc(ctx, n, sizeof *frac);
  if (cart == NULL || frac == NULL)
    status = IW_E_MEMORY;
  for (size_t i = 0; i < n_images && status == IW_OK; i++)
    status = find_links(&l, iw_path_image(line, i), frac, n, REACH * unit);
  if (status != IW_OK)
    goto done;
  unite(&l);
  measure(&l, line);
  memcpy(cart, iw_path_image(line, 0), n_images * n * sizeof *cart);
  status = settle_images(ctx, &l, line, unit, cart);
  if (status == IW_OK)
    status = iwi_path_with_images(ctx, ends, (const double(*)[3])cart, n_images,
                                  out);

done:
  iwi_free(l.list);
  iwi_free(cart);
  iwi_free(frac);
  iw_path_destroy(line);
  return status;
}
