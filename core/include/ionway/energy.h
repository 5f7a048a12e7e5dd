/* SPDX-License-Identifier: BSD-3-Clause */
/* What an energy model is: the one interface every calculation calls, so that
 * embedders can bring their own. */
#ifndef IONWAY_ENERGY_H
#define IONWAY_ENERGY_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/context.h>

IW_BEGIN_DECLS

/** Atoms to be given an energy. All lent for the call. */
typedef struct iw_energy_atoms {
  const double (*lattice_ang)[3]; /* three rows                              */
  const double (*frac)[3];        /* n_atoms, any real                       */
  const int32_t *elements;        /* n_atoms                                 */
  const double *charges;          /* n_atoms oxidation states, e             */
  size_t n_atoms;
} iw_energy_atoms;

/** Compute the energy of atoms in eV; fail through iw_status. */
typedef iw_status iw_energy_fn(iw_context *ctx, const iw_energy_atoms *atoms,
                               double *energy_ev, void *user);

typedef struct iw_energy {
  size_t struct_size;
  const char *name; /* shown to users, "ewald"                               */
  iw_energy_fn *evaluate;
  void *user;
  int thread_safe; /* non-zero: evaluate may be called concurrently          */
} iw_energy;

IW_END_DECLS

#endif
