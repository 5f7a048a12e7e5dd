/* SPDX-License-Identifier: BSD-3-Clause */
/* Pair force fields as an energy model: short-range terms between kinds of
 * ions, harmonic bonds and angles, shells, and the Coulomb energy. */
#ifndef IONWAY_PAIR_FIELD_H
#define IONWAY_PAIR_FIELD_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/energy.h>

IW_BEGIN_DECLS

/** A kind of ion. Terms, bonds and angles act on its shell where it has one,
 *  else on its core. */
typedef struct iw_field_type {
  const char *name;       /* "O2-", unique, without blanks                  */
  int32_t element;        /* atomic number                                  */
  double charge_e;        /* of the core                                    */
  const char *label;      /* sites with this label only, '*' stands for any
                             characters ("O1*"); NULL: any                  */
  int32_t near_element;   /* atoms with such a neighbour only; 0: any       */
  double near_ang;        /* how far away that neighbour may be             */
  double shell_charge_e;  /* 0 together with spring 0: no shell             */
  double spring_ev_ang2;  /* k of the shell's spring, k/2 x^2; > 0: a shell */
  double spring4_ev_ang4; /* k4/24 x^4 besides, usually 0                   */
} iw_field_type;

/** Laws between two ions; theory.md eqs. (F2)-(F6). */
typedef enum iw_field_form {
  IW_FIELD_BUCKINGHAM = 0,    /* A eV, rho Angstrom, C eV Angstrom^6          */
  IW_FIELD_BORN_MAYER = 1,    /* A eV, rho Angstrom                           */
  IW_FIELD_MORSE = 2,         /* D eV, a 1/Angstrom, r0 Angstrom              */
  IW_FIELD_LENNARD_JONES = 3, /* epsilon eV, sigma Angstrom                   */
  IW_FIELD_R12 = 4            /* C12 eV Angstrom^12                           */
} iw_field_form;

/** What is done about the step of a law at its cutoff. */
typedef enum iw_field_shift {
  IW_SHIFT_DEFAULT = 0, /* as the field says; the field's own default: energy */
  IW_SHIFT_NONE = 1,
  IW_SHIFT_ENERGY = 2, /* u(r) - u(R)                                        */
  IW_SHIFT_FORCE = 3   /* u(r) - u(R) - (r - R) u'(R)                        */
} iw_field_shift;

/** One law between two kinds; several between the same two add up. */
typedef struct iw_field_term {
  int32_t type_a, type_b; /* indices of the types                            */
  iw_field_form form;
  double p[3];       /* as listed at the form                                */
  double cutoff_ang; /* 0: that of the field                                 */
  iw_field_shift shift;
} iw_field_term;

/** k/2 (r - r0)^2 between all pairs of these kinds that are within `within` of
 *  each other when the workspace is opened; the pairs stay bonded then. */
typedef struct iw_field_bond {
  int32_t type_a, type_b;
  double k_ev_ang2, r0_ang, within_ang;
} iw_field_bond;

/** k/2 (theta - theta0)^2 at every centre between all pairs of its neighbours
 *  of these kinds, found as bonds are. */
typedef struct iw_field_angle {
  int32_t type_a, type_centre, type_b;
  double k_ev_rad2, theta0_deg, within_ang;
} iw_field_angle;

typedef enum iw_field_coulomb {
  IW_COULOMB_EWALD = 0,
  IW_COULOMB_DSF = 1, /* damped, shifted force [fennell2006]                 */
  IW_COULOMB_NONE = 2
} iw_field_coulomb;

/** What leaves its non-bonded energy out. */
typedef enum iw_field_exclude {
  IW_EXCLUDE_BONDED = 0, /* atoms bonded to each other                       */
  IW_EXCLUDE_ANGLES = 1, /* and the two ends of every angle                  */
  IW_EXCLUDE_NOTHING = 2
} iw_field_exclude;

/** What a field is made of. Arrays and texts are copied. Start from
 *  iw_pair_field_spec_default(). */
typedef struct iw_pair_field_spec {
  size_t struct_size;
  const char *name; /* shown to users; NULL: "pair field"                    */
  const iw_field_type *types;
  size_t n_types;
  const iw_field_term *terms;
  size_t n_terms;
  const iw_field_bond *bonds;
  size_t n_bonds;
  const iw_field_angle *angles;
  size_t n_angles;
  iw_field_exclude exclude;
  double cutoff_ang;         /* of terms that name none, default 10           */
  iw_field_shift shift;      /* of terms that say nothing                     */
  iw_field_coulomb coulomb;  /* default Ewald                                 */
  double tolerance;          /* of the Ewald sum, eq. (C4): shares of terms
                                left out, 1e-15..1e-3; default 1e-10          */
  double coulomb_cutoff_ang; /* DSF: default 12; Ewald, in real space: 0 lets
                                the cost decide                              */
  double dsf_alpha_inv_ang;  /* default 0.2                                   */
  double coulomb_ev_ang;     /* e^2/(4 pi eps0), default CODATA 2018          */
  double coulomb_scale;      /* on all Coulomb energies, default 1            */
  double shell_force_ev_ang; /* shells are relaxed until no force on them is
                                larger, default 1e-7                         */
} iw_pair_field_spec;

IW_API void iw_pair_field_spec_default(iw_pair_field_spec *spec);

typedef struct iw_pair_field iw_pair_field;

/**
 * Make a field.
 * Errors  IW_E_ARGUMENT (the message names type or term), IW_E_LIMIT (over 200
 *         types), IW_E_MEMORY.
 * Free    iw_pair_field_destroy.
 */
IW_API iw_status iw_pair_field_create(iw_context *ctx,
                                      const iw_pair_field_spec *spec,
                                      iw_pair_field **out);
IW_API void iw_pair_field_destroy(iw_pair_field *field);

/**
 * The field as an energy model; lives as long as the field. It is safe for
 * threads, has forces and stress, and wants a workspace an image: lists of
 * neighbours (kept while no atom has moved by half the skin), bonds, shells.
 * Charges come from the field, those of the atoms are not read. Charged cells
 * get a uniform background, which is told once (IW_LOG_NOTE).
 *
 * Errors of open: IW_E_ENERGY (an atom of a kind the field lacks, a type that
 * labels decide and no types given), IW_E_ARGUMENT, IW_E_MEMORY. Errors of
 * evaluate: IW_E_ENERGY, naming the atoms (from 1): two are closer than where
 * their Buckingham law turns over, or than 0.1 Angstrom; a shell has left its
 * core.
 * Cost    O(n^1.5) with the Ewald sum, O(n) else; nothing is allocated unless
 *         lists are renewed.
 * Source  docs/theory.md eqs. (F1)-(F14).
 */
IW_API const iw_energy *iw_pair_field_energy(const iw_pair_field *field);

/** The types in the order of the spec. Lent; texts live with the field. */
IW_API size_t iw_pair_field_n_types(const iw_pair_field *field);
IW_API const iw_field_type *iw_pair_field_types(const iw_pair_field *field);

/** Distance below which evaluate refuses two kinds: the maximum of a law that
 *  turns over, else 0.1 Angstrom. */
IW_API double iw_pair_field_closest_ang(const iw_pair_field *field,
                                        int32_t type_a, int32_t type_b);

IW_END_DECLS

#endif
