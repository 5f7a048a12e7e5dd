/* SPDX-License-Identifier: BSD-3-Clause */
/* Electrostatics of point charges in a periodic cell. */
#ifndef IONWAY_EWALD_H
#define IONWAY_EWALD_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/energy.h>

IW_BEGIN_DECLS

typedef struct iw_ewald_options {
  size_t struct_size;
  double precision; /* terms below this share are left out, 1e-15..1e-3;
                       default 1e-15                                        */
} iw_ewald_options;

IW_API void iw_ewald_options_default(iw_ewald_options *options);

/**
 * Coulomb energy of n charges a cell, eV, with tin-foil boundary; a charged
 * cell gets a uniform background. options may be NULL.
 *
 * potentials_v    n values at the charges (own charge left out), V; or NULL.
 * forces_ev_ang   n x 3, Cartesian, eV/Angstrom; or NULL.
 * Errors  IW_E_ARGUMENT (charges closer than 1e-6 Angstrom, values not
 *         finite), IW_E_MEMORY.
 * Cost    O(n^1.5) pairs and waves.
 * Source  docs/theory.md eqs. (C1)-(C4); [ewald1921].
 */
IW_API iw_status iw_ewald_energy(iw_context *ctx, const iw_energy_atoms *atoms,
                                 const iw_ewald_options *options,
                                 double *energy_ev, double *potentials_v,
                                 double (*forces_ev_ang)[3]);

/**
 * The same as a quadratic form: energy = 1/2 sum_ij q_i q_j matrix[i*n+j], in
 * eV for charges in e, self terms and background included; symmetric. Charges
 * of atoms are not read. Sites may never coincide, but may be closer than ions
 * can be. Without options the precision is 1e-13.
 * Errors  as iw_ewald_energy().
 * Cost    one matrix product n x waves x n, and the pairs in real space; the
 *         split gives both the same time.
 * Source  docs/theory.md eq. (C5).
 */
IW_API iw_status iw_ewald_matrix(iw_context *ctx, const iw_energy_atoms *atoms,
                                 const iw_ewald_options *options,
                                 double *matrix_ev);

/** The Ewald sum as an energy model; static storage. */
IW_API const iw_energy *iw_ewald_model(void);

IW_END_DECLS

#endif
