/* SPDX-License-Identifier: BSD-3-Clause */
/* The library in one page: at which energies does lithium percolate?
 *
 *   cc embed_min.c $(pkg-config --cflags --libs ionway) && ./a.out FILE.cif */
#include <stdio.h>

#include <ionway/ionway.h>

int main(int argc, char **argv)
{
  iw_context *ctx = NULL;
  iw_structure *crystal = NULL;
  iw_oxidation *charges = NULL;
  iw_parameters *bonds = NULL;
  iw_bvse *field = NULL;
  iw_landscape *map = NULL;
  iw_percolation *paths = NULL;
  iw_bvse_options options;
  int done = 0;

  iw_bvse_options_default(&options);
  options.mobile_element = iw_element_from_symbol("Li", 2);
  if (argc == 2 && iw_context_create(&ctx) == IW_OK)
    done =
        iw_structure_read_file(ctx, argv[1], NULL, &crystal) == IW_OK &&
        iw_parameters_create(ctx, NULL, &bonds) == IW_OK &&
        iw_oxidation_assign(ctx, crystal, bonds, NULL, &charges) == IW_OK &&
        iw_bvse_create(ctx, iw_oxidation_structure(charges), bonds, &options,
                       &field) == IW_OK &&
        iw_landscape_compute(ctx, field, crystal, NULL, NULL, &map) == IW_OK &&
        iw_percolation_compute(ctx, map, field, NULL, &paths) == IW_OK;
  for (int n = 1; done && n <= 3; n++) {
    const iw_percolation_event *event = iw_percolation_threshold(paths, n);

    if (event->found)
      printf("E_%dD = %.3f eV\n", n, event->barrier_ev);
    else
      printf("E_%dD: no percolation\n", n);
  }
  if (!done)
    fprintf(stderr, "%s\n", ctx ? iw_context_message(ctx) : "usage: FILE.cif");
  iw_percolation_destroy(paths);
  iw_landscape_destroy(map);
  iw_bvse_destroy(field);
  iw_oxidation_destroy(charges);
  iw_parameters_destroy(bonds);
  iw_structure_destroy(crystal);
  iw_context_destroy(ctx);
  return done ? 0 : 1;
}
