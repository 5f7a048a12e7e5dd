/* SPDX-License-Identifier: BSD-3-Clause */
/* A host that gives way: every ion near a hop sits on a spring of its own, and
 * the energy of the mobile ion is that with all of them relaxed. */
#ifndef IONWAY_SOFT_HOST_H
#define IONWAY_SOFT_HOST_H

#include <ionway/bvse.h>
#include <ionway/energy.h>

IW_BEGIN_DECLS

typedef struct iw_soft_host_options {
  size_t struct_size;
  double anion_spring_ev_ang2;  /* > 0, default 8                           */
  double cation_spring_ev_ang2; /* > 0, default 15                          */
  double mobile_spring_ev_ang2; /* host ions of the mobile element, default 3 */
  double reach_ang;             /* ions this near to the hop move, default 9 */
  double balance; /* share of the forces at both ends that the host is taken
                     to bear already, 0..1; NAN (default): 0.5 when the host
                     holds ions of the mobile element, else 0               */
  double balance_limit_ev_ang; /* largest such force on an ion, default 3   */
} iw_soft_host_options;

IW_API void iw_soft_host_options_default(iw_soft_host_options *options);

typedef struct iw_soft_host iw_soft_host;

/**
 * Set up the soft host of one hop, eqs. (W1)-(W3).
 *
 * field    borrowed; made with keep_mobile, it has the other mobile ions.
 * start, end  fractional, not wrapped: the ion goes straight from one to the
 *          other as given.
 * options  NULL for the defaults.
 * Errors   IW_E_ARGUMENT, IW_E_MEMORY. Free: iw_soft_host_destroy.
 */
IW_API iw_status iw_soft_host_create(iw_context *ctx, const iw_bvse *field,
                                     const double start[3], const double end[3],
                                     const iw_soft_host_options *options,
                                     iw_soft_host **out);
IW_API void iw_soft_host_destroy(iw_soft_host *host);

/** Farthest from the middle of the hop that the ion may be, Angstrom: half the
 *  hop and 3 more. */
IW_API double iw_soft_host_range_ang(const iw_soft_host *host);

/** The relaxed energy with gradient and Hessian, eqs. (W1), (W4) and (W5), at
 *  a fractional point in the frame of start and end; NAN beyond the range. May
 *  be called by many threads. Allocates nothing.
 *  largest_shift_ang (or NULL) receives that of all host ions. */
IW_API void iw_soft_host_evaluate(const iw_soft_host *host,
                                  const double frac[3], iw_bvse_value *out,
                                  double *largest_shift_ang);

/** Cartesian displacements of the structure's sites with the ion at a point:
 *  n_sites of them, zero for those that are not host ions or do not move.
 *  Errors: IW_E_ARGUMENT, beyond the range. */
IW_API iw_status iw_soft_host_shifts(iw_context *ctx, const iw_soft_host *host,
                                     const double frac[3], size_t n_sites,
                                     double (*shifts_ang)[3]);

/** The soft host as a model of exactly one atom, as iw_bvse_model_describe().
 *  Positions count in the frame of start and end, not wrapped; beyond the
 *  range the model fails with IW_E_ARGUMENT. Borrows the host. */
IW_API void iw_soft_host_describe(const iw_soft_host *host, iw_energy *out);

IW_END_DECLS

#endif
