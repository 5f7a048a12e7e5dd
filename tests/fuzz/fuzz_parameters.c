/* SPDX-License-Identifier: BSD-3-Clause */
/* Any bytes as a file of own bond-valence rows. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include <ionway/ionway.h>

#include "parameters_file.h"

/* libFuzzer calls this; no header of its declares it */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  iw_parameters *parameters = NULL;
  iw_context *ctx;

  if (iw_context_create(&ctx) != IW_OK)
    return 0;
  if (iwi_parameters_file_parse(ctx, (const char *)data, size, "fuzz", NULL,
                                &parameters) == IW_OK) {
    const size_t n = iw_parameters_n_bonds(parameters);
    const iw_bond *bonds = iw_parameters_bonds(parameters);

    /* what is taken is usable */
    for (size_t i = 0; i < n; i++) {
      if (!(bonds[i].d0_ev > 0) || !isfinite(bonds[i].d0_ev) ||
          !(bonds[i].r_min_ang > 0) || !isfinite(bonds[i].r_min_ang) ||
          !(bonds[i].alpha_inv_ang > 0) || !isfinite(bonds[i].alpha_inv_ang))
        abort();
    }
  }
  iw_parameters_destroy(parameters);
  iw_context_destroy(ctx);
  return 0;
}
