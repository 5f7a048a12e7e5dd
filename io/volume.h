/* SPDX-License-Identifier: BSD-3-Clause */
/* What the writers of the volume formats share. */
#ifndef IONWAY_IO_VOLUME_H
#define IONWAY_IO_VOLUME_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/write.h>

#include "text.h"

/** A landscape being written; every pointer is lent. */
typedef struct iwi_volume {
  const double (*lattice_ang)[3]; /* rows                                   */
  const int32_t *grid;
  const double *energies_ev; /* index (i*n1 + j)*n2 + k                */
  double cap_ev;             /* INFINITY: none                         */
  const iw_site *sites;      /* NULL when no structure was given       */
  size_t n_sites;
  const char *title;
} iwi_volume;

/** Energy at a grid point, at most the cap. Indices may be n: the duplicate
 *  end plane. */
double iwi_volume_value(const iwi_volume *volume, int32_t i, int32_t j,
                        int32_t k);

/* Print the volume; failures are remembered by the builder. */
void iwi_volume_cube(const iwi_volume *volume, iwi_text_builder *b);
void iwi_volume_grd(const iwi_volume *volume, iwi_text_builder *b);
void iwi_volume_xsf(const iwi_volume *volume, iwi_text_builder *b);
void iwi_volume_npy(const iwi_volume *volume, iwi_text_builder *b);

/** The description that goes with NAME.npy; data_name is that file's name
 *  without folders. Errors: IW_E_MEMORY. */
iw_status iwi_volume_json(iw_context *ctx, const iwi_volume *volume,
                          const char *data_name, iw_text **out);

#endif
