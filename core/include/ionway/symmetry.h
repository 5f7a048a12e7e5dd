/* SPDX-License-Identifier: BSD-3-Clause */
/* Space group, operations, and the orbits of sites under them. */
#ifndef IONWAY_SYMMETRY_H
#define IONWAY_SYMMETRY_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/structure.h>

IW_BEGIN_DECLS

/** x' = rotation x + translation on fractional column vectors of the input
 *  cell. */
typedef struct iw_operation {
  int32_t rotation[3][3];
  double translation[3]; /* in [0, 1) */
} iw_operation;

/** Sites of one species that the group maps on each other. Species that share
 *  a position make one orbit each. */
typedef struct iw_orbit {
  int32_t element;
  int32_t first_site;     /* index of its first site, the representative     */
  int32_t n_sites;        /* members in the input cell                       */
  int32_t multiplicity;   /* Wyckoff multiplicity, conventional cell         */
  char wyckoff;           /* letter, 'a'..'z' or 'A', in the setting of
                             iw_symmetry_hall_symbol()                       */
  char site_symmetry[15]; /* oriented symbol, e.g. "-43m", ".m."             */
  double occupancy;
} iw_orbit;

typedef struct iw_symmetry iw_symmetry;

/**
 * Find the space group of a structure.
 *
 * tolerance_ang  largest displacement, Angstrom, by which a site may miss its
 *                image; must be > 0 (1e-2 suits most published files).
 * Sites on one position count as one mixed atom; element, occupancy and (where
 * known) oxidation state tell atoms apart.
 * Errors  IW_E_ARGUMENT, IW_E_SYMMETRY, IW_E_MEMORY. Free: iw_symmetry_destroy.
 * Cost    that of spglib, O(n_sites^2) at worst; calls are serialised.
 * Source  spglib, [togo2018].
 */
IW_API iw_status iw_symmetry_find(iw_context *ctx,
                                  const iw_structure *structure,
                                  double tolerance_ang, iw_symmetry **out);

/**
 * The space group of the primitive cell of a structure, its orbits named as in
 * the symmetry of that structure: letters depend on axes and origin, and those
 * of the file are the ones its reader knows.
 * Errors  as above, IW_E_ARGUMENT when primitive is not a cell of structure
 *         (see iw_supercell_primitive). Free: iw_symmetry_destroy.
 */
IW_API iw_status iw_symmetry_find_primitive(iw_context *ctx,
                                            const iw_structure *primitive,
                                            const iw_structure *structure,
                                            const iw_symmetry *symmetry,
                                            iw_symmetry **out);

IW_API void iw_symmetry_destroy(iw_symmetry *symmetry);

IW_API double iw_symmetry_tolerance(const iw_symmetry *s);
/** Number in International Tables, 1..230. */
IW_API int32_t iw_symmetry_number(const iw_symmetry *s);
/** Short Hermann-Mauguin symbol of the standard setting, "Pnma". */
IW_API const char *iw_symmetry_symbol(const iw_symmetry *s);
/** Hall symbol of the setting the structure is written in, axes and origin,
 *  where that is tabulated; else of the standard setting. */
IW_API const char *iw_symmetry_hall_symbol(const iw_symmetry *s);
/** "mmm" */
IW_API const char *iw_symmetry_point_group(const iw_symmetry *s);
IW_API size_t iw_symmetry_n_operations(const iw_symmetry *s);
/** All operations of the input cell, centring included; identity first. */
IW_API const iw_operation *iw_symmetry_operations(const iw_symmetry *s);
IW_API size_t iw_symmetry_n_orbits(const iw_symmetry *s);
/** Ordered by first_site. Lent. */
IW_API const iw_orbit *iw_symmetry_orbits(const iw_symmetry *s);
/** Orbit index of every site of the structure. Lent. */
IW_API const int32_t *iw_symmetry_site_orbits(const iw_symmetry *s);

/** Space-group number found at each of n tolerances (Angstrom, any order);
 *  0 where none is found. Errors: IW_E_ARGUMENT, IW_E_MEMORY. */
IW_API iw_status iw_symmetry_scan(iw_context *ctx,
                                  const iw_structure *structure,
                                  const double *tolerances_ang, size_t n,
                                  int32_t *numbers);

IW_END_DECLS

#endif
