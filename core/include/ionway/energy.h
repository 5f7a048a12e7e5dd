/* SPDX-License-Identifier: BSD-3-Clause */
/* What an energy model is: the one interface every calculation calls, so that
 * embedders can bring their own. */
#ifndef IONWAY_ENERGY_H
#define IONWAY_ENERGY_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/context.h>
#include <ionway/structure.h>

IW_BEGIN_DECLS

/** Atoms to be given an energy. All lent for the call. */
typedef struct iw_energy_atoms {
  const double (*lattice_ang)[3]; /* three rows                              */
  const double (*frac)[3];        /* n_atoms, any real: paths do not wrap    */
  const int32_t *elements;        /* n_atoms                                 */
  const double *charges;          /* n_atoms oxidation states, e             */
  size_t n_atoms;
  const int32_t *types; /* n_atoms kinds of the model's own, from its
                           assign_types; NULL: the element decides           */
} iw_energy_atoms;

/** What comes out. NULL arrays are not wanted; else the caller's, overwritten.
 */
typedef struct iw_energy_result {
  double energy_ev;
  double (*forces_ev_ang)[3];  /* n_atoms, Cartesian, minus the gradient     */
  double (*stress_ev_ang3)[3]; /* three rows: dE/d(strain) over the volume,
                                  symmetric; negative under pressure        */
} iw_energy_result;

/**
 * Compute energy and what else is wanted; fail through iw_status.
 *
 * workspace  from the model's open(), NULL where it has none. Calls with the
 *            same workspace come one after another, with the same atoms at
 *            other positions.
 */
typedef iw_status iw_energy_fn(iw_context *ctx, const iw_energy_atoms *atoms,
                               void *workspace, iw_energy_result *result,
                               void *user);

/** Make room for calls on these atoms: neighbour lists, bond topology, state.
 *  What the model freezes (which atoms are bonded) it takes from `atoms`. */
typedef iw_status iw_energy_open_fn(iw_context *ctx,
                                    const iw_energy_atoms *atoms, void *user,
                                    void **workspace);
typedef void iw_energy_close_fn(void *workspace, void *user);

/** Several sets of atoms at once, for a model that serves them in parallel by
 *  itself: n of atoms, of workspaces, and of results. */
typedef iw_status iw_energy_batch_fn(iw_context *ctx,
                                     const iw_energy_atoms *atoms,
                                     void *const *workspaces,
                                     iw_energy_result *results, size_t n,
                                     void *user);

/** Tell which of the model's kinds each site of a structure is, by element,
 *  label or surroundings. Errors name the site. */
typedef iw_status iw_energy_types_fn(iw_context *ctx,
                                     const iw_structure *structure,
                                     int32_t *types, void *user);

typedef enum iw_energy_provides {
  IW_ENERGY_FORCES = 1,
  IW_ENERGY_STRESS = 2
} iw_energy_provides;

/** A model. Zero what is not there; struct_size is sizeof(iw_energy). */
typedef struct iw_energy {
  size_t struct_size;
  const char *name; /* shown to users, "ewald"                               */
  iw_energy_fn *evaluate;
  void *user;
  int thread_safe;   /* non-zero: evaluate may be called concurrently, each call
                        with a workspace and a context of its own             */
  unsigned provides; /* iw_energy_provides bits                              */
  iw_energy_open_fn *open;
  iw_energy_close_fn *close;
  iw_energy_batch_fn *evaluate_batch;
  iw_energy_types_fn *assign_types;
} iw_energy;

/**
 * One evaluation from scratch, checked: sizes, what the model provides, and
 * that every number is finite.
 * Errors  IW_E_ARGUMENT, IW_E_ENERGY (what came out is not finite), those of
 *         the model.
 */
IW_API iw_status iw_energy_evaluate(iw_context *ctx, const iw_energy *energy,
                                    const iw_energy_atoms *atoms,
                                    iw_energy_result *result);

IW_END_DECLS

#endif
