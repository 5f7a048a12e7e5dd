/* SPDX-License-Identifier: BSD-3-Clause */
/* One frozen crystal: a cell and every site in it, ordered or disordered. */
#ifndef IONWAY_STRUCTURE_H
#define IONWAY_STRUCTURE_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/context.h>

IW_BEGIN_DECLS

#define IW_LABEL_SIZE 24

/** One species on one position of the cell. A mixed position is several sites
 *  with equal coordinates; split positions stay separate sites. */
typedef struct iw_site {
  double frac[3];   /* fractional, any real; stored wrapped into [0, 1)     */
  double occupancy; /* 0 < occupancy <= 1                                   */
  double oxidation; /* charge in e; NAN when the input does not say         */
  int32_t element;  /* atomic number, 1..118                                */
  int32_t line;     /* line of the input it came from, 0 when not from text */
  char label[IW_LABEL_SIZE]; /* "Li1"; "" lets create() name it Li1, Li2..  */
} iw_site;

/** What a structure is made from. Arrays are copied. Start from
 *  iw_structure_spec_default(). */
typedef struct iw_structure_spec {
  size_t struct_size;
  double lattice_ang[3][3]; /* rows are the cell vectors, Angstrom          */
  const iw_site *sites;
  size_t n_sites;
  const char *title;           /* NULL means ""                            */
  const char *source;          /* file name for messages; NULL means ""    */
  int32_t declared_group;      /* space-group number the input names, or 0 */
  const char *declared_symbol; /* its Hermann-Mauguin symbol, NULL: ""     */
  double min_distance_ang;     /* closer pairs that cannot be alternatives
                                  (occupancies sum above 1) are an error   */
} iw_structure_spec;

IW_API void iw_structure_spec_default(iw_structure_spec *spec);

typedef struct iw_structure iw_structure;

/**
 * Make a structure from cell and sites (the full cell content, no symmetry).
 *
 * Checked: finite numbers, cell volume, 1..1e6 sites, element numbers,
 * occupancies, occupancies summing to at most 1 on a shared position, and
 * overlaps (spec->min_distance_ang, default 0.5 Angstrom).
 * Errors  IW_E_ARGUMENT, IW_E_STRUCTURE, IW_E_LIMIT, IW_E_MEMORY; the message
 *         names the site by label, line and source.
 * Free    iw_structure_destroy.
 * Cost    O(n_sites).
 */
IW_API iw_status iw_structure_create(iw_context *ctx,
                                     const iw_structure_spec *spec,
                                     iw_structure **out);

/** The same crystal with other oxidation states (n_sites values in e). */
IW_API iw_status iw_structure_with_oxidation(iw_context *ctx,
                                             const iw_structure *structure,
                                             const double *oxidation,
                                             iw_structure **out);

IW_API void iw_structure_destroy(iw_structure *structure);

/** Rows are the cell vectors, Angstrom. Lent. */
IW_API const double (*iw_structure_lattice(const iw_structure *s))[3];
/** Cell volume, Angstrom^3, always positive. */
IW_API double iw_structure_volume(const iw_structure *s);
IW_API size_t iw_structure_n_sites(const iw_structure *s);
/** n_sites entries, in input order, frac wrapped into [0, 1). Lent. */
IW_API const iw_site *iw_structure_sites(const iw_structure *s);
IW_API const char *iw_structure_title(const iw_structure *s);
IW_API const char *iw_structure_source(const iw_structure *s);
IW_API int32_t iw_structure_declared_group(const iw_structure *s);
IW_API const char *iw_structure_declared_symbol(const iw_structure *s);
/** Sum of occupancy times oxidation over the cell, e; NAN when one is
 *  unknown. */
IW_API double iw_structure_charge(const iw_structure *s);

IW_END_DECLS

#endif
