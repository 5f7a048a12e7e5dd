/* SPDX-License-Identifier: BSD-3-Clause */
/* How close two ions may come, eq. (D8). */
#include "doping_contacts.h"

#include <math.h>

#include "bondval_table.h"
#include "ion.h"
#include "mem.h"

/* f of eq. (D8) */
#define BETWEEN_CATIONS 1.3
#define OTHERWISE       0.7

static double radius_of(int32_t element, double charge)
{
  const double radius =
      iwi_ion_find(iwi_shannon_table, iwi_n_shannon_table, element, charge);

  /* ions that nobody tabulated: about the size of their atom */
  if (isnan(radius))
    return (size_t)element < iwi_n_covalent_table ? iwi_covalent_table[element]
                                                  : 1.5;
  return fmax(radius, 0);
}

double iw_doping_contact_ang(int32_t element_a, double charge_a,
                             int32_t element_b, double charge_b)
{
  const double f = charge_a > 0 && charge_b > 0 ? BETWEEN_CATIONS : OTHERWISE;

  if (element_a == IW_VACANCY || element_b == IW_VACANCY)
    return 0;
  return f * (radius_of(element_a, charge_a) + radius_of(element_b, charge_b));
}

static size_t find(const iwi_contacts *contacts, int32_t element)
{
  size_t k = 0;

  while (k < contacts->n && contacts->elements[k] != element)
    k++;
  return k;
}

double *iwi_contacts_at(const iwi_contacts *contacts, int32_t element_a,
                        int32_t element_b)
{
  const size_t a = find(contacts, element_a), b = find(contacts, element_b);

  if (a == contacts->n || b == contacts->n)
    return NULL;
  return &contacts->distances[a * contacts->n + b];
}

double iwi_contacts_longest(const iwi_contacts *contacts)
{
  double longest = 0;

  for (size_t k = 0; k < contacts->n * contacts->n; k++)
    longest = fmax(longest, contacts->distances[k]);
  return longest;
}

double iwi_contact_of(const iw_doping_request *request, int32_t element_a,
                      double charge_a, int32_t element_b, double charge_b)
{
  double distance_ang =
      request->contact_scale *
      iw_doping_contact_ang(element_a, charge_a, element_b, charge_b);

  for (size_t k = 0; k < request->n_contacts; k++) {
    const iw_contact *c = &request->contacts[k];

    if ((c->element_a == element_a && c->element_b == element_b) ||
        (c->element_a == element_b && c->element_b == element_a))
      distance_ang = c->distance_ang; /* the last that was said */
  }
  return distance_ang;
}

static void fill(const iw_doping_request *request, iwi_contacts *out)
{
  for (size_t a = 0; a < out->n; a++) {
    for (size_t b = 0; b < out->n; b++)
      out->distances[a * out->n + b] =
          iwi_contact_of(request, out->elements[a], out->charges[a],
                         out->elements[b], out->charges[b]);
  }
}

iw_status iwi_contacts_make(iw_context *ctx, const iw_doping_request *request,
                            const iw_doping *d, iwi_contacts *out)
{
  const size_t most = (size_t)d->first_species[d->n_pools];

  out->elements = iwi_calloc(ctx, most, sizeof *out->elements);
  out->charges = iwi_calloc(ctx, most, sizeof *out->charges);
  if (out->elements == NULL || out->charges == NULL)
    return IW_E_MEMORY;
  for (size_t s = 0; s < most; s++) {
    const int32_t element = d->species[s].element;

    if (element == IW_VACANCY || find(out, element) < out->n)
      continue;
    out->elements[out->n] = element;
    out->charges[out->n++] = d->compositions[0].charges[s];
  }
  out->distances = iwi_calloc(ctx, out->n * out->n, sizeof *out->distances);
  if (out->distances == NULL)
    return IW_E_MEMORY;
  fill(request, out);
  return IW_OK;
}

void iwi_contacts_release(iwi_contacts *contacts)
{
  iwi_free(contacts->elements);
  iwi_free(contacts->charges);
  iwi_free(contacts->distances);
}
