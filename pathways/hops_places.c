/* SPDX-License-Identifier: BSD-3-Clause */
/* Places of the mobile ion: its sites in the crystal and the empty positions
 * with all their images, and what every operation does to them. */
#include "hops.h"

#include <math.h>
#include <string.h>

#include <ionway/elements.h>

#include "context.h"
#include "mem.h"
#include "position_orbit.h"
#include "site_match.h"
#include "vec3.h"

/* Species on one position of a mixed site are one place. Files give them equal
 * coordinates; Angstrom, for rounding. */
#define SHARED_ANG 1e-3

/* Above what files round to, far below the distance of any two places. */
#define MATCH_ANG 0.05

static iw_status add_site(iw_context *ctx, iw_hops *hops, size_t *capacity,
                          const iw_hop_site *site)
{
  const iw_status status = iwi_reserve(ctx, (void **)&hops->sites, capacity,
                                       hops->n_sites + 1, sizeof *hops->sites);

  if (status == IW_OK)
    hops->sites[hops->n_sites++] = *site;
  return status;
}

/* A place at most this far from a point, among n from the first; -1 none. */
static int32_t place_near(const iw_hops *hops, const double rows[3][3],
                          const double frac[3], size_t first, size_t n,
                          double radius_ang)
{
  for (size_t i = first; i < first + n; i++) {
    if (iwi_position_miss_ang(rows, hops->sites[i].frac, frac, NULL) <=
        radius_ang)
      return (int32_t)i;
  }
  return -1;
}

/* Sites of the mobile element, those that share a position together. */
static iw_status take_crystal(iw_context *ctx, iw_hops *hops,
                              const iw_symmetry *symmetry, size_t *capacity)
{
  const iw_site *sites = iw_structure_sites(hops->structure);
  const double(*rows)[3] = iw_structure_lattice(hops->structure);
  iw_status status = IW_OK;

  for (size_t i = 0; i < iw_structure_n_sites(hops->structure); i++) {
    const int32_t orbit = iw_symmetry_site_orbits(symmetry)[i];
    iw_hop_site place = {.site = (int32_t)i, .kind = orbit};
    int32_t shared = -1;

    if (sites[i].element != hops->mobile_element)
      continue;
    if (sites[i].occupancy < 1)
      shared =
          place_near(hops, rows, sites[i].frac, 0, hops->n_sites, SHARED_ANG);
    if (shared >= 0) {
      iw_hop_site *other = &hops->sites[shared];

      other->occupancy += sites[i].occupancy;
      /* whatever their order on this position */
      other->kind = orbit < other->kind ? orbit : other->kind;
      continue;
    }
    memcpy(place.frac, sites[i].frac, sizeof place.frac);
    place.occupancy = sites[i].occupancy;
    status = add_site(ctx, hops, capacity, &place);
    if (status != IW_OK)
      return status;
  }
  hops->n_crystal = hops->n_sites;
  return IW_OK;
}

/* One empty position and its images, unless it is there already. */
static iw_status take_empty(iw_context *ctx, iw_hops *hops,
                            const iwi_hops_places *places, const double frac[3],
                            double merge_ang, double (*images)[3],
                            size_t *capacity, int32_t *kind)
{
  const double(*rows)[3] = (const double(*)[3])places->lattice.rows;
  const size_t n = iwi_position_orbit(
      rows, places->operations, places->n_operations, merge_ang, frac, images);
  const int32_t met =
      place_near(hops, rows, images[0], 0, hops->n_sites, merge_ang);
  iw_status status = IW_OK;

  if (met >= 0 && (size_t)met < hops->n_crystal) {
    iwi_log(ctx, IW_LOG_NOTE,
            "the empty position %.4f %.4f %.4f lies on %s and is left out",
            frac[0], frac[1], frac[2],
            iw_structure_sites(hops->structure)[hops->sites[met].site].label);
    return IW_OK;
  }
  if (met >= 0)
    return IW_OK; /* a set closed under the group comes image by image */
  for (size_t i = 0; i < n && status == IW_OK; i++) {
    iw_hop_site place = {.site = -1, .kind = *kind};

    for (int k = 0; k < 3; k++)
      place.frac[k] = iwi_wrap1(images[i][k]);
    status = add_site(ctx, hops, capacity, &place);
  }
  (*kind)++;
  return status;
}

static iw_status take_places(iw_context *ctx, iw_hops *hops,
                             const iwi_hops_places *places,
                             const iw_symmetry *symmetry,
                             const iw_hops_options *options)
{
  int32_t kind = (int32_t)iw_symmetry_n_orbits(symmetry);
  size_t capacity = 0;
  double(*images)[3];
  iw_status status = take_crystal(ctx, hops, symmetry, &capacity);

  if (status != IW_OK)
    return status;
  images = iwi_calloc(ctx, places->n_operations, sizeof *images);
  if (images == NULL)
    return IW_E_MEMORY;
  for (size_t i = 0; i < options->n_empty && status == IW_OK; i++)
    status = take_empty(ctx, hops, places, options->empty_frac[i],
                        options->merge_ang, images, &capacity, &kind);
  iwi_free(images);
  return status;
}

static iw_status match_places(iw_context *ctx, const iw_hops *hops,
                              double tolerance_ang, iwi_hops_places *places)
{
  const size_t n = hops->n_sites;
  double(*frac)[3] = iwi_calloc(ctx, n, sizeof *frac);
  int32_t *kinds = iwi_calloc(ctx, n, sizeof *kinds);
  iwi_site_match *match = NULL;
  iw_status status = IW_E_MEMORY;

  places->image =
      iwi_calloc(ctx, places->n_operations * n, sizeof *places->image);
  places->shift =
      iwi_calloc(ctx, places->n_operations * n, sizeof *places->shift);
  if (frac != NULL && kinds != NULL && places->image != NULL &&
      places->shift != NULL) {
    for (size_t i = 0; i < n; i++) {
      memcpy(frac[i], hops->sites[i].frac, sizeof frac[i]);
      kinds[i] = hops->sites[i].kind;
    }
    status = iwi_site_match_create(
        ctx, (const double(*)[3])places->lattice.rows, (const double(*)[3])frac,
        kinds, n, tolerance_ang, &match);
  }
  for (size_t o = 0; o < places->n_operations && status == IW_OK; o++)
    status = iwi_site_match_find(ctx, match, &places->operations[o],
                                 places->image + o * n, places->shift + o * n);
  iwi_site_match_destroy(match);
  iwi_free(frac);
  iwi_free(kinds);
  return status;
}

iw_status iwi_hops_places_find(iw_context *ctx, const iw_symmetry *symmetry,
                               const iw_hops_options *options, iw_hops *hops,
                               iwi_hops_places *places)
{
  iw_status status;

  memset(places, 0, sizeof *places);
  iwi_lattice_init(&places->lattice, iw_structure_lattice(hops->structure));
  places->operations = iw_symmetry_operations(symmetry);
  places->n_operations = iw_symmetry_n_operations(symmetry);
  places->tolerance_ang = fmax(MATCH_ANG, 2 * iw_symmetry_tolerance(symmetry));
  status = take_places(ctx, hops, places, symmetry, options);
  if (status != IW_OK)
    return status;
  places->n = hops->n_sites;
  if (places->n == 0)
    return iwi_fail(ctx, IW_E_STRUCTURE,
                    "no %s and no empty position, want places to hop between",
                    iw_element_symbol(hops->mobile_element));
  return match_places(ctx, hops, places->tolerance_ang, places);
}

void iwi_hops_places_release(iwi_hops_places *places)
{
  iwi_free(places->image);
  iwi_free(places->shift);
}
