/* SPDX-License-Identifier: BSD-3-Clause */
/* A chain of images of one ion in a field with Hessian, relaxed to a
 * minimum-energy path: a string whose images take Newton steps across it. */
#ifndef IONWAY_ION_STRING_H
#define IONWAY_ION_STRING_H

#include "ion_field.h"

#define IWI_STRING_MAX 65

typedef struct iwi_string {
  size_t n;                       /* 3..IWI_STRING_MAX, ends included        */
  double cart[IWI_STRING_MAX][3]; /* Angstrom                                */
  iw_bvse_value value[IWI_STRING_MAX];
} iwi_string;

/** Where an energy profile along a string has a maximum. */
typedef struct iwi_string_top {
  double cart[3];
  double energy_ev;
} iwi_string_top;

/** Space the images equally on their own polygon; the ends stay. */
void iwi_string_respace(iwi_string *string);

/** Put n images on the polygon through m points, equally spaced. */
void iwi_string_through(iwi_string *string, size_t n, const double (*points)[3],
                        size_t m);

/** Relax the inner images, eq. (S4): until the largest gradient across the
 *  string is below the tolerance, or max_steps. Values are those of the final
 *  positions. Returns that gradient. */
double iwi_string_relax(iwi_string *string, const iwi_ion_field *field,
                        double tolerance_ev_ang, int max_steps);

/** Fill the values. */
void iwi_string_evaluate(iwi_string *string, const iwi_ion_field *field);

/** Coefficients of the cubic over the segment after image i, in its share of
 *  the way 0..1, lowest power first; returns the segment's length, Angstrom. */
double iwi_string_cubic(const iwi_string *string, size_t i, double c[4]);

/** Maxima of the cubic Hermite profile, from start to end; at most room of
 *  them, the number is returned. Ends are none. */
size_t iwi_string_tops(const iwi_string *string, iwi_string_top *tops,
                       size_t room);

/** Highest energy on the profile, ends included. */
double iwi_string_highest(const iwi_string *string);

#endif
