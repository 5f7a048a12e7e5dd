/* SPDX-License-Identifier: BSD-3-Clause */
/* What the renderings of a doping share. */
#ifndef IONWAY_IO_REPORT_DOPE_H
#define IONWAY_IO_REPORT_DOPE_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/report_dope.h>

/** Ions in the supercell. */
int32_t iwi_dope_n_atoms(const iw_composition *composition);

/** Does the contact keep any two sites from being filled at once? */
int iwi_dope_contact_acts(const iw_doping *doping, const iw_contact *contact);

/** Decimal digits for eyes: "28 274 400", "3.2e+31". */
#define IWI_DIGITS_SIZE 48
const char *iwi_dope_digits(const char *digits, char *buffer);
const char *iwi_dope_whole(uint64_t value, char *buffer);

/** "3 s", "2.5 min", "4.1 days" */
const char *iwi_dope_duration(double seconds, char *buffer);

/** "listed", "sampled", "annealed" */
const char *iwi_dope_mode(iw_enumeration_mode mode);
/** "vacancy", "interstitial", ... */
const char *iwi_dope_rule(iw_compensation rule);

/** Is the mean over what was seen one over all decorations? */
int iwi_dope_has_mean(const iw_dope_composition *composition);

/** "2x2x2", or "1 1 0 / -1 1 0 / 0 0 1" */
#define IWI_MATRIX_SIZE 160
const char *iwi_dope_matrix(const int32_t m[3][3], char *buffer);

#endif
