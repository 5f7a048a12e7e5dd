/* SPDX-License-Identifier: BSD-3-Clause */
/* How many ions an orbit can hold at once: its positions are sorted into
 * groups all of whose members are closer than contact, and each group holds
 * one. The least number of groups is not looked for, so this is an upper
 * bound; for split pairs and small rings it is the number itself. */
#include <string.h>

#include "doping_contacts.h"
#include "mem.h"
#include "neighbor.h"
#include "vec3.h"

/* Positions that a group can have: more are never met around one point. */
#define MAX_GROUP 32

/* The group that grows around one position; vectors from that position. */
typedef struct group {
  double contact_ang;
  uint8_t *taken; /* of every position of the orbit */
  double members[MAX_GROUP][3];
  size_t n;
} group;

static int join(const iwi_neighbor *neighbor, void *user)
{
  group *g = user;

  if (g->taken[neighbor->site] || g->n == MAX_GROUP)
    return 0;
  for (size_t i = 0; i < g->n; i++) {
    double d[3];

    for (int k = 0; k < 3; k++)
      d[k] = neighbor->vector[k] - g->members[i][k];
    if (!(iwi_norm3(d) < g->contact_ang))
      return 0;
  }
  g->taken[neighbor->site] = 1;
  memcpy(g->members[g->n++], neighbor->vector, sizeof g->members[0]);
  return 0;
}

static int32_t count_groups(const iwi_bins *bins, const double (*frac)[3],
                            size_t n, double contact_ang, uint8_t *taken)
{
  int32_t n_groups = 0;

  for (size_t a = 0; a < n; a++) {
    group g = {.contact_ang = contact_ang, .taken = taken, .n = 1};

    if (taken[a])
      continue;
    taken[a] = 1;
    n_groups++;
    iwi_bins_visit(bins, frac[a], contact_ang, join, &g);
  }
  return n_groups;
}

iw_status iwi_place_capacity(const iwi_plan *plan, size_t p, int32_t element,
                             double charge, int32_t *capacity)
{
  const iwi_place *place = &plan->places.places[p];
  const double contact =
      iwi_contact_of(plan->request, element, charge, element, charge);
  const size_t n = (size_t)place->n_positions;
  double(*frac)[3] = NULL;
  uint8_t *taken = NULL;
  iwi_bins *bins = NULL;
  iwi_lattice lattice;
  iw_status status = IW_E_MEMORY;
  size_t found = 0;

  *capacity = place->n_positions;
  if (!(contact > 0))
    return IW_OK;
  frac = iwi_calloc(plan->ctx, n, sizeof *frac);
  taken = iwi_calloc(plan->ctx, n, 1);
  if (frac != NULL && taken != NULL) {
    for (size_t i = 0; i < plan->places.n_positions; i++) {
      if (plan->places.place_of[i] == (int32_t)p)
        memcpy(frac[found++], plan->places.frac[i], sizeof *frac);
    }
    iwi_lattice_init(&lattice, iw_structure_lattice(plan->structure));
    status = iwi_bins_create(plan->ctx, &lattice, (const double(*)[3])frac, n,
                             contact, &bins);
  }
  if (status == IW_OK)
    *capacity = count_groups(bins, (const double(*)[3])frac, n, contact, taken);
  iwi_bins_destroy(bins);
  iwi_free(taken);
  iwi_free(frac);
  return status;
}
