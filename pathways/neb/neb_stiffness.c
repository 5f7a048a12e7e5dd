/* SPDX-License-Identifier: BSD-3-Clause */
/* Springs along the lines between near atoms. Their constants differ by the
 * two elements (P-O holds a hundred times stiffer than Li-O), which a single
 * scale cannot tell; one displacement of all atoms at once shows them all,
 * eq. (N8). */
#include "neb_stiffness.h"

#include <string.h>

#include "lattice.h"
#include "mem.h"
#include "neb_force.h"
#include "neighbor.h"
#include "vec3.h"

/* Springs reach 1.6 times the shortest distance of their two elements, and
 * weaken as exp(-4 (r/r0 - 1)) on the way: the first shell and some of the
 * second. Twice as much or half as little changes no count by over a fifth. */
#define REACH 1.6
#define DECAY 4.0

/* Share of the mean stiffness that also holds every atom to its place: keeps
 * what the springs leave loose (translations, soft modes) from taking steps
 * beyond their range. */
#define GROUND 0.3

/* Relative residual; the direction of a step needs no more. */
#define SOLVE_TOLERANCE 1e-2
#define SOLVE_STEPS     60

typedef struct spring {
  int32_t a, b;
  int32_t kind;
  double line[3]; /* unit vector */
  double weight;
  double stiff; /* weight times the constant of its kind */
} spring;

struct iwi_stiffness {
  size_t n_atoms, n_springs, room;
  spring *springs;
  size_t n_kinds; /* the last one holds atoms to their places */
  double *constants, *normal, *rhs, *shortest;
  int32_t *kind_of; /* of atoms, 0.. */
  size_t n_elements;
  const uint8_t *frozen;  /* of the path, lent */
  double (*blocks)[3][3]; /* inverse diagonal blocks */
  double *work;           /* 4 x 3 n_atoms */
};

static size_t kind(const iwi_stiffness *s, int32_t a, int32_t b)
{
  const int32_t x = s->kind_of[a], y = s->kind_of[b];

  return (size_t)(x < y ? x : y) * s->n_elements + (size_t)(x < y ? y : x);
}

static void number_elements(iwi_stiffness *s, const int32_t *elements)
{
  for (size_t i = 0; i < s->n_atoms; i++) {
    s->kind_of[i] = -1;
    for (size_t k = 0; k < i && s->kind_of[i] < 0; k++)
      if (elements[k] == elements[i])
        s->kind_of[i] = s->kind_of[k];
    if (s->kind_of[i] < 0)
      s->kind_of[i] = (int32_t)s->n_elements++;
  }
}

typedef struct collector {
  iwi_stiffness *s;
  iw_context *ctx;
  int32_t atom;
  iw_status status;
} collector;

static int collect(const iwi_neighbor *n, void *user)
{
  collector *c = user;
  iwi_stiffness *s = c->s;
  spring *p;

  if (n->site <= c->atom || !(n->distance_ang > 0))
    return 0;
  c->status = iwi_reserve(c->ctx, (void **)&s->springs, &s->room,
                          s->n_springs + 1, sizeof *s->springs);
  if (c->status != IW_OK)
    return 1;
  p = &s->springs[s->n_springs++];
  p->a = c->atom;
  p->b = n->site;
  p->kind = (int32_t)kind(s, c->atom, n->site);
  p->weight = n->distance_ang; /* its length, for now */
  for (int k = 0; k < 3; k++)
    p->line[k] = n->vector[k] / n->distance_ang;
  s->shortest[p->kind] = fmin(s->shortest[p->kind], n->distance_ang);
  return 0;
}

static iw_status collect_image(iw_context *ctx, iwi_stiffness *s,
                               const iw_path *path, size_t image)
{
  double(*frac)[3] = iwi_calloc(ctx, s->n_atoms, sizeof *frac);
  collector c = {.s = s, .ctx = ctx, .status = IW_OK};
  iwi_lattice lattice;
  iwi_bins *bins = NULL;
  double radius;

  if (frac == NULL)
    return IW_E_MEMORY;
  iwi_lattice_init(&lattice, iw_path_lattice(path));
  for (size_t i = 0; i < s->n_atoms; i++)
    iwi_row_times3(iw_path_image(path, image)[i],
                   (const double(*)[3])lattice.inverse, frac[i]);
  radius = 2.2 * cbrt(lattice.volume / (double)s->n_atoms);
  c.status = iwi_bins_create(ctx, &lattice, (const double(*)[3])frac,
                             s->n_atoms, radius, &bins);
  for (size_t i = 0; i < s->n_atoms && c.status == IW_OK; i++) {
    c.atom = (int32_t)i;
    iwi_bins_visit(bins, (const double *)frac[i], radius, collect, &c);
  }
  iwi_bins_destroy(bins);
  iwi_free(frac);
  return c.status;
}

/* Lengths to weights; springs beyond reach go. */
static void weigh(iwi_stiffness *s)
{
  size_t kept = 0;

  for (size_t k = 0; k < s->n_springs; k++) {
    const double r = s->springs[k].weight / s->shortest[s->springs[k].kind];

    if (r > REACH)
      continue;
    s->springs[kept] = s->springs[k];
    s->springs[kept++].weight = 0.5 * exp(-DECAY * (r - 1)); /* of two ends */
  }
  s->n_springs = kept;
}

iw_status iwi_stiffness_create(iw_context *ctx, const iw_path *path,
                               iwi_stiffness **out)
{
  const size_t n = iw_path_n_atoms(path);
  iwi_stiffness *s = iwi_calloc(ctx, 1, sizeof *s);
  iw_status status = IW_E_MEMORY;

  *out = NULL;
  if (s == NULL)
    return IW_E_MEMORY;
  s->n_atoms = n;
  s->frozen = iw_path_frozen(path);
  s->kind_of = iwi_calloc(ctx, n, sizeof *s->kind_of);
  s->blocks = iwi_calloc(ctx, n, sizeof *s->blocks);
  s->work = iwi_calloc(ctx, 12 * n, sizeof *s->work);
  if (s->kind_of == NULL || s->blocks == NULL || s->work == NULL)
    goto fail;
  number_elements(s, iw_path_elements(path));
  s->n_kinds = s->n_elements * s->n_elements + 1;
  s->constants = iwi_calloc(ctx, s->n_kinds, sizeof *s->constants);
  s->shortest = iwi_calloc(ctx, s->n_kinds, sizeof *s->shortest);
  s->normal = iwi_calloc(ctx, s->n_kinds * s->n_kinds, sizeof *s->normal);
  s->rhs = iwi_calloc(ctx, s->n_kinds, sizeof *s->rhs);
  if (s->constants == NULL || s->shortest == NULL || s->normal == NULL ||
      s->rhs == NULL)
    goto fail;
  for (size_t k = 0; k < s->n_kinds; k++)
    s->shortest[k] = HUGE_VAL;
  status = collect_image(ctx, s, path, 0);
  if (status == IW_OK)
    status = collect_image(ctx, s, path, iw_path_n_images(path) - 1);
  if (status != IW_OK)
    goto fail;
  weigh(s);
  s->constants[s->n_kinds - 1] = 1;
  *out = s;
  return IW_OK;

fail:
  iwi_stiffness_destroy(s);
  return status;
}

void iwi_stiffness_destroy(iwi_stiffness *s)
{
  if (s == NULL)
    return;
  iwi_free(s->springs);
  iwi_free(s->constants);
  iwi_free(s->shortest);
  iwi_free(s->normal);
  iwi_free(s->rhs);
  iwi_free(s->kind_of);
  iwi_free(s->blocks);
  iwi_free(s->work);
  iwi_free(s);
}

/* Force change of one kind of springs of unit constant; of the last kind, of
 * atoms held to their places. */
static void apply_kind(const iwi_stiffness *s, size_t which, const double *v,
                       double *out)
{
  memset(out, 0, 3 * s->n_atoms * sizeof *out);
  if (which == s->n_kinds - 1)
    memcpy(out, v, 3 * s->n_atoms * sizeof *out);
  for (size_t k = 0; k < s->n_springs; k++) {
    const spring *p = &s->springs[k];
    double stretch = 0;

    if ((size_t)p->kind != which)
      continue;
    for (int c = 0; c < 3; c++)
      stretch += p->line[c] * (v[3 * p->b + c] - v[3 * p->a + c]);
    for (int c = 0; c < 3; c++) {
      out[3 * p->a + c] -= p->weight * stretch * p->line[c];
      out[3 * p->b + c] += p->weight * stretch * p->line[c];
    }
  }
  if (s->frozen != NULL)
    for (size_t i = 0; i < s->n_atoms; i++)
      if (s->frozen[i])
        memset(out + 3 * i, 0, 3 * sizeof *out);
}

void iwi_stiffness_apply(const iwi_stiffness *s, const double *v, double *out)
{
  const double ground = s->constants[s->n_kinds - 1];

  for (size_t k = 0; k < 3 * s->n_atoms; k++)
    out[k] = ground * v[k];
  for (size_t k = 0; k < s->n_springs; k++) {
    const spring *p = &s->springs[k];
    double stretch = 0;

    for (int c = 0; c < 3; c++)
      stretch += p->line[c] * (v[3 * p->b + c] - v[3 * p->a + c]);
    stretch *= p->stiff;
    for (int c = 0; c < 3; c++) {
      out[3 * p->a + c] -= stretch * p->line[c];
      out[3 * p->b + c] += stretch * p->line[c];
    }
  }
  if (s->frozen != NULL)
    for (size_t i = 0; i < s->n_atoms; i++)
      if (s->frozen[i])
        memset(out + 3 * i, 0, 3 * sizeof *out);
}

/* Diagonal blocks: the sum of all springs at an atom. Returns their mean
 * trace, a third of it the mean stiffness. */
static double add_blocks(iwi_stiffness *s)
{
  double trace = 0;

  memset(s->blocks, 0, s->n_atoms * sizeof *s->blocks);
  for (size_t k = 0; k < s->n_springs; k++) {
    spring *p = &s->springs[k];

    p->stiff = p->weight * s->constants[p->kind];
    for (int i = 0; i < 3; i++)
      for (int j = 0; j < 3; j++) {
        const double x = p->stiff * p->line[i] * p->line[j];

        s->blocks[p->a][i][j] += x;
        s->blocks[p->b][i][j] += x;
      }
  }
  for (size_t a = 0; a < s->n_atoms; a++)
    for (int i = 0; i < 3; i++)
      trace += s->blocks[a][i][i];
  return trace / (double)(3 * s->n_atoms);
}

/* Non-negative least squares on the normal equations, one constant after the
 * other: few unknowns, and any sweep's answer is a usable one. */
static void solve_constants(iwi_stiffness *s)
{
  const size_t n = s->n_kinds;

  memset(s->constants, 0, n * sizeof *s->constants);
  for (int sweep = 0; sweep < 500; sweep++)
    for (size_t i = 0; i < n; i++) {
      double r = s->rhs[i];

      if (!(s->normal[i * n + i] > 0))
        continue;
      for (size_t k = 0; k < n; k++)
        if (k != i)
          r -= s->normal[i * n + k] * s->constants[k];
      s->constants[i] = fmax(r / s->normal[i * n + i], 0);
    }
}

static void invert_blocks(iwi_stiffness *s, double ground)
{
  for (size_t a = 0; a < s->n_atoms; a++) {
    double inverse[3][3];

    for (int i = 0; i < 3; i++)
      s->blocks[a][i][i] += ground;
    iwi_inverse3((const double(*)[3])s->blocks[a], inverse);
    memcpy(s->blocks[a], inverse, sizeof inverse);
  }
}

void iwi_stiffness_fit(iwi_stiffness *s, const double *step,
                       const double *change)
{
  const size_t n = 3 * s->n_atoms, m = s->n_kinds;
  const double size = sqrt(iwi_neb_dot(step, step, n));
  const double scale =
      size > 0 ? sqrt(iwi_neb_dot(change, change, n)) / size : 0;
  double *x = s->work, *y = s->work + n, mean;

  for (size_t i = 0; i < m; i++) {
    apply_kind(s, i, step, x);
    s->rhs[i] = iwi_neb_dot(x, change, n);
    for (size_t k = 0; k <= i; k++) {
      apply_kind(s, k, step, y);
      s->normal[i * m + k] = s->normal[k * m + i] = iwi_neb_dot(x, y, n);
    }
  }
  solve_constants(s);
  mean = add_blocks(s);
  s->constants[m - 1] += GROUND * mean;
  /* nothing learned (one atom alone, no restoring force): one scale for all */
  if (!(s->constants[m - 1] > 0) || s->constants[m - 1] + mean < 0.1 * scale)
    s->constants[m - 1] = scale > 0 ? scale : 1;
  invert_blocks(s, s->constants[m - 1]);
}

static void times_blocks(const iwi_stiffness *s, const double *v, double *out)
{
  for (size_t a = 0; a < s->n_atoms; a++)
    iwi_times_col3((const double(*)[3])s->blocks[a], v + 3 * a, out + 3 * a);
}

void iwi_stiffness_solve(iwi_stiffness *s, const double *v, double *out)
{
  const size_t n = 3 * s->n_atoms;
  double *r = s->work, *z = s->work + n, *p = s->work + 2 * n,
         *q = s->work + 3 * n;
  double rz, first;

  memset(out, 0, n * sizeof *out);
  memcpy(r, v, n * sizeof *r);
  if (s->frozen != NULL)
    for (size_t i = 0; i < s->n_atoms; i++)
      if (s->frozen[i])
        memset(r + 3 * i, 0, 3 * sizeof *r);
  times_blocks(s, r, z);
  memcpy(p, z, n * sizeof *p);
  first = rz = iwi_neb_dot(r, z, n);
  for (int it = 0; it < SOLVE_STEPS && rz > 0 &&
                   rz > SOLVE_TOLERANCE * SOLVE_TOLERANCE * first;
       it++) {
    double alpha, next;

    iwi_stiffness_apply(s, p, q);
    alpha = rz / iwi_neb_dot(p, q, n);
    for (size_t k = 0; k < n; k++) {
      out[k] += alpha * p[k];
      r[k] -= alpha * q[k];
    }
    times_blocks(s, r, z);
    next = iwi_neb_dot(r, z, n);
    for (size_t k = 0; k < n; k++)
      p[k] = z[k] + next / rz * p[k];
    rz = next;
  }
}
