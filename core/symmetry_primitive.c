/* SPDX-License-Identifier: BSD-3-Clause */
/* The group of a primitive cell in the names of the cell it came from. */
#include "symmetry.h"

#include <math.h>

#include "context.h"
#include "lattice.h"
#include "mem.h"
#include "vec3.h"

/* The primitive cell repeats what is in the structure: their sites agree to
 * rounding, Angstrom. */
#define SAME_SITE_ANG 1e-3

/* A site of the structure that is a copy of this one; -1 when there is none. */
static int32_t find_copy(const iwi_lattice *lattice, const iw_site *site,
                         const double cart[3], const iw_structure *structure)
{
  const iw_site *sites = iw_structure_sites(structure);

  for (size_t i = 0; i < iw_structure_n_sites(structure); i++) {
    double other[3], d[3], d_frac[3];

    if (iwi_site_compare(&sites[i], site) != 0)
      continue;
    iwi_row_times3(sites[i].frac, iw_structure_lattice(structure), other);
    for (int k = 0; k < 3; k++)
      d[k] = other[k] - cart[k];
    iwi_row_times3(d, (const double(*)[3])lattice->inverse, d_frac);
    if (iwi_lattice_shortest(lattice, d_frac, NULL) < SAME_SITE_ANG)
      return (int32_t)i;
  }
  return -1;
}

static iw_status find_names(iw_context *ctx, const iw_symmetry *found,
                            const iw_structure *primitive,
                            const iw_structure *structure,
                            const iw_symmetry *symmetry, int32_t *orbits)
{
  const double(*rows)[3] = iw_structure_lattice(primitive);
  iwi_lattice lattice;

  iwi_lattice_init(&lattice, rows);
  for (size_t i = 0; i < iw_symmetry_n_orbits(found); i++) {
    const int32_t first = iw_symmetry_orbits(found)[i].first_site;
    const iw_site *site = &iw_structure_sites(primitive)[first];
    double cart[3];
    int32_t copy;

    iwi_row_times3(site->frac, rows, cart);
    copy = find_copy(&lattice, site, cart, structure);
    if (copy < 0)
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "site %s of the primitive cell is not in the structure",
                      site->label);
    orbits[i] = iw_symmetry_site_orbits(symmetry)[copy];
  }
  return IW_OK;
}

iw_status iw_symmetry_find_primitive(iw_context *ctx,
                                     const iw_structure *primitive,
                                     const iw_structure *structure,
                                     const iw_symmetry *symmetry,
                                     iw_symmetry **out)
{
  iw_symmetry *found = NULL;
  int32_t *orbits = NULL;
  iw_status status;

  *out = NULL;
  status =
      iw_symmetry_find(ctx, primitive, iw_symmetry_tolerance(symmetry), &found);
  if (status != IW_OK)
    return status;
  orbits = iwi_calloc(ctx, iw_symmetry_n_orbits(found), sizeof *orbits);
  status = orbits == NULL
               ? IW_E_MEMORY
               : find_names(ctx, found, primitive, structure, symmetry, orbits);
  if (status == IW_OK) {
    iwi_symmetry_rename(found, symmetry, orbits);
    *out = found;
  } else {
    iw_symmetry_destroy(found);
  }
  iwi_free(orbits);
  return status;
}
