/* SPDX-License-Identifier: BSD-3-Clause */
/* Which position of a cell an operation takes another one to. */
#ifndef IONWAY_DOPING_SITE_MATCH_H
#define IONWAY_DOPING_SITE_MATCH_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/symmetry.h>

typedef struct iwi_site_match iwi_site_match;

/** Is the rotation the identity? */
int iwi_operation_is_translation(const iw_operation *operation);

/** Prepare n positions of a cell; equal kinds may be mapped on each other
 *  (NULL: all are equal). frac and kinds are lent for the object's life.
 *  Errors: IW_E_ARGUMENT (cell, coordinates, tolerance), IW_E_MEMORY. */
iw_status iwi_site_match_create(iw_context *ctx, const double lattice[3][3],
                                const double (*frac)[3], const int32_t *kinds,
                                size_t n, double tolerance_ang,
                                iwi_site_match **out);
void iwi_site_match_destroy(iwi_site_match *match);

/** Position a goes to position image[a], shift[a] cells away. Errors:
 *  IW_E_SYMMETRY naming a position without image, or two with one. */
iw_status iwi_site_match_find(iw_context *ctx, iwi_site_match *match,
                              const iw_operation *operation, int32_t *image,
                              int32_t (*shift)[3]);

#endif
