/* SPDX-License-Identifier: BSD-3-Clause */
/* The two ends of a hop in a supercell: one list of atoms, in which only the
 * ions that move have two positions. */
#include "hops.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <ionway/elements.h>
#include <ionway/supercell.h>

#include "context.h"
#include "hermite.h"
#include "mem.h"
#include "vec3.h"

/* By how much the way has to be shorter than any other between images of the
 * same two points, Angstrom: above what files round to. */
#define CLEARLY_ANG 1e-3

/* What the ends are made with. */
typedef struct maker {
  const iw_hops *hops;
  const iw_hop *hop;
  iw_supercell *supercell;
  iwi_hermite lattice;
  double inverse[3][3]; /* fractions of the cell to those of the supercell */
  iw_site *sites;       /* of the start, room for one more                 */
  size_t n;
  size_t movers[2]; /* in sites                                        */
  double to[2][3];  /* where they go, fractions of the supercell       */
  size_t n_movers;
} maker;

/* Fractions of the supercell, not wrapped. */
static void place_frac(const maker *m, const iw_hop_place *place,
                       double frac[3])
{
  double x[3];

  for (int k = 0; k < 3; k++)
    x[k] = m->hops->sites[place->place].frac[k] + place->cell[k];
  iwi_row_times3(x, (const double(*)[3])m->inverse, frac);
}

/* The atom of the supercell at a place of the crystal. */
static size_t atom_at(const maker *m, const iw_hop_place *place)
{
  const int64_t cell[3] = {place->cell[0], place->cell[1], place->cell[2]};

  return (size_t)m->hops->sites[place->place].site * (size_t)m->lattice.index +
         (size_t)iwi_hermite_class(&m->lattice, cell);
}

/* Are two places one in the supercell? */
static int coincide(const maker *m, const iw_hop_place *a,
                    const iw_hop_place *b)
{
  int64_t apart[3];

  for (int k = 0; k < 3; k++)
    apart[k] = (int64_t)b->cell[k] - a->cell[k];
  return a->place == b->place && iwi_hermite_class(&m->lattice, apart) == 0;
}

static iw_status check(iw_context *ctx, const maker *m)
{
  const iw_site *sites = iw_structure_sites(m->hops->structure);
  const iw_hop *hop = m->hop;

  for (size_t i = 0; i < iw_structure_n_sites(m->hops->structure); i++) {
    /* 1e-6: a full site may have been written as a sum of fractions */
    if (sites[i].occupancy < 1 - 1e-6)
      return iwi_fail(ctx, IW_E_STRUCTURE,
                      "%s has occupancy %.4g, want full sites for the ends of "
                      "a hop: which of them are filled has to be decided first",
                      sites[i].label, sites[i].occupancy);
  }
  if (coincide(m, &hop->places[0], &hop->places[hop->n_places - 1]))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "a hop of %.3f Angstrom ends on a periodic image of its "
                    "start, want a larger supercell",
                    iwi_norm3(hop->vector_ang));
  return IW_OK;
}

static void add_mover(maker *m, size_t atom, const iw_hop_place *to)
{
  m->movers[m->n_movers] = atom;
  place_frac(m, to, m->to[m->n_movers++]);
}

/* An ion that the crystal does not have, at the end of the list. */
static void add_extra(maker *m, const iw_hop_place *from,
                      const iw_hop_place *to)
{
  iw_site *site = &m->sites[m->n++];

  place_frac(m, from, site->frac);
  site->element = m->hops->mobile_element;
  site->occupancy = 1;
  site->oxidation = m->hops->mobile_charge;
  snprintf(site->label, sizeof site->label, "%s_i",
           iw_element_symbol(site->element));
  add_mover(m, m->n - 1, to);
}

/* The atoms of the start, and what moves. */
static void place_atoms(maker *m)
{
  const iw_structure *supercell = iw_supercell_structure(m->supercell);
  const iw_hop_place *p = m->hop->places;
  size_t gone;

  m->n = iw_structure_n_sites(supercell);
  memcpy(m->sites, iw_structure_sites(supercell), m->n * sizeof *m->sites);
  switch (m->hop->mechanism) {
  case IW_HOP_VACANCY:
    gone = atom_at(m, &p[1]);
    memmove(&m->sites[gone], &m->sites[gone + 1],
            (m->n - gone - 1) * sizeof *m->sites);
    m->n--;
    add_mover(m, atom_at(m, &p[0]) - (atom_at(m, &p[0]) > gone), &p[1]);
    break;
  case IW_HOP_INTERSTITIAL:
    add_extra(m, &p[0], &p[1]);
    break;
  case IW_HOP_KNOCK_OFF:
    add_extra(m, &p[0], &p[1]);
    add_mover(m, atom_at(m, &p[1]), &p[2]);
    break;
  case IW_HOP_FRENKEL:
    add_mover(m, atom_at(m, &p[0]), &p[1]);
    break;
  }
}

static iw_status make_structure(iw_context *ctx, const maker *m,
                                const char *which, iw_structure **out)
{
  const iw_hop *hop = m->hop;
  const iw_structure *supercell = iw_supercell_structure(m->supercell);
  iw_structure_spec spec;
  char title[96], name[IW_HOP_NAME_SIZE];

  iw_hops_name(m->hops, (size_t)(hop - m->hops->list), name);
  snprintf(title, sizeof title, "%s, %.3f Angstrom: %s", name, hop->length_ang,
           which);
  iw_structure_spec_default(&spec);
  memcpy(spec.lattice_ang, iw_structure_lattice(supercell),
         sizeof spec.lattice_ang);
  spec.sites = m->sites;
  spec.n_sites = m->n;
  spec.title = title;
  return iw_structure_create(ctx, &spec, out);
}

/* Is the way shorter than those to all other images? In a reduced cell the 26
 * nearest lattice vectors decide. */
static int is_clearly_shortest(const iwi_lattice *lattice, const double d[3])
{
  for (int code = 0; code < 27; code++) {
    const double n[3] = {code / 9 - 1, code / 3 % 3 - 1, code % 3 - 1};
    double other[3];

    if (code == 13)
      continue;
    iwi_row_times3(n, (const double(*)[3])lattice->reduced, other);
    for (int k = 0; k < 3; k++)
      other[k] += d[k];
    if (iwi_norm3(other) <= iwi_norm3(d) + CLEARLY_ANG)
      return 0;
  }
  return 1;
}

static void tell(const maker *m, const iw_structure *start, iw_hop_ends *info)
{
  iwi_lattice lattice;

  *info = (iw_hop_ends){.n_movers = m->n_movers, .is_nearest = 1};
  iwi_lattice_init(&lattice, iw_structure_lattice(start));
  for (size_t i = 0; i < m->n_movers; i++) {
    const iw_hop_place *p = &m->hop->places[i];

    info->movers[i] = (int32_t)m->movers[i];
    iwi_chain_vector(m->hops, p, p + 1, info->displacement_ang[i]);
    if (!is_clearly_shortest(&lattice, info->displacement_ang[i]))
      info->is_nearest = 0;
  }
  info->image_distance_ang = iw_supercell_image_distance_ang(m->supercell);
  info->charge = iw_structure_charge(start);
}

static iw_status make_both(iw_context *ctx, maker *m, iw_structure **start,
                           iw_structure **end)
{
  iw_status status = make_structure(ctx, m, "start", start);

  if (status != IW_OK)
    return status;
  for (size_t i = 0; i < m->n_movers; i++)
    memcpy(m->sites[m->movers[i]].frac, m->to[i], sizeof m->to[i]);
  status = make_structure(ctx, m, "end", end);
  if (status != IW_OK) {
    iw_structure_destroy(*start);
    *start = NULL;
  }
  return status;
}

iw_status iw_hops_ends(iw_context *ctx, const iw_hops *hops, size_t k,
                       const int32_t matrix[3][3], iw_structure **start,
                       iw_structure **end, iw_hop_ends *info)
{
  maker m = {.hops = hops};
  double rows[3][3];
  iw_status status;

  *start = *end = NULL;
  if (k >= hops->n)
    return iwi_fail(ctx, IW_E_ARGUMENT, "hop %zu of %zu", k, hops->n);
  m.hop = &hops->list[k];
  status = iwi_hermite_create(ctx, matrix, &m.lattice);
  if (status == IW_OK)
    status = check(ctx, &m);
  if (status == IW_OK)
    status = iw_supercell_create(ctx, hops->structure, matrix, &m.supercell);
  if (status != IW_OK)
    return status;
  for (int i = 0; i < 9; i++)
    rows[i / 3][i % 3] = matrix[i / 3][i % 3];
  iwi_inverse3((const double(*)[3])rows, m.inverse);
  m.sites = iwi_calloc(
      ctx, iw_structure_n_sites(iw_supercell_structure(m.supercell)) + 1,
      sizeof *m.sites);
  status = m.sites == NULL ? IW_E_MEMORY : IW_OK;
  if (status == IW_OK) {
    place_atoms(&m);
    status = make_both(ctx, &m, start, end);
  }
  if (status == IW_OK && info != NULL)
    tell(&m, *start, info);
  iw_supercell_destroy(m.supercell);
  iwi_free(m.sites);
  return status;
}
