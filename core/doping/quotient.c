/* SPDX-License-Identifier: BSD-3-Clause */
/* Cycles by union-find, conflicts by laying each exclusion on them. */
#include "quotient.h"

#include <string.h>

#include "mem.h"

iw_status iwi_quotient_prepare(iw_context *ctx, const iw_decorations *d,
                               iwi_quotient *out)
{
  const size_t n = d->n_sites;

  out->cycles = iwi_calloc(ctx, n, sizeof *out->cycles);
  out->lengths = iwi_calloc(ctx, n, sizeof *out->lengths);
  out->pools = iwi_calloc(ctx, n, sizeof *out->pools);
  out->barred = iwi_calloc(ctx, n, sizeof *out->barred);
  out->allowed = iwi_calloc(ctx, n, sizeof *out->allowed);
  out->first_arc = iwi_calloc(ctx, n + 1, sizeof *out->first_arc);
  out->n_arcs = iwi_calloc(ctx, n, sizeof *out->n_arcs);
  out->arcs = iwi_calloc(ctx, 2 * d->n_exclusions, sizeof *out->arcs);
  out->parents = iwi_calloc(ctx, n, sizeof *out->parents);
  return out->cycles != NULL && out->lengths != NULL && out->pools != NULL &&
                 out->barred != NULL && out->allowed != NULL &&
                 out->first_arc != NULL && out->n_arcs != NULL &&
                 out->arcs != NULL && out->parents != NULL
             ? IW_OK
             : IW_E_MEMORY;
}

void iwi_quotient_release(iwi_quotient *q)
{
  iwi_free(q->cycles);
  iwi_free(q->lengths);
  iwi_free(q->pools);
  iwi_free(q->barred);
  iwi_free(q->allowed);
  iwi_free(q->first_arc);
  iwi_free(q->n_arcs);
  iwi_free(q->arcs);
  iwi_free(q->parents);
  *q = (iwi_quotient){0};
}

static int32_t root_of(int32_t *parents, int32_t i)
{
  while (parents[i] != i) {
    parents[i] = parents[parents[i]];
    i = parents[i];
  }
  return i;
}

/* The lower root stays one. */
static void join(int32_t *parents, int32_t a, int32_t b)
{
  a = root_of(parents, a);
  b = root_of(parents, b);
  parents[a > b ? a : b] = a > b ? b : a;
}

/* Number the roots, which come before the other sites of their cycle. */
static void number_cycles(iwi_quotient *q, const iw_decorations *d)
{
  q->n = 0;
  for (size_t i = 0; i < d->n_sites; i++) {
    const int32_t root = root_of(q->parents, (int32_t)i);

    if (root == (int32_t)i) {
      q->lengths[q->n] = 0;
      q->pools[q->n] = d->site_pools[i];
      q->cycles[i] = (int32_t)q->n++;
    }
    q->cycles[i] = q->cycles[root];
    q->lengths[q->cycles[i]]++;
  }
}

static uint16_t species_there(const iw_decorations *d, int32_t pool)
{
  uint16_t mask = 0;

  for (int32_t s = d->first_species[pool]; s < d->first_species[pool + 1]; s++)
    mask |= (uint16_t)((d->counts[s] > 0) << (s - d->first_species[pool]));
  return mask;
}

/* Exclusions within a cycle bar species; those between cycles are counted. */
static void bar_species(iwi_quotient *q, const iw_decorations *d)
{
  for (size_t i = 0; i < d->n_exclusions; i++) {
    const iw_exclusion *e = &d->exclusions[i];
    const int32_t a = q->cycles[e->site_a], b = q->cycles[e->site_b];

    if (a == b) {
      q->barred[a] |= (uint16_t)(e->species_a & e->species_b);
    } else {
      q->first_arc[a]++;
      q->first_arc[b]++;
    }
  }
}

/* The arc between two cycles, a new one if there is none. */
static iwi_conflict_arc *arc_between(iwi_quotient *q, int32_t from, int32_t to)
{
  iwi_conflict_arc *arcs = q->arcs + q->first_arc[from];
  int32_t i = 0;

  while (i < q->n_arcs[from] && arcs[i].to != to)
    i++;
  if (i == q->n_arcs[from]) {
    memset(&arcs[i], 0, sizeof arcs[i]);
    arcs[i].to = to;
    q->n_arcs[from]++;
  }
  return &arcs[i];
}

static void forbid(iwi_quotient *q, int32_t from, int32_t to, uint32_t species,
                   uint32_t forbidden)
{
  iwi_conflict_arc *arc;

  species &= q->allowed[from];
  forbidden &= q->allowed[to];
  if (species == 0 || forbidden == 0)
    return;
  arc = arc_between(q, from, to);
  for (int s = 0; s < IW_DECORATION_MAX_SPECIES; s++) {
    if (species >> s & 1)
      arc->forbids[s] |= (uint16_t)forbidden;
  }
}

static void add_conflicts(iwi_quotient *q, const iw_decorations *d)
{
  size_t begin = 0;

  memset(q->first_arc, 0, q->n * sizeof *q->first_arc);
  memset(q->n_arcs, 0, q->n * sizeof *q->n_arcs);
  bar_species(q, d);
  for (size_t v = 0; v < q->n; v++) { /* from numbers to beginnings */
    const size_t n = q->first_arc[v];

    q->first_arc[v] = begin;
    begin += n;
    q->barred[v] &= q->allowed[v];
    q->allowed[v] &= (uint16_t)~q->barred[v];
  }
  for (size_t i = 0; i < d->n_exclusions; i++) {
    const iw_exclusion *e = &d->exclusions[i];
    const int32_t a = q->cycles[e->site_a], b = q->cycles[e->site_b];

    if (a != b) {
      forbid(q, a, b, e->species_a, e->species_b);
      forbid(q, b, a, e->species_b, e->species_a);
    }
  }
}

void iwi_quotient_form(iwi_quotient *q, const iw_decorations *d,
                       const int32_t *permutation, const int32_t *orbits,
                       int with_conflicts)
{
  for (size_t i = 0; i < d->n_sites; i++)
    q->parents[i] = (int32_t)i;
  for (size_t i = 0; i < d->n_sites; i++) {
    join(q->parents, (int32_t)i, permutation[i]);
    join(q->parents, (int32_t)i, orbits[i]);
  }
  number_cycles(q, d);
  for (size_t v = 0; v < q->n; v++) {
    q->barred[v] = 0;
    q->allowed[v] = species_there(d, q->pools[v]);
    q->n_arcs[v] = 0;
  }
  if (with_conflicts)
    add_conflicts(q, d);
}
