/* SPDX-License-Identifier: BSD-3-Clause */
/* A doping with all it is made from, and what its compositions must obey
 * whatever was asked for. */
#ifndef IONWAY_TESTS_DOPED_H
#define IONWAY_TESTS_DOPED_H

#include "check.h"

#include <stdlib.h>

#include <ionway/ionway.h>

typedef struct doped {
  iw_context *ctx;
  iw_structure *structure;
  iw_oxidation *oxidation; /* NULL where the structure has its states */
  iw_symmetry *symmetry;
  iw_doping *doping;
  iw_status status;
  char log[4096];
} doped;

static inline void doped_log(iw_log_level level, const char *text, void *user)
{
  doped *d = user;
  const size_t used = strlen(d->log);

  (void)level;
  snprintf(d->log + used, sizeof d->log - used, "%s\n", text);
}

static inline const iw_structure *doped_parent(const doped *d)
{
  return d->oxidation == NULL ? d->structure
                              : iw_oxidation_structure(d->oxidation);
}

static inline void doped_begin(doped *d)
{
  memset(d, 0, sizeof *d);
  if (iw_context_create(&d->ctx) != IW_OK)
    abort();
  iw_context_set_log(d->ctx, doped_log, d);
}

/* The structure stands; symmetry and doping of it. */
static inline void doped_make(doped *d, const iw_doping_request *request)
{
  d->status = iw_symmetry_find(d->ctx, doped_parent(d), 1e-2, &d->symmetry);
  if (d->status == IW_OK)
    d->status = iw_doping_create(d->ctx, doped_parent(d), d->symmetry, request,
                                 &d->doping);
}

/* From a file; states are guessed for a cell that carries cell_charge. */
static inline int doped_read(doped *d, const char *path, double cell_charge)
{
  iw_oxidation_options options;

  doped_begin(d);
  if (iw_structure_read_file(d->ctx, path, NULL, &d->structure) != IW_OK)
    return 0;
  iw_oxidation_options_default(&options);
  options.cell_charge = cell_charge;
  return iw_oxidation_assign(d->ctx, d->structure, NULL, &options,
                             &d->oxidation) == IW_OK;
}

static inline void doped_end(doped *d)
{
  iw_doping_destroy(d->doping);
  iw_symmetry_destroy(d->symmetry);
  iw_oxidation_destroy(d->oxidation);
  iw_structure_destroy(d->structure);
  iw_context_destroy(d->ctx);
}

static inline const char *doped_message(const doped *d)
{
  return iw_context_message(d->ctx);
}

/* Number of a pool by name, -1 without. */
static inline int doped_pool(const doped *d, const char *name)
{
  for (size_t p = 0; p < iw_doping_n_pools(d->doping); p++) {
    if (strcmp(iw_doping_pools(d->doping)[p].name, name) == 0)
      return (int)p;
  }
  return -1;
}

/* Where the counts of a species ("Al3+", "vac") of a pool are, -1 nowhere. */
static inline int doped_entry(const doped *d, const char *pool,
                              const char *species)
{
  const int wanted = doped_pool(d, pool);
  int at = 0;

  for (int p = 0; p < wanted; p++)
    at += (int)iw_doping_pools(d->doping)[p].n_species;
  for (size_t s = 0;
       wanted >= 0 && s < iw_doping_pools(d->doping)[wanted].n_species; s++) {
    if (strcmp(iw_doping_pools(d->doping)[wanted].species[s].name, species) ==
        0)
      return at + (int)s;
  }
  return -1;
}

static inline int doped_count(const doped *d, size_t composition,
                              const char *pool, const char *species)
{
  const int at = doped_entry(d, pool, species);

  return at < 0 ? -1
                : iw_doping_compositions(d->doping)[composition].counts[at];
}

/* Counts fill their pools, charges of sites add up to those of the terms and
 * to what the cell shall carry. */
static inline void doped_check(const doped *d, double cell_charge)
{
  for (size_t c = 0; c < iw_doping_n_compositions(d->doping); c++) {
    const iw_composition *composition = &iw_doping_compositions(d->doping)[c];
    double charge = 0, terms = 0;
    size_t at = 0;

    for (size_t p = 0; p < iw_doping_n_pools(d->doping); p++) {
      const iw_doping_pool *pool = &iw_doping_pools(d->doping)[p];
      int32_t n = 0;

      for (size_t s = 0; s < pool->n_species; s++, at++) {
        n += composition->counts[at];
        charge += composition->counts[at] * composition->charges[at];
        CHECK(composition->counts[at] >= 0);
      }
      CHECK_INT(n, pool->n_sites);
    }
    for (size_t i = 0; i < iw_doping_n_spectators(d->doping); i++)
      charge += iw_doping_spectators(d->doping)[i].oxidation;
    for (size_t k = 0; k < composition->n_terms; k++)
      terms += composition->terms[k].count * composition->terms[k].charge;
    CHECK_NEAR(charge, cell_charge, 1e-6);
    CHECK_NEAR(terms, cell_charge, 1e-6);
    CHECK_NEAR(composition->charge, cell_charge, 1e-6);
    CHECK(composition->rule_text[0] != '\0');
  }
}

#endif
