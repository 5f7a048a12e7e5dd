/* SPDX-License-Identifier: BSD-3-Clause */
/* Symmetry-distinct point defects of the mobile ion in a supercell:
 * vacancies, interstitials, Frenkel pairs. */
#ifndef IONWAY_DEFECTS_H
#define IONWAY_DEFECTS_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/structure.h>
#include <ionway/supercell.h>
#include <ionway/symmetry.h>

IW_BEGIN_DECLS

typedef enum iw_defect_kind {
  IW_DEFECT_VACANCY = 1,
  IW_DEFECT_INTERSTITIAL = 2,
  IW_DEFECT_FRENKEL = 4
} iw_defect_kind;

typedef struct iw_defects_options {
  size_t struct_size;
  int32_t matrix[3][3]; /* supercell, rows in cell vectors                   */
  int32_t mobile_element;
  double mobile_charge; /* e; NAN (default): mean over its sites            */
  unsigned kinds;       /* iw_defect_kind bits; default all                  */
  double max_pair_ang;  /* longest vacancy-interstitial distance; default 0:
                           half the image distance                           */
  double min_pair_ang;  /* closer pairs recombine; default 0.5               */
  int by_supercell;     /* non-zero: tell apart what only the way of the
                           supercell's images tells apart; default 0         */
  const double (*interstitial_frac)[3]; /* of the parent cell, closed under
                                           the group                         */
  size_t n_interstitials;
} iw_defects_options;

IW_API void iw_defects_options_default(iw_defects_options *options);

/** One orbit of defects. */
typedef struct iw_defect {
  iw_defect_kind kind;
  int32_t vacancy;      /* site of the supercell taken out, or -1            */
  int32_t interstitial; /* entry of interstitial_frac put in, or -1          */
  double interstitial_frac[3]; /* in the supercell                           */
  int64_t multiplicity; /* defects of this orbit in the supercell            */
  double distance_ang;  /* of a pair; NAN for single defects                 */
  double charge;        /* of the supercell, e                               */
} iw_defect;

typedef struct iw_defects iw_defects;

/**
 * All orbits of the kinds asked for: vacancies by site, then interstitials in
 * the order given, then pairs by distance (equal ones by vacancy, then by
 * interstitial). Two defects are one when an operation of the crystal maps one
 * on the other, a pair with the shortest vector between its two parts; with
 * options->by_supercell the operation has to keep the lattice of the supercell
 * as well, so that one of low symmetry splits orbits of the crystal. Of each
 * orbit the first in the supercell is listed.
 *
 * The distance of a pair is the shortest between periodic images. The host
 * must be ordered on the mobile ion's sites (make it so with
 * iw_doping_create).
 * Errors  IW_E_ARGUMENT, IW_E_STRUCTURE (partly filled sites), IW_E_SYMMETRY,
 *         IW_E_LIMIT, IW_E_CANCELLED, IW_E_MEMORY. Free: iw_defects_destroy.
 * Cost    that of iw_site_group_create, plus (vacancy orbits) x (order of the
 *         group + interstitials).
 */
IW_API iw_status iw_defects_find(iw_context *ctx, const iw_structure *structure,
                                 const iw_symmetry *symmetry,
                                 const iw_defects_options *options,
                                 iw_defects **out);
IW_API void iw_defects_destroy(iw_defects *defects);
IW_API size_t iw_defects_n(const iw_defects *d);
IW_API const iw_defect *iw_defects_get(const iw_defects *d);
/** The supercell without defects. Lent. */
IW_API const iw_supercell *iw_defects_supercell(const iw_defects *d);
/** "vacancy-1", "frenkel-12": kind and number among those of the kind. */
#define IW_DEFECT_NAME_SIZE 40
IW_API void iw_defects_name(const iw_defects *d, size_t i,
                            char name[IW_DEFECT_NAME_SIZE]);
/** The supercell with defect i; atoms keep the supercell's order, the
 *  interstitial comes last, labelled "Li_i". Errors: IW_E_ARGUMENT,
 *  IW_E_STRUCTURE (an interstitial in another atom), IW_E_MEMORY.
 *  Free: iw_structure_destroy. */
IW_API iw_status iw_defects_structure(iw_context *ctx, const iw_defects *d,
                                      size_t i, iw_structure **out);

IW_END_DECLS

#endif
