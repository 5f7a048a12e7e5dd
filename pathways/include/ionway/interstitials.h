/* SPDX-License-Identifier: BSD-3-Clause */
/* Empty places where the mobile ion would sit: minima of the landscape that
 * the crystal leaves free. */
#ifndef IONWAY_INTERSTITIALS_H
#define IONWAY_INTERSTITIALS_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/parameters.h>
#include <ionway/structure.h>
#include <ionway/symmetry.h>

IW_BEGIN_DECLS

typedef struct iw_interstitials_options {
  size_t struct_size;
  int32_t mobile_element;
  double mobile_charge; /* NAN: as in the structure, or the commonest state  */
  double max_energy_ev; /* above the lowest minimum; default 3               */
  double min_distance_ang; /* from any site of the mobile ion, occupied or
                              partly; closer minima are that site; default 1 */
  double step_ang;         /* of the landscape; default 0.2                  */
} iw_interstitials_options;

IW_API void iw_interstitials_options_default(iw_interstitials_options *options);

/** One orbit of empty minima. */
typedef struct iw_interstitial {
  double frac[3];       /* its first position                               */
  int32_t multiplicity; /* positions in the cell                            */
  int32_t first;        /* where they begin in iw_interstitials_frac()      */
  double energy_ev;     /* above the lowest minimum of the landscape        */
  double distance_ang;  /* to the nearest mobile-ion site                   */
} iw_interstitial;

typedef struct iw_interstitials iw_interstitials;

/**
 * Find them on the bond-valence landscape of the rigid host (other mobile ions
 * taken out), by energy. structure carries oxidation states.
 *
 * All minima up to max_energy_ev are looked for, whether or not ions percolate
 * below: those of the grid's basins, and those that the quadratic model at any
 * other point of the grid puts within two grid steps. A minimum that an ion of
 * the crystal would slide into from its site is that site, at any distance.
 * Minima closer than 0.2 Angstrom to their own images are put on the special
 * position between them; those that do not converge on the field, or lie
 * within 0.5 Angstrom of a host ion, are left out.
 * Errors  those of iw_bvse_create, iw_landscape_compute, IW_E_ARGUMENT.
 * Free    iw_interstitials_destroy.
 */
IW_API iw_status iw_interstitials_find(iw_context *ctx,
                                       const iw_structure *structure,
                                       const iw_symmetry *symmetry,
                                       const iw_parameters *parameters,
                                       const iw_interstitials_options *options,
                                       iw_interstitials **out);
IW_API void iw_interstitials_destroy(iw_interstitials *interstitials);
IW_API size_t iw_interstitials_n(const iw_interstitials *i);
IW_API const iw_interstitial *iw_interstitials_get(const iw_interstitials *i);
/** All positions, orbit by orbit, closed under the group. Lent. */
IW_API size_t iw_interstitials_n_positions(const iw_interstitials *i);
IW_API const double (*iw_interstitials_frac(const iw_interstitials *i))[3];

IW_END_DECLS

#endif
