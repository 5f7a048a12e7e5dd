/* SPDX-License-Identifier: BSD-3-Clause */
/* A pair field at work: what a workspace holds, and the steps of a call. */
#ifndef IONWAY_CORE_PAIR_FIELD_MODEL_H
#define IONWAY_CORE_PAIR_FIELD_MODEL_H

#include "lattice.h"
#include "pair_field.h"
#include "pair_field_kernel.h"
#include "pair_field_waves.h"

/* Lists hold pairs this much beyond the cutoff, so that they serve until an
 * atom has moved by half of it. Wide enough for several steps of a band. */
#define IWI_SKIN_ANG 0.4

#define IWI_MAX_CELL 10000 /* cells to a side that a cutoff may reach */

/** Neighbours of one particle, in a row of images padded with the far one. */
typedef struct iwi_pair_row {
  int32_t particle;
  int32_t pair; /* of the field's pairs; -1 in the Coulomb list              */
  size_t first, n;
} iwi_pair_row;

typedef struct iwi_pair_list {
  iwi_pair_row *rows;
  size_t n_rows, rows_capacity;
  int32_t *images;
  double *charges; /* of each, Coulomb list only                             */
  size_t n, images_capacity, charges_capacity;
} iwi_pair_list;

/** Two particles whose non-bonded energy is left out: j in another cell. Both
 *  directions are kept, sorted by i. */
typedef struct iwi_exclusion {
  int32_t i, j;
  int32_t cell[3];
} iwi_exclusion;

/** Bonds and angles of the atoms at hand; cells relative to the first atom. */
typedef struct iwi_bonded {
  int32_t atoms[3]; /* particles; of an angle the centre first               */
  int32_t cells[2][3];
  const void *law; /* iw_field_bond or iw_field_angle                       */
} iwi_bonded;

typedef struct iwi_topology {
  iwi_bonded *bonds, *angles;
  size_t n_bonds, n_angles, bonds_capacity, angles_capacity;
  iwi_exclusion *exclusions;
  size_t n_exclusions, exclusions_capacity;
  size_t *start; /* first exclusion of each particle                         */
} iwi_topology;

typedef struct iwi_pair_workspace {
  const iw_pair_field *field;
  size_t n_atoms, n_shells, n; /* n particles: cores, then shells            */
  int32_t *types;              /* n_atoms                                    */
  int32_t *acting;             /* n: type for terms, -1: a core with shell   */
  double *charges;             /* n                                          */
  int32_t *atom_of;            /* n                                          */
  int32_t *site_of;            /* n_atoms: the particle that terms act on    */
  size_t *n_of_type;           /* atoms of each type                         */
  double total_charge, sum_charge2;

  /* the cell, in a reduced basis chosen when opened */
  double to_reduced[3][3], basis[3][3]; /* reduced = basis times rows        */
  double given[3][3];                   /* rows of the last call             */
  iwi_lattice lattice;
  double (*place)[3];  /* n_atoms, fractional, followed through wrapping   */
  int32_t (*base)[3];  /* n_atoms: cell they were in when listed           */
  double (*shell)[3];  /* n_shells, Cartesian from their cores             */
  double (*listed)[3]; /* n, Cartesian, when listed                        */
  double (*frac)[3];   /* n, in the cell of base                           */
  int has_lists, followed;

  iwi_cloud cloud; /* particles, the far one, images                   */
  size_t n_images, images_capacity, cloud_capacity;
  int32_t *owner;      /* particle of each image                           */
  double (*offset)[3]; /* from it, Cartesian                               */
  int32_t *image_ids;  /* which image a particle and cell have, scratch    */
  size_t image_ids_capacity;
  int32_t image_reach[3]; /* cells to each side that images can be in */
  int32_t *near_sites;    /* of one particle, scratch */
  double (*near_vectors)[3];
  int32_t *selected; /* of these */
  size_t near_capacity[3];
  iwi_pair_list coulomb, short_range;
  double short_reach_ang; /* longest cutoff of pairs that are there          */

  iwi_screening screening; /* Coulomb in real space                          */
  double wave_cutoff;      /* 1/Angstrom, 0: no waves                        */
  iwi_waves waves;
  iwi_topology topology;

  double (*force)[3]; /* n                                                */
  struct iwi_shell_search *search;
} iwi_pair_workspace;

/* The four functions of the model. */
iw_energy_fn iwi_pair_model_evaluate;
iw_energy_open_fn iwi_pair_model_open;
iw_energy_close_fn iwi_pair_model_close;
iw_energy_types_fn iwi_pair_model_types;

/** Kinds of atoms whose labels are not known: by element and neighbours. */
iw_status iwi_pair_types_of_atoms(iw_context *ctx, const iw_pair_field *field,
                                  const iw_energy_atoms *atoms, int32_t *types);

/** Take a cell; its waves. */
iw_status iwi_pair_cell_set(iw_context *ctx, iwi_pair_workspace *w,
                            const double rows[3][3]);
iw_status iwi_pair_cell_waves(iw_context *ctx, iwi_pair_workspace *w);

/** Take the positions of atoms. */
iw_status iwi_pair_follow(iw_context *ctx, iwi_pair_workspace *w,
                          const iw_energy_atoms *atoms);

/** Find lists, images and bases anew for the particles where they are. */
iw_status iwi_pair_list_renew(iw_context *ctx, iwi_pair_workspace *w);

/** Begin to number images, up to reach from the cell. Errors: IW_E_LIMIT. */
iw_status iwi_pair_images_clear(iw_context *ctx, iwi_pair_workspace *w,
                                double reach_ang);

/** Where the image of a particle in another cell stands in the cloud, a new one
 *  where it is met first. */
iw_status iwi_pair_images_number(iw_context *ctx, iwi_pair_workspace *w,
                                 int32_t particle, const int32_t cell[3],
                                 int32_t *image);

/** Room in the cloud for all that were numbered. */
iw_status iwi_pair_images_cloud(iw_context *ctx, iwi_pair_workspace *w);

/** Find bonds, angles and exclusions; frac is where the atoms are. */
iw_status iwi_pair_topology_find(iw_context *ctx, iwi_pair_workspace *w);
void iwi_pair_topology_free(iwi_topology *topology);

/** Is the image of j in a cell, relative to particle i, left out? */
int iwi_pair_topology_excludes(const iwi_topology *t, int32_t i, int32_t j,
                               const int32_t cell[3]);

/** Energy of bonds, angles, and what the other sums have counted of excluded
 *  pairs; adds to forces and to dE/d(strain). */
double iwi_pair_bonded_add(iwi_pair_workspace *w, double strain[3][3]);

/** Energy and forces (w->force) at the positions of w->frac, shells where they
 *  are; dE/d(strain) unless NULL. */
iw_status iwi_pair_sum(iw_context *ctx, iwi_pair_workspace *w, double *energy,
                       double strain[3][3]);

/** Cartesian positions, and new lists where they have become too short. */
iw_status iwi_pair_place(iw_context *ctx, iwi_pair_workspace *w);

/** iwi_pair_sum() with the shells at rest. */
iw_status iwi_pair_shells_relax(iw_context *ctx, iwi_pair_workspace *w,
                                double *energy, double strain[3][3]);
iw_status iwi_pair_shells_begin(iw_context *ctx, iwi_pair_workspace *w);
void iwi_pair_shells_end(iwi_pair_workspace *w);

#endif
