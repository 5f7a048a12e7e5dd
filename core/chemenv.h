/* SPDX-License-Identifier: BSD-3-Clause */
/* Which sites of an element are chemically alike, and which oxidation states
 * each such kind may have: a sulphur with four oxygens is not a sulphide. */
#ifndef IONWAY_CORE_CHEMENV_H
#define IONWAY_CORE_CHEMENV_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/structure.h>

#define IWI_MAX_CHOICES 8

/** What decided the list of states. */
typedef enum iwi_chemenv {
  IWI_CHEMENV_METAL = 0,  /* the element's common states                   */
  IWI_CHEMENV_CENTRE = 1, /* bonded to a more electronegative non-metal    */
  IWI_CHEMENV_ANION = 2,  /* nothing more electronegative bonded           */
  IWI_CHEMENV_LINKED = 3, /* shares electrons with its own element         */
  IWI_CHEMENV_GIVEN = 4,  /* the caller's rule                             */
  IWI_CHEMENV_HOLES = 5   /* anion short of electrons; partner: the metal
                             that has none left                            */
} iwi_chemenv;

/** Sites that get one charge together. */
typedef struct iwi_kind {
  int32_t element;
  int32_t partner; /* element that decided, 0 none */
  int linked;      /* a centre that also shares electrons with its own kind */
  iwi_chemenv env;
  int average; /* may carry an average of its states */
  int n;       /* states to choose from, usual one first */
  double state[IWI_MAX_CHOICES];
  double cost[IWI_MAX_CHOICES];
  double amount; /* sum of occupancies */
} iwi_kind;

typedef struct iwi_kinds {
  size_t n;
  iwi_kind *kinds;
  int32_t *of_site; /* n_sites entries */
} iwi_kinds;

/**
 * Sort sites into kinds by element and bonded non-metals.
 *
 * A kind without any known state has n = 0. Errors: IW_E_MEMORY. Free:
 * iwi_chemenv_release.
 */
iw_status iwi_chemenv_sort(iw_context *ctx, const iw_structure *structure,
                           iwi_kinds *out);
void iwi_chemenv_release(iwi_kinds *kinds);

#endif
