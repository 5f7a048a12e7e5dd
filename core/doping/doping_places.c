/* SPDX-License-Identifier: BSD-3-Clause */
/* Orbits of positions: what sits together on each, and the empty ones that
 * were named. */
#include "doping_model.h"

#include <math.h>
#include <string.h>

#include "context.h"
#include "lattice.h"
#include "mem.h"
#include "vec3.h"

int iwi_place_is_partial(const iwi_place *place)
{
  return place->filled < 1 - IWI_FULL_SLACK;
}

int iwi_place_is_full_of(const iwi_place *place, int32_t element)
{
  return place->n_ions == 1 && place->ions[0].element == element &&
         !iwi_place_is_partial(place);
}

static iw_status add_ion(iw_context *ctx, iwi_place *place, const iw_site *site)
{
  iwi_place_ion *ion = NULL;
  double occupancy;

  for (int32_t i = 0; i < place->n_ions; i++) {
    if (place->ions[i].element == site->element)
      ion = &place->ions[i];
  }
  if (ion == NULL) {
    if (place->n_ions == IWI_POOL_IONS)
      return iwi_fail(ctx, IW_E_LIMIT,
                      "site %s: more than %d elements on one position",
                      site->label, IWI_POOL_IONS);
    ion = &place->ions[place->n_ions++];
    ion->element = site->element;
  }
  occupancy = ion->occupancy + site->occupancy;
  ion->charge =
      (ion->charge * ion->occupancy + site->oxidation * site->occupancy) /
      occupancy;
  ion->occupancy = occupancy;
  place->filled += site->occupancy;
  return IW_OK;
}

/* What sits on the first position, in order of the input. */
static iw_status fill_place(iw_context *ctx, const iw_structure *structure,
                            const iwi_atoms *atoms, iwi_place *place)
{
  const iw_site *sites = iw_structure_sites(structure);
  const size_t n_sites = iw_structure_n_sites(structure);
  const int32_t a = place->first_position;
  int32_t left = atoms->first[a + 1] - atoms->first[a];

  for (size_t i = 0; left > 0 && i < n_sites; i++) {
    iw_status status;

    if (atoms->atom_of[i] != a)
      continue;
    left--;
    if (isnan(sites[i].oxidation))
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "site %s has no oxidation state, want one on every site",
                      sites[i].label);
    status = add_ion(ctx, place, &sites[i]);
    if (status != IW_OK)
      return status;
  }
  return IW_OK;
}

/* Positions belong together when their first species do. */
static iw_status sort_atoms(iw_context *ctx, const iw_structure *structure,
                            const iw_symmetry *symmetry, iwi_places *out)
{
  const int32_t *site_orbits = iw_symmetry_site_orbits(symmetry);
  const iwi_atoms *atoms = out->atoms;
  int32_t *place_of_orbit =
      iwi_calloc(ctx, iw_symmetry_n_orbits(symmetry), sizeof *place_of_orbit);
  iw_status status = IW_OK;

  if (place_of_orbit == NULL)
    return IW_E_MEMORY;
  for (size_t a = 0; status == IW_OK && a < atoms->n_atoms; a++) {
    const int32_t orbit = site_orbits[atoms->sites[atoms->first[a]]];
    iwi_place *place;

    memcpy(out->frac[a], atoms->frac[a], sizeof *out->frac);
    if (place_of_orbit[orbit] == 0) { /* 0: not met, else place + 1 */
      place_of_orbit[orbit] = (int32_t)++out->n_places;
      place = &out->places[out->n_places - 1];
      place->first_position = (int32_t)a;
      place->multiplicity = iw_symmetry_orbits(symmetry)[orbit].multiplicity;
      place->wyckoff = iw_symmetry_orbits(symmetry)[orbit].wyckoff;
      status = fill_place(ctx, structure, atoms, place);
    }
    out->place_of[a] = place_of_orbit[orbit] - 1;
    out->places[out->place_of[a]].n_positions++;
  }
  iwi_free(place_of_orbit);
  return status;
}

/* The interstitial that an operation takes x to, n when none. */
static size_t image_of(const iwi_lattice *lattice, const iw_operation *g,
                       const double x[3], const double (*frac)[3], size_t n,
                       double tolerance_ang)
{
  double image[3];

  iwi_operation_apply(g, x, image);
  for (size_t j = 0; j < n; j++) {
    const double d[3] = {frac[j][0] - image[0], frac[j][1] - image[1],
                         frac[j][2] - image[2]};

    if (iwi_lattice_shortest(lattice, d, NULL) <= tolerance_ang)
      return j;
  }
  return n;
}

static iw_status sort_interstitials(iw_context *ctx,
                                    const iw_structure *structure,
                                    const iw_symmetry *symmetry, size_t n,
                                    iwi_places *out)
{
  const size_t first = out->n_positions - n;
  const double(*frac)[3] = (const double(*)[3])(out->frac + first);
  const iw_operation *all = iw_symmetry_operations(symmetry);
  iwi_lattice lattice;

  iwi_lattice_init(&lattice, iw_structure_lattice(structure));
  for (size_t i = 0; i < n; i++)
    out->place_of[first + i] = -1;
  for (size_t i = 0; i < n; i++) {
    iwi_place *place = &out->places[out->n_places];

    if (out->place_of[first + i] >= 0)
      continue;
    place->first_position = (int32_t)(first + i);
    place->is_interstitial = 1;
    for (size_t g = 0; g < iw_symmetry_n_operations(symmetry); g++) {
      const size_t j = image_of(&lattice, &all[g], frac[i], frac, n,
                                2 * iw_symmetry_tolerance(symmetry));

      if (j == n)
        return iwi_fail(ctx, IW_E_ARGUMENT,
                        "interstitial position %zu: operation %zu takes it to "
                        "none of the %zu, want whole orbits of the group",
                        i + 1, g + 1, n);
      if (out->place_of[first + j] >= 0)
        continue;
      out->place_of[first + j] = (int32_t)out->n_places;
      place->n_positions++;
    }
    place->multiplicity = place->n_positions;
    out->n_places++;
  }
  return IW_OK;
}

iw_status iwi_places_find(iw_context *ctx, const iw_structure *structure,
                          const iw_symmetry *symmetry,
                          const iw_doping_request *request, iwi_places *out)
{
  /* empty positions that nobody may enter are not looked at */
  const size_t n_empty =
      iwi_request_has_rule(request, IW_COMPENSATE_INTERSTITIAL)
          ? request->n_interstitials
          : 0;
  iw_status status = iwi_atoms_create(ctx, structure, &out->atoms);

  if (status != IW_OK)
    return status;
  out->n_positions = out->atoms->n_atoms + n_empty;
  out->frac = iwi_calloc(ctx, out->n_positions, sizeof *out->frac);
  out->place_of = iwi_calloc(ctx, out->n_positions, sizeof *out->place_of);
  out->places = iwi_calloc(ctx, out->n_positions, sizeof *out->places);
  if (out->frac == NULL || out->place_of == NULL || out->places == NULL)
    return IW_E_MEMORY;
  status = sort_atoms(ctx, structure, symmetry, out);
  for (size_t i = 0; i < n_empty; i++)
    memcpy(out->frac[out->atoms->n_atoms + i], request->interstitial_frac[i],
           sizeof *out->frac);
  if (status == IW_OK && n_empty > 0)
    status = sort_interstitials(ctx, structure, symmetry, n_empty, out);
  return status;
}

void iwi_places_release(iwi_places *places)
{
  iwi_atoms_destroy(places->atoms);
  iwi_free(places->frac);
  iwi_free(places->place_of);
  iwi_free(places->places);
}
