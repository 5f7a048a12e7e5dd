/* SPDX-License-Identifier: BSD-3-Clause */
/* At which energies a mobile ion percolates in one, two, three dimensions,
 * along which directions, through which bottleneck. */
#ifndef IONWAY_PERCOLATION_H
#define IONWAY_PERCOLATION_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/landscape.h>

IW_BEGIN_DECLS

typedef struct iw_percolation_options {
  size_t struct_size;
  double max_barrier_ev; /* search up to this above the lowest point, > 0;
                            default 6                                       */
  int refine;            /* non-zero (default): minima and saddles on the
                            analytic field; 0: grid energies only           */
} iw_percolation_options;

IW_API void iw_percolation_options_default(iw_percolation_options *options);

/** The event at which the network first percolates in `dimension` directions.
 *  Everything after `found` is meaningful only when it is non-zero. */
typedef struct iw_percolation_event {
  int32_t dimension; /* 1, 2, 3                                      */
  int32_t found;     /* 0: not below max_barrier_ev                  */
  double energy_ev;  /* threshold on the landscape's scale           */
  double barrier_ev; /* threshold minus the minimum of ITS component */
  double minimum_ev; /* that minimum                                 */
  double minimum_frac[3];
  double grid_energy_ev; /* the same threshold on the bare grid,
                            26 neighbours                                */
  int32_t refined;       /* non-zero: energy is that of a certified
                            first-order saddle                           */
  iw_stationary saddle;  /* bottleneck; frac only when not refined       */
  double bottleneck_distance_ang; /* to the nearest host ion                 */
  int32_t bottleneck_site;  /* that ion, index in the structure             */
  double free_radius_ang;   /* eq. (E5); NAN when unknown                   */
  int32_t rank;             /* of the winding lattice then: >= dimension    */
  int32_t basis[3][3];      /* its rows, Hermite normal form, cell vectors  */
  int64_t interpenetration; /* disjoint copies of the path system           */
} iw_percolation_event;

/** A minimum of the landscape inside the swept energy range. */
typedef struct iw_percolation_minimum {
  double frac[3]; /* wrapped into [0, 1)                                 */
  double energy_ev;
  int32_t refined; /* non-zero: converged on the analytic field           */
} iw_percolation_minimum;

/** A pass between minima, lowest of its kind (from, to, shift). */
typedef struct iw_percolation_pass {
  int32_t from, to; /* indices of minima                                   */
  int32_t shift[3]; /* cell of `to` seen from `from`                       */
  double frac[3];   /* in the cell of `from`'s wrapped position or near    */
  double energy_ev;
  int32_t refined;
} iw_percolation_pass;

typedef struct iw_percolation iw_percolation;

/**
 * Sweep the landscape upwards once, collect its minima and passes, refine them
 * on the field, and find the thresholds on the refined graph.
 *
 * field   NULL allows only refine = 0.
 * Errors  IW_E_ARGUMENT, IW_E_MEMORY, IW_E_CANCELLED.
 *         Free: iw_percolation_destroy.
 * Cost    O(points below the threshold), plus some ten field evaluations a
 *         symmetry-distinct pass.
 * Source  docs/theory.md eqs. (P1)-(P5).
 */
IW_API iw_status iw_percolation_compute(iw_context *ctx,
                                        const iw_landscape *landscape,
                                        const iw_bvse *field,
                                        const iw_percolation_options *options,
                                        iw_percolation **out);
IW_API void iw_percolation_destroy(iw_percolation *percolation);

/** dimension 1, 2 or 3. Lent; NULL for another number. */
IW_API const iw_percolation_event *
iw_percolation_threshold(const iw_percolation *p, int dimension);
IW_API size_t iw_percolation_n_minima(const iw_percolation *p);
IW_API const iw_percolation_minimum *
iw_percolation_minima(const iw_percolation *p);
IW_API size_t iw_percolation_n_passes(const iw_percolation *p);
IW_API const iw_percolation_pass *
iw_percolation_passes(const iw_percolation *p);

IW_END_DECLS

#endif
