/* SPDX-License-Identifier: BSD-3-Clause */
/* Sites to atoms: what shares a position becomes one mixed atom, and atoms of
 * equal content get equal types. */
#include "symmetry.h"

#include <math.h>
#include <string.h>

#include "lattice.h"
#include "mem.h"
#include "neighbor.h"

/* Angstrom: closer than this is one position, as in structure checks. */
#define SAME_POSITION_ANG 0.01

/* Occupancies and oxidation states that differ by less than this are rounding
 * of one number. */
#define SPECIES_DIGITS 1e6

static int64_t digits(double x)
{
  return isnan(x) ? INT64_MIN : (int64_t)llround(x * SPECIES_DIGITS);
}

static int order(int64_t a, int64_t b)
{
  return (a > b) - (a < b);
}

int iwi_site_compare(const iw_site *a, const iw_site *b)
{
  int result = order(a->element, b->element);

  if (result == 0)
    result = order(digits(a->occupancy), digits(b->occupancy));
  if (result == 0)
    result = order(digits(a->oxidation), digits(b->oxidation));
  return result;
}

typedef struct gathering {
  const iw_site *all;
  iwi_atoms *atoms;
  int32_t n_taken; /* slots of atoms->sites in use */
} gathering;

/* Put a site that belongs to nobody into the atom being made, in order of
 * species, then of index. */
static int gather(const iwi_neighbor *neighbor, void *user)
{
  gathering *g = user;
  iwi_atoms *atoms = g->atoms;
  int32_t slot = g->n_taken;

  if (atoms->atom_of[neighbor->site] >= 0)
    return 0;
  atoms->atom_of[neighbor->site] = (int32_t)atoms->n_atoms;
  while (slot > atoms->first[atoms->n_atoms]) {
    const int32_t before = atoms->sites[slot - 1];
    const int sign = iwi_site_compare(&g->all[before], &g->all[neighbor->site]);

    if (sign < 0 || (sign == 0 && before < neighbor->site))
      break;
    atoms->sites[slot--] = before;
  }
  atoms->sites[slot] = neighbor->site;
  g->n_taken++;
  return 0;
}

static int same_content(const iw_site *all, const iwi_atoms *atoms, size_t a,
                        size_t b)
{
  const int32_t size = atoms->first[a + 1] - atoms->first[a];

  if (atoms->first[b + 1] - atoms->first[b] != size)
    return 0;
  for (int32_t i = 0; i < size; i++) {
    if (iwi_site_compare(&all[atoms->sites[atoms->first[a] + i]],
                         &all[atoms->sites[atoms->first[b] + i]]) != 0)
      return 0;
  }
  return 1;
}

/* sample[t] is an atom of type t + 1; room for n_atoms. */
static void give_types(const iw_site *all, iwi_atoms *atoms, int32_t *sample)
{
  int n_types = 0;

  for (size_t a = 0; a < atoms->n_atoms; a++) {
    int type = 0;

    while (type < n_types && !same_content(all, atoms, (size_t)sample[type], a))
      type++;
    if (type == n_types)
      sample[n_types++] = (int32_t)a;
    atoms->types[a] = type + 1;
  }
}

static iw_status gather_all(iw_context *ctx, const iw_structure *structure,
                            iwi_atoms *atoms)
{
  const iw_site *all = iw_structure_sites(structure);
  const size_t n_sites = iw_structure_n_sites(structure);
  gathering g = {all, atoms, 0};
  iwi_lattice lattice;
  iwi_bins *bins;
  iw_status status;

  iwi_lattice_init(&lattice, iw_structure_lattice(structure));
  for (size_t i = 0; i < n_sites; i++) {
    memcpy(atoms->frac[i], all[i].frac, sizeof *atoms->frac);
    atoms->atom_of[i] = -1;
  }
  status = iwi_bins_create(ctx, &lattice, (const double(*)[3])atoms->frac,
                           n_sites, 1.0, &bins);
  if (status != IW_OK)
    return status;
  for (size_t i = 0; i < n_sites; i++) {
    if (atoms->atom_of[i] >= 0)
      continue;
    iwi_bins_visit(bins, all[i].frac, SAME_POSITION_ANG, gather, &g);
    atoms->first[++atoms->n_atoms] = g.n_taken;
  }
  iwi_bins_destroy(bins);
  /* The first species stands for the position, so that equivalent mixed atoms
   * whose species are some 0.001 A apart stay equivalent. */
  for (size_t a = 0; a < atoms->n_atoms; a++)
    memcpy(atoms->frac[a], all[atoms->sites[atoms->first[a]]].frac,
           sizeof *atoms->frac);
  return IW_OK;
}

iw_status iwi_atoms_create(iw_context *ctx, const iw_structure *structure,
                           iwi_atoms **out)
{
  const size_t n = iw_structure_n_sites(structure);
  iwi_atoms *atoms = iwi_calloc(ctx, 1, sizeof *atoms);
  int32_t *sample = iwi_calloc(ctx, n, sizeof *sample);
  iw_status status = IW_E_MEMORY;

  *out = NULL;
  if (atoms == NULL || sample == NULL)
    goto done;
  atoms->frac = iwi_calloc(ctx, n, sizeof *atoms->frac);
  atoms->types = iwi_calloc(ctx, n, sizeof *atoms->types);
  atoms->first = iwi_calloc(ctx, n + 1, sizeof *atoms->first);
  atoms->sites = iwi_calloc(ctx, n, sizeof *atoms->sites);
  atoms->atom_of = iwi_calloc(ctx, n, sizeof *atoms->atom_of);
  if (atoms->frac == NULL || atoms->types == NULL || atoms->first == NULL ||
      atoms->sites == NULL || atoms->atom_of == NULL)
    goto done;
  status = gather_all(ctx, structure, atoms);
  if (status != IW_OK)
    goto done;
  give_types(iw_structure_sites(structure), atoms, sample);
  *out = atoms;
  atoms = NULL;

done:
  iwi_free(sample);
  iwi_atoms_destroy(atoms);
  return status;
}

void iwi_atoms_destroy(iwi_atoms *atoms)
{
  if (atoms == NULL)
    return;
  iwi_free(atoms->frac);
  iwi_free(atoms->types);
  iwi_free(atoms->first);
  iwi_free(atoms->sites);
  iwi_free(atoms->atom_of);
  iwi_free(atoms);
}
