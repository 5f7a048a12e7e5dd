/* SPDX-License-Identifier: BSD-3-Clause */
/* Vibrations about a stationary point, and the attempt frequency of a hop. */
#ifndef IONWAY_VIBRATIONS_H
#define IONWAY_VIBRATIONS_H

#include <ionway/path.h>

IW_BEGIN_DECLS

typedef struct iw_vibrations_options {
  size_t struct_size;
  double difference_ang; /* of the central differences; default 0.01         */
  double radius_ang;     /* only atoms this near `centre` vibrate, the others
                            stand still; 0 (default): all                    */
  double centre_ang[3];  /* Cartesian                                        */
} iw_vibrations_options;

IW_API void iw_vibrations_options_default(iw_vibrations_options *options);

typedef struct iw_vibrations iw_vibrations;

/**
 * Frequencies at cart_ang: the mass-weighted Hessian by central differences of
 * the forces, eq. (R8), 6 calls an atom, with the translations that cost
 * nothing projected out where all atoms vibrate. Errors  IW_E_ARGUMENT,
 * IW_E_ENERGY, IW_E_CANCELLED, IW_E_MEMORY. Free    iw_vibrations_destroy.
 * Source [vineyard1957] via docs/theory.md.
 */
IW_API iw_status iw_vibrations_compute(iw_context *ctx, const iw_energy *energy,
                                       const iw_energy_atoms *atoms,
                                       const uint8_t *frozen,
                                       const iw_vibrations_options *options,
                                       const double (*cart_ang)[3],
                                       iw_vibrations **out);
IW_API void iw_vibrations_destroy(iw_vibrations *vibrations);
IW_API size_t iw_vibrations_n(const iw_vibrations *vibrations);
/** Ascending, THz; imaginary ones as negative numbers. Lent. */
IW_API const double *iw_vibrations_thz(const iw_vibrations *vibrations);
IW_API size_t iw_vibrations_n_imaginary(const iw_vibrations *vibrations);
IW_API size_t iw_vibrations_n_calls(const iw_vibrations *vibrations);
/** Largest asymmetry of the Hessian before it was symmetrised, eV/Ang^2. */
IW_API double iw_vibrations_asymmetry_ev_ang2(const iw_vibrations *vibrations);

/** Vineyard's prefactor, eq. (R9), THz: product of the frequencies at the
 *  minimum over that of the real ones at the saddle, by sums of logarithms.
 *  Errors: IW_E_ARGUMENT unless the minimum has no imaginary frequency, the
 *  saddle exactly one, and both as many in all. */
IW_API iw_status iw_vibrations_prefactor(iw_context *ctx,
                                         const iw_vibrations *minimum,
                                         const iw_vibrations *saddle,
                                         double *prefactor_thz);

IW_END_DECLS

#endif
