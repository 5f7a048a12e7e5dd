/* SPDX-License-Identifier: BSD-3-Clause */
/* Pairing the atoms of two ends: each atom looks for the nearest of its
 * element, and where two want the same one an assignment decides. */
#include "path_pairs.h"

#include <math.h>
#include <string.h>

#include "assignment.h"
#include "mem.h"
#include "neighbor.h"
#include "vec3.h"

/* Angstrom. A pair farther apart counts as this in an alignment: one atom that
 * hops must not outweigh a crystal that fits. */
#define MISFIT_ANG 1.0

/* The atoms of one element. */
typedef struct kind {
  const iwi_path_pairs *pairs;
  double drift[3];
  size_t n;
  int32_t *starts, *ends; /* indices of atoms */
  double (*frac)[3];      /* of the ends, drift taken off */
  iwi_bins *bins;
} kind;

double iwi_path_pairs_move(const iwi_path_pairs *p, size_t i, size_t j,
                           const double drift[3], double move[3])
{
  double shift[3], d[3];

  iwi_row_times3(drift, (const double(*)[3])p->lattice->inverse, shift);
  for (int k = 0; k < 3; k++)
    d[k] = p->end[j][k] - p->start[i][k] - shift[k];
  return iwi_lattice_shortest(p->lattice, d, move);
}

static void squared_row(size_t row, double *costs, void *user)
{
  const kind *of = user;

  for (size_t j = 0; j < of->n; j++) {
    const double d = iwi_path_pairs_move(of->pairs, (size_t)of->starts[row],
                                         (size_t)of->ends[j], of->drift, NULL);

    costs[j] = d * d;
  }
}

typedef struct nearest {
  int32_t site;
  double distance;
} nearest;

static int look(const iwi_neighbor *neighbor, void *user)
{
  nearest *best = user;

  if (neighbor->distance_ang < best->distance ||
      (neighbor->distance_ang == best->distance &&
       neighbor->site < best->site)) { /* a tie to the first atom */
    best->distance = neighbor->distance_ang;
    best->site = neighbor->site;
  }
  return 0;
}

/* The end nearest to a start of its kind, in growing spheres. */
static int32_t nearest_end(const kind *of, size_t row)
{
  const double *at = of->pairs->start[of->starts[row]];
  nearest best = {-1, HUGE_VAL};
  double radius = 0.5 * cbrt(of->pairs->lattice->volume / (double)of->n);

  while (best.site < 0) {
    iwi_bins_visit(of->bins, at, radius, look, &best);
    radius *= 1.5;
  }
  return best.site;
}

static void kind_close(kind *of)
{
  iwi_free(of->starts);
  iwi_free(of->ends);
  iwi_free(of->frac);
  iwi_bins_destroy(of->bins);
}

static iw_status kind_open(iw_context *ctx, const iwi_path_pairs *p,
                           int32_t element, kind *of)
{
  size_t n_starts = 0;

  *of = (kind){.pairs = p};
  of->starts = iwi_calloc(ctx, p->n, sizeof *of->starts);
  of->ends = iwi_calloc(ctx, p->n, sizeof *of->ends);
  of->frac = iwi_calloc(ctx, p->n, sizeof *of->frac);
  if (of->starts == NULL || of->ends == NULL || of->frac == NULL) {
    kind_close(of);
    return IW_E_MEMORY;
  }
  for (size_t i = 0; i < p->n; i++) {
    if (p->start_elements[i] == element)
      of->starts[n_starts++] = (int32_t)i;
    if (p->end_elements[i] == element)
      of->ends[of->n++] = (int32_t)i;
  }
  return IW_OK;
}

/* The ends where they are without the drift, sorted into bins. */
static iw_status kind_shift(iw_context *ctx, kind *of, const double drift[3])
{
  const iwi_path_pairs *p = of->pairs;
  double shift[3];

  memcpy(of->drift, drift, sizeof of->drift);
  iwi_row_times3(drift, (const double(*)[3])p->lattice->inverse, shift);
  for (size_t j = 0; j < of->n; j++) {
    for (int k = 0; k < 3; k++)
      of->frac[j][k] = p->end[of->ends[j]][k] - shift[k];
  }
  iwi_bins_destroy(of->bins);
  of->bins = NULL;
  return iwi_bins_create(ctx, p->lattice, (const double(*)[3])of->frac, of->n,
                         cbrt(p->lattice->volume / (double)of->n), &of->bins);
}

static iw_status kind_assign(iw_context *ctx, kind *of, int32_t *order)
{
  int32_t *near = iwi_calloc(ctx, of->n, 2 * sizeof *near);
  double *least = iwi_calloc(ctx, of->n, sizeof *least);
  iw_status status = IW_E_MEMORY;

  if (near != NULL && least != NULL) {
    int32_t *column_of = near + of->n;

    for (size_t i = 0; i < of->n; i++) {
      double d;

      near[i] = nearest_end(of, i);
      d = iwi_path_pairs_move(of->pairs, (size_t)of->starts[i],
                              (size_t)of->ends[near[i]], of->drift, NULL);
      least[i] = d * d;
    }
    status = iwi_assignment_solve(ctx, of->n, squared_row, of, near, least,
                                  column_of, NULL);
    for (size_t i = 0; status == IW_OK && i < of->n; i++)
      order[of->starts[i]] = of->ends[column_of[i]];
  }
  iwi_free(near);
  iwi_free(least);
  return status;
}

/* Is atom i of the start the first of its element? */
static int opens_kind(const iwi_path_pairs *p, size_t i)
{
  for (size_t j = 0; j < i; j++) {
    if (p->start_elements[j] == p->start_elements[i])
      return 0;
  }
  return 1;
}

iw_status iwi_path_pairs_assign(iw_context *ctx, const iwi_path_pairs *p,
                                const double drift[3], int32_t *order)
{
  iw_status status = IW_OK;

  for (size_t i = 0; status == IW_OK && i < p->n; i++) {
    kind of;

    if (!opens_kind(p, i))
      continue;
    status = kind_open(ctx, p, p->start_elements[i], &of);
    if (status != IW_OK)
      break;
    status = kind_shift(ctx, &of, drift);
    if (status == IW_OK)
      status = kind_assign(ctx, &of, order);
    kind_close(&of);
  }
  return status;
}

/* Sum of squared distances to the nearest end, each at most MISFIT_ANG. */
static iw_status misfit(iw_context *ctx, kind *of, const double drift[3],
                        double *sum)
{
  const iw_status status = kind_shift(ctx, of, drift);

  for (size_t i = 0; status == IW_OK && i < of->n; i++) {
    nearest best = {-1, MISFIT_ANG};

    iwi_bins_visit(of->bins, of->pairs->start[of->starts[i]], MISFIT_ANG, look,
                   &best);
    *sum += best.distance * best.distance;
  }
  return status;
}

/* The best shift so far, and what it leaves. */
typedef struct alignment {
  double drift[3], misfit, length;
} alignment;

static iw_status align(iw_context *ctx, const iwi_path_pairs *p, size_t atom,
                       kind *kinds, size_t n_kinds, alignment *best)
{
  static const double none[3] = {0, 0, 0};

  for (size_t j = 0; j < p->n; j++) {
    double candidate[3], sum = 0, length;

    if (p->end_elements[j] != p->start_elements[atom])
      continue;
    length = iwi_path_pairs_move(p, atom, j, none, candidate);
    for (size_t k = 0; k < n_kinds; k++) {
      const iw_status status = misfit(ctx, &kinds[k], candidate, &sum);

      if (status != IW_OK)
        return status;
    }
    /* 1e-6 Angstrom^2: of shifts that fit alike the shorter one */
    if (sum < best->misfit - 1e-6 ||
        (sum < best->misfit + 1e-6 && length < best->length)) {
      best->misfit = sum;
      best->length = length;
      memcpy(best->drift, candidate, sizeof candidate);
    }
  }
  return IW_OK;
}

iw_status iwi_path_pairs_align(iw_context *ctx, const iwi_path_pairs *p,
                               const size_t atoms[2], double drift[3])
{
  alignment best = {{0, 0, 0}, HUGE_VAL, HUGE_VAL};
  size_t n_kinds = 0;
  kind *kinds = iwi_calloc(ctx, p->n, sizeof *kinds);
  iw_status status = kinds == NULL ? IW_E_MEMORY : IW_OK;

  for (size_t i = 0; status == IW_OK && i < p->n; i++) {
    if (!opens_kind(p, i))
      continue;
    status = kind_open(ctx, p, p->start_elements[i], &kinds[n_kinds]);
    n_kinds += status == IW_OK;
  }
  for (int a = 0; status == IW_OK && a < 2; a++)
    status = align(ctx, p, atoms[a], kinds, n_kinds, &best);
  memcpy(drift, best.drift, sizeof best.drift);
  for (size_t k = 0; k < n_kinds; k++)
    kind_close(&kinds[k]);
  iwi_free(kinds);
  return status;
}
