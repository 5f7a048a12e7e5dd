/* SPDX-License-Identifier: BSD-3-Clause */
/* The path object: one set of atoms at several places, checked once. */
#include <ionway/path.h>

#include <string.h>

#include <ionway/elements.h>

#include "context.h"
#include "lattice.h"
#include "mem.h"
#include "path.h"
#include "vec3.h"

/* Angstrom: what reading and writing a file does to a frozen position. */
#define FROZEN_SLACK_ANG 1e-6

struct iw_path {
  double lattice[3][3];
  size_t n_atoms, n_images;
  int32_t *elements, *types; /* types may be NULL, so may frozen */
  double *charges;
  uint8_t *frozen;
  int32_t mover;
  double (*cart)[3]; /* n_images x n_atoms */
};

void iw_path_spec_default(iw_path_spec *spec)
{
  memset(spec, 0, sizeof *spec);
  spec->struct_size = sizeof *spec;
  spec->mover = -1;
}

static iw_status check_numbers(iw_context *ctx, const iw_path_spec *spec)
{
  const size_t n = spec->n_atoms;

  for (size_t k = 0; k < spec->n_images * n; k++)
    for (int c = 0; c < 3; c++)
      if (!isfinite(spec->cart_ang[k][c]))
        return iwi_fail(ctx, IW_E_ARGUMENT,
                        "path: image %zu, atom %zu: the position is %g", k / n,
                        k % n + 1, spec->cart_ang[k][c]);
  for (size_t i = 0; i < n; i++) {
    if (spec->elements[i] < 1 || spec->elements[i] > IW_MAX_ELEMENT)
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "path: atom %zu: unknown element number %d, want 1..%d",
                      i + 1, (int)spec->elements[i], IW_MAX_ELEMENT);
    if (spec->charges != NULL && !isfinite(spec->charges[i]))
      return iwi_fail(ctx, IW_E_ARGUMENT, "path: atom %zu: the charge is %g",
                      i + 1, spec->charges[i]);
  }
  return IW_OK;
}

static iw_status check_frozen(iw_context *ctx, const iw_path_spec *spec)
{
  const size_t n = spec->n_atoms;

  if (spec->frozen == NULL)
    return IW_OK;
  for (size_t k = n; k < spec->n_images * n; k++) {
    double d[3];

    if (!spec->frozen[k % n])
      continue;
    for (int c = 0; c < 3; c++)
      d[c] = spec->cart_ang[k][c] - spec->cart_ang[k % n][c];
    if (iwi_norm3(d) > FROZEN_SLACK_ANG)
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "path: atom %zu is frozen but goes %g Angstrom from "
                      "image 0 to image %zu",
                      k % n + 1, iwi_norm3(d), k / n);
  }
  return IW_OK;
}

static iw_status check_spec(iw_context *ctx, const iw_path_spec *spec)
{
  iwi_lattice lattice;
  iw_status status;

  if (spec->struct_size != sizeof *spec)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "path: spec of size %zu, want %zu (start from the "
                    "defaults)",
                    spec->struct_size, sizeof *spec);
  if (spec->n_atoms == 0 || spec->n_atoms > INT32_MAX / 3)
    return iwi_fail(ctx, IW_E_ARGUMENT, "path: %zu atoms, want 1..%d",
                    spec->n_atoms, (int)(INT32_MAX / 3));
  if (spec->n_images < 2 || spec->n_images > INT32_MAX / spec->n_atoms)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "path: %zu images, want the two ends at least",
                    spec->n_images);
  if (spec->elements == NULL || spec->cart_ang == NULL)
    return iwi_fail(ctx, IW_E_ARGUMENT, "path: no elements or no positions");
  if (!iwi_lattice_init(&lattice, spec->lattice_ang))
    return iwi_fail(ctx, IW_E_ARGUMENT, "path: the cell is flat or not finite");
  if (spec->mover < -1 || spec->mover >= (int32_t)spec->n_atoms)
    return iwi_fail(ctx, IW_E_ARGUMENT, "path: mover %d, want -1..%zu",
                    (int)spec->mover, spec->n_atoms - 1);
  status = check_numbers(ctx, spec);
  return status == IW_OK ? check_frozen(ctx, spec) : status;
}

static void *copied(iw_context *ctx, const void *from, size_t n, size_t size)
{
  void *copy = iwi_calloc(ctx, n, size);

  if (copy != NULL && from != NULL)
    memcpy(copy, from, n * size);
  return copy;
}

/* The atom that goes farthest between the ends; of equals the first. */
static int32_t farthest(const iw_path *path)
{
  const double(*a)[3] = iw_path_image(path, 0);
  const double(*b)[3] = iw_path_image(path, path->n_images - 1);
  double most = -1;
  int32_t atom = 0;

  for (size_t i = 0; i < path->n_atoms; i++) {
    double d[3];

    for (int c = 0; c < 3; c++)
      d[c] = b[i][c] - a[i][c];
    if (iwi_norm3(d) > most) {
      most = iwi_norm3(d);
      atom = (int32_t)i;
    }
  }
  return atom;
}

/* Frozen atoms to exactly one place. */
static void pin(iw_path *path)
{
  for (size_t k = path->n_atoms; k < path->n_images * path->n_atoms; k++)
    if (path->frozen[k % path->n_atoms])
      memcpy(path->cart[k], path->cart[k % path->n_atoms],
             sizeof path->cart[k]);
}

iw_status iw_path_create(iw_context *ctx, const iw_path_spec *spec,
                         iw_path **out)
{
  const iw_status status = check_spec(ctx, spec);
  iw_path *path;

  *out = NULL;
  if (status != IW_OK)
    return status;
  path = iwi_calloc(ctx, 1, sizeof *path);
  if (path == NULL)
    return IW_E_MEMORY;
  memcpy(path->lattice, spec->lattice_ang, sizeof path->lattice);
  path->n_atoms = spec->n_atoms;
  path->n_images = spec->n_images;
  path->elements =
      copied(ctx, spec->elements, spec->n_atoms, sizeof *path->elements);
  path->charges =
      copied(ctx, spec->charges, spec->n_atoms, sizeof *path->charges);
  path->cart = copied(ctx, spec->cart_ang, spec->n_images * spec->n_atoms,
                      sizeof *path->cart);
  if (spec->types != NULL)
    path->types = copied(ctx, spec->types, spec->n_atoms, sizeof *path->types);
  if (spec->frozen != NULL)
    path->frozen = copied(ctx, spec->frozen, spec->n_atoms, 1);
  if (path->elements == NULL || path->charges == NULL || path->cart == NULL ||
      (spec->types != NULL && path->types == NULL) ||
      (spec->frozen != NULL && path->frozen == NULL)) {
    iw_path_destroy(path);
    return IW_E_MEMORY;
  }
  if (path->frozen != NULL)
    pin(path);
  path->mover = spec->mover >= 0 ? spec->mover : farthest(path);
  *out = path;
  return IW_OK;
}

void iw_path_destroy(iw_path *path)
{
  if (path == NULL)
    return;
  iwi_free(path->elements);
  iwi_free(path->types);
  iwi_free(path->charges);
  iwi_free(path->frozen);
  iwi_free(path->cart);
  iwi_free(path);
}

const double (*iw_path_lattice(const iw_path *path))[3]
{
  return (const double(*)[3])path->lattice;
}

size_t iw_path_n_atoms(const iw_path *path)
{
  return path->n_atoms;
}

size_t iw_path_n_images(const iw_path *path)
{
  return path->n_images;
}

const int32_t *iw_path_elements(const iw_path *path)
{
  return path->elements;
}

const double *iw_path_charges(const iw_path *path)
{
  return path->charges;
}

const int32_t *iw_path_types(const iw_path *path)
{
  return path->types;
}

const uint8_t *iw_path_frozen(const iw_path *path)
{
  return path->frozen;
}

int32_t iw_path_mover(const iw_path *path)
{
  return path->mover;
}

const double (*iw_path_image(const iw_path *path, size_t i))[3]
{
  return (const double(*)[3])path->cart + i * path->n_atoms;
}

void iw_path_coordinate(const iw_path *path, double *s_ang)
{
  s_ang[0] = 0;
  for (size_t i = 1; i < path->n_images; i++) {
    const double *a = iw_path_image(path, i - 1)[0];
    const double *b = iw_path_image(path, i)[0];
    double sum = 0;

    for (size_t k = 0; k < 3 * path->n_atoms; k++)
      sum += (b[k] - a[k]) * (b[k] - a[k]);
    s_ang[i] = s_ang[i - 1] + sqrt(sum);
  }
}

iw_status iwi_path_with_images(iw_context *ctx, const iw_path *path,
                               const double (*cart)[3], size_t n_images,
                               iw_path **out)
{
  iw_path_spec spec;

  iw_path_spec_default(&spec);
  memcpy(spec.lattice_ang, path->lattice, sizeof spec.lattice_ang);
  spec.n_atoms = path->n_atoms;
  spec.elements = path->elements;
  spec.charges = path->charges;
  spec.types = path->types;
  spec.frozen = path->frozen;
  spec.mover = path->mover;
  spec.n_images = n_images;
  spec.cart_ang = cart;
  return iw_path_create(ctx, &spec, out);
}

iw_status iw_path_reversed(iw_context *ctx, const iw_path *path, iw_path **out)
{
  double(*cart)[3] =
      iwi_calloc(ctx, path->n_images * path->n_atoms, sizeof *cart);
  iw_status status;

  *out = NULL;
  if (cart == NULL)
    return IW_E_MEMORY;
  for (size_t i = 0; i < path->n_images; i++)
    memcpy(cart + i * path->n_atoms,
           iw_path_image(path, path->n_images - 1 - i),
           path->n_atoms * sizeof *cart);
  status = iwi_path_with_images(ctx, path, (const double(*)[3])cart,
                                path->n_images, out);
  iwi_free(cart);
  return status;
}

iw_status iw_path_structure(iw_context *ctx, const iw_path *path, size_t i,
                            iw_structure **out)
{
  iw_structure_spec spec;
  iw_site *sites;
  double inverse[3][3];
  iw_status status;

  *out = NULL;
  if (i >= path->n_images)
    return iwi_fail(ctx, IW_E_ARGUMENT, "path: image %zu of %zu", i,
                    path->n_images);
  sites = iwi_calloc(ctx, path->n_atoms, sizeof *sites);
  if (sites == NULL)
    return IW_E_MEMORY;
  iwi_inverse3((const double(*)[3])path->lattice, inverse);
  for (size_t a = 0; a < path->n_atoms; a++) {
    iwi_row_times3(iw_path_image(path, i)[a], (const double(*)[3])inverse,
                   sites[a].frac);
    sites[a].occupancy = 1;
    sites[a].oxidation = path->charges[a];
    sites[a].element = path->elements[a];
  }
  iw_structure_spec_default(&spec);
  memcpy(spec.lattice_ang, path->lattice, sizeof spec.lattice_ang);
  spec.sites = sites;
  spec.n_sites = path->n_atoms;
  spec.min_distance_ang = 0; /* a path may run atoms close: closest() tells */
  status = iw_structure_create(ctx, &spec, out);
  iwi_free(sites);
  return status;
}

iw_energy_atoms iwi_path_energy_atoms(const iw_path *path, double (*frac)[3])
{
  double inverse[3][3];

  iwi_inverse3((const double(*)[3])path->lattice, inverse);
  for (size_t a = 0; a < path->n_atoms; a++)
    iwi_row_times3(path->cart[a], (const double(*)[3])inverse, frac[a]);
  return (iw_energy_atoms){.lattice_ang = (const double(*)[3])path->lattice,
                           .frac = (const double(*)[3])frac,
                           .elements = path->elements,
                           .charges = path->charges,
                           .n_atoms = path->n_atoms,
                           .types = path->types};
}
