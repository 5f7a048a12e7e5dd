/* SPDX-License-Identifier: BSD-3-Clause */
/* Paths from the frames of an extended XYZ file. */
#include <ionway/path_read.h>

#include <math.h>
#include <string.h>

#include <ionway/elements.h>

#include "context.h"
#include "extxyz_frame.h"
#include "file.h"
#include "lattice.h"
#include "mem.h"
#include "vec3.h"

/* Angstrom. Programs write cells with six digits or more; what differs more is
 * another cell. */
#define SAME_CELL_ANG 1e-4

/* Angstrom. Two periodic images this near to each other's distance are equally
 * near: the one that is written is taken. */
#define SAME_DISTANCE_ANG 1e-6

/* A path under construction. */
typedef struct reading {
  iwi_input input;
  iwi_frame *frame;
  iw_path_spec spec;
  iwi_lattice lattice;
  size_t n_images, capacity; /* the latter in atoms */
  double (*cart)[3];
  int32_t *elements, *types;
  double *charges;
  uint8_t *frozen;
} reading;

static void release(reading *r)
{
  iwi_frame_end(r->frame);
  iwi_free(r->frame);
  iwi_free(r->cart);
  iwi_free(r->elements);
  iwi_free(r->types);
  iwi_free(r->charges);
  iwi_free(r->frozen);
}

static iw_status bad_atom(const reading *r, size_t i, const char *what)
{
  return iwi_fail(r->input.ctx, IW_E_PARSE, "%.500s:%d: %s: %s", r->input.name,
                  (int)r->frame->sites[i].line,
                  iw_element_symbol(r->frame->sites[i].element), what);
}

/* Charges of all atoms, of none: *known; not of some. */
static iw_status read_charges(const reading *r, size_t *known)
{
  const iwi_frame *f = r->frame;

  *known = 0;
  for (size_t i = 0; i < f->n_atoms; i++)
    *known += !isnan(f->sites[i].oxidation);
  for (size_t i = 0; *known > 0 && i < f->n_atoms; i++) {
    if (isnan(f->sites[i].oxidation))
      return bad_atom(r, i, "no oxidation state, other atoms have one");
    r->charges[i] = f->sites[i].oxidation;
  }
  return IW_OK;
}

/* What all images have in common, from the first frame. */
static iw_status read_common(reading *r)
{
  const iwi_frame *f = r->frame;
  const size_t n = f->n_atoms;
  iw_context *ctx = r->input.ctx;
  size_t n_charges;
  iw_status status;

  if (n == 0)
    return iwi_fail(ctx, IW_E_PARSE, "%.500s: frame 0 has no atoms",
                    r->input.name);
  r->elements = iwi_calloc(ctx, n, sizeof *r->elements);
  r->types = iwi_calloc(ctx, n, sizeof *r->types);
  r->charges = iwi_calloc(ctx, n, sizeof *r->charges);
  r->frozen = iwi_calloc(ctx, n, sizeof *r->frozen);
  if (r->elements == NULL || r->types == NULL || r->charges == NULL ||
      r->frozen == NULL)
    return IW_E_MEMORY;
  status =
      iwi_read_check_cell(&r->input, (const double(*)[3])f->lattice, f->line);
  if (status == IW_OK)
    status = read_charges(r, &n_charges);
  if (status != IW_OK)
    return status;
  if (f->n_partly_frozen > 0)
    iwi_log(ctx, IW_LOG_WARNING,
            "%.500s: %zu atoms fixed along some axes only are taken as free",
            r->input.name, f->n_partly_frozen);
  for (size_t i = 0; i < n; i++)
    r->elements[i] = f->sites[i].element;
  memcpy(r->types, f->types, n * sizeof *r->types);
  memcpy(r->frozen, f->frozen, n * sizeof *r->frozen);
  memcpy(r->spec.lattice_ang, f->lattice, sizeof r->spec.lattice_ang);
  (void)iwi_lattice_init(&r->lattice, (const double(*)[3])f->lattice);
  r->spec.n_atoms = n;
  r->spec.elements = r->elements;
  r->spec.charges = n_charges > 0 ? r->charges : NULL;
  r->spec.types = f->type.n > 0 ? r->types : NULL;
  r->spec.frozen = f->mask.n > 0 ? r->frozen : NULL;
  r->spec.mover = f->mover;
  return IW_OK;
}

/* Is a later frame of the same atoms? */
static iw_status check_common(const reading *r)
{
  const iwi_frame *f = r->frame;
  iw_context *ctx = r->input.ctx;

  if (f->n_atoms != r->spec.n_atoms)
    return iwi_fail(ctx, IW_E_PARSE,
                    "%.500s:%d: frame %zu has %zu atoms, frame 0 has %zu",
                    r->input.name, (int)f->line - 1, r->n_images, f->n_atoms,
                    r->spec.n_atoms);
  for (int k = 0; k < 9; k++) {
    const double d =
        f->lattice[k / 3][k % 3] - r->spec.lattice_ang[k / 3][k % 3];

    if (fabs(d) > SAME_CELL_ANG)
      return iwi_fail(ctx, IW_E_PARSE,
                      "%.500s:%d: the cell of frame %zu differs by %.3g "
                      "Angstrom from that of frame 0, want one cell for a path",
                      r->input.name, (int)f->line, r->n_images, fabs(d));
  }
  for (size_t i = 0; i < f->n_atoms; i++) {
    if (f->sites[i].element != r->elements[i])
      return iwi_fail(ctx, IW_E_PARSE,
                      "%.500s:%d: atom %zu is %s, in frame 0 it is %s; want "
                      "the same atoms in the same order",
                      r->input.name, (int)f->sites[i].line, i + 1,
                      iw_element_symbol(f->sites[i].element),
                      iw_element_symbol(r->elements[i]));
  }
  return IW_OK;
}

/* The periodic image of `to` next to `from`. A position that is near enough as
 * it stands keeps its bits. */
static void follow(const reading *r, const double from[3], double to[3])
{
  const iwi_lattice *l = &r->lattice;
  double d[3], frac[3], nearest[3], rest[3];
  double shortest;

  for (int k = 0; k < 3; k++)
    d[k] = to[k] - from[k];
  iwi_row_times3(d, (const double(*)[3])l->inverse, frac);
  shortest = iwi_lattice_shortest(l, frac, nearest);
  if (iwi_norm3(d) <= shortest + SAME_DISTANCE_ANG)
    return;
  for (int k = 0; k < 3; k++)
    rest[k] = nearest[k] - d[k];
  iwi_row_times3(rest, (const double(*)[3])l->inverse, frac);
  for (int k = 0; k < 3; k++)
    frac[k] = round(frac[k]);
  iwi_row_times3(frac, (const double(*)[3])l->rows, rest);
  for (int k = 0; k < 3; k++)
    to[k] += rest[k];
}

static iw_status take_frame(reading *r)
{
  const iwi_frame *f = r->frame;
  const size_t n = f->n_atoms;
  iw_status status;
  void *cart = r->cart;
  double(*image)[3];

  for (size_t i = 0; i < n; i++) {
    /* exact: it is what the file says, or nothing said */
    if (f->sites[i].occupancy != 1)
      return bad_atom(r, i, "partial occupancy, want whole atoms in a path");
  }
  status = r->n_images == 0 ? read_common(r) : check_common(r);
  if (status == IW_OK)
    status = iwi_reserve(r->input.ctx, &cart, &r->capacity,
                         (r->n_images + 1) * n, sizeof *r->cart);
  r->cart = cart;
  if (status != IW_OK)
    return status;
  image = r->cart + r->n_images * n;
  memcpy(image, f->cart, n * sizeof *image);
  for (size_t i = 0; r->n_images > 0 && !f->unwrapped && i < n; i++)
    follow(r, *(image + i - n), image[i]);
  r->n_images++;
  return IW_OK;
}

static iw_status make_path(reading *r, iw_path **out)
{
  iw_context *ctx = r->input.ctx;
  char why[600] = "";
  iw_status status;

  if (r->n_images < 2)
    return iwi_fail(ctx, IW_E_PARSE,
                    "%.500s: %zu frame%s, want at least the two ends of a path",
                    r->input.name, r->n_images, r->n_images == 1 ? "" : "s");
  r->spec.n_images = r->n_images;
  r->spec.cart_ang = (const double(*)[3])r->cart;
  status = iw_path_create(ctx, &r->spec, out);
  if (status == IW_OK || status == IW_E_MEMORY)
    return status;
  strncat(why, iw_context_message(ctx), sizeof why - 1);
  return iwi_fail(ctx, status, "%.300s: %s", r->input.name, why);
}

iw_status iw_path_read_memory(iw_context *ctx, const char *data, size_t size,
                              const char *name, iw_path **out)
{
  reading r;
  int there = 1;
  iw_status status;

  *out = NULL;
  memset(&r, 0, sizeof r);
  r.input = (iwi_input){
      .ctx = ctx, .name = name != NULL ? name : "", .data = data, .size = size};
  iw_read_options_default(&r.input.options);
  iw_path_spec_default(&r.spec);
  if (size > r.input.options.max_bytes)
    return iwi_fail(ctx, IW_E_LIMIT, "%.500s: input is larger than %zu bytes",
                    r.input.name, r.input.options.max_bytes);
  status = iwi_read_check_text(&r.input);
  if (status != IW_OK)
    return status;
  r.frame = iwi_calloc(ctx, 1, sizeof *r.frame);
  if (r.frame == NULL)
    return IW_E_MEMORY;
  iwi_frame_begin(r.frame, &r.input);
  r.frame->of_path = 1;
  while (status == IW_OK) {
    status = iwi_frame_next(r.frame, &there);
    if (status != IW_OK || !there)
      break;
    status = iwi_frame_read(r.frame);
    if (status == IW_OK)
      status = take_frame(&r);
  }
  if (status == IW_OK)
    status = make_path(&r, out);
  release(&r);
  return status;
}

iw_status iw_path_read_file(iw_context *ctx, const char *path, iw_path **out)
{
  iw_read_options options;
  char *data;
  size_t size;
  iw_status status;

  *out = NULL;
  iw_read_options_default(&options);
  status = iwi_file_read(ctx, path, options.max_bytes, &data, &size);
  if (status != IW_OK)
    return status;
  status = iw_path_read_memory(ctx, data, size, path, out);
  iwi_free(data);
  return status;
}
