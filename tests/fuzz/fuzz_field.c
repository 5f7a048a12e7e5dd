/* SPDX-License-Identifier: BSD-3-Clause */
/* Any bytes as a field file; what is taken has an energy or a message. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <ionway/ionway.h>

/* libFuzzer calls this; no header of its declares it */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define N_ATOMS 6

/* Some ions of the field's own elements in a cell small enough for any cutoff.
 */
static void evaluate(iw_context *ctx, const iw_pair_field *field)
{
  static const double lattice[3][3] = {{9, 0, 0}, {1, 8, 0}, {0, -1, 10}};
  static const double frac[N_ATOMS][3] = {{0, 0, 0},         {0.25, 0.25, 0.2},
                                          {0.5, 0.5, 0.1},   {0.7, 0.25, 0.25},
                                          {0.25, 0.75, 0.5}, {-0.1, 1.6, 0.75}};
  const size_t n_types = iw_pair_field_n_types(field);
  int32_t elements[N_ATOMS], types[N_ATOMS];
  double forces[N_ATOMS][3];
  const iw_energy_atoms atoms = {.lattice_ang = lattice,
                                 .frac = frac,
                                 .elements = elements,
                                 .n_atoms = N_ATOMS,
                                 .types = types};
  iw_energy_result result = {.forces_ev_ang = forces};

  for (size_t i = 0; i < N_ATOMS; i++) {
    types[i] = (int32_t)(i % n_types);
    elements[i] = iw_pair_field_types(field)[types[i]].element;
  }
  if (iw_energy_evaluate(ctx, iw_pair_field_energy(field), &atoms, &result) !=
          IW_OK &&
      iw_context_message(ctx)[0] == '\0')
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  iw_pair_field *field = NULL;
  iw_context *ctx;
  iw_status status;

  if (size > 4096 || iw_context_create(&ctx) != IW_OK)
    return 0;
  status =
      iw_pair_field_read_memory(ctx, (const char *)data, size, "fuzz", &field);
  if ((status == IW_OK) != (field != NULL))
    abort();
  if (status == IW_OK)
    evaluate(ctx, field);
  else if (iw_context_message(ctx)[0] == '\0' ||
           strchr(iw_context_message(ctx), '\n') != NULL)
    abort();
  iw_pair_field_destroy(field);
  iw_context_destroy(ctx);
  return 0;
}
