/* SPDX-License-Identifier: BSD-3-Clause */
/* The finished doping: what its accessors hand out. */
#ifndef IONWAY_DOPING_OBJECT_H
#define IONWAY_DOPING_OBJECT_H

#include "doping_model.h"

/** A composition with all that the public one points to. */
typedef struct iwi_composition {
  int32_t *counts;
  double *charges;
  double *amounts;
  iw_doping_charge *terms;
  iw_doping_rounding *roundings;
  char rule_text[256];
  char formula[256];
} iwi_composition;

struct iw_doping {
  int32_t *place_pools; /* public pool of every place, -1: spectator */
  iwi_places places;
  iw_supercell *supercell;
  iw_site_group *group;
  size_t n_sites;
  double (*frac)[3];
  int32_t *site_pools;
  int32_t *positions; /* of every decorated position of the parent */
  iw_doping_pool *pools;
  size_t n_pools;
  iw_doping_species *species; /* of all pools */
  int32_t *first_species;     /* n_pools + 1  */
  iw_exclusion *exclusions;
  size_t n_exclusions;
  iw_contact *contacts;
  size_t n_contacts;
  iw_site *spectators;
  size_t n_spectators;
  int32_t *element_ranks; /* by element number: order in structures */
  iw_composition *compositions;
  iwi_composition *storage;
  size_t n_compositions;
};

/** Public pools and compositions from the drafts. */
iw_status iwi_doping_publish(const iwi_plan *plan, const iwi_drafts *drafts,
                             iw_doping *d);
/** Supercell, its sites and their group. */
iw_status iwi_doping_place(iw_context *ctx, const iw_structure *structure,
                           const iw_symmetry *symmetry,
                           const iw_doping_request *request, iw_doping *d);
/** Exclusions by contact distances that leave every composition a decoration.
 *  Errors: IW_E_STRUCTURE, IW_E_MEMORY. */
iw_status iwi_doping_exclude(iw_context *ctx, const iw_doping_request *request,
                             iw_doping *d);

#endif
