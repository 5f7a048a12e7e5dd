/* SPDX-License-Identifier: BSD-3-Clause */
/* An energy model of your own: a barrier over a corrugated sheet.
 *
 *   cc embed_energy.c $(pkg-config --cflags --libs ionway) -lm && ./a.out */
#include <math.h>
#include <stdio.h>

#include <ionway/ionway.h>

#define PERIOD_ANG 3.0
#define TURN       (2 * 3.14159265358979323846 / PERIOD_ANG)

/* E = sum over atoms of 0.2 eV (2 - cos x - cos y) + 10 z^2, x and y in turns:
 * minima on a square lattice, saddles of 0.4 eV between them. */
static iw_status corrugation(iw_context *ctx, const iw_energy_atoms *atoms,
                             void *workspace, iw_energy_result *result,
                             void *user)
{
  (void)ctx;
  (void)workspace;
  (void)user;
  result->energy_ev = 0;
  for (size_t i = 0; i < atoms->n_atoms; i++) {
    double r[3] = {0, 0, 0};

    for (int k = 0; k < 3; k++) {
      for (int l = 0; l < 3; l++)
        r[l] += atoms->frac[i][k] * atoms->lattice_ang[k][l];
    }
    result->energy_ev +=
        0.2 * (2 - cos(TURN * r[0]) - cos(TURN * r[1])) + 10 * r[2] * r[2];
    if (result->forces_ev_ang != NULL) {
      result->forces_ev_ang[i][0] = -0.2 * TURN * sin(TURN * r[0]);
      result->forces_ev_ang[i][1] = -0.2 * TURN * sin(TURN * r[1]);
      result->forces_ev_ang[i][2] = -20 * r[2];
    }
  }
  return IW_OK;
}

int main(void)
{
  const iw_energy sheet = {.struct_size = sizeof sheet,
                           .name = "corrugated sheet",
                           .evaluate = corrugation,
                           .thread_safe = 1,
                           .provides = IW_ENERGY_FORCES};
  const double ends[2][3] = {{0.2, 0.1, 0}, {2.9, 0.1, 0.1}};
  const int32_t lithium = 3;
  iw_context *ctx = NULL;
  iw_path *path = NULL;
  iw_barrier *barrier = NULL;
  iw_path_spec spec;
  iw_barrier_options options;
  int done;

  iw_path_spec_default(&spec);
  for (int k = 0; k < 3; k++)
    spec.lattice_ang[k][k] = 4 * PERIOD_ANG;
  spec.n_atoms = 1;
  spec.elements = &lithium;
  spec.n_images = 2;
  spec.cart_ang = ends;
  iw_barrier_options_default(&options);
  done = iw_context_create(&ctx) == IW_OK &&
         iw_path_create(ctx, &spec, &path) == IW_OK &&
         iw_barrier_find(ctx, &sheet, path, &options, &barrier) == IW_OK;
  if (done)
    printf("%s: %.4f eV\n",
           iw_barrier_state_text(iw_barrier_get(barrier)->state),
           iw_barrier_get(barrier)->forward_ev);
  else
    fprintf(stderr, "%s\n", ctx ? iw_context_message(ctx) : "out of memory");
  iw_barrier_destroy(barrier);
  iw_path_destroy(path);
  iw_context_destroy(ctx);
  return done ? 0 : 1;
}
