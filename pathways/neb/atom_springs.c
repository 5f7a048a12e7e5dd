/* SPDX-License-Identifier: BSD-3-Clause */
/* Springs are found between the ends of a path: here one that goes nowhere,
 * scaled to the lengths of crystals in Angstrom. */
#include "atom_springs.h"

#include <string.h>

#include <ionway/elements.h>
#include <ionway/path.h>

#include "mem.h"

/* Distance of the nearest two atoms after scaling, Angstrom. */
#define USUAL_SPACING 2.5

struct iwi_springs {
  iw_path *shape;
  iwi_stiffness *stiffness;
};

static iw_status make_shape(iw_context *ctx, const iw_energy_atoms *atoms,
                            const double (*cart)[3], const uint8_t *frozen,
                            double scale, iw_path **shape)
{
  const size_t n = atoms->n_atoms;
  double(*both)[3] = iwi_calloc(ctx, n, 2 * sizeof *both);
  int32_t *elements = iwi_calloc(ctx, n, sizeof *elements);
  iw_status status = IW_E_MEMORY;

  if (both != NULL && elements != NULL) {
    iw_path_spec spec;

    iw_path_spec_default(&spec);
    for (size_t i = 0; i < 3 * n; i++)
      both[i / 3][i % 3] = scale * cart[i / 3][i % 3];
    memcpy(both + n, both, n * sizeof *both);
    for (size_t i = 0; i < n; i++) { /* a model may do without elements */
      const int32_t z = atoms->elements != NULL ? atoms->elements[i] : 0;

      elements[i] = z >= 1 && z <= IW_MAX_ELEMENT ? z : 1;
    }
    for (int i = 0; i < 9; i++)
      spec.lattice_ang[i / 3][i % 3] = scale * atoms->lattice_ang[i / 3][i % 3];
    spec.n_atoms = n;
    spec.elements = elements;
    spec.frozen = frozen;
    spec.n_images = 2;
    spec.cart_ang = (const double(*)[3])both;
    status = iw_path_create(ctx, &spec, shape);
  }
  iwi_free(both);
  iwi_free(elements);
  return status;
}

iw_status iwi_springs_create(iw_context *ctx, const iw_energy_atoms *atoms,
                             const double (*cart)[3], const uint8_t *frozen,
                             double spacing, iwi_springs **out)
{
  iwi_springs *s = iwi_calloc(ctx, 1, sizeof *s);
  iw_status status;

  *out = NULL;
  if (s == NULL)
    return IW_E_MEMORY;
  status =
      make_shape(ctx, atoms, cart, frozen, USUAL_SPACING / spacing, &s->shape);
  if (status == IW_OK)
    status = iwi_stiffness_create(ctx, s->shape, &s->stiffness);
  if (status != IW_OK) {
    iwi_springs_destroy(s);
    return status;
  }
  *out = s;
  return IW_OK;
}

void iwi_springs_destroy(iwi_springs *s)
{
  if (s == NULL)
    return;
  iwi_stiffness_destroy(s->stiffness);
  iw_path_destroy(s->shape);
  iwi_free(s);
}

iwi_stiffness *iwi_springs_stiffness(iwi_springs *s)
{
  return s->stiffness;
}
