/* SPDX-License-Identifier: BSD-3-Clause */
/* The lowest of many decorations, and what is known of all that were seen. */
#include <ionway/selection.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

/* Candidates as a heap, the worst on top, or in order, the best first. */
typedef struct ranking {
  iw_candidate *list;
  size_t n;
  int sorted;
} ranking;

struct iw_selection {
  size_t n_sites, keep;
  ranking *kept;    /* apart, since it is put in order when it is read */
  uint8_t *species; /* keep x n_sites; each candidate points to a row */
  uint64_t n_seen;
  double weight;
  /* Of the energies less the first one, which takes out the common part that
   * would swamp their differences. */
  double origin_ev, energy_weight, mean_ev, squares_ev2;
  double min_ev, max_ev;
};

iw_status iw_selection_create(iw_context *ctx, size_t n_sites, size_t keep,
                              iw_selection **out)
{
  iw_selection *s;

  *out = NULL;
  s = iwi_calloc(ctx, 1, sizeof *s);
  if (s == NULL)
    return IW_E_MEMORY;
  s->n_sites = n_sites;
  s->keep = keep;
  s->min_ev = s->max_ev = NAN;
  /* pages are touched when they are needed, so a large `keep` is cheap */
  if ((s->kept = iwi_calloc(ctx, 1, sizeof *s->kept)) == NULL ||
      (s->kept->list = iwi_calloc(ctx, keep, sizeof *s->kept->list)) == NULL ||
      (s->species = iwi_calloc(ctx, keep, n_sites > 0 ? n_sites : 1)) == NULL) {
    iw_selection_destroy(s);
    return IW_E_MEMORY;
  }
  s->kept->sorted = 1;
  *out = s;
  return IW_OK;
}

void iw_selection_destroy(iw_selection *s)
{
  if (s == NULL)
    return;
  if (s->kept != NULL)
    iwi_free(s->kept->list);
  iwi_free(s->kept);
  iwi_free(s->species);
  iwi_free(s);
}

/* -------------------------------------------------------------- the order */

/* Negative when a comes first: by energy, those without behind; then serial */
static int compare(const void *first, const void *second)
{
  const iw_candidate *a = first, *b = second;
  const int a_blank = isnan(a->energy_ev), b_blank = isnan(b->energy_ev);

  if (a_blank != b_blank)
    return a_blank - b_blank;
  if (!a_blank && a->energy_ev != b->energy_ev)
    return a->energy_ev < b->energy_ev ? -1 : 1;
  return (a->serial > b->serial) - (a->serial < b->serial);
}

static void swap(iw_candidate *a, iw_candidate *b)
{
  const iw_candidate t = *a;

  *a = *b;
  *b = t;
}

static void sift_down(iw_candidate *heap, size_t n)
{
  for (size_t i = 0, child; (child = 2 * i + 1) < n; i = child) {
    if (child + 1 < n && compare(&heap[child + 1], &heap[child]) > 0)
      child++;
    if (compare(&heap[i], &heap[child]) >= 0)
      return;
    swap(&heap[i], &heap[child]);
  }
}

static void sift_up(iw_candidate *heap, size_t i)
{
  for (; i > 0 && compare(&heap[i], &heap[(i - 1) / 2]) > 0; i = (i - 1) / 2)
    swap(&heap[i], &heap[(i - 1) / 2]);
}

/* In order with the worst first is a heap. */
static void make_heap(ranking *r)
{
  for (size_t i = 0; r->sorted && i < r->n / 2; i++)
    swap(&r->list[i], &r->list[r->n - 1 - i]);
  r->sorted = 0;
}

static void keep_candidate(iw_selection *s, const iw_candidate *candidate)
{
  ranking *r = s->kept;
  const int full = r->n == s->keep;
  iw_candidate *place;
  uint8_t *row;

  if (s->keep == 0 ||
      (full && compare(candidate, &r->list[r->sorted ? r->n - 1 : 0]) >= 0))
    return;
  make_heap(r);
  place = &r->list[full ? 0 : r->n];
  /* when full, the row of the one that goes */
  row = s->species +
        (full ? (size_t)(place->species - s->species) : r->n * s->n_sites);
  *place = *candidate;
  if (s->n_sites > 0)
    memcpy(row, candidate->species, s->n_sites);
  place->species = row;
  if (full)
    sift_down(r->list, r->n);
  else
    sift_up(r->list, r->n++);
}

/* ------------------------------------------------------------- the moments */

/* Running weighted mean and sum of squared deviations. */
static void add_energy(iw_selection *s, double energy_ev, double weight)
{
  double step;

  if (s->energy_weight == 0) {
    s->origin_ev = energy_ev;
    s->min_ev = s->max_ev = energy_ev;
  }
  s->min_ev = fmin(s->min_ev, energy_ev);
  s->max_ev = fmax(s->max_ev, energy_ev);
  s->energy_weight += weight;
  step = energy_ev - s->origin_ev - s->mean_ev;
  s->mean_ev += weight / s->energy_weight * step;
  s->squares_ev2 += weight * step * (energy_ev - s->origin_ev - s->mean_ev);
}

void iw_selection_add(iw_selection *s, const iw_candidate *candidate)
{
  const double weight = (double)candidate->multiplicity;

  s->n_seen++;
  s->weight += weight;
  if (!isnan(candidate->energy_ev) && weight > 0)
    add_energy(s, candidate->energy_ev, weight);
  keep_candidate(s, candidate);
}

/* ------------------------------------------------------------- what is told */

size_t iw_selection_n_kept(const iw_selection *s)
{
  return s->kept->n;
}

const iw_candidate *iw_selection_kept(const iw_selection *s)
{
  ranking *r = s->kept;

  if (!r->sorted)
    qsort(r->list, r->n, sizeof *r->list, compare);
  r->sorted = 1;
  return r->list;
}

uint64_t iw_selection_n_seen(const iw_selection *s)
{
  return s->n_seen;
}

double iw_selection_weight(const iw_selection *s)
{
  return s->weight;
}

double iw_selection_mean_ev(const iw_selection *s)
{
  return s->energy_weight > 0 ? s->origin_ev + s->mean_ev : NAN;
}

double iw_selection_deviation_ev(const iw_selection *s)
{
  return s->energy_weight > 0 ? sqrt(fmax(0, s->squares_ev2 / s->energy_weight))
                              : NAN;
}

double iw_selection_min_ev(const iw_selection *s)
{
  return s->min_ev;
}

double iw_selection_max_ev(const iw_selection *s)
{
  return s->max_ev;
}
