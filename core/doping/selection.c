/* SPDX-License-Identifier: BSD-3-Clause */
/* The lowest of many decorations, and what is known of all that were seen. */
#include <ionway/selection.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

struct iw_selection {
  size_t n_sites, keep, n_kept;
  iw_candidate *kept; /* a heap, the worst on top; or sorted, see below */
  uint8_t *species;   /* keep x n_sites, each candidate points to a row */
  int sorted;         /* kept is in order, the best first */
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
  s->sorted = 1;
  s->min_ev = s->max_ev = NAN;
  s->kept = iwi_calloc(ctx, keep, sizeof *s->kept);
  /* rows are touched when they are needed, so a large `keep` is cheap */
  s->species = iwi_calloc(ctx, keep, n_sites > 0 ? n_sites : 1);
  if (s->kept == NULL || s->species == NULL) {
    iw_selection_destroy(s);
    return IW_E_MEMORY;
  }
  *out = s;
  return IW_OK;
}

void iw_selection_destroy(iw_selection *s)
{
  if (s == NULL)
    return;
  iwi_free(s->species);
  iwi_free(s->kept);
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

/* Worst first is a heap. */
static void make_heap(iw_selection *s)
{
  for (size_t i = 0; s->sorted && i < s->n_kept / 2; i++)
    swap(&s->kept[i], &s->kept[s->n_kept - 1 - i]);
  s->sorted = 0;
}

static void keep_candidate(iw_selection *s, const iw_candidate *candidate)
{
  const int full = s->n_kept == s->keep;
  iw_candidate *place;
  uint8_t *row;

  if (s->keep == 0)
    return;
  if (full && compare(candidate, &s->kept[s->sorted ? s->n_kept - 1 : 0]) >= 0)
    return;
  make_heap(s);
  place = &s->kept[full ? 0 : s->n_kept];
  /* when full, the row of the one that goes */
  row = s->species +
        (full ? (size_t)(place->species - s->species) : s->n_kept * s->n_sites);
  *place = *candidate;
  if (s->n_sites > 0)
    memcpy(row, candidate->species, s->n_sites);
  place->species = row;
  if (full)
    sift_down(s->kept, s->n_kept);
  else
    sift_up(s->kept, s->n_kept++);
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
  return s->n_kept;
}

const iw_candidate *iw_selection_kept(iw_selection *s)
{
  if (!s->sorted)
    qsort(s->kept, s->n_kept, sizeof *s->kept, compare);
  s->sorted = 1;
  return s->kept;
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
