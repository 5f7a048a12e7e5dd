/* SPDX-License-Identifier: BSD-3-Clause */
/* Bonds and angles of the atoms a workspace is opened on, and the pairs whose
 * non-bonded energy they replace. Cells count from where the atoms were then,
 * which is followed from call to call (place). */
#include <math.h>
#include <stdlib.h>

#include "context.h"
#include "mem.h"
#include "neighbor.h"
#include "pair_field_model.h"
#include "vec3.h"

/* Atoms within reach of the one at hand. */
typedef struct shell_of_atom {
  iw_context *ctx;
  iwi_pair_workspace *w;
  iw_status status;
  int32_t at;
  int32_t (*found)[4]; /* atom and cell */
  double *distances;
  size_t n, found_capacity, distances_capacity;
} shell_of_atom;

static int keep(const iwi_neighbor *neighbor, void *user)
{
  shell_of_atom *s = user;

  if (neighbor->distance_ang < 1e-6) /* the atom itself */
    return 0;
  s->status = iwi_reserve(s->ctx, (void **)&s->found, &s->found_capacity,
                          s->n + 1, sizeof *s->found);
  if (s->status == IW_OK)
    s->status =
        iwi_reserve(s->ctx, (void **)&s->distances, &s->distances_capacity,
                    s->n + 1, sizeof *s->distances);
  if (s->status != IW_OK)
    return 1;
  s->found[s->n][0] = neighbor->site;
  for (int k = 0; k < 3; k++) {
    const double x = s->w->place[neighbor->site][k];

    s->found[s->n][k + 1] =
        neighbor->cell[k] - (int32_t)floor(x - iwi_wrap1(x) + 0.5);
  }
  s->distances[s->n++] = neighbor->distance_ang;
  return 0;
}

/* Of (i, j, cell) and (j, i, -cell) the one to keep. */
static int is_first(int32_t i, const int32_t found[4])
{
  if (found[0] != i)
    return i < found[0];
  for (int k = 1; k < 4; k++) {
    if (found[k] != 0)
      return found[k] > 0;
  }
  return 0;
}

static iw_status exclude(shell_of_atom *s, int32_t i, int32_t j,
                         const int32_t cell[3])
{
  iwi_topology *t = &s->w->topology;
  iw_status status;

  status = iwi_reserve(s->ctx, (void **)&t->exclusions, &t->exclusions_capacity,
                       t->n_exclusions + 2, sizeof *t->exclusions);
  if (status != IW_OK)
    return status;
  t->exclusions[t->n_exclusions++] =
      (iwi_exclusion){i, j, {cell[0], cell[1], cell[2]}};
  t->exclusions[t->n_exclusions++] =
      (iwi_exclusion){j, i, {-cell[0], -cell[1], -cell[2]}};
  return IW_OK;
}

/* All particles of two atoms. */
static iw_status exclude_atoms(shell_of_atom *s, int32_t a, int32_t b,
                               const int32_t cell[3])
{
  const iwi_pair_workspace *w = s->w;
  const int32_t of_a[2] = {a, w->site_of[a]}, of_b[2] = {b, w->site_of[b]};
  iw_status status = IW_OK;

  for (int i = 0; i < (of_a[0] == of_a[1] ? 1 : 2); i++) {
    for (int j = 0; j < (of_b[0] == of_b[1] ? 1 : 2); j++) {
      if (status == IW_OK)
        status = exclude(s, of_a[i], of_b[j], cell);
    }
  }
  return status;
}

static iw_status add_bond(shell_of_atom *s, const iw_field_bond *law, size_t k)
{
  iwi_topology *t = &s->w->topology;
  const int32_t *cell = s->found[k] + 1;
  iw_status status = iwi_reserve(s->ctx, (void **)&t->bonds, &t->bonds_capacity,
                                 t->n_bonds + 1, sizeof *t->bonds);

  if (status != IW_OK)
    return status;
  t->bonds[t->n_bonds++] =
      (iwi_bonded){{s->w->site_of[s->at], s->w->site_of[s->found[k][0]], 0},
                   {{cell[0], cell[1], cell[2]}},
                   law};
  if (s->w->field->spec.exclude == IW_EXCLUDE_NOTHING)
    return IW_OK;
  return exclude_atoms(s, s->at, s->found[k][0], cell);
}

static iw_status bond_atom(shell_of_atom *s)
{
  const iw_pair_field_spec *spec = &s->w->field->spec;
  const int32_t own = s->w->types[s->at];
  iw_status status = IW_OK;

  for (size_t b = 0; b < spec->n_bonds; b++) {
    const iw_field_bond *law = &spec->bonds[b];

    for (size_t k = 0; k < s->n && status == IW_OK; k++) {
      const int32_t other = s->w->types[s->found[k][0]];

      if (s->distances[k] <= law->within_ang && is_first(s->at, s->found[k]) &&
          ((law->type_a == own && law->type_b == other) ||
           (law->type_b == own && law->type_a == other)))
        status = add_bond(s, law, k);
    }
  }
  return status;
}

static iw_status add_angle(shell_of_atom *s, const iw_field_angle *law,
                           size_t k, size_t l)
{
  iwi_topology *t = &s->w->topology;
  const int32_t *a = s->found[k], *b = s->found[l];
  const int32_t between[3] = {b[1] - a[1], b[2] - a[2], b[3] - a[3]};
  iw_status status =
      iwi_reserve(s->ctx, (void **)&t->angles, &t->angles_capacity,
                  t->n_angles + 1, sizeof *t->angles);

  if (status != IW_OK)
    return status;
  t->angles[t->n_angles++] = (iwi_bonded){
      {s->w->site_of[s->at], s->w->site_of[a[0]], s->w->site_of[b[0]]},
      {{a[1], a[2], a[3]}, {b[1], b[2], b[3]}},
      law};
  if (s->w->field->spec.exclude != IW_EXCLUDE_ANGLES)
    return IW_OK;
  return exclude_atoms(s, a[0], b[0], between);
}

static iw_status bend_atom(shell_of_atom *s)
{
  const iw_pair_field_spec *spec = &s->w->field->spec;
  iw_status status = IW_OK;

  for (size_t i = 0; i < spec->n_angles; i++) {
    const iw_field_angle *law = &spec->angles[i];

    if (law->type_centre != s->w->types[s->at])
      continue;
    for (size_t k = 0; k < s->n; k++) {
      for (size_t l = k + 1; l < s->n && status == IW_OK; l++) {
        const int32_t a = s->w->types[s->found[k][0]];
        const int32_t b = s->w->types[s->found[l][0]];

        if (s->distances[k] <= law->within_ang &&
            s->distances[l] <= law->within_ang &&
            ((law->type_a == a && law->type_b == b) ||
             (law->type_a == b && law->type_b == a)))
          status = add_angle(s, law, k, l);
      }
    }
  }
  return status;
}

static int compare(const iwi_exclusion *a, const iwi_exclusion *b)
{
  if (a->i != b->i)
    return a->i < b->i ? -1 : 1;
  if (a->j != b->j)
    return a->j < b->j ? -1 : 1;
  for (int k = 0; k < 3; k++) {
    if (a->cell[k] != b->cell[k])
      return a->cell[k] < b->cell[k] ? -1 : 1;
  }
  return 0;
}

static int compare_void(const void *a, const void *b)
{
  return compare(a, b);
}

/* Sorted, each once, with the place where each particle's begin. */
static iw_status sort_exclusions(iw_context *ctx, iwi_pair_workspace *w)
{
  iwi_topology *t = &w->topology;
  size_t n = 0;

  t->start = iwi_calloc(ctx, w->n + 1, sizeof *t->start);
  if (t->start == NULL)
    return IW_E_MEMORY;
  if (t->n_exclusions == 0)
    return IW_OK;
  qsort(t->exclusions, t->n_exclusions, sizeof *t->exclusions, compare_void);
  for (size_t k = 0; k < t->n_exclusions; k++) {
    if (n == 0 || compare(&t->exclusions[n - 1], &t->exclusions[k]) != 0)
      t->exclusions[n++] = t->exclusions[k];
  }
  t->n_exclusions = n;
  for (size_t k = 0; k < n; k++)
    t->start[t->exclusions[k].i + 1]++;
  for (size_t i = 0; i < w->n; i++)
    t->start[i + 1] += t->start[i];
  return IW_OK;
}

static double longest_reach(const iw_pair_field_spec *spec)
{
  double reach = 0;

  for (size_t i = 0; i < spec->n_bonds; i++)
    reach = fmax(reach, spec->bonds[i].within_ang);
  for (size_t i = 0; i < spec->n_angles; i++)
    reach = fmax(reach, spec->angles[i].within_ang);
  return reach;
}

/* Cores and their own shells know each other by the spring alone. */
static iw_status exclude_shells(shell_of_atom *s)
{
  static const int32_t home[3] = {0, 0, 0};
  const iwi_pair_workspace *w = s->w;
  iw_status status = IW_OK;

  for (size_t i = 0; i < w->n_atoms && status == IW_OK; i++) {
    if ((size_t)w->site_of[i] != i)
      status = exclude(s, (int32_t)i, w->site_of[i], home);
  }
  return status;
}

iw_status iwi_pair_topology_find(iw_context *ctx, iwi_pair_workspace *w)
{
  const double reach = longest_reach(&w->field->spec);
  shell_of_atom s = {.ctx = ctx, .w = w};
  iwi_bins *bins = NULL;

  s.status = exclude_shells(&s);
  if (s.status == IW_OK && reach > 0)
    s.status = iwi_bins_create(ctx, &w->lattice, (const double(*)[3])w->place,
                               w->n_atoms, reach, &bins);
  for (size_t i = 0; bins != NULL && i < w->n_atoms && s.status == IW_OK; i++) {
    s.at = (int32_t)i;
    s.n = 0;
    iwi_bins_visit(bins, w->place[i], reach, keep, &s);
    if (s.status == IW_OK)
      s.status = bond_atom(&s);
    if (s.status == IW_OK)
      s.status = bend_atom(&s);
  }
  iwi_bins_destroy(bins);
  iwi_free(s.found);
  iwi_free(s.distances);
  return s.status == IW_OK ? sort_exclusions(ctx, w) : s.status;
}

void iwi_pair_topology_free(iwi_topology *t)
{
  iwi_free(t->bonds);
  iwi_free(t->angles);
  iwi_free(t->exclusions);
  iwi_free(t->start);
}

int iwi_pair_topology_excludes(const iwi_topology *t, int32_t i, int32_t j,
                               const int32_t cell[3])
{
  for (size_t k = t->start[i]; k < t->start[i + 1]; k++) {
    const iwi_exclusion *e = &t->exclusions[k];

    if (e->j == j && e->cell[0] == cell[0] && e->cell[1] == cell[1] &&
        e->cell[2] == cell[2])
      return 1;
  }
  return 0;
}
