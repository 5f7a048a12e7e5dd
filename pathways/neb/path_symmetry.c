/* SPDX-License-Identifier: BSD-3-Clause */
/* The operation that turns a path round. Every such operation maps the points
 * half way between the ends on themselves, and the displacements on their
 * opposites; both are looked at for each two-fold symmetry of the lattice. */
#include <ionway/path_symmetry.h>

#include <math.h>
#include <string.h>

#include "context.h"
#include "lattice.h"
#include "mem.h"
#include "neighbor.h"
#include "vec3.h"

typedef struct owner {
  iw_path_symmetry symmetry; /* first: what the caller holds */
  int32_t *from;
  double (*offset)[3];
} owner;

typedef struct finder {
  iw_context *ctx;
  const iw_path *path;
  double tolerance;
  iwi_lattice lattice;
  size_t n;
  const double (*first)[3], (*last)[3];
  double (*middle)[3]; /* Cartesian                  */
  double (*frac)[3];   /* of the middles             */
  double (*move)[3];   /* last - first               */
  iwi_bins *bins;      /* of the middles             */
  int32_t *from;       /* of the candidate           */
  double (*offset)[3];
  double rotation[3][3];
  double best_error;
  owner *best;
} finder;

static int same_kind(const finder *f, size_t i, size_t j)
{
  const int32_t *elements = iw_path_elements(f->path);
  const double *charges = iw_path_charges(f->path);
  const int32_t *types = iw_path_types(f->path);
  const uint8_t *frozen = iw_path_frozen(f->path);

  return elements[i] == elements[j] &&
         fabs(charges[i] - charges[j]) < 1e-9 && /* e; copies of one number */
         (types == NULL || types[i] == types[j]) &&
         (frozen == NULL || (frozen[i] != 0) == (frozen[j] != 0));
}

/* |rotation v + w|: zero where the displacement v is turned into -w */
static double turned_miss(const finder *f, const double v[3], const double w[3])
{
  double sum[3];

  iwi_times_col3((const double(*)[3])f->rotation, v, sum);
  for (int k = 0; k < 3; k++)
    sum[k] += w[k];
  return iwi_norm3(sum);
}

typedef struct partner {
  const finder *f;
  size_t of; /* atom whose image is looked for */
  int32_t found;
  double miss;
} partner;

static int look(const iwi_neighbor *neighbor, void *user)
{
  partner *p = user;
  const finder *f = p->f;
  double miss;

  if (!same_kind(f, p->of, (size_t)neighbor->site))
    return 0;
  miss = neighbor->distance_ang +
         turned_miss(f, f->move[p->of], f->move[neighbor->site]);
  if (miss < p->miss || (miss == p->miss && neighbor->site < p->found)) {
    p->miss = miss;
    p->found = neighbor->site;
  }
  return 0;
}

/* (N9) which atom each becomes under the rotation and the shift, and by which
 * lattice vector it is off; 0 when one has no partner, or not an own one. */
static int pair_up(finder *f, const double shift[3])
{
  memset(f->from, 0xff, f->n * sizeof *f->from); /* -1 */
  for (size_t j = 0; j < f->n; j++) {
    /* twice the tolerance for the atom, once for the shift */
    const double reach = 3 * f->tolerance;
    partner p = {f, j, -1, 2 * reach};
    double at[3], frac[3], cell[3];

    iwi_times_col3((const double(*)[3])f->rotation, f->middle[j], at);
    for (int k = 0; k < 3; k++)
      at[k] += shift[k];
    iwi_row_times3(at, (const double(*)[3])f->lattice.inverse, frac);
    iwi_bins_visit(f->bins, frac, reach, look, &p);
    if (p.found < 0 || f->from[p.found] >= 0)
      return 0;
    f->from[p.found] = (int32_t)j;
    for (int k = 0; k < 3; k++)
      cell[k] = floor(f->frac[p.found][k] - frac[k] + 0.5);
    iwi_row_times3(cell, (const double(*)[3])f->lattice.rows,
                   f->offset[p.found]);
  }
  for (size_t i = 0; i < f->n; i++) {
    if (f->from[f->from[i]] != (int32_t)i)
      return 0;
  }
  return 1;
}

/* where atom i comes from in an image */
static void mapped(const finder *f, const double (*image)[3], size_t i,
                   double out[3])
{
  iwi_times_col3((const double(*)[3])f->rotation, image[f->from[i]], out);
  for (int k = 0; k < 3; k++)
    out[k] += f->offset[i][k];
}

/* The shift that suits all atoms best: the mean makes twice the operation the
 * identity exactly, since partners' misses cancel. */
static void refine_shift(finder *f)
{
  double mean[3] = {0, 0, 0};

  for (size_t i = 0; i < f->n; i++) {
    double at[3];

    mapped(f, (const double(*)[3])f->middle, i, at);
    for (int k = 0; k < 3; k++)
      mean[k] += (f->middle[i][k] - at[k]) / (double)f->n;
  }
  for (size_t i = 0; i < f->n; i++) {
    for (int k = 0; k < 3; k++)
      f->offset[i][k] += mean[k];
  }
}

/* Is the operation, done twice, the identity for every atom? Else it is a
 * lattice vector, and 1e-6 Angstrom is rounding. */
static int is_own_inverse(const finder *f)
{
  for (size_t i = 0; i < f->n; i++) {
    double sum[3];

    iwi_times_col3((const double(*)[3])f->rotation, f->offset[f->from[i]], sum);
    for (int k = 0; k < 3; k++)
      sum[k] += f->offset[i][k];
    if (iwi_norm3(sum) > 1e-6)
      return 0;
  }
  return 1;
}

/* Largest miss of an atom of any image in the one that mirrors it. */
static double error_of(const finder *f)
{
  const size_t n_images = iw_path_n_images(f->path);
  double worst = 0;

  for (size_t image = 0; image < n_images; image++) {
    const double(*here)[3] = iw_path_image(f->path, image);
    const double(*there)[3] = iw_path_image(f->path, n_images - 1 - image);

    for (size_t i = 0; i < f->n; i++) {
      double d[3];

      mapped(f, there, i, d);
      for (int k = 0; k < 3; k++)
        d[k] -= here[i][k];
      worst = fmax(worst, iwi_norm3(d));
    }
  }
  return worst;
}

static iw_status keep(finder *f, double error)
{
  owner *o = f->best;

  if (o == NULL) {
    o = iwi_calloc(f->ctx, 1, sizeof *o);
    if (o == NULL)
      return IW_E_MEMORY;
    f->best = o;
    o->from = iwi_calloc(f->ctx, f->n, sizeof *o->from);
    o->offset = iwi_calloc(f->ctx, f->n, sizeof *o->offset);
    if (o->from == NULL || o->offset == NULL)
      return IW_E_MEMORY;
  }
  memcpy(o->symmetry.rotation, f->rotation, sizeof f->rotation);
  memcpy(o->from, f->from, f->n * sizeof *o->from);
  memcpy(o->offset, f->offset, f->n * sizeof *o->offset);
  o->symmetry.n_atoms = f->n;
  o->symmetry.from = o->from;
  o->symmetry.offset = (const double(*)[3])o->offset;
  f->best_error = error;
  return IW_OK;
}

/* All shifts that go with the rotation: the mover has to become an atom like
 * it that goes as far the other way. */
static iw_status try_rotation(finder *f)
{
  const size_t mover = (size_t)iw_path_mover(f->path);
  double turned[3];
  iw_status status = IW_OK;

  iwi_times_col3((const double(*)[3])f->rotation, f->middle[mover], turned);
  for (size_t p = 0; status == IW_OK && p < f->n; p++) {
    double shift[3], error;

    if (!same_kind(f, mover, p) ||
        turned_miss(f, f->move[mover], f->move[p]) > 2 * f->tolerance)
      continue;
    for (int k = 0; k < 3; k++)
      shift[k] = f->middle[p][k] - turned[k];
    if (!pair_up(f, shift))
      continue;
    refine_shift(f);
    if (!is_own_inverse(f))
      continue;
    error = error_of(f);
    /* a thousandth: equally good ones differ by rounding, the first stays */
    if (error <= f->tolerance && error < f->best_error - 1e-3 * f->tolerance)
      status = keep(f, error);
  }
  return status;
}

/* (N9) rotation from the images of the reduced lattice vectors */
static void set_rotation(finder *f, const int (*w)[3])
{
  const double(*b)[3] = (const double(*)[3])f->lattice.reduced;
  const double(*inverse)[3] = (const double(*)[3])f->lattice.reduced_inverse;
  double image[3][3], m[3][3];

  for (int i = 0; i < 3; i++) {
    const double c[3] = {w[i][0], w[i][1], w[i][2]};

    iwi_row_times3(c, b, image[i]);
  }
  for (int i = 0; i < 3; i++)
    iwi_row_times3(inverse[i], (const double(*)[3])image, m[i]);
  for (int i = 0; i < 3; i++) { /* rows to columns */
    for (int k = 0; k < 3; k++)
      f->rotation[k][i] = m[i][k];
  }
}

static int is_involution(const int (*w)[3])
{
  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++) {
      if (w[i][0] * w[0][k] + w[i][1] * w[1][k] + w[i][2] * w[2][k] != (i == k))
        return 0;
    }
  }
  return 1;
}

/* Does c, the image of reduced vector i, keep its length and its angles with
 * the images of those before? */
static int fits(const finder *f, int (*w)[3], int i)
{
  const double(*b)[3] = (const double(*)[3])f->lattice.reduced;
  double image[3][3];

  for (int j = 0; j <= i; j++) {
    const double c[3] = {w[j][0], w[j][1], w[j][2]};

    iwi_row_times3(c, b, image[j]);
  }
  for (int j = 0; j <= i; j++) {
    const double slack = f->tolerance * (iwi_norm3(b[i]) + iwi_norm3(b[j]));

    if (fabs(iwi_dot3(image[i], image[j]) - iwi_dot3(b[i], b[j])) > slack)
      return 0;
  }
  return 1;
}

/* The 27 vectors of the lattice a vector of the reduced cell can become. */
static void unpack(int code, int c[3])
{
  c[0] = code / 9 - 1;
  c[1] = code / 3 % 3 - 1;
  c[2] = code % 3 - 1;
}

static iw_status try_all(finder *f)
{
  iw_status status = IW_OK;
  int w[3][3];

  for (int a = 0; a < 27; a++) {
    unpack(a, w[0]);
    for (int b = 0; fits(f, w, 0) && b < 27; b++) {
      unpack(b, w[1]);
      for (int c = 0; fits(f, w, 1) && c < 27; c++) {
        unpack(c, w[2]);
        if (!fits(f, w, 2) || !is_involution((const int(*)[3])w))
          continue;
        set_rotation(f, (const int(*)[3])w);
        status = try_rotation(f);
        if (status != IW_OK)
          return status;
      }
    }
  }
  return status;
}

static iw_status set_up(finder *f)
{
  f->middle = iwi_calloc(f->ctx, f->n, sizeof *f->middle);
  f->frac = iwi_calloc(f->ctx, f->n, sizeof *f->frac);
  f->move = iwi_calloc(f->ctx, f->n, sizeof *f->move);
  f->from = iwi_calloc(f->ctx, f->n, sizeof *f->from);
  f->offset = iwi_calloc(f->ctx, f->n, sizeof *f->offset);
  if (f->middle == NULL || f->frac == NULL || f->move == NULL ||
      f->from == NULL || f->offset == NULL)
    return IW_E_MEMORY;
  for (size_t i = 0; i < f->n; i++) {
    for (int k = 0; k < 3; k++) {
      f->middle[i][k] = 0.5 * (f->first[i][k] + f->last[i][k]);
      f->move[i][k] = f->last[i][k] - f->first[i][k];
    }
    iwi_row_times3(f->middle[i], (const double(*)[3])f->lattice.inverse,
                   f->frac[i]);
  }
  return iwi_bins_create(f->ctx, &f->lattice, (const double(*)[3])f->frac, f->n,
                         cbrt(f->lattice.volume / (double)f->n), &f->bins);
}

iw_status iw_path_symmetry_find(iw_context *ctx, const iw_path *ends,
                                double tolerance_ang, iw_path_symmetry **out)
{
  finder f = {.ctx = ctx, .path = ends, .tolerance = tolerance_ang};
  iw_status status;

  *out = NULL;
  if (!(tolerance_ang > 0) || !isfinite(tolerance_ang))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "path symmetry: tolerance %g Angstrom, want a number "
                    "above 0",
                    tolerance_ang);
  f.n = iw_path_n_atoms(ends);
  f.first = iw_path_image(ends, 0);
  f.last = iw_path_image(ends, iw_path_n_images(ends) - 1);
  f.best_error = HUGE_VAL;
  if (!iwi_lattice_init(&f.lattice, iw_path_lattice(ends)))
    return iwi_fail(ctx, IW_E_ARGUMENT, "path symmetry: the cell is flat");
  status = set_up(&f);
  /* a mover that stands still would be its own mirror image */
  if (status == IW_OK &&
      iwi_norm3(f.move[iw_path_mover(ends)]) > 2 * tolerance_ang)
    status = try_all(&f);
  iwi_free(f.middle);
  iwi_free(f.frac);
  iwi_free(f.move);
  iwi_free(f.from);
  iwi_free(f.offset);
  iwi_bins_destroy(f.bins);
  if (status == IW_OK && f.best != NULL)
    *out = &f.best->symmetry;
  else if (f.best != NULL)
    iw_path_symmetry_destroy(&f.best->symmetry);
  return status;
}

void iw_path_symmetry_destroy(iw_path_symmetry *symmetry)
{
  owner *o = (owner *)symmetry;

  if (o == NULL)
    return;
  iwi_free(o->from);
  iwi_free(o->offset);
  iwi_free(o);
}
