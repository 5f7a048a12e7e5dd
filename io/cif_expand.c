/* SPDX-License-Identifier: BSD-3-Clause */
/* Images of atoms under a space group, special positions made exact. */
#include "cif_expand.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "context.h"
#include "mem.h"
#include "vec3.h"

/*
 * Two images of one listed atom that nearly coincide are either one atom on a
 * special position whose coordinates the file rounds (0.333 for 1/3), or two
 * half-filled places beside it (a split site). Rounding to three digits moves
 * an image by less than 0.02 Angstrom in cells up to 12 Angstrom; refined
 * split sites lie 0.1 Angstrom and more apart. Where more than half is
 * occupied a split is impossible, and the wider limit allows for coarser
 * rounding; a stated multiplicity decides before either.
 */
#define SPLIT_TOLERANCE_ANG 0.02
#define FULL_TOLERANCE_ANG  0.05
/* Furthest that a stated multiplicity is believed. */
#define STATED_TOLERANCE_ANG 0.5

/* Work bound: atoms times operations (fifty thousand atoms in the largest
 * group). */
#define MAX_IMAGES 10000000

void iwi_cif_content_free(iwi_cif_content *content)
{
  iwi_free(content->sites);
  memset(content, 0, sizeof *content);
}

static void apply(const iwi_symop *op, const double x[3], double out[3])
{
  for (int i = 0; i < 3; i++)
    out[i] = op->rotation[i][0] * x[0] + op->rotation[i][1] * x[1] +
             op->rotation[i][2] * x[2] + op->translation[i] / 24.0;
}

/* Difference of an image to its origin, nearest lattice translation taken off
 * axis by axis: the shortest vector whenever that is shorter than half of each
 * cell width, which covers all tolerances here. Length in Angstrom. */
static double displacement(const iwi_lattice *lattice, const iwi_symop *op,
                           const double x[3], double d[3])
{
  double v[3];

  apply(op, x, d);
  for (int k = 0; k < 3; k++) {
    d[k] -= x[k];
    d[k] -= floor(d[k] + 0.5);
  }
  iwi_row_times3(d, (const double(*)[3])lattice->rows, v);
  return iwi_norm3(v);
}

typedef struct expansion {
  const iwi_lattice *lattice;
  const iwi_symops *group;
  double *distance; /* of every operation's image, sorted */
  double (*image)[3];
} expansion;

/* Average of the images within the tolerance, in place; their number, and in
 * *spread how far they lay from x. */
static size_t average(const expansion *e, double tolerance, double x[3],
                      double *spread)
{
  double sum[3] = {0, 0, 0}, d[3];
  size_t n = 0;

  *spread = 0;
  for (size_t i = 0; i < e->group->n_ops; i++) {
    const double distance = displacement(e->lattice, &e->group->ops[i], x, d);

    if (distance > tolerance)
      continue;
    *spread = fmax(*spread, distance);
    n++;
    for (int k = 0; k < 3; k++)
      sum[k] += d[k];
  }
  for (int k = 0; k < 3; k++)
    x[k] += sum[k] / (double)n; /* the identity always counts */
  return n;
}

/* Angstrom: rounding of doubles, far below any coordinate in a file. */
#define EXACT_ANG 1e-9

/* Move x onto the special position it misses by up to the tolerance. The
 * average over a group of operations lies on their common fixed points at
 * once; a set that is no group (the tolerance cuts through it) shrinks. The
 * order of the site symmetry is returned. */
static size_t snap(const expansion *e, double tolerance, double x[3])
{
  double start[3], spread;

  memcpy(start, x, sizeof start);
  for (; tolerance > EXACT_ANG; tolerance /= 2) {
    for (int round = 0; round < 6; round++) {
      const size_t n = average(e, tolerance, x, &spread);

      if (spread <= EXACT_ANG)
        return n;
    }
    memcpy(x, start, sizeof start);
  }
  return average(e, EXACT_ANG, x, &spread);
}

static int by_value(const void *a, const void *b)
{
  const double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

/* The tolerance at which the atom has the stated number of images: the site
 * symmetry must be told from the other operations by a gap. NAN: none is. */
static double stated_tolerance(const expansion *e, const iwi_cif_atom *atom)
{
  const size_t n = e->group->n_ops, m = (size_t)atom->multiplicity;
  double d[3], last, next;

  if (m == 0 || m > n || n % m != 0)
    return NAN;
  for (size_t i = 0; i < n; i++)
    e->distance[i] =
        displacement(e->lattice, &e->group->ops[i], atom->site.frac, d);
  qsort(e->distance, n, sizeof *e->distance, by_value);
  last = e->distance[n / m - 1];
  next = m > 1 ? e->distance[n / m] : HUGE_VAL;
  if (last > STATED_TOLERANCE_ANG || next < 1.5 * last || next <= EXACT_ANG)
    return NAN;
  return 0.5 * (last + fmin(next, 2 * last)) + EXACT_ANG;
}

static double default_tolerance(const iwi_cif_atom *atom)
{
  /* rounding of 0.5 itself */
  if (atom->keep_apart || atom->site.occupancy <= 0.5 + 1e-6)
    return SPLIT_TOLERANCE_ANG;
  return FULL_TOLERANCE_ANG;
}

/* Site symmetry order of the atom, x moved onto its position. */
static size_t place(const expansion *e, const iwi_cif_atom *atom, double x[3])
{
  const size_t n = e->group->n_ops;
  double tolerance;
  size_t order;

  memcpy(x, atom->site.frac, 3 * sizeof *x);
  order = snap(e, default_tolerance(atom), x);
  if (atom->multiplicity == 0 || n / order == (size_t)atom->multiplicity)
    return order;
  tolerance = stated_tolerance(e, atom);
  if (!isnan(tolerance)) {
    double y[3];

    memcpy(y, atom->site.frac, sizeof y);
    if (snap(e, tolerance, y) * (size_t)atom->multiplicity == n) {
      memcpy(x, y, sizeof y);
      return n / (size_t)atom->multiplicity;
    }
  }
  return order;
}

/* The exact position makes coinciding images equal to rounding; distinct ones
 * are further apart than the tolerance of snap(). */
#define SAME_FRAC 1e-8

static int is_same(const double a[3], const double b[3])
{
  for (int k = 0; k < 3; k++) {
    double d = fabs(a[k] - b[k]);

    d = fmin(d, 1 - d);
    if (d > SAME_FRAC)
      return 0;
  }
  return 1;
}

static size_t make_images(const expansion *e, const double x[3], size_t order)
{
  size_t n = 0;

  for (size_t i = 0; i < e->group->n_ops; i++) {
    double *image = e->image[n];
    size_t k = 0;

    apply(&e->group->ops[i], x, image);
    for (int axis = 0; axis < 3; axis++)
      image[axis] = iwi_wrap1(image[axis]);
    while (order > 1 && k < n && !is_same(image, e->image[k]))
      k++;
    if (order == 1 || k == n)
      n++;
  }
  return n;
}

static iw_status add_atom(const iwi_input *input, const expansion *e,
                          const iwi_cif_atom *atom, size_t index,
                          iwi_cif_content *out)
{
  double x[3];
  const size_t order = place(e, atom, x);
  const size_t n = make_images(e, x, order);
  void *grown = out->sites;

  if (atom->multiplicity != 0 && n != (size_t)atom->multiplicity) {
    if (out->n_mismatches++ == 0) {
      out->mismatch = index;
      out->found = (int32_t)n;
    }
  }
  if (out->n_sites + n > IWI_MAX_ATOMS)
    return iwi_fail(input->ctx, IW_E_LIMIT,
                    "%.500s:%d: more than %d atoms in the cell", input->name,
                    (int)atom->site.line, IWI_MAX_ATOMS);
  if (iwi_reserve(input->ctx, &grown, &out->capacity, out->n_sites + n,
                  sizeof *out->sites) != IW_OK)
    return IW_E_MEMORY;
  out->sites = grown;
  for (size_t i = 0; i < n; i++) {
    out->sites[out->n_sites] = atom->site;
    memcpy(out->sites[out->n_sites++].frac, e->image[i], sizeof x);
  }
  return IW_OK;
}

iw_status iwi_cif_expand(const iwi_input *input, const iwi_lattice *lattice,
                         const iwi_symops *group, const iwi_cif_atom *atoms,
                         size_t n_atoms, iwi_cif_content *out)
{
  expansion e = {lattice, group, NULL, NULL};
  iw_status status = IW_OK;

  memset(out, 0, sizeof *out);
  if (n_atoms > MAX_IMAGES / group->n_ops)
    return iwi_fail(input->ctx, IW_E_LIMIT,
                    "%.500s: %zu atoms under %zu symmetry operations, the "
                    "limit is %d images",
                    input->name, n_atoms, group->n_ops, MAX_IMAGES);
  e.distance = iwi_calloc(input->ctx, group->n_ops, sizeof *e.distance);
  e.image = iwi_calloc(input->ctx, group->n_ops, sizeof *e.image);
  if (e.distance == NULL || e.image == NULL)
    status = IW_E_MEMORY;
  for (size_t i = 0; status == IW_OK && i < n_atoms; i++)
    status = add_atom(input, &e, &atoms[i], i, out);
  iwi_free(e.distance);
  iwi_free(e.image);
  if (status != IW_OK)
    iwi_cif_content_free(out);
  return status;
}
