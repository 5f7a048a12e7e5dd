/* SPDX-License-Identifier: BSD-3-Clause */
/* Is this point a first-order saddle, how exactly, and where is the true one?
 * The certificate of a barrier. */
#ifndef IONWAY_SADDLE_H
#define IONWAY_SADDLE_H

#include <ionway/path.h>

IW_BEGIN_DECLS

#define IW_SADDLE_N_EIGENVALUES 4

typedef struct iw_saddle_options {
  size_t struct_size;
  double force_tol_ev_ang; /* refine until the largest force on an atom is
                              below; default 1e-3                             */
  size_t max_steps;       /* of refinement; 0: look, do not move; default 100 */
  size_t max_modes_calls; /* force calls of one search for the lowest modes:
                             at the start, after a long way, and for the
                             certificate; >= 10, default 100                 */
  double difference_ang;  /* of the finite differences; default 0: three
                              thousandths of the nearest-neighbour distance.
                             Forces with noise want more                     */
  size_t n_modes;         /* modes handed out, 1..4; default 1                */
} iw_saddle_options;

IW_API void iw_saddle_options_default(iw_saddle_options *options);

/** A point with its certificate. */
typedef struct iw_saddle_info {
  double energy_ev;
  double max_force_ev_ang;  /* true force, largest on an atom, 2-norm         */
  double force_norm_ev_ang; /* true force, 3N-dimensional 2-norm             */
  int n_eigenvalues; /* lowest of the Hessian, ascending ...            */
  double eigenvalues_ev_ang2[IW_SADDLE_N_EIGENVALUES];
  double residuals_ev_ang2[IW_SADDLE_N_EIGENVALUES]; /* ... |H v - l v|, so
                              that each lies within this of a true one        */
  int32_t order;          /* negative ones among them; -1: not determined    */
  double energy_error_ev; /* what the quadratic model says is left, (R7)     */
  double alignment;       /* |cos| of lowest mode and path tangent; NAN      */
  double moved_ang;       /* by refinement, largest of an atom               */
  size_t n_calls;
  int certified; /* order 1 (lowest eigenvalue below minus its residual, the
                    next, if there is one, above its), and max_force below the
                    tolerance                                                 */
} iw_saddle_info;

/**
 * Refine a saddle and certify it: the lowest modes by a Lanczos iteration on
 * finite differences of the forces started from `tangent`, steps uphill along
 * the one most along the path and downhill across it. A point with several
 * negative eigenvalues (a ridge kept by symmetry) is left along the others.
 *
 * Shifts of the whole that cost nothing, tested axis by axis on the forces, are
 * no modes. Up to 24 free coordinates all eigenvalues are computed.
 *
 * cart_ang  n x 3, overwritten by the refined point. frozen as in relax.h.
 * tangent   n x 3, need not be normalised; NULL: random start.
 * mode      n_modes x n x 3, receives the unit lowest modes, zero where there
 *           are not so many; or NULL.
 * Errors    IW_E_ARGUMENT, IW_E_ENERGY, IW_E_NOT_CONVERGED (info says what is
 *           missing; cart_ang is the point of lowest force), IW_E_CANCELLED,
 *           IW_E_MEMORY. With max_steps 0 what is found is no error. Only
 *           `certified` says that it is a saddle.
 * Source    docs/theory.md eqs. (R5)-(R8); [henkelman1999], [lanczos1950].
 */
IW_API iw_status iw_saddle_refine(iw_context *ctx, const iw_energy *energy,
                                  const iw_energy_atoms *atoms,
                                  const uint8_t *frozen,
                                  const iw_saddle_options *options,
                                  const double (*tangent)[3],
                                  double (*cart_ang)[3], double (*mode)[3],
                                  iw_saddle_info *info);

IW_END_DECLS

#endif
