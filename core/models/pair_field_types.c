/* SPDX-License-Identifier: BSD-3-Clause */
/* Which of a field's types an atom is: by element, by the label of its site, by
 * a neighbour. The type that asks for most wins. */
#include <stdio.h>
#include <string.h>

#include <ionway/elements.h>

#include "context.h"
#include "mem.h"
#include "neighbor.h"
#include "pair_field_model.h"

/* What the choice is made from. */
typedef struct census {
  const double (*lattice)[3];
  const double (*frac)[3];
  const int32_t *elements;
  const iw_site *sites; /* NULL: labels are not known */
  size_t n;
} census;

/* '*' in a pattern stands for any characters, none included. */
static int matches(const char *pattern, const char *text)
{
  const char *star = NULL, *resume = text;

  while (*text != '\0') {
    if (*pattern == '*') {
      star = pattern++;
      resume = text;
    } else if (*pattern == *text) {
      pattern++;
      text++;
    } else if (star != NULL) {
      pattern = star + 1;
      text = ++resume;
    } else {
      return 0;
    }
  }
  while (*pattern == '*')
    pattern++;
  return *pattern == '\0';
}

typedef struct look {
  const int32_t *elements;
  int32_t wanted;
  int found;
} look;

static int look_at(const iwi_neighbor *neighbor, void *user)
{
  look *l = user;

  /* an atom is no neighbour of itself */
  if (neighbor->distance_ang > 1e-6 && l->elements[neighbor->site] == l->wanted)
    l->found = 1;
  return l->found;
}

static int has_near(const iwi_bins *bins, const census *c, size_t at,
                    const iw_field_type *type)
{
  look l = {c->elements, type->near_element, 0};

  iwi_bins_visit(bins, c->frac[at], type->near_ang, look_at, &l);
  return l.found;
}

static void describe(const census *c, size_t at, char *text, size_t size)
{
  if (c->sites != NULL)
    snprintf(text, size, "site %s", c->sites[at].label);
  else
    snprintf(text, size, "atom %zu (%s)", at + 1,
             iw_element_symbol(c->elements[at]));
}

/* 2 for a label, 1 for a neighbour that is asked for and there; -1: no. */
static int rank(const iwi_bins *bins, const census *c, size_t at,
                const iw_field_type *type)
{
  int asked = 0;

  if (type->element != c->elements[at])
    return -1;
  if (type->label != NULL) {
    if (c->sites == NULL || !matches(type->label, c->sites[at].label))
      return -1;
    asked += 2;
  }
  if (type->near_element != 0) {
    if (!has_near(bins, c, at, type))
      return -1;
    asked++;
  }
  return asked;
}

static iw_status refuse(iw_context *ctx, const iw_pair_field *field,
                        const census *c, size_t at)
{
  const iw_pair_field_spec *spec = &field->spec;
  char who[64];

  describe(c, at, who, sizeof who);
  for (size_t t = 0; t < spec->n_types; t++) {
    if (spec->types[t].element != c->elements[at])
      continue;
    if (c->sites == NULL && spec->types[t].label != NULL)
      return iwi_fail(ctx, IW_E_ENERGY,
                      "%s: %s: labels of sites tell its type, want types from "
                      "the model's assign_types",
                      spec->name, who);
    return iwi_fail(ctx, IW_E_ENERGY,
                    "%s: %s: no type of this element takes it (label or "
                    "neighbour)",
                    spec->name, who);
  }
  return iwi_fail(ctx, IW_E_ENERGY, "%s: %s: the field has no type for %s",
                  spec->name, who, iw_element_symbol(c->elements[at]));
}

static iw_status choose(iw_context *ctx, const iw_pair_field *field,
                        const iwi_bins *bins, const census *c, size_t at,
                        int32_t *out)
{
  const iw_pair_field_spec *spec = &field->spec;
  int best = -1, other = -1;
  char who[64];

  *out = -1;
  for (size_t t = 0; t < spec->n_types; t++) {
    const int own = rank(bins, c, at, &spec->types[t]);

    if (own < 0 || own < best)
      continue;
    other = own == best ? *out : -1;
    best = own;
    *out = (int32_t)t;
  }
  if (best < 0)
    return refuse(ctx, field, c, at);
  if (other < 0)
    return IW_OK;
  describe(c, at, who, sizeof who);
  return iwi_fail(ctx, IW_E_ENERGY, "%s: %s may be type %s or %s", spec->name,
                  who, spec->types[other].name, spec->types[*out].name);
}

static iw_status take_census(iw_context *ctx, const iw_pair_field *field,
                             const census *c, int32_t *types)
{
  iwi_lattice lattice;
  iwi_bins *bins;
  iw_status status;

  if (!iwi_lattice_init(&lattice, c->lattice))
    return iwi_fail(ctx, IW_E_ARGUMENT, "%s: the cell is flat or not finite",
                    field->spec.name);
  status = iwi_bins_create(ctx, &lattice, c->frac, c->n, 3, &bins);
  for (size_t i = 0; i < c->n && status == IW_OK; i++)
    status = choose(ctx, field, bins, c, i, &types[i]);
  iwi_bins_destroy(bins);
  return status;
}

iw_status iwi_pair_types_of_atoms(iw_context *ctx, const iw_pair_field *field,
                                  const iw_energy_atoms *atoms, int32_t *types)
{
  const census c = {atoms->lattice_ang, atoms->frac, atoms->elements, NULL,
                    atoms->n_atoms};

  if (atoms->elements == NULL)
    return iwi_fail(ctx, IW_E_ARGUMENT, "%s: neither elements nor types given",
                    field->spec.name);
  return take_census(ctx, field, &c, types);
}

iw_status iwi_pair_model_types(iw_context *ctx, const iw_structure *structure,
                               int32_t *types, void *user)
{
  const iw_pair_field *field = user;
  const iw_site *sites = iw_structure_sites(structure);
  census c = {.lattice = iw_structure_lattice(structure),
              .sites = sites,
              .n = iw_structure_n_sites(structure)};
  double(*frac)[3] = iwi_calloc(ctx, c.n, sizeof *frac);
  int32_t *elements = iwi_calloc(ctx, c.n, sizeof *elements);
  iw_status status = IW_E_MEMORY;

  if (frac != NULL && elements != NULL) {
    for (size_t i = 0; i < c.n; i++) {
      memcpy(frac[i], sites[i].frac, sizeof frac[i]);
      elements[i] = sites[i].element;
    }
    c.frac = (const double(*)[3])frac;
    c.elements = elements;
    status = take_census(ctx, field, &c, types);
  }
  iwi_free(frac);
  iwi_free(elements);
  return status;
}
