/* SPDX-License-Identifier: BSD-3-Clause */
/* How an Ewald sum is shared between real and reciprocal space. */
#include "ewald.h"

#include <math.h>
#include <string.h>

#include "context.h"
#include "mem.h"
#include "vec3.h"

#define PI 3.14159265358979323846

void iw_ewald_options_default(iw_ewald_options *options)
{
  options->struct_size = sizeof *options;
  options->precision = 1e-15;
}

/* Into the Minkowski-reduced cell, whose images and waves fill the two cutoff
 * spheres with the least to spare. The change of basis is an integer matrix,
 * so that positions lose nothing. */
static iw_status reduce(iw_context *ctx, const iw_energy_atoms *atoms,
                        iwi_ewald *out)
{
  double change[3][3], rows[3][3];

  for (int i = 0; i < 3; i++) {
    iwi_row_times3(atoms->lattice_ang[i],
                   (const double(*)[3])out->lattice.reduced_inverse, change[i]);
    for (int k = 0; k < 3; k++)
      change[i][k] = floor(change[i][k] + 0.5);
  }
  for (size_t i = 0; i < out->n; i++) {
    double wrapped[3];

    for (int k = 0; k < 3; k++) {
      if (!isfinite(atoms->frac[i][k]))
        return iwi_fail(ctx, IW_E_ARGUMENT,
                        "ewald: position of atom %zu is not finite", i);
      wrapped[k] = iwi_wrap1(atoms->frac[i][k]);
    }
    iwi_row_times3(wrapped, (const double(*)[3])change, out->frac[i]);
    for (int k = 0; k < 3; k++)
      out->frac[i][k] = iwi_wrap1(out->frac[i][k]);
  }
  memcpy(rows, out->lattice.reduced, sizeof rows);
  if (!iwi_lattice_init(&out->lattice, (const double(*)[3])rows))
    return iwi_fail(ctx, IW_E_ARGUMENT, "ewald: the cell is too flat");
  return IW_OK;
}

iw_status iwi_ewald_begin(iw_context *ctx, const iw_energy_atoms *atoms,
                          const iw_ewald_options *options, double precision,
                          double wave_cost, iwi_ewald *out)
{
  double reach, pairs;

  *out = (iwi_ewald){.n = atoms->n_atoms};
  if (options != NULL) {
    if (options->struct_size != sizeof *options)
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "ewald: options of size %zu, want %zu (start from the "
                      "defaults)",
                      options->struct_size, sizeof *options);
    precision = options->precision;
  }
  if (!(precision >= 1e-15 && precision <= 1e-3))
    return iwi_fail(ctx, IW_E_ARGUMENT, "ewald: precision %g, want 1e-15..1e-3",
                    precision);
  if (!iwi_lattice_init(&out->lattice, atoms->lattice_ang))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "ewald: the cell is flat or not finite");
  out->frac = iwi_calloc(ctx, out->n, sizeof *out->frac);
  if (out->frac == NULL)
    return IW_E_MEMORY;
  /* The pairs are (2 pi/3) n^2 p^3/(V a^3), the waves 2/(3 pi^2) V p^3 a^3;
   * their time is least where both sums take the same. */
  reach = sqrt(-log(precision));
  pairs = fmax((double)out->n, 1) * fmax((double)out->n, 1);
  out->alpha = sqrt(PI) * cbrt(sqrt(pairs / wave_cost) / out->lattice.volume);
  out->cutoff_ang = reach / out->alpha;
  out->wave_cutoff = 2 * out->alpha * reach;
  return reduce(ctx, atoms, out);
}

void iwi_ewald_end(iwi_ewald *ewald)
{
  iwi_free(ewald->frac);
  ewald->frac = NULL;
}
