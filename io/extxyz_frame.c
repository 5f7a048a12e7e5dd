/* SPDX-License-Identifier: BSD-3-Clause */
/* Frames of extended XYZ: a number of atoms, a comment line, the atoms. */
#include "extxyz_frame.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <ionway/elements.h>

#include "context.h"
#include "mem.h"
#include "species.h"
#include "vec3.h"

iw_status iwi_frame_bad(const iwi_frame *f, const char *what, iwi_span met,
                        const char *wanted)
{
  return iwi_fail(f->input->ctx, IW_E_PARSE, "%.500s:%d: %s '%.*s', want %s",
                  f->input->name, (int)f->scan.line, what, IWI_SHOW(met),
                  wanted);
}

static iw_status read_count(iwi_frame *f, iwi_span line)
{
  int64_t n = 0;
  const iwi_span text = iwi_span_trim(line);
  const iw_status status = iwi_scan_int(text, 0, IWI_MAX_ATOMS, &n);

  if (status == IW_E_LIMIT)
    return iwi_fail(f->input->ctx, IW_E_LIMIT,
                    "%.500s:%d: '%.*s' atoms, the limit is %d", f->input->name,
                    (int)f->scan.line, IWI_SHOW(text), IWI_MAX_ATOMS);
  if (status != IW_OK)
    return iwi_frame_bad(f, "met", text, "the number of atoms of a frame");
  f->n_atoms = (size_t)n;
  return IW_OK;
}

static iw_status read_element(const iwi_frame *f, const iwi_span *words,
                              iw_site *site)
{
  const iwi_span word = words[f->species.n > 0 ? f->species.at : f->number.at];
  iwi_species species[IWI_MAX_SPECIES];
  int64_t z = 0;

  if (f->species.n == 0) {
    if (iwi_scan_int(word, 1, IW_MAX_ELEMENT, &z) != IW_OK)
      return iwi_frame_bad(f, "atomic number", word, "1 to 118");
    site->element = (int32_t)z;
    return IW_OK;
  }
  if (iwi_species_parse(word, species) != 1)
    return iwi_fail(f->input->ctx, IW_E_PARSE,
                    "%.500s:%d: unknown element '%.*s'", f->input->name,
                    (int)f->scan.line, IWI_SHOW(word));
  site->element = species[0].element;
  site->oxidation = species[0].oxidation;
  return IW_OK;
}

static iw_status read_optional(const iwi_frame *f, const iwi_span *words,
                               iw_site *site)
{
  iw_status status = IW_OK;

  if (f->occupancy.n > 0)
    status = iwi_read_double(f->input, f->scan.line, "occupancy",
                             words[f->occupancy.at], 0, 1e6, &site->occupancy);
  /* "nan": not known for this atom */
  if (status == IW_OK && f->oxidation.n > 0 &&
      !iwi_span_same(words[f->oxidation.at], "nan"))
    status = iwi_read_double(f->input, f->scan.line, "oxidation state",
                             words[f->oxidation.at], -9, 9, &site->oxidation);
  if (f->label.n > 0)
    snprintf(site->label, sizeof site->label, "%.*s",
             IWI_SHOW(words[f->label.at]));
  return status;
}

/* What only a path has: the position as it stands, kinds, what never moves. */
static iw_status read_extra(iwi_frame *f, const iwi_span *words, size_t i)
{
  const double(*rows)[3] = (const double(*)[3])f->lattice;
  int64_t type = 0;
  int moves = f->mask.n == 0;

  if (f->position.n > 0)
    memcpy(f->cart[i], f->raw, sizeof f->raw);
  else
    iwi_row_times3(f->raw, rows, f->cart[i]);
  for (size_t k = 0; k < f->mask.n; k++)
    moves += strchr("Tt1", words[f->mask.at + k].data[0]) != NULL;
  f->frozen[i] = moves == 0;
  f->n_partly_frozen += moves > 0 && (size_t)moves < f->mask.n;
  if (f->type.n > 0 &&
      iwi_scan_int(words[f->type.at], INT32_MIN, INT32_MAX, &type) != IW_OK)
    return iwi_frame_bad(f, "model_type", words[f->type.at], "an integer");
  f->types[i] = (int32_t)type;
  return IW_OK;
}

static iw_status read_atom(iwi_frame *f, iw_site *site)
{
  iwi_span line, words[IWI_FRAME_WORDS + 1];
  const iwi_frame_field *x = f->position.n > 0 ? &f->position : &f->fraction;
  double v[3];
  iw_status status;
  size_t n;

  if (!iwi_scan_line(&f->scan, &line))
    return iwi_fail(f->input->ctx, IW_E_PARSE,
                    "%.500s:%d: file ends after %zu atoms, want %zu",
                    f->input->name, (int)f->scan.line,
                    (size_t)(site - f->sites), f->n_atoms);
  n = iwi_scan_words(line, words, IWI_FRAME_WORDS + 1);
  if (n < f->n_words)
    return iwi_fail(f->input->ctx, IW_E_PARSE,
                    "%.500s:%d: %zu columns, want %zu", f->input->name,
                    (int)f->scan.line, n, f->n_words);
  site->occupancy = 1;
  site->oxidation = NAN;
  site->line = f->scan.line;
  for (int k = 0; k < 3; k++) {
    status = iwi_read_double(f->input, f->scan.line, "position",
                             words[x->at + (size_t)k], -IWI_MAX_LENGTH,
                             IWI_MAX_LENGTH, &v[k]);
    if (status != IW_OK)
      return status;
  }
  memcpy(f->raw, v, sizeof v);
  if (x == &f->position)
    iwi_row_times3(v, (const double(*)[3])f->inverse, site->frac);
  else
    memcpy(site->frac, v, sizeof v);
  status = read_element(f, words, site);
  if (status != IW_OK)
    return status;
  status = read_optional(f, words, site);
  return status == IW_OK && f->of_path
             ? read_extra(f, words, (size_t)(site - f->sites))
             : status;
}

static iw_status make_room(iwi_frame *f)
{
  iw_context *ctx = f->input->ctx;

  iwi_frame_end(f);
  f->sites = iwi_calloc(ctx, f->n_atoms, sizeof *f->sites);
  if (f->sites == NULL)
    return IW_E_MEMORY;
  if (!f->of_path)
    return IW_OK;
  f->cart = iwi_calloc(ctx, f->n_atoms, sizeof *f->cart);
  f->frozen = iwi_calloc(ctx, f->n_atoms, sizeof *f->frozen);
  f->types = iwi_calloc(ctx, f->n_atoms, sizeof *f->types);
  return f->cart == NULL || f->frozen == NULL || f->types == NULL ? IW_E_MEMORY
                                                                  : IW_OK;
}

static iw_status read_atoms(iwi_frame *f)
{
  /* an atom takes seven bytes: no room is made for what cannot come */
  if (f->n_atoms > f->input->size / 7 + 1)
    return iwi_fail(f->input->ctx, IW_E_PARSE,
                    "%.500s:%d: %zu atoms are announced, the file is too "
                    "short for them",
                    f->input->name, (int)f->line, f->n_atoms);
  if (make_room(f) != IW_OK)
    return IW_E_MEMORY;
  if (fabs(iwi_det3((const double(*)[3])f->lattice)) > 0)
    iwi_inverse3((const double(*)[3])f->lattice, f->inverse);
  else
    return iwi_fail(f->input->ctx, IW_E_STRUCTURE,
                    "%.500s:%d: cell has no volume, want three independent "
                    "cell vectors",
                    f->input->name, (int)f->line);
  for (size_t i = 0; i < f->n_atoms; i++) {
    const iw_status status = read_atom(f, &f->sites[i]);

    if (status != IW_OK)
      return status;
  }
  return IW_OK;
}

void iwi_frame_begin(iwi_frame *f, const iwi_input *input)
{
  memset(f, 0, sizeof *f);
  f->input = input;
  iwi_scan_init(&f->scan, input->data, input->size);
}

void iwi_frame_end(iwi_frame *f)
{
  iwi_free(f->sites);
  iwi_free(f->cart);
  iwi_free(f->frozen);
  iwi_free(f->types);
  f->sites = NULL;
  f->cart = NULL;
  f->frozen = NULL;
  f->types = NULL;
}

iw_status iwi_frame_next(iwi_frame *f, int *there)
{
  iwi_span line;

  *there = 0;
  do {
    if (!iwi_scan_line(&f->scan, &line))
      return IW_OK;
  } while (iwi_span_trim(line).size == 0);
  *there = 1;
  return read_count(f, line);
}

iw_status iwi_frame_skip(iwi_frame *f, size_t index)
{
  iwi_span line;

  for (size_t i = 0; i < f->n_atoms + 1; i++) {
    if (!iwi_scan_line(&f->scan, &line))
      return iwi_fail(f->input->ctx, IW_E_PARSE,
                      "%.500s:%d: file ends inside frame %zu", f->input->name,
                      (int)f->scan.line, index);
  }
  return IW_OK;
}

iw_status iwi_frame_read(iwi_frame *f)
{
  const iw_status status = iwi_frame_read_comment(f);

  return status == IW_OK ? read_atoms(f) : status;
}
