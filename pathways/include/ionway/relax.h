/* SPDX-License-Identifier: BSD-3-Clause */
/* Atoms, and the cell where the model has stress, brought to a minimum of
 * their energy. */
#ifndef IONWAY_RELAX_H
#define IONWAY_RELAX_H

#include <ionway/path.h>

IW_BEGIN_DECLS

typedef enum iw_relax_method {
  IW_RELAX_LBFGS = 0, /* [nocedal1980] with scale-free first step and restarts*/
  IW_RELAX_FIRE = 1   /* FIRE 2.0, [guenole2020]                              */
} iw_relax_method;

typedef struct iw_relax_options {
  size_t struct_size;
  iw_relax_method method;
  double force_tol_ev_ang;   /* largest force on an atom, 2-norm; default .01 */
  double stress_tol_ev_ang3; /* largest component; default 1e-4               */
  size_t max_steps;          /* default 1000                                  */
  int relax_cell;            /* default 0                                     */
  double pressure_ev_ang3;   /* hydrostatic, for relax_cell                   */
} iw_relax_options;

IW_API void iw_relax_options_default(iw_relax_options *options);

/** How it went; filled in whatever comes of it. */
typedef struct iw_relax_info {
  int converged;
  size_t n_steps, n_calls; /* every call but the first is a step             */
  double energy_ev, start_energy_ev;
  double max_force_ev_ang; /* over atoms that may move, 2-norm              */
  int32_t worst_atom;
  double max_stress_ev_ang3; /* NAN without relax_cell                       */
  double max_displacement_ang; /* of an atom from where it began, without
                                  what the strain of the cell moves it       */
  int32_t farthest_atom;
} iw_relax_info;

/**
 * Relax atoms from cart_ang (n x 3, Cartesian, overwritten; also when the
 * steps run out). atoms gives the cell, elements, charges, types; its positions
 * are not read. frozen may be NULL; with the cell, frozen atoms keep their
 * place in it. lattice_ang (3 rows) receives the relaxed cell; without
 * relax_cell it is left alone and may be NULL. options and info may be NULL.
 *
 * Steps need no scale: the first one follows a finite difference along the
 * force, no step moves an atom by more than a tenth of the nearest-neighbour
 * distance at the start, whatever the units.
 * Errors  IW_E_ARGUMENT (two atoms on one place, a cell to be relaxed with a
 *         model that has no stress), IW_E_NOT_CONVERGED, IW_E_ENERGY and other
 *         failures of the model, IW_E_CANCELLED (in these positions and info
 *         are those of the lowest force met), IW_E_MEMORY.
 * Cost    one energy call a step.
 * Source  docs/theory.md eqs. (R1)-(R4).
 */
IW_API iw_status iw_relax_atoms(iw_context *ctx, const iw_energy *energy,
                                const iw_energy_atoms *atoms,
                                const uint8_t *frozen,
                                const iw_relax_options *options,
                                double (*cart_ang)[3], double (*lattice_ang)[3],
                                iw_relax_info *info);

IW_END_DECLS

#endif
