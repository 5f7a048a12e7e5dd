/* SPDX-License-Identifier: BSD-3-Clause */
/* Electrostatic energy of decorations, eq. (C5).
 *
 * The sites that carry the commonest species of their pool are the reference;
 * with charges d_i that the others have more,
 *
 *   E = E_ref + sum_i d_i (s_i + 1/2 M_ii d_i + sum_{j<i} M_ij d_j),
 *
 * s the slope at the reference. It is always summed anew: quick enough since
 * few sites differ, and nothing of earlier calls gets into the bits. */
#include "decoration_energy.h"

#include <string.h>

#include <ionway/ewald.h>

#include "mem.h"

struct iw_decoration_energy {
  const iw_doping *doping; /* lent */
  size_t n_sites, n_pools;
  int32_t *site_pools, *first_species;
  double fixed_ev;   /* E_0, spectators among themselves */
  double *field_v;   /* b, of the spectators at the sites */
  double *matrix_ev; /* M, n_sites x n_sites */
  /* of the composition in force */
  const double *charges; /* lent */
  double reference_ev;
  double *reference; /* charge at each site, e */
  double *slope_v;
  /* where the decoration at hand differs */
  int32_t *changed;
  double *change;
};

void iw_decoration_energy_destroy(iw_decoration_energy *e)
{
  if (e == NULL)
    return;
  iwi_free(e->site_pools);
  iwi_free(e->first_species);
  iwi_free(e->field_v);
  iwi_free(e->matrix_ev);
  iwi_free(e->reference);
  iwi_free(e->slope_v);
  iwi_free(e->changed);
  iwi_free(e->change);
  iwi_free(e);
}

static int allocate(iw_context *ctx, const iwi_charged_sites *sites,
                    iw_decoration_energy *e)
{
  const size_t n = e->n_sites;

  if ((e->site_pools = iwi_calloc(ctx, n, sizeof(int32_t))) == NULL ||
      (e->first_species = iwi_calloc(ctx, e->n_pools + 1, sizeof(int32_t))) ==
          NULL ||
      (e->field_v = iwi_calloc(ctx, n, sizeof(double))) == NULL ||
      (e->matrix_ev = iwi_calloc(ctx, n, n * sizeof(double))) == NULL ||
      (e->reference = iwi_calloc(ctx, n, sizeof(double))) == NULL ||
      (e->slope_v = iwi_calloc(ctx, n, sizeof(double))) == NULL ||
      (e->changed = iwi_calloc(ctx, n, sizeof(int32_t))) == NULL ||
      (e->change = iwi_calloc(ctx, n, sizeof(double))) == NULL)
    return 0;
  memcpy(e->site_pools, sites->site_pools, n * sizeof *e->site_pools);
  memcpy(e->first_species, sites->first_species,
         (e->n_pools + 1) * sizeof *e->first_species);
  return 1;
}

/* Sites of charge 0 are probes: one sum over all atoms gives the energy of the
 * spectators and their potentials at the sites. */
static iw_status probe_spectators(iw_context *ctx,
                                  const iwi_charged_sites *sites,
                                  iw_decoration_energy *e)
{
  const size_t n = sites->atoms.n_atoms;
  double *potentials = iwi_calloc(ctx, n, sizeof *potentials);
  iw_status status;

  if (potentials == NULL)
    return IW_E_MEMORY;
  status =
      iw_ewald_energy(ctx, &sites->atoms, NULL, &e->fixed_ev, potentials, NULL);
  if (status == IW_OK)
    memcpy(e->field_v, potentials + sites->n_spectators,
           e->n_sites * sizeof *e->field_v);
  iwi_free(potentials);
  return status;
}

iw_status iwi_decoration_energy_from(iw_context *ctx,
                                     const iwi_charged_sites *sites,
                                     iw_decoration_energy **out)
{
  iw_energy_atoms decorated = sites->atoms;
  iw_decoration_energy *e;
  iw_status status = IW_E_MEMORY;

  *out = NULL;
  e = iwi_calloc(ctx, 1, sizeof *e);
  if (e == NULL)
    return IW_E_MEMORY;
  e->n_sites = sites->atoms.n_atoms - sites->n_spectators;
  e->n_pools = sites->n_pools;
  decorated.frac += sites->n_spectators;
  decorated.n_atoms = e->n_sites;
  if (allocate(ctx, sites, e))
    status = probe_spectators(ctx, sites, e);
  if (status == IW_OK)
    status = iw_ewald_matrix(ctx, &decorated, NULL, e->matrix_ev);
  if (status != IW_OK) {
    iw_decoration_energy_destroy(e);
    return status;
  }
  *out = e;
  return IW_OK;
}

static double commonest_charge(const iw_decoration_energy *e, int32_t pool,
                               const int32_t *counts)
{
  int32_t best = e->first_species[pool];

  for (int32_t s = best + 1; s < e->first_species[pool + 1]; s++) {
    if (counts[s] > counts[best])
      best = s;
  }
  return e->charges[best];
}

void iwi_decoration_energy_bind(iw_decoration_energy *e, const int32_t *counts,
                                const double *charges)
{
  e->charges = charges;
  e->reference_ev = e->fixed_ev;
  for (size_t i = 0; i < e->n_sites; i++)
    e->reference[i] = commonest_charge(e, e->site_pools[i], counts);
  for (size_t i = 0; i < e->n_sites; i++) {
    double inner = 0;

    for (size_t j = 0; j < e->n_sites; j++)
      inner += e->matrix_ev[i * e->n_sites + j] * e->reference[j];
    e->slope_v[i] = e->field_v[i] + inner;
    e->reference_ev += e->reference[i] * (e->field_v[i] + 0.5 * inner);
  }
}

void iwi_decoration_energy_form(const iw_decoration_energy *e,
                                const double **matrix, const double **field,
                                const double **charges)
{
  *matrix = e->matrix_ev;
  *field = e->field_v;
  *charges = e->charges;
}

double iw_decoration_energy_ev(iw_decoration_energy *e, const uint8_t *species)
{
  const int32_t *changed = e->changed;
  const double *change = e->change;
  double energy = e->reference_ev;
  size_t n = 0;

  for (size_t i = 0; i < e->n_sites; i++) {
    const int32_t kind = e->first_species[e->site_pools[i]] + species[i];

    e->changed[n] = (int32_t)i;
    e->change[n] = e->charges[kind] - e->reference[i];
    n += e->change[n] != 0;
  }
  for (size_t a = 0; a < n; a++) {
    const double *row = e->matrix_ev + (size_t)changed[a] * e->n_sites;
    double sum[4] = {e->slope_v[changed[a]] + 0.5 * row[changed[a]] * change[a],
                     0, 0, 0};
    size_t b = 0;

    for (; b + 4 <= a; b += 4) { /* four sums at once hide the latency */
      for (size_t k = 0; k < 4; k++)
        sum[k] += row[changed[b + k]] * change[b + k];
    }
    for (; b < a; b++)
      sum[0] += row[changed[b]] * change[b];
    energy += change[a] * ((sum[0] + sum[1]) + (sum[2] + sum[3]));
  }
  return energy;
}

/* --------------------------------------------------------------- a doping */

void iw_decoration_energy_rebind(iw_decoration_energy *e, size_t composition)
{
  const iw_composition *c = &iw_doping_compositions(e->doping)[composition];

  iwi_decoration_energy_bind(e, c->counts, c->charges);
}

static void list_atoms(const iw_doping *doping, double (*frac)[3],
                       double *charges)
{
  const size_t n_spectators = iw_doping_n_spectators(doping);
  const iw_site *spectators = iw_doping_spectators(doping);

  for (size_t i = 0; i < n_spectators; i++) {
    memcpy(frac[i], spectators[i].frac, sizeof frac[i]);
    charges[i] = spectators[i].oxidation;
  }
  memcpy(frac + n_spectators, iw_doping_frac(doping),
         iw_doping_n_sites(doping) * sizeof *frac);
}

iw_status iw_decoration_energy_create(iw_context *ctx, const iw_doping *doping,
                                      iw_decoration_energy **out)
{
  const size_t n_spectators = iw_doping_n_spectators(doping);
  const size_t n_pools = iw_doping_n_pools(doping);
  const size_t n = n_spectators + iw_doping_n_sites(doping);
  double(*frac)[3] = NULL;
  double *charges = NULL;
  int32_t *first = NULL;
  iw_status status = IW_E_MEMORY;

  *out = NULL;
  if ((frac = iwi_calloc(ctx, n, sizeof *frac)) != NULL &&
      (charges = iwi_calloc(ctx, n, sizeof *charges)) != NULL &&
      (first = iwi_calloc(ctx, n_pools + 1, sizeof *first)) != NULL) {
    const iwi_charged_sites sites = {
        .atoms = {.lattice_ang = iw_doping_lattice(doping),
                  .frac = (const double(*)[3])frac,
                  .charges = charges,
                  .n_atoms = n},
        .n_spectators = n_spectators,
        .site_pools = iw_doping_site_pools(doping),
        .first_species = first,
        .n_pools = n_pools};

    list_atoms(doping, frac, charges);
    for (size_t p = 0; p < n_pools; p++)
      first[p + 1] = first[p] + (int32_t)iw_doping_pools(doping)[p].n_species;
    status = iwi_decoration_energy_from(ctx, &sites, out);
  }
  iwi_free(frac);
  iwi_free(charges);
  iwi_free(first);
  if (status != IW_OK)
    return status;
  (*out)->doping = doping;
  iw_decoration_energy_rebind(*out, 0);
  return IW_OK;
}
