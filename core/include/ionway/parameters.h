/* SPDX-License-Identifier: BSD-3-Clause */
/* Bond-valence parameters: the built-in softBV table, its derivation for pairs
 * it lacks, and the user's own rows. */
#ifndef IONWAY_PARAMETERS_H
#define IONWAY_PARAMETERS_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/context.h>

IW_BEGIN_DECLS

typedef enum iw_bond_origin {
  IW_BOND_PUBLISHED = 0, /* row of the published table                   */
  IW_BOND_DERIVED = 1,   /* by eqs. (V4)-(V6) from softness, R0, b, N_c  */
  IW_BOND_USER = 2,      /* given by the caller                          */
  IW_BOND_MIXED = 3      /* two oxidation states combined, eq. (V7)      */
} iw_bond_origin;

/** One cation-anion pair. s = exp((r0 - R)/b); energy eq. (E1). */
typedef struct iw_bond {
  int32_t cation, anion;  /* atomic numbers                               */
  double cation_charge;   /* e, > 0                                       */
  double anion_charge;    /* e, < 0                                       */
  double r0_ang, b_ang;   /* bond-valence parameters                      */
  double bond_cutoff_ang; /* first-shell cutoff of the table              */
  double coordination;    /* preferred coordination number N_c            */
  double d0_ev;           /* table value; the energy uses d0/2            */
  double r_min_ang;       /* distance of the minimum                      */
  double alpha_inv_ang;   /* 1/b                                          */
  iw_bond_origin origin;
} iw_bond;

typedef enum iw_radii {
  IW_RADII_CORDERO = 0, /* covalent radii, Cordero et al. 2008             */
  IW_RADII_SOFTBV = 1   /* radii of the softBV screening length            */
} iw_radii;

typedef struct iw_parameters_options {
  size_t struct_size;
  iw_radii radii;     /* set used in the screening length, eq. (E2)    */
  const iw_bond *own; /* rows that win over the built-in ones          */
  size_t n_own;
} iw_parameters_options;

IW_API void iw_parameters_options_default(iw_parameters_options *options);

typedef struct iw_parameters iw_parameters;

/** The built-in table plus the caller's rows. options may be NULL. Free:
 *  iw_parameters_destroy. Errors: IW_E_ARGUMENT (a bad own row, named),
 *  IW_E_MEMORY. */
IW_API iw_status iw_parameters_create(iw_context *ctx,
                                      const iw_parameters_options *options,
                                      iw_parameters **out);
IW_API void iw_parameters_destroy(iw_parameters *parameters);

/**
 * Parameters of one pair.
 *
 * Charges may be fractional (mixed valence): the rows of the two neighbouring
 * integer states are then combined, eq. (V7). An own row wins over a published
 * one, a published one over a derived one.
 * Errors  IW_E_PARAMETER; the message names the pair and the nearest choice.
 */
IW_API iw_status iw_parameters_find(iw_context *ctx,
                                    const iw_parameters *parameters,
                                    int32_t cation, double cation_charge,
                                    int32_t anion, double anion_charge,
                                    iw_bond *out);

/** Every row, own rows first. Lent. */
IW_API size_t iw_parameters_n_bonds(const iw_parameters *parameters);
IW_API const iw_bond *iw_parameters_bonds(const iw_parameters *parameters);

/** Radius of the chosen set for the screening length, Angstrom; NAN when the
 *  set lacks the element. */
IW_API double iw_parameters_radius_ang(const iw_parameters *parameters,
                                       int32_t element, double charge);
IW_API iw_radii iw_parameters_radii(const iw_parameters *parameters);

/** Principal quantum number in the screened repulsion; 0 when unknown. */
IW_API int32_t iw_parameters_quantum_number(int32_t element);

/** Shannon ionic radius of the coordination nearest to six, Angstrom; NAN when
 *  not tabulated. Used for the free radius of a bottleneck. Source
 *  [shannon1976]. */
IW_API double iw_parameters_ionic_radius_ang(int32_t element, double charge);

IW_END_DECLS

#endif
