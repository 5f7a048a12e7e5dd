/* SPDX-License-Identifier: BSD-3-Clause */
/* Every physical constant and conversion, with its year. Base units:
 * Angstrom, eV, K, elementary charge. */
#ifndef IONWAY_UNITS_H
#define IONWAY_UNITS_H

/* e^2/(4 pi eps0), eV Angstrom. CODATA 2018: 1.43996454... eV nm. */
#define IWI_COULOMB_EV_ANG 14.3996454784

/* Bohr radius, Angstrom. CODATA 2018. */
#define IWI_BOHR_ANG 0.529177210903

#endif
