/* SPDX-License-Identifier: BSD-3-Clause */
/* Shells follow their cores without delay: at every call they are brought to
 * rest by L-BFGS [nocedal1980], from where the last call left them. The energy
 * is nearly quadratic in the shells and the springs make up most of its second
 * derivative, so that 1/k is a good first guess at the inverse. */
#include <math.h>
#include <string.h>

#include "context.h"
#include "mem.h"
#include "pair_field_model.h"
#include "vec3.h"

#define MEMORY         8
#define MAX_ITERATIONS 200
/* A shell moves by at most this in a step, and no further than that from its
 * core, Angstrom: polarised oxide ions have 0.1 to 0.3. */
#define MAX_STEP_ANG 0.1
#define MAX_AWAY_ANG 1.0

typedef struct iwi_shell_search {
  double *gradient, *last_gradient, *last, *step; /* 3 n_shells */
  double *moves[MEMORY], *changes[MEMORY];
  double products[MEMORY]; /* 1/(move . change) */
  int n_kept, newest;
} iwi_shell_search;

iw_status iwi_pair_shells_begin(iw_context *ctx, iwi_pair_workspace *w)
{
  const size_t n = 3 * w->n_shells;
  iwi_shell_search *s = iwi_calloc(ctx, 1, sizeof *s);
  double *memory;

  w->search = s;
  if (s == NULL)
    return IW_E_MEMORY;
  memory = iwi_calloc(ctx, n, (4 + 2 * MEMORY) * sizeof *memory);
  if (memory == NULL)
    return IW_E_MEMORY;
  s->gradient = memory;
  s->last_gradient = memory + n;
  s->last = memory + 2 * n;
  s->step = memory + 3 * n;
  for (size_t k = 0; k < MEMORY; k++) {
    s->moves[k] = memory + (4 + 2 * k) * n;
    s->changes[k] = memory + (5 + 2 * k) * n;
  }
  return IW_OK;
}

void iwi_pair_shells_end(iwi_pair_workspace *w)
{
  if (w->search != NULL)
    iwi_free(w->search->gradient);
  iwi_free(w->search);
  w->search = NULL;
}

static double dot(size_t n, const double *a, const double *b)
{
  double sum = 0;

  for (size_t i = 0; i < n; i++)
    sum += a[i] * b[i];
  return sum;
}

static double spring(const iwi_pair_workspace *w, size_t shell)
{
  const int32_t atom = w->atom_of[w->n_atoms + shell];

  return w->field->spec.types[w->types[atom]].spring_ev_ang2;
}

/* Step from the gradient and what is remembered: two loops. */
static void find_step(const iwi_pair_workspace *w, iwi_shell_search *s)
{
  const size_t n = 3 * w->n_shells;
  double along[MEMORY];

  for (size_t i = 0; i < n; i++)
    s->step[i] = -s->gradient[i];
  for (int k = 0; k < s->n_kept; k++) {
    const int at = (s->newest - k + MEMORY) % MEMORY;

    along[at] = s->products[at] * dot(n, s->moves[at], s->step);
    for (size_t i = 0; i < n; i++)
      s->step[i] -= along[at] * s->changes[at][i];
  }
  for (size_t i = 0; i < n; i++)
    s->step[i] /= spring(w, i / 3);
  for (int k = s->n_kept - 1; k >= 0; k--) {
    const int at = (s->newest - k + MEMORY) % MEMORY;
    const double back = s->products[at] * dot(n, s->changes[at], s->step);

    for (size_t i = 0; i < n; i++)
      s->step[i] += (along[at] - back) * s->moves[at][i];
  }
  for (size_t i = 0; i < w->n_shells; i++) {
    const double length = iwi_norm3(s->step + 3 * i);

    for (int k = 0; k < 3 && length > MAX_STEP_ANG; k++)
      s->step[3 * i + (size_t)k] *= MAX_STEP_ANG / length;
  }
}

/* Remember the last move; a direction without positive curvature is useless to
 * the search and forgets everything. */
static void remember(const iwi_pair_workspace *w, iwi_shell_search *s)
{
  const size_t n = 3 * w->n_shells;
  const double *shells = &w->shell[0][0];
  const int at = (s->newest + 1) % MEMORY;
  double product;

  for (size_t i = 0; i < n; i++) {
    s->moves[at][i] = shells[i] - s->last[i];
    s->changes[at][i] = s->gradient[i] - s->last_gradient[i];
  }
  product = dot(n, s->moves[at], s->changes[at]);
  if (!(product > 0)) {
    s->n_kept = 0;
    return;
  }
  s->products[at] = 1 / product;
  s->newest = at;
  if (s->n_kept < MEMORY)
    s->n_kept++;
}

static iw_status tell(iw_context *ctx, const iwi_pair_workspace *w,
                      size_t shell, const char *what, double value,
                      const char *wanted)
{
  const int32_t atom = w->atom_of[w->n_atoms + shell];

  return iwi_fail(ctx, IW_E_ENERGY, "%s: shell of atom %ld (%s): %s %.3g, %s",
                  w->field->spec.name, (long)atom + 1,
                  w->field->spec.types[w->types[atom]].name, what, value,
                  wanted);
}

/* Gradient of the shells; the largest force, and on which. */
static double take_gradient(const iwi_pair_workspace *w, iwi_shell_search *s,
                            size_t *worst)
{
  double largest = 0;

  *worst = 0;
  for (size_t i = 0; i < w->n_shells; i++) {
    const double *f = w->force[w->n_atoms + i];

    for (size_t k = 0; k < 3; k++)
      s->gradient[3 * i + k] = -f[k];
    if (!(iwi_norm3(f) <= largest)) {
      largest = iwi_norm3(f);
      *worst = i;
    }
  }
  return largest;
}

static iw_status check_away(iw_context *ctx, const iwi_pair_workspace *w)
{
  for (size_t i = 0; i < w->n_shells; i++) {
    const double away = iwi_norm3(w->shell[i]);

    if (!(away <= MAX_AWAY_ANG))
      return tell(ctx, w, i, "Angstrom away from its core:", away,
                  "want up to 1: the ions polarise each other without end");
  }
  return IW_OK;
}

static iw_status take_step(iw_context *ctx, iwi_pair_workspace *w)
{
  iwi_shell_search *s = w->search;
  double *shells = &w->shell[0][0];
  const size_t n = 3 * w->n_shells;
  iw_status status;

  find_step(w, s);
  memcpy(s->last, shells, n * sizeof *shells);
  memcpy(s->last_gradient, s->gradient, n * sizeof *shells);
  for (size_t i = 0; i < n; i++)
    shells[i] += s->step[i];
  status = check_away(ctx, w);
  return status == IW_OK ? iwi_pair_place(ctx, w) : status;
}

static iw_status search(iw_context *ctx, iwi_pair_workspace *w, double *energy)
{
  iwi_shell_search *s = w->search;
  double largest = 0;
  size_t worst = 0;

  s->n_kept = 0;
  for (int i = 0; i < MAX_ITERATIONS; i++) {
    iw_status status = iwi_pair_sum(ctx, w, energy, NULL);

    if (status != IW_OK)
      return status;
    largest = take_gradient(w, s, &worst);
    if (largest <= w->field->spec.shell_force_ev_ang)
      return IW_OK;
    if (i > 0)
      remember(w, s);
    status = take_step(ctx, w);
    if (status != IW_OK)
      return status;
  }
  return tell(ctx, w, worst, "does not come to rest, force", largest,
              "eV/Angstrom after 200 steps");
}

iw_status iwi_pair_shells_relax(iw_context *ctx, iwi_pair_workspace *w,
                                double *energy, double strain[3][3])
{
  iw_status status = search(ctx, w, energy);

  if (status == IW_OK && strain != NULL)
    status = iwi_pair_sum(ctx, w, energy, strain);
  if (status != IW_OK) /* the next call begins at the cores */
    memset(w->shell, 0, w->n_shells * sizeof *w->shell);
  return status;
}
