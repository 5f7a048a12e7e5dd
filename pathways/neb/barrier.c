/* SPDX-License-Identifier: BSD-3-Clause */
/* One hop from its ends to a certified barrier: the order of the stages, and
 * what a caller gets to see of them. */
#include <ionway/barrier.h>

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "barrier_run.h"
#include "context.h"
#include "mem.h"
#include "neb_result.h"
#include "path.h"

struct iw_barrier {
  iwi_barrier_run run;
  iw_barrier_segment *segments;
  iw_path *path; /* all segments' images */
  double *energies;
  const double (**forces)[3]; /* one array an image, of the segments' bands */
};

void iw_barrier_options_default(iw_barrier_options *options)
{
  memset(options, 0, sizeof *options);
  options->struct_size = sizeof *options;
  options->n_images = 7;
  options->starts = IW_BARRIER_STRAIGHT | IW_BARRIER_IDPP;
  options->relax_ends = 1;
  options->check_minima = 1;
  options->use_symmetry = 1;
  options->max_splits = 4;
  options->split_depth_ev = 0.005;
  iw_relax_options_default(&options->relax);
  /* what ends lack is in the barrier: 0.01 eV/Angstrom on a mode of
   * 0.1 eV/Angstrom^2 would be half a meV */
  options->relax.force_tol_ev_ang = 0.002;
  iw_neb_options_default(&options->neb);
  iw_saddle_options_default(&options->saddle);
  iw_vibrations_options_default(&options->vibrations);
}

static const char *const state_texts[] = {
    "certified",      "not certified", "no barrier",         "out of steps",
    "identical ends", "collision",     "energy model failed"};

const char *iw_barrier_state_text(iw_barrier_state state)
{
  if ((size_t)state >= sizeof state_texts / sizeof state_texts[0])
    return "unknown";
  return state_texts[state];
}

iw_status iwi_barrier_ended(iwi_barrier_run *run, iw_barrier_state state,
                            const char *format, ...)
{
  va_list args;

  run->result.state = state;
  run->ended = 1;
  va_start(args, format);
  vsnprintf(run->reason, sizeof run->reason, format, args);
  va_end(args);
  return IW_OK;
}

static iw_status check_options(iw_context *ctx, const iw_barrier_options *o)
{
  if (o->struct_size != sizeof *o)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "barrier: options of size %zu, want %zu (start from the "
                    "defaults)",
                    o->struct_size, sizeof *o);
  if (o->n_images < 3 || o->n_images > 255)
    return iwi_fail(ctx, IW_E_ARGUMENT, "%zu images, want 3..255 with the ends",
                    o->n_images);
  if (o->guess == NULL && (o->starts == 0 || o->starts > 7))
    return iwi_fail(ctx, IW_E_ARGUMENT, "barrier: no start, or an unknown one");
  if (o->guess == NULL && (o->starts & IW_BARRIER_WAYPOINTS) &&
      o->n_waypoints == 0)
    return iwi_fail(ctx, IW_E_ARGUMENT, "barrier: no waypoints to go through");
  if (o->max_splits < 0 || o->max_splits > 16)
    return iwi_fail(ctx, IW_E_ARGUMENT, "%d splits, want 0..16", o->max_splits);
  return IW_OK;
}

/* The state of a route whose bands are done. */
static iw_status judge(iwi_barrier_run *run)
{
  iw_barrier_result *r = &run->result;
  const iwi_stretch *top;

  for (size_t i = 0; i < run->route.n; i++) {
    const iw_neb *neb = run->route.stretches[i].neb;

    if (iw_neb_get_state(neb) == IW_NEB_COLLISION)
      return iwi_barrier_ended(run, IW_BARRIER_COLLISION, "%s",
                               iw_neb_reason(neb));
  }
  top = &run->route.stretches[r->highest];
  switch (iw_neb_get_state(top->neb)) {
  case IW_NEB_NO_BARRIER:
    return iwi_barrier_ended(run, IW_BARRIER_NO_BARRIER, "%s",
                             iw_neb_reason(top->neb));
  case IW_NEB_OUT_OF_STEPS:
    return iwi_barrier_ended(run, IW_BARRIER_OUT_OF_STEPS, "%s",
                             iw_neb_reason(top->neb));
  case IW_NEB_CONVERGED:
    break;
  default:
    return iwi_barrier_ended(run, IW_BARRIER_UNCERTIFIED, "%s",
                             iw_neb_reason(top->neb));
  }
  if (top->info.certified)
    return iwi_barrier_ended(run, IW_BARRIER_CERTIFIED, "%s", "");
  if (top->misled)
    return iwi_barrier_ended(run, IW_BARRIER_UNCERTIFIED,
                             "the highest point is no saddle: one found next "
                             "to it is %.4f eV lower, "
                             "and no path over that one was found",
                             top->top_ev - top->info.energy_ev);
  if (top->info.order > 1)
    return iwi_barrier_ended(
        run, IW_BARRIER_UNCERTIFIED,
        "the highest point has %d negative modes: no first-order saddle",
        top->info.order);
  return iwi_barrier_ended(
      run, IW_BARRIER_UNCERTIFIED,
      "the highest point is left with %.2e eV/Angstrom on an atom and a lowest "
      "mode of %.2e eV/Angstrom^2 (+-%.1e)",
      top->info.max_force_ev_ang, top->info.eigenvalues_ev_ang2[0],
      top->info.residuals_ev_ang2[0]);
}

/* A route that broke off has no barrier: its tops may lack the highest, its
 * last band may end at a minimum on the way. */
static void drop_numbers(iw_barrier_result *r)
{
  if (r->state == IW_BARRIER_COLLISION || r->state == IW_BARRIER_ENERGY_FAILED)
    r->forward_ev = r->reverse_ev = r->end_ev = r->error_ev = NAN;
}

/* The numbers of a route. */
static iw_status sum_up(iwi_barrier_run *run)
{
  iw_barrier_result *r = &run->result;
  const iwi_stretch *first = &run->route.stretches[0], *last, *top;
  double highest;
  iw_status status;

  last = &run->route.stretches[run->route.n - 1];
  r->n_segments = run->route.n;
  r->start_ev = iw_neb_energies(first->neb)[0];
  r->end_ev =
      iw_neb_energies(last->neb)[iw_path_n_images(iw_neb_path(last->neb)) - 1];
  highest = iwi_route_top(&run->route, &r->highest);
  highest = fmax(highest, fmax(r->start_ev, r->end_ev));
  r->forward_ev = highest - r->start_ev;
  r->reverse_ev = highest - r->end_ev;
  top = &run->route.stretches[r->highest];
  if (top->info.certified)
    r->error_ev = top->info.energy_error_ev;
  status = run->ended ? IW_OK : judge(run);
  drop_numbers(r);
  return status;
}

static iw_status find(iwi_barrier_run *run)
{
  iw_status status = iwi_barrier_relax_ends(run);

  if (status == IW_OK && !run->ended)
    status = iwi_barrier_run_starts(run);
  if (status == IW_OK && run->route.n > 0)
    status = sum_up(run);
  if (status == IW_OK && run->result.state == IW_BARRIER_CERTIFIED &&
      run->options->prefactor)
    status = iwi_barrier_vibrate(run);
  return status;
}

/* All images of all bands, the minima between them once. */
static iw_status join(iw_context *ctx, iw_barrier *b)
{
  const iwi_route *route = &b->run.route;
  const size_t n_atoms = b->run.atoms.n_atoms;
  size_t n = 1, at = 0;
  double(*cart)[3];
  iw_status status;

  for (size_t i = 0; i < route->n; i++)
    n += iw_path_n_images(iw_neb_path(route->stretches[i].neb)) - 1;
  b->energies = iwi_calloc(ctx, n, sizeof *b->energies);
  b->forces = iwi_calloc(ctx, n, sizeof *b->forces);
  cart = iwi_calloc(ctx, n * n_atoms, sizeof *cart);
  status = b->energies == NULL || b->forces == NULL || cart == NULL
               ? IW_E_MEMORY
               : IW_OK;
  for (size_t i = 0; status == IW_OK && i < route->n; i++) {
    const iw_neb *neb = route->stretches[i].neb;
    const iw_path *path = iw_neb_path(neb);

    for (size_t k = i == 0 ? 0 : 1; k < iw_path_n_images(path); k++, at++) {
      memcpy(cart + at * n_atoms, iw_path_image(path, k),
             n_atoms * sizeof *cart);
      b->energies[at] = iw_neb_energies(neb)[k];
      b->forces[at] = iw_neb_forces(neb, k);
    }
  }
  if (status == IW_OK)
    status = iwi_path_with_images(ctx, b->run.ends, (const double(*)[3])cart, n,
                                  &b->path);
  iwi_free(cart);
  return status;
}

static iw_status publish(iw_context *ctx, iw_barrier *b)
{
  const iwi_route *route = &b->run.route;

  if (route->n == 0)
    return IW_OK;
  b->segments = iwi_calloc(ctx, route->n, sizeof *b->segments);
  if (b->segments == NULL)
    return IW_E_MEMORY;
  for (size_t i = 0; i < route->n; i++) {
    const iwi_stretch *s = &route->stretches[i];

    b->segments[i] =
        (iw_barrier_segment){.neb = s->neb,
                             .top_ev = s->top_ev,
                             .saddle_ang = (const double(*)[3])s->saddle,
                             .mode = (const double(*)[3])s->mode,
                             .saddle = s->info,
                             .saddle_s_ang = s->saddle_s_ang};
  }
  return join(ctx, b);
}

iw_status iw_barrier_find(iw_context *ctx, const iw_energy *energy,
                          const iw_path *ends,
                          const iw_barrier_options *options, iw_barrier **out)
{
  iw_status status = check_options(ctx, options);
  iw_barrier *b;

  *out = NULL;
  if (status == IW_OK)
    status = iwi_barrier_check_guess(ctx, ends, options->guess);
  if (status != IW_OK)
    return status;
  b = iwi_calloc(ctx, 1, sizeof *b);
  if (b == NULL)
    return IW_E_MEMORY;
  b->run = (iwi_barrier_run){.ctx = ctx,
                             .energy = energy,
                             .options = options,
                             .given = ends,
                             .atoms = {.lattice_ang = iw_path_lattice(ends),
                                       .elements = iw_path_elements(ends),
                                       .charges = iw_path_charges(ends),
                                       .n_atoms = iw_path_n_atoms(ends),
                                       .types = iw_path_types(ends)},
                             .result = {.forward_ev = NAN,
                                        .reverse_ev = NAN,
                                        .start_ev = NAN,
                                        .end_ev = NAN,
                                        .error_ev = NAN,
                                        .prefactor_forward_thz = NAN,
                                        .prefactor_reverse_thz = NAN}};
  status = find(&b->run);
  if (status == IW_OK)
    status = publish(ctx, b);
  /* what was lent for the run is not kept */
  b->run.ctx = NULL;
  b->run.energy = NULL;
  b->run.options = NULL;
  b->run.given = NULL;
  if (status != IW_OK) {
    iw_barrier_destroy(b);
    return status;
  }
  *out = b;
  return IW_OK;
}

void iw_barrier_destroy(iw_barrier *b)
{
  if (b == NULL)
    return;
  iwi_route_release(&b->run.route);
  iw_path_destroy(b->run.ends);
  iw_path_symmetry_destroy(b->run.symmetry);
  iw_path_destroy(b->path);
  iwi_free(b->segments);
  iwi_free(b->energies);
  iwi_free(b->forces);
  iwi_free(b);
}

const iw_barrier_result *iw_barrier_get(const iw_barrier *b)
{
  return &b->run.result;
}

const char *iw_barrier_reason(const iw_barrier *b)
{
  return b->run.reason;
}

const iw_barrier_segment *iw_barrier_segments(const iw_barrier *b)
{
  return b->segments;
}

const iw_path *iw_barrier_ends(const iw_barrier *b)
{
  return b->run.ends;
}

const iw_path *iw_barrier_path(const iw_barrier *b)
{
  return b->path;
}

const double *iw_barrier_energies(const iw_barrier *b)
{
  return b->energies;
}

const double (*iw_barrier_forces(const iw_barrier *b, size_t i))[3]
{
  return b->forces[i];
}

static double length_of(const iw_neb *neb)
{
  const iw_path *path = iw_neb_path(neb);
  double s[256];

  iw_path_coordinate(path, s);
  return s[iw_path_n_images(path) - 1];
}

void iw_barrier_profile(const iw_barrier *b, size_t n, double *s_ang,
                        double *energies_ev)
{
  const iwi_route *route = &b->run.route;
  double total = 0, before = 0;
  size_t at = 0;

  for (size_t i = 0; i < route->n; i++)
    total += length_of(route->stretches[i].neb);
  for (size_t i = 0; i < route->n; i++) {
    const iw_neb *neb = route->stretches[i].neb;
    const double length = length_of(neb);

    for (; at < n; at++) {
      const double s = total * (double)at / (double)(n > 1 ? n - 1 : 1);

      /* 1e-12: the last point belongs to the last band */
      if (s > before + length * (1 + 1e-12) && i + 1 < route->n)
        break;
      if (s_ang != NULL)
        s_ang[at] = s;
      energies_ev[at] = iwi_neb_profile_at(neb, fmin(s - before, length));
    }
    before += length;
  }
}
