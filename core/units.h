/* SPDX-License-Identifier: BSD-3-Clause */
/* Every physical constant and conversion, with its year. Base units:
 * Angstrom, eV, K, elementary charge. */
#ifndef IONWAY_UNITS_H
#define IONWAY_UNITS_H

/* e^2/(4 pi eps0), eV Angstrom. CODATA 2018: 1.43996454... eV nm. */
#define IWI_COULOMB_EV_ANG 14.3996454784

/* u/Angstrom^3 in g/cm^3. CODATA 2018: 1 u = 1.66053906660e-24 g. */
#define IWI_G_CM3_PER_U_ANG3 1.66053906660

/* Bohr radius, Angstrom. CODATA 2018. */
#define IWI_BOHR_ANG 0.529177210903

/* Hartree energy, eV. CODATA 2018. */
#define IWI_HARTREE_EV 27.211386245988

/* Boltzmann constant, eV/K; exact in the SI of 2019, ten digits kept. */
#define IWI_BOLTZMANN_EV_K 8.617333262e-5

/* Frequency, THz, of a mass of 1 u on a spring of 1 eV/Angstrom^2:
 * sqrt(e/u)/(2 pi) 1e-2, with e = 1.602176634e-19 (exact in the SI of 2019)
 * and u = 1.66053906660e-27 kg (CODATA 2018). */
#define IWI_THZ_PER_ROOT_EV_ANG2_U 15.6333042399

#endif
