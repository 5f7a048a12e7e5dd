/* SPDX-License-Identifier: BSD-3-Clause */
/* Short lists of the images that matter in small cubes of a patch, made when a
 * cube is first asked for. */
#ifndef IONWAY_BVSE_LOCALS_H
#define IONWAY_BVSE_LOCALS_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/context.h>

typedef struct iwi_locals iwi_locals;

/** Images sorted by kind, one array a coordinate; kind_start has n_kinds + 1
 *  entries. */
typedef struct iwi_local_list {
  const double *x, *y, *z;
  const size_t *kind_start;
} iwi_local_list;

/** For patches of less than `capacity` images. */
iw_status iwi_locals_create(iw_context *ctx, size_t n_kinds, size_t capacity,
                            iwi_locals **out);
void iwi_locals_destroy(iwi_locals *locals);

/** The images have changed. 0: there are too many for this store now. */
int iwi_locals_forget(iwi_locals *locals, size_t n_images);

/** Those within their kind's cutoff of any point of the cube that holds this
 *  point, and some more, in the order of `all`: the list depends on the cube
 *  alone. Valid until the next call. */
iwi_local_list iwi_locals_around(iwi_locals *locals, const iwi_local_list *all,
                                 const double *cutoffs, const double point[3]);

#endif
