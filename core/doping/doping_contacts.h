/* SPDX-License-Identifier: BSD-3-Clause */
/* Closest approaches in force, eq. (D8), and the pairs of sites within them. */
#ifndef IONWAY_DOPING_CONTACTS_H
#define IONWAY_DOPING_CONTACTS_H

#include "doping_object.h"

/** Elements of all species, and their contact distances. */
typedef struct iwi_contacts {
  size_t n;          /* elements                   */
  int32_t *elements; /* n                          */
  double *charges;   /* n, e                       */
  double *distances; /* n x n, Angstrom, symmetric */
} iwi_contacts;

/** The closest approach of two ions that a request means, Angstrom. */
double iwi_contact_of(const iw_doping_request *request, int32_t element_a,
                      double charge_a, int32_t element_b, double charge_b);

/** Ions of an element that the orbit p can hold at once, in the parent cell;
 *  an upper bound. Errors: IW_E_MEMORY. */
iw_status iwi_place_capacity(const iwi_plan *plan, size_t p, int32_t element,
                             double charge, int32_t *capacity);

/** Free: iwi_contacts_release (always). Errors: IW_E_MEMORY. */
iw_status iwi_contacts_make(iw_context *ctx, const iw_doping_request *request,
                            const iw_doping *d, iwi_contacts *out);
void iwi_contacts_release(iwi_contacts *contacts);
/** Distance for two elements; 0 where one is a vacancy. */
double *iwi_contacts_at(const iwi_contacts *contacts, int32_t element_a,
                        int32_t element_b);
double iwi_contacts_longest(const iwi_contacts *contacts);

/** Two sites, site_a < site_b, one of which may be empty. */
typedef struct iwi_near {
  int32_t site_a, site_b;
  double distance_ang; /* to the nearest image; one value for an orbit */
} iwi_near;

typedef struct iwi_nears {
  iwi_near *list;
  size_t n, capacity;
} iwi_nears;

/** All pairs within a radius, closed under the group, sorted by sites. The
 *  images of one site in other cells are no pairs: a site cannot make way for
 *  itself. Free: iwi_free(out->list). Errors: IW_E_MEMORY. */
iw_status iwi_nears_find(iw_context *ctx, const iw_doping *d, double radius_ang,
                         iwi_nears *out);

#endif
