/* SPDX-License-Identifier: BSD-3-Clause */
/* Bond-valence site energy of one mobile ion in a frozen host: an analytic
 * field with value, gradient and Hessian at any point. */
#ifndef IONWAY_BVSE_H
#define IONWAY_BVSE_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/parameters.h>
#include <ionway/structure.h>

IW_BEGIN_DECLS

typedef struct iw_bvse_options {
  size_t struct_size;
  int32_t mobile_element; /* atomic number                                   */
  double mobile_charge;   /* e; NAN takes the mean state in the structure    */
  double cutoff_ang;      /* 2..30 Angstrom, default 10                      */
  int keep_mobile;        /* non-zero keeps the other mobile ions as host;
                             default 0 removes every site of the element     */
} iw_bvse_options;

IW_API void iw_bvse_options_default(iw_bvse_options *options);

typedef struct iw_bvse iw_bvse;

/**
 * Set the field up: eqs. (E1)-(E2) with the host's ions weighted by occupancy.
 *
 * structure  every site needs an oxidation state; not referenced afterwards.
 * Errors  IW_E_ARGUMENT, IW_E_PARAMETER (the missing pair is named, with the
 *         nearest choice), IW_E_MEMORY. Free: iw_bvse_destroy.
 * Source  docs/theory.md eqs. (E1)-(E4); [chen2019].
 */
IW_API iw_status iw_bvse_create(iw_context *ctx, const iw_structure *structure,
                                const iw_parameters *parameters,
                                const iw_bvse_options *options, iw_bvse **out);
IW_API void iw_bvse_destroy(iw_bvse *field);

/** Energy, gradient and Hessian at one point; Cartesian derivatives. */
typedef struct iw_bvse_value {
  double energy_ev;
  double gradient_ev_ang[3];
  double hessian_ev_ang2[3][3];
} iw_bvse_value;

/** Value at a fractional point, all within the cutoff; no allocation; may be
 *  called by many threads. Distances below 0.001 Angstrom count as that. */
IW_API void iw_bvse_evaluate(const iw_bvse *field, const double frac[3],
                             iw_bvse_value *out);

/** Energies, eV, at n fractional points; vectorised, uses the context's
 *  threads; agrees with iw_bvse_evaluate to 1e-12 relative.
 *  Errors: IW_E_MEMORY. Cost: n x hosts within the cutoff. */
IW_API iw_status iw_bvse_energies(iw_context *ctx, const iw_bvse *field,
                                  const double (*frac)[3], size_t n,
                                  double *energies_ev);

/** Nearest host ion to a point: distance, Angstrom, and its site index in the
 *  structure the field was made from; -1 when none is within the cutoff. */
IW_API int32_t iw_bvse_nearest_host(const iw_bvse *field, const double frac[3],
                                    double *distance_ang);

/** Free radius at a point, Angstrom: smallest distance to a host ion minus its
 *  ionic radius, over ions with a tabulated radius, eq. (E5). site (may be
 *  NULL) receives the ion that sets it. */
IW_API double iw_bvse_free_radius_ang(const iw_bvse *field,
                                      const double frac[3], int32_t *site);

IW_API int32_t iw_bvse_mobile_element(const iw_bvse *field);
IW_API double iw_bvse_mobile_charge(const iw_bvse *field);
IW_API double iw_bvse_cutoff_ang(const iw_bvse *field);
IW_API const double (*iw_bvse_lattice(const iw_bvse *field))[3];

/** A stationary point of the field with its certificate. */
typedef struct iw_stationary {
  double frac[3]; /* not wrapped: stays near its start          */
  double energy_ev;
  double gradient_norm_ev_ang; /* residual, Euclidean norm                   */
  double eigenvalues_ev_ang2[3]; /* of the Hessian, ascending                */
  double mode[3];         /* Cartesian unit eigenvector of the lowest   */
  double energy_error_ev; /* bound g^T H^-1 g / 2 of what is left       */
  int32_t order;          /* negative eigenvalues: 0 minimum, 1 saddle  */
  int32_t iterations;
} iw_stationary;

/** Go down to the minimum of the basin that holds start: trust-region Newton.
 *  Errors: IW_E_NOT_CONVERGED (out is still filled), IW_E_ARGUMENT. Converged
 *  means energy_error_ev < 1e-10 and order 0. */
IW_API iw_status iw_bvse_minimum(iw_context *ctx, const iw_bvse *field,
                                 const double start[3], iw_stationary *out);

/** Find the first-order saddle nearest to start: eigenvector-following Newton
 *  that leaves start by at most max_distance_ang. Errors as above; converged
 *  means energy_error_ev < 1e-10 and order 1. */
IW_API iw_status iw_bvse_saddle(iw_context *ctx, const iw_bvse *field,
                                const double start[3], double max_distance_ang,
                                iw_stationary *out);

IW_END_DECLS

#endif
