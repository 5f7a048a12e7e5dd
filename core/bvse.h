/* SPDX-License-Identifier: BSD-3-Clause */
/* The field as the library sees it: kinds of host ion and where they sit. */
#ifndef IONWAY_CORE_BVSE_H
#define IONWAY_CORE_BVSE_H

#include <ionway/bvse.h>

#include "lattice.h"
#include "neighbor.h"

/** All host ions with the same law. */
typedef struct iwi_host_kind {
  int repels;      /* 0: eq. (E1), 1: eq. (E2)                          */
  double half_d0;  /* eV, occupancy included                            */
  double alpha;    /* 1/Angstrom                                        */
  double r_min;    /* Angstrom                                          */
  double strength; /* k q q / sqrt(n n), eV Angstrom, with occupancy    */
  double length;   /* f (rc_m + rc_i), Angstrom                         */
  double cutoff;   /* Angstrom                                          */
  int32_t element; /* what makes the kind, with the occupancy           */
  double charge;
  double occupancy;
} iwi_host_kind;

struct iw_bvse {
  iwi_lattice lattice;
  double cutoff_ang;
  int32_t mobile_element;
  double mobile_charge;
  size_t n_kinds;
  iwi_host_kind *kinds;
  size_t n_hosts;
  int32_t *host_kind;  /* kind of each host ion                          */
  int32_t *host_site;  /* its index in the structure                     */
  double *host_radius; /* ionic radius, Angstrom, NAN unknown            */
  iwi_bins *bins;      /* over the hosts                                 */
};

/** As iw_bvse_energies(), with the caller saying which points lie together:
 *  those that follow each other with equal group. NULL leaves it to distances.
 */
iw_status iwi_bvse_energies_by_group(iw_context *ctx, const iw_bvse *field,
                                     const double (*frac)[3],
                                     const int64_t *groups, size_t n,
                                     double *energies_ev);

#endif
