/* SPDX-License-Identifier: BSD-3-Clause */
/* A path: the same atoms in a chain of images from one place to another. */
#ifndef IONWAY_PATH_H
#define IONWAY_PATH_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/energy.h>
#include <ionway/structure.h>

IW_BEGIN_DECLS

/** What a path is made from; arrays are copied. Start from
 *  iw_path_spec_default(). */
typedef struct iw_path_spec {
  size_t struct_size;
  double lattice_ang[3][3]; /* rows, the same for all images                 */
  size_t n_atoms;
  const int32_t *elements; /* n_atoms                                        */
  const double *charges;   /* n_atoms, e; NULL: zero                         */
  const int32_t *types;    /* n_atoms kinds of an energy model; NULL: none   */
  const uint8_t *frozen;   /* n_atoms, non-zero: never moves; NULL: none     */
  int32_t mover;           /* the atom that hops; -1 (default): the one that
                              goes farthest from first to last image         */
  size_t n_images;         /* end points included, >= 2                      */
  const double (*cart_ang)[3]; /* n_images x n_atoms, not wrapped: an atom's
                                  positions follow each other continuously   */
} iw_path_spec;

IW_API void iw_path_spec_default(iw_path_spec *spec);

typedef struct iw_path iw_path;

/** Errors: IW_E_ARGUMENT (no atoms or images, numbers not finite, a flat
 *  cell, a frozen atom that moves by over 1e-6 Angstrom), IW_E_MEMORY.
 *  Free: iw_path_destroy. */
IW_API iw_status iw_path_create(iw_context *ctx, const iw_path_spec *spec,
                                iw_path **out);
IW_API void iw_path_destroy(iw_path *path);

IW_API const double (*iw_path_lattice(const iw_path *path))[3];
IW_API size_t iw_path_n_atoms(const iw_path *path);
IW_API size_t iw_path_n_images(const iw_path *path);
IW_API const int32_t *iw_path_elements(const iw_path *path);
IW_API const double *iw_path_charges(const iw_path *path);
/** NULL when there are none. */
IW_API const int32_t *iw_path_types(const iw_path *path);
/** NULL when nothing is frozen. */
IW_API const uint8_t *iw_path_frozen(const iw_path *path);
IW_API int32_t iw_path_mover(const iw_path *path);
/** Cartesian positions of image i, n_atoms of them, Angstrom. Lent. */
IW_API const double (*iw_path_image(const iw_path *path, size_t i))[3];
/** Length of the polygon up to each image, Angstrom, in the 3N-dimensional
 *  Euclidean norm: n_images values, the first 0. */
IW_API void iw_path_coordinate(const iw_path *path, double *s_ang);

/** The first and last image of a path with n_images equally spaced on the
 *  straight line between them, eq. (N1). */
IW_API iw_status iw_path_straight(iw_context *ctx, const iw_path *ends,
                                  size_t n_images, iw_path **out);

/** The same relaxed on the image-dependent pair potential, eq. (N2): distances
 *  between neighbours change evenly from one end to the other, so that no two
 *  atoms run through each other. Costs no energy call.
 *  Source [smidstrup2014]. */
IW_API iw_status iw_path_idpp(iw_context *ctx, const iw_path *ends,
                              size_t n_images, iw_path **out);

/** The straight line with the mover led through n waypoints (Cartesian, in the
 *  frame of the first image, between the ends): images equally spaced on its
 *  polygon; the other atoms go linearly with the share of the way. */
IW_API iw_status iw_path_through(iw_context *ctx, const iw_path *ends,
                                 const double (*waypoints_ang)[3], size_t n,
                                 size_t n_images, iw_path **out);

/** The path backwards. */
IW_API iw_status iw_path_reversed(iw_context *ctx, const iw_path *path,
                                  iw_path **out);

/** One image as a structure (atoms in order, wrapped); labels as given, NULL
 *  makes them. Free: iw_structure_destroy. */
IW_API iw_status iw_path_structure(iw_context *ctx, const iw_path *path,
                                   size_t i, iw_structure **out);

/** Smallest distance between two atoms anywhere on the path, periodic images
 *  included, Angstrom; the image and the pair where it is (may be NULL). */
IW_API iw_status iw_path_closest(iw_context *ctx, const iw_path *path,
                                 double *distance_ang, size_t *image,
                                 int32_t pair[2]);

IW_END_DECLS

#endif
