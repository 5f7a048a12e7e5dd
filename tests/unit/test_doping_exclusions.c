/* SPDX-License-Identifier: BSD-3-Clause */
/* Which sites exclude each other: against distances to all images, under the
 * group, and where the counts leave no room. */
#include "doped.h"

#include "crystals.h"

/* Shortest distance between two decorated sites over 5^3 cells. */
static double shortest(const doped *d, int32_t a, int32_t b)
{
  const double(*rows)[3] = iw_doping_lattice(d->doping);
  const double(*frac)[3] = iw_doping_frac(d->doping);
  double best = INFINITY;

  for (int cell = 0; cell < 125; cell++) {
    const int shift[3] = {cell % 5 - 2, cell / 5 % 5 - 2, cell / 25 - 2};
    double x[3] = {0, 0, 0};

    for (int j = 0; j < 3; j++) {
      for (int k = 0; k < 3; k++)
        x[k] += (frac[b][j] - frac[a][j] + shift[j]) * rows[j][k];
    }
    best = fmin(best, sqrt(x[0] * x[0] + x[1] * x[1] + x[2] * x[2]));
  }
  return best;
}

static int is_excluded(const doped *d, int32_t a, int32_t b)
{
  for (size_t k = 0; k < iw_doping_n_exclusions(d->doping); k++) {
    const iw_exclusion *e = &iw_doping_exclusions(d->doping)[k];

    if ((e->site_a == a && e->site_b == b) ||
        (e->site_a == b && e->site_b == a))
      return 1;
  }
  return 0;
}

/* Disordered argyrodite: 48h doublets and S/Cl. */
static int argyrodite(doped *d, iw_doping_request *request)
{
  iw_doping_request_default(request);
  request->mobile_element = 3;
  if (!doped_read(
          d, IONWAY_SOURCE_DIR "/samples/Li6PS5Cl-disordered/structure.cif", 0))
    return 0;
  return 1;
}

static void check_pairs(const doped *d, double contact_ang)
{
  const int32_t lithium = doped_pool(d, "Li 48h");
  const int32_t n = (int32_t)iw_doping_n_sites(d->doping);

  for (int32_t a = 0; a < n; a++) {
    for (int32_t b = 0; b < a; b++) {
      const int both = iw_doping_site_pools(d->doping)[a] == lithium &&
                       iw_doping_site_pools(d->doping)[b] == lithium;

      if (both) /* S and Cl are further from Li than contact */
        CHECK_INT(is_excluded(d, a, b), shortest(d, a, b) < contact_ang);
      else
        CHECK(!is_excluded(d, a, b));
    }
  }
}

static void pairs_are_those_within_contact(void)
{
  iw_doping_request request;
  doped d;

  if (!argyrodite(&d, &request)) {
    CHECK_TEXT(doped_message(&d), "");
    return;
  }
  doped_make(&d, &request);
  CHECK_INT(d.status, IW_OK);
  if (d.status == IW_OK) {
    doped_check(&d, 0);
    check_pairs(&d, 1.976);
    CHECK_INT(iw_doping_n_exclusions(d.doping), 24); /* doublets */
    CHECK(iw_doping_n_contacts(d.doping) > 0);
  }
  doped_end(&d);
}

static void scale_and_own_contacts(void)
{
  const iw_contact own = {3, 3, 2.2};
  iw_doping_request request;
  doped d;

  if (!argyrodite(&d, &request))
    return;
  request.contact_scale = 0;
  doped_make(&d, &request);
  CHECK_INT(d.status, IW_OK);
  CHECK_INT(iw_doping_n_exclusions(d.doping), 0);
  iw_doping_destroy(d.doping);
  iw_symmetry_destroy(d.symmetry);
  request.contacts = &own;
  request.n_contacts = 1;
  doped_make(&d, &request);
  CHECK_INT(d.status, IW_OK);
  check_pairs(&d, 2.2);
  CHECK_INT(iw_doping_n_contacts(d.doping), 1);
  CHECK_NEAR(iw_doping_contacts(d.doping)[0].distance_ang, 2.2, 0);
  doped_end(&d);
}

/* A Li on every second site of a chain with spacing s: nearest neighbours
 * exclude each other at half filling; at two thirds they cannot. */
static void make_chain(doped *d, double occupancy, double contact_ang,
                       const iw_doping_request *request)
{
  static crystal c;
  iw_contact own = {3, 3, 0};
  iw_doping_request r = *request;

  own.distance_ang = contact_ang;
  crystal_begin(&c, "chain", 3, 1, 1.5, 7, 7);
  crystal_add(&c, 3, 1, 0, 0, 0);
  c.sites[0].occupancy = occupancy;
  crystal_add(&c, 17, -occupancy, 0, 0.5, 0.5); /* a jelly of anions */
  r.mobile_element = 3;
  r.matrix[0][0] = 12;
  r.contact_scale = 0;
  r.contacts = &own;
  r.n_contacts = 1;
  doped_begin(d);
  if (crystal_structure(d->ctx, &c, &d->structure) == IW_OK)
    doped_make(d, &r);
}

static void contacts_give_way_to_counts(void)
{
  iw_doping_request request;
  doped d;

  iw_doping_request_default(&request);
  make_chain(&d, 0.5, 2, &request);
  CHECK_INT(d.status, IW_OK);
  CHECK_INT(doped_count(&d, 0, "Li 1a", "Li+"), 6);
  CHECK_INT(iw_doping_n_exclusions(d.doping), 12);
  doped_end(&d);
  /* third neighbours at 4.5 are allowed, second at 3 are not: 4 fit */
  make_chain(&d, 1.0 / 3, 3.2, &request);
  CHECK_INT(d.status, IW_OK);
  CHECK_INT(iw_doping_n_exclusions(d.doping), 24);
  doped_end(&d);
  make_chain(&d, 0.5, 3.2, &request); /* 6 do not */
  CHECK_INT(d.status, IW_OK);
  CHECK_INT(iw_doping_n_exclusions(d.doping), 12);
  CHECK_NEAR(iw_doping_contacts(d.doping)[0].distance_ang, 3, 1e-9);
  CHECK_HOLDS(d.log, "no arrangement keeps Li and Li 3.200 Angstrom apart");
  doped_end(&d);
  make_chain(&d, 2.0 / 3, 2, &request);
  CHECK_INT(d.status, IW_OK);
  CHECK_INT(iw_doping_n_exclusions(d.doping), 0);
  CHECK_NEAR(iw_doping_contacts(d.doping)[0].distance_ang, 1.5, 1e-9);
  doped_end(&d);
}

/* Na keeps away from Li and Na, Li from Na only: what a pair excludes is the
 * same from either side, or the group would not keep it. */
static void unlike_species_of_a_pool(void)
{
  static const iw_contact own[2] = {{11, 11, 2}, {3, 11, 2}};
  static crystal c;
  iw_doping_request request;
  iw_decorations *decorations = NULL;
  doped d;

  crystal_begin(&c, "chain", 3, 1, 1.5, 7, 7);
  crystal_add(&c, 3, 1, 0, 0, 0);
  crystal_add(&c, 11, 1, 0, 0, 0);
  crystal_add(&c, 17, -0.5, 0, 0.5, 0.5);
  c.sites[0].occupancy = 1.0 / 3;
  c.sites[1].occupancy = 1.0 / 6;
  iw_doping_request_default(&request);
  request.mobile_element = 3;
  request.matrix[0][0] = 12;
  request.contact_scale = 0;
  request.contacts = own;
  request.n_contacts = 2;
  doped_begin(&d);
  CHECK_INT(crystal_structure(d.ctx, &c, &d.structure), IW_OK);
  doped_make(&d, &request);
  CHECK_INT(d.status, IW_OK);
  if (d.status == IW_OK) {
    const uint8_t far[12] = {1, 2, 0, 0, 2, 1, 2, 0, 0, 2, 2, 2};
    const uint8_t close[12] = {1, 0, 2, 0, 2, 1, 2, 0, 0, 2, 2, 2};

    CHECK_INT(iw_doping_n_exclusions(d.doping), 12 * 3);
    CHECK_INT(iw_doping_decorations(d.ctx, d.doping, 0, &decorations), IW_OK);
    if (decorations != NULL) {
      CHECK_INT(iw_decorations_holds(decorations, far), 1);
      CHECK_INT(iw_decorations_holds(decorations, close), 0);
    }
    iw_decorations_destroy(decorations);
  }
  doped_end(&d);
}

/* Decorations take them: the group maps the set on itself. */
static void the_group_keeps_them(void)
{
  iw_doping_request request;
  iw_decorations *decorations = NULL;
  doped d;

  if (!argyrodite(&d, &request))
    return;
  request.matrix[0][0] = 2;
  doped_make(&d, &request);
  CHECK_INT(d.status, IW_OK);
  if (d.status == IW_OK) {
    const iw_site_group *group = iw_doping_group(d.doping);
    const int32_t *all = iw_site_group_permutations(group);
    const size_t n = iw_site_group_n_sites(group);
    int missing = 0;

    for (size_t g = 0; g < iw_site_group_order(group); g++) {
      for (size_t k = 0; k < iw_doping_n_exclusions(d.doping); k += 7) {
        const iw_exclusion *e = &iw_doping_exclusions(d.doping)[k];

        missing += !is_excluded(&d, all[g * n + (size_t)e->site_a],
                                all[g * n + (size_t)e->site_b]);
      }
    }
    CHECK_INT(missing, 0);
    CHECK_INT(iw_doping_decorations(d.ctx, d.doping, 0, &decorations), IW_OK);
    iw_decorations_destroy(decorations);
  }
  doped_end(&d);
}

/* Of the pairs 0.42 Angstrom apart on 8g of LGPS each holds one Li, though
 * 0.54 of each site makes 8.6 on eight pairs: the number gives way, not the
 * distance. */
static void rounding_keeps_to_the_room(void)
{
  iw_doping_request request;
  doped d;
  int32_t li = 0;
  size_t n = 0;

  iw_doping_request_default(&request);
  request.mobile_element = 3;
  request.matrix[0][0] = 2;
  if (!doped_read(&d, IONWAY_SOURCE_DIR "/samples/Li10GeP2S12/structure.cif",
                  0))
    return;
  doped_make(&d, &request);
  CHECK_INT(d.status, IW_OK);
  if (d.status != IW_OK)
    return;
  CHECK(strstr(d.log, "arrangement") == NULL); /* no contact was let pass */
  for (size_t p = 0; p < iw_doping_n_pools(d.doping); p++) {
    const iw_doping_pool *pool = &iw_doping_pools(d.doping)[p];

    if (strcmp(pool->name, "Li 8g") == 0) {
      CHECK_INT(pool->n_sites, 16);
      CHECK_INT(iw_doping_compositions(d.doping)[0].counts[n], 8);
    }
    if (pool->species[0].element == 3)
      li += iw_doping_compositions(d.doping)[0].counts[n];
    n += pool->n_species;
  }
  CHECK_INT(li, 40); /* twice Li20 Ge2 P4 S24 */
  doped_end(&d);
}

int main(void)
{
  RUN(pairs_are_those_within_contact);
  RUN(scale_and_own_contacts);
  RUN(contacts_give_way_to_counts);
  RUN(rounding_keeps_to_the_room);
  RUN(unlike_species_of_a_pool);
  RUN(the_group_keeps_them);
  return check_report();
}
