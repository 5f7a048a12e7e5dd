/* SPDX-License-Identifier: BSD-3-Clause */
/* Passes between basins of a flooded grid, each kept once. */
#ifndef IONWAY_PASSES_H
#define IONWAY_PASSES_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/context.h>

/** Lowest meeting of basin `from` in the home cell with basin `to` in cell
 *  `shift`, on the grid. */
typedef struct iwi_pass {
  int32_t from, to;
  int32_t shift[3];
  double height_ev; /* energy of the point at which they meet                */
  int32_t point;    /* that point, a member of one of the two ...            */
  int32_t cell[3];  /* ... in this cell when `from` is in the home cell      */
  int32_t partner;  /* its lower neighbour in the other one                  */
  int32_t step[3];  /* from point to partner in grid steps, -1..1            */
} iwi_pass;

/** All passes met so far. The kind of a pass is (from, to, shift); a kind may
 *  have several passes at different places. */
typedef struct iwi_pass_table {
  iwi_pass *passes;
  size_t n, capacity;
  int32_t *next_of_kind; /* chain of passes of one kind, -1 ends it         */
  size_t chain_capacity;
  int32_t *slots;      /* hash by kind: head of its chain, -1 free        */
  size_t n_slots;      /* a power of two                                  */
  const int32_t *grid; /* borrowed                                        */
  const double (*lattice)[3];
} iwi_pass_table;

iw_status iwi_pass_table_init(iw_context *ctx, iwi_pass_table *table,
                              const int32_t grid[3],
                              const double (*lattice)[3]);
void iwi_pass_table_release(iwi_pass_table *table);

/** Take a meeting up, unless a pass of its kind was met near it before; calls
 *  come in rising height. Turns the pass so that each kind has one name. */
iw_status iwi_pass_table_add(iw_context *ctx, iwi_pass_table *table,
                             iwi_pass *pass);

#endif
