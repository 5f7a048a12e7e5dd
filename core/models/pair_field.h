/* SPDX-License-Identifier: BSD-3-Clause */
/* What a pair field is inside, and its laws one distance at a time. */
#ifndef IONWAY_CORE_PAIR_FIELD_H
#define IONWAY_CORE_PAIR_FIELD_H

#include <stdatomic.h>

#include <ionway/pair_field.h>

/* No two ions of a solid come this close, Angstrom. */
#define IWI_CLOSEST_ANG 0.1

/* How a law is computed; Buckingham and Born-Mayer are one, so are
 * Lennard-Jones and C/r^12. */
typedef enum iwi_law_kind {
  IWI_LAW_EXPONENTIAL, /* p0 exp(-p1 r) - p2/r^6                             */
  IWI_LAW_MORSE,       /* p0 (x^2 - 2 x), x = exp(-p1 (r - p2))              */
  IWI_LAW_POWERS       /* p0/r^12 - p1/r^6                                   */
} iwi_law_kind;

typedef struct iwi_law {
  iwi_law_kind kind;
  double p[3];
  double cutoff_ang;
  double shift_ev;     /* taken off the energy                               */
  double slope_ev_ang; /* times (r - cutoff) taken off besides               */
} iwi_law;

/** All laws between two kinds. */
typedef struct iwi_pair_laws {
  int32_t type_a, type_b;
  const iwi_law *laws;
  size_t n_laws;
  double cutoff_ang;  /* the longest                                         */
  double closest_ang; /* nearer pairs are refused                            */
} iwi_pair_laws;

struct iw_pair_field {
  iw_energy energy;
  iw_pair_field_spec spec; /* with arrays of our own, no defaults left       */
  iwi_law *laws;           /* grouped by pair                                */
  iwi_pair_laws *pairs;
  size_t n_pairs;
  int16_t *pair_of; /* [a * n_types + b] index of pairs, -1: none            */
  atomic_flag said_charged;
};

/** Errors: IW_E_ARGUMENT, IW_E_LIMIT. */
iw_status iwi_pair_field_check(iw_context *ctx, const iw_pair_field_spec *spec);

/** The cutoff in force. */
double iwi_pair_field_dsf_cutoff(const iw_pair_field_spec *spec);

/** u(r) of one law with its shift, and du/dr. */
double iwi_law_energy(const iwi_law *law, double r, double *slope);

/** A law from a term with a cutoff and a shift that are no defaults. */
iwi_law iwi_law_of_term(const iw_field_term *term);

/** Where the laws of a pair have their innermost maximum, inside which they
 *  pull the ions into each other; IWI_CLOSEST_ANG when there is none. */
double iwi_law_turns_over(const iwi_law *laws, size_t n, double cutoff_ang);

#endif
