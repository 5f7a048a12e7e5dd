/* SPDX-License-Identifier: BSD-3-Clause */
/* The two ends of a hop: relaxed, and seen to be two places. Where an
 * operation maps one on the other, one relaxation serves both. */
#include "barrier_run.h"

#include <math.h>
#include <string.h>

#include "context.h"
#include "mem.h"
#include "vec3.h"

/* Angstrom: given ends are related by an operation to the digits of files;
 * relaxed ones to what their residual forces leave. */
#define GIVEN_TOLERANCE_ANG   1e-3
#define RELAXED_TOLERANCE_ANG 0.02

/* Two ends that are images of each other have one energy, eV, but for the
 * noise of an engine. */
#define SAME_ENERGY_EV 1e-4

/* Ends are one place when no atom goes farther than this share of the hop. */
#define SAME_PLACE 0.1

/* Does the operation keep what the model tells atoms apart by? */
static int keeps_atoms(const iw_energy_atoms *atoms,
                       const iw_path_symmetry *symmetry)
{
  for (size_t i = 0; i < atoms->n_atoms; i++) {
    const size_t j = (size_t)symmetry->from[i];

    /* charges are copies of each other or differ */
    if (atoms->elements[i] != atoms->elements[j] ||
        atoms->charges[i] != atoms->charges[j] ||
        (atoms->types != NULL && atoms->types[i] != atoms->types[j]))
      return 0;
  }
  return 1;
}

static iw_status find_symmetry(iwi_barrier_run *run, const iw_path *ends,
                               double tolerance_ang)
{
  iw_status status;

  if (!run->options->use_symmetry)
    return IW_OK;
  status = iw_path_symmetry_find(run->ctx, ends, tolerance_ang, &run->symmetry);
  if (status != IW_OK || run->symmetry == NULL)
    return status;
  if (!keeps_atoms(&run->atoms, run->symmetry)) {
    iw_path_symmetry_destroy(run->symmetry);
    run->symmetry = NULL;
  }
  return IW_OK;
}

/* (N9): the other end is the image of this one. */
static void map_end(const iw_path_symmetry *symmetry, const double (*start)[3],
                    double (*end)[3])
{
  for (size_t i = 0; i < symmetry->n_atoms; i++) {
    iwi_times_col3(symmetry->rotation, start[symmetry->from[i]], end[i]);
    for (int k = 0; k < 3; k++)
      end[i][k] += symmetry->offset[i][k];
  }
}

/* Free atoms may have drifted as a whole; that is no part of the path. */
static void remove_drift(const iwi_barrier_run *run, double (*cart)[3])
{
  const size_t n = run->atoms.n_atoms;
  const size_t mover = (size_t)iw_path_mover(run->given);
  double mean[3] = {0, 0, 0};

  if (iw_path_frozen(run->given) != NULL || n < 2)
    return;
  for (size_t i = 0; i < n; i++) {
    for (int k = 0; k < 3 && i != mover; k++)
      mean[k] += (cart[n + i][k] - cart[i][k]) / (double)(n - 1);
  }
  for (size_t i = 0; i < n; i++) {
    for (int k = 0; k < 3; k++)
      cart[n + i][k] -= mean[k];
  }
}

static iw_status relax_one(iwi_barrier_run *run, int which, int look_at,
                           double (*cart)[3])
{
  return iwi_barrier_settle(run,
                            which == 0 ? "start of the hop" : "end of the hop",
                            look_at, cart, &run->result.ends[which]);
}

/* Is the image of the relaxed start at rest, too, and no other energy? The
 * operation is one of the positions: the model decides whether it keeps it. */
static int rests(const iwi_barrier_run *run)
{
  const iw_relax_info *a = &run->result.ends[0], *b = &run->result.ends[1];

  return b->max_displacement_ang <= RELAXED_TOLERANCE_ANG &&
         fabs(b->energy_ev - a->energy_ev) <= SAME_ENERGY_EV;
}

static iw_status relax_both(iwi_barrier_run *run, double (*cart)[3])
{
  const size_t n = run->atoms.n_atoms, last = iw_path_n_images(run->given) - 1;
  iw_status status = relax_one(run, 0, 1, cart);

  if (status == IW_OK && run->symmetry != NULL) {
    map_end(run->symmetry, (const double(*)[3])cart, cart + n);
    /* the image of a minimum is one */
    status = relax_one(run, 1, 0, cart + n);
    if (status != IW_OK || rests(run))
      return status;
    iw_path_symmetry_destroy(run->symmetry);
    run->symmetry = NULL;
    memcpy(cart + n, iw_path_image(run->given, last), n * sizeof *cart);
  }
  if (status == IW_OK)
    status = relax_one(run, 1, 1, cart + n);
  if (status == IW_OK)
    remove_drift(run, cart);
  return status;
}

static iw_status make_ends(iwi_barrier_run *run, double (*cart)[3])
{
  const double(*const points[2])[3] = {
      (const double(*)[3])cart,
      (const double(*)[3])(cart + run->atoms.n_atoms)};

  return iwi_path_on_polygon(run->ctx, run->given, points, 2, 2, &run->ends);
}

/* Two places, or one? */
static iw_status compare(iwi_barrier_run *run)
{
  const size_t n = run->atoms.n_atoms;
  const double apart = iwi_path_farthest(iw_path_image(run->ends, 0),
                                         iw_path_image(run->ends, 1), n);

  if (apart > SAME_PLACE * run->hop_ang)
    return IW_OK;
  run->result.forward_ev = run->result.reverse_ev = 0;
  return iwi_barrier_ended(
      run, IW_BARRIER_NO_BARRIER,
      "no barrier: the ends relax into each other (%.3f Angstrom apart as "
      "given, %.3f Angstrom once relaxed)",
      run->hop_ang, apart);
}

static iw_status relax_ends(iwi_barrier_run *run, double (*cart)[3])
{
  const size_t n = run->atoms.n_atoms, last = iw_path_n_images(run->given) - 1;
  iw_status status;

  memcpy(cart, iw_path_image(run->given, 0), n * sizeof *cart);
  memcpy(cart + n, iw_path_image(run->given, last), n * sizeof *cart);
  status = make_ends(run, cart);
  if (status != IW_OK)
    return status;
  status = find_symmetry(run, run->ends, GIVEN_TOLERANCE_ANG);
  if (status != IW_OK || !run->options->relax_ends)
    return status;
  iw_path_destroy(run->ends);
  run->ends = NULL;
  status = relax_both(run, cart);
  if (status == IW_OK)
    status = make_ends(run, cart);
  if (status == IW_OK && run->symmetry == NULL)
    status = find_symmetry(run, run->ends, RELAXED_TOLERANCE_ANG);
  if (status == IW_OK)
    status = compare(run);
  return status;
}

iw_status iwi_barrier_relax_ends(iwi_barrier_run *run)
{
  const size_t n = run->atoms.n_atoms, last = iw_path_n_images(run->given) - 1;
  double(*cart)[3];
  iw_status status;

  run->hop_ang = iwi_path_farthest(iw_path_image(run->given, 0),
                                   iw_path_image(run->given, last), n);
  /* 0: the same numbers, or what is left of them after wrapping */
  if (run->hop_ang < 1e-6)
    return iwi_barrier_ended(run, IW_BARRIER_IDENTICAL_ENDS,
                             "the two ends are the same: no atom moves");
  cart = iwi_calloc(run->ctx, 2 * n, sizeof *cart);
  if (cart == NULL)
    return IW_E_MEMORY;
  status = relax_ends(run, cart);
  iwi_free(cart);
  if (status == IW_E_ENERGY)
    return iwi_barrier_ended(run, IW_BARRIER_ENERGY_FAILED,
                             "relaxing the ends: %s",
                             iw_context_message(run->ctx));
  return status;
}
